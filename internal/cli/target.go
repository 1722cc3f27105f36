package cli

import (
	"context"
	"fmt"

	"github.com/cordon-ot/cordon/internal/api"
	"github.com/cordon-ot/cordon/internal/app"
	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/model"
	"github.com/cordon-ot/cordon/internal/sl"
)

// TargetCmd groups the commands on SL-T.
type TargetCmd struct {
	Set     TargetSetCmd     `cmd:"" help:"Propose the SL-T of a zone or conduit; it counts once approved."`
	Approve TargetApproveCmd `cmd:"" help:"Put an SL-T in force, and adapt the allocations to it."`
	Confirm TargetConfirmCmd `cmd:"" help:"Say that the SL-T in force is still right after its inputs changed."`
}

// TargetSetCmd proposes a target.
type TargetSetCmd struct {
	Place     string `arg:"" help:"Zone or conduit."`
	Vector    string `arg:"" help:"SL-T: 2 for all, {2,2,2,1,2,2,2}, or IAC=2 UC=2."`
	Rationale string `help:"Why this target."`
}

// Run proposes the target.
func (c *TargetSetCmd) Run(ctx context.Context, ss *Session) error {
	v, err := parseVector(c.Vector)
	if err != nil {
		return err
	}
	var key model.Key
	w, err := ss.Write(ctx, "edit", func(e *Edit) error {
		n, err := ss.Place(e.State, c.Place)
		if err != nil {
			return err
		}
		key = e.State.Snapshot.Key(n)
		pairs := []string{"target=" + v.String()}
		if c.Rationale != "" {
			pairs = append(pairs, "target_rationale="+c.Rationale)
		}
		return setProps(e, e.State.Snapshot.Item(n), pairs)
	})
	if err != nil {
		return err
	}
	line := fmt.Sprintf("Proposed SL-T %s for %s. It counts once approved: cordon target approve %s --by NAME", v, key, key)
	return ss.Report(w, map[string]any{"place": key.String(), "proposed": v}, keepIf(w.Commit != nil, line)...)
}

func parseVector(s string) (sl.Vector, error) {
	v, err := sl.ParseVector(s)
	if err != nil {
		return v, fault.New(fault.Invalid, "read a vector", "%s", err.Error())
	}
	return v, nil
}

// TargetApproveCmd approves a target.
type TargetApproveCmd struct {
	Place     string `arg:"" help:"Zone or conduit."`
	Vector    string `arg:"" optional:"" help:"SL-T; the one proposed without it."`
	By        string `required:"" help:"Who approves."`
	Rationale string `help:"Why this target; without it, the rationale on record."`
}

// Run approves the target.
func (c *TargetApproveCmd) Run(ctx context.Context, ss *Session) error {
	var key model.Key
	var v sl.Vector
	var done api.AllocationCounts
	w, err := ss.Write(ctx, "approve target", func(e *Edit) error {
		n, err := ss.Place(e.State, c.Place)
		if err != nil {
			return err
		}
		key = e.State.Snapshot.Key(n)
		if v, err = c.vector(e.State.Snapshot.PlaceView(n)); err != nil {
			return err
		}
		basis, err := ss.Basis(e.State)
		if err != nil {
			return err
		}
		a := app.TargetApproval{Target: v, By: c.By, Rationale: c.Rationale, Day: e.State.Date}
		if err := e.ApproveTarget(basis, key, a); err != nil {
			return err
		}
		done = countAllocations(e)
		return nil
	})
	if err != nil {
		return err
	}
	if n, ok := w.After.Snapshot.ByKey(key); ok {
		for range w.After.Snapshot.FromOf(n, model.AllocatedTo) {
			done.Live++
		}
	}
	lines := []string{
		fmt.Sprintf("SL-T of %s is now %s, approved by %s.", key, v, c.By),
		fmt.Sprintf("Allocations: %d created, %d revived, %d retired; %d are live.", done.Created, done.Revived, done.Retired, done.Live),
	}
	return ss.Report(w, map[string]any{"place": key.String(), "target": v, "allocations": done}, lines...)
}

// vector gives the target to approve: the one named, else the proposed one.
func (c *TargetApproveCmd) vector(p model.Place) (sl.Vector, error) {
	if c.Vector != "" {
		return parseVector(c.Vector)
	}
	v, ok := p.Proposed()
	if !ok {
		return v, fault.New(fault.Invalid, "approve a target", "no target is proposed for %s; name one: cordon target approve %s 2 --by NAME", p.Key, p.Key)
	}
	return v, nil
}

// countAllocations counts what the ops of an approval do.
func countAllocations(e *Edit) api.AllocationCounts {
	var c api.AllocationCounts
	for _, op := range e.Ops() {
		n, known := e.State.Snapshot.ByID(op.Item)
		allocation := op.Key.Kind == model.KindAllocation || (known && e.State.Snapshot.Kind(n) == model.KindAllocation)
		switch {
		case !allocation:
		case op.Kind == model.OpCreate:
			c.Created++
		case op.Kind == model.OpRetire:
			c.Retired++
		case op.Kind == model.OpSet && op.Revive:
			c.Revived++
		}
	}
	return c
}

// TargetConfirmCmd confirms a target.
type TargetConfirmCmd struct {
	Place  string `arg:"" help:"Zone or conduit."`
	Reason string `required:"" help:"Why the target is still right."`
}

// Run confirms the target.
func (c *TargetConfirmCmd) Run(ctx context.Context, ss *Session) error {
	var key model.Key
	w, err := ss.Write(ctx, "confirm target", func(e *Edit) error {
		n, err := ss.Place(e.State, c.Place)
		if err != nil {
			return err
		}
		key = e.State.Snapshot.Key(n)
		return e.ConfirmTarget(key, c.Reason)
	})
	if err != nil {
		return err
	}
	return ss.Report(w, map[string]any{"place": key.String()}, fmt.Sprintf("Confirmed the SL-T of %s.", key))
}
