package postgres

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/cordon-ot/cordon/internal/store"
	"github.com/cordon-ot/cordon/internal/store/postgres/pgtest"
)

// turn is how long one side of an interleaved comparison runs.
const turn = 250 * time.Millisecond

// BenchmarkAppend compares edits a second (one commit of 300 bytes with one
// changed row of 300 bytes, and the same in batches of 16) with a bare insert
// of the same rows: one transaction in one round trip, no head, no tree, into
// tables of the same shape. Run it with
//
//	go test -run '^$' -bench Append ./internal/store/postgres
//
// spec: PERF-8
func BenchmarkAppend(b *testing.B) {
	ctx := context.Background()
	for _, batch := range []int{1, 16} {
		b.Run(fmt.Sprintf("batch=%d", batch), func(b *testing.B) {
			db := connect(b, pgtest.Shared(b).Database(b))
			s, bare := create(b, db), newBare(b, db)
			fill(b, s, 20000)
			bare.fill(b, 20000)
			n, _, err := s.Head(ctx)
			if err != nil {
				b.Fatal(err)
			}
			var ours, theirs rate
			var ratios []float64
			for b.Loop() {
				o := ours.run(func() int {
					if err := s.Append(ctx, n, edits(n, batch)); err != nil {
						b.Fatal(err)
					}
					n += uint64(batch)
					return batch
				})
				t := theirs.run(func() int { return bare.insert(b, batch) })
				ratios = append(ratios, o/t)
			}
			slices.Sort(ratios)
			b.ReportMetric(ours.perSecond(), "commits/s")
			b.ReportMetric(theirs.perSecond(), "bare/s")
			b.ReportMetric(ratios[len(ratios)/2], "ratio")
		})
	}
}

// edits are the entries after commit n, each changing one of the first 20,000 rows.
func edits(n uint64, batch int) []store.Entry {
	body := bytes.Repeat([]byte("0123456789"), 30)
	entries := make([]store.Entry, batch)
	for i := range entries {
		n++
		entries[i] = store.Entry{Commit: body, Rows: []store.Row{{Node: uint32(n * 7919 % 20000), Body: body}}}
	}
	return entries
}

func fill(b testing.TB, s store.Store, n int) {
	body := bytes.Repeat([]byte("0123456789"), 30)
	e := store.Entry{Commit: body}
	for i := range n {
		e.Rows = append(e.Rows, store.Row{Node: uint32(i), Body: body})
	}
	if err := s.Append(context.Background(), 0, []store.Entry{e}); err != nil {
		b.Fatal(err)
	}
}

// rate counts work over the turns it was given.
type rate struct {
	n    int
	time time.Duration
}

func (r *rate) perSecond() float64 { return float64(r.n) / r.time.Seconds() }

// run gives this turn's rate.
func (r *rate) run(fn func() int) float64 {
	start, n := time.Now(), 0
	for time.Since(start) < turn {
		n += fn()
	}
	d := time.Since(start)
	r.n, r.time = r.n+n, r.time+d
	return float64(n) / d.Seconds()
}

// bare inserts as a program without a record would.
type bare struct {
	c    *pgx.Conn
	id   [16]byte
	n, i int64
}

func newBare(b testing.TB, db *DB) *bare {
	c, err := db.dial(context.Background())
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { hangUp(c) })
	for _, t := range []string{
		"commits (project uuid, n bigint, body bytea NOT NULL, root bytea NOT NULL, PRIMARY KEY (project, n))",
		"hashes (project uuid, i bigint, h bytea NOT NULL, PRIMARY KEY (project, i))",
		"rows (project uuid, node bigint, body bytea NOT NULL, PRIMARY KEY (project, node))",
	} {
		if _, err := c.Exec(context.Background(), "CREATE TABLE bare_"+t); err != nil {
			b.Fatal(err)
		}
	}
	return &bare{c: c, id: newID()}
}

func (r *bare) fill(b testing.TB, n int) {
	_, err := r.c.Exec(context.Background(), `INSERT INTO bare_rows SELECT $1, g, decode(repeat('30', 300), 'hex') FROM generate_series(0, $2::int - 1) AS g`, r.id, n)
	if err != nil {
		b.Fatal(err)
	}
}

// insert pipelines plain statements: one round trip and one implicit transaction.
func (r *bare) insert(b testing.TB, batch int) int {
	body, hash := bytes.Repeat([]byte("0123456789"), 30), make([]byte, 32)
	q := &pgx.Batch{}
	for range batch {
		r.n++
		q.Queue(`INSERT INTO bare_commits (project, n, body, root) VALUES ($1, $2, $3, $4)`, r.id, r.n, body, hash)
		for x := r.n; ; x /= 2 { // as many hashes as the tree needs
			q.Queue(`INSERT INTO bare_hashes (project, i, h) VALUES ($1, $2, $3)`, r.id, r.i, hash)
			r.i++
			if x%2 == 1 {
				break
			}
		}
		q.Queue(`INSERT INTO bare_rows (project, node, body) VALUES ($1, $2, $3) ON CONFLICT (project, node) DO UPDATE SET body = excluded.body`,
			r.id, r.n*7919%20000, body)
	}
	if err := r.c.SendBatch(context.Background(), q).Close(); err != nil {
		b.Fatal(err)
	}
	return batch
}
