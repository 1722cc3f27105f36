package model

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/cordon-ot/cordon/internal/sl"
	"github.com/cordon-ot/cordon/internal/standard"
)

// Parse reads a property's value from text as a person writes it. Blank text
// gives the zero Value: blank counts as missing (rules, preamble). Lists are
// separated by semicolons or lines; tables cannot be written as text.
func (d *PropDecl) Parse(s string) (Value, error) {
	s = strings.TrimSpace(strings.ReplaceAll(s, "\r\n", "\n"))
	if s == "" {
		return Value{}, nil
	}
	switch d.Type {
	case Bool:
		return parseBool(s)
	case Int:
		n, err := strconv.ParseInt(s, 10, 64)
		if err != nil {
			return Value{}, fmt.Errorf("%q is no whole number", s)
		}
		return IntValue(n), nil
	case Vector:
		v, err := sl.ParseVector(s)
		if err != nil {
			return Value{}, err
		}
		return VectorValue(v), nil
	case TextList:
		return d.List(strings.FieldsFunc(s, func(r rune) bool { return r == ';' || r == '\n' }))
	case Table:
		return Value{}, errors.New("a table cannot be written as one text; use the text format or JSON")
	case Enum:
		return d.parseEnum(s)
	case Date:
		return parseDate(s)
	case Moment:
		return parseMoment(s)
	case Row:
		return parseRow(s)
	case Digest:
		return parseDigest(s)
	default:
		return TextValue(Text, s), checkText(s)
	}
}

func parseBool(s string) (Value, error) {
	switch strings.ToLower(s) {
	case "true", "yes", "y", "1", "on", "x":
		return BoolValue(true), nil
	case "false", "no", "n", "0", "off":
		return BoolValue(false), nil
	}
	return Value{}, fmt.Errorf("%q is neither yes nor no", s)
}

func (d *PropDecl) parseEnum(s string) (Value, error) {
	word := strings.Join(strings.Fields(strings.NewReplacer("-", " ", "_", " ").Replace(strings.ToLower(s))), " ")
	for _, v := range d.Values {
		if strings.EqualFold(v, s) || strings.ReplaceAll(strings.ToLower(v), "-", " ") == word {
			return TextValue(Enum, v), nil
		}
	}
	return Value{}, fmt.Errorf("%q is none of: %s", s, strings.Join(d.Values, ", "))
}

func parseDate(s string) (Value, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return Value{}, fmt.Errorf("%q is no day; write it as 2026-03-31", s)
	}
	return TextValue(Date, t.Format(time.DateOnly)), nil
}

// parseMoment reads RFC 3339; a time without zone is taken as UTC and a day as
// its first moment.
func parseMoment(s string) (Value, error) {
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02T15:04:05", "2006-01-02 15:04:05", "2006-01-02T15:04", "2006-01-02 15:04", time.DateOnly} {
		if t, err := time.Parse(layout, s); err == nil {
			return TextValue(Moment, t.UTC().Format(time.RFC3339Nano)), nil
		}
	}
	return Value{}, fmt.Errorf("%q is no point in time; write it as 2026-03-31T14:05:00Z", s)
}

func parseRow(s string) (Value, error) {
	r, err := standard.ParseRef(s)
	if err != nil {
		return Value{}, err
	}
	return TextValue(Row, r.String()), nil
}

func parseDigest(s string) (Value, error) {
	hex, ok := strings.CutPrefix(strings.ToLower(s), "sha256:")
	if !ok || len(hex) != 64 || strings.Trim(hex, "0123456789abcdef") != "" {
		return Value{}, fmt.Errorf("%q is no digest; one is sha256: and 64 hexadecimal digits", s)
	}
	return TextValue(Digest, "sha256:"+hex), nil
}

// checkText refuses what would not survive a round trip through files.
func checkText(s string) error {
	if !utf8.ValidString(s) {
		return errors.New("the text is not valid UTF-8")
	}
	for _, r := range s {
		if (unicode.IsControl(r) && r != '\n' && r != '\t') || r == '\uFEFF' {
			return fmt.Errorf("the text holds the control character U+%04X; remove it", r)
		}
	}
	return nil
}

