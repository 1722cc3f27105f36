package model

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/cordon-ot/cordon/internal/sl"
)

// The stored form of a commit is one line of JSON without blanks, with the
// members in a fixed order and empty ones left out. These bytes are what the
// Merkle tree hashes, so they are frozen: docs/formats/commit.md describes
// them, and DecodeCommit refuses any other spelling of the same content.

// TimeLayout is how times stand in commits: UTC with milliseconds.
const TimeLayout = "2006-01-02T15:04:05.000Z"

// EncodeCommit gives the stored bytes of a commit.
func EncodeCommit(c *Commit) []byte {
	b := make([]byte, 0, 256+160*len(c.Ops))
	b = append(b, `{"v":1,"n":`...)
	b = strconv.AppendUint(b, c.Number, 10)
	b = append(b, `,"time":"`...)
	b = c.Time.UTC().AppendFormat(b, TimeLayout)
	b = append(b, `","author":`...)
	b = appendJSONString(b, c.Author)
	b = appendMember(b, "label", c.Label)
	b = appendMember(b, "message", c.Message)
	if !c.Change.IsZero() {
		b = appendMember(b, "change", c.Change.String())
	}
	b = appendMember(b, "request", c.Request)
	b = append(b, `,"ops":[`...)
	for i := range c.Ops {
		if i > 0 {
			b = append(b, ',')
		}
		b = appendOp(b, &c.Ops[i])
	}
	return append(b, "]}"...)
}

// appendMember appends ,"name":"text" unless the text is empty.
func appendMember(b []byte, name, text string) []byte {
	if text == "" {
		return b
	}
	b = append(b, ',', '"')
	b = append(b, name...)
	b = append(b, '"', ':')
	return appendJSONString(b, text)
}

// RequestName reports whether s may be a commit's Request: nothing, or up to 64
// of the letters a to z, digits, hyphens and dots.
func RequestName(s string) bool {
	for i := range len(s) {
		if c := s[i]; (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-' && c != '.' {
			return false
		}
	}
	return len(s) <= 64
}

func appendOp(b []byte, op *Op) []byte {
	b = append(b, `{"op":"`...)
	b = append(b, op.Kind.String()...)
	b = append(b, '"')
	if !op.Link.IsZero() {
		b = appendMember(b, "link", op.Link.String())
	}
	if op.Verb != NoVerb {
		b = appendMember(b, "verb", op.Verb.String())
	}
	b = appendMember(b, "item", op.Item.String())
	if !op.To.IsZero() {
		b = appendMember(b, "to", op.To.String())
	}
	if op.Kind == OpCreate {
		b = appendMember(b, "kind", op.Key.Kind.String())
		b = appendMember(b, "key", op.Key.String())
	}
	b = appendMember(b, "title", op.Title)
	if op.Revive {
		b = append(b, `,"revive":true`...)
	}
	if op.Confirm {
		b = append(b, `,"confirm":true`...)
	}
	b = appendMember(b, "reason", op.Reason)
	if len(op.Props) > 0 {
		b = append(b, `,"props":`...)
		b = AppendPropsJSON(b, op.Props)
	}
	if len(op.Names) > 0 {
		b = append(b, `,"names":`...)
		b = appendJSONStrings(b, op.Names)
	}
	if !op.Fingerprint.IsZero() {
		b = appendMember(b, "fingerprint", op.Fingerprint.String())
	}
	return append(b, '}')
}

// AppendPropsJSON appends properties as one JSON object in order of name.
func AppendPropsJSON(b []byte, props Props) []byte {
	b = append(b, '{')
	for i := range props {
		if i > 0 {
			b = append(b, ',')
		}
		b = appendJSONString(b, props[i].Name)
		b = append(b, ':')
		b = AppendValueJSON(b, props[i].Value)
	}
	return append(b, '}')
}

// AppendValueJSON appends a value: texts, words, dates, rows and digests as
// strings, vectors as seven numbers, lists as arrays, tables as arrays of
// objects.
func AppendValueJSON(b []byte, v Value) []byte {
	switch v.typ {
	case NoType:
		return append(b, "null"...)
	case Bool:
		return strconv.AppendBool(b, v.Bool())
	case Int:
		return strconv.AppendInt(b, v.num, 10)
	case Vector:
		b = append(b, '[')
		for i, l := range v.Vector() {
			if i > 0 {
				b = append(b, ',')
			}
			b = strconv.AppendUint(b, uint64(l), 10)
		}
		return append(b, ']')
	case TextList:
		return appendJSONStrings(b, v.list)
	case Table:
		b = append(b, '[')
		for i, r := range v.records {
			if i > 0 {
				b = append(b, ',')
			}
			b = append(b, '{')
			for j, c := range r {
				if j > 0 {
					b = append(b, ',')
				}
				b = appendJSONString(b, c.Column)
				b = append(b, ':')
				b = appendJSONString(b, c.Text)
			}
			b = append(b, '}')
		}
		return append(b, ']')
	}
	return appendJSONString(b, v.text)
}

