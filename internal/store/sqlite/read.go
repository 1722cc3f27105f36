package sqlite

import (
	"context"
	"fmt"
	"slices"

	"golang.org/x/mod/sumdb/tlog"
	"zombiezen.com/go/sqlite"

	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/store"
)

// cancelEvery is the number of rows between two looks at the context.
const cancelEvery = 256

// read runs fn on a reading connection inside one read transaction, so that
// everything fn reads belongs to one head.
func (s *Store) read(ctx context.Context, op string, fn func(c *sqlite.Conn) error) error {
	if err := ctx.Err(); err != nil {
		return store.Cancelled(op, err)
	}
	if !s.gate.Enter() {
		return store.Closed(op)
	}
	defer s.gate.Leave()
	c, err := s.readers.take()
	if err != nil {
		return s.fail(op, err)
	}
	defer s.readers.put(c)
	if err := run(c, "BEGIN"); err != nil {
		return s.fail(op, err)
	}
	err = fn(c)
	if end := run(c, "ROLLBACK"); err == nil {
		err = s.fail(op, end)
	}
	return err
}

// Head implements store.Store.
func (s *Store) Head(ctx context.Context) (uint64, tlog.Hash, error) {
	const op = "read head"
	var n int64
	var root tlog.Hash
	err := s.read(ctx, op, func(c *sqlite.Conn) (err error) {
		if n, err = readInt(c, selectHead); err != nil {
			return s.fail(op, err)
		}
		root, err = tlog.TreeHash(n, s.hashReader(c))
		return err
	})
	return uint64(n), root, err
}

// Commits implements store.Store.
func (s *Store) Commits(ctx context.Context, from, to uint64, fn func(n uint64, commit []byte) error) error {
	const op = "read commits"
	return s.read(ctx, op, func(c *sqlite.Conn) error {
		head, err := readInt(c, selectHead)
		if err != nil {
			return s.fail(op, err)
		}
		first, last, err := store.Range(from, to, uint64(head))
		if err != nil || first > last {
			return err
		}
		stmt, err := c.Prepare(selectCommits)
		if err != nil {
			return s.fail(op, err)
		}
		stmt.BindInt64(1, int64(first))
		stmt.BindInt64(2, int64(last))
		next := first
		err = s.each(ctx, op, stmt, func(key int64, body []byte) error {
			if uint64(key) != next {
				return missingCommit(s.path, next)
			}
			next++
			return fn(uint64(key), body)
		})
		if err == nil && next != last+1 {
			return missingCommit(s.path, next)
		}
		return err
	})
}

func missingCommit(path string, n uint64) error {
	return complain(fault.Invalid, "read commits", path,
		fmt.Sprintf("commit %d is missing from the record; the file is damaged, restore it from a backup", n), nil)
}

// Rows implements store.Store.
func (s *Store) Rows(ctx context.Context, fn func(store.Row) error) (uint64, error) {
	const op = "read rows"
	var head int64
	err := s.read(ctx, op, func(c *sqlite.Conn) (err error) {
		if head, err = readInt(c, selectHead); err != nil {
			return s.fail(op, err)
		}
		stmt, err := c.Prepare(selectRows)
		if err != nil {
			return s.fail(op, err)
		}
		return s.each(ctx, op, stmt, func(key int64, body []byte) error {
			return fn(store.Row{Node: uint32(key), Body: body})
		})
	})
	return uint64(head), err
}

// each steps through stmt's rows (integer key, blob) and resets it.
func (s *Store) each(ctx context.Context, op string, stmt *sqlite.Stmt, fn func(key int64, body []byte) error) error {
	defer func() { _ = stmt.Reset() }() // repeats the error of the last step
	var v view
	for i := 1; ; i++ {
		more, err := stmt.Step()
		if err != nil {
			return s.fail(op, err)
		}
		if !more {
			return nil
		}
		if err := fn(stmt.ColumnInt64(0), v.column(stmt, 1)); err != nil {
			return err
		}
		if i%cancelEvery == 0 && ctx.Err() != nil {
			return store.Cancelled(op, ctx.Err())
		}
	}
}

// ReadHashes implements store.Store.
func (s *Store) ReadHashes(indexes []int64) (hashes []tlog.Hash, err error) {
	err = s.read(context.Background(), "read hashes", func(c *sqlite.Conn) (err error) {
		hashes, err = s.hashReader(c).ReadHashes(indexes)
		return err
	})
	return hashes, err
}

// hashReader reads stored hashes through c.
func (s *Store) hashReader(c *sqlite.Conn) tlog.HashReader {
	return tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		out := make([]tlog.Hash, len(indexes))
		stmt, err := c.Prepare(selectHash)
		if err != nil {
			return nil, s.fail("read hashes", err)
		}
		for i, x := range indexes {
			stmt.BindInt64(1, x)
			ok, err := stmt.Step()
			if err != nil {
				return nil, s.fail("read hashes", err)
			}
			if !ok {
				return nil, store.NoHash(x)
			}
			n := stmt.ColumnLen(0)
			stmt.ColumnBytes(0, out[i][:])
			if err := stmt.Reset(); err != nil {
				return nil, s.fail("read hashes", err)
			}
			if n != tlog.HashSize {
				return nil, complain(fault.Invalid, "read hashes", s.path,
					fmt.Sprintf("tree hash %d has %d bytes instead of %d; the file is damaged, restore it from a backup", x, n, tlog.HashSize), nil)
			}
		}
		return out, nil
	})
}

// Value implements store.Store.
func (s *Store) Value(ctx context.Context, name string) (value []byte, err error) {
	err = s.read(ctx, "read value", func(c *sqlite.Conn) error {
		b, ok, err := readBlob(c, selectValue, name)
		if err != nil {
			return s.fail("read value", err)
		}
		if !ok {
			return store.NoValue(name)
		}
		value = b
		return nil
	})
	return value, err
}

// ValueNames implements store.Store.
func (s *Store) ValueNames(ctx context.Context) (names []string, err error) {
	const op = "list values"
	err = s.read(ctx, op, func(c *sqlite.Conn) error {
		stmt, err := c.Prepare(selectNames)
		if err != nil {
			return s.fail(op, err)
		}
		defer func() { _ = stmt.Reset() }() // repeats the error of the last step
		for {
			more, err := stmt.Step()
			if err != nil {
				return s.fail(op, err)
			}
			if !more {
				return nil
			}
			names = append(names, stmt.ColumnText(0))
		}
	})
	slices.Sort(names)
	return names, err
}
