package answer

import (
	"github.com/cordon-ot/cordon/internal/api"
	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/gap"
	"github.com/cordon-ot/cordon/internal/model"
	"github.com/cordon-ot/cordon/internal/sl"
)

// LevelOptions say whose levels to show.
type LevelOptions struct {
	Items  []string // zones, conduits, assets or products by key or title; all zones and conduits without
	Why    bool     // explain each number
	Chains bool     // count the rows of each place by chain state
	FRs    []sl.FR  // what to explain, as ParseFRs gives them; all without
}

// Levels gives the security levels of places, and of the assets and products
// that are asked for. NotFound for a name that nothing has, Invalid for an
// item that has no level.
func Levels(v *View, o LevelOptions) (api.Levels, error) {
	places, components, err := pickLevels(v, o.Items)
	if err != nil {
		return api.Levels{}, err
	}
	x, done := v.explain()
	defer done()
	var explain []sl.FR
	if o.Why {
		explain = orAll(o.FRs)
	}
	d := api.Levels{State: State(v.State), Standard: Standard(v.Basis), Places: []api.PlaceLevels{}}
	for _, p := range places {
		doc := x.place(p, explain)
		if o.Chains {
			doc.ByState = chainCounts(p, x.Basis.Rows())
		}
		d.Places = append(d.Places, doc)
	}
	for _, n := range components {
		doc := x.component(n, explain)
		if v.Snapshot().Kind(n) == model.KindProduct {
			d.Products = append(d.Products, doc)
		} else {
			d.Assets = append(d.Assets, doc)
		}
	}
	return d, nil
}

// pickLevels finds the items asked for. Without any it gives all places.
func pickLevels(v *View, names []string) (places []*gap.Place, components []model.Node, err error) {
	p := v.Assessment()
	if len(names) == 0 {
		return p.Places, nil, nil
	}
	for _, name := range names {
		n, err := Find(v.State, name, model.KindZone, model.KindConduit, model.KindAsset, model.KindProduct)
		if err != nil {
			return nil, nil, err
		}
		if !v.Snapshot().Live(n) {
			return nil, nil, fault.New(fault.Invalid, "show security levels", "%s is retired; what is retired has no level", v.Key(n))
		}
		if place := p.Place(n); place != nil {
			places = append(places, place)
		} else {
			components = append(components, n)
		}
	}
	return places, components, nil
}

func (x *explainer) place(p *gap.Place, explain []sl.FR) api.PlaceLevels {
	v := x.Snapshot().PlaceView(p.Node)
	d := api.PlaceLevels{
		Key: v.Key.String(), Title: v.Title, Kind: v.Key.Kind.String(), Type: v.Type(),
		Vectors: api.Vectors{
			Target: Vector(p.Target), Capability: Vector(p.Capability),
			Achieved: Vector(p.Achieved), Claimed: Vector(p.Claimed), Gap: Vector(p.Gap),
		},
		Decision: api.Decision{
			Approved: p.Approved, ApprovedBy: v.ApprovedBy(), ApprovedOn: v.ApprovedOn(),
			Rationale: v.Rationale(), Open: p.Open,
		},
		Suspects: len(p.Suspects),
	}
	if proposed, _ := v.Proposed(); v.Open() {
		waiting := Vector(proposed)
		d.Decision.Proposed = &waiting
	}
	for _, fr := range explain {
		d.Why = append(d.Why, x.why(p, fr))
	}
	return d
}

// ParseFRs reads foundational requirements by abbreviation (RDF), number (5)
// or both words (FR 5), in any case. No text at all gives none. Invalid says
// which text is not one.
func ParseFRs(list []string) ([]sl.FR, error) {
	var out []sl.FR
	for _, s := range list {
		fr, err := sl.ParseFR(s)
		if err != nil {
			return nil, fault.New(fault.Invalid, "read foundational requirements", "%s", err)
		}
		out = append(out, fr)
	}
	return out, nil
}

// orAll gives the FRs asked for, and all where none are.
func orAll(frs []sl.FR) []sl.FR {
	if len(frs) == 0 {
		all := sl.FRs()
		return all[:]
	}
	return frs
}
