package inventory

import (
	"errors"
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/model"
)

func TestMappingFileReadsBackEqual(t *testing.T) {
	text := rapid.OneOf(rapid.SampledFrom([]string{"a", "yes", "null", "1", "1.0", "~", "- x", "a: b", "#", "é", "\t", "\x7f", "\u0085", "\u2028", "\uFEFF", "'", `"`, "\\", "{", " a", "newline", "=", "!x", "&a", "*a", "%"}), rapid.StringN(1, 8, 40))
	distinct := rapid.SliceOfNDistinct(text, 0, 4, rapid.ID[string])
	rapid.Check(t, func(r *rapid.T) {
		m := &Mapping{
			Name: "m.yaml", Sheet: rapid.OneOf(rapid.Just(""), text).Draw(r, "sheet"), HeaderRow: rapid.IntRange(0, 1000).Draw(r, "row"),
			Match: distinct.Draw(r, "match"), Dates: rapid.SampledFrom([]string{"", "dmy", "mdy"}).Draw(r, "dates"), Blanks: distinct.Draw(r, "blanks"),
		}
		for _, h := range distinct.Draw(r, "headers") {
			c := Column{Header: h, To: rapid.OneOf(rapid.Just(""), text).Draw(r, "to"), Ignore: rapid.Bool().Draw(r, "ignore"), Split: distinct.Draw(r, "split")}
			for _, w := range distinct.Draw(r, "cells") {
				c.Values = append(c.Values, ValueWord{w, text.Draw(r, "ours")})
			}
			m.Columns = append(m.Columns, c)
		}
		for _, w := range distinct.Draw(r, "marks") {
			m.Marks = append(m.Marks, MarkWords{w, distinct.Draw(r, "words")})
		}
		for _, w := range distinct.Draw(r, "functions") {
			m.ComponentTypes = append(m.ComponentTypes, FunctionTypes{w, distinct.Draw(r, "types")})
		}
		file := m.Encode()
		got, err := DecodeMapping("m.yaml", file)
		if err != nil {
			r.Fatalf("file:\n%s\nfault: %v", file, err)
		}
		for i := range got.Columns {
			got.Columns[i].line = 0
		}
		if !reflect.DeepEqual(empties(got), empties(m)) {
			r.Fatalf("file:\n%s\ngot  %#v\nwant %#v", file, got, m)
		}
	})
}

// empties makes nil and empty lists alike.
func empties(m *Mapping) *Mapping {
	list := func(s *[]string) {
		if len(*s) == 0 {
			*s = nil
		}
	}
	list(&m.Match)
	list(&m.Blanks)
	for i := range m.Columns {
		list(&m.Columns[i].Split)
	}
	for i := range m.Marks {
		list(&m.Marks[i].Words)
	}
	for i := range m.ComponentTypes {
		list(&m.ComponentTypes[i].Types)
	}
	return m
}

func TestFaultsOfAMappingFileNameTheLine(t *testing.T) {
	const good = "version: 1\nmatch: [inventory_id]\ncolumns:\n  - header: ID\n    to: inventory_id\n"
	cases := []struct{ name, file, want string }{
		{"empty", "", "the mapping file is empty"},
		{"no YAML", "version: 1\n\tx", "this is no YAML"},
		{"no version", "match: [serial]\n", `line 1, column 1: the line "version: 1" is missing`},
		{"future version", "version: 2\n", `line 1, column 10: this program reads version 1 of mapping files, not "2"`},
		{"unknown name", good + "colums: []\n", `line 6, column 1: there is no "colums" in a mapping file`},
		{"unknown name in a column", good + "    too: x\n", `line 6, column 5: a column has no "too"`},
		{"name given twice", good + "    to: serial\n", `line 6, column 5: "to" stands twice`},
		{"list needed", good + "blanks: x\n", "line 6, column 9: a list is needed here"},
		{"text needed", good + "sheet:\n", "a text is needed here"},
		{"header missing", good + "  - to: serial\n", "line 6, column 5: the column has no header"},
		{"anchor", "version: 1\nblanks: &a [x]\n", "anchors, references"},
		{"bad header row", "version: 1\nheader_row: 0\n", "line 2, column 13: header_row is a row from 1 to 1000"},
		{"ignore", good + "    ignore: perhaps\n", "line 6, column 13: ignore is true or false"},
		{"no columns list", "version: 1\ncolumns: x\n", "line 2, column 10: columns must be a list"},
	}
	for _, c := range cases {
		_, err := DecodeMapping("m.yaml", []byte(c.file))
		if err == nil || !strings.Contains(err.Error(), c.want) || fault.KindOf(err) != fault.Invalid {
			t.Errorf("%s: got %v, want %q", c.name, err, c.want)
		}
	}
	if _, err := DecodeMapping("m.yaml", []byte(good)); err != nil {
		t.Errorf("good file: %v", err)
	}
}

