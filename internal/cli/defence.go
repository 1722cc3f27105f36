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

// DefenceCmd shows the layers that stand in the way.
type DefenceCmd struct {
	Zone   string   `arg:"" optional:"" help:"A zone, by key or title; all zones without."`
	FR     []string `name:"fr" placeholder:"FR" help:"Only these, such as IAC or RDF. Repeatable."`
	Remove []string `placeholder:"CMS" help:"What falls if this countermeasure goes. Repeatable."`
}

// defenceDoc is the document of cordon defence.
type defenceDoc struct {
	State    stateJSON    `json:"state"`
	Standard standardDoc  `json:"standard"`
	Entries  []entryDoc   `json:"entries"`
	Paths    []pathDoc    `json:"paths"`
	Alone    []aloneDoc   `json:"alone"`
	Removed  []string     `json:"removed,omitempty"`
	Falls    []fallDoc    `json:"falls,omitempty"`
	Lost     []lostRowDoc `json:"lost,omitempty"`
}

// entryDoc is a place where somebody can get in from outside.
type entryDoc struct {
	Place string `json:"place"`
	Title string `json:"title"`
	Why   string `json:"why"`
	Asset string `json:"asset,omitempty"`
}

// pathDoc is the weakest way from an entry to a zone, for one FR.
type pathDoc struct {
	Zone   string    `json:"zone"`
	FR     string    `json:"fr"`
	Entry  string    `json:"entry"`
	Layers int       `json:"layers"`
	Steps  []stepDoc `json:"steps"`
}

// stepDoc is one place on a path.
type stepDoc struct {
	Place    string   `json:"place"`
	Layer    bool     `json:"layer"`
	Achieved sl.Level `json:"achieved"` // SL-A verified in the FR of the path
	Rows     []string `json:"rows"`     // that count there
	Channels []string `json:"channels"`
}

// aloneDoc is a row that one countermeasure holds alone.
type aloneDoc struct {
	Place          string   `json:"place"`
	Row            string   `json:"row"`
	Level          sl.Level `json:"level"`
	Countermeasure string   `json:"countermeasure"`
	Layers         []string `json:"layers"`
}

// fallDoc is one component of SL-A that falls.
type fallDoc struct {
	Place string   `json:"place"`
	FR    string   `json:"fr"`
	From  sl.Level `json:"from"`
	To    sl.Level `json:"to"`
	Rows  []string `json:"rows"`
}

// lostRowDoc is a row that counted and does not any more.
type lostRowDoc struct {
	Place string `json:"place"`
	Row   string `json:"row"`
	Text  string `json:"text"`
}

// Run shows the layers, or what falls.
func (c *DefenceCmd) Run(ctx context.Context, ss *Session) error {
	list, err := frs(c.FR)
	if err != nil {
		return err
	}
	x, err := ss.assessed(ctx)
	if err != nil {
		return err
	}
	d := defenceDoc{
		State: stateOf(x.st), Standard: standardOf(x.p.Basis()),
		Entries: []entryDoc{}, Paths: []pathDoc{}, Alone: []aloneDoc{},
	}
	only := model.NoNode
	if c.Zone != "" {
		if only, err = ss.Item(x.st, c.Zone, model.KindZone); err != nil {
			return err
		}
		if x.p.Place(only) == nil {
			return fault.New(fault.Invalid, "show the defence", "%s is retired", x.key(only))
		}
	}
	x.paths(&d, only, list)
	x.alone(&d, only)
	if len(c.Remove) > 0 {
		if err := x.removing(ss, &d, c.Remove); err != nil {
			return err
		}
	}
	switch {
	case ss.WantJSON():
		return ss.JSON(d)
	case len(c.Remove) > 0:
		ss.printFalls(&d)
	default:
		ss.printDefence(&d, len(list) == 1 || only != model.NoNode)
	}
	return nil
}

