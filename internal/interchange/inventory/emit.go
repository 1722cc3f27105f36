package inventory

import (
	"fmt"
	"slices"
	"sort"
	"strconv"
	"strings"

	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/model"
)

// emit turns one row into ops and words.
func (p *planner) emit(row *planRow) {
	if row.rec == nil {
		return
	}
	rec := row.rec
	place, field := p.place(rec)
	product := p.product(rec)
	if row.slot.node != model.NoNode {
		place = p.present(row.slot.node, model.In, place)
		product = p.presentProduct(rec, row.slot.node, product)
	}
	for _, t := range []*target{place, product} {
		if t != nil && len(t.many) > 1 {
			p.leaveOut(row, t)
			return
		}
	}
	if p.full(row, place, product) {
		return
	}
	if row.slot.node == model.NoNode {
		p.create(rec, field, place, product)
	} else {
		p.update(rec, row.slot.node, field, place, product)
	}
}

func (p *planner) leaveOut(row *planRow, t *target) {
	var keys []string
	for _, n := range t.many {
		keys = append(keys, p.base.Key(n).String())
	}
	c := p.reader.column(toModel)
	if t.key.Kind != model.KindProduct {
		c = p.reader.column(t.key.Kind.String())
	}
	p.problem(row.number, c, "the project has several of this name or key: %s; give them different names first", strings.Join(keys, ", "))
	row.rec = nil
	p.plan.LeftOut++
}

// present drops a target that the asset is linked to already, which matters
// where the project has several of its name.
func (p *planner) present(n model.Node, verb model.Verb, t *target) *target {
	if t != nil && slices.Contains(t.many, p.base.One(n, verb)) {
		return nil
	}
	return t
}

// presentProduct does the same for products. A blank vendor does not take the
// vendor away: it fits a product of the same model.
func (p *planner) presentProduct(rec *record, n model.Node, t *target) *target {
	now := p.base.One(n, model.InstanceOf)
	if t != nil && rec.vendor == "" && now != model.NoNode &&
		foldIdentity("", p.base.Item(now).Props.Value("model").Text()) == foldIdentity("", rec.model) {
		return nil
	}
	return p.present(n, model.InstanceOf, t)
}

// full reports whether the numbers of a key that the row needs are used up.
func (p *planner) full(row *planRow, needs ...*target) bool {
	kinds := []model.Kind{}
	if row.slot.node == model.NoNode {
		kinds = append(kinds, model.KindAsset)
	}
	for _, t := range needs {
		if t != nil && t.id.IsZero() {
			kinds = append(kinds, t.key.Kind)
		}
	}
	for _, k := range kinds {
		if p.last[k] >= model.MaxNumber {
			p.problem(row.number, nil, "a new %s is needed, but the last number of its keys is used", k)
			row.rec = nil
			p.plan.LeftOut++
			return true
		}
	}
	return false
}

// place finds the zone or conduit a row names; nil if it names none.
func (p *planner) place(rec *record) (*target, string) {
	kind, title := model.KindZone, rec.zone
	if rec.conduit != "" {
		kind, title = model.KindConduit, rec.conduit
	}
	if title == "" {
		return nil, ""
	}
	name := kind.String() + "\n" + foldIdentity("", title)
	t := p.places[name]
	if k, err := model.ParseKey(title); err == nil && k.Kind == kind {
		if n, ok := p.base.ByKey(k); ok && p.base.Live(n) {
			it := p.base.Item(n)
			byKey := &target{id: it.ID, node: n, key: k, title: it.Title}
			if t != nil && len(t.many) > 0 && !slices.Contains(t.many, n) {
				// The key of one and the name of another: nobody can tell which is meant.
				byKey.many = append([]model.Node{n}, t.many...)
			}
			return byKey, kind.String()
		}
	}
	if t == nil {
		t = &target{node: model.NoNode, key: model.Key{Kind: kind}, title: title}
		p.places[name] = t
	}
	return t, kind.String()
}

// product finds the product of a row's vendor and model; nil if it has no model.
func (p *planner) product(rec *record) *target {
	if rec.model == "" {
		return nil
	}
	name := productKey(rec.vendor, rec.model)
	t := p.products[name]
	if t == nil {
		t = &target{node: model.NoNode, key: model.Key{Kind: model.KindProduct}, title: productTitle(rec.vendor, rec.model)}
		p.products[name] = t
	}
	return t
}

