package app_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/cordon-ot/cordon/internal/app"
	"github.com/cordon-ot/cordon/internal/capability"
	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/model"
	"github.com/cordon-ot/cordon/internal/sl"
	"github.com/cordon-ot/cordon/internal/store"
	"github.com/cordon-ot/cordon/internal/store/memory"
)

func (f *fixture) basis() capability.Basis { return capability.BasisFor(f.Library(), f.head()) }

// spec: REC-1, REC-3
func TestACommitIsSeenByHeadRowsAndLog(t *testing.T) {
	stores(t, func(t *testing.T, s store.Store) {
		f := create(t, s)
		c := f.commit("edit", func(m *app.Maker) {
			z := m.Create(model.KindZone, "Control", nil)
			a := m.Create(model.KindAsset, "PLC", model.Props{text("firmware", "2.1")})
			f.must(m.Link(a, model.In, z, nil))
			f.must(m.ApproveTarget(f.basis(), z, app.TargetApproval{Target: sl.Uniform(2), By: "bert", Day: "2026-03-01"}))
		})
		if c.Number != 2 || c.Author != "anna" || c.Label != "edit" {
			t.Fatalf("got commit %d by %q labelled %q", c.Number, c.Author, c.Label)
		}
		if got := f.head().Item(f.node("AST-1")).Title; got != "PLC" {
			t.Fatalf("AST-1 is %q", got)
		}
		f.checkWhole()
	})
}

// spec: MODEL-5
func TestEveryFaultOfAChangeIsNamedAndNothingIsWritten(t *testing.T) {
	f := create(t, memory.New())
	before := f.head()
	_, err := f.try("edit", func(m *app.Maker) {
		m.Create(model.KindZone, " ", nil)
		m.Create(model.KindZone, "Good", model.Props{text("typo", "x")})
		m.Create(model.KindAllocation, "SR", model.Props{{Name: "row", Value: model.TextValue(model.Row, "62443-3-3:2013 SR 1.99")}})
	})
	wantKind(t, err, fault.Invalid, "title is missing", `no property "typo"`, "has no SR 1.99", "SR 1.1")
	if f.head() != before {
		t.Fatal("the head moved though the change was refused")
	}
	f.checkWhole()
}

func TestARowIsWrittenInOneWayOnly(t *testing.T) {
	f := create(t, memory.New())
	for _, row := range []string{"62443-3-3:ed1 SR 1.1", "62443-3-3:1.0 SR 1.1"} {
		_, err := f.try("edit", func(m *app.Maker) {
			m.Create(model.KindAllocation, "SR 1.1", model.Props{{Name: "row", Value: model.TextValue(model.Row, row)}})
		})
		if err == nil {
			t.Fatalf("the row %q was accepted", row)
		}
	}
	_, err := f.try("edit", func(m *app.Maker) {
		m.Create(model.KindAllocation, "x", model.Props{{Name: "row", Value: model.TextValue(model.Row, "62443-3-3:2013 SR 1.1 RE(9)")}})
	})
	wantKind(t, err, fault.Invalid, "SR 1.1 RE(1)", "SR 1.1 RE(2)")
}

func TestAChangeThatCouldNotBeReadBackIsRefused(t *testing.T) {
	f := create(t, memory.New())
	op := []model.Op{{Kind: model.OpCreate, Item: f.NewID(), Key: model.Key{Kind: model.KindZone, Number: 1}, Title: "Z"}}
	for name, c := range map[string]app.Change{
		"no author":           {Label: "edit", Ops: op},
		"blank author":        {Author: " \t", Ops: op},
		"author of two lines": {Author: "a\nb", Ops: op},
		"invalid UTF-8":       {Author: "a", Message: "\xff", Ops: op},
		"control character":   {Author: "a", Message: "a\x00b", Ops: op},
		"no ops":              {Author: "a"},
		"escape in reason":    {Author: "a", Ops: []model.Op{{Kind: model.OpRetire, Item: op[0].Item, Reason: "\x1b[2J"}}},
		"unknown time zone": {Author: "a", Ops: []model.Op{{
			Kind: model.OpSet, Item: f.head().ID(0), Props: model.Props{text("time_zone", "Europe/Atlantis")},
		}}},
	} {
		if _, err := f.Commit(background, c); fault.KindOf(err) != fault.Invalid || err == nil {
			t.Errorf("%s: got %v, want Invalid", name, err)
		}
	}
}