// List makes a TextList value, leaving out blank entries; without any entry it
// gives the zero Value.
func (d *PropDecl) List(entries []string) (Value, error) {
	var out []string
	for _, e := range entries {
		if e = strings.TrimSpace(e); e == "" {
			continue
		}
		if err := checkText(e); err != nil {
			return Value{}, err
		}
		out = append(out, e)
	}
	if len(out) == 0 {
		return Value{}, nil
	}
	return ListValue(out), nil
}

// Records makes a Table value from records whose cells may come in any order;
// blank cells are left out. Without any record it gives the zero Value.
func (d *PropDecl) Records(records []map[string]string) (Value, error) {
	var out []Record
	for i, m := range records {
		r, err := d.record(m)
		if err != nil {
			return Value{}, fmt.Errorf("record %d: %w", i+1, err)
		}
		out = append(out, r)
	}
	if len(out) == 0 {
		return Value{}, nil
	}
	return TableValue(out), nil
}

func (d *PropDecl) record(m map[string]string) (Record, error) {
	var r Record
	for _, c := range d.Columns {
		v, err := c.decl().Parse(m[c.Name])
		if err != nil {
			return nil, fmt.Errorf("%s: %w", c.Name, err)
		}
		if v.IsZero() && c.Required {
			return nil, fmt.Errorf("%s is missing", c.Name)
		}
		if !v.IsZero() {
			r = append(r, Cell{Column: c.Name, Text: v.Text()})
		}
	}
	names := make([]string, 0, len(m))
	for name := range m {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		if !slices.ContainsFunc(d.Columns, func(c Column) bool { return c.Name == name }) {
			return nil, fmt.Errorf("there is no column %q; the columns are %s", name, columnNames(d.Columns))
		}
	}
	return r, nil
}

func (c *Column) decl() *PropDecl { return &PropDecl{Name: c.Name, Type: c.Type, Values: c.Values} }

func columnNames(cols []Column) string {
	names := make([]string, len(cols))
	for i, c := range cols {
		names[i] = c.Name
	}
	return strings.Join(names, ", ")
}

// Check reports what is wrong with a value for this property: its type, its
// words, its form. A value that Check accepts is in its one canonical form.
func (d *PropDecl) Check(v Value) error {
	if v.typ != d.Type {
		return fmt.Errorf("a value of type %s is needed, not %s", d.Type, v.typ)
	}
	switch d.Type {
	case Bool, Int:
		return nil
	case Vector:
		for _, l := range v.Vector() {
			if l > 4 {
				return fmt.Errorf("%d is no security level; levels are 0 to 4", l)
			}
		}
		return nil
	case TextList:
		return d.checkList(v)
	case Table:
		return d.checkTable(v)
	}
	want, err := d.Parse(v.text)
	if err != nil {
		return err
	}
	if want.IsZero() {
		return errors.New("blank text counts as missing; unset the property instead")
	}
	if !want.Equal(v) {
		return fmt.Errorf("%q is not in canonical form; write %q", v.text, want.text)
	}
	return nil
}

func (d *PropDecl) checkList(v Value) error {
	want, err := d.List(v.list)
	if err == nil && !want.Equal(v) {
		err = errors.New("the list is empty or has blank entries; leave them out")
	}
	return err
}

func (d *PropDecl) checkTable(v Value) error {
	maps := make([]map[string]string, len(v.records))
	for i, r := range v.records {
		maps[i] = map[string]string{}
		for _, c := range r {
			maps[i][c.Column] = c.Text
		}
	}
	want, err := d.Records(maps)
	if err == nil && !want.Equal(v) {
		err = errors.New("the table is empty or not in canonical form")
	}
	return err
}

// String prints a value for people: words, lists with semicolons, tables as a
// count.
func (v Value) String() string {
	switch v.typ {
	case NoType:
		return ""
	case Bool:
		if v.Bool() {
			return "yes"
		}
		return "no"
	case Int:
		return strconv.FormatInt(v.num, 10)
	case Vector:
		return v.Vector().String()
	case TextList:
		return strings.Join(v.list, "; ")
	case Table:
		if len(v.records) == 1 {
			return "1 record"
		}
		return fmt.Sprintf("%d records", len(v.records))
	}
	return v.text
}