func appendJSONStrings(b []byte, list []string) []byte {
	b = append(b, '[')
	for i, s := range list {
		if i > 0 {
			b = append(b, ',')
		}
		b = appendJSONString(b, s)
	}
	return append(b, ']')
}

// appendJSONString escapes only what JSON demands, so that there is one
// spelling of each text.
func appendJSONString(b []byte, s string) []byte {
	const hexDigits = "0123456789abcdef"
	b = append(b, '"')
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '"' || c == '\\':
			b = append(b, '\\', c)
		case c == '\n':
			b = append(b, '\\', 'n')
		case c == '\t':
			b = append(b, '\\', 't')
		case c < 0x20:
			b = append(b, '\\', 'u', '0', '0', hexDigits[c>>4], hexDigits[c&15])
		default:
			b = append(b, c)
		}
	}
	return append(b, '"')
}

type wireCommit struct {
	V       int      `json:"v"`
	N       uint64   `json:"n"`
	Time    string   `json:"time"`
	Author  string   `json:"author"`
	Label   string   `json:"label"`
	Message string   `json:"message"`
	Change  string   `json:"change"`
	Request string   `json:"request"`
	Ops     []wireOp `json:"ops"`
}

type wireOp struct {
	Op          string                     `json:"op"`
	Link        string                     `json:"link"`
	Verb        string                     `json:"verb"`
	Item        string                     `json:"item"`
	To          string                     `json:"to"`
	Kind        string                     `json:"kind"`
	Key         string                     `json:"key"`
	Title       string                     `json:"title"`
	Revive      bool                       `json:"revive"`
	Confirm     bool                       `json:"confirm"`
	Reason      string                     `json:"reason"`
	Props       map[string]json.RawMessage `json:"props"`
	Names       []string                   `json:"names"`
	Fingerprint string                     `json:"fingerprint"`
}

// DecodeCommit reads stored bytes back. Property values are typed by their
// JSON shape and by schema when the commit is applied; see Retype. It refuses
// bytes that EncodeCommit would not write.
func DecodeCommit(data []byte) (*Commit, error) {
	var w wireCommit
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&w); err != nil {
		return nil, fmt.Errorf("commit is no valid JSON: %w", err)
	}
	if w.V != 1 {
		return nil, fmt.Errorf("commit has format %d; this program reads format 1", w.V)
	}
	c := &Commit{Number: w.N, Author: w.Author, Label: w.Label, Message: w.Message, Request: w.Request, Ops: make([]Op, len(w.Ops))}
	var err error
	if c.Time, err = time.Parse(TimeLayout, w.Time); err != nil {
		return nil, fmt.Errorf("commit %d: %q is no time of the form %s", w.N, w.Time, TimeLayout)
	}
	if w.Change != "" {
		if c.Change, err = ParseID(w.Change); err != nil {
			return nil, fmt.Errorf("commit %d: change: %w", w.N, err)
		}
	}
	if !RequestName(c.Request) {
		return nil, fmt.Errorf("commit %d: %q cannot be the name of a request", w.N, c.Request)
	}
	for i := range w.Ops {
		if c.Ops[i], err = w.Ops[i].op(); err != nil {
			return nil, fmt.Errorf("commit %d: op %d: %w", w.N, i+1, err)
		}
	}
	if !bytes.Equal(EncodeCommit(c), data) {
		return nil, fmt.Errorf("commit %d is not in canonical form", w.N)
	}
	return c, nil
}

