package gap_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/cordon-ot/cordon/internal/gap"
	"github.com/cordon-ot/cordon/internal/model"
	"github.com/cordon-ot/cordon/internal/plant"
	"github.com/cordon-ot/cordon/internal/plant/oracle"
	"github.com/cordon-ot/cordon/internal/plant/translate"
	"github.com/cordon-ot/cordon/internal/sl"
	"github.com/cordon-ot/cordon/internal/trace"
)

// digest ends the line of a piece of evidence that has a file.
const digest = " digest sha256:00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff\n"

// satisfied is a countermeasure with the proof that it satisfies these rows.
func satisfied(name, rows string) string {
	return "countermeasure " + name + " satisfies " + rows + "\ntest-case T" + name + " verifies " + name +
		"\ntest-run R" + name + " passed at 2026-01-05 executes T" + name + "\nevidence E" + name + " evidences R" + name + digest
}

func drawn(t testing.TB, text string) (*plant.Plant, *gap.Project) {
	t.Helper()
	basis := translate.ShippedBasis(t)
	p, err := plant.Reader{Seal: func(s *model.Snapshot) plant.Prints { return trace.NewPrints(basis, s) }}.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return p, gap.Assess(gap.Input{Basis: basis, Snapshot: p.Snapshot, Context: trace.Context{
		Date: "2026-06-15", Files: func(string) trace.FileState { return trace.FilePresent },
	}})
}

// routes says each path of an FR as its places, layers with a star.
func routes(p *plant.Plant, d *gap.Defence, zone string, fr sl.FR) string {
	var out []string
	for _, path := range d.Of(p.Node(zone)).Paths[fr-1] {
		var b strings.Builder
		for i, s := range path.Steps {
			if i > 0 {
				b.WriteString(" > ")
			}
			b.WriteString(p.Name(s.Place))
			if s.Layer {
				b.WriteString("*")
			}
		}
		out = append(out, fmt.Sprintf("%s (%d)", b.String(), path.Layers))
	}
	return strings.Join(out, "; ")
}

// layered is an office, a zone in between and a hall; TRE is proven on the
// outer conduit and in the hall, not in between.
var layered = `
system S
zone Office business
zone Middle dmz
zone Hall control target 0,0,0,0,0,1,0
zone Cell control within Hall
conduit Outer connects Office,Middle
conduit Inner connects Middle,Hall
channel Read from Office to Middle via Outer
allocation LO "SR 6.1" at Outer met
allocation LM "SR 6.1" at Middle not-applicable reason r approved-by Ann
allocation LH "SR 6.1" at Hall met
` + satisfied("Guard", "LO,LH")

// spec: ANALYSIS-7
func TestThreatPathLeadsOverConduitsAndNestedZones(t *testing.T) {
	p, project := drawn(t, layered)
	d := gap.Defend(project)
	if got := d.Entries(); len(got) != 1 || got[0] != p.Node("Office") {
		t.Fatalf("entries %v, want the office", got)
	}
	for zone, want := range map[string]string{
		"Hall":   "Office > Outer* > Middle > Inner > Hall* (2)",
		"Cell":   "Office > Outer* > Middle > Inner > Hall* > Cell (2)",
		"Middle": "Office > Outer* > Middle (1)",
		"Office": "",
	} {
		if got := routes(p, d, zone, sl.TRE); got != want {
			t.Errorf("%s: %s\nwant %s", zone, got, want)
		}
	}
	step := d.Of(p.Node("Hall")).Paths[sl.TRE-1][0].Steps[1]
	if len(step.Channels) != 1 || step.Channels[0] != p.Node("Read") || len(step.Rows) != 1 || step.Achieved != 1 {
		t.Errorf("step over Outer: %+v; want its channel, its row and level 1", step)
	}
	if d.Of(p.Node("Outer")) != nil {
		t.Error("a conduit has no paths of its own")
	}
}

func TestPathWithOneLayerOrNoneIsWeakWhereTheTargetAsksForTheFR(t *testing.T) {
	_, project := drawn(t, layered)
	if w := gap.Defend(project).Weak(); len(w) != 0 {
		t.Errorf("weak %+v; want none: two layers before Hall, no target elsewhere", w)
	}
	p, project := drawn(t, layered+"commit\nretire LO,EGuard\nset LH not-met\nunlink Guard satisfies LO\n")
	w := gap.Defend(project).Weak()
	if len(w) != 1 || w[0].Zone != p.Node("Hall") || w[0].FR != sl.TRE || w[0].Path.Layers != 0 {
		t.Errorf("weak %+v; want Hall in TRE without any layer", w)
	}
}

