package cli

import (
	"context"
	"fmt"
	"strings"

	"github.com/cordon-ot/cordon/internal/answer"
	"github.com/cordon-ot/cordon/internal/api"
	"github.com/cordon-ot/cordon/internal/app"
	"github.com/cordon-ot/cordon/internal/model"
)

// ItemShowCmd shows one item.
type ItemShowCmd struct {
	Key string `arg:"" help:"Key of the item, or its title."`
	All bool   `help:"List every link that leads here, also where there are many of a kind."`
}

// Run shows the item.
func (c *ItemShowCmd) Run(ctx context.Context, ss *Session) error {
	st, err := ss.State(ctx)
	if err != nil {
		return err
	}
	n, err := ss.Item(st, c.Key)
	if err != nil {
		return err
	}
	v, err := ss.viewOf(st)
	if err != nil {
		return err
	}
	d := answer.ItemDetail(v, n)
	d.Item = answer.WithoutIDs(d.Item)
	if ss.WantJSON() {
		return ss.JSON(d)
	}
	ss.showItem(st, n, &d, c.All)
	return nil
}

func (ss *Session) showItem(st app.State, n model.Node, d *api.ItemDetail, all bool) {
	s := st.Snapshot
	it := s.Item(n)
	about := fmt.Sprintf("%s, revision %d, last changed in commit %d", it.Kind(), it.Rev, it.Commit)
	if it.Retired {
		about += ", retired"
	}
	ss.Heading(it.Key.String() + "  " + oneLine(it.Title))
	ss.Printf("%s", ss.Paint(Faint, about))
	ss.showProps(s, it)
	switch d.FileState {
	case "":
	case "present":
		ss.Printf("The file is stored with the project and unchanged.")
	default:
		ss.Printf("%s", ss.Paint(Yellow, "The file is "+d.FileState+"."))
	}
	if len(it.Links) > 0 {
		ss.Heading("Links")
		t := NewTable(Col{Head: "VERB"}, Col{Head: "TO"}, Col{Head: "TITLE", Flex: true}, Col{Head: "STATE"})
		for i, l := range d.Links {
			t.Add(l.Verb, l.To, l.Title, linkState(&l, s.Live(it.Links[i].To)))
		}
		ss.Print(t)
	}
	if len(d.LinkedFrom) > 0 {
		ss.Heading("Linked from")
		ss.Print(incomingTable(d.LinkedFrom, all))
	}
}

// manyLinks is how many incoming links of one kind and verb are listed one by
// one.
const manyLinks = 12

// incomingTable lists incoming links; many of one kind become one line, but
// for those that are suspect.
func incomingTable(in []api.InLink, all bool) *Table {
	group := func(l api.InLink) string { return l.From[:3] + l.Verb }
	count := map[string]int{}
	for _, l := range in {
		if !l.Suspect {
			count[group(l)]++
		}
	}
	t := NewTable(Col{Head: "FROM"}, Col{Head: "VERB"}, Col{Head: "TITLE", Flex: true}, Col{Head: "STATE"})
	for _, l := range in {
		g := group(l)
		switch {
		case l.Suspect:
			t.Add(l.From, l.Verb, l.Title, Cell{"suspect", Yellow})
		case all || (count[g] > 0 && count[g] <= manyLinks):
			t.Add(l.From, l.Verb, l.Title)
		case count[g] > 0:
			t.Add(l.From, l.Verb, fmt.Sprintf("and %d more; list them with --all", count[g]-1))
			count[g] = 0
		}
	}
	return t
}

func (ss *Session) showProps(s *model.Snapshot, it *model.Item) {
	width := 0
	for _, p := range it.Props {
		width = max(width, runes(p.Name))
	}
	for _, d := range s.Schema().Props(it.Kind()) {
		v := it.Props.Value(d.Name)
		if v.IsZero() {
			continue
		}
		pad := strings.Repeat(" ", width-runes(d.Name))
		switch v.Type() {
		case model.Table:
			ss.Printf("  %s%s  %s", d.Name, pad, v)
			for _, r := range recordLines(v) {
				ss.Printf("  %s  - %s", strings.Repeat(" ", width), r)
			}
		case model.Text:
			for i, line := range strings.Split(strings.TrimRight(v.Text(), "\n"), "\n") {
				name := d.Name + pad
				if i > 0 {
					name = strings.Repeat(" ", width)
				}
				ss.Printf("  %s  %s", name, oneLine(line))
			}
		default:
			ss.Printf("  %s%s  %s", d.Name, pad, oneLine(v.String()))
		}
	}
}

// linkState says what is to be known of a link; live is whether it leads to an
// item that is not retired.
func linkState(l *api.Link, live bool) Cell {
	switch {
	case !live:
		return Cell{"to a retired item", Faint}
	case l.Suspect != nil && *l.Suspect:
		return Cell{"suspect", Yellow}
	}
	return Cell{}
}

// ItemHistoryCmd lists the commits that touched an item.
type ItemHistoryCmd struct {
	Key string `arg:"" help:"Key of the item, its title, or a digest (sha256:…)."`
}

// Run lists the commits.
func (c *ItemHistoryCmd) Run(ctx context.Context, ss *Session) error {
	return ss.history(ctx, c.Key, 0)
}
