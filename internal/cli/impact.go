package cli

import (
	"context"

	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/impact"
	"github.com/cordon-ot/cordon/internal/model"
	"github.com/cordon-ot/cordon/internal/sl"
)

// ImpactCmd shows what a change touches, before it is made.
type ImpactCmd struct {
	Items  []string `arg:"" optional:"" name:"key" help:"What changes, by key or title."`
	Change string   `default:"any" placeholder:"KIND" help:"How it changes: any, firmware, moved, lifecycle, types or retired."`
	Row    []string `placeholder:"ROW" sep:"none" help:"A row of the standard that changes, such as \"SR 1.1\". Repeatable."`
	Since  string   `placeholder:"STATE" help:"What was changed since this state: a commit, a day or a baseline."`
	Paths  bool     `help:"Show for each item the way the change takes to it."`
}

// impactDoc is the document of cordon impact.
type impactDoc struct {
	State     stateJSON     `json:"state"`
	Standard  standardDoc   `json:"standard"`
	Seeds     []seedDoc     `json:"seeds"`
	Counts    impactCounts  `json:"counts"`
	Places    []impactPlace `json:"places"`
	Decisions []string      `json:"decisions"`
	Rows      []impactRow   `json:"rows"`
	Items     []reachedDoc  `json:"items"`
}

// seedDoc is what changes.
type seedDoc struct {
	Key    string `json:"key,omitempty"`
	Row    string `json:"row,omitempty"`
	Title  string `json:"title"`
	Change string `json:"change,omitempty"`
}

// impactCounts is the size of the result, the seeds left out.
type impactCounts struct {
	Items   int        `json:"items"`
	Suspect int        `json:"suspect"` // items with a link that becomes suspect
	ByKind  orderedMap `json:"by_kind"`
}

// impactPlace is a zone or conduit that is touched, with what its SL-A could
// fall to until the rows touched are confirmed or verified again.
type impactPlace struct {
	Key        string    `json:"key"`
	Title      string    `json:"title"`
	Target     sl.Vector `json:"target"`
	Capability sl.Vector `json:"capability"`
	Achieved   sl.Vector `json:"achieved"`
	CouldFall  sl.Vector `json:"achieved_could_fall_to"`
	Claimed    sl.Vector `json:"claimed"`
	Gap        sl.Vector `json:"gap"`
	Rows       int       `json:"rows"` // rows touched
	Reason     string    `json:"reason"`
}

// impactRow is a row of the standard with the places where it is touched.
type impactRow struct {
	Row    string   `json:"row"`
	Places []string `json:"places"`
}

// reachedDoc is one item with the reason and the way to it.
type reachedDoc struct {
	Key     string   `json:"key"`
	Title   string   `json:"title"`
	Kind    string   `json:"kind"`
	Phase   string   `json:"phase"`
	Reason  string   `json:"reason"`
	Suspect bool     `json:"suspect"`
	From    string   `json:"from,omitempty"` // the item or row it was reached from
	Path    []hopDoc `json:"path"`
}

// hopDoc is one link of a way, read from from to to.
type hopDoc struct {
	From string `json:"from"`
	Link string `json:"link"`
	To   string `json:"to"`
}

// Run follows the change.
func (c *ImpactCmd) Run(ctx context.Context, ss *Session) error {
	change, err := impact.ParseChange(c.Change)
	if err != nil {
		return fault.New(fault.Invalid, "read --change", "%s", err)
	}
	x, err := ss.assessed(ctx)
	if err != nil {
		return err
	}
	var d impactDoc
	if c.Since != "" {
		d, err = c.since(ctx, ss, x)
	} else {
		d, err = c.of(ss, x, change)
	}
	if err != nil {
		return err
	}
	if ss.WantJSON() {
		return ss.JSON(d)
	}
	ss.printImpact(&d, c)
	return nil
}

// of follows a change that is thought of.
func (c *ImpactCmd) of(ss *Session, x *explainer, change impact.Change) (impactDoc, error) {
	var seeds []impact.Seed
	for _, name := range c.Items {
		n, err := ss.Item(x.st, name)
		if err != nil {
			return impactDoc{}, err
		}
		seeds = append(seeds, impact.Item(n, change))
	}
	for _, name := range c.Row {
		i, err := x.systemRow(name)
		if err != nil {
			return impactDoc{}, err
		}
		seeds = append(seeds, impact.Row(i))
	}
	if len(seeds) == 0 {
		return impactDoc{}, fault.New(fault.Invalid, "follow a change", "say what changes: a key such as AST-1, --row \"SR 1.1\", or --since COMMIT for what was changed")
	}
	d := x.impact(impact.Of(x.s, x.p.Basis(), seeds...))
	for _, s := range seeds {
		if s.Node != model.NoNode {
			it := x.s.Item(s.Node)
			d.Seeds = append(d.Seeds, seedDoc{Key: it.Key.String(), Title: it.Title, Change: s.Change.String()})
		} else {
			def := x.p.Basis().Rows()[s.Row]
			d.Seeds = append(d.Seeds, seedDoc{Row: def.Ref.Code, Title: def.Title})
		}
	}
	return d, nil
}

