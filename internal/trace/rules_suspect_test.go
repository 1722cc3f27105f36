package trace_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/cordon-ot/cordon/internal/model"
)

// suspects lists every suspect link whose two ends exist, written as the names
// of its ends: LZ for "L allocated to Z". Between two items of these plants
// there is one link that can be suspect at most.
func (d drawn) suspects() []string {
	var out []string
	for n := range model.Node(d.Len()) {
		if !d.Live(n) && d.Kind(n) != model.KindAllocation {
			continue
		}
		for _, l := range d.Item(n).Links {
			if (d.Live(l.To) || d.Kind(l.To) == model.KindAllocation) && d.c.Suspect(n, l.Verb, l.To) {
				out = append(out, d.Name(n)+d.Name(l.To))
			}
		}
	}
	slices.Sort(out)
	return out
}

// wide has every link along which meaning flows to an allocation's evidence.
// SR 6.1 concerns A; Q asks it of A itself, K of its product. Names have one
// letter each: zones O Z Y, product P, asset A, allocation L, requirement W,
// design D, component requirements Q K, countermeasures M (satisfies) and N
// (compensates), tests T (of Q) U (of L) V (of M) X (of W), runs R (of T) S (of
// U), evidence E (of R) F (of L) G (of M).
const wide = `
zone O
zone Z control within O target 1
zone Y
product P types embedded-device
asset A in Z instance-of P firmware 1
allocation L "SR 6.1" at Z met
requirement W
design-artifact D realizes L,W
component-requirement Q "CR 6.1" refines L implemented-by A
component-requirement K "CR 6.1" refines L implemented-by P
countermeasure M satisfies L
countermeasure N compensating compensates L approved-by Ann until 2026-12-31
test-case T test verifies Q
test-case U test verifies L
test-case V test verifies M
test-case X test verifies W
test-run R passed at 2026-02-01 executes T
test-run S passed at 2026-02-01 executes U
evidence E PRESENT evidences R
evidence F PRESENT evidences L
evidence G PRESENT evidences M
`

// below is what lies downstream of the allocation itself.
const below = "DL ER FL KL QL RT SU TQ UL"

// sorted splits names and sorts them.
func sorted(s string) []string {
	list := strings.Fields(s)
	slices.Sort(list)
	return list
}

// change is what a later commit says, and the links that are suspect then.
type change struct{ name, commit, want string }

func follow(t *testing.T, start string, changes []change) {
	t.Helper()
	if got := draw(t, start).suspects(); len(got) > 0 {
		t.Fatalf("before any change these are suspect: %v", got)
	}
	for _, c := range changes {
		t.Run(c.name, func(t *testing.T) {
			if got, want := draw(t, start+"commit\n"+c.commit).suspects(), sorted(c.want); !slices.Equal(got, want) {
				t.Errorf("after\n%s\n got %v\nwant %v", c.commit, got, want)
			}
		})
	}
}

// spec: RULE-6.1, RULE-6.2, RULE-6.3, RULE-6.4, RULE-6.5, RULE-6.6, RULE-6.7, RULE-6.8, RULE-6.9, RULE-6.18, RULE-6.20
func TestWhichLinksAChangedItemMakesSuspect(t *testing.T) {
	follow(t, wide, []change{
		{"place", "set Z description new", "LZ " + below},
		{"outer zone", "set O description new", "LZ " + below},
		{"membership", "asset B in Z types host-device", "LZ " + below},
		{"row", "set L row \"62443-3-3:2013 SR 6.2\"", "LZ " + below},
		// The cone of allocated to holds row, place and memberships only.
		{"allocation", "set L description new", below},
		{"satisfying countermeasure", "set M description new", "ML VM GM " + below},
		{"compensating countermeasure", "set N description new", "NL " + below},
		// D realizes W too, so W is upstream of what rests on D.
		{"requirement", "set W description new", "DW XW QL KL UL TQ RT SU ER"},
		// The cone of realizes starts at the allocation, that of refines and of
		// verifies to an allocation also holds the designs.
		{"design", "set D description new", "QL KL UL TQ RT SU ER"},
		{"asset", "set A firmware 2", "QA TQ RT ER"},
		{"product", "set P description new", "QA KP TQ RT ER"},
		{"component requirement", "set Q description new", "TQ RT ER"},
		{"component requirement without a test", "set K description new", ""},
		{"test", "set T procedure new", "RT ER"},
		{"test of the allocation", "set U procedure new", "SU"},
		{"test of a countermeasure", "set V procedure new", ""},
		{"run", "set R remarks new", "ER"},
		{"evidence", "set E file-name new", ""},
		{"a zone beside it", "set Y description new", ""},
	})
}