func (w *wireOp) op() (Op, error) {
	op := Op{Title: w.Title, Revive: w.Revive, Confirm: w.Confirm, Reason: w.Reason, Names: w.Names}
	op.Kind = OpKind(slices.Index(opNames[1:], w.Op) + 1)
	op.TitleSet = op.Kind == OpSet && w.Title != ""
	var errs []error
	if op.Kind == NoOp {
		errs = append(errs, fmt.Errorf("there is no op %q", w.Op))
	}
	id := func(s string) ID {
		if s == "" {
			return ID{}
		}
		v, err := ParseID(s)
		errs = append(errs, err)
		return v
	}
	op.Link, op.Item, op.To = id(w.Link), id(w.Item), id(w.To)
	var err error
	if w.Verb != "" {
		op.Verb, err = ParseVerb(w.Verb)
		errs = append(errs, err)
	}
	if w.Key != "" {
		op.Key, err = ParseKey(w.Key)
		errs = append(errs, err)
	}
	if w.Fingerprint != "" {
		op.Fingerprint, err = ParseFingerprint(w.Fingerprint)
		errs = append(errs, err)
	}
	names := make([]string, 0, len(w.Props))
	for name := range w.Props {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		v, err := valueFromJSON(w.Props[name])
		errs = append(errs, err)
		op.Props = append(op.Props, Prop{Name: name, Value: v})
	}
	return op, errors.Join(errs...)
}

// valueFromJSON reads a value by its JSON shape. Every string becomes Text;
// Retype gives it the type its property declares.
func valueFromJSON(raw json.RawMessage) (Value, error) {
	var v any
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.UseNumber()
	if err := dec.Decode(&v); err != nil {
		return Value{}, err
	}
	return valueFromAny(v, raw)
}

func valueFromAny(v any, raw json.RawMessage) (Value, error) {
	switch x := v.(type) {
	case string:
		return TextValue(Text, x), nil
	case bool:
		return BoolValue(x), nil
	case json.Number:
		n, err := x.Int64()
		return IntValue(n), err
	case []any:
		if len(x) == 0 {
			break
		}
		switch x[0].(type) {
		case json.Number:
			return vectorFromJSON(x)
		case string:
			return listFromJSON(x)
		case map[string]any:
			return tableFromJSON(raw)
		}
	}
	return Value{}, fmt.Errorf("%s is no property value", raw)
}

func vectorFromJSON(x []any) (Value, error) {
	var vec sl.Vector
	if len(x) != len(vec) {
		return Value{}, fmt.Errorf("a vector has %d levels, not %d", len(vec), len(x))
	}
	for i := range x {
		num, _ := x[i].(json.Number)
		n, err := num.Int64()
		if err != nil || n < 0 || n > 4 {
			return Value{}, fmt.Errorf("%v is no security level; levels are 0 to 4", x[i])
		}
		vec[i] = sl.Level(n)
	}
	return VectorValue(vec), nil
}

func listFromJSON(x []any) (Value, error) {
	list := make([]string, len(x))
	for i := range x {
		s, ok := x[i].(string)
		if !ok {
			return Value{}, errors.New("a list holds texts only")
		}
		list[i] = s
	}
	return ListValue(list), nil
}

// tableFromJSON keeps the order of cells, which a Go map would lose.
func tableFromJSON(raw json.RawMessage) (Value, error) {
	dec := json.NewDecoder(bytes.NewReader(raw))
	bad := errors.New("a table is an array of objects whose members are texts")
	if _, err := dec.Token(); err != nil {
		return Value{}, err
	}
	var records []Record
	for dec.More() {
		if t, err := dec.Token(); err != nil || t != json.Delim('{') {
			return Value{}, bad
		}
		var r Record
		for dec.More() {
			name, err1 := dec.Token()
			text, err2 := dec.Token()
			n, ok1 := name.(string)
			s, ok2 := text.(string)
			if err1 != nil || err2 != nil || !ok1 || !ok2 {
				return Value{}, bad
			}
			r = append(r, Cell{Column: n, Text: s})
		}
		if _, err := dec.Token(); err != nil {
			return Value{}, err
		}
		records = append(records, r)
	}
	return TableValue(records), nil
}

// Retype gives textual values read from a commit the types their properties
// declare, in the state s that the ops are applied to. A name that is not
// declared keeps type Text and is refused by Apply.
func (s *Schema) Retype(k Kind, props Props) Props {
	return retype(props, func(name string) *PropDecl { return s.Prop(k, name) })
}

// RetypeLink is Retype for the properties of a verb's links.
func (s *Schema) RetypeLink(v Verb, props Props) Props {
	return retype(props, func(name string) *PropDecl { return s.LinkProp(v, name) })
}

func retype(props Props, decl func(string) *PropDecl) Props {
	out := slices.Clone(props)
	for i := range out {
		d := decl(out[i].Name)
		if d == nil || out[i].Value.typ != Text {
			continue
		}
		switch d.Type {
		case Enum, Date, Moment, Row, Digest:
			out[i].Value.typ = d.Type
		}
	}
	return out
}
