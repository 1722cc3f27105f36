package text

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/model"
)

// Header is what the header file says.
type Header struct {
	Project model.ID // the project's identity; zero if the folder was written by hand
}

// Write writes a state as a folder, file by file: put is called once per file
// with its slash-separated path and its bytes, which are put's only until it
// returns. The order of calls and the bytes follow from s and h alone. An
// error of put ends the writing and is returned as it is; a file that would
// outgrow MaxFile, and could therefore not be read back, is a fault of kind
// Invalid.
func Write(s *model.Snapshot, h Header, put func(path string, data []byte) error) error {
	w := &writer{s: s, put: put}
	w.buf = append(w.buf, "format: "+strconv.Itoa(Version)+"\n"...)
	if !h.Project.IsZero() {
		w.buf = append(w.buf, "project: "+h.Project.String()+"\n"...)
	}
	w.flush(HeaderFile)
	for _, k := range model.Kinds() {
		if k == model.KindAllocation {
			w.allocations()
		} else {
			w.kind(k)
		}
	}
	w.records()
	return w.err
}

type writer struct {
	s     *model.Snapshot
	put   func(path string, data []byte) error
	buf   []byte
	props []model.PropDecl // of the kind being written
	nodes []model.Node     // ends of one verb, for sorting
	err   error
}

// flush hands the file collected so far to put.
func (w *writer) flush(name string) {
	if w.err == nil && len(w.buf) > MaxFile {
		w.err = fault.New(fault.Invalid, "write the text format", "%s would have %d bytes and the format ends at %d; shorten the longest texts of its items", name, len(w.buf), MaxFile)
	}
	if w.err == nil {
		w.err = w.put(name, w.buf)
	}
	w.buf = w.buf[:0]
}

func (w *writer) kind(k model.Kind) {
	w.props = w.s.Schema().Props(k)
	stem, at := stemOf(k), 0
	for n := range w.s.AllOfKind(k) {
		if c := chunk(w.s.Key(n).Number); c != at {
			if len(w.buf) > 0 {
				w.flush(numbered(stem, at))
			}
			at = c
		}
		w.entry(n)
		if w.err != nil {
			return
		}
	}
	if len(w.buf) > 0 {
		w.flush(numbered(stem, at))
	}
}

func (w *writer) allocations() {
	w.props = w.s.Schema().Props(model.KindAllocation)
	byPlace := map[model.Node][]model.Node{}
	for n := range w.s.AllOfKind(model.KindAllocation) {
		p := w.placeOf(n)
		byPlace[p] = append(byPlace[p], n)
	}
	places := make([]model.Node, 0, len(byPlace))
	for p := range byPlace {
		if p != model.NoNode {
			places = append(places, p)
		}
	}
	w.s.SortByKey(places)
	for _, p := range append(places, model.NoNode) {
		stem := noPlace
		if p != model.NoNode {
			stem = w.s.Key(p).String()
		}
		for i, n := range byPlace[p] {
			w.entry(n)
			if (i+1)%perFile == 0 || i+1 == len(byPlace[p]) {
				w.flush(AllocationsFolder + "/" + numbered(stem, i/perFile+1))
			}
			if w.err != nil {
				return
			}
		}
	}
}

// placeOf gives the place whose file an allocation stands in: the live one
// with the smallest key, else the smallest of the retired ones.
func (w *writer) placeOf(n model.Node) model.Node {
	best := model.NoNode
	for _, e := range w.s.Out(n) {
		if e.Verb != model.AllocatedTo {
			continue
		}
		switch live, bestLive := w.s.Live(e.Node), best != model.NoNode && w.s.Live(best); {
		case best == model.NoNode, live && !bestLive,
			live == bestLive && w.s.Key(e.Node).Compare(w.s.Key(best)) < 0:
			best = e.Node
		}
	}
	return best
}

func (w *writer) entry(n model.Node) {
	it := w.s.Item(n)
	if len(w.buf) > 0 {
		w.buf = append(w.buf, '\n')
	}
	w.buf = append(w.buf, it.Key.String()...)
	w.buf = append(w.buf, ":\n  title:"...)
	w.buf = appendText(w.buf, it.Title, 4)
	if it.Retired {
		w.buf = append(w.buf, "  retired: true\n"...)
	}
	left := len(it.Props)
	for i := range w.props {
		d := &w.props[i]
		if v := it.Props.Value(d.Name); !v.IsZero() {
			w.buf = appendProp(w.buf, d, v, 2)
			left--
		}
	}
	if left > 0 {
		w.undeclared(it)
	}
	w.links(it)
}

