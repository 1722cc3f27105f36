package impact

import (
	"slices"

	"github.com/cordon-ot/cordon/internal/capability"
	"github.com/cordon-ot/cordon/internal/gap"
	"github.com/cordon-ot/cordon/internal/model"
	"github.com/cordon-ot/cordon/internal/sl"
)

// Loss is the worst a change can do to one place until its rows are confirmed
// or verified again.
type Loss struct {
	Place    *gap.Place
	Rows     []int     // rows of its allocations that the change reaches, by number
	Achieved sl.Vector // SL-A verified with none of these rows counting; never above what it is
}

// Losses gives the worst for every place of the result, in order of keys. The
// assessment is of the state the result is of; a place that it does not have
// is left out.
func (r *Result) Losses(p *gap.Project) []Loss {
	rows := map[model.Node][]int{}
	for i := range r.Items {
		it := &r.Items[i]
		if it.Phase >= TracedBelow || r.s.Kind(it.Node) != model.KindAllocation {
			continue // traces are for information; they cost no level
		}
		v := r.s.AllocationView(it.Node)
		if row, ok := r.b.Row(v.RowText()); ok {
			rows[v.Place()] = append(rows[v.Place()], row)
		}
	}
	var out []Loss
	for _, n := range r.Places {
		place := p.Place(n)
		if place == nil {
			continue
		}
		lost := rows[n]
		slices.Sort(lost)
		lost = slices.Compact(lost)
		out = append(out, Loss{place, lost, r.without(place, lost)})
	}
	return out
}

// without gives SL-A of a place with some rows, ascending, not counting.
func (r *Result) without(place *gap.Place, rows []int) sl.Vector {
	var v sl.Vector
	for _, fr := range sl.FRs() {
		v = v.With(fr, capability.HighestLevel(r.b.Rows(), r.b.RowsOf(fr), func(i int) bool {
			_, lost := slices.BinarySearch(rows, i)
			return !lost && place.Rows[i].Counts != gap.NotCounted
		}))
	}
	return v
}
