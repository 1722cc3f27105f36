package app_test

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/cordon-ot/cordon/internal/app"
	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/model"
	"github.com/cordon-ot/cordon/internal/store/memory"
	"github.com/cordon-ot/cordon/internal/store/sqlite"
)

// rebaseCase is two changes made on the same state: what mine meets when
// theirs was first.
type rebaseCase struct {
	name         string
	theirs, mine func(*app.Maker) error
	want         string // part of the Conflict; empty if both fit together
}

func rebaseCases(t *testing.T) []rebaseCase {
	key := func(s string) model.Key { return mustKey(t, s) }
	set := func(k, name, value string) func(*app.Maker) error {
		return func(m *app.Maker) error { return m.Set(key(k), "", model.Props{text(name, value)}) }
	}
	title := func(k, s string) func(*app.Maker) error {
		return func(m *app.Maker) error { return m.Set(key(k), s, nil) }
	}
	link := func(from string, v model.Verb, to string) app.LinkName {
		return app.LinkName{From: key(from), Verb: v, To: key(to)}
	}
	put := func(l app.LinkName) func(*app.Maker) error {
		return func(m *app.Maker) error { return m.Link(l.From, l.Verb, l.To, nil) }
	}
	remove := func(l app.LinkName) func(*app.Maker) error {
		return func(m *app.Maker) error { return m.Unlink(l) }
	}
	confirm := func(l app.LinkName) func(*app.Maker) error {
		return func(m *app.Maker) error { return m.ConfirmLinks([]app.LinkName{l}, "seen") }
	}
	retire := func(k string) func(*app.Maker) error {
		return func(m *app.Maker) error { return m.RetireItem(key(k), "") }
	}
	create := func(k string) func(*app.Maker) error {
		return func(m *app.Maker) error { m.CreateAs(key(k), "new "+k, nil); return nil }
	}
	realizes := link("DSN-1", model.Realizes, "REQ-1")
	return []rebaseCase{
		{"different items", set("AST-1", "firmware", "2"), set("AST-2", "firmware", "2"), ""},
		{"different properties of one item", set("AST-1", "firmware", "2"), set("AST-1", "serial", "2"), ""},
		{"the same property", set("AST-1", "firmware", "2"), set("AST-1", "firmware", "3"), "AST-1: firmware changed since"},
		{"the same property to the same value", set("AST-1", "firmware", "2"), set("AST-1", "firmware", "2"), ""},
		{"title and property", title("AST-1", "x"), set("AST-1", "firmware", "2"), ""},
		{"two titles", title("AST-1", "x"), title("AST-1", "y"), "AST-1: title changed"},
		{"removing what they changed", set("AST-1", "firmware", "2"), func(m *app.Maker) error { return m.Unset(key("AST-1"), "firmware") }, "AST-1: firmware"},
		{"changing what they retired", retire("AST-1"), set("AST-1", "firmware", "2"), "AST-1: retirement changed"},
		{"retiring what they retired", retire("AST-1"), retire("AST-1"), "AST-1: retirement"},
		{"retiring what they changed", set("AST-1", "firmware", "2"), retire("AST-1"), ""},
		{"linking to what they retired", retire("ZON-2"), put(link("AST-2", model.In, "ZON-2")), "ZON-2: retirement"},
		{"one key given twice", create("ZON-9"), create("ZON-9"), `ZON-9: the key was given to "new ZON-9" since`},
		{"two keys", create("ZON-8"), create("ZON-9"), ""},
		{"the same new link", put(link("AST-2", model.In, "ZON-1")), put(link("AST-2", model.In, "ZON-1")), `AST-2: link "in" ZON-1`},
		{"two places for one asset", put(link("AST-2", model.In, "ZON-1")), put(link("AST-2", model.In, "ZON-2")), `AST-2: link "in" changed`},
		{"removing a link they removed", remove(realizes), remove(realizes), `DSN-1: link "realizes" REQ-1`},
		{"removing a link they confirmed", confirm(realizes), remove(realizes), `DSN-1: link "realizes"`},
		{"confirming a link they confirmed", confirm(realizes), confirm(realizes), `DSN-1: link "realizes"`},
		{"confirming when the grounds changed", set("REQ-1", "reference", "new"), confirm(realizes), `what its link "realizes" REQ-1 rests on`},
		{"confirming when something else changed", set("AST-1", "firmware", "2"), confirm(realizes), ""},
		{
			"confirming a target when its inputs changed", put(link("AST-2", model.In, "ZON-1")),
			func(m *app.Maker) error { return m.ConfirmTarget(key("ZON-1"), "seen") }, "ZON-1: what its target is decided on",
		},
		{
			"a second allocation of a row", allocate("ALL-1001"), allocate("ALL-1002"), "has an allocation of 62443-3-3:2013 SR 7.8 already: ALL-1001",
		},
	}
}

