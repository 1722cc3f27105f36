package cli

import (
	"strings"

	"github.com/cordon-ot/cordon/internal/api"
)

func (ss *Session) printTrace(d *api.Trace, up, down bool) {
	ss.stateLine(d.State)
	ss.Printf("")
	ss.printed = true
	ss.Printf("%s", ss.Paint(Bold, stepLabel(&d.Item)))
	if d.Item.Text != "" {
		ss.Wrap("  ", d.Item.Text)
	}
	if up && len(d.Up) > 0 {
		ss.Heading("Stands on")
		ss.tree(d.Up, "")
	}
	if down {
		ss.Heading("Carries, down to the evidence")
		if len(d.Down) == 0 {
			ss.Printf("  nothing")
		}
		ss.tree(d.Down, "")
	}
	example := d.Item.Key
	if example == "" {
		example = "KEY"
	}
	ss.next("cordon item show "+example, "cordon impact "+example+" --paths", "cordon trace --coverage")
}

// stepLabel names a step as people do.
func stepLabel(n *api.TraceStep) string {
	parts := make([]string, 0, 3)
	for _, p := range []string{n.Key, n.Row} {
		if p != "" {
			parts = append(parts, p)
		}
	}
	// Allocations and component requirements are often titled by their row.
	title := strings.TrimSpace(strings.TrimPrefix(n.Title, n.Row))
	if title != "" {
		parts = append(parts, title)
	}
	return strings.Join(parts, " ")
}

// tree prints branches under each other.
func (ss *Session) tree(nodes []*api.TraceStep, indent string) {
	for i, n := range nodes {
		fork, bar := "├ ", "│ "
		if i == len(nodes)-1 {
			fork, bar = "└ ", "  "
		}
		ss.Printf("%s", ss.branchLine(n, indent+fork))
		ss.tree(n.Children, indent+bar)
	}
}

func (ss *Session) branchLine(n *api.TraceStep, indent string) string {
	if n.Missing != "" {
		return ss.Paint(Faint, indent) + ss.Paint(Red, "missing: "+n.Missing)
	}
	text := strings.TrimSpace(n.Link + " " + stepLabel(n))
	notes := ""
	switch {
	case n.Repeated:
		notes = "(shown above)"
	case n.Text != "" && text != "":
		notes = "[" + n.Text + "]"
	case n.Text != "":
		notes = n.Text
	}
	line := text
	if notes != "" {
		line = strings.TrimSpace(line + " " + notes)
	}
	suspect := ""
	if n.Suspect {
		suspect = " SUSPECT"
	}
	line = cutTo(ss.width(), runes(indent)+runes(suspect), line)
	return ss.Paint(Faint, indent) + line + ss.Paint(Yellow, suspect)
}
