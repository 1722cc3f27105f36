package answer

import (
	"slices"
	"strings"
	"time"

	"github.com/cordon-ot/cordon/internal/api"
	"github.com/cordon-ot/cordon/internal/check"
	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/finding"
	"github.com/cordon-ot/cordon/internal/gap"
	"github.com/cordon-ot/cordon/internal/model"
	"github.com/cordon-ot/cordon/internal/standard"
)

// FindingOptions are what findings depend on beside the view.
type FindingOptions struct {
	Library  *standard.Library // to tell which editions there are; nil leaves out those rules
	TimeZone *time.Location    // the project's time zone, by which moments fall on days; nil means UTC
}

// Findings gives everything there is to say about the state, in the order of
// finding.Sort; accepted ones are among them. The list must not be changed: it
// is remembered as long as the options stay the same.
func (v *View) Findings(o FindingOptions) []finding.Finding {
	v.mu.Lock()
	before := v.found
	v.mu.Unlock()
	if before.made && before.by == o {
		return before.list
	}
	p := v.Assessment()
	x, done := v.explain()
	defer done()
	list := check.Run(check.Input{Chains: x.chains, Library: o.Library, TimeZone: o.TimeZone, More: gap.Findings(p)})
	v.mu.Lock()
	v.found = foundBefore{by: o, list: list, made: true}
	v.mu.Unlock()
	return list
}

// Finding gives one finding of a state as documents hold it.
func Finding(s *model.Snapshot, f *finding.Finding) api.Finding {
	d := api.Finding{
		Rule: f.Rule, Severity: f.Severity.String(), Clause: f.Clause, Subjects: keysOf(s, f.Subjects),
		Text: f.Text(s), Facts: make(api.Facts, len(f.Facts)),
	}
	for i, x := range f.Facts {
		d.Facts[i] = api.Fact{Name: x.Name, Text: x.Text}
		if len(x.Items) > 0 {
			d.Facts[i] = api.Fact{Name: x.Name, Items: keysOf(s, x.Items)}
		}
	}
	if f.Accepted != nil {
		d.Accepted = &api.Acceptance{Reason: f.Accepted.Reason, By: f.Accepted.By}
	}
	return d
}

func keysOf(s *model.Snapshot, nodes []model.Node) []string {
	out := make([]string, len(nodes))
	for i, n := range nodes {
		out[i] = s.Key(n).String()
	}
	return out
}

// Rule documents a rule by its id.
func Rule(id string) api.Rule {
	r, _ := finding.Lookup(id)
	return api.Rule{Rule: id, Title: r.Title, Severity: r.Severity.String(), Clause: r.Clause, Why: r.Why, Help: r.Help}
}

// KnownRules gives Invalid if one of the names is neither the id of a rule nor
// an area of rules, such as zone.
func KnownRules(names []string) error {
	for _, name := range names {
		if slices.ContainsFunc(finding.Rules(), func(r finding.RuleInfo) bool { return isRule(r.ID, name) }) {
			continue
		}
		var ids []string
		for _, r := range finding.Rules() {
			ids = append(ids, r.ID)
		}
		return fault.New(fault.Invalid, "check", "there is no rule or area %q; the rules are %s", name, strings.Join(ids, ", "))
	}
	return nil
}

// isRule reports whether a name is the id of a rule or its area.
func isRule(id, name string) bool { return id == name || strings.HasPrefix(id, name+".") }

func addFinding(c *api.FindingCounts, f *finding.Finding) {
	switch {
	case f.Accepted != nil:
		c.Accepted++
	case f.Severity == finding.Error:
		c.Error++
	case f.Severity == finding.Warning:
		c.Warning++
	default:
		c.Info++
	}
}
