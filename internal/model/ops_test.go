package model

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/standard"
)

// Tests name items by their keys: the identity of an item is made from its key,
// that of a link from its ends.
func idOf(key string) ID {
	k, err := ParseKey(key)
	if err != nil {
		panic(err)
	}
	return ID{byte(k.Kind), 13: byte(k.Number >> 16), 14: byte(k.Number >> 8), 15: byte(k.Number)}
}

func linkID(from string, v Verb, to string) ID {
	a, b := idOf(from), idOf(to)
	return ID{0xff, byte(v), a[0], a[14], a[15], b[0], b[14], b[15]}
}

func create(key, title string, props ...Prop) Op {
	k, _ := ParseKey(key)
	return Op{Kind: OpCreate, Item: idOf(key), Key: k, Title: title, Props: props}
}

func set(key string, props ...Prop) Op { return Op{Kind: OpSet, Item: idOf(key), Props: props} }

func unset(key string, names ...string) Op { return Op{Kind: OpUnset, Item: idOf(key), Names: names} }

func retire(key string) Op { return Op{Kind: OpRetire, Item: idOf(key)} }

func revive(key string) Op { return Op{Kind: OpSet, Item: idOf(key), Revive: true} }

func link(from string, v Verb, to string, props ...Prop) Op {
	return Op{Kind: OpLink, Link: linkID(from, v, to), Verb: v, Item: idOf(from), To: idOf(to), Props: props}
}

func unlink(from string, v Verb, to string) Op {
	return Op{Kind: OpUnlink, Link: linkID(from, v, to), Item: idOf(from)}
}

func text(name, s string) Prop { return Prop{name, TextValue(Text, s)} }

func row(s string) Prop { return Prop{"row", TextValue(Row, s)} }

const (
	sr11 = "62443-3-3:2013 SR 1.1"
	sr12 = "62443-3-3:2013 SR 1.2"
)

// plant is a small state in which every case below can happen.
func plant(t testing.TB) *Snapshot {
	t.Helper()
	return after(t, Empty(),
		create("SYS-1", "Hall"),
		create("ZON-1", "Control", text("policies", "p")), create("ZON-2", "Safety"), create("ZON-3", "Cell"),
		create("CON-1", "Backbone"),
		create("AST-1", "PLC", text("firmware", "1")), create("AST-2", "HMI"),
		create("PRD-1", "Relay"), create("PRD-2", "Switch"),
		create("ALL-1", "SR 1.1", row(sr11)), create("ALL-2", "SR 1.2", row(sr12)),
		create("CMS-1", "Firewall"), create("REQ-1", "Law"), create("DSN-1", "Drawing"),
		link("ZON-3", Within, "ZON-1"), link("AST-1", In, "ZON-1"), link("AST-1", InstanceOf, "PRD-1"),
		link("ALL-1", AllocatedTo, "ZON-1"), link("ALL-2", AllocatedTo, "ZON-1"),
		link("CMS-1", Compensates, "ALL-1", text("approved_by", "bert")), link("DSN-1", Realizes, "REQ-1"),
	)
}

// after applies ops as the next commit.
func after(t testing.TB, s *Snapshot, ops ...Op) *Snapshot {
	t.Helper()
	b := NewBuilder(s, s.Commit()+1, time.UnixMilli(int64(s.Commit()+1)*1000).UTC(), Options{})
	if !b.Apply(ops) {
		t.Fatalf("refused: %v", b.Faults())
	}
	return b.Snapshot()
}

