// Package door keeps callers from knocking all at once on a database that is
// away. A server that starts turns each of them down in a process of its own,
// and hundreds a second make it start more slowly. It knows no database: whoever
// has a Door says which errors mean that there is none.
package door

import (
	"context"
	"sync"
	"time"
)

// Pause is how often a database that is away is asked whether it is back.
const Pause = 100 * time.Millisecond

// Door is open until Slam is told that the database is away. While it is shut,
// one caller asks every Pause and the others share the answer. Nobody is turned
// away by the answer to a question asked before they came, so a call made once
// the database takes connections gets through. Make one with New; its methods
// may be called concurrently.
type Door struct {
	away    func(error) bool
	mu      sync.Mutex
	shut    bool
	asked   time.Time     // when it was asked last
	refused time.Time     // when the newest question was asked that was answered by no
	err     error         // the answer to it
	changed chan struct{} // closed at the next answer
}

// New gives an open door. away tells errors that mean that the database is away
// from all others; it is asked about nil too.
func New(away func(error) bool) *Door { return &Door{away: away, changed: make(chan struct{})} }

// Slam shuts the door after err, if that says that the database is away.
func (d *Door) Slam(err error) {
	if !d.away(err) {
		return
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if !d.shut {
		d.shut, d.asked = true, time.Now()
	}
}

// Pass lets a caller through, at once unless the door is shut; then ask says
// whether the database is back. The error is that of ask, or of ctx.
func (d *Door) Pass(ctx context.Context, ask func(context.Context) error) error {
	came := time.Now()
	for {
		mine, wait, answer, err := d.turn(came)
		switch {
		case err != nil:
			return err
		case mine:
			return d.ask(ctx, ask)
		case answer == nil:
			return nil
		}
		timer := time.NewTimer(wait)
		select {
		case <-answer:
		case <-timer.C:
		case <-ctx.Done():
		}
		timer.Stop()
		if err := ctx.Err(); err != nil {
			return err
		}
	}
}

// turn says what a caller is to do: ask, go on (all zero), give up with an error,
// or look again after a wait or the next answer.
func (d *Door) turn(came time.Time) (mine bool, wait time.Duration, answer <-chan struct{}, err error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	now := time.Now()
	switch wait = Pause - now.Sub(d.asked); {
	case !d.shut:
		return false, 0, nil, nil
	case d.refused.After(came):
		return false, 0, nil, d.err
	case wait <= 0:
		d.asked = now
		return true, 0, nil, nil
	}
	return false, wait, d.changed, nil
}

// ask asks, and tells those who wait.
func (d *Door) ask(ctx context.Context, ask func(context.Context) error) error {
	began := time.Now()
	err := ask(ctx)
	if err != nil && ctx.Err() != nil {
		return err // we gave up, which says nothing of the database
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	switch {
	case !d.away(err):
		d.shut = false
	case began.After(d.refused):
		d.refused, d.err = began, err
	}
	close(d.changed)
	d.changed = make(chan struct{})
	return err
}