func productTitle(vendor, name string) string {
	if vendor == "" || strings.HasPrefix(foldIdentity("", name)+" ", foldIdentity("", vendor)+" ") {
		return name
	}
	return vendor + " " + name
}

func (p *planner) add(row int, op model.Op) {
	op.Place = p.plan.File + ": row " + strconv.Itoa(row)
	p.plan.Ops = append(p.plan.Ops, op)
}

func (p *planner) nextKey(k model.Kind) model.Key {
	p.last[k]++
	return model.Key{Kind: k, Number: p.last[k]}
}

// ensure creates a zone, conduit or product when the first row needs it.
func (p *planner) ensure(rec *record, t *target) {
	if t == nil || !t.id.IsZero() {
		return
	}
	t.id, t.key, t.row = p.opts.IDs(), p.nextKey(t.key.Kind), rec.row
	var props model.Props
	if t.key.Kind == model.KindProduct {
		props = p.productProps(rec, t)
	}
	p.add(rec.row, model.Op{Kind: model.OpCreate, Item: t.id, Key: t.key, Title: t.title, Props: props})
	p.plan.Created = append(p.plan.Created, Created{rec.row, t.key, t.title})
}

func (p *planner) productProps(rec *record, t *target) model.Props {
	var props model.Props
	if rec.vendor != "" {
		props = props.With("vendor", model.TextValue(model.Text, rec.vendor))
	}
	props = props.With("model", model.TextValue(model.Text, rec.model))
	function := rec.props.Value("function").Text()
	t.types = p.types(function)
	if len(t.types) > 0 {
		props = props.With("component_types", model.ListValue(t.types))
		p.propose(rec.row, p.reader.column("function"), t.key, "component type %s, because an asset of it is a %q", strings.Join(t.types, " and "), oneLine(function))
	}
	first := foldWord(rec.model)
	if head, _, cut := strings.Cut(first, " "); cut && p.reader.blanks[head] && len(head) > 3 {
		p.note(rec.row, p.reader.column(toModel), "the model %q begins with a word for unknown; a product of this name is created", rec.model)
	}
	return props
}

func (p *planner) types(function string) []string {
	var out []string
	for _, t := range p.reader.types[foldWord(function)] {
		if t = strings.TrimSpace(t); t != "" && !slices.Contains(out, t) {
			out = append(out, t)
		}
	}
	return out
}

func (p *planner) propose(row int, c *boundColumn, k model.Key, format string, a ...any) {
	p.plan.Proposals = append(p.plan.Proposals, Proposal{p.at(row, c), k, fmt.Sprintf(format, a...)})
}

func (p *planner) note(row int, c *boundColumn, format string, a ...any) {
	p.plan.Notes = append(p.plan.Notes, Note{p.at(row, c), fmt.Sprintf(format, a...)})
}

func (p *planner) at(row int, c *boundColumn) fault.Place {
	place := fault.Place{File: p.plan.File, Row: row}
	if c != nil {
		place.Column, place.Field = c.index+1, c.Header
	}
	return place
}

// create adds an asset.
func (p *planner) create(rec *record, field string, place, product *target) {
	p.ensure(rec, place)
	p.ensure(rec, product)
	id, key := p.opts.IDs(), p.nextKey(model.KindAsset)
	var props model.Props
	for _, pr := range rec.props {
		if pr.Value.Type() != model.Bool || pr.Value.Bool() {
			props = append(props, pr) // "no" says what a missing mark says
		}
	}
	if d := describe(rec.texts, p.reader.labels, ""); d != "" {
		props = props.With("description", model.TextValue(model.Text, d))
	}
	for _, m := range p.newMarks(rec, props) {
		props = props.With(m.mark, model.BoolValue(true))
		p.proposeMark(rec, key, m)
	}
	props = p.ownTypes(rec, props, key, product)
	title := rec.title
	if title == "" {
		title = madeTitle(rec)
	}
	p.add(rec.row, model.Op{Kind: model.OpCreate, Item: id, Key: key, Title: title, Props: props})
	a := AssetPlan{Row: rec.row, Key: key, Title: title}
	if place != nil {
		p.add(rec.row, model.Op{Kind: model.OpLink, Link: p.opts.IDs(), Verb: model.In, Item: id, To: place.id})
		a.Zone = place.title
	}
	if product != nil {
		p.add(rec.row, model.Op{Kind: model.OpLink, Link: p.opts.IDs(), Verb: model.InstanceOf, Item: id, To: product.id})
		a.Product = product.title
		p.compareTypes(rec, product)
	}
	if ids := recordIdentity(p.reader.Match, rec); len(ids[0]) > 0 {
		if k, ok := p.retired[ids[0][0]]; ok {
			p.note(rec.row, nil, "%s with the same %s is retired; a new asset is made", k, p.reader.Match[0])
		}
	}
	p.plan.Added = append(p.plan.Added, a)
}

