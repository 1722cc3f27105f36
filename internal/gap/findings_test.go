package gap_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/cordon-ot/cordon/internal/finding"
	"github.com/cordon-ot/cordon/internal/gap"
	"github.com/cordon-ot/cordon/internal/plant"
)

// said gives the findings of one rule, each as the names of its subjects.
func said(p *plant.Plant, project *gap.Project, rule string) string {
	var out []string
	for _, f := range gap.Findings(project) {
		if f.Rule == rule {
			out = append(out, names(p, f.Subjects))
		}
	}
	slices.Sort(out)
	return strings.Join(out, "; ")
}

func TestFindingsNameTheRowsThatOneCountermeasureHoldsAlone(t *testing.T) {
	p, project := drawn(t, layered)
	if got, want := said(p, project, finding.DefenceSingleMeasure), "Guard LO LH"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	p, project = drawn(t, layered+satisfied("Second", "LO"))
	if got, want := said(p, project, finding.DefenceSingleMeasure), "Guard LH"; got != want {
		t.Errorf("with a second countermeasure on LO: got %q, want %q", got, want)
	}
}

func TestFindingsNameEachEntryOnceThatOneLayerHolds(t *testing.T) {
	for _, c := range []struct{ what, text, want string }{
		{"two layers", layered, ""},
		{"the layer of the hall only", layered + "conduit Short connects Office,Hall\n", "Hall Office"},
		{
			"two FRs with the same layer", strings.Replace(layered, "target 0,0,0,0,0,1,0", "target 1,0,0,0,0,1,0", 1) +
				"conduit Short connects Office,Hall\nallocation L1 \"SR 1.1\" at Hall met\n" + satisfied("Lock", "L1"), "Hall Office",
		},
		{"no layer is a gap", layered + "conduit Short connects Office,Hall\ncommit\nset LH not-met\n", ""},
		{"a zone that is its own entry", layered + "asset Modem in Hall externally-connected\n", ""},
	} {
		p, project := drawn(t, c.text)
		if got := said(p, project, finding.DefenceSingleLayer); got != c.want {
			t.Errorf("%s: got %q, want %q", c.what, got, c.want)
		}
	}
}