// since follows what was changed since an earlier state.
func (c *ImpactCmd) since(ctx context.Context, ss *Session, x *explainer) (impactDoc, error) {
	if len(c.Items)+len(c.Row) > 0 {
		return impactDoc{}, fault.New(fault.Invalid, "follow a change", "--since finds by itself what was changed; leave out the items")
	}
	before, err := ss.StateAt(ctx, c.Since)
	if err != nil {
		return impactDoc{}, err
	}
	if before.Snapshot.Commit() > x.s.Commit() {
		return impactDoc{}, fault.New(fault.Invalid, "follow a change", "--since names commit %d, which is later than commit %d", before.Snapshot.Commit(), x.s.Commit())
	}
	r := impact.Between(before.Snapshot, x.s, x.p.Basis())
	d := x.impact(r)
	for i := range r.Items {
		if r.Items[i].Phase == impact.Changed {
			it := x.s.Item(r.Items[i].Node)
			d.Seeds = append(d.Seeds, seedDoc{Key: it.Key.String(), Title: it.Title})
		}
	}
	return d, nil
}

// systemRow finds a row of 62443-3-3 by its code or reference.
func (x *explainer) systemRow(name string) (int, error) {
	if r, ok := findRow(x, name); ok {
		if i, ok := x.p.Basis().Row(r.Ref.String()); ok {
			return i, nil
		}
	}
	return 0, fault.New(fault.NotFound, "find a row", "%q is no row of %s; list them with \"cordon standard list --part %s\"",
		name, edition(x.p.Basis().System), x.p.Basis().System.Part())
}

// impact makes the document, without the seeds.
func (x *explainer) impact(r *impact.Result) impactDoc {
	d := impactDoc{
		State: stateOf(x.st), Standard: standardOf(x.p.Basis()), Seeds: []seedDoc{}, Places: []impactPlace{},
		Decisions: nonNil(x.keys(r.Decisions)), Rows: []impactRow{}, Items: []reachedDoc{},
	}
	d.Counts.ByKind = orderedMap{}
	byKind := map[model.Kind]int{}
	reason := map[model.Node]string{}
	for i := range r.Items {
		it := &r.Items[i]
		reason[it.Node] = it.Reason.String()
		if it.Phase == impact.Changed {
			continue
		}
		d.Counts.Items++
		byKind[x.s.Kind(it.Node)]++
		if it.Reason.Suspect() {
			d.Counts.Suspect++
		}
		d.Items = append(d.Items, x.reached(r, i))
	}
	for _, k := range model.Kinds() {
		if n := byKind[k]; n > 0 {
			d.Counts.ByKind = append(d.Counts.ByKind, field{k.String(), n})
		}
	}
	for _, l := range r.Losses(x.p) {
		d.Places = append(d.Places, x.impactPlace(l, reason[l.Place.Node]))
	}
	for _, row := range r.Rows() {
		d.Rows = append(d.Rows, impactRow{x.p.Basis().Rows()[row.Row].Ref.Code, nonNil(x.keys(row.Places))})
	}
	return d
}

func (x *explainer) reached(r *impact.Result, i int) reachedDoc {
	it := &r.Items[i]
	item := x.s.Item(it.Node)
	d := reachedDoc{
		Key: item.Key.String(), Title: item.Title, Kind: item.Key.Kind.String(),
		Phase: it.Phase.String(), Reason: it.Reason.String(), Suspect: it.Reason.Suspect(), Path: []hopDoc{},
	}
	switch {
	case it.From != model.NoNode:
		d.From = x.key(it.From)
	case it.Row >= 0:
		d.From = x.p.Basis().Rows()[it.Row].Ref.Code
	}
	for _, h := range r.PathAt(i) {
		d.Path = append(d.Path, hopDoc{x.key(h.From), h.Words(), x.key(h.To)})
	}
	return d
}

func (x *explainer) impactPlace(l impact.Loss, reason string) impactPlace {
	p, it := l.Place, x.s.Item(l.Place.Node)
	return impactPlace{
		Key: it.Key.String(), Title: it.Title, Target: p.Target, Capability: p.Capability, Achieved: p.Achieved,
		CouldFall: l.Achieved, Claimed: p.Claimed, Gap: p.Gap, Rows: len(l.Rows), Reason: reason,
	}
}
