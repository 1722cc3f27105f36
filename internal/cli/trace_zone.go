package cli

import (
	"context"
	"fmt"
	"strings"

	"github.com/cordon-ot/cordon/internal/answer"
	"github.com/cordon-ot/cordon/internal/api"
	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/gap"
	"github.com/cordon-ot/cordon/internal/sl"
	"github.com/cordon-ot/cordon/internal/trace"
)

// zone shows every row of a place with its chain.
func (c *TraceCmd) zone(ss *Session, v *answer.View, name string) error {
	d, err := answer.TraceZone(v, name)
	if err != nil {
		return err
	}
	if ss.WantJSON() {
		return ss.JSON(d)
	}
	ss.printTraceZone(&d)
	return nil
}

func (ss *Session) printTraceZone(d *api.TraceZone) {
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

func (c *TraceCmd) coverage(ctx context.Context, ss *Session) error {
	if c.Zone != "" || len(c.What) > 0 {
		return fault.New(fault.Invalid, "trace", "--coverage is about the whole project; leave out the item")
	}
	v, err := ss.View(ctx)
	if err != nil {
		return err
	}
	d := answer.TraceCoverage(v)
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
