package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/cordon-ot/cordon/internal/answer"
	"github.com/cordon-ot/cordon/internal/api"
	"github.com/cordon-ot/cordon/internal/app"
	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/model"
)

// DiffCmd shows what differs between two states.
type DiffCmd struct {
	A string `arg:"" help:"The earlier state: a commit number, a day or a baseline."`
	B string `arg:"" optional:"" help:"The later state; the newest without it."`
}

// Run compares the states.
func (c *DiffCmd) Run(ctx context.Context, ss *Session) error {
	if ss.flags.At != "" {
		return fault.New(fault.Invalid, "compare states", "diff takes its states as arguments; leave out --at")
	}
	o, err := ss.record(ctx, "earlier state to compare with")
	if err != nil {
		return err
	}
	a, err := o.service.At(ctx, c.A)
	if err != nil {
		return err
	}
	b, err := o.service.At(ctx, c.B)
	if err != nil {
		return err
	}
	va, err1 := ss.viewOf(a)
	vb, err2 := ss.viewOf(b)
	if err := errors.Join(err1, err2); err != nil {
		return err
	}
	doc, err := answer.Compare(va, vb)
	if err != nil {
		return err
	}
	if ss.WantJSON() {
		return ss.JSON(doc)
	}
	ss.showDiff(a, b, doc.Places)
	return nil
}

// recordChanges lists the records of a table that went, then those that came.
func recordChanges(from, to model.Value) []string {
	a, b := recordLines(from), recordLines(to)
	var out []string
	for _, r := range a {
		if !slices.Contains(b, r) {
			out = append(out, "- "+r)
		}
	}
	for _, r := range b {
		if !slices.Contains(a, r) {
			out = append(out, "+ "+r)
		}
	}
	if len(out) == 0 && len(a) > 0 && len(b) > 0 {
		out = append(out, "the same in another order")
	}
	return out
}

// recordLines prints each record of a table on one line.
func recordLines(v model.Value) []string {
	var lines []string
	for _, r := range v.Records() {
		cells := make([]string, len(r))
		for i, c := range r {
			cells[i] = c.Column + ": " + oneLine(c.Text)
		}
		lines = append(lines, strings.Join(cells, ", "))
	}
	return lines
}

// showDiff prints a comparison.
func (ss *Session) showDiff(a, b app.State, places []api.PlaceChange) {
	ss.Heading("From " + named(a) + " to " + named(b))
	items := model.Compare(a.Snapshot, b.Snapshot).Items
	if len(items) == 0 && len(places) == 0 {
		ss.Printf("Nothing differs.")
		return
	}
	for i := range items {
		ss.showItemDiff(&items[i])
	}
	if len(places) == 0 {
		return
	}
	ss.Heading("Places whose vectors differ")
	t := NewTable(Col{Head: "PLACE"}, Col{Head: "TITLE", Flex: true}, Col{Head: "VECTOR"}, Col{Head: "BEFORE"}, Col{Head: "AFTER"})
	for _, p := range places {
		key, title := p.Key, p.Title
		for _, v := range vectorRows(p.Old, p.New) {
			t.Add(key, title, v[0], v[1], v[2])
			key, title = "", ""
		}
	}
	ss.Print(t)
}

// showItemDiff prints what differs in one item.
func (ss *Session) showItemDiff(d *model.ItemDiff) {
	it := answer.ItemChange(d)
	sign := map[string]Cell{"added": {"+", Green}, "retired": {"-", Red}, "revived": {"+", Green}, "changed": {"~", Yellow}}[it.Change]
	ss.Printf("%s %s %s (%s)", ss.Paint(sign.Style, sign.Text), it.Key, oneLine(it.Title), it.Change)
	told := map[string]bool{}
	for _, p := range it.Properties {
		told[p.Name] = true
	}
	for _, p := range d.Props {
		switch {
		case !told[p.Name]:
			continue
		case it.Change == "added":
			ss.Printf("    %s: %s", p.Name, oneLine(p.New.String()))
		default:
			ss.Printf("    %s: %s", p.Name, arrow(p.Old.String(), p.New.String()))
		}
		for _, r := range recordChanges(p.Old, p.New) {
			ss.Printf("      %s", r)
		}
	}
	for i, l := range it.Links {
		ss.Printf("    %s %s (%s)", l.Verb, l.To, l.Change)
		for _, p := range d.Links[i].Props {
			ss.Printf("      %s: %s", p.Name, arrow(p.Old.String(), p.New.String()))
		}
	}
}

// named says which state is meant, with its commit.
func named(st app.State) string {
	commit := fmt.Sprintf("commit %d", st.Snapshot.Commit())
	if st.Label == commit {
		return commit
	}
	return st.Label + " (" + commit + ")"
}

// vectorRows lists the vectors that differ: name, before, after.
func vectorRows(a, b *api.Vectors) [][3]string {
	of := func(v *api.Vectors) [5]string {
		if v == nil {
			return [5]string{"-", "-", "-", "-", "-"}
		}
		return [5]string{v.Target.String(), v.Capability.String(), v.Achieved.String(), v.Claimed.String(), v.Gap.String()}
	}
	x, y := of(a), of(b)
	var rows [][3]string
	for i, name := range []string{"SL-T", "SL-C", "SL-A", "claimed", "gap"} {
		if x[i] != y[i] {
			rows = append(rows, [3]string{name, x[i], y[i]})
		}
	}
	return rows
}

// arrow prints a change of a value on one line.
func arrow(from, to string) string {
	if from == "" && to != "" {
		return oneLine(to) + " (was not set)"
	}
	if to == "" {
		to = "(not set)"
	}
	return oneLine(from) + " → " + oneLine(to)
}
