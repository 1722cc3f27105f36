package inventory

import (
	"strings"

	"github.com/cordon-ot/cordon/internal/model"
)

// Many reports whether several columns may have the target under a schema.
func Many(s *model.Schema, target string) bool { return many(s, target) }

// Lists reports whether a target takes a list, the cells of which are split.
func Lists(s *model.Schema, target string) bool {
	d := targetDecl(s, target)
	return target == toMarks || d != nil && d.Type == model.TextList
}

// Column gives what is said of the column with a header; nil for nothing.
func (m *Mapping) Column(header string) *Column {
	for i := range m.Columns {
		if foldWord(m.Columns[i].Header) == foldWord(header) {
			return &m.Columns[i]
		}
	}
	return nil
}

// Examples gives the first cells of a column, counted from 0, that differ and
// are not blank after the mapping, at most n of them, and how many rows have
// such a cell.
func (m *Mapping) Examples(sheet *Sheet, column, n int) (cells []string, filled int) {
	blank := map[string]bool{"": true}
	for _, w := range m.Blanks {
		blank[foldWord(w)] = true
	}
	known := map[string]bool{} // whether a cell says something, by its spelling
	for _, r := range sheet.Rows {
		cell := strings.TrimSpace(r.Cell(column))
		says, seen := known[cell]
		if !seen {
			says = !blank[foldWord(cell)]
			if says && len(cells) < n {
				cells = append(cells, cell)
			}
			if len(known) < 20*maxDistinct {
				known[cell] = says
			}
		}
		if says {
			filled++
		}
	}
	return cells, filled
}
