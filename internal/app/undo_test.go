package app_test

import (
	"slices"
	"strconv"
	"testing"

	"github.com/cordon-ot/cordon/internal/app"
	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/model"
	"github.com/cordon-ot/cordon/internal/sl"
	"github.com/cordon-ot/cordon/internal/store/memory"
)

func (f *fixture) at(n string) *model.Snapshot {
	f.t.Helper()
	st, err := f.At(background, n)
	f.must(err)
	return st.Snapshot
}

// spec: SRV-32
func TestUndoTakesOneChangeBackAndLeavesWhatOthersDid(t *testing.T) {
	f := create(t, memory.New())
	f.commit("edit", func(m *app.Maker) { m.Create(model.KindZone, "Zone", nil) })
	f.commit("edit", func(m *app.Maker) {
		a := m.Create(model.KindAsset, "PLC", model.Props{text("firmware", "1")})
		f.must(m.Link(a, model.In, mustKey(t, "ZON-1"), nil))
	})
	f.commit("edit", func(m *app.Maker) { f.must(m.Set(mustKey(t, "AST-1"), "", model.Props{text("firmware", "2")})) }) // 4
	f.commit("edit", func(m *app.Maker) {
		f.must(m.Set(mustKey(t, "AST-1"), "PLC renamed", model.Props{text("serial", "x")}))
	}) // 5
	f.commit("undo", func(m *app.Maker) { f.must(m.Undo(f.at("3"), f.at("4"))) })
	it := f.head().Item(f.node("AST-1"))
	if got := it.Props.Value("firmware").Text(); got != "1" {
		t.Fatalf("firmware is %q after the undo, want 1", got)
	}
	if it.Title != "PLC renamed" || it.Props.Value("serial").Text() != "x" {
		t.Fatalf("the undo touched what commit 5 did: %q, serial %q", it.Title, it.Props.Value("serial").Text())
	}
	f.checkWhole()
}

// spec: SRV-32
func TestUndoOfWhatWasChangedAgainIsAConflictThatNamesIt(t *testing.T) {
	f := create(t, memory.New())
	f.commit("edit", func(m *app.Maker) { m.Create(model.KindAsset, "PLC", model.Props{text("firmware", "1")}) })
	f.commit("edit", func(m *app.Maker) { f.must(m.Set(mustKey(t, "AST-1"), "", model.Props{text("firmware", "2")})) })
	f.commit("edit", func(m *app.Maker) { f.must(m.Set(mustKey(t, "AST-1"), "", model.Props{text("firmware", "3")})) })
	m := f.maker()
	err := m.Undo(f.at("2"), f.at("3"))
	wantKind(t, err, fault.Conflict, "AST-1", "firmware")
	if len(m.Ops()) != 0 {
		t.Fatalf("a refused undo made %d ops", len(m.Ops()))
	}
	wantKind(t, f.maker().Undo(f.at("1"), f.at("2")), fault.Conflict, "AST-1", "since it was created")
}

// A decision is taken back whole, by rule: the target with who decided it and on
// what, and the rows that came or went with it. Taking that back decides again
// what was decided, on what it was decided on then.
//
// spec: SRV-32, RULE-1.4
func TestUndoAndRedoOfADecisionAboutATarget(t *testing.T) {
	zone := func(f *fixture) model.Item { return *f.head().Item(f.node("ZON-1")) }
	undoLast := func(f *fixture) {
		f.t.Helper()
		n := f.head().Commit()
		before, after := f.at(strconv.FormatUint(n-1, 10)), f.at(strconv.FormatUint(n, 10))
		f.commit("undo", func(m *app.Maker) { f.must(m.Undo(before, after)) })
	}
	raise := func(f *fixture) { f.approve("ZON-1", sl.Vector{3, 3, 3, 1, 3, 3, 3}) }
	for _, c := range []struct {
		name   string
		before func(*fixture)
		decide func(*fixture)
	}{
		{"the first approval", func(*fixture) {}, raise},
		{"a target that is raised", func(f *fixture) { f.approve("ZON-1", sl.Uniform(1)) }, raise},
		{"a target that is lowered", func(f *fixture) { f.approve("ZON-1", sl.Uniform(4)) }, raise},
		{"a confirmation", func(f *fixture) {
			f.approve("ZON-1", sl.Uniform(1))
			f.commit("edit", func(m *app.Maker) { f.must(m.Link(mustKey(t, "AST-1"), model.In, mustKey(t, "ZON-1"), nil)) })
		}, func(f *fixture) {
			f.commit(app.LabelConfirmTarget, func(m *app.Maker) { f.must(m.ConfirmTarget(mustKey(t, "ZON-1"), "the same type")) })
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := create(t, memory.New())
			f.commit("edit", func(m *app.Maker) {
				m.Create(model.KindZone, "Control", nil)
				m.Create(model.KindAsset, "PLC", nil)
			})
			c.before(f)
			was, rowsWere, openWas := zone(f), f.live("ZON-1"), f.prints().Open(f.node("ZON-1"))
			c.decide(f)
			decided, rows, open := zone(f), f.live("ZON-1"), f.prints().Open(f.node("ZON-1"))
			undoLast(f)
			if is := zone(f); !is.Props.Equal(was.Props) || !slices.Equal(f.live("ZON-1"), rowsWere) || f.prints().Open(f.node("ZON-1")) != openWas {
				t.Fatalf("after the undo: %v with %d rows, want %v with %d", is.Props, len(f.live("ZON-1")), was.Props, len(rowsWere))
			}
			undoLast(f)
			if is := zone(f); !is.Props.Equal(decided.Props) || !slices.Equal(f.live("ZON-1"), rows) || f.prints().Open(f.node("ZON-1")) != open {
				t.Fatalf("after the redo: %v with %d rows, want %v with %d", is.Props, len(f.live("ZON-1")), decided.Props, len(rows))
			}
			f.checkWhole()
		})
	}
}
