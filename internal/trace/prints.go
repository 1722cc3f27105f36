package trace

import (
	"slices"

	"github.com/cordon-ot/cordon/internal/capability"
	"github.com/cordon-ot/cordon/internal/model"
)

// Prints takes fingerprints of the upstream cones of links in one snapshot.
//
// A cone is folded from its far end: the fingerprint of an item is taken over
// its own significant content and the fingerprints of what flows into it, each
// of which holds the identity of its item. Two cones therefore have the same
// fingerprint exactly if they hold the same items with the same content and
// the same links, whatever order they are met in. Meaning flows in layers
// (place, allocation, design, component requirement, test, run), so there is
// no circle but that of zones within zones, which is walked as a set.
type Prints struct {
	plant *capability.Plant
	s     *model.Snapshot
	h     hasher
	items memo // per item; for an allocation without the designs that realize it
	full  memo // allocations with the designs that realize them
	row   memo // allocations: row, place and memberships only

	members map[membership]model.Fingerprint
}

// NewPrints begins with nothing worked out.
func NewPrints(b capability.Basis, s *model.Snapshot) *Prints {
	return PrintsOf(capability.NewPlant(b, s))
}

// PrintsOf takes fingerprints on what a plant has worked out already.
func PrintsOf(p *capability.Plant) *Prints {
	n := p.S.Len()
	return &Prints{plant: p, s: p.S, items: newMemo(n), full: newMemo(n), row: newMemo(n), members: map[membership]model.Fingerprint{}}
}

// Link takes the fingerprint of the cone of a link: what its end from which
// meaning flows looks like now (rules, section 6). For verbs that cannot be
// suspect, and for evidence of a programme requirement, which has no cone, it
// is the same for every state.
func (p *Prints) Link(from model.Node, v model.Verb, to model.Node) model.Fingerprint {
	switch v {
	case model.AllocatedTo:
		return p.allocated(from)
	case model.Realizes, model.Evidences, model.Executes, model.ImplementedBy:
		if p.s.Kind(to) != model.KindProgramme {
			return p.item(to)
		}
	case model.Refines, model.Verifies:
		return p.withDesigns(to)
	case model.Satisfies, model.Compensates:
		return p.item(from)
	}
	p.h.begin("no cone")
	return p.h.sum()
}

// Suspect reports whether what a link was confirmed on looks different now.
func (p *Prints) Suspect(from model.Node, v model.Verb, to model.Node) bool {
	l := p.s.Link(from, v, to)
	return l != nil && p.s.Schema().Verb(v).Suspect && l.Confirmed != p.Link(from, v, to)
}

// withDesigns is the fingerprint of an allocation together with the designs
// that realize it; of any other item, its own.
func (p *Prints) withDesigns(n model.Node) model.Fingerprint {
	if p.s.Kind(n) != model.KindAllocation {
		return p.item(n)
	}
	if f := p.full.at(n); !f.IsZero() {
		return f
	}
	base := p.item(n)
	var designs []model.Fingerprint
	for d := range p.s.FromOf(n, model.Realizes) {
		designs = append(designs, p.item(d))
	}
	p.h.begin("allocation and designs")
	p.h.b = append(p.h.b, base[:]...)
	p.h.set("realizes", designs)
	return p.full.put(n, p.h.sum())
}

// item is the fingerprint of an item with everything upstream of it.
func (p *Prints) item(n model.Node) model.Fingerprint {
	if f := p.items.at(n); !f.IsZero() {
		return f
	}
	var flows [3]flow
	used := 0
	add := func(name string, list []model.Fingerprint) {
		flows[used] = flow{name, list}
		used++
	}
	it := p.s.Item(n)
	switch it.Key.Kind {
	case model.KindZone:
		return p.items.put(n, p.zone(n))
	case model.KindAllocation:
		row := p.allocated(n)
		add("allocated to", []model.Fingerprint{row})
		add("satisfies", p.sources(n, model.Satisfies))
		add("compensates", p.sources(n, model.Compensates))
	case model.KindDesign:
		add("realizes", p.targets(n, model.Realizes, p.item))
	case model.KindAsset:
		add("instance of", p.targets(n, model.InstanceOf, p.item))
	case model.KindComponentRequirement:
		add("refines", p.targets(n, model.Refines, p.withDesigns))
		add("implemented by", p.targets(n, model.ImplementedBy, p.item))
	case model.KindTest:
		add("verifies", p.targets(n, model.Verifies, p.withDesigns))
	case model.KindRun:
		add("executes", p.targets(n, model.Executes, p.item))
	case model.KindRisk:
		add("causes", p.sources(n, model.Causes))
		add("exploited in", p.sources(n, model.ExploitedIn))
		add("mitigates", p.sources(n, model.Mitigates))
	}
	p.h.begin("item")
	p.h.content(p.s, it)
	for _, f := range flows[:used] {
		p.h.set(f.name, f.list)
	}
	return p.items.put(n, p.h.sum())
}

