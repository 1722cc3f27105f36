package model

import (
	"encoding/binary"
	"errors"
	"fmt"
)

// A row is the stored state of one item with its outgoing links. The graph
// comes first, so that a start reads adjacency without decoding texts:
//
//	1     format, 1
//	16    id
//	1     kind
//	1     flags: 1 retired
//	uv    number of the key
//	uv    number of links, then per link: verb (1), node it leads to (uv)
//	uv    rev
//	uv    commit
//	str   title
//	props
//	per link: id (16), flags (1: 1 fingerprint, 2 props), at (uv), [fingerprint (16)], [props]
//
// uv is an unsigned varint, str a uv length and bytes, props a uv count and
// per property: name (str), type (1), value. Rows are derived state: their
// format may change with the program, the log's may not.

const rowFormat = 1

var errRow = errors.New("the stored row is damaged; run a rebuild of the current state from the log")

// AppendRow appends the row of an item to b.
func AppendRow(b []byte, it *Item) []byte {
	b = append(b, rowFormat)
	b = append(b, it.ID[:]...)
	flags := byte(0)
	if it.Retired {
		flags |= 1
	}
	b = append(b, byte(it.Key.Kind), flags)
	b = binary.AppendUvarint(b, uint64(it.Key.Number))
	b = binary.AppendUvarint(b, uint64(len(it.Links)))
	for i := range it.Links {
		b = append(b, byte(it.Links[i].Verb))
		b = binary.AppendUvarint(b, uint64(it.Links[i].To))
	}
	b = binary.AppendUvarint(b, uint64(it.Rev))
	b = binary.AppendUvarint(b, it.Commit)
	b = appendStr(b, it.Title)
	b = appendProps(b, it.Props)
	for i := range it.Links {
		l := &it.Links[i]
		b = append(b, l.ID[:]...)
		f := byte(0)
		if !l.Confirmed.IsZero() {
			f |= 1
		}
		if len(l.Props) > 0 {
			f |= 2
		}
		b = append(b, f)
		b = binary.AppendUvarint(b, l.At)
		if f&1 != 0 {
			b = append(b, l.Confirmed[:]...)
		}
		if f&2 != 0 {
			b = appendProps(b, l.Props)
		}
	}
	return b
}

func appendStr(b []byte, s string) []byte {
	b = binary.AppendUvarint(b, uint64(len(s)))
	return append(b, s...)
}

func appendProps(b []byte, p Props) []byte {
	b = binary.AppendUvarint(b, uint64(len(p)))
	for i := range p {
		b = appendStr(b, p[i].Name)
		b = appendValue(b, p[i].Value)
	}
	return b
}

func appendValue(b []byte, v Value) []byte {
	b = append(b, byte(v.typ))
	switch v.typ {
	case Bool, Int, Vector:
		b = binary.AppendVarint(b, v.num)
	case TextList:
		b = binary.AppendUvarint(b, uint64(len(v.list)))
		for _, s := range v.list {
			b = appendStr(b, s)
		}
	case Table:
		b = binary.AppendUvarint(b, uint64(len(v.records)))
		for _, r := range v.records {
			b = binary.AppendUvarint(b, uint64(len(r)))
			for _, c := range r {
				b = appendStr(b, c.Column)
				b = appendStr(b, c.Text)
			}
		}
	default:
		b = appendStr(b, v.text)
	}
	return b
}

// rowReader reads a row; after a fault every read gives zero values.
type rowReader struct {
	b   []byte
	bad bool
}

func (r *rowReader) fail() { r.bad, r.b = true, nil }

func (r *rowReader) uv() uint64 {
	n, k := binary.Uvarint(r.b)
	if k <= 0 {
		r.fail()
		return 0
	}
	r.b = r.b[k:]
	return n
}

func (r *rowReader) take(n uint64) []byte {
	if n > uint64(len(r.b)) {
		r.fail()
		return nil
	}
	out := r.b[:n]
	r.b = r.b[n:]
	return out
}

func (r *rowReader) byte() byte {
	b := r.take(1)
	if len(b) == 0 {
		return 0
	}
	return b[0]
}

// count reads a length that cannot exceed what is left, so that damage never
// asks for absurd memory.
func (r *rowReader) count() int {
	n := r.uv()
	if n > uint64(len(r.b)) {
		r.fail()
		return 0
	}
	return int(n)
}

func (r *rowReader) str() string { return string(r.take(r.uv())) }

// name reads a property name or column, sharing the strings of the schema.
func (r *rowReader) name() string {
	b := r.take(r.uv())
	if s, ok := internedNames[string(b)]; ok {
		return s
	}
	return string(b)
}

func (r *rowReader) props() Props {
	n := r.count()
	if n == 0 {
		return nil
	}
	p := make(Props, n)
	for i := range p {
		p[i].Name = r.name()
		p[i].Value = r.value()
	}
	return p
}

