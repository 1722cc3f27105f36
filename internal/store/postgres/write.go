package postgres

import (
	"context"
	"slices"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/store"
)

// maxAppend bounds the bytes of one append; the protocol ends at 1 GB a message.
const maxAppend = 900 << 20

// insertEntries is an append. "ok" has a row if the head is the expected one
// with the root we know; it also spares a late writer the attempt. The unique
// key of commits decides between writers that both saw the same head. Hashes
// and rows wait for the commit, so that all writers take their locks in one
// order. The answer is the number of commits written, and the head where ok
// said no.
const insertEntries = `
WITH ok AS MATERIALIZED (
	SELECT 1 AS yes WHERE (
		($2::bigint = 0 AND EXISTS (SELECT 1 FROM cordon.project WHERE id = $1::uuid))
		OR EXISTS (SELECT 1 FROM cordon.commits WHERE project = $1 AND n = $2 AND root = $3::bytea))
	AND NOT EXISTS (SELECT 1 FROM cordon.commits WHERE project = $1 AND n = $2 + 1)
), c AS (
	INSERT INTO cordon.commits (project, n, body, root)
	SELECT $1, x.n, x.body, x.root FROM ok, unnest($4::bigint[], $5::bytea[], $6::bytea[]) AS x (n, body, root)
	RETURNING n
), h AS (
	INSERT INTO cordon.hashes (project, i, h)
	SELECT $1, x.i, x.h FROM unnest($7::bigint[], $8::bytea[]) AS x (i, h) WHERE EXISTS (SELECT 1 FROM c)
), r AS (
	INSERT INTO cordon.rows (project, node, body)
	SELECT $1, x.node, x.body FROM unnest($9::bigint[], $10::bytea[]) AS x (node, body) WHERE EXISTS (SELECT 1 FROM c)
	ON CONFLICT (project, node) DO UPDATE SET body = excluded.body
)
SELECT (SELECT count(*) FROM c),
	CASE WHEN NOT EXISTS (SELECT 1 FROM ok) THEN (SELECT coalesce(max(n), 0) FROM cordon.commits WHERE project = $1) ELSE 0 END`

const (
	upsertValue = `INSERT INTO cordon.value (project, name, body) VALUES ($1, $2, $3)
		ON CONFLICT (project, name) DO UPDATE SET body = excluded.body`
	insertRows = `INSERT INTO cordon.rows (project, node, body)
		SELECT $1, x.node, x.body FROM unnest($2::bigint[], $3::bytea[]) AS x (node, body)`
	deleteRows = `DELETE FROM cordon.rows WHERE project = $1`
	// The next commit's place, taken and given back within one transaction,
	// keeps appends out of it as a writer of that commit would.
	takePlace = `INSERT INTO cordon.commits (project, n, body, root)
		SELECT $1, $2::bigint + 1, ''::bytea, ''::bytea
		WHERE ($2 = 0 OR EXISTS (SELECT 1 FROM cordon.commits WHERE project = $1 AND n = $2))
		AND NOT EXISTS (SELECT 1 FROM cordon.commits WHERE project = $1 AND n = $2 + 1)`
	givePlace = `DELETE FROM cordon.commits WHERE project = $1 AND n = $2::bigint + 1`
)

// Append implements store.Store. A node that follows its own commits needs one
// round trip; after another node's commit, one more to read the tree's edge.
func (s *Store) Append(ctx context.Context, expected uint64, entries []store.Entry) error {
	const op = "append"
	if err := store.CheckEntries(entries); err != nil {
		return err
	}
	if err := s.enter(ctx, op); err != nil {
		return err
	}
	defer s.gate.Leave()
	if err := s.lock(ctx, op); err != nil {
		return err
	}
	defer s.unlock()
	// From here on the transaction is carried to its end.
	return s.fail(ctx, op, s.append(context.WithoutCancel(ctx), op, expected, entries))
}

func (s *Store) append(ctx context.Context, op string, expected uint64, entries []store.Entry) error {
	if len(entries) == 0 {
		return s.checkHead(ctx, op, expected)
	}
	// A stale edge (the database has another history by now) shows as a refusal
	// that names the very head we expected; then once more with a fresh one.
	for fresh := false; ; fresh = true {
		if fresh || s.edge == nil || s.edge.n != expected {
			if err := s.readEdge(ctx, op, expected); err != nil {
				return err
			}
		}
		g, err := s.edge.grow(entries)
		if err != nil {
			return err
		}
		args, err := s.arguments(op, expected, entries, g)
		if err != nil {
			return err
		}
		done, head, err := s.insert(ctx, op, g, args)
		switch {
		case err != nil:
			s.edge = nil
			return err
		case done:
			s.edge = g.next
			return nil
		case head != expected:
			s.edge = nil
			return store.Moved(op, expected, head)
		case fresh:
			return complain(fault.NotFound, op, s.name, "the project is no longer in the database", nil)
		}
	}
}

