package cli

import (
	"fmt"
	"strings"

	"github.com/cordon-ot/cordon/internal/capability"
	"github.com/cordon-ot/cordon/internal/gap"
	"github.com/cordon-ot/cordon/internal/model"
	"github.com/cordon-ot/cordon/internal/sl"
)

// coverWhy says why a row is not covered: which assets it concerns do not
// count, and for which component rows.
type coverWhy struct {
	Row    string      `json:"row"`
	Level  sl.Level    `json:"level"`
	Title  string      `json:"title"`
	Assets []assetLack `json:"assets"` // empty: no asset is concerned
	Text   string      `json:"text"`
}

// assetLack is one component row that assets of one product do not count for.
type assetLack struct {
	Assets       []string `json:"assets"`
	Product      string   `json:"product,omitempty"`
	ComponentRow string   `json:"component_row"`
	Answer       string   `json:"answer"`
}

// cover explains row i of a place for SL-C.
func (x *explainer) cover(p *gap.Place, i int) coverWhy {
	def := x.p.Basis().Rows()[i]
	w := coverWhy{Row: def.Ref.Code, Level: def.Level, Title: def.Title, Assets: []assetLack{}}
	concerned := 0
	type group struct {
		product model.Node
		row     int
		answer  capability.Answer
	}
	place := map[group]int{}
	for m, rows := range x.plant.Concerned(p.Node, i) {
		concerned++
		product := x.s.AssetView(m.Asset).Product()
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
				w.Assets = append(w.Assets, assetLack{Product: x.key(product), ComponentRow: x.componentRow(c), Answer: a.String()})
			}
			w.Assets[at].Assets = append(w.Assets[at].Assets, x.key(m.Asset))
		}
	}
	w.Text = coverText(concerned, w.Assets)
	return w
}

func coverText(concerned int, lacks []assetLack) string {
	if concerned == 0 {
		return "concerns no asset here: only a countermeasure that satisfies its allocation can cover it"
	}
	parts := make([]string, len(lacks))
	for i, l := range lacks {
		parts[i] = l.text()
	}
	return strings.Join(parts, "; ")
}

func (l *assetLack) text() string {
	who := shortList(l.Assets, 4)
	if l.Product != "" {
		who += " (" + l.Product + ")"
	}
	return fmt.Sprintf("%s: %s: %s", who, l.ComponentRow, l.Answer)
}

// componentDoc is the capability of an asset or a product.
type componentDoc struct {
	Key        string           `json:"key"`
	Title      string           `json:"title"`
	Product    string           `json:"product,omitempty"`
	Place      string           `json:"place,omitempty"`
	Firmware   string           `json:"firmware,omitempty"`
	Types      []string         `json:"component_types"`
	Capability sl.Vector        `json:"capability"`
	Reason     string           `json:"reason,omitempty"` // why it is 0 as a whole
	Why        []componentFRWhy `json:"why,omitempty"`
}

// componentFRWhy says why one component of SL-C is what it is.
type componentFRWhy struct {
	FR         string          `json:"fr"`
	Capability sl.Level        `json:"capability"`
	Rows       []componentLack `json:"rows"` // rows of level capability+1 that do not count
}

// componentLack is one component row that does not count.
type componentLack struct {
	Row    string   `json:"row"`
	Level  sl.Level `json:"level"`
	Title  string   `json:"title"`
	Answer string   `json:"answer"`
}

// component works out SL-C of an asset or a product; fr empty leaves out why.
func (x *explainer) component(n model.Node, list []sl.FR) componentDoc {
	it := x.s.Item(n)
	d := componentDoc{Key: it.Key.String(), Title: it.Title, Types: []string{}}
	var a *capability.Answers
	if it.Key.Kind == model.KindProduct {
		a = x.plant.Product(n)
		d.Types = append(d.Types, x.s.ProductView(n).Types()...)
	} else {
		v := x.s.AssetView(n)
		a = x.plant.Asset(n)
		d.Types = append(d.Types, v.Types()...)
		d.Product, d.Place, d.Firmware = x.key(v.Product()), x.key(v.Place()), v.Firmware()
	}
	d.Capability = x.plant.Capability(a)
	switch {
	case len(d.Types) == 0:
		d.Reason = "no component types are recorded, so nothing can be stated"
	case a.Types == 0:
		d.Reason = "its component types are not those of " + edition(x.p.Basis().Component)
	}
	for _, fr := range list {
		d.Why = append(d.Why, x.componentWhy(a, fr, d.Capability.At(fr)))
	}
	return d
}

func (x *explainer) componentWhy(a *capability.Answers, fr sl.FR, level sl.Level) componentFRWhy {
	w := componentFRWhy{FR: fr.String(), Capability: level, Rows: []componentLack{}}
	for _, i := range x.plant.AppliesTo(fr, a) {
		r := x.p.Basis().ComponentRows()[i]
		if r.Level == level+1 && !a.Row(i).Counts() {
			w.Rows = append(w.Rows, componentLack{r.Ref.Code, r.Level, r.Title, a.Row(i).String()})
		}
	}
	return w
}
