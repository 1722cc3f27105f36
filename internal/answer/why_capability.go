package answer

import (
	"fmt"
	"strings"

	"github.com/cordon-ot/cordon/internal/api"
	"github.com/cordon-ot/cordon/internal/capability"
	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/gap"
	"github.com/cordon-ot/cordon/internal/model"
	"github.com/cordon-ot/cordon/internal/sl"
)

// cover explains row i of a place for SL-C.
func (x *explainer) cover(p *gap.Place, i int) api.CoverWhy {
	def := x.Basis.Rows()[i]
	w := api.CoverWhy{Row: def.Ref.Code, Level: int(def.Level), Title: def.Title, Assets: []api.AssetLack{}}
	concerned := 0
	type group struct {
		product model.Node
		row     int
		answer  capability.Answer
	}
	place := map[group]int{}
	for m, rows := range x.plant.Concerned(p.Node, i) {
		concerned++
		product := x.Snapshot().AssetView(m.Asset).Product()
		for _, c := range rows {
			a := m.Answers.Row(c)
			if a.Counts() {
				continue
			}
			g := group{product, c, a}
			at, ok := place[g]
			if !ok {
				at = len(w.Assets)
				place[g] = at
				w.Assets = append(w.Assets, api.AssetLack{
					Assets: []string{}, Product: x.Key(product), ComponentRow: x.componentRow(c), Answer: a.String(),
				})
			}
			w.Assets[at].Assets = append(w.Assets[at].Assets, x.Key(m.Asset))
		}
	}
	w.Text = coverText(concerned, w.Assets)
	return w
}

func coverText(concerned int, lacks []api.AssetLack) string {
	if concerned == 0 {
		return fault.Say("concerns no asset here: only a countermeasure that satisfies its allocation can cover it").String()
	}
	parts := make([]string, len(lacks))
	for i := range lacks {
		parts[i] = lackText(&lacks[i])
	}
	return strings.Join(parts, "; ")
}

func lackText(l *api.AssetLack) string {
	who := shortList(l.Assets, 4)
	if l.Product != "" {
		who += " (" + l.Product + ")"
	}
	return fmt.Sprintf("%s: %s: %s", who, l.ComponentRow, l.Answer)
}

// component works out SL-C of an asset or a product; frs is what to explain.
func (x *explainer) component(n model.Node, frs []sl.FR) api.Component {
	s := x.Snapshot()
	it := s.Item(n)
	d := api.Component{Key: it.Key.String(), Title: it.Title, Types: []string{}}
	var a *capability.Answers
	if it.Key.Kind == model.KindProduct {
		a = x.plant.Product(n)
		d.Types = append(d.Types, s.ProductView(n).Types()...)
	} else {
		v := s.AssetView(n)
		a = x.plant.Asset(n)
		d.Types = append(d.Types, v.Types()...)
		d.Product, d.Place, d.Firmware = x.Key(v.Product()), x.Key(v.Place()), v.Firmware()
	}
	level := x.plant.Capability(a)
	d.Capability = Vector(level)
	switch {
	case len(d.Types) == 0:
		d.Reason = fault.Say("no component types are recorded, so nothing can be stated").String()
	case a.Types == 0:
		d.Reason = fault.Say("its component types are not those of %s", Edition(x.Basis.Component)).String()
	}
	for _, fr := range frs {
		d.Why = append(d.Why, x.componentWhy(a, fr, level.At(fr)))
	}
	return d
}

func (x *explainer) componentWhy(a *capability.Answers, fr sl.FR, level sl.Level) api.ComponentFRWhy {
	w := api.ComponentFRWhy{FR: fr.String(), Capability: int(level), Rows: []api.ComponentLack{}}
	for _, i := range x.plant.AppliesTo(fr, a) {
		r := x.Basis.ComponentRows()[i]
		if r.Level == level+1 && !a.Row(i).Counts() {
			w.Rows = append(w.Rows, api.ComponentLack{Row: r.Ref.Code, Level: int(r.Level), Title: r.Title, Answer: a.Row(i).String()})
		}
	}
	return w
}
