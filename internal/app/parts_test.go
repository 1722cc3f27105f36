package app_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/cordon-ot/cordon/internal/app"
	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/model"
	"github.com/cordon-ot/cordon/internal/sl"
	"github.com/cordon-ot/cordon/internal/store/memory"
)

// largeChange approves a target first and moves assets in afterwards, so that
// later parts touch what earlier ones decided and linked.
func largeChange(f *fixture) app.Change {
	m := f.maker()
	z := m.Create(model.KindZone, "Control", nil)
	f.must(m.ApproveTarget(f.basis(), z, app.TargetApproval{Target: sl.Uniform(1), By: "bert", Day: "2026-03-01"}))
	p := m.Create(model.KindProduct, "Relay", model.Props{{Name: "component_types", Value: model.ListValue([]string{"embedded-device"})}})
	for range 30 {
		a := m.Create(model.KindAsset, "asset", nil)
		f.must(m.Link(a, model.InstanceOf, p, nil))
		f.must(m.Link(a, model.In, z, nil))
	}
	return app.Change{Author: "anna", Label: "import", Message: "first import", Ops: m.Ops()}
}

func TestALargeChangeInPartsLeavesWhatOneCommitWouldLeave(t *testing.T) {
	f := create(t, memory.New())
	c := largeChange(f)
	commits, err := app.CommitInParts(background, f, c, 40)
	f.must(err)
	if want := (len(c.Ops)+39)/40 + 1; len(commits) != want {
		t.Fatalf("%d commits, want %d: the parts and one that confirms", len(commits), want)
	}
	if got := commits[1].Message; got != fmt.Sprintf("first import\npart 2 of %d", len(commits)-1) {
		t.Fatalf("the message of the second part is %q", got)
	}
	prints, head := f.prints(), f.head()
	if prints.Open(f.node("ZON-1")) {
		t.Error("the target decision is open")
	}
	for n := range head.OfKind(model.KindAllocation) {
		if prints.Suspect(n, model.AllocatedTo, f.node("ZON-1")) {
			t.Errorf("%s is suspect", head.Key(n))
		}
	}
	f.checkWhole()
	if one, err := app.CommitInParts(background, f, app.Change{Author: "a", Ops: f.zoneOps("Z")}, 0); err != nil || len(one) != 1 || one[0].Message != "" {
		t.Fatalf("a small change: %v, %v", one, err)
	}
}

// spec: SRV-30
func TestALargeNamedChangeGoesOnWhereItWasBrokenOff(t *testing.T) {
	f := create(t, memory.New())
	c := largeChange(f)
	c.Once = "import.abc"
	broken := &breaking{Project: f.Project, after: 2}
	if done, err := app.CommitInParts(background, broken, c, 40); err == nil || len(done) != 2 {
		t.Fatalf("broken off after 2 parts: %d parts, %v", len(done), err)
	}
	again, err := app.CommitInParts(background, f, c, 40)
	f.must(err)
	if want := uint64((len(c.Ops)+39)/40 + 2); f.head().Commit() != want || len(again) != int(want)-1 {
		t.Fatalf("made again: %d commits, the head is %d; want %d parts once each", len(again), f.head().Commit(), want)
	}
	third, err := app.CommitInParts(background, f, c, 40)
	f.must(err)
	if len(third) != len(again)-1 && len(third) != len(again) {
		t.Fatalf("a third time: %d commits", len(third))
	}
	f.checkWhole()
}

// breaking fails after some commits.
type breaking struct {
	*app.Project
	after int
}

func (b *breaking) Commit(ctx context.Context, c app.Change) (*model.Commit, error) {
	if b.after--; b.after < 0 {
		return nil, fault.New(fault.Unavailable, "commit", "the disk is full")
	}
	return b.Project.Commit(ctx, c)
}

func TestALargeChangeWithOneWrongOpWritesNothing(t *testing.T) {
	f := create(t, memory.New())
	c := largeChange(f)
	c.Ops = append(c.Ops, model.Op{Kind: model.OpRetire, Item: f.NewID()})
	commits, err := app.CommitInParts(background, f, c, 40)
	wantKind(t, err, fault.Invalid, "no item with this identity")
	if len(commits) != 0 || f.head().Commit() != 1 {
		t.Fatalf("%d commits were made, the head is at %d", len(commits), f.head().Commit())
	}
}
