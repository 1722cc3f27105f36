package inventory

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Encode gives the corrections as the text of a corrections file.
// DecodeCorrections reads it back to equal corrections.
func (c *Corrections) Encode() []byte {
	var b bytes.Buffer
	b.WriteString("# What was set right in an inventory before it was imported. See docs/formats/inventory.md.\nversion: 1\n")
	if len(c.Cells) > 0 {
		b.WriteString("cells:\n")
	}
	for _, x := range c.Cells {
		fmt.Fprintf(&b, "  - row: %d\n    column: %s\n    was: %s\n    value: %s\n", x.Row, scalar(x.Column), scalar(x.Was), scalar(x.Value))
	}
	if len(c.Omit) > 0 {
		rows := make([]string, len(c.Omit))
		for i, row := range c.Omit {
			rows[i] = strconv.Itoa(row)
		}
		fmt.Fprintf(&b, "left_out: [%s]\n", strings.Join(rows, ", "))
	}
	return b.Bytes()
}

// DecodeCorrections reads a corrections file. Names it does not know, names
// given twice and values of the wrong form are faults with their line; the
// error joins all of them. Whether they fit a list is for Prepare.
func DecodeCorrections(name string, data []byte) (*Corrections, error) {
	c := &Corrections{Name: name}
	d := &correctionReader{mappingReader: mappingReader{m: &Mapping{Name: name}, op: "read corrections", file: "corrections file"}, c: c}
	root := d.root(data)
	if root != nil {
		d.top(root)
	}
	if len(d.faults) > 0 {
		return nil, d.err()
	}
	return c, c.Check()
}

// correctionReader turns YAML nodes into corrections.
type correctionReader struct {
	mappingReader
	c *Corrections
}

func (d *correctionReader) top(n *yaml.Node) {
	version := false
	d.members(n, "a corrections file", func(k, v *yaml.Node) {
		switch k.Value {
		case "version":
			version = true
			if v.Value != "1" {
				d.refuse(v, "this program reads version 1 of corrections files, not %q", v.Value)
			}
		case "cells":
			if v.Kind != yaml.SequenceNode {
				d.refuse(v, "cells must be a list, each entry with row, column, was and value")
				return
			}
			for _, entry := range v.Content {
				d.cell(entry)
			}
		case "left_out":
			for _, e := range d.nodes(v) {
				d.c.Omit = append(d.c.Omit, d.row(e))
			}
		default:
			d.refuse(k, "there is no %q in a corrections file; there are: version, cells, left_out", k.Value)
		}
	})
	if !version {
		d.refuse(n, "the line \"version: 1\" is missing")
	}
}

func (d *correctionReader) cell(entry *yaml.Node) {
	x := Correction{line: entry.Line}
	given := map[string]bool{}
	d.members(entry, "a correction", func(k, v *yaml.Node) {
		given[k.Value] = true
		switch k.Value {
		case "row":
			x.Row = d.row(v)
		case "column":
			x.Column = d.text(v)
		case "was":
			x.Was = d.text(v)
		case "value":
			x.Value = d.text(v)
		default:
			d.refuse(k, "a correction has no %q; it has: row, column, was, value", k.Value)
		}
	})
	if entry.Kind == yaml.MappingNode {
		for _, name := range []string{"row", "column", "was", "value"} {
			if !given[name] {
				d.refuse(entry, "the correction does not say %q; write \"\" for a blank cell", name)
			}
		}
	}
	d.c.Cells = append(d.c.Cells, x)
}

func (d *correctionReader) row(n *yaml.Node) int {
	row, err := strconv.Atoi(n.Value)
	if err != nil || row < 1 {
		d.refuse(n, "a row is a number from 1, counted from the top of the file")
	}
	return row
}
