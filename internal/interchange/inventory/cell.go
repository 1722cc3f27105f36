package inventory

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/model"
)

// maxEntries bounds a list of one asset.
const maxEntries = 1000

// record is what one row says, in our words.
type record struct {
	row     int
	title   string // empty if no column gives one
	key     string
	zone    string
	conduit string
	vendor  string
	model   string
	props   model.Props     // values of this row, in order of name
	partial map[string]bool // lists of which some column was blank
	texts   []labelled      // lines of the description, one per column
	marks   []saidMark
	refused []string // marks that a column of their own denies
}

// labelled is the text of one column that goes into the description.
type labelled struct {
	header string
	text   string // empty if the cell is blank
}

// saidMark is a mark that the words of a cell set.
type saidMark struct {
	mark   string
	word   string
	column int // from 1
	header string
}

// blankUse counts cells that hold a word for nothing.
type blankUse struct {
	column int
	word   string
}

// rowReader turns rows into records.
type rowReader struct {
	*bound
	text     *model.PropDecl // checks texts that are no property
	blankSum map[blankUse]int
	dateSum  map[int]int // column -> days left out because nobody said the order
}

func newRowReader(b *bound, s *model.Schema) *rowReader {
	return &rowReader{
		bound: b, text: s.Prop(model.KindAsset, "description"),
		blankSum: map[blankUse]int{}, dateSum: map[int]int{},
	}
}

// record reads a row. All its faulty cells are named; then there is no record.
func (r *rowReader) record(row *Row) (*record, []*fault.Error) {
	rec := &record{row: row.Number}
	lists := map[string][]string{}
	var faults []*fault.Error
	for i := range r.columns {
		c := &r.columns[i]
		if err := r.cell(rec, c, row, lists); err != nil {
			faults = append(faults, r.fault(row.Number, c, "%v", err))
		}
	}
	if rec.zone != "" && rec.conduit != "" {
		faults = append(faults, r.fault(row.Number, r.column(toConduit), "the row names a zone and a conduit; an asset is in one of them"))
	}
	for to, list := range lists {
		rec.props = rec.props.With(to, model.ListValue(list))
	}
	if len(faults) > 0 {
		return nil, faults
	}
	return rec, nil
}

func (r *rowReader) fault(row int, c *boundColumn, format string, a ...any) *fault.Error {
	f := fault.New(fault.Invalid, "import inventory", format, a...)
	f.Place = fault.Place{File: r.sheet.Name, Row: row}
	if c != nil {
		f.Place.Column, f.Place.Field = c.index+1, c.Header
	}
	return f
}

// cell takes one cell into the record.
func (r *rowReader) cell(rec *record, c *boundColumn, row *Row, lists map[string][]string) error {
	raw := strings.TrimSpace(row.Cell(c.index))
	folded := ""
	if len(raw) <= r.longest {
		folded = foldWord(raw)
	}
	ours, mapped := c.values[folded]
	switch {
	case folded == "" || c.ours(row, raw): // empty, or one of our words already
	case mapped:
		raw, folded = strings.TrimSpace(ours), foldWord(ours)
	case r.blanks[folded]:
		r.blankSum[blankUse{c.index, raw}]++
		raw = ""
	}
	v, err := r.text.Parse(raw)
	if err != nil {
		return err
	}
	raw = v.Text()
	if c.To == toNote || c.To == "description" {
		rec.texts = append(rec.texts, labelled{c.Header, raw})
	}
	if raw == "" {
		if r.splits[c.To] > 1 && c.decl != nil && c.decl.Type == model.TextList {
			if rec.partial == nil {
				rec.partial = map[string]bool{}
			}
			rec.partial[c.To] = true
		}
		return nil
	}
	switch c.To {
	case toTitle:
		rec.title = oneLine(raw)
	case toKey:
		rec.key = raw
	case toZone:
		rec.zone = oneLine(raw)
	case toConduit:
		rec.conduit = oneLine(raw)
	case toVendor:
		rec.vendor = oneLine(raw)
	case toModel:
		rec.model = oneLine(raw)
	case toNote:
		r.scanMarks(rec, c, raw)
	case toMarks:
		return r.markList(rec, c, raw)
	case "description":
	default:
		return r.property(rec, c, raw, folded, lists)
	}
	return nil
}

