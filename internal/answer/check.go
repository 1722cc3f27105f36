package answer

import (
	"slices"

	"github.com/cordon-ot/cordon/internal/api"
)

// CheckOptions say which findings to show.
type CheckOptions struct {
	FindingOptions
	Rules []string // only findings of these rules, by id, or of these areas, such as zone; all without
}

// Check gives everything that somebody should look at. Invalid for a name that
// is neither a rule nor an area.
func Check(v *View, o CheckOptions) (api.Check, error) {
	if err := KnownRules(o.Rules); err != nil {
		return api.Check{}, err
	}
	d := api.Check{State: State(v.State), Rules: []api.Rule{}, Findings: []api.Finding{}}
	list := v.Findings(o.FindingOptions)
	for i := range list {
		f := &list[i]
		if len(o.Rules) > 0 && !slices.ContainsFunc(o.Rules, func(name string) bool { return isRule(f.Rule, name) }) {
			continue
		}
		addFinding(&d.Counts, f)
		if n := len(d.Findings); n == 0 || d.Findings[n-1].Rule != f.Rule {
			d.Rules = append(d.Rules, Rule(f.Rule))
		}
		d.Findings = append(d.Findings, Finding(v.Snapshot(), f))
	}
	return d, nil
}
