package gap_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/cordon-ot/cordon/internal/gap"
	"github.com/cordon-ot/cordon/internal/sl"
)

const asked = "zone Z target 1\nallocation a \"SR 6.1\" at Z not-met\n"

// compensationCase is a plant and the state of the compensation of SR 6.1 on Z.
type compensationCase struct{ name, plant, want string }

func judgeCompensation(t *testing.T, cases []compensationCase) {
	t.Helper()
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			m := measure(t, c.plant)
			r := m.row("Z", "SR 6.1")
			if got := r.Compensation.State.String(); got != c.want {
				t.Errorf("compensation of SR 6.1 in\n%s\n got %s (%s)\nwant %s", c.plant, got, r.Compensation.Cause, c.want)
			}
			// Only valid counts.
			if counts := r.Counts == gap.CountsCompensated; counts != (c.want == "valid") {
				t.Errorf("it counts: %v in state %s", counts, c.want)
			}
		})
	}
}

// measure9 draws the compensating countermeasure N of a, with everything right
// but for what is replaced.
func measure9(old, replaced string) string {
	if !strings.Contains(compensating, old) {
		panic(old)
	}
	return asked + strings.Replace(compensating, old, replaced, 1)
}

// spec: RULE-9.1, RULE-9.2, RULE-9.4, RULE-9.5, RULE-9.9
func TestACompensationIsMarkedExistsAndIsApprovedDeployedAndProven(t *testing.T) {
	judgeCompensation(t, []compensationCase{
		{"none", asked, "not compensated"},
		{"right in every way", asked + compensating, "valid"},
		{"not marked", measure9("N compensating", "N"), "countermeasure not marked compensating"},
		{"planned", measure9("N compensating", "N planned compensating"), "countermeasure planned"},
		{"existing", measure9("N compensating", "N existing compensating"), "valid"},
		{"nobody approved it", measure9("approved-by Ann ", ""), "not approved"},
		{"blank approval", measure9("approved-by Ann", "approved-by \" \""), "not approved"},
		{"no end", measure9(" until 2026-12-31", ""), "no end date"},
		{"ended yesterday", measure9("2026-12-31", "2026-06-14"), "approval expired"},
		{"the last day still counts", measure9("2026-12-31", "2026-06-15"), "valid"},
		{"no justification", measure9("justification j ", ""), "no justification"},
		{"blank justification", measure9("justification j", "justification \" \""), "no justification"},
		{"deployed nowhere", measure9("deployed-at Z ", ""), "deployed nowhere"},
		{"deployed at an asset", measure9("deployed-at Z", "deployed-at A") + "asset A", "valid"},
		{"where it was deployed was retired", "zone Y\n" + measure9("deployed-at Z", "deployed-at Y") + "commit\nretire Y", "deployed nowhere"},
		{"it satisfies instead", asked + "countermeasure N compensating satisfies a deployed-at Z\nevidence F PRESENT evidences N", "not compensated"},
	})
}

// spec: RULE-9.2
func TestEachRowNeedsItsOwnApproval(t *testing.T) {
	m := measure(t, asked+compensating+"allocation b \"SR 6.2\" at Z not-met\nzone Y\nallocation c \"SR 6.1\" at Y not-met\nset N compensates b approved-by Ann until 2026-12-31\nset N compensates c justification j until 2026-12-31")
	for _, c := range []struct{ place, row, want string }{
		{"Z", "SR 6.1", "valid"}, {"Z", "SR 6.2", "no justification"}, {"Y", "SR 6.1", "not approved"},
	} {
		if got := m.row(c.place, c.row).Compensation.State.String(); got != c.want {
			t.Errorf("%s on %s: got %s, want %s", c.row, c.place, got, c.want)
		}
	}
	if got := m.place("Z").Achieved; got != levels6(1) {
		t.Errorf("SL-A of Z: got %s, want %s", got, levels6(1))
	}
}

