package trace_test

import (
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/cordon-ot/cordon/internal/capability"
	"github.com/cordon-ot/cordon/internal/model"
	"github.com/cordon-ot/cordon/internal/plant"
	"github.com/cordon-ot/cordon/internal/standard"
	"github.com/cordon-ot/cordon/internal/trace"
)

const today = "2026-06-15"

// Words that stand for digests in the plants of this package: a file that is
// there, one that is missing, and one that was changed.
var files = strings.NewReplacer(
	"PRESENT", "digest sha256:"+strings.Repeat("0", 64),
	"MISSING", "digest sha256:"+strings.Repeat("1", 64),
	"CHANGED", "digest sha256:"+strings.Repeat("2", 64),
)

func fileState(digest string) trace.FileState {
	switch {
	case strings.HasPrefix(digest, "sha256:0"):
		return trace.FilePresent
	case strings.HasPrefix(digest, "sha256:2"):
		return trace.FileChanged
	}
	return trace.FileMissing
}

var shipped = sync.OnceValues(func() (capability.Basis, error) {
	lib, err := standard.Shipped()
	if err != nil {
		return capability.Basis{}, err
	}
	return capability.BasisFor(lib, model.Empty()), nil
})

// drawn is a plant whose links remember the state they were made on, with its
// chains.
type drawn struct {
	*plant.Plant
	t testing.TB
	c *trace.Chains
}

func draw(t testing.TB, text string) drawn {
	t.Helper()
	basis, err := shipped()
	if err != nil {
		t.Fatal(err)
	}
	r := plant.Reader{Seal: func(s *model.Snapshot) plant.Prints { return trace.NewPrints(basis, s) }}
	p, err := r.Parse(files.Replace(text))
	if err != nil {
		t.Fatalf("%v in\n%s", err, text)
	}
	return drawn{p, t, chains(basis, p.Snapshot)}
}

func chains(basis capability.Basis, s *model.Snapshot) *trace.Chains {
	return trace.NewChains(trace.NewPrints(basis, s), trace.Context{Date: today, Files: fileState})
}

// chain says the state of an allocation's chain with what broke it.
func (d drawn) chain(allocation string) string {
	k := d.c.Of(d.Node(allocation))
	words := []string{k.State.String()}
	if k.Item != model.NoNode {
		words = append(words, d.Name(k.Item))
	}
	if k.Row >= 0 {
		words = append(words, d.c.Plant().ComponentRows()[k.Row].Ref.Code)
	}
	if k.State == trace.EvidenceNotValid {
		words = append(words, "("+k.Cause.String()+")")
	}
	if k.State == trace.Suspect {
		words = append(words, k.Verb.String(), d.Name(k.To))
	}
	return strings.Join(words, " ")
}

// chainCase is a plant and the chain state of its allocation L.
type chainCase struct{ name, plant, want string }

func judge(t *testing.T, cases []chainCase) {
	t.Helper()
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if got := draw(t, c.plant).chain("L"); got != c.want {
				t.Errorf("chain of L in\n%s\n got %s\nwant %s", c.plant, got, c.want)
			}
		})
	}
}

// The parts of a complete chain. bare has no asset that SR 6.1 concerns.
const (
	bare   = "zone Z control\nallocation L \"SR 6.1\" at Z met\n"
	design = "design-artifact D realizes L\n"
	device = "asset A in Z types embedded-device\n"
	crq    = "component-requirement Q \"CR 6.1\" refines L implemented-by A\n"
	test   = "test-case T test verifies L\n"
	run    = "test-run R passed at 2026-02-01 executes T\n"
	proof  = "evidence E PRESENT evidences R\n"
)