// spec: MODEL-1, MODEL-3, MODEL-5, RULE-1.5
func TestOpsThatBreakARuleAreRefusedWithAReason(t *testing.T) {
	loop := []Op{link("ZON-1", Within, "ZON-2"), link("ZON-2", Within, "ZON-3")}
	for _, c := range []struct {
		name string
		ops  []Op // the last is the one refused
		want string
	}{
		{"no identity", []Op{{Kind: OpCreate, Key: Key{KindZone, 9}, Title: "Z"}}, "needs an identity"},
		{"identity in use", []Op{{Kind: OpCreate, Item: idOf("ZON-1"), Key: Key{KindZone, 9}, Title: "Z"}}, "already in use"},
		{"no key", []Op{{Kind: OpCreate, Item: ID{9}, Title: "Z"}}, "key is missing"},
		{"key beyond the last", []Op{{Kind: OpCreate, Item: ID{9}, Key: Key{KindZone, MaxNumber + 1}, Title: "Z"}}, "from 1 to 9999999"},
		{"key in use", []Op{{Kind: OpCreate, Item: ID{9}, Key: Key{KindZone, 1}, Title: "Z"}}, "ZON-1 is in use"},
		{"key of a retired item", []Op{retire("ZON-2"), {Kind: OpCreate, Item: ID{9}, Key: Key{KindZone, 2}, Title: "Z"}}, "keys are never reused"},
		{"no title", []Op{create("ZON-9", " ")}, "title is missing"},
		{"title of two lines", []Op{create("ZON-9", "a\nb")}, "one line"},
		{"title with blanks around", []Op{create("ZON-9", " a")}, "without blanks"},
		{"second system", []Op{create("SYS-2", "Other")}, "has its system already (SYS-1)"},
		{"unknown property", []Op{create("ZON-9", "Z", text("firmwar", "x"))}, `no property "firmwar"`},
		{"misspelt property", []Op{set("AST-1", text("firm", "x"))}, `did you mean "firmware"`},
		{"value of another type", []Op{set("AST-1", text("legacy", "yes"))}, "yes/no is needed"},
		{"word that is none", []Op{set("ZON-1", Prop{"type", TextValue(Enum, "kitchen")})}, "kitchen"},
		{"blank text", []Op{set("AST-1", text("firmware", " "))}, "blank text counts as missing"},
		{"text not in canonical form", []Op{set("AST-1", text("firmware", "1 "))}, "canonical"},
		{"control character", []Op{set("AST-1", text("firmware", "1\x07"))}, "U+0007"},
		{"unsorted properties", []Op{set("AST-1", text("serial", "1"), text("firmware", "1"))}, "in order of name"},
		{"property twice", []Op{set("AST-1", text("serial", "1"), text("serial", "2"))}, "once each"},
		{"unknown row", []Op{set("ALL-1", row("62443-3-3:2013 SR 9.99"))}, "no such row"},
		{"set on nothing", []Op{set("AST-9", text("serial", "1"))}, "no item with this identity"},
		{"set on a retired item", []Op{retire("AST-1"), set("AST-1", text("serial", "1"))}, "retired; bring it back"},
		{"unset of what is not set", []Op{unset("AST-1", "serial")}, "not set"},
		{"retired twice", []Op{retire("AST-1"), retire("AST-1")}, "is retired"},
		{"link without a verb", []Op{{Kind: OpLink, Link: ID{9}, Item: idOf("AST-1"), To: idOf("ZON-1")}}, "a verb"},
		{"link that is not allowed", []Op{link("ZON-1", In, "AST-1")}, "allowed: asset in zone | conduit"},
		{"link that is there", []Op{{Kind: OpLink, Link: ID{9}, Verb: In, Item: idOf("AST-1"), To: idOf("ZON-1")}}, "there already"},
		{"link to a retired item", []Op{retire("ZON-2"), link("AST-2", In, "ZON-2")}, "retired"},
		{"second place", []Op{link("AST-1", In, "CON-1")}, "in\" ZON-1 already"},
		{"zone in itself", []Op{link("ZON-2", Within, "ZON-2")}, "circle: ZON-2 within ZON-2"},
		{"circle of zones", append(loop[:1:1], link("ZON-2", Within, "ZON-3")), "circle: ZON-2 within ZON-3 within ZON-1 within ZON-2"},
		{"second allocation of a row", []Op{create("ALL-9", "again", row(sr11)), link("ALL-9", AllocatedTo, "ZON-1")}, "ALL-1; a place has at most one per row"},
		{"second allocation, the first retired", []Op{retire("ALL-1"), create("ALL-9", "again", row(sr11)), link("ALL-9", AllocatedTo, "ZON-1")}, "retired ones included"},
		{"row changed to one that is there", []Op{set("ALL-2", row(sr11))}, "ALL-1; a place"},
		{"unknown link property", []Op{link("CMS-1", Satisfies, "ALL-1", text("until", "x"))}, `no property "until"`},
		{"confirming what cannot be suspect", []Op{{Kind: OpSet, Link: linkID("AST-1", In, "ZON-1"), Item: idOf("AST-1"), Confirm: true}}, "nothing to confirm"},
		{"link that is not there", []Op{unlink("AST-1", In, "ZON-2")}, "no link with the identity"},
		{"link property that is not set", []Op{{Kind: OpUnset, Link: linkID("CMS-1", Compensates, "ALL-1"), Item: idOf("CMS-1"), Names: []string{"until"}}}, "not set on this link"},
		{"no such op", []Op{{Kind: 77}}, "no such op"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := plant(t)
			b := NewBuilder(s, s.Commit()+1, s.Time(), Options{Row: knownRows})
			if len(c.ops) > 1 && !b.Apply(c.ops[:len(c.ops)-1]) {
				t.Fatalf("the ops before were refused: %v", b.Faults())
			}
			before := state(b.Snapshot())
			if b.Apply(c.ops[len(c.ops)-1:]) {
				t.Fatal("the op was accepted")
			}
			got := b.Faults()[0].Error()
			if !strings.Contains(got, c.want) || b.Faults()[0].Kind != fault.Invalid {
				t.Errorf("got %q, want it to say %q", got, c.want)
			}
			if after := state(b.Snapshot()); after != before {
				t.Errorf("the refused op left something behind:\n%s\nwant\n%s", after, before)
			}
		})
	}
}

