package plant

import (
	"encoding/binary"
	"slices"
	"strconv"
	"strings"

	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/model"
)

// parser holds what is known of the text so far.
type parser struct {
	snapshot *model.Snapshot
	names    map[string]*draft // the latest draft under each name
	ids      map[string]model.ID
	last     map[model.Kind]uint32 // highest key number given, per kind
	made     uint64                // identities given
	drafts   []*draft              // of the commit being read
	current  *draft                // what states and accepts are about
	faults   []*fault.Error
}

// draft is what one commit says about one item.
type draft struct {
	name  string
	kind  model.Kind
	key   model.Key
	id    model.ID
	line  int
	made  bool // created in this commit
	props map[string]model.Value
	other []pending // links and the like, in the order of the text
}

// pending is one op on an item that may name others.
type pending struct {
	kind    model.OpKind
	verb    model.Verb
	to      string
	props   model.Props
	names   []string // properties to unset
	confirm bool
	revive  bool
	line    int
}

func (p *parser) fault(number int, format string, a ...any) {
	f := fault.New(fault.Invalid, "read a plant", format, a...)
	f.Place = fault.Place{Line: number}
	p.faults = append(p.faults, f)
}

func (p *parser) begin() { p.drafts, p.current = nil, nil }

func (p *parser) newID() model.ID {
	p.made++
	var random [10]byte
	binary.BigEndian.PutUint64(random[2:], p.made)
	return model.NewID(firstDay.UnixMilli(), random)
}

// statement reads one line.
func (p *parser) statement(l line) {
	rest := l.words[1:]
	switch verb := l.words[0].text(); verb {
	case "states":
		p.states(l.number, rest)
	case "accepts":
		p.accepts(l.number, rest)
	case "set", "unset", "unlink", "confirm":
		if d := p.known(l.number, rest); d != nil {
			p.change(verb, d, l.number, rest[1:])
		}
	case "retire", "revive":
		if len(rest) != 1 {
			p.fault(l.number, "%s takes one list of names", verb)
			return
		}
		for _, name := range rest[0].parts {
			if d := p.known(l.number, []word{{parts: []string{name}}}); d != nil {
				op := pending{kind: model.OpRetire, line: l.number}
				if verb == "revive" {
					op = pending{kind: model.OpSet, revive: true, line: l.number}
				}
				d.other = append(d.other, op)
			}
		}
	default:
		kind, err := model.ParseKind(verb)
		if err != nil {
			p.fault(l.number, "%v, and %q is no other statement", err, verb)
			return
		}
		p.declare(kind, l.number, rest)
	}
}

// known finds the draft of an item that an earlier line declared, a new one in
// each commit.
func (p *parser) known(number int, words []word) *draft {
	if len(words) == 0 {
		p.fault(number, "the name of an item is missing")
		return nil
	}
	name := words[0].text()
	d := p.names[name]
	if d == nil {
		p.fault(number, "no line above declares %q", name)
		return nil
	}
	if !slices.Contains(p.drafts, d) {
		d = &draft{name: name, kind: d.kind, key: d.key, id: d.id, line: number, props: map[string]model.Value{}}
		p.names[name] = d
		p.drafts = append(p.drafts, d)
	}
	p.current = d
	return d
}

func (p *parser) declare(kind model.Kind, number int, words []word) {
	if len(words) == 0 {
		p.fault(number, "the name of the %s is missing", kind)
		return
	}
	name := words[0].text()
	if p.names[name] != nil {
		p.fault(number, "the name %q is taken by line %d", name, p.names[name].line)
		return
	}
	d := &draft{name: name, kind: kind, id: p.newID(), line: number, made: true, props: map[string]model.Value{}}
	if key, err := model.ParseKey(name); err == nil {
		if key.Kind != kind {
			p.fault(number, "%q is the key of a %s, not of a %s", name, key.Kind, kind)
			return
		}
		d.key = key
	} else {
		d.key = model.Key{Kind: kind, Number: p.last[kind] + 1}
	}
	p.last[kind] = max(p.last[kind], d.key.Number)
	p.names[name], p.ids[name] = d, d.id
	p.drafts = append(p.drafts, d)
	p.current = d
	words = words[1:]
	if kind == model.KindZone && len(words) > 0 && slices.Contains(p.prop(d, "type").Values, words[0].text()) {
		d.props["type"] = model.TextValue(model.Enum, words[0].text())
		words = words[1:]
	}
	p.clauses(d, number, words)
}

// change reads a statement about an item that is there.
func (p *parser) change(verb string, d *draft, number int, words []word) {
	switch verb {
	case "set":
		p.clauses(d, number, words)
	case "unset":
		op := pending{kind: model.OpUnset, line: number}
		for _, w := range words {
			op.names = append(op.names, propName(w.text()))
		}
		d.other = append(d.other, op)
	default:
		if len(words) != 2 {
			p.fault(number, "%s takes a name, a verb and names", verb)
			return
		}
		v, err := model.ParseVerb(words[0].text())
		if err != nil {
			p.fault(number, "%v", err)
			return
		}
		for _, to := range words[1].parts {
			op := pending{kind: model.OpUnlink, verb: v, to: to, line: number}
			if verb == "confirm" {
				op.kind, op.confirm = model.OpSet, true
			}
			d.other = append(d.other, op)
		}
	}
}

func propName(s string) string { return strings.ReplaceAll(s, "-", "_") }

func (p *parser) prop(d *draft, name string) *model.PropDecl {
	return p.snapshot.Schema().Prop(d.kind, propName(name))
}

// ops turns the drafts of the commit into ops: items first, so that links may
// name what stands further down.
func (p *parser) ops() (creates, rest []model.Op) {
	for _, d := range p.drafts {
		var props model.Props
		for name, v := range d.props {
			props = props.With(name, v)
		}
		place := "line " + strconv.Itoa(d.line)
		switch {
		case d.made:
			creates = append(creates, model.Op{Kind: model.OpCreate, Item: d.id, Key: d.key, Title: d.name, Props: props, Place: place})
		case len(props) > 0:
			creates = append(creates, model.Op{Kind: model.OpSet, Item: d.id, Props: props, Place: place})
		}
		for _, o := range d.other {
			if op, ok := p.op(d, o); ok {
				rest = append(rest, op)
			}
		}
	}
	return creates, rest
}

func (p *parser) op(d *draft, o pending) (model.Op, bool) {
	op := model.Op{Kind: o.kind, Item: d.id, Props: o.props, Names: o.names, Confirm: o.confirm, Revive: o.revive, Place: "line " + strconv.Itoa(o.line)}
	if o.verb == model.NoVerb {
		return op, true
	}
	to, ok := p.ids[o.to]
	if !ok {
		p.fault(o.line, "no line declares %q", o.to)
		return op, false
	}
	if o.kind == model.OpLink {
		op.Link, op.Verb, op.To = p.newID(), o.verb, to
		return op, true
	}
	from, known := p.snapshot.ByID(d.id)
	end, there := p.snapshot.ByID(to)
	if known && there {
		if l := p.snapshot.Link(from, o.verb, end); l != nil {
			op.Link = l.ID
			return op, true
		}
	}
	p.fault(o.line, "%s is not %q %s in the commit before", d.name, o.verb, o.to)
	return op, false
}