// paths adds the entries and the weakest way from each to the zones.
func (x *explainer) paths(d *defenceDoc, only model.Node, list []sl.FR) {
	def := gap.Defend(x.p)
	entries := map[model.Node]entryDoc{}
	for _, q := range x.p.Places {
		if only != model.NoNode && q.Node != only {
			continue
		}
		z := def.Of(q.Node)
		if z == nil {
			continue
		}
		for _, fr := range list {
			for i := range z.Paths[fr-1] {
				path := &z.Paths[fr-1][i]
				it := x.s.Item(path.Entry)
				entries[path.Entry] = entryDoc{it.Key.String(), it.Title, path.Why.String(), x.key(path.Asset)}
				d.Paths = append(d.Paths, x.path(q.Node, fr, path))
			}
		}
	}
	for _, n := range def.Entries() {
		if e, ok := entries[n]; ok {
			d.Entries = append(d.Entries, e)
		}
	}
}

func (x *explainer) path(zone model.Node, fr sl.FR, p *gap.ThreatPath) pathDoc {
	d := pathDoc{Zone: x.key(zone), FR: fr.String(), Entry: x.key(p.Entry), Layers: p.Layers, Steps: []stepDoc{}}
	for _, s := range p.Steps {
		d.Steps = append(d.Steps, stepDoc{x.key(s.Place), s.Layer, s.Achieved, x.codes(s.Rows), x.keys(s.Channels)})
	}
	return d
}

func (x *explainer) codes(rows []int) []string {
	out := make([]string, len(rows))
	for i, r := range rows {
		out[i] = x.p.Basis().Rows()[r].Ref.Code
	}
	return out
}

// alone adds the rows that one countermeasure holds alone.
func (x *explainer) alone(d *defenceDoc, only model.Node) {
	for _, h := range gap.Alone(x.p) {
		if only != model.NoNode && h.Place != only {
			continue
		}
		def := x.p.Basis().Rows()[h.Row]
		d.Alone = append(d.Alone, aloneDoc{x.key(h.Place), def.Ref.Code, def.Level, x.key(h.Countermeasures[0]), nonNil(h.Layers)})
	}
}

// removing works out what falls.
func (x *explainer) removing(ss *Session, d *defenceDoc, names []string) error {
	var nodes []model.Node
	for _, name := range names {
		n, err := ss.Item(x.st, name, model.KindCountermeasure)
		if err != nil {
			return err
		}
		nodes = append(nodes, n)
		d.Removed = append(d.Removed, x.key(n))
	}
	r, err := gap.Removing(x.p, nodes...)
	if err != nil {
		return fault.Wrap(fault.Invalid, "see what falls", err)
	}
	after := newExplainer(x.st, r.After)
	after.s = r.After.Snapshot()
	for _, f := range r.Falls {
		d.Falls = append(d.Falls, fallDoc{x.key(f.Place), f.FR.String(), f.From, f.To, x.codes(f.Rows)})
	}
	for _, h := range r.Lost {
		row := &r.After.Place(h.Place).Rows[h.Row]
		d.Lost = append(d.Lost, lostRowDoc{x.key(h.Place), x.codes([]int{h.Row})[0], after.rowText(row)})
	}
	return nil
}

func (ss *Session) printFalls(d *defenceDoc) {
	ss.stateLine(d.State)
	ss.Printf("If %s goes:", strings.Join(d.Removed, " and "))
	ss.Printf("")
	if len(d.Lost) == 0 {
		ss.Printf("Nothing falls: no row that counts rests on it.")
		return
	}
	if len(d.Falls) == 0 {
		ss.Printf("No level falls, but rows are lost.")
	} else {
		t := NewTable(Col{Head: "PLACE"}, Col{Head: "FR"}, Col{Head: "SL-A NOW", Right: true}, Col{Head: "THEN", Right: true}, Col{Head: "ROWS LOST", Flex: true})
		for _, f := range d.Falls {
			t.Add(f.Place, f.FR, levelText(f.From), Cell{Text: levelText(f.To), Style: Red}, strings.Join(f.Rows, ", "))
		}
		ss.Print(t)
	}
	ss.Heading("Rows that would not count any more")
	for _, l := range d.Lost {
		ss.hang("  ", fmt.Sprintf("%-7s %-14s", l.Place, l.Row), l.Text)
	}
	ss.next("cordon whatif \"retire "+d.Removed[0]+"\"", "cordon impact "+d.Removed[0]+" --change retired")
}

