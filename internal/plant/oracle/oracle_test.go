package oracle

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
)

// overHistories runs a check on random histories of a few states.
func overHistories(t *testing.T, count int, check func(t *testing.T, m Maker, v View)) {
	t.Helper()
	if testing.Short() {
		count = min(count, 10)
	}
	c := shipped(t)
	for seed := range uint64(count) {
		m := Maker{rand.New(rand.NewPCG(seed, 1)), c, seed%3 == 0}
		v := View{c, m.RandomHistory(20, int(seed%12))}
		check(t, m, v)
		if t.Failed() {
			t.Fatalf("with seed %d", seed)
		}
	}
}

func places(v View) []string {
	s := v.now()
	var ids []string
	for _, p := range append(s.items(Zone), s.items(Conduit)...) {
		ids = append(ids, p.ID)
	}
	return ids
}

func TestCatalogueHasThePublishedNumberOfRows(t *testing.T) {
	c := shipped(t)
	var perLevel [5]int
	for _, r := range c.Rows {
		for l := r.Level; l <= 4; l++ {
			perLevel[l]++
		}
	}
	if want := [5]int{0, 37, 60, 90, 100}; perLevel != want {
		t.Errorf("rows of 3-3 up to each level: got %v, want %v", perLevel, want)
	}
	for kind, want := range map[string]int{"software-application": 73, "embedded-device": 83, "host-device": 84, "network-device": 92} {
		if got := len(c.RowsFor([]string{kind})); got != want {
			t.Errorf("rows of 4-2 for %s: got %d, want %d", kind, got, want)
		}
	}
}

func TestVersionsCompareAsTheRulesSay(t *testing.T) {
	ordered := [][]string{
		{"", "0", "v", "0.0"},
		{"0.a"},
		{"1", "v1", "V1.0", " 1.0.0 "},
		{"1-rc1", "1-RC1"},
		{"2.0", "2.0.0", "2", "02"},
		{"2.9"},
		{"2.9a", "2.9A", "2.9a.0"},
		{"2.9b"},
		{"2.10"},
		{"3.9"},
		{"3.10", "3.010"},
		{"99999999999999999999999"},
	}
	for i, group := range ordered {
		for j, other := range ordered {
			for _, a := range group {
				for _, b := range other {
					want := 0
					if i < j {
						want = -1
					} else if i > j {
						want = 1
					}
					if got := CompareVersions(a, b); got != want {
						t.Errorf("CompareVersions(%q, %q): got %d, want %d", a, b, got, want)
					}
				}
			}
		}
	}
}

func TestHighestLevelForEveryPattern(t *testing.T) {
	// Per level: no row, a row that counts, a row that does not.
	for pattern := range 81 {
		var rows []counted
		want, held := 0, false
		for level, n := 1, pattern; level <= 4; level, n = level+1, n/3 {
			if n%3 != 0 {
				rows = append(rows, counted{3, level, n%3 == 1})
			}
			held = held || n%3 == 2
			if !held {
				want = level
			}
		}
		if got := highest(rows); got != (Vector{4, 4, want, 4, 4, 4, 4}) {
			t.Errorf("rows %v: got %v, want FR3 %d", rows, got, want)
		}
	}
}

func TestApprovingTargetsCreatesRetiresAndRevives(t *testing.T) {
	c := shipped(t)
	s := draw()
	s.zone("Z", Control, Vector{}).Target = nil
	extra := s.met("Z", "SR 1.1 RE(3)") // by hand, level 4
	approve := func(v Vector) Approval {
		a := Of(c, s.p).ApproveTarget("Z", v)
		a.Apply(s.p, "Z", v, 0)
		return a
	}
	counts := func(a Approval) [3]int { return [3]int{len(a.Created), len(a.Revived), len(a.Retired)} }
	steps := []struct {
		target Vector
		want   [3]int // created, revived, retired
	}{
		{Vector{2, 2, 2, 2, 2, 2, 2}, [3]int{60, 0, 0}},
		{Vector{1, 1, 1, 1, 1, 1, 1}, [3]int{0, 0, 23}},
		{Vector{2, 2, 2, 2, 2, 2, 2}, [3]int{0, 23, 0}},
		{Vector{3, 3, 3, 1, 3, 3, 3}, [3]int{29, 0, 2}}, // 30 rows of level 3 without FR4's one; FR4 has two of level 2
		{Vector{4, 4, 4, 4, 4, 4, 4}, [3]int{10, 2, 0}}, // all 100, one was there by hand
		{Vector{}, [3]int{0, 0, 100}},
	}
	for _, st := range steps {
		if got := counts(approve(st.target)); got != st.want {
			t.Errorf("approving %v created, revived, retired %v, want %v", st.target, got, st.want)
		}
		if st.target[0] < 4 && st.target[0] > 0 && extra.Retired {
			t.Errorf("approving %v retired the row recorded by hand above the target", st.target)
		}
	}
}

