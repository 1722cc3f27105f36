package app

import (
	"slices"

	"github.com/cordon-ot/cordon/internal/model"
)

// seal completes ops that were applied to b: it writes into them, and into the
// state, what has to be remembered as of the end of the commit. Those are the
// fingerprints of links that were made or confirmed, and of what a target that
// was approved or confirmed was decided on (rules, section 6).
func (p *Planner) seal(b *model.Builder, ops []model.Op) ([]model.Op, error) {
	ops = slices.Clone(ops)
	decided := decidedPlaces(ops)
	if len(decided) == 0 && !slices.ContainsFunc(ops, confirms) {
		return ops, nil
	}
	s := b.Snapshot()
	w := p.prints(s)
	for i := range ops {
		op := &ops[i]
		if !confirms(*op) {
			continue
		}
		from, l := linkOf(s, op)
		if l == nil {
			continue // removed again by a later op of the same commit
		}
		if !s.Schema().Verb(l.Verb).Suspect {
			continue
		}
		if op.Fingerprint.IsZero() {
			op.Fingerprint = w.Link(from, l.Verb, l.To)
		}
		// Also for an op that brought its own: of several for one link the
		// last one stands, as it will when the log is replayed.
		b.Confirm(from, l.Verb, l.To, op.Fingerprint)
	}
	for _, id := range decided {
		n, ok := s.ByID(id)
		if !ok || !s.Live(n) {
			continue
		}
		op := model.Op{Kind: model.OpSet, Item: id, Props: model.Props{{
			Name: "target_inputs", Value: model.TextValue(model.Text, w.Decision(n).String()),
		}}}
		if !b.Apply([]model.Op{op}) {
			return nil, joinFaults(b.Faults())
		}
		ops = append(ops, op)
	}
	return ops, nil
}

// confirms reports whether an op makes or confirms a link.
func confirms(op model.Op) bool {
	return op.Kind == model.OpLink || (op.Kind == model.OpSet && op.Confirm && !op.Link.IsZero())
}

// linkOf finds the link an op makes or names in a state; nil if it is not
// there.
func linkOf(s *model.Snapshot, op *model.Op) (model.Node, *model.Link) {
	from, ok := s.ByID(op.Item)
	if !ok {
		return model.NoNode, nil
	}
	it := s.Item(from)
	for i := range it.Links {
		if it.Links[i].ID == op.Link {
			return from, &it.Links[i]
		}
	}
	return from, nil
}

// decidedPlaces lists, in order of the ops, the items whose target in force
// the ops set without saying on what it was decided.
func decidedPlaces(ops []model.Op) []model.ID {
	var out []model.ID
	for i := range ops {
		op := &ops[i]
		if (op.Kind != model.OpCreate && op.Kind != model.OpSet) || !op.Link.IsZero() {
			continue
		}
		at := slices.Index(out, op.Item)
		switch {
		case !op.Props.Value("target_inputs").IsZero():
			if at >= 0 {
				out = slices.Delete(out, at, at+1)
			}
		case !op.Props.Value("approved_target").IsZero() && at < 0:
			out = append(out, op.Item)
		}
	}
	return out
}
