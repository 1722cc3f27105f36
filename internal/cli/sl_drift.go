package cli

import (
	"context"
	"fmt"

	"github.com/cordon-ot/cordon/internal/answer"
	"github.com/cordon-ot/cordon/internal/api"
	"github.com/cordon-ot/cordon/internal/fault"
)

// drift tells how levels went over the commits.
func (c *SLCmd) drift(ctx context.Context, ss *Session) error {
	if c.Limit < 1 {
		return fault.New(fault.Invalid, "read --limit", "--limit is %d; write how many commits to look at, 1 or more", c.Limit)
	}
	head, err := ss.View(ctx)
	if err != nil {
		return err
	}
	if ss.opened.folder != nil {
		return noPast(ss.opened.path, "--drift")
	}
	step, end := ss.Progress("assessing commits")
	defer end()
	d, err := answer.Drift(ctx, head, ss.opened.project, answer.DriftOptions{Places: c.Items, Limit: c.Limit, Progress: step})
	if err != nil {
		return err
	}
	if ss.WantJSON() {
		return ss.JSON(d)
	}
	ss.printDrift(&d)
	return nil
}

func (ss *Session) printDrift(d *api.Drift) {
	if len(d.Places) == 0 {
		ss.Printf("There are no zones or conduits yet, so there is nothing that could drift.")
		return
	}
	ss.Printf("Commits %d to %d; each state is judged by its own day.", d.From, d.State.Commit)
	ss.printed = true
	for i := range d.Places {
		p := &d.Places[i]
		ss.Heading(p.Key + " " + p.Title)
		t := NewTable(Col{Head: "COMMIT", Right: true}, Col{Head: "DAY"}, Col{Head: "TARGET"}, Col{Head: "CAPABILITY"}, Col{Head: "ACHIEVED"}, Col{Head: "CLAIMED"}, Col{Head: "WHAT", Flex: true})
		for j := range p.Points {
			q := &p.Points[j]
			target, achieved := Cell{Text: q.Target.String()}, Cell{Text: q.Achieved.String(), Style: Green}
			if !q.Approved {
				target = Cell{Text: "no target", Style: Yellow}
			}
			if !q.Gap.IsZero() {
				achieved.Style = Red
			}
			t.Add(fmt.Sprint(q.Commit), q.Date, target, q.Capability, achieved, q.Claimed, driftWhat(q))
		}
		ss.Print(t)
	}
	ss.frFooter()
	ss.next("cordon diff A B", "cordon sl --at N", "cordon log")
}

// driftWhat says in a few words what made the state.
func driftWhat(p *api.DriftPoint) string {
	text := p.Label
	switch {
	case p.Label == "":
		text = "time passed"
	case p.Message != "":
		text = p.Message
	}
	for _, b := range p.Baselines {
		text += " [" + b + "]"
	}
	if p.Open {
		text += " (target decision open)"
	}
	return text
}