// spec: RULE-6.10, RULE-6.11, RULE-6.15, RULE-6.16, RULE-6.24
func TestWhatOpensATargetDecision(t *testing.T) {
	const start = `
zone Z control target 1
zone Y control target 1
asset A in Z types embedded-device firmware 1
threat H causes I,J
vulnerability V exploited-in I
countermeasure M mitigates I
risk I threatens Z
risk J threatens A
risk K threatens Y
allocation L "SR 6.1" at Z
evidence E PRESENT evidences L
`
	for _, c := range []struct {
		name, commit string
		open         bool // the decision on Z
		suspects     string
	}{
		{"nothing", "", false, ""},
		{"risk to the place", "set I scenario new", true, ""},
		{"risk to an asset in it", "set J scenario new", true, ""},
		{"risk to another place", "set K scenario new", false, ""},
		{"threat", "set H source new", true, ""},
		{"vulnerability exploited in it", "set V cve CVE-2026-1", true, ""},
		{"mitigating countermeasure", "set M description new", true, ""},
		{"a new risk", "risk N threatens Z", true, ""},
		{"a risk that ended", "retire I", true, ""},
		{"a risk that no longer threatens it", "unlink I threatens Z", true, ""},
		{"who accepts the risk", "set I accepted-by Ann acceptance-reason small", false, ""},
		// A new member bears on the allocations as well, as far as they concern it.
		{"an asset came", "asset B in Z types host-device", true, "LZ EL"},
		{"an asset came that no row concerns", "asset B in Z", true, ""},
		{"a spare part came", "asset B in Z spare types host-device", true, ""},
		{"an asset left", "unlink A in Z", true, "LZ EL"},
		{"other component types", "set A types host-device", true, "LZ EL"},
		{"another firmware", "set A firmware 2", false, ""},
		{"other lifecycle", "set A spare", false, "LZ EL"},
		{"text of the place", "set Z description new", false, "LZ EL"},
		{"the target of another place", "set Y target 3", false, ""},
		{"approved again after the change", "set I scenario new\nset Z target 1", false, ""},
		{"another target after the change", "set I scenario new\nset Z target 3", false, ""},
		{"proposed only", "set I scenario new\nset Z proposed 3", true, ""},
		{"an edited target by itself", "set Z proposed 3", false, ""},
	} {
		d := draw(t, start+"commit\n"+c.commit)
		if got := d.c.Open(d.Node("Z")); got != c.open {
			t.Errorf("%s: the decision is open: %v, want %v", c.name, got, c.open)
		}
		if got, want := d.suspects(), sorted(c.suspects); !slices.Equal(got, want) {
			t.Errorf("%s: suspect links %v, want %v", c.name, got, want)
		}
	}
	d := draw(t, start+"commit\nset I scenario new\ncommit\nset I scenario newer\ncommit\nunset I scenario")
	if d.c.Open(d.Node("Z")) {
		t.Error("the decision is open though the change was undone")
	}
	// The mitigated risk is not upstream of the countermeasure.
	if got := draw(t, wide+"risk I threatens Z\nset M mitigates I\ncommit\nset I scenario new").suspects(); len(got) > 0 {
		t.Errorf("a changed risk makes links suspect: %v", got)
	}
}

