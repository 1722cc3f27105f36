// Package storetest proves that an implementation keeps the promises of package
// store. Each implementation calls Run from its own tests; a new one is right
// when it passes, without looking at the others.
//
// What a store is compared with is written here a second time, in the simplest
// way that can be right: the tree of RFC 6962 by its recursive definition, the
// rows as a map.
package storetest

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"maps"
	"slices"
	"testing"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/store"
)

// Run runs every case against stores that create makes, each empty and apart
// from the others; create registers what is needed to clean up. reopen closes
// a store and opens the same record again, as a new process would; it is nil
// for a store that does not outlive its process, and then the cases about that
// are not run.
func Run(t *testing.T, create func(testing.TB) store.Store, reopen func(testing.TB, store.Store) store.Store) {
	s := suite{create: create, reopen: reopen}
	cases := []struct {
		name string
		run  func(*testing.T)
	}{
		{"EmptyStoreHasHeadZeroAndTheEmptyTree", s.empty},
		{"CommitsAreNumberedFromOneWithoutHoles", s.numbering},
		{"TreeHashesEqualAnIndependentComputation", s.tree},
		{"OneBatchAndManySmallOnesGiveTheSameTree", s.batching},
		{"AWrongExpectedHeadChangesNothing", s.conflict},
		{"AnEmptyListOnlyChecksTheHead", s.emptyList},
		{"ARefusedAppendLeavesNothingBehind", s.atomicity},
		{"RowsAreReplacedAndReadInNodeOrder", s.rows},
		{"TheLastRowOfANodeInABatchStands", s.lastRow},
		{"CommitsGivesExactlyTheRangeAskedFor", s.ranges},
		{"AnErrorOfACallbackEndsTheCallAndComesBack", s.callbackError},
		{"ReadsInsideACallbackWork", s.nested},
		{"AnAbsentHashIsNotFound", s.absentHash},
		{"ProofsVerifyAgainstTheRoot", s.proofs},
		{"EmptyAndLargeBodiesComeBackAsTheyWere", s.large},
		{"TheStoreKeepsNoReferenceToTheCallersBytes", s.aliasing},
		{"ValuesAreReadBackReplacedAndAbsentAtFirst", s.values},
		{"ReplaceRowsRebuildsOrChangesNothing", s.replaceRows},
		{"AnEndedContextStopsEveryCall", s.cancelled},
		{"AfterCloseEveryCallIsUnavailable", s.closed},
		{"CloseWaitsForAReader", s.closeWaits},
		{"ASavedSnapshotIsLoaded", s.snapshot},
		{"ANewerSnapshotSupersedesAnOlderOneOnly", s.supersede},
		{"AFailedSaveKeepsTheOlderSnapshot", s.failedSave},
		{"ASnapshotIsReadAnywhereAndInParallel", s.readAt},
		{"AnOpenSnapshotSurvivesANewerOneAndClose", s.openSnapshot},
		{"ACopyIsTheSameRecordByteForByte", s.copies},
		{"ACopyOfATamperedRecordIsRefused", s.copyTampered},
		{"EveryAcknowledgedConcurrentAppendIsThereOnce", s.writers},
		{"ReadersDuringWritesSeeOneHead", s.readers},
	}
	if reopen != nil {
		cases = append(cases, struct {
			name string
			run  func(*testing.T)
		}{"EverythingIsThereAfterReopening", s.reopening})
	}
	for _, c := range cases {
		t.Run(c.name, c.run)
	}
}

type suite struct {
	create func(testing.TB) store.Store
	reopen func(testing.TB, store.Store) store.Store
}

// oracle is what a store should hold.
type oracle struct {
	commits [][]byte
	rows    map[uint32][]byte
}

func newOracle() *oracle { return &oracle{rows: map[uint32][]byte{}} }

func (o *oracle) add(entries ...store.Entry) {
	for _, e := range entries {
		o.commits = append(o.commits, bytes.Clone(e.Commit))
		for _, r := range e.Rows {
			o.rows[r.Node] = bytes.Clone(r.Body)
		}
	}
}

