package answer

import (
	"cmp"
	"slices"

	"github.com/cordon-ot/cordon/internal/api"
	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/gap"
	"github.com/cordon-ot/cordon/internal/sl"
)

// GapOptions say which gaps to show.
type GapOptions struct {
	Places []string // zones and conduits by key or title; all without
	FRs    []sl.FR  // as ParseFRs gives them; all without
	Top    int      // only so many, the largest, as LargestGaps gives them; 0 for all
}

// Gaps gives what places lack of their targets. The summary is over all places
// and FRs asked about, whatever Top is. NotFound for a name that nothing has,
// Invalid for a retired place.
func Gaps(v *View, o GapOptions) (api.Gaps, error) {
	if o.Top < 0 {
		return api.Gaps{}, fault.New(fault.Invalid, "show gaps", "%d gaps cannot be shown; ask for 1 or more, or 0 for all", o.Top)
	}
	places, err := pickPlaces(v, o.Places)
	if err != nil {
		return api.Gaps{}, err
	}
	d := api.Gaps{
		State: State(v.State), Standard: Standard(v.Basis), Summary: api.GapSummary{ByReason: map[string]int{}},
		Gaps: []api.Gap{}, Compensated: []api.CompensatedRow{},
	}
	for _, p := range places {
		d.Summary.Places++
		if !p.Gap.IsZero() {
			d.Summary.WithGap++
		}
		if !p.Approved {
			d.Summary.NoTarget++
		}
		for _, fr := range orAll(o.FRs) {
			v.addGap(&d, p, fr)
		}
	}
	if o.Top > 0 {
		d.Gaps = LargestGaps(d.Gaps, o.Top)
	}
	return d, nil
}

// pickPlaces finds the places asked for. Without any it gives all.
func pickPlaces(v *View, names []string) ([]*gap.Place, error) {
	all := v.Assessment()
	if len(names) == 0 {
		return all.Places, nil
	}
	var places []*gap.Place
	for _, name := range names {
		n, err := FindPlace(v.State, name)
		if err != nil {
			return nil, err
		}
		p := all.Place(n)
		if p == nil {
			return nil, fault.New(fault.Invalid, "show gaps", "%s is retired; what is retired has no gap", v.Key(n))
		}
		places = append(places, p)
	}
	return places, nil
}

// addGap adds one FR of one place.
func (v *View) addGap(d *api.Gaps, p *gap.Place, fr sl.FR) {
	it := v.Snapshot().Item(p.Node)
	g := api.Gap{
		Place: it.Key.String(), Title: it.Title, FR: fr.String(),
		Target: int(p.Target.At(fr)), Achieved: int(p.Achieved.At(fr)), Gap: int(p.Gap.At(fr)), Rows: []api.RowWhy{},
	}
	for _, i := range v.Basis.RowsOf(fr) {
		r := &p.Rows[i]
		if int(v.Basis.Rows()[i].Level) > g.Target {
			continue
		}
		countRow(&d.Summary, r)
		if r.Counts == gap.NotCounted {
			g.Rows = append(g.Rows, v.row(p, i))
		}
		if r.Counts == gap.CountsCompensated || (r.Counts == gap.NotCounted && r.Compensation.State != gap.NotCompensated) {
			d.Compensated = append(d.Compensated, v.compensated(g.Place, i, r))
		}
	}
	if g.Gap > 0 {
		d.Gaps = append(d.Gaps, g)
	}
}

func (v *View) compensated(place string, i int, r *gap.Row) api.CompensatedRow {
	def := v.Basis.Rows()[i]
	return api.CompensatedRow{
		Place: place, Row: def.Ref.Code, Level: int(def.Level), Allocation: v.Key(r.Allocation),
		Countermeasure: v.Key(r.Compensation.Countermeasure), State: r.Compensation.State.String(),
		Until: r.Compensation.Until, Counts: r.Counts == gap.CountsCompensated,
	}
}

func countRow(s *api.GapSummary, r *gap.Row) {
	s.Rows++
	switch r.Counts {
	case gap.CountsMet:
		s.Met++
	case gap.CountsNotApplicable:
		s.NotApplicable++
	case gap.CountsCompensated:
		s.Compensated++
	default:
		s.Lacking++
		s.ByReason[reasonName(r)]++
	}
}

// reasonName is what a lacking row is counted under: the assessment, the chain
// state of a row that is assessed met, or the reason.
func reasonName(r *gap.Row) string {
	switch r.Why {
	case gap.Assessment:
		return r.Assessment
	case gap.ChainBroken:
		return r.Chain.State.String()
	}
	return r.Why.String()
}

// LargestGaps gives the n gaps with the most rows to do, the most first; of
// those with as many, the deepest first. The list given is left as it is.
func LargestGaps(gaps []api.Gap, n int) []api.Gap {
	sorted := slices.Clone(gaps)
	slices.SortStableFunc(sorted, func(a, b api.Gap) int {
		return cmp.Or(cmp.Compare(len(b.Rows), len(a.Rows)), cmp.Compare(b.Gap, a.Gap))
	})
	return sorted[:min(max(n, 0), len(sorted))]
}