func knownRows(r standard.Ref) error {
	if r.Code == "SR 9.99" {
		return fmt.Errorf("no such row")
	}
	return nil
}

// state writes what a snapshot holds, for comparison.
func state(s *Snapshot) string {
	var b strings.Builder
	for n := range Node(s.Len()) {
		fmt.Fprintf(&b, "%s %+v out %v in %v live %v\n", s.Key(n), *s.Item(n), s.Out(n), s.In(n), s.Live(n))
	}
	fmt.Fprintf(&b, "system %v", s.System())
	return b.String()
}

func TestOneRunNamesEveryFault(t *testing.T) {
	b := NewBuilder(plant(t), 2, time.Time{}, Options{})
	b.Apply([]Op{create("ZON-1", " ", text("typo", "x")), retire("ZON-9"), set("AST-1", text("serial", "fine")), unlink("AST-1", In, "ZON-2")})
	if got := len(b.Faults()); got != 6 {
		t.Fatalf("%d faults %v, want 6: identity, key, title, property, item, link", got, b.Faults())
	}
}

func TestFaultyDataOfOthersIsTakenWhenAsked(t *testing.T) {
	b := NewBuilder(plant(t), 2, time.Time{}, Options{Lenient: true})
	if !b.Apply([]Op{link("AST-1", In, "ZON-2"), link("ZON-1", Within, "ZON-3"), link("ZON-2", Within, "ZON-2")}) {
		t.Fatalf("refused: %v", b.Faults())
	}
	if got := b.Snapshot().Item(mustNode(t, b.Snapshot(), "AST-1")).Links; len(got) != 3 {
		t.Fatalf("the asset has %d links, want 3", len(got))
	}
}

func mustNode(t testing.TB, s *Snapshot, key string) Node {
	t.Helper()
	k, err := ParseKey(key)
	if err != nil {
		t.Fatal(err)
	}
	n, ok := s.ByKey(k)
	if !ok {
		t.Fatalf("there is no %s", key)
	}
	return n
}