// spec: RULE-6.12, RULE-6.29
func TestNoOtherVerbCarriesMeaning(t *testing.T) {
	const others = `
asset B in Y
channel C from B to Z via J
conduit J connects Z,Y
safety-function H performed-by A
risk I threatens Z,A
vulnerability v found-in A,P
threat h
defect d raised-by R affects L,D,T
change-request c changes L,A
task k for L,T,Q
observation o
advisory a affects P
test-case y covers L,Q
set M deployed-at B
set E holds-for Z,A
set I description x
`
	start := wide + others
	follow(t, start, []change{
		{"a channel and its conduit", "set C description new\nset J description new", ""},
		{"an asset in another place, where a countermeasure stands", "set B description new firmware 3", ""},
		{"a safety function", "set H description new", ""},
		{"a risk and a vulnerability", "set I description new\nset v cve CVE-2026-1", ""},
		{"defect, change, task and advisory", "set d description new\nset c description new\nset k description new\nset a reference new", ""},
		{"what covers", "set y procedure new", ""},
		{"these links go", "unlink C via J\nunlink C from B\nunlink C to Z\nunlink J connects Z\nunlink H performed-by A\nunlink I threatens Z,A\nunlink v found-in A,P\n" +
			"unlink d raised-by R\nunlink d affects L,D,T\nunlink c changes L,A\nunlink k for L,T,Q\nunlink a affects P\nunlink y covers L,Q\nunlink M deployed-at B\nunlink E holds-for Z,A", ""},
	})
	follow(t, wide, []change{{"these links come", others, ""}})
	// And none of them can be suspect itself.
	d := draw(t, start+"commit\nset Z description new\nset A description new\nset P description new\nset R remarks new\nset T procedure new")
	can := map[model.Verb]bool{
		model.AllocatedTo: true, model.Realizes: true, model.Refines: true, model.ImplementedBy: true, model.Verifies: true,
		model.Executes: true, model.Evidences: true, model.Satisfies: true, model.Compensates: true,
	}
	for n := range model.Node(d.Len()) {
		for _, l := range d.Item(n).Links {
			if d.c.Suspect(n, l.Verb, l.To) && !can[l.Verb] {
				t.Errorf("%s %s %s is suspect", d.Name(n), l.Verb, d.Name(l.To))
			}
		}
	}
	for _, v := range model.Verbs() {
		if got := d.Schema().Verb(v).Suspect; got != can[v] {
			t.Errorf("a link %q can be suspect: %v, want %v", v, got, can[v])
		}
	}
}

// spec: RULE-6.13, RULE-6.14, RULE-6.19
func TestMembershipBearsOnTheAllocationsOfTheRowsThatConcernTheAsset(t *testing.T) {
	// L concerns every type, B network devices only, F is of FR 5. Nothing here
	// is asked of a component, so firmware and product reach nothing.
	const start = `
zone Z
zone Y
conduit C connects Z
product P types embedded-device
product O types embedded-device
asset A in Z instance-of P firmware 1
allocation L "SR 6.1" at Z
allocation B "SR 1.6" at Z
allocation F "SR 5.2" at Z
allocation G "SR 6.1" at C
`
	follow(t, start, []change{
		{"an asset came", "asset N in Z types host-device", "LZ"},
		{"a network device came", "asset N in Z types network-device", "LZ BZ FZ"},
		{"one without component types", "asset N in Z", ""},
		{"a spare part", "asset N in Z spare types network-device", ""},
		{"into another zone", "asset N in Y types network-device", ""},
		{"into the conduit", "asset N in C types network-device", "FZ GC"},
		{"a host into the conduit", "asset N in C types host-device", "GC"},
		{"moved out", "unlink A in Z\nset A in Y", "LZ"},
		{"retired", "retire A", "LZ"},
		{"no longer installed", "set A decommissioned", "LZ"},
		{"out of service is installed", "set A out-of-service", ""},
		{"other types of its own", "set A types host-device", "LZ"},
		{"its product's types changed", "set P types host-device", "LZ"},
		{"the same types in other words", "set A types embedded-device", ""},
		{"another product of the same types", "unlink A instance-of P\nset A instance-of O", ""},
		{"firmware", "set A firmware 2", ""},
		{"everything else about the asset", "set A description new function new serial new addresses 10.0.0.1 location new wireless legacy owner Ann\nstates \"CR 6.1\" met reason r", ""},
		{"its product's statements", "set P vendor new version-to 9\nstates \"CR 6.1\" met", ""},
		{"a conduit came", "conduit D connects Z", ""},
		{"a conduit with a network device came", "conduit D connects Z\nasset N in D types network-device", "FZ"},
	})
	// With a component requirement firmware and product do reach the chain, and
	// through its implemented by alone.
	const asked = start + "component-requirement Q \"CR 6.1\" refines L implemented-by A\n"
	follow(t, asked, []change{
		{"firmware, asked of the component", "set A firmware 2", "QA"},
		{"statements, asked of the component", "set P vendor new", "QA"},
		{"another product, asked of the component", "unlink A instance-of P\nset A instance-of O", "QA"},
	})
}

