package sqlite

import (
	"zombiezen.com/go/sqlite"
)

// checkpointPages is the size of the log, in pages, at which it is copied into
// the file. A short log is overwritten in place soon, which syncs faster than
// a file that grows.
const checkpointPages = 1000

// grew notes pages added to the log and wakes the checkpointer when it is due.
func (s *Store) grew(pages int) {
	if s.pending.Add(int64(pages)) < checkpointPages {
		return
	}
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// checkpointer copies the log into the file in the background until Close.
// A failure is not an event: the log stays, holds every commit, and the next
// round or the next start tries again.
func (s *Store) checkpointer() {
	defer close(s.done)
	var c *sqlite.Conn
	defer func() {
		if c != nil {
			c.Close()
		}
	}()
	for {
		select {
		case <-s.stop:
			return
		case <-s.wake:
		}
		if c == nil {
			var err error
			if c, err = s.openCheckpointer(); err != nil {
				continue
			}
		}
		s.checkpoint(c)
	}
}

// openCheckpointer opens a connection that syncs what it copies.
func (s *Store) openCheckpointer() (*sqlite.Conn, error) {
	c, err := sqlite.OpenConn(s.uri, sqlite.OpenReadWrite)
	if err != nil {
		return nil, err
	}
	if err := apply(c, writerPragmas); err != nil {
		c.Close()
		return nil, err
	}
	return c, nil
}

// checkpoint copies the bulk of the log beside the writer, then the few pages
// that came meanwhile with the writer held: only a log copied to its last page
// lets the next commit start again at its beginning.
func (s *Store) checkpoint(c *sqlite.Conn) {
	const passive = "PRAGMA wal_checkpoint(PASSIVE)"
	if err := apply(c, []string{passive}); err != nil {
		return
	}
	select {
	case s.token <- struct{}{}:
	case <-s.stop:
		return
	}
	defer s.unlockWriter()
	if err := apply(c, []string{passive}); err == nil {
		s.pending.Store(0)
	}
}
