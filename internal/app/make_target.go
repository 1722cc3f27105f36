package app

import (
	"fmt"
	"strings"

	"github.com/cordon-ot/cordon/internal/capability"
	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/model"
	"github.com/cordon-ot/cordon/internal/sl"
	"github.com/cordon-ot/cordon/internal/standard"
)

// Labels of commits whose meaning the product itself relies on or shows.
const (
	LabelApproveTarget = "approve target"
	LabelConfirmTarget = "confirm target"
	LabelConfirm       = "confirm"
	LabelBaseline      = "baseline"
	LabelRestore       = "restore"
)

// TargetApproval is a decision about the SL-T of a place.
type TargetApproval struct {
	Target    sl.Vector
	By        string // who approves, never blank
	Rationale string // why; empty keeps the rationale that is recorded
	Day       string // the project's day, YYYY-MM-DD
}

// ApproveTarget puts an SL-T in force on a zone or conduit and adapts the
// allocations to it (rules, section 1): it creates those that are missing,
// revives retired ones that the target asks for, and retires those that the
// target before asked for and this one does not. Rows recorded by hand above
// the target stay, and nothing is deleted.
//
// The rows are those of b, the catalogues in force. What the target was
// decided on is recorded with the commit.
func (m *Maker) ApproveTarget(b capability.Basis, place model.Key, a TargetApproval) error {
	id, n, err := m.place("approve a target", place)
	if err != nil {
		return err
	}
	if err := a.check(place); err != nil {
		return err
	}
	var before sl.Vector
	have := map[string]model.Node{}
	if n != model.NoNode {
		before, _ = m.s.PlaceView(n).Target()
		have = m.allocations(n)
	}
	for _, r := range b.Rows() {
		now := r.Level <= a.Target.At(r.FR)
		alloc, there := have[r.Ref.String()]
		switch {
		case now && !there:
			m.allocate(id, r)
		case now && !m.s.Live(alloc):
			m.ops = append(m.ops, model.Op{Kind: model.OpSet, Item: m.s.ID(alloc), Revive: true})
		case !now && there && m.s.Live(alloc) && r.Level <= before.At(r.FR):
			m.ops = append(m.ops, model.Op{
				Kind: model.OpRetire, Item: m.s.ID(alloc),
				Reason: fmt.Sprintf("SL-T of %s was lowered to %s", place, a.Target),
			})
		}
	}
	m.ops = append(m.ops, model.Op{Kind: model.OpSet, Item: id, Props: a.props()})
	return nil
}

func (a *TargetApproval) props() model.Props {
	props := model.Props{
		{Name: "approved_target", Value: model.VectorValue(a.Target)},
		{Name: "target", Value: model.VectorValue(a.Target)},
		{Name: "target_approved_by", Value: model.TextValue(model.Text, strings.TrimSpace(a.By))},
		{Name: "target_approved_on", Value: model.TextValue(model.Date, a.Day)},
	}
	if why := strings.TrimSpace(a.Rationale); why != "" {
		props = props.With("target_rationale", model.TextValue(model.Text, why))
	}
	return props
}

func (a *TargetApproval) check(place model.Key) error {
	const op = "approve a target"
	switch {
	case !a.Target.Valid():
		return complain(fault.Invalid, op, place.String(), "the target holds something that is no security level; levels are 0 to 4")
	case strings.TrimSpace(a.By) == "":
		return complain(fault.Invalid, op, place.String(), "an approval needs the name of who approves")
	}
	return nil
}

// place finds a live zone or conduit of the state, or one that this change
// makes; that has no node yet.
func (m *Maker) place(op string, key model.Key) (model.ID, model.Node, error) {
	id, made := m.made[key]
	n := model.NoNode
	if !made {
		var err error
		if n, err = liveItem(m.s, key); err != nil {
			return id, n, err
		}
		id = m.s.ID(n)
	}
	if k := key.Kind; k != model.KindZone && k != model.KindConduit {
		return id, n, complain(fault.Invalid, op, key.String(), fmt.Sprintf("only zones and conduits have a target; this is %s", k.Indefinite()))
	}
	return id, n, nil
}

// allocations gives the allocations of a place by row, retired ones included.
func (m *Maker) allocations(place model.Node) map[string]model.Node {
	have := map[string]model.Node{}
	for _, e := range m.s.In(place) {
		if e.Verb == model.AllocatedTo {
			have[m.s.AllocationView(e.Node).RowText()] = e.Node
		}
	}
	return have
}

// allocate makes the allocation of a row on a place.
func (m *Maker) allocate(place model.ID, r *standard.Requirement) {
	title := r.Ref.Code
	if r.Title != "" {
		title += " " + r.Title
	}
	key := m.Create(model.KindAllocation, title, model.Props{{Name: "row", Value: model.TextValue(model.Row, r.Ref.String())}})
	m.ops = append(m.ops, model.Op{
		Kind: model.OpLink, Link: m.newID(), Verb: model.AllocatedTo, Item: m.made[key], To: place,
	})
}

// ConfirmTarget says that the target in force of a place is still right after
// what it was decided on has changed. The reason is needed.
func (m *Maker) ConfirmTarget(place model.Key, reason string) error {
	const op = "confirm a target"
	id, n, err := m.place(op, place)
	if err != nil {
		return err
	}
	var t sl.Vector
	approved := false
	if n != model.NoNode {
		t, approved = m.s.PlaceView(n).Target()
	}
	if !approved {
		return complain(fault.Invalid, op, place.String(), "no target is in force here; approve one")
	}
	if reason, err = neededReason(op, place.String(), reason); err != nil {
		return err
	}
	m.ops = append(m.ops, model.Op{
		Kind: model.OpSet, Item: id, Reason: reason,
		Props: model.Props{{Name: "approved_target", Value: model.VectorValue(t)}},
	})
	return nil
}

func neededReason(op, subject, reason string) (string, error) {
	if reason = strings.TrimSpace(reason); reason == "" {
		return "", complain(fault.Invalid, op, subject, "a confirmation needs a reason: why does it still hold?")
	}
	return reason, nil
}
