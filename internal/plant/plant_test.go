package plant

import (
	"slices"
	"strings"
	"testing"

	"github.com/cordon-ot/cordon/internal/model"
	"github.com/cordon-ot/cordon/internal/sl"
)

func read(t *testing.T, text string) *Plant {
	t.Helper()
	p, err := Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestEveryStatementOfTheLanguageIsRead(t *testing.T) {
	p := read(t, `
# a comment
system   S editions 62443-3-3:2013,62443-4-2:2019
zone     Z1 control target 2,2,2,1,2,2,2 safety   # forward names are fine
  accepts "ZCR 3.5" reason "the # of one" by Ann
zone     ZON-7 safety within Z1
zone     Z3 proposed 3
conduit  C1 connects Z1,ZON-7 target-below-reason "a diode"
product  P1 types embedded-device,host-device version-to 3.0
  states "CR 1.1","CR 1.2" "met when configured" configuration "users on"
  states "CR 1.5" not-relevant reason "no secrets"
asset    A1 in Z1 instance-of P1 firmware 2.1 wireless out-of-service
  states "EDR 3.2" met reason "tested here"
allocation L1 "SR 1.1 RE(1)" at Z1 not-applicable reason "no users" approved-by Ann
countermeasure M1 planned compensating compensates L1 approved-by Bob until 2026-12-31
component-requirement Q1 "CR 1.1" refines L1
test-case T1 inspection verifies L1
test-run R1 passed at 2026-02-01 executes T1
`)
	s := p.Snapshot
	if got := s.Key(p.Node("Z3")).String(); got != "ZON-8" {
		t.Errorf("the zone after ZON-7 has the key %s, want ZON-8", got)
	}
	z := s.PlaceView(p.Node("Z1"))
	target, approved := z.Target()
	if z.Type() != "control" || !z.Safety() || !approved || target != (sl.Vector{2, 2, 2, 1, 2, 2, 2}) || z.Open() {
		t.Errorf("Z1: type %q safety %v target %v approved %v open %v", z.Type(), z.Safety(), target, approved, z.Open())
	}
	if reason, by, ok := z.Acceptance("ZCR 3.5"); !ok || reason != "the # of one" || by != "Ann" {
		t.Errorf("Z1 accepts: %q %q %v", reason, by, ok)
	}
	if inner := s.PlaceView(p.Node("ZON-7")); inner.Type() != "safety" || inner.Safety() {
		t.Errorf("ZON-7: type %q, safety mark %v; want the type only", inner.Type(), inner.Safety())
	}
	if _, approved := s.PlaceView(p.Node("Z3")).Target(); approved {
		t.Error("a proposed target is not approved")
	}
	st := s.ProductView(p.Node("P1")).Statements()
	if len(st) != 3 || st[0].Row != "62443-4-2:2019 CR 1.1" || st[1].Configuration != "users on" || st[2].Answer != model.AnswerNotRelevant {
		t.Errorf("P1 states %+v", st)
	}
	a := s.AssetView(p.Node("A1"))
	if !a.Wireless() || a.Lifecycle() != model.LifecycleOutOfService || a.Firmware() != "2.1" || a.Product() != p.Node("P1") || len(a.Overrides()) != 1 {
		t.Errorf("A1: %+v", a.Props)
	}
	l := s.AllocationView(p.Node("L1"))
	if l.RowText() != "62443-3-3:2013 SR 1.1 RE(1)" || l.Assessment() != model.AssessedNotAppl || l.Place() != p.Node("Z1") || l.ApprovedBy() != "Ann" {
		t.Errorf("L1: %+v", l.Props)
	}
	m := s.Link(p.Node("M1"), model.Compensates, p.Node("L1")).Approval()
	if m.By != "Bob" || m.Until != "2026-12-31" {
		t.Errorf("M1 compensates with %+v", m)
	}
	if got := s.ComponentRequirementView(p.Node("Q1")).RowText(); got != "62443-4-2:2019 CR 1.1" {
		t.Errorf("Q1 names %q", got)
	}
	if r := s.RunView(p.Node("R1")); !r.Passed() || r.At() != "2026-02-01T00:00:00Z" {
		t.Errorf("R1: %+v", r.Props)
	}
}

func TestLaterCommitsChangeWhatIsThere(t *testing.T) {
	p := read(t, `
zone Z
zone Y
asset A in Z firmware 1.0 wireless
asset B in Z
  states "CR 1.1" met reason one
commit
set A firmware 2.0
unlink A in Z
set A in Y
unset A wireless
set B
  states "CR 1.2" met reason two
retire B
commit
revive B
`)
	if len(p.History) != 3 || p.Commit() != 3 {
		t.Fatalf("got %d states, want 3", len(p.History))
	}
	first, second := p.History[0].AssetView(p.Node("A")), p.History[1].AssetView(p.Node("A"))
	if first.Firmware() != "1.0" || first.Place() != p.Node("Z") || second.Firmware() != "2.0" || second.Place() != p.Node("Y") || second.Wireless() {
		t.Errorf("A before %+v, after %+v", first.Props, second.Props)
	}
	if b := p.Node("B"); p.History[1].Live(b) || !p.Live(b) || len(p.AssetView(b).Overrides()) != 2 {
		t.Errorf("B: live %v then %v, overrides %d", p.History[1].Live(b), p.Live(b), len(p.AssetView(b).Overrides()))
	}
}

// counting gives another fingerprint per state.
type counting struct{ commit uint64 }

func (c counting) Link(model.Node, model.Verb, model.Node) model.Fingerprint {
	return model.Fingerprint{1, byte(c.commit)}
}

func (c counting) Decision(model.Node) model.Fingerprint {
	return model.Fingerprint{2, byte(c.commit)}
}

func TestSealRecordsWhatLinksAndTargetsWereMadeOn(t *testing.T) {
	r := Reader{Seal: func(s *model.Snapshot) Prints { return counting{s.Commit()} }}
	p, err := r.Parse("zone Z target 2\nallocation L \"SR 1.1\" at Z\ndesign-artifact D realizes L\ncommit\nconfirm D realizes L\nset Z target 3\ncommit\nset Z control")
	if err != nil {
		t.Fatal(err)
	}
	l, d, z := p.Node("L"), p.Node("D"), p.Node("Z")
	if got := p.Link(l, model.AllocatedTo, z).Confirmed; got != (model.Fingerprint{1, 1}) {
		t.Errorf("allocated to: %s, want that of commit 1", got)
	}
	if got := p.Link(d, model.Realizes, l); got.Confirmed != (model.Fingerprint{1, 2}) || got.At != 2 {
		t.Errorf("realizes: %s at %d, want that of commit 2", got.Confirmed, got.At)
	}
	if got := p.History[0].PlaceView(z).TargetInputs(); got != (model.Fingerprint{2, 1}) {
		t.Errorf("target of commit 1: %s", got)
	}
	if got := p.PlaceView(z).TargetInputs(); got != (model.Fingerprint{2, 2}) {
		t.Errorf("target of commit 3: %s, want that of commit 2", got)
	}
}

func TestFaultsNameTheirLine(t *testing.T) {
	for text, want := range map[string]string{
		"zone Z\nzone Z":                         `line 2: the name "Z" is taken by line 1`,
		"zone Z\nfoo X":                          `line 2: there is no kind "foo"`,
		"zone Z frobs":                           `line 1: "frobs" is no property, word or verb of a zone`,
		"zone Z within":                          `line 1: "within" needs something after it`,
		"zone Z within Y":                        `line 1: no line declares "Y"`,
		"\nzone \"Z":                             `line 2: a quotation mark has no partner`,
		"zone Z target 7":                        `line 1: target: `,
		"states \"CR 1.1\" met":                  `line 1: states follows a product or an asset`,
		"zone Z\ncommit\nset Y firmware 1":       `line 3: no line above declares "Y"`,
		"zone Z\ncommit\nconfirm Z within Z":     `line 3: Z is not "within" Z in the commit before`,
		"asset A in A":                           `line 1: `,
		"asset ZON-1":                            `line 1: "ZON-1" is the key of a zone`,
		"zone":                                   `line 1: the name of the zone is missing`,
		"asset A\n states \"CR 1.1\" met reason": `line 2: "reason" needs something after it`,
		"zone Z\nretire":                         `line 2: retire takes one list of names`,
	} {
		_, err := Parse(text)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: got %v, want something with %q", text, err, want)
		}
	}
}

