package host

import (
	"testing"
	"time"

	"github.com/cordon-ot/cordon/internal/model"
)

func seen(t testing.TB, l *Lease, commit uint64, within time.Duration) {
	t.Helper()
	select {
	case <-l.Changed(commit - 1):
	case <-time.After(within):
		t.Errorf("commit %d of another node was not seen within %v", commit, within)
	}
}

// spec: SRV-31, SRV-50
func TestANodeFollowsWhatAnotherWroteWithoutAnyHint(t *testing.T) {
	a, b, _ := twoNodes(t, 50*time.Millisecond, false)
	e := create(t, a, "hall")
	la, lb := acquire(t, a, e.ID), acquire(t, b, e.ID)
	seen(t, lb, add(t, la, model.KindZone, "By a"), 10*time.Second)
	seen(t, la, add(t, lb, model.KindZone, "By b"), 10*time.Second)
}

func TestAHintMakesANodeLookAtOnce(t *testing.T) {
	a, b, _ := twoNodes(t, time.Hour, true)
	e := create(t, a, "hall")
	la, lb := acquire(t, a, e.ID), acquire(t, b, e.ID)
	// A hint may be lost while the other node begins to listen.
	for range 50 {
		n := add(t, la, model.KindZone, "By a")
		select {
		case <-lb.Changed(n - 1):
			return
		case <-time.After(200 * time.Millisecond):
		}
	}
	t.Error("the other node looked at no hint in 10 s")
}

// spec: SRV-42
func TestWhoIsPresentIsSeenOnTheOtherNodeAndEndsWithoutAWord(t *testing.T) {
	a, b, later := twoNodes(t, time.Hour, false)
	e := create(t, a, "hall")
	ctx := t.Context()
	changed := a.PresenceChanged(e.ID)
	if err := a.Look(ctx, e.ID, Person{User: "u1", Name: "Anna", Where: "ZON-1"}); err != nil {
		t.Fatal(err)
	}
	select {
	case <-changed:
	default:
		t.Error("those who follow were not woken")
	}
	if err := b.Look(ctx, e.ID, Person{User: "u2", Name: "Ben"}); err != nil {
		t.Fatal(err)
	}
	people, err := b.Present(ctx, e.ID)
	if err != nil || len(people) != 2 || people[0].Name != "Anna" || people[0].Where != "ZON-1" || people[1].Name != "Ben" {
		t.Errorf("present on the other node: %+v, %v; want Anna at ZON-1 and Ben", people, err)
	}
	if err := a.Leave(ctx, e.ID, "u1"); err != nil {
		t.Fatal(err)
	}
	later.pass(3 * time.Second) // what was asked is old enough to be asked again
	if people, err = b.Present(ctx, e.ID); err != nil || len(people) != 1 || people[0].Name != "Ben" {
		t.Errorf("after Anna left: %+v, %v; want Ben", people, err)
	}
	later.pass(2 * time.Minute)
	if people, err = b.Present(ctx, e.ID); err != nil || len(people) != 0 {
		t.Errorf("after two minutes without a word: %+v, %v; want nobody", people, err)
	}
}
