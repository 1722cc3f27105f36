package store

import (
	"golang.org/x/mod/sumdb/tlog"
)

// TreeHashes gives the tree hashes an implementation has to store when entries
// follow commit number n, and the index of the first of them; the others follow
// without a gap (tlog's stored hash order). r reads the hashes stored so far.
// Errors are r's.
func TreeHashes(n uint64, entries []Entry, r tlog.HashReader) (first int64, hashes []tlog.Hash, err error) {
	first = tlog.StoredHashCount(int64(n))
	// A leaf may complete a subtree that began earlier in this same batch, so
	// reads at or past first are answered from the hashes made so far.
	both := tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		old := indexes
		for i, x := range indexes {
			if x >= first {
				old = indexes[:i]
				break
			}
		}
		var out []tlog.Hash
		if len(old) > 0 {
			if out, err = r.ReadHashes(old); err != nil {
				return nil, err
			}
		}
		for _, x := range indexes[len(old):] {
			out = append(out, hashes[x-first])
		}
		return out, nil
	})
	hashes = make([]tlog.Hash, 0, 2*len(entries)+2)
	for i, e := range entries {
		h, err := tlog.StoredHashes(int64(n)+int64(i), e.Commit, both)
		if err != nil {
			return 0, nil, err
		}
		hashes = append(hashes, h...)
	}
	return first, hashes, nil
}
