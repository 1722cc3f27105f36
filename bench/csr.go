package main

// csr is the lower bound for coverage and impact: compact integer adjacency
// and nothing else, no texts, no identities, no changes.
type csr struct {
	n           int
	layer       []int8
	zone        []int32
	upOff, up   []int32
	downOff, dn []int32
}

func newCSR(items []vertex) *csr {
	g := &csr{n: len(items), layer: make([]int8, len(items)), zone: make([]int32, len(items))}
	var child, parent []int32
	for i, v := range items {
		g.layer[i], g.zone[i] = int8(v.layer), int32(v.zone)
		for _, u := range v.up {
			child, parent = append(child, int32(i)), append(parent, int32(u-1))
		}
	}
	g.upOff, g.up = adjacency(g.n, child, parent)
	g.downOff, g.dn = adjacency(g.n, parent, child)
	return g
}

func adjacency(n int, from, to []int32) (off, adj []int32) {
	off = make([]int32, n+1)
	for _, f := range from {
		off[f+1]++
	}
	for i := range n {
		off[i+1] += off[i]
	}
	adj = make([]int32, len(from))
	pos := append([]int32(nil), off[:n]...)
	for i, f := range from {
		adj[pos[f]] = to[i]
		pos[f]++
	}
	return off, adj
}

// coverage gives items and complete items per layer: an item is complete when
// it is evidence or has a child and all its children are complete.
func (g *csr) coverage() [layers][2]int {
	broken := make([]bool, g.n)
	queue := make([]int32, 0, 1024)
	for v := range g.n {
		if g.layer[v] < layers-1 && g.downOff[v] == g.downOff[v+1] {
			broken[v] = true
			queue = append(queue, int32(v))
		}
	}
	for len(queue) > 0 {
		v := queue[len(queue)-1]
		queue = queue[:len(queue)-1]
		for _, u := range g.up[g.upOff[v]:g.upOff[v+1]] {
			if !broken[u] {
				broken[u] = true
				queue = append(queue, u)
			}
		}
	}
	var r [layers][2]int
	for v, b := range broken {
		r[g.layer[v]][0]++
		if !b {
			r[g.layer[v]][1]++
		}
	}
	return r
}

// walk counts what lies below and above one item, and the zones of all of it.
type walk struct {
	seen, zones []uint32
	epoch       uint32
	queue       []int32
}

func newWalk(n int) *walk {
	return &walk{seen: make([]uint32, n), zones: make([]uint32, n), queue: make([]int32, 0, n)}
}

func (w *walk) run(g *csr, v int32) (items, zones int) {
	w.epoch++
	zones += w.zone(g, v)
	for _, dir := range [2][2][]int32{{g.downOff, g.dn}, {g.upOff, g.up}} {
		off, adj := dir[0], dir[1]
		w.queue = append(w.queue[:0], v)
		w.seen[v] = w.epoch
		for h := 0; h < len(w.queue); h++ {
			x := w.queue[h]
			for _, y := range adj[off[x]:off[x+1]] {
				if w.seen[y] != w.epoch {
					w.seen[y] = w.epoch
					w.queue = append(w.queue, y)
					zones += w.zone(g, y)
				}
			}
		}
		items += len(w.queue) - 1
	}
	return items, zones
}

func (w *walk) zone(g *csr, v int32) int {
	if z := g.zone[v]; z >= 0 && w.zones[z] != w.epoch {
		w.zones[z] = w.epoch
		return 1
	}
	return 0
}
