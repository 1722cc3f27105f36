package gap

import (
	"github.com/cordon-ot/cordon/internal/model"
	"github.com/cordon-ot/cordon/internal/trace"
)

// CompensationState is the state of one compensating countermeasure for one
// row: the first that is true (rules, section 9).
type CompensationState uint8

// The states in the order they are looked for. NotCompensated is that of a row
// nothing compensates; only CompensationValid counts.
const (
	NotCompensated CompensationState = iota
	NotMarked
	Planned
	NotApproved
	NoEndDate
	ApprovalExpired
	NoJustification
	NotDeployed
	OwnTestFailed
	CompensationNoEvidence
	CompensationEvidenceNotValid
	CompensationSuspect
	CompensationValid
)

var compensationWords = [...]string{
	"not compensated", "countermeasure not marked compensating", "countermeasure planned", "not approved", "no end date",
	"approval expired", "no justification", "deployed nowhere", "own test failed", "no evidence",
	"evidence expired or out of scope", "suspect", "valid",
}

// String says the state in words for people.
func (s CompensationState) String() string { return compensationWords[s] }

// Compensation is the furthest compensating countermeasure of a row.
type Compensation struct {
	State          CompensationState
	Countermeasure model.Node     // NoNode where nothing compensates the row
	Until          string         // last day of the approval
	Cause          trace.Validity // why the evidence is not valid
}

// compensation gives the furthest of the compensations of an allocation.
func (e *engine) compensation(alloc, place model.Node, row int) Compensation {
	best := Compensation{Countermeasure: model.NoNode}
	for m := range e.s.FromOf(alloc, model.Compensates) {
		concerned := e.concerned(place, row)
		if c := e.compensatedBy(alloc, place, m, concerned); c.State > best.State {
			best = c
		}
	}
	return best
}

func (e *engine) compensatedBy(alloc, place, m model.Node, concerned []model.Node) Compensation {
	a := e.s.Link(m, model.Compensates, alloc).Approval()
	c := Compensation{Countermeasure: m, Until: a.Until}
	c.State = e.approvalState(m, a)
	if c.State != CompensationValid {
		return c
	}
	c.State, c.Cause = e.proofState(alloc, place, m, concerned)
	return c
}

// approvalState looks at the countermeasure and its approval.
func (e *engine) approvalState(m model.Node, a model.Approval) CompensationState {
	v := e.s.CountermeasureView(m)
	switch {
	case !v.Compensating():
		return NotMarked
	case !v.Existing():
		return Planned
	case a.By == "":
		return NotApproved
	case a.Until == "":
		return NoEndDate
	case a.Until < e.in.Date: // the last day still counts
		return ApprovalExpired
	case a.Justification == "":
		return NoJustification
	case e.s.One(m, model.DeployedAt) == model.NoNode:
		return NotDeployed
	}
	return CompensationValid
}

// proofState looks at the tests and the evidence of the countermeasure.
func (e *engine) proofState(alloc, place, m model.Node, concerned []model.Node) (CompensationState, trace.Validity) {
	holders := []model.Node{m}
	for t := range e.s.FromOf(m, model.Verifies) {
		for _, r := range trace.LastRuns(e.s, t) {
			if !e.s.RunView(r).Passed() {
				return OwnTestFailed, trace.Valid
			}
			holders = append(holders, r)
		}
	}
	allowed := e.deployment(place, m)
	pieces, valid, sound := 0, 0, 0
	var cause trace.Validity
	for _, h := range holders {
		for _, piece := range trace.EvidenceOf(e.s, h) {
			pieces++
			if v := e.chains.Validity(e.s, piece, allowed, concerned); v != trace.Valid {
				cause = v
				continue
			}
			valid++
			if !e.chains.Prints.Suspect(piece, model.Evidences, h) {
				sound++
			}
		}
	}
	switch {
	case pieces == 0:
		return CompensationNoEvidence, trace.Valid
	case valid == 0:
		return CompensationEvidenceNotValid, cause
	case sound == 0 || e.chains.Prints.Suspect(m, model.Compensates, alloc):
		return CompensationSuspect, trace.Valid
	}
	return CompensationValid, trace.Valid
}

// deployment lists the places the scope of the evidence may name: that of the
// row, the places of deployment and those of assets of deployment.
func (e *engine) deployment(place, m model.Node) []model.Node {
	allowed := []model.Node{place}
	for d := range e.s.To(m, model.DeployedAt) {
		if e.s.Kind(d) != model.KindAsset {
			allowed = append(allowed, d)
			continue
		}
		for p := range e.s.To(d, model.In) {
			allowed = append(allowed, p)
		}
	}
	return allowed
}