func TestVerifiedNeverExceedsClaimed(t *testing.T) {
	overHistories(t, 40, func(t *testing.T, _ Maker, v View) {
		for _, place := range places(v) {
			verified, claimed := v.Achieved(place), v.Claimed(place)
			for i := range verified {
				if verified[i] > claimed[i] {
					t.Errorf("%s: verified %v, claimed %v", place, verified, claimed)
				}
			}
		}
	})
}

func TestMovingTargetNeverChangesAchieved(t *testing.T) {
	overHistories(t, 15, func(t *testing.T, m Maker, v View) {
		for _, all := range v.now().items(Allocation) {
			all.Retired = false
		}
		for _, place := range places(v) {
			before := v.Achieved(place)
			for range 3 {
				target := *writer{m, nil}.vector()
				v.ApproveTarget(place, target).Apply(v.now().p, place, target, len(v.History)-1)
				if got := v.Achieved(place); got != before {
					t.Fatalf("%s: SL-A %v became %v with target %v", place, before, got, target)
				}
			}
		}
	})
}

func suspects(v View) []string {
	var out []string
	for _, id := range sortedKeys(v.now().p.Links) {
		if v.Suspect(id) {
			out = append(out, id)
		}
	}
	for _, place := range places(v) {
		if v.TargetOpen(place) {
			out = append(out, "target of "+place)
		}
	}
	return out
}

func TestConfirmingEverythingLeavesNothingSuspect(t *testing.T) {
	overHistories(t, 40, func(t *testing.T, _ Maker, v View) {
		next := then(v.History)
		for _, l := range next.p.Links {
			l.ConfirmedAt = next.at
		}
		for _, it := range next.p.Items {
			it.TargetAt = next.at
		}
		if got := suspects(View{v.Catalogue, append(v.History, next.p)}); len(got) > 0 {
			t.Errorf("still suspect: %v", got)
		}
	})
}

func TestUndoneEditLeavesSuspicionAsItWas(t *testing.T) {
	overHistories(t, 40, func(t *testing.T, m Maker, v View) {
		before := suspects(v)
		edited := v.History
		for range 3 {
			next := then(edited)
			w := writer{m, next}
			w.editTechnical()
			w.editText()
			edited = append(slices.Clone(edited), next.p)
		}
		back := then(v.History)
		if got := suspects(View{v.Catalogue, append(edited, back.p)}); !slices.Equal(got, before) {
			t.Errorf("suspect before %v, after undoing %v", before, got)
		}
	})
}

func TestInsignificantPropertiesRaiseNoSuspicion(t *testing.T) {
	overHistories(t, 40, func(t *testing.T, m Maker, v View) {
		before := suspects(v)
		next := then(v.History)
		w := writer{m, next}
		for _, it := range next.p.Items {
			it.Note = "other"
			it.TargetReason, it.Assessment, it.Reason, it.Approver = "x", NotMet, "x", "x"
			it.Marks, it.ValidUntil, it.ScopePlaces = nil, "2020-01-01", []string{"nowhere"}
			it.Acceptances = nil
			if it.Kind == Allocation {
				it.Retired = !it.Retired
			}
			if it.Target != nil {
				it.Target = w.vector()
			}
		}
		for _, l := range next.p.Links {
			l.Approver, l.Justification, l.Until = "x", "y", "2020-01-01"
		}
		if got := suspects(View{v.Catalogue, append(v.History, next.p)}); !slices.Equal(got, before) {
			t.Errorf("suspect before %v, after %v", before, got)
		}
	})
}

