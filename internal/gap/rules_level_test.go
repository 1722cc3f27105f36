package gap_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/cordon-ot/cordon/internal/capability"
	"github.com/cordon-ot/cordon/internal/gap"
	"github.com/cordon-ot/cordon/internal/model"
	"github.com/cordon-ot/cordon/internal/plant"
	"github.com/cordon-ot/cordon/internal/sl"
	"github.com/cordon-ot/cordon/internal/standard"
	"github.com/cordon-ot/cordon/internal/trace"
)

const projectDay = "2026-06-15"

// Words that stand for digests of a file that is there and of one that is not.
var digests = strings.NewReplacer("PRESENT", "digest sha256:"+strings.Repeat("0", 64), "MISSING", "digest sha256:"+strings.Repeat("1", 64))

var shippedOnce = sync.OnceValues(func() (capability.Basis, error) {
	lib, err := standard.Shipped()
	if err != nil {
		return capability.Basis{}, err
	}
	return capability.BasisFor(lib, model.Empty()), nil
})

// measured is a plant, whose links remember the state they were made on, with
// its assessment.
type measured struct {
	*plant.Plant
	*gap.Project
	t testing.TB
}

func measure(t testing.TB, text string) measured {
	t.Helper()
	basis, err := shippedOnce()
	if err != nil {
		t.Fatal(err)
	}
	r := plant.Reader{Seal: func(s *model.Snapshot) plant.Prints { return trace.NewPrints(basis, s) }}
	p, err := r.Parse(digests.Replace(text))
	if err != nil {
		t.Fatalf("%v in\n%s", err, text)
	}
	return measured{p, assess(basis, p.Snapshot), t}
}

func assess(basis capability.Basis, s *model.Snapshot) *gap.Project {
	present := "sha256:" + strings.Repeat("0", 64)
	return gap.Assess(gap.Input{Basis: basis, Snapshot: s, Context: trace.Context{Date: projectDay, Files: func(d string) trace.FileState {
		if d == present {
			return trace.FilePresent
		}
		return trace.FileMissing
	}}})
}

func (m measured) place(name string) *gap.Place {
	m.t.Helper()
	p := m.Project.Place(m.Node(name))
	if p == nil {
		m.t.Fatalf("%s was not assessed", name)
	}
	return p
}

// row gives the result of a row on a place.
func (m measured) row(place, code string) *gap.Row {
	m.t.Helper()
	i, ok := m.Basis().Row("62443-3-3:2013 " + code)
	if !ok {
		m.t.Fatalf("there is no %s", code)
	}
	return &m.place(place).Rows[i]
}

// say is how a row counts, or why not.
func say(r *gap.Row) string {
	switch {
	case r.Counts != gap.NotCounted:
		return r.Counts.String()
	case r.Why == gap.Assessment:
		return "no: " + r.Assessment
	case r.Why == gap.ChainBroken:
		return "no: " + r.Chain.State.String()
	}
	return "no: " + r.Why.String()
}

// codes are the rows of FR 6: of levels 1, 2 and 3, none of level 4. Their
// allocations in these plants are a, b and c.
var codes = []string{"SR 6.1", "SR 6.2", "SR 6.1 RE(1)"}

// sixth draws zone Z with the rows of FR 6. Each word says what stands in the
// row's allocation; "-" leaves the allocation out. All chains are complete.
func sixth(zone string, rows ...string) string {
	text, names := zone+"\n", []string{}
	for i, words := range rows {
		if words == "-" {
			continue
		}
		name := string(rune('a' + i))
		names = append(names, name)
		text += fmt.Sprintf("allocation %s %q at Z %s\n", name, codes[i], words)
	}
	if len(names) == 0 {
		return text
	}
	return text + "countermeasure M satisfies " + strings.Join(names, ",") + "\ntest-case T test verifies M\n" +
		"test-run R passed at 2026-02-01 executes T\nevidence E PRESENT evidences R\n"
}

// all3 is a zone with FR 6 at level 4.
func all3(zone string) string { return sixth(zone, "met", "met", "met") }

func levels6(l sl.Level) sl.Vector { return sl.Vector{}.With(sl.TRE, l) }

// rowCase is a plant and how SR 6.1 on Z counts in it.
type rowCase struct{ name, plant, want string }

