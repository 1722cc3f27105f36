package impact_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/cordon-ot/cordon/internal/capability"
	"github.com/cordon-ot/cordon/internal/gap"
	"github.com/cordon-ot/cordon/internal/impact"
	"github.com/cordon-ot/cordon/internal/model"
	"github.com/cordon-ot/cordon/internal/plant"
	"github.com/cordon-ot/cordon/internal/plant/translate"
	"github.com/cordon-ot/cordon/internal/trace"
)

// hall is a small turbine hall: a controller and an operator station in one
// zone, a firewall in the conduit to the office. SR 6.1 is proven through the
// controller's component requirement, SR 6.2 by a countermeasure, SR 5.1 at the
// boundary, SR 2.1 by nothing but a design.
const hall = `
system   S
zone     Office business
zone     Hall control target 1
zone     Cabinet control within Hall
conduit  Link connects Office,Hall target 1
product  Engine types embedded-device version-to 4.0
  states "CR 6.1" met
  states "CR 2.1" not-relevant reason "no users"
product  Wall types network-device
asset    Controller in Hall instance-of Engine firmware 3.1
asset    Station in Hall types host-device
asset    Firewall in Link instance-of Wall
asset    Spare in Hall instance-of Engine lifecycle spare
channel  Reads from Station to Controller protocol Modbus
safety-function Trip performed-by Controller
threat   Insider causes Runaway
risk     Runaway threatens Controller
risk     Outage threatens Hall
allocation L61 "SR 6.1" at Hall met
allocation L62 "SR 6.2" at Hall met
allocation L51 "SR 5.1" at Hall
allocation L21 "SR 2.1" at Hall
allocation LC  "SR 6.1" at Link
design-artifact D61 realizes L61
design-artifact D21 realizes L21,L61
component-requirement Q61 "CR 6.1" refines L61 implemented-by Controller
component-requirement QSt "CR 6.1" refines L61 implemented-by Station
countermeasure Watch satisfies L62 mitigates Outage
test-case T61 verifies Q61
test-case TWatch verifies Watch
test-run  R61 passed at 2026-01-05 executes T61
test-run  RWatch passed at 2026-01-05 executes TWatch
evidence  E61 evidences R61 firmware-to 3.9
evidence  EWatch evidences RWatch
`

