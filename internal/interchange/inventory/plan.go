package inventory

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/model"
)

// Options are what Prepare needs besides sheet, mapping and project.
type Options struct {
	IDs      model.IDSource              // identities of new items and links
	Progress func(rowsDone, rowsAll int) // called now and then; may be nil

	Corrections *Corrections // of cells of the sheet, and rows to leave out; may be nil
}

// Plan is what an import would do. Printed, it is the dry run; its ops
// committed, it is the import.
type Plan struct {
	File      string
	Rows      int        // rows of the sheet, those with problems included
	Ops       []model.Op // in the order of the file
	Added     []AssetPlan
	Changed   []AssetPlan
	Unchanged []AssetPlan
	Missing   []MissingAsset // in the project, not in the file; never touched
	Created   []Created      // zones, conduits and products, in the order of the file
	Proposals []Proposal     // what was guessed from words
	Notes     []Note
	Problems  []*fault.Error // in order of rows; these rows are left out
	Faulty    []Faulty       // of each problem, in the same order
	LeftOut   int            // rows left out because of problems
	Corrected []Corrected    // corrections of rows that go in, in order of rows
	Omitted   []Omitted      // rows left out on purpose, in order
}

// AssetPlan is what happens to one asset.
type AssetPlan struct {
	Row     int
	Key     model.Key
	Title   string
	Zone    string // the place a new asset gets, empty if none
	Product string // the product a new asset gets, empty if none
	Changes []Change
}

// Change is one value that changes. Field is a property, "title", "zone",
// "conduit" or "product"; Old is empty if there was none.
type Change struct {
	Field string
	Old   string
	New   string
}

// MissingAsset is an asset of the project that the file does not have.
type MissingAsset struct {
	Key      model.Key
	Title    string
	Identity string // the value it would be recognised by
}

// Created is a zone, conduit or product that the import adds.
type Created struct {
	Row   int // the first row that names it
	Key   model.Key
	Title string
}

// Proposal is something that was guessed from words and that a person should
// look at.
type Proposal struct {
	Place fault.Place
	Key   model.Key // the item it is about
	Text  string
}

// Prepare compares a sheet with a project. What it finds wrong with single
// rows is in Plan.Problems. The error is a fault of kind Invalid if the mapping
// itself cannot be used, or corrections do not fit the sheet; it joins all
// faults of the one or the other.
func Prepare(sheet *Sheet, m *Mapping, base *model.Snapshot, o Options) (*Plan, error) {
	if faults := m.Check(base.Schema()); len(faults) > 0 {
		return nil, joinFaults(faults)
	}
	if o.IDs == nil {
		return nil, fault.New(fault.Internal, "import inventory", "no source of identities was given")
	}
	mended, err := o.Corrections.apply(sheet)
	if err != nil {
		return nil, err
	}
	p := &planner{
		plan:   &Plan{File: sheet.Name, Rows: len(sheet.Rows) + len(sheet.Problems), Notes: slices.Clone(sheet.Notes)},
		reader: newRowReader(m.bind(mended, base.Schema()), base.Schema()),
		base:   base, opts: o,
	}
	p.plan.Problems = slices.Clone(mended.Problems)
	p.index()
	p.resolve()
	p.judge()
	for i := range p.rows {
		p.emit(&p.rows[i])
		if o.Progress != nil && i%2000 == 1999 {
			o.Progress(i+1, len(p.rows))
		}
	}
	p.missing()
	p.sums()
	p.corrected(sheet)
	slices.SortStableFunc(p.plan.Problems, func(x, y *fault.Error) int {
		return cmp.Or(cmp.Compare(x.Place.Row, y.Place.Row), cmp.Compare(x.Place.Column, y.Place.Column))
	})
	p.faulty(sheet)
	return p.plan, nil
}

// planner makes one plan.
type planner struct {
	plan   *Plan
	reader *rowReader
	base   *model.Snapshot
	opts   Options

	rows     []planRow
	register *register
	retired  map[string]model.Key // first identity of retired assets
	places   map[string]*target   // "zone\n" or "conduit\n" and the folded title
	products map[string]*target   // folded vendor, line end, folded model
	last     map[model.Kind]uint32
}

