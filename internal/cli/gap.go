package cli

import (
	"context"

	"github.com/cordon-ot/cordon/internal/answer"
	"github.com/cordon-ot/cordon/internal/fault"
)

// GapCmd shows what places lack of their targets.
type GapCmd struct {
	Places []string `arg:"" optional:"" name:"place" help:"Zones or conduits, by key or title; all without."`
	FR     []string `name:"fr" placeholder:"FR" help:"Only these, such as IAC or RDF. Repeatable."`
	Top    int      `placeholder:"N" help:"The N gaps with the most rows to do."`
	Why    bool     `help:"Name every row that lacks, with the first broken step of its chain."`
}

// Run lists the gaps.
func (c *GapCmd) Run(ctx context.Context, ss *Session) error {
	list, err := frs(c.FR)
	if err != nil {
		return err
	}
	if c.Top < 0 {
		return fault.New(fault.Invalid, "read --top", "--top is %d; write how many gaps to show, 1 or more", c.Top)
	}
	v, err := ss.View(ctx)
	if err != nil {
		return err
	}
	d, err := answer.Gaps(v, answer.GapOptions{Places: c.Places, FRs: list})
	if err != nil {
		return err
	}
	all := len(d.Gaps)
	if c.Top > 0 {
		d.Gaps = answer.LargestGaps(d.Gaps, c.Top)
	}
	if ss.WantJSON() {
		return ss.JSON(d)
	}
	ss.printGaps(v, &d, c, all)
	return nil
}
