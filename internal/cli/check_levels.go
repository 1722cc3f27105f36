package cli

import (
	"slices"

	"github.com/cordon-ot/cordon/internal/finding"
	"github.com/cordon-ot/cordon/internal/gap"
	"github.com/cordon-ot/cordon/internal/model"
)

// levelFindings makes findings of what an assessment found: gaps, compensating
// countermeasures that do not count, rows and paths held by one thing alone.
func levelFindings(p *gap.Project) []finding.Finding {
	return append(append(gap.Findings(p), aloneFindings(p)...), weakFindings(p)...)
}

// aloneFindings names, per countermeasure, the rows that it holds alone.
func aloneFindings(p *gap.Project) []finding.Finding {
	rows := map[model.Node][]model.Node{}
	var order []model.Node
	for _, h := range gap.Alone(p) {
		m := h.Countermeasures[0]
		if rows[m] == nil {
			order = append(order, m)
		}
		rows[m] = append(rows[m], p.Place(h.Place).Rows[h.Row].Allocation)
	}
	var out []finding.Finding
	for _, m := range order {
		list := rows[m]
		p.Snapshot().SortByKey(list)
		out = append(out, finding.New(finding.DefenceSingleMeasure, append([]model.Node{m}, list...), finding.Items("allocations", list...)))
	}
	return out
}

// weakFindings names, per zone, the entries from which one layer alone stands
// in the way, in one or more FRs. A path without any layer is a gap, and a zone
// that is an entry itself has only its own rows to show.
func weakFindings(p *gap.Project) []finding.Finding {
	entries := map[model.Node][]model.Node{}
	var order []model.Node
	for _, w := range gap.Defend(p).Weak() {
		if w.Path.Layers != 1 || w.Path.Entry == w.Zone || slices.Contains(entries[w.Zone], w.Path.Entry) {
			continue
		}
		if entries[w.Zone] == nil {
			order = append(order, w.Zone)
		}
		entries[w.Zone] = append(entries[w.Zone], w.Path.Entry)
	}
	var out []finding.Finding
	for _, zone := range order {
		list := entries[zone]
		p.Snapshot().SortByKey(list)
		out = append(out, finding.New(finding.DefenceSingleLayer, append([]model.Node{zone}, list...), finding.Items("threat", list...)))
	}
	return out
}