// spec: RULE-5.1, RULE-5.24
func TestNoDesignAndNoCountermeasureThatSatisfies(t *testing.T) {
	judge(t, []chainCase{
		{"nothing at all", bare, "no design"},
		{"a design", bare + design, "no test"},
		{"a countermeasure", bare + "countermeasure M satisfies L", "no test"},
		{"planned", bare + "countermeasure M planned satisfies L", "no design"},
		{"marked compensating", bare + "countermeasure M compensating satisfies L", "no design"},
		{"it compensates", bare + "countermeasure M compensating compensates L", "no design"},
		{"a planned one beside an existing one", bare + "countermeasure M planned satisfies L\ncountermeasure N satisfies L", "no test"},
		{"a design of another allocation", bare + "allocation K \"SR 6.2\" at Z\ndesign-artifact D realizes K", "no design"},
		{"the design was retired", bare + design + "commit\nretire D", "no design"},
		{"a chain without its head", bare + test + run + proof, "no design"},
	})
}

// spec: RULE-5.2, RULE-5.11, RULE-5.24
func TestComponentRequirementMissingForAnAssetTheRowConcerns(t *testing.T) {
	const start = bare + design + device
	const missing = "component requirement missing A CR 6.1"
	const other = "component-requirement Q \"CR 6.1\" refines L "
	judge(t, []chainCase{
		{"none", start, missing},
		{"there", start + crq, "no test Q"},
		{"no asset", bare + design, "no test"},
		{"not implemented", start + other, missing},
		{"implemented by another asset", start + "asset B\n" + other + "implemented-by B", missing},
		{"implemented by its product", start + "product P\nset A instance-of P\n" + other + "implemented-by P", "no test Q"},
		{"implemented by another product", start + "product P\nproduct O\nset A instance-of P\n" + other + "implemented-by O", missing},
		{"it names another row", start + "component-requirement Q \"CR 6.2\" refines L implemented-by A", missing},
		{"it names none", start + "component-requirement Q refines L implemented-by A", missing},
		{"it refines another allocation", start + "allocation K \"SR 6.2\" at Z\ncomponent-requirement Q \"CR 6.1\" refines K implemented-by A", missing},
		{"retired", start + crq + "commit\nretire Q", missing},
		{"a second asset without one", start + crq + "asset B in Z types host-device", "component requirement missing B CR 6.1"},
		{"one for both", start + crq + "asset B in Z types host-device\nset Q implemented-by B", "no test Q"},
		{"a spare part needs none", bare + design + "asset A in Z spare types embedded-device", "no test"},
		{"nor an asset of an inner zone", bare + design + "zone I within Z\nasset A in I types embedded-device", "no test"},
		{"a countermeasure takes its place", start + "countermeasure M satisfies L", "no test"},
		{"a planned one does not", start + "countermeasure M planned satisfies L", missing},
		{"nor one marked compensating", start + "countermeasure M compensating satisfies L", missing},
		{"not relevant with a reason needs none", start + "set A\nstates \"CR 6.1\" \"not relevant\" reason \"no log\"", "no test"},
		{"not relevant without a reason does not count", start + "set A\nstates \"CR 6.1\" \"not relevant\"", missing},
		{"the product's not relevant", start + "product P types embedded-device\nstates \"CR 6.1\" \"not relevant\" reason r\nset A instance-of P", "no test"},
		{"outside its version scope", start + "product P types embedded-device version-to 1.0\nstates \"CR 6.1\" \"not relevant\" reason r\nset A instance-of P firmware 2", missing},
		{"met is not not relevant", start + "set A\nstates \"CR 6.1\" met reason r", missing},
	})
	// SR 3.2 stands behind one component row per type of the asset.
	const two = "zone Z\nallocation L \"SR 3.2\" at Z\n" + design + "asset A in Z types embedded-device,host-device\n"
	judge(t, []chainCase{
		{"an asset of two types, one row each", two + "component-requirement Q \"EDR 3.2\" refines L implemented-by A", "component requirement missing A HDR 3.2"},
		{"both", two + "component-requirement Q \"EDR 3.2\" refines L implemented-by A\ncomponent-requirement O \"HDR 3.2\" refines L implemented-by A", "no test Q"},
	})
}

