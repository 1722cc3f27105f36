package app_test

import (
	"testing"

	"github.com/cordon-ot/cordon/internal/app"
	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/model"
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
