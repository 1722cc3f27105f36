package ledger

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"testing"

	"golang.org/x/mod/sumdb/tlog"
)

// The functions naive... follow RFC 6962 section 2.1 word by word and share no
// code with tlog.

func naiveRoot(d [][]byte) tlog.Hash {
	switch len(d) {
	case 0:
		return sha256.Sum256(nil)
	case 1:
		return sha256.Sum256(append([]byte{0}, d[0]...))
	}
	k := naiveSplit(len(d))
	l, r := naiveRoot(d[:k]), naiveRoot(d[k:])
	return sha256.Sum256(slices.Concat([]byte{1}, l[:], r[:]))
}

// naiveSplit is the largest power of two smaller than n.
func naiveSplit(n int) int {
	k := 1
	for 2*k < n {
		k *= 2
	}
	return k
}

func naivePath(m int, d [][]byte) []tlog.Hash {
	if len(d) == 1 {
		return nil
	}
	k := naiveSplit(len(d))
	if m < k {
		return append(naivePath(m, d[:k]), naiveRoot(d[k:]))
	}
	return append(naivePath(m-k, d[k:]), naiveRoot(d[:k]))
}

func naiveProof(m int, d [][]byte, whole bool) []tlog.Hash {
	n := len(d)
	if m == n {
		if whole {
			return nil
		}
		return []tlog.Hash{naiveRoot(d)}
	}
	k := naiveSplit(n)
	if m <= k {
		return append(naiveProof(m, d[:k], whole), naiveRoot(d[k:]))
	}
	return append(naiveProof(m-k, d[k:], false), naiveRoot(d[:k]))
}

// memory is a hash store that refuses to read what was not stored.
type memory []tlog.Hash

func (m *memory) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	var out []tlog.Hash
	for _, i := range indexes {
		if i < 0 || i >= int64(len(*m)) {
			return nil, fmt.Errorf("hash %d of %d", i, len(*m))
		}
		out = append(out, (*m)[i])
	}
	return out, nil
}

// smallCommits gives n different commits.
func smallCommits(n int) [][]byte {
	var d [][]byte
	for i := range n {
		d = append(d, fmt.Appendf(nil, `{"n":%d}`, i+1))
	}
	return d
}

// storedTree stores commits one by one.
func storedTree(t testing.TB, d [][]byte) *memory {
	t.Helper()
	m := new(memory)
	for i := range d {
		h, err := StoredHashes(uint64(i), d[i:i+1], m)
		if err != nil {
			t.Fatalf("storing commit %d: %v", i+1, err)
		}
		*m = append(*m, h...)
	}
	return m
}

const largestSmallTree = 40

func TestRootOfEverySmallTreeEqualsRFC6962(t *testing.T) {
	d := smallCommits(largestSmallTree)
	m := storedTree(t, d)
	f := new(Frontier)
	for n := 0; n <= len(d); n++ {
		want := naiveRoot(d[:n])
		got, err := RootHash(uint64(n), m)
		if err != nil || got != want {
			t.Errorf("RootHash(%d) = %v, %v; want %v", n, got, err, want)
		}
		if f.Root() != want || f.Size() != uint64(n) {
			t.Errorf("frontier of %d commits has size %d and root %v, want %v", n, f.Size(), f.Root(), want)
		}
		if n < len(d) {
			f.Add(tlog.RecordHash(d[n]), nil)
		}
	}
}

func TestAppendingInAnyBatchStoresTheSameHashes(t *testing.T) {
	d := smallCommits(largestSmallTree)
	one := *storedTree(t, d)
	for from := 0; from <= len(d); from++ {
		for to := from; to <= len(d); to++ {
			before, err := StoredHashCount(uint64(from))
			after, err2 := StoredHashCount(uint64(to))
			if err != nil || err2 != nil {
				t.Fatalf("StoredHashCount(%d, %d): %v, %v", from, to, err, err2)
			}
			old := slices.Clone(one[:before])
			got, err := StoredHashes(uint64(from), d[from:to], &old)
			if err != nil || !slices.Equal(got, one[before:after]) {
				t.Fatalf("commits %d to %d in one batch store other hashes than one by one (error %v)", from+1, to, err)
			}
		}
	}
}

func TestInclusionOfEveryCommitInEverySmallTree(t *testing.T) {
	d := smallCommits(largestSmallTree)
	m := storedTree(t, d)
	for size := 0; size <= len(d); size++ {
		root := naiveRoot(d[:size])
		for n := 1; n <= size; n++ {
			got, err := InclusionProof(uint64(n), uint64(size), m)
			want := naivePath(n-1, d[:size])
			if err != nil || !slices.Equal(got, want) {
				t.Fatalf("InclusionProof(%d, %d) = %v, %v; want %v", n, size, got, err, want)
			}
			if err := CheckInclusion(got, uint64(n), d[n-1], uint64(size), root); err != nil {
				t.Errorf("commit %d of %d: %v", n, size, err)
			}
			for other := range d {
				if other != n-1 && CheckInclusion(got, uint64(n), d[other], uint64(size), root) == nil {
					t.Errorf("proof of commit %d of %d also accepts commit %d", n, size, other+1)
				}
			}
			for _, bad := range spoiled(got) {
				if CheckInclusion(bad, uint64(n), d[n-1], uint64(size), root) == nil {
					t.Errorf("commit %d of %d: spoiled proof %v accepted", n, size, bad)
				}
			}
		}
	}
}

