package impact

import (
	"github.com/cordon-ot/cordon/internal/model"
)

// verbSet is a set of verbs.
type verbSet uint32

func setOf(verbs ...model.Verb) verbSet {
	var s verbSet
	for _, v := range verbs {
		s |= 1 << v
	}
	return s
}

func (s verbSet) has(v model.Verb) bool { return s>>v&1 != 0 }

// Verbs by which meaning flows against the link and along it, as the schema
// declares it (rules, section 6).
var flowsBack, flowsOn = func() (back, on verbSet) {
	for _, v := range model.Verbs() {
		switch model.BaseSchema().Verb(v).Flow {
		case model.Backward:
			back |= setOf(v)
		case model.Forward:
			on |= setOf(v)
		}
	}
	return back, on
}()

// flowReason says what becomes of the end a verb leads meaning to.
var flowReason = func() (out [32]Reason) {
	for _, v := range model.Verbs() {
		out[v] = BuiltOn
		if model.BaseSchema().Verb(v).Suspect {
			out[v] = LinkSuspect
		}
	}
	return out
}()

// flowFromSeed begins the flow of what changes of a seed.
func (w *Walker) flowFromSeed(i uint32) {
	a := w.what[i]
	if a&content != 0 {
		w.flow(i)
	}
	if a&(membership|enlisted) != 0 {
		w.members(w.s, i, a)
		if w.inOld(i) {
			w.members(w.old, i, a)
		}
	}
}

// inOld reports whether there is an earlier state and the item was in it.
func (w *Walker) inOld(i uint32) bool {
	return w.old != nil && int(w.items[i].Node) < w.old.Len()
}

// flow reaches what the meaning of an item flows into.
func (w *Walker) flow(i uint32) {
	w.flowIn(w.s, i)
	if w.inOld(i) {
		w.flowIn(w.old, i)
	}
}

func (w *Walker) flowIn(s *model.Snapshot, i uint32) {
	n := w.items[i].Node
	kind := s.Kind(n)
	if kind == model.KindProgramme {
		return // evidence of a programme requirement has no cone
	}
	for _, e := range s.In(n) {
		if flowsBack.has(e.Verb) {
			w.reach(e.Node, i, e.Verb, false, flowReason[e.Verb])
		}
	}
	switch kind {
	case model.KindCountermeasure, model.KindThreat, model.KindVulnerability:
		for _, e := range s.Out(n) {
			if flowsOn.has(e.Verb) {
				w.reach(e.Node, i, e.Verb, true, flowReason[e.Verb])
			}
		}
	case model.KindDesign:
		for _, e := range s.Out(n) {
			if e.Verb == model.Realizes && s.Kind(e.Node) == model.KindAllocation {
				w.lookingAtDesigns(i, e.Node)
			}
		}
	}
}

// lookingAtDesigns reaches what refines or verifies an allocation: it also
// looks at the designs that realize it.
func (w *Walker) lookingAtDesigns(i uint32, alloc model.Node) {
	if !w.fresh(alloc, designs) {
		return
	}
	look := func(s *model.Snapshot) {
		for _, e := range s.In(alloc) {
			if e.Verb == model.Refines || e.Verb == model.Verifies {
				w.reachOver(i, DesignSuspect,
					Hop{w.items[i].Node, alloc, model.Realizes, true}, Hop{alloc, e.Node, e.Verb, false})
			}
		}
	}
	look(w.s)
	if w.old != nil && int(alloc) < w.old.Len() {
		look(w.old)
	}
}
