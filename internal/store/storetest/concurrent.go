package storetest

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/store"
)

// appendRetrying appends one entry at whatever head there is.
func appendRetrying(s store.Store, e store.Entry) error {
	ctx := context.Background()
	head, _, err := s.Head(ctx)
	for {
		if err != nil {
			return err
		}
		err = s.Append(ctx, head, []store.Entry{e})
		if fault.KindOf(err) != fault.Conflict {
			return err
		}
		head, _, err = s.Head(ctx)
	}
}

func (x suite) writers(t *testing.T) {
	s := x.create(t)
	const writers, each = 8, 25
	var wg sync.WaitGroup
	for w := range writers {
		wg.Go(func() {
			for i := range each {
				if err := appendRetrying(s, entry(fmt.Sprintf("writer %d commit %d", w, i), uint32(w))); err != nil {
					t.Errorf("writer %d: %v", w, err)
					return
				}
			}
		})
	}
	wg.Wait()
	list := commits(t, s, 1, 0)
	if len(list) != writers*each {
		t.Fatalf("%d commits, want %d", len(list), writers*each)
	}
	o, next := newOracle(), [writers]int{}
	for _, c := range list {
		var w, i int
		if _, err := fmt.Sscanf(string(c), "writer %d commit %d", &w, &i); err != nil || i != next[w] {
			t.Fatalf("commit %q where commit %d of its writer was due", c, next[w])
		}
		next[w]++
		o.add(entry(string(c), uint32(w)))
	}
	o.check(t, s)
}

// readers has one writer whose commit n sets a window of rows to n, so that rows
// read at one head tell which head that must be.
func (x suite) readers(t *testing.T) {
	s := x.create(t)
	const total, window = 300, 40
	entryAt := func(n uint64) store.Entry {
		e := store.Entry{Commit: binary.BigEndian.AppendUint64(nil, n)}
		for node := range uint32(window) {
			e.Rows = append(e.Rows, store.Row{Node: node, Body: e.Commit})
		}
		return e
	}
	var done atomic.Bool
	var wg sync.WaitGroup
	for range 3 {
		wg.Go(func() {
			for !done.Load() {
				if err := readOnce(s); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	for n := range uint64(total) {
		must(t, s, n, entryAt(n+1))
	}
	done.Store(true)
	wg.Wait()
}

// readOnce reads rows, commits and root beside a writer and compares them.
func readOnce(s store.Store) error {
	ctx := context.Background()
	var bodies [][]byte
	head, err := s.Rows(ctx, func(r store.Row) error {
		bodies = append(bodies, bytes.Clone(r.Body))
		return nil
	})
	if err != nil {
		return err
	}
	want := binary.BigEndian.AppendUint64(nil, head)
	for node, b := range bodies {
		if !bytes.Equal(b, want) {
			return fmt.Errorf("row %d read at head %d holds %x", node, head, b)
		}
	}
	n, root, err := s.Head(ctx)
	if err != nil {
		return err
	}
	if n < head {
		return fmt.Errorf("the head went back from %d to %d", head, n)
	}
	again, err := tlog.TreeHash(int64(n), s)
	if err != nil {
		return fmt.Errorf("root at %d = %v, reading it again: %w", n, root, err)
	}
	if again != root {
		return fmt.Errorf("root at %d = %v, read again %v", n, root, again)
	}
	if n == 0 {
		return nil // 0 would ask for all there are by then
	}
	last := uint64(0)
	err = s.Commits(ctx, 1, n, func(k uint64, c []byte) error {
		last = k
		if binary.BigEndian.Uint64(c) != k {
			return fmt.Errorf("commit %d holds %x", k, c)
		}
		return nil
	})
	if err == nil && last != n {
		err = fmt.Errorf("commits up to %d ended at %d", n, last)
	}
	return err
}
