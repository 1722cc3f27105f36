package model

import (
	"encoding/binary"
	"slices"
)

// keyIndex maps the numbers of one kind's keys to nodes. Pages are shared
// between snapshots and copied when written; entries are node+1, 0 for none.
type keyIndex struct {
	pages []*[256]uint32
	last  uint32
}

func (x *keyIndex) node(number uint32) (Node, bool) {
	p := int(number >> 8)
	if p >= len(x.pages) || x.pages[p] == nil {
		return NoNode, false
	}
	n := x.pages[p][number&255]
	return Node(n - 1), n != 0
}

// set writes an entry. own tells which pages the writer may change in place;
// nil says all of them, and is for an index that nobody else has seen.
func (x *keyIndex) set(number uint32, n Node, own map[*[256]uint32]bool) {
	p := int(number >> 8)
	if p >= len(x.pages) {
		x.pages = append(x.pages, make([]*[256]uint32, p+1-len(x.pages))...)
	}
	page := x.pages[p]
	if page == nil || (own != nil && !own[page]) {
		fresh := new([256]uint32)
		if page != nil {
			*fresh = *page
		}
		if own != nil {
			own[fresh] = true
		}
		x.pages[p], page = fresh, fresh
	}
	page[number&255] = uint32(n) + 1
	x.last = max(x.last, number)
}

// idIndex maps identities to nodes: 65,536 buckets by the last two bytes,
// which are random in a version 7 UUID. Buckets are shared between snapshots.
type idIndex struct {
	root [256]*[256][]Node
}

func (x *idIndex) node(s *Snapshot, id ID) (Node, bool) {
	leaf := x.root[id[14]]
	if leaf == nil {
		return NoNode, false
	}
	for _, n := range leaf[id[15]] {
		if s.ID(n) == id {
			return n, true
		}
	}
	return NoNode, false
}

func buildIDIndex(s *Snapshot) *idIndex {
	x := &idIndex{}
	for n := range Node(s.size) {
		id := s.ID(n)
		leaf := x.root[id[14]]
		if leaf == nil {
			leaf = new([256][]Node)
			x.root[id[14]] = leaf
		}
		leaf[id[15]] = append(leaf[id[15]], n)
	}
	return x
}

// idWriter adds identities to a copy of an index.
type idWriter struct {
	x   *idIndex
	own [256]bool
}

func newIDWriter(base *idIndex) *idWriter {
	x := *base
	return &idWriter{x: &x}
}

func (w *idWriter) add(id ID, n Node) {
	leaf := w.x.root[id[14]]
	if !w.own[id[14]] {
		fresh := new([256][]Node)
		if leaf != nil {
			*fresh = *leaf
			for i := range fresh {
				fresh[i] = slices.Clip(fresh[i]) // so that append never writes into a shared array
			}
		}
		w.x.root[id[14]], leaf = fresh, fresh
		w.own[id[14]] = true
	}
	leaf[id[15]] = append(leaf[id[15]], n)
}

// appendU32s appends 32-bit numbers, little endian.
func appendU32s(b []byte, list []uint32) []byte {
	for _, v := range list {
		b = binary.LittleEndian.AppendUint32(b, v)
	}
	return b
}