// planRow is a row on its way; rec is nil once it is left out.
type planRow struct {
	number int
	rec    *record
	slot   *slot
}

// target is a zone, conduit or product that rows name.
type target struct {
	id    model.ID
	node  model.Node // NoNode for a new one
	key   model.Key
	title string
	many  []model.Node // all of this name in the project
	row   int          // the first row that named a new one
	types []string     // component types given to a new product
}

func joinFaults(list []*fault.Error) error {
	all := make([]error, len(list))
	for i, f := range list {
		all[i] = f
	}
	return errors.Join(all...)
}

// index looks up everything in the project that rows may mean.
func (p *planner) index() {
	s := p.base
	match := p.reader.Match
	p.register = newRegister(match)
	p.retired = map[string]model.Key{}
	for n := range s.AllOfKind(model.KindAsset) {
		it := s.Item(n)
		ids := itemIdentity(match, it)
		if !s.Live(n) {
			if len(ids) > 0 && len(ids[0]) > 0 {
				p.retired[ids[0][0]] = it.Key
			}
			continue
		}
		p.register.add(&slot{node: n}, ids)
	}
	p.places = map[string]*target{}
	for _, kind := range []model.Kind{model.KindZone, model.KindConduit} {
		for n := range s.OfKind(kind) {
			it := s.Item(n)
			p.known(p.places, kind.String()+"\n"+foldIdentity("", it.Title), n, it)
		}
	}
	p.products = map[string]*target{}
	for n := range s.OfKind(model.KindProduct) {
		it := s.Item(n)
		vendor, name := it.Props.Value("vendor").Text(), it.Props.Value("model").Text()
		if name != "" {
			p.known(p.products, productKey(vendor, name), n, it)
		}
	}
	p.last = map[model.Kind]uint32{}
	for _, k := range []model.Kind{model.KindZone, model.KindConduit, model.KindAsset, model.KindProduct} {
		p.last[k] = s.LastNumber(k)
	}
}

func (p *planner) known(in map[string]*target, name string, n model.Node, it *model.Item) {
	if t := in[name]; t != nil {
		t.many = append(t.many, n)
		return
	}
	in[name] = &target{id: it.ID, node: n, key: it.Key, title: it.Title, many: []model.Node{n}}
}

func productKey(vendor, name string) string {
	return foldIdentity("", vendor) + "\n" + foldIdentity("", name)
}

// resolve reads every row and finds the asset it is about. Rows that say more
// surely which asset they mean come first: else a row with an address alone
// would take the first asset of that address, not knowing of the one below.
func (p *planner) resolve() {
	r := p.reader
	p.rows = make([]planRow, 0, len(r.sheet.Rows))
	surest := make([][]int, len(r.Match)+1) // rows by their strongest identity, those without one last
	for i := range r.sheet.Rows {
		row := &r.sheet.Rows[i]
		if row.omitted {
			p.omit(row)
			p.rows = append(p.rows, planRow{number: row.Number})
			continue
		}
		rec, faults := r.record(row)
		p.plan.Problems = append(p.plan.Problems, faults...)
		p.rows = append(p.rows, planRow{number: row.Number, rec: rec})
		if rec == nil {
			p.plan.LeftOut++
			p.claimFaulty(row)
			continue
		}
		k := recordIdentity(r.Match, rec).strongest()
		if k < 0 {
			k = len(r.Match)
		}
		surest[k] = append(surest[k], i)
	}
	for _, i := range slices.Concat(surest...) {
		pr := &p.rows[i]
		if pr.slot = p.slotFor(i, pr.rec); pr.slot == nil {
			pr.rec = nil
			p.plan.LeftOut++
		}
	}
	p.plan.LeftOut += len(r.sheet.Problems)
}