// checkHead gives Conflict if the head is not expected.
func (s *Store) checkHead(ctx context.Context, op string, expected uint64) error {
	return s.db.again(ctx, func(ctx context.Context) error {
		head, _, err := s.head(ctx, op, s.db.pool)
		if err == nil && head != expected {
			err = store.Moved(op, expected, head)
		}
		return err
	})
}

// readEdge reads the tree's edge at n; Conflict if n is not the head.
func (s *Store) readEdge(ctx context.Context, op string, n uint64) error {
	return s.db.again(ctx, func(ctx context.Context) error {
		s.edge = nil
		batch := &pgx.Batch{}
		batch.Queue(selectHead, s.id)
		batch.Queue(selectHashes, s.id, edge(n))
		results := s.db.pool.SendBatch(ctx, batch)
		defer results.Close()
		head, root, err := s.head(ctx, op, inBatch{results})
		if err != nil {
			return err
		}
		if head != n {
			return store.Moved(op, n, head)
		}
		hashes, err := s.hashes(ctx, op, inBatch{results}, edge(n))
		if err != nil {
			return err
		}
		f, err := newFrontier(n, hashes)
		if err != nil || f.root != root {
			return s.damaged(op, "the stored tree hashes do not give the stored root")
		}
		s.edge = f
		return results.Close()
	})
}

// inBatch reads the next answer of a batch.
type inBatch struct{ pgx.BatchResults }

// QueryRow implements querier.
func (b inBatch) QueryRow(context.Context, string, ...any) pgx.Row { return b.BatchResults.QueryRow() }

// Query implements querier.
func (b inBatch) Query(context.Context, string, ...any) (pgx.Rows, error) {
	return b.BatchResults.Query()
}

// arguments lays entries out for insertEntries.
func (s *Store) arguments(op string, expected uint64, entries []store.Entry, g *growth) ([]any, error) {
	numbers, bodies, roots := make([]int64, len(entries)), make([][]byte, len(entries)), make([][]byte, len(entries))
	size, last := 0, map[uint32][]byte{}
	for i, e := range entries {
		numbers[i], bodies[i], roots[i] = int64(expected)+int64(i)+1, filled(e.Commit), g.roots[i][:]
		size += len(e.Commit)
		for _, r := range e.Rows {
			last[r.Node] = filled(r.Body)
			size += len(r.Body)
		}
	}
	if size > maxAppend {
		return nil, complain(fault.Invalid, op, s.name, tooBig, nil)
	}
	nodes := make([]int64, 0, len(last))
	for node := range last {
		nodes = append(nodes, int64(node))
	}
	slices.Sort(nodes)
	rows := make([][]byte, len(nodes))
	for i, node := range nodes {
		rows[i] = last[uint32(node)]
	}
	indexes, hashes := make([]int64, len(g.hashes)), make([][]byte, len(g.hashes))
	for i := range g.hashes {
		indexes[i], hashes[i] = g.first+int64(i), g.hashes[i][:]
	}
	return []any{s.id, int64(expected), s.edge.root[:], numbers, bodies, roots, indexes, hashes, nodes, rows}, nil
}

// filled is b, never nil, which would become NULL.
func filled(b []byte) []byte {
	if b == nil {
		return []byte{}
	}
	return b
}

// insert runs insertEntries: done if the entries were written, else the head
// that was in the way.
func (s *Store) insert(ctx context.Context, op string, g *growth, args []any) (done bool, head uint64, err error) {
	unsure := false
	err = s.db.again(ctx, func(ctx context.Context) error {
		var written, met int64
		err := s.db.pool.QueryRow(ctx, insertEntries, args...).Scan(&written, &met)
		switch {
		case err != nil && !taken(err):
			unsure = unsure || (lost(err) && !pgconn.SafeToRetry(err))
			return err
		case err == nil && written > 0:
			done = true
			return nil
		case err == nil && !unsure:
			head = uint64(met)
			return nil
		}
		// Another writer was first, unless it was ourselves in an attempt
		// whose answer was lost: only then is the root there ours.
		if unsure {
			if done, err = s.hasRoot(ctx, g.next); done || err != nil {
				return err
			}
		}
		head, _, err = s.head(ctx, op, s.db.pool)
		return err
	})
	if err != nil && unsure {
		err = complain(fault.Unavailable, op, s.name,
			"the connection to the database was lost before it answered; read the last commit to see whether the change was written", err)
	}
	return done, head, err
}