func judgeRow(t *testing.T, cases []rowCase) {
	t.Helper()
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			m := measure(t, c.plant)
			if got := say(m.row("Z", "SR 6.1")); got != c.want {
				t.Errorf("SR 6.1 on Z in\n%s\n got %s\nwant %s", c.plant, got, c.want)
			}
			want := sl.Level(1) // a row of level 1 alone
			if strings.HasPrefix(c.want, "no: ") {
				want = 0
			}
			if got := m.place("Z").Achieved.At(sl.TRE); got != want {
				t.Errorf("SL-A in FR 6: got %d, want %d", got, want)
			}
		})
	}
}

// spec: RULE-0.2
func TestBlankTextCountsAsMissing(t *testing.T) {
	judgeRow(t, []rowCase{
		{"reason", sixth("zone Z", "not-applicable reason \"  \" approved-by Ann"), "no: not applicable without reason"},
		{"approver", sixth("zone Z", "not-applicable reason r approved-by \" \""), "no: not applicable without approval"},
		{"lifecycle is in service", "zone Z\nallocation a \"SR 6.1\" at Z met\ndesign-artifact D realizes a\nasset A in Z lifecycle \" \" types embedded-device", "no: component requirement missing"},
		{"end of validity", sixth("zone Z", "met") + "evidence F PRESENT valid-until \" \" evidences R\ncommit\nretire E", "met"},
		{"assessment", sixth("zone Z", "assessment \" \""), "no: not assessed"},
		{"result of a run", sixth("zone Z", "met") + "test-run S result \" \" at 2026-05-01 executes T", "met"},
	})
	// Nothing blank can be recorded past the reader either.
	m := measure(t, sixth("zone Z", "not-applicable reason r"))
	b := model.NewBuilder(m.Plant.Snapshot, 2, time.Unix(0, 0), model.Options{})
	b.Apply([]model.Op{{Kind: model.OpSet, Item: m.ID(m.Node("a")), Props: model.Props{{Name: "approved_by", Value: model.TextValue(model.Text, " \n")}}}})
	if len(b.Faults()) != 1 || !strings.Contains(b.Faults()[0].Error(), "blank") {
		t.Errorf("a blank name was recorded; faults: %v", b.Faults())
	}
}

// spec: RULE-0.3
func TestRetiredItemsDoNotExistForLevels(t *testing.T) {
	const compensated = "zone Z target 1\nallocation L \"SR 6.1\" at Z not-met\ncountermeasure M compensating compensates L justification j approved-by Ann until 2026-12-31 deployed-at Z\nevidence E PRESENT evidences M\n"
	judgeRow(t, []rowCase{
		{"the countermeasure that satisfies", sixth("zone Z target 1", "met") + "commit\nretire M", "no: no design"},
		{"the countermeasure that compensates", compensated + "commit\nretire M", "no: not met"},
		{"its evidence", compensated + "commit\nretire E", "no: not met"},
		{"the allocation, asked for", sixth("zone Z target 1", "met") + "commit\nretire a", "no: allocation retired"},
		{"the allocation, above the target", sixth("zone Z target 0", "met") + "commit\nretire a", "met"},
	})
	m := measure(t, all3("zone Z target 1")+"conduit C target 1\nzone Y target 1\ncommit\nretire Z,C")
	if m.Project.Place(m.Node("Z")) != nil || m.Project.Place(m.Node("C")) != nil || len(m.Places) != 1 {
		t.Errorf("%d places were assessed, want Y alone", len(m.Places))
	}
	// An outer zone that was retired is no longer there to change.
	const inner = "zone O\n" + "zone Z within O target 1\nallocation a \"SR 6.1\" at Z not-applicable reason r approved-by Ann\n"
	judgeRow(t, []rowCase{{"the outer zone", inner + "commit\nretire O", "no: not applicable, but suspect"}})
}

