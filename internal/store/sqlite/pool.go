package sqlite

import (
	"errors"
	"sync"

	"zombiezen.com/go/sqlite"
)

// idleReaders is how many reading connections are kept for the next reader.
const idleReaders = 4

// pool hands out reading connections. It never makes a reader wait: readers
// nest (a callback may read again), so a fixed number could deadlock.
type pool struct {
	open func() (*sqlite.Conn, error)
	mu   sync.Mutex
	idle []*sqlite.Conn
}

func (p *pool) take() (*sqlite.Conn, error) {
	p.mu.Lock()
	if n := len(p.idle); n > 0 {
		c := p.idle[n-1]
		p.idle = p.idle[:n-1]
		p.mu.Unlock()
		return c, nil
	}
	p.mu.Unlock()
	return p.open()
}

func (p *pool) put(c *sqlite.Conn) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.idle) < idleReaders {
		p.idle = append(p.idle, c)
		return
	}
	c.Close()
}

// close closes the idle connections; none is out any more.
func (p *pool) close() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	var err error
	for _, c := range p.idle {
		err = errors.Join(err, c.Close())
	}
	p.idle = nil
	return err
}

// openReader opens one more reading connection.
func (s *Store) openReader() (*sqlite.Conn, error) {
	flags := sqlite.OpenReadWrite
	if s.readOnly {
		flags = sqlite.OpenReadOnly | sqlite.OpenURI
	}
	c, err := sqlite.OpenConn(s.uri, flags)
	if err != nil {
		return nil, err
	}
	c.SetBusyTimeout(busyLimit)
	if err = apply(c, readerPragmas); err == nil {
		_, err = readInt(c, "PRAGMA schema_version") // touches the file: a refusal shows here
	}
	if err != nil {
		c.Close()
		return nil, err
	}
	return c, nil
}

// gate counts the calls in progress so that Close can wait for them. A mutex
// would not do: a nested call during Close must be refused, not blocked.
type gate struct {
	mu     sync.Mutex
	closed bool
	n      int
	idle   chan struct{} // made by close when calls are in progress
}

// enter reports whether a call may start.
func (g *gate) enter() bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.closed {
		return false
	}
	g.n++
	return true
}

func (g *gate) leave() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.n--
	if g.n == 0 && g.idle != nil {
		close(g.idle)
	}
}

// close refuses further calls and waits for those in progress; false if it was
// closed before.
func (g *gate) close() bool {
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
