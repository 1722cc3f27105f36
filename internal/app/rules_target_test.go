package app_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/cordon-ot/cordon/internal/app"
	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/gap"
	"github.com/cordon-ot/cordon/internal/model"
	"github.com/cordon-ot/cordon/internal/sl"
	"github.com/cordon-ot/cordon/internal/store/memory"
	"github.com/cordon-ot/cordon/internal/trace"
)

// spec: RULE-0.1
func TestTheDateIsThatOfTheProjectsTimeZone(t *testing.T) {
	for _, c := range []struct{ zone, at, want string }{
		{"", "2026-03-01T23:59:00Z", "2026-03-01"},
		{"", "2026-03-02T00:01:00Z", "2026-03-02"},
		{"UTC", "2026-03-01T23:59:00Z", "2026-03-01"},
		{"Europe/Berlin", "2026-03-01T22:58:00Z", "2026-03-01"},
		{"Europe/Berlin", "2026-03-01T23:01:00Z", "2026-03-02"},
		{"Europe/Berlin", "2026-06-30T22:01:00Z", "2026-07-01"}, // two hours in summer
		{"America/New_York", "2026-03-02T04:58:00Z", "2026-03-01"},
	} {
		st, err := createAt(t, c.zone, c.at).Head(background)
		if err != nil || st.Date != c.want {
			t.Errorf("%s in %q: got %s (%v), want %s", c.at, c.zone, st.Date, err, c.want)
		}
	}
}

// createAt makes a project in a time zone whose clock stands at a moment.
func createAt(t *testing.T, zone, at string) *app.Project {
	t.Helper()
	c := newClock(at)
	p, err := app.Create(background, config(t, memory.New(), c), app.Genesis{Author: "anna", Title: "Turbine hall"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.Close() })
	if zone != "" {
		st, err := p.Head(background)
		if err != nil {
			t.Fatal(err)
		}
		m := app.NewMaker(st.Snapshot, p.NewID)
		if err := m.Set(mustKey(t, "SYS-1"), "", model.Props{text("time_zone", zone)}); err != nil {
			t.Fatal(err)
		}
		if _, err := p.Commit(background, app.Change{Author: "anna", Label: "edit", Ops: m.Ops()}); err != nil {
			t.Fatal(err)
		}
	}
	return p
}

// zone makes ZON-1.
func (f *fixture) zone() {
	f.t.Helper()
	f.commit("edit", func(m *app.Maker) { m.Create(model.KindZone, "Control", nil) })
}

// allocate records a row on ZON-1 by hand.
func (f *fixture) allocate(code string) (model.Key, error) {
	var key model.Key
	_, err := f.try("edit", func(m *app.Maker) {
		key = m.Create(model.KindAllocation, "by hand", model.Props{{Name: "row", Value: model.TextValue(model.Row, "62443-3-3:2013 "+code)}})
		f.must(m.Link(key, model.AllocatedTo, mustKey(f.t, "ZON-1"), nil))
	})
	return key, err
}

// codes lists the live rows of ZON-1 that begin with a prefix, without their
// edition.
func (f *fixture) codes(prefix string) []string {
	var out []string
	for _, r := range f.live("ZON-1") {
		if code := strings.TrimPrefix(r, "62443-3-3:2013 "); strings.HasPrefix(code, prefix) {
			out = append(out, code)
		}
	}
	return out
}

// spec: RULE-0.4, RULE-1.4, RULE-1.6
func TestARowIsAskedForWhenItsLevelIsNotAboveTheTargetInItsFR(t *testing.T) {
	for _, c := range []struct {
		target sl.Vector
		perFR  [7]int // counted by hand in 62443-3-3
		total  int
	}{
		{sl.Vector{2, 2, 2, 2, 2, 2, 2}, [7]int{16, 12, 10, 4, 6, 2, 10}, 60},
		{sl.Vector{3, 3, 3, 1, 3, 3, 3}, [7]int{22, 21, 16, 2, 10, 3, 13}, 87},
		{sl.Vector{0, 0, 0, 4, 0, 4, 0}, [7]int{0, 0, 0, 6, 0, 3, 0}, 9},
	} {
		f := create(t, memory.New())
		f.zone()
		f.approve("ZON-1", c.target)
		if got := len(f.live("ZON-1")); got != c.total {
			t.Errorf("%s: %d allocations, want %d", c.target, got, c.total)
		}
		for i, want := range c.perFR {
			if got := f.codes(fmt.Sprintf("SR %d.", i+1)); len(got) != want {
				t.Errorf("%s: %d rows of FR %d, want %d: %v", c.target, len(got), i+1, want, got)
			}
		}
	}
	f := create(t, memory.New())
	f.zone()
	f.approve("ZON-1", sl.Vector{3, 3, 3, 1, 3, 3, 3})
	if got, want := f.codes("SR 4."), []string{"SR 4.1", "SR 4.3"}; !slices.Equal(got, want) {
		t.Errorf("FR 4 at level 1: got %v, want %v", got, want)
	}
	if got, want := f.codes("SR 6."), []string{"SR 6.1", "SR 6.1 RE(1)", "SR 6.2"}; !slices.Equal(got, want) {
		t.Errorf("FR 6 at level 3: got %v, want %v", got, want)
	}
}

