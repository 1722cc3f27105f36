package cli

import (
	"context"
	"strings"

	"github.com/cordon-ot/cordon/internal/answer"
	"github.com/cordon-ot/cordon/internal/fault"
)

// TraceCmd follows the chain from a row of the standard to its evidence.
type TraceCmd struct {
	What     []string `arg:"" optional:"" name:"key|row" help:"An item by key or title, or a row such as SR 1.1 RE(1)."`
	Up       bool     `help:"Only what it stands on: towards the standard."`
	Down     bool     `help:"Only what stands on it: towards the evidence."`
	Zone     string   `placeholder:"PLACE" help:"Every row of a zone or conduit with the state of its chain."`
	Coverage bool     `help:"How much of the chain is complete, by kind, as a score."`
}

// Run shows the chain.
func (c *TraceCmd) Run(ctx context.Context, ss *Session) error {
	if c.Coverage {
		return c.coverage(ctx, ss)
	}
	v, err := ss.View(ctx)
	if err != nil {
		return err
	}
	what := strings.Join(c.What, " ")
	switch {
	case c.Zone != "" && what != "":
		return fault.New(fault.Invalid, "trace", "give an item or --zone, not both")
	case c.Zone != "":
		return c.zone(ss, v, c.Zone)
	case what == "":
		return fault.New(fault.Invalid, "trace", "say what to follow: a key such as ALL-12, a row such as \"SR 1.1\", --zone ZON-1 for all rows of a place, or --coverage")
	}
	if _, ok := v.TracedPlace(what); ok {
		return c.zone(ss, v, what)
	}
	d, err := answer.Trace(v, answer.TraceOptions{What: what, Up: c.Up, Down: c.Down})
	if err != nil {
		return err
	}
	if ss.WantJSON() {
		return ss.JSON(d)
	}
	ss.printTrace(&d, c.Up || !c.Down, c.Down || !c.Up)
	return nil
}
