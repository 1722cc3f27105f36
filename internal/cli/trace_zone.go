package cli

import (
	"context"
	"fmt"
	"strings"

	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/gap"
	"github.com/cordon-ot/cordon/internal/model"
	"github.com/cordon-ot/cordon/internal/sl"
	"github.com/cordon-ot/cordon/internal/trace"
)

// traceZoneDoc is the document of cordon trace --zone.
type traceZoneDoc struct {
	State    stateJSON    `json:"state"`
	Standard standardDoc  `json:"standard"`
	Place    string       `json:"place"`
	Title    string       `json:"title"`
	Target   sl.Vector    `json:"target"`
	Achieved sl.Vector    `json:"achieved"`
	Rows     []rowWhy     `json:"rows"` // those up to the target, and those allocated above it
	ByState  []stateCount `json:"by_state"`
}

// stateCount counts the rows in one chain state, per FR.
type stateCount struct {
	State string        `json:"state"` // a chain state, or not allocated
	Rows  int           `json:"rows"`
	ByFR  [sl.NumFR]int `json:"by_fr"`
}

// zone shows every row of a place with its chain.
func (c *TraceCmd) zone(ss *Session, x *explainer, name string) error {
	n, err := ss.Place(x.st, name)
	if err != nil {
		return err
	}
	p := x.p.Place(n)
	if p == nil {
		return fault.New(fault.Invalid, "trace", "%s is retired; what is retired is traced no more", x.key(n))
	}
	d := x.traceZone(p)
	if ss.WantJSON() {
		return ss.JSON(d)
	}
	ss.printTraceZone(&d)
	return nil
}

const notAllocated = "not allocated"

func (x *explainer) traceZone(p *gap.Place) traceZoneDoc {
	it := x.s.Item(p.Node)
	d := traceZoneDoc{
		State: stateOf(x.st), Standard: standardOf(x.p.Basis()), Place: it.Key.String(), Title: it.Title,
		Target: p.Target, Achieved: p.Achieved, Rows: []rowWhy{}, ByState: []stateCount{},
	}
	at := map[string]*[sl.NumFR]int{}
	for i, def := range x.p.Basis().Rows() {
		r := &p.Rows[i]
		above := def.Level > p.Target.At(def.FR)
		if above && (r.Allocation == model.NoNode || r.Retired) {
			continue
		}
		w := x.row(p, i)
		d.Rows = append(d.Rows, w)
		state := notAllocated
		if r.Allocation != model.NoNode {
			state = w.Chain
		}
		if at[state] == nil {
			at[state] = new([sl.NumFR]int)
		}
		at[state][def.FR-1]++
	}
	names := []string{notAllocated}
	for _, s := range trace.States() {
		names = append(names, s.String())
	}
	for _, name := range names {
		if by := at[name]; by != nil {
			c := stateCount{State: name, ByFR: *by}
			for _, n := range by {
				c.Rows += n
			}
			d.ByState = append(d.ByState, c)
		}
	}
	return d
}

func (ss *Session) printTraceZone(d *traceZoneDoc) {
	ss.stateLine(d.State)
	ss.Printf("%s %s: target %s, achieved %s", d.Place, d.Title, d.Target, d.Achieved)
	if len(d.Rows) == 0 {
		ss.Printf("")
		ss.Printf("No row is asked of it. Set a target: cordon target set %s 2, then cordon target approve %s", d.Place, d.Place)
		return
	}
	ss.printed = true
	ss.Printf("")
	cols := []Col{{Head: "CHAIN STATE"}, {Head: "ROWS", Right: true}}
	for _, fr := range sl.FRs() {
		cols = append(cols, Col{Head: fr.String(), Right: true})
	}
	t := NewTable(cols...)
	for _, s := range d.ByState {
		cells := []any{Cell{Text: s.State, Style: chainStyle(s.State)}, s.Rows}
		for _, n := range s.ByFR {
			if n == 0 {
				cells = append(cells, ".")
				continue
			}
			cells = append(cells, n)
		}
		t.Add(cells...)
	}
	ss.Print(t)
	ss.Printf("")
	rows := NewTable(Col{Head: "ROW"}, Col{Head: "SL", Right: true}, Col{Head: "ALLOCATION"}, Col{Head: "COUNTS"}, Col{Head: "CHAIN, OR WHY IT DOES NOT COUNT", Flex: true})
	for i := range d.Rows {
		w := &d.Rows[i]
		counts := w.Counts
		if counts == "does not count" {
			counts = "no"
		}
		why := Cell{Text: strings.TrimPrefix(w.Text, "assessed met; chain: ")}
		if w.Counts == gap.CountsMet.String() {
			why = Cell{Text: w.Chain, Style: Green}
		}
		rows.Add(w.Row, levelText(w.Level), w.Allocation, counts, why)
	}
	ss.Print(rows)
	ss.next("cordon trace "+d.Rows[0].Row, fmt.Sprintf("cordon sl %s --why", d.Place), "cordon gap "+d.Place+" --why")
}

func chainStyle(state string) Style {
	switch state {
	case trace.Complete.String():
		return Green
	case trace.Suspect.String():
		return Yellow
	}
	return Red
}

// coverageDoc is the document of cordon trace --coverage.
type coverageDoc struct {
	State   stateJSON       `json:"state"`
	Layers  []coverageLayer `json:"layers"`
	Score   float64         `json:"score"`
	Formula string          `json:"formula"`
}

// coverageLayer is the coverage of the items of one kind.
type coverageLayer struct {
	Kind     string `json:"kind"`
	Items    int    `json:"items"`
	Complete int    `json:"complete"`
}

func (c *TraceCmd) coverage(ctx context.Context, ss *Session) error {
	if c.Zone != "" || len(c.What) > 0 {
		return fault.New(fault.Invalid, "trace", "--coverage is about the whole project; leave out the item")
	}
	st, err := ss.State(ctx)
	if err != nil {
		return err
	}
	cover := trace.Cover(st.Snapshot)
	d := coverageDoc{State: stateOf(st), Layers: []coverageLayer{}, Score: cover.Score(), Formula: trace.Formula}
	for _, l := range cover.Layers {
		d.Layers = append(d.Layers, coverageLayer{l.Kind.String(), l.Items, l.Complete})
	}
	if ss.WantJSON() {
		return ss.JSON(d)
	}
	ss.stateLine(d.State)
	ss.Printf("")
	if len(d.Layers) == 0 {
		ss.Printf("There is nothing to trace yet: no allocations, requirements, designs or tests.")
		return nil
	}
	t := NewTable(Col{Head: "KIND"}, Col{Head: "ITEMS", Right: true}, Col{Head: "TRACED TO EVIDENCE", Right: true}, Col{Head: "NOT YET", Right: true})
	for _, l := range d.Layers {
		t.Add(l.Kind, l.Items, l.Complete, l.Items-l.Complete)
	}
	ss.Print(t)
	ss.Printf("")
	ss.Printf("Score %.1f %%.", 100*d.Score)
	ss.Wrap("", "Score = "+d.Formula+".")
	ss.Wrap("", "It looks at links only. Whether runs passed and evidence is valid is in the chain states: cordon trace --zone ZON-1.")
	return nil
}
