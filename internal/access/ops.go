package access

import (
	"slices"

	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/model"
)

// DecideOps tells which ops of a change somebody may not make: one Denied fault
// for each, in the order of the ops, and none if the whole change is allowed.
// The ops are those that were handed in, before the writer of the commit
// completes them, and s is the state they are to be applied to.
//
// A supplier sets and unsets properties and titles of its own products. A
// reviewer creates, changes, links and retires reviews, and confirms links and
// targets in force. Everybody else who may write the model may make every op.
//
// What a refusal says of an item does not tell whether it exists to somebody
// who may not see it.
func DecideOps(w Who, s *model.Snapshot, ops []model.Op) []*fault.Error {
	v := Decide(w, WriteModel)
	var allowed func(op *model.Op) string
	switch {
	case !v.Allowed:
		allowed = func(*model.Op) string { return v.Why }
	case actionByName[WriteModel].roles[w.Grant.Role] == reviews:
		allowed = (&reviewer{s: s, made: map[model.ID]bool{}}).refuse
	case v.Products != nil:
		allowed = (&supplier{s: s, products: v.Products}).refuse
	default:
		return nil
	}
	var faults []*fault.Error
	for i := range ops {
		why := allowed(&ops[i])
		if why == "" {
			continue
		}
		f := fault.New(fault.Denied, ops[i].Kind.String(), "%s", why)
		f.Subject = subject(w, s, &ops[i])
		f.Place.File = ops[i].Place
		faults = append(faults, f)
	}
	return faults
}

// subject names the item of an op by its key where the asker may know it, and
// else by what the asker sent.
func subject(w Who, s *model.Snapshot, op *model.Op) string {
	if op.Kind == model.OpCreate {
		return op.Key.String()
	}
	if n, ok := s.ByID(op.Item); ok {
		read := Decide(w, ReadModel)
		key := s.Key(n).String()
		if read.Allowed && (read.Products == nil || slices.Contains(read.Products, key)) {
			return key
		}
	}
	return op.Item.String()
}

type supplier struct {
	s        *model.Snapshot
	products []string
}

// refuse gives why a supplier may not make an op, empty if it may.
func (u *supplier) refuse(op *model.Op) string {
	if (op.Kind != model.OpSet && op.Kind != model.OpUnset) || !op.Link.IsZero() || op.Revive {
		return "a supplier changes the properties of its own products only; ask the project's engineers for anything else"
	}
	n, ok := u.s.ByID(op.Item)
	if !ok || u.s.Kind(n) != model.KindProduct || !slices.Contains(u.products, u.s.Key(n).String()) {
		return "this is not one of your products; ask the project's owners to give it to you"
	}
	return ""
}

type reviewer struct {
	s    *model.Snapshot
	made map[model.ID]bool // reviews that earlier ops of the change create
}

const onlyReviews = "a reviewer writes reviews, and confirms links and targets; ask the project's engineers for anything else"

// refuse gives why a reviewer may not make an op, empty if it may.
func (u *reviewer) refuse(op *model.Op) string {
	if op.Kind == model.OpCreate {
		// An identity that is taken already would let later ops pass for a review's.
		if _, taken := u.s.ByID(op.Item); op.Key.Kind != model.KindReview || taken {
			return onlyReviews
		}
		u.made[op.Item] = true
		return ""
	}
	if !op.Fingerprint.IsZero() {
		return "what a link is confirmed for is worked out by the server; leave the fingerprint away"
	}
	if u.made[op.Item] || u.confirms(op) {
		return ""
	}
	if n, ok := u.s.ByID(op.Item); ok && u.s.Kind(n) == model.KindReview {
		return ""
	}
	return onlyReviews
}

// confirms reports whether an op says no more than that something still holds:
// a link, or a target in force.
func (u *reviewer) confirms(op *model.Op) bool {
	if op.Kind != model.OpSet || op.Reason == "" || op.TitleSet || op.Revive || len(op.Names) > 0 {
		return false
	}
	if !op.Link.IsZero() {
		return op.Confirm && len(op.Props) == 0
	}
	n, ok := u.s.ByID(op.Item)
	if !ok || len(op.Props) != 1 || op.Props[0].Name != "approved_target" {
		return false
	}
	if k := u.s.Kind(n); k != model.KindZone && k != model.KindConduit {
		return false
	}
	t, inForce := u.s.PlaceView(n).Target()
	return inForce && op.Props[0].Value.Equal(model.VectorValue(t))
}
