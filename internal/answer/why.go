package answer

import (
	"github.com/cordon-ot/cordon/internal/api"
	"github.com/cordon-ot/cordon/internal/fault"
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
		return fault.Say("not applicable: %s (approved by %s)", a.Reason(), a.ApprovedBy()).String()
	case gap.CountsMet:
		return fault.Say("met, and the chain is complete").String()
	case gap.CountsCompensated:
		return fault.Say("compensated by %s until %s", v.Key(r.Compensation.Countermeasure), r.Compensation.Until).String()
	}
	text := v.reasonText(r)
	if c := r.Compensation; c.State != gap.NotCompensated {
		text += fault.Say("; %s does not compensate it: %s", v.Key(c.Countermeasure), compensationText(c)).String()
	}
	return text
}

func compensationText(c gap.Compensation) string {
	switch c.State {
	case gap.ApprovalExpired:
		return fault.Say("%s on %s", c.State, c.Until).String()
	case gap.CompensationEvidenceNotValid:
		return fault.Say("evidence: %s", c.Cause).String()
	}
	return c.State.String()
}

func (v *View) reasonText(r *gap.Row) string {
	switch r.Why {
	case gap.NotAllocated:
		return fault.Say("not allocated: nobody recorded it on this place").String()
	case gap.Retired:
		return fault.Say("the allocation was retired by hand, but the target asks for it").String()
	case gap.NotApplNoReason:
		return fault.Say("not applicable, but without a reason").String()
	case gap.NotApplNotApproved:
		return fault.Say("not applicable, but nobody approved it").String()
	case gap.NotApplSuspect:
		return fault.Say("not applicable, but the place has changed since that was said").String()
	case gap.Assessment:
		if r.Assessment == model.AssessedNot {
			return r.Assessment
		}
		return fault.Say("assessed %q", r.Assessment).String()
	case gap.ChainBroken:
		return fault.Say("assessed met; chain: %s", v.chainText(r.Chain)).String()
	}
	return "counts"
}

// chainText says at which step a chain is broken and on what.
func (v *View) chainText(c trace.Chain) string {
	s := v.Snapshot()
	switch c.State {
	case trace.NoDesign:
		return fault.Say("no design realizes it and no existing countermeasure satisfies it").String()
	case trace.ComponentRequirementMissing:
		return fault.Say("no component requirement for %s on %s", v.componentRow(c.Row), v.Name(c.Item)).String()
	case trace.NoTest:
		if c.Item != model.NoNode {
			return fault.Say("no test for %s", v.Name(c.Item)).String()
		}
		return fault.Say("no test verifies it").String()
	case trace.NotRun:
		return fault.Say("test %s was never run to a result", v.Name(c.Item)).String()
	case trace.LastRunFailed:
		result := s.RunView(c.Item).Result()
		return fault.Say("the last run of %s %s (%s)", v.Key(s.One(c.Item, model.Executes)), resultWords(result), v.Key(c.Item)).String()
	case trace.NoEvidence:
		return fault.Say("run %s of %s has no evidence", v.Key(c.Item), v.Key(s.One(c.Item, model.Executes))).String()
	case trace.EvidenceNotValid:
		return v.evidenceText(c)
	case trace.Suspect:
		return fault.Say("suspect, since what it rests on has changed: %s %s %s", v.Key(c.Item), c.Verb, v.Key(c.To)).String()
	}
	return c.State.String()
}

func resultWords(result string) string {
	if result == "blocked" {
		return fault.Say("was blocked").String()
	}
	return result
}

func (v *View) evidenceText(c trace.Chain) string {
	e := v.Snapshot().EvidenceView(c.Item)
	what := v.Key(c.Item)
	switch c.Cause {
	case trace.Expired:
		return fault.Say("evidence %s was valid until %s", what, e.ValidUntil()).String()
	case trace.OutOfScopeFirmware:
		from, to := e.FirmwareRange()
		return fault.Say("evidence %s holds for firmware %s only", what, rangeWords(from, to)).String()
	}
	return fault.Say("evidence %s: %s", what, c.Cause).String()
}

// rangeWords says a range of versions, of which an end may be open.
func rangeWords(from, to string) string {
	switch {
	case from == "":
		return fault.Say("up to %s", to).String()
	case to == "":
		return fault.Say("from %s", from).String()
	case from == to:
		return from
	}
	return fault.Say("%s to %s", from, to).String()
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
