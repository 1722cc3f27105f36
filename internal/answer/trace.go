package answer

import (
	"fmt"
	"slices"
	"strings"

	"github.com/cordon-ot/cordon/internal/api"
	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/gap"
	"github.com/cordon-ot/cordon/internal/model"
	"github.com/cordon-ot/cordon/internal/standard"
	"github.com/cordon-ot/cordon/internal/trace"
)

// TraceOptions says what to follow.
type TraceOptions struct {
	What string // an item by key or title, or a row such as SR 1.1 RE(1)
	Up   bool   // what it stands on
	Down bool   // what stands on it; with neither, both
}

// directions gives what is asked for, both where nothing is said.
func (o TraceOptions) directions() (up, down bool) { return o.Up || !o.Down, o.Down || !o.Up }

// Trace follows the chain of an item or a row. A place is followed like any
// item; TraceZone says more of it. Errors are those of Find.
func Trace(v *View, o TraceOptions) (api.Trace, error) {
	x, done := v.explain()
	defer done()
	t := &tracer{explainer: x, s: v.Snapshot(), seen: map[model.Node]bool{}}
	d := api.Trace{State: State(v.State), Standard: Standard(v.Basis)}
	up, down := o.directions()
	if row, ok := v.FindRow(o.What); ok {
		d.Item = *t.standardRow(row)
		if down {
			d.Down = t.allocationsOf(row)
		}
		return d, nil
	}
	n, err := Find(v.State, o.What)
	if err != nil {
		return d, err
	}
	d.Item = *t.item(n)
	if up {
		d.Up = t.up(n)
	}
	t.seen = map[model.Node]bool{n: true}
	if down {
		d.Down = t.down(n)
	}
	return d, nil
}

// FindRow finds a row or component row of the editions in force by its code or
// whole reference.
func (v *View) FindRow(what string) (*standard.Requirement, bool) {
	for _, c := range []*standard.Catalogue{v.Basis.System, v.Basis.Component} {
		code := what
		if ref, err := standard.ParseRef(what); err == nil {
			if ref.Part != c.Part() || ref.Edition != c.Edition() {
				continue
			}
			code = ref.Code
		}
		if r, ok := c.Lookup(code); ok {
			return r, true
		}
	}
	return nil, false
}

// TracedPlace gives the zone or conduit that a word for Trace stands for; ok is
// false for everything else, a row and a name nobody knows among it.
func (v *View) TracedPlace(what string) (n model.Node, ok bool) {
	if _, row := v.FindRow(what); row {
		return model.NoNode, false
	}
	n, err := Find(v.State, what)
	if err != nil {
		return model.NoNode, false
	}
	k := v.Snapshot().Kind(n)
	return n, k == model.KindZone || k == model.KindConduit
}

// TraceZone shows every row of a zone or conduit with its chain. Errors are
// those of FindPlace, and Invalid for a place that is retired.
func TraceZone(v *View, name string) (api.TraceZone, error) {
	n, err := FindPlace(v.State, name)
	if err != nil {
		return api.TraceZone{}, err
	}
	p := v.Assessment().Place(n)
	if p == nil {
		return api.TraceZone{}, fault.New(fault.Invalid, "trace", "%s is retired; what is retired is traced no more", v.Key(n))
	}
	return v.traceZone(p), nil
}

const notAllocated = "not allocated"

func (v *View) traceZone(p *gap.Place) api.TraceZone {
	it := v.Snapshot().Item(p.Node)
	d := api.TraceZone{
		State: State(v.State), Standard: Standard(v.Basis), Place: it.Key.String(), Title: it.Title,
		Target: Vector(p.Target), Achieved: Vector(p.Achieved), Rows: []api.RowWhy{}, ByState: []api.ChainCount{},
	}
	for i, def := range v.Basis.Rows() {
		if r := &p.Rows[i]; rowAsked(p, r, def) {
			d.Rows = append(d.Rows, v.row(p, i))
		}
	}
	d.ByState = chainCounts(p, v.Basis.Rows())
	return d
}

// rowAsked reports whether a row of a place is asked: up to the target, and
// above it where it was allocated.
func rowAsked(p *gap.Place, r *gap.Row, def *standard.Requirement) bool {
	return def.Level <= p.Target.At(def.FR) || r.Allocation != model.NoNode && !r.Retired
}

// chainCounts counts the rows asked of a place by chain state, the most broken
// state first; states without rows are left out.
func chainCounts(p *gap.Place, rows []*standard.Requirement) []api.ChainCount {
	states := trace.States()
	at := make([]api.ChainCount, 1+len(states))
	at[0].State = notAllocated
	for i, s := range states {
		at[i+1].State = s.String()
	}
	for i, def := range rows {
		r := &p.Rows[i]
		if !rowAsked(p, r, def) {
			continue
		}
		c := &at[0]
		if r.Allocation != model.NoNode {
			c = &at[1+slices.Index(states, r.Chain.State)]
		}
		c.Rows++
		c.ByFR[def.FR-1]++
	}
	return slices.DeleteFunc(at, func(c api.ChainCount) bool { return c.Rows == 0 })
}

// TraceCoverage says how much of the chain of the whole project is complete.
func TraceCoverage(v *View) api.TraceCoverage {
	cover := trace.Cover(v.Snapshot())
	d := api.TraceCoverage{State: State(v.State), Layers: []api.CoverageLayer{}, Score: cover.Score(), Formula: trace.Formula}
	for _, l := range cover.Layers {
		d.Layers = append(d.Layers, api.CoverageLayer{Kind: l.Kind.String(), Items: l.Items, Complete: l.Complete})
	}
	return d
}

