package postgres

import (
	"slices"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/cordon-ot/cordon/internal/store"
)

// frontier is the right edge of the tree at a head: all that is needed of the
// past to append. Whoever keeps it appends without reading.
type frontier struct {
	n      uint64
	root   tlog.Hash
	hashes map[int64]tlog.Hash // of the complete subtrees at n, largest first by edge
}

// edge gives the indexes of the complete subtrees that n leaves fall into, in
// ascending order of the leaves (RFC 6962 section 2.1).
func edge(n uint64) []int64 {
	var list []int64
	for level := 62; level >= 0; level-- {
		if n>>level&1 == 1 {
			list = append(list, tlog.StoredHashIndex(level, int64(n>>level-1)))
		}
	}
	return list
}

// newFrontier makes the frontier at n from the hashes of edge(n).
func newFrontier(n uint64, hashes map[int64]tlog.Hash) (*frontier, error) {
	f := &frontier{n: n, hashes: hashes}
	var err error
	f.root, err = tlog.TreeHash(int64(n), f)
	return f, err
}

// ReadHashes implements tlog.HashReader over what the frontier knows.
func (f *frontier) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	out := make([]tlog.Hash, len(indexes))
	for i, x := range indexes {
		h, ok := f.hashes[x]
		if !ok {
			return nil, store.NoHash(x)
		}
		out[i] = h
	}
	return out, nil
}

// growth is what an append adds to the tree.
type growth struct {
	first  int64       // index of hashes[0]; the others follow
	hashes []tlog.Hash // to be stored
	roots  []tlog.Hash // after each entry
	next   *frontier   // after all of them
}

// grow computes an append of entries. f does not change.
func (f *frontier) grow(entries []store.Entry) (*growth, error) {
	first, hashes, err := store.TreeHashes(f.n, entries, f)
	if err != nil {
		return nil, err
	}
	g := &growth{first: first, hashes: hashes, roots: make([]tlog.Hash, len(entries))}
	known := &frontier{hashes: make(map[int64]tlog.Hash, len(f.hashes)+len(hashes))}
	for i, h := range f.hashes {
		known.hashes[i] = h
	}
	for i, h := range hashes {
		known.hashes[first+int64(i)] = h
	}
	for i := range entries {
		if g.roots[i], err = tlog.TreeHash(int64(f.n)+int64(i)+1, known); err != nil {
			return nil, err
		}
	}
	n := f.n + uint64(len(entries))
	keep := edge(n)
	for i := range known.hashes {
		if !slices.Contains(keep, i) {
			delete(known.hashes, i)
		}
	}
	g.next = &frontier{n: n, root: f.root, hashes: known.hashes}
	if len(entries) > 0 {
		g.next.root = g.roots[len(entries)-1]
	}
	return g, nil
}