// spec: RULE-0.4
func TestAVectorHasOneLevelPerRequirementFromIACToRA(t *testing.T) {
	order := []sl.FR{sl.IAC, sl.UC, sl.SI, sl.DC, sl.RDF, sl.TRE, sl.RA}
	for i, fr := range order {
		for l := range 5 {
			parts := []string{"0", "0", "0", "0", "0", "0", "0"}
			parts[i] = fmt.Sprint(l)
			m := measure(t, "zone Z target "+strings.Join(parts, ","))
			p := m.place("Z")
			if want := (sl.Vector{}).With(fr, sl.Level(l)); p.Target != want || p.Gap != want {
				t.Errorf("component %d at %d: target %s, gap %s, want %s", i+1, l, p.Target, p.Gap, want)
			}
			for _, other := range order {
				rows := m.Lacking(p, other)
				if (len(rows) > 0) != (other == fr && l > 0) {
					t.Errorf("component %d at %d: %d rows are lacking in %s", i+1, l, len(rows), other)
				}
				for _, r := range rows {
					if code := m.Basis().Rows()[r].Ref.Code; !strings.HasPrefix(code, fmt.Sprintf("SR %d.", i+1)) {
						t.Errorf("component %d asks for %s", i+1, code)
					}
				}
			}
		}
	}
	// FR 6 at 4 makes up for nothing in another FR.
	if got, want := measure(t, all3("zone Z target 1,0,0,0,0,1,0")).place("Z").Gap, (sl.Vector{1}); got != want {
		t.Errorf("gap: got %s, want %s", got, want)
	}
	for _, bad := range []string{"5", "-1", "1,1,1,1,1,1", "1,1,1,1,1,1,1,1", "1,1,1,1,1,1,5", "1.5", "high"} {
		if _, err := plant.Parse("zone Z target " + bad); err == nil {
			t.Errorf("the vector %q was accepted", bad)
		}
	}
}

// spec: RULE-1.1
func TestTheApprovedTargetCountsEverywhereAndAProposedOneNowhere(t *testing.T) {
	for _, kind := range []string{"zone", "conduit"} {
		for _, c := range []struct {
			name, clauses, later string
			approved             bool
			target               sl.Vector
			row                  string // of the retired allocation of SR 6.2, level 2
		}{
			{"none", "", "", false, sl.Vector{}, "met"},
			{"proposed", "proposed 3", "", false, sl.Vector{}, "met"},
			{"approved", "target 1", "", true, sl.Uniform(1), "met"},
			{"raised but not approved", "target 1", "set Z proposed 3", true, sl.Uniform(1), "met"},
			{"raised and approved", "target 1", "set Z target 3", true, sl.Uniform(3), "no: allocation retired"},
			{"lowered but not approved", "target 3", "set Z proposed 1", true, sl.Uniform(3), "no: allocation retired"},
			{"zeros approved", "target 0", "", true, sl.Vector{}, "met"},
		} {
			m := measure(t, all3(kind+" Z "+c.clauses)+"commit\nretire b\n"+c.later)
			p := m.place("Z")
			if p.Target != c.target || p.Approved != c.approved || say(m.row("Z", "SR 6.2")) != c.row {
				t.Errorf("%s, %s: target %s approved %v row %q, want %s %v %q", kind, c.name, p.Target, p.Approved, say(m.row("Z", "SR 6.2")), c.target, c.approved, c.row)
			}
			if want := sl.Shortfall(c.target, p.Achieved); p.Gap != want {
				t.Errorf("%s, %s: gap %s, want %s", kind, c.name, p.Gap, want)
			}
		}
	}
}

// spec: RULE-4.1
func TestNotApplicableCountsWithAReasonAnApproverAndALinkThatIsNotSuspect(t *testing.T) {
	na := func(words string) string {
		return "zone Z\nallocation a \"SR 6.1\" at Z not-applicable " + words + "\n"
	}
	const whole = "reason \"no events here\" approved-by Ann"
	judgeRow(t, []rowCase{
		{"with both", na(whole), "not applicable"},
		{"without a reason", na("approved-by Ann"), "no: not applicable without reason"},
		{"without an approver", na("reason r"), "no: not applicable without approval"},
		{"without either", na(""), "no: not applicable without reason"},
		{"the place changed", na(whole) + "commit\nset Z description new", "no: not applicable, but suspect"},
		{"an asset joined that the row concerns", na(whole) + "commit\nasset A in Z types embedded-device", "no: not applicable, but suspect"},
		{"confirmed", na(whole) + "commit\nset Z description new\ncommit\nconfirm a allocated-to Z", "not applicable"},
		{"approved again is not confirmed", na(whole) + "commit\nset Z description new\ncommit\nset a approved-by Bob", "no: not applicable, but suspect"},
		{"its own text is downstream of the link", na(whole) + "commit\nset a description new", "not applicable"},
		{"it needs no chain", na(whole) + "design-artifact D realizes a\ncommit\nset D document new", "not applicable"},
	})
}

