package inventory

import (
	"bytes"
	"fmt"
	"io"
)

// Empty reports whether the plan changes nothing.
func (p *Plan) Empty() bool { return len(p.Ops) == 0 }

// Summary says in one line what the plan does.
func (p *Plan) Summary() string {
	purpose := ""
	if n := len(p.Omitted); n > 0 {
		purpose = fmt.Sprintf(", %d left out on purpose", n)
	}
	return fmt.Sprintf("%s: %s; %d added, %d changed, %d unchanged, %d left out%s; %d in the project but not in the file",
		p.File, count(p.Rows, "row"), len(p.Added), len(p.Changed), len(p.Unchanged), p.LeftOut, purpose, len(p.Missing))
}

// WriteText prints the whole plan for people, the same bytes for the same plan.
func (p *Plan) WriteText(w io.Writer) error {
	var b bytes.Buffer
	fmt.Fprintln(&b, p.Summary())
	section(&b, "Problems (these rows are left out)", len(p.Problems), func(i int) string { return p.Problems[i].Error() })
	section(&b, "Corrected by hand", len(p.Corrected), func(i int) string { return p.Corrected[i].text() })
	section(&b, "Left out on purpose", len(p.Omitted), func(i int) string { return p.Omitted[i].text() })
	section(&b, "Zones, conduits and products to be created", len(p.Created), func(i int) string {
		return fmt.Sprintf("%s %s (row %d)", p.Created[i].Key, p.Created[i].Title, p.Created[i].Row)
	})
	section(&b, "Assets to be added", len(p.Added), func(i int) string { return p.Added[i].added() })
	section(&b, "Assets to be changed", len(p.Changed), func(i int) string { return p.Changed[i].changed() })
	section(&b, "In the project but not in the file (nothing is done about them)", len(p.Missing), func(i int) string {
		return fmt.Sprintf("%s %s (%s)", p.Missing[i].Key, p.Missing[i].Title, p.Missing[i].Identity)
	})
	section(&b, "Proposals to look at", len(p.Proposals), func(i int) string {
		return fmt.Sprintf("%s: %s (%s)", p.Proposals[i].Key, p.Proposals[i].Text, p.Proposals[i].Place)
	})
	section(&b, "Notes", len(p.Notes), func(i int) string { return p.Notes[i].String() })
	_, err := w.Write(b.Bytes())
	return err
}

func section(b *bytes.Buffer, title string, n int, line func(i int) string) {
	if n == 0 {
		return
	}
	fmt.Fprintf(b, "\n%s: %d\n", title, n)
	for i := range n {
		fmt.Fprintf(b, "  %s\n", line(i))
	}
}

func (a *AssetPlan) added() string {
	s := fmt.Sprintf("%s %s", a.Key, a.Title)
	if a.Zone != "" {
		s += ", in " + a.Zone
	}
	if a.Product != "" {
		s += ", product " + a.Product
	}
	return fmt.Sprintf("%s (row %d)", s, a.Row)
}

func (a *AssetPlan) changed() string {
	s := fmt.Sprintf("%s %s (row %d)", a.Key, a.Title, a.Row)
	for _, c := range a.Changes {
		if c.Old == "" {
			s += fmt.Sprintf("\n    %s: %s", c.Field, c.New)
		} else {
			s += fmt.Sprintf("\n    %s: %s -> %s", c.Field, c.Old, c.New)
		}
	}
	return s
}
