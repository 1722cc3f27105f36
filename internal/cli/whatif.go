package cli

import (
	"context"
	"errors"
	"fmt"

	"github.com/cordon-ot/cordon/internal/app"
	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/finding"
	"github.com/cordon-ot/cordon/internal/gap"
	"github.com/cordon-ot/cordon/internal/impact"
	"github.com/cordon-ot/cordon/internal/model"
)

// WhatIfCmd shows what a change would make different, without making it.
type WhatIfCmd struct {
	Ops  []string `arg:"" optional:"" name:"op" help:"An op in quotes, such as \"set AST-1 firmware=3.2\", \"move AST-4 ZON-2\", \"retire CMS-3\", \"approve ZON-1 3\"."`
	File []string `short:"f" sep:"none" placeholder:"PATH" help:"Read ops from a file, one a line; - for standard input."`
}

// Help explains the ops.
func (WhatIfCmd) Help() string {
	return `Ops:
  set KEY NAME=VALUE ...              change properties; NAME= takes one away
  add KIND [as KEY] title=TEXT ...    make an item, with NAME=VALUE and VERB=KEY
  retire KEY    revive KEY            take an item out, bring it back
  link KEY VERB KEY [NAME=VALUE]      make a link
  unlink KEY VERB KEY                 remove one
  confirm KEY VERB KEY                say that a suspect link still holds
  move ASSET PLACE                    put an asset into another zone or conduit
  approve PLACE VECTOR                put a target in force

Values with blanks stand in quotes: set CMS-1 description="new text". Nothing is written.`
}

// whatIfDoc is the document of cordon whatif.
type whatIfDoc struct {
	State    stateJSON     `json:"state"`
	Standard standardDoc   `json:"standard"`
	Ops      int           `json:"ops"`
	Added    []string      `json:"added"` // keys of new items
	Places   []whatIfPlace `json:"places"`
	Findings whatIfFinding `json:"findings"`
}

// whatIfPlace is a zone or conduit in which something differs.
type whatIfPlace struct {
	Key      string        `json:"key"`
	Title    string        `json:"title"`
	Before   *standingDoc  `json:"before"` // null: it was not there
	After    *standingDoc  `json:"after"`  // null: it is gone
	Rows     []whatIfRow   `json:"rows"`
	Suspects whatIfSuspect `json:"suspects"`
}

// whatIfRow is a row that stands otherwise.
type whatIfRow struct {
	Row    string `json:"row"`
	Before string `json:"before"`
	After  string `json:"after"`
	Counts string `json:"counts"` // lost, gained or the same
}

// whatIfSuspect are links that become suspect, and that no longer are.
type whatIfSuspect struct {
	Came []linkNameJSON `json:"came"`
	Went []linkNameJSON `json:"went"`
}

// whatIfFinding are findings that come, and that go.
type whatIfFinding struct {
	Came []findingDoc `json:"came"`
	Went []findingDoc `json:"went"`
}

// Run plans the ops in memory and compares.
func (c *WhatIfCmd) Run(ctx context.Context, ss *Session) error {
	x, err := ss.assessed(ctx)
	if err != nil {
		return err
	}
	ops, err := c.plan(ss, x.st)
	if err != nil {
		return err
	}
	svc, err := ss.Service(ctx)
	if err != nil {
		return err
	}
	after, err := svc.Plan(ctx, x.st, ops)
	if err != nil {
		return err
	}
	after.Date = x.st.Date
	in, err := ss.gapInput(after)
	if err != nil {
		return err
	}
	y := newExplainer(after, gap.Update(x.p, in, false))
	d := compareStates(x, y)
	d.Ops = len(ops)
	d.Findings, err = ss.compareFindings(x, y)
	if err != nil {
		return err
	}
	if ss.WantJSON() {
		return ss.JSON(d)
	}
	ss.printWhatIf(&d)
	return nil
}

