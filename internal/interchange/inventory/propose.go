package inventory

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/model"
)

const (
	maxDistinct = 200 // words of a column that a proposal looks at
	maxWord     = 120 // characters of a word that it writes into a mapping
)

// Propose maps the columns of a sheet by the words of their headers, in
// English, German, Italian, French and Spanish, and by what their cells hold.
// The notes say what was guessed and what was left out. The mapping is meant
// to be saved, read and corrected by a person.
func Propose(sheet *Sheet) (*Mapping, []Note) {
	p := &proposer{sheet: sheet, m: &Mapping{Sheet: sheet.Table, Blanks: slices.Clone(defaultBlanks)}}
	if sheet.HeaderRow > headerDepth || knownWords(sheet.Header, nil) < 2 {
		p.m.HeaderRow = sheet.HeaderRow // it would not be found again without help
	}
	p.assign()
	for i := range p.m.Columns {
		p.adapt(i)
	}
	for _, w := range defaultMarks {
		p.m.Marks = append(p.m.Marks, MarkWords{w.Mark, slices.Clone(w.Words)})
	}
	p.identities()
	p.componentTypes()
	return p.m, p.notes
}

type proposer struct {
	sheet *Sheet
	m     *Mapping
	notes []Note
}

func (p *proposer) note(column int, format string, a ...any) {
	place := fault.Place{File: p.sheet.Name}
	if column >= 0 {
		place.Column, place.Field = column+1, p.sheet.Header[column]
	}
	p.notes = append(p.notes, Note{place, fmt.Sprintf(format, a...)})
}

// assign gives each target to the column whose header fits it best.
func (p *proposer) assign() {
	type candidate struct {
		column, rank int
		fit
	}
	var all []candidate
	for i, h := range p.sheet.Header {
		for rank, f := range fits(h) {
			all = append(all, candidate{i, rank, f})
		}
	}
	slices.SortStableFunc(all, func(x, y candidate) int {
		return cmp.Or(cmp.Compare(y.score, x.score), cmp.Compare(x.rank, y.rank), cmp.Compare(x.column, y.column))
	})
	to, taken := map[int]string{}, map[string]int{}
	lost := map[int]string{}
	for _, c := range all {
		if to[c.column] != "" {
			continue
		}
		if _, used := taken[c.target]; used && !many(model.BaseSchema(), c.target) {
			if lost[c.column] == "" {
				lost[c.column] = c.target
			}
			continue
		}
		to[c.column], taken[c.target] = c.target, c.column
	}
	for i, h := range p.sheet.Header {
		c := Column{Header: h, To: to[i], Ignore: to[i] == ""}
		switch {
		case !c.Ignore:
		case lost[i] != "":
			p.note(i, "left out: it looks like %s, which the column %q gives already", lost[i], p.sheet.Header[taken[lost[i]]])
		default:
			p.note(i, "left out: the header is not known; map it to description to keep its text")
		}
		p.m.Columns = append(p.m.Columns, c)
	}
}

// ignore takes a column out of the proposal and says why.
func (p *proposer) ignore(i int, format string, a ...any) {
	p.m.Columns[i].To, p.m.Columns[i].Ignore = "", true
	p.note(i, format, a...)
}

// adapt completes the proposal for one column from its cells.
func (p *proposer) adapt(i int) {
	c := &p.m.Columns[i]
	decl := targetDecl(model.BaseSchema(), c.To)
	switch {
	case c.To == "criticality":
		p.criticality(i)
	case c.To == "inventory_status":
		// "Status" is a word for both; the cells tell which is meant.
		if words := p.distinct(i); len(words) > 0 && share(words, builtIn["lifecycle"]) == 1 && !p.has("lifecycle") {
			c.To = "lifecycle"
			p.values(i, words, builtIn["lifecycle"])
		}
	case c.To == "lifecycle":
		words := p.distinct(i)
		if len(words) > 0 && share(words, builtIn["lifecycle"]) < 0.5 {
			p.ignore(i, "left out: it looks like the lifecycle, but its cells are not words for that; map it with values")
			return
		}
		p.values(i, words, builtIn["lifecycle"])
	case decl != nil && decl.Type == model.Bool:
		if words := p.distinct(i); len(words) > 0 && share(words, builtIn["yes/no"]) < 0.5 {
			p.ignore(i, "left out: it looks like the mark %s, but its cells are neither yes nor no; map it with values", c.To)
		}
	case decl != nil && decl.Type == model.Date:
		p.dates(i)
	case c.To == toMarks, decl != nil && decl.Type == model.TextList:
		c.Split = p.separators(i)
	}
}

func (p *proposer) has(target string) bool {
	return slices.ContainsFunc(p.m.Columns, func(c Column) bool { return c.To == target })
}

