package impact_test

import (
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/cordon-ot/cordon/internal/capability"
	"github.com/cordon-ot/cordon/internal/gap"
	"github.com/cordon-ot/cordon/internal/impact"
	"github.com/cordon-ot/cordon/internal/model"
	"github.com/cordon-ot/cordon/internal/plant/oracle"
	"github.com/cordon-ot/cordon/internal/plant/translate"
	"github.com/cordon-ot/cordon/internal/trace"
)

func oracleCatalogue(t testing.TB) *oracle.Catalogue {
	t.Helper()
	system, err := os.ReadFile("../standard/data/iec62443-3-3.yaml")
	if err != nil {
		t.Fatal(err)
	}
	component, err := os.ReadFile("../standard/data/iec62443-4-2.yaml")
	if err != nil {
		t.Fatal(err)
	}
	c, err := oracle.ReadCatalogue(system, component)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// looks gives the fingerprint of the cone of every live link that can be
// suspect.
func looks(b capability.Basis, s *model.Snapshot) map[gap.Suspect]model.Fingerprint {
	prints := trace.NewPrints(b, s)
	out := map[gap.Suspect]model.Fingerprint{}
	there := func(n model.Node) bool { return s.Live(n) || s.Kind(n) == model.KindAllocation }
	for n := range model.Node(s.Len()) {
		for _, e := range s.Out(n) {
			if s.Schema().Verb(e.Verb).Suspect && there(n) && there(e.Node) {
				out[gap.Suspect{From: n, Verb: e.Verb, To: e.Node}] = prints.Link(n, e.Verb, e.Node)
			}
		}
	}
	return out
}

// downstream is the end of a link that meaning flows to.
func downstream(l gap.Suspect) model.Node {
	if model.BaseSchema().Verb(l.Verb).Flow == model.Forward {
		return l.To
	}
	return l.From
}

// TestEverythingThatARandomChangeTouchesIsInItsImpact: after every step of
// random histories, each link whose cone looks different leads to an item of
// the result's first two phases, each place whose vectors differ is among its
// places, and each place whose decision opened among its decisions. Nothing is
// called suspect without a cause.
//
// spec: ANALYSIS-4
func TestEverythingThatARandomChangeTouchesIsInItsImpact(t *testing.T) {
	basis, cat := translate.ShippedBasis(t), oracleCatalogue(t)
	seeds := 80
	if testing.Short() {
		seeds = 10
	}
	var alone int // changes of one property of one item, asked of one state alone
	var alarms, moved, rows, covered, levels, opened, reached int
	for seed := range seeds {
		rng := rand.New(rand.NewPCG(uint64(seed), 11))
		m := oracle.Maker{Rng: rng, Catalogue: cat, Circles: seed%3 == 0}
		history := m.RandomHistory(10+rng.IntN(25), 8)
		x := translate.Plants(t, basis, history)
		w := impact.NewWalker(basis)
		for i := 1; i < len(history); i++ {
			before, after := x.States[i-1], x.States[i]
			r := w.Between(before, after)
			check := checker{t, r, after, func() string { return describe(before, after) }}
			simple, isSimple := one(before, w.Of, model.Compare(before, after))
			if isSimple {
				alone++
			}
			was, is := looks(basis, before), looks(basis, after)
			for l, f := range is {
				if old, there := was[l]; there && old != f {
					moved++
					check.flows(seed, i, l)
					if isSimple {
						checker{t, simple, after, check.describe}.flows(seed, i, l)
					}
				}
			}
			a, b := x.Inputs[i-1], x.Inputs[i]
			a.Context, b.Context = steady(x, i), steady(x, i)
			p, q := gap.Assess(a), gap.Assess(b)
			for _, d := range impact.WhatIf(p, q).Places {
				if d.Before != d.After {
					levels++
					check.place(seed, i, d.Node)
					if isSimple {
						checker{t, simple, after, check.describe}.place(seed, i, d.Node)
					}
				}
				for k := range d.Rows {
					row := &d.Rows[k]
					if row.Before.Covered != row.After.Covered {
						covered++
						check.place(seed, i, d.Node)
					}
					n := row.After.Allocation
					if n != model.NoNode && row.Before.Allocation == n && (row.Chain() || row.Before.Compensation != row.After.Compensation) {
						rows++
						check.allocation(seed, i, n, row)
					}
				}
				if d.After.Open && !d.Before.Open && d.Before.There {
					opened++
					check.decision(seed, i, d.Node)
				}
			}
			reached += len(r.Items)
			alarms += check.falseAlarms(was, is)
			check.paths(seed, i)
		}
	}
	if alarms != 0 {
		t.Errorf("%d items are called suspect whose cones did not move", alarms)
	}
	t.Logf("%d changes asked of one state alone", alone)
	t.Logf("%d cones moved, %d rows stand otherwise, %d are covered otherwise, %d places had other vectors, %d decisions opened, %d items reached",
		moved, rows, covered, levels, opened, reached)
	if moved == 0 || rows == 0 || covered == 0 || levels == 0 || opened == 0 {
		t.Error("the random histories never changed one of the five")
	}
}

// one asks the state before of a change that is a single property of a single
// item.
func one(before *model.Snapshot, of func(*model.Snapshot, ...impact.Seed) *impact.Result, d model.Diff) (*impact.Result, bool) {
	if len(d.Items) != 1 || d.Items[0].Old == nil || len(d.Items[0].Links) > 0 || len(d.Items[0].Props) != 1 {
		return nil, false
	}
	change := impact.Any
	switch d.Items[0].Props[0].Name {
	case "firmware":
		change = impact.Firmware
	case "component_types":
		change = impact.Types
	case "lifecycle":
		change = impact.Lifecycle
	case "retired":
		change = impact.Retired
	}
	n, _ := before.ByKey(d.Items[0].Key)
	return of(before, impact.Item(n, change)), true
}

// steady judges both states by the day and files of the later one, so that only
// the model differs.
func steady(x *translate.History, i int) trace.Context { return x.Inputs[i].Context }

type checker struct {
	t        *testing.T
	r        *impact.Result
	s        *model.Snapshot
	describe func() string
}

func (c checker) flows(seed, i int, l gap.Suspect) {
	at := c.r.Index(downstream(l))
	if at < 0 || c.r.Items[at].Phase > impact.Flows {
		c.t.Fatalf("seed %d, step %d: the cone of %s %s %s moved, but %s is not in the flow\n%s",
			seed, i, c.s.Key(l.From), l.Verb, c.s.Key(l.To), c.s.Key(downstream(l)), c.describe())
	}
}

// falseAlarms counts the items called suspect although every link that leads
// meaning to them looks as before.
func (c checker) falseAlarms(was, is map[gap.Suspect]model.Fingerprint) int {
	has, differ := map[model.Node]bool{}, map[model.Node]bool{}
	for l, f := range is {
		has[downstream(l)] = true
		if was[l] != f {
			differ[downstream(l)] = true
		}
	}
	for l := range was {
		if _, there := is[l]; !there {
			differ[downstream(l)] = true
		}
	}
	n := 0
	for i := range c.r.Items {
		if it := &c.r.Items[i]; it.Reason.Suspect() && has[it.Node] && !differ[it.Node] {
			n++
		}
	}
	return n
}

func (c checker) place(seed, i int, n model.Node) {
	if !slices.Contains(c.r.Places, n) {
		c.t.Fatalf("seed %d, step %d: vectors of %s differ, but it is not reached\n%s", seed, i, c.s.Key(n), c.describe())
	}
}

func (c checker) allocation(seed, i int, n model.Node, row *impact.RowDifference) {
	if c.r.Index(n) < 0 {
		c.t.Fatalf("seed %d, step %d: %s stands otherwise (chain %s, now %s at %v; compensation %s, now %s), but it is not reached\n%s", seed, i, c.s.Key(n),
			row.Before.Chain.State, row.After.Chain.State, row.After.Chain.Cause, row.Before.Compensation.State, row.After.Compensation.State, c.describe())
	}
}

func (c checker) decision(seed, i int, n model.Node) {
	if !slices.Contains(c.r.Decisions, n) {
		c.t.Fatalf("seed %d, step %d: the decision of %s opened, but the result does not say so\n%s", seed, i, c.s.Key(n), c.describe())
	}
}

// paths checks that every item is there once, in order, at the end of a chain
// of links that exist.
func (c checker) paths(seed, i int) {
	seen := map[model.Node]bool{}
	for k := range c.r.Items {
		it := &c.r.Items[k]
		if seen[it.Node] {
			c.t.Fatalf("seed %d, step %d: %s is listed twice", seed, i, c.s.Key(it.Node))
		}
		seen[it.Node] = true
		if k > 0 {
			last := &c.r.Items[k-1]
			if last.Phase > it.Phase || (last.Phase == it.Phase && (last.Depth > it.Depth ||
				(last.Depth == it.Depth && c.s.Key(last.Node).Compare(c.s.Key(it.Node)) >= 0))) {
				c.t.Fatalf("seed %d, step %d: %s does not stand in order after %s", seed, i, c.s.Key(it.Node), c.s.Key(last.Node))
			}
		}
		path := c.r.PathAt(k)
		at := c.r.Items[c.r.Origin(k)].Node
		for _, h := range path {
			if h.From != at {
				c.t.Fatalf("seed %d, step %d: the path to %s jumps from %s to %s", seed, i, c.s.Key(it.Node), c.s.Key(at), c.s.Key(h.From))
			}
			at = h.To
		}
		if at != it.Node {
			c.t.Fatalf("seed %d, step %d: the path to %s ends at %s", seed, i, c.s.Key(it.Node), c.s.Key(at))
		}
	}
}

func describe(before, after *model.Snapshot) string {
	var b strings.Builder
	for _, d := range model.Compare(before, after).Items {
		b.WriteString(d.Key.String())
		if d.Old == nil {
			b.WriteString(" new")
		}
		for _, p := range d.Props {
			b.WriteString(" " + p.Name)
		}
		for _, l := range d.Links {
			sign := " ~"
			switch {
			case l.Old == nil:
				sign = " +"
			case l.New == nil:
				sign = " -"
			}
			b.WriteString(sign + l.Verb.String() + " " + l.To.String())
		}
		b.WriteString("\n")
	}
	return b.String()
}
