package model

import (
	"slices"

	"github.com/cordon-ot/cordon/internal/sl"
)

// Type is the type of a property's value.
type Type uint8

// The types of value. Numbers are stored in rows and therefore frozen.
const (
	NoType   Type = iota
	Text          // one or more lines of text
	Enum          // one of the declared words
	Bool          // true or false
	Int           // a whole number
	Date          // a day, YYYY-MM-DD
	Moment        // a point in time, RFC 3339 in UTC
	Row           // a reference to a row of the standard: part:edition code
	Digest        // sha256:HEX
	Vector        // a vector of seven security levels
	TextList      // texts in the user's order
	Table         // records with declared columns, in the user's order
)

var typeNames = [...]string{
	"none", "text", "word", "yes/no", "number", "date", "moment",
	"standard row", "digest", "vector", "list", "table",
}

// String names the type for people.
func (t Type) String() string {
	if int(t) < len(typeNames) {
		return typeNames[t]
	}
	return "unknown"
}

// Cell is one named field of a record. Text is never empty.
type Cell struct {
	Column string
	Text   string
}

// Record is one row of a Table value: its non-empty cells in the order of the
// declared columns.
type Record []Cell

// Cell gives the text in a column, empty if there is none.
func (r Record) Cell(column string) string {
	for _, c := range r {
		if c.Column == column {
			return c.Text
		}
	}
	return ""
}

// Value is the immutable value of one property. The zero Value is no value.
type Value struct {
	typ     Type
	num     int64
	text    string
	list    []string
	records []Record
}

// TextValue makes a value of type Text, Enum, Date, Moment, Row or Digest.
func TextValue(t Type, s string) Value { return Value{typ: t, text: s} }

// BoolValue makes a Bool.
func BoolValue(b bool) Value {
	if b {
		return Value{typ: Bool, num: 1}
	}
	return Value{typ: Bool}
}

// IntValue makes an Int.
func IntValue(n int64) Value { return Value{typ: Int, num: n} }

// VectorValue makes a Vector.
func VectorValue(v sl.Vector) Value {
	var n int64
	for i, l := range v {
		n |= int64(l) << (8 * i)
	}
	return Value{typ: Vector, num: n}
}

// ListValue makes a TextList; the slice must not be changed afterwards.
func ListValue(list []string) Value { return Value{typ: TextList, list: list} }

// TableValue makes a Table; the records must not be changed afterwards.
func TableValue(records []Record) Value { return Value{typ: Table, records: records} }

// Type gives the value's type, NoType for no value.
func (v Value) Type() Type { return v.typ }

// IsZero reports whether there is no value.
func (v Value) IsZero() bool { return v.typ == NoType }

// Text gives the text of a textual value, else "".
func (v Value) Text() string { return v.text }

// Bool gives the truth of a Bool, false for any other value.
func (v Value) Bool() bool { return v.typ == Bool && v.num != 0 }

// Int gives the number of an Int, 0 for any other value.
func (v Value) Int() int64 {
	if v.typ != Int {
		return 0
	}
	return v.num
}

// Vector gives the levels of a Vector, zeros for any other value.
func (v Value) Vector() sl.Vector {
	var out sl.Vector
	if v.typ == Vector {
		for i := range out {
			out[i] = sl.Level(v.num >> (8 * i))
		}
	}
	return out
}

// List gives the texts of a TextList. The caller must not change the slice.
func (v Value) List() []string { return v.list }

// Records gives the records of a Table. The caller must not change them.
func (v Value) Records() []Record { return v.records }

// Equal reports whether two values are the same in type and content.
func (v Value) Equal(o Value) bool {
	return v.typ == o.typ && v.num == o.num && v.text == o.text &&
		slices.Equal(v.list, o.list) &&
		slices.EqualFunc(v.records, o.records, func(a, b Record) bool { return slices.Equal(a, b) })
}

// Prop is one named value of an item or a link.
type Prop struct {
	Name  string
	Value Value
}

// Props are the properties of an item or a link, in ascending order of name.
type Props []Prop

// Value finds a property by name; the zero Value if it is not set.
func (p Props) Value(name string) Value {
	// Items have a handful of properties: a scan beats a search.
	for i := range p {
		if p[i].Name == name {
			return p[i].Value
		}
	}
	return Value{}
}

// With gives a copy in which name has value v, or is absent if v is zero.
func (p Props) With(name string, v Value) Props {
	i, found := slices.BinarySearchFunc(p, name, func(a Prop, b string) int {
		switch {
		case a.Name < b:
			return -1
		case a.Name > b:
			return 1
		}
		return 0
	})
	switch {
	case v.IsZero() && !found:
		return p
	case v.IsZero():
		out := make(Props, 0, len(p)-1)
		out = append(out, p[:i]...)
		return append(out, p[i+1:]...)
	case found:
		out := slices.Clone(p)
		out[i].Value = v
		return out
	}
	out := make(Props, 0, len(p)+1)
	out = append(out, p[:i]...)
	out = append(out, Prop{Name: name, Value: v})
	return append(out, p[i:]...)
}

// Equal reports whether two property lists are the same.
func (p Props) Equal(o Props) bool {
	return slices.EqualFunc(p, o, func(a, b Prop) bool { return a.Name == b.Name && a.Value.Equal(b.Value) })
}
