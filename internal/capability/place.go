package capability

import (
	"github.com/cordon-ot/cordon/internal/model"
	"github.com/cordon-ot/cordon/internal/sl"
)

// Member is an installed asset that rows of a place can concern.
type Member struct {
	Asset   model.Node
	Place   model.Node // the zone or conduit it is directly in
	Answers *Answers
}

// boundaryFR is the FR for which a zone also answers with the assets in the
// conduits that connect it: restricted data flow (rules, section 3).
const boundaryFR = sl.RDF

// Members lists the installed assets directly in a place and, for a zone, those
// in the conduits that connect it; the latter count for FR 5 only.
func (p *Plant) Members(place model.Node) []Member {
	if m, ok := p.members[place]; ok {
		return m
	}
	var list []Member
	add := func(in model.Node) {
		for n := range p.S.PlaceView(in).Assets() {
			if p.S.AssetView(n).Installed() {
				list = append(list, Member{n, in, p.Asset(n)})
			}
		}
	}
	add(place)
	if v := p.S.PlaceView(place); v.IsZone() {
		for c := range v.Conduits() {
			add(c)
		}
	}
	p.members[place] = list
	return list
}

// Concerned yields the assets that row i concerns in a place, each with the
// component rows it answers with.
func (p *Plant) Concerned(place model.Node, row int) func(yield func(Member, []int) bool) {
	return func(yield func(Member, []int) bool) {
		derived := p.index.derived[row]
		if len(derived) == 0 {
			return
		}
		boundary := p.index.rows[row].FR == boundaryFR
		seen := map[model.Node]bool{}
		for _, m := range p.Members(place) {
			if (m.Place != place && !boundary) || seen[m.Asset] {
				continue
			}
			var rows []int
			for _, c := range derived {
				if p.applies(c, m.Answers.Types) {
					rows = append(rows, c)
				}
			}
			if len(rows) == 0 {
				continue
			}
			seen[m.Asset] = true
			if !yield(m, rows) {
				return
			}
		}
	}
}

// CoveredByAssets reports whether a row concerns at least one asset and each
// of them counts for all component rows that name it.
func (p *Plant) CoveredByAssets(place model.Node, row int) bool {
	any := false
	for m, rows := range p.Concerned(place, row) {
		any = true
		for _, c := range rows {
			if !m.Answers.Row(c).Counts() {
				return false
			}
		}
	}
	return any
}

// Satisfying yields the existing countermeasures, not marked compensating,
// that satisfy an allocation (rules, section 5.1).
func Satisfying(s *model.Snapshot, alloc model.Node) func(yield func(model.Node) bool) {
	return func(yield func(model.Node) bool) {
		for c := range s.FromOf(alloc, model.Satisfies) {
			v := s.CountermeasureView(c)
			if v.Existing() && !v.Compensating() && !yield(c) {
				return
			}
		}
	}
}

// Allocations gives the allocation of each row on a place, retired ones
// included, by row number; NoNode where there is none.
func (p *Plant) Allocations(place model.Node) []model.Node {
	out := make([]model.Node, len(p.index.rows))
	for i := range out {
		out[i] = model.NoNode
	}
	for _, e := range p.S.In(place) {
		if e.Verb != model.AllocatedTo {
			continue
		}
		if i, ok := p.Row(p.S.AllocationView(e.Node).RowText()); ok {
			out[i] = e.Node
		}
	}
	return out
}

// Covered tells for each row of a place whether it is covered: by all the
// assets it concerns or by a countermeasure at system level that satisfies its
// allocation.
func (p *Plant) Covered(place model.Node) []bool {
	out := make([]bool, len(p.index.rows))
	alloc := p.Allocations(place)
	for i := range out {
		out[i] = p.CoveredByAssets(place, i)
		if !out[i] && alloc[i] != model.NoNode {
			for range Satisfying(p.S, alloc[i]) {
				out[i] = true
				break
			}
		}
	}
	return out
}

// PlaceCapability gives SL-C of a zone or conduit (rules, section 3).
func (p *Plant) PlaceCapability(place model.Node) sl.Vector {
	covered := p.Covered(place)
	var v sl.Vector
	for fr := range v {
		v[fr] = HighestLevel(p.index.rows, p.index.byFR[fr+1], func(i int) bool { return covered[i] })
	}
	return v
}
