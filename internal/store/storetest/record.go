package storetest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/store"
)

func (x suite) empty(t *testing.T) { newOracle().check(t, x.create(t)) }

func (x suite) numbering(t *testing.T) {
	s, o := x.create(t), newOracle()
	for i, batch := range [][]store.Entry{
		{entry("one", 0)},
		{entry("two", 1), entry("three", 0, 1, 2)},
		{entry("four")},
	} {
		must(t, s, uint64(len(o.commits)), batch...)
		o.add(batch...)
		o.check(t, s)
		if n, _, _ := s.Head(context.Background()); n != []uint64{1, 3, 4}[i] {
			t.Fatalf("head after batch %d = %d", i, n)
		}
	}
}

func (x suite) tree(t *testing.T) {
	s, o := x.create(t), newOracle()
	for n := range uint64(130) {
		e := entry(fmt.Sprintf("commit %d", n+1))
		must(t, s, n, e)
		o.add(e)
		_, root, err := s.Head(context.Background())
		if err != nil || root != treeHash(o.commits) {
			t.Fatalf("root of %d commits = %v, %v, want %v", n+1, root, err, treeHash(o.commits))
		}
	}
	// Every stored hash is the root of the subtree its index stands for.
	for i := range tlog.StoredHashCount(130) {
		level, k := tlog.SplitStoredHashIndex(i)
		want := treeHash(o.commits[k<<level : (k+1)<<level])
		if got, err := s.ReadHashes([]int64{i}); err != nil || got[0] != want {
			t.Fatalf("ReadHashes(%d) = %v, %v, want level %d number %d: %v", i, got, err, level, k, want)
		}
	}
}

func (x suite) batching(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	var all []store.Entry
	for i := range 500 {
		all = append(all, entry(fmt.Sprintf("commit %d", i+1), uint32(i%37)))
	}
	o := newOracle()
	o.add(all...)
	for _, sizes := range []int{1, 7, 64, 500} {
		s := x.create(t)
		for at := 0; at < len(all); {
			n := min(1+rng.IntN(sizes), len(all)-at)
			must(t, s, uint64(at), all[at:at+n]...)
			at += n
		}
		o.check(t, s)
	}
}

func (x suite) conflict(t *testing.T) {
	s, o := x.create(t), newOracle()
	o.add(entry("one", 0), entry("two", 1))
	must(t, s, 0, entry("one", 0), entry("two", 1))
	for _, expected := range []uint64{0, 1, 3, 1 << 40} {
		err := s.Append(context.Background(), expected, []store.Entry{entry("lost", 0, 5)})
		if f := faultOf(t, fmt.Sprintf("Append(expected %d)", expected), err, fault.Conflict); f.Head != 2 {
			t.Fatalf("Append(expected %d) names head %d, want 2", expected, f.Head)
		}
		o.check(t, s)
	}
}

func (x suite) emptyList(t *testing.T) {
	s, o := x.create(t), newOracle()
	must(t, s, 0)
	must(t, s, 0, entry("one", 0))
	o.add(entry("one", 0))
	must(t, s, 1)
	wantKind(t, "Append(0, nothing) at head 1", s.Append(context.Background(), 0, nil), fault.Conflict)
	o.check(t, s)
}

func (x suite) atomicity(t *testing.T) {
	s, o := x.create(t), newOracle()
	o.add(entry("one", 0))
	must(t, s, 0, entry("one", 0))
	bad := entry("three", 4, 3)
	err := s.Append(context.Background(), 1, []store.Entry{entry("two", 0, 1), bad})
	wantKind(t, "Append with rows 4, 3", err, fault.Invalid)
	o.check(t, s)
	bad = entry("three", 4, 4)
	wantKind(t, "Append with rows 4, 4", s.Append(context.Background(), 1, []store.Entry{bad}), fault.Invalid)
	o.check(t, s)
	must(t, s, 1, entry("two", 9))
	o.add(entry("two", 9))
	o.check(t, s)
}

func (x suite) rows(t *testing.T) {
	s, o := x.create(t), newOracle()
	nodes := []uint32{0, 1, 2, 1000, 1 << 20, 1<<32 - 1}
	for i, batch := range []store.Entry{
		entry("insert", nodes...),
		entry("replace two", nodes[1], nodes[4]),
		{Commit: []byte("shrink"), Rows: []store.Row{{Node: 1000, Body: []byte{}}}},
		{Commit: []byte("grow"), Rows: []store.Row{{Node: 1000, Body: bytes.Repeat([]byte("x"), 100_000)}}},
	} {
		must(t, s, uint64(i), batch)
		o.add(batch)
		o.check(t, s)
	}
}

func (x suite) lastRow(t *testing.T) {
	s, o := x.create(t), newOracle()
	batch := []store.Entry{entry("one", 0, 1), entry("two", 1), entry("three", 1, 2)}
	must(t, s, 0, batch...)
	o.add(batch...)
	o.check(t, s)
	if _, rows := readRows(t, s); string(rows[1]) != "node 1 after three" {
		t.Fatalf("row 1 = %q, want the one of commit three", rows[1])
	}
}

