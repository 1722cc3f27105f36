package text

import (
	"crypto/sha256"
	"slices"
	"strings"

	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/model"
)

// plan turns entries into ops against a state.
type plan struct {
	r       *reader
	base    *model.Snapshot
	entries []entry
	index   map[model.Key]int32
	node    []model.Node // per entry, its node in base or NoNode
	ids     []model.ID   // per entry
	gone    []bool       // per entry, retired once the folder is in
	wake    []bool       // per entry, retired in base and to be brought back, if only for a while
	done    []bool       // per entry, created or set
	closed  []bool       // per entry, visited by retire
	diffs   map[int32]*difference
	into    map[int32][]ref // links to be made that lead to an item that is or will be retired
	later   []int32         // entries whose custom properties wait for their declaration
	ops     []model.Op
}

// ref is a link of an entry.
type ref struct{ from, link int32 }

// difference is what differs between an entry and its item in base.
type difference struct {
	title  bool
	set    model.Props
	unset  []string
	unlink []model.ID
	relink []relink
}

// relink is a change of the properties of a link that stays.
type relink struct {
	id    model.ID
	line  int32
	set   model.Props
	unset []string
}

func (d *difference) empty() bool {
	return !d.title && len(d.set)+len(d.unset)+len(d.unlink)+len(d.relink) == 0
}

func newPlan(r *reader) *plan {
	n := len(r.entries)
	return &plan{
		r: r, base: r.base, entries: r.entries, index: make(map[model.Key]int32, n),
		node: make([]model.Node, n), ids: make([]model.ID, n),
		gone: make([]bool, n), wake: make([]bool, n), done: make([]bool, n), closed: make([]bool, n),
		diffs: map[int32]*difference{}, into: map[int32][]ref{},
	}
}

// resolve gives every entry its node and identity and checks titles and the
// ends of links.
func (p *plan) resolve() {
	for i := range p.entries {
		p.index[p.entries[i].key] = int32(i)
	}
	lost := p.unreadable()
	for i := range p.entries {
		e := &p.entries[i]
		p.gone[i] = p.r.endsRetired(e)
		p.node[i] = model.NoNode
		n, known := p.base.ByKey(e.key)
		if known {
			p.node[i] = n
		}
		p.identify(int32(i))
		if e.title == "" && !e.faulty && (!known || p.r.o.Mode == Complete) {
			e.file.fault(int(e.line), int(e.column), e.key.String(), "title", "the title is missing")
		}
		for j := range e.links {
			to := e.links[j].to
			_, here := p.index[to]
			if _, there := p.base.ByKey(to); here || there || lost[to.Kind] {
				continue
			}
			e.file.fault(int(e.links[j].line), 0, e.key.String(), verbKey(e.links[j].verb), "there is no %s, neither in the folder nor in the project; correct the key or add the item", to)
		}
	}
}

// unreadable lists the kinds of which some file could not be interpreted:
// links to them may well lead somewhere.
func (p *plan) unreadable() map[model.Kind]bool {
	lost := map[model.Kind]bool{}
	for _, f := range p.r.files {
		if f.broken {
			lost[f.kind] = true
		}
	}
	return lost
}

func (p *plan) identify(i int32) {
	e := &p.entries[i]
	id, known := p.r.rec.items[e.key]
	if n := p.node[i]; n != model.NoNode {
		p.ids[i] = p.base.ID(n)
		if known && id != p.ids[i] {
			e.file.add(wrongIdentity(fault.Place{File: e.file.name, Line: int(e.line), Column: int(e.column)}, e.key, p.ids[i], id))
		}
		return
	}
	if !known {
		id = p.newID("item", e.key.String())
	}
	p.ids[i] = id
}