// check compares everything s gives with the oracle.
func (o *oracle) check(t testing.TB, s store.Store) {
	t.Helper()
	ctx := context.Background()
	n, root, err := s.Head(ctx)
	if err != nil {
		t.Fatalf("Head: %v", err)
	}
	if n != uint64(len(o.commits)) || root != treeHash(o.commits) {
		t.Fatalf("Head = %d %v, want %d %v", n, root, len(o.commits), treeHash(o.commits))
	}
	if got := commits(t, s, 1, 0); !slices.EqualFunc(got, o.commits, bytes.Equal) {
		t.Fatalf("Commits(1, 0) = %s, want %s", brief(got), brief(o.commits))
	}
	at, rows := readRows(t, s)
	if at != n {
		t.Fatalf("Rows were read at head %d, want %d", at, n)
	}
	if !maps.EqualFunc(rows, o.rows, bytes.Equal) {
		t.Fatalf("Rows = %d rows, want %d: %s", len(rows), len(o.rows), firstDifference(rows, o.rows))
	}
}

// brief prints a list of commits without flooding the terminal.
func brief(list [][]byte) string { return fmt.Sprintf("%d commits %.200q", len(list), list) }

// firstDifference names the lowest node whose rows differ.
func firstDifference(got, want map[uint32][]byte) string {
	nodes := slices.Concat(slices.Collect(maps.Keys(got)), slices.Collect(maps.Keys(want)))
	slices.Sort(nodes)
	for _, n := range nodes {
		if g, w := got[n], want[n]; !bytes.Equal(g, w) || (g == nil) != (w == nil) {
			return fmt.Sprintf("node %d is %.80q, want %.80q", n, g, w)
		}
	}
	return "no difference"
}

// treeHash is MTH of RFC 6962 section 2.1, straight from its definition.
func treeHash(leaves [][]byte) tlog.Hash {
	switch len(leaves) {
	case 0:
		return sha256.Sum256(nil)
	case 1:
		return sha256.Sum256(append([]byte{0}, leaves[0]...))
	}
	k := 1
	for 2*k < len(leaves) {
		k *= 2
	}
	left, right := treeHash(leaves[:k]), treeHash(leaves[k:])
	return sha256.Sum256(slices.Concat([]byte{1}, left[:], right[:]))
}

// entry makes a commit that says what, with one row for each node.
func entry(what string, nodes ...uint32) store.Entry {
	e := store.Entry{Commit: []byte(what)}
	for _, n := range nodes {
		e.Rows = append(e.Rows, store.Row{Node: n, Body: fmt.Appendf(nil, "node %d after %s", n, what)})
	}
	return e
}

// must appends and expects success.
func must(t testing.TB, s store.Store, expected uint64, entries ...store.Entry) {
	t.Helper()
	if err := s.Append(context.Background(), expected, entries); err != nil {
		t.Fatalf("Append after %d: %v", expected, err)
	}
}

// commits reads a range and checks the numbers passed.
func commits(t testing.TB, s store.Store, from, to uint64) [][]byte {
	t.Helper()
	var list [][]byte
	next := from
	err := s.Commits(context.Background(), from, to, func(n uint64, commit []byte) error {
		if n != next {
			return fmt.Errorf("commit %d came where %d was due", n, next)
		}
		next++
		list = append(list, bytes.Clone(commit))
		return nil
	})
	if err != nil {
		t.Fatalf("Commits(%d, %d): %v", from, to, err)
	}
	return list
}

// readRows reads all rows and checks their order.
func readRows(t testing.TB, s store.Store) (uint64, map[uint32][]byte) {
	t.Helper()
	rows, last := map[uint32][]byte{}, int64(-1)
	head, err := s.Rows(context.Background(), func(r store.Row) error {
		if int64(r.Node) <= last {
			return fmt.Errorf("row of node %d after that of %d", r.Node, last)
		}
		last = int64(r.Node)
		rows[r.Node] = bytes.Clone(r.Body)
		return nil
	})
	if err != nil {
		t.Fatalf("Rows: %v", err)
	}
	return head, rows
}

// wantKind checks that err is a fault of kind k with a sentence for people.
func wantKind(t testing.TB, what string, err error, k fault.Kind) {
	t.Helper()
	_ = faultOf(t, what, err, k)
}

// faultOf checks as wantKind does and gives the fault.
func faultOf(t testing.TB, what string, err error, k fault.Kind) *fault.Error {
	t.Helper()
	var f *fault.Error
	if !errors.As(err, &f) || f.Kind != k || f.Error() == "" {
		t.Fatalf("%s = %v, want a fault of kind %q", what, err, k)
	}
	return f
}