// property reads the value of a property of the asset.
func (r *rowReader) property(rec *record, c *boundColumn, raw, folded string, lists map[string][]string) error {
	switch c.decl.Type {
	case model.TextList:
		for _, part := range splitCell(raw, c.Split) {
			if ours, ok := c.values[foldWord(part)]; ok {
				part = ours
			} else if r.blanks[foldWord(part)] {
				continue
			}
			if c.To == "exposes" {
				part = portWords(part)
			}
			if part != "" && !slices.Contains(lists[c.To], part) {
				lists[c.To] = append(lists[c.To], part)
			}
			if len(lists[c.To]) > maxEntries {
				return fmt.Errorf("the cell holds more than %d values", maxEntries)
			}
		}
		return nil
	case model.Date:
		d, err := parseDay(raw, r.Dates)
		if errors.Is(err, errAmbiguous) {
			r.dateSum[c.index]++
			return nil
		}
		if err != nil {
			return err
		}
		raw = d
	case model.Bool:
		if w := builtIn["yes/no"][folded]; w != "" {
			raw = w
		}
	case model.Enum:
		if w := builtIn[c.To][folded]; w != "" {
			raw = w
		}
	}
	v, err := c.decl.Parse(raw)
	if err != nil {
		if c.decl.Type == model.Enum || c.decl.Type == model.Bool {
			return fmt.Errorf("%w; say what it means under values in the mapping file", err)
		}
		return err
	}
	switch {
	case c.To == "function":
		r.scanMarks(rec, c, raw)
	case c.decl.Type == model.Bool && !v.Bool():
		rec.refused = append(rec.refused, c.To)
	}
	rec.props = rec.props.With(c.To, v)
	return nil
}

// scanMarks finds the marks that the words of a text say outright.
func (r *rowReader) scanMarks(rec *record, c *boundColumn, text string) {
	folded := foldHeader(text)
	for _, m := range r.marks {
		for _, w := range m.Words {
			if says(folded, w) {
				rec.marks = append(rec.marks, saidMark{m.Mark, w, c.index + 1, c.Header})
				break
			}
		}
	}
}

// markList reads a cell that is a list of marks.
func (r *rowReader) markList(rec *record, c *boundColumn, text string) error {
	for _, part := range splitCell(text, c.Split) {
		if ours, ok := c.values[foldWord(part)]; ok {
			part = ours
		}
		folded := foldHeader(part)
		if folded == "" {
			continue
		}
		found := ""
		for _, name := range markNames {
			if foldHeader(name) == folded {
				found = name
			}
		}
		for _, m := range r.marks {
			if found == "" && slices.Contains(m.Words, folded) {
				found = m.Mark
			}
		}
		if found == "" {
			return fmt.Errorf("%q is no mark; add it to the words of a mark under marks in the mapping file", part)
		}
		rec.marks = append(rec.marks, saidMark{found, part, c.index + 1, c.Header})
	}
	return nil
}

// splitCell splits a cell at separators that are not inside parentheses and
// trims the parts; blank parts are left out.
func splitCell(s string, separators []string) []string {
	var out []string
	add := func(part string) {
		if part = strings.TrimSpace(part); part != "" {
			out = append(out, part)
		}
	}
	balanced := strings.Count(s, "(") == strings.Count(s, ")")
	depth, start := 0, 0
	for i := 0; i < len(s); {
		switch s[i] {
		case '(':
			depth++
		case ')':
			depth = max(0, depth-1)
		}
		n := 0
		for _, sep := range separators {
			if sep == lineBreak {
				sep = "\n"
			}
			if strings.HasPrefix(s[i:], sep) && (depth == 0 || !balanced || sep == "\n") {
				n = max(n, len(sep))
			}
		}
		if n == 0 {
			i++
			continue
		}
		add(s[start:i])
		i += n
		start = i
	}
	add(s[start:])
	return out
}

var portPattern = regexp.MustCompile(`^(\d{1,5}(?:-\d{1,5})?(?:/[A-Za-z]+)*)\s*\((.*)\)$`)

// portWords brings "443/tcp(HTTPS)" to the form of the model, "443/tcp HTTPS".
func portWords(s string) string {
	if m := portPattern.FindStringSubmatch(s); m != nil {
		return strings.TrimSpace(m[1] + " " + strings.TrimSpace(m[2]))
	}
	return s
}