// spec: MODEL-4
func TestASnapshotNeverChanges(t *testing.T) {
	first := plant(t)
	before := state(first)
	second := after(t, first,
		set("AST-1", text("firmware", "2")), unlink("AST-1", In, "ZON-1"), link("AST-1", In, "ZON-2"), retire("DSN-1"),
		create("AST-9", "new"), link("AST-9", In, "ZON-1"), unset("ZON-1", "policies"),
		Op{Kind: OpSet, Link: linkID("CMS-1", Compensates, "ALL-1"), Item: idOf("CMS-1"), Confirm: true, Fingerprint: Fingerprint{1}})
	middle := state(second)
	after(t, second, retire("AST-9"), set("AST-1", text("firmware", "3")))
	b := NewBuilder(second, 3, time.Time{}, Options{})
	b.Apply([]Op{create("AST-10", "given up")})
	if got := state(first); got != before {
		t.Fatalf("the first state changed:\n%s\nwas\n%s", got, before)
	}
	if got := state(second); got != middle {
		t.Fatalf("the second state changed:\n%s\nwas\n%s", got, middle)
	}
	if _, ok := second.ByID(idOf("AST-10")); ok {
		t.Fatal("an identity of a change that was given up is found")
	}
}

func TestARevisionRisesOncePerCommitThatTouchesTheItem(t *testing.T) {
	s := plant(t)
	zone, asset := mustNode(t, s, "ZON-2"), mustNode(t, s, "AST-2")
	next := after(t, s, set("AST-2", text("serial", "1")), set("AST-2", text("serial", "2")), link("AST-2", In, "ZON-2"))
	if got := next.Item(asset); got.Rev != 2 || got.Commit != 2 {
		t.Fatalf("AST-2 is at revision %d of commit %d, want 2 of 2", got.Rev, got.Commit)
	}
	if got := next.Item(zone); got.Rev != 1 || got.Commit != 1 {
		t.Fatalf("ZON-2, where a link only arrives, is at revision %d of commit %d, want 1 of 1", got.Rev, got.Commit)
	}
}

func TestARetiredItemKeepsItsLinksAndComesBackWithThem(t *testing.T) {
	s := plant(t)
	zone, asset := mustNode(t, s, "ZON-1"), mustNode(t, s, "AST-1")
	gone := after(t, s, retire("ZON-1"))
	if gone.One(asset, In) != NoNode || gone.Live(zone) {
		t.Fatal("the retired zone is still seen")
	}
	back := after(t, gone, revive("ZON-1"))
	if back.One(asset, In) != zone || !back.Live(zone) {
		t.Fatal("the zone did not come back with its asset")
	}
	moved := after(t, gone, link("AST-1", In, "ZON-2"))
	b := NewBuilder(moved, moved.Commit()+1, moved.Time(), Options{})
	if b.Apply([]Op{revive("ZON-1")}) {
		t.Fatal("the zone came back though its asset is in another by now")
	}
}

// spec: MODEL-2
func TestCustomPropertiesAreDeclaredByTheSystem(t *testing.T) {
	s := plant(t)
	declare := func(records ...map[string]string) Op {
		v, err := BaseSchema().Prop(KindSystem, "custom_properties").Records(records)
		if err != nil {
			t.Fatal(err)
		}
		return set("SYS-1", Prop{"custom_properties", v})
	}
	colour := map[string]string{"kind": "asset", "name": "x_rack", "type": "word", "values": "left, right"}
	count := map[string]string{"kind": "asset", "name": "x_count", "type": "number"}
	s = after(t, s, declare(colour, count), set("AST-1", Prop{"x_count", IntValue(3)}, Prop{"x_rack", TextValue(Enum, "left")}))
	b := NewBuilder(s, s.Commit()+1, s.Time(), Options{})
	b.Apply([]Op{set("AST-1", Prop{"x_rack", TextValue(Enum, "top")})})
	b.Apply([]Op{set("ZON-1", Prop{"x_count", IntValue(3)})})
	b.Apply([]Op{declare(map[string]string{"kind": "asset", "name": "rack", "type": "text"})})
	b.Apply([]Op{declare(map[string]string{"kind": "asset", "name": "x_w", "type": "word"})})
	b.Apply([]Op{declare(map[string]string{"kind": "house", "name": "x_w", "type": "text"})})
	if len(b.Faults()) != 5 {
		t.Fatalf("%d faults %v, want 5", len(b.Faults()), b.Faults())
	}
	if after(t, s, retire("SYS-1")).Schema().Prop(KindAsset, "x_rack") != nil {
		t.Fatal("the declaration outlives the system")
	}
	// The types of a log that is replayed come from the state before the op.
	if got := replayed(t, s, set("AST-1", Prop{"x_count", IntValue(4)}, Prop{"x_rack", TextValue(Enum, "right")})); got == nil {
		t.Fatal("replay failed")
	}
}