// spec: RULE-6.17, RULE-6.21
func TestTheFingerprintHoldsItemsAndLinksUpstreamWithoutLinkIdentities(t *testing.T) {
	follow(t, wide, []change{
		// A link that is removed and made again has another identity.
		{"zone taken out and put back", "unlink Z within O\nset Z within O", ""},
		{"product taken away and given back", "unlink A instance-of P\nset A instance-of P", ""},
		{"countermeasure taken away and put back", "unlink M satisfies L\nset M satisfies L", ""},
		{"zone taken out", "unlink Z within O", "LZ " + below},
		{"zone put into another one more", "zone I\nset O within I", "LZ " + below},
		{"product taken away", "unlink A instance-of P\nset A types embedded-device", "QA TQ RT ER"},
		{"design taken away", "unlink D realizes L", "QL KL UL TQ RT SU ER"},
		{"a second design", "design-artifact B realizes L", "QL KL UL TQ RT SU ER"},
		{"countermeasure taken away", "unlink M satisfies L", below},
		// The new link remembers this state; the others do not.
		{"a countermeasure more", "countermeasure B satisfies L", below},
		{"a design realizes more", "requirement B\nset D realizes B", "QL KL UL TQ RT SU ER"},
		{"the test verifies more", "component-requirement B\nset T verifies B", "RT ER"},
		{"a test more of the same thing", "test-case B verifies Q", ""},
		{"countermeasure retired", "retire M", below},
		{"design retired", "retire D", "QL KL UL TQ RT SU ER"},
	})
	// The same words on another item are another plant.
	follow(t, wide+"set T procedure one\nset U procedure two\n", []change{{"texts exchanged", "set T procedure two\nset U procedure one", "RT ER SU"}})
}

// significant lists changes of texts and technical properties on wide with one
// link each that rests on them.
var significant = []change{
	{"type of a zone", "set Z dmz", "LZ"},
	{"safety mark of a zone", "set Z safety", "LZ"},
	{"boundary of a zone", "set Z logical-boundary firewall", "LZ"},
	{"access points of a zone", "set Z access-points door", "LZ"},
	{"policies of a zone", "set Z policies new", "LZ"},
	{"text of an allocation", "set L description new", "DL"},
	{"text of a requirement", "set W reference new", "DW"},
	{"document of a design", "set D document new", "QL"},
	{"firmware", "set A firmware 2", "QA"},
	{"addresses", "set A addresses 10.0.0.1", "QA"},
	{"override", "set A\nstates \"CR 6.1\" met reason r", "QA"},
	{"statement", "set P\nstates \"CR 6.1\" met", "KP"},
	{"version scope", "set P version-to 3.0", "KP"},
	{"component types of a product", "set P types host-device", "KP"},
	{"component row named", "set Q row \"62443-4-2:2019 CR 6.2\"", "TQ"},
	{"configuration asked of a component", "set Q configuration new", "TQ"},
	{"status of a countermeasure", "set M planned", "ML"},
	{"compensating mark", "unset N compensating", "NL"},
	{"method of a test", "set T inspection", "RT"},
	{"procedure of a test", "set T procedure new", "RT"},
	{"expected result of a test", "set T expected new", "RT"},
	{"result of a run", "set R failed", "ER"},
	{"moment of a run", "set R at 2026-02-02", "ER"},
}

// insignificant lists changes of everything else.
var insignificant = []change{
	{"owner, due date and colour", "set Z owner Ann due 2026-09-01 colour red\nset L owner Ann due 2026-09-01 colour red\nset T owner Ann\nset A owner Ann\nset P owner Ann\nset M owner Ann", ""},
	{"assessment", "set L not-met", ""},
	{"its reason", "set L reason new", ""},
	{"its approval", "set L approved-by Ann approved-on 2026-03-01", ""},
	{"acceptance of a finding", "set Z\naccepts \"ZCR 3.5\" reason r by Ann", ""},
	{"retirement of an allocation", "retire L", ""},
	{"approved target", "set Z target 3", ""},
	{"proposed target and its rationale", "set Z proposed 4 target-rationale new", ""},
	{"target of the outer zone", "set O target 4", ""},
	{"validity of evidence", "set E valid-until 2026-12-31", ""},
	{"scope of evidence", "set E holds-for Y firmware-from 1.0 firmware-to 2.0", ""},
	{"lifecycle that stays installed", "set A out-of-service", ""},
	{"marks of an asset", "set A business safety-related temporary wireless externally-connected legacy undocumented", ""},
	{"inventory of an asset", "set A criticality high inventory-id 7 inventory-seen 2026-03-01", ""},
}

