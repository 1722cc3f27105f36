package answer

import (
	"slices"

	"github.com/cordon-ot/cordon/internal/capability"
	"github.com/cordon-ot/cordon/internal/gap"
	"github.com/cordon-ot/cordon/internal/model"
	"github.com/cordon-ot/cordon/internal/trace"
)

// Layers of the chain below the row, in its order.
const (
	layerAllocation = iota
	layerRequirement
	layerDesign
	layerTest
	layerRun
	layerEvidence
	layers
)

var layerWords = [layers]string{"allocation", "component requirement", "design", "test case", "test run", "evidence"}

// chainNode is one step of a chain; node is NoNode for one that is missing.
type chainNode struct {
	node model.Node
	link gap.Suspect // how it is joined to the step before; From is NoNode where nothing can be in doubt
}

func joined(n, from model.Node, v model.Verb, to model.Node) chainNode {
	return chainNode{n, gap.Suspect{From: from, Verb: v, To: to}}
}

var noStep = chainNode{model.NoNode, gap.Suspect{From: model.NoNode, To: model.NoNode}}

type chainRun struct {
	chainNode
	evidence []chainNode
}

type chainTest struct {
	chainNode
	runs []chainRun
}

type chainBranch struct {
	requirement *chainNode
	row         int          // of a missing component requirement: the component row
	assets      []model.Node // and who lacks it
	design      []chainNode
	tests       []chainTest
}

// chainTree is the chain of one row of a place as a tree.
type chainTree struct {
	alloc     model.Node
	row       *gap.Row
	concerned []model.Node
	branches  []chainBranch
	evidence  []chainNode
}

// tree gathers the chain of one allocation, with the steps that rules, section
// 5, find missing in their places.
func (x *explainer) tree(p *gap.Place, i int) chainTree {
	r := &p.Rows[i]
	t := chainTree{alloc: r.Allocation, row: r}
	if t.alloc == model.NoNode {
		return t
	}
	for _, e := range x.into(t.alloc, model.Evidences) {
		t.evidence = append(t.evidence, joined(e, e, model.Evidences, t.alloc))
	}
	whole := chainBranch{tests: x.testsOf(t.alloc, t.asked())}
	for _, d := range x.into(t.alloc, model.Realizes) {
		whole.design = append(whole.design, joined(d, d, model.Realizes, t.alloc))
	}
	measures, satisfied, direct := x.measures(&t)
	requirements, tested := x.requirements(&t, p.Node, i, satisfied)
	direct = direct || len(whole.tests) > 0
	if len(whole.design) == 0 && !satisfied {
		whole.design = append(whole.design, noStep)
	}
	if !direct && !tested {
		x.missTest(&whole, measures, requirements)
	}
	if len(whole.design) > 0 || len(whole.tests) > 0 {
		t.branches = append(t.branches, whole)
	}
	t.branches = append(append(t.branches, measures...), requirements...)
	return t
}

// missTest says where a test is missing, when the rule asks for one: at the
// component requirements without, else at the countermeasure, else at the row.
func (x *explainer) missTest(whole *chainBranch, measures, requirements []chainBranch) {
	none, named := chainTest{chainNode: noStep}, false
	for k := range requirements {
		if b := &requirements[k]; b.requirement.node != model.NoNode {
			named = true
			if len(b.tests) == 0 {
				b.tests = append(b.tests, none)
			}
		}
	}
	if named {
		return
	}
	for k := range measures {
		if v := x.Snapshot().CountermeasureView(measures[k].design[0].node); v.Existing() && !v.Compensating() {
			measures[k].tests = append(measures[k].tests, none)
			return
		}
	}
	whole.tests = append(whole.tests, none)
}

// measures are the countermeasures of an allocation, whether any of them
// satisfies it, and whether a test verifies one that does.
func (x *explainer) measures(t *chainTree) (out []chainBranch, satisfied, tested bool) {
	s := x.Snapshot()
	counts := slices.Collect(capability.Satisfying(s, t.alloc))
	for _, v := range []model.Verb{model.Satisfies, model.Compensates} {
		for _, m := range x.into(t.alloc, v) {
			does := v == model.Satisfies && slices.Contains(counts, m)
			b := chainBranch{design: []chainNode{joined(m, m, v, t.alloc)}}
			ask := nothing
			if does {
				ask = t.asked()
			}
			b.tests = x.testsOf(m, ask)
			satisfied = satisfied || does
			tested = tested || does && len(b.tests) > 0
			out = append(out, b)
		}
	}
	return out, satisfied, tested
}