func TestConsistencyOfEveryTwoSmallTrees(t *testing.T) {
	d := smallCommits(largestSmallTree)
	m := storedTree(t, d)
	var roots []tlog.Hash
	for n := range len(d) + 1 {
		roots = append(roots, naiveRoot(d[:n]))
	}
	for newer := 0; newer <= len(d); newer++ {
		for older := 0; older <= newer; older++ {
			got, err := ConsistencyProof(uint64(older), uint64(newer), m)
			var want []tlog.Hash
			if older > 0 {
				want = naiveProof(older, d[:newer], true)
			}
			if err != nil || !slices.Equal(got, want) {
				t.Fatalf("ConsistencyProof(%d, %d) = %v, %v; want %v", older, newer, got, err, want)
			}
			check := func(p []tlog.Hash, or, nr tlog.Hash) error {
				return CheckConsistency(p, uint64(older), or, uint64(newer), nr)
			}
			if err := check(got, roots[older], roots[newer]); err != nil {
				t.Errorf("%d to %d: %v", older, newer, err)
			}
			if check(got, tlog.Hash{7}, roots[newer]) == nil {
				t.Errorf("%d to %d: a wrong older root was accepted", older, newer)
			}
			if older > 0 && check(got, roots[older], tlog.Hash{7}) == nil {
				t.Errorf("%d to %d: a wrong newer root was accepted", older, newer)
			}
			for _, bad := range spoiled(got) {
				if check(bad, roots[older], roots[newer]) == nil {
					t.Errorf("%d to %d: spoiled proof %v accepted", older, newer, bad)
				}
			}
		}
	}
}

// spoiled gives proofs with one hash changed, removed or added.
func spoiled(p []tlog.Hash) [][]tlog.Hash {
	out := [][]tlog.Hash{append(slices.Clone(p), tlog.Hash{1}), append([]tlog.Hash{{1}}, p...)}
	for i := range p {
		changed := slices.Clone(p)
		changed[i][31] ^= 1
		out = append(out, changed, slices.Delete(slices.Clone(p), i, i+1))
	}
	return out
}

func TestPublishedCertificateTransparencyVectors(t *testing.T) {
	var d [][]byte
	for _, s := range []string{
		"", "00", "10", "2021", "3031", "40414243", "5051525354555657",
		"606162636465666768696a6b6c6d6e6f",
	} {
		b, err := hex.DecodeString(s)
		if err != nil {
			t.Fatal(err)
		}
		d = append(d, b)
	}
	m := storedTree(t, d)
	for i, want := range []string{
		"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
		"6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
		"fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
		"aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
		"d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
		"4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
		"76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
		"ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
		"5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
	} {
		got, err := RootHash(uint64(i), m)
		if err != nil || hex.EncodeToString(got[:]) != want {
			t.Errorf("root of the first %d standard leaves = %x, %v; want %s", i, got, err, want)
		}
	}
	want := []string{
		"96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
		"5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
		"6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
	}
	inclusion, err := InclusionProof(1, 8, m)
	consistency, err2 := ConsistencyProof(1, 8, m)
	if err != nil || err2 != nil {
		t.Fatal(err, err2)
	}
	for i := range want {
		if got := hex.EncodeToString(inclusion[i][:]); got != want[i] {
			t.Errorf("path of leaf 1 of 8, hash %d = %s, want %s", i, got, want[i])
		}
		if got := hex.EncodeToString(consistency[i][:]); got != want[i] {
			t.Errorf("consistency of 1 and 8, hash %d = %s, want %s", i, got, want[i])
		}
	}
}

func TestImpossibleTreeNumbersAreFaultsNotPanics(t *testing.T) {
	m := storedTree(t, smallCommits(3))
	huge := []uint64{MaxCommits + 1, 1<<62 + 1, 1 << 63, 1<<64 - 1}
	var h tlog.Hash
	try := map[string]func(n uint64) error{
		"LoadFrontier":      func(n uint64) error { _, err := LoadFrontier(n, m); return err },
		"RootHash":          func(n uint64) error { _, err := RootHash(n, m); return err },
		"StoredHashCount":   func(n uint64) error { _, err := StoredHashCount(n); return err },
		"StoredHashes":      func(n uint64) error { _, err := StoredHashes(n, smallCommits(1), m); return err },
		"InclusionProof":    func(n uint64) error { _, err := InclusionProof(1, n, m); return err },
		"InclusionProof n":  func(n uint64) error { _, err := InclusionProof(n, 3, m); return err },
		"CheckInclusion":    func(n uint64) error { return CheckInclusion(nil, 1, nil, n, h) },
		"CheckInclusion n":  func(n uint64) error { return CheckInclusion(nil, n, nil, n, h) },
		"ConsistencyProof":  func(n uint64) error { _, err := ConsistencyProof(1, n, m); return err },
		"ConsistencyProof0": func(n uint64) error { _, err := ConsistencyProof(n, 3, m); return err },
		"CheckConsistency":  func(n uint64) error { return CheckConsistency(nil, 1, h, n, h) },
		"CheckConsistency0": func(n uint64) error { return CheckConsistency(nil, n, h, n, h) },
	}
	for name, f := range try {
		for _, n := range huge {
			var fault *Fault
			if err := f(n); !errors.As(err, &fault) {
				t.Errorf("%s with %d: got %v, want a fault", name, n, err)
			}
		}
	}
	if _, err := InclusionProof(0, 3, m); err == nil {
		t.Error("commit 0 has an inclusion proof")
	}
	if _, err := RootHash(4, m); err == nil {
		t.Error("a root was computed over commits that were not stored")
	}
	short := tlog.HashReaderFunc(func([]int64) ([]tlog.Hash, error) { return nil, nil })
	if _, err := RootHash(3, short); err == nil {
		t.Error("a hash reader that gives too few hashes was believed")
	}
}
