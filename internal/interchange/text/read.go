package text

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/model"
	"github.com/cordon-ot/cordon/internal/standard"
)

// Mode says what the absence of something in an entry means.
type Mode uint8

const (
	// Complete takes an entry for the whole item: a property that is not
	// written is unset, a link that is not written is removed.
	Complete Mode = iota
	// Partial sets what is written, adds the links that are written, and
	// leaves everything else as it is.
	Partial
)

// Options say how a folder is read.
type Options struct {
	Mode Mode
	// IDs gives identities to items and links that the record files do not
	// name. If it is nil they are derived from the project and the keys, so
	// that the same folder gives the same identities.
	IDs model.IDSource
	// Progress, if set, is told after each file how many of how many are read.
	Progress func(done, total int)

	// Lenient and Row are handed to the model by Load.
	Lenient bool
	Row     func(standard.Ref) error
	// Seal, if set, is called by Load once the ops are applied. It is for
	// taking the fingerprints of links that have none on record.
	Seal func(*model.Builder, []model.Op) error
}

// Project is what a folder says, as a change of a state.
type Project struct {
	Header Header
	Ops    []model.Op // bring the state read against to what the folder says
	Items  int        // entries read
	Links  int        // links read
}

// Read reads a folder and gives the ops that bring base to hold what it says.
// Items that are not in the folder are never touched; for a folder that says
// what base holds there are no ops. name is what the user calls the folder; it
// begins the file names in faults and in Op.Place.
//
// The ops stand in the order the model needs: the system first, then items
// created, items set, links removed, links changed, links made. An item that
// is to be retired is so as soon as the links that touch it are made.
//
// The error joins up to 100 *fault.Error, in order of file, line and column,
// and says how many more there are. It does not cover what only the model can
// see when the ops are applied, such as circles; Locate gives those faults
// their places.
func Read(fsys fs.FS, name string, base *model.Snapshot, o Options) (*Project, error) {
	r := &reader{fsys: fsys, name: name, base: base, o: o, rec: newRecorded()}
	if err := r.list(); err != nil {
		return nil, err
	}
	r.header()
	r.systems()
	r.rest()
	r.merge()
	pl := newPlan(r)
	pl.resolve()
	if err := join(r.files); err != nil {
		return nil, err
	}
	p := &Project{Header: r.head, Ops: pl.make(), Items: len(r.entries)}
	for i := range r.entries {
		p.Links += len(r.entries[i].links)
	}
	return p, nil
}

type reader struct {
	fsys    fs.FS
	name    string
	base    *model.Snapshot
	o       Options
	files   []*file
	head    Header
	schema  *model.Schema
	broken  bool // the declarations of custom properties are at fault
	entries []entry
	rec     *recorded
}

// list finds the files of the folder and names those it does not know.
func (r *reader) list() error {
	if _, err := fs.Stat(r.fsys, HeaderFile); errors.Is(err, fs.ErrNotExist) {
		return &fault.Error{
			Kind: fault.NotFound, Op: readOp, Place: fault.Place{File: r.name},
			Message: "the folder has no " + HeaderFile + ", so it is no project in the text format; a project written by hand needs that file with the line \"format: 1\"",
		}
	}
	list, err := fs.ReadDir(r.fsys, ".")
	if err != nil {
		return &fault.Error{Kind: fault.Unavailable, Op: readOp, Place: fault.Place{File: r.name}, Message: "the folder cannot be read", Err: err}
	}
	for _, e := range list {
		switch {
		case passedOver(e.Name(), e.IsDir()):
		case e.Name() == AllocationsFolder && e.IsDir():
			if err := r.listAllocations(); err != nil {
				return err
			}
		default:
			r.take(e.Name(), e.IsDir())
		}
	}
	return nil
}

func (r *reader) listAllocations() error {
	list, err := fs.ReadDir(r.fsys, AllocationsFolder)
	if err != nil {
		return &fault.Error{Kind: fault.Unavailable, Op: readOp, Place: fault.Place{File: path.Join(r.name, AllocationsFolder)}, Message: "the folder cannot be read", Err: err}
	}
	for _, e := range list {
		if !strings.HasPrefix(e.Name(), ".") {
			r.take(AllocationsFolder+"/"+e.Name(), e.IsDir())
		}
	}
	return nil
}

