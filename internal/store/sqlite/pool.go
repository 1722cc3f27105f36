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