func TestOfSeveralPathsTheOneWithFewestLayersIsShownThenTheShortestThenByKey(t *testing.T) {
	// A detour over Side avoids the layer of Outer.
	p, project := drawn(t, layered+"zone Side\nconduit Round1 connects Office,Side\nconduit Round2 connects Side,Middle\n")
	if got, want := routes(p, gap.Defend(project), "Hall", sl.TRE), "Office > Round1 > Side > Round2 > Middle > Inner > Hall* (1)"; got != want {
		t.Errorf("got %s\nwant %s", got, want)
	}
	p, project = drawn(t, layered+"conduit Twin connects Office,Middle\nconduit Last connects Office,Middle\n")
	if got, want := routes(p, gap.Defend(project), "Hall", sl.TRE), "Office > Twin > Middle > Inner > Hall* (1)"; got != want {
		t.Errorf("got %s\nwant %s", got, want)
	}
}

func TestInstalledAssetsWithMarksMakeEntriesOfTheirPlaces(t *testing.T) {
	p, project := drawn(t, `
system S
zone Hall control
zone Radio wireless
zone Laptops temporary
zone Out external
conduit Link connects Hall
asset A in Hall wireless
asset B in Hall externally-connected
asset C in Link temporary
zone Quiet control access-points door
asset D in Quiet wireless lifecycle spare
`)
	d := gap.Defend(project)
	if got, want := names(p, d.Entries()), "Hall Radio Laptops Out Link"; got != want {
		t.Errorf("entries %s, want %s: access points and spares make none", got, want)
	}
	paths := d.Of(p.Node("Hall")).Paths[0]
	if len(paths) != 2 || paths[0].Why != gap.EntryExternallyConnected || paths[0].Asset != p.Node("B") || len(paths[0].Steps) != 1 {
		t.Errorf("paths %+v; want one from Hall itself because of B and one from Link", paths)
	}
	if paths[1].Entry != p.Node("Link") || paths[1].Asset != p.Node("C") {
		t.Errorf("second path %+v; want Link because of C", paths[1])
	}
}

func TestZoneThatIsItsOwnEntryHasItsOwnRowsAsTheOnlyLayer(t *testing.T) {
	p, project := drawn(t, layered+"asset Modem in Hall externally-connected\n")
	if got, want := routes(p, gap.Defend(project), "Hall", sl.TRE), "Hall* (1); Office > Outer* > Middle > Inner > Hall* (2)"; got != want {
		t.Errorf("got %s\nwant %s", got, want)
	}
}

func TestEntryThatIsOursIsTheFirstLayerAndOneOutsideIsNone(t *testing.T) {
	text := strings.Replace(layered, "Outer connects Office,Middle", "Outer connects Office,Middle\nallocation LX \"SR 6.1\" at Office met", 1) + satisfied("More", "LX")
	p, project := drawn(t, text)
	if got, want := routes(p, gap.Defend(project), "Middle", sl.TRE), "Office > Outer* > Middle (1)"; got != want {
		t.Errorf("got %s\nwant %s", got, want)
	}
	p, project = drawn(t, strings.Replace(text, "Office business", "Office wireless", 1))
	if got, want := routes(p, gap.Defend(project), "Middle", sl.TRE), "Office* > Outer* > Middle (2)"; got != want {
		t.Errorf("got %s\nwant %s", got, want)
	}
}

func TestCirclesOfZonesAndConduitsEnd(t *testing.T) {
	p, project := drawn(t, "system S\nzone A within B\nzone B within A\nzone C external\nconduit L connects A,B,C\nconduit M connects C,A\n")
	if got, want := routes(p, gap.Defend(project), "A", sl.IAC), "C > L > A (0)"; got != want {
		t.Errorf("got %s\nwant %s", got, want)
	}
}

func names(p *plant.Plant, nodes []model.Node) string {
	out := make([]string, len(nodes))
	for i, n := range nodes {
		out[i] = p.Name(n)
	}
	return strings.Join(out, " ")
}

// spec: ANALYSIS-7
func TestRowHeldByOneCountermeasureAloneIsFound(t *testing.T) {
	text := `
system S
zone Hall control
product P types embedded-device
  states "CR 6.1","CR 6.2" met
asset A in Hall instance-of P
allocation L1 "SR 6.1" at Hall met
allocation L2 "SR 6.2" at Hall met
design-artifact D realizes L2
component-requirement Q "CR 6.2" refines L2 implemented-by P
test-case TQ verifies Q
test-run RQ passed at 2026-01-05 executes TQ
evidence EQ evidences RQ` + digest + satisfied("Watch", "L1,L2")
	p, project := drawn(t, text)
	alone := gap.Alone(project)
	if len(alone) != 1 || alone[0].Place != p.Node("Hall") || names(p, alone[0].Countermeasures) != "Watch" {
		t.Fatalf("alone %+v; want SR 6.1 only, for SR 6.2 is held by asset A as well", alone)
	}
	if held := gap.Holds(project); len(held) != 2 || names(p, held[1].Assets) != "A" {
		t.Errorf("held %+v; want A behind SR 6.2", held)
	}
	_, project = drawn(t, text+satisfied("Second", "L1"))
	if alone := gap.Alone(project); len(alone) != 0 {
		t.Errorf("alone %+v; want none with a second countermeasure", alone)
	}
}