// spec: RULE-1.5
func TestASecondAllocationOfARowIsRefused(t *testing.T) {
	f := create(t, memory.New())
	f.zone()
	first, err := f.allocate("SR 6.1")
	f.must(err)
	_, err = f.allocate("SR 6.1")
	wantKind(t, err, fault.Invalid, "at most one per row", first.String())
	f.commit("edit", func(m *app.Maker) { f.must(m.RetireItem(first, "")) })
	_, err = f.allocate("SR 6.1")
	wantKind(t, err, fault.Invalid, "retired ones included", first.String())
	// Nor does another allocation become a second one.
	other, err := f.allocate("SR 6.2")
	f.must(err)
	_, err = f.try("edit", func(m *app.Maker) {
		f.must(m.Set(other, "", model.Props{{Name: "row", Value: model.TextValue(model.Row, "62443-3-3:2013 SR 6.1")}}))
	})
	wantKind(t, err, fault.Invalid, "at most one per row")
	// On another place the row is free.
	f.commit("edit", func(m *app.Maker) {
		z := m.Create(model.KindZone, "Safety", nil)
		a := m.Create(model.KindAllocation, "there", model.Props{{Name: "row", Value: model.TextValue(model.Row, "62443-3-3:2013 SR 6.1")}})
		f.must(m.Link(a, model.AllocatedTo, z, nil))
	})
}

// spec: RULE-1.7, RULE-1.8, RULE-1.10
func TestLoweringRetiresAndRaisingRevivesTheSameAllocationWithAllItHolds(t *testing.T) {
	f := create(t, memory.New())
	f.zone()
	f.approve("ZON-1", sl.Uniform(2))
	s := f.head()
	at := slices.IndexFunc(s.In(f.node("ZON-1")), func(e model.Edge) bool {
		return e.Verb == model.AllocatedTo && s.AllocationView(e.Node).RowText() == "62443-3-3:2013 SR 6.2"
	})
	n := s.In(f.node("ZON-1"))[at].Node
	key := s.Key(n)
	f.commit("edit", func(m *app.Maker) {
		f.must(m.Set(key, "", model.Props{{Name: "assessment", Value: model.TextValue(model.Enum, model.AssessedMet)}, text("reason", "seen")}))
		d := m.Create(model.KindDesign, "drawing", nil)
		f.must(m.Link(d, model.Realizes, key, nil))
	})
	whole := f.head().AllocationView(n)
	for _, step := range []struct {
		target sl.Level
		live   bool
	}{{1, false}, {0, false}, {2, true}, {1, false}, {4, true}} {
		f.approve("ZON-1", sl.Uniform(step.target))
		now := f.head().AllocationView(n)
		if now.Retired == step.live || now.Key != key || !now.Props.Equal(whole.Props) || now.Place() != f.node("ZON-1") {
			t.Errorf("target %d: %s retired %v, properties %v, place %d", step.target, now.Key, now.Retired, now.Props, now.Place())
		}
		if d := f.node("DSN-1"); f.head().Link(d, model.Realizes, n) == nil {
			t.Errorf("target %d: the design no longer realizes it", step.target)
		}
	}
	// What was retired by hand within the target comes back with the next
	// approval, even of the same target.
	f.commit("edit", func(m *app.Maker) { f.must(m.RetireItem(key, "by hand")) })
	f.approve("ZON-1", sl.Uniform(4))
	if f.head().AllocationView(n).Retired {
		t.Error("retired by hand and asked for: it was not revived")
	}
	// And the history tells all of it.
	var labels []string
	f.must(f.History(background, 1, 0, func(c *model.Commit) error {
		for _, op := range c.Ops {
			if op.Item == f.head().ID(n) && (op.Kind == model.OpRetire || op.Revive) {
				labels = append(labels, c.Label+map[bool]string{true: " revives", false: " retires"}[op.Revive])
			}
		}
		return nil
	}))
	want := []string{"approve target retires", "approve target revives", "approve target retires", "approve target revives", "edit retires", "approve target revives"}
	if !slices.Equal(labels, want) {
		t.Errorf("the history of %s\n got %q\nwant %q", key, labels, want)
	}
	f.checkWhole()
}

// spec: RULE-1.9
func TestARowRecordedByHandAboveTheTargetStays(t *testing.T) {
	f := create(t, memory.New())
	f.zone()
	_, err := f.allocate("SR 6.1 RE(1)") // level 3
	f.must(err)
	for _, target := range []sl.Level{1, 2, 0, 2} {
		f.approve("ZON-1", sl.Uniform(target))
		if !slices.Contains(f.codes("SR 6."), "SR 6.1 RE(1)") {
			t.Errorf("after approving target %d the row by hand is gone", target)
		}
	}
}

