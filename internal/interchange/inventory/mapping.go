package inventory

import (
	"fmt"
	"slices"
	"strings"

	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/model"
)

// Mapping says what each column of a sheet means. It is what a mapping file
// holds (docs/formats/inventory.md).
type Mapping struct {
	Name           string // the mapping file, for messages; not part of it
	Sheet          string // worksheet, empty for the first with a header
	HeaderRow      int    // row of the headers, 0 to seek it
	Match          []string
	Dates          string // "dmy", "mdy", or empty while nobody has said
	Blanks         []string
	Columns        []Column
	Marks          []MarkWords
	ComponentTypes []FunctionTypes
}

// Column says what one column means.
type Column struct {
	Header string   // as in the sheet
	To     string   // a target, empty if Ignore
	Ignore bool     // the column is left out on purpose
	Split  []string // separators of a list
	Values []ValueWord
	line   int
}

// ValueWord gives our word for a word of a cell; blank means that the cell
// says nothing.
type ValueWord struct {
	Cell string
	Ours string
}

// MarkWords lists the words of a note that set a mark.
type MarkWords struct {
	Mark  string
	Words []string
}

// FunctionTypes gives the component types of 62443-4-2 for what an asset does.
type FunctionTypes struct {
	Function string
	Types    []string
}

// Targets that are no property of an asset.
const (
	toTitle   = "title"
	toKey     = "key"
	toZone    = "zone"
	toConduit = "conduit"
	toVendor  = "vendor"
	toModel   = "model"
	toNote    = "note"
	toMarks   = "marks"
)

var (
	specialTargets = []string{toTitle, toKey, toZone, toConduit, toVendor, toModel, toNote, toMarks}
	markNames      = []string{"business", "safety_related", "temporary", "wireless", "externally_connected", "legacy", "undocumented"}
	matchNames     = []string{"key", "inventory_id", "serial", "mac", "addresses", "title"}
	lineBreak      = "newline" // how a line end is written as a separator
)

// ReadOptions gives the options with which a sheet of this mapping is read.
func (m *Mapping) ReadOptions() ReadOptions {
	o := ReadOptions{Sheet: m.Sheet, HeaderRow: m.HeaderRow}
	for _, c := range m.Columns {
		o.Known = append(o.Known, c.Header)
	}
	return o
}

// targetDecl gives the property behind a target; nil for the special ones and
// for names that are no target.
func targetDecl(s *model.Schema, to string) *model.PropDecl {
	if slices.Contains(specialTargets, to) {
		return nil
	}
	d := s.Prop(model.KindAsset, to)
	if d == nil || d.Recorded || d.Type == model.Table || d.Type == model.Vector || to == "colour" {
		return nil
	}
	return d
}

// many reports whether several columns may have the target.
func many(s *model.Schema, to string) bool {
	d := targetDecl(s, to)
	return to == toNote || to == toMarks || to == "description" || d != nil && d.Type == model.TextList
}

// Targets lists what a column can be mapped to under a schema, in the order of
// forms.
func Targets(s *model.Schema) []string {
	out := slices.Clone(specialTargets)
	for _, d := range s.Props(model.KindAsset) {
		if targetDecl(s, d.Name) != nil {
			out = append(out, d.Name)
		}
	}
	return out
}

// Check reports every fault of a mapping under a project's schema: unknown
// targets, targets given twice, unknown marks and identities. It gives nil if
// there is none.
func (m *Mapping) Check(s *model.Schema) []*fault.Error {
	var out []*fault.Error
	wrong := func(line int, field, format string, a ...any) {
		f := fault.New(fault.Invalid, "read mapping", format, a...)
		f.Place = fault.Place{File: m.Name, Line: line, Field: field}
		out = append(out, f)
	}
	headers, targets := map[string]bool{}, map[string]string{}
	for _, c := range m.Columns {
		if headers[foldWord(c.Header)] {
			wrong(c.line, c.Header, "the column stands twice; keep one")
		}
		headers[foldWord(c.Header)] = true
		switch {
		case c.Ignore && c.To != "":
			wrong(c.line, c.Header, "the column has a target and is ignored; say one of the two")
		case c.Ignore:
		case c.To == "":
			wrong(c.line, c.Header, "the column has no target; write \"to\" or \"ignore: true\"")
		case targetDecl(s, c.To) == nil && !slices.Contains(specialTargets, c.To):
			wrong(c.line, c.Header, "%q is nothing a column can be mapped to; targets are: %s", c.To, strings.Join(Targets(s), ", "))
		case targets[c.To] != "" && !many(s, c.To):
			wrong(c.line, c.Header, "%q is given by the column %q already; ignore one of them", c.To, targets[c.To])
		default:
			targets[c.To] = c.Header
		}
	}
	for _, k := range m.Match {
		if !slices.Contains(matchNames, k) {
			wrong(0, "match", "%q does not identify an asset; use some of: %s", k, strings.Join(matchNames, ", "))
		}
	}
	if m.Dates != "" && m.Dates != "dmy" && m.Dates != "mdy" {
		wrong(0, "dates", "%q is no order of day, month and year; write dmy or mdy", m.Dates)
	}
	for _, t := range m.ComponentTypes {
		if _, err := s.Prop(model.KindProduct, "component_types").List(t.Types); err != nil {
			wrong(0, "component_types", "%q: %v", t.Function, err)
		}
	}
	for _, w := range m.Marks {
		if !slices.Contains(markNames, w.Mark) {
			wrong(0, "marks", "there is no mark %q; marks are: %s", w.Mark, strings.Join(markNames, ", "))
		}
	}
	return out
}

