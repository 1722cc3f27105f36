package postgres

import (
	"context"
	"fmt"
	"io"
	"net"
	"sync/atomic"
	"testing"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/cordon-ot/cordon/internal/store"
	"github.com/cordon-ot/cordon/internal/store/postgres/pgtest"
)

// wire watches the bytes between a node and the server.
type wire struct {
	writes atomic.Int64 // each begins a round trip
	cut    atomic.Bool  // loses the next answer, after the server has sent it
}

type watched struct {
	net.Conn
	wire *wire
}

func (c watched) Write(b []byte) (int, error) {
	c.wire.writes.Add(1)
	return c.Conn.Write(b)
}

func (c watched) Read(b []byte) (int, error) {
	n, err := c.Conn.Read(b)
	if n > 0 && c.wire.cut.CompareAndSwap(true, false) {
		c.Conn.Close()
		return 0, io.ErrUnexpectedEOF
	}
	return n, err
}

func connectOver(t testing.TB, url string, w *wire) *DB {
	t.Helper()
	config, err := pgxpool.ParseConfig(url)
	if err != nil {
		t.Fatal(err)
	}
	config.ConnConfig.DialFunc = func(ctx context.Context, network, addr string) (net.Conn, error) {
		c, err := (&net.Dialer{}).DialContext(ctx, network, addr)
		return watched{c, w}, err
	}
	config.MaxConns = 1
	db, err := ConnectConfig(context.Background(), config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(db.Close)
	return db
}

// spec: PERF-8
func TestAnEditIsOneRoundTrip(t *testing.T) {
	ctx := context.Background()
	url := pgtest.Shared(t).Database(t)
	wire := &wire{}
	s := create(t, connectOver(t, url, wire))
	other := open(t, connect(t, url), s.Name())
	edit := func(by *Store, n uint64) {
		t.Helper()
		body := fmt.Appendf(nil, "commit %d", n+1)
		if err := by.Append(ctx, n, []store.Entry{{Commit: body, Rows: []store.Row{{Node: 1, Body: body}, {Node: 7, Body: body}}}}); err != nil {
			t.Fatal(err)
		}
	}
	edit(s, 0) // prepares the statement
	for n := uint64(1); n < 20; n++ {
		before := wire.writes.Load()
		edit(s, n)
		if trips := wire.writes.Load() - before; trips != 1 {
			t.Fatalf("edit %d took %d round trips, want 1", n+1, trips)
		}
	}
	edit(other, 20)
	edit(s, 21) // prepares the statements that read the edge
	edit(other, 22)
	before := wire.writes.Load()
	edit(s, 23)
	if trips := wire.writes.Load() - before; trips != 2 {
		t.Errorf("an edit after another node's took %d round trips, want 2", trips)
	}
	before = wire.writes.Load()
	if n, _, err := s.Head(ctx); err != nil || n != 24 {
		t.Fatal(n, err)
	}
	if trips := wire.writes.Load() - before; trips != 1 {
		t.Errorf("Head took %d round trips, want 1", trips)
	}
}