// replayed applies ops, and their stored form, and compares.
func replayed(t *testing.T, s *Snapshot, ops ...Op) *Snapshot {
	t.Helper()
	want := after(t, s, ops...)
	c, err := DecodeCommit(EncodeCommit(&Commit{Number: want.Commit(), Time: want.Time(), Author: "a", Ops: ops}))
	if err != nil {
		t.Fatal(err)
	}
	got, err := Replay(s, c)
	if err != nil {
		t.Fatal(err)
	}
	if state(got) != state(want) {
		t.Fatalf("replay gives\n%s\nwant\n%s", state(got), state(want))
	}
	return got
}

// spec: REC-3
func TestReplayGivesTheStateThatWasCommitted(t *testing.T) {
	s := plant(t)
	s = replayed(t, s,
		create("ZON-9", "Typed", Prop{"target_approved_on", TextValue(Date, "2026-03-01")}, Prop{"type", TextValue(Enum, ZoneControl)}),
		create("EVD-1", "Log", Prop{"collected_at", TextValue(Moment, "2026-03-01T00:00:00Z")}, Prop{"digest", TextValue(Digest, "sha256:"+strings.Repeat("a", 64))}),
		link("CMS-1", Satisfies, "ALL-2"),
		Op{Kind: OpSet, Link: linkID("CMS-1", Compensates, "ALL-1"), Item: idOf("CMS-1"), Confirm: true, Fingerprint: Fingerprint{7}, Props: Props{{"until", TextValue(Date, "2027-01-01")}}},
	)
	replayed(t, s, retire("ZON-9"), revive("ZON-9"), Op{Kind: OpSet, Item: idOf("ZON-9"), Title: "New", TitleSet: true}, unlink("AST-1", In, "ZON-1"))
}

func TestReplayRefusesWhatDoesNotFollow(t *testing.T) {
	s := plant(t)
	for name, c := range map[string]*Commit{
		"the same number":     {Number: 1, Ops: []Op{retire("AST-1")}},
		"a hole":              {Number: 3, Ops: []Op{retire("AST-1")}},
		"an op that is wrong": {Number: 2, Ops: []Op{retire("AST-9")}},
	} {
		if got, err := Replay(s, c); err == nil {
			t.Errorf("%s: gave commit %d", name, got.Commit())
		}
	}
}

func TestDiffSaysWhatCameWentAndChanged(t *testing.T) {
	a := plant(t)
	c := after(t, a,
		set("AST-1", text("firmware", "2"), text("serial", "7")), unset("ZON-1", "policies"), retire("DSN-1"),
		create("TSK-1", "Look"), link("TSK-1", For, "AST-1"), unlink("AST-1", InstanceOf, "PRD-1"), link("AST-1", InstanceOf, "PRD-2"),
		Op{Kind: OpSet, Link: linkID("CMS-1", Compensates, "ALL-1"), Item: idOf("CMS-1"), Confirm: true, Fingerprint: Fingerprint{1}, Props: Props{text("justification", "equal")}},
		Op{Kind: OpSet, Item: idOf("PRD-1"), Title: "Relay B", TitleSet: true},
		set("AST-2", text("serial", "x")))
	c = after(t, c, unset("AST-2", "serial")) // there and back: no difference
	if got, want := say(Compare(a, c)), `ZON-1: policies p -> -
AST-1: firmware 1 -> 2; serial - -> 7; - instance of PRD-1; + instance of PRD-2
PRD-1: title Relay -> Relay B
CMS-1: ~ compensates ALL-1 confirmed justification
DSN-1: retired no -> yes
TSK-1: new; title - -> Look; + for AST-1`; got != want {
		t.Fatalf("got\n%s\nwant\n%s", got, want)
	}
	if d := Compare(c, c); len(d.Items) != 0 {
		t.Fatalf("a state differs from itself: %+v", d)
	}
	var keys []string
	for _, n := range Changed(a, c) {
		keys = append(keys, c.Key(n).String())
	}
	slices.Sort(keys)
	if want := "[AST-1 AST-2 CMS-1 DSN-1 PRD-1 TSK-1 ZON-1]"; fmt.Sprint(keys) != want {
		t.Fatalf("Changed gives %v, want %s", keys, want)
	}
}

