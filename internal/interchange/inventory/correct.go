package inventory

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/model"
)

// Bounds of corrections. What is wrong in more places than this is mended with
// the mapping, or in the list.
const (
	MaxCorrections = 1000 // cells
	MaxOmitted     = 1000 // rows
)

// Corrections are what a person has set right in a list that is not his to
// change. Each names its place in the file as the file is, so that they fit
// this list and no other. Their file is described in docs/formats/inventory.md.
type Corrections struct {
	Name  string // the file, for messages; empty if there is none
	Cells []Correction
	Omit  []int // rows that are left out on purpose, counted as in the file
}

// Correction sets one cell right.
type Correction struct {
	Row    int    // counted as in the file
	Column string // its header
	Was    string // what the cell holds in the file
	Value  string // what is read in its place; blank to say nothing
	line   int
}

// Corrected is a correction that went into a plan.
type Corrected struct {
	Row    int
	Column string // header
	To     string // the target of the column
	Old    string
	New    string
}

// Omitted is a row that was left out on purpose.
type Omitted struct {
	Row   int
	Asset string // how the row names its asset, empty if it cannot be read
}

// Faulty says of a problem which cell would have to be corrected.
type Faulty struct {
	Column string // header; empty if no one cell is to blame
	To     string // the target of the column
	Value  string // what the cell holds in the file
	Asset  string // how the row names its asset, empty if it cannot be read
}

// Empty reports whether nothing is corrected and nothing left out.
func (c *Corrections) Empty() bool { return c == nil || len(c.Cells) == 0 && len(c.Omit) == 0 }

// Check reports what is wrong with corrections in themselves: more of them than
// the bounds, a place named twice, a row both corrected and left out. Nil if
// nothing is.
func (c *Corrections) Check() error {
	if c.Empty() {
		return nil
	}
	d := &corrector{c: c}
	switch {
	case len(c.Cells) > MaxCorrections:
		d.refuse(0, 0, "", "%d cells are corrected and the limit is %d; say what a word means under values in the mapping, or correct the list itself", len(c.Cells), MaxCorrections)
	case len(c.Omit) > MaxOmitted:
		d.refuse(0, 0, "", "%d rows are left out and the limit is %d; take them out of the list itself", len(c.Omit), MaxOmitted)
	default:
		d.own()
	}
	return d.err()
}

// corrector finds the places of corrections in a sheet.
type corrector struct {
	c      *Corrections
	sheet  *Sheet
	faults []*fault.Error
}

func (d *corrector) refuse(line, row int, column, format string, a ...any) {
	f := fault.New(fault.Invalid, "correct the list", format, a...)
	f.Place = fault.Place{File: d.c.Name, Line: line, Row: row, Field: column}
	if d.c.Name == "" && d.sheet != nil {
		f.Place.File = d.sheet.Name
	}
	d.faults = append(d.faults, f)
}

func (d *corrector) err() error {
	if len(d.faults) == 0 {
		return nil
	}
	return joinFaults(d.faults)
}

// own judges corrections without a list.
func (d *corrector) own() {
	omit := map[int]bool{}
	for _, row := range d.c.Omit {
		if omit[row] {
			d.refuse(0, row, "", "the row is left out twice; say it once")
		}
		omit[row] = true
	}
	type cell struct {
		row    int
		column string
	}
	seen := map[cell]bool{}
	for _, x := range d.c.Cells {
		at := cell{x.Row, foldWord(x.Column)}
		switch {
		case omit[x.Row]:
			d.refuse(x.line, x.Row, x.Column, "the row is corrected and left out; say one of the two")
		case seen[at]:
			d.refuse(x.line, x.Row, x.Column, "the cell is corrected twice; keep one")
		case len(x.Value) > MaxCell && len([]rune(x.Value)) > MaxCell:
			d.refuse(x.line, x.Row, x.Column, "the value has more than %d characters", MaxCell)
		}
		seen[at] = true
	}
}

// apply gives the sheet as it is read with the corrections; the one it was
// given stays as it is. What does not fit the list is refused, all of it: a
// correction that was made for another list must not do anything here.
func (c *Corrections) apply(sheet *Sheet) (*Sheet, error) {
	if c.Empty() {
		return sheet, nil
	}
	if err := c.Check(); err != nil {
		return nil, err
	}
	d := &corrector{c: c, sheet: sheet}
	mended := *sheet
	mended.Rows = slices.Clone(sheet.Rows)
	at := make(map[int]int, len(sheet.Rows))
	for i := range sheet.Rows {
		at[sheet.Rows[i].Number] = i
	}
	columns := make(map[string]int, len(sheet.Header))
	for i, h := range sheet.Header {
		columns[foldWord(h)] = i
	}
	for _, x := range c.Cells {
		d.cell(&mended, x, at, columns)
	}
	unread := map[int]bool{}
	for _, f := range sheet.Problems {
		unread[f.Place.Row] = true
	}
	for _, row := range c.Omit {
		i, ok := at[row]
		if ok {
			mended.Rows[i].omitted = true
		} else if !unread[row] {
			d.refuse(0, row, "", "the list has no such row, or it is blank; the row to be left out was one of another list")
		}
	}
	mended.Problems = slices.DeleteFunc(slices.Clone(sheet.Problems), func(f *fault.Error) bool { return slices.Contains(c.Omit, f.Place.Row) })
	return &mended, d.err()
}

