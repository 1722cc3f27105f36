package app_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/cordon-ot/cordon/internal/app"
	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/model"
	"github.com/cordon-ot/cordon/internal/sl"
	"github.com/cordon-ot/cordon/internal/store/memory"
)

// approve puts a target in force on a place.
func (f *fixture) approve(place string, v sl.Vector) {
	f.t.Helper()
	f.commit(app.LabelApproveTarget, func(m *app.Maker) {
		f.must(m.ApproveTarget(f.basis(), mustKey(f.t, place), app.TargetApproval{Target: v, By: "bert", Day: "2026-03-01"}))
	})
}

// live lists the rows of the live allocations of a place.
func (f *fixture) live(place string) []string {
	s := f.head()
	var rows []string
	for n := range s.FromOf(f.node(place), model.AllocatedTo) {
		rows = append(rows, s.AllocationView(n).RowText())
	}
	slices.Sort(rows)
	return rows
}

// asked lists the rows that a target asks for, from the catalogue.
func (f *fixture) asked(v sl.Vector) []string {
	var rows []string
	c, _ := f.Library().Latest("62443-3-3")
	for _, r := range c.Rows() {
		if r.Level <= v.At(r.FR) {
			rows = append(rows, r.Ref.String())
		}
	}
	slices.Sort(rows)
	return rows
}

// spec: RULE-1.4, RULE-1.6
func TestApprovingATargetCreatesTheMissingAllocations(t *testing.T) {
	for _, c := range []struct {
		target sl.Vector
		rows   int
	}{
		{sl.Uniform(0), 0},
		{sl.Uniform(1), 37},
		{sl.Uniform(2), 60},
		{sl.Uniform(3), 90},
		{sl.Uniform(4), 100},
		{sl.Vector{3, 3, 3, 1, 3, 3, 3}, -1},
		{sl.Vector{0, 4, 0, 0, 1, 0, 2}, -1},
	} {
		t.Run(c.target.String(), func(t *testing.T) {
			f := create(t, memory.New())
			f.commit("edit", func(m *app.Maker) { m.Create(model.KindConduit, "Backbone", nil) })
			f.approve("CON-1", c.target)
			got, want := f.live("CON-1"), f.asked(c.target)
			if !slices.Equal(got, want) || (c.rows >= 0 && len(got) != c.rows) {
				t.Fatalf("%d allocations %v, want %d %v", len(got), got, len(want), want)
			}
			p := f.head().PlaceView(f.node("CON-1"))
			if v, ok := p.Target(); !ok || v != c.target || p.Open() || p.ApprovedBy() != "bert" || p.TargetInputs().IsZero() {
				t.Fatalf("recorded target %v (approved %v, open %v) by %q on %v", v, ok, p.Open(), p.ApprovedBy(), p.TargetInputs())
			}
			if f.prints().Open(f.node("CON-1")) {
				t.Fatal("the decision is open right after the approval")
			}
			f.checkWhole()
		})
	}
}

// spec: RULE-1.7, RULE-1.8, RULE-1.9, RULE-1.10
func TestMovingATargetRetiresAndRevivesAndDeletesNothing(t *testing.T) {
	f := create(t, memory.New())
	f.commit("edit", func(m *app.Maker) { m.Create(model.KindZone, "Control", nil) })
	// By hand, above every target that follows.
	byHand := f.asked(sl.Uniform(4))[slices.IndexFunc(f.asked(sl.Uniform(4)), func(r string) bool {
		return !slices.Contains(f.asked(sl.Uniform(3)), r)
	})]
	f.commit("edit", func(m *app.Maker) {
		a := m.Create(model.KindAllocation, "by hand", model.Props{{Name: "row", Value: model.TextValue(model.Row, byHand)}})
		f.must(m.Link(a, model.AllocatedTo, mustKey(t, "ZON-1"), nil))
	})
	with := func(rows []string) []string {
		if !slices.Contains(rows, byHand) {
			rows = append(rows, byHand)
			slices.Sort(rows)
		}
		return rows
	}
	highest := 0
	for _, v := range []sl.Vector{
		sl.Uniform(3), sl.Uniform(1), {2, 1, 3, 0, 1, 2, 3}, sl.Uniform(0), sl.Uniform(2), {3, 3, 3, 1, 3, 3, 3}, sl.Uniform(3),
	} {
		before := f.head().Len()
		f.approve("ZON-1", v)
		if got, want := f.live("ZON-1"), with(f.asked(v)); !slices.Equal(got, want) {
			t.Fatalf("at %s: live rows %v, want %v", v, got, want)
		}
		highest = max(highest, len(with(f.asked(v))))
		if f.head().Len() < before {
			t.Fatal("items were deleted")
		}
	}
	count := 0
	for n := range f.head().AllOfKind(model.KindAllocation) {
		if f.head().One(n, model.AllocatedTo) != f.node("ZON-1") {
			t.Fatalf("%s lost its place", f.head().Key(n))
		}
		count++
	}
	if count != highest { // the highest target asked for a superset of the others
		t.Fatalf("there are %d allocations, want %d: each row once", count, highest)
	}
	f.checkWhole()
}

// spec: RULE-1.9
func TestARowByHandThatTheTargetCameToAskForIsRetiredWithIt(t *testing.T) {
	f := create(t, memory.New())
	row := "62443-3-3:2013 SR 1.1 RE(1)" // level 2
	f.commit("edit", func(m *app.Maker) {
		z := m.Create(model.KindZone, "Control", nil)
		a := m.Create(model.KindAllocation, "by hand", model.Props{{Name: "row", Value: model.TextValue(model.Row, row)}})
		f.must(m.Link(a, model.AllocatedTo, z, nil))
	})
	for _, step := range []struct {
		target sl.Level
		live   bool
	}{{1, true}, {2, true}, {1, false}, {2, true}} {
		f.approve("ZON-1", sl.Uniform(step.target))
		if got := slices.Contains(f.live("ZON-1"), row); got != step.live {
			t.Fatalf("at target %d the row is live: %v, want %v", step.target, got, step.live)
		}
	}
}

