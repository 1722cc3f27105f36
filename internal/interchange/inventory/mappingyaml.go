package inventory

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/cordon-ot/cordon/internal/fault"
)

const maxMappingBytes = 1 << 20

// Encode gives the mapping as the text of a mapping file. DecodeMapping reads
// it back to an equal mapping.
func (m *Mapping) Encode() []byte {
	var b bytes.Buffer
	b.WriteString("# What the columns of an inventory mean to Cordon. See docs/formats/inventory.md.\nversion: 1\n")
	if m.Sheet != "" {
		fmt.Fprintf(&b, "sheet: %s\n", scalar(m.Sheet))
	}
	if m.HeaderRow > 0 {
		fmt.Fprintf(&b, "header_row: %d\n", m.HeaderRow)
	}
	fmt.Fprintf(&b, "match: %s\n", flow(m.Match))
	if m.Dates != "" {
		fmt.Fprintf(&b, "dates: %s\n", m.Dates)
	}
	fmt.Fprintf(&b, "blanks: %s\n", flow(m.Blanks))
	if len(m.Columns) == 0 {
		b.WriteString("columns: []\n")
	} else {
		b.WriteString("columns:\n")
	}
	for _, c := range m.Columns {
		fmt.Fprintf(&b, "  - header: %s\n", scalar(c.Header))
		if c.To != "" {
			fmt.Fprintf(&b, "    to: %s\n", scalar(c.To))
		}
		if c.Ignore {
			b.WriteString("    ignore: true\n")
		}
		if len(c.Split) > 0 {
			fmt.Fprintf(&b, "    split: %s\n", flow(c.Split))
		}
		if len(c.Values) > 0 {
			b.WriteString("    values:\n")
			for _, v := range c.Values {
				fmt.Fprintf(&b, "      %s: %s\n", scalar(v.Cell), scalar(v.Ours))
			}
		}
	}
	if len(m.Marks) > 0 {
		b.WriteString("marks:\n")
		for _, w := range m.Marks {
			fmt.Fprintf(&b, "  %s: %s\n", scalar(w.Mark), flow(w.Words))
		}
	}
	if len(m.ComponentTypes) > 0 {
		b.WriteString("component_types:\n")
		for _, t := range m.ComponentTypes {
			fmt.Fprintf(&b, "  %s: %s\n", scalar(t.Function), flow(t.Types))
		}
	}
	return b.Bytes()
}

func flow(list []string) string {
	out := make([]string, len(list))
	for i, s := range list {
		out[i] = scalar(s)
	}
	return "[" + strings.Join(out, ", ") + "]"
}

var yamlWords = []string{"true", "false", "yes", "no", "on", "off", "y", "n", "null", "nan"}

