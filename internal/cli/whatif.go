package cli

import (
	"context"
	"errors"

	"github.com/cordon-ot/cordon/internal/answer"
	"github.com/cordon-ot/cordon/internal/app"
	"github.com/cordon-ot/cordon/internal/fault"
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

// Run plans the ops in memory and compares.
func (c *WhatIfCmd) Run(ctx context.Context, ss *Session) error {
	v, err := ss.View(ctx)
	if err != nil {
		return err
	}
	ops, err := c.plan(ss, v.State)
	if err != nil {
		return err
	}
	svc, err := ss.Service(ctx)
	if err != nil {
		return err
	}
	after, err := svc.Plan(ctx, v.State, ops)
	if err != nil {
		return err
	}
	b, err := ss.Basis(after)
	if err != nil {
		return err
	}
	was, err1 := ss.findingOptions(v.State)
	is, err2 := ss.findingOptions(after)
	if err := errors.Join(err1, err2); err != nil {
		return err
	}
	d := answer.WhatIf(v, v.Planned(after, b), len(ops), was, is)
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