// spec: RULE-6.21
func TestSignificantChangesMakeSuspect(t *testing.T) {
	for _, c := range significant {
		if got := draw(t, wide+"commit\n"+c.commit).suspects(); !slices.Contains(got, c.want) {
			t.Errorf("%s: suspect are %v, want %s among them", c.name, got, c.want)
		}
	}
}

// spec: RULE-6.16, RULE-6.23
func TestInsignificantChangesMakeNothingSuspect(t *testing.T) {
	follow(t, wide, insignificant)
	const conduit = "zone Z target 2\nconduit C connects Z target 1\nallocation L \"SR 6.1\" at C\n"
	follow(t, conduit, []change{{"reason beside a conduit's target", "set C target-below-reason \"a diode\"", ""}})
	// Keys and titles are given when an item is made and changed by later ops.
	d := draw(t, wide)
	basis, _ := shipped()
	b := model.NewBuilder(d.Snapshot, 2, time.Unix(0, 0), model.Options{})
	for n := range model.Node(d.Len()) {
		b.Apply([]model.Op{{Kind: model.OpSet, Item: d.ID(n), Title: "renamed", TitleSet: true}})
	}
	for _, f := range b.Faults() {
		t.Fatal(f)
	}
	d.Plant.Snapshot, d.c = b.Snapshot(), chains(basis, b.Snapshot())
	if got := d.suspects(); len(got) > 0 {
		t.Errorf("new titles make %d links suspect", len(got))
	}
}

// spec: RULE-6.22, RULE-6.31
func TestPropertiesOfLinksAreNeitherSignificantNorDoTheyConfirm(t *testing.T) {
	basis, _ := shipped()
	approve := func(d drawn) drawn {
		n, l := d.Node("N"), d.Node("L")
		b := model.NewBuilder(d.Snapshot, d.Commit()+1, time.Unix(0, 0), model.Options{})
		b.Apply([]model.Op{{Kind: model.OpSet, Item: d.ID(n), Link: d.Link(n, model.Compensates, l).ID, Props: model.Props{
			{Name: "approved_by", Value: model.TextValue(model.Text, "Bob")},
			{Name: "justification", Value: model.TextValue(model.Text, "as good")},
			{Name: "until", Value: model.TextValue(model.Date, "2027-12-31")},
		}}})
		for _, f := range b.Faults() {
			t.Fatal(f)
		}
		d.Plant.Snapshot, d.c = b.Snapshot(), chains(basis, b.Snapshot())
		return d
	}
	if got := approve(draw(t, wide)).suspects(); len(got) > 0 {
		t.Errorf("an approval makes suspect: %v", got)
	}
	changed := draw(t, wide+"commit\nset N description new")
	before := changed.suspects()
	if got := approve(changed).suspects(); !slices.Equal(got, before) || !slices.Contains(got, "NL") {
		t.Errorf("an approval after the change: suspect are %v, want as before %v, NL among them", got, before)
	}
}

