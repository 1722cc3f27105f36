package model

import "unsafe"

// GraphMemory gives the bytes that the graph part of the state takes per item
// and per link: kinds, adjacency in both directions and the index of keys.
// Texts, properties and identities are not part of it.
func (s *Snapshot) GraphMemory() (perItem, perLink float64) {
	var fixed, edges uintptr
	links := 0
	for _, p := range s.graph {
		fixed += unsafe.Sizeof(*p) + unsafe.Sizeof(p)
		edges += uintptr(cap(p.out)+cap(p.in)) * unsafe.Sizeof(Edge{})
		links += len(p.out)
	}
	for k := range s.keys {
		for _, p := range s.keys[k].pages {
			fixed += unsafe.Sizeof(p)
			if p != nil {
				fixed += unsafe.Sizeof(*p)
			}
		}
	}
	return float64(fixed) / float64(max(1, s.size)), float64(edges) / float64(max(1, links))
}
