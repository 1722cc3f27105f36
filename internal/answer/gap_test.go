package answer

import (
	"fmt"
	"testing"

	"github.com/cordon-ot/cordon/internal/api"
	"github.com/cordon-ot/cordon/internal/sl"
)

func TestLargestGapsAreThoseWithMostRowsThenDeepest(t *testing.T) {
	entry := func(place string, lacks, rows int) api.Gap {
		return api.Gap{Place: place, Gap: lacks, Rows: make([]api.RowWhy, rows)}
	}
	all := []api.Gap{entry("a", 1, 3), entry("b", 1, 9), entry("c", 3, 3), entry("d", 1, 3)}
	largest := LargestGaps(all, 3)
	got := ""
	for _, g := range largest {
		got += g.Place
	}
	if got != "bca" {
		t.Errorf("got %s, want bca: most rows first, of as many the deepest, then in order of keys", got)
	}
	if got := LargestGaps(all, 9); len(got) != 4 {
		t.Errorf("more than there are: got %d gaps, want 4", len(got))
	}
	if all[0].Place != "a" {
		t.Error("the list given was put in order too")
	}
}

// spec: ANALYSIS-8
func TestGapsCountEveryRowUpToTheTargetOnce(t *testing.T) {
	_, v := drawn(t, "2026-03-02", everyReason)
	d, err := Gaps(v, GapOptions{})
	if err != nil {
		t.Fatal(err)
	}
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
}

func TestGapsOfTheTurbineHallAddUpToItsVectors(t *testing.T) {
	v := hall(t).view(t, "head")
	d, err := Gaps(v, GapOptions{})
	if err != nil {
		t.Fatal(err)
	}
	lacking, want := 0, 0
	for _, g := range d.Gaps {
		lacking += len(g.Rows)
	}
	for _, p := range v.Assessment().Places {
		for _, l := range p.Gap {
			if l > 0 {
				want++
			}
		}
	}
	if len(d.Gaps) != want || want == 0 {
		t.Errorf("got %d gaps, want %d: one for each component of a gap that is not 0", len(d.Gaps), want)
	}
	if lacking != d.Summary.Lacking {
		t.Errorf("the gaps name %d rows, the summary counts %d", lacking, d.Summary.Lacking)
	}
	if d.Summary.Places != 17 || d.Summary.NoTarget != 1 {
		t.Errorf("got %d places, %d without target; want 17, 1 (the company network waits for approval)", d.Summary.Places, d.Summary.NoTarget)
	}
	top, err := Gaps(v, GapOptions{Top: 1, Places: []string{"ZON-1"}, FRs: []sl.FR{sl.RDF, sl.DC}})
	if err != nil {
		t.Fatal(err)
	}
	if len(top.Gaps) != 1 || top.Gaps[0].FR != "RDF" || top.Summary.Places != 1 {
		t.Errorf("the largest gap of ZON-1 in RDF and DC: got %+v, want RDF", top.Gaps)
	}
	if _, err := Gaps(v, GapOptions{Top: -1}); err == nil {
		t.Error("-1 gaps: got no fault")
	}
}
