package model

import (
	"fmt"
	"strings"

	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/near"
	"github.com/cordon-ot/cordon/internal/standard"
)

// Apply applies ops in order. An op that breaks the schema or a link rule
// changes nothing and adds a fault; the others go on, so that one run names
// every fault. The caller discards the builder if there are any. It reports
// whether all ops were accepted.
func (b *Builder) Apply(ops []Op) bool {
	before := len(b.faults)
	for i := range ops {
		b.apply(&ops[i])
	}
	return len(b.faults) == before
}

func (b *Builder) apply(op *Op) {
	switch op.Kind {
	case OpCreate:
		b.create(op)
	case OpSet:
		if op.Link.IsZero() {
			b.set(op)
		} else {
			b.setLink(op)
		}
	case OpUnset:
		if op.Link.IsZero() {
			b.unset(op)
		} else {
			b.unsetLink(op)
		}
	case OpLink:
		b.link(op)
	case OpUnlink:
		if n, i, ok := b.findLink(op); ok {
			b.dropLink(n, i)
		}
	case OpRetire:
		b.retire(op)
	default:
		b.fault(op, "", "", "there is no such op")
	}
}

// fault records one refusal.
func (b *Builder) fault(op *Op, subject, field, format string, a ...any) {
	f := fault.New(fault.Invalid, op.Kind.String(), format, a...)
	f.Subject = subject
	f.Place = fault.Place{File: op.Place, Field: field}
	b.faults = append(b.faults, f)
}

func (b *Builder) create(op *Op) {
	subject := op.Key.String()
	ok := true
	refuse := func(field, format string, a ...any) {
		ok = false
		b.fault(op, subject, field, format, a...)
	}
	if op.Item.IsZero() {
		refuse("id", "a new item needs an identity")
	} else if _, taken := b.ids.x.node(b.next, op.Item); taken {
		refuse("id", "the identity %s is already in use", op.Item)
	}
	if op.Key.Kind == NoKind || op.Key.Kind >= kindCount || op.Key.Number == 0 || op.Key.Number > MaxNumber {
		refuse("key", "the key is missing or its number is not from 1 to %d", MaxNumber)
		return
	}
	if n, taken := b.next.ByKey(op.Key); taken {
		state := "in use"
		if !b.next.Live(n) {
			state = "retired, and keys are never reused"
		}
		refuse("key", "the key %s is %s; take another number", op.Key, state)
	}
	if err := checkTitle(op.Title); err != nil {
		refuse("title", "%v", err)
	}
	if op.Key.Kind == KindSystem && b.next.system != NoNode {
		refuse("kind", "the project has its system already (%s); a project is one system under consideration", b.next.Key(b.next.system))
	}
	ok = b.checkProps(op, subject, op.Key.Kind, op.Props) && ok
	if !ok {
		return
	}
	n := b.addItem(&Item{ID: op.Item, Key: op.Key, Title: op.Title, Rev: 1, Commit: b.rev, Props: op.Props})
	if op.Key.Kind == KindSystem {
		b.next.system = n
		b.systemChanged(op, n)
	}
}

func checkTitle(s string) error {
	if strings.TrimSpace(s) == "" {
		return fmt.Errorf("the title is missing")
	}
	if s != strings.TrimSpace(s) || strings.Contains(s, "\n") {
		return fmt.Errorf("a title is one line without blanks at its ends")
	}
	return checkText(s)
}

func (b *Builder) checkProps(op *Op, subject string, k Kind, props Props) bool {
	ok := true
	for i := range props {
		p := &props[i]
		d := b.next.schema.Prop(k, p.Name)
		if d == nil {
			ok = false
			b.fault(op, subject, p.Name, "%s has no property %q%s", k.Indefinite(), p.Name, b.suggest(k, p.Name))
			continue
		}
		if err := b.checkValue(d, p.Value); err != nil {
			ok = false
			b.fault(op, subject, p.Name, "%v", err)
		}
		if i > 0 && props[i-1].Name >= p.Name {
			ok = false
			b.fault(op, subject, p.Name, "properties must stand once each, in order of name")
		}
	}
	return ok
}

// checkValue checks form and, for rows of the standard, existence.
func (b *Builder) checkValue(d *PropDecl, v Value) error {
	if err := d.Check(v); err != nil {
		return err
	}
	if b.opts.Row == nil {
		return nil
	}
	if d.Type == Row {
		return b.checkRef(v.text)
	}
	for _, c := range d.Columns {
		if c.Type != Row {
			continue
		}
		for i, r := range v.records {
			if err := b.checkRef(r.Cell(c.Name)); err != nil {
				return fmt.Errorf("record %d: %w", i+1, err)
			}
		}
	}
	return nil
}