// plan makes the ops of all sentences, those of files first.
func (c *WhatIfCmd) plan(ss *Session, st app.State) ([]model.Op, error) {
	svc := ss.opened.service
	w := &whatIfWriter{ss: ss, st: st, make: app.NewMaker(st.Snapshot, svc.NewID)}
	var faults []error
	for _, path := range c.File {
		f, err := ss.Input(path)
		if err != nil {
			return nil, err
		}
		list, lines, err := sentences(f, path)
		f.Close()
		if err != nil {
			return nil, err
		}
		for i, s := range list {
			faults = append(faults, fault.At(fault.Place{File: path, Line: lines[i]}, w.write(s)))
		}
	}
	for _, s := range c.Ops {
		faults = append(faults, w.write(s))
	}
	if err := errors.Join(faults...); err != nil {
		return nil, err
	}
	if len(w.make.Ops()) == 0 {
		return nil, fault.New(fault.Invalid, "plan a change", "say what would be done: cordon whatif \"set AST-1 firmware=3.2\"; \"cordon whatif --help\" lists the ops")
	}
	return w.make.Ops(), nil
}

// compareStates lists what differs between two assessments.
func compareStates(x, y *explainer) whatIfDoc {
	d := whatIfDoc{State: stateOf(x.st), Standard: standardOf(x.p.Basis()), Added: []string{}, Places: []whatIfPlace{}}
	for n := model.Node(x.s.Len()); int(n) < y.s.Len(); n++ {
		d.Added = append(d.Added, y.key(n))
	}
	diff := impact.WhatIf(x.p, y.p)
	for i := range diff.Places {
		d.Places = append(d.Places, comparePlaces(x, y, &diff.Places[i]))
	}
	return d
}

func comparePlaces(x, y *explainer, p *impact.PlaceDifference) whatIfPlace {
	it := y.s.Item(p.Node)
	d := whatIfPlace{
		Key: it.Key.String(), Title: it.Title, Before: standingThere(p.Before), After: standingThere(p.After), Rows: []whatIfRow{},
		Suspects: whatIfSuspect{y.links(p.Came), y.links(p.Went)},
	}
	for i := range p.Rows {
		r := &p.Rows[i]
		row := whatIfRow{
			Row: y.p.Basis().Rows()[r.Row].Ref.Code, Before: x.rowWords(&r.Before), After: y.rowWords(&r.After), Counts: "same",
		}
		switch {
		case r.Lost():
			row.Counts = "lost"
		case r.Before.Counts == gap.NotCounted && r.After.Counts != gap.NotCounted:
			row.Counts = "gained"
		}
		if row.Before != row.After || row.Counts != "same" {
			d.Rows = append(d.Rows, row)
		}
	}
	return d
}

// rowWords is rowText with whether the row is covered, which is all that may
// differ.
func (x *explainer) rowWords(r *gap.Row) string {
	text := x.rowText(r)
	if r.Retired && r.Why != gap.Retired {
		text += "; retired"
	}
	if r.Covered {
		text += "; covered"
	}
	return text
}

func (x *explainer) links(list []gap.Suspect) []linkNameJSON {
	out := []linkNameJSON{}
	for _, l := range list {
		out = append(out, linkNameJSON{x.key(l.From), l.Verb.String(), x.key(l.To)})
	}
	return out
}

// compareFindings tells which findings come and go. Two findings are the same
// if rule, subjects and sentence are.
func (ss *Session) compareFindings(x, y *explainer) (whatIfFinding, error) {
	d := whatIfFinding{Came: []findingDoc{}, Went: []findingDoc{}}
	was, err := ss.findingsOf(x.st, x.p)
	if err != nil {
		return d, err
	}
	is, err := ss.findingsOf(y.st, y.p)
	if err != nil {
		return d, err
	}
	docs := func(s *model.Snapshot, list []finding.Finding) []findingDoc {
		out := make([]findingDoc, len(list))
		for i := range list {
			out[i] = findingOf(s, &list[i])
		}
		return out
	}
	came, went := impact.Compare(docs(x.s, was), docs(y.s, is), func(f findingDoc) string {
		return fmt.Sprint(f.Rule, f.Subjects, f.Text)
	})
	d.Came, d.Went = append(d.Came, came...), append(d.Went, went...)
	return d, nil
}
