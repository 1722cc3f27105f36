package cli

import (
	"context"
	"fmt"

	"github.com/cordon-ot/cordon/internal/answer"
	"github.com/cordon-ot/cordon/internal/model"
)

// BaselineCmd groups the commands on baselines.
type BaselineCmd struct {
	Add  BaselineAddCmd  `cmd:"" help:"Give a state a name."`
	List BaselineListCmd `cmd:"" help:"List the named states."`
}

// BaselineAddCmd names a state.
type BaselineAddCmd struct {
	Title string `arg:"" help:"Name of the state; --at says which, the newest without it."`
}

// Run names the state.
func (c *BaselineAddCmd) Run(ctx context.Context, ss *Session) error {
	o, err := ss.record(ctx, "state to name")
	if err != nil {
		return err
	}
	st, err := o.service.At(ctx, ss.flags.At)
	if err != nil {
		return err
	}
	ss.flags.At = "" // it said which state, not where to write
	at := st.Snapshot.Commit()
	var key model.Key
	w, err := ss.Write(ctx, "baseline", func(e *Edit) error {
		var err error
		key, err = e.SetBaseline(c.Title, at)
		return err
	})
	if err != nil {
		return err
	}
	return ss.Report(w, map[string]any{"baseline": key.String(), "names": at}, fmt.Sprintf("%s %q names commit %d.", key, c.Title, at))
}

// BaselineListCmd lists the named states.
type BaselineListCmd struct{}

// Run lists the baselines.
func (BaselineListCmd) Run(ctx context.Context, ss *Session) error {
	st, err := ss.State(ctx)
	if err != nil {
		return err
	}
	d := answer.Baselines(st)
	if ss.WantJSON() {
		return ss.JSON(d)
	}
	if len(d.Baselines) == 0 {
		ss.Printf("There are no baselines yet; name the present state with: cordon baseline add TITLE")
		return nil
	}
	t := NewTable(Col{Head: "KEY"}, Col{Head: "TITLE", Flex: true}, Col{Head: "COMMIT", Right: true})
	for _, b := range d.Baselines {
		t.Add(b.Key, b.Title, int(b.Commit))
	}
	ss.Print(t)
	return nil
}
