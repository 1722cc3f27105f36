package oracle

import "slices"

// allocations makes about n allocations over the places, each with a chain at
// some stage of completeness. Where FR6 is chosen it is chosen whole, so that
// levels above 0 come up.
func (w writer) allocations(n int) {
	for n > 0 {
		place := w.pick(w.places())
		codes := w.some(35, pool[3:])
		if w.chance(70) {
			codes = append(codes, pool[:3]...)
		}
		before := n
		for _, code := range codes {
			if w.now().allocation(place, code) == nil && !w.allocatedRaw(place, code) && n > 0 {
				w.randomAllocation(place, code)
				n--
			}
		}
		if n == before && w.chance(30) {
			return // every row of the pool is taken
		}
	}
}

// now reads the plant as it is so far.
func (w writer) now() state { return state{w.Catalogue, w.p} }

// allocatedRaw also sees an allocation to a retired place.
func (w writer) allocatedRaw(place, code string) bool {
	for _, l := range w.p.Links {
		if l.Verb == AllocatedTo && l.To == place && w.p.Items[l.From].Row == code {
			return true
		}
	}
	return false
}

func (w writer) randomAllocation(place, code string) {
	a := w.item(Allocation, w.id("ALL"))
	a.Row, a.Assessment = code, Met
	w.link(a.ID, AllocatedTo, place)
	switch w.Rng.IntN(10) {
	case 0:
		a.Assessment, a.Reason, a.Approver = NotApplicable, w.pick(texts), w.pick(texts)
	case 1:
		a.Assessment = w.pick([]string{"", NotAssessed, NotMet, PartlyMet})
		w.randomCompensation(a, place)
	case 2:
		a.Assessment = w.pick([]string{NotAssessed, PartlyMet})
		w.chain(a, place, 99)
	case 3, 4, 5, 6:
		w.chain(a, place, 99)
	default:
		w.chain(a, place, w.Rng.IntN(9))
	}
}

// Stages at which chain leaves something out or breaks it.
const (
	breakDesign = iota
	breakCompReq
	breakTest
	breakRun
	breakPassed
	breakEvidence
	breakValid
	breakMeasure
	breakNothingButShared
)

// chain builds the chain of an allocation and breaks it at a stage; a stage
// that is none of the above leaves it whole.
func (w writer) chain(a *Item, place string, stage int) {
	if stage == breakDesign {
		if w.chance(50) {
			w.link(w.countermeasure(Planned), Satisfies, a.ID)
		}
		return
	}
	if stage == breakMeasure || w.chance(15) {
		m := w.countermeasure(Existing)
		w.link(m, Satisfies, a.ID)
		if w.chance(60) {
			w.proof(m, stage)
		}
		if stage == breakMeasure {
			return
		}
	}
	w.design(a)
	for _, asset := range w.now().concerned(place, a.Row) {
		for _, row := range w.Catalogue.RowsNaming(w.now().componentTypes(asset), a.Row) {
			if stage != breakCompReq || w.chance(50) {
				w.requirement(a, asset, row, stage)
			}
		}
	}
	if stage != breakTest && (w.chance(40) || len(w.now().sources(a.ID, Refines)) == 0) {
		w.proof(a.ID, stage)
	}
	if w.chance(15) {
		w.link(w.randomEvidence(stage == breakValid), Evidences, a.ID)
	}
}

// design makes a design artifact, or takes one that is there.
func (w writer) design(a *Item) {
	if there := w.p.IDs(Design); len(there) > 0 && w.chance(20) {
		w.link(w.pick(there), Realizes, a.ID)
		return
	}
	d := w.item(Design, w.id("D"))
	w.link(d.ID, Realizes, a.ID)
	if reqs := w.p.IDs(Requirement); len(reqs) > 0 && w.chance(30) {
		w.link(d.ID, Realizes, w.pick(reqs))
	}
}

func (w writer) requirement(a, asset *Item, row ComponentRow, stage int) {
	r := w.item(CompReq, w.id("Q"))
	r.ComponentRow = row.Code
	w.link(r.ID, Refines, a.ID)
	by := asset.ID
	if p := w.now().product(asset.ID); p != nil && w.chance(30) {
		by = p.ID
	}
	w.link(r.ID, ImplementedBy, by)
	if stage != breakTest || w.chance(50) {
		w.proof(r.ID, stage)
	}
}