// bound is a mapping tied to the columns of one sheet and a schema.
type bound struct {
	*Mapping
	sheet   *Sheet
	columns []boundColumn
	blanks  map[string]bool
	types   map[string][]string
	marks   []MarkWords // words folded as headers are
	labels  bool        // several columns make the description
	splits  map[string]int
	longest int // bytes a cell may have to be a word of blanks or values
	notes   []Note
}

type boundColumn struct {
	*Column
	index  int // in the sheet
	decl   *model.PropDecl
	values map[string]string
}

// wordRoom is how long a spelling of a word may be: accents and blanks take
// room that folding gives back.
func wordRoom(s string) int { return 4*len(s) + 64 }

// bind finds the columns of a mapping in a sheet.
func (m *Mapping) bind(sheet *Sheet, s *model.Schema) *bound {
	b := &bound{Mapping: m, sheet: sheet, blanks: map[string]bool{}, types: map[string][]string{}, splits: map[string]int{}}
	for _, w := range m.Blanks {
		b.blanks[foldWord(w)] = true
		b.longest = max(b.longest, wordRoom(w))
	}
	for _, t := range m.ComponentTypes {
		b.types[foldWord(t.Function)] = t.Types
	}
	for _, w := range m.Marks {
		folded := MarkWords{Mark: w.Mark}
		for _, word := range w.Words {
			folded.Words = append(folded.Words, foldHeader(word))
		}
		b.marks = append(b.marks, folded)
	}
	where := map[string]int{}
	for i, h := range sheet.Header {
		where[foldWord(h)] = i
	}
	named := map[int]bool{}
	texts := 0
	for i := range m.Columns {
		c := &m.Columns[i]
		at, ok := where[foldWord(c.Header)]
		if !ok {
			if !c.Ignore {
				b.note(fault.Place{}, "the mapping names a column %q that the file does not have; nothing is taken for %s", c.Header, c.To)
			}
			continue
		}
		named[at] = true
		if c.Ignore {
			b.note(fault.Place{Column: at + 1, Field: sheet.Header[at]}, "the column is left out, as the mapping says")
			continue
		}
		bc := boundColumn{Column: c, index: at, decl: targetDecl(s, c.To), values: map[string]string{}}
		for _, v := range c.Values {
			bc.values[foldWord(v.Cell)] = v.Ours
			b.longest = max(b.longest, wordRoom(v.Cell))
		}
		if c.To == toNote || c.To == "description" {
			texts++
		}
		b.splits[c.To]++
		b.columns = append(b.columns, bc)
	}
	// The order of the sheet, not that of the mapping, is that of lists and lines.
	slices.SortStableFunc(b.columns, func(x, y boundColumn) int { return x.index - y.index })
	b.labels = texts > 1
	for i, h := range sheet.Header {
		if !named[i] {
			b.note(fault.Place{Column: i + 1, Field: h}, "the column is left out: the mapping does not name it")
		}
	}
	return b
}

func (b *bound) note(p fault.Place, format string, a ...any) {
	p.File = b.sheet.Name
	b.notes = append(b.notes, Note{Place: p, Text: fmt.Sprintf(format, a...)})
}

// column gives the first column mapped to a target; nil if there is none.
func (b *bound) column(to string) *boundColumn {
	for i := range b.columns {
		if b.columns[i].To == to {
			return &b.columns[i]
		}
	}
	return nil
}
