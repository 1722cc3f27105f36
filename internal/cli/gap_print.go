package cli

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/cordon-ot/cordon/internal/answer"
	"github.com/cordon-ot/cordon/internal/api"
	"github.com/cordon-ot/cordon/internal/sl"
)

// printGaps prints gaps; all is how many there are without --top.
func (ss *Session) printGaps(v *answer.View, d *api.Gaps, c *GapCmd, all int) {
	if d.Summary.Places == 0 {
		ss.Printf("There are no zones or conduits yet. Make one with: cordon item add zone --title TITLE")
		return
	}
	ss.stateLine(d.State)
	switch {
	case len(d.Gaps) == 0:
		ss.Printf("")
		ss.Printf("No gap: every target that is approved has been achieved.")
	case c.Why:
		ss.gapWhy(v, d)
	case c.Top > 0:
		ss.Printf("")
		ss.Printf("The largest gaps, by rows to do:")
		ss.gapTable(d)
		if all > len(d.Gaps) {
			ss.Printf("%d of %d gaps.", len(d.Gaps), all)
		}
	default:
		ss.Printf("")
		ss.gapTable(d)
	}
	if len(d.Compensated) > 0 && c.Top == 0 {
		ss.compensatedTable(d)
	}
	ss.gapSummary(&d.Summary)
	place := ""
	if len(d.Gaps) > 0 {
		place = d.Gaps[0].Place
	}
	switch {
	case place == "":
		ss.next("cordon sl --why", "cordon check", "cordon sl --drift")
	case c.Why:
		ss.next("cordon trace ROW", "cordon item show KEY", "cordon whatif ...")
	default:
		ss.next(fmt.Sprintf("cordon gap %s --fr %s --why", place, d.Gaps[0].FR), "cordon trace --zone "+place)
	}
}

// gapTable prints one line per gap: what most of its rows wait for.
func (ss *Session) gapTable(d *api.Gaps) {
	t := NewTable(Col{Head: "PLACE"}, Col{Head: "FR"}, Col{Head: "TARGET", Right: true}, Col{Head: "ACHIEVED", Right: true},
		Col{Head: "ROWS", Right: true}, Col{Head: "WHAT THE ROWS WAIT FOR", Flex: true})
	for i := range d.Gaps {
		g := &d.Gaps[i]
		t.Add(g.Place, g.FR, levelText(g.Target), Cell{Text: levelText(g.Achieved), Style: Red}, len(g.Rows), gapWaits(g))
	}
	ss.Print(t)
}

// levelText writes a level.
func levelText[L int | sl.Level](l L) string { return fmt.Sprint(int(l)) }

// gapWaits counts the rows of a gap by what they wait for, the most first.
func gapWaits(g *api.Gap) string {
	by := map[string]int{}
	for i := range g.Rows {
		by[rowWaits(&g.Rows[i])]++
	}
	return countsText(by)
}

func rowWaits(w *api.RowWhy) string {
	switch w.Reason {
	case "assessment":
		return w.Assessment
	case "chain":
		return w.Chain
	}
	return w.Reason
}

// countsText writes counts by name, the largest first.
func countsText(by map[string]int) string {
	names := slices.SortedFunc(maps.Keys(by), func(a, b string) int {
		return cmp.Or(cmp.Compare(by[b], by[a]), cmp.Compare(a, b))
	})
	parts := make([]string, len(names))
	for i, n := range names {
		parts[i] = fmt.Sprintf("%d %s", by[n], n)
	}
	return strings.Join(parts, ", ")
}

// gapWhy prints every row of every gap.
func (ss *Session) gapWhy(v *answer.View, d *api.Gaps) {
	whole := map[string]sl.Vector{} // the gap of each place in all FRs
	for _, p := range v.Assessment().Places {
		whole[v.Key(p.Node)] = p.Gap
	}
	place := ""
	for i := range d.Gaps {
		g := &d.Gaps[i]
		if g.Place != place {
			place = g.Place
			ss.printed = true
			ss.Heading(fmt.Sprintf("%s %s, gap %s", g.Place, g.Title, whole[g.Place]))
		}
		ss.Printf("  %s is %d of %d; %s not count:", ss.Paint(Bold, g.FR), g.Achieved, g.Target, count(len(g.Rows), "row does", "rows do"))
		for j := range g.Rows {
			r := &g.Rows[j]
			ss.hang("    ", fmt.Sprintf("%-14s level %d  %-8s", r.Row, r.Level, r.Allocation), r.Text)
		}
	}
}

// compensatedTable prints the rows that a compensating countermeasure stands in
// for: shown as compensated, never as met.
func (ss *Session) compensatedTable(d *api.Gaps) {
	ss.printed = true
	ss.Heading("Compensated rows")
	t := NewTable(Col{Head: "PLACE"}, Col{Head: "ROW"}, Col{Head: "ALLOCATION"}, Col{Head: "BY"}, Col{Head: "UNTIL"}, Col{Head: "STATE", Flex: true})
	for _, c := range d.Compensated {
		state := Cell{Text: "counts: " + c.State, Style: Green}
		if !c.Counts {
			state = Cell{Text: "does not count: " + c.State, Style: Red}
		}
		t.Add(c.Place, c.Row, c.Allocation, c.Countermeasure, c.Until, state)
	}
	ss.Print(t)
}

func (ss *Session) gapSummary(s *api.GapSummary) {
	ss.Printf("")
	ss.Wrap("", fmt.Sprintf("%s, %d with a gap. %s asked for: %d met, %d compensated, %d not applicable, %d to do.",
		count(s.Places, "place", "places"), s.WithGap, count(s.Rows, "row is", "rows are"), s.Met, s.Compensated, s.NotApplicable, s.Lacking))
	if s.Lacking > 0 {
		ss.Wrap("", "To do: "+countsText(s.ByReason)+".")
	}
	if s.NoTarget > 0 {
		ss.Wrap("", count(s.NoTarget, "place has", "places have")+" no approved target: nothing is asked there, so nothing lacks.")
	}
}
