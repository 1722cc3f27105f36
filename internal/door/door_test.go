package door

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

var errAway = errors.New("nobody is there")

func newDoor() *Door { return New(func(err error) bool { return errors.Is(err, errAway) }) }

// spec: SRV-53
func TestManyCallersAskADatabaseThatIsAwayNowAndThen(t *testing.T) {
	d := newDoor()
	d.Slam(errAway)
	began := time.Now()
	var asked, turnedAway atomic.Int64
	var wg sync.WaitGroup
	for range 50 {
		wg.Go(func() {
			for time.Since(began) < 5*Pause {
				err := d.Pass(t.Context(), func(context.Context) error { asked.Add(1); return errAway })
				if !errors.Is(err, errAway) {
					t.Errorf("Pass = %v, want what the database answered", err)
				}
				turnedAway.Add(1)
			}
		})
	}
	wg.Wait()
	if most := int64(time.Since(began)/Pause) + 1; asked.Load() > most || turnedAway.Load() < 50 {
		t.Errorf("%d questions for %d callers in %v, want at most %d", asked.Load(), turnedAway.Load(), time.Since(began), most)
	}
}

func TestAllGoOnOnceTheDatabaseIsBack(t *testing.T) {
	d := newDoor()
	d.Slam(errAway)
	var asked atomic.Int64
	var wg sync.WaitGroup
	for range 50 {
		wg.Go(func() {
			if err := d.Pass(t.Context(), func(context.Context) error { asked.Add(1); return nil }); err != nil {
				t.Errorf("Pass = %v, want nil", err)
			}
		})
	}
	wg.Wait()
	before := asked.Load()
	if err := d.Pass(t.Context(), func(context.Context) error { asked.Add(1); return errAway }); err != nil || before < 1 || asked.Load() != before {
		t.Errorf("Pass of an open door = %v after %d questions, %d before; want none more", err, asked.Load(), before)
	}
}

// spec: SRV-53
func TestAnAnswerToAnEarlierQuestionTurnsNobodyAway(t *testing.T) {
	d := newDoor()
	d.Slam(errAway)
	begun, answer := make(chan struct{}), make(chan struct{})
	early := make(chan error)
	go func() {
		early <- d.Pass(t.Context(), func(context.Context) error { close(begun); <-answer; return errAway })
	}()
	<-begun
	// From here on the database is back; who comes now must get through though
	// the old question is still answered by no.
	asking := make(chan struct{})
	late := make(chan error)
	go func() {
		late <- d.Pass(t.Context(), func(context.Context) error { close(asking); return nil })
	}()
	select {
	case <-asking: // while the old question hangs, the next turn comes
	case <-time.After(30 * time.Second):
		t.Fatal("a question that hangs keeps others from asking")
	}
	close(answer)
	if err := <-late; err != nil {
		t.Errorf("who came after the database was back got %v", err)
	}
	if err := <-early; !errors.Is(err, errAway) {
		t.Errorf("who asked before got %v", err)
	}
	if err := d.Pass(t.Context(), nil); err != nil {
		t.Errorf("the old answer shut the door again: %v", err)
	}
}

func TestACallerWhoGivesUpSaysNothingOfTheDatabase(t *testing.T) {
	d := newDoor()
	d.Slam(errAway)
	ctx, cancel := context.WithCancel(t.Context())
	err := d.Pass(ctx, func(context.Context) error { cancel(); return errAway })
	if err == nil {
		t.Error("Pass = nil for a caller who gave up")
	}
	if err := d.Pass(ctx, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("Pass = %v for a caller who had given up, want context canceled", err)
	}
	if err := d.Pass(t.Context(), func(context.Context) error { return nil }); err != nil {
		t.Errorf("the next caller got %v", err)
	}
	other := errors.New("another error")
	d.Slam(other)
	if err := d.Pass(t.Context(), nil); err != nil {
		t.Errorf("an error that is not about the database being away shut the door: %v", err)
	}
}
