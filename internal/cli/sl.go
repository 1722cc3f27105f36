package cli

import (
	"context"
	"fmt"
	"strings"

	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/gap"
	"github.com/cordon-ot/cordon/internal/model"
	"github.com/cordon-ot/cordon/internal/sl"
)

// SLCmd shows the security levels of places, assets and products.
type SLCmd struct {
	Items []string `arg:"" optional:"" name:"item" help:"Zones, conduits, assets or products, by key or title; all zones and conduits without."`
	Why   bool     `help:"Explain each number down to the rows and the first broken step."`
	FR    []string `name:"fr" placeholder:"FR" help:"With --why: only these, such as IAC or RDF. Repeatable."`
	Drift bool     `help:"How the levels changed over the commits."`
	Limit int      `default:"200" placeholder:"N" help:"With --drift: look at the last N commits."`
}

// slDoc is the document of cordon sl (docs/formats/json-analysis.md).
type slDoc struct {
	State    stateJSON      `json:"state"`
	Standard standardDoc    `json:"standard"`
	Places   []placeDoc     `json:"places"`
	Assets   []componentDoc `json:"assets,omitempty"`
	Products []componentDoc `json:"products,omitempty"`
}

// placeDoc is one zone or conduit with its vectors.
type placeDoc struct {
	Key        string      `json:"key"`
	Title      string      `json:"title"`
	Kind       string      `json:"kind"`
	Type       string      `json:"type,omitempty"`
	Target     sl.Vector   `json:"target"`
	Capability sl.Vector   `json:"capability"`
	Achieved   sl.Vector   `json:"achieved"`
	Claimed    sl.Vector   `json:"claimed"`
	Gap        sl.Vector   `json:"gap"`
	Decision   decisionDoc `json:"decision"`
	Suspects   int         `json:"suspects"` // suspect links in the chains of its rows
	Why        []frWhy     `json:"why,omitempty"`
}

// decisionDoc is what is recorded about the target of a place.
type decisionDoc struct {
	Approved   bool       `json:"approved"`
	ApprovedBy string     `json:"approved_by,omitempty"`
	ApprovedOn string     `json:"approved_on,omitempty"`
	Rationale  string     `json:"rationale,omitempty"`
	Proposed   *sl.Vector `json:"proposed,omitempty"` // an edit that waits for approval
	Open       bool       `json:"open"`               // what it was decided on has changed
}

// Run shows the table, or explains it.
func (c *SLCmd) Run(ctx context.Context, ss *Session) error {
	list, err := frs(c.FR)
	if err != nil {
		return err
	}
	if c.Drift {
		return c.drift(ctx, ss, list)
	}
	x, err := ss.assessed(ctx)
	if err != nil {
		return err
	}
	places, components, err := c.pick(ss, x)
	if err != nil {
		return err
	}
	if !c.Why {
		list = nil
	}
	d := x.levels(places, components, list)
	if ss.WantJSON() {
		return ss.JSON(d)
	}
	switch {
	case len(d.Places)+len(components) == 0:
		ss.Printf("There are no zones or conduits yet. Make one with: cordon item add zone --title TITLE")
	case c.Why:
		ss.stateLine(d.State)
		ss.printed = true
		for i := range d.Places {
			ss.explainPlace(&d.Places[i], len(c.FR) > 0)
		}
		ss.printComponents(&d)
		ss.next("cordon trace ROW", "cordon item show KEY", "cordon gap --why")
	default:
		ss.printPlaces(&d)
		ss.printComponents(&d)
		ss.slFooter(&d)
	}
	return nil
}

// pick resolves the items of the command line. Without any it gives all places.
func (c *SLCmd) pick(ss *Session, x *explainer) (places []*gap.Place, components []model.Node, err error) {
	if len(c.Items) == 0 {
		return x.p.Places, nil, nil
	}
	for _, name := range c.Items {
		n, err := ss.Item(x.st, name, model.KindZone, model.KindConduit, model.KindAsset, model.KindProduct)
		if err != nil {
			return nil, nil, err
		}
		if !x.s.Live(n) {
			return nil, nil, fault.New(fault.Invalid, "show security levels", "%s is retired; what is retired has no level", x.s.Key(n))
		}
		if p := x.p.Place(n); p != nil {
			places = append(places, p)
		} else {
			components = append(components, n)
		}
	}
	return places, components, nil
}

// levels makes the document; list is what to explain.
func (x *explainer) levels(places []*gap.Place, components []model.Node, list []sl.FR) slDoc {
	d := slDoc{State: stateOf(x.st), Standard: standardOf(x.p.Basis()), Places: []placeDoc{}}
	for _, p := range places {
		d.Places = append(d.Places, x.place(p, list))
	}
	for _, n := range components {
		doc := x.component(n, list)
		if x.s.Kind(n) == model.KindProduct {
			d.Products = append(d.Products, doc)
		} else {
			d.Assets = append(d.Assets, doc)
		}
	}
	return d
}

func (x *explainer) place(p *gap.Place, list []sl.FR) placeDoc {
	v := x.s.PlaceView(p.Node)
	d := placeDoc{
		Key: v.Key.String(), Title: v.Title, Kind: v.Key.Kind.String(), Type: v.Type(),
		Target: p.Target, Capability: p.Capability, Achieved: p.Achieved, Claimed: p.Claimed, Gap: p.Gap,
		Decision: decisionDoc{
			Approved: p.Approved, ApprovedBy: v.ApprovedBy(), ApprovedOn: v.Props.Value("target_approved_on").Text(),
			Rationale: v.Rationale(), Open: p.Open,
		},
		Suspects: len(p.Suspects),
	}
	if proposed, _ := v.Proposed(); v.Open() {
		d.Decision.Proposed = &proposed
	}
	for _, fr := range list {
		d.Why = append(d.Why, x.why(p, fr))
	}
	return d
}

// notes says in words what stands beside the vectors of a place.
func (d *placeDoc) notes() string {
	var list []string
	kind := d.Kind
	if d.Type != "" {
		kind = d.Type + " " + kind
	}
	list = append(list, kind)
	switch {
	case !d.Decision.Approved && d.Decision.Proposed == nil:
		list = append(list, "no target")
	case !d.Decision.Approved:
		list = append(list, fmt.Sprintf("target %s waits for approval", d.Decision.Proposed))
	case d.Decision.Proposed != nil:
		list = append(list, fmt.Sprintf("new target %s waits for approval", d.Decision.Proposed))
	}
	if d.Decision.Open {
		list = append(list, "target decision open")
	}
	if d.Suspects > 0 {
		list = append(list, count(d.Suspects, "suspect link", "suspect links"))
	}
	return strings.Join(list, ", ")
}