// newID asks the source for an identity or derives one (UUID version 8, RFC
// 9562 section 5.8) from the project and a name.
func (p *plan) newID(what, name string) model.ID {
	if p.r.o.IDs != nil {
		return p.r.o.IDs()
	}
	project := p.r.name
	if !p.r.head.Project.IsZero() {
		project = p.r.head.Project.String()
	}
	sum := sha256.Sum256([]byte("cordon text " + what + "\x00" + project + "\x00" + name))
	var id model.ID
	copy(id[:], sum[:])
	id[6] = 0x80 | id[6]&0x0f
	id[8] = 0x80 | id[8]&0x3f
	return id
}

// make gives the ops in the order the model needs.
func (p *plan) make() []model.Op {
	p.compare()
	p.ops = make([]model.Op, 0, p.expected())
	p.systems()
	for _, create := range [...]bool{true, false} {
		for i := range p.entries {
			if (p.node[i] == model.NoNode) == create {
				p.ready(int32(i), true)
			}
		}
	}
	for i := range p.entries {
		p.unlinks(int32(i))
	}
	for i := range p.entries {
		p.relinks(int32(i))
	}
	for i := range p.entries {
		p.retire(int32(i))
	}
	for i := range p.entries {
		for j := range p.entries[i].links {
			p.link(ref{int32(i), int32(j)})
		}
	}
	return p.ops
}

func (p *plan) expected() int {
	n := 0
	for i := range p.entries {
		if p.node[i] == model.NoNode {
			n += 1 + len(p.entries[i].links)
		}
	}
	return n
}

// compare finds what differs from base: links that are there already are
// marked as made, retired items that an op will touch as to be woken.
func (p *plan) compare() {
	for i := range p.entries {
		if n := p.node[i]; n != model.NoNode {
			d := p.difference(int32(i), p.base.Item(n))
			if !d.empty() {
				p.diffs[int32(i)] = d
			}
			if !p.base.Live(n) && (!p.gone[i] || !d.empty()) {
				p.wake[i] = true
			}
		}
	}
	for i := range p.entries {
		e := &p.entries[i]
		for j := range e.links {
			if e.links[j].made {
				continue
			}
			p.rouse(int32(i))
			if k, ok := p.index[e.links[j].to]; ok {
				p.rouse(k)
				if p.gone[k] {
					p.into[k] = append(p.into[k], ref{int32(i), int32(j)})
				}
			}
		}
	}
}

// rouse marks a retired item of base that is the end of a new link.
func (p *plan) rouse(i int32) {
	if n := p.node[i]; n != model.NoNode && !p.base.Live(n) {
		p.wake[i] = true
	}
}

func (p *plan) difference(i int32, it *model.Item) *difference {
	e := &p.entries[i]
	d := &difference{title: e.title != "" && e.title != it.Title}
	d.set, d.unset = p.propsDiffer(e.props, it.Props)
	kept := make(map[int]bool, len(e.links))
	for j := range e.links {
		l := &e.links[j]
		for k := range it.Links {
			old := &it.Links[k]
			if old.Verb != l.verb || p.base.Key(old.To) != l.to {
				continue
			}
			l.made, kept[k] = true, true
			set, unset := p.propsDiffer(l.props, old.Props)
			if len(set)+len(unset) > 0 {
				d.relink = append(d.relink, relink{old.ID, l.line, set, unset})
			}
		}
	}
	if p.r.o.Mode == Partial {
		return d
	}
	for k := range it.Links {
		if !kept[k] {
			d.unlink = append(d.unlink, it.Links[k].ID)
		}
	}
	return d
}

// propsDiffer gives what is to be set and, in Complete mode, to be unset.
func (p *plan) propsDiffer(want, has model.Props) (set model.Props, unset []string) {
	for _, w := range want {
		if !has.Value(w.Name).Equal(w.Value) {
			set = append(set, w)
		}
	}
	if p.r.o.Mode == Partial {
		return set, nil
	}
	for _, h := range has {
		if want.Value(h.Name).IsZero() {
			unset = append(unset, h.Name)
		}
	}
	return set, unset
}

