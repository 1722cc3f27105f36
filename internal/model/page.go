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
	saved *savedRows    // not nil: the rows were not checked when they were loaded
	ident atomic.Uint64 // see PageID; 0 until somebody asks
}

// savedRows is what the pages of one saved snapshot and of the states after it
// share. Its rows are too many to be checked at every start.
type savedRows struct {
	size   int         // nodes of the saved state
	broken atomic.Bool // a row could not be read
}

// fits reports whether the links of a row lead to nodes that there are.
func (r *savedRows) fits(it *Item) bool {
	for i := range it.Links {
		if int(it.Links[i].To) >= r.size || it.Links[i].Verb >= verbCount {
			return false
		}
	}
	return true
}

// row gives the stored bytes of item i; nil if there are none.
func (p *bodyPage) row(i int) []byte {
	if p.raw == nil || i+1 >= len(p.off) {
		return nil
	}
	return p.raw[p.off[i]:p.off[i+1]]
}

// item decodes item i. Rows that come from the store are checked when they are
// loaded, so that a fault in one is an impossible state. One of a saved
// snapshot gives an item without content and marks the state as damaged.
func (p *bodyPage) item(i int) *Item {
	if it := p.items[i].Load(); it != nil {
		return it
	}
	// Two readers may decode the same row; both results are equal.
	p.items[i].CompareAndSwap(nil, p.decode(i))
	return p.items[i].Load()
}

// peek gives item i without keeping what it had to decode.
func (p *bodyPage) peek(i int) *Item {
	if it := p.items[i].Load(); it != nil {
		return it
	}
	return p.decode(i)
}

func (p *bodyPage) decode(i int) *Item {
	it, err := DecodeRow(p.row(i))
	switch {
	case p.saved != nil && (err != nil || !p.saved.fits(it)):
		p.saved.broken.Store(true)
		it = &Item{Title: "(cannot be read)"}
		it.ID, it.Key, it.Retired, _, _ = rowHead(p.row(i), nil)
	case err != nil:
		panic("model: a row that was checked when it was loaded cannot be read")
	}
	return it
}

// key reads the key without decoding the item.
func (p *bodyPage) key(i int) Key {
	if it := p.items[i].Load(); it != nil {
		return it.Key
	}
	r := rowReader{b: p.row(i)}
	_, key, _ := r.head()
	if r.bad {
		return p.item(i).Key // says that the state is damaged
	}
	return key
}

// title reads the title without decoding the item.
func (p *bodyPage) title(i int) string {
	if it := p.items[i].Load(); it != nil {
		return it.Title
	}
	r := rowReader{b: p.row(i)}
	r.head()
	for range r.count() {
		r.byte()
		r.uv()
	}
	r.uv()
	r.uv()
	title := r.str()
	if r.bad || p.saved != nil && p.saved.broken.Load() {
		return p.item(i).Title // says that the state is damaged
	}
	return title
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
