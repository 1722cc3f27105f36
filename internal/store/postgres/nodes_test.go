package postgres

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/store"
	"github.com/cordon-ot/cordon/internal/store/postgres/pgtest"
	"github.com/cordon-ot/cordon/internal/store/storetest"
)

var (
	flood    = flag.Duration("flood", 6*time.Second, "how long TestAKilledServerLosesNothing writes")
	killings = flag.Int("killings", 3, "how often it kills the server meanwhile")
)

// acknowledged notes what each writer was told is written.
type acknowledged struct {
	mu   sync.Mutex
	list []string
}

func (a *acknowledged) add(what string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.list = append(a.list, what)
}

// write appends "writer w edit i" until done, retrying a Conflict with the same
// edit, and giving an edit up whose fate it was not told.
func write(s *Store, w int, done func() bool, told *acknowledged) (unavailable int, err error) {
	ctx := context.Background()
	for i := 0; !done(); i++ {
		what := fmt.Sprintf("writer %d edit %d", w, i)
		for {
			head, _, err := s.Head(ctx)
			if err == nil {
				err = s.Append(ctx, head, []store.Entry{{
					Commit: []byte(what), Rows: []store.Row{{Node: uint32(w), Body: []byte(what)}, {Node: 1000, Body: []byte(what)}},
				}})
			}
			if fault.KindOf(err) == fault.Conflict {
				continue
			}
			switch {
			case err == nil:
				told.add(what)
			case fault.KindOf(err) == fault.Unavailable:
				unavailable++
				time.Sleep(20 * time.Millisecond)
			default:
				return unavailable, fmt.Errorf("%s: %w", what, err)
			}
			break
		}
	}
	return unavailable, nil
}

