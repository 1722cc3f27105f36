package sqlite

import (
	"context"
	"errors"

	"zombiezen.com/go/sqlite"

	"github.com/cordon-ot/cordon/internal/store"
)

// write runs fn on the writing connection inside one write transaction and
// commits it durably. pages is fn's estimate of the log pages it filled.
func (s *Store) write(ctx context.Context, op string, fn func(c *sqlite.Conn) (pages int, err error)) error {
	if !s.gate.Enter() {
		return store.Closed(op)
	}
	defer s.gate.Leave()
	if err := s.lockWriter(ctx, op); err != nil {
		return err
	}
	defer s.unlockWriter()
	c := s.writer
	// IMMEDIATE takes the write lock first: what fn reads is the latest state
	// and no other process can change it before the commit. The wait for another
	// process ends after busyLimit, whatever the context says.
	if err := run(c, "BEGIN IMMEDIATE"); err != nil {
		return s.fail(op, err)
	}
	pages, err := fn(c)
	if err == nil {
		err = s.fail(op, run(c, "COMMIT"))
	}
	if err != nil {
		if !c.AutocommitEnabled() {
			if undo := run(c, "ROLLBACK"); undo != nil && !c.AutocommitEnabled() {
				err = errors.Join(err, undo)
			}
		}
		return err
	}
	s.grew(pages)
	return nil
}

// Append implements store.Store.
func (s *Store) Append(ctx context.Context, expected uint64, entries []store.Entry) error {
	const op = "append"
	if err := store.CheckEntries(entries); err != nil {
		return err
	}
	if known := s.head.Load(); expected < known && !s.readOnly {
		if !s.gate.Enter() {
			return store.Closed(op)
		}
		s.gate.Leave()
		return store.Moved(op, expected, known)
	}
	err := s.write(ctx, op, func(c *sqlite.Conn) (int, error) {
		head, err := readInt(c, selectHead)
		if err != nil {
			return 0, s.fail(op, err)
		}
		if uint64(head) != expected {
			return 0, store.Moved(op, expected, uint64(head))
		}
		return s.insert(c, expected, entries)
	})
	if err == nil {
		s.head.Store(max(s.head.Load(), expected+uint64(len(entries))))
	}
	return err
}

// insert writes entries after commit number n and estimates the pages touched.
func (s *Store) insert(c *sqlite.Conn, n uint64, entries []store.Entry) (pages int, err error) {
	first, hashes, err := store.TreeHashes(n, entries, s.hashReader(c))
	if err != nil {
		return 0, err
	}
	pages = 3
	commit, err := c.Prepare(insertCommit)
	if err != nil {
		return 0, s.fail("append", err)
	}
	row, err := c.Prepare(replaceRow)
	if err != nil {
		return 0, s.fail("append", err)
	}
	for i, e := range entries {
		if err := insertPair(commit, int64(n)+int64(i)+1, e.Commit); err != nil {
			return 0, s.fail("append", err)
		}
		pages += len(e.Commit) / pageSize
		for _, r := range e.Rows {
			if err := insertPair(row, int64(r.Node), r.Body); err != nil {
				return 0, s.fail("append", err)
			}
			pages += 1 + len(r.Body)/pageSize
		}
	}
	hash, err := c.Prepare(insertHash)
	if err != nil {
		return 0, s.fail("append", err)
	}
	for i := range hashes {
		if err := insertPair(hash, first+int64(i), hashes[i][:]); err != nil {
			return 0, s.fail("append", err)
		}
	}
	return pages, nil
}

// insertPair runs a statement with an integer key and a blob.
func insertPair(stmt *sqlite.Stmt, key int64, body []byte) error {
	stmt.BindInt64(1, key)
	stmt.BindBytes(2, body)
	if _, err := stmt.Step(); err != nil {
		return err
	}
	return stmt.Reset()
}

// SetValue implements store.Store.
func (s *Store) SetValue(ctx context.Context, name string, value []byte) error {
	return s.write(ctx, "set value", func(c *sqlite.Conn) (int, error) {
		return 1 + len(value)/pageSize, s.fail("set value", run(c, replaceValue, name, value))
	})
}

// ReplaceRows implements store.Store.
func (s *Store) ReplaceRows(ctx context.Context, head uint64, fn func(add func(store.Row) error) error) error {
	const op = "replace rows"
	return s.write(ctx, op, func(c *sqlite.Conn) (pages int, err error) {
		now, err := readInt(c, selectHead)
		if err != nil {
			return 0, s.fail(op, err)
		}
		if uint64(now) != head {
			return 0, store.Moved(op, head, uint64(now))
		}
		if err := run(c, deleteRows); err != nil {
			return 0, s.fail(op, err)
		}
		stmt, err := c.Prepare(insertRow)
		if err != nil {
			return 0, s.fail(op, err)
		}
		size, last := 0, int64(-1)
		err = fn(func(r store.Row) error {
			if int64(r.Node) <= last {
				return store.NotAscending(uint32(last), r.Node)
			}
			if err := ctx.Err(); err != nil {
				return store.Cancelled(op, err)
			}
			last = int64(r.Node)
			size += 8 + len(r.Body)
			return s.fail(op, insertPair(stmt, last, r.Body))
		})
		return 1 + size/pageSize, err
	})
}