// spec: RULE-4.2
func TestMetCountsWithACompleteChain(t *testing.T) {
	judgeRow(t, []rowCase{
		{"met and complete", sixth("zone Z", "met"), "met"},
		{"met and no chain", "zone Z\nallocation a \"SR 6.1\" at Z met", "no: no design"},
		{"met and suspect", sixth("zone Z", "met") + "commit\nset T procedure new", "no: suspect"},
		{"partly met and complete", sixth("zone Z", "partly-met"), "no: partly met"},
		{"not met and complete", sixth("zone Z", "not-met"), "no: not met"},
		{"not assessed and complete", sixth("zone Z", ""), "no: not assessed"},
	})
}

// spec: RULE-4.4, RULE-4.7, RULE-4.8
func TestTheAchievedLevelOverAllPatternsOfRows(t *testing.T) {
	// Rows of levels 1, 2 and 3 that count (y), do not (n) or have no
	// allocation (-). Level 4 has no row and opens with level 3.
	want := map[string]sl.Level{"yyy": 4, "yyn": 2, "yy-": 2}
	words := map[rune]string{'y': "met", 'n': "not-met", '-': "-"}
	for _, x := range "yn-" {
		for _, y := range "yn-" {
			for _, z := range "yn-" {
				pattern := string([]rune{x, y, z})
				level, given := want[pattern]
				if !given && x == 'y' {
					level = 1
				}
				for _, target := range []string{"0", "2", "4"} {
					got := measure(t, sixth("zone Z target "+target, words[x], words[y], words[z])).place("Z").Achieved
					if got != levels6(level) {
						t.Errorf("%s at target %s: SL-A %s, want %s", pattern, target, got, levels6(level))
					}
				}
			}
		}
	}
}

// spec: RULE-4.5
func TestRetiredAllocationCountsOnlyAboveTheTarget(t *testing.T) {
	for target, want := range []struct {
		level sl.Level
		row   string
	}{{4, "met"}, {4, "met"}, {1, "no: allocation retired"}, {1, "no: allocation retired"}, {1, "no: allocation retired"}} {
		m := measure(t, all3(fmt.Sprint("zone Z target ", target))+"commit\nretire b")
		if got := say(m.row("Z", "SR 6.2")); got != want.row || m.place("Z").Achieved != levels6(want.level) {
			t.Errorf("SR 6.2 retired at target %d: row %q, SL-A %s; want %q, %s", target, got, m.place("Z").Achieved, want.row, levels6(want.level))
		}
		if claimed := m.place("Z").Claimed; claimed != levels6(want.level) {
			t.Errorf("SR 6.2 retired at target %d: claimed %s, want %s", target, claimed, levels6(want.level))
		}
	}
	// Only the component of the row's own FR decides.
	if got := measure(t, all3("zone Z target 4,4,4,4,4,1,4")+"commit\nretire b").place("Z").Achieved; got != levels6(4) {
		t.Errorf("target 1 in FR 6 and 4 elsewhere: SL-A %s, want %s", got, levels6(4))
	}
}

// spec: RULE-4.6
func TestMovingATargetNeverChangesWhatIsAchieved(t *testing.T) {
	// Each target retires what it does not ask for, as approving it would do;
	// what was retired by hand below is the one exception.
	for target := range 5 {
		var gone []string
		for level, name := range []string{"a", "b", "c"} {
			if level+1 > target {
				gone = append(gone, name)
			}
		}
		text := all3("zone Z target 4") + fmt.Sprintf("commit\nset Z target %d\n", target)
		if len(gone) > 0 {
			text += "retire " + strings.Join(gone, ",") + "\n"
		}
		p := measure(t, text).place("Z")
		if p.Achieved != levels6(4) || p.Claimed != levels6(4) {
			t.Errorf("target %d, retired %v: SL-A %s, claimed %s, want %s", target, gone, p.Achieved, p.Claimed, levels6(4))
		}
	}
	byHand := measure(t, all3("zone Z target 1")+"commit\nretire a").place("Z")
	if byHand.Achieved != levels6(0) {
		t.Errorf("retired by hand within the target: SL-A %s, want zeros", byHand.Achieved)
	}
}

