package ledger

import (
	"fmt"
	"math/bits"

	"golang.org/x/mod/sumdb/tlog"
)

// Frontier is the right edge of a tree: the roots of the complete subtrees
// that its commits fill, at most one for each bit of the size. It is all that
// is needed to add commits and to compute the root. The zero value is the
// empty tree. A Frontier is not safe for concurrent use.
type Frontier struct {
	size  uint64
	peaks []tlog.Hash // left to right: one for each set bit of size, highest first
}

// LoadFrontier reads the frontier of a tree of size commits with a single call
// of r.
func LoadFrontier(size uint64, r tlog.HashReader) (*Frontier, error) {
	if err := checkSize(size); err != nil {
		return nil, err
	}
	f := &Frontier{size: size}
	if size == 0 {
		return f, nil
	}
	indexes := make([]int64, 0, bits.OnesCount64(size))
	lo := int64(0)
	for rest := size; rest != 0; {
		level := bits.Len64(rest) - 1
		indexes = append(indexes, tlog.StoredHashIndex(level, lo>>level))
		lo += 1 << level
		rest &^= 1 << level
	}
	hashes, err := r.ReadHashes(indexes)
	if err != nil {
		return nil, fmt.Errorf("reading the tree of %d commits: %w", size, err)
	}
	if len(hashes) != len(indexes) {
		return nil, fmt.Errorf("reading the tree of %d commits: asked for %d hashes, got %d", size, len(indexes), len(hashes))
	}
	f.peaks = append(f.peaks, hashes...)
	return f, nil
}

// Size is the number of commits in the tree.
func (f *Frontier) Size() uint64 {
	return f.size
}

// Add appends the commit whose record hash (tlog.RecordHash of its bytes) is
// leaf, and appends to stored the hashes that must be kept for it: the leaf
// and the root of every subtree it completes. They belong at consecutive
// stored positions from tlog.StoredHashIndex(0, n-1) for commit n.
func (f *Frontier) Add(leaf tlog.Hash, stored []tlog.Hash) []tlog.Hash {
	stored = append(stored, leaf)
	// Every trailing 1 bit of the old size is a peak that the new leaf joins.
	for rest := f.size; rest&1 == 1; rest >>= 1 {
		last := len(f.peaks) - 1
		leaf = tlog.NodeHash(f.peaks[last], leaf)
		f.peaks = f.peaks[:last]
		stored = append(stored, leaf)
	}
	f.peaks = append(f.peaks, leaf)
	f.size++
	return stored
}

// Root is the RFC 6962 tree hash over all commits added.
func (f *Frontier) Root() tlog.Hash {
	if len(f.peaks) == 0 {
		return EmptyRoot()
	}
	h := f.peaks[len(f.peaks)-1]
	for i := len(f.peaks) - 2; i >= 0; i-- {
		h = tlog.NodeHash(f.peaks[i], h)
	}
	return h
}

// Clone gives an independent copy.
func (f *Frontier) Clone() *Frontier {
	return &Frontier{size: f.size, peaks: append([]tlog.Hash(nil), f.peaks...)}
}

// EmptyRoot is the root of the tree without commits, SHA-256 of no bytes.
func EmptyRoot() tlog.Hash {
	h, _ := tlog.TreeHash(0, nil) // size 0 reads nothing and cannot go wrong
	return h
}

// StoredHashes gives the hashes to store, in order, when commits are appended
// to a tree of size commits. The first belongs at position
// StoredHashCount(size). It reads the edge of the old tree with one call of r,
// however many commits there are.
func StoredHashes(size uint64, commits [][]byte, r tlog.HashReader) ([]tlog.Hash, error) {
	f, err := LoadFrontier(size, r)
	if err != nil {
		return nil, err
	}
	if err := checkSize(size + uint64(len(commits))); err != nil {
		return nil, err
	}
	stored := make([]tlog.Hash, 0, 2*len(commits)+bits.Len64(size))
	for _, c := range commits {
		stored = f.Add(tlog.RecordHash(c), stored)
	}
	return stored, nil
}

// StoredHashCount is the number of hashes kept for a tree of size commits, and
// so the position of the next one. Sizes above MaxCommits are a *Fault.
func StoredHashCount(size uint64) (int64, error) {
	if err := checkSize(size); err != nil {
		return 0, err
	}
	return tlog.StoredHashCount(int64(size)), nil
}

