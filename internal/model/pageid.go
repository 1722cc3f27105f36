package model

import "sync/atomic"

// PageNodes is the number of nodes in a page: node n lies in page n/PageNodes.
const PageNodes = pageSize

// PageID tells the content of one page of items from every other that there
// has been in this run of the program. It is for caches of what was worked out
// from the items of a page: equal identities mean equal items with equal
// properties and outgoing links, in whatever states the pages stand, and an
// identity is never given again. It says nothing about which came first, has no
// meaning in another run, and must not reach any output. Whether an item is
// retired and which links lead to it is not part of a page of items.
type PageID uint64

// lastPage is the highest identity given.
var lastPage atomic.Uint64

// PageID gives the identity of the page of items that node n lies in. States
// that share the page give the same.
func (s *Snapshot) PageID(n Node) PageID {
	p := s.body[n>>pageBits]
	if p.ident.Load() == 0 {
		p.ident.CompareAndSwap(0, lastPage.Add(1))
	}
	return PageID(p.ident.Load())
}