func allocate(key string) func(*app.Maker) error {
	return func(m *app.Maker) error {
		k, _ := model.ParseKey(key)
		m.CreateAs(k, "SR 7.8", model.Props{{Name: "row", Value: model.TextValue(model.Row, "62443-3-3:2013 SR 7.8")}})
		return m.Link(k, model.AllocatedTo, model.Key{Kind: model.KindZone, Number: 2}, nil)
	}
}

func (f *fixture) smallPlant() {
	f.commit("edit", func(m *app.Maker) {
		z := m.Create(model.KindZone, "Control", nil)
		m.Create(model.KindZone, "Safety", nil)
		a := m.Create(model.KindAsset, "PLC", model.Props{text("firmware", "1")})
		m.Create(model.KindAsset, "HMI", nil)
		f.must(m.Link(a, model.In, z, nil))
		d := m.Create(model.KindDesign, "Drawing", nil)
		r := m.Create(model.KindRequirement, "Law", nil)
		f.must(m.Link(d, model.Realizes, r, nil))
		f.must(m.ApproveTarget(f.basis(), z, app.TargetApproval{By: "bert", Day: "2026-03-01"}))
	})
}

// spec: REC-9
func TestAChangeOnAMovedHeadConflictsPerProperty(t *testing.T) {
	for _, c := range rebaseCases(t) {
		t.Run(c.name, func(t *testing.T) {
			f := create(t, memory.New())
			f.smallPlant()
			seen := f.head()
			mine := app.NewMaker(seen, f.NewID)
			f.must(c.mine(mine))
			f.commit("theirs", func(m *app.Maker) { f.must(c.theirs(m)) })
			_, err := f.Commit(background, app.Change{Author: "me", Ops: mine.Ops(), Expected: seen.Commit()})
			if c.want == "" {
				f.must(err)
				f.checkWhole()
				return
			}
			wantKind(t, err, fault.Conflict, c.want)
			var e *fault.Error
			if !errors.As(err, &e) || e.Head != seen.Commit()+1 || f.head().Commit() != seen.Commit()+1 {
				t.Fatalf("head %d in the fault and %d in the record, want %d", e.Head, f.head().Commit(), seen.Commit()+1)
			}
		})
	}
}

func TestAConflictNamesEveryPropertyOfAnItem(t *testing.T) {
	f := create(t, memory.New())
	f.smallPlant()
	seen := f.head()
	f.commit("theirs", func(m *app.Maker) {
		f.must(m.Set(mustKey(t, "AST-1"), "New title", model.Props{text("firmware", "2"), text("serial", "2")}))
	})
	mine := app.NewMaker(seen, f.NewID)
	f.must(mine.Set(mustKey(t, "AST-1"), "My title", model.Props{text("firmware", "3"), text("serial", "3")}))
	_, err := f.Commit(background, app.Change{Author: "me", Ops: mine.Ops(), Expected: seen.Commit()})
	wantKind(t, err, fault.Conflict, "title: AST-1: title changed since commit 2", "firmware: AST-1: firmware changed since", "serial: AST-1: serial changed since")
}

