package standard

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

func madeUp(t testing.TB, n int) *Catalogue {
	t.Helper()
	name := fmt.Sprintf("testdata/made-up-edition-%d.yaml", n)
	cs, err := Load(name, []byte(file(t, name)))
	if err != nil {
		t.Fatal(err)
	}
	return cs[0]
}

// describe prints a migration, one line per fact.
func describeMigration(m Migration) []string {
	var out []string
	for _, r := range m.Removed {
		out = append(out, "removed "+r.Ref.Code)
	}
	for _, r := range m.Added {
		out = append(out, "added "+r.Ref.Code)
	}
	for _, l := range []struct {
		word string
		list []Change
	}{
		{"renumbered", m.Renumbered}, {"level", m.LevelChanged}, {"retitled", m.Retitled}, {"types", m.TypesChanged}, {"other", m.OtherChanged},
	} {
		for _, c := range l.list {
			line := fmt.Sprintf("%s %s -> %s", l.word, c.Old.Ref.Code, c.New.Ref.Code)
			if l.word == "level" {
				line += fmt.Sprintf(" from %d to %d", c.Old.Level, c.New.Level)
			}
			if c.Reason != "" {
				line += ": " + c.Reason
			}
			out = append(out, line)
		}
	}
	return append(out, fmt.Sprintf("unchanged %d", m.Unchanged))
}

// spec: STD-7
func TestMigrationBetweenTwoMadeUpEditions(t *testing.T) {
	got := describeMigration(Migrate(madeUp(t, 1), madeUp(t, 2)))
	want := []string{
		"removed CR 1.1 RE(2)", // no such enhancement any more
		"removed CR 2.2",
		"added CR 1.2", // the code is old, the requirement is new
		"added CR 2.3",
		"renumbered CR 1.2 -> CR 1.3: same title in the same group",
		"renumbered CR 1.3 -> CR 1.4: same title in the same group",
		"renumbered CR 1.3 RE(1) -> CR 1.4 RE(1): base was renumbered",
		"level CR 1.3 -> CR 1.4 from 2 to 1",
		"retitled CR 1.1 RE(1) -> CR 1.1 RE(1)",
		"types CR 2.1 -> CR 2.1",
		"unchanged 4", // CC 1, CR 1.9, CR 1.1, GDR 1.9
	}
	if !slices.Equal(got, want) {
		t.Errorf("the migration is\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// spec: STD-7
func TestMigrationBackIsTheMirrorImage(t *testing.T) {
	there, back := Migrate(madeUp(t, 1), madeUp(t, 2)), Migrate(madeUp(t, 2), madeUp(t, 1))
	if len(there.Added) != len(back.Removed) || len(there.Removed) != len(back.Added) || there.Unchanged != back.Unchanged ||
		len(there.Renumbered) != len(back.Renumbered) || len(there.LevelChanged) != len(back.LevelChanged) {
		t.Errorf("there:\n%v\nback:\n%v", describeMigration(there), describeMigration(back))
	}
}

func TestMigrationToItselfChangesNothing(t *testing.T) {
	for _, c := range library(t).Catalogues() {
		got := describeMigration(Migrate(c, c))
		if want := fmt.Sprintf("unchanged %d", len(c.Requirements())); len(got) != 1 || got[0] != want {
			t.Errorf("%s:%s: %v, want %s", c.Part(), c.Edition(), got, want)
		}
	}
}

// spec: STD-7
func TestMigrationFromTheShippedEditionToAnAlteredOne(t *testing.T) {
	text := file(t, "data/iec62443-3-3.yaml")
	for _, r := range [][2]string{
		{`edition: "2013"`, `edition: "2031"`},
		{"srs: 51", "srs: 50"},
		{"sl3: 90", "sl3: 89"},
		{"sl4: 100", "sl4: 99"},
		{"sl1: 37", "sl1: 37"},
		// SR 2.7 has SL 3 and no enhancement.
		{"  - id: SR 2.7\n    fr: 2\n    title: Concurrent session control\n    sl: 3\n    layer: [technology]\n    intent: The number of sessions one user may hold on an interface at the same time can be limited.\n    evidence:\n      - Session limit settings and a test that one session too many is refused\n", ""},
		{"id: SR 2.6\n", "id: SR 2.7\n"},
		{"title: Session lock", "title: Screen lock"},
	} {
		if !strings.Contains(text, r[0]) {
			t.Fatalf("the file has no %q", r[0])
		}
		text = strings.Replace(text, r[0], r[1], 1)
	}
	cs, err := Load("altered.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	got := describeMigration(Migrate(catalogue(t, "62443-3-3", "2013"), cs[0]))
	want := []string{
		"removed SR 2.7",
		"renumbered SR 2.6 -> SR 2.7: same title in the same group",
		"retitled SR 2.5 -> SR 2.5",
		"unchanged 100", // 103 entries with the constraints, less three
	}
	if !slices.Equal(got, want) {
		t.Errorf("the migration is\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// checkMigration holds for any two editions: everything is accounted for once.
func checkMigration(t *testing.T, m Migration) {
	t.Helper()
	pairs := len(m.Old.Requirements()) - len(m.Removed)
	if other := len(m.New.Requirements()) - len(m.Added); pairs != other {
		t.Errorf("%d old entries have a counterpart, but %d new ones", pairs, other)
	}
	changed := map[*Requirement]bool{}
	for _, list := range [][]Change{m.Renumbered, m.LevelChanged, m.Retitled, m.TypesChanged, m.OtherChanged} {
		for _, c := range list {
			changed[c.New] = true
		}
	}
	if len(changed)+m.Unchanged != pairs {
		t.Errorf("%d changed and %d unchanged of %d pairs", len(changed), m.Unchanged, pairs)
	}
}

func TestMigrationOfTheShippedPartsAccountsForEverything(t *testing.T) {
	csms := Migrate(catalogue(t, "2-1", "2010"), catalogue(t, "2-1", "2024"))
	checkMigration(t, csms)
	if len(csms.Removed) != 126 || len(csms.Added) != 87 {
		t.Errorf("2-1 from 2010 to 2024: %d removed, %d added, want 126 and 87: the editions share no structure", len(csms.Removed), len(csms.Added))
	}
	sp := Migrate(catalogue(t, "2-4", "2015"), catalogue(t, "2-4", "2023"))
	checkMigration(t, sp)
	if len(sp.Removed) != 0 || len(sp.Added) != 1 || sp.Unchanged != 122 {
		t.Errorf("2-4 from 2015 to 2023: %v, want one added and 122 unchanged", describeMigration(sp))
	}
	checkMigration(t, Migrate(madeUp(t, 1), madeUp(t, 2)))
	checkMigration(t, Migrate(catalogue(t, "3-3", "2013"), catalogue(t, "4-2", "2019")))
}

func TestMigrationIsTheSameEveryTime(t *testing.T) {
	want := describeMigration(Migrate(madeUp(t, 1), madeUp(t, 2)))
	for range 50 {
		if got := describeMigration(Migrate(madeUp(t, 1), madeUp(t, 2))); !slices.Equal(got, want) {
			t.Fatalf("got\n%v\nthen\n%v", want, got)
		}
	}
}