// spec: RULE-5.3, RULE-5.24
func TestNoTestOfTheAllocationNorOfEveryComponentRequirement(t *testing.T) {
	const two = bare + design + device + crq + "asset B in Z types host-device\ncomponent-requirement O \"CR 6.1\" refines L implemented-by B\n"
	judge(t, []chainCase{
		{"none, and no component requirement", bare + design, "no test"},
		{"of the allocation", bare + design + test, "not run T"},
		{"retired", bare + design + test + "commit\nretire T", "no test"},
		{"of another allocation", bare + design + "allocation K \"SR 6.2\" at Z\ntest-case T verifies K", "no test"},
		{"of a requirement", bare + design + "requirement W\nset D realizes W\ntest-case T verifies W", "no test"},
		{"of one of two component requirements", two + "test-case T verifies Q", "no test O"},
		{"of both", two + "test-case T verifies Q,O", "not run T"},
		{"of the allocation, for component requirements without", two + test, "not run T"},
		{"of a countermeasure that satisfies", bare + "countermeasure M satisfies L\ntest-case T verifies M", "not run T"},
		{"of it, for component requirements without", two + "countermeasure M satisfies L\ntest-case T verifies M", "not run T"},
		{"of a planned one", bare + design + "countermeasure M planned satisfies L\ntest-case T verifies M", "no test"},
		{"of a compensating one", bare + design + "countermeasure M compensating satisfies L\ntest-case T verifies M", "no test"},
		{"evidence is no test", bare + design + "evidence E PRESENT evidences L", "no test"},
	})
}

// spec: RULE-5.4, RULE-5.10, RULE-5.24
func TestNotRunWhenSomeTestHasNoConcludedRun(t *testing.T) {
	const proven = bare + design + test + run + proof
	judge(t, []chainCase{
		{"no run", bare + design + test, "not run T"},
		{"a run that goes on", bare + design + test + "test-run R at 2026-02-01 executes T", "not run T"},
		{"the run was retired", proven + "commit\nretire R", "not run T"},
		{"a run of another test", bare + design + test + "test-case U\ntest-run R passed at 2026-02-01 executes U", "not run T"},
		{"a second test of the allocation", proven + "test-case U verifies L", "not run U"},
		{"a test of a component requirement beside one of the allocation", proven + device + crq + "test-case U verifies Q", "not run U"},
		{"a test of a satisfying countermeasure", proven + "countermeasure M satisfies L\ntest-case U verifies M", "not run U"},
		{"of the second of two countermeasures", proven + "countermeasure M satisfies L\ncountermeasure N satisfies L\ntest-case U verifies N", "not run U"},
		{"a countermeasure without a test beside one with", proven + "countermeasure M satisfies L", "complete"},
		{"a test of a planned countermeasure does not matter", proven + "countermeasure M planned satisfies L\ntest-case U verifies M", "complete"},
		{"nor one of a compensating countermeasure", proven + "countermeasure M compensating satisfies L\ntest-case U verifies M", "complete"},
	})
}

