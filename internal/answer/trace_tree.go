package answer

import (
	"fmt"
	"iter"
	"slices"

	"github.com/cordon-ot/cordon/internal/api"
	"github.com/cordon-ot/cordon/internal/capability"
	"github.com/cordon-ot/cordon/internal/model"
	"github.com/cordon-ot/cordon/internal/trace"
)

// downVerbs are the links by which a step of the chain hangs on the one above,
// in the order in which they are shown.
var downVerbs = []model.Verb{
	model.Realizes, model.Satisfies, model.Compensates, model.Refines, model.Verifies, model.Executes, model.Evidences, model.Covers,
}

// down lists what stands on an item, towards the evidence, with the steps that
// are missing in their places.
func (t *tracer) down(n model.Node) []*api.TraceStep {
	var out []*api.TraceStep
	for _, v := range downVerbs {
		nodes := slices.Collect(t.s.FromOf(n, v))
		t.s.SortByKey(nodes)
		if v == model.Executes {
			nodes, out = t.lastRuns(n, nodes, out)
		}
		for _, m := range nodes {
			out = append(out, t.joined(m, v, n))
		}
		out = append(out, t.missingStep(n, v, len(nodes))...)
	}
	switch t.s.Kind(n) {
	case model.KindComponentRequirement:
		out = append(t.implementers(n), out...)
	case model.KindAsset, model.KindProduct:
		out = append(out, t.implemented(n)...)
	}
	return out
}

// joined is the branch of an item m that has a link to n.
func (t *tracer) joined(m model.Node, v model.Verb, n model.Node) *api.TraceStep {
	d := t.branch(m, t.s.Schema().Verb(v).Inverse, t.down)
	d.Suspect = t.chains.Suspect(m, v, n)
	if v == model.Evidences {
		t.judge(m, n, d)
	}
	return d
}

// judge says whether a piece of evidence counts. Where that depends on the
// place, the chain says so; here only what holds everywhere is judged.
func (t *tracer) judge(evidence, of model.Node, d *api.TraceStep) {
	places, concerned := t.placesOf(of)
	verdict := t.chains.Validity(t.s, evidence, places, concerned)
	d.State = verdict.String()
	if verdict != trace.Valid {
		d.Text = verdict.String()
		if until := t.s.EvidenceView(evidence).ValidUntil(); verdict == trace.Expired {
			d.Text = "expired, it was valid until " + until
		}
	}
}

// placesOf gives the places for whose rows something proves, following the
// chain up, and the assets that those rows concern.
func (t *tracer) placesOf(n model.Node) (places, concerned []model.Node) {
	seen := map[model.Node]bool{n: true}
	queue := []model.Node{n}
	for len(queue) > 0 {
		m := queue[0]
		queue = queue[1:]
		if t.s.Kind(m) == model.KindAllocation {
			v := t.s.AllocationView(m)
			if p := v.Place(); p != model.NoNode {
				places = append(places, p)
				if i, ok := t.Basis.Row(v.RowText()); ok {
					for c := range t.plant.Concerned(p, i) {
						concerned = append(concerned, c.Asset)
					}
				}
			}
		}
		for _, e := range t.s.Out(m) {
			switch e.Verb {
			case model.Executes, model.Verifies, model.Refines, model.Satisfies, model.Compensates:
				if t.s.Live(e.Node) && !seen[e.Node] {
					seen[e.Node] = true
					queue = append(queue, e.Node)
				}
			case model.DeployedAt:
				places = append(places, e.Node)
			}
		}
	}
	return places, concerned
}

// lastRuns keeps the runs that count and notes those that they replaced.
func (t *tracer) lastRuns(test model.Node, runs []model.Node, out []*api.TraceStep) (last []model.Node, all []*api.TraceStep) {
	last = trace.LastRuns(t.s, test)
	for _, r := range runs {
		if !t.s.RunView(r).Concluded() {
			last = append(last, r)
		}
	}
	switch replaced := len(runs) - len(last); {
	case replaced == 1:
		out = append(out, &api.TraceStep{Text: "1 earlier run left out; the last one counts"})
	case replaced > 1:
		out = append(out, &api.TraceStep{Text: fmt.Sprintf("%d earlier runs left out; the last one counts", replaced)})
	}
	t.s.SortByKey(last)
	return last, out
}

