package model

import (
	"fmt"
)

// Replay applies a stored commit to the state before it and gives the state
// after it. It is used to verify, to travel in time and to rebuild; the
// commit was checked when it was made, so a fault here means a damaged record.
func Replay(base *Snapshot, c *Commit) (*Snapshot, error) {
	if c.Number != base.commit+1 {
		return nil, fmt.Errorf("commit %d does not follow commit %d", c.Number, base.commit)
	}
	// What was accepted once stays accepted: rules that were tightened since
	// must not make history unreadable.
	b := NewBuilder(base, c.Number, c.Time, Options{Lenient: true})
	for i := range c.Ops {
		op := c.Ops[i]
		b.retypeOp(&op)
		b.apply(&op)
		if len(b.faults) > 0 {
			return nil, fmt.Errorf("commit %d, op %d cannot be applied: %w", c.Number, i+1, b.faults[0])
		}
	}
	return b.Snapshot(), nil
}

// retypeOp gives an op read from the log the types of the schema in force.
func (b *Builder) retypeOp(op *Op) {
	switch {
	case len(op.Props) == 0:
	case op.Kind == OpCreate:
		op.Props = b.next.schema.Retype(op.Key.Kind, op.Props)
	case op.Kind == OpLink:
		op.Props = b.next.schema.RetypeLink(op.Verb, op.Props)
	case op.Link.IsZero():
		if n, ok := b.ids.x.node(b.next, op.Item); ok {
			op.Props = b.next.schema.Retype(b.next.Item(n).Key.Kind, op.Props)
		}
	default:
		if n, ok := b.ids.x.node(b.next, op.Item); ok {
			for _, l := range b.next.Item(n).Links {
				if l.ID == op.Link {
					op.Props = b.next.schema.RetypeLink(l.Verb, op.Props)
				}
			}
		}
	}
}
