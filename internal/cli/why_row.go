package cli

import (
	"fmt"
	"strings"

	"github.com/cordon-ot/cordon/internal/gap"
	"github.com/cordon-ot/cordon/internal/model"
	"github.com/cordon-ot/cordon/internal/sl"
	"github.com/cordon-ot/cordon/internal/trace"
)

// rowWhy says of one row on one place why it does not count, and for a row
// that does, how.
type rowWhy struct {
	Row          string           `json:"row"`
	Level        sl.Level         `json:"level"`
	Title        string           `json:"title"`
	Allocation   string           `json:"allocation,omitempty"`
	Counts       string           `json:"counts"`               // does not count, not applicable, met, compensated
	Reason       string           `json:"reason,omitempty"`     // the first thing that keeps it from counting
	Assessment   string           `json:"assessment,omitempty"` // as recorded
	Chain        string           `json:"chain,omitempty"`      // the first broken step, or complete
	Item         string           `json:"item,omitempty"`       // what the broken step stands at
	Compensation *compensationDoc `json:"compensation,omitempty"`
	Text         string           `json:"text"`
}

// compensationDoc is the furthest compensating countermeasure of a row.
type compensationDoc struct {
	Countermeasure string `json:"countermeasure"`
	State          string `json:"state"`
	Until          string `json:"until,omitempty"`
}

// row explains row i of a place.
func (x *explainer) row(p *gap.Place, i int) rowWhy {
	def, r := x.p.Basis().Rows()[i], &p.Rows[i]
	w := rowWhy{
		Row: def.Ref.Code, Level: def.Level, Title: def.Title,
		Allocation: x.key(r.Allocation), Counts: r.Counts.String(), Reason: r.Why.String(),
		Assessment: r.Assessment, Text: x.rowText(r),
	}
	if r.Allocation != model.NoNode {
		w.Chain, w.Item = r.Chain.State.String(), x.key(r.Chain.Item)
	}
	if c := r.Compensation; c.State != gap.NotCompensated {
		w.Compensation = &compensationDoc{x.key(c.Countermeasure), c.State.String(), c.Until}
	}
	return w
}

// rowText says in words what keeps a row from counting, or how it counts.
func (x *explainer) rowText(r *gap.Row) string {
	switch r.Counts {
	case gap.CountsNotApplicable:
		v := x.s.AllocationView(r.Allocation)
		return fmt.Sprintf("not applicable: %s (approved by %s)", v.Reason(), v.ApprovedBy())
	case gap.CountsMet:
		return "met, and the chain is complete"
	case gap.CountsCompensated:
		return fmt.Sprintf("compensated by %s until %s", x.key(r.Compensation.Countermeasure), r.Compensation.Until)
	}
	text := x.reasonText(r)
	if c := r.Compensation; c.State != gap.NotCompensated {
		text += fmt.Sprintf("; %s does not compensate it: %s", x.key(c.Countermeasure), compensationText(c))
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

func (x *explainer) reasonText(r *gap.Row) string {
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
		return "assessed met; chain: " + x.chainText(r.Chain)
	}
	return "counts"
}

// chainText says at which step a chain is broken and on what.
func (x *explainer) chainText(c trace.Chain) string {
	switch c.State {
	case trace.NoDesign:
		return "no design realizes it and no existing countermeasure satisfies it"
	case trace.ComponentRequirementMissing:
		return fmt.Sprintf("no component requirement for %s on %s", x.componentRow(c.Row), x.name(c.Item))
	case trace.NoTest:
		if c.Item != model.NoNode {
			return "no test for " + x.name(c.Item)
		}
		return "no test verifies it"
	case trace.NotRun:
		return "test " + x.name(c.Item) + " was never run to a result"
	case trace.LastRunFailed:
		result := x.s.RunView(c.Item).Result()
		return fmt.Sprintf("the last run of %s %s (%s)", x.key(x.s.One(c.Item, model.Executes)), resultWords(result), x.key(c.Item))
	case trace.NoEvidence:
		return fmt.Sprintf("run %s of %s has no evidence", x.key(c.Item), x.key(x.s.One(c.Item, model.Executes)))
	case trace.EvidenceNotValid:
		return x.evidenceText(c)
	case trace.Suspect:
		return fmt.Sprintf("suspect, since what it rests on has changed: %s %s %s", x.key(c.Item), c.Verb, x.key(c.To))
	}
	return c.State.String()
}

func resultWords(result string) string {
	if result == "blocked" {
		return "was blocked"
	}
	return result
}

func (x *explainer) evidenceText(c trace.Chain) string {
	v := x.s.EvidenceView(c.Item)
	what := "evidence " + x.key(c.Item)
	switch c.Cause {
	case trace.Expired:
		return fmt.Sprintf("%s was valid until %s", what, v.ValidUntil())
	case trace.OutOfScopeFirmware:
		from, to := v.FirmwareRange()
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

func (x *explainer) componentRow(i int) string {
	if i < 0 {
		return "?"
	}
	return x.p.Basis().ComponentRows()[i].Ref.Code
}

// frWhy says why one component of a place's vectors is what it is.
type frWhy struct {
	FR          string     `json:"fr"`
	Target      sl.Level   `json:"target"`
	Achieved    sl.Level   `json:"achieved"`
	Claimed     sl.Level   `json:"claimed"`
	Capability  sl.Level   `json:"capability"`
	Gap         sl.Level   `json:"gap"`
	Rows        []rowWhy   `json:"rows"`         // rows of level achieved+1 that do not count
	ClaimedRows []rowWhy   `json:"claimed_rows"` // rows of level claimed+1 that are not even claimed
	NotCovered  []coverWhy `json:"not_covered"`  // rows of level capability+1 that are not covered
}

// why explains all of one FR on a place.
func (x *explainer) why(p *gap.Place, fr sl.FR) frWhy {
	w := frWhy{
		FR: fr.String(), Target: p.Target.At(fr), Achieved: p.Achieved.At(fr), Claimed: p.Claimed.At(fr),
		Capability: p.Capability.At(fr), Gap: p.Gap.At(fr),
		Rows: []rowWhy{}, ClaimedRows: []rowWhy{}, NotCovered: []coverWhy{},
	}
	for _, i := range x.p.Holding(p, fr) {
		w.Rows = append(w.Rows, x.row(p, i))
	}
	for _, i := range x.p.Basis().RowsOf(fr) {
		level := x.p.Basis().Rows()[i].Level
		if level == w.Claimed+1 && !p.Rows[i].Claimed {
			w.ClaimedRows = append(w.ClaimedRows, x.row(p, i))
		}
		if level == w.Capability+1 && !p.Rows[i].Covered {
			w.NotCovered = append(w.NotCovered, x.cover(p, i))
		}
	}
	return w
}

// sentence heads the explanation of one FR.
func (w *frWhy) sentence() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s is %d", w.FR, w.Achieved)
	switch {
	case w.Gap > 0:
		fmt.Fprintf(&b, ", the target is %d", w.Target)
	case w.Target > 0:
		fmt.Fprintf(&b, ", which meets the target of %d", w.Target)
	default:
		b.WriteString("; the target asks for nothing")
	}
	if w.Claimed != w.Achieved {
		fmt.Fprintf(&b, "; claimed is %d", w.Claimed)
	}
	return b.String()
}