// flow is what reaches an item along one verb.
type flow struct {
	name string
	list []model.Fingerprint
}

// targets are the fingerprints of the items a node's links lead to. An
// allocation exists for the rules even when retired.
func (p *Prints) targets(n model.Node, v model.Verb, of func(model.Node) model.Fingerprint) []model.Fingerprint {
	var out []model.Fingerprint
	for _, e := range p.s.Out(n) {
		if e.Verb == v && exists(p.s, e.Node) {
			out = append(out, of(e.Node))
		}
	}
	return out
}

// sources are the fingerprints of the items whose links lead to a node.
func (p *Prints) sources(n model.Node, v model.Verb) []model.Fingerprint {
	var out []model.Fingerprint
	for m := range p.s.FromOf(n, v) {
		out = append(out, p.item(m))
	}
	return out
}

// exists reports whether an item exists for the rules: retired ones do not,
// other than allocations (rules, preamble).
func exists(s *model.Snapshot, n model.Node) bool {
	return s.Live(n) || s.Kind(n) == model.KindAllocation
}

// zone is the fingerprint of a zone with all zones around it, taken as a set
// so that a circle neither hangs nor hides anything.
func (p *Prints) zone(n model.Node) model.Fingerprint {
	around := []model.Node{n}
	for i := 0; i < len(around); i++ {
		for outer := range p.s.To(around[i], model.Within) {
			if !slices.Contains(around, outer) {
				around = append(around, outer)
			}
		}
	}
	slices.SortFunc(around[1:], func(a, b model.Node) int {
		x, y := p.s.ID(a), p.s.ID(b)
		return slices.Compare(x[:], y[:])
	})
	p.h.begin("zone")
	for _, z := range around {
		p.h.content(p.s, p.s.Item(z))
		for outer := range p.s.To(z, model.Within) {
			p.h.text("within")
			p.h.id(p.s.ID(outer))
		}
	}
	return p.h.sum()
}

// allocated is the fingerprint of the cone of an allocation's link to its
// place: the row, the place and the memberships that bear on it.
func (p *Prints) allocated(n model.Node) model.Fingerprint {
	if f := p.row.at(n); !f.IsZero() {
		return f
	}
	v := p.s.AllocationView(n)
	place := v.Place()
	var placePrint model.Fingerprint
	var members []model.Fingerprint
	i, known := p.plant.Row(v.RowText())
	if place != model.NoNode {
		placePrint = p.item(place)
		if known {
			for m := range p.plant.Concerned(place, i) {
				members = append(members, p.member(m.Asset, m.Place))
			}
		}
	}
	p.h.begin("allocated to")
	p.h.text(v.RowText())
	if known {
		r := p.plant.Rows()[i]
		p.h.b = append(p.h.b, byte(r.FR), byte(r.Level))
	}
	p.h.b = append(p.h.b, placePrint[:]...)
	p.h.set("members", members)
	return p.row.put(n, p.h.sum())
}

// member is the fingerprint of one membership: who is where, and of which
// component types; nothing else about the asset.
func (p *Prints) member(asset, place model.Node) model.Fingerprint {
	k := membership{asset, place}
	if f, ok := p.members[k]; ok {
		return f
	}
	p.h.begin("member")
	p.h.id(p.s.ID(asset))
	p.h.id(p.s.ID(place))
	p.h.text(p.typesOf(asset))
	f := p.h.sum()
	p.members[k] = f
	return f
}

// membership is who is where.
type membership struct{ asset, place model.Node }

func (p *Prints) typesOf(asset model.Node) string {
	list := slices.Clone(p.s.AssetView(asset).Types())
	slices.Sort(list)
	var b []byte
	for _, t := range slices.Compact(list) {
		b = append(append(b, t...), '\n')
	}
	return string(b)
}

// Decision is the fingerprint of what the target of a place is decided on:
// every asset in it, installed or not, with its component types, and the risks
// to the place or to an asset in it (rules, section 6).
func (p *Prints) Decision(place model.Node) model.Fingerprint {
	var members, risks []model.Fingerprint
	threatened := func(n model.Node) {
		for r := range p.s.FromOf(n, model.Threatens) {
			risk := p.item(r)
			p.h.begin("threatens")
			p.h.b = append(p.h.b, risk[:]...)
			p.h.id(p.s.ID(n))
			risks = append(risks, p.h.sum())
		}
	}
	threatened(place)
	for a := range p.s.PlaceView(place).Assets() {
		members = append(members, p.member(a, place))
		threatened(a)
	}
	p.h.begin("target decision")
	p.h.set("members", members)
	p.h.set("risks", risks)
	return p.h.sum()
}

// Open reports whether the target of a place was approved on inputs that look
// different now: the decision is open until it is confirmed or changed.
func (p *Prints) Open(place model.Node) bool {
	v := p.s.PlaceView(place)
	if _, approved := v.Target(); !approved || v.TargetInputs().IsZero() {
		return false
	}
	return v.TargetInputs() != p.Decision(place)
}
