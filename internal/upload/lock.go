package upload

import (
	"context"
	"sync"
)

// locks holds one lock for each upload in use.
type locks struct {
	mu   sync.Mutex
	held map[string]*lock
}

type lock struct {
	free  chan struct{} // holds one token while nobody has the lock
	users int           // who has it or waits for it
}

func (l *locks) enter(id string) *lock {
	l.mu.Lock()
	defer l.mu.Unlock()
	k := l.held[id]
	if k == nil {
		if l.held == nil {
			l.held = map[string]*lock{}
		}
		k = &lock{free: make(chan struct{}, 1)}
		k.free <- struct{}{}
		l.held[id] = k
	}
	k.users++
	return k
}

func (l *locks) leave(id string, k *lock) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if k.users--; k.users == 0 {
		delete(l.held, id)
	}
}

// take waits for the lock of an upload until ctx ends.
func (l *locks) take(ctx context.Context, id string) (release func(), err error) {
	k := l.enter(id)
	select {
	case <-k.free:
		return func() { k.free <- struct{}{}; l.leave(id, k) }, nil
	case <-ctx.Done():
		l.leave(id, k)
		return nil, context.Cause(ctx)
	}
}

// try takes the lock of an upload if nobody has it.
func (l *locks) try(id string) (release func(), ok bool) {
	k := l.enter(id)
	select {
	case <-k.free:
		return func() { k.free <- struct{}{}; l.leave(id, k) }, true
	default:
		l.leave(id, k)
		return nil, false
	}
}
