package cli

import (
	"fmt"
	"strings"

	"github.com/cordon-ot/cordon/internal/api"
	"github.com/cordon-ot/cordon/internal/impact"
	"github.com/cordon-ot/cordon/internal/model"
)

func (ss *Session) printImpact(d *api.Impact, c *ImpactCmd) {
	ss.stateLine(d.State)
	ss.Printf("")
	ss.printed = true
	ss.Wrap("", impactHead(d, c))
	if d.Counts.Items == 0 {
		ss.Printf("Nothing else is touched.")
		return
	}
	ss.Wrap("", fmt.Sprintf("%s touched, %d of them with a link that becomes suspect: %s.",
		count(d.Counts.Items, "item is", "items are"), d.Counts.Suspect, kindCounts(d.Counts.ByKind)))
	ss.impactPlaces(d)
	for _, k := range d.Counts.ByKind {
		ss.impactKind(d, k.Kind, c.Paths)
	}
	seed := "KEY"
	if len(d.Seeds) > 0 && d.Seeds[0].Key != "" {
		seed = d.Seeds[0].Key
	}
	if c.Since != "" {
		ss.next("cordon link confirm --item KEY --reason \"...\"", "cordon diff "+shellWord(c.Since), "cordon sl --why")
		return
	}
	ss.next("cordon whatif \"set "+seed+" NAME=VALUE\"", "cordon impact ... --paths", "cordon trace KEY")
}

func impactHead(d *api.Impact, c *ImpactCmd) string {
	var names []string
	for _, s := range d.Seeds {
		names = append(names, strings.TrimSpace(s.Key+s.Row+" "+s.Title))
	}
	list := shortList(names, 5)
	switch {
	case c.Since != "" && len(names) == 0:
		return "Nothing was changed since " + c.Since + "."
	case c.Since != "":
		return fmt.Sprintf("Changed since %s: %s.", c.Since, list)
	}
	if c.Change == impact.Any.String() {
		return "If something about " + list + " changes:"
	}
	words := map[string]string{
		"firmware": "If the firmware of %s changes:", "moved": "If %s moves to another place:",
		"lifecycle": "If %s is put into or taken out of service:", "types": "If the component types of %s change:",
		"retired": "If %s goes (or comes):",
	}
	return fmt.Sprintf(words[strings.ToLower(c.Change)], list)
}

func kindCounts(m api.KindCounts) string {
	parts := make([]string, 0, len(m))
	for _, f := range m {
		parts = append(parts, kindCount(f.Kind, f.Count))
	}
	return strings.Join(parts, ", ")
}

func (ss *Session) impactPlaces(d *api.Impact) {
	if len(d.Places) == 0 {
		return
	}
	ss.Heading("Places, with what SL-A could fall to until the rows are confirmed or verified again")
	t := NewTable(Col{Head: "PLACE"}, Col{Head: "TARGET"}, Col{Head: "ACHIEVED"}, Col{Head: "COULD FALL TO"}, Col{Head: "ROWS", Right: true}, Col{Head: "TITLE", Flex: true})
	for i := range d.Places {
		p := &d.Places[i]
		fall := Cell{Text: p.CouldFall.String(), Style: Red}
		if p.CouldFall == p.Achieved {
			fall = Cell{Text: "no lower"}
		}
		t.Add(p.Key, p.Target, p.Achieved, fall, p.Rows, p.Title)
	}
	ss.Print(t)
	if len(d.Decisions) > 0 {
		ss.Printf("The target decision is open again on %s.", shortList(d.Decisions, 8))
	}
}

// shellWord writes a word so that a shell reads it as one.
func shellWord(w string) string {
	if w != "" && strings.Trim(w, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.:/+") == "" {
		return w
	}
	return "'" + strings.ReplaceAll(w, "'", `'\''`) + "'"
}

// impactKind prints the items of one kind, those with one reason under each
// other, each with the way the change takes to it.
func (ss *Session) impactKind(d *api.Impact, kind string, paths bool) {
	var reasons []string
	by := map[string][]*api.ImpactItem{}
	for i := range d.Items {
		it := &d.Items[i]
		if it.Kind != kind {
			continue
		}
		if by[it.Reason] == nil {
			reasons = append(reasons, it.Reason)
		}
		by[it.Reason] = append(by[it.Reason], it)
	}
	for _, r := range reasons {
		list := by[r]
		ss.Heading(fmt.Sprintf("%s (%s)", kindCount(kind, len(list)), r))
		if paths {
			for _, it := range list {
				ss.hang("  ", fmt.Sprintf("%-8s", it.Key), it.Title)
				ss.Wrap("           ", way(it))
			}
			continue
		}
		t := NewTable(Col{}, Col{}, Col{Flex: true})
		for _, it := range list {
			t.Add("  "+it.Key, shortWay(it), it.Title)
		}
		widths := t.fit(ss.width())
		for _, row := range t.rows {
			ss.row(t, widths, row)
		}
	}
}

func kindCount(kind string, n int) string {
	k, err := model.ParseKind(kind)
	if err != nil {
		return kind
	}
	d := model.BaseSchema().Kind(k)
	return count(n, d.Name, d.Plural)
}

// shortWay names the items on the way.
func shortWay(d *api.ImpactItem) string {
	if len(d.Path) == 0 {
		return d.From
	}
	keys := []string{d.Path[0].From}
	for _, h := range d.Path {
		keys = append(keys, h.To)
	}
	return strings.Join(keys, " > ")
}

// way tells a path as a sentence.
func way(d *api.ImpactItem) string {
	if len(d.Path) == 0 {
		return d.From
	}
	var b strings.Builder
	b.WriteString(d.Path[0].From)
	for i, h := range d.Path {
		if i > 0 {
			b.WriteString(", which")
		}
		b.WriteString(" " + h.Link + " " + h.To)
	}
	return b.String()
}
