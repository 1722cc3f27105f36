package cli

import (
	"fmt"
	"testing"

	"github.com/cordon-ot/cordon/internal/api"
)

func TestCountsAreWrittenLargestFirst(t *testing.T) {
	got := countsText(map[string]int{"no test": 1, "not assessed": 12, "no design": 1})
	if want := "12 not assessed, 1 no design, 1 no test"; got != want {
		t.Errorf("got %q, want %q", got, want)
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

func TestAnFRIsHeadedByWhatItLacks(t *testing.T) {
	for want, w := range map[string]api.FRWhy{
		"TRE is 0, the target is 1; claimed is 1": {FR: "TRE", Target: 1, Claimed: 1, Gap: 1},
		"RDF is 3, which meets the target of 2":   {FR: "RDF", Target: 2, Achieved: 3, Claimed: 3},
		"RA is 1; the target asks for nothing":    {FR: "RA", Achieved: 1, Claimed: 1},
	} {
		if got := frSentence(&w); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
