package gap

import (
	"slices"

	"github.com/cordon-ot/cordon/internal/model"
	"github.com/cordon-ot/cordon/internal/trace"
)

// appendSuspects adds the suspect links of an allocation's chain: everything
// that joins it to its place, designs, countermeasures, component
// requirements, tests, runs and evidence.
func (e *engine) appendSuspects(out []Suspect, alloc model.Node) []Suspect {
	if alloc == model.NoNode {
		return out
	}
	for _, l := range e.s.Out(alloc) {
		if l.Verb == model.AllocatedTo {
			out = e.suspectLink(out, alloc, l.Verb, l.Node)
		}
	}
	return e.upstreamOf(out, alloc)
}

// upstreamOf adds the suspect links that lead to n, and follows them.
func (e *engine) upstreamOf(out []Suspect, n model.Node) []Suspect {
	for _, l := range e.s.In(n) {
		if !e.s.Live(l.Node) {
			continue
		}
		switch l.Verb {
		case model.Realizes:
			out = e.suspectLink(out, l.Node, l.Verb, n)
		case model.Refines:
			out = e.suspectLink(out, l.Node, l.Verb, n)
			for by := range e.s.To(l.Node, model.ImplementedBy) {
				out = e.suspectLink(out, l.Node, model.ImplementedBy, by)
			}
			out = e.upstreamOf(out, l.Node)
		case model.Executes:
			// A later run takes the place of an earlier one, whose links no
			// longer matter (rules, section 6).
			if slices.Contains(trace.LastRuns(e.s, n), l.Node) {
				out = e.suspectLink(out, l.Node, l.Verb, n)
				out = e.upstreamOf(out, l.Node)
			}
		case model.Satisfies, model.Compensates, model.Verifies, model.Evidences:
			out = e.suspectLink(out, l.Node, l.Verb, n)
			out = e.upstreamOf(out, l.Node)
		}
	}
	return out
}

func (e *engine) suspectLink(out []Suspect, from model.Node, v model.Verb, to model.Node) []Suspect {
	if e.chains.Prints.Suspect(from, v, to) {
		out = append(out, Suspect{from, v, to})
	}
	return out
}

// distinct drops links that several chains share, keeping the first.
func distinct(list []Suspect) []Suspect {
	if len(list) < 2 {
		return list
	}
	seen := make(map[Suspect]bool, len(list))
	return slices.DeleteFunc(list, func(s Suspect) bool {
		if seen[s] {
			return true
		}
		seen[s] = true
		return false
	})
}
