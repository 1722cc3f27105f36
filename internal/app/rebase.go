package app

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/model"
	"github.com/cordon-ot/cordon/internal/trace"
)

// rebase tells whether a change that was made on another state still holds on
// base. It gives the state its author looked at, nil if that is base itself.
// What clashes is reported with one Conflict per item.
func (p *Project) rebase(ctx context.Context, base *model.Snapshot, c *Change) (*model.Snapshot, error) {
	switch {
	case c.Expected == 0 || c.Expected == base.Commit():
		return nil, nil
	case c.Expected > base.Commit():
		f := fault.New(fault.Conflict, "commit", "the change was made on commit %d, but the record is at commit %d; read it again", c.Expected, base.Commit())
		f.Head = base.Commit()
		return nil, f
	}
	seen, err := p.state(ctx, c.Expected)
	if err != nil {
		return nil, err
	}
	k := clashes{seen: seen, now: base}
	for i := range c.Ops {
		k.look(&c.Ops[i])
	}
	if slices.ContainsFunc(c.Ops, rests) {
		k.lookAtGrounds(p.prints(seen), p.prints(base), c.Ops)
	}
	return seen, k.err()
}

// clashes collects what ops touch and somebody else changed between two
// states of one record.
type clashes struct {
	seen, now *model.Snapshot
	order     []model.Node
	what      map[model.Node][]string
}

func (k *clashes) add(n model.Node, what string) {
	if k.what == nil {
		k.what = map[model.Node][]string{}
	}
	if _, ok := k.what[n]; !ok {
		k.order = append(k.order, n)
	}
	if !slices.Contains(k.what[n], what) {
		k.what[n] = append(k.what[n], what)
	}
}

// pair gives an item in both states; ok is false if it was not there before,
// or has not changed in between.
func (k *clashes) pair(id model.ID) (n model.Node, old, now *model.Item, ok bool) {
	n, ok = k.seen.ByID(id)
	if !ok {
		return n, nil, nil, false
	}
	old, now = k.seen.Item(n), k.now.Item(n)
	return n, old, now, old.Commit != now.Commit
}

func (k *clashes) look(op *model.Op) {
	if op.Kind == model.OpCreate {
		k.lookAtKey(op)
		return
	}
	n, old, now, changed := k.pair(op.Item)
	if changed && now.Retired && !old.Retired && !op.Revive {
		k.add(n, "retirement")
	}
	if op.Kind == model.OpLink {
		if to, was, is, changed := k.pair(op.To); changed && is.Retired && !was.Retired {
			k.add(to, "retirement")
		}
	}
	if !changed {
		return
	}
	switch op.Kind {
	case model.OpSet, model.OpUnset:
		if op.Link.IsZero() {
			k.lookAtProps(n, old, now, op)
		} else {
			k.lookAtLink(n, old, now, op)
		}
	case model.OpLink:
		k.lookAtNewLink(n, old, now, op)
	case model.OpUnlink:
		k.lookAtLink(n, old, now, op)
	}
}

func (k *clashes) lookAtKey(op *model.Op) {
	if n, taken := k.now.ByKey(op.Key); taken {
		if _, was := k.seen.ByKey(op.Key); !was {
			k.add(n, "key")
		}
	}
}

func (k *clashes) lookAtProps(n model.Node, old, now *model.Item, op *model.Op) {
	if op.TitleSet && old.Title != now.Title && now.Title != op.Title {
		k.add(n, "title")
	}
	for i := range op.Props {
		k.lookAtProp(n, op.Props[i].Name, old.Props, now.Props, op.Props[i].Value)
	}
	for _, name := range op.Names {
		k.lookAtProp(n, name, old.Props, now.Props, model.Value{})
	}
}

// lookAtProp: two people who wrote the same do not clash.
func (k *clashes) lookAtProp(n model.Node, name string, old, now model.Props, want model.Value) {
	is := now.Value(name)
	if !old.Value(name).Equal(is) && !is.Equal(want) {
		k.add(n, name)
	}
}

