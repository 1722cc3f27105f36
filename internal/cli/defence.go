package cli

import (
	"context"
	"fmt"
	"strings"

	"github.com/cordon-ot/cordon/internal/answer"
	"github.com/cordon-ot/cordon/internal/api"
	"github.com/cordon-ot/cordon/internal/sl"
)

// DefenceCmd shows the layers that stand in the way.
type DefenceCmd struct {
	Zone   string   `arg:"" optional:"" help:"A zone, by key or title; all zones without."`
	FR     []string `name:"fr" placeholder:"FR" help:"Only these, such as IAC or RDF. Repeatable."`
	Remove []string `placeholder:"CMS" help:"What falls if this countermeasure goes. Repeatable."`
}

// Run shows the layers, or what falls.
func (c *DefenceCmd) Run(ctx context.Context, ss *Session) error {
	list, err := frs(c.FR)
	if err != nil {
		return err
	}
	v, err := ss.View(ctx)
	if err != nil {
		return err
	}
	d, err := answer.Defence(v, answer.DefenceOptions{Zone: c.Zone, FRs: list, Remove: c.Remove})
	if err != nil {
		return err
	}
	switch {
	case ss.WantJSON():
		return ss.JSON(d)
	case len(c.Remove) > 0:
		ss.printFalls(&d)
	default:
		ss.printDefence(&d, len(list) == 1 || c.Zone != "")
	}
	return nil
}

func (ss *Session) printFalls(d *api.Defence) {
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

func (ss *Session) printDefence(d *api.Defence, full bool) {
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
func (ss *Session) pathTable(d *api.Defence) {
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
func (ss *Session) pathList(d *api.Defence) {
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

func (ss *Session) aloneTable(d *api.Defence) {
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
