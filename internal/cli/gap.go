package cli

import (
	"cmp"
	"context"
	"slices"

	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/gap"
	"github.com/cordon-ot/cordon/internal/sl"
)

// GapCmd shows what places lack of their targets.
type GapCmd struct {
	Places []string `arg:"" optional:"" name:"place" help:"Zones or conduits, by key or title; all without."`
	FR     []string `name:"fr" placeholder:"FR" help:"Only these, such as IAC or RDF. Repeatable."`
	Top    int      `placeholder:"N" help:"The N gaps with the most rows to do."`
	Why    bool     `help:"Name every row that lacks, with the first broken step of its chain."`
}

// gapDoc is the document of cordon gap.
type gapDoc struct {
	State       stateJSON        `json:"state"`
	Standard    standardDoc      `json:"standard"`
	Summary     gapSummary       `json:"summary"`
	Gaps        []gapEntry       `json:"gaps"`
	Compensated []compensatedRow `json:"compensated"`
}

// gapSummary counts rows up to the targets over the places asked about.
type gapSummary struct {
	Places        int            `json:"places"`
	WithGap       int            `json:"places_with_gap"`
	NoTarget      int            `json:"places_without_target"`
	Rows          int            `json:"rows"` // up to the targets
	Met           int            `json:"met"`
	NotApplicable int            `json:"not_applicable"`
	Compensated   int            `json:"compensated"`
	Lacking       int            `json:"lacking"`
	ByReason      map[string]int `json:"by_reason"` // of the lacking rows; a broken chain by its state
}

// gapEntry is the gap of one place in one FR.
type gapEntry struct {
	Place    string    `json:"place"`
	Title    string    `json:"title"`
	FR       string    `json:"fr"`
	Target   sl.Level  `json:"target"`
	Achieved sl.Level  `json:"achieved"`
	Gap      sl.Level  `json:"gap"`
	Rows     []rowWhy  `json:"rows"` // up to the target that do not count
	vector   sl.Vector // the whole gap of the place
}

// compensatedRow is one row up to the target that a compensating countermeasure
// stands in for, or was meant to.
type compensatedRow struct {
	Place          string   `json:"place"`
	Row            string   `json:"row"`
	Level          sl.Level `json:"level"`
	Allocation     string   `json:"allocation"`
	Countermeasure string   `json:"countermeasure"`
	State          string   `json:"state"`
	Until          string   `json:"until,omitempty"`
	Counts         bool     `json:"counts"`
}

// Run lists the gaps.
func (c *GapCmd) Run(ctx context.Context, ss *Session) error {
	list, err := frs(c.FR)
	if err != nil {
		return err
	}
	if c.Top < 0 {
		return fault.New(fault.Invalid, "read --top", "--top is %d; write how many gaps to show, 1 or more", c.Top)
	}
	x, err := ss.assessed(ctx)
	if err != nil {
		return err
	}
	places := x.p.Places
	if len(c.Places) > 0 {
		places = nil
		for _, name := range c.Places {
			n, err := ss.Place(x.st, name)
			if err != nil {
				return err
			}
			p := x.p.Place(n)
			if p == nil {
				return fault.New(fault.Invalid, "show gaps", "%s is retired; what is retired has no gap", x.key(n))
			}
			places = append(places, p)
		}
	}
	d := x.gaps(places, list)
	all := len(d.Gaps)
	if c.Top > 0 {
		d.largest(c.Top)
	}
	if ss.WantJSON() {
		return ss.JSON(d)
	}
	ss.printGaps(&d, c, all)
	return nil
}

// gaps makes the document over some places and FRs.
func (x *explainer) gaps(places []*gap.Place, list []sl.FR) gapDoc {
	d := gapDoc{
		State: stateOf(x.st), Standard: standardOf(x.p.Basis()),
		Gaps: []gapEntry{}, Compensated: []compensatedRow{},
	}
	d.Summary.ByReason = map[string]int{}
	for _, p := range places {
		d.Summary.Places++
		if !p.Gap.IsZero() {
			d.Summary.WithGap++
		}
		if !p.Approved {
			d.Summary.NoTarget++
		}
		for _, fr := range list {
			x.gapOf(&d, p, fr)
		}
	}
	return d
}

// gapOf adds one FR of one place.
func (x *explainer) gapOf(d *gapDoc, p *gap.Place, fr sl.FR) {
	it := x.s.Item(p.Node)
	e := gapEntry{
		Place: it.Key.String(), Title: it.Title, FR: fr.String(),
		Target: p.Target.At(fr), Achieved: p.Achieved.At(fr), Gap: p.Gap.At(fr), Rows: []rowWhy{}, vector: p.Gap,
	}
	for _, i := range x.p.Basis().RowsOf(fr) {
		r := &p.Rows[i]
		if x.p.Basis().Rows()[i].Level > e.Target {
			continue
		}
		d.Summary.add(r)
		if r.Counts == gap.NotCounted {
			e.Rows = append(e.Rows, x.row(p, i))
		}
		if r.Counts == gap.CountsCompensated || (r.Counts == gap.NotCounted && r.Compensation.State != gap.NotCompensated) {
			d.Compensated = append(d.Compensated, x.compensated(e.Place, i, r))
		}
	}
	if e.Gap > 0 {
		d.Gaps = append(d.Gaps, e)
	}
}

func (x *explainer) compensated(place string, i int, r *gap.Row) compensatedRow {
	def := x.p.Basis().Rows()[i]
	return compensatedRow{
		Place: place, Row: def.Ref.Code, Level: def.Level, Allocation: x.key(r.Allocation),
		Countermeasure: x.key(r.Compensation.Countermeasure), State: r.Compensation.State.String(),
		Until: r.Compensation.Until, Counts: r.Counts == gap.CountsCompensated,
	}
}

func (s *gapSummary) add(r *gap.Row) {
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

// largest keeps the n gaps with the most rows to do; of those with as many, the
// deepest first.
func (d *gapDoc) largest(n int) {
	slices.SortStableFunc(d.Gaps, func(a, b gapEntry) int {
		return cmp.Or(cmp.Compare(len(b.Rows), len(a.Rows)), cmp.Compare(b.Gap, a.Gap))
	})
	d.Gaps = d.Gaps[:min(n, len(d.Gaps))]
}
