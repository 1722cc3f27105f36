package audit

import (
	"context"
	"slices"
	"sync"
	"time"

	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/store"
)

const (
	// attempts bounds how often a batch is written again because another node
	// was faster. Each attempt that loses means that somebody else got on.
	attempts = 100
	// maxBatch is how many events are written in one transaction.
	maxBatch = 500
)

// group collects the events of callers that come while others are written, so
// that they share the next transaction.
type group struct {
	mu      sync.Mutex
	waiting []*request
	writing bool // a goroutine is at work and takes what waits

	// Of the writer alone:
	head uint64    // number of the newest event known
	last time.Time // its time
}

type request struct {
	event Event
	done  chan error // holds one
}

// Record implements Recorder. The event's time is its own or the clock's,
// whichever is earlier, but never before that of the event it follows. When the
// context ends before the event is being written, Record gives Unavailable and
// the event is not recorded; once it is being written, Record waits for the end.
func (s *Stream) Record(ctx context.Context, e Event) error {
	const op = "record a security event"
	if err := e.recordable(); err != nil {
		return err
	}
	if !s.gate.Enter() {
		return closed(op)
	}
	defer s.gate.Leave()
	if err := ctx.Err(); err != nil {
		return store.Cancelled(op, err)
	}
	r := &request{event: e.normal(), done: make(chan error, 1)}
	now := s.cfg.Clock().UTC().Truncate(time.Millisecond)
	if e.Time.IsZero() || r.event.Time.After(now) {
		r.event.Time = now
	}
	s.enqueue(ctx, r)
	select {
	case err := <-r.done:
		return err
	case <-ctx.Done():
		if s.group.withdraw(r) {
			return store.Cancelled(op, ctx.Err())
		}
		return <-r.done
	}
}

// recordable is Check for callers of Record: the first event is the stream's own.
func (e Event) recordable() error {
	if e.Kind == StreamBegun {
		return refusal("kind", "%q is recorded by the stream itself", e.Kind)
	}
	return e.Check()
}

func closed(op string) error {
	return fault.New(fault.Unavailable, op, "the record of security events is closed")
}

// enqueue adds a request and sees to it that somebody writes.
func (s *Stream) enqueue(ctx context.Context, r *request) {
	g := &s.group
	g.mu.Lock()
	defer g.mu.Unlock()
	g.waiting = append(g.waiting, r)
	if !g.writing {
		g.writing = true
		// What waits is written even if the caller who came first goes away.
		go s.writeAll(context.WithoutCancel(ctx))
	}
}

// withdraw takes back a request that nobody has begun to write.
func (g *group) withdraw(r *request) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	i := slices.Index(g.waiting, r)
	if i < 0 {
		return false
	}
	g.waiting = slices.Delete(g.waiting, i, i+1)
	return true
}

// take gives the next batch; nil ends the writer.
func (g *group) take() []*request {
	g.mu.Lock()
	defer g.mu.Unlock()
	n := min(len(g.waiting), maxBatch)
	batch := slices.Clone(g.waiting[:n])
	g.waiting = slices.Delete(g.waiting, 0, n)
	if n == 0 {
		g.waiting, g.writing = nil, false
		return nil
	}
	return batch
}

func (s *Stream) writeAll(ctx context.Context) {
	for batch := s.group.take(); batch != nil; batch = s.group.take() {
		err := s.write(ctx, batch)
		for _, r := range batch {
			r.done <- err
		}
	}
}

// write makes a batch durable in one transaction after whatever other nodes
// have recorded.
func (s *Stream) write(ctx context.Context, batch []*request) error {
	var err error
	for range attempts {
		entries, last := s.entries(batch)
		if err = s.cfg.Store.Append(ctx, s.group.head, entries); err == nil {
			s.group.head += uint64(len(entries))
			s.group.last = last
			return nil
		}
		if fault.KindOf(err) != fault.Conflict {
			return err
		}
		if err := s.catchUp(ctx); err != nil {
			return err
		}
	}
	// Nobody who records an event can rebase it; to them the stream is busy.
	return &fault.Error{Kind: fault.Unavailable, Op: "record a security event", Message: "other nodes were faster again and again; try again", Err: err}
}

// entries freezes a batch as the events after the head.
func (s *Stream) entries(batch []*request) ([]store.Entry, time.Time) {
	out := make([]store.Entry, len(batch))
	last := s.group.last
	for i, r := range batch {
		e := r.event
		if e.Time.Before(last) {
			e.Time = last
		}
		last = e.Time
		out[i].Commit = Encode(s.group.head+1+uint64(i), e)
	}
	return out, last
}

// catchUp learns number and time of the newest event.
func (s *Stream) catchUp(ctx context.Context) error {
	head, _, err := s.cfg.Store.Head(ctx)
	if err != nil {
		return err
	}
	if head == 0 {
		return fault.New(fault.Invalid, "read the security events", "there are none any more; restore them from a backup")
	}
	return s.cfg.Store.Commits(ctx, head, head, func(n uint64, data []byte) error {
		e, err := decodeAt(n, data)
		if err == nil {
			s.group.head, s.group.last = n, e.Time
		}
		return err
	})
}
