package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/cordon-ot/cordon/internal/store/postgres/pgtest"
)

// postgresWorkload measures P7 against PostgreSQL: durable edits of 16 writers on
// our file, against 16 clients that insert the same rows with their history, each
// in one round trip and one transaction. The two take turns.
func (b *bench) postgresWorkload() error {
	if !b.wants("P7") {
		return nil
	}
	const writers, rounds, slice, budget = 16, 7, 800 * time.Millisecond, 0.8
	b.say("P7: commits against clients of PostgreSQL")
	server, end, err := pgtest.Begin()
	if errors.Is(err, pgtest.ErrMissing) {
		b.say("P7: the comparison with PostgreSQL is left out: %v", err)
		return nil
	}
	if err != nil {
		return err
	}
	defer end()
	clients, err := newClients(server.URL("postgres"), writers)
	if err != nil {
		return err
	}
	defer clients.close()
	p, assets, err := b.commitProject(2000)
	if err != nil {
		return err
	}
	defer func() { _ = p.Close() }()
	var ours, theirs, ratios []float64
	for range rounds {
		t, err := clients.rate(slice)
		if err != nil {
			return err
		}
		o, err := commitRate(p, assets, writers, slice)
		if err != nil {
			return err
		}
		ours, theirs, ratios = append(ours, o), append(theirs, t), append(ratios, o/t)
	}
	ratio := middle(ratios)
	b.results = append(b.results, result{
		"P7", "2000", fmt.Sprintf("durable edits, %d writers, against as many clients of PostgreSQL", writers),
		fmt.Sprintf("%.0f/s", middle(ours)), fmt.Sprintf("%.0f/s", middle(theirs)),
		fmt.Sprintf("%.2fx", ratio), fmt.Sprintf(">= %gx", budget), ratio >= budget,
	})
	return nil
}

// middle gives the median of an odd number of values.
func middle(v []float64) float64 {
	v = slices.Sorted(slices.Values(v))
	return v[len(v)/2]
}

// clients are programs that keep rows and their history in plain tables.
type clients struct {
	conns []*pgx.Conn
	n, i  atomic.Int64 // the last commit and the last hash
}

func newClients(url string, n int) (*clients, error) {
	ctx := context.Background()
	c := &clients{}
	for range n {
		conn, err := pgx.Connect(ctx, url)
		if err != nil {
			return c, errors.Join(err, c.close())
		}
		c.conns = append(c.conns, conn)
	}
	for _, statement := range []string{
		"CREATE TABLE history (n bigint PRIMARY KEY, body bytea NOT NULL, root bytea NOT NULL)",
		"CREATE TABLE hashes (i bigint PRIMARY KEY, h bytea NOT NULL)",
		"CREATE TABLE items (node bigint PRIMARY KEY, body bytea NOT NULL)",
		"INSERT INTO items SELECT g, decode(repeat('30', 300), 'hex') FROM generate_series(0, 1999) AS g",
	} {
		if _, err := c.conns[0].Exec(ctx, statement); err != nil {
			return c, errors.Join(err, c.close())
		}
	}
	return c, nil
}

func (c *clients) close() error {
	var errs []error
	for _, conn := range c.conns {
		errs = append(errs, conn.Close(context.Background()))
	}
	return errors.Join(errs...)
}

// rate lets all clients edit for a while.
func (c *clients) rate(d time.Duration) (perSecond float64, err error) {
	var done atomic.Int64
	errs := make([]error, len(c.conns))
	var wg sync.WaitGroup
	start := time.Now()
	for w, conn := range c.conns {
		wg.Go(func() {
			for time.Since(start) < d && errs[w] == nil {
				errs[w] = c.edit(conn)
				done.Add(1)
			}
		})
	}
	wg.Wait()
	return float64(done.Load()) / time.Since(start).Seconds(), errors.Join(errs...)
}

// edit keeps one commit of 300 bytes, as many hashes as a tree needs for it, and
// the changed row, which no other client changes at that moment.
func (c *clients) edit(conn *pgx.Conn) error {
	body, hash := bytes.Repeat([]byte("0123456789"), 30), make([]byte, 32)
	n := c.n.Add(1)
	q := &pgx.Batch{}
	q.Queue("INSERT INTO history (n, body, root) VALUES ($1, $2, $3)", n, body, hash)
	for x := n; ; x /= 2 {
		q.Queue("INSERT INTO hashes (i, h) VALUES ($1, $2)", c.i.Add(1), hash)
		if x%2 == 1 {
			break
		}
	}
	q.Queue("UPDATE items SET body = $1 WHERE node = $2", body, n%2000)
	return conn.SendBatch(context.Background(), q).Close()
}