// tracer builds the trees. It shows every item once; a second time it is only
// named.
type tracer struct {
	*explainer
	s    *model.Snapshot
	seen map[model.Node]bool
}

func (t *tracer) standardRow(r *standard.Requirement) *api.TraceStep {
	return &api.TraceStep{Row: r.Ref.Code, Kind: "row", Title: r.Title, Text: fmt.Sprintf("%s, level %d", r.FR, r.Level)}
}

// item describes an item without what hangs on it.
func (t *tracer) item(n model.Node) *api.TraceStep {
	it := t.s.Item(n)
	d := &api.TraceStep{Key: it.Key.String(), Kind: it.Key.Kind.String(), Title: it.Title}
	switch it.Key.Kind {
	case model.KindAllocation:
		t.describeAllocation(n, d)
	case model.KindComponentRequirement:
		d.Row = codeOf(t.s.ComponentRequirementView(n).RowText())
	case model.KindRun:
		v := t.s.RunView(n)
		d.State = v.Result()
		if !v.Concluded() {
			d.State = "not concluded"
		}
		d.Text = strings.TrimSpace(d.State + " " + v.At())
	case model.KindEvidence:
		d.Text = t.evidenceWords(n)
	case model.KindCountermeasure:
		d.Text = countermeasureWords(t.s.CountermeasureView(n))
	case model.KindTest:
		d.Text = t.s.TestView(n).Method()
	}
	if it.Retired {
		d.Text = strings.TrimPrefix(d.Text+", retired", ", ")
	}
	return d
}

// codeOf gives the code of a reference as written.
func codeOf(ref string) string {
	if r, err := standard.ParseRef(ref); err == nil {
		return r.Code
	}
	return ref
}

func countermeasureWords(v model.Countermeasure) string {
	text := "existing"
	if !v.Existing() {
		text = "planned"
	}
	if v.Compensating() {
		text += ", compensating"
	}
	return text
}

func (t *tracer) evidenceWords(n model.Node) string {
	v := t.s.EvidenceView(n)
	text := v.FileName()
	if until := v.ValidUntil(); until != "" {
		text += ", valid until " + until
	}
	return strings.TrimPrefix(text, ", ")
}

// describeAllocation says how the row stands on its place.
func (t *tracer) describeAllocation(n model.Node, d *api.TraceStep) {
	v := t.s.AllocationView(n)
	d.Row = codeOf(v.RowText())
	r := t.rowOf(n)
	if r == nil {
		d.Text = "it stands on no place, or names no row in force"
		return
	}
	d.State = r.Chain.State.String()
	d.Text = fmt.Sprintf("%s; assessed %s; chain: %s", r.Counts, r.Assessment, t.chainText(r.Chain))
	if r.Compensation.State != gap.NotCompensated {
		d.Text += fmt.Sprintf("; compensation by %s: %s", t.Key(r.Compensation.Countermeasure), compensationText(r.Compensation))
	}
}

// rowOf gives the result of an allocation's row on its place; nil if there is
// none.
func (t *tracer) rowOf(n model.Node) *gap.Row {
	v := t.s.AllocationView(n)
	i, known := t.Basis.Row(v.RowText())
	p := t.Assessment().Place(v.Place())
	if !known || p == nil || p.Rows[i].Allocation != n {
		return nil
	}
	return &p.Rows[i]
}

// allocationsOf traces every allocation of a row, or every component
// requirement that names a component row.
func (t *tracer) allocationsOf(r *standard.Requirement) []*api.TraceStep {
	var out []*api.TraceStep
	system := r.Ref.Part == t.Basis.System.Part()
	kind := model.KindComponentRequirement
	if system {
		kind = model.KindAllocation
	}
	for n := range t.s.OfKind(kind) {
		link, text := "named by", ""
		if system {
			v := t.s.AllocationView(n)
			text = v.RowText()
			link = "asked of " + t.Name(v.Place()) + " by"
		} else {
			text = t.s.ComponentRequirementView(n).RowText()
		}
		if text == r.Ref.String() {
			d := t.branch(n, link, t.down)
			if system {
				// The row heads the page; the allocations under it need not repeat it.
				d.Title, d.Row = "", ""
				v := t.s.AllocationView(n)
				d.Suspect = v.Place() != model.NoNode && t.chains.Suspect(n, model.AllocatedTo, v.Place())
			}
			out = append(out, d)
		}
	}
	if len(out) == 0 {
		out = append(out, missing(kind, "no place has been asked for it: no target reaches its level"))
		if !system {
			out[0].Missing = "no component requirement names it"
		}
	}
	return out
}

// missing is a step that should be there, an item of a kind, and is not.
func missing(kind model.Kind, words string) *api.TraceStep {
	return &api.TraceStep{Kind: kind.String(), Missing: words}
}

// branch describes an item with everything under it, once.
func (t *tracer) branch(n model.Node, link string, under func(model.Node) []*api.TraceStep) *api.TraceStep {
	d := t.item(n)
	d.Link = link
	if t.seen[n] {
		d.Repeated = true
		return d
	}
	t.seen[n] = true
	d.Children = under(n)
	return d
}