// spec: RULE-6.25, RULE-6.26, RULE-6.27, RULE-6.28, RULE-6.30
func TestConfirmingOneLinkSaysOnlyThatThisLinkStillHolds(t *testing.T) {
	const changed = wide + "commit\nset L description new\ncommit\n"
	all := sorted(below)
	without := func(names string) []string {
		gone := strings.Fields(names)
		return slices.DeleteFunc(slices.Clone(all), func(s string) bool { return slices.Contains(gone, s) })
	}
	for _, c := range []struct{ confirm, gone string }{
		{"confirm D realizes L", "DL"},
		{"confirm U verifies L", "UL"},
		{"confirm T verifies Q", "TQ"},
		{"confirm R executes T\nconfirm E evidences R", "RT ER"},
		{"confirm Q refines L", "QL"},
	} {
		if got, want := draw(t, changed+c.confirm).suspects(), without(c.gone); !slices.Equal(got, want) {
			t.Errorf("%s\n got %v\nwant %v", c.confirm, got, want)
		}
	}
	// A confirmation holds for the state at the end of its commit, wherever in
	// the commit it stands.
	if got := draw(t, wide+"commit\nconfirm U verifies L\nset L description new").suspects(); !slices.Equal(got, without("UL")) {
		t.Errorf("confirmed in the commit of the change: got %v, want all but UL of %v", got, all)
	}
	const everything = "confirm D realizes L\nconfirm Q refines L\nconfirm K refines L\nconfirm T verifies Q\nconfirm U verifies L\n" +
		"confirm R executes T\nconfirm S executes U\nconfirm E evidences R\nconfirm F evidences L\n"
	if got := draw(t, changed+everything).suspects(); len(got) > 0 {
		t.Errorf("all confirmed: got %v", got)
	}
	undone := draw(t, changed+"unset L description").suspects()
	if len(undone) > 0 {
		t.Errorf("after the change was undone: %v", undone)
	}
	if got := draw(t, changed+"confirm D realizes L\ncommit\nunset L description").suspects(); !slices.Equal(got, []string{"DL"}) {
		t.Errorf("changed, confirmed and undone: got %v, want DL", got)
	}
}

// spec: RULE-6.32, RULE-6.33
func TestOnlyANewRunWithItsOwnEvidenceTakesThePlaceOfTheOldRun(t *testing.T) {
	const whole = bare + design + test + run + proof
	const again = "test-run S passed at 2026-05-01 executes T\nevidence F PRESENT evidences S\n"
	judge(t, []chainCase{
		{"the test changed", whole + "commit\nset T procedure new", "suspect R executes T"},
		{"new run and evidence after the change", whole + "commit\nset T procedure new\ncommit\n" + again, "complete"},
		{"both before the change", whole + "commit\n" + again + "commit\nset T procedure new", "suspect S executes T"},
		{"a new run without evidence of its own", whole + "commit\nset T procedure new\ncommit\ntest-run S passed at 2026-05-01 executes T", "no evidence S"},
		{"the run before, its evidence after the change", whole + "commit\ntest-run S passed at 2026-05-01 executes T\ncommit\nset T procedure new\ncommit\nevidence F PRESENT evidences S", "suspect S executes T"},
		{"new evidence for the old run", whole + "commit\nset T procedure new\ncommit\nevidence F PRESENT evidences R", "suspect R executes T"},
		{"a new run that is dated before the old one", whole + "commit\nset T procedure new\ncommit\ntest-run S passed at 2026-01-01 executes T\nevidence F PRESENT evidences S", "suspect R executes T"},
		{"the links above are confirmed by people", whole + "commit\nset D document new\ncommit\n" + again, "suspect T verifies L"},
		{"and were", whole + "commit\nset D document new\ncommit\nconfirm T verifies L\n" + again, "complete"},
		{"confirmed without a new run", whole + "commit\nset D document new\ncommit\nconfirm T verifies L", "suspect R executes T"},
		{"the old run confirmed", whole + "commit\nset D document new\ncommit\nconfirm T verifies L\nconfirm R executes T\nconfirm E evidences R", "complete"},
	})
}

// spec: RULE-6.34
func TestATestSharedByPlacesCarriesSuspicionBetweenThem(t *testing.T) {
	const start = "zone Z\nzone Y\nallocation L \"SR 6.1\" at Z met\nallocation K \"SR 6.1\" at Y met\ndesign-artifact D realizes L\ndesign-artifact B realizes K\n" +
		"test-case T test verifies L,K\n" + run + proof
	d := draw(t, start+"commit\nset Y description new")
	if got := d.suspects(); !slices.Equal(got, sorted("KY BK TK RT ER")) {
		t.Errorf("suspect are %v, want KY BK TK RT ER", got)
	}
	if got := d.chain("L"); got != "suspect R executes T" {
		t.Errorf("the chain of the place that did not change: got %q, want it suspect by the run they share", got)
	}
}