func TestSameSeedGivesTheSameHistoryAndAnswers(t *testing.T) {
	c := shipped(t)
	history := func() []*Plant { return Maker{rand.New(rand.NewPCG(7, 7)), c, true}.RandomHistory(30, 40) }
	a, b := history(), history()
	if !reflect.DeepEqual(a, b) {
		t.Error("two histories of one seed differ")
	}
	for i := range a {
		if !reflect.DeepEqual(a[i], a[i].Clone()) {
			t.Errorf("state %d differs from its clone", i)
		}
	}
	if x, y := fmt.Sprint(View{c, a}.ZoneFindings()), fmt.Sprint(View{c, b}.ZoneFindings()); x != y {
		t.Errorf("findings differ:\n%s\n%s", x, y)
	}
}

// The comparison with the product is worth little if a state never comes up.
func TestRandomHistoriesReachEveryState(t *testing.T) {
	if testing.Short() {
		t.Skip("needs many histories")
	}
	seen := map[string]int{}
	overHistories(t, 150, func(t *testing.T, _ Maker, v View) {
		for _, all := range v.now().items(Allocation) {
			if v.now().placeOf(all.ID, AllocatedTo) == "" {
				continue
			}
			seen["chain "+v.ChainState(all.ID).State]++
			seen["compensation "+v.Compensation(all.ID)]++
			r := v.RowStatus(v.now().placeOf(all.ID, AllocatedTo), all.Row)
			seen["row "+r.Verified]++
			seen["why "+r.Why]++
		}
		for _, f := range v.ZoneFindings() {
			seen["finding "+f.Rule]++
		}
		for _, f := range v.StatementFindings() {
			seen["statement "+f.Why]++
		}
		for _, a := range v.now().items(Asset) {
			for _, r := range v.AssetCapability(a.ID).Rows {
				seen["capability "+r.Why]++
			}
		}
		for _, place := range places(v) {
			for fr, level := range v.Achieved(place) {
				seen[fmt.Sprintf("SL-A FR%d %d", fr+1, level)]++
			}
			for _, level := range v.PlaceCapability(place) {
				seen[fmt.Sprint("SL-C ", level)]++
			}
		}
		for _, id := range suspects(v) {
			if l := v.now().p.Links[id]; l != nil {
				seen["suspect "+l.Verb]++
			} else {
				seen["target open"]++
			}
		}
	})
	want := []string{"target open", "row " + NotApplicable, "row " + Met, "row " + Compensated, "SL-A FR4 1", "SL-A FR6 1", "SL-A FR6 4", "SL-C 1", "SL-C 4"}
	for _, s := range []string{NoDesign, CompReqMissing, NoTest, NotRun, LastRunFailed, NoEvidence, EvidenceNotValid, SuspectState, Complete} {
		want = append(want, "chain "+s)
	}
	for _, s := range compensationOrder {
		want = append(want, "compensation "+s)
	}
	for _, s := range []string{WhyNotAllocated, WhyNAReason, WhyNAApproval, WhyNASuspect, NotAssessed, PartlyMet, NotMet, SuspectState} {
		want = append(want, "why "+s)
	}
	for _, s := range []string{RuleBusiness, RuleSafety, RuleTemporary, RuleWireless, RuleExternal, RuleChannel, RuleNoPlace, RuleCircle, RuleConduitTarget, RuleNoTarget} {
		want = append(want, "finding "+s)
	}
	for _, s := range []string{"", WhyNoStatement, WhyOutOfScope, WhyNoConfiguration, WhyNoReason, WhyNotMet} {
		want = append(want, "capability "+s)
	}
	for _, s := range canBeSuspect {
		want = append(want, "suspect "+s)
	}
	want = append(want, "statement "+FindingDelegated, "statement "+FindingType)
	for _, s := range want {
		if seen[s] == 0 {
			t.Errorf("%q never comes up", s)
		}
	}
	for _, s := range sortedKeys(seen) {
		t.Logf("%6d %s", seen[s], s)
	}
}
