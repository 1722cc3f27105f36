package app

import "sync"

// listeners wakes those who wait for a newer head.
type listeners struct {
	mu   sync.Mutex
	next chan struct{} // closed at the next head; nil while nobody waits
}

func (l *listeners) tell() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.next != nil {
		close(l.next)
		l.next = nil
	}
}

func (l *listeners) wait() <-chan struct{} {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.next == nil {
		l.next = make(chan struct{})
	}
	return l.next
}

var already = func() <-chan struct{} {
	c := make(chan struct{})
	close(c)
	return c
}()

// Changed gives a channel that is closed as soon as this process knows a commit
// after number after. What other processes write is seen at the next Refresh or
// Commit. The channel is never closed for the closing of the project.
func (p *Project) Changed(after uint64) <-chan struct{} {
	// The channel is asked for first: a head that comes in between closes it.
	next := p.listeners.wait()
	if p.head.Load().Commit() > after {
		return already
	}
	return next
}