func TestMappingIsCheckedAgainstTheSchema(t *testing.T) {
	cases := []struct{ name, columns, want string }{
		{"unknown target", "  - header: X\n    to: nowhere\n", `m.yaml: line 4, X: "nowhere" is nothing a column can be mapped to; targets are: title, key, zone`},
		{"table", "  - header: X\n    to: overrides\n", `"overrides" is nothing`},
		{"twice", "  - header: X\n    to: serial\n  - header: Y\n    to: serial\n", `m.yaml: line 6, Y: "serial" is given by the column "X" already`},
		{"header twice", "  - header: X\n    to: serial\n  - header: x\n    to: note\n", "the column stands twice"},
		{"no target", "  - header: X\n", `write "to" or "ignore: true"`},
		{"both", "  - header: X\n    to: serial\n    ignore: true\n", "say one of the two"},
		{"match", "  - header: X\n    to: serial\nmatch: [colour]\n", `"colour" does not identify an asset`},
		{"dates", "  - header: X\n    to: serial\ndates: ydm\n", `"ydm" is no order`},
		{"mark", "  - header: X\n    to: serial\nmarks:\n  red: [x]\n", `there is no mark "red"`},
		{"types", "  - header: X\n    to: serial\ncomponent_types:\n  PLC: [\"a\\u0001\"]\n", `component_types: "PLC": the text holds the control character`},
	}
	sheet := read(t, "a.csv", "ID,Serial\n")
	for _, c := range cases {
		m, err := DecodeMapping("m.yaml", []byte("version: 1\nblanks: []\ncolumns:\n"+c.columns))
		if err != nil {
			t.Fatal(err)
		}
		_, err = Prepare(sheet, m, model.Empty(), Options{IDs: counter(0)})
		var f *fault.Error
		if !errors.As(err, &f) || f.Kind != fault.Invalid || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want %q", c.name, err, c.want)
		}
	}
}

func TestEveryTargetCanBeImported(t *testing.T) {
	for _, to := range Targets(model.BaseSchema()) {
		value := "AST-1"
		switch d := targetDecl(model.BaseSchema(), to); {
		case to == toMarks:
			value = "legacy"
		case d != nil && d.Type == model.Enum:
			value = d.Values[0]
		case d != nil && d.Type == model.Bool:
			value = "yes"
		case d != nil && d.Type == model.Date:
			value = "2026-03-31"
		}
		sheet := &Sheet{Name: "a.csv", HeaderRow: 1, Header: []string{"ID", "X"}, Rows: []Row{{Number: 2, Cells: []string{"1", value}}}}
		m := &Mapping{Match: []string{"inventory_id"}, Columns: []Column{{Header: "ID", To: "inventory_id"}, {Header: "X", To: to}}}
		if to == "inventory_id" {
			m.Columns = m.Columns[1:]
		}
		p := prepare(t, sheet, m, model.Empty())
		if to == toKey {
			if got := problems(p); got != `a.csv: row 2, column 2 (X): there is no asset "AST-1" in the project; leave the cell blank for a new asset` {
				t.Errorf("key: got %s", got)
			}
			continue
		}
		if len(p.Problems) > 0 || len(p.Added) != 1 {
			t.Errorf("target %s with %q: got\n%s", to, value, planText(t, p))
		}
		twice(t, sheet, m, model.Empty())
	}
}

func FuzzDecodeMapping(f *testing.F) {
	f.Add([]byte("version: 1\ncolumns:\n  - header: a\n    values: {b: c}\nmarks: {x: [y]}\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		m, err := DecodeMapping("m", data)
		if err != nil {
			return
		}
		if _, err := DecodeMapping("m", m.Encode()); err != nil {
			t.Fatalf("input %q: its own output does not read back: %v\n%s", data, err, m.Encode())
		}
	})
}
