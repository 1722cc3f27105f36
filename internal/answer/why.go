package answer

import (
	"fmt"

	"github.com/cordon-ot/cordon/internal/api"
	"github.com/cordon-ot/cordon/internal/gap"
	"github.com/cordon-ot/cordon/internal/model"
	"github.com/cordon-ot/cordon/internal/sl"
	"github.com/cordon-ot/cordon/internal/trace"
)

// why explains all of one FR on a place.
func (x *explainer) why(p *gap.Place, fr sl.FR) api.FRWhy {
	w := api.FRWhy{
		FR: fr.String(), Target: int(p.Target.At(fr)), Achieved: int(p.Achieved.At(fr)), Claimed: int(p.Claimed.At(fr)),
		Capability: int(p.Capability.At(fr)), Gap: int(p.Gap.At(fr)),
		Rows: []api.RowWhy{}, ClaimedRows: []api.RowWhy{}, NotCovered: []api.CoverWhy{},
	}
	for _, i := range x.Assessment().Holding(p, fr) {
		w.Rows = append(w.Rows, x.row(p, i))
	}
	for _, i := range x.Basis.RowsOf(fr) {
		level := int(x.Basis.Rows()[i].Level)
		if level == w.Claimed+1 && !p.Rows[i].Claimed {
			w.ClaimedRows = append(w.ClaimedRows, x.row(p, i))
		}
		if level == w.Capability+1 && !p.Rows[i].Covered {
			w.NotCovered = append(w.NotCovered, x.cover(p, i))
		}
	}
	return w
}

// row explains row i of a place.
func (v *View) row(p *gap.Place, i int) api.RowWhy {
	def, r := v.Basis.Rows()[i], &p.Rows[i]
	w := api.RowWhy{
		Row: def.Ref.Code, Level: int(def.Level), Title: def.Title,
		Allocation: v.Key(r.Allocation), Counts: r.Counts.String(), Reason: r.Why.String(),
		Assessment: r.Assessment, Text: v.rowText(r),
	}
	if r.Allocation != model.NoNode {
		w.Chain, w.Item = r.Chain.State.String(), v.Key(r.Chain.Item)
	}
	if c := r.Compensation; c.State != gap.NotCompensated {
		w.Compensation = &api.Compensation{Countermeasure: v.Key(c.Countermeasure), State: c.State.String(), Until: c.Until}
	}
	return w
}

// rowText says in words what keeps a row from counting, or how it counts.
func (v *View) rowText(r *gap.Row) string {
	switch r.Counts {
	case gap.CountsNotApplicable:
		a := v.Snapshot().AllocationView(r.Allocation)
		return fmt.Sprintf("not applicable: %s (approved by %s)", a.Reason(), a.ApprovedBy())
	case gap.CountsMet:
		return "met, and the chain is complete"
	case gap.CountsCompensated:
		return fmt.Sprintf("compensated by %s until %s", v.Key(r.Compensation.Countermeasure), r.Compensation.Until)
	}
	text := v.reasonText(r)
	if c := r.Compensation; c.State != gap.NotCompensated {
		text += fmt.Sprintf("; %s does not compensate it: %s", v.Key(c.Countermeasure), compensationText(c))
	}
	return text
}

func compensationText(c gap.Compensation) string {
	switch c.State {
	case gap.ApprovalExpired:
		return c.State.String() + " on " + c.Until
	case gap.CompensationEvidenceNotValid:
		return "evidence: " + c.Cause.String()
	}
	return c.State.String()
}

func (v *View) reasonText(r *gap.Row) string {
	switch r.Why {
	case gap.NotAllocated:
		return "not allocated: nobody recorded it on this place"
	case gap.Retired:
		return "the allocation was retired by hand, but the target asks for it"
	case gap.NotApplNoReason:
		return "not applicable, but without a reason"
	case gap.NotApplNotApproved:
		return "not applicable, but nobody approved it"
	case gap.NotApplSuspect:
		return "not applicable, but the place has changed since that was said"
	case gap.Assessment:
		if r.Assessment == model.AssessedNot {
			return r.Assessment
		}
		return fmt.Sprintf("assessed %q", r.Assessment)
	case gap.ChainBroken:
		return "assessed met; chain: " + v.chainText(r.Chain)
	}
	return "counts"
}

// chainText says at which step a chain is broken and on what.
func (v *View) chainText(c trace.Chain) string {
	s := v.Snapshot()
	switch c.State {
	case trace.NoDesign:
		return "no design realizes it and no existing countermeasure satisfies it"
	case trace.ComponentRequirementMissing:
		return fmt.Sprintf("no component requirement for %s on %s", v.componentRow(c.Row), v.Name(c.Item))
	case trace.NoTest:
		if c.Item != model.NoNode {
			return "no test for " + v.Name(c.Item)
		}
		return "no test verifies it"
	case trace.NotRun:
		return "test " + v.Name(c.Item) + " was never run to a result"
	case trace.LastRunFailed:
		result := s.RunView(c.Item).Result()
		return fmt.Sprintf("the last run of %s %s (%s)", v.Key(s.One(c.Item, model.Executes)), resultWords(result), v.Key(c.Item))
	case trace.NoEvidence:
		return fmt.Sprintf("run %s of %s has no evidence", v.Key(c.Item), v.Key(s.One(c.Item, model.Executes)))
	case trace.EvidenceNotValid:
		return v.evidenceText(c)
	case trace.Suspect:
		return fmt.Sprintf("suspect, since what it rests on has changed: %s %s %s", v.Key(c.Item), c.Verb, v.Key(c.To))
	}
	return c.State.String()
}

func resultWords(result string) string {
	if result == "blocked" {
		return "was blocked"
	}
	return result
}

func (v *View) evidenceText(c trace.Chain) string {
	e := v.Snapshot().EvidenceView(c.Item)
	what := "evidence " + v.Key(c.Item)
	switch c.Cause {
	case trace.Expired:
		return fmt.Sprintf("%s was valid until %s", what, e.ValidUntil())
	case trace.OutOfScopeFirmware:
		from, to := e.FirmwareRange()
		return fmt.Sprintf("%s holds for firmware %s only", what, rangeWords(from, to))
	}
	return what + ": " + c.Cause.String()
}

// rangeWords says a range of versions, of which an end may be open.
func rangeWords(from, to string) string {
	switch {
	case from == "":
		return "up to " + to
	case to == "":
		return "from " + from
	case from == to:
		return from
	}
	return from + " to " + to
}

// componentRow gives the code of a component row by number; "?" for none.
func (v *View) componentRow(i int) string {
	if i < 0 {
		return "?"
	}
	return v.Basis.ComponentRows()[i].Ref.Code
}

// codes gives the codes of rows by number; never nil.
func (v *View) codes(rows []int) []string {
	out := make([]string, len(rows))
	for i, r := range rows {
		out[i] = v.Basis.Rows()[r].Ref.Code
	}
	return out
}
