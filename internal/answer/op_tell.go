package answer

import (
	"github.com/cordon-ot/cordon/internal/api"
	"github.com/cordon-ot/cordon/internal/model"
)

// WireOps gives ops in the form in which they are sent, told by the state s
// that they are to be applied to: Ops of the result on s gives them back, but
// for fingerprints, which the writer of a commit takes, and places.
func WireOps(s *model.Snapshot, ops []model.Op) []api.Op {
	return newTeller([]*model.Snapshot{s}).ops(ops)
}

// teller names what ops speak of by the states it knows.
type teller struct {
	states []*model.Snapshot
	made   map[model.ID]model.Key // items that the ops create
	links  map[model.ID]ends      // links that the ops make
}

// ends is what a link joins, by identity.
type ends struct {
	verb model.Verb
	to   model.ID
}

func newTeller(states []*model.Snapshot) *teller {
	t := &teller{made: map[model.ID]model.Key{}, links: map[model.ID]ends{}}
	for _, s := range states {
		if s != nil {
			t.states = append(t.states, s)
		}
	}
	return t
}

// name gives the key of an item, its identity if no state knows it.
func (t *teller) name(id model.ID) string {
	if k, ok := t.made[id]; ok {
		return k.String()
	}
	for _, s := range t.states {
		if n, ok := s.ByID(id); ok {
			return s.Key(n).String()
		}
	}
	return id.String()
}

// link names the link of an op by its ends, by its identity if no state has it.
func (t *teller) link(op *model.Op, d *api.Op) {
	d.From = t.name(op.Item)
	if l, ok := t.links[op.Link]; ok {
		d.Verb, d.To = l.verb.String(), t.name(l.to)
		return
	}
	for _, s := range t.states {
		if n, ok := s.ByID(op.Item); ok {
			if l := linkByID(s, n, op.Link); l != nil {
				d.Verb, d.To = l.Verb.String(), s.Key(l.To).String()
				return
			}
		}
	}
	d.Link = op.Link.String()
}

func (t *teller) ops(list []model.Op) []api.Op {
	out := make([]api.Op, len(list))
	for i := range list {
		out[i] = t.op(&list[i])
	}
	return out
}

func (t *teller) op(op *model.Op) api.Op {
	d := api.Op{Op: op.Kind.String(), Reason: op.Reason, Unset: op.Names}
	if len(op.Props) > 0 {
		d.Properties = model.AppendPropsJSON(nil, op.Props)
	}
	switch {
	case op.Kind == model.OpCreate:
		t.made[op.Item] = op.Key
		d.Key, d.Title, d.ID = op.Key.String(), op.Title, op.Item.String()
	case op.Kind == model.OpLink:
		t.links[op.Link] = ends{op.Verb, op.To}
		d.From, d.Verb, d.To, d.Link = t.name(op.Item), op.Verb.String(), t.name(op.To), op.Link.String()
	case !op.Link.IsZero():
		t.link(op, &d)
		if op.Confirm {
			d.Op = "confirm"
		}
	default:
		d.Key, d.Title = t.name(op.Item), op.Title
		if op.Revive {
			d.Op = "revive"
		}
	}
	return d
}