func (ss *Session) printDefence(d *defenceDoc, full bool) {
	ss.stateLine(d.State)
	ss.printed = true
	if len(d.Entries) == 0 {
		ss.Printf("")
		ss.Wrap("", "No way in from outside is recorded: no zone is of type external, business, wireless or temporary, and no asset has such a mark.")
	} else {
		ss.Heading("Where somebody can get in")
		for _, e := range d.Entries {
			why := "by " + e.Why
			if e.Asset != "" {
				why = e.Why + ", " + e.Asset
			}
			ss.Printf("  %s %s: %s", e.Place, e.Title, why)
		}
		ss.Heading("Layers on the weakest way in (places where rows of the FR count)")
		if full {
			ss.pathList(d)
		} else {
			ss.pathTable(d)
		}
	}
	ss.Heading("Rows held by one countermeasure alone")
	if len(d.Alone) == 0 {
		ss.Printf("  none")
	}
	ss.aloneTable(d)
	cms, zone := "CMS-1", "ZON-1"
	if len(d.Alone) > 0 {
		cms = d.Alone[0].Countermeasure
	}
	if len(d.Paths) > 0 {
		zone = d.Paths[0].Zone
	}
	ss.next("cordon defence "+zone, "cordon defence --remove "+cms, "cordon check --rule defence")
}

// pathTable prints per zone and entry the number of layers for each FR.
func (ss *Session) pathTable(d *defenceDoc) {
	cols := []Col{{Head: "ZONE"}, {Head: "FROM"}}
	for _, fr := range sl.FRs() {
		cols = append(cols, Col{Head: fr.String(), Right: true})
	}
	t := NewTable(cols...)
	type pair struct{ zone, entry string }
	var order []pair
	layers := map[pair]map[string]int{}
	for i := range d.Paths {
		p := &d.Paths[i]
		k := pair{p.Zone, p.Entry}
		if layers[k] == nil {
			layers[k] = map[string]int{}
			order = append(order, k)
		}
		layers[k][p.FR] = p.Layers
	}
	for _, k := range order {
		row := []any{k.zone, k.entry}
		for _, fr := range sl.FRs() {
			n, ok := layers[k][fr.String()]
			switch {
			case !ok:
				row = append(row, "")
			case n <= 1:
				row = append(row, Cell{Text: fmt.Sprint(n), Style: Red})
			default:
				row = append(row, n)
			}
		}
		t.Add(row...)
	}
	ss.Print(t)
}

// pathList prints every path with its places.
func (ss *Session) pathList(d *defenceDoc) {
	for i := range d.Paths {
		p := &d.Paths[i]
		var steps []string
		for _, s := range p.Steps {
			text := s.Place
			if s.Layer {
				text += fmt.Sprintf(" [%s, SL-A %d]", count(len(s.Rows), "row", "rows"), s.Achieved)
			}
			steps = append(steps, text)
		}
		ss.hang("  ", fmt.Sprintf("%-4s %s", p.FR, count(p.Layers, "layer ", "layers")), strings.Join(steps, " > "))
	}
}

func (ss *Session) aloneTable(d *defenceDoc) {
	t := NewTable(Col{Head: "COUNTERMEASURE"}, Col{Head: "PLACE"}, Col{Head: "ROWS IT HOLDS ALONE", Flex: true})
	type pair struct{ measure, place string }
	var order []pair
	rows := map[pair][]string{}
	for _, a := range d.Alone {
		k := pair{a.Countermeasure, a.Place}
		if rows[k] == nil {
			order = append(order, k)
		}
		rows[k] = append(rows[k], a.Row)
	}
	for _, k := range order {
		t.Add(k.measure, k.place, strings.Join(rows[k], ", "))
	}
	ss.Print(t)
}
