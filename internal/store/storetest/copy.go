package storetest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"testing"

	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/store"
)

// WantSame fails the test unless a and b hold the same record byte for byte:
// head, root, commits, tree hashes, rows and named values.
func WantSame(t testing.TB, a, b store.Store) {
	t.Helper()
	ctx := context.Background()
	n, root, err := a.Head(ctx)
	m, other, err2 := b.Head(ctx)
	if err = errors.Join(err, err2); err != nil || n != m || root != other {
		t.Fatalf("heads are %d %v and %d %v, %v", n, root, m, other, err)
	}
	if x, y := commits(t, a, 1, 0), commits(t, b, 1, 0); !slices.EqualFunc(x, y, bytes.Equal) {
		t.Fatalf("commits are %s and %s", brief(x), brief(y))
	}
	for i := int64(0); ; i++ {
		x, err := a.ReadHashes([]int64{i})
		y, err2 := b.ReadHashes([]int64{i})
		if fault.KindOf(err) == fault.NotFound && err != nil && fault.KindOf(err2) == fault.NotFound && err2 != nil {
			break
		}
		if err != nil || err2 != nil || x[0] != y[0] {
			t.Fatalf("tree hash %d is %v, %v and %v, %v", i, x, err, y, err2)
		}
	}
	_, x := readRows(t, a)
	_, y := readRows(t, b)
	if !maps.EqualFunc(x, y, bytes.Equal) {
		t.Fatalf("rows differ: %s", firstDifference(x, y))
	}
	names, err := a.ValueNames(ctx)
	others, err2 := b.ValueNames(ctx)
	if err = errors.Join(err, err2); err != nil || !slices.Equal(names, others) {
		t.Fatalf("values are %q and %q, %v", names, others, err)
	}
	for _, name := range names {
		x, err := a.Value(ctx, name)
		y, err2 := b.Value(ctx, name)
		if err != nil || err2 != nil || !bytes.Equal(x, y) {
			t.Fatalf("value %q is %.40q, %v and %.40q, %v", name, x, err, y, err2)
		}
	}
}

// Fill gives an empty store a record with all that is awkward to copy.
func Fill(t testing.TB, s store.Store) {
	t.Helper()
	for i := range 12 {
		batch := []store.Entry{entry(fmt.Sprintf("batch %d", i), uint32(i), 100+uint32(i%3)), {}}
		for k := range 20 * i {
			batch = append(batch, entry(fmt.Sprintf("commit %d of batch %d", k, i), uint32(k*k), 1<<32-1))
		}
		if i == 7 {
			batch = append(batch, store.Entry{Commit: bytes.Repeat([]byte{0, 255, '\n'}, 3<<20), Rows: []store.Row{{Node: 5}}})
		}
		n, _, err := s.Head(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		must(t, s, n, batch...)
	}
	for name, v := range map[string]string{"": "no name", "a\x00b": "zero", "empty": "", "schlüssel": "\xff\x00"} {
		if err := s.SetValue(context.Background(), name, []byte(v)); err != nil {
			t.Fatal(err)
		}
	}
}

func (x suite) copies(t *testing.T) {
	ctx := context.Background()
	empty, src, dst, back := x.create(t), x.create(t), x.create(t), x.create(t)
	if err := store.Copy(ctx, dst, empty); err != nil {
		t.Fatalf("Copy of an empty store: %v", err)
	}
	Fill(t, src)
	for _, pair := range [][2]store.Store{{dst, src}, {dst, src}, {back, dst}} {
		if err := store.Copy(ctx, pair[0], pair[1]); err != nil {
			t.Fatalf("Copy: %v", err)
		}
		WantSame(t, pair[0], pair[1])
	}
	n, _, err := src.Head(ctx)
	if err != nil {
		t.Fatal(err)
	}
	must(t, src, n, entry("later", 3))
	if err := store.Copy(ctx, back, src); err != nil {
		t.Fatalf("Copy onto the beginning of the same record: %v", err)
	}
	WantSame(t, back, src)

	wantKind(t, "Copy onto a longer record", store.Copy(ctx, src, dst), fault.Conflict)
	other := x.create(t)
	must(t, other, 0, entry("another project", 0))
	wantKind(t, "Copy onto another record", store.Copy(ctx, other, src), fault.Conflict)
	signed := x.create(t)
	if err := signed.SetValue(ctx, "another", nil); err != nil {
		t.Fatal(err)
	}
	wantKind(t, "Copy onto another's values", store.Copy(ctx, signed, src), fault.Conflict)
	if n, _, _ := signed.Head(ctx); n != 0 {
		t.Fatalf("a refused Copy wrote %d commits", n)
	}
}

// tampered is a store whose commit at lies is not what its tree says.
type tampered struct {
	store.Store
	lies uint64
}

func (s tampered) Commits(ctx context.Context, from, to uint64, fn func(uint64, []byte) error) error {
	return s.Store.Commits(ctx, from, to, func(n uint64, commit []byte) error {
		if n == s.lies {
			commit = append([]byte("x"), commit...)
		}
		return fn(n, commit)
	})
}

func (x suite) copyTampered(t *testing.T) {
	src := x.create(t)
	must(t, src, 0, entry("one", 0), entry("two"), entry("three"))
	for lies := uint64(1); lies <= 3; lies++ {
		wantKind(t, fmt.Sprintf("Copy of a store with commit %d changed", lies),
			store.Copy(context.Background(), x.create(t), tampered{src, lies}), fault.Invalid)
	}
}