// take adds a file, or the fault that there is no such file in the format.
func (r *reader) take(name string, dir bool) {
	f := newFile(r.name, name)
	r.files = append(r.files, f)
	switch {
	case dir:
		f.role, f.broken = foreign, true
		f.fault(0, 0, "", "", "the format has no such folder; remove it, or begin its name with a dot")
	case f.role == foreign:
		f.broken = true
		f.fault(0, 0, "", "", "%v", unknownFile(name))
	}
}

func unknownFile(name string) fault.Said {
	dir, file := path.Split(name)
	if dir != "" {
		return fault.Say("a file of allocations is named by a zone or conduit, such as ZON-1.yaml, or none.yaml; rename it, or begin its name with a dot")
	}
	stem := strings.TrimSuffix(strings.TrimSuffix(file, ".yml"), extension)
	if k, err := model.ParseKind(stem); err == nil {
		return fault.Say("the items of this kind stand in %s; rename the file", numbered(stemOf(k), 1))
	}
	all := []string{HeaderFile, recordStem + extension}
	for _, k := range model.Kinds() {
		all = append(all, stemOf(k)+extension)
	}
	return fault.Say("no kind of item has a file of this name%s (rename it, remove it, or begin its name with a dot)", nearest(stem+extension, all))
}

func (r *reader) of(role role) *file {
	for _, f := range r.files {
		if f.role == role {
			return f
		}
	}
	return nil
}

func (r *reader) header() {
	f := r.of(header)
	if f == nil {
		return
	}
	data := f.read(r.fsys)
	if data == nil {
		return
	}
	root := f.tree(data)
	if root == nil {
		return
	}
	seen := false
	for _, kv := range f.pairs(root, "") {
		switch kv.key.Value {
		case "format":
			seen = true
			if kv.value.Value != "1" {
				f.fault(kv.value.Line, kv.value.Column, "", "format", "this program reads format %d and the folder has format %q; a newer Cordon may have written it", Version, kv.value.Value)
			}
		case "project":
			id, err := model.ParseID(kv.value.Value)
			if err != nil {
				f.fault(kv.value.Line, kv.value.Column, "", "project", "%v; leave the line out if there is none yet", err)
			}
			r.head.Project = id
		default:
			f.fault(kv.key.Line, kv.key.Column, "", kv.key.Value, "the header has no %q%s", kv.key.Value, nearest(kv.key.Value, []string{"format", "project"}))
		}
	}
	if !seen {
		f.fault(1, 1, "", "format", "the header does not say its format; write the line \"format: 1\"")
	}
}

// systems reads the systems before all other items: the one in force declares
// the properties that the others may use.
func (r *reader) systems() {
	r.schema = r.base.Schema()
	fallback := model.BaseSchema()
	if r.o.Mode == Partial {
		fallback = r.base.Schema()
	}
	for _, f := range r.files {
		if f.role != items || f.kind != model.KindSystem {
			continue
		}
		root := f.load(r.fsys)
		if root == nil {
			r.broken = true
			continue
		}
		p := &parser{file: f, base: r.base}
		for _, kv := range p.pairs(root, "") {
			p.schema, p.undeclared = fallback, false
			if key, err := model.ParseKey(kv.key.Value); err == nil && key.Kind == model.KindSystem {
				p.declare(key, kv.value)
			}
			for _, e := range p.entryOf(kv) {
				r.entries = append(r.entries, e)
				if !r.endsRetired(&e) {
					r.schema, r.broken = p.schema, r.broken || p.undeclared
				} else if n, ok := r.base.ByKey(e.key); ok && n == r.base.System() {
					r.schema = model.BaseSchema()
				}
			}
		}
	}
}

// endsRetired reports whether an item will be retired once the folder is in.
func (r *reader) endsRetired(e *entry) bool {
	if e.retired == unsaid && r.o.Mode == Partial {
		n, ok := r.base.ByKey(e.key)
		return ok && !r.base.Live(n)
	}
	return e.retired == retired
}