// ownTypes proposes component types for a new asset that has no product to
// carry them.
func (p *planner) ownTypes(rec *record, props model.Props, key model.Key, product *target) model.Props {
	function := rec.props.Value("function").Text()
	types := p.types(function)
	if product != nil || len(types) == 0 || !props.Value("component_types").IsZero() {
		return props
	}
	p.propose(rec.row, p.reader.column("function"), key, "component type %s, because it is a %q and no product is known", strings.Join(types, " and "), oneLine(function))
	return props.With("component_types", model.ListValue(types))
}

// compareTypes says when assets of one new product would give it different types.
func (p *planner) compareTypes(rec *record, product *target) {
	function := rec.props.Value("function").Text()
	types := p.types(function)
	if product.node == model.NoNode && len(types) > 0 && !slices.Equal(types, product.types) {
		p.note(rec.row, p.reader.column("function"), "%q suggests the component type %s, but row %d, the first of %s, was taken for its product", oneLine(function), strings.Join(types, " and "), product.row, product.title)
	}
}

// madeTitle names an asset that no column names: what it does and what it is
// known by.
func madeTitle(rec *record) string {
	what := oneLine(rec.props.Value("function").Text())
	if what == "" {
		what = rec.model
	}
	if what == "" {
		what = "Asset"
	}
	for _, name := range []string{"inventory_id", "serial", "addresses", "mac"} {
		v := rec.props.Value(name)
		id := v.Text()
		if list := v.List(); len(list) > 0 {
			id = list[0]
		}
		if id != "" {
			return what + " " + oneLine(id)
		}
	}
	return what
}

// newMarks gives the marks that words of a row set and that are not set yet,
// each once; a column of its own that says no has the last word.
func (p *planner) newMarks(rec *record, props model.Props) []saidMark {
	var out []saidMark
	for _, m := range rec.marks {
		if props.Value(m.mark).Bool() || slices.Contains(rec.refused, m.mark) ||
			slices.ContainsFunc(out, func(o saidMark) bool { return o.mark == m.mark }) {
			continue
		}
		out = append(out, m)
	}
	return out
}

func (p *planner) proposeMark(rec *record, key model.Key, m saidMark) {
	place := fault.Place{File: p.plan.File, Row: rec.row, Column: m.column, Field: m.header}
	p.plan.Proposals = append(p.plan.Proposals, Proposal{place, key, fmt.Sprintf("marked %s, because the cell says %q", m.mark, m.word)})
}

// update compares a row with an asset of the project.
func (p *planner) update(rec *record, n model.Node, field string, place, product *target) {
	it := p.base.Item(n)
	a := AssetPlan{Row: rec.row, Key: it.Key, Title: it.Title}
	set := model.Op{Kind: model.OpSet, Item: it.ID}
	change := func(name string, v model.Value) {
		old := it.Props.Value(name)
		a.Changes = append(a.Changes, Change{name, old.String(), v.String()})
		set.Props = set.Props.With(name, v)
	}
	if rec.title != "" && rec.title != it.Title {
		set.Title, set.TitleSet = rec.title, true
		a.Changes = append(a.Changes, Change{"title", it.Title, rec.title})
		a.Title = rec.title
	}
	for _, pr := range rec.props {
		if v, differs := p.merged(rec, pr, it.Props.Value(pr.Name)); differs {
			change(pr.Name, v)
		}
	}
	old := it.Props.Value("description").Text()
	if d := describe(rec.texts, p.reader.labels, old); d != "" && d != old {
		change("description", model.TextValue(model.Text, d))
	}
	for _, m := range p.newMarks(rec, it.Props) {
		if set.Props.Value(m.mark).IsZero() {
			change(m.mark, model.BoolValue(true))
			p.proposeMark(rec, it.Key, m)
		}
	}
	if set.TitleSet || len(set.Props) > 0 {
		p.add(rec.row, set)
	}
	if place != nil {
		p.relink(rec, n, it, model.In, field, place, &a)
	}
	if product != nil {
		p.relink(rec, n, it, model.InstanceOf, "product", product, &a)
	}
	if len(a.Changes) == 0 {
		p.plan.Unchanged = append(p.plan.Unchanged, a)
	} else {
		p.plan.Changed = append(p.plan.Changed, a)
	}
}