// distinct lists the words of a column that are not blank, each once, in the
// order of the file; at most maxDistinct.
func (p *proposer) distinct(i int) []string {
	blank := map[string]bool{"": true}
	for _, b := range p.m.Blanks {
		blank[foldWord(b)] = true
	}
	var out []string
	raw := map[string]bool{} // spares folding what was seen in the same spelling
	for _, r := range p.sheet.Rows {
		cell := r.Cell(i)
		if raw[cell] || len(cell) > maxWord {
			continue
		}
		if len(raw) < 20*maxDistinct {
			raw[cell] = true
		}
		if f := foldWord(cell); !blank[f] {
			blank[f] = true
			out = append(out, strings.TrimSpace(cell))
			if len(out) == maxDistinct {
				break
			}
		}
	}
	return out
}

// share is the part of the words that an index knows.
func share(words []string, index map[string]string) float64 {
	n := 0
	for _, w := range words {
		if index[foldWord(w)] != "" {
			n++
		}
	}
	return float64(n) / float64(len(words))
}

// values writes what each word of a column means into the mapping and names
// the words that are not known.
func (p *proposer) values(i int, words []string, index map[string]string) {
	var unknown []string
	for _, w := range words {
		ours := index[foldWord(w)]
		if ours == "" {
			unknown = append(unknown, strconv.Quote(w))
			continue
		}
		p.m.Columns[i].Values = append(p.m.Columns[i].Values, ValueWord{w, ours})
	}
	if len(unknown) > 0 {
		p.note(i, "no meaning is known for %s; give it one under values, or a blank one to leave it out", strings.Join(unknown, ", "))
	}
}

func (p *proposer) criticality(i int) {
	words := p.distinct(i)
	index := map[string]string{}
	for k, v := range builtIn["criticality"] {
		index[k] = v
	}
	folded := map[string]bool{}
	highest := ""
	for _, w := range words {
		f := foldWord(w)
		folded[f] = true
		if len(f) == 1 && f >= "1" && f <= "5" {
			highest = max(highest, f)
		}
	}
	switch {
	case highest != "":
		scale := numberScales[max(highest, "3")]
		for n, w := range scale {
			index[strconv.Itoa(n+1)] = w
		}
		p.note(i, "numbers are read with %d as the most critical; change values if it is the other way round", len(scale))
	case folded["a"] && folded["c"]:
		index["a"], index["b"], index["c"] = "high", "medium", "low"
		p.note(i, "letters are read with A as the most critical; change values if it is the other way round")
	case folded["a"] || folded["b"]:
		index["a"], index["b"] = "high", "low" // alta and bassa, alta and baja
		p.note(i, "A is read as high and B as low; change values if they mean something else")
	}
	p.values(i, words, index)
}

func (p *proposer) dates(i int) {
	order, ambiguous := dayOrder(p.distinct(i))
	switch {
	case ambiguous && p.m.Dates == "":
		p.note(i, "day and month could be either way round; write dates: dmy or dates: mdy, until then such dates are left out")
	case order != "":
		p.m.Dates = order
	}
}

// separators finds what stands between the values of a cell: line ends always,
// and the first of ; | , that occurs.
func (p *proposer) separators(i int) []string { return p.sheet.Separators(i) }

// Separators proposes what stands between the values of the cells of a column,
// counted from 0, if it gives a list.
func (s *Sheet) Separators(i int) []string {
	for _, sep := range []string{";", "|", ","} {
		for _, r := range s.Rows {
			if len(splitCell(r.Cell(i), []string{sep})) > 1 {
				return []string{sep, lineBreak}
			}
		}
	}
	return []string{";", ",", lineBreak}
}

func (p *proposer) identities() {
	for _, k := range matchNames {
		if p.has(k) {
			p.m.Match = append(p.m.Match, k)
		}
	}
	if len(p.m.Match) == 0 {
		p.note(-1, "no column identifies an asset; map one to inventory_id, serial, mac, addresses or title, or no row can be imported")
	}
}

// componentTypes proposes a component type for every word of the column that
// says what an asset does.
func (p *proposer) componentTypes() {
	for i, c := range p.m.Columns {
		if c.To != "function" {
			continue
		}
		var without []string
		for _, w := range p.distinct(i) {
			t := FunctionTypes{Function: oneLine(w)}
			if typ := typeOf(w); typ != "" {
				t.Types = []string{typ}
			} else {
				without = append(without, strconv.Quote(t.Function))
			}
			p.m.ComponentTypes = append(p.m.ComponentTypes, t)
			p.hint(i, w)
		}
		if len(without) > 0 {
			p.note(i, "no component type is known for %s; fill it in under component_types", strings.Join(without, ", "))
		}
	}
}

// hint names functions that may connect to the outside; the mark itself is
// left to a person.
func (p *proposer) hint(i int, function string) {
	f := foldHeader(function)
	for _, w := range remoteWords {
		if says(f, foldHeader(w)) {
			p.note(i, "%q may be connected to the outside; it is not marked so unless you add %q to the words of externally_connected under marks", oneLine(function), w)
			return
		}
	}
}
