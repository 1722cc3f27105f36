package model

import (
	"iter"
	"slices"
	"sync/atomic"
	"time"
)

// Snapshot is the whole model after one commit. It is immutable and safe for
// use by many goroutines.
type Snapshot struct {
	commit uint64
	time   time.Time
	size   int
	graph  []*graphPage
	body   []*bodyPage
	keys   [kindCount]keyIndex
	ids    atomic.Pointer[idIndex] // made when first needed
	schema *Schema
	system Node
	saved  *savedRows // not nil: it comes from a saved snapshot
}

// Empty is the model before its first commit.
func Empty() *Snapshot { return &Snapshot{schema: BaseSchema(), system: NoNode} }

// Damaged reports whether a row of the saved snapshot that this state comes
// from could not be read so far. What was worked out from it is worth nothing;
// the rows of the store give the true state.
func (s *Snapshot) Damaged() bool { return s.saved != nil && s.saved.broken.Load() }

// Commit is the number of the commit that made this state, 0 for none.
func (s *Snapshot) Commit() uint64 { return s.commit }

// Time is the time of that commit, zero if not known.
func (s *Snapshot) Time() time.Time { return s.time }

// Len is the number of nodes, retired items included. Nodes are 0 to Len-1.
func (s *Snapshot) Len() int { return s.size }

// Schema is the schema with the custom properties of this state.
func (s *Snapshot) Schema() *Schema { return s.schema }

// System is the node of the system under consideration, NoNode if there is none.
func (s *Snapshot) System() Node { return s.system }

// Kind gives the kind of a node.
func (s *Snapshot) Kind(n Node) Kind { return s.graph[n>>pageBits].kind[n&pageMask] }

// Live reports whether a node's item is not retired.
func (s *Snapshot) Live(n Node) bool { return s.graph[n>>pageBits].retired>>(n&pageMask)&1 == 0 }

// Item gives the item of a node.
func (s *Snapshot) Item(n Node) *Item { return s.body[n>>pageBits].item(int(n & pageMask)) }

// Peek gives the item of a node like Item, but keeps nothing of what it has to
// decode: for those who pass over all items once, such as an export. Every call
// may decode anew.
func (s *Snapshot) Peek(n Node) *Item { return s.body[n>>pageBits].peek(int(n & pageMask)) }

// Title gives the title of a node's item without decoding it.
func (s *Snapshot) Title(n Node) string { return s.body[n>>pageBits].title(int(n & pageMask)) }

// ID gives the identity of a node's item without decoding it.
func (s *Snapshot) ID(n Node) ID { return s.body[n>>pageBits].id(int(n & pageMask)) }

// Key gives the key of a node's item.
func (s *Snapshot) Key(n Node) Key { return s.body[n>>pageBits].key(int(n & pageMask)) }

// Out lists the outgoing edges of a node, also those to retired items, in
// order of verb, then of node. The caller must not change the slice.
func (s *Snapshot) Out(n Node) []Edge {
	p, i := s.graph[n>>pageBits], n&pageMask
	return p.out[p.outOff[i]:p.outOff[i+1]]
}

// In lists the incoming edges of a node, also those from retired items; Node
// is the item they come from. The order is that of verb, then of node. The
// caller must not change the slice.
func (s *Snapshot) In(n Node) []Edge {
	p, i := s.graph[n>>pageBits], n&pageMask
	return p.in[p.inOff[i]:p.inOff[i+1]]
}

// To yields the live items that a node's links of verb v lead to.
func (s *Snapshot) To(n Node, v Verb) iter.Seq[Node] { return s.far(s.Out(n), v) }

// FromOf yields the live items whose links of verb v lead to a node.
func (s *Snapshot) FromOf(n Node, v Verb) iter.Seq[Node] { return s.far(s.In(n), v) }

func (s *Snapshot) far(edges []Edge, v Verb) iter.Seq[Node] {
	return func(yield func(Node) bool) {
		for _, e := range edges {
			if e.Verb == v && s.Live(e.Node) && !yield(e.Node) {
				return
			}
		}
	}
}

// One gives the first live item that a node's links of verb v lead to, NoNode
// if there is none.
func (s *Snapshot) One(n Node, v Verb) Node {
	for m := range s.To(n, v) {
		return m
	}
	return NoNode
}

// Link gives the link from -> to with verb v; nil if there is none.
func (s *Snapshot) Link(from Node, v Verb, to Node) *Link { return s.Item(from).Link(v, to) }

// ByKey finds the node with a key, retired items included.
func (s *Snapshot) ByKey(k Key) (Node, bool) {
	if k.Kind >= kindCount {
		return NoNode, false
	}
	return s.keys[k.Kind].node(k.Number)
}

// LastNumber is the highest number a key of this kind has ever had.
func (s *Snapshot) LastNumber(k Kind) uint32 { return s.keys[k].last }

// ByID finds the node with an identity, retired items included.
func (s *Snapshot) ByID(id ID) (Node, bool) { return s.index().node(s, id) }

// OfKind yields the live items of a kind in order of their keys.
func (s *Snapshot) OfKind(k Kind) iter.Seq[Node] {
	return func(yield func(Node) bool) {
		for n := range s.AllOfKind(k) {
			if s.Live(n) && !yield(n) {
				return
			}
		}
	}
}

// AllOfKind yields the items of a kind in order of their keys, retired ones too.
func (s *Snapshot) AllOfKind(k Kind) iter.Seq[Node] {
	return func(yield func(Node) bool) {
		for _, p := range s.keys[k].pages {
			if p == nil {
				continue
			}
			for _, n := range p {
				if n != 0 && !yield(Node(n-1)) {
					return
				}
			}
		}
	}
}

// SortByKey puts nodes in order of their keys, in place.
func (s *Snapshot) SortByKey(nodes []Node) {
	slices.SortFunc(nodes, func(a, b Node) int { return s.Key(a).Compare(s.Key(b)) })
}

// index gives the identity index, building it on first use.
func (s *Snapshot) index() *idIndex {
	if x := s.ids.Load(); x != nil {
		return x
	}
	x := buildIDIndex(s)
	s.ids.CompareAndSwap(nil, x)
	return s.ids.Load()
}
