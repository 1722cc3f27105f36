package impact

import (
	"slices"

	"github.com/cordon-ot/cordon/internal/gap"
	"github.com/cordon-ot/cordon/internal/model"
	"github.com/cordon-ot/cordon/internal/sl"
)

// Difference is what two assessments of one project differ in.
type Difference struct {
	// Places are the zones and conduits in which something differs, zones first,
	// in order of keys.
	Places []PlaceDifference
}

// Vectors are the numbers of one place. A place that is not there has zeros.
type Vectors struct {
	There      bool // it exists and is not retired
	Approved   bool // it has an approved target
	Target     sl.Vector
	Capability sl.Vector
	Achieved   sl.Vector
	Claimed    sl.Vector
	Gap        sl.Vector
	Open       bool // the decision on the target is open
}

// PlaceDifference is what differs in one zone or conduit.
type PlaceDifference struct {
	Node   model.Node
	Before Vectors
	After  Vectors
	Rows   []RowDifference // rows that count, are claimed, covered or whose chain stands otherwise, by number
	Came   []gap.Suspect   // links that became suspect, in order of keys
	Went   []gap.Suspect   // links that no longer are
}

// RowDifference is one row of a place before and after. Why a row does not
// count any more is in After: Why, and for a broken chain its first broken step.
type RowDifference struct {
	Row    int // number in the basis
	Before gap.Row
	After  gap.Row
}

// Counting reports whether the row counts for SL-A on one side only, or in
// another way.
func (d *RowDifference) Counting() bool { return d.Before.Counts != d.After.Counts }

// Chain reports whether the chain is in another state, or broken at another
// item.
func (d *RowDifference) Chain() bool { return d.Before.Chain != d.After.Chain }

// Lost reports whether the row counted before and does not now.
func (d *RowDifference) Lost() bool {
	return d.Before.Counts != gap.NotCounted && d.After.Counts == gap.NotCounted
}

// WhatIf compares the assessments of two states of one record, the second of
// which may be a plan that was never stored.
func WhatIf(before, after *gap.Project) Difference {
	var d Difference
	for _, n := range places(before, after) {
		if p := comparePlace(after.Snapshot(), n, before.Place(n), after.Place(n)); p != nil {
			d.Places = append(d.Places, *p)
		}
	}
	return d
}

// places lists the places of all projects, zones first, in order of keys.
func places(projects ...*gap.Project) []model.Node {
	var all []model.Node
	seen := map[model.Node]bool{}
	var last *model.Snapshot
	for _, p := range projects {
		if s := p.Snapshot(); last == nil || s.Len() > last.Len() {
			last = s
		}
		for _, q := range p.Places {
			if !seen[q.Node] {
				seen[q.Node] = true
				all = append(all, q.Node)
			}
		}
	}
	if last != nil {
		last.SortByKey(all)
	}
	return all
}

// vectorsOf gives the numbers of a place; p may be nil.
func vectorsOf(p *gap.Place) Vectors {
	if p == nil {
		return Vectors{}
	}
	return Vectors{true, p.Approved, p.Target, p.Capability, p.Achieved, p.Claimed, p.Gap, p.Open}
}

func comparePlace(s *model.Snapshot, n model.Node, before, after *gap.Place) *PlaceDifference {
	if before == after {
		return nil // shared by an incremental assessment
	}
	d := PlaceDifference{Node: n, Before: vectorsOf(before), After: vectorsOf(after)}
	var was, is []gap.Row
	var suspected, suspects []gap.Suspect
	if before != nil {
		was, suspected = before.Rows, before.Suspects
	}
	if after != nil {
		is, suspects = after.Rows, after.Suspects
	}
	for i := range max(len(was), len(is)) {
		if r := (RowDifference{i, rowAt(was, i), rowAt(is, i)}); r.Before != r.After {
			d.Rows = append(d.Rows, r)
		}
	}
	d.Came, d.Went = Compare(suspected, suspects, func(x gap.Suspect) gap.Suspect { return x })
	sortSuspects(s, d.Came)
	sortSuspects(s, d.Went)
	if d.Before == d.After && len(d.Rows) == 0 && len(d.Came)+len(d.Went) == 0 {
		return nil
	}
	return &d
}

// rowAt gives a row, or that of a place that is not there.
func rowAt(rows []gap.Row, i int) gap.Row {
	if i < len(rows) {
		return rows[i]
	}
	return gap.Row{Allocation: model.NoNode, Why: gap.NotAllocated, Compensation: gap.Compensation{Countermeasure: model.NoNode}}
}

func sortSuspects(s *model.Snapshot, list []gap.Suspect) {
	slices.SortFunc(list, func(a, b gap.Suspect) int {
		if c := s.Key(a.From).Compare(s.Key(b.From)); c != 0 {
			return c
		}
		if a.Verb != b.Verb {
			return int(a.Verb) - int(b.Verb)
		}
		return s.Key(a.To).Compare(s.Key(b.To))
	})
}

// Compare tells which elements of two lists, known by an id, came and which
// went, each in the order of its list. It joins what this package does not
// know, such as findings.
func Compare[E any, K comparable](before, after []E, id func(E) K) (came, went []E) {
	was, is := make(map[K]bool, len(before)), make(map[K]bool, len(after))
	for _, e := range before {
		was[id(e)] = true
	}
	for _, e := range after {
		k := id(e)
		if !was[k] && !is[k] {
			came = append(came, e)
		}
		is[k] = true
	}
	for _, e := range before {
		if k := id(e); !is[k] {
			went = append(went, e)
			is[k] = true
		}
	}
	return came, went
}

// Timeline is how the numbers of every place went over a list of states.
type Timeline struct {
	States []State
	Places []PlaceTimeline // every place of any state, zones first, in order of keys
}

// State is one state of a timeline.
type State struct {
	Commit uint64
	Date   string // the day it was assessed for
}

// PlaceTimeline is how one place went: one element for each state.
type PlaceTimeline struct {
	Node   model.Node
	Points []Vectors
}

// Moved lists the states, by index, whose numbers differ from the state before;
// the first state is always among them.
func (p *PlaceTimeline) Moved() []int {
	var out []int
	for i := range p.Points {
		if i == 0 || p.Points[i] != p.Points[i-1] {
			out = append(out, i)
		}
	}
	return out
}

// Drift lays assessments of one record side by side, in the order given.
func Drift(projects ...*gap.Project) Timeline {
	var t Timeline
	for _, p := range projects {
		t.States = append(t.States, State{p.Snapshot().Commit(), p.Date()})
	}
	for _, n := range places(projects...) {
		line := PlaceTimeline{Node: n}
		for _, p := range projects {
			line.Points = append(line.Points, vectorsOf(p.Place(n)))
		}
		t.Places = append(t.Places, line)
	}
	return t
}
