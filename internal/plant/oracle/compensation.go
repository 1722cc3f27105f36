package oracle

// States of a compensation (rule 9) in the order in which they are asked;
// later is further.
const (
	NotMarked             = "not marked"
	StillPlanned          = "planned"
	NotApproved           = "not approved"
	NoEndDate             = "no end date"
	Expired               = "expired"
	NoJustification       = "no justification"
	NoPlace               = "no place"
	OwnTestFailed         = "own test failed"
	CompensationEvidence  = "no evidence"
	CompensationOutOfDate = "evidence expired or out of scope"
	// SuspectState stands here.
	Valid = "valid"
)

// compensationOrder is rule 9's list.
var compensationOrder = []string{
	NotMarked, StillPlanned, NotApproved, NoEndDate, Expired, NoJustification, NoPlace,
	OwnTestFailed, CompensationEvidence, CompensationOutOfDate, SuspectState, Valid,
}

// Compensation returns the state of the compensation of an allocation: of
// several compensates links that of the furthest; "" without any.
func (v View) Compensation(allocation string) string {
	furthest := -1
	for _, l := range v.now().into(allocation, Compensates) {
		state := v.CompensationState(l.ID)
		for i, known := range compensationOrder {
			if known == state {
				furthest = max(furthest, i)
			}
		}
	}
	if furthest < 0 {
		return ""
	}
	return compensationOrder[furthest]
}

// CompensationState is rule 9 for one compensates link: the first that is true.
func (v View) CompensationState(link string) string {
	s := v.now()
	l := s.p.Links[link]
	m := s.item(l.From)
	switch {
	case !m.Compensating:
		return NotMarked
	case m.Status == Planned:
		return StillPlanned
	case blank(l.Approver):
		return NotApproved
	case blank(l.Until):
		return NoEndDate
	case s.p.Date > l.Until: // the last day still counts
		return Expired
	case blank(l.Justification):
		return NoJustification
	case len(s.targets(m.ID, DeployedAt)) == 0:
		return NoPlace
	case s.ownTestFailed(m.ID):
		return OwnTestFailed
	}
	pieces := s.compensationPieces(m.ID)
	if len(pieces) == 0 {
		return CompensationEvidence
	}
	valid := s.validForCompensation(pieces, l)
	switch {
	case len(valid) == 0:
		return CompensationOutOfDate
	case v.Suspect(l.ID) || v.allSuspect(valid):
		return SuspectState
	}
	return Valid
}

// ownTestFailed: a run of the latest moment of a test that verifies the
// countermeasure did not pass. A test that was never run has not failed.
func (s state) ownTestFailed(measure string) bool {
	for _, t := range s.sources(measure, Verifies) {
		if s.anyNotPassed(t.ID) {
			return true
		}
	}
	return false
}

// compensationPieces returns the evidences links of the countermeasure itself
// and of the last runs of the tests that verify it.
func (s state) compensationPieces(measure string) []*Link {
	links := s.into(measure, Evidences)
	for _, t := range s.sources(measure, Verifies) {
		for _, r := range s.lastRuns(t.ID) {
			links = append(links, s.into(r.ID, Evidences)...)
		}
	}
	return links
}

// validForCompensation keeps the valid pieces. Their scope may name the place
// of the row, a place of deployment, or the place of an asset of deployment.
func (s state) validForCompensation(pieces []*Link, l *Link) []*Link {
	place := s.placeOf(l.To, AllocatedTo)
	places := []string{place}
	for _, d := range s.targets(l.From, DeployedAt) {
		if d.Kind == Asset {
			places = append(places, s.placeOf(d.ID, In))
		} else {
			places = append(places, d.ID)
		}
	}
	var valid []*Link
	for _, p := range pieces {
		if s.evidenceFault(s.item(p.From), place, s.item(l.To).Row, places) == "" {
			valid = append(valid, p)
		}
	}
	return valid
}