// declare takes the schema from the declarations in a system's entry.
func (p *parser) declare(key model.Key, n *yaml.Node) {
	const field = "custom_properties"
	for i := 0; n.Kind == yaml.MappingNode && i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value != field {
			continue
		}
		at := n.Content[i+1]
		v, _, err := valueOf(model.BaseSchema().Prop(model.KindSystem, field), at)
		if err == nil && v.IsZero() {
			return
		}
		if err == nil {
			p.schema, err = schemaOf(v)
			if err != nil {
				p.fault(at.Line, at.Column, key.String(), field, "%v", err)
			}
		}
		if err != nil { // a fault of the value itself is named with the entry
			p.schema, p.undeclared = model.BaseSchema(), true
		}
		return
	}
}

// schemaOf lets the model itself read declarations.
func schemaOf(declarations model.Value) (*model.Schema, error) {
	b := newBuilder(model.Empty(), Options{})
	b.Apply([]model.Op{{
		Kind: model.OpCreate, Item: model.ID{1}, Key: model.Key{Kind: model.KindSystem, Number: 1}, Title: "declarations",
		Props: model.Props{{Name: "custom_properties", Value: declarations}},
	}})
	for _, f := range b.Faults() {
		return nil, fmt.Errorf("%s", f.Message)
	}
	return b.Snapshot().Schema(), nil
}

// load reads a file of items as a tree; nil if there is a fault.
func (f *file) load(fsys fs.FS) *yaml.Node {
	data := f.read(fsys)
	if data == nil {
		return nil
	}
	return f.tree(data)
}

// readers is how many files are read at the same time. The result does not
// depend on it.
const readers = 2

// result is what one file gave.
type result struct {
	entries []entry
	rec     *recorded
}

// rest reads all files but the header and the systems.
func (r *reader) rest() {
	var todo []*file
	for _, f := range r.files {
		if !f.broken && (f.role == record || (f.role == items && f.kind != model.KindSystem)) {
			todo = append(todo, f)
		}
	}
	results := make([]result, len(todo))
	next, done := make(chan int), make(chan int)
	for range readers {
		go func() {
			for i := range next {
				results[i] = r.one(todo[i])
				done <- i
			}
		}()
	}
	go func() {
		for i := range todo {
			next <- i
		}
		close(next)
	}()
	for i := range todo {
		<-done
		if r.o.Progress != nil {
			r.o.Progress(i+1, len(todo))
		}
	}
	total := len(r.entries)
	for i := range results {
		total += len(results[i].entries)
	}
	r.entries = slices.Grow(r.entries, total-len(r.entries))
	for i := range results {
		r.entries = append(r.entries, results[i].entries...)
		if rec := results[i].rec; rec != nil {
			r.rec.add(todo[i], rec)
		}
		results[i] = result{}
	}
}

func (r *reader) one(f *file) result {
	data := f.read(r.fsys)
	switch {
	case data == nil:
		return result{}
	case f.role == record && blank(data):
		f.fault(0, 0, "", "", "the file is empty; remove it, and identities and confirmations are given anew")
		return result{}
	case f.role == record:
		return result{rec: readRecord(f, data)}
	}
	root := f.tree(data)
	if root == nil {
		return result{}
	}
	p := &parser{file: f, schema: r.schema, base: r.base, undeclared: r.broken}
	return result{entries: p.entries(root)}
}

// merge puts the entries of all files in order of key and names keys that
// stand in two places.
func (r *reader) merge() {
	slices.SortStableFunc(r.entries, func(a, b entry) int { return a.key.Compare(b.key) })
	out := r.entries[:0]
	for i := range r.entries {
		e := &r.entries[i]
		if len(out) > 0 && out[len(out)-1].key == e.key {
			first := &out[len(out)-1]
			e.file.fault(int(e.line), int(e.column), e.key.String(), "", "the key stands twice; the other is in %s", first.place(first.line))
			continue
		}
		out = append(out, *e)
	}
	r.entries = out
}