func TestRowCompensatedByOneCountermeasureIsHeldByItAlone(t *testing.T) {
	p, project := drawn(t, `
system S
zone Hall control
allocation L1 "SR 6.1" at Hall not-met
countermeasure Fence compensating layers people,technology compensates L1 justification j approved-by Ann until 2026-12-31 deployed-at Hall
evidence E evidences Fence`+digest)
	alone := gap.Alone(project)
	if len(alone) != 1 || names(p, alone[0].Countermeasures) != "Fence" || !slices.Equal(alone[0].Layers, []string{"people", "technology"}) {
		t.Errorf("alone %+v; want SR 6.1 held by Fence of people and technology", alone)
	}
}

// spec: ANALYSIS-7
func TestRemovingACountermeasureTellsWhichLevelsFall(t *testing.T) {
	p, project := drawn(t, layered)
	r, err := gap.Removing(project, p.Node("Guard"))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, f := range r.Falls {
		got = append(got, fmt.Sprintf("%s %s %d>%d by %d rows", p.Name(f.Place), f.FR, f.From, f.To, len(f.Rows)))
	}
	if want := "Hall TRE 1>0 by 1 rows; Outer TRE 1>0 by 1 rows"; strings.Join(got, "; ") != want {
		t.Errorf("falls %s\nwant %s", strings.Join(got, "; "), want)
	}
	if len(r.Lost) != 2 || names(p, r.Lost[0].Countermeasures) != "Guard" {
		t.Errorf("lost %+v; want both rows with what held them", r.Lost)
	}
	if project.Snapshot() != p.Snapshot || !p.Live(p.Node("Guard")) {
		t.Error("the state itself was changed")
	}
	for _, n := range []model.Node{p.Node("Hall"), model.NoNode} {
		if _, err := gap.Removing(project, n); err == nil {
			t.Errorf("removing node %d: no error", n)
		}
	}
}

// TestDefenceOfRandomPlants: the weakest path is never heavier than any other,
// found by trying all of them, and what falls by a removal is what a full
// assessment without the countermeasure says.
func TestDefenceOfRandomPlants(t *testing.T) {
	basis, cat := translate.ShippedBasis(t), oracleCatalogue(t)
	paths, falls := 0, 0
	for seed := range 40 {
		rng := rand.New(rand.NewPCG(uint64(seed), 5))
		history := []*oracle.Plant{oracle.Maker{Rng: rng, Catalogue: cat, Circles: seed%4 == 0}.Random(20)}
		x := translate.Plants(t, basis, history)
		project := gap.Assess(x.Inputs[0])
		d := gap.Defend(project)
		for _, q := range project.Places {
			z := d.Of(q.Node)
			if z == nil {
				continue
			}
			for fr := range z.Paths {
				for _, path := range z.Paths[fr] {
					paths++
					layers, steps := weakest(project, path, q.Node, sl.FR(fr+1))
					if path.Layers != layers || len(path.Steps) != steps {
						t.Fatalf("seed %d, %v to %v: %d layers in %d steps, want %d in %d", seed, path.Entry, q.Node, path.Layers, len(path.Steps), layers, steps)
					}
				}
			}
		}
		for m := range x.States[0].OfKind(model.KindCountermeasure) {
			r, err := gap.Removing(project, m)
			if err != nil {
				t.Fatal(err)
			}
			in := x.Inputs[0]
			in.Snapshot = r.After.Snapshot()
			full := gap.Assess(in)
			if d := cmp.Diff(full.Places, r.After.Places); d != "" {
				t.Fatalf("seed %d: removal differs from a full assessment:\n%s", seed, d)
			}
			falls += len(r.Falls)
		}
	}
	t.Logf("%d paths, %d falls", paths, falls)
	if paths == 0 {
		t.Error("no random plant had a threat path")
	}
}

// weakest tries every simple way from an entry to a zone.
func weakest(p *gap.Project, path gap.ThreatPath, zone model.Node, fr sl.FR) (layers, steps int) {
	s := p.Snapshot()
	stands := func(n model.Node) int {
		for _, i := range p.Basis().RowsOf(fr) {
			if c := p.Place(n).Rows[i].Counts; c == gap.CountsMet || c == gap.CountsCompensated {
				return 1
			}
		}
		return 0
	}
	best := [2]int{1 << 30, 0}
	on := map[model.Node]bool{}
	var walk func(n model.Node, layers, steps int)
	walk = func(n model.Node, layers, steps int) {
		if n == zone {
			if layers < best[0] || (layers == best[0] && steps < best[1]) {
				best = [2]int{layers, steps}
			}
			return
		}
		on[n] = true
		for _, v := range []model.Verb{model.Connects, model.Within} {
			for _, far := range [][]model.Node{slices.Collect(s.To(n, v)), slices.Collect(s.FromOf(n, v))} {
				for _, m := range far {
					if !on[m] {
						walk(m, layers+stands(m), steps+1)
					}
				}
			}
		}
		on[n] = false
	}
	first := 0
	if path.Why != gap.EntryOutside {
		first = stands(path.Entry)
	}
	walk(path.Entry, first, 1)
	return best[0], best[1]
}