// slotFor gives the slot of a row; nil with a problem if there is no telling.
func (p *planner) slotFor(i int, rec *record) *slot {
	ids := recordIdentity(p.reader.Match, rec)
	if ids.strongest() < 0 {
		p.problem(rec.row, p.identityColumn(), "the row has nothing to recognise the asset by: %s", p.identityWords())
		return nil
	}
	found, kind := p.register.find(ids)
	switch {
	case len(found) > 1:
		for _, s := range found {
			s.rows = append(s.rows, -1) // it is in the file, if unclear where
		}
		p.problem(rec.row, p.reader.column(p.reader.Match[kind]), "the row fits more than one asset by its %s: %s; make the %s of each unique", p.reader.Match[kind], p.slotNames(found), p.reader.Match[0])
		return nil
	case len(found) == 1:
		found[0].rows = append(found[0].rows, i)
		p.register.add(found[0], ids)
		return found[0]
	}
	if rec.key != "" {
		p.problem(rec.row, p.reader.column(toKey), "there is no asset %q in the project; leave the cell blank for a new asset", rec.key)
		return nil
	}
	s := &slot{node: model.NoNode, rows: []int{i}}
	p.register.add(s, ids)
	return s
}

// claimFaulty notes that an asset is in the file although its row is left out,
// so that it is not reported as missing.
func (p *planner) claimFaulty(row *Row) {
	rec := &record{}
	lists := map[string][]string{}
	for i := range p.reader.columns {
		c := &p.reader.columns[i]
		if slices.Contains(p.reader.Match, c.To) {
			// The fault of this cell, if it has one, is reported already.
			_ = p.reader.cell(rec, c, row, lists)
		}
	}
	for to, list := range lists {
		rec.props = rec.props.With(to, model.ListValue(list))
	}
	found, _ := p.register.find(recordIdentity(p.reader.Match, rec))
	for _, s := range found {
		s.rows = append(s.rows, -1)
	}
}

func (p *planner) identityColumn() *boundColumn {
	for _, k := range p.reader.Match {
		if c := p.reader.column(k); c != nil {
			return c
		}
	}
	return nil
}

func (p *planner) identityWords() string {
	var words []string
	for _, k := range p.reader.Match {
		if c := p.reader.column(k); c != nil {
			words = append(words, fmt.Sprintf("%s (%s)", k, c.Header))
		}
	}
	if len(words) == 0 {
		return fault.Say("no column is mapped to any of %s and named under match", strings.Join(matchNames, ", ")).String()
	}
	return fault.Say("fill in one of %s", strings.Join(words, ", ")).String()
}

func (p *planner) slotNames(slots []*slot) string {
	var names []string
	for _, s := range slots {
		if s.node != model.NoNode {
			names = append(names, p.base.Key(s.node).String())
		} else {
			names = append(names, fmt.Sprintf("row %d", p.reader.sheet.Rows[s.rows[0]].Number))
		}
	}
	return strings.Join(names, ", ")
}

func (p *planner) problem(row int, c *boundColumn, format string, a ...any) {
	p.plan.Problems = append(p.plan.Problems, p.reader.fault(row, c, format, a...))
}

// judge leaves out rows that are about the same asset.
func (p *planner) judge() {
	for _, s := range p.register.slots {
		var rows []int
		for _, i := range s.rows {
			if i >= 0 && p.rows[i].rec != nil {
				rows = append(rows, i)
			}
		}
		if len(rows) < 2 {
			continue
		}
		var numbers []string
		for _, i := range rows[:min(len(rows), 10)] {
			numbers = append(numbers, fmt.Sprint(p.rows[i].number))
		}
		if more := len(rows) - len(numbers); more > 0 {
			numbers = append(numbers, fmt.Sprintf("%d more", more))
		}
		for _, i := range rows {
			p.problem(p.rows[i].number, p.identityColumn(), "rows %s are about the same asset; keep one of them", strings.Join(numbers, " and "))
			p.rows[i].rec = nil
			p.plan.LeftOut++
		}
	}
}

// missing lists the assets that carry the first identity of the mapping and
// that no row is about.
func (p *planner) missing() {
	first := slices.IndexFunc(p.reader.Match, func(k string) bool { return p.reader.column(k) != nil })
	if first < 0 {
		return
	}
	for _, s := range p.register.slots {
		if s.node == model.NoNode || len(s.rows) > 0 || len(s.ids[first]) == 0 {
			continue
		}
		it := p.base.Item(s.node)
		p.plan.Missing = append(p.plan.Missing, MissingAsset{it.Key, it.Title, writtenIdentity(p.reader.Match[first], it)})
	}
	slices.SortFunc(p.plan.Missing, func(x, y MissingAsset) int { return x.Key.Compare(y.Key) })
}
