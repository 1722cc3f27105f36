package answer

import (
	"github.com/cordon-ot/cordon/internal/api"
	"github.com/cordon-ot/cordon/internal/app"
	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/gap"
	"github.com/cordon-ot/cordon/internal/model"
	"github.com/cordon-ot/cordon/internal/sl"
)

// DefenceOptions say what to show of the defence in depth.
type DefenceOptions struct {
	Zone   string   // a zone by key or title; all without
	FRs    []sl.FR  // as ParseFRs gives them; all without
	Remove []string // countermeasures by key or title to think away
}

// Defence gives the layers that stand in the way, and what falls if
// countermeasures go. NotFound for a name that nothing has, Invalid for a
// retired zone and for what is no countermeasure that could be removed.
func Defence(v *View, o DefenceOptions) (api.Defence, error) {
	d := api.Defence{
		State: State(v.State), Standard: Standard(v.Basis),
		Entries: []api.Entry{}, Paths: []api.ThreatPath{}, Alone: []api.HeldAlone{},
	}
	only := model.NoNode
	if o.Zone != "" {
		n, err := Find(v.State, o.Zone, model.KindZone)
		if err != nil {
			return api.Defence{}, err
		}
		if v.Assessment().Place(n) == nil {
			return api.Defence{}, fault.New(fault.Invalid, "show the defence", "%s is retired", v.Key(n))
		}
		only = n
	}
	v.addPaths(&d, only, orAll(o.FRs))
	v.addAlone(&d, only)
	if len(o.Remove) > 0 {
		if err := v.addRemoval(&d, o.Remove); err != nil {
			return api.Defence{}, err
		}
	}
	return d, nil
}

// addPaths adds the entries and the weakest way from each to the zones.
func (v *View) addPaths(d *api.Defence, only model.Node, frs []sl.FR) {
	def := gap.Defend(v.Assessment())
	entries := map[model.Node]api.Entry{}
	for _, q := range v.Assessment().Places {
		if only != model.NoNode && q.Node != only {
			continue
		}
		z := def.Of(q.Node)
		if z == nil {
			continue
		}
		for _, fr := range frs {
			for i := range z.Paths[fr-1] {
				path := &z.Paths[fr-1][i]
				it := v.Snapshot().Item(path.Entry)
				entries[path.Entry] = api.Entry{Place: it.Key.String(), Title: it.Title, Why: path.Why.String(), Asset: v.Key(path.Asset)}
				d.Paths = append(d.Paths, v.path(q.Node, fr, path))
			}
		}
	}
	for _, n := range def.Entries() {
		if e, ok := entries[n]; ok {
			d.Entries = append(d.Entries, e)
		}
	}
}

func (v *View) path(zone model.Node, fr sl.FR, p *gap.ThreatPath) api.ThreatPath {
	d := api.ThreatPath{Zone: v.Key(zone), FR: fr.String(), Entry: v.Key(p.Entry), Layers: p.Layers, Steps: []api.PathStep{}}
	for _, s := range p.Steps {
		d.Steps = append(d.Steps, api.PathStep{
			Place: v.Key(s.Place), Layer: s.Layer, Achieved: int(s.Achieved), Rows: v.codes(s.Rows), Channels: v.Keys(s.Channels),
		})
	}
	return d
}

// addAlone adds the rows that one countermeasure holds alone.
func (v *View) addAlone(d *api.Defence, only model.Node) {
	for _, h := range gap.Alone(v.Assessment()) {
		if only != model.NoNode && h.Place != only {
			continue
		}
		def := v.Basis.Rows()[h.Row]
		d.Alone = append(d.Alone, api.HeldAlone{
			Place: v.Key(h.Place), Row: def.Ref.Code, Level: int(def.Level),
			Countermeasure: v.Key(h.Countermeasures[0]), Layers: nonNil(h.Layers),
		})
	}
}

// addRemoval works out what falls.
func (v *View) addRemoval(d *api.Defence, names []string) error {
	var nodes []model.Node
	for _, name := range names {
		n, err := Find(v.State, name, model.KindCountermeasure)
		if err != nil {
			return err
		}
		nodes = append(nodes, n)
		d.Removed = append(d.Removed, v.Key(n))
	}
	r, err := gap.Removing(v.Assessment(), nodes...)
	if err != nil {
		return fault.Wrap(fault.Invalid, "see what falls", err)
	}
	after := NewView(app.State{Snapshot: r.After.Snapshot(), Date: v.State.Date, Label: v.State.Label}, v.Basis, v.Evidence, r.After)
	for _, f := range r.Falls {
		d.Falls = append(d.Falls, api.Fall{
			Place: v.Key(f.Place), FR: f.FR.String(), From: int(f.From), To: int(f.To), Rows: v.codes(f.Rows),
		})
	}
	for _, h := range r.Lost {
		row := &r.After.Place(h.Place).Rows[h.Row]
		d.Lost = append(d.Lost, api.LostRow{Place: v.Key(h.Place), Row: v.Basis.Rows()[h.Row].Ref.Code, Text: after.rowText(row)})
	}
	return nil
}