// spec: RULE-5.5, RULE-5.13
func TestLastRunFailedWhenARunOfTheLatestMomentDidNotPass(t *testing.T) {
	start := func(runs string) string { return bare + design + test + "evidence G PRESENT evidences L\n" + runs }
	judge(t, []chainCase{
		{"passed", start("test-run R passed at 2026-02-01 executes T"), "complete"},
		{"failed", start("test-run R failed at 2026-02-01 executes T"), "last run failed R"},
		{"blocked is not passed", start("test-run R blocked at 2026-02-01 executes T"), "last run failed R"},
		{"passed after it failed", start("test-run R failed at 2026-02-01 executes T\ntest-run S passed at 2026-02-02 executes T"), "complete"},
		{"failed after it passed", start("test-run R passed at 2026-02-01 executes T\ntest-run S failed at 2026-02-02 executes T"), "last run failed S"},
		{"the order of the record does not matter", start("test-run S failed at 2026-02-02 executes T\ntest-run R passed at 2026-02-01 executes T"), "last run failed S"},
		{"one of two at the same moment", start("test-run R passed at 2026-02-01 executes T\ntest-run S failed at 2026-02-01 executes T"), "last run failed S"},
		{"a fraction of a second later", start("test-run R failed at 2026-02-01T10:00:00Z executes T\ntest-run S passed at 2026-02-01T10:00:00.5Z executes T"), "complete"},
		{"a moment written in another zone", start("test-run R failed at 2026-02-01T12:00:00+02:00 executes T\ntest-run S passed at 2026-02-01T10:30:00Z executes T"), "complete"},
		{"a run that goes on does not count", start("test-run R failed at 2026-02-01 executes T\ntest-run S at 2026-02-02 executes T"), "last run failed R"},
		{"one of two tests", start("test-run R passed at 2026-02-01 executes T\ntest-case U verifies L\ntest-run S failed at 2026-01-01 executes U"), "last run failed S"},
		{"a test that was not run comes first", start("test-run R failed at 2026-02-01 executes T\ntest-case U verifies L"), "not run U"},
	})
}

// spec: RULE-5.6, RULE-5.13, RULE-5.14, RULE-5.15
func TestNoEvidenceOfSomeLastRunNorOfTheAllocation(t *testing.T) {
	const start = bare + design + test + run
	judge(t, []chainCase{
		{"none", start, "no evidence R"},
		{"of the run", start + proof, "complete"},
		{"retired", start + proof + "commit\nretire E", "no evidence R"},
		{"of the allocation", start + "evidence G PRESENT evidences L", "complete"},
		{"of the earlier run only", start + proof + "test-run S passed at 2026-03-01 executes T", "no evidence S"},
		{"of one of two runs at the latest moment", start + proof + "test-run S passed at 2026-02-01 executes T", "no evidence S"},
		{"of one of two tests", start + proof + "test-case U verifies L\ntest-run S passed at 2026-02-01 executes U", "no evidence S"},
		{"the allocation stands in for all runs", start + "test-case U verifies L\ntest-run S passed at 2026-02-01 executes U\nevidence G PRESENT evidences L", "complete"},
		{"of a countermeasure is not of its test", bare + "countermeasure M satisfies L\ntest-case T verifies M\n" + run + "evidence G PRESENT evidences M", "no evidence R"},
		{"of the allocation, no design", bare + test + run + "evidence G PRESENT evidences L", "no design"},
		{"of the allocation, no component requirement", bare + design + device + "evidence G PRESENT evidences L", "component requirement missing A CR 6.1"},
		{"of the allocation, no test", bare + design + "evidence G PRESENT evidences L", "no test"},
		{"of the allocation, no run", bare + design + test + "evidence G PRESENT evidences L", "not run T"},
	})
}

// spec: RULE-5.7, RULE-5.14, RULE-5.15, RULE-5.16, RULE-5.20
func TestEvidenceNotValidNamesTheCause(t *testing.T) {
	const start = bare + design + test + run
	judge(t, []chainCase{
		{"expired", start + "evidence E PRESENT valid-until 2026-06-14 evidences R", "evidence not valid E (expired)"},
		{"through the day of valid-until", start + "evidence E PRESENT valid-until 2026-06-15 evidences R", "complete"},
		{"out of scope", start + "zone Y\nevidence E PRESENT evidences R holds-for Y", "evidence not valid E (out of scope: taken for other places)"},
		{"file missing", start + "evidence E MISSING evidences R", "evidence not valid E (its file is missing)"},
		{"no digest recorded", start + "evidence E evidences R", "evidence not valid E (its file is missing)"},
		{"file changed", start + "evidence E CHANGED evidences R", "evidence not valid E (its file was changed)"},
		{"a valid piece beside it", start + "evidence E CHANGED evidences R\nevidence F PRESENT evidences R", "complete"},
		{"a valid piece of the allocation", start + "evidence E CHANGED evidences R\nevidence F PRESENT evidences L", "complete"},
		{"only an invalid piece of the allocation", start + "evidence F CHANGED evidences L", "evidence not valid F (its file was changed)"},
		{"a valid piece of the earlier run", start + proof + "test-run S passed at 2026-03-01 executes T\nevidence F CHANGED evidences S", "evidence not valid F (its file was changed)"},
		{"an invalid piece of the earlier run", start + "evidence E CHANGED evidences R\ntest-run S passed at 2026-03-01 executes T\nevidence F PRESENT evidences S", "complete"},
		{"of one of two tests", start + proof + "test-case U verifies L\ntest-run S passed at 2026-02-01 executes U\nevidence F CHANGED evidences S", "evidence not valid F (its file was changed)"},
	})
}

