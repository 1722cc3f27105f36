package gap

import (
	"github.com/cordon-ot/cordon/internal/finding"
	"github.com/cordon-ot/cordon/internal/model"
)

// Findings lists the open gaps, one per place, and the compensations that do
// not count, one per countermeasure and row (rules, sections 7 and 9).
func Findings(p *Project) []finding.Finding {
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