// lookAtLink is about an op that names a link which is there.
func (k *clashes) lookAtLink(n model.Node, old, now *model.Item, op *model.Op) {
	was, is := linkByID(old, op.Link), linkByID(now, op.Link)
	if was == nil {
		return
	}
	name := fmt.Sprintf("link %q %s", was.Verb, k.seen.Key(was.To))
	switch {
	case is == nil:
		k.add(n, name)
	case op.Kind == model.OpUnlink:
		if !was.Props.Equal(is.Props) || was.At != is.At {
			k.add(n, name)
		}
	default:
		if op.Confirm && was.At != is.At {
			k.add(n, name)
		}
		for i := range op.Props {
			if p := &op.Props[i]; !was.Props.Value(p.Name).Equal(is.Props.Value(p.Name)) && !is.Props.Value(p.Name).Equal(p.Value) {
				k.add(n, name+": "+p.Name)
			}
		}
		for _, p := range op.Names {
			if !was.Props.Value(p).Equal(is.Props.Value(p)) {
				k.add(n, name+": "+p)
			}
		}
	}
}

func (k *clashes) lookAtNewLink(n model.Node, old, now *model.Item, op *model.Op) {
	d := k.now.Schema().Verb(op.Verb)
	to, ok := k.seen.ByID(op.To)
	if d == nil || !ok {
		return
	}
	if old.Link(op.Verb, to) == nil && now.Link(op.Verb, to) != nil {
		k.add(n, fmt.Sprintf("link %q %s", op.Verb, k.seen.Key(to)))
		return
	}
	if d.Single && k.now.One(n, op.Verb) != k.seen.One(n, op.Verb) {
		k.add(n, fmt.Sprintf("link %q", op.Verb))
	}
}

func linkByID(it *model.Item, id model.ID) *model.Link {
	for i := range it.Links {
		if it.Links[i].ID == id {
			return &it.Links[i]
		}
	}
	return nil
}

// rests reports whether an op is a statement about how something looked: that
// a link still holds, or that a target is right.
func rests(op model.Op) bool {
	if op.Kind != model.OpSet {
		return false
	}
	return (op.Confirm && !op.Link.IsZero()) || (op.Link.IsZero() && !op.Props.Value("approved_target").IsZero())
}

// lookAtGrounds finds confirmations whose grounds changed: who confirmed did
// not see what the confirmation would be recorded for.
func (k *clashes) lookAtGrounds(then, now *trace.Prints, ops []model.Op) {
	for i := range ops {
		op := &ops[i]
		if !rests(*op) {
			continue
		}
		n, ok := k.seen.ByID(op.Item)
		if !ok {
			continue
		}
		if op.Link.IsZero() {
			if then.Decision(n) != now.Decision(n) {
				k.add(n, fault.Say("what its target is decided on").String())
			}
			continue
		}
		if l := linkByID(k.seen.Item(n), op.Link); l != nil && then.Link(n, l.Verb, l.To) != now.Link(n, l.Verb, l.To) {
			k.add(n, fault.Say("what its link %q %s rests on", l.Verb, k.seen.Key(l.To)).String())
		}
	}
}

// err gives one Conflict for each thing that clashes, item by item in the order
// of the ops, with the property, link or key as its field.
func (k *clashes) err() error {
	var all []error
	for _, n := range k.order {
		it := k.now.Item(n)
		for _, what := range k.what[n] {
			f := fault.New(fault.Conflict, "commit", "%s changed since commit %d; look at it and make the change again", what, k.seen.Commit())
			if what == "key" {
				f.Say("the key was given to %q since commit %d; take the next one", it.Title, k.seen.Commit())
			}
			f.Subject, f.Head, f.Place.Field = it.Key.String(), k.now.Commit(), what
			all = append(all, f)
		}
	}
	return errors.Join(all...)
}

// asConflict turns the faults of ops that were right on the state their author
// looked at, and are wrong now, into conflicts.
func asConflict(err error, head uint64) error {
	list := []error{err}
	if j, ok := err.(interface{ Unwrap() []error }); ok {
		list = j.Unwrap()
	}
	out := make([]error, len(list))
	for i, e := range list {
		out[i] = e
		var f *fault.Error
		if errors.As(e, &f) {
			c := *f
			c.Kind, c.Head = fault.Conflict, head
			out[i] = &c
		}
	}
	return errors.Join(out...)
}
