package trace

import (
	"slices"

	"github.com/cordon-ot/cordon/internal/model"
)

// Layer is the coverage of the items of one kind.
type Layer struct {
	Kind     model.Kind
	Items    int
	Complete int
}

// Coverage is how far the chain is traced down to evidence, by kind.
//
// An item is complete when it is a piece of evidence, or when at least one item
// traces to it and all that do are complete. A design artifact that realizes
// something is a description and needs nothing below it. Items trace to each
// other by the verbs of the chain (realizes, refines, verifies, executes,
// evidences, satisfies) and by covers. It looks at structure only; whether
// runs passed and evidence is valid is said by the chain states.
type Coverage struct {
	Layers []Layer // in order of kinds, those without items left out
}

// Formula says in words how Score is computed.
const Formula = "complete items / items, over requirements, allocations, designs, component requirements, tests, runs and countermeasures"

// Score is the share of items that are complete, evidence itself left out;
// 1 where there is nothing to trace.
func (c Coverage) Score() float64 {
	items, complete := 0, 0
	for _, l := range c.Layers {
		if l.Kind != model.KindEvidence {
			items += l.Items
			complete += l.Complete
		}
	}
	if items == 0 {
		return 1
	}
	return float64(complete) / float64(items)
}

// traced are the kinds that coverage speaks of.
var traced = [...]model.Kind{
	model.KindAllocation, model.KindRequirement, model.KindCountermeasure, model.KindDesign,
	model.KindComponentRequirement, model.KindTest, model.KindRun, model.KindEvidence,
}

// The states of a node while coverage is worked out.
const (
	absent uint8 = iota // of no traced kind, or retired
	sound
	broken
)

// Cover works out the trace coverage of a state in time proportional to its
// items and links.
func Cover(s *model.Snapshot) Coverage {
	status := Incomplete(s)
	var items, bad [256]int
	for n, st := range status {
		if st != absent {
			k := s.Kind(model.Node(n))
			items[k]++
			if st == broken {
				bad[k]++
			}
		}
	}
	var c Coverage
	for _, k := range traced {
		if items[k] > 0 {
			c.Layers = append(c.Layers, Layer{k, items[k], items[k] - bad[k]})
		}
	}
	return c
}

// Incomplete gives per node whether coverage leaves it out (0), finds it
// complete (1) or incomplete (2).
func Incomplete(s *model.Snapshot) []uint8 {
	status := make([]uint8, s.Len())
	var isTraced [256]bool
	for _, k := range traced {
		isTraced[k] = true
	}
	for n := range status {
		if isTraced[s.Kind(model.Node(n))] && s.Live(model.Node(n)) && !replaced(s, model.Node(n)) {
			status[n] = sound
		}
	}
	steps := traceVerbs(s)
	var queue []model.Node
	for i, st := range status {
		if n := model.Node(i); st == sound && childless(s, n, &steps, status) {
			status[i] = broken
			queue = append(queue, n)
		}
	}
	// What is incomplete spreads to everything it traces to.
	for len(queue) > 0 {
		n := queue[len(queue)-1]
		queue = queue[:len(queue)-1]
		for _, e := range s.Out(n) {
			if steps[e.Verb] && status[e.Node] == sound {
				status[e.Node] = broken
				queue = append(queue, e.Node)
			}
		}
	}
	return status
}

// replaced reports whether a node is a run that a later one has taken the place
// of: what it lacks no longer matters (rules, section 6).
func replaced(s *model.Snapshot, n model.Node) bool {
	if s.Kind(n) != model.KindRun || !s.RunView(n).Concluded() {
		return false
	}
	test := s.One(n, model.Executes)
	return test != model.NoNode && !slices.Contains(LastRuns(s, test), n)
}

func traceVerbs(s *model.Snapshot) (steps [256]bool) {
	for _, v := range model.Verbs() {
		steps[v] = s.Schema().Verb(v).Trace
	}
	return steps
}

// childless reports whether nothing traces to an item that needs it.
func childless(s *model.Snapshot, n model.Node, steps *[256]bool, status []uint8) bool {
	for _, e := range s.In(n) {
		if steps[e.Verb] && status[e.Node] != absent {
			return false
		}
	}
	switch s.Kind(n) {
	case model.KindEvidence:
		return false
	case model.KindDesign:
		for _, e := range s.Out(n) {
			if e.Verb == model.Realizes && status[e.Node] != absent {
				return false
			}
		}
	}
	return true
}