func TestStrictReaderRefusesFaultyData(t *testing.T) {
	const text = "zone Z within Y\nzone Y within Z"
	if _, err := (Reader{Strict: true}).Parse(text); err == nil {
		t.Error("a circle was accepted by a strict reader")
	}
	if _, err := Parse(text); err != nil {
		t.Errorf("a circle was refused: %v", err)
	}
}

func TestSameTextGivesTheSameIdentities(t *testing.T) {
	const text = "zone Z\nasset A in Z\nasset B in Z"
	a, b := read(t, text), read(t, text)
	for n := range model.Node(a.Len()) {
		if a.ID(n) != b.ID(n) || !slices.EqualFunc(a.Item(n).Links, b.Item(n).Links, func(x, y model.Link) bool { return x.ID == y.ID }) {
			t.Errorf("node %d differs", n)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add("zone Z control target 2\nasset A in Z,Z\ncommit\nretire A\nset A firmware 1")
	f.Add("product P\nstates \"CR 1.1\",,\"\" met\naccepts x\nchannel C from P to P")
	f.Add("zone Z \"\" ,,, \"a\"b\nset Z\nunset Z type\nunlink Z within Z\nrevive Z")
	f.Fuzz(func(_ *testing.T, text string) {
		_, _ = Parse(text) // must neither panic nor hang
	})
}
