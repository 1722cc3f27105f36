package gap

import (
	"slices"

	"github.com/cordon-ot/cordon/internal/model"
)

// Update computes the assessment of a later state of the same record from that
// of an earlier one, looking only at the places that the changes in between can
// have reached. It always equals Assess(in). A new day, other catalogues or a
// changed schema compute everything anew, and so do evidence files that came
// or went: the caller passes filesChanged.
func Update(prev *Project, in Input, filesChanged bool) *Project {
	old, now := prev.in.Snapshot, in.Snapshot
	if filesChanged || prev.in.Date != in.Date || prev.in.Basis.System != in.Basis.System ||
		prev.in.Basis.Component != in.Basis.Component || old.Schema() != now.Schema() || now.Len() < old.Len() {
		return Assess(in)
	}
	r := reach{old: old, now: now, seen: map[model.Node]uint8{}, places: map[model.Node]bool{}}
	for _, n := range model.Changed(old, now) {
		r.changed(n)
	}
	r.run()
	in.Basis = prev.in.Basis
	e := newEngine(in)
	return collect(in, func(n model.Node) *Place {
		if kept := prev.byNode[n]; kept != nil && !r.places[n] {
			return kept
		}
		return e.place(n)
	})
}

// reach finds the places whose results a change can touch. It errs on the side
// of too many. Edges of both states count, since a link may have gone.
//
// A change goes down along the flow of meaning (rules, section 6), and from
// everything it reaches up to the allocations and places that rest on it.
type reach struct {
	old, now *model.Snapshot
	seen     map[model.Node]uint8
	queue    []step
	places   map[model.Node]bool
}

// The two ways of going on from a node.
const (
	goDown uint8 = 1 << iota // what the node's content flows into
	goUp                     // what rests on the node
)

type step struct {
	n   model.Node
	way uint8
}

func (r *reach) visit(n model.Node, way uint8) {
	if fresh := way &^ r.seen[n]; fresh != 0 {
		r.seen[n] |= fresh
		r.queue = append(r.queue, step{n, fresh})
	}
}

// changed begins at an item that differs between the states.
func (r *reach) changed(n model.Node) {
	r.visit(n, goDown|goUp)
	if r.now.Kind(n) == model.KindAsset || r.now.Kind(n) == model.KindProduct {
		r.memberships(n)
	}
}

// memberships goes down to the allocations of the places of an asset, or of
// the assets of a product, if who is where with which component types differs.
func (r *reach) memberships(n model.Node) {
	if r.now.Kind(n) == model.KindProduct {
		if int(n) < r.old.Len() && slices.Equal(r.old.ProductView(n).Types(), r.now.ProductView(n).Types()) && r.old.Live(n) == r.now.Live(n) {
			return
		}
		for _, e := range r.in(n) {
			if e.Verb == model.InstanceOf {
				r.membershipChanged(e.Node)
			}
		}
		return
	}
	if int(n) < r.old.Len() && r.old.Live(n) == r.now.Live(n) {
		a, b := r.old.AssetView(n), r.now.AssetView(n)
		if a.Installed() == b.Installed() && a.Place() == b.Place() && slices.Equal(a.Types(), b.Types()) {
			return
		}
	}
	r.membershipChanged(n)
}

func (r *reach) membershipChanged(asset model.Node) {
	for _, e := range r.out(asset) {
		if e.Verb == model.In {
			r.placeMembers(e.Node)
		}
	}
}

// placeMembers goes down to the allocations of a place and, for a conduit, of
// the zones it connects, whose boundary it is.
func (r *reach) placeMembers(place model.Node) {
	r.visit(place, goUp)
	r.visit(place, goDown)
	for _, e := range r.out(place) {
		if e.Verb == model.Connects {
			r.visit(e.Node, goDown|goUp)
		}
	}
}

func (r *reach) run() {
	for len(r.queue) > 0 {
		s := r.queue[len(r.queue)-1]
		r.queue = r.queue[:len(r.queue)-1]
		if s.way&goDown != 0 {
			r.down(s.n)
		}
		if s.way&goUp != 0 {
			r.up(s.n)
		}
	}
}

// down follows the flow of meaning: every fingerprint that holds n.
func (r *reach) down(n model.Node) {
	for _, e := range r.in(n) {
		switch e.Verb {
		case model.Within, model.AllocatedTo, model.Realizes, model.Refines, model.ImplementedBy,
			model.Verifies, model.Executes, model.Evidences, model.InstanceOf:
			r.visit(e.Node, goDown|goUp)
		}
	}
	for _, e := range r.out(n) {
		switch {
		case e.Verb == model.Satisfies, e.Verb == model.Compensates:
			r.visit(e.Node, goDown|goUp)
		case e.Verb == model.Realizes:
			// What is refined and verified below an allocation also looks at the
			// designs that realize it.
			for _, d := range r.in(e.Node) {
				if d.Verb == model.Refines || d.Verb == model.Verifies {
					r.visit(d.Node, goDown|goUp)
				}
			}
		case e.Verb == model.Connects:
			r.visit(e.Node, goDown|goUp)
		}
	}
}

// up follows what rests on n to the places whose results it can touch.
func (r *reach) up(n model.Node) {
	switch r.now.Kind(n) {
	case model.KindZone:
		r.places[n] = true
	case model.KindConduit:
		r.places[n] = true
		for _, e := range r.out(n) {
			if e.Verb == model.Connects {
				r.places[e.Node] = true
			}
		}
	}
	for _, e := range r.out(n) {
		switch e.Verb {
		case model.AllocatedTo, model.In, model.Realizes, model.Refines, model.Verifies, model.Executes,
			model.Evidences, model.Satisfies, model.Compensates:
			r.visit(e.Node, goUp)
		case model.Threatens:
			r.threatened(e.Node)
		case model.Causes, model.ExploitedIn, model.Mitigates:
			r.visit(e.Node, goUp)
		}
	}
	for _, e := range r.in(n) {
		switch e.Verb {
		case model.HoldsFor, model.DeployedAt, model.InstanceOf:
			// Scope of evidence, deployment of a countermeasure, statements of a
			// product: judged anew wherever they count.
			r.visit(e.Node, goUp)
		}
	}
}

// threatened marks the place whose target decision a risk bears on.
func (r *reach) threatened(n model.Node) {
	if r.now.Kind(n) != model.KindAsset {
		r.places[n] = true
		return
	}
	for _, e := range r.out(n) {
		if e.Verb == model.In {
			r.places[e.Node] = true
		}
	}
}

func (r *reach) out(n model.Node) []model.Edge { return r.edges(n, (*model.Snapshot).Out) }
func (r *reach) in(n model.Node) []model.Edge  { return r.edges(n, (*model.Snapshot).In) }

// edges joins the edges of both states.
func (r *reach) edges(n model.Node, of func(*model.Snapshot, model.Node) []model.Edge) []model.Edge {
	now := of(r.now, n)
	if int(n) >= r.old.Len() {
		return now
	}
	old := of(r.old, n)
	if slices.Equal(old, now) {
		return now
	}
	return append(slices.Clone(now), old...)
}