// spec: RULE-6.35
func TestCirclesNeitherHangNorHideAnything(t *testing.T) {
	const circle = "zone Z within Y\nzone Y within X\nzone X within Z\nzone W within W\nallocation L \"SR 6.1\" at Z\nallocation K \"SR 6.1\" at W\n"
	follow(t, circle, []change{
		{"the next zone", "set Y description new", "LZ"},
		{"the one after it", "set X description new", "LZ"},
		{"the zone itself", "set Z description new", "LZ"},
		{"a zone within itself", "set W description new", "KW"},
		{"the circle opened", "unlink X within Z", "LZ"},
		{"a zone of the circle retired", "retire X", "LZ"},
		{"a zone around the circle", "zone V\nset Y within V", "LZ"},
	})
	// An asset in two places and one in both a zone and its conduit.
	const twice = "zone Z\nzone Y\nconduit C connects Z\nasset A in Z,Y,C types network-device\nallocation L \"SR 5.2\" at Z\nallocation K \"SR 5.2\" at Y\n"
	follow(t, twice, []change{
		{"it left one", "unlink A in Y", "KY"},
		{"its types changed", "set A types host-device", "LZ KY"},
	})
}

// spec: RULE-5.8
func TestEverySuspectLinkOfAChainIsLookedAt(t *testing.T) {
	const whole = bare + device + design + crq + "test-case T test verifies Q\n" + run + proof
	const direct = bare + design + test + run + proof
	const measure = bare + "countermeasure M satisfies L\ntest-case T test verifies M\n" + run + proof
	judge(t, []chainCase{
		{"allocated to", whole + "commit\nset Z description new", "suspect L allocated to Z"},
		{"realizes", whole + "commit\nset L description new", "suspect D realizes L"},
		{"refines", whole + "commit\nset D description new", "suspect Q refines L"},
		{"implemented by", whole + "commit\nset A firmware 2", "suspect Q implemented by A"},
		{"verifies a component requirement", whole + "commit\nset A firmware 2\nconfirm Q implemented-by A", "suspect T verifies Q"},
		{"verifies the allocation", direct + "commit\nset D description new", "suspect T verifies L"},
		{"verifies a countermeasure", measure + "commit\nset M description new\nconfirm M satisfies L", "suspect T verifies M"},
		{"satisfies", measure + "commit\nset M description new", "suspect M satisfies L"},
		{"satisfies of a planned countermeasure", direct + "countermeasure N planned satisfies L\ncommit\nset N description new\nconfirm D realizes L", "suspect N satisfies L"},
		{"verifies a planned countermeasure is none", direct + "countermeasure N planned satisfies L\ntest-case U verifies N\ncommit\nset N description new\n" +
			"confirm N satisfies L\nconfirm D realizes L\nconfirm T verifies L\nconfirm R executes T\nconfirm E evidences R", "complete"},
		{"compensates is none", direct + "countermeasure N compensating compensates L\ncommit\nset N description new\n" +
			"confirm D realizes L\nconfirm T verifies L\nconfirm R executes T\nconfirm E evidences R", "complete"},
		{"executes of a last run", direct + "commit\nset T procedure new", "suspect R executes T"},
		{"executes of an earlier run is none", direct + "commit\nset T procedure new\ncommit\ntest-run S passed at 2026-05-01 executes T\nevidence F PRESENT evidences S", "complete"},
		{"evidences of the only piece", direct + "commit\nset R remarks new", "suspect E evidences R"},
		{"evidences of one of two pieces", direct + "evidence F PRESENT evidences R\ncommit\nset R remarks new\nconfirm F evidences R", "complete"},
		{"evidences of both", direct + "evidence F PRESENT evidences R\ncommit\nset R remarks new", "suspect F evidences R"},
		{"a sound piece that is not valid does not help", direct + "evidence F CHANGED evidences R\ncommit\nset R remarks new\nconfirm F evidences R", "suspect E evidences R"},
		{"a sound piece of the allocation does", direct + "evidence F PRESENT evidences L\ncommit\nset R remarks new", "complete"},
		{"evidences of the allocation", bare + design + test + run + "evidence F PRESENT evidences L\ncommit\nset L description new\n" +
			"confirm D realizes L\nconfirm T verifies L\nconfirm R executes T", "suspect F evidences L"},
		{"of two runs the one in doubt", direct + "test-case U verifies L\ntest-run S passed at 2026-02-01 executes U\nevidence F PRESENT evidences S\ncommit\nset S remarks new", "suspect F evidences S"},
		{"a design of a second allocation is none", whole + "allocation K \"SR 6.2\" at Z\ndesign-artifact B realizes K\ncommit\nset K description new", "complete"},
	})
}
