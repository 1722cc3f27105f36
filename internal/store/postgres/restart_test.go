package postgres

import (
	"context"
	"errors"
	"net"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/cordon-ot/cordon/internal/door"
	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/store"
	"github.com/cordon-ot/cordon/internal/store/postgres/pgtest"
)

// counting connects and counts the connections that are tried.
func counting(t *testing.T, url string, dials *atomic.Int64) *DB {
	t.Helper()
	config, err := pgxpool.ParseConfig(url)
	if err != nil {
		t.Fatal(err)
	}
	config.MaxConns = 8
	config.ConnConfig.DialFunc = func(ctx context.Context, network, addr string) (net.Conn, error) {
		dials.Add(1)
		return (&net.Dialer{}).DialContext(ctx, network, addr)
	}
	db, err := ConnectConfig(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(db.Close)
	return db
}

// atOnce runs fn in so many goroutines.
func atOnce(n int, fn func()) {
	var wg sync.WaitGroup
	for range n {
		wg.Go(fn)
	}
	wg.Wait()
}

// spec: SRV-53
func TestTheFirstWriteAfterARestartGoesThroughAtOnce(t *testing.T) {
	server := pgtest.Shared(t)
	var dials atomic.Int64
	s := create(t, counting(t, server.Database(t), &dials))
	head := func() {
		if _, _, err := s.Head(t.Context()); err != nil {
			t.Errorf("Head: %v", err)
		}
	}
	for n := range uint64(6) {
		atOnce(8, head) // as many connections as there may be, all dead soon
		stop := server.Stop
		if n%2 == 1 {
			stop = server.Kill
		}
		stop()
		if n > 2 { // also after somebody met the database while it was away
			if _, _, err := s.Head(t.Context()); fault.KindOf(err) != fault.Unavailable {
				t.Errorf("Head without a server = %v, want Unavailable", err)
			}
		}
		if err := server.Start(); err != nil {
			t.Fatal(err)
		}
		before := dials.Load()
		if err := s.Append(t.Context(), n, []store.Entry{{Commit: []byte("edit")}}); err != nil {
			t.Errorf("round %d: the first Append after a restart: %v", n, err)
		}
		if more := dials.Load() - before; more > 2 {
			t.Errorf("round %d: the first Append after a restart made %d connections, want one and at most one more", n, more)
		}
		atOnce(8, head)
	}
}

// spec: SRV-53
func TestADatabaseThatIsAwayIsAskedNowAndThen(t *testing.T) {
	server := pgtest.Shared(t)
	var dials, calls atomic.Int64
	s := create(t, counting(t, server.Database(t), &dials))
	server.Stop()
	defer func() {
		if err := server.Start(); err != nil {
			t.Fatal(err)
		}
		if _, _, err := s.Head(t.Context()); err != nil {
			t.Errorf("Head once the database is back: %v", err)
		}
	}()
	dials.Store(0)
	const callers = 16
	began := time.Now()
	atOnce(callers, func() {
		for time.Since(began) < 5*door.Pause {
			_, _, err := s.Head(t.Context())
			var f *fault.Error
			if !errors.As(err, &f) || f.Kind != fault.Unavailable || f.Message != noAnswer {
				t.Errorf("Head without a server = %v, want Unavailable: %s", err, noAnswer)
				return
			}
			calls.Add(1)
		}
	})
	// Those who come first all find out for themselves, with what they had and anew.
	if most := 2*callers + int64(time.Since(began)/door.Pause) + 1; dials.Load() > most {
		t.Errorf("%d connections were tried for %d calls in %v, want at most %d", dials.Load(), calls.Load(), time.Since(began), most)
	}
}