// inspect checks that both stores hold one record in which each acknowledged
// edit is present once, no edit is present twice, each writer's edits are in
// order, and tree and rows follow from the commits.
func inspect(t *testing.T, a, b *Store, told *acknowledged) {
	t.Helper()
	ctx := context.Background()
	storetest.WantSame(t, a, b)
	count, last := map[string]int{}, map[int]int{}
	var leaves []tlog.Hash
	row, everyone := map[int]string{}, ""
	err := a.Commits(ctx, 1, 0, func(n uint64, commit []byte) error {
		var w, i int
		if _, err := fmt.Sscanf(string(commit), "writer %d edit %d", &w, &i); err != nil {
			return fmt.Errorf("commit %d is %q: %w", n, commit, err)
		}
		if before, ok := last[w]; ok && i <= before {
			return fmt.Errorf("commit %d is %q after edit %d", n, commit, before)
		}
		last[w], row[w], everyone = i, string(commit), string(commit)
		count[string(commit)]++
		leaves = append(leaves, tlog.RecordHash(commit))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, what := range told.list {
		if count[what] != 1 {
			t.Errorf("%q was acknowledged and is there %d times", what, count[what])
		}
	}
	_, root, err := a.Head(ctx)
	if err != nil || root != mth(leaves) {
		t.Errorf("root of %d commits is %v, %v, want %v", len(leaves), root, err, mth(leaves))
	}
	_, err = a.Rows(ctx, func(r store.Row) error {
		want := row[int(r.Node)]
		if r.Node == 1000 {
			want = everyone
		}
		if string(r.Body) != want {
			return fmt.Errorf("row %d is %q, want %q", r.Node, r.Body, want)
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
	t.Logf("%d edits acknowledged, %d commits", len(told.list), len(leaves))
}

// mth is the tree of RFC 6962 section 2.1 by its definition.
func mth(leaves []tlog.Hash) tlog.Hash {
	if len(leaves) == 1 {
		return leaves[0]
	}
	k := 1
	for 2*k < len(leaves) {
		k *= 2
	}
	return tlog.NodeHash(mth(leaves[:k]), mth(leaves[k:]))
}

// spec: REC-9, REC-12
func TestTwoNodesWriteOneRecord(t *testing.T) {
	url := pgtest.Shared(t).Database(t)
	a := create(t, connect(t, url))
	b := open(t, connect(t, url), a.Name())
	told, end := &acknowledged{}, time.Now().Add(2*time.Second)
	var wg sync.WaitGroup
	for w := range 8 {
		wg.Go(func() {
			n, err := write([]*Store{a, b}[w%2], w, func() bool { return time.Now().After(end) }, told)
			if err != nil || n > 0 {
				t.Errorf("writer %d: %d times Unavailable, %v", w, n, err)
			}
		})
	}
	// A rebuild of the rows beside the writers must not undo what they write.
	wg.Go(func() {
		for rebuilt := 0; time.Now().Before(end) || rebuilt == 0; {
			if err := rebuild(b); err == nil {
				rebuilt++
			} else if fault.KindOf(err) != fault.Conflict {
				t.Errorf("rebuild: %v", err)
				return
			}
		}
	})
	wg.Wait()
	inspect(t, a, b, told)
}

// rebuild replaces all rows by themselves.
func rebuild(s *Store) error {
	ctx := context.Background()
	var rows []store.Row
	head, err := s.Rows(ctx, func(r store.Row) error {
		rows = append(rows, store.Row{Node: r.Node, Body: slices.Clone(r.Body)})
		return nil
	})
	if err != nil {
		return err
	}
	return s.ReplaceRows(ctx, head, func(add func(store.Row) error) error {
		for _, r := range rows {
			if err := add(r); err != nil {
				return err
			}
		}
		return nil
	})
}

// spec: REC-2, REC-12
func TestAKilledServerLosesNothing(t *testing.T) {
	server := pgtest.Shared(t)
	url := server.Database(t)
	a := create(t, connect(t, url))
	b := open(t, connect(t, url), a.Name())
	told, end := &acknowledged{}, time.Now().Add(*flood)
	var wg sync.WaitGroup
	refusals := make([]int, 6)
	for w := range refusals {
		wg.Go(func() {
			var err error
			refusals[w], err = write([]*Store{a, b}[w%2], w, func() bool { return time.Now().After(end) }, told)
			if err != nil {
				t.Error(err)
			}
		})
	}
	rng := rand.New(rand.NewPCG(5, 6))
	for range *killings {
		time.Sleep(*flood / time.Duration(*killings+2) / 2)
		time.Sleep(time.Duration(rng.IntN(200)) * time.Millisecond)
		server.Kill()
		_, _, err := a.Head(context.Background())
		var f *fault.Error
		if !errors.As(err, &f) || f.Kind != fault.Unavailable || f.Message != noAnswer {
			t.Errorf("Head without a server = %v, want Unavailable: %s", err, noAnswer)
		}
		if err := server.Start(); err != nil {
			t.Fatal(err)
		}
	}
	wg.Wait()
	for _, s := range []*Store{a, b} {
		n, _, err := s.Head(context.Background())
		if err == nil {
			what := fmt.Appendf(nil, "writer %d edit 1", 2000+n)
			err = s.Append(context.Background(), n, []store.Entry{{
				Commit: what, Rows: []store.Row{{Node: 1000, Body: what}, {Node: uint32(2000 + n), Body: what}},
			}})
		}
		if err != nil {
			t.Errorf("Append after the last restart: %v", err)
		}
	}
	inspect(t, a, b, told)
	t.Logf("Unavailable %d times for the writers", refusals)
}

// A memory of another history, as a node has after the database was restored
// from a backup, must not make a broken tree.
func TestANodeWithAnotherHistoryReadsAgain(t *testing.T) {
	ctx := context.Background()
	db := connect(t, pgtest.Shared(t).Database(t))
	a := create(t, db)
	for n := range uint64(3) {
		if err := a.Append(ctx, n, []store.Entry{{Commit: fmt.Appendf(nil, "writer 1 edit %d", n)}}); err != nil {
			t.Fatal(err)
		}
	}
	for _, statement := range []string{"DELETE FROM cordon.commits WHERE n > 1", "DELETE FROM cordon.hashes WHERE i > 0"} {
		if _, err := db.pool.Exec(ctx, statement); err != nil {
			t.Fatal(err)
		}
	}
	b := open(t, db, a.Name())
	if err := b.Append(ctx, 1, []store.Entry{{Commit: []byte("writer 2 edit 1")}, {Commit: []byte("writer 2 edit 2")}}); err != nil {
		t.Fatal(err)
	}
	if err := a.Append(ctx, 3, []store.Entry{{Commit: []byte("writer 1 edit 9")}}); err != nil {
		t.Fatalf("Append onto the head with a stale memory: %v", err)
	}
	inspect(t, a, b, &acknowledged{list: []string{"writer 2 edit 2", "writer 1 edit 9"}})
}

// An append whose answer is lost after the database has written it is found.
func TestALostAnswerIsSettled(t *testing.T) {
	ctx := context.Background()
	url := pgtest.Shared(t).Database(t)
	wire := &wire{}
	db := connectOver(t, url, wire)
	s := create(t, db)
	if err := s.Append(ctx, 0, []store.Entry{{Commit: []byte("writer 1 edit 0")}}); err != nil {
		t.Fatal(err)
	}
	wire.cut.Store(true)
	if err := s.Append(ctx, 1, []store.Entry{{Commit: []byte("writer 1 edit 1")}}); err != nil {
		t.Fatalf("Append with its answer lost: %v", err)
	}
	if wire.cut.Load() {
		t.Fatal("the answer was not cut")
	}
	inspect(t, s, open(t, connect(t, url), s.Name()), &acknowledged{list: []string{"writer 1 edit 0", "writer 1 edit 1"}})
}
