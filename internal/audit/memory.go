package audit

import (
	"context"
	"slices"
	"sync"
)

// Memory is a Recorder for the tests of other packages: it keeps events in
// memory as they were given, after the same checks as a Stream. The zero Memory
// is empty and ready for use by many goroutines.
type Memory struct {
	mu     sync.Mutex
	events []Event
	err    error
}

var _ Recorder = (*Memory)(nil)

// Record implements Recorder.
func (m *Memory) Record(_ context.Context, e Event) error {
	if err := e.recordable(); err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.err != nil {
		return m.err
	}
	m.events = append(m.events, e.normal())
	return nil
}

// Events gives what was recorded so far, in order.
func (m *Memory) Events() []Event {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Clone(m.events)
}

// Kinds gives the kinds of what was recorded so far, in order.
func (m *Memory) Kinds() []string {
	var out []string
	for _, e := range m.Events() {
		out = append(out, e.Kind)
	}
	return out
}

// Fail makes every Record from now on give err, as if the disk were full; nil
// ends that.
func (m *Memory) Fail(err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.err = err
}