func read(t testing.TB, text string) *plant.Plant {
	t.Helper()
	r := plant.Reader{Seal: func(s *model.Snapshot) plant.Prints { return trace.NewPrints(translate.ShippedBasis(t), s) }}
	p, err := r.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func named(p *plant.Plant, nodes []model.Node) string {
	names := make([]string, len(nodes))
	for i, n := range nodes {
		names[i] = p.Name(n)
	}
	slices.Sort(names)
	return strings.Join(names, " ")
}

// in names the items of one phase.
func in(p *plant.Plant, r *impact.Result, phase impact.Phase) string {
	var nodes []model.Node
	for i := range r.Items {
		if r.Items[i].Phase == phase {
			nodes = append(nodes, r.Items[i].Node)
		}
	}
	return named(p, nodes)
}

func of(t testing.TB, p *plant.Plant, name string, c impact.Change) *impact.Result {
	t.Helper()
	n := p.Node(name)
	if n == model.NoNode {
		t.Fatalf("the plant has no %s", name)
	}
	return impact.Of(p.Snapshot, translate.ShippedBasis(t), impact.Item(n, c))
}

func path(p *plant.Plant, r *impact.Result, name string) string {
	var b strings.Builder
	for i, h := range r.Path(p.Node(name)) {
		if i == 0 {
			b.WriteString(p.Name(h.From))
		}
		fmt.Fprintf(&b, " -%s-> %s", h.Words(), p.Name(h.To))
	}
	return b.String()
}

func same(t *testing.T, what, got, want string) {
	t.Helper()
	if got != want {
		t.Errorf("%s\n got %s\nwant %s", what, got, want)
	}
}

// spec: ANALYSIS-4, ANALYSIS-10
func TestFirmwareChangeReachesWhatTheControllerImplementsAndWhatRestsOnIt(t *testing.T) {
	p := read(t, hall)
	r := of(t, p, "Controller", impact.Firmware)
	same(t, "flows", in(p, r, impact.Flows), "E61 Q61 R61 T61")
	same(t, "rests", in(p, r, impact.Rests), "Hall L21 L61 Outage Reads Runaway Trip")
	same(t, "places", named(p, r.Places), "Hall")
	same(t, "decisions", named(p, r.Decisions), "")
	same(t, "path to E61", path(p, r, "E61"),
		"Controller -implements-> Q61 -is verified by-> T61 -is executed by-> R61 -is evidenced by-> E61")
	same(t, "path to L61", path(p, r, "L61"), "Controller -implements-> Q61 -refines-> L61")
	same(t, "path to L21", path(p, r, "L21"), "Controller -in-> Hall -has allocation-> L21")
	rows := r.Rows()
	if len(rows) != 2 || named(p, rows[0].Places) != "Hall" {
		t.Errorf("rows %v, want SR 2.1 and SR 6.1 in Hall", rows)
	}
	for name, want := range map[string]impact.Reason{
		"Controller": impact.IsChanged, "Q61": impact.LinkSuspect, "E61": impact.LinkSuspect, "L61": impact.RestsOn,
		"L21": impact.StatementJudged, "Hall": impact.CapabilityJudged, "Outage": impact.RiskJudged, "Trip": impact.Performs, "Reads": impact.Carries,
	} {
		if got := r.Items[r.Index(p.Node(name))].Reason; got != want {
			t.Errorf("%s: reason %q, want %q", name, got, want)
		}
	}
}

func TestFirmwareChangeOfAStationWithoutScopeOrRequirementTouchesItsPlaceOnly(t *testing.T) {
	p := read(t, strings.Replace(hall, "refines L61 implemented-by Station", "refines L61", 1))
	r := of(t, p, "Station", impact.Firmware)
	// Outage rests on the place, E61 holds for a range of firmware of every
	// asset that SR 6.1 concerns.
	same(t, "flows", in(p, r, impact.Flows), "")
	same(t, "rests", in(p, r, impact.Rests), "E61 Hall L61 Outage Q61 R61 Reads Runaway T61")
	same(t, "path to E61", path(p, r, "E61"),
		"Station -in-> Hall -has allocation-> L61 -is refined by-> Q61 -is verified by-> T61 -is executed by-> R61 -is evidenced by-> E61")
}

func TestMovedAssetReachesTheRowsThatConcernItAndOpensTheDecision(t *testing.T) {
	p := read(t, hall)
	r := of(t, p, "Controller", impact.Moved)
	if got := in(p, r, impact.Flows); got != "D21 D61 E61 L21 L51 L61 L62 Q61 QSt R61 T61" {
		t.Errorf("flows %s; want the allocations of Hall with their designs, not LC of another place", got)
	}
	same(t, "decisions", named(p, r.Decisions), "Hall")
	same(t, "path to L61", path(p, r, "L61"), "Controller -in-> Hall -has allocation-> L61")
	if got := r.Items[r.Index(p.Node("L61"))].Reason; got != impact.MembershipChange || !got.Suspect() {
		t.Errorf("L61: reason %q", got)
	}
}

func TestDecisionOpensOnlyWhereATargetIsApproved(t *testing.T) {
	p := read(t, hall+"asset Desk in Office types host-device\nrisk Theft threatens Office,Desk\n")
	for _, seed := range []struct {
		name   string
		change impact.Change
	}{{"Desk", impact.Moved}, {"Theft", impact.Any}} {
		r := of(t, p, seed.name, seed.change)
		same(t, seed.name+": decisions", named(p, r.Decisions), "")
		same(t, seed.name+": decides", in(p, r, impact.Decides), "")
	}
}

func TestMovedSpareReachesNoRowButOpensTheDecision(t *testing.T) {
	p := read(t, hall)
	r := of(t, p, "Spare", impact.Moved)
	same(t, "flows", in(p, r, impact.Flows), "")
	same(t, "decisions", named(p, r.Decisions), "Hall")
	if got := in(p, of(t, p, "Spare", impact.Lifecycle), impact.Flows); !strings.Contains(got, "L61") {
		t.Errorf("a spare put into service flows to %q, want L61 among it", got)
	}
}

func TestAssetInAConduitConcernsRowsOfFR5OfTheZonesItConnects(t *testing.T) {
	p := read(t, hall)
	r := of(t, p, "Firewall", impact.Moved)
	same(t, "path to L51", path(p, r, "L51"), "Firewall -in-> Link -connects-> Hall -has allocation-> L51")
	if r.Index(p.Node("L61")) >= 0 && r.Items[r.Index(p.Node("L61"))].Phase == impact.Flows {
		t.Error("SR 6.1 of the zone does not concern a firewall in the conduit")
	}
	same(t, "places", named(p, r.Places), "Hall Link Office")
}

func TestWhatRestsOnAnItemDoesNotGoDownAgain(t *testing.T) {
	p := read(t, hall)
	r := of(t, p, "D61", impact.Any)
	// D21 realizes the same allocation as D61: the allocation rests on D61, its
	// other design does not.
	if r.Index(p.Node("D21")) >= 0 || r.Index(p.Node("L62")) >= 0 {
		t.Errorf("rests %s, flows %s; want neither D21 nor L62", in(p, r, impact.Rests), in(p, r, impact.Flows))
	}
	same(t, "path to Q61", path(p, r, "Q61"), "D61 -realizes-> L61 -is refined by-> Q61")
	same(t, "rests", in(p, r, impact.Rests), "Hall L61 Outage Runaway")
}

func TestCountermeasureReachesAllocationRiskTestsAndTheTargetDecision(t *testing.T) {
	p := read(t, hall)
	r := of(t, p, "Watch", impact.Any)
	same(t, "flows", in(p, r, impact.Flows), "EWatch L62 Outage RWatch TWatch")
	same(t, "decisions", named(p, r.Decisions), "Hall")
	same(t, "path to Hall", path(p, r, "Hall"), "Watch -satisfies-> L62 -allocated to-> Hall")
}

func TestThreatToAnAssetOpensTheDecisionOfItsPlaceAndLowersNoLevel(t *testing.T) {
	p := read(t, hall)
	r := of(t, p, "Insider", impact.Any)
	same(t, "flows", in(p, r, impact.Flows), "Runaway")
	same(t, "rests", in(p, r, impact.Rests), "")
	same(t, "decides", in(p, r, impact.Decides), "Hall")
	same(t, "path to Hall", path(p, r, "Hall"), "Insider -causes-> Runaway -threatens-> Controller -in-> Hall")
}

func TestRowOfTheStandardReachesItsAllocationsInEveryPlace(t *testing.T) {
	p := read(t, hall)
	b := translate.ShippedBasis(t)
	row, _ := b.Row("62443-3-3:2013 SR 6.1")
	r := impact.Of(p.Snapshot, b, impact.Row(row))
	for _, name := range []string{"L61", "LC"} {
		i := r.Index(p.Node(name))
		if i < 0 || r.Items[i].Reason != impact.RowAsked || int(r.Items[i].Row) != row {
			t.Errorf("%s is not reached from the row", name)
		}
	}
	same(t, "places", named(p, r.Places), "Hall Link")
	rows := r.Rows()
	// D21 realizes SR 2.1 as well, which is not in doubt for that.
	if len(rows) != 1 || rows[0].Row != row || named(p, rows[0].Places) != "Hall Link" {
		t.Errorf("rows %v, want row %d in Hall and Link", rows, row)
	}
	if c := impact.NewWalker(b).Count(p.Snapshot, impact.Row(row)); c.Items != len(r.Items) || c.Places != 2 {
		t.Errorf("counted %+v, listed %d items", c, len(r.Items))
	}
}

func TestRetiredAllocationFlowsNowhere(t *testing.T) {
	p := read(t, hall)
	r := of(t, p, "L61", impact.Retired)
	same(t, "flows", in(p, r, impact.Flows), "")
	same(t, "rests", in(p, r, impact.Rests), "Hall Outage Runaway")
	if got := in(p, of(t, p, "L61", impact.Any), impact.Flows); !strings.Contains(got, "Q61") {
		t.Errorf("a text of the allocation flows to %q, want Q61 among it", got)
	}
}

func TestEvidenceOfTwoRunsIsInDoubtForTheRunThatChangedOnly(t *testing.T) {
	p := read(t, hall+`
test-case T62 verifies L62
test-run R62 passed at 2026-01-05 executes T62
evidence E62 evidences R62,R61
`)
	r := of(t, p, "Controller", impact.Firmware)
	for _, name := range []string{"R62", "T62", "L62"} {
		if i := r.Index(p.Node(name)); i >= 0 {
			t.Errorf("%s is reached over %s", name, path(p, r, name))
		}
	}
	same(t, "falling", named(p, r.Falling), "Hall")
	same(t, "falling by a threat", named(p, of(t, p, "Insider", impact.Any).Falling), "")
}

func TestCircleOfZonesEnds(t *testing.T) {
	p := read(t, "system S\nzone A within B\nzone B within C\nzone C within A\nallocation L \"SR 1.1\" at B\n")
	same(t, "flows", in(p, of(t, p, "A", impact.Any), impact.Flows), "B C L")
}

func TestForeignTraceLinksAreForInformation(t *testing.T) {
	p := read(t, `
system S
zone Z
requirement Law
requirement Rule covers Law
allocation L "SR 1.1" at Z covers Rule
design-artifact D covers L
test-case T covers D
test-case U covers Rule
`)
	r := of(t, p, "L", impact.Any)
	same(t, "below", in(p, r, impact.TracedBelow), "D T")
	same(t, "above", in(p, r, impact.TracedAbove), "Law Rule")
	same(t, "flows", in(p, r, impact.Flows), "")
	r = of(t, p, "Law", impact.Any)
	same(t, "below Law", in(p, r, impact.TracedBelow), "D L Rule T U Z")
	same(t, "path", path(p, r, "T"), "Law -is covered by-> Rule -is covered by-> L -is covered by-> D -is covered by-> T")
}

func TestWhatOfARetiredItemDoesNotExistIsNotReached(t *testing.T) {
	p := read(t, hall+"commit\nretire T61\n")
	same(t, "flows", in(p, of(t, p, "Q61", impact.Any), impact.Flows), "")
}

func TestACosmeticChangeTouchesNothingButItself(t *testing.T) {
	p := read(t, hall+"commit\nset Controller owner Ann colour red\n")
	h := p.History
	r := impact.Between(h[0], h[1], translate.ShippedBasis(t))
	same(t, "items", in(p, r, impact.Changed), "Controller")
	if len(r.Items) != 1 {
		t.Errorf("%d items, want the controller alone", len(r.Items))
	}
}

func TestTextOfAnAssetDoesNotBearOnTheCapabilityOfItsPlace(t *testing.T) {
	p := read(t, hall+"commit\nset Controller description new\ncommit\nset Controller firmware 3.2\n")
	h := p.History
	for i, want := range []impact.Reason{impact.HoldsIt, impact.CapabilityJudged} {
		r := impact.Between(h[i], h[i+1], translate.ShippedBasis(t))
		if got := r.Items[r.Index(p.Node("Hall"))].Reason; got != want {
			t.Errorf("step %d: Hall %q, want %q", i+1, got, want)
		}
		same(t, "falling", named(p, r.Falling), "Hall")
	}
}

func TestEvidenceWithARangeOfFirmwareIsJudgedAnew(t *testing.T) {
	p := read(t, hall+`
evidence Own  evidences L62 firmware-from 2.0
evidence Free evidences L62
evidence Far  evidences RWatch firmware-to 4 holds-for Controller
evidence Near evidences RWatch firmware-to 4 holds-for Station
`)
	r := of(t, p, "Controller", impact.Firmware)
	same(t, "path to Own", path(p, r, "Own"), "Controller -in-> Hall -has allocation-> L62 -is evidenced by-> Own")
	same(t, "path to Far", path(p, r, "Far"), "Controller -is in scope of-> Far")
	same(t, "path to TWatch", path(p, r, "TWatch"), "Controller -is in scope of-> Far -evidences-> RWatch -executes-> TWatch")
	for _, name := range []string{"Free", "Near", "EWatch"} {
		if r.Index(p.Node(name)) >= 0 {
			t.Errorf("%s is reached; it has no range or names another asset", name)
		}
	}
}

func TestAssetOfAnotherProductReachesTheRequirementsBothAnswerFor(t *testing.T) {
	p := read(t, hall+`
product Motor types embedded-device
component-requirement QOld "CR 6.2" refines L62 implemented-by Engine
component-requirement QNew "CR 6.2" refines L62 implemented-by Motor
commit
unlink Controller instance-of Engine
set Controller instance-of Motor
`)
	h := p.History
	r := impact.Between(h[0], h[1], translate.ShippedBasis(t))
	same(t, "path to QOld", path(p, r, "QOld"), "Controller -instance of-> Engine -implements-> QOld")
	same(t, "path to QNew", path(p, r, "QNew"), "Controller -instance of-> Motor -implements-> QNew")
}

func TestOfTwoPathsOfOneLengthTheOneOverTheFirstKeyIsShown(t *testing.T) {
	p := read(t, `
system S
zone Z
asset A in Z
allocation L "SR 1.1" at Z
component-requirement Q "CR 1.1" refines L implemented-by A
countermeasure M compensating compensates L deployed-at A
`)
	// Q is in the flow, M is judged anew; both lead to L in two steps.
	same(t, "path", path(p, of(t, p, "A", impact.Retired), "Z"), "A -in-> Z")
	same(t, "path", path(p, of(t, p, "A", impact.Retired), "L"), "A -has deployed-> M -compensates-> L")
}

func TestMoveBetweenTwoStatesReachesTheRowsOfBothPlaces(t *testing.T) {
	p := read(t, hall+"commit\nunlink Controller in Hall\nset Controller in Link\n")
	h := p.History
	r := impact.Between(h[0], h[1], translate.ShippedBasis(t))
	for _, name := range []string{"L61", "LC"} {
		if i := r.Index(p.Node(name)); i < 0 || r.Items[i].Reason != impact.MembershipChange {
			t.Errorf("%s is not reached by membership", name)
		}
	}
	same(t, "decisions", named(p, r.Decisions), "Hall Link")
}

// spec: ANALYSIS-1
func TestTheResultDoesNotDependOnTheOrderOfInput(t *testing.T) {
	keyed := `
system SYS-1
zone ZON-1
zone ZON-2 within ZON-1
allocation ALL-1 "SR 1.1" at ZON-1
allocation ALL-2 "SR 1.2" at ZON-1
design-artifact DSN-1 realizes ALL-1,ALL-2
design-artifact DSN-2 realizes ALL-1,ALL-2
test-case TST-1 verifies ALL-1,ALL-2
test-case TST-2 verifies ALL-1,ALL-2
`
	lines := strings.Split(strings.TrimSpace(keyed), "\n")
	show := func(text string) string {
		p := read(t, text)
		r := of(t, p, "ZON-1", impact.Any)
		var b strings.Builder
		for i := range r.Items {
			it := &r.Items[i]
			fmt.Fprintln(&b, p.Name(it.Node), it.Phase, it.Depth, it.Reason, path(p, r, p.Name(it.Node)))
		}
		return b.String()
	}
	want := show(keyed)
	slices.Reverse(lines)
	same(t, "reversed", show(strings.Join(lines, "\n")), want)
	if !strings.Contains(want, "DSN-2 flows 2 its link becomes suspect ZON-1 -has allocation-> ALL-1 -is realized by-> DSN-2") {
		t.Errorf("of two paths the one over the first key is shown:\n%s", want)
	}
}

func TestNothingIsAllocatedForItemsThatAreOnlyCounted(t *testing.T) {
	p := read(t, hall)
	w := impact.NewWalker(translate.ShippedBasis(t))
	n := p.Node("L61")
	first := w.Count(p.Snapshot, impact.Item(n, impact.Any))
	// Two maps and lists of the seeds, however many items are reached.
	if got := testing.AllocsPerRun(20, func() { w.Count(p.Snapshot, impact.Item(n, impact.Any)) }); got > 8 {
		t.Errorf("%v allocations for %d items", got, first.Items)
	}
}

func TestUnknownKindOfChangeNamesThoseThereAre(t *testing.T) {
	for _, c := range impact.Changes() {
		if got, err := impact.ParseChange(" " + strings.ToUpper(c.String())); err != nil || got != c {
			t.Errorf("ParseChange(%q) = %v, %v", c, got, err)
		}
	}
	if _, err := impact.ParseChange("painted"); err == nil || !strings.Contains(err.Error(), "firmware") {
		t.Errorf("ParseChange(painted): %v; want the kinds that there are", err)
	}
}

// assess judges a state with every file present.
func assess(t testing.TB, s *model.Snapshot, b capability.Basis) *gap.Project {
	t.Helper()
	return gap.Assess(gap.Input{Basis: b, Snapshot: s, Context: trace.Context{
		Date: "2026-06-15", Files: func(string) trace.FileState { return trace.FilePresent },
	}})
}