// hasRoot reports whether the database's history contains that of f.
func (s *Store) hasRoot(ctx context.Context, f *frontier) (yes bool, err error) {
	err = s.db.pool.QueryRow(ctx, `SELECT EXISTS (SELECT 1 FROM cordon.commits WHERE project = $1 AND n = $2 AND root = $3)`,
		s.id, int64(f.n), f.root[:]).Scan(&yes)
	return yes, err
}

// SetValue implements store.Store.
func (s *Store) SetValue(ctx context.Context, name string, value []byte) error {
	const op = "set value"
	if err := s.enter(ctx, op); err != nil {
		return err
	}
	defer s.gate.Leave()
	err := s.db.again(context.WithoutCancel(ctx), func(ctx context.Context) error {
		_, err := s.db.pool.Exec(ctx, upsertValue, s.id, []byte(name), filled(value))
		return err
	})
	return s.fail(ctx, op, err)
}

// ReplaceRows implements store.Store. If the database undoes it for another
// writer after fn has begun, it gives Unavailable: fn is not called twice.
func (s *Store) ReplaceRows(ctx context.Context, head uint64, fn func(add func(store.Row) error) error) error {
	const op = "replace rows"
	if err := s.enter(ctx, op); err != nil {
		return err
	}
	defer s.gate.Leave()
	if err := s.lock(ctx, op); err != nil {
		return err
	}
	defer s.unlock()
	c, err := s.clearRows(ctx, op, head)
	if err != nil {
		return s.fail(ctx, op, err)
	}
	defer hangUp(c)
	w := &rowWriter{store: s, ctx: ctx, op: op, c: c, last: -1}
	if err := fn(w.add); err != nil {
		return err
	}
	if err := w.flush(); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), patience)
	defer cancel()
	if _, err := c.Exec(ctx, givePlace, s.id, int64(head)); err != nil {
		return s.fail(ctx, op, err)
	}
	_, err = c.Exec(ctx, "COMMIT")
	return s.fail(ctx, op, err)
}

// clearRows opens a transaction that keeps appends out and in which there are
// no rows; Conflict if the head is not head.
func (s *Store) clearRows(ctx context.Context, op string, head uint64) (c *pgx.Conn, err error) {
	err = s.db.again(ctx, func(ctx context.Context) (err error) {
		if c, err = s.db.dial(ctx); err != nil {
			return err
		}
		defer func() {
			if err != nil {
				hangUp(c)
			}
		}()
		if _, err = c.Exec(ctx, "BEGIN"); err != nil {
			return err
		}
		tag, err := c.Exec(ctx, takePlace, s.id, int64(head))
		if taken(err) || (err == nil && tag.RowsAffected() == 0) {
			now, _, err := s.head(ctx, op, s.db.pool)
			if err != nil {
				return err
			}
			return store.Moved(op, head, now)
		}
		if err == nil {
			_, err = c.Exec(ctx, deleteRows, s.id)
		}
		return err
	})
	return c, err
}

// rowWriter adds rows in lots.
type rowWriter struct {
	store *Store
	ctx   context.Context
	op    string
	c     *pgx.Conn
	last  int64
	nodes []int64
	rows  [][]byte
	size  int
}

// lotRows and lotBytes end a lot.
const (
	lotRows  = 4096
	lotBytes = 4 << 20
)

func (w *rowWriter) add(r store.Row) error {
	if int64(r.Node) <= w.last {
		return store.NotAscending(uint32(w.last), r.Node)
	}
	if err := w.ctx.Err(); err != nil {
		return store.Cancelled(w.op, err)
	}
	w.last = int64(r.Node)
	w.nodes = append(w.nodes, w.last)
	w.rows = append(w.rows, append([]byte{}, r.Body...))
	if w.size += len(r.Body); w.size < lotBytes && len(w.rows) < lotRows {
		return nil
	}
	return w.flush()
}

func (w *rowWriter) flush() error {
	if len(w.rows) > 0 {
		if _, err := w.c.Exec(w.ctx, insertRows, w.store.id, w.nodes, w.rows); err != nil {
			return w.store.fail(w.ctx, w.op, err)
		}
	}
	w.nodes, w.rows, w.size = w.nodes[:0], w.rows[:0], 0
	return nil
}