func (x suite) ranges(t *testing.T) {
	s, o := x.create(t), newOracle()
	for i := range 9 {
		o.add(entry(fmt.Sprintf("commit %d", i+1)))
		must(t, s, uint64(i), entry(fmt.Sprintf("commit %d", i+1)))
	}
	for from := uint64(1); from <= 11; from++ {
		for to := uint64(0); to <= 9; to++ {
			want, last := [][]byte(nil), to
			if to == 0 {
				last = 9
			}
			if from <= last {
				want = o.commits[from-1 : last]
			}
			if got := commits(t, s, from, to); !slices.EqualFunc(got, want, bytes.Equal) {
				t.Fatalf("Commits(%d, %d) = %s, want %s", from, to, brief(got), brief(want))
			}
		}
	}
	never := func(uint64, []byte) error { t.Error("callback was called"); return nil }
	wantKind(t, "Commits(0, 3)", s.Commits(context.Background(), 0, 3, never), fault.Invalid)
	wantKind(t, "Commits(1, 10) at head 9", s.Commits(context.Background(), 1, 10, never), fault.NotFound)
}

func (x suite) callbackError(t *testing.T) {
	s, o := x.create(t), newOracle()
	must(t, s, 0, entry("one", 0, 1, 2), entry("two"))
	o.add(entry("one", 0, 1, 2), entry("two"))
	stop, calls := errors.New("enough"), 0
	if err := s.Commits(context.Background(), 1, 0, func(uint64, []byte) error { calls++; return stop }); err != stop || calls != 1 { //nolint:errorlint // the port promises the callback's error as it is
		t.Fatalf("Commits = %v after %d calls, want the callback's error after 1", err, calls)
	}
	if _, err := s.Rows(context.Background(), func(store.Row) error { calls++; return stop }); err != stop || calls != 2 { //nolint:errorlint // the port promises the callback's error as it is
		t.Fatalf("Rows = %v after %d calls, want the callback's error after 1", err, calls-1)
	}
	if err := s.ReplaceRows(context.Background(), 2, func(func(store.Row) error) error { return stop }); err != stop { //nolint:errorlint // the port promises the callback's error as it is
		t.Fatalf("ReplaceRows = %v, want the callback's error", err)
	}
	o.check(t, s)
}

func (x suite) nested(t *testing.T) {
	s := x.create(t)
	must(t, s, 0, entry("one", 0, 1), entry("two", 2))
	ctx, depth := context.Background(), 0
	var dive func(store.Row) error
	dive = func(store.Row) error {
		if depth++; depth > 8 {
			return nil
		}
		if _, err := s.ReadHashes([]int64{0, 2}); err != nil {
			return err
		}
		if err := s.Commits(ctx, 1, 0, func(uint64, []byte) error { return nil }); err != nil {
			return err
		}
		_, err := s.Rows(ctx, dive)
		return err
	}
	if _, err := s.Rows(ctx, dive); err != nil {
		t.Fatalf("reading inside Rows: %v", err)
	}
	err := s.ReplaceRows(ctx, 2, func(add func(store.Row) error) error {
		return s.Commits(ctx, 1, 0, func(n uint64, commit []byte) error {
			return add(store.Row{Node: uint32(n), Body: commit})
		})
	})
	if err != nil {
		t.Fatalf("reading inside ReplaceRows: %v", err)
	}
}

func (x suite) absentHash(t *testing.T) {
	s := x.create(t)
	must(t, s, 0, entry("one"), entry("two"))
	for _, list := range [][]int64{{3}, {0, 1, 2, 3}, {-1}, {1 << 50}} {
		_, err := s.ReadHashes(list)
		wantKind(t, fmt.Sprintf("ReadHashes(%v) of a tree with 3 hashes", list), err, fault.NotFound)
	}
	if got, err := s.ReadHashes(nil); err != nil || len(got) != 0 {
		t.Fatalf("ReadHashes(nothing) = %v, %v", got, err)
	}
}

func (x suite) proofs(t *testing.T) {
	s, o := x.create(t), newOracle()
	var batch []store.Entry
	for i := range 21 {
		batch = append(batch, entry(fmt.Sprintf("commit %d", i+1)))
	}
	must(t, s, 0, batch...)
	o.add(batch...)
	for size := int64(1); size <= 21; size++ {
		root := treeHash(o.commits[:size])
		for n := range size {
			p, err := tlog.ProveRecord(size, n, s)
			if err != nil {
				t.Fatalf("ProveRecord(%d, %d): %v", size, n, err)
			}
			if err := tlog.CheckRecord(p, size, root, n, tlog.RecordHash(o.commits[n])); err != nil {
				t.Fatalf("proof of record %d in %d: %v", n, size, err)
			}
		}
	}
}