// spec: RULE-4.9
func TestAPlaceRestsOnItsOwnAllocationsOnly(t *testing.T) {
	m := measure(t, all3("zone Z within O target 1")+"zone O target 1\nzone I within Z target 1\nconduit C connects Z target 1\nzone Y target 1")
	for _, name := range []string{"O", "I", "C", "Y"} {
		if p := m.place(name); !p.Achieved.IsZero() || !p.Claimed.IsZero() {
			t.Errorf("%s: SL-A %s, claimed %s, want zeros", name, p.Achieved, p.Claimed)
		}
	}
	if got := m.place("Z").Achieved; got != levels6(4) {
		t.Errorf("Z: SL-A %s, want %s", got, levels6(4))
	}
}

const compensating = "countermeasure N compensating deployed-at Z compensates a justification j approved-by Ann until 2026-12-31\nevidence F PRESENT evidences N\n"

// spec: RULE-4.10, RULE-4.11
func TestWhatCountsAsClaimed(t *testing.T) {
	const bare = "zone Z target 1\nallocation a \"SR 6.1\" at Z "
	for _, c := range []struct {
		name, plant        string
		claimed, confirmed bool
	}{
		{"met without a chain", bare + "met", true, false},
		{"met with a complete chain", sixth("zone Z target 1", "met"), true, true},
		{"met and suspect", sixth("zone Z target 1", "met") + "commit\nset T procedure new", true, false},
		{"partly met", bare + "partly-met", false, false},
		{"not assessed", bare, false, false},
		{"not applicable with a reason", bare + "not-applicable reason r", true, false},
		{"not applicable with a reason and approval", bare + "not-applicable reason r approved-by Ann", true, true},
		{"not applicable, approved and suspect", bare + "not-applicable reason r approved-by Ann\ncommit\nset Z description new", true, false},
		{"not applicable without a reason", bare + "not-applicable approved-by Ann", false, false},
		{"compensated", bare + "not-met\n" + compensating, true, true},
		{"compensated, expired", bare + "not-met\n" + strings.Replace(compensating, "2026-12-31", "2026-01-01", 1), false, false},
		{"compensated without assessment", bare + "\n" + compensating, true, true},
		{"no allocation", "zone Z target 1", false, false},
		{"retired within the target", bare + "met\ncommit\nretire a", false, false},
		{"retired above the target", "zone Z target 0\nallocation a \"SR 6.1\" at Z met\ncommit\nretire a", true, false},
	} {
		p := measure(t, c.plant).place("Z")
		if got := p.Claimed == levels6(1); got != c.claimed {
			t.Errorf("%s: claimed %s, want it to count: %v", c.name, p.Claimed, c.claimed)
		}
		if got := p.Achieved == levels6(1); got != c.confirmed {
			t.Errorf("%s: verified %s, want it to count: %v", c.name, p.Achieved, c.confirmed)
		}
	}
}

// spec: RULE-4.12
func TestWhyNamesTheRowsOfTheNextLevelWithTheFirstReason(t *testing.T) {
	judgeRow(t, []rowCase{
		{"not allocated", "zone Z target 1", "no: not allocated"},
		{"no reason comes before no approval", sixth("zone Z", "not-applicable"), "no: not applicable without reason"},
		{"no approval comes before suspect", sixth("zone Z", "not-applicable reason r") + "commit\nset Z description new", "no: not applicable without approval"},
		{"suspect", sixth("zone Z", "not-applicable reason r approved-by Ann") + "commit\nset Z description new", "no: not applicable, but suspect"},
		{"the assessment comes before the chain", "zone Z\nallocation a \"SR 6.1\" at Z partly-met", "no: partly met"},
		{"the chain state", "zone Z\nallocation a \"SR 6.1\" at Z met\ndesign-artifact D realizes a", "no: no test"},
		{"not valid compensation does not hide it", sixth("zone Z", "not-met") + strings.Replace(compensating, "2026-12-31", "2026-01-01", 1), "no: not met"},
	})
	held := func(text string, fr sl.FR) string {
		m := measure(t, text)
		var out []string
		for _, i := range m.Holding(m.place("Z"), fr) {
			out = append(out, m.Basis().Rows()[i].Ref.Code)
		}
		slices.Sort(out)
		return strings.Join(out, ", ")
	}
	for _, c := range []struct {
		name, plant string
		fr          sl.FR
		want        string
	}{
		{"level 0", sixth("zone Z", "not-met", "not-met"), sl.TRE, "SR 6.1"},
		{"level 1", sixth("zone Z", "met", "not-met", "not-met"), sl.TRE, "SR 6.2"},
		{"level 2", sixth("zone Z", "met", "met"), sl.TRE, "SR 6.1 RE(1)"},
		{"level 4", all3("zone Z"), sl.TRE, ""},
		{"another FR", all3("zone Z"), sl.DC, "SR 4.1, SR 4.3"},
		{"those of the level that count are not named", "zone Z\nallocation x \"SR 4.1\" at Z not-applicable reason r approved-by Ann", sl.DC, "SR 4.3"},
		{"also above the target", sixth("zone Z target 0", "met"), sl.TRE, "SR 6.2"},
	} {
		if got := held(c.plant, c.fr); got != c.want {
			t.Errorf("%s: held down by %q, want %q", c.name, got, c.want)
		}
	}
}

