package store

import "sync"

// Gate counts the calls in progress so that an implementation's Close can wait
// for them. A mutex would not do: a nested call during Close must be refused,
// not blocked. The zero Gate is open.
type Gate struct {
	mu     sync.Mutex
	closed bool
	n      int
	idle   chan struct{} // made by Close when calls are in progress
}

// Enter reports whether a call may start; if so, Leave must follow.
func (g *Gate) Enter() bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.closed {
		return false
	}
	g.n++
	return true
}

// Leave ends a call that Enter let in.
func (g *Gate) Leave() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.n--
	if g.n == 0 && g.idle != nil {
		close(g.idle)
	}
}

// Close refuses further calls and waits for those in progress; false if it was
// closed before.
func (g *Gate) Close() bool {
	g.mu.Lock()
	if g.closed {
		g.mu.Unlock()
		return false
	}
	g.closed = true
	if g.n > 0 {
		g.idle = make(chan struct{})
	}
	idle := g.idle
	g.mu.Unlock()
	if idle != nil {
		<-idle
	}
	return true
}
