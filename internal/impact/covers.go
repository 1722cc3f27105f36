package impact

import "github.com/cordon-ot/cordon/internal/model"

// passage is an item that is listed already and that trace links lead through.
type passage struct {
	node  model.Node
	index uint32
}

var tracesBelow = flowsBack | setOf(model.Covers)

// traceBelow reaches the children of the sources along foreign trace links,
// and what is built on them: nobody says that its meaning depends on it.
func (w *Walker) traceBelow(sources int) {
	for i := range sources {
		if i >= len(w.what) || w.what[i]&content != 0 {
			w.seen[w.items[i].Node] |= below
		}
	}
	for i := range sources {
		if i >= len(w.what) || w.what[i]&content != 0 {
			w.childrenOf(w.items[i].Node, uint32(i), setOf(model.Covers))
		}
	}
	w.traces(TracedBelow, func(n model.Node, i uint32) { w.childrenOf(n, i, tracesBelow) })
}

// traceAbove reaches the parents of the seeds along foreign trace links.
func (w *Walker) traceAbove() {
	for i := range w.what {
		if w.what[i]&content != 0 {
			w.seen[w.items[i].Node] |= above
		}
	}
	for i := range w.what {
		if w.what[i]&content != 0 {
			w.parentsOf(w.items[i].Node, uint32(i))
		}
	}
	w.traces(TracedAbove, w.parentsOf)
}

// traces goes on step by step from what was reached.
func (w *Walker) traces(p Phase, expand func(n model.Node, i uint32)) {
	for depth := uint32(1); len(w.next)+len(w.again) > 0; depth++ {
		through := w.again
		w.again = nil
		from, to := w.settle(p, depth)
		for _, t := range through {
			expand(t.node, t.index)
		}
		for i := from; i < to; i++ {
			n := w.items[i].Node
			switch w.s.Kind(n) {
			case model.KindZone, model.KindConduit:
				continue // an allocation's place ends the line
			case model.KindAllocation:
				for _, e := range w.s.Out(n) {
					if e.Verb == model.AllocatedTo {
						w.reach(e.Node, uint32(i), e.Verb, true, TracedTo)
					}
				}
			}
			expand(n, uint32(i))
		}
		if w.again == nil {
			w.again = through[:0]
		}
	}
}

func (w *Walker) childrenOf(n model.Node, i uint32, verbs verbSet) {
	for _, e := range w.s.In(n) {
		if verbs.has(e.Verb) {
			w.traced(e, i, false, below)
		}
	}
}

func (w *Walker) parentsOf(n model.Node, i uint32) {
	for _, e := range w.s.Out(n) {
		if e.Verb == model.Covers {
			w.traced(e, i, true, above)
		}
	}
}

func (w *Walker) traced(e model.Edge, i uint32, forward bool, bit uint32) {
	switch {
	case !w.fresh(e.Node, bit):
	case w.fresh(e.Node, listed):
		w.next = append(w.next, Reached{
			Node: e.Node, From: w.items[i].Node, Row: -1, Reason: TracedTo, Via: e.Verb, Forward: forward, parent: i,
		})
	case w.full:
		w.again = append(w.again, passage{e.Node, w.pos[e.Node]})
	default:
		w.again = append(w.again, passage{e.Node, 0})
	}
}
