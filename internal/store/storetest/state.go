package storetest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/store"
)

func (x suite) large(t *testing.T) {
	s, o := x.create(t), newOracle()
	huge := make([]byte, 10<<20)
	for i := range huge {
		huge[i] = byte(i * 7 >> 3)
	}
	batch := []store.Entry{
		{},
		{Commit: []byte{}, Rows: []store.Row{{Node: 0}, {Node: 1, Body: []byte{}}}},
		{Commit: huge, Rows: []store.Row{{Node: 2, Body: huge}, {Node: 3, Body: []byte{0}}}},
		{Commit: []byte("after")},
	}
	must(t, s, 0, batch...)
	o.add(batch...)
	o.check(t, s)
	if err := s.SetValue(context.Background(), "huge", huge); err != nil {
		t.Fatalf("SetValue of 10 MiB: %v", err)
	}
	if got, err := s.Value(context.Background(), "huge"); err != nil || !bytes.Equal(got, huge) {
		t.Fatalf("Value of 10 MiB = %d bytes, %v", len(got), err)
	}
}

func (x suite) aliasing(t *testing.T) {
	s, o := x.create(t), newOracle()
	ctx := context.Background()
	e := entry("mine", 0)
	o.add(e)
	must(t, s, 0, e)
	value := []byte("mine")
	if err := s.SetValue(ctx, "v", value); err != nil {
		t.Fatal(err)
	}
	e.Commit[0], e.Rows[0].Body[0], value[0] = 'X', 'X', 'X'
	o.check(t, s)
	got, err := s.Value(ctx, "v")
	if err != nil || string(got) != "mine" {
		t.Fatalf("Value = %q, %v, want mine", got, err)
	}
	got[0] = 'Y'
	if again, _ := s.Value(ctx, "v"); string(again) != "mine" {
		t.Fatalf("Value after the caller wrote to an earlier answer = %q, want mine", again)
	}
	err = s.ReplaceRows(ctx, 1, func(add func(store.Row) error) error {
		body := []byte("a")
		for n := range uint32(3) {
			body[0] = byte('a' + n)
			if err := add(store.Row{Node: n, Body: body}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	o.rows = map[uint32][]byte{0: []byte("a"), 1: []byte("b"), 2: []byte("c")}
	o.check(t, s)
}

func (x suite) values(t *testing.T) {
	s, ctx := x.create(t), context.Background()
	_, err := s.Value(ctx, "checkpoint")
	wantKind(t, "Value of a name never set", err, fault.NotFound)
	names := map[string]string{"checkpoint": "a", "signing key": "b", "": "no name", "schlüssel\x00": "c", "Checkpoint": "other case"}
	for name, v := range names {
		for _, v := range []string{"first", "", v} {
			if err := s.SetValue(ctx, name, []byte(v)); err != nil {
				t.Fatalf("SetValue(%q, %q): %v", name, v, err)
			}
			if got, err := s.Value(ctx, name); err != nil || string(got) != v {
				t.Fatalf("Value(%q) = %q, %v, want %q", name, got, err, v)
			}
		}
	}
	for name, v := range names {
		if got, err := s.Value(ctx, name); err != nil || string(got) != v {
			t.Fatalf("Value(%q) at the end = %q, %v, want %q", name, got, err, v)
		}
	}
	if got, err := s.ValueNames(ctx); err != nil || !slices.Equal(got, slices.Sorted(maps.Keys(names))) {
		t.Fatalf("ValueNames = %q, %v, want %q", got, err, slices.Sorted(maps.Keys(names)))
	}
	newOracle().check(t, s)
}

func (x suite) replaceRows(t *testing.T) {
	s, o, ctx := x.create(t), newOracle(), context.Background()
	must(t, s, 0, entry("one", 0, 1, 2), entry("two", 7))
	o.add(entry("one", 0, 1, 2), entry("two", 7))
	give := func(nodes ...uint32) func(func(store.Row) error) error {
		return func(add func(store.Row) error) error {
			for _, n := range nodes {
				if err := add(store.Row{Node: n, Body: fmt.Appendf(nil, "rebuilt %d", n)}); err != nil {
					return err
				}
			}
			return nil
		}
	}
	for _, head := range []uint64{0, 1, 3} {
		err := s.ReplaceRows(ctx, head, give(1))
		if f := faultOf(t, fmt.Sprintf("ReplaceRows(head %d)", head), err, fault.Conflict); f.Head != 2 {
			t.Fatalf("ReplaceRows(head %d) names head %d, want 2", head, f.Head)
		}
	}
	wantKind(t, "ReplaceRows with rows 3, 3", s.ReplaceRows(ctx, 2, give(1, 3, 3)), fault.Invalid)
	wantKind(t, "ReplaceRows with rows 3, 2", s.ReplaceRows(ctx, 2, give(1, 3, 2)), fault.Invalid)
	o.check(t, s)
	if err := s.ReplaceRows(ctx, 2, give(1, 5, 9)); err != nil {
		t.Fatalf("ReplaceRows: %v", err)
	}
	o.rows = map[uint32][]byte{1: []byte("rebuilt 1"), 5: []byte("rebuilt 5"), 9: []byte("rebuilt 9")}
	o.check(t, s)
	if err := s.ReplaceRows(ctx, 2, give()); err != nil {
		t.Fatalf("ReplaceRows with no rows: %v", err)
	}
	clear(o.rows)
	o.check(t, s)
	must(t, s, 2, entry("three", 5))
	o.add(entry("three", 5))
	o.check(t, s)
}

// calls is every method with a context, on a store with commits and a snapshot.
func calls(ctx context.Context, s store.Store) map[string]error {
	errs := map[string]error{}
	_, _, errs["Head"] = s.Head(ctx)
	errs["Append"] = s.Append(ctx, 2, []store.Entry{entry("three")})
	errs["Commits"] = s.Commits(ctx, 1, 0, func(uint64, []byte) error { return nil })
	_, errs["Rows"] = s.Rows(ctx, func(store.Row) error { return nil })
	errs["SaveSnapshot"] = s.SaveSnapshot(ctx, 2, content("x"))
	_, _, _, errs["LoadSnapshot"] = s.LoadSnapshot(ctx)
	_, errs["Value"] = s.Value(ctx, "v")
	_, errs["ValueNames"] = s.ValueNames(ctx)
	errs["SetValue"] = s.SetValue(ctx, "v", nil)
	errs["ReplaceRows"] = s.ReplaceRows(ctx, 2, func(func(store.Row) error) error { return nil })
	return errs
}

func (x suite) cancelled(t *testing.T) {
	s, o := x.create(t), newOracle()
	must(t, s, 0, entry("one", 0), entry("two", 1))
	o.add(entry("one", 0), entry("two", 1))
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	for name, err := range calls(ctx, s) {
		wantKind(t, name+" with a cancelled context", err, fault.Unavailable)
		if !errors.Is(err, context.Canceled) {
			t.Errorf("%s with a cancelled context = %v, which hides the cause", name, err)
		}
	}
	o.check(t, s)

	// A context that ends while many rows are read stops the reading.
	var many store.Entry
	for n := range uint32(5000) {
		many.Rows = append(many.Rows, store.Row{Node: n})
	}
	must(t, s, 2, many)
	ctx, cancel = context.WithCancel(context.Background())
	seen := 0
	_, err := s.Rows(ctx, func(store.Row) error { seen++; cancel(); return nil })
	wantKind(t, "Rows with a context cancelled on the way", err, fault.Unavailable)
	if seen == 5000 {
		t.Errorf("Rows read all %d rows after its context had ended", seen)
	}
}

func (x suite) closed(t *testing.T) {
	s := x.create(t)
	must(t, s, 0, entry("one", 0), entry("two", 1))
	if err := s.SaveSnapshot(context.Background(), 1, content("x")); err != nil {
		t.Fatal(err)
	}
	for i := range 2 {
		if err := s.Close(); err != nil {
			t.Fatalf("Close number %d: %v", i+1, err)
		}
	}
	for name, err := range calls(context.Background(), s) {
		wantKind(t, name+" after Close", err, fault.Unavailable)
	}
	_, err := s.ReadHashes([]int64{0})
	wantKind(t, "ReadHashes after Close", err, fault.Unavailable)
}

func (x suite) closeWaits(t *testing.T) {
	s := x.create(t)
	must(t, s, 0, entry("one", 0, 1, 2))
	inside, rows := make(chan struct{}), 0
	read := make(chan error, 1)
	go func() {
		_, err := s.Rows(context.Background(), func(r store.Row) error {
			if rows++; rows == 1 {
				close(inside)
				time.Sleep(20 * time.Millisecond)
			}
			if want := fmt.Sprintf("node %d after one", r.Node); string(r.Body) != want {
				return fmt.Errorf("row = %q, want %q", r.Body, want)
			}
			return nil
		})
		read <- err
	}()
	<-inside
	if err := s.Close(); err != nil {
		t.Fatalf("Close during Rows: %v", err)
	}
	if err := <-read; err != nil || rows != 3 {
		t.Fatalf("Rows during Close = %v after %d rows, want all 3", err, rows)
	}
}

func (x suite) reopening(t *testing.T) {
	s, o, ctx := x.create(t), newOracle(), context.Background()
	for round := range 4 {
		batch := []store.Entry{entry(fmt.Sprintf("round %d", round), 0, uint32(round)+1), entry("more")}
		must(t, s, uint64(len(o.commits)), batch...)
		o.add(batch...)
		if err := s.SetValue(ctx, "round", []byte{byte(round)}); err != nil {
			t.Fatal(err)
		}
		if err := s.SaveSnapshot(ctx, uint64(len(o.commits)), content(fmt.Sprint(round))); err != nil {
			t.Fatal(err)
		}
		s = x.reopen(t, s)
		o.check(t, s)
		if v, err := s.Value(ctx, "round"); err != nil || !bytes.Equal(v, []byte{byte(round)}) {
			t.Fatalf("value after reopening = %v, %v, want [%d]", v, err, round)
		}
		wantSnapshot(t, s, uint64(len(o.commits)), fmt.Sprint(round))
	}
}
