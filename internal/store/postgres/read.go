package postgres

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"
	"golang.org/x/mod/sumdb/tlog"

	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/store"
)

const (
	// pageBytes and pageCommits bound what Commits holds in memory, besides one
	// commit of any size.
	pageBytes   = 4 << 20
	pageCommits = 2048
)

const (
	selectHead = `SELECT n, root FROM cordon.commits WHERE project = $1 ORDER BY n DESC LIMIT 1`
	// The window's sum needs lengths only, which the server knows without
	// reading the bodies.
	selectPage = `SELECT n, body FROM (
			SELECT n, body, sum(octet_length(body)) OVER (ORDER BY n) - octet_length(body) AS before
			FROM cordon.commits WHERE project = $1 AND n BETWEEN $2 AND $3) AS p
		WHERE before < $4 ORDER BY n`
	selectRows   = `SELECT node, body FROM cordon.rows WHERE project = $1 ORDER BY node`
	selectHashes = `SELECT i, h FROM cordon.hashes WHERE project = $1 AND i = ANY ($2::bigint[])`
	selectValue  = `SELECT body FROM cordon.value WHERE project = $1 AND name = $2`
	selectNames  = `SELECT name FROM cordon.value WHERE project = $1`
)

// damaged is the Invalid of stored bytes that cannot be ours.
func (s *Store) damaged(op, what string) error {
	return complain(fault.Invalid, op, s.name, damaged, errors.New(what))
}

// querier is a pool, a connection or a transaction.
type querier interface {
	QueryRow(ctx context.Context, sql string, args ...any) pgx.Row
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
}

// head reads head and root through q.
func (s *Store) head(ctx context.Context, op string, q querier) (uint64, tlog.Hash, error) {
	var n int64
	var b []byte
	err := q.QueryRow(ctx, selectHead, s.id).Scan(&n, &b)
	if errors.Is(err, pgx.ErrNoRows) {
		root, err := tlog.TreeHash(0, nil)
		return 0, root, err
	}
	if err != nil {
		return 0, tlog.Hash{}, err
	}
	root, err := s.hash(op, b)
	return uint64(n), root, err
}

// Head implements store.Store.
func (s *Store) Head(ctx context.Context) (n uint64, root tlog.Hash, err error) {
	const op = "read head"
	err = s.read(ctx, op, func(ctx context.Context) (err error) {
		n, root, err = s.head(ctx, op, s.db.pool)
		return err
	})
	return n, root, err
}

// Commits implements store.Store. What was appended never changes, so pages
// read one after the other belong to the head read first.
func (s *Store) Commits(ctx context.Context, from, to uint64, fn func(n uint64, commit []byte) error) error {
	const op = "read commits"
	if err := s.enter(ctx, op); err != nil {
		return err
	}
	defer s.gate.Leave()
	var head uint64
	err := s.db.again(ctx, func(ctx context.Context) (err error) {
		head, _, err = s.head(ctx, op, s.db.pool)
		return err
	})
	if err != nil {
		return s.fail(ctx, op, err)
	}
	next, last, err := store.Range(from, to, head)
	if err != nil {
		return err
	}
	for next <= last {
		page, err := s.page(ctx, op, next, last)
		if err != nil {
			return s.fail(ctx, op, err)
		}
		for _, body := range page {
			if err := ctx.Err(); err != nil {
				return store.Cancelled(op, err)
			}
			if err := fn(next, body); err != nil {
				return err
			}
			next++
		}
	}
	return nil
}

// page reads commits from next on, at least one.
func (s *Store) page(ctx context.Context, op string, next, last uint64) (page [][]byte, err error) {
	err = s.db.again(ctx, func(ctx context.Context) error {
		page = page[:0]
		rows, err := s.db.pool.Query(ctx, selectPage, s.id, int64(next), int64(min(last, next+pageCommits-1)), int64(pageBytes))
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var n int64
			var body []byte
			if err := rows.Scan(&n, &body); err != nil {
				return err
			}
			if uint64(n) != next+uint64(len(page)) {
				return s.damaged(op, fmt.Sprintf("commit %d is missing", next+uint64(len(page))))
			}
			page = append(page, body)
		}
		return rows.Err()
	})
	if err == nil && len(page) == 0 {
		err = s.damaged(op, fmt.Sprintf("commit %d is missing", next))
	}
	return page, err
}

