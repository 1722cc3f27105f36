package answer

import (
	"bytes"
	"encoding/json"
	"errors"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/cordon-ot/cordon/internal/api"
	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/model"
	"github.com/cordon-ot/cordon/internal/near"
	"github.com/cordon-ot/cordon/internal/sl"
)

// member is one member of a JSON object.
type member struct {
	name  string
	value json.RawMessage
}

// object reads a JSON object, keeping what encoding/json would pass over:
// members that stand twice, and bytes that are no UTF-8.
func object(raw json.RawMessage, fault func(pointer, format string, a ...any)) []member {
	if !utf8.Valid(raw) {
		fault("", "the text is not valid UTF-8")
		return nil
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	if t, err := d.Token(); err != nil || t != json.Delim('{') {
		fault("", "%s is no object; write {\"name\": value}", brief(raw))
		return nil
	}
	var out []member
	seen := map[string]bool{}
	for d.More() {
		t, err := d.Token()
		name, _ := t.(string)
		var m member
		if err == nil {
			m.name = name
			err = d.Decode(&m.value)
		}
		if err != nil {
			fault("", "the object cannot be read: %v", err)
			return out
		}
		if seen[name] {
			fault(escape(name), "%q stands twice; write it once", name)
			continue
		}
		seen[name] = true
		out = append(out, m)
	}
	return out
}

// longestName is the longest name worth telling in full, in bytes. No property
// and no column has one as long.
const longestName = 200

// escape makes a name a step of a JSON pointer (RFC 6901 section 3).
func escape(name string) string {
	return "/" + strings.NewReplacer("~", "~0", "/", "~1").Replace(excerpt(name, longestName))
}

// excerpt gives the beginning of a text that is longer than most bytes.
func excerpt(s string, most int) string {
	if len(s) <= most {
		return s
	}
	return strings.ToValidUTF8(s[:most], "") + "…"
}

// brief shows the beginning of a value that was sent.
func brief(raw []byte) string { return excerpt(string(raw[:min(len(raw), 200)]), 40) }

// props reads properties, in order of name.
func (r *opReader) props(raw json.RawMessage, find declared) model.Props {
	if len(raw) == 0 {
		return nil
	}
	const at = "/properties"
	var out model.Props
	for _, m := range object(raw, func(pointer, format string, a ...any) { r.refuse(at+pointer, format, a...) }) {
		d, err := find(m.name)
		if err != nil {
			r.refuse(at+escape(m.name), "%v", err)
			continue
		}
		v := valueReader{d: d, fault: func(pointer, format string, a ...any) { r.refuse(at+escape(m.name)+pointer, format, a...) }}
		if value := v.read(m.value); !value.IsZero() {
			out = append(out, model.Prop{Name: m.name, Value: value})
		}
	}
	slices.SortFunc(out, func(a, b model.Prop) int { return strings.Compare(a.Name, b.Name) })
	return out
}

// unset reads the names of properties to take away.
func (r *opReader) unset(o *api.Op, find declared) []string {
	written := map[string]bool{}
	if len(o.Unset) > 0 && len(o.Properties) > 0 {
		for _, m := range object(o.Properties, func(string, string, ...any) {}) {
			written[m.name] = true
		}
	}
	var out []string
	for i, name := range o.Unset {
		pointer := "/unset/" + strconv.Itoa(i)
		_, err := find(name)
		switch {
		case err != nil:
			r.refuse(pointer, "%v", err)
		case slices.Contains(out, name):
			r.refuse(pointer, "%s stands twice; write it once", name)
		case written[name]:
			r.refuse(pointer, "%s is written and taken away by one op", name)
		default:
			out = append(out, name)
		}
	}
	return out
}

// unknown says that there is no property of a name, and which is like it.
func unknown(who fault.Said, name string, list []model.PropDecl) error {
	names := make([]string, len(list))
	for i := range list {
		names[i] = list[i].Name
	}
	if len(name) > longestName { // too long to be compared letter by letter
		return fault.Say("%v no property %q", who, excerpt(name, longestName))
	}
	switch alike := near.Words(name, names, 3); {
	case len(names) == 0:
		return fault.Say("%v no properties", who)
	case len(alike) > 0:
		return fault.Say("%v no property %q; did you mean %v?", who, name, fault.Or(alike))
	}
	return fault.Say("%v no property %q; there are %s", who, name, strings.Join(names, ", "))
}

// valueReader reads one value of a declared property from JSON. It gives the
// zero Value after it named a fault.
type valueReader struct {
	d     *model.PropDecl
	fault func(pointer, format string, a ...any)
}

func (v *valueReader) read(raw json.RawMessage) model.Value {
	raw = bytes.TrimSpace(raw)
	if string(raw) == "null" {
		v.fault("", "null is no value; to take the property away, name it in unset")
		return model.Value{}
	}
	switch v.d.Type {
	case model.Bool:
		if s := string(raw); s == "true" || s == "false" {
			return model.BoolValue(s == "true")
		}
		v.fault("", "%s is neither true nor false", brief(raw))
	case model.Int:
		if n, err := strconv.ParseInt(string(raw), 10, 64); err == nil {
			return model.IntValue(n)
		}
		v.fault("", "%s is no whole number", brief(raw))
	case model.Vector:
		return v.vector(raw)
	case model.TextList:
		return v.list(raw)
	case model.Table:
		return v.table(raw)
	default:
		return v.text(raw)
	}
	return model.Value{}
}

var errNoText = errors.New("it is no text; write a string in quotes")

// jsonText reads a string. JSON has passed a decoder that knows it to be valid.
func jsonText(raw json.RawMessage) (string, error) {
	var s string
	if len(raw) == 0 || raw[0] != '"' || json.Unmarshal(raw, &s) != nil {
		return "", errNoText
	}
	return s, nil
}

func (v *valueReader) text(raw json.RawMessage) model.Value {
	s, err := jsonText(raw)
	if err != nil {
		v.fault("", "%s: %v", brief(raw), err)
		return model.Value{}
	}
	value, err := v.d.Parse(s)
	switch {
	case err != nil:
		v.fault("", "%v", err)
		return model.Value{}
	case value.IsZero():
		v.fault("", "a blank text counts as missing; leave the property out, or name it in unset to take it away")
	}
	return value
}

// array reads a JSON array; ok is false after a fault.
func (v *valueReader) array(raw json.RawMessage, of string) (list []json.RawMessage, ok bool) {
	if len(raw) == 0 || raw[0] != '[' || json.Unmarshal(raw, &list) != nil {
		v.fault("", "%s is no array of %s", brief(raw), of)
		return nil, false
	}
	return list, true
}

func (v *valueReader) vector(raw json.RawMessage) model.Value {
	list, ok := v.array(raw, "seven levels")
	if !ok {
		return model.Value{}
	}
	var vec sl.Vector
	if len(list) != len(vec) {
		v.fault("", "a vector has seven levels in the order IAC, UC, SI, DC, RDF, TRE, RA, and this has %d", len(list))
		return model.Value{}
	}
	for i, e := range list {
		n, err := strconv.ParseUint(string(bytes.TrimSpace(e)), 10, 8)
		if err != nil || n > uint64(sl.MaxLevel) {
			v.fault("/"+strconv.Itoa(i), "%s is no security level; levels are 0 to 4", brief(e))
			ok = false
			continue
		}
		vec[i] = sl.Level(n)
	}
	if !ok {
		return model.Value{}
	}
	return model.VectorValue(vec)
}

func (v *valueReader) list(raw json.RawMessage) model.Value {
	entries, ok := v.array(raw, "texts")
	if !ok {
		return model.Value{}
	}
	out := make([]string, 0, len(entries))
	for i, e := range entries {
		pointer := "/" + strconv.Itoa(i)
		s, err := jsonText(bytes.TrimSpace(e))
		if err == nil && strings.TrimSpace(s) == "" {
			err = errors.New("the entry is blank; leave it out")
		}
		if err == nil {
			_, err = v.d.List([]string{s})
		}
		if err != nil {
			v.fault(pointer, "%v", err)
			ok = false
			continue
		}
		out = append(out, strings.TrimSpace(s))
	}
	if len(entries) == 0 {
		v.fault("", "an empty list counts as missing; leave the property out, or name it in unset to take it away")
	}
	if !ok || len(entries) == 0 {
		return model.Value{}
	}
	return model.ListValue(out)
}

func (v *valueReader) table(raw json.RawMessage) model.Value {
	entries, ok := v.array(raw, "objects")
	if !ok {
		return model.Value{}
	}
	before := v.fault
	records := make([]model.Record, 0, len(entries))
	for i, e := range entries {
		row := valueReader{d: v.d, fault: func(pointer, format string, a ...any) {
			ok = false
			before("/"+strconv.Itoa(i)+pointer, format, a...)
		}}
		records = append(records, row.record(e))
	}
	if len(entries) == 0 {
		v.fault("", "an empty table counts as missing; leave the property out, or name it in unset to take it away")
	}
	if !ok || len(entries) == 0 {
		return model.Value{}
	}
	return model.TableValue(records)
}

// record reads one record of a table; a blank cell is left out.
func (v *valueReader) record(raw json.RawMessage) model.Record {
	cells := map[string]string{}
	for _, m := range object(raw, v.fault) {
		s, err := jsonText(bytes.TrimSpace(m.value))
		switch {
		case !slices.ContainsFunc(v.d.Columns, func(c model.Column) bool { return c.Name == m.name }):
			names := make([]string, len(v.d.Columns))
			for i, c := range v.d.Columns {
				names[i] = c.Name
			}
			v.fault(escape(m.name), "there is no column %q; the columns are %s", m.name, strings.Join(names, ", "))
		case err != nil:
			v.fault(escape(m.name), "%s: %v", brief(m.value), err)
		default:
			cells[m.name] = s
		}
	}
	var out model.Record
	for _, c := range v.d.Columns {
		value, err := (&model.PropDecl{Name: c.Name, Type: c.Type, Values: c.Values}).Parse(cells[c.Name])
		switch {
		case err != nil:
			v.fault(escape(c.Name), "%v", err)
		case value.IsZero() && c.Required:
			v.fault(escape(c.Name), "%s is missing; every record needs it", c.Name)
		case !value.IsZero():
			out = append(out, model.Cell{Column: c.Name, Text: value.Text()})
		}
	}
	return out
}
