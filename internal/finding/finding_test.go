package finding

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/cordon-ot/cordon/internal/model"
	"github.com/cordon-ot/cordon/internal/plant"
)

func read(t *testing.T, text string) *plant.Plant {
	t.Helper()
	p, err := plant.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestRulesAreDocumentedInFullAndOnce(t *testing.T) {
	id := regexp.MustCompile(`^[a-z]+(-[a-z]+)*\.[a-z]+(-[a-z]+)*$`)
	seen := map[string]bool{}
	for _, r := range Rules() {
		if !id.MatchString(r.ID) || seen[r.ID] {
			t.Errorf("rule %q: the ID is malformed or there twice", r.ID)
		}
		seen[r.ID] = true
		for name, text := range map[string]string{"title": r.Title, "clause": r.Clause, "says": r.Says, "why": r.Why, "help": r.Help} {
			if strings.TrimSpace(text) == "" || strings.Contains(text, "|") {
				t.Errorf("rule %s: the %s is %q; it is needed and must fit a table", r.ID, name, text)
			}
		}
		if strings.Count(r.Says, "[") != strings.Count(r.Says, "]") || strings.Count(r.Says, "{") != strings.Count(r.Says, "}") {
			t.Errorf("rule %s: brackets of %q do not match", r.ID, r.Says)
		}
		if got, ok := Lookup(r.ID); !ok || got != r {
			t.Errorf("Lookup(%q) = %+v, %v", r.ID, got, ok)
		}
	}
}

func TestSentenceLeavesOutWhatHasNoFact(t *testing.T) {
	facts := map[string]string{"a": "A", "b": "B"}
	look := func(n string) (string, bool) { v, ok := facts[n]; return v, ok }
	for says, want := range map[string]string{
		"plain":                 "plain",
		"{a} and {b}":           "A and B",
		"{a}[ and {c}]":         "A",
		"{a}[ and {b}][ {c}]!":  "A and B!",
		"[{c} first, ]then {b}": "then B",
		"[{a}{c}]":              "",
		"{c} is missing":        "? is missing",
		"[":                     "",
		"{":                     "?",
	} {
		if got := fill(says, look); got != want {
			t.Errorf("fill(%q) = %q, want %q", says, got, want)
		}
	}
}

func TestFactsWithBracesAndBracketsStayAsTheyAre(t *testing.T) {
	p := read(t, "zone Z")
	f := New(TargetNone, []model.Node{p.Node("Z")}, Text("target", "{it}[x]"))
	if got, want := f.Text(p.Snapshot), "ZON-1 has no approved SL-T; it counts as {it}[x]"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestLongListsAreCutInTheSentenceOnly(t *testing.T) {
	var b strings.Builder
	for i := range 9 {
		fmt.Fprintf(&b, "zone Z%d\n", i)
	}
	p := read(t, b.String())
	all := slices.Collect(p.OfKind(model.KindZone))
	f := New(ZoneCircle, all, Items("zones", all...))
	if got, want := f.Text(p.Snapshot), "ZON-1, ZON-2, ZON-3, ZON-4, ZON-5 and 4 more lie within each other in a circle"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	f = New(ZoneCircle, all[:6], Items("zones", all[:6]...))
	if got := f.Text(p.Snapshot); strings.Contains(got, "more") || !strings.Contains(got, "ZON-6") {
		t.Errorf("six items are to be named: %q", got)
	}
}

func TestOrderIsSeverityRuleSubjects(t *testing.T) {
	p := read(t, "zone ZON-10\nzone ZON-2\nconduit C")
	z10, z2, c := p.Node("ZON-10"), p.Node("ZON-2"), p.Node("C")
	want := []Finding{
		New(ZoneCircle, []model.Node{z10}),
		New(TargetNone, []model.Node{z2}),
		New(TargetNone, []model.Node{z2, c}),
		New(TargetNone, []model.Node{z10}),
		New(TypesUnknown, []model.Node{z2}, Text("type", "a")),
		New(TypesUnknown, []model.Node{z2}, Text("type", "b")),
		New(ZoneBusinessApart, []model.Node{z2}),
		New(ConduitFewZones, []model.Node{c}),
	}
	for shift := range want {
		got := slices.Concat(want[shift:], want[:shift])
		slices.Reverse(got)
		Sort(p.Snapshot, got)
		if fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("shift %d:\n got %v\nwant %v", shift, got, want)
		}
	}
}

func TestOnlyWarningsAndErrorsNobodyAcceptedCount(t *testing.T) {
	accepted := New(ZoneWirelessApart, nil)
	accepted.Accepted = &Acceptance{Reason: "r", By: "Ann"}
	list := []Finding{New(ConduitFewZones, nil), accepted, New(TargetNone, nil), New(ZoneCircle, nil)}
	if got := Counting(list); got != 2 {
		t.Errorf("got %d, want 2: the warning and the error", got)
	}
}

func TestRuleThatNobodyDeclaredIsShownNotHidden(t *testing.T) {
	p := read(t, "zone Z")
	f := New("no.such-rule", []model.Node{p.Node("Z"), p.Node("Z")})
	if f.Severity != Error || f.Text(p.Snapshot) != "no.such-rule: ZON-1" {
		t.Errorf("got %s %q", f.Severity, f.Text(p.Snapshot))
	}
}

func TestIdentityTellsFindingsApartByWhatTheySay(t *testing.T) {
	accepted := New(ZoneCircle, []model.Node{1})
	accepted.Accepted = &Acceptance{Reason: "r", By: "Ann"}
	all := []Finding{
		New(ZoneCircle, []model.Node{1}), New(ZoneCircle, []model.Node{2}), New(ZoneCircle, []model.Node{1, 2}), New(TargetNone, []model.Node{1}), accepted,
		New(ZoneCircle, []model.Node{1}, Text("a", "x")), New(ZoneCircle, []model.Node{1}, Text("a", "y")), New(ZoneCircle, []model.Node{1}, Items("a", 7)),
	}
	for i := range all {
		for j := range all {
			if same := all[i].Identity() == all[j].Identity(); same != (i == j) {
				t.Errorf("%s and %s: same identity is %v", all[i].Identity(), all[j].Identity(), same)
			}
		}
	}
}
