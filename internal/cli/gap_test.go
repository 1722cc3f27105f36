package cli

import (
	"fmt"
	"testing"

	"github.com/cordon-ot/cordon/internal/sl"
)

func TestLargestGapsAreThoseWithMostRowsThenDeepest(t *testing.T) {
	entry := func(place string, gap sl.Level, rows int) gapEntry {
		return gapEntry{Place: place, Gap: gap, Rows: make([]rowWhy, rows)}
	}
	d := gapDoc{Gaps: []gapEntry{entry("a", 1, 3), entry("b", 1, 9), entry("c", 3, 3), entry("d", 1, 3)}}
	d.largest(3)
	got := ""
	for _, g := range d.Gaps {
		got += g.Place
	}
	if got != "bca" {
		t.Errorf("got %s, want bca: most rows first, of as many the deepest, then in order of keys", got)
	}
	if d.largest(9); len(d.Gaps) != 3 {
		t.Errorf("more than there are: got %d gaps, want 3", len(d.Gaps))
	}
}

func TestCountsAreWrittenLargestFirst(t *testing.T) {
	got := countsText(map[string]int{"no test": 1, "not assessed": 12, "no design": 1})
	if want := "12 not assessed, 1 no design, 1 no test"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// spec: ANALYSIS-8
func TestGapsCountEveryRowUpToTheTargetOnce(t *testing.T) {
	p, x := drawn(t, "2026-03-02", everyReason)
	all, err := frs(nil)
	if err != nil {
		t.Fatal(err)
	}
	d := x.gaps(x.p.Places, all)
	s := d.Summary
	if s.Rows != 37 || s.Met+s.NotApplicable+s.Compensated+s.Lacking != s.Rows {
		t.Errorf("a target of 1 everywhere: got %+v, want 37 rows, each counted once", s)
	}
	if s.Met != 1 || s.NotApplicable != 1 || s.Compensated != 1 {
		t.Errorf("got %d met, %d not applicable, %d compensated; want one of each", s.Met, s.NotApplicable, s.Compensated)
	}
	sum := 0
	for _, n := range s.ByReason {
		sum += n
	}
	if sum != s.Lacking {
		t.Errorf("by reason: got %d rows (%v), want %d", sum, s.ByReason, s.Lacking)
	}
	if got := fmt.Sprint(d.Compensated); got != "[{ZON-1 SR 7.6 1 ALL-18 CMS-11 approval expired 2026-02-28 false} {ZON-1 SR 7.7 1 ALL-19 CMS-12 valid 2026-03-31 true}]" {
		t.Errorf("compensated rows: got %s", got)
	}
	if p.Node("ZON-1") != x.p.Places[0].Node {
		t.Error("the only place is not ZON-1")
	}
}

func TestFRsAreReadByNameAndNumber(t *testing.T) {
	got, err := frs([]string{"rdf", "1", "FR 6"})
	if err != nil || fmt.Sprint(got) != "[RDF IAC TRE]" {
		t.Errorf("got %v, %v; want RDF IAC TRE", got, err)
	}
	if _, err := frs([]string{"XYZ"}); err == nil {
		t.Error("XYZ: got no fault")
	}
}
