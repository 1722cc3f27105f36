package capability

import (
	"slices"

	"github.com/cordon-ot/cordon/internal/model"
	"github.com/cordon-ot/cordon/internal/sl"
)

// Member is an installed asset that rows of a place can concern.
type Member struct {
	Asset   model.Node
	Place   model.Node // the zone or conduit it is directly in
	Answers *Answers
	again   bool // the same asset stands in the list already (faulty data)
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
				again := slices.ContainsFunc(list, func(m Member) bool { return m.Asset == n })
				list = append(list, Member{n, in, p.Asset(n), again})
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

// Concerned yields the assets that row i concerns in a place, each once and
// with the component rows it answers with. The caller must not change the
// slice.
func (p *Plant) Concerned(place model.Node, row int) func(yield func(Member, []int) bool) {
	return func(yield func(Member, []int) bool) {
		if len(p.index.derived[row]) == 0 {
			return
		}
		boundary := p.index.rows[row].FR == boundaryFR
		for i, m := range p.Members(place) {
			if m.again || (m.Place != place && !boundary) {
				continue
			}
			rows := p.answering(m.Answers.Types)[row]
			if len(rows) > 0 && !yield(p.members[place][i], rows) {
				return
			}
		}
	}
}

// answering lists, per row of 62443-3-3, the component rows that name it and
// are written for one of the types.
func (p *Plant) answering(types uint64) [][]int {
	if list, ok := p.byTypes[types]; ok {
		return list
	}
	list := make([][]int, len(p.index.derived))
	for row, derived := range p.index.derived {
		for _, c := range derived {
			if p.applies(c, types) {
				list[row] = append(list[row], c)
			}
		}
	}
	p.byTypes[types] = list
	return list
}

// CoveredByAssets reports whether a row concerns at least one asset and each
// of them counts for all component rows that name it.
func (p *Plant) CoveredByAssets(place model.Node, row int) bool {
	concerned := false
	for m, rows := range p.Concerned(place, row) {
		concerned = true
		for _, c := range rows {
			if !m.Answers.Row(c).Counts() {
				return false
			}
		}
	}
	return concerned
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