// undeclared writes the values of properties that are declared no more, in
// order of name: they are still in the record and must not be lost here.
func (w *writer) undeclared(it *model.Item) {
	for _, p := range it.Props {
		if !slices.ContainsFunc(w.props, func(d model.PropDecl) bool { return d.Name == p.Name }) {
			w.buf = appendProp(w.buf, &model.PropDecl{Name: p.Name, Type: p.Value.Type()}, p.Value, 2)
		}
	}
}

func (w *writer) links(it *model.Item) {
	for i := 0; i < len(it.Links); {
		v := it.Links[i].Verb
		w.nodes = w.nodes[:0]
		bare := true
		for ; i < len(it.Links) && it.Links[i].Verb == v; i++ {
			w.nodes = append(w.nodes, it.Links[i].To)
			bare = bare && len(it.Links[i].Props) == 0
		}
		w.buf = appendKey(w.buf, verbKey(v), 2)
		if len(w.nodes) == 1 && bare {
			w.buf = append(w.buf, ' ')
			w.buf = append(w.buf, w.s.Key(w.nodes[0]).String()...)
			w.buf = append(w.buf, '\n')
			continue
		}
		w.buf = append(w.buf, '\n')
		w.s.SortByKey(w.nodes)
		for _, to := range w.nodes {
			w.end(it.Link(v, to))
		}
	}
}

// end writes one link of a list.
func (w *writer) end(l *model.Link) {
	w.buf = append(w.buf, "    - "...)
	if len(l.Props) > 0 {
		w.buf = append(w.buf, "to: "...)
	}
	w.buf = append(w.buf, w.s.Key(l.To).String()...)
	w.buf = append(w.buf, '\n')
	decls := w.s.Schema().Verb(l.Verb).Props
	for i := range decls {
		if v := l.Props.Value(decls[i].Name); !v.IsZero() {
			w.buf = appendProp(w.buf, &decls[i], v, 6)
		}
	}
}

func appendKey(b []byte, key string, indent int) []byte {
	return append(appendScalar(appendIndent(b, indent), key), ':')
}

// appendProp writes a property whose key is indented by indent.
func appendProp(b []byte, d *model.PropDecl, v model.Value, indent int) []byte {
	b = appendKey(b, d.Name, indent)
	switch v.Type() {
	case model.Bool:
		return append(strconv.AppendBool(append(b, ' '), v.Bool()), '\n')
	case model.Int:
		return append(strconv.AppendInt(append(b, ' '), v.Int(), 10), '\n')
	case model.Vector:
		sep := " ["
		for _, l := range v.Vector() {
			b = fmt.Appendf(b, "%s%d", sep, l)
			sep = ", "
		}
		return append(b, "]\n"...)
	case model.TextList:
		b = append(b, '\n')
		for _, s := range v.List() {
			b = appendText(append(appendIndent(b, indent+2), '-'), s, indent+4)
		}
		return b
	case model.Table:
		b = append(b, '\n')
		for _, r := range v.Records() {
			b = appendRecord(b, d, r, indent+2)
		}
		return b
	}
	return appendTyped(b, v.Type(), v.Text(), indent+2)
}

func appendRecord(b []byte, d *model.PropDecl, r model.Record, indent int) []byte {
	for i, cell := range r {
		if i == 0 {
			b = append(appendIndent(b, indent), "- "...)
		} else {
			b = appendIndent(b, indent+2)
		}
		b = append(appendScalar(b, cell.Column), ':')
		t := model.Text
		for _, c := range d.Columns {
			if c.Name == cell.Column {
				t = c.Type
			}
		}
		b = appendTyped(b, t, cell.Text, indent+4)
	}
	return b
}

// appendTyped writes a textual value: days and moments are never quoted, for
// they are what YAML takes them for.
func appendTyped(b []byte, t model.Type, s string, indent int) []byte {
	if t == model.Date || t == model.Moment {
		b = append(b, ' ')
		b = append(b, s...)
		return append(b, '\n')
	}
	return appendText(b, s, indent)
}
