package model

import (
	"fmt"
	"testing"
)

// spec: SEARCH-9
func TestOnlyAPageThatChangesGetsAnotherIdentity(t *testing.T) {
	var ops []Op
	for i := range 3 * PageNodes {
		ops = append(ops, create(fmt.Sprintf("AST-%d", i+1), "a"))
	}
	s := after(t, Empty(), ops...)
	id := func(s *Snapshot) (out [3]PageID) {
		for i := range out {
			out[i] = s.PageID(Node(i * PageNodes))
			if in := s.PageID(Node(i*PageNodes + PageNodes - 1)); in != out[i] {
				t.Fatalf("one page has the identities %d and %d", out[i], in)
			}
		}
		return out
	}
	before := id(s)
	if before[0] == before[1] || before[1] == before[2] || before[0] == 0 {
		t.Fatalf("three pages have the identities %v", before)
	}
	next := after(t, s, set("AST-70", text("firmware", "2")))
	if got := id(next); got[0] != before[0] || got[1] == before[1] || got[2] != before[2] {
		t.Errorf("after a change in the second page: %v, before %v", got, before)
	}
	if got := id(s); got != before {
		t.Errorf("the old state has now %v, before %v", got, before)
	}
	b := NewBuilder(s, 2, s.Time(), Options{})
	b.Apply([]Op{set("AST-1", text("firmware", "1"))})
	first := id(b.Snapshot())
	b.Apply([]Op{set("AST-1", text("firmware", "2"))})
	if second := id(b.Snapshot()); second[0] == first[0] || second[1] != first[1] {
		t.Errorf("a builder that went on changing the first page: %v, then %v", first, second)
	}
}