func TestATargetIsApprovedTogetherWithItsNewPlace(t *testing.T) {
	f := create(t, memory.New())
	f.commit("edit", func(m *app.Maker) {
		z := m.Create(model.KindZone, "Control", nil)
		f.must(m.ApproveTarget(f.basis(), z, app.TargetApproval{Target: sl.Uniform(1), By: "bert", Day: "2026-03-01", Rationale: "low risk"}))
	})
	if got := len(f.live("ZON-1")); got != 37 {
		t.Fatalf("%d allocations, want 37", got)
	}
	if got := f.head().PlaceView(f.node("ZON-1")).Rationale(); got != "low risk" {
		t.Fatalf("the rationale is %q", got)
	}
}

func TestAnApprovalNeedsAPlaceANameAndLevels(t *testing.T) {
	f := create(t, memory.New())
	f.smallPlant()
	for _, c := range []struct {
		place string
		a     app.TargetApproval
		kind  fault.Kind
		want  string
	}{
		{"AST-1", app.TargetApproval{By: "b", Day: "2026-03-01"}, fault.Invalid, "only zones and conduits"},
		{"ZON-7", app.TargetApproval{By: "b", Day: "2026-03-01"}, fault.NotFound, "ZON-7"},
		{"ZON-1", app.TargetApproval{By: " ", Day: "2026-03-01"}, fault.Invalid, "name of who approves"},
		{"ZON-1", app.TargetApproval{By: "b", Day: "2026-03-01", Target: sl.Vector{5}}, fault.Invalid, "no security level"},
	} {
		m := f.maker()
		err := m.ApproveTarget(f.basis(), mustKey(t, c.place), c.a)
		wantKind(t, err, c.kind, c.want)
		if len(m.Ops()) > 0 {
			t.Fatalf("%s: ops were made in spite of %v", c.place, err)
		}
	}
}

func TestAChangedInputOpensTheDecisionAndConfirmingClosesIt(t *testing.T) {
	f := create(t, memory.New())
	f.smallPlant()
	f.approve("ZON-1", sl.Uniform(1))
	f.commit("edit", func(m *app.Maker) { f.must(m.Link(mustKey(t, "AST-2"), model.In, mustKey(t, "ZON-1"), nil)) })
	if !f.prints().Open(f.node("ZON-1")) {
		t.Fatal("the decision is not open though an asset came")
	}
	m := f.maker()
	wantKind(t, m.ConfirmTarget(mustKey(t, "ZON-1"), " "), fault.Invalid, "needs a reason")
	wantKind(t, m.ConfirmTarget(mustKey(t, "ZON-2"), "fine"), fault.Invalid, "no target is in force")
	c := f.commit(app.LabelConfirmTarget, func(m *app.Maker) { f.must(m.ConfirmTarget(mustKey(t, "ZON-1"), "HMI is of the same type")) })
	if f.prints().Open(f.node("ZON-1")) {
		t.Fatal("the decision is open though it was confirmed")
	}
	if len(c.Ops) != 2 || c.Ops[0].Reason != "HMI is of the same type" || c.Ops[1].Props.Value("target_inputs").IsZero() {
		t.Fatalf("recorded ops %+v", c.Ops)
	}
	f.checkWhole()
}

func TestConfirmingNamesEveryLinkThatCannotBe(t *testing.T) {
	f := create(t, memory.New())
	f.smallPlant()
	m := f.maker()
	name := func(from string, v model.Verb, to string) app.LinkName {
		return app.LinkName{From: mustKey(t, from), Verb: v, To: mustKey(t, to)}
	}
	err := m.ConfirmLinks([]app.LinkName{
		name("DSN-1", model.Realizes, "REQ-1"), name("AST-1", model.In, "ZON-1"), name("AST-2", model.In, "ZON-1"), name("DSN-9", model.Realizes, "REQ-1"),
	}, "seen")
	wantKind(t, err, fault.Invalid, "AST-1 in ZON-1: a link \"in\" cannot be suspect", "AST-2 in ZON-1: there is no such link", "DSN-9")
	if len(m.Ops()) > 0 {
		t.Fatalf("ops were made: %v", m.Ops())
	}
	wantKind(t, m.ConfirmLinks(nil, "x"), fault.Invalid)
	wantKind(t, m.ConfirmLinks([]app.LinkName{name("DSN-1", model.Realizes, "REQ-1")}, ""), fault.Invalid, "reason")
}

func TestKeysOfOneChangeAreNeverGivenTwice(t *testing.T) {
	f := create(t, memory.New())
	f.smallPlant()
	f.commit("edit", func(m *app.Maker) { f.must(m.RetireItem(mustKey(t, "ZON-2"), "gone")) })
	m := f.maker()
	var got []string
	m.CreateAs(mustKey(t, "ZON-7"), "x", nil)
	for range 3 {
		got = append(got, m.NextKey(model.KindZone).String())
	}
	got = append(got, m.NextKey(model.KindTask).String(), m.NextKey(model.KindAsset).String())
	if want := "[ZON-8 ZON-9 ZON-10 TSK-1 AST-3]"; fmt.Sprint(got) != want {
		t.Fatalf("got %v, want %s", got, want)
	}
}