// scalar writes a text as it can stand in any place: plain if it is made of
// words that YAML cannot take for something else, else in double quotes, whose
// escapes JSON shares.
func scalar(s string) string {
	plain := s != "" && strings.TrimSpace(s) == s && !slices.Contains(yamlWords, strings.ToLower(s))
	for i, r := range s {
		letter := r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r == '_'
		plain = plain && (letter || i > 0 && (r >= '0' && r <= '9' || r == ' ' || r == '/' || r == '-'))
	}
	if plain {
		return s
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(s); err != nil {
		return strconv.Quote(s) // a string always encodes
	}
	// JSON leaves DEL and the C1 controls bare; YAML does not allow them so.
	var out strings.Builder
	for _, r := range strings.TrimSuffix(b.String(), "\n") {
		if r >= 0x7F && r < 0xA0 || r == 0xFEFF {
			fmt.Fprintf(&out, "\\u%04X", r)
		} else {
			out.WriteRune(r)
		}
	}
	return out.String()
}

// DecodeMapping reads a mapping file. Names it does not know, names given
// twice and values of the wrong form are faults with their line; the error
// joins all of them. Whether targets exist is for Check.
func DecodeMapping(name string, data []byte) (*Mapping, error) {
	d := &mappingReader{m: &Mapping{Name: name}, op: "read mapping", file: "mapping file"}
	if root := d.root(data); root != nil {
		d.top(root)
	}
	if len(d.faults) > 0 {
		return nil, d.err()
	}
	return d.m, nil
}

// mappingReader turns YAML nodes into a mapping and gathers faults.
type mappingReader struct {
	m      *Mapping
	op     string // what is being done, for faults
	file   string // what kind of file it is, for people
	faults []error
}

// root gives the node of the whole file; nil with a fault if there is none.
func (d *mappingReader) root(data []byte) *yaml.Node {
	if len(data) > maxMappingBytes {
		d.refuse(nil, "the %s has more than %s", d.file, megabytes(maxMappingBytes))
		return nil
	}
	var doc yaml.Node
	if err := yaml.Unmarshal(data, &doc); err != nil {
		d.refuse(nil, "this is no YAML: %s", strings.TrimPrefix(err.Error(), "yaml: "))
		return nil
	}
	if len(doc.Content) != 1 {
		d.refuse(nil, "the %s is empty; it begins with \"version: 1\"", d.file)
		return nil
	}
	return doc.Content[0]
}

func (d *mappingReader) refuse(n *yaml.Node, format string, a ...any) {
	f := fault.New(fault.Invalid, d.op, format, a...)
	f.Place.File = d.m.Name
	if n != nil {
		f.Place.Line, f.Place.Column = n.Line, n.Column
	}
	d.faults = append(d.faults, f)
}

func (d *mappingReader) err() error { return errors.Join(d.faults...) }

// members visits the members of a mapping node; each name may stand once.
func (d *mappingReader) members(n *yaml.Node, what string, visit func(key, value *yaml.Node)) {
	if n.Kind != yaml.MappingNode {
		d.refuse(n, "%s must be names with values", what)
		return
	}
	seen := map[string]bool{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		k, v := n.Content[i], n.Content[i+1]
		switch {
		case k.Kind != yaml.ScalarNode || v.Kind == yaml.AliasNode || v.Anchor != "":
			d.refuse(k, "anchors, references and compound names are not used in a %s", d.file)
		case seen[k.Value]:
			d.refuse(k, "%q stands twice", k.Value)
		default:
			seen[k.Value] = true
			visit(k, v)
		}
	}
}

func (d *mappingReader) top(n *yaml.Node) {
	version := false
	d.members(n, "a mapping file", func(k, v *yaml.Node) {
		switch k.Value {
		case "version":
			version = true
			if v.Value != "1" {
				d.refuse(v, "this program reads version 1 of mapping files, not %q", v.Value)
			}
		case "sheet":
			d.m.Sheet = d.text(v)
		case "header_row":
			r, err := strconv.Atoi(v.Value)
			if err != nil || r < 1 || r > 1000 {
				d.refuse(v, "header_row is a row from 1 to 1000")
			}
			d.m.HeaderRow = r
		case "match":
			d.m.Match = d.list(v)
		case "dates":
			d.m.Dates = d.text(v)
		case "blanks":
			d.m.Blanks = d.list(v)
		case "columns":
			d.columns(v)
		case "marks":
			d.members(v, "marks", func(k, v *yaml.Node) {
				d.m.Marks = append(d.m.Marks, MarkWords{Mark: k.Value, Words: d.list(v)})
			})
		case "component_types":
			d.members(v, "component_types", func(k, v *yaml.Node) {
				d.m.ComponentTypes = append(d.m.ComponentTypes, FunctionTypes{Function: k.Value, Types: d.list(v)})
			})
		default:
			d.refuse(k, "there is no %q in a mapping file; there are: version, sheet, header_row, match, dates, blanks, columns, marks, component_types", k.Value)
		}
	})
	if !version {
		d.refuse(n, "the line \"version: 1\" is missing")
	}
}

func (d *mappingReader) columns(n *yaml.Node) {
	if n.Kind != yaml.SequenceNode {
		d.refuse(n, "columns must be a list, each entry with a header")
		return
	}
	for _, entry := range n.Content {
		c := Column{line: entry.Line}
		d.members(entry, "a column", func(k, v *yaml.Node) {
			switch k.Value {
			case "header":
				c.Header = d.text(v)
			case "to":
				c.To = d.text(v)
			case "ignore":
				if v.Value != "true" && v.Value != "false" {
					d.refuse(v, "ignore is true or false")
				}
				c.Ignore = v.Value == "true"
			case "split":
				c.Split = d.list(v)
				if slices.Contains(c.Split, "") {
					d.refuse(v, "a separator must not be empty; write newline for a line end")
				}
			case "values":
				d.members(v, "values", func(k, v *yaml.Node) {
					c.Values = append(c.Values, ValueWord{Cell: k.Value, Ours: d.text(v)})
				})
			default:
				d.refuse(k, "a column has no %q; it has: header, to, ignore, split, values", k.Value)
			}
		})
		if c.Header == "" && entry.Kind == yaml.MappingNode {
			d.refuse(entry, "the column has no header")
		}
		d.m.Columns = append(d.m.Columns, c)
	}
}

func (d *mappingReader) text(n *yaml.Node) string {
	if n.Kind != yaml.ScalarNode || n.Tag == "!!null" {
		d.refuse(n, "a text is needed here")
	}
	return n.Value
}

func (d *mappingReader) list(n *yaml.Node) []string {
	var out []string
	for _, e := range d.nodes(n) {
		out = append(out, d.text(e))
	}
	return out
}

func (d *mappingReader) nodes(n *yaml.Node) []*yaml.Node {
	if n.Kind != yaml.SequenceNode {
		d.refuse(n, "a list is needed here, such as [a, b]")
		return nil
	}
	return n.Content
}