// say writes a difference on one line per item.
func say(d Diff) string {
	var lines []string
	dash := func(v Value) string {
		if v.IsZero() {
			return "-"
		}
		return v.String()
	}
	for _, it := range d.Items {
		var parts []string
		if it.Old == nil {
			parts = append(parts, "new")
		}
		for _, p := range it.Props {
			parts = append(parts, fmt.Sprintf("%s %s -> %s", p.Name, dash(p.Old), dash(p.New)))
		}
		for _, l := range it.Links {
			sign := map[[2]bool]string{{true, false}: "+", {false, true}: "-", {false, false}: "~"}[[2]bool{l.Old == nil, l.New == nil}]
			s := fmt.Sprintf("%s %s %s", sign, l.Verb, l.To)
			if l.Confirmed {
				s += " confirmed"
			}
			for _, p := range l.Props {
				s += " " + p.Name
			}
			parts = append(parts, s)
		}
		lines = append(lines, it.Key.String()+": "+strings.Join(parts, "; "))
	}
	return strings.Join(lines, "\n")
}

// A state that was loaded decodes its items when they are looked at, so the
// same item may exist twice in memory; that is no difference.
func TestItemsDecodedTwiceAreNoDifference(t *testing.T) {
	s := plant(t)
	l := NewLoader(s.Commit(), s.Time())
	for n := range Node(s.Len()) {
		if err := l.Add(AppendRow(nil, s.Item(n))); err != nil {
			t.Fatal(err)
		}
	}
	a, err := l.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	c := after(t, a, set("AST-1", text("firmware", "2"))) // shares no decoded item with a
	if got := Changed(a, c); len(got) != 1 || c.Key(got[0]).String() != "AST-1" {
		t.Fatalf("Changed gives nodes %v, want that of AST-1 only", got)
	}
	if d := Compare(a, c); len(d.Items) != 1 {
		t.Fatalf("Compare gives %d items, want 1", len(d.Items))
	}
}

func TestAppliedOpsMayBeContinuedAfterLookingAtTheState(t *testing.T) {
	s := plant(t)
	b := NewBuilder(s, 2, s.Time(), Options{})
	b.Apply([]Op{link("AST-2", In, "ZON-1")})
	b.Snapshot()
	b.Apply([]Op{link("CMS-1", Satisfies, "ALL-2"), unlink("AST-2", In, "ZON-1")})
	b.Confirm(mustNode(t, s, "CMS-1"), Satisfies, mustNode(t, s, "ALL-2"), Fingerprint{5})
	want := after(t, s, link("AST-2", In, "ZON-1"), Op{
		Kind: OpLink, Link: linkID("CMS-1", Satisfies, "ALL-2"), Verb: Satisfies, Item: idOf("CMS-1"), To: idOf("ALL-2"), Fingerprint: Fingerprint{5},
	}, unlink("AST-2", In, "ZON-1"))
	if got := state(b.Snapshot()); got != state(want) {
		t.Fatalf("got\n%s\nwant\n%s", got, state(want))
	}
	if got := b.Touched(); len(got) != 2 {
		t.Fatalf("touched %v, want AST-2 and CMS-1", got)
	}
}