// spec: RULE-5.17, RULE-5.18, RULE-5.19
func TestTheScopeOfEvidence(t *testing.T) {
	// The component row of A is not relevant, so that no component requirement
	// is needed and firmware is not upstream of anything.
	const start = bare + design + test + run + "zone Y\nasset A in Z types embedded-device firmware 2.5\nstates \"CR 6.1\" \"not relevant\" reason r\n"
	ev := func(clauses string) string { return start + "evidence E PRESENT evidences R " + clauses + "\n" }
	const (
		places   = "evidence not valid E (out of scope: taken for other places)"
		gone     = "evidence not valid E (out of scope: an asset it names no longer exists)"
		firmware = "evidence not valid E (out of scope: firmware outside its range)"
	)
	judge(t, []chainCase{
		{"names nothing", ev(""), "complete"},
		{"names the place", ev("holds-for Z"), "complete"},
		{"names it among others", ev("holds-for Y,Z"), "complete"},
		{"names another", ev("holds-for Y"), places},
		{"the other place was retired", ev("holds-for Y") + "commit\nretire Y", places},
		{"names an outer zone", ev("holds-for O") + "zone O\nset Z within O", places},
		{"names an asset", ev("holds-for A"), "complete"},
		{"names an asset elsewhere", ev("holds-for B") + "asset B in Y", "complete"},
		{"an asset it names was retired", ev("holds-for A,B") + "asset B in Y\ncommit\nretire B", gone},
		{"firmware inside", ev("firmware-from 2.0 firmware-to 3.0"), "complete"},
		{"at the ends", ev("firmware-from 2.5 firmware-to 2.5"), "complete"},
		{"below", ev("firmware-from 2.6"), firmware},
		{"above", ev("firmware-to 2.4"), firmware},
		{"of a second asset the row concerns", ev("firmware-to 3.0") + "asset B in Z types host-device firmware 4\nstates \"CR 6.1\" \"not relevant\" reason r", firmware},
		{"not known of it", ev("firmware-to 3.0") + "asset B in Z types host-device\nstates \"CR 6.1\" \"not relevant\" reason r", firmware},
		{"of an asset the row does not concern", ev("firmware-to 3.0") + "asset B in Z firmware 4\nasset C in Z spare types host-device firmware 4\nasset D2 in Y types host-device firmware 4", "complete"},
		{"only of the assets it names", ev("firmware-to 3.0 holds-for A") + "asset B in Z types host-device firmware 4\nstates \"CR 6.1\" \"not relevant\" reason r", "complete"},
		{"of an asset it names that the row does not concern", ev("firmware-to 3.0 holds-for A,B") + "asset B in Y firmware 4", firmware},
		{"not known of an asset it names", ev("firmware-to 3.0 holds-for B") + "asset B in Y", firmware},
		{"a range, and no asset anywhere", bare + design + test + run + "evidence E PRESENT firmware-to 3.0 evidences R", "complete"},
	})
}

