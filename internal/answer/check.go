package answer

import (
	"slices"

	"github.com/cordon-ot/cordon/internal/api"
	"github.com/cordon-ot/cordon/internal/app"
	"github.com/cordon-ot/cordon/internal/model"
)

// CheckOptions say which findings to show.
type CheckOptions struct {
	FindingOptions
	Rules []string // only findings of these rules, by id, or of these areas, such as zone; all without
	Items []string // only findings that have one of these among their subjects, by key or title; all without
}

// Check gives everything that somebody should look at. Invalid for a name that
// is neither a rule nor an area, NotFound for one that no item has.
func Check(v *View, o CheckOptions) (api.Check, error) {
	if err := KnownRules(o.Rules); err != nil {
		return api.Check{}, err
	}
	about, err := itemsNamed(v.State, o.Items)
	if err != nil {
		return api.Check{}, err
	}
	d := api.Check{State: State(v.State), Rules: []api.Rule{}, Findings: []api.Finding{}}
	list := v.Findings(o.FindingOptions)
	for i := range list {
		f := &list[i]
		if len(o.Rules) > 0 && !slices.ContainsFunc(o.Rules, func(name string) bool { return isRule(f.Rule, name) }) {
			continue
		}
		if about != nil && !slices.ContainsFunc(f.Subjects, func(n model.Node) bool { return about[n] }) {
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

// itemsNamed finds items by keys or titles; nil for no names.
func itemsNamed(st app.State, names []string) (map[model.Node]bool, error) {
	if len(names) == 0 {
		return nil, nil
	}
	out := make(map[model.Node]bool, len(names))
	for _, name := range names {
		n, err := Find(st, name)
		if err != nil {
			return nil, err
		}
		out[n] = true
	}
	return out, nil
}
