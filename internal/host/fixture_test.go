package host

import (
	"context"
	"crypto/rand"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/cordon-ot/cordon/internal/admin"
	"github.com/cordon-ot/cordon/internal/app"
	"github.com/cordon-ot/cordon/internal/blob"
	"github.com/cordon-ot/cordon/internal/model"
	"github.com/cordon-ot/cordon/internal/standard"
	"github.com/cordon-ot/cordon/internal/store"
	"github.com/cordon-ot/cordon/internal/store/postgres"
	"github.com/cordon-ot/cordon/internal/store/postgres/pgtest"
	"github.com/cordon-ot/cordon/internal/store/sqlite"
)

func TestMain(m *testing.M) { os.Exit(pgtest.Main(m)) }

// clock is a clock that the test moves.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// files keeps records as SQLite files, counts how often one is opened, and can
// be told to refuse.
type files struct {
	dir string

	mu     sync.Mutex
	opened int
	refuse error
}

func (f *files) path(id string) string { return filepath.Join(f.dir, id+".cordon") }

func (f *files) Open(_ context.Context, id string) (store.Store, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.refuse != nil {
		return nil, f.refuse
	}
	f.opened++
	s, err := sqlite.Open(f.path(id), sqlite.Options{})
	if err != nil {
		return nil, err
	}
	return s, nil
}

func (f *files) Create(_ context.Context, id string) (store.Store, error) {
	s, err := sqlite.Create(f.path(id))
	if err != nil {
		return nil, err
	}
	return s, nil
}

func (f *files) Discard(_ context.Context, id string) error {
	return errors.Join(os.Remove(f.path(id)))
}
func (*files) Shared() bool                        { return false }
func (*files) Hints(context.Context) <-chan string { return nil }
func (*files) Tell(context.Context, string)        {}

// shared keeps records in PostgreSQL, with or without hints.
type shared struct {
	db    *postgres.DB
	hints bool
}

func (s *shared) Open(ctx context.Context, id string) (store.Store, error) {
	return asStore(s.db.Open(ctx, id))
}

func (s *shared) Create(ctx context.Context, id string) (store.Store, error) {
	return asStore(s.db.Create(ctx, id))
}

func asStore(s *postgres.Store, err error) (store.Store, error) {
	if err != nil {
		return nil, err
	}
	return s, nil
}
func (s *shared) Discard(ctx context.Context, id string) error { return s.db.Drop(ctx, id) }
func (*shared) Shared() bool                                   { return true }
func (s *shared) Hints(ctx context.Context) <-chan string {
	if !s.hints {
		return nil
	}
	return s.db.Hints(ctx)
}
func (s *shared) Tell(ctx context.Context, id string) { s.db.Hint(ctx, id) }

// config is a host over SQLite in a folder; tests change it.
func config(t testing.TB) (Config, *files, *clock) {
	t.Helper()
	dir := t.TempDir()
	db, err := admin.OpenSQLite(t.Context(), filepath.Join(dir, "admin.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	lib, err := standard.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	f, c := &files{dir: dir}, &clock{now: time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)}
	return Config{
		Admin: db, Stores: f, Library: lib, Clock: c.Now, Random: rand.Reader, Zone: time.LoadLocation, Log: slog.New(slog.DiscardHandler),
		Files: func(id string) (blob.Store, error) { return blob.Open(filepath.Join(dir, id+"-files")), nil },
		Idle:  time.Hour, Follow: time.Hour, MostOpen: 10,
	}, f, c
}

// twoNodes are hosts over one PostgreSQL; the clock is that of the second.
func twoNodes(t testing.TB, follow time.Duration, hints bool) (a, b *Host, later *clock) {
	t.Helper()
	url := pgtest.Shared(t).Database(t)
	node := func() *Host {
		var cfg Config
		cfg, _, later = config(t)
		db, err := admin.OpenPostgres(t.Context(), url)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { db.Close() })
		records, err := postgres.Connect(t.Context(), url)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(records.Close)
		cfg.Admin, cfg.Stores, cfg.Follow = db, &shared{records, hints}, follow
		return start(t, cfg)
	}
	a, b = node(), node()
	return a, b, later
}

// start makes a host, closed at the end of the test.
func start(t testing.TB, cfg Config) *Host {
	t.Helper()
	h, err := New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := h.Close(); err != nil {
			t.Errorf("closing the host: %v", err)
		}
	})
	return h
}

// create makes an empty project.
func create(t testing.TB, h *Host, key string) Entry {
	t.Helper()
	e, err := h.Create(t.Context(), Start{Key: key, Title: "Project " + key})
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// acquire opens a project, released at the end of the test at the latest.
func acquire(t testing.TB, h *Host, id string) *Lease {
	t.Helper()
	l, err := h.Acquire(t.Context(), id)
	if err != nil {
		t.Fatalf("Acquire(%s): %v", id, err)
	}
	t.Cleanup(l.Release)
	return l
}

// add makes an item and gives the number of the commit.
func add(t testing.TB, l *Lease, kind model.Kind, title string) uint64 {
	t.Helper()
	st, err := l.Head(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	c, err := l.Commit(t.Context(), app.Change{Author: "test", Label: "edit", Ops: []model.Op{
		{Kind: model.OpCreate, Item: l.NewID(), Key: l.NextKey(st.Snapshot, kind), Title: title},
	}})
	if err != nil {
		t.Fatal(err)
	}
	l.Wrote(t.Context())
	return c.Number
}
