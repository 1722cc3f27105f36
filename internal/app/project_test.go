package app_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/cordon-ot/cordon/internal/app"
	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/ledger"
	"github.com/cordon-ot/cordon/internal/model"
	"github.com/cordon-ot/cordon/internal/standard"
	"github.com/cordon-ot/cordon/internal/store"
	"github.com/cordon-ot/cordon/internal/store/memory"
	"github.com/cordon-ot/cordon/internal/store/sqlite"
	"github.com/cordon-ot/cordon/internal/trace"
)

var background = context.Background()

// clock is a clock that a test moves. Safe for concurrent use.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func newClock(at string) *clock {
	t, err := time.Parse(time.RFC3339, at)
	if err != nil {
		panic(err)
	}
	return &clock{at: t}
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

func shipped(t testing.TB) *standard.Library {
	t.Helper()
	l, err := standard.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func config(t testing.TB, s store.Store, c *clock) app.Config {
	now := time.Now
	if c != nil {
		now = c.now
	}
	return app.Config{
		Store: s, Library: shipped(t), Clock: now, Zone: time.LoadLocation,
		Random: rand.NewChaCha8([32]byte{1, 2, 3}),
	}
}

// stores runs fn on every kind of store.
func stores(t *testing.T, fn func(t *testing.T, s store.Store)) {
	t.Run("memory", func(t *testing.T) { fn(t, memory.New()) })
	t.Run("sqlite", func(t *testing.T) { fn(t, newSQLite(t)) })
}

func newSQLite(t testing.TB) *sqlite.Store {
	t.Helper()
	s, err := sqlite.Create(filepath.Join(t.TempDir(), "p.cordon"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

// fixture is a project with a clock of its own.
type fixture struct {
	*app.Project
	t     testing.TB
	clock *clock
	store store.Store
}

func create(t testing.TB, s store.Store) *fixture {
	t.Helper()
	c := newClock("2026-03-01T08:00:00Z")
	p, err := app.Create(background, config(t, s, c), app.Genesis{ProjectID: "plant-7", Author: "anna", Title: "Turbine hall"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.Close() })
	return &fixture{Project: p, t: t, clock: c, store: s}
}

func (f *fixture) head() *model.Snapshot {
	f.t.Helper()
	st, err := f.Head(background)
	if err != nil {
		f.t.Fatal(err)
	}
	return st.Snapshot
}

func (f *fixture) maker() *app.Maker { return app.NewMaker(f.head(), f.NewID) }

// commit makes ops with fn and commits them one minute later.
func (f *fixture) commit(label string, fn func(*app.Maker)) *model.Commit {
	f.t.Helper()
	c, err := f.try(label, fn)
	if err != nil {
		f.t.Fatalf("%s: %v", label, err)
	}
	return c
}

func (f *fixture) try(label string, fn func(*app.Maker)) (*model.Commit, error) {
	f.t.Helper()
	m := f.maker()
	fn(m)
	f.clock.add(time.Minute)
	return f.Commit(background, app.Change{Author: "anna", Label: label, Ops: m.Ops()})
}

func (f *fixture) must(err error) {
	f.t.Helper()
	if err != nil {
		f.t.Fatal(err)
	}
}

func (f *fixture) node(key string) model.Node {
	f.t.Helper()
	n, ok := f.head().ByKey(mustKey(f.t, key))
	if !ok {
		f.t.Fatalf("there is no %s", key)
	}
	return n
}

func mustKey(t testing.TB, s string) model.Key {
	t.Helper()
	k, err := model.ParseKey(s)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func text(name, value string) model.Prop {
	return model.Prop{Name: name, Value: model.TextValue(model.Text, value)}
}

// dump writes a state as text, one line per row: what two equal states share.
func dump(s *model.Snapshot) string {
	var b strings.Builder
	fmt.Fprintf(&b, "commit %d\n", s.Commit())
	for n := range model.Node(s.Len()) {
		fmt.Fprintf(&b, "%d %x out %v in %v live %v\n", n, model.AppendRow(nil, s.Item(n)), s.Out(n), s.In(n), s.Live(n))
	}
	return b.String()
}

// checkWhole compares the head with the stored rows and with a replay of the
// exported log.
func (f *fixture) checkWhole() {
	f.t.Helper()
	checkStored(f.t, f.Project, f.store)
}

func checkStored(t testing.TB, p *app.Project, s store.Store) {
	t.Helper()
	st, err := p.Head(background)
	if err != nil {
		t.Fatal(err)
	}
	want := dump(st.Snapshot)
	l := model.NewLoader(st.Snapshot.Commit(), st.Snapshot.Time())
	if _, err := s.Rows(background, func(r store.Row) error { return l.Add(r.Body) }); err != nil {
		t.Fatal(err)
	}
	rows, err := l.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	if got := dump(rows); got != want {
		t.Fatalf("the rows give another state than the head:\n%s", firstDifference(got, want))
	}
	var log bytes.Buffer
	if err := p.ExportLog(background, &log); err != nil {
		t.Fatal(err)
	}
	key, err := p.VerifierKey()
	if err != nil {
		t.Fatal(err)
	}
	rep, err := app.VerifyLogSemantics(&log, app.VerifyOptions{Options: ledger.Options{Key: key}})
	if err != nil {
		t.Fatal(err)
	}
	if got := dump(rep.Snapshot); got != want {
		t.Fatalf("the replayed log gives another state than the head:\n%s", firstDifference(got, want))
	}
}

func firstDifference(got, want string) string {
	a, b := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			return fmt.Sprintf("line %d\n got %s\nwant %s", i+1, a[i], b[i])
		}
	}
	return fmt.Sprintf("%d lines, want %d", len(a), len(b))
}

func wantKind(t testing.TB, err error, k fault.Kind, words ...string) {
	t.Helper()
	if err == nil {
		t.Fatalf("got no error, want %s", k)
	}
	var f *fault.Error
	if !errors.As(err, &f) || f.Kind != k {
		t.Fatalf("got %v, want kind %s", err, k)
	}
	for _, w := range words {
		if !strings.Contains(err.Error(), w) {
			t.Fatalf("got %q, want it to mention %q", err, w)
		}
	}
}

func (f *fixture) prints() *trace.Prints {
	return trace.NewPrints(f.Basis(f.head()), f.head())
}