// RootHash is the root over the first size commits of a stored tree.
func RootHash(size uint64, r tlog.HashReader) (tlog.Hash, error) {
	f, err := LoadFrontier(size, r)
	if err != nil {
		return tlog.Hash{}, err
	}
	return f.Root(), nil
}

// InclusionProof proves that commit n (from 1) is in the tree of the first
// size commits: the RFC 6962 section 2.1.1 audit path, from the leaf upwards.
func InclusionProof(n, size uint64, r tlog.HashReader) ([]tlog.Hash, error) {
	if err := checkMember(n, size); err != nil {
		return nil, err
	}
	p, err := tlog.ProveRecord(int64(size), int64(n-1), r)
	if err != nil {
		return nil, fmt.Errorf("proving commit %d of %d: %w", n, size, err)
	}
	return p, nil
}

// CheckInclusion reports whether proof shows that commit n, with these bytes,
// is in the tree of size commits with that root. A proof that does not is a
// *Fault.
func CheckInclusion(proof []tlog.Hash, n uint64, commit []byte, size uint64, root tlog.Hash) error {
	return checkLeaf(proof, n, tlog.RecordHash(commit), size, root)
}

// checkLeaf is CheckInclusion for a record hash.
func checkLeaf(proof []tlog.Hash, n uint64, leaf tlog.Hash, size uint64, root tlog.Hash) error {
	if err := checkMember(n, size); err != nil {
		return err
	}
	if err := tlog.CheckRecord(proof, int64(size), root, int64(n-1), leaf); err != nil {
		return faultf(proofOf(n), "it does not lead from the commit to the root over %d commits", size)
	}
	return nil
}

// ConsistencyProof proves that the first older commits of the tree of newer
// commits are the older tree: RFC 6962 section 2.1.2. It is empty when older
// is 0 or equal to newer.
func ConsistencyProof(older, newer uint64, r tlog.HashReader) ([]tlog.Hash, error) {
	if err := checkOrder(older, newer); err != nil {
		return nil, err
	}
	if older == 0 {
		return nil, nil
	}
	p, err := tlog.ProveTree(int64(newer), int64(older), r)
	if err != nil {
		return nil, fmt.Errorf("proving that %d commits begin with %d: %w", newer, older, err)
	}
	return p, nil
}

// CheckConsistency reports whether proof shows that the tree of newer commits
// begins with the tree of older commits. A proof that does not is a *Fault.
func CheckConsistency(proof []tlog.Hash, older uint64, olderRoot tlog.Hash, newer uint64, newerRoot tlog.Hash) error {
	if err := checkOrder(older, newer); err != nil {
		return err
	}
	if older == 0 {
		if len(proof) != 0 || olderRoot != EmptyRoot() || newer == 0 && newerRoot != EmptyRoot() {
			return faultf("consistency proof", "an empty log has the root of the empty tree and needs no proof")
		}
		return nil
	}
	if err := tlog.CheckTree(proof, int64(newer), newerRoot, int64(older), olderRoot); err != nil {
		return faultf("consistency proof", "it does not show that the log of %d commits begins with that of %d", newer, older)
	}
	return nil
}

// checkSize keeps sizes where tree arithmetic cannot overflow or run on.
func checkSize(size uint64) error {
	if size > MaxCommits {
		return faultf("size", "a log of %d commits is larger than any Cordon makes", size)
	}
	return nil
}

// checkMember refuses commit numbers outside 1..size.
func checkMember(n, size uint64) error {
	if n == 0 || n > size {
		return faultf(placeOf(n), "there is no such commit in a log of %d", size)
	}
	return checkSize(size)
}

// checkOrder refuses an older tree that is larger than the newer one.
func checkOrder(older, newer uint64) error {
	if older > newer {
		return faultf("consistency proof", "a log of %d commits cannot begin with %d commits", newer, older)
	}
	return checkSize(newer)
}

// placeOf is the place name of commit n.
func placeOf(n uint64) string {
	return fmt.Sprintf("commit %d", n)
}

// proofOf is the place name of the inclusion proof of commit n.
func proofOf(n uint64) string {
	return "proof of " + placeOf(n)
}
