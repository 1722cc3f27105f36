package app

import (
	"errors"
	"fmt"

	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/model"
)

// ConfirmLinks says of links that they still hold, each by itself: what lies
// further along stays suspect until it is confirmed or verified again (rules,
// section 6). The reason is needed and goes with each. The error joins one
// fault per link; then no ops are made.
func (m *Maker) ConfirmLinks(links []LinkName, reason string) error {
	const op = "confirm a link"
	if len(links) == 0 {
		return complain(fault.Invalid, op, "", "no link is named; there is nothing to confirm")
	}
	reason, err := neededReason(op, "", reason)
	if err != nil {
		return err
	}
	ops := make([]model.Op, 0, len(links))
	var faults []error
	for _, name := range links {
		from, l, err := m.link(name)
		switch {
		case err != nil:
			faults = append(faults, err)
		case !m.s.Schema().Verb(name.Verb).Suspect:
			faults = append(faults, complain(fault.Invalid, op, name.String(),
				fmt.Sprintf("a link %q cannot be suspect, so there is nothing to confirm", name.Verb)))
		default:
			ops = append(ops, model.Op{Kind: model.OpSet, Link: l.ID, Item: m.s.ID(from), Confirm: true, Reason: reason})
		}
	}
	if len(faults) > 0 {
		return errors.Join(faults...)
	}
	m.ops = append(m.ops, ops...)
	return nil
}