// proof gives something a test, runs and evidence, or lets a test that is
// there verify it too.
func (w writer) proof(of string, stage int) {
	if there := w.p.IDs(Test); len(there) > 0 && w.chance(20) {
		w.link(w.pick(there), Verifies, of)
		return
	}
	t := w.item(Test, w.id("T"))
	t.Method = w.pick(methods)
	w.link(t.ID, Verifies, of)
	if stage == breakRun && w.chance(60) {
		return
	}
	w.times(1+w.Rng.IntN(2), func() { w.randomRun(t.ID, stage) })
}

func (w writer) randomRun(test string, stage int) {
	r := w.item(Run, w.id("R"))
	r.Moment, r.Result = w.pick(moments), Passed
	if stage == breakPassed {
		r.Result = w.pick([]string{Passed, Failed, Blocked})
	}
	if stage == breakRun {
		r.Result = ""
	}
	w.link(r.ID, Executes, test)
	if stage != breakEvidence || w.chance(40) {
		w.link(w.randomEvidence(stage == breakValid), Evidences, r.ID)
	}
}

// randomEvidence makes evidence that holds nearly everywhere, or one with
// faults; its id is returned.
func (w writer) randomEvidence(faulty bool) string {
	if there := w.p.IDs(Evidence); len(there) > 0 && w.chance(10) {
		return w.pick(there)
	}
	e := w.item(Evidence, w.id("E"))
	e.File, e.CollectedAt = FilePresent, w.pick([]string{"2026-05-01T23:00:00Z", "2026-05-02T08:00:00Z", moments[1]})
	if faulty || w.chance(3) {
		w.evidenceProperty(e)
	}
	return e.ID
}

// evidenceProperty changes one property of validity or scope.
func (w writer) evidenceProperty(e *Item) {
	switch w.Rng.IntN(5) {
	case 0:
		e.ValidUntil = w.pick(days)
	case 1:
		e.File = w.pick([]string{FilePresent, FileMissing, FileChanged})
	case 2:
		e.ScopePlaces = w.some(40, w.places())
	case 3:
		e.ScopeAssets = w.some(40, w.p.IDs(Asset))
	case 4:
		e.FirmwareFrom, e.FirmwareUpTo = w.maybe(50, firmwares), w.maybe(50, firmwares)
	}
}

func (w writer) countermeasure(status string) string {
	if there := w.p.IDs(Countermeasure); len(there) > 0 && w.chance(15) {
		return w.pick(there)
	}
	m := w.item(Countermeasure, w.id("M"))
	m.Status = status
	return m.ID
}

// randomCompensation makes one or two compensations of a row, most of them
// whole.
func (w writer) randomCompensation(a *Item, place string) {
	for range 1 + w.Rng.IntN(2) {
		m := w.item(Countermeasure, w.id("M"))
		m.Status, m.Compensating = Existing, true
		l := w.link(m.ID, Compensates, a.ID)
		l.Approver, l.Justification, l.Until = "H. Meier", "guards the way in", "2026-12-31"
		at := w.pick(slices.Concat([]string{place}, w.places(), w.p.IDs(Asset)))
		broken := w.Rng.IntN(16)
		if broken != 0 {
			w.link(m.ID, DeployedAt, at)
		}
		if broken != 1 {
			w.link(w.randomEvidence(broken == 2), Evidences, m.ID)
		}
		if w.chance(40) {
			w.proof(m.ID, w.Rng.IntN(12))
		}
		if broken >= 3 && broken <= 8 {
			w.compensationProperty(m, l)
		}
	}
}

func (w writer) compensationProperty(m *Item, l *Link) {
	switch w.Rng.IntN(5) {
	case 0:
		m.Compensating = !m.Compensating
	case 1:
		m.Status = w.pick([]string{Planned, Existing})
	case 2:
		l.Approver = w.pick(texts)
	case 3:
		l.Until = w.pick(days)
	case 4:
		l.Justification = w.pick(texts)
	}
}