// missingStep says what a chain lacks where it should be.
func (t *tracer) missingStep(n model.Node, v model.Verb, have int) []*api.TraceStep {
	kind := t.s.Kind(n)
	switch {
	case v == model.Satisfies && kind == model.KindAllocation:
		if have == 0 && !some(t.s.FromOf(n, model.Realizes)) {
			return []*api.TraceStep{missing(model.KindDesign, "no design: nothing realizes it and no countermeasure satisfies it")}
		}
	case v == model.Refines && kind == model.KindAllocation:
		return t.missingRequirements(n)
	case v == model.Verifies && kind == model.KindAllocation:
		if r := t.rowOf(n); r != nil && r.Chain.State == trace.NoTest && r.Chain.Item == model.NoNode {
			return []*api.TraceStep{missing(model.KindTest, "no test verifies it")}
		}
	case have > 0:
	case v == model.Verifies && kind == model.KindComponentRequirement:
		return []*api.TraceStep{missing(model.KindTest, "no test")}
	case v == model.Executes && kind == model.KindTest:
		return []*api.TraceStep{missing(model.KindRun, "not run")}
	case v == model.Evidences && kind == model.KindRun:
		return []*api.TraceStep{missing(model.KindEvidence, "no evidence of this run")}
	}
	return nil
}

// missingRequirements names the component rows for which assets here have no
// component requirement.
func (t *tracer) missingRequirements(alloc model.Node) []*api.TraceStep {
	v := t.s.AllocationView(alloc)
	i, known := t.Basis.Row(v.RowText())
	if !known || v.Place() == model.NoNode {
		return nil
	}
	for range capability.Satisfying(t.s, alloc) {
		return nil
	}
	var out []*api.TraceStep
	for m, rows := range t.plant.Concerned(v.Place(), i) {
		for _, row := range rows {
			if m.Answers.Row(row) != capability.NotRelevant && !t.requires(alloc, m.Asset, row) {
				d := missing(model.KindComponentRequirement, fmt.Sprintf("no component requirement for %s on %s", t.componentRow(row), t.Name(m.Asset)))
				d.Row, d.On = t.componentRow(row), t.Key(m.Asset)
				out = append(out, d)
			}
		}
	}
	return out
}

// requires reports whether a component requirement of the allocation names the
// component row for the asset or its product.
func (x *explainer) requires(alloc, asset model.Node, row int) bool {
	s := x.Snapshot()
	product := s.AssetView(asset).Product()
	for q := range s.FromOf(alloc, model.Refines) {
		if i, ok := x.Basis.ComponentRow(s.ComponentRequirementView(q).RowText()); !ok || i != row {
			continue
		}
		for by := range s.To(q, model.ImplementedBy) {
			if by == asset || by == product {
				return true
			}
		}
	}
	return false
}

// implementers are the components that answer for a component requirement.
func (t *tracer) implementers(q model.Node) []*api.TraceStep {
	var out []*api.TraceStep
	for by := range t.s.To(q, model.ImplementedBy) {
		d := t.item(by)
		d.Link = model.ImplementedBy.String()
		d.Suspect = t.chains.Suspect(q, model.ImplementedBy, by)
		out = append(out, d)
	}
	if len(out) == 0 {
		out = append(out, missing(model.KindAsset, "implemented by no asset or product"))
	}
	return out
}

// implemented are the component requirements that an asset answers for, itself
// or through its product.
func (t *tracer) implemented(n model.Node) []*api.TraceStep {
	var out []*api.TraceStep
	of := []model.Node{n}
	if t.s.Kind(n) == model.KindAsset {
		if p := t.s.AssetView(n).Product(); p != model.NoNode {
			of = append(of, p)
		}
	}
	for _, by := range of {
		for q := range t.s.FromOf(by, model.ImplementedBy) {
			link := model.BaseSchema().Verb(model.ImplementedBy).Inverse
			if by != n {
				link = "as " + t.Key(by) + " " + link
			}
			d := t.branch(q, link, t.down)
			d.Suspect = t.chains.Suspect(q, model.ImplementedBy, by)
			out = append(out, d)
		}
	}
	return out
}

// upVerbs are the links that lead towards the standard.
var upVerbs = []model.Verb{
	model.Evidences, model.Executes, model.Verifies, model.Refines, model.Realizes, model.Satisfies, model.Compensates,
	model.AllocatedTo, model.InstanceOf, model.In, model.Covers,
}

// up lists what an item stands on, towards the standard.
func (t *tracer) up(n model.Node) []*api.TraceStep {
	var out []*api.TraceStep
	if t.s.Kind(n) == model.KindAllocation {
		if i, ok := t.Basis.Row(t.s.AllocationView(n).RowText()); ok {
			d := t.standardRow(t.Basis.Rows()[i])
			d.Link = "asks for"
			out = append(out, d)
		}
	}
	for _, v := range upVerbs {
		for m := range t.s.To(n, v) {
			d := t.branch(m, v.String(), t.up)
			d.Suspect = t.chains.Suspect(n, v, m)
			out = append(out, d)
		}
	}
	return out
}

// some reports whether a sequence yields anything.
func some(seq iter.Seq[model.Node]) bool {
	for range seq {
		return true
	}
	return false
}
