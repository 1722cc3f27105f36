package model

import "sync/atomic"

// Items live in pages of 64. A snapshot is two slices of page pointers; the
// next snapshot copies the slices and the pages it changes and shares the rest.
const (
	pageBits = 6
	pageSize = 1 << pageBits
	pageMask = pageSize - 1
)

// graphPage is the compact adjacency of 64 nodes: their kinds and, in both
// directions, the edges of node i at off[i]:off[i+1].
type graphPage struct {
	kind    [pageSize]Kind // 0 beyond the end
	retired uint64         // bit i: node i is retired
	outOff  [pageSize + 1]uint32
	inOff   [pageSize + 1]uint32
	out     []Edge
	in      []Edge
}

// bodyPage holds the items of 64 nodes, decoded when first looked at. A nil
// raw means that every item is decoded.
type bodyPage struct {
	items [pageSize]atomic.Pointer[Item]
	raw   []byte // concatenated rows
	off   []uint32
}

// row gives the stored bytes of item i; nil if there are none.
func (p *bodyPage) row(i int) []byte {
	if p.raw == nil || i+1 >= len(p.off) {
		return nil
	}
	return p.raw[p.off[i]:p.off[i+1]]
}

// item decodes item i. Rows are checked when they are loaded, so a fault here
// cannot come from a file: it is an impossible state.
func (p *bodyPage) item(i int) *Item {
	if it := p.items[i].Load(); it != nil {
		return it
	}
	it, err := DecodeRow(p.row(i))
	if err != nil {
		panic("model: a row that was checked when it was loaded cannot be read")
	}
	// Two readers may decode the same row; both results are equal.
	p.items[i].CompareAndSwap(nil, it)
	return p.items[i].Load()
}

// id reads the identity without decoding the item.
func (p *bodyPage) id(i int) ID {
	if it := p.items[i].Load(); it != nil {
		return it.ID
	}
	var id ID
	copy(id[:], p.row(i)[1:17])
	return id
}