func (r *rowReader) value() Value {
	v := Value{typ: Type(r.byte())}
	switch v.typ {
	case Bool, Int, Vector:
		n, k := binary.Varint(r.b)
		if k <= 0 {
			r.fail()
			return v
		}
		v.num, r.b = n, r.b[k:]
	case TextList:
		v.list = make([]string, r.count())
		for i := range v.list {
			v.list[i] = r.str()
		}
	case Table:
		v.records = make([]Record, r.count())
		for i := range v.records {
			rec := make(Record, r.count())
			for j := range rec {
				rec[j] = Cell{Column: r.name(), Text: r.str()}
			}
			v.records[i] = rec
		}
	default:
		v.text = r.str()
	}
	return v
}

// rowHead reads the part of a row that the graph needs. Edges are appended to
// edges.
func rowHead(body []byte, edges []Edge) (id ID, key Key, retired bool, out []Edge, err error) {
	r := rowReader{b: body}
	id, key, retired = r.head()
	n := r.count()
	for range n {
		v := Verb(r.byte())
		edges = append(edges, Edge{Verb: v, Node: Node(r.uv())})
	}
	if r.bad {
		return id, key, retired, edges, errRow
	}
	return id, key, retired, edges, nil
}

func (r *rowReader) head() (id ID, key Key, retired bool) {
	if r.byte() != rowFormat {
		r.fail()
	}
	copy(id[:], r.take(16))
	key.Kind = Kind(r.byte())
	retired = r.byte()&1 != 0
	number := r.uv()
	if key.Kind == NoKind || key.Kind >= kindCount || number == 0 || number > MaxNumber {
		r.fail()
		return id, Key{}, false
	}
	key.Number = uint32(number)
	return id, key, retired
}

// DecodeRow reads a row back. The item shares no memory with body.
func DecodeRow(body []byte) (*Item, error) {
	r := rowReader{b: body}
	it := &Item{}
	it.ID, it.Key, it.Retired = r.head()
	if n := r.count(); n > 0 {
		it.Links = make([]Link, n)
	}
	for i := range it.Links {
		it.Links[i].Verb = Verb(r.byte())
		it.Links[i].To = Node(r.uv())
	}
	it.Rev = uint32(r.uv())
	it.Commit = r.uv()
	it.Title = r.str()
	it.Props = r.props()
	for i := range it.Links {
		l := &it.Links[i]
		copy(l.ID[:], r.take(16))
		f := r.byte()
		l.At = r.uv()
		if f&1 != 0 {
			copy(l.Confirmed[:], r.take(16))
		}
		if f&2 != 0 {
			l.Props = r.props()
		}
	}
	if r.bad || len(r.b) != 0 {
		return nil, fmt.Errorf("item row: %w", errRow)
	}
	return it, nil
}

// checkRow reports whether DecodeRow can read a row, without making the item.
func checkRow(body []byte) error {
	r := rowReader{b: body}
	r.head()
	n := r.count()
	for range n {
		if v := Verb(r.byte()); v == NoVerb || v >= verbCount {
			r.fail()
		}
		r.uv()
	}
	r.uv()
	r.uv()
	r.skipStr()
	r.skipProps()
	for i := 0; i < n && !r.bad; i++ {
		r.take(16)
		f := r.byte()
		r.uv()
		if f&1 != 0 {
			r.take(16)
		}
		if f&2 != 0 {
			r.skipProps()
		}
	}
	if r.bad || len(r.b) != 0 {
		return errRow
	}
	return nil
}

func (r *rowReader) skipStr() { r.take(r.uv()) }

func (r *rowReader) skipProps() {
	for n := r.count(); n > 0 && !r.bad; n-- {
		r.skipStr()
		switch Type(r.byte()) {
		case Bool, Int, Vector:
			if _, k := binary.Varint(r.b); k > 0 {
				r.b = r.b[k:]
			} else {
				r.fail()
			}
		case TextList:
			for m := r.count(); m > 0 && !r.bad; m-- {
				r.skipStr()
			}
		case Table:
			for m := r.count(); m > 0 && !r.bad; m-- {
				for c := r.count(); c > 0 && !r.bad; c-- {
					r.skipStr()
					r.skipStr()
				}
			}
		default:
			r.skipStr()
		}
	}
}

// internedNames shares the strings of declared names between items.
var internedNames = func() map[string]string {
	m := map[string]string{}
	add := func(list []PropDecl) {
		for i := range list {
			m[list[i].Name] = list[i].Name
			for _, c := range list[i].Columns {
				m[c.Name] = c.Name
			}
		}
	}
	add(commonProps)
	for k := range kindDecls {
		add(kindDecls[k].Props)
	}
	for v := range verbDecls {
		add(verbDecls[v].Props)
	}
	return m
}()