// merged gives the value an existing property gets from a row, and whether it
// differs from what is there. A list of which one column is blank keeps the
// entries it has.
func (p *planner) merged(rec *record, pr model.Prop, old model.Value) (model.Value, bool) {
	v := pr.Value
	switch {
	case v.Type() == model.Bool && !v.Bool() && old.IsZero():
		return v, false
	case v.Type() == model.TextList && rec.partial[pr.Name]:
		var kept []string
		missing := false
		for _, e := range v.List() {
			missing = missing || !slices.Contains(old.List(), e)
		}
		if !missing {
			return old, false
		}
		for _, e := range old.List() {
			if !slices.Contains(v.List(), e) {
				kept = append(kept, e)
			}
		}
		v = model.ListValue(slices.Concat(v.List(), kept))
	}
	return v, !v.Equal(old)
}

// relink moves an asset to another place or product if it is not there yet.
func (p *planner) relink(rec *record, n model.Node, it *model.Item, verb model.Verb, field string, to *target, a *AssetPlan) {
	var old []string
	var drop []model.ID
	for i := range it.Links {
		l := &it.Links[i]
		if l.Verb != verb {
			continue
		}
		if l.To == to.node {
			return
		}
		drop = append(drop, l.ID)
		if p.base.Live(l.To) {
			old = append(old, p.base.Item(l.To).Title)
		}
	}
	p.ensure(rec, to)
	for _, id := range drop {
		p.add(rec.row, model.Op{Kind: model.OpUnlink, Link: id, Item: it.ID})
	}
	p.add(rec.row, model.Op{Kind: model.OpLink, Link: p.opts.IDs(), Verb: verb, Item: it.ID, To: to.id})
	a.Changes = append(a.Changes, Change{field, strings.Join(old, "; "), to.title})
}

// sums adds the notes that count over the whole file.
func (p *planner) sums() {
	r := p.reader
	p.plan.Notes = append(p.plan.Notes, r.notes...)
	uses := make([]blankUse, 0, len(r.blankSum))
	for u := range r.blankSum {
		uses = append(uses, u)
	}
	sort.Slice(uses, func(i, j int) bool {
		if uses[i].column != uses[j].column {
			return uses[i].column < uses[j].column
		}
		return uses[i].word < uses[j].word
	})
	for _, u := range uses {
		p.plan.Notes = append(p.plan.Notes, Note{p.columnPlace(u.column), fmt.Sprintf("%q counts as blank, as the mapping says (%s)", u.word, count(r.blankSum[u], "cell"))})
	}
	for i := range r.sheet.Header {
		if n := r.dateSum[i]; n > 0 {
			p.plan.Notes = append(p.plan.Notes, Note{p.columnPlace(i), fmt.Sprintf("%s left out: %v", count(n, "date"), errAmbiguous)})
		}
	}
	zones := 0
	for _, c := range p.plan.Created {
		if c.Key.Kind == model.KindZone {
			zones++
		}
	}
	if zones > 0 {
		p.plan.Notes = append(p.plan.Notes, Note{fault.Place{File: p.plan.File}, fmt.Sprintf("%s created without a type; a name does not say whether a zone is control, safety, dmz or another", count(zones, "zone"))})
	}
	p.vendors()
}

// vendors says for how many rows a vendor without a model makes no product.
func (p *planner) vendors() {
	n, first := 0, 0
	for _, r := range p.rows {
		if r.rec != nil && r.rec.vendor != "" && r.rec.model == "" {
			if n == 0 {
				first = r.number
			}
			n++
		}
	}
	if n > 0 {
		p.plan.Notes = append(p.plan.Notes, Note{p.at(first, p.reader.column(toVendor)), fmt.Sprintf("a vendor without a model makes no product, so it is not kept (%s)", count(n, "such row"))})
	}
}

func (p *planner) columnPlace(i int) fault.Place {
	return fault.Place{File: p.plan.File, Column: i + 1, Field: p.reader.sheet.Header[i]}
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}
