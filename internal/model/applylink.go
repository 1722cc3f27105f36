package model

import (
	"strings"

	"github.com/cordon-ot/cordon/internal/fault"
)

func (b *Builder) link(op *Op) {
	d := b.next.schema.Verb(op.Verb)
	if d == nil || op.Link.IsZero() {
		b.fault(op, "", "verb", "a new link needs an identity and a verb")
		return
	}
	from, okFrom := b.live(op, op.Item, "from")
	to, okTo := b.live(op, op.To, "to")
	if !okFrom || !okTo {
		return
	}
	it, end := b.next.Item(from), b.next.Item(to)
	if !b.next.schema.Allows(op.Verb, it.Key.Kind, end.Key.Kind) {
		b.fault(op, it.Key.String(), d.Name, "%s cannot be %q %s; %s", it.Key.Kind.Indefinite(), d.Name, end.Key.Kind.Indefinite(), allowed(d))
		return
	}
	if !b.linkFree(op, d, from, to) || !b.checkLinkProps(op, it.Key.String(), op.Verb, op.Props) {
		return
	}
	l := Link{ID: op.Link, Verb: op.Verb, To: to, Props: op.Props}
	if d.Suspect {
		l.Confirmed, l.At = op.Fingerprint, b.rev
	}
	b.addLink(from, l)
	if op.Verb == AllocatedTo && !b.rowFree(op, from, it.Props.Value("row")) {
		it := b.next.Item(from)
		for i := range it.Links {
			if it.Links[i].ID == op.Link {
				b.dropLink(from, i)
				return
			}
		}
	}
}

// linkFree checks that the link is not there yet, that a single link has no
// other beside it, and that no forbidden circle arises.
func (b *Builder) linkFree(op *Op, d *VerbDecl, from, to Node) bool {
	subject := b.next.Key(from).String()
	for _, e := range b.outOf(from) {
		switch {
		case e.Verb != op.Verb:
		case e.Node == to:
			b.fault(op, subject, d.Name, "the link to %s is there already", b.next.Key(to))
			return false
		case d.Single && !b.retired(e.Node) && !b.opts.Lenient:
			b.fault(op, subject, d.Name, "it is %q %s already and can be so only once; remove that link first", d.Name, b.next.Key(e.Node))
			return false
		}
	}
	if d.Acyclic && !b.opts.Lenient {
		if path := b.pathBack(op.Verb, to, from); path != nil {
			b.fault(op, subject, d.Name, "this would close a circle: %s", strings.Join(path, " "+d.Name+" "))
			return false
		}
	}
	return true
}

// pathBack finds how goal is reached from start over a verb, as keys from goal
// round to goal; nil if it is not reached.
func (b *Builder) pathBack(v Verb, start, goal Node) []string {
	came := map[Node]Node{start: NoNode}
	queue := []Node{start}
	for len(queue) > 0 {
		n := queue[0]
		queue = queue[1:]
		if n == goal {
			path := []string{b.next.Key(goal).String()}
			for m := goal; m != NoNode; m = came[m] {
				path = append([]string{b.next.Key(m).String()}, path...)
			}
			// The path was followed start .. goal; say it as goal .. start .. goal.
			return append([]string{b.next.Key(goal).String()}, path[:len(path)-1]...)
		}
		for _, e := range b.outOf(n) {
			if _, seen := came[e.Node]; e.Verb == v && !seen && (e.Node == goal || !b.retired(e.Node)) {
				came[e.Node] = n
				queue = append(queue, e.Node)
			}
		}
	}
	return nil
}

// rowFree checks that no other allocation of the same row stands on the place
// of allocation n, retired ones included (rules, section 1).
func (b *Builder) rowFree(op *Op, n Node, row Value) bool {
	if row.IsZero() {
		return true
	}
	for _, e := range b.outOf(n) {
		if e.Verb != AllocatedTo {
			continue
		}
		for _, other := range b.intoOf(e.Node) {
			if other.Verb != AllocatedTo || other.Node == n {
				continue
			}
			if o := b.next.Item(other.Node); o.Props.Value("row").Equal(row) {
				b.fault(op, b.next.Key(n).String(), "row", "%s has an allocation of %s already: %s; a place has at most one per row, retired ones included",
					b.next.Key(e.Node), row.Text(), o.Key)
				return false
			}
		}
	}
	return true
}

