package postgres

import (
	"context"
	"fmt"
	"os"
	"sync/atomic"
	"testing"

	"github.com/cordon-ot/cordon/internal/store"
	"github.com/cordon-ot/cordon/internal/store/postgres/pgtest"
	"github.com/cordon-ot/cordon/internal/store/storetest"
)

func TestMain(m *testing.M) { os.Exit(pgtest.Main(m)) }

// spec: REC-14
func TestPostgresKeepsThePromisesOfAStore(t *testing.T) {
	url := pgtest.Shared(t).Database(t)
	storetest.Run(t, func(t testing.TB) store.Store { return create(t, connect(t, url)) },
		func(t testing.TB, s store.Store) store.Store {
			if err := s.Close(); err != nil {
				t.Fatalf("Close: %v", err)
			}
			return open(t, connect(t, url), s.(*Store).Name())
		})
}

// connect opens a database as one node does, closed at the end of the test.
func connect(t testing.TB, url string) *DB {
	t.Helper()
	db, err := Connect(context.Background(), url)
	if err != nil {
		t.Fatalf("Connect: %v", err)
	}
	t.Cleanup(db.Close)
	return db
}

var created atomic.Int64

// create makes a project of a new name, closed at the end of the test.
func create(t testing.TB, db *DB) *Store {
	t.Helper()
	s, err := db.Create(context.Background(), fmt.Sprintf("plant %d", created.Add(1)))
	if err != nil {
		t.Fatalf("Create: %v", err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

// open opens a project, closed at the end of the test.
func open(t testing.TB, db *DB, name string) *Store {
	t.Helper()
	s, err := db.Open(context.Background(), name)
	if err != nil {
		t.Fatalf("Open: %v", err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}
