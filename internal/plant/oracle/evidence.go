package oracle

import (
	"slices"
	"time"
)

// Why a piece of evidence is not valid; the first that is true is shown.
const (
	EvidenceExpired    = "expired"
	EvidenceOutOfScope = "out of scope"
	EvidenceMissing    = "file missing"
	EvidenceChanged    = "file changed"
)

// evidenceFault is rule 5, evidence: why a piece is not valid today for a row
// in a place, or "". places are those its scope may name: the place itself,
// and for rule 9 also those of deployment.
func (s state) evidenceFault(e *Item, place, code string, places []string) string {
	switch {
	case !blank(e.ValidUntil) && s.p.Date > e.ValidUntil: // valid through that day
		return EvidenceExpired
	case !s.inScope(e, place, code, places):
		return EvidenceOutOfScope
	case e.File == FileChanged:
		return EvidenceChanged
	case e.File != FilePresent:
		return EvidenceMissing
	}
	return ""
}

// inScope is rule 5: one of the places is among those it names, when it names
// any; every asset it names still exists; and the firmware of each of these
// (without names: of each asset the row concerns) lies in its range.
func (s state) inScope(e *Item, place, code string, places []string) bool {
	if len(e.ScopePlaces) > 0 && !overlap(e.ScopePlaces, places) {
		return false
	}
	var assets []*Item
	for _, id := range e.ScopeAssets {
		a := s.item(id)
		if a == nil {
			return false
		}
		assets = append(assets, a)
	}
	if len(e.ScopeAssets) == 0 {
		assets = s.concerned(place, code)
	}
	for _, a := range assets {
		if !inRange(a.Firmware, e.FirmwareFrom, e.FirmwareUpTo) {
			return false
		}
	}
	return true
}

// lastRuns returns the runs of the latest moment among the concluded runs of a
// test (rule 5): one, or several of the same moment, or none.
func (s state) lastRuns(test string) []*Item {
	var last []*Item
	for _, r := range s.sources(test, Executes) {
		if !concluded(r) {
			continue
		}
		switch {
		case len(last) == 0 || instant(r.Moment).After(instant(last[0].Moment)):
			last = []*Item{r}
		case instant(r.Moment).Equal(instant(last[0].Moment)):
			last = append(last, r)
		}
	}
	return last
}

func concluded(run *Item) bool {
	return slices.Contains([]string{Passed, Failed, Blocked}, run.Result)
}

// instant reads a moment: RFC 3339, or a day, which starts at midnight UTC.
// What is neither comes before every moment.
func instant(s string) time.Time {
	if t, err := time.Parse(time.RFC3339, s); err == nil {
		return t
	}
	t, _ := time.Parse(time.DateOnly, s)
	return t
}

// EarlyEvidence is the finding of rule 5: the ids of links by which evidence
// collected on a day before that of the run evidences the run, sorted. Days
// are those of UTC.
func (v View) EarlyEvidence() []string {
	s := v.now()
	var ids []string
	for _, l := range s.links(func(l *Link) bool { return l.Verb == Evidences }) {
		e, r := s.item(l.From), s.item(l.To)
		if r.Kind != Run || blank(e.CollectedAt) || blank(r.Moment) {
			continue
		}
		if day(e.CollectedAt) < day(r.Moment) {
			ids = append(ids, l.ID)
		}
	}
	return ids
}

func day(moment string) string { return instant(moment).UTC().Format(time.DateOnly) }
