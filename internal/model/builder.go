package model

import (
	"slices"
	"time"

	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/standard"
)

// Options say how strictly ops are checked.
type Options struct {
	// Lenient allows faulty data that analyses report as findings: circles of
	// zones, an asset in two places. It is for reading what others wrote.
	Lenient bool
	// Row checks a reference to the standard; nil accepts any well-formed one.
	Row func(standard.Ref) error
}

// Builder derives a snapshot from another by applying ops. It is for one
// goroutine. What it builds on is never changed.
type Builder struct {
	next    *Snapshot
	opts    Options
	graph   map[int]*openPage
	bodies  map[int]bool // body pages that are ours to change
	ownKeys map[*[256]uint32]bool
	ids     *idWriter
	touched map[Node]bool
	rev     uint64
	faults  []*fault.Error
}

// openPage is a graph page being changed.
type openPage struct {
	page    *graphPage
	out, in [pageSize][]Edge
}

// NewBuilder begins a state after base, which will have commit number
// commit and time t.
func NewBuilder(base *Snapshot, commit uint64, t time.Time, opts Options) *Builder {
	next := &Snapshot{
		commit: commit, time: t, size: base.size,
		graph: slices.Clone(base.graph), body: slices.Clone(base.body),
		keys: base.keys, schema: base.schema, system: base.system, saved: base.saved,
	}
	for k := range next.keys {
		next.keys[k].pages = slices.Clone(base.keys[k].pages)
	}
	next.ids.Store(base.index())
	b := &Builder{
		next: next, opts: opts, rev: commit,
		graph: map[int]*openPage{}, bodies: map[int]bool{},
		ownKeys: map[*[256]uint32]bool{}, touched: map[Node]bool{},
	}
	b.ids = newIDWriter(base.index())
	next.ids.Store(b.ids.x)
	return b
}

// open gives the adjacency page of a node for change.
func (b *Builder) open(n Node) *openPage {
	i := int(n >> pageBits)
	if p := b.graph[i]; p != nil {
		return p
	}
	p := &openPage{page: &graphPage{}}
	if i < len(b.next.graph) {
		old := b.next.graph[i]
		p.page.kind, p.page.retired = old.kind, old.retired
		for j := range pageSize {
			p.out[j] = slices.Clip(old.out[old.outOff[j]:old.outOff[j+1]])
			p.in[j] = slices.Clip(old.in[old.inOff[j]:old.inOff[j+1]])
		}
	} else {
		b.next.graph = append(b.next.graph, p.page)
	}
	b.graph[i] = p
	b.next.graph[i] = p.page
	return p
}

// bodyFor gives the body page of a node for change.
func (b *Builder) bodyFor(n Node) *bodyPage {
	i := int(n >> pageBits)
	if i == len(b.next.body) {
		b.next.body = append(b.next.body, &bodyPage{})
		b.bodies[i] = true
	}
	if !b.bodies[i] {
		old := b.next.body[i]
		fresh := &bodyPage{raw: old.raw, off: old.off, saved: old.saved}
		for j := range old.items {
			if it := old.items[j].Load(); it != nil {
				fresh.items[j].Store(it)
			}
		}
		b.next.body[i] = fresh
		b.bodies[i] = true
	}
	b.next.body[i].ident.Store(0) // the page is about to change: who has its identity must not take it for the same
	return b.next.body[i]
}

// edit gives a copy of an item that may be changed and is already in place.
// Its revision rises once per commit.
func (b *Builder) edit(n Node) *Item {
	p := b.bodyFor(n)
	old := p.item(int(n & pageMask))
	if b.touched[n] {
		return old // a copy made by this builder
	}
	fresh := *old
	fresh.Links = slices.Clone(old.Links)
	fresh.Rev++
	fresh.Commit = b.rev
	p.items[n&pageMask].Store(&fresh)
	b.touched[n] = true
	return &fresh
}

func (b *Builder) outOf(n Node) []Edge {
	if p := b.graph[int(n>>pageBits)]; p != nil {
		return p.out[n&pageMask]
	}
	return b.next.Out(n)
}

func (b *Builder) intoOf(n Node) []Edge {
	if p := b.graph[int(n>>pageBits)]; p != nil {
		return p.in[n&pageMask]
	}
	return b.next.In(n)
}