// spec: REC-1, REC-2
func TestConcurrentCommitsAreEachWrittenOnceInOrder(t *testing.T) {
	const writers, each = 16, 25
	stores(t, func(t *testing.T, s store.Store) {
		f := create(t, s)
		var mu sync.Mutex
		acknowledged := map[uint64]string{}
		var wg sync.WaitGroup
		for w := range writers {
			wg.Go(func() {
				last := uint64(0)
				for i := range each {
					title := fmt.Sprintf("zone %d of %d", i, w)
					c, err := f.Commit(background, app.Change{Author: "w", Ops: []model.Op{{
						Kind: model.OpCreate, Item: f.NewID(), Title: title,
						Key: model.Key{Kind: model.KindZone, Number: uint32(w*each + i + 1)},
					}}})
					// Every fifth change is wrong; it must not disturb the others.
					if i%5 == 4 {
						_, bad := f.Commit(background, app.Change{Author: "w", Ops: []model.Op{{Kind: model.OpRetire, Item: f.NewID()}}})
						if fault.KindOf(bad) != fault.Invalid {
							t.Errorf("a wrong change gave %v", bad)
						}
					}
					if err != nil || c.Number <= last {
						t.Errorf("got commit %v, %v after %d", c, err, last)
						return
					}
					last = c.Number
					mu.Lock()
					if other, twice := acknowledged[c.Number]; twice {
						t.Errorf("commit %d was given to %q and %q", c.Number, other, title)
					}
					acknowledged[c.Number] = title
					mu.Unlock()
				}
			})
		}
		wg.Wait()
		n := uint64(1)
		f.must(f.History(background, 2, 0, func(c *model.Commit) error {
			n++
			if c.Number != n || len(c.Ops) != 1 || acknowledged[n] != c.Ops[0].Title {
				return fmt.Errorf("commit %d holds %v, acknowledged %q", c.Number, c.Ops, acknowledged[n])
			}
			return nil
		}))
		if n != writers*each+1 {
			t.Fatalf("the log has %d commits, want %d", n, writers*each+1)
		}
		f.checkWhole()
	})
}

func TestACallerWhoGivesUpBeforeTheWriterTookTheChangeWritesNothing(t *testing.T) {
	f := create(t, memory.New())
	ctx, cancel := context.WithCancel(background)
	cancel()
	_, err := f.Commit(ctx, app.Change{Author: "a", Ops: f.zoneOps("Z")})
	wantKind(t, err, fault.Unavailable)
	if !errors.Is(err, context.Canceled) || f.head().Commit() != 1 {
		t.Fatalf("got %v at commit %d", err, f.head().Commit())
	}
}

func (f *fixture) zoneOps(title string) []model.Op {
	m := f.maker()
	m.Create(model.KindZone, title, nil)
	return m.Ops()
}

func TestAfterCloseEveryCallIsUnavailable(t *testing.T) {
	f := create(t, memory.New())
	ops := f.zoneOps("Z")
	head, _ := f.Head(background)
	f.must(f.Close())
	f.must(f.Close())
	calls := map[string]error{}
	_, calls["Head"] = f.Head(background)
	_, calls["At"] = f.At(background, "1")
	_, calls["Commit"] = f.Commit(background, app.Change{Author: "a", Ops: ops})
	_, calls["Plan"] = f.Plan(background, head, ops)
	calls["History"] = f.History(background, 1, 0, func(*model.Commit) error { return nil })
	calls["ExportLog"] = f.ExportLog(background, &bytes.Buffer{})
	calls["Prove"] = f.Prove(background, "SYS-1", &bytes.Buffer{})
	for name, err := range calls {
		if err == nil || fault.KindOf(err) != fault.Unavailable {
			t.Errorf("%s after Close: %v, want Unavailable", name, err)
		}
	}
}

func TestAPlanLeavesTheRecordAsItIs(t *testing.T) {
	f := create(t, memory.New())
	head, _ := f.Head(background)
	plan, err := f.Plan(background, head, f.zoneOps("Planned"))
	f.must(err)
	if plan.Snapshot.Len() != 2 || plan.Date != head.Date || plan.Label != "head with changes" {
		t.Fatalf("got %d items, %q, %q", plan.Snapshot.Len(), plan.Date, plan.Label)
	}
	if head.Snapshot.Len() != 1 || f.head().Commit() != 1 {
		t.Fatal("the plan changed the record")
	}
	_, err = f.Plan(background, head, []model.Op{{Kind: model.OpRetire, Item: f.NewID()}})
	wantKind(t, err, fault.Invalid)
	f.checkWhole()
}

func TestACommitIsNeverDatedBeforeTheOneItFollows(t *testing.T) {
	f := create(t, memory.New())
	first := f.commit("edit", func(m *app.Maker) { m.Create(model.KindZone, "A", nil) })
	f.clock.add(-time.Hour)
	second := f.commit("edit", func(m *app.Maker) { m.Create(model.KindZone, "B", nil) })
	if !second.Time.Equal(first.Time) {
		t.Fatalf("the commit after %v is dated %v", first.Time, second.Time)
	}
	f.checkWhole()
}

