package answer

import (
	"github.com/cordon-ot/cordon/internal/api"
	"github.com/cordon-ot/cordon/internal/app"
	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/impact"
	"github.com/cordon-ot/cordon/internal/model"
)

// ImpactOptions says what changes.
type ImpactOptions struct {
	Items  []string // by key or title
	Rows   []string // rows of the standard, such as SR 1.1
	Change string   // how the items change: any, firmware, moved, lifecycle, types or retired; empty means any
}

// Impact follows a change that is thought of. Errors are those of Find, and
// Invalid for a change nobody knows or one of nothing.
func Impact(v *View, o ImpactOptions) (api.Impact, error) {
	change := impact.Any
	if o.Change != "" {
		var err error
		if change, err = impact.ParseChange(o.Change); err != nil {
			return api.Impact{}, fault.New(fault.Invalid, "follow a change", "%s", err)
		}
	}
	var seeds []impact.Seed
	for _, name := range o.Items {
		n, err := Find(v.State, name)
		if err != nil {
			return api.Impact{}, err
		}
		seeds = append(seeds, impact.Item(n, change))
	}
	for _, name := range o.Rows {
		i, err := v.systemRow(name)
		if err != nil {
			return api.Impact{}, err
		}
		seeds = append(seeds, impact.Row(i))
	}
	if len(seeds) == 0 {
		return api.Impact{}, fault.New(fault.Invalid, "follow a change", "say what changes: a key such as AST-1, --row \"SR 1.1\", or --since COMMIT for what was changed")
	}
	d := v.impact(impact.Of(v.Snapshot(), v.Basis, seeds...))
	for _, s := range seeds {
		if s.Node != model.NoNode {
			it := v.Snapshot().Item(s.Node)
			d.Seeds = append(d.Seeds, api.ImpactSeed{Key: it.Key.String(), Title: it.Title, Change: s.Change.String()})
		} else {
			def := v.Basis.Rows()[s.Row]
			d.Seeds = append(d.Seeds, api.ImpactSeed{Row: def.Ref.Code, Title: def.Title})
		}
	}
	return d, nil
}

// ImpactSince follows what was changed between an earlier state and that of
// the view. Invalid if before is later.
func ImpactSince(v *View, before app.State) (api.Impact, error) {
	if before.Snapshot.Commit() > v.Snapshot().Commit() {
		return api.Impact{}, fault.New(fault.Invalid, "follow a change", "--since names commit %d, which is later than commit %d", before.Snapshot.Commit(), v.Snapshot().Commit())
	}
	r := impact.Between(before.Snapshot, v.Snapshot(), v.Basis)
	d := v.impact(r)
	for i := range r.Items {
		if r.Items[i].Phase == impact.Changed {
			it := v.Snapshot().Item(r.Items[i].Node)
			d.Seeds = append(d.Seeds, api.ImpactSeed{Key: it.Key.String(), Title: it.Title})
		}
	}
	return d, nil
}

// systemRow finds a row of 62443-3-3 by its code or reference.
func (v *View) systemRow(name string) (int, error) {
	if r, ok := v.FindRow(name); ok {
		if i, ok := v.Basis.Row(r.Ref.String()); ok {
			return i, nil
		}
	}
	return 0, fault.New(fault.NotFound, "find a row", "%q is no row of %s; list them with \"cordon standard list --part %s\"",
		name, Edition(v.Basis.System), v.Basis.System.Part())
}

// impact makes the document, without the seeds.
func (v *View) impact(r *impact.Result) api.Impact {
	d := api.Impact{
		State: State(v.State), Standard: Standard(v.Basis), Seeds: []api.ImpactSeed{}, Places: []api.ImpactLoss{},
		Decisions: v.Keys(r.Decisions), Rows: []api.ImpactRow{}, Items: []api.ImpactItem{},
	}
	d.Counts.ByKind = api.KindCounts{}
	byKind := map[model.Kind]int{}
	reason := map[model.Node]string{}
	for i := range r.Items {
		it := &r.Items[i]
		reason[it.Node] = it.Reason.String()
		if it.Phase == impact.Changed {
			continue
		}
		d.Counts.Items++
		byKind[v.Snapshot().Kind(it.Node)]++
		if it.Reason.Suspect() {
			d.Counts.Suspect++
		}
		d.Items = append(d.Items, v.reached(r, i))
	}
	for _, k := range model.Kinds() {
		if n := byKind[k]; n > 0 {
			d.Counts.ByKind = append(d.Counts.ByKind, api.KindCount{Kind: k.String(), Count: n})
		}
	}
	for _, l := range r.Losses(v.Assessment()) {
		d.Places = append(d.Places, v.impactLoss(l, reason[l.Place.Node]))
	}
	for _, row := range r.Rows() {
		d.Rows = append(d.Rows, api.ImpactRow{Row: v.Basis.Rows()[row.Row].Ref.Code, Places: v.Keys(row.Places)})
	}
	return d
}

func (v *View) reached(r *impact.Result, i int) api.ImpactItem {
	it := &r.Items[i]
	item := v.Snapshot().Item(it.Node)
	d := api.ImpactItem{
		Key: item.Key.String(), Title: item.Title, Kind: item.Key.Kind.String(),
		Phase: it.Phase.String(), Reason: it.Reason.String(), Suspect: it.Reason.Suspect(), Path: []api.ImpactHop{},
	}
	switch {
	case it.From != model.NoNode:
		d.From = v.Key(it.From)
	case it.Row >= 0:
		d.From = v.Basis.Rows()[it.Row].Ref.Code
	}
	for _, h := range r.PathAt(i) {
		d.Path = append(d.Path, api.ImpactHop{From: v.Key(h.From), Link: h.Words(), To: v.Key(h.To)})
	}
	return d
}

func (v *View) impactLoss(l impact.Loss, reason string) api.ImpactLoss {
	p, it := l.Place, v.Snapshot().Item(l.Place.Node)
	return api.ImpactLoss{
		Key: it.Key.String(), Title: it.Title, Target: Vector(p.Target), Capability: Vector(p.Capability), Achieved: Vector(p.Achieved),
		CouldFall: Vector(l.Achieved), Claimed: Vector(p.Claimed), Gap: Vector(p.Gap), Rows: len(l.Rows), Reason: reason,
	}
}