// Rows implements store.Store. The rows stream through a connection of their
// own in one read-only transaction.
func (s *Store) Rows(ctx context.Context, fn func(store.Row) error) (head uint64, err error) {
	const op = "read rows"
	if err := s.enter(ctx, op); err != nil {
		return 0, err
	}
	defer s.gate.Leave()
	c, head, err := s.view(ctx, op)
	if err != nil {
		return 0, s.fail(ctx, op, err)
	}
	defer hangUp(c)
	rows, err := c.Query(ctx, selectRows, s.id)
	if err != nil {
		return head, s.fail(ctx, op, err)
	}
	for rows.Next() {
		var node int64
		var body pgtype.DriverBytes
		if err := rows.Scan(&node, &body); err != nil {
			return head, s.fail(ctx, op, err)
		}
		if err := fn(store.Row{Node: uint32(node), Body: body}); err != nil {
			return head, err
		}
		if err := ctx.Err(); err != nil {
			return head, store.Cancelled(op, err)
		}
	}
	return head, s.fail(ctx, op, rows.Err())
}

// view opens a connection with a transaction that sees one state, and reads
// the head it belongs to.
func (s *Store) view(ctx context.Context, op string) (c *pgx.Conn, head uint64, err error) {
	err = s.db.again(ctx, func(ctx context.Context) (err error) {
		if c, err = s.db.dial(ctx); err != nil {
			return err
		}
		if _, err = c.Exec(ctx, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"); err == nil {
			head, _, err = s.head(ctx, op, c)
		}
		if err != nil {
			hangUp(c)
		}
		return err
	})
	return c, head, err
}

// ReadHashes implements store.Store.
func (s *Store) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	const op = "read hashes"
	out := make([]tlog.Hash, len(indexes))
	err := s.read(context.Background(), op, func(ctx context.Context) error {
		found, err := s.hashes(ctx, op, s.db.pool, indexes)
		if err != nil {
			return err
		}
		for i, x := range indexes {
			h, ok := found[x]
			if !ok {
				return store.NoHash(x)
			}
			out[i] = h
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// hashes reads those of indexes that are stored.
func (s *Store) hashes(ctx context.Context, op string, q querier, indexes []int64) (map[int64]tlog.Hash, error) {
	found := make(map[int64]tlog.Hash, len(indexes))
	if len(indexes) == 0 {
		return found, nil
	}
	rows, err := q.Query(ctx, selectHashes, s.id, indexes)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var i int64
		var b pgtype.DriverBytes
		if err := rows.Scan(&i, &b); err != nil {
			return nil, err
		}
		if found[i], err = s.hash(op, b); err != nil {
			return nil, err
		}
	}
	return found, rows.Err()
}

// Value implements store.Store.
func (s *Store) Value(ctx context.Context, name string) (value []byte, err error) {
	const op = "read value"
	err = s.read(ctx, op, func(ctx context.Context) error {
		err := s.db.pool.QueryRow(ctx, selectValue, s.id, []byte(name)).Scan(&value)
		if errors.Is(err, pgx.ErrNoRows) {
			return store.NoValue(name)
		}
		return err
	})
	return value, err
}

// ValueNames implements store.Store.
func (s *Store) ValueNames(ctx context.Context) (names []string, err error) {
	err = s.read(ctx, "list values", func(ctx context.Context) error {
		rows, err := s.db.pool.Query(ctx, selectNames, s.id)
		if err != nil {
			return err
		}
		names, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (string, error) {
			var b []byte
			err := row.Scan(&b)
			return string(b), err
		})
		return err
	})
	slices.Sort(names)
	return names, err
}
