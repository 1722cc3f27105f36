package plant

import (
	"errors"
	"time"

	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/model"
)

// Plant is a parsed text: the last state, the states before it, and the names.
type Plant struct {
	*model.Snapshot                   // the state after the last commit
	History         []*model.Snapshot // the state after each commit, oldest first
	names           map[string]model.Node
}

// Node gives the node of the item declared under a name, model.NoNode if there
// is none.
func (p *Plant) Node(name string) model.Node {
	if n, ok := p.names[name]; ok {
		return n
	}
	return model.NoNode
}

// Name gives the name under which a node was declared.
func (p *Plant) Name(n model.Node) string { return p.Item(n).Title }

// Prints takes the fingerprints that a writer of commits records; *trace.Prints
// is one.
type Prints interface {
	Link(from model.Node, v model.Verb, to model.Node) model.Fingerprint
	Decision(place model.Node) model.Fingerprint
}

// Reader says how a text is read. The zero Reader accepts faulty data and
// records no fingerprints, so that every link that can be suspect is.
type Reader struct {
	// Strict refuses what the model refuses from its users.
	Strict bool
	// Seal gives the prints of a state. If it is not nil, links made or confirmed
	// in a commit, and targets approved in it, remember the state at its end.
	Seal func(*model.Snapshot) Prints
}

// Parse reads a text with the zero Reader.
func Parse(text string) (*Plant, error) { return Reader{}.Parse(text) }

// Parse reads a text. The error joins every fault found, each a *fault.Error
// of kind Invalid that names its line.
func (r Reader) Parse(text string) (*Plant, error) {
	p := &parser{
		names: map[string]*draft{}, ids: map[string]model.ID{},
		last: map[model.Kind]uint32{}, snapshot: model.Empty(),
	}
	out := &Plant{names: map[string]model.Node{}}
	for _, c := range p.commits(text) {
		p.commit(r, c)
		if len(p.faults) > 0 {
			return nil, join(p.faults)
		}
		out.History = append(out.History, p.snapshot)
	}
	out.Snapshot = p.snapshot
	for name, id := range p.ids {
		if n, ok := p.snapshot.ByID(id); ok {
			out.names[name] = n
		}
	}
	return out, nil
}

func join(faults []*fault.Error) error {
	list := make([]error, len(faults))
	for i, f := range faults {
		list[i] = f
	}
	return errors.Join(list...)
}

// firstDay is the time of the first commit; each later one is a day after.
var firstDay = time.Date(2026, 1, 1, 12, 0, 0, 0, time.UTC)

// commit applies one commit's statements to the state.
func (p *parser) commit(r Reader, lines []line) {
	p.begin()
	for _, l := range lines {
		p.statement(l)
	}
	creates, rest := p.ops()
	if len(p.faults) > 0 {
		return
	}
	number := p.snapshot.Commit() + 1
	b := model.NewBuilder(p.snapshot, number, firstDay.AddDate(0, 0, int(number-1)), model.Options{Lenient: !r.Strict})
	b.Apply(creates)
	b.Apply(rest)
	s := b.Snapshot()
	if r.Seal != nil && len(b.Faults()) == 0 {
		p.seal(b, s, r.Seal(s), rest)
		s = b.Snapshot()
	}
	p.faults = append(p.faults, b.Faults()...)
	p.snapshot = s
}

// seal records fingerprints as of the end of the commit.
func (p *parser) seal(b *model.Builder, s *model.Snapshot, prints Prints, ops []model.Op) {
	for _, op := range ops {
		if op.Link.IsZero() || (op.Kind != model.OpLink && !op.Confirm) {
			continue
		}
		from, _ := s.ByID(op.Item)
		for _, l := range s.Item(from).Links {
			if l.ID == op.Link && s.Schema().Verb(l.Verb).Suspect {
				b.Confirm(from, l.Verb, l.To, prints.Link(from, l.Verb, l.To))
			}
		}
	}
	for _, d := range p.drafts {
		n, ok := s.ByID(d.id)
		if !ok || d.props["approved_target"].IsZero() {
			continue
		}
		v := model.TextValue(model.Text, prints.Decision(n).String())
		b.Apply([]model.Op{{Kind: model.OpSet, Item: d.id, Props: model.Props{{Name: "target_inputs", Value: v}}}})
	}
}