func TestAStoreWithoutAProjectIsNotOpenedAndOneWithIsNotCreatedAgain(t *testing.T) {
	s := memory.New()
	c := newClock("2026-03-01T08:00:00Z")
	_, err := app.Open(background, config(t, s, c))
	wantKind(t, err, fault.Invalid, "no project yet")
	f := create(t, s)
	_, err = app.Create(background, config(t, s, c), app.Genesis{ProjectID: "x"})
	wantKind(t, err, fault.Conflict)
	_, err = app.Create(background, config(t, memory.New(), c), app.Genesis{ProjectID: "no spaces"})
	wantKind(t, err, fault.Invalid)
	if f.ID() != "plant-7" {
		t.Fatalf("the id is %q", f.ID())
	}
	p, err := app.Create(background, config(t, memory.New(), c), app.Genesis{})
	f.must(err)
	defer p.Close()
	if _, err := model.ParseID(p.ID()); err != nil {
		t.Fatalf("the made id: %v", err)
	}
}

func TestAnIncompleteConfigurationIsNamed(t *testing.T) {
	cfg := config(t, memory.New(), newClock("2026-03-01T08:00:00Z"))
	cfg.Clock, cfg.Zone = nil, nil
	_, err := app.Open(background, cfg)
	wantKind(t, err, fault.Invalid, "Clock, Zone")
}

// spec: RULE-6.25
func TestALinkRemembersTheStateAtTheEndOfItsCommit(t *testing.T) {
	f := create(t, memory.New())
	f.commit("edit", func(m *app.Maker) {
		d := m.Create(model.KindDesign, "Drawing", nil)
		r := m.Create(model.KindRequirement, "Law", nil)
		f.must(m.Link(d, model.Realizes, r, nil))
		// After the link, in the same commit: it belongs to what was confirmed.
		f.must(m.Set(r, "", model.Props{text("reference", "Art. 1")}))
	})
	if f.suspect("DSN-1", model.Realizes, "REQ-1") {
		t.Fatal("the link is suspect right after it was made")
	}
	f.commit("edit", func(m *app.Maker) { f.must(m.Set(mustKey(t, "REQ-1"), "", model.Props{text("reference", "Art. 2")})) })
	if !f.suspect("DSN-1", model.Realizes, "REQ-1") {
		t.Fatal("the link is not suspect though its upstream end changed")
	}
	link := app.LinkName{From: mustKey(t, "DSN-1"), Verb: model.Realizes, To: mustKey(t, "REQ-1")}
	f.commit(app.LabelConfirm, func(m *app.Maker) { f.must(m.ConfirmLinks([]app.LinkName{link}, "checked")) })
	if f.suspect("DSN-1", model.Realizes, "REQ-1") {
		t.Fatal("the link is suspect though it was confirmed")
	}
	f.checkWhole()
}

func TestAFingerprintThatAnOpBringsIsKept(t *testing.T) {
	f := create(t, memory.New())
	own := model.Fingerprint{1, 2, 3}
	c := f.commit("import", func(m *app.Maker) {
		d := m.Create(model.KindDesign, "Drawing", nil)
		r := m.Create(model.KindRequirement, "Law", nil)
		f.must(m.Link(d, model.Realizes, r, nil))
		m.Ops()[2].Fingerprint = own
	})
	l := f.head().Link(f.node("DSN-1"), model.Realizes, f.node("REQ-1"))
	if l.Confirmed != own || c.Ops[2].Fingerprint != own {
		t.Fatalf("got %v on the link and %v in the commit, want %v", l.Confirmed, c.Ops[2].Fingerprint, own)
	}
	// Of several ops for one link the last one stands, in the head as in the log.
	link := app.LinkName{From: mustKey(t, "DSN-1"), Verb: model.Realizes, To: mustKey(t, "REQ-1")}
	f.commit("confirm", func(m *app.Maker) {
		f.must(m.ConfirmLinks([]app.LinkName{link}, "one"))
		f.must(m.ConfirmLinks([]app.LinkName{link}, "two"))
		m.Ops()[1].Fingerprint = own
	})
	if l := f.head().Link(f.node("DSN-1"), model.Realizes, f.node("REQ-1")); l.Confirmed != own {
		t.Fatalf("got %v, want the fingerprint of the last op", l.Confirmed)
	}
	f.checkWhole()
}

func (f *fixture) suspect(from string, v model.Verb, to string) bool {
	f.t.Helper()
	return f.prints().Suspect(f.node(from), v, f.node(to))
}

func TestOpsOfTheCallerAreNotChanged(t *testing.T) {
	f := create(t, memory.New())
	m := f.maker()
	d := m.Create(model.KindDesign, "Drawing", nil)
	r := m.Create(model.KindRequirement, "Law", nil)
	f.must(m.Link(d, model.Realizes, r, nil))
	ops := slices.Clone(m.Ops())
	c, err := f.Commit(background, app.Change{Author: "a", Ops: m.Ops()})
	f.must(err)
	if m.Ops()[2].Fingerprint != ops[2].Fingerprint || c.Ops[2].Fingerprint.IsZero() {
		t.Fatal("the caller's ops were completed in place")
	}
}