// spec: RULE-9.3
func TestTheStateOfACompensationIsTheFirstThatIsTrue(t *testing.T) {
	// With n things mended the rest is wrong; each mending lets the next state
	// be seen.
	draw := func(n int) string {
		if n == 0 {
			return asked
		}
		text := asked + "countermeasure N"
		add := func(from int, then, before string) {
			if n >= from {
				text += then
			} else {
				text += before
			}
		}
		add(2, " compensating", "")
		add(3, " existing", " planned")
		text += " compensates a"
		add(4, " approved-by Ann", "")
		add(6, " until 2026-12-31", "")
		if n == 5 {
			text += " until 2026-06-14"
		}
		add(7, " justification j", "")
		add(8, " deployed-at Z", "")
		text += "\ntest-case U verifies N\n"
		add(9, "test-run S passed at 2026-02-01 executes U\n", "test-run S failed at 2026-02-01 executes U\n")
		add(11, "evidence F PRESENT evidences N\n", "")
		if n == 10 {
			text += "evidence F PRESENT valid-until 2026-06-14 evidences N\n"
		}
		text += "commit\nset N description new\n"
		add(12, "confirm N compensates a\nconfirm F evidences N\n", "")
		return text
	}
	var all []string
	for s := gap.NotCompensated; s <= gap.CompensationValid; s++ {
		all = append(all, s.String())
	}
	var seen []string
	for n := range len(all) {
		m := measure(t, draw(n))
		seen = append(seen, m.row("Z", "SR 6.1").Compensation.State.String())
	}
	want := []string{
		"not compensated", "countermeasure not marked compensating", "countermeasure planned", "not approved", "no end date", "approval expired",
		"no justification", "deployed nowhere", "own test failed", "no evidence", "evidence expired or out of scope", "suspect", "valid",
	}
	if !slices.Equal(seen, want) || !slices.Equal(all, want) {
		t.Errorf("mending one thing after the other\n got %q\nwant %q\nstates declared %q", seen, want, all)
	}
}

// spec: RULE-9.6
func TestACompensationIsProvenByItsOwnEvidenceOrThatOfTheLastRunOfItsTest(t *testing.T) {
	bare := measure9("evidence F PRESENT evidences N\n", "") + "test-case U test verifies N\n"
	const run = "test-run S passed at 2026-02-01 executes U\n"
	judgeCompensation(t, []compensationCase{
		{"neither", bare + run, "no evidence"},
		{"no test at all", measure9("evidence F PRESENT evidences N\n", ""), "no evidence"},
		{"of the last run", bare + run + "evidence F PRESENT evidences S", "valid"},
		{"of an earlier run", bare + run + "evidence F PRESENT evidences S\ntest-run W passed at 2026-03-01 executes U", "no evidence"},
		{"its own, and a run without", bare + run + "evidence F PRESENT evidences N", "valid"},
		{"its own, and a test that was not run", bare + "evidence F PRESENT evidences N", "valid"},
		{"of the allocation", bare + run + "evidence F PRESENT evidences a", "no evidence"},
		{"of the run of a test of the allocation", bare + run + "test-case T verifies a\ntest-run W passed at 2026-02-01 executes T\nevidence F PRESENT evidences W", "no evidence"},
		{"the last run failed", bare + run + "evidence F PRESENT evidences N\ntest-run W failed at 2026-03-01 executes U", "own test failed"},
		{"it was blocked", bare + run + "evidence F PRESENT evidences N\ntest-run W blocked at 2026-03-01 executes U", "own test failed"},
		{"it failed once, long ago", bare + run + "evidence F PRESENT evidences N\ntest-run W failed at 2026-01-01 executes U", "valid"},
		{"retired", asked + compensating + "commit\nretire F", "no evidence"},
	})
}

