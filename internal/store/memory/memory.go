// Package memory is the store that lives as long as its process: for tests,
// what-if runs and text projects that are checked without a database.
//
// It keeps every promise of package store except outliving the process.
package memory

import (
	"bytes"
	"context"
	"io"
	"maps"
	"slices"
	"sync"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/store"
)

// Store is a store.Store in memory. Make one with New.
type Store struct {
	mu      sync.RWMutex
	closed  bool
	commits [][]byte
	hashes  []tlog.Hash
	rows    map[uint32][]byte
	order   []uint32 // the keys of rows, ascending; replaced, never changed in place
	values  map[string][]byte
	snapN   uint64
	snap    []byte // nil when none was saved
}

var _ store.Store = (*Store)(nil)

// New makes an empty store.
func New() *Store {
	return &Store{rows: map[uint32][]byte{}, values: map[string][]byte{}}
}

// enter takes the lock for reading, or tells why the call may not start.
func (s *Store) enter(ctx context.Context, op string) error {
	if err := ctx.Err(); err != nil {
		return store.Cancelled(op, err)
	}
	s.mu.RLock()
	if s.closed {
		s.mu.RUnlock()
		return store.Closed(op)
	}
	return nil
}

// enterWriter is enter for the one writer.
func (s *Store) enterWriter(ctx context.Context, op string) error {
	if err := ctx.Err(); err != nil {
		return store.Cancelled(op, err)
	}
	s.mu.Lock()
	if s.closed {
		s.mu.Unlock()
		return store.Closed(op)
	}
	return nil
}

// Head implements store.Store.
func (s *Store) Head(ctx context.Context) (uint64, tlog.Hash, error) {
	if err := s.enter(ctx, "read head"); err != nil {
		return 0, tlog.Hash{}, err
	}
	defer s.mu.RUnlock()
	root, err := tlog.TreeHash(int64(len(s.commits)), tlog.HashReaderFunc(s.readHashes))
	return uint64(len(s.commits)), root, err
}

// Append implements store.Store.
func (s *Store) Append(ctx context.Context, expected uint64, entries []store.Entry) error {
	if err := store.CheckEntries(entries); err != nil {
		return err
	}
	if err := s.enterWriter(ctx, "append"); err != nil {
		return err
	}
	defer s.mu.Unlock()
	if n := uint64(len(s.commits)); n != expected {
		return store.Moved("append", expected, n)
	}
	_, hashes, err := store.TreeHashes(expected, entries, tlog.HashReaderFunc(s.readHashes))
	if err != nil {
		return err
	}
	s.hashes = append(s.hashes, hashes...)
	var added []uint32
	for _, e := range entries {
		s.commits = append(s.commits, bytes.Clone(e.Commit))
		for _, r := range e.Rows {
			if _, ok := s.rows[r.Node]; !ok {
				added = append(added, r.Node)
			}
			s.rows[r.Node] = bytes.Clone(r.Body)
		}
	}
	if len(added) > 0 {
		s.order = slices.Concat(s.order, added)
		slices.Sort(s.order)
	}
	return nil
}

// Commits implements store.Store.
func (s *Store) Commits(ctx context.Context, from, to uint64, fn func(n uint64, commit []byte) error) error {
	if err := s.enter(ctx, "read commits"); err != nil {
		return err
	}
	commits := s.commits // elements are never changed, so the header is a view at one head
	s.mu.RUnlock()
	from, to, err := store.Range(from, to, uint64(len(commits)))
	if err != nil {
		return err
	}
	for n := from; n <= to; n++ {
		if err := ctx.Err(); err != nil {
			return store.Cancelled("read commits", err)
		}
		if err := fn(n, commits[n-1]); err != nil {
			return err
		}
	}
	return nil
}

// Rows implements store.Store.
func (s *Store) Rows(ctx context.Context, fn func(store.Row) error) (uint64, error) {
	if err := s.enter(ctx, "read rows"); err != nil {
		return 0, err
	}
	head := uint64(len(s.commits))
	rows := make([]store.Row, len(s.order))
	for i, node := range s.order {
		rows[i] = store.Row{Node: node, Body: s.rows[node]}
	}
	s.mu.RUnlock()
	for _, r := range rows {
		if err := ctx.Err(); err != nil {
			return head, store.Cancelled("read rows", err)
		}
		if err := fn(r); err != nil {
			return head, err
		}
	}
	return head, nil
}