// revive brings a retired item back if its links still fit.
func (b *Builder) revive(op *Op, n Node) bool {
	it := b.next.Item(n)
	if it.Key.Kind == KindSystem && b.next.system != NoNode {
		b.fault(op, it.Key.String(), "retired", "the project has another system by now")
		return false
	}
	for _, e := range b.intoOf(n) {
		d := b.next.schema.Verb(e.Verb)
		if !d.Single || b.retired(e.Node) || b.opts.Lenient {
			continue
		}
		for _, o := range b.outOf(e.Node) {
			if o.Verb == e.Verb && o.Node != n && !b.retired(o.Node) {
				b.fault(op, it.Key.String(), "retired", "%s is %q %s by now; remove one of the links first", b.next.Key(e.Node), d.Name, b.next.Key(o.Node))
				return false
			}
		}
	}
	if !b.ownLinksFit(op, n) {
		return false
	}
	b.setRetired(n, false)
	if it.Key.Kind == KindSystem {
		b.next.system = n
		b.systemChanged(op, n)
	}
	return true
}

// ownLinksFit checks the outgoing links of an item that comes back: what they
// led to may have come back before it.
func (b *Builder) ownLinksFit(op *Op, n Node) bool {
	if b.opts.Lenient {
		return true
	}
	subject := b.next.Key(n).String()
	seen := map[Verb]Node{}
	for _, e := range b.outOf(n) {
		d := b.next.schema.Verb(e.Verb)
		if b.retired(e.Node) {
			continue
		}
		if other, twice := seen[e.Verb]; twice && d.Single {
			b.fault(op, subject, d.Name, "it would be %q both %s and %s; remove one of the links first", d.Name, b.next.Key(other), b.next.Key(e.Node))
			return false
		}
		seen[e.Verb] = e.Node
		if !d.Acyclic {
			continue
		}
		if path := b.pathBack(e.Verb, e.Node, n); path != nil {
			b.fault(op, subject, d.Name, "coming back would close a circle: %s", strings.Join(path, " "+d.Name+" "))
			return false
		}
	}
	return true
}

// findLink finds the link an op names among the outgoing links of its item.
func (b *Builder) findLink(op *Op) (Node, int, bool) {
	n, ok := b.live(op, op.Item, "from")
	if !ok {
		return n, 0, false
	}
	it := b.next.Item(n)
	for i := range it.Links {
		if it.Links[i].ID == op.Link {
			return n, i, true
		}
	}
	b.fault(op, it.Key.String(), "link", "it has no link with the identity %s", op.Link)
	return n, 0, false
}

func (b *Builder) checkLinkProps(op *Op, subject string, v Verb, props Props) bool {
	ok := true
	for i := range props {
		d := b.next.schema.LinkProp(v, props[i].Name)
		if d == nil {
			ok = false
			b.fault(op, subject, props[i].Name, "a link %q has no property %q", v, props[i].Name)
			continue
		}
		if err := d.Check(props[i].Value); err != nil {
			ok = false
			b.fault(op, subject, props[i].Name, "%v", err)
		}
	}
	return ok
}

func (b *Builder) setLink(op *Op) {
	n, i, ok := b.findLink(op)
	if !ok {
		return
	}
	it := b.next.Item(n)
	l := it.Links[i]
	if !b.checkLinkProps(op, it.Key.String(), l.Verb, op.Props) {
		return
	}
	if op.Confirm && !b.next.schema.Verb(l.Verb).Suspect {
		b.fault(op, it.Key.String(), l.Verb.String(), "such a link cannot be suspect, so there is nothing to confirm")
		return
	}
	e := b.edit(n)
	for j := range op.Props {
		e.Links[i].Props = e.Links[i].Props.With(op.Props[j].Name, op.Props[j].Value)
	}
	if op.Confirm {
		e.Links[i].Confirmed, e.Links[i].At = op.Fingerprint, b.rev
	}
}

func (b *Builder) unsetLink(op *Op) {
	n, i, ok := b.findLink(op)
	if !ok {
		return
	}
	it := b.next.Item(n)
	for _, name := range op.Names {
		if it.Links[i].Props.Value(name).IsZero() {
			b.fault(op, it.Key.String(), name, "the property is not set on this link")
			return
		}
	}
	e := b.edit(n)
	for _, name := range op.Names {
		e.Links[i].Props = e.Links[i].Props.With(name, Value{})
	}
}

// allowed says what a verb may join.
func allowed(d *VerbDecl) string {
	var parts []string
	for _, e := range d.Ends {
		if len(e.To) > 6 {
			parts = append(parts, names(e.From)+" "+d.Name+" any item")
			continue
		}
		parts = append(parts, names(e.From)+" "+d.Name+" "+names(e.To))
	}
	return fault.Say("allowed: %s", strings.Join(parts, "; ")).String()
}

func names(kinds []Kind) string {
	out := make([]string, len(kinds))
	for i, k := range kinds {
		out[i] = k.String()
	}
	return strings.Join(out, " | ")
}
