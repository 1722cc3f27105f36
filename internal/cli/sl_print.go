package cli

import (
	"fmt"
	"strings"

	"github.com/cordon-ot/cordon/internal/api"
	"github.com/cordon-ot/cordon/internal/sl"
)

// topLevel is the highest level, as documents hold it.
const topLevel = int(sl.MaxLevel)

// printPlaces prints the zone table: five vectors a line, the title under the
// key, so that it fits 100 columns.
func (ss *Session) printPlaces(d *api.Levels) {
	if len(d.Places) == 0 {
		return
	}
	ss.stateLine(d.State)
	ss.Printf("")
	t := NewTable(Col{Head: "PLACE"}, Col{Head: "TARGET"}, Col{Head: "CAPABILITY"}, Col{Head: "ACHIEVED"}, Col{Head: "CLAIMED"}, Col{Head: "GAP"})
	for i := range d.Places {
		p := &d.Places[i]
		gap := Cell{Text: p.Gap.String(), Style: Red}
		achieved := Cell{Text: p.Achieved.String()}
		switch {
		case !p.Decision.Approved:
			gap = Cell{Text: "no target", Style: Yellow}
		case p.Gap.IsZero():
			gap = Cell{Text: "none", Style: Green}
		}
		t.Add(p.Key, p.Target, p.Capability, achieved, p.Claimed, gap)
	}
	widths := ss.heads(t)
	for i, row := range t.rows {
		ss.row(t, widths, row)
		p := &d.Places[i]
		ss.Printf("  %s", cutTo(ss.width(), 2, p.Title+", "+placeNotes(p)))
	}
	ss.printed = true
}

// cutTo shortens a line to a screen; a screen of width 0 has no end.
func cutTo(screen, indent int, text string) string {
	text = oneLine(text)
	if screen == 0 {
		return text
	}
	return cut(text, max(narrowest, screen-indent))
}

func (ss *Session) slFooter(d *api.Levels) {
	if len(d.Places) == 0 {
		ss.frFooter()
		return
	}
	ss.Printf("")
	for _, l := range [...]string{
		"target      SL-T, what is asked for: the last target approved",
		"capability  SL-C, what the products and countermeasures here can do",
		"achieved    SL-A verified: assessed met, designed, tested, with valid evidence; or compensated",
		"claimed     SL-A by assessment alone, before anybody proves it",
		"gap         what achieved lacks of target",
	} {
		ss.Printf("%s", l)
	}
	ss.frFooter()
	worst := d.Places[0].Key
	for i := range d.Places {
		if !d.Places[i].Gap.IsZero() {
			worst = d.Places[i].Key
			break
		}
	}
	ss.next("cordon sl "+worst+" --why", "cordon gap --top 10", "cordon trace --zone "+worst)
}

// explainPlace prints all there is to say about one place's levels. With all
// false, FRs that meet their target are told in a line.
func (ss *Session) explainPlace(d *api.PlaceLevels, all bool) {
	ss.Heading(fmt.Sprintf("%s %s (%s)", d.Key, d.Title, placeNotes(d)))
	ss.Printf("  target      %s  %s", d.Target, decisionWords(&d.Decision))
	if d.Decision.Rationale != "" {
		ss.Wrap("              ", d.Decision.Rationale)
	}
	if d.Decision.Open {
		ss.Wrap("              ", "Open: the assets or risks it was decided on have changed. Confirm it (cordon target confirm "+d.Key+") or change it.")
	}
	ss.Printf("  capability  %s", d.Capability)
	ss.Printf("  achieved    %s  verified by tests and evidence", d.Achieved)
	ss.Printf("  claimed     %s  by assessment alone", d.Claimed)
	switch {
	case !d.Decision.Approved:
		ss.Printf("  gap         unknown without a target")
	case d.Gap.IsZero():
		ss.Printf("  gap         %s", ss.Paint(Green, "none"))
	default:
		ss.Printf("  gap         %s", ss.Paint(Red, d.Gap.String()))
	}
	for i := range d.Why {
		ss.explainFR(&d.Why[i], d.Key, all)
	}
}

func decisionWords(d *api.Decision) string {
	switch {
	case !d.Approved:
		return "nobody has approved a target"
	case d.ApprovedOn == "":
		return "approved by " + d.ApprovedBy
	}
	return fmt.Sprintf("approved by %s on %s", d.ApprovedBy, d.ApprovedOn)
}