// cell puts one correction into the copy of a row.
func (d *corrector) cell(mended *Sheet, x Correction, at map[int]int, columns map[string]int) {
	i, ok := at[x.Row]
	column, known := columns[foldWord(x.Column)]
	switch {
	case !ok:
		d.refuse(x.line, x.Row, x.Column, "the list has no such row, or it cannot be read; the correction was made for another list")
		return
	case !known:
		d.refuse(x.line, x.Row, x.Column, "the list has no such column; the correction was made for another list")
		return
	}
	row := &mended.Rows[i]
	if was := d.sheet.Rows[i].Cell(column); !sameCell(was, x.Was) {
		d.refuse(x.line, x.Row, x.Column, "the cell holds %s and the correction was made for %s; look at it again", shortCell(was), shortCell(x.Was))
		return
	}
	if len(row.corrected) == 0 { // the cells are still those of the sheet
		row.Cells = slices.Clone(row.Cells)
	}
	for len(row.Cells) <= column {
		row.Cells = append(row.Cells, "")
	}
	row.Cells[column] = x.Value
	row.corrected = append(row.corrected, column)
}

func sameCell(a, b string) bool {
	plain := strings.NewReplacer("\r\n", "\n", "\r", "\n")
	return strings.TrimSpace(plain.Replace(a)) == strings.TrimSpace(plain.Replace(b))
}

// shortCell prints a cell for a message.
func shortCell(s string) string {
	if r := []rune(strings.TrimSpace(s)); len(r) > 60 {
		s = string(r[:59]) + "…"
	}
	return strconv.Quote(strings.TrimSpace(s))
}

// ours reports whether a corrected cell holds one of our own words, which a
// person chose from a list: the mapping's words for the plant's have no say.
func (c *boundColumn) ours(row *Row, raw string) bool {
	if c.decl == nil || c.decl.Type != model.Enum && c.decl.Type != model.Bool || !slices.Contains(row.corrected, c.index) {
		return false
	}
	_, err := c.decl.Parse(raw)
	return err == nil
}

// asset says how a row names its asset.
func (p *planner) asset(row *Row) string {
	for _, to := range []string{toTitle, "inventory_id"} {
		if c := p.reader.column(to); c != nil && strings.TrimSpace(row.Cell(c.index)) != "" {
			return oneLine(strings.TrimSpace(row.Cell(c.index)))
		}
	}
	if c := p.identityColumn(); c != nil {
		return oneLine(strings.TrimSpace(row.Cell(c.index)))
	}
	return ""
}

// omit leaves a row out on purpose; its asset does not count as missing.
func (p *planner) omit(row *Row) {
	p.plan.Omitted = append(p.plan.Omitted, Omitted{Row: row.Number, Asset: p.asset(row)})
	p.claimFaulty(row)
}

// corrected tells which corrections went in: those of rows that did.
func (p *planner) corrected(original *Sheet) {
	c := p.opts.Corrections
	if c.Empty() {
		return
	}
	taken, at := map[int]bool{}, map[int]int{}
	for i := range p.rows {
		taken[p.rows[i].number] = p.rows[i].rec != nil
		at[p.rows[i].number] = i
	}
	for _, x := range c.Cells {
		i := slices.IndexFunc(p.reader.columns, func(b boundColumn) bool { return foldWord(b.Header) == foldWord(x.Column) })
		if i < 0 {
			place := fault.Place{File: p.plan.File, Row: x.Row, Field: x.Column}
			p.plan.Notes = append(p.plan.Notes, Note{place, "the correction of this cell has no effect: the column is left out"})
			continue
		}
		b := &p.reader.columns[i]
		if taken[x.Row] {
			old := strings.TrimSpace(original.Rows[at[x.Row]].Cell(b.index))
			p.plan.Corrected = append(p.plan.Corrected, Corrected{Row: x.Row, Column: b.Header, To: b.To, Old: old, New: strings.TrimSpace(x.Value)})
		}
	}
	slices.SortStableFunc(p.plan.Corrected, func(x, y Corrected) int { return x.Row - y.Row })
	for _, row := range c.Omit { // those that could not be read at all
		if !slices.ContainsFunc(p.plan.Omitted, func(o Omitted) bool { return o.Row == row }) {
			p.plan.Omitted = append(p.plan.Omitted, Omitted{Row: row})
		}
	}
	slices.SortStableFunc(p.plan.Omitted, func(x, y Omitted) int { return x.Row - y.Row })
}

// faulty says of every problem which cell it is about.
func (p *planner) faulty(original *Sheet) {
	at := make(map[int]int, len(original.Rows))
	for i := range original.Rows {
		at[original.Rows[i].Number] = i
	}
	p.plan.Faulty = make([]Faulty, len(p.plan.Problems))
	for n, f := range p.plan.Problems {
		i, ok := at[f.Place.Row]
		if !ok {
			continue
		}
		d := &p.plan.Faulty[n]
		d.Asset = p.asset(&p.reader.sheet.Rows[i])
		if c := f.Place.Column - 1; c >= 0 && c < len(original.Header) {
			d.Column, d.Value = original.Header[c], strings.TrimSpace(original.Rows[i].Cell(c))
			if of := p.reader.Column(d.Column); of != nil {
				d.To = of.To
			}
		}
	}
}

func (c *Corrected) text() string {
	return fmt.Sprintf("row %d, %s: %s became %s", c.Row, c.Column, shortCell(c.Old), shortCell(c.New))
}

func (o *Omitted) text() string {
	if o.Asset == "" {
		return fmt.Sprintf("row %d", o.Row)
	}
	return fmt.Sprintf("row %d: %s", o.Row, o.Asset)
}