func (b *Builder) checkRef(s string) error {
	ref, err := standard.ParseRef(s)
	if err != nil {
		return err
	}
	return b.opts.Row(ref)
}

// suggest names the properties of a kind that a misspelt name may have meant.
func (b *Builder) suggest(k Kind, name string) string {
	var all []string
	for _, d := range b.next.schema.Props(k) {
		all = append(all, d.Name)
	}
	if alike := near.Words(name, all, 1); len(alike) > 0 {
		return fault.Say("; did you mean %q?", alike[0]).String()
	}
	return fault.Say("; it has %s", strings.Join(all, ", ")).String()
}

// live finds the item an op names and refuses retired ones.
func (b *Builder) live(op *Op, id ID, field string) (Node, bool) {
	n, ok := b.ids.x.node(b.next, id)
	if !ok {
		b.fault(op, id.String(), field, "there is no item with this identity")
		return n, false
	}
	if b.retired(n) {
		b.fault(op, b.next.Key(n).String(), field, "the item is retired; bring it back first")
		return n, false
	}
	return n, true
}

func (b *Builder) retired(n Node) bool {
	if p := b.graph[int(n>>pageBits)]; p != nil {
		return p.page.retired>>(n&pageMask)&1 != 0
	}
	return !b.next.Live(n)
}

func (b *Builder) set(op *Op) {
	n, known := b.ids.x.node(b.next, op.Item)
	if known && op.Revive && b.retired(n) {
		if !b.revive(op, n) {
			return
		}
	}
	n, ok := b.live(op, op.Item, "item")
	if !ok {
		return
	}
	it := b.next.Item(n)
	if op.TitleSet {
		if err := checkTitle(op.Title); err != nil {
			b.fault(op, it.Key.String(), "title", "%v", err)
			ok = false
		}
	}
	if !b.checkProps(op, it.Key.String(), it.Key.Kind, op.Props) || !ok {
		return
	}
	if it.Key.Kind == KindAllocation && !b.rowFree(op, n, op.Props.Value("row")) {
		return
	}
	e := b.edit(n)
	if op.TitleSet {
		e.Title = op.Title
	}
	for i := range op.Props {
		e.Props = e.Props.With(op.Props[i].Name, op.Props[i].Value)
	}
	b.systemChanged(op, n)
}

func (b *Builder) unset(op *Op) {
	n, ok := b.live(op, op.Item, "item")
	if !ok {
		return
	}
	it := b.next.Item(n)
	for _, name := range op.Names {
		if it.Props.Value(name).IsZero() {
			b.fault(op, it.Key.String(), name, "the property is not set")
			return
		}
	}
	e := b.edit(n)
	for _, name := range op.Names {
		e.Props = e.Props.With(name, Value{})
	}
	b.systemChanged(op, n)
}

func (b *Builder) retire(op *Op) {
	n, ok := b.live(op, op.Item, "item")
	if !ok {
		return
	}
	b.setRetired(n, true)
	if n == b.next.system {
		b.next.system = NoNode
		b.next.schema = BaseSchema()
	}
}

// systemChanged rereads what the system item configures: custom properties.
func (b *Builder) systemChanged(op *Op, n Node) {
	if n != b.next.system {
		return
	}
	it := b.next.Item(n)
	schema, err := customSchema(it.Props.Value("custom_properties"))
	if err != nil {
		b.fault(op, it.Key.String(), "custom_properties", "%v", err)
		return
	}
	b.next.schema = schema
}

// customSchema adds the declared custom properties to the base schema.
func customSchema(v Value) (*Schema, error) {
	if len(v.records) == 0 {
		return BaseSchema(), nil
	}
	types := map[string]Type{"text": Text, "word": Enum, "yes/no": Bool, "number": Int, "date": Date, "list": TextList}
	s := &Schema{}
	for i, r := range v.records {
		k, err := ParseKind(r.Cell("kind"))
		if err != nil {
			return nil, fmt.Errorf("record %d: %w", i+1, err)
		}
		name := r.Cell("name")
		if !strings.HasPrefix(name, "x_") || strings.Trim(name, "abcdefghijklmnopqrstuvwxyz0123456789_") != "" || s.Prop(k, name) != nil {
			return nil, fmt.Errorf("record %d: the name %q is taken or not of the form x_small_letters", i+1, name)
		}
		d := PropDecl{Name: name, Type: types[r.Cell("type")], Help: r.Cell("help"), Custom: true}
		for _, w := range strings.Split(r.Cell("values"), ",") {
			if w = strings.TrimSpace(w); w != "" {
				d.Values = append(d.Values, w)
			}
		}
		if d.Type == Enum && len(d.Values) == 0 {
			return nil, fmt.Errorf("record %d: the property %q needs its words in the column values", i+1, name)
		}
		s.custom[k] = append(s.custom[k], d)
	}
	return s, nil
}