func TestAChangeOnAStateLongPastIsRebased(t *testing.T) {
	f := create(t, memory.New())
	f.smallPlant()
	seen := f.head()
	for i := range 100 { // far more than the states kept at hand
		f.commit("theirs", func(m *app.Maker) { f.must(m.Set(mustKey(t, "AST-1"), "", model.Props{text("serial", fmt.Sprint(i))})) })
	}
	mine := app.NewMaker(seen, f.NewID)
	f.must(mine.Set(mustKey(t, "AST-1"), "", model.Props{text("serial", "mine")}))
	_, err := f.Commit(background, app.Change{Author: "me", Ops: mine.Ops(), Expected: seen.Commit()})
	wantKind(t, err, fault.Conflict, "serial")
	mine = app.NewMaker(seen, f.NewID)
	f.must(mine.Set(mustKey(t, "AST-1"), "", model.Props{text("firmware", "mine")}))
	_, err = f.Commit(background, app.Change{Author: "me", Ops: mine.Ops(), Expected: seen.Commit()})
	f.must(err)
	_, err = f.Commit(background, app.Change{Author: "me", Ops: mine.Ops(), Expected: 5000})
	wantKind(t, err, fault.Conflict, "commit 5000")
}

// Two projects over one file stand for two processes.
//
// spec: REC-9
func TestTwoProcessesOnOneFileDoNotLoseEachOthersCommits(t *testing.T) {
	path := filepath.Join(t.TempDir(), "p.cordon")
	s, err := sqlite.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	f := create(t, s)
	f.smallPlant()
	second, err := sqlite.Open(path, sqlite.Options{})
	f.must(err)
	other, err := app.Open(background, config(t, second, f.clock))
	f.must(err)
	defer other.Close()

	const each = 20
	var wg sync.WaitGroup
	for i, p := range []*app.Project{f.Project, other} {
		wg.Go(func() {
			for j := range each {
				title := fmt.Sprintf("%d by %d", j, i)
				_, err := p.Commit(background, app.Change{Author: "w", Ops: []model.Op{{
					Kind: model.OpCreate, Item: f.NewID(), Title: title,
					Key: model.Key{Kind: model.KindAsset, Number: uint32(100 + each*i + j)},
				}}})
				if err != nil {
					t.Errorf("%s: %v", title, err)
				}
			}
		})
	}
	wg.Wait()
	// Each learns what the other wrote, and what depends on it can be made.
	st, err := other.Refresh(background)
	f.must(err)
	if got := st.Snapshot.Commit(); got != 2+2*each {
		t.Fatalf("the second process is at commit %d, want %d", got, 2+2*each)
	}
	_, err = f.Commit(background, app.Change{Author: "me", Ops: []model.Op{{
		Kind: model.OpSet, Item: st.Snapshot.ID(model.Node(st.Snapshot.Len() - 1)), TitleSet: true, Title: "seen there first",
	}}, Expected: st.Snapshot.Commit()})
	f.must(err)
	f.checkWhole()
}

func TestADeadStoreIsUnavailableAndTheHeadStays(t *testing.T) {
	s := memory.New()
	f := create(t, s)
	head := f.head()
	f.must(s.Close())
	_, err := f.Commit(background, app.Change{Author: "a", Ops: f.zoneOps("Z")})
	wantKind(t, err, fault.Unavailable)
	if f.head() != head {
		t.Fatal("the head moved though nothing was written")
	}
}

// lasting is a store that outlives the project.
type lasting struct{ *memory.Store }

func (lasting) Close() error { return nil }

func TestChangesThatWaitAtCloseAreWrittenOrRefusedNeverHalfDone(t *testing.T) {
	s := lasting{memory.New()}
	f := create(t, s)
	var wg sync.WaitGroup
	var done atomic.Uint64
	for i := range 50 {
		ops := []model.Op{{Kind: model.OpCreate, Item: f.NewID(), Title: "Z", Key: model.Key{Kind: model.KindZone, Number: uint32(i + 1)}}}
		wg.Go(func() {
			_, err := f.Commit(background, app.Change{Author: "a", Ops: ops})
			switch {
			case err == nil:
				done.Add(1)
			case fault.KindOf(err) != fault.Unavailable || !strings.Contains(err.Error(), "closed"):
				t.Errorf("got %v", err)
			}
		})
	}
	f.must(f.Close())
	wg.Wait()
	if n, _, err := s.Head(background); err != nil || n != done.Load()+1 {
		t.Fatalf("the record has %d commits, %v; %d changes were acknowledged", n, err, done.Load())
	}
}
