package transfer

import (
	"strings"

	"github.com/cordon-ot/cordon/internal/api"
	"github.com/cordon-ot/cordon/internal/interchange/inventory"
	"github.com/cordon-ot/cordon/internal/model"
)

// Bounds of the examples of a reading.
const (
	mostExamples = 4
	longExample  = 60 // characters
)

// Reading says how the list was read, for somebody who is to correct it under
// the schema s.
func (in *Inventory) Reading(s *model.Schema) *api.InventoryReading {
	m := in.Mapping
	d := &api.InventoryReading{
		Sheet: in.Sheet.Table, Sheets: texts(in.Sheet.Tables), HeaderRow: in.Sheet.HeaderRow, SeekHeader: m.HeaderRow == 0,
		Match: texts(m.Match), Dates: m.Dates, Blanks: texts(m.Blanks),
		Columns: []api.InventoryColumn{}, Marks: []api.InventoryWords{}, ComponentTypes: []api.InventoryWords{}, Targets: []api.InventoryTarget{},
	}
	for i, header := range in.Sheet.Header {
		c := api.InventoryColumn{Header: header, Split: []string{}, Values: []api.InventoryWord{}, Examples: []string{}, Separators: in.Sheet.Separators(i)}
		if of := m.Column(header); of != nil {
			c.To, c.Split = of.To, texts(of.Split)
			for _, v := range of.Values {
				c.Values = append(c.Values, api.InventoryWord{Cell: v.Cell, Ours: v.Ours})
			}
		}
		cells, filled := m.Examples(in.Sheet, i, mostExamples)
		for _, cell := range cells {
			c.Examples = append(c.Examples, oneExample(cell))
		}
		c.Filled = filled
		d.Columns = append(d.Columns, c)
	}
	for _, w := range m.Marks {
		d.Marks = append(d.Marks, api.InventoryWords{Name: w.Mark, Words: texts(w.Words)})
	}
	for _, t := range m.ComponentTypes {
		d.ComponentTypes = append(d.ComponentTypes, api.InventoryWords{Name: t.Function, Words: texts(t.Types)})
	}
	for _, name := range inventory.Targets(s) {
		d.Targets = append(d.Targets, api.InventoryTarget{Name: name, Many: inventory.Many(s, name), List: inventory.Lists(s, name)})
	}
	return d
}

// texts gives a list that is never null in JSON.
func texts(list []string) []string { return append([]string{}, list...) }

func oneExample(cell string) string {
	cell = strings.Join(strings.Fields(cell), " ")
	if r := []rune(cell); len(r) > longExample {
		return string(r[:longExample-1]) + "…"
	}
	return cell
}