// systems brings the systems to their state before everything else. Retired
// ones come first, with the links that lead to them, for there is only one
// system in force at a time and it declares what the other items may use.
func (p *plan) systems() {
	for _, last := range [...]bool{false, true} {
		for i := range p.entries {
			if p.entries[i].key.Kind != model.KindSystem {
				break // entries are in order of kind and systems come first
			}
			if p.gone[i] == !last {
				p.ready(int32(i), false)
				p.custom(int32(i))
				p.retire(int32(i))
			}
		}
	}
	p.later = slices.DeleteFunc(p.later, func(i int32) bool { return p.entries[i].key.Kind == model.KindSystem })
	for _, i := range p.later {
		p.custom(i)
	}
}

// ready creates an item or brings it to what its entry says. Without declared,
// custom properties wait: what declares them may come later.
func (p *plan) ready(i int32, declared bool) {
	if p.done[i] {
		return
	}
	p.done[i] = true
	e := &p.entries[i]
	op := model.Op{Item: p.ids[i], Place: e.place(e.line)}
	d := p.diffs[i]
	if p.node[i] == model.NoNode {
		op.Kind, op.Key, op.Title, op.Props = model.OpCreate, e.key, e.title, e.props
	} else {
		op.Kind, op.Revive = model.OpSet, p.wake[i]
		if d != nil {
			op.Props, op.TitleSet = d.set, d.title
			if d.title {
				op.Title = e.title
			}
		}
		if !op.Revive && !op.TitleSet && len(op.Props) == 0 {
			op.Kind = model.NoOp
		}
	}
	if !declared && slices.ContainsFunc(op.Props, isCustom) {
		op.Props = slices.DeleteFunc(slices.Clone(op.Props), isCustom)
		p.later = append(p.later, i)
		if op.Kind == model.OpSet && !op.Revive && !op.TitleSet && len(op.Props) == 0 {
			op.Kind = model.NoOp
		}
	}
	if op.Kind != model.NoOp {
		p.ops = append(p.ops, op)
	}
	if d != nil && len(d.unset) > 0 {
		p.ops = append(p.ops, model.Op{Kind: model.OpUnset, Item: p.ids[i], Names: d.unset, Place: e.place(e.line)})
	}
}

func isCustom(x model.Prop) bool { return strings.HasPrefix(x.Name, "x_") }

// custom sets the custom properties that ready left out.
func (p *plan) custom(i int32) {
	if !slices.Contains(p.later, i) {
		return
	}
	e := &p.entries[i]
	props := e.props
	if p.node[i] != model.NoNode {
		props = p.diffs[i].set
	}
	var set model.Props
	for _, x := range props {
		if isCustom(x) {
			set = append(set, x)
		}
	}
	p.ops = append(p.ops, model.Op{Kind: model.OpSet, Item: p.ids[i], Props: set, Place: e.place(e.line)})
}

func (p *plan) unlinks(i int32) {
	d := p.diffs[i]
	if d == nil {
		return
	}
	for _, id := range d.unlink {
		p.ops = append(p.ops, model.Op{Kind: model.OpUnlink, Link: id, Item: p.ids[i], Place: p.entries[i].place(p.entries[i].line)})
	}
	d.unlink = nil
}

func (p *plan) relinks(i int32) {
	d := p.diffs[i]
	if d == nil {
		return
	}
	for _, l := range d.relink {
		place := p.entries[i].place(l.line)
		if len(l.set) > 0 {
			p.ops = append(p.ops, model.Op{Kind: model.OpSet, Link: l.id, Item: p.ids[i], Props: l.set, Place: place})
		}
		if len(l.unset) > 0 {
			p.ops = append(p.ops, model.Op{Kind: model.OpUnset, Link: l.id, Item: p.ids[i], Names: l.unset, Place: place})
		}
	}
	d.relink = nil
}