// ReadHashes implements store.Store.
func (s *Store) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	if err := s.enter(context.Background(), "read hashes"); err != nil {
		return nil, err
	}
	defer s.mu.RUnlock()
	return s.readHashes(indexes)
}

func (s *Store) readHashes(indexes []int64) ([]tlog.Hash, error) {
	out := make([]tlog.Hash, len(indexes))
	for i, x := range indexes {
		if x < 0 || x >= int64(len(s.hashes)) {
			return nil, store.NoHash(x)
		}
		out[i] = s.hashes[x]
	}
	return out, nil
}

// SaveSnapshot implements store.Store.
func (s *Store) SaveSnapshot(ctx context.Context, n uint64, w io.WriterTo) error {
	if err := s.enter(ctx, "save snapshot"); err != nil {
		return err
	}
	head, newer := uint64(len(s.commits)), s.snap != nil && s.snapN > n
	s.mu.RUnlock()
	if n > head {
		return store.SnapshotAhead(n, head)
	}
	if newer {
		return nil
	}
	buf := bytes.NewBuffer([]byte{})
	if _, err := w.WriteTo(buf); err != nil {
		return err
	}
	if err := s.enterWriter(ctx, "save snapshot"); err != nil {
		return err
	}
	defer s.mu.Unlock()
	if s.snap == nil || s.snapN <= n {
		s.snapN, s.snap = n, buf.Bytes()
	}
	return nil
}

// LoadSnapshot implements store.Store.
func (s *Store) LoadSnapshot(ctx context.Context) (uint64, int64, store.SnapshotReader, error) {
	if err := s.enter(ctx, "load snapshot"); err != nil {
		return 0, 0, nil, err
	}
	defer s.mu.RUnlock()
	if s.snap == nil {
		return 0, 0, nil, fault.New(fault.NotFound, "load snapshot", "no snapshot was saved")
	}
	return s.snapN, int64(len(s.snap)), snapshot{bytes.NewReader(s.snap)}, nil
}

type snapshot struct{ *bytes.Reader }

func (snapshot) Close() error { return nil }

// Value implements store.Store.
func (s *Store) Value(ctx context.Context, name string) ([]byte, error) {
	if err := s.enter(ctx, "read value"); err != nil {
		return nil, err
	}
	defer s.mu.RUnlock()
	v, ok := s.values[name]
	if !ok {
		return nil, store.NoValue(name)
	}
	return bytes.Clone(v), nil
}

// ValueNames implements store.Store.
func (s *Store) ValueNames(ctx context.Context) ([]string, error) {
	if err := s.enter(ctx, "list values"); err != nil {
		return nil, err
	}
	defer s.mu.RUnlock()
	return slices.Sorted(maps.Keys(s.values)), nil
}

// SetValue implements store.Store.
func (s *Store) SetValue(ctx context.Context, name string, value []byte) error {
	if err := s.enterWriter(ctx, "set value"); err != nil {
		return err
	}
	defer s.mu.Unlock()
	s.values[name] = append([]byte{}, value...)
	return nil
}

// ReplaceRows implements store.Store.
func (s *Store) ReplaceRows(ctx context.Context, head uint64, fn func(add func(store.Row) error) error) error {
	rows, order := map[uint32][]byte{}, []uint32{}
	err := fn(func(r store.Row) error {
		if n := len(order); n > 0 && r.Node <= order[n-1] {
			return store.NotAscending(order[n-1], r.Node)
		}
		rows[r.Node] = bytes.Clone(r.Body)
		order = append(order, r.Node)
		return nil
	})
	if err != nil {
		return err
	}
	if err := s.enterWriter(ctx, "replace rows"); err != nil {
		return err
	}
	defer s.mu.Unlock()
	if n := uint64(len(s.commits)); n != head {
		return store.Moved("replace rows", head, n)
	}
	s.rows, s.order = rows, order
	return nil
}

// Close implements store.Store.
func (s *Store) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.closed = true
	return nil
}
