package gap

import (
	"slices"

	"github.com/cordon-ot/cordon/internal/finding"
	"github.com/cordon-ot/cordon/internal/model"
)

// Findings lists the open gaps, one per place, the compensations that do not
// count, one per countermeasure and row (rules, sections 7 and 9), and what
// stands on one thing alone: rows on one countermeasure, one finding per
// countermeasure, and zones behind one layer, one finding per zone.
func Findings(p *Project) []finding.Finding {
	return slices.Concat(levelFindings(p), aloneFindings(p), layerFindings(p))
}

func levelFindings(p *Project) []finding.Finding {
	var out []finding.Finding
	for _, place := range p.Places {
		if !place.Gap.IsZero() {
			out = append(out, finding.New(finding.GapOpen, []model.Node{place.Node},
				finding.Items("it", place.Node), finding.Text("achieved", place.Achieved.String()),
				finding.Text("target", place.Target.String()), finding.Text("gap", place.Gap.String())))
		}
		for i := range place.Rows {
			r := &place.Rows[i]
			c := r.Compensation
			// A row that counts by itself needs no compensation, whatever state
			// the one it has is in.
			if c.State == NotCompensated || c.State == CompensationValid || r.Counts != NotCounted {
				continue
			}
			out = append(out, finding.New(finding.CompensationNotValid, []model.Node{c.Countermeasure, r.Allocation},
				finding.Items("it", c.Countermeasure), finding.Items("allocation", r.Allocation), finding.Text("state", c.State.String())))
		}
	}
	return out
}

// aloneFindings names, per countermeasure, the rows that it holds alone.
func aloneFindings(p *Project) []finding.Finding {
	var by grouped
	for _, h := range Alone(p) {
		by.add(h.Countermeasures[0], p.Place(h.Place).Rows[h.Row].Allocation)
	}
	return by.findings(p, finding.DefenceSingleMeasure, "allocations")
}

// layerFindings names, per zone, the entries from which one layer alone stands
// in the way, in one or more FRs. A path without any layer is a gap, and a zone
// that is an entry itself has only its own rows to show.
func layerFindings(p *Project) []finding.Finding {
	var by grouped
	for _, w := range Defend(p).Weak() {
		if w.Path.Layers == 1 && w.Path.Entry != w.Zone {
			by.add(w.Zone, w.Path.Entry)
		}
	}
	return by.findings(p, finding.DefenceSingleLayer, "threat")
}

// grouped gathers nodes under others, which keep the order they came in.
type grouped struct {
	order []model.Node
	under map[model.Node][]model.Node
}

func (g *grouped) add(head, n model.Node) {
	if g.under == nil {
		g.under = map[model.Node][]model.Node{}
	}
	if g.under[head] == nil {
		g.order = append(g.order, head)
	}
	g.under[head] = append(g.under[head], n)
}

// findings makes one finding of each group, with its nodes as a fact.
func (g *grouped) findings(p *Project, rule, fact string) []finding.Finding {
	out := make([]finding.Finding, 0, len(g.order))
	for _, head := range g.order {
		list := g.under[head]
		p.Snapshot().SortByKey(list)
		list = slices.Compact(list)
		out = append(out, finding.New(rule, append([]model.Node{head}, list...), finding.Items(fact, list...)))
	}
	return out
}
