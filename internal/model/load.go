package model

import (
	"fmt"
	"slices"
	"time"
)

// Loader makes a snapshot from stored rows, in node order.
type Loader struct {
	s     *Snapshot
	edges []Edge   // outgoing edges of all nodes, concatenated
	off   []uint32 // per node, where its edges begin
}

// NewLoader begins a snapshot of the state after commit number commit, made at
// time t.
func NewLoader(commit uint64, t time.Time) *Loader {
	s := Empty()
	s.commit, s.time = commit, t
	return &Loader{s: s}
}

// Add takes the row of the next node. It keeps a copy of body and checks it in
// full, so that reading items later cannot go wrong.
func (l *Loader) Add(body []byte) error {
	if err := checkRow(body); err != nil {
		return fmt.Errorf("node %d: %w", l.s.size, err)
	}
	n := Node(l.s.size)
	l.off = append(l.off, uint32(len(l.edges)))
	_, key, retired, edges, err := rowHead(body, l.edges)
	if err != nil {
		return fmt.Errorf("node %d: %w", n, err)
	}
	l.edges = edges
	i := int(n & pageMask)
	if i == 0 {
		l.s.graph = append(l.s.graph, &graphPage{})
		l.s.body = append(l.s.body, &bodyPage{off: make([]uint32, 1, pageSize+1)})
	}
	g, p := l.s.graph[n>>pageBits], l.s.body[n>>pageBits]
	g.kind[i] = key.Kind
	if retired {
		g.retired |= 1 << i
	}
	p.raw = append(p.raw, body...)
	p.off = append(p.off, uint32(len(p.raw)))
	if i == pageMask {
		p.raw = slices.Clone(p.raw) // a full page keeps no room to grow
	}
	l.s.keys[key.Kind].set(key.Number, n, nil)
	if key.Kind == KindSystem && !retired {
		l.s.system = n
	}
	l.s.size++
	return nil
}

// Snapshot gives the finished state.
func (l *Loader) Snapshot() (*Snapshot, error) {
	l.off = append(l.off, uint32(len(l.edges)))
	for _, e := range l.edges {
		if int(e.Node) >= l.s.size {
			return nil, fmt.Errorf("a link leads to node %d of %d: %w", e.Node, l.s.size, errRow)
		}
	}
	l.placeOut()
	l.placeIn()
	if err := l.s.readSystem(); err != nil {
		return nil, err
	}
	return l.s, nil
}

// readSystem takes custom properties from the system item.
func (s *Snapshot) readSystem() error {
	if s.system == NoNode {
		return nil
	}
	schema, err := customSchema(s.Item(s.system).Props.Value("custom_properties"))
	if err != nil {
		return fmt.Errorf("custom properties: %w", err)
	}
	s.schema = schema
	return nil
}

func (l *Loader) placeOut() {
	for pi, g := range l.s.graph {
		first := pi << pageBits
		base := l.off[first]
		for i := range pageSize + 1 {
			g.outOff[i] = l.off[min(first+i, l.s.size)] - base
		}
		last := base + g.outOff[pageSize]
		g.out = l.edges[base:last:last]
	}
}

// placeIn counts and places the incoming edges. Sources are visited in node
// order, so edges of one verb come out in order of node; a stable pass per
// node then groups them by verb.
func (l *Loader) placeIn() {
	count := make([]uint32, l.s.size+1)
	for _, e := range l.edges {
		count[e.Node+1]++
	}
	for i := 1; i <= l.s.size; i++ {
		count[i] += count[i-1]
	}
	in := make([]Edge, len(l.edges))
	next := make([]uint32, l.s.size)
	copy(next, count[:l.s.size])
	for n := range Node(l.s.size) {
		for _, e := range l.edges[l.off[n]:l.off[n+1]] {
			in[next[e.Node]] = Edge{Verb: e.Verb, Node: n}
			next[e.Node]++
		}
	}
	for n := range l.s.size {
		groupByVerb(in[count[n]:count[n+1]])
	}
	for pi, g := range l.s.graph {
		first := pi << pageBits
		base := count[min(first, l.s.size)]
		for i := range pageSize + 1 {
			g.inOff[i] = count[min(first+i, l.s.size)] - base
		}
		last := base + g.inOff[pageSize]
		g.in = in[base:last:last]
	}
}

// groupByVerb sorts edges that are in node order into order of verb and node.
// Most nodes have few incoming edges, already in order.
func groupByVerb(list []Edge) {
	for i := 1; i < len(list); i++ {
		if compareEdges(list[i-1], list[i]) > 0 {
			slices.SortFunc(list, compareEdges)
			return
		}
	}
}