// explainFR prints why one component is what it is.
func (ss *Session) explainFR(w *api.FRWhy, place string, all bool) {
	ss.Printf("")
	ss.Printf("  %s.", ss.Paint(Bold, frSentence(w)))
	if w.Gap == 0 && !all {
		if n := len(w.Rows); n > 0 {
			ss.Printf("    Level %d would need %s; see them with --fr %s.", w.Achieved+1, count(n, "more row", "more rows"), w.FR)
		}
		ss.explainCover(w, all)
		return
	}
	switch {
	case w.Achieved == topLevel:
		ss.Printf("    Every row counts; there is no higher level.")
	case len(w.Rows) > 0:
		ss.Printf("    At level %d these rows do not count:", w.Achieved+1)
		ss.printRowWhys(w.Rows, "      ")
	}
	if w.Claimed != w.Achieved && w.Claimed < topLevel && (all || w.Claimed < w.Target) {
		ss.Printf("    Claimed stops at %d, since at level %d these are not even assessed met:", w.Claimed, w.Claimed+1)
		ss.printRowWhys(w.ClaimedRows, "      ")
	}
	ss.explainCover(w, all)
}

// explainCover prints why SL-C of one FR is what it is.
func (ss *Session) explainCover(w *api.FRWhy, all bool) {
	switch {
	case w.Capability == topLevel:
		if all {
			ss.Printf("    Capability is 4: every row is covered.")
		}
	case w.Capability >= w.Target && !all:
		// It is no lower than what is asked for: nothing to explain.
	default:
		ss.Printf("    Capability is %d: at level %d these rows are not covered:", w.Capability, w.Capability+1)
		for i := range w.NotCovered {
			n := &w.NotCovered[i]
			ss.hang("      ", fmt.Sprintf("%-14s", n.Row), n.Text)
		}
	}
}

func (ss *Session) printRowWhys(rows []api.RowWhy, indent string) {
	for i := range rows {
		r := &rows[i]
		ss.hang(indent, fmt.Sprintf("%-14s %-8s", r.Row, r.Allocation), r.Text)
	}
}

// hang prints a text beside a label, the lines after the first under the text.
func (ss *Session) hang(indent, label, text string) {
	width := ss.width()
	room := width - runes(indent) - runes(label) - 1
	if width == 0 || room < 24 || runes(text) <= room {
		ss.Printf("%s%s %s", indent, label, oneLine(text))
		return
	}
	blank := fmt.Sprintf("%*s", runes(label), "")
	for _, line := range breakLines(oneLine(text), room) {
		ss.Printf("%s%s %s", indent, label, line)
		label = blank
	}
}

// breakLines breaks a text between words.
func breakLines(text string, width int) []string {
	var lines []string
	line := ""
	for _, word := range strings.Fields(text) {
		switch {
		case line == "":
			line = word
		case runes(line)+1+runes(word) > width:
			lines = append(lines, line)
			line = word
		default:
			line += " " + word
		}
	}
	return append(lines, line)
}

// printComponents prints the assets and products of the document.
func (ss *Session) printComponents(d *api.Levels) {
	if len(d.Assets)+len(d.Products) == 0 {
		return
	}
	if !ss.printed {
		ss.stateLine(d.State)
	}
	ss.Printf("")
	t := NewTable(Col{Head: "COMPONENT"}, Col{Head: "CAPABILITY"}, Col{Head: "TYPES"}, Col{Head: "TITLE", Flex: true})
	for _, list := range [][]api.Component{d.Assets, d.Products} {
		for i := range list {
			t.Add(list[i].Key, list[i].Capability, typesWords(list[i].Types), list[i].Title)
		}
	}
	ss.Print(t)
	for _, list := range [][]api.Component{d.Assets, d.Products} {
		for i := range list {
			ss.explainComponent(&list[i])
		}
	}
}

func (ss *Session) explainComponent(d *api.Component) {
	if d.Reason != "" {
		ss.Printf("")
		ss.Wrap("", fmt.Sprintf("SL-C of %s is 0: %s.", d.Key, d.Reason))
		return
	}
	if len(d.Why) == 0 {
		return
	}
	ss.Heading(d.Key + " " + d.Title)
	if d.Product != "" {
		fw := "its firmware is not known"
		if d.Firmware != "" {
			fw = "firmware " + d.Firmware
		}
		ss.Printf("  Rests on the statements of %s; %s.", d.Product, fw)
	}
	for i := range d.Why {
		w := &d.Why[i]
		if w.Capability == topLevel {
			ss.Printf("  %s is 4: every row that applies counts.", w.FR)
			continue
		}
		ss.Printf("  %s is %d: at level %d these component rows do not count:", w.FR, w.Capability, w.Capability+1)
		for _, r := range w.Rows {
			ss.hang("    ", fmt.Sprintf("%-14s", r.Row), r.Answer+" ("+r.Title+")")
		}
	}
}

func typesWords(types []string) string {
	if len(types) == 0 {
		return "none"
	}
	return strings.Join(types, ", ")
}
