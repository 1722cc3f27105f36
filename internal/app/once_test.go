package app_test

import (
	"errors"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/cordon-ot/cordon/internal/app"
	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/model"
	"github.com/cordon-ot/cordon/internal/store"
	"github.com/cordon-ot/cordon/internal/store/sqlite"
)

// spec: SRV-30
func TestACallMadeTwiceIsCarriedOutOnce(t *testing.T) {
	stores(t, func(t *testing.T, s store.Store) {
		f := create(t, s)
		call := app.Change{Author: "anna", Label: "edit", Ops: f.zoneOps("Once"), Once: "c1.body"}
		first, err := f.Commit(background, call)
		f.must(err)
		f.commit("edit", func(m *app.Maker) { m.Create(model.KindZone, "Between", nil) })
		again, err := f.Commit(background, call)
		f.must(err)
		if again.Number != first.Number || f.head().Commit() != 3 {
			t.Fatalf("made again: commit %d at head %d, want commit %d at head 3", again.Number, f.head().Commit(), first.Number)
		}
		other := call
		other.Ops, other.Once = f.zoneOps("Other"), "c1.other"
		_, err = f.Commit(background, other)
		wantKind(t, err, fault.Conflict, "another change was made under this name")
		f.checkWhole()
	})
}

// spec: SRV-30
func TestACallIsKnownAfterARestartAndToOtherProcesses(t *testing.T) {
	path := filepath.Join(t.TempDir(), "p.cordon")
	s, err := sqlite.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	f := create(t, s)
	call := app.Change{Author: "anna", Label: "edit", Ops: f.zoneOps("Once"), Once: "c1.body"}
	other := openSecond(t, path, f.clock)
	first, err := f.Commit(background, call)
	f.must(err)
	for name, p := range map[string]*app.Project{"another process": other, "after a restart": openSecond(t, path, f.clock)} {
		again, err := p.Commit(background, call)
		if err != nil || again.Number != first.Number {
			t.Fatalf("%s: %v, %v; want commit %d", name, again, err, first.Number)
		}
	}
	f.clock.add(72 * time.Hour)
	late := openSecond(t, path, f.clock)
	call.Ops = f.zoneOps("Days later") // the identities in a call are new each time
	if c, err := late.Commit(background, call); err != nil || c.Number == first.Number {
		t.Fatalf("three days later: %v, %v; want a commit of its own", c, err)
	}
}

func openSecond(t *testing.T, path string, c *clock) *app.Project {
	t.Helper()
	s, err := sqlite.Open(path, sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	p, err := app.Open(background, config(t, s, c))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.Close() })
	return p
}

// spec: SRV-30
func TestTheSameCallFromManyAtOnceIsOneCommit(t *testing.T) {
	f := create(t, newSQLite(t))
	call := app.Change{Author: "anna", Label: "edit", Ops: f.zoneOps("Once"), Once: "c1"}
	var wg sync.WaitGroup
	for range 40 {
		wg.Go(func() {
			if c, err := f.Commit(background, call); err != nil || c.Number != 2 {
				t.Errorf("got %v, %v; want commit 2", c, err)
			}
		})
	}
	wg.Wait()
	if n := f.head().Commit(); n != 2 {
		t.Fatalf("the head is at %d, want 2", n)
	}
}

func TestAChangeIsAllowedOnTheStateItIsAppliedTo(t *testing.T) {
	f := create(t, newSQLite(t))
	var seen uint64
	_, err := f.Commit(background, app.Change{Author: "anna", Label: "edit", Ops: f.zoneOps("Z"), Allow: func(s *model.Snapshot, ops []model.Op) error {
		seen = s.Commit()
		return fault.New(fault.Denied, "commit", "not you")
	}})
	wantKind(t, err, fault.Denied, "not you")
	if seen != 1 || f.head().Commit() != 1 {
		t.Fatalf("asked on commit %d, head %d; want 1 and 1", seen, f.head().Commit())
	}
}

// spec: SRV-31
func TestAWaiterIsWokenByTheNextCommitAndNotBefore(t *testing.T) {
	f := create(t, newSQLite(t))
	next := f.Changed(1)
	select {
	case <-next:
		t.Fatal("woken without a commit")
	case <-time.After(20 * time.Millisecond):
	}
	f.commit("edit", func(m *app.Maker) { m.Create(model.KindZone, "Z", nil) })
	for name, c := range map[string]<-chan struct{}{"the waiter": next, "one who comes later": f.Changed(1)} {
		select {
		case <-c:
		case <-time.After(5 * time.Second):
			t.Fatalf("%s was not woken by commit 2", name)
		}
	}
}

func TestACommitOfAnotherProcessIsFoundByItsNumber(t *testing.T) {
	path := filepath.Join(t.TempDir(), "p.cordon")
	s, err := sqlite.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	f := create(t, s)
	other := openSecond(t, path, f.clock)
	f.commit("edit", func(m *app.Maker) { m.Create(model.KindZone, "Z", nil) })
	st, err := other.At(background, "2")
	if err != nil || st.Snapshot.Commit() != 2 {
		t.Fatalf("got %v, %v; want commit 2", st, err)
	}
	var f9 *fault.Error
	if _, err := other.At(background, "3"); !errors.As(err, &f9) || f9.Kind != fault.NotFound {
		t.Fatalf("commit 3: %v, want not found", err)
	}
}