// proveFR6 shows every row of FR 6 met on ZON-1 with a complete chain.
func (f *fixture) proveFR6() {
	f.t.Helper()
	file := "sha256:" + strings.Repeat("0", 64)
	f.commit("edit", func(m *app.Maker) {
		c := m.Create(model.KindCountermeasure, "log server", nil)
		s := f.head()
		for n := range s.FromOf(f.node("ZON-1"), model.AllocatedTo) {
			if strings.Contains(s.AllocationView(n).RowText(), "SR 6.") {
				f.must(m.Set(s.Key(n), "", model.Props{{Name: "assessment", Value: model.TextValue(model.Enum, model.AssessedMet)}}))
				f.must(m.Link(c, model.Satisfies, s.Key(n), nil))
			}
		}
		tc := m.Create(model.KindTest, "read the log", model.Props{{Name: "method", Value: model.TextValue(model.Enum, "test")}})
		f.must(m.Link(tc, model.Verifies, c, nil))
		r := m.Create(model.KindRun, "in March", model.Props{
			{Name: "at", Value: model.TextValue(model.Moment, "2026-03-01T08:00:00Z")}, {Name: "result", Value: model.TextValue(model.Enum, model.ResultPassed)},
		})
		f.must(m.Link(r, model.Executes, tc, nil))
		e := m.Create(model.KindEvidence, "log", model.Props{{Name: "digest", Value: model.TextValue(model.Digest, file)}})
		f.must(m.Link(e, model.Evidences, r, nil))
	})
}

func (f *fixture) levels() *gap.Place {
	f.t.Helper()
	st, err := f.Head(background)
	f.must(err)
	return gap.Assess(gap.Input{Basis: f.basis(), Snapshot: st.Snapshot, Context: trace.Context{
		Date: st.Date, Files: func(string) trace.FileState { return trace.FilePresent },
	}}).Place(f.node("ZON-1"))
}

// spec: RULE-4.6, RULE-1.1
func TestApprovingAnyTargetNeverChangesWhatIsAchieved(t *testing.T) {
	f := create(t, memory.New())
	f.zone()
	f.approve("ZON-1", sl.Uniform(4))
	f.proveFR6()
	want := sl.Vector{}.With(sl.TRE, 4)
	if got := f.levels().Achieved; got != want {
		t.Fatalf("proven: SL-A %s, want %s", got, want)
	}
	rng := rand.New(rand.NewPCG(4, 6))
	targets := []sl.Vector{sl.Uniform(0), sl.Uniform(3), sl.Uniform(1), sl.Uniform(2), sl.Uniform(4), {4, 4, 4, 4, 4, 0, 4}, {0, 0, 0, 0, 0, 2, 0}}
	for range 20 {
		var v sl.Vector
		for i := range v {
			v[i] = sl.Level(rng.IntN(5))
		}
		targets = append(targets, v)
	}
	for _, v := range targets {
		f.approve("ZON-1", v)
		p := f.levels()
		if p.Achieved != want || p.Claimed != want || p.Target != v || p.Gap != sl.Shortfall(v, want) {
			t.Fatalf("target %s: SL-T %s, SL-A %s, claimed %s, gap %s; want SL-A and claimed %s", v, p.Target, p.Achieved, p.Claimed, p.Gap, want)
		}
	}
}

// spec: RULE-1.1, RULE-1.2
func TestAnEditedTargetCountsFromItsApprovalOn(t *testing.T) {
	f := create(t, memory.New())
	f.zone()
	f.approve("ZON-1", sl.Uniform(1))
	before := f.live("ZON-1")
	f.commit("edit", func(m *app.Maker) {
		f.must(m.Set(mustKey(t, "ZON-1"), "", model.Props{{Name: "target", Value: model.VectorValue(sl.Uniform(3))}}))
	})
	if p := f.levels(); p.Target != sl.Uniform(1) || p.Gap != sl.Uniform(1) || !f.head().PlaceView(f.node("ZON-1")).Open() || !slices.Equal(f.live("ZON-1"), before) {
		t.Errorf("edited: SL-T %s, gap %s, %d allocations; want what was approved and the edit open", p.Target, p.Gap, len(f.live("ZON-1")))
	}
	f.approve("ZON-1", sl.Uniform(3))
	if p := f.levels(); p.Target != sl.Uniform(3) || f.head().PlaceView(f.node("ZON-1")).Open() || len(f.live("ZON-1")) != 90 {
		t.Errorf("approved: SL-T %s, %d allocations; want %s, 90", p.Target, len(f.live("ZON-1")), sl.Uniform(3))
	}
}
