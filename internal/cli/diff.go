package cli

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/cordon-ot/cordon/internal/app"
	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/gap"
	"github.com/cordon-ot/cordon/internal/model"
	"github.com/cordon-ot/cordon/internal/sl"
	"github.com/cordon-ot/cordon/internal/trace"
)

// DiffCmd shows what differs between two states.
type DiffCmd struct {
	A string `arg:"" help:"The earlier state: a commit number, a day or a baseline."`
	B string `arg:"" optional:"" help:"The later state; the newest without it."`
}

// valueChange is one value that differs; null is "not set".
type valueChange struct {
	Name string          `json:"name"`
	Old  json.RawMessage `json:"old"`
	New  json.RawMessage `json:"new"`
	old  string
	new  string
	rows []string // of a table: the records that went and came, each with its sign
}

// linkChange is one link that came, went, changed or was confirmed.
type linkChange struct {
	Verb       string        `json:"verb"`
	To         string        `json:"to"`
	Change     string        `json:"change"`
	Properties []valueChange `json:"properties,omitempty"`
}

// itemChange is what differs in one item.
type itemChange struct {
	Key        string        `json:"key"`
	Title      string        `json:"title"`
	Change     string        `json:"change"` // added, changed, retired, revived
	Properties []valueChange `json:"properties"`
	Links      []linkChange  `json:"links"`
}

// vectorsJSON are the vectors of a place in one state.
type vectorsJSON struct {
	Target     sl.Vector `json:"target"`
	Capability sl.Vector `json:"capability"`
	Achieved   sl.Vector `json:"achieved"`
	Claimed    sl.Vector `json:"claimed"`
	Gap        sl.Vector `json:"gap"`
}

// placeChange is a place whose vectors differ; null is a place that is not
// there in that state.
type placeChange struct {
	Key   string       `json:"key"`
	Title string       `json:"title"`
	Old   *vectorsJSON `json:"old"`
	New   *vectorsJSON `json:"new"`
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
	if a.Snapshot.Commit() > b.Snapshot.Commit() {
		return fault.New(fault.Invalid, "compare states", "%s is later than %s; name the earlier state first", a.Label, b.Label)
	}
	items := itemChanges(model.Compare(a.Snapshot, b.Snapshot))
	places, err := c.places(ss, a, b)
	if err != nil {
		return err
	}
	if ss.WantJSON() {
		return ss.JSON(struct {
			From   stateJSON     `json:"from"`
			To     stateJSON     `json:"to"`
			Items  []itemChange  `json:"items"`
			Places []placeChange `json:"places"`
		}{stateOf(a), stateOf(b), nonNil(items), nonNil(places)})
	}
	ss.showDiff(a, b, items, places)
	return nil
}

// places compares the vectors of every place.
func (c *DiffCmd) places(ss *Session, a, b app.State) ([]placeChange, error) {
	assess := func(st app.State) (*gap.Project, error) {
		basis, err := ss.Basis(st)
		if err != nil {
			return nil, err
		}
		return gap.Assess(gap.Input{Basis: basis, Snapshot: st.Snapshot, Context: trace.Context{Date: st.Date, Files: ss.FileState}}), nil
	}
	pa, err := assess(a)
	if err != nil {
		return nil, err
	}
	pb, err := assess(b)
	if err != nil {
		return nil, err
	}
	var nodes []model.Node
	for _, p := range append(slices.Clone(pa.Places), pb.Places...) {
		if !slices.Contains(nodes, p.Node) {
			nodes = append(nodes, p.Node)
		}
	}
	b.Snapshot.SortByKey(nodes)
	var out []placeChange
	for _, n := range nodes {
		va, vb := gapVectorsOf(pa.Place(n)), gapVectorsOf(pb.Place(n))
		if va != nil && vb != nil && *va == *vb {
			continue
		}
		it := b.Snapshot.Item(n)
		out = append(out, placeChange{it.Key.String(), it.Title, va, vb})
	}
	return out, nil
}

func gapVectorsOf(p *gap.Place) *vectorsJSON {
	if p == nil {
		return nil
	}
	return &vectorsJSON{p.Target, p.Capability, p.Achieved, p.Claimed, p.Gap}
}

func itemChanges(d model.Diff) []itemChange {
	var out []itemChange
	for _, i := range d.Items {
		it := itemChange{Key: i.Key.String(), Title: i.New.Title, Change: "changed", Properties: []valueChange{}, Links: []linkChange{}}
		switch {
		case i.Old == nil:
			it.Change = "added"
		case i.New.Retired && !i.Old.Retired:
			it.Change = "retired"
		case !i.New.Retired && i.Old.Retired:
			it.Change = "revived"
		}
		for _, p := range i.Props {
			if p.Name != "retired" && (i.Old != nil || p.Name != "title") {
				it.Properties = append(it.Properties, valueChangeOf(p))
			}
		}
		for _, l := range i.Links {
			it.Links = append(it.Links, linkChangeOf(l))
		}
		out = append(out, it)
	}
	return out
}

func linkChangeOf(l model.LinkDiff) linkChange {
	lc := linkChange{Verb: l.Verb.String(), To: l.To.String(), Change: "changed"}
	switch {
	case l.Old == nil:
		lc.Change = "added"
	case l.New == nil:
		lc.Change = "removed"
	case l.Confirmed && len(l.Props) == 0:
		lc.Change = "confirmed"
	}
	for _, p := range l.Props {
		lc.Properties = append(lc.Properties, valueChangeOf(p))
	}
	return lc
}

func valueChangeOf(p model.PropDiff) valueChange {
	return valueChange{p.Name, valueJSON(p.Old), valueJSON(p.New), p.Old.String(), p.New.String(), recordChanges(p.Old, p.New)}
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

func valueJSON(v model.Value) json.RawMessage {
	if v.IsZero() {
		return json.RawMessage("null")
	}
	return model.AppendValueJSON(nil, v)
}

// showDiff prints a comparison.
func (ss *Session) showDiff(a, b app.State, items []itemChange, places []placeChange) {
	ss.Heading("From " + named(a) + " to " + named(b))
	if len(items) == 0 && len(places) == 0 {
		ss.Printf("Nothing differs.")
		return
	}
	sign := map[string]Cell{"added": {"+", Green}, "retired": {"-", Red}, "revived": {"+", Green}, "changed": {"~", Yellow}}
	for _, it := range items {
		ss.Printf("%s %s %s (%s)", ss.Paint(sign[it.Change].Style, sign[it.Change].Text), it.Key, oneLine(it.Title), it.Change)
		for _, p := range it.Properties {
			if it.Change == "added" {
				ss.Printf("    %s: %s", p.Name, oneLine(p.new))
			} else {
				ss.Printf("    %s: %s", p.Name, arrow(p.old, p.new))
			}
			for _, r := range p.rows {
				ss.Printf("      %s", r)
			}
		}
		for _, l := range it.Links {
			ss.Printf("    %s %s (%s)", l.Verb, l.To, l.Change)
			for _, p := range l.Properties {
				ss.Printf("      %s: %s", p.Name, arrow(p.old, p.new))
			}
		}
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

// named says which state is meant, with its commit.
func named(st app.State) string {
	commit := fmt.Sprintf("commit %d", st.Snapshot.Commit())
	if st.Label == commit {
		return commit
	}
	return st.Label + " (" + commit + ")"
}

// vectorRows lists the vectors that differ: name, before, after.
func vectorRows(a, b *vectorsJSON) [][3]string {
	of := func(v *vectorsJSON) [5]string {
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