// spec: RULE-5.22
func TestADraftCountsInsideItselfOnly(t *testing.T) {
	d := draw(t, bare+test+run+proof)
	basis, _ := shipped()
	// A draft is a state derived from the head that nobody committed.
	b := model.NewBuilder(d.Snapshot, d.Commit()+1, time.Unix(0, 0), model.Options{})
	id, link := model.ID{15: 1}, model.ID{15: 2}
	b.Apply([]model.Op{
		{Kind: model.OpCreate, Item: id, Key: model.Key{Kind: model.KindDesign, Number: 1}, Title: "draft"},
		{Kind: model.OpLink, Link: link, Verb: model.Realizes, Item: id, To: d.ID(d.Node("L"))},
	})
	for _, f := range b.Faults() {
		t.Fatal(f)
	}
	inside := chains(basis, b.Snapshot()).Of(d.Node("L"))
	if inside.State == trace.NoDesign {
		t.Error("inside the draft the design does not exist")
	}
	if got := draw(t, bare+test+run+proof).chain("L"); got != "no design" || d.chain("L") != "no design" {
		t.Errorf("outside the draft the chain is %q and %q, want no design", got, d.chain("L"))
	}
}

// spec: RULE-5.9, RULE-5.23
func TestTheStateIsTheFirstThatIsTrue(t *testing.T) {
	// Everything is wrong in the first plant; each step mends one thing, and the
	// state goes on to the next.
	const start = "zone Z\nallocation L \"SR 6.1\" at Z met\n" + device
	steps := []struct{ mend, want string }{
		{"", "no design"},
		{"design-artifact D realizes L", "component requirement missing A CR 6.1"},
		{"component-requirement Q \"CR 6.1\" refines L implemented-by A", "no test Q"},
		{"test-case T verifies Q", "not run T"},
		{"test-run R failed at 2026-02-01 executes T", "last run failed R"},
		{"test-run S passed at 2026-02-02 executes T", "no evidence S"},
		{"evidence E CHANGED evidences S", "evidence not valid E (its file was changed)"},
		{"evidence F PRESENT evidences S\ncommit\nset Z description moved", "suspect L allocated to Z"},
		{"confirm L allocated-to Z\nconfirm D realizes L\nconfirm Q refines L\nconfirm T verifies Q\nconfirm S executes T\nconfirm F evidences S", "complete"},
	}
	text := start
	var seen []string
	for _, s := range steps {
		text += "commit\n" + s.mend + "\n"
		d := draw(t, text)
		if got := d.chain("L"); got != s.want {
			t.Fatalf("after %q: got %q, want %q", s.mend, got, s.want)
		}
		seen = append(seen, d.c.Of(d.Node("L")).State.String())
	}
	var all []string
	for _, s := range trace.States() {
		all = append(all, s.String())
	}
	if !slices.Equal(seen, all) {
		t.Errorf("went through %v, want every state in order: %v", seen, all)
	}
}

// spec: RULE-0.3
func TestRetiredItemsDoNotExistForTheChain(t *testing.T) {
	const whole = "zone Z\nallocation L \"SR 6.1\" at Z met\n" + device + design + crq + "test-case T verifies Q\n" + run + proof
	for retired, want := range map[string]string{
		"D": "no design", "Q": "component requirement missing A CR 6.1", "T": "no test Q", "R": "not run T", "E": "no evidence R",
		// Without its asset the row concerns nobody: the membership is gone, and
		// the component requirement is implemented by nobody.
		"A": "suspect L allocated to Z",
	} {
		if got := draw(t, whole).chain("L"); got != "complete" {
			t.Fatalf("the whole chain is %q", got)
		}
		if got := draw(t, whole+"commit\nretire "+retired).chain("L"); got != want {
			t.Errorf("%s retired: got %q, want %q", retired, got, want)
		}
	}
	// Retired allocations do exist: their chain is what it was.
	if got := draw(t, whole+"commit\nretire L").chain("L"); got != "complete" {
		t.Errorf("the allocation retired: got %q, want complete", got)
	}
}
