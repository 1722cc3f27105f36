package impact_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/cordon-ot/cordon/internal/gap"
	"github.com/cordon-ot/cordon/internal/impact"
	"github.com/cordon-ot/cordon/internal/model"
	"github.com/cordon-ot/cordon/internal/plant"
	"github.com/cordon-ot/cordon/internal/plant/translate"
	"github.com/cordon-ot/cordon/internal/sl"
	"github.com/cordon-ot/cordon/internal/trace"
)

// proven is a zone in which the one row of level 1 in FR 6 is proven.
const proven = `
system   S
zone     Hall control target 0,0,0,0,0,1,0
zone     Other control
product  Engine types embedded-device
  states "CR 6.1" met
asset    Controller in Hall instance-of Engine firmware 3.1
allocation L61 "SR 6.1" at Hall met
design-artifact D61 realizes L61
component-requirement Q61 "CR 6.1" refines L61 implemented-by Controller
test-case T61 verifies Q61
test-run  R61 passed at 2026-01-05 executes T61
evidence  E61 evidences R61 digest sha256:` + digest + "\n"

const digest = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"

func assessed(t *testing.T, text string) (*plant.Plant, []*gap.Project) {
	t.Helper()
	p := read(t, text)
	var out []*gap.Project
	for _, s := range p.History {
		out = append(out, assess(t, s, translate.ShippedBasis(t)))
	}
	return p, out
}

// spec: ANALYSIS-5, ANALYSIS-10
func TestFirmwareChangeLowersTheLevelAndReverificationRestoresIt(t *testing.T) {
	p, states := assessed(t, proven+`
commit
set Controller firmware 3.2
commit
confirm Q61 implemented-by Controller
confirm T61 verifies Q61
test-run R61b passed at 2026-02-05 executes T61
evidence E61b evidences R61b digest sha256:`+digest+"\n")
	d := impact.WhatIf(states[0], states[1])
	if len(d.Places) != 1 || d.Places[0].Node != p.Node("Hall") {
		t.Fatalf("%d places differ, want Hall alone", len(d.Places))
	}
	hall := d.Places[0]
	if hall.Before.Achieved.At(sl.TRE) != 1 || hall.After.Achieved.At(sl.TRE) != 0 || hall.After.Gap.At(sl.TRE) != 1 || hall.After.Claimed != hall.Before.Claimed {
		t.Errorf("before %+v\nafter  %+v\nwant TRE to fall from 1 to 0 and the claim to stay", hall.Before, hall.After)
	}
	if len(hall.Rows) != 1 || !hall.Rows[0].Lost() || hall.Rows[0].After.Chain.State != trace.Suspect || hall.Rows[0].After.Chain.Item != p.Node("Q61") {
		t.Errorf("rows %+v; want SR 6.1 lost because Q61 is suspect", hall.Rows)
	}
	want := []gap.Suspect{
		{From: p.Node("Q61"), Verb: model.ImplementedBy, To: p.Node("Controller")},
		{From: p.Node("T61"), Verb: model.Verifies, To: p.Node("Q61")},
		{From: p.Node("R61"), Verb: model.Executes, To: p.Node("T61")},
		{From: p.Node("E61"), Verb: model.Evidences, To: p.Node("R61")},
	}
	if !slices.Equal(hall.Came, want) || len(hall.Went) != 0 {
		t.Errorf("came %v, went %v; want %v in the order of keys", hall.Came, hall.Went, want)
	}
	line := impact.Drift(states...)
	if len(line.States) != 3 || len(line.Places) != 2 {
		t.Fatalf("%d states, %d places; want 3 and 2", len(line.States), len(line.Places))
	}
	var levels []sl.Level
	for _, v := range line.Places[0].Points {
		levels = append(levels, v.Achieved.At(sl.TRE))
	}
	if !slices.Equal(levels, []sl.Level{1, 0, 1}) || !slices.Equal(line.Places[0].Moved(), []int{0, 1, 2}) || !slices.Equal(line.Places[1].Moved(), []int{0}) {
		t.Errorf("levels %v, moved %v and %v; want 1 0 1", levels, line.Places[0].Moved(), line.Places[1].Moved())
	}
}

func TestStatesThatAreTheSameDifferInNothing(t *testing.T) {
	_, states := assessed(t, proven+"commit\nset Controller owner Ann\n")
	if d := impact.WhatIf(states[0], states[1]); len(d.Places) != 0 {
		t.Errorf("%d places differ, want none", len(d.Places))
	}
}

func TestPlaceThatComesOrGoesHasNoNumbersOnTheOtherSide(t *testing.T) {
	p, states := assessed(t, proven+"commit\nretire Other\nzone New target 1\n")
	d := impact.WhatIf(states[0], states[1])
	if len(d.Places) != 2 || d.Places[0].Node != p.Node("Other") || d.Places[1].Node != p.Node("New") {
		t.Fatalf("places %+v; want Other and New in order of keys", d.Places)
	}
	if d.Places[0].After.There || !d.Places[0].Before.There || d.Places[1].Before.There || d.Places[1].After.Target != sl.Uniform(1) {
		t.Errorf("Other %+v, New %+v", d.Places[0], d.Places[1])
	}
}

func TestCompareNamesEachIDThatCameOrWentOnce(t *testing.T) {
	came, went := impact.Compare(strings.Fields("a b b c"), strings.Fields("d b d e"), func(s string) string { return s })
	if !slices.Equal(came, []string{"d", "e"}) || !slices.Equal(went, []string{"a", "c"}) {
		t.Errorf("came %v, went %v; want [d e] and [a c]", came, went)
	}
}
