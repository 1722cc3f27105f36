package cli

import (
	"context"

	"github.com/cordon-ot/cordon/internal/answer"
	"github.com/cordon-ot/cordon/internal/api"
	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/impact"
)

// ImpactCmd shows what a change touches, before it is made.
type ImpactCmd struct {
	Items  []string `arg:"" optional:"" name:"key" help:"What changes, by key or title."`
	Change string   `default:"any" placeholder:"KIND" help:"How it changes: any, firmware, moved, lifecycle, types or retired."`
	Row    []string `placeholder:"ROW" sep:"none" help:"A row of the standard that changes, such as \"SR 1.1\". Repeatable."`
	Since  string   `placeholder:"STATE" help:"What was changed since this state: a commit, a day or a baseline."`
	Paths  bool     `help:"Show for each item the way the change takes to it."`
}

// Run follows the change.
func (c *ImpactCmd) Run(ctx context.Context, ss *Session) error {
	if _, err := impact.ParseChange(c.Change); err != nil {
		return fault.New(fault.Invalid, "read --change", "%s", err)
	}
	v, err := ss.View(ctx)
	if err != nil {
		return err
	}
	var d api.Impact
	if c.Since != "" {
		d, err = c.since(ctx, ss, v)
	} else {
		d, err = answer.Impact(v, answer.ImpactOptions{Items: c.Items, Rows: c.Row, Change: c.Change})
	}
	if err != nil {
		return err
	}
	if ss.WantJSON() {
		return ss.JSON(d)
	}
	ss.printImpact(&d, c)
	return nil
}

// since follows what was changed since an earlier state.
func (c *ImpactCmd) since(ctx context.Context, ss *Session, v *answer.View) (api.Impact, error) {
	if len(c.Items)+len(c.Row) > 0 {
		return api.Impact{}, fault.New(fault.Invalid, "follow a change", "--since finds by itself what was changed; leave out the items")
	}
	before, err := ss.StateAt(ctx, c.Since)
	if err != nil {
		return api.Impact{}, err
	}
	return answer.ImpactSince(v, before)
}