// link makes a link once both of its ends are there.
func (p *plan) link(at ref) {
	e := &p.entries[at.from]
	l := &e.links[at.link]
	if l.made {
		return
	}
	l.made = true
	p.ready(at.from, false)
	to, here := p.index[l.to]
	op := model.Op{Kind: model.OpLink, Verb: l.verb, Item: p.ids[at.from], Props: l.props, Place: e.place(l.line)}
	if here {
		p.ready(to, false)
		op.To = p.ids[to]
	} else {
		n, _ := p.base.ByKey(l.to)
		op.To = p.base.ID(n)
	}
	if rec := p.r.rec.link(e.key, l.verb, l.to); rec != nil {
		op.Link = rec.id
		if model.BaseSchema().Verb(l.verb).Suspect {
			op.Fingerprint = rec.fingerprint
		}
	} else {
		op.Link = p.newID("link", e.key.String()+" "+verbKey(l.verb)+" "+l.to.String())
	}
	p.ops = append(p.ops, op)
}

// retire makes the links that touch an item that is to be retired and retires
// it. Where the item has several links of a verb that it may have once, all
// but one of their ends are retired too, and these go first: the order in
// which the state can have come about.
func (p *plan) retire(i int32) {
	if !p.gone[i] || p.closed[i] {
		return
	}
	p.closed[i] = true
	e := &p.entries[i]
	p.unlinks(i)
	p.relinks(i)
	for j := range e.links {
		l := &e.links[j]
		k, here := p.index[l.to]
		if here && !l.made && model.BaseSchema().Verb(l.verb).Single && p.several(e, l.verb) {
			p.retire(k)
		}
	}
	for _, at := range p.into[i] {
		p.link(at)
	}
	back := p.crowded(i)
	if p.node[i] == model.NoNode || p.base.Live(p.node[i]) || p.wake[i] {
		p.ops = append(p.ops, model.Op{Kind: model.OpRetire, Item: p.ids[i], Place: e.place(e.line)})
	}
	p.ops = append(p.ops, back...)
}

// crowded makes the links of an item that is to be retired. Where it leads by
// a verb that it may have once to several items that stay, each of these is
// retired until the item is: such a state comes about when an item moved away
// from another that was retired, was retired itself, and the other was brought
// back. It gives the ops that bring them back.
func (p *plan) crowded(i int32) (back []model.Op) {
	e := &p.entries[i]
	var wait []int
	for j := range e.links {
		if !e.links[j].made && len(p.beside(e, j)) > 0 {
			wait = append(wait, j)
			continue
		}
		p.link(ref{i, int32(j)})
	}
	// In order of the far end, none of them is needed once it is retired.
	slices.SortStableFunc(wait, func(a, b int) int { return e.links[a].to.Compare(e.links[b].to) })
	out := map[int32]bool{}
	for _, j := range wait {
		for _, k := range p.beside(e, j) {
			if out[k] {
				continue
			}
			out[k] = true
			op := model.Op{Kind: model.OpRetire, Item: p.ids[k], Place: p.entries[k].place(p.entries[k].line)}
			p.ops = append(p.ops, op)
			op.Kind, op.Revive = model.OpSet, true
			back = append(back, op)
		}
		p.link(ref{i, int32(j)})
	}
	return back
}

// beside lists the entries that stay and that links of the same verb, of which
// there may be one, lead to already.
func (p *plan) beside(e *entry, j int) []int32 {
	v := e.links[j].verb
	if !model.BaseSchema().Verb(v).Single {
		return nil
	}
	var out []int32
	for i := range e.links {
		if k, here := p.index[e.links[i].to]; e.links[i].verb == v && e.links[i].made && here && !p.gone[k] {
			out = append(out, k)
		}
	}
	return out
}

func (p *plan) several(e *entry, v model.Verb) bool {
	n := 0
	for j := range e.links {
		if e.links[j].verb == v {
			n++
		}
	}
	return n > 1
}
