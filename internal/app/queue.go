package app

import (
	"context"
	"sync"
	"sync/atomic"

	"github.com/cordon-ot/cordon/internal/model"
	"github.com/cordon-ot/cordon/internal/store"
)

// batchLimit bounds how many changes go into one transaction, so that the
// first of them does not wait for a thousand others to be checked.
const batchLimit = 256

// request is one change that waits for the writer, or a wish to look at what
// other processes wrote.
type request struct {
	change  Change
	refresh bool
	lookup  bool         // only whether the call change.Once was carried out
	taken   atomic.Bool  // by the writer or by a caller who gave up, whoever comes first
	done    chan outcome // holds one
}

// outcome is what became of a request.
type outcome struct {
	commit *model.Commit
	err    error
}

// queue holds the requests that wait for the writer.
type queue struct {
	mu      sync.Mutex
	arrived *sync.Cond
	waiting []*request
	closed  bool
	drained chan struct{} // closed when the writer has ended
}

func (q *queue) init() {
	q.arrived = sync.NewCond(&q.mu)
	q.drained = make(chan struct{})
}

func (q *queue) isClosed() bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.closed
}

// put adds a request; false after close.
func (q *queue) put(r *request) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.closed {
		return false
	}
	q.waiting = append(q.waiting, r)
	q.arrived.Signal()
	return true
}

// take waits for requests and gives all that wait, up to batchLimit. It gives
// nil when the queue is closed and empty.
func (q *queue) take() []*request {
	q.mu.Lock()
	defer q.mu.Unlock()
	for len(q.waiting) == 0 {
		if q.closed {
			return nil
		}
		q.arrived.Wait()
	}
	n := min(len(q.waiting), batchLimit)
	batch := q.waiting[:n:n]
	q.waiting = q.waiting[n:]
	return batch
}

// close refuses further requests and waits until the writer has dealt with
// those that were waiting.
func (q *queue) close() {
	q.mu.Lock()
	q.closed = true
	q.arrived.Broadcast()
	q.mu.Unlock()
	<-q.drained
}

// submit hands a request to the writer and waits for what becomes of it. A
// caller whose context ends before the writer took the request gets
// Unavailable and nothing is written; later the outcome is waited for.
func (p *Project) submit(ctx context.Context, r *request) (*model.Commit, error) {
	const op = "commit"
	r.done = make(chan outcome, 1)
	if err := ctx.Err(); err != nil {
		return nil, store.Cancelled(op, err)
	}
	if !p.queue.put(r) {
		return nil, store.Closed(op)
	}
	select {
	case o := <-r.done:
		return o.commit, o.err
	case <-ctx.Done():
		if r.taken.CompareAndSwap(false, true) {
			return nil, store.Cancelled(op, ctx.Err())
		}
		o := <-r.done
		return o.commit, o.err
	}
}