// spec: RULE-9.7
func TestTheScopeOfEvidenceOfACompensation(t *testing.T) {
	const plant = "zone Y\nzone X\nzone W\nasset A in X\n"
	evidence := func(clauses string) string {
		return plant + measure9("deployed-at Z", "deployed-at Y,A") + "commit\nretire F\nevidence G PRESENT evidences N " + clauses
	}
	const out = "evidence expired or out of scope"
	judgeCompensation(t, []compensationCase{
		{"names nothing", evidence(""), "valid"},
		{"the place of the row", evidence("holds-for Z"), "valid"},
		{"a place of deployment", evidence("holds-for Y"), "valid"},
		{"the place of an asset of deployment", evidence("holds-for X"), "valid"},
		{"another place", evidence("holds-for W"), out},
		{"another beside it", evidence("holds-for W,Y"), "valid"},
		{"expired", evidence("valid-until 2026-06-14"), out},
		{"through the last day", evidence("valid-until 2026-06-15"), "valid"},
		{"a valid piece beside an expired one", evidence("valid-until 2026-06-14") + "\nevidence H PRESENT evidences N", "valid"},
		{"an asset it names is gone", evidence("holds-for B") + "\nasset B\ncommit\nretire B", out},
		{"its file is missing", plant + measure9("PRESENT", "MISSING"), out},
	})
}

// spec: RULE-9.8
func TestACompensationIsSuspectByItsLinkOrByEveryValidPiece(t *testing.T) {
	const whole = asked + compensating
	judgeCompensation(t, []compensationCase{
		{"the countermeasure changed", whole + "commit\nset N description new", "suspect"},
		{"only the link was confirmed", whole + "commit\nset N description new\nconfirm N compensates a", "suspect"},
		{"only the evidence was confirmed", whole + "commit\nset N description new\nconfirm F evidences N", "suspect"},
		{"both were confirmed", whole + "commit\nset N description new\nconfirm N compensates a\nconfirm F evidences N", "valid"},
		{"one of two pieces was confirmed", whole + "evidence G PRESENT evidences N\ncommit\nset N description new\nconfirm N compensates a\nconfirm G evidences N", "valid"},
		{"a sound piece that expired does not help", whole + "evidence G PRESENT valid-until 2026-06-14 evidences N\ncommit\nset N description new\nconfirm N compensates a\nconfirm G evidences N", "suspect"},
		{"new evidence", whole + "commit\nset N description new\nconfirm N compensates a\ncommit\nevidence G PRESENT evidences N", "valid"},
		{"the place changed, which is not upstream of it", whole + "commit\nset Z description new", "valid"},
		{"the allocation changed, which is not either", whole + "commit\nset a description new", "valid"},
		{"undone", whole + "commit\nset N description new\ncommit\nunset N description", "valid"},
	})
}

// spec: RULE-9.9, RULE-9.10
func TestOfSeveralCompensationsTheFurthestIsShown(t *testing.T) {
	other := func(words string) string {
		return "countermeasure O " + words + " compensates a approved-by Ann until 2026-12-31\n"
	}
	for _, order := range []bool{true, false} {
		for _, c := range []struct{ name, n, o, want, who string }{
			{"valid beside planned", compensating, other("planned compensating"), "valid", "N"},
			{"no justification beside planned", other("planned compensating"), strings.Replace(compensating, "justification j ", "", 1), "no justification", "N"},
			{"suspect is further than expired", compensating + "commit\nset N description new\n", "countermeasure O compensating deployed-at Z compensates a justification j approved-by Ann until 2026-06-14\n", "suspect", "N"},
		} {
			text := asked + c.n + c.o
			if !order {
				text = asked + c.o + c.n
			}
			m := measure(t, text)
			got := m.row("Z", "SR 6.1").Compensation
			if got.State.String() != c.want || m.Name(got.Countermeasure) != c.who {
				t.Errorf("%s: shown is %s of %s, want %s of %s", c.name, got.State, m.Name(got.Countermeasure), c.want, c.who)
			}
			if want := levels6(map[bool]sl.Level{true: 1}[c.want == "valid"]); m.place("Z").Achieved != want {
				t.Errorf("%s: SL-A %s, want %s", c.name, m.place("Z").Achieved, want)
			}
		}
	}
}