func compareEdges(a, c Edge) int {
	if a.Verb != c.Verb {
		return int(a.Verb) - int(c.Verb)
	}
	switch {
	case a.Node < c.Node:
		return -1
	case a.Node > c.Node:
		return 1
	}
	return 0
}

func insertEdge(list []Edge, e Edge) []Edge {
	i, _ := slices.BinarySearchFunc(list, e, compareEdges)
	return slices.Insert(list, i, e)
}

func removeEdge(list []Edge, e Edge) []Edge {
	i, ok := slices.BinarySearchFunc(list, e, compareEdges)
	if !ok {
		return list
	}
	out := make([]Edge, 0, len(list)-1)
	out = append(out, list[:i]...)
	return append(out, list[i+1:]...)
}

// addItem puts a new item at the end.
func (b *Builder) addItem(it *Item) Node {
	n := Node(b.next.size)
	b.next.size++
	p := b.open(n)
	p.page.kind[n&pageMask] = it.Key.Kind
	b.bodyFor(n).items[n&pageMask].Store(it)
	b.touched[n] = true
	b.next.keys[it.Key.Kind].set(it.Key.Number, n, b.ownKeys)
	b.ids.add(it.ID, n)
	return n
}

func (b *Builder) addLink(from Node, l Link) {
	b.open(from).out[from&pageMask] = insertEdge(b.open(from).out[from&pageMask], Edge{Verb: l.Verb, Node: l.To})
	b.open(l.To).in[l.To&pageMask] = insertEdge(b.open(l.To).in[l.To&pageMask], Edge{Verb: l.Verb, Node: from})
	it := b.edit(from)
	i, _ := slices.BinarySearchFunc(it.Links, l, func(a, c Link) int {
		return compareEdges(Edge{Verb: a.Verb, Node: a.To}, Edge{Verb: c.Verb, Node: c.To})
	})
	it.Links = slices.Insert(it.Links, i, l)
}

func (b *Builder) dropLink(from Node, i int) {
	it := b.edit(from)
	l := it.Links[i]
	b.open(from).out[from&pageMask] = removeEdge(b.open(from).out[from&pageMask], Edge{Verb: l.Verb, Node: l.To})
	b.open(l.To).in[l.To&pageMask] = removeEdge(b.open(l.To).in[l.To&pageMask], Edge{Verb: l.Verb, Node: from})
	it.Links = slices.Delete(it.Links, i, i+1)
}

func (b *Builder) setRetired(n Node, retired bool) {
	p := b.open(n)
	bit := uint64(1) << (n & pageMask)
	p.page.retired &^= bit
	if retired {
		p.page.retired |= bit
	}
	b.edit(n).Retired = retired
}

// Snapshot gives the state reached, for reading. Ops may still be applied
// afterwards as long as the snapshot has not been published; it then shows
// them once Snapshot is called again.
func (b *Builder) Snapshot() *Snapshot {
	for _, p := range b.graph {
		p.pack()
	}
	clear(b.graph)
	return b.next
}

// pack writes the page's adjacency in compact form.
func (p *openPage) pack() {
	var nOut, nIn int
	for i := range pageSize {
		nOut += len(p.out[i])
		nIn += len(p.in[i])
	}
	g := p.page
	g.out, g.in = make([]Edge, 0, nOut), make([]Edge, 0, nIn)
	for i := range pageSize {
		g.outOff[i], g.inOff[i] = uint32(len(g.out)), uint32(len(g.in))
		g.out = append(g.out, p.out[i]...)
		g.in = append(g.in, p.in[i]...)
	}
	g.outOff[pageSize], g.inOff[pageSize] = uint32(len(g.out)), uint32(len(g.in))
}

// Touched lists the nodes that the ops changed or created, in ascending order:
// those whose rows must be stored.
func (b *Builder) Touched() []Node {
	out := make([]Node, 0, len(b.touched))
	for n := range b.touched {
		out = append(out, n)
	}
	slices.Sort(out)
	return out
}

// Faults lists what was refused, one fault per cause, in the order of the ops.
func (b *Builder) Faults() []*fault.Error { return b.faults }

// Confirm records the fingerprint of a link made or confirmed in this commit.
func (b *Builder) Confirm(from Node, v Verb, to Node, f Fingerprint) {
	if l := b.edit(from).Link(v, to); l != nil {
		l.Confirmed, l.At = f, b.rev
	}
}