// spec: RULE-4.3, RULE-4.13
func TestARowCountsByTheFirstWayThatHolds(t *testing.T) {
	judgeRow(t, []rowCase{
		{"compensated alone", "zone Z\nallocation a \"SR 6.1\" at Z not-met\n" + compensating, "compensated"},
		{"compensated without a word of assessment", "zone Z\nallocation a \"SR 6.1\" at Z\n" + compensating, "compensated"},
		{"not applicable before compensated", "zone Z\nallocation a \"SR 6.1\" at Z not-applicable reason r approved-by Ann\n" + compensating, "not applicable"},
		{"not applicable without approval, but compensated", "zone Z\nallocation a \"SR 6.1\" at Z not-applicable reason r\n" + compensating, "compensated"},
		{"met before compensated", sixth("zone Z", "met") + compensating, "met"},
		{"met without a chain, but compensated", "zone Z\nallocation a \"SR 6.1\" at Z met\n" + compensating, "compensated"},
		{"retired within the target is not compensated either", "zone Z target 1\nallocation a \"SR 6.1\" at Z not-met\n" + compensating + "commit\nretire a", "no: allocation retired"},
		{"retired above the target is", "zone Z target 0\nallocation a \"SR 6.1\" at Z not-met\n" + compensating + "commit\nretire a", "compensated"},
	})
}

// spec: RULE-7.1, RULE-7.2, RULE-7.3
func TestTheGapIsWhatIsAchievedShortOfTheTargetWithAllRowsThatDoNotCount(t *testing.T) {
	lacking := func(m measured, fr sl.FR) string {
		var out []string
		for _, i := range m.Lacking(m.place("Z"), fr) {
			out = append(out, m.Basis().Rows()[i].Ref.Code)
		}
		return strings.Join(out, ", ")
	}
	for _, kind := range []string{"zone", "conduit"} {
		for _, c := range []struct {
			target string
			rows   []string
			gap    sl.Level
			lack   string
		}{
			{"0", []string{"not-met"}, 0, ""},
			{"2", []string{"met", "met"}, 0, ""},
			{"1", []string{"met", "met", "met"}, 0, ""}, // achieved above the target is no negative gap
			{"3", []string{"met", "not-met", "met"}, 2, "SR 6.2"},
			{"3", []string{"not-met", "met", "not-met"}, 3, "SR 6.1, SR 6.1 RE(1)"},
			{"4", []string{"met", "met", "-"}, 2, "SR 6.1 RE(1)"},
			{"2", []string{"-", "-", "-"}, 2, "SR 6.1, SR 6.2"},
			{"1", []string{"not-met", "not-met"}, 1, "SR 6.1"},
		} {
			m := measure(t, sixth(fmt.Sprintf("%s Z target 0,0,0,0,0,%s,0", kind, c.target), c.rows...))
			if got := m.place("Z").Gap; got != levels6(c.gap) {
				t.Errorf("%s, target %s, rows %v: gap %s, want %s", kind, c.target, c.rows, got, levels6(c.gap))
			}
			got := strings.Split(lacking(m, sl.TRE), ", ")
			want := strings.Split(c.lack, ", ")
			slices.Sort(got)
			slices.Sort(want)
			if !slices.Equal(got, want) {
				t.Errorf("%s, target %s, rows %v: lacking %v, want %v", kind, c.target, c.rows, got, want)
			}
		}
	}
}