// requirements are the component requirements of an allocation and those that
// are missing, and whether there are some and all of them are tested.
func (x *explainer) requirements(t *chainTree, place model.Node, row int, satisfied bool) (out []chainBranch, tested bool) {
	s := x.Snapshot()
	all := 0
	for _, q := range x.into(t.alloc, model.Refines) {
		at := joined(q, q, model.Refines, t.alloc)
		b := chainBranch{requirement: &at, tests: x.testsOf(q, t.asked())}
		by := slices.Collect(s.To(q, model.ImplementedBy))
		s.SortByKey(by)
		for _, n := range by {
			b.design = append(b.design, joined(n, q, model.ImplementedBy, n))
		}
		if len(b.tests) > 0 {
			all++
		}
		out = append(out, b)
	}
	tested = len(out) > 0 && all == len(out)
	for m, rows := range x.plant.Concerned(place, row) {
		t.concerned = append(t.concerned, m.Asset)
		for _, c := range rows {
			if satisfied || m.Answers.Row(c) == capability.NotRelevant || x.requires(t.alloc, m.Asset, c) {
				continue
			}
			k := slices.IndexFunc(out, func(b chainBranch) bool { return b.requirement.node == model.NoNode && b.row == c })
			if k < 0 {
				k, out = len(out), append(out, chainBranch{requirement: &noStep, row: c})
			}
			out[k].assets = append(out[k].assets, m.Asset)
		}
	}
	for k := range out {
		x.lacking(&out[k])
	}
	return out, tested
}

// lacking shows who lacks a component requirement: the products where there
// are some, since one requirement can speak of all assets of a product.
func (x *explainer) lacking(b *chainBranch) {
	for _, a := range b.assets {
		who := x.Snapshot().AssetView(a).Product()
		if who == model.NoNode {
			who = a
		}
		if !slices.ContainsFunc(b.design, func(d chainNode) bool { return d.node == who }) {
			d := noStep
			d.node = who
			b.design = append(b.design, d)
		}
	}
}

// asks says which steps below a test the rules ask for.
type asks uint8

const (
	nothing     asks = iota // the branch does not count
	runs                    // the allocation has evidence of its own
	runsAndMore             // runs and their evidence
)

func (t *chainTree) asked() asks {
	if len(t.evidence) > 0 {
		return runs
	}
	return runsAndMore
}

// testsOf are the tests that verify n with the runs that decide.
func (x *explainer) testsOf(n model.Node, ask asks) []chainTest {
	s := x.Snapshot()
	var out []chainTest
	for _, t := range x.into(n, model.Verifies) {
		test := chainTest{chainNode: joined(t, t, model.Verifies, n)}
		last := trace.LastRuns(s, t)
		for _, r := range x.into(t, model.Executes) {
			concluded := s.RunView(r).Concluded()
			if concluded && !slices.Contains(last, r) {
				continue
			}
			run := chainRun{chainNode: joined(r, r, model.Executes, t)}
			for _, e := range x.into(r, model.Evidences) {
				run.evidence = append(run.evidence, joined(e, e, model.Evidences, r))
			}
			if len(run.evidence) == 0 && concluded && ask == runsAndMore {
				run.evidence = append(run.evidence, noStep)
			}
			test.runs = append(test.runs, run)
		}
		if len(last) == 0 && ask != nothing {
			test.runs = append(test.runs, chainRun{chainNode: noStep})
		}
		out = append(out, test)
	}
	return out
}

// into lists the live items with a link of a verb to n, in order of keys.
func (x *explainer) into(n model.Node, v model.Verb) []model.Node {
	nodes := slices.Collect(x.Snapshot().FromOf(n, v))
	x.Snapshot().SortByKey(nodes)
	return nodes
}

// each calls f with every step of a chain, in order, and its layer.
func (t *chainTree) each(f func(layer int, n chainNode)) {
	list := func(layer int, nodes []chainNode) {
		for _, n := range nodes {
			f(layer, n)
		}
	}
	for i := range t.branches {
		b := &t.branches[i]
		if b.requirement != nil {
			f(layerRequirement, *b.requirement)
		}
		list(layerDesign, b.design)
		for j := range b.tests {
			f(layerTest, b.tests[j].chainNode)
			for k := range b.tests[j].runs {
				f(layerRun, b.tests[j].runs[k].chainNode)
				list(layerEvidence, b.tests[j].runs[k].evidence)
			}
		}
	}
	list(layerEvidence, t.evidence)
}

// lines is how many lines the chain takes in a table.
func (t *chainTree) lines() int {
	sum := len(t.evidence)
	for i := range t.branches {
		tests := 0
		for j := range t.branches[i].tests {
			runs := 0
			for k := range t.branches[i].tests[j].runs {
				runs += max(1, len(t.branches[i].tests[j].runs[k].evidence))
			}
			tests += max(1, runs)
		}
		sum += max(1, tests, len(t.branches[i].design))
	}
	return max(1, sum)
}
