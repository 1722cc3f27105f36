package inventory

import (
	"fmt"
	"strings"

	"github.com/cordon-ot/cordon/internal/fault"
)

// findHeader gives the index of the header row: the one asked for, else the
// first with two known words; -1 if there is none.
func findHeader(rows []Row, o ReadOptions) int {
	for i, row := range rows {
		if o.HeaderRow > 0 {
			if row.Number == o.HeaderRow && !blankRow(row.Cells) {
				return i
			}
			continue
		}
		if row.Number <= headerDepth && knownWords(row.Cells, o.Known) >= 2 {
			return i
		}
	}
	return -1
}

// knownWords counts the cells that are a known header, each word once.
func knownWords(cells, known []string) int {
	seen := map[string]bool{}
	for _, c := range cells {
		if len(c) > 200 {
			continue // no header is that long, and folding long cells costs
		}
		w := foldHeader(c)
		if w == "" || seen[w] {
			continue
		}
		if len(exactTargets[compact(w)]) > 0 {
			seen[w] = true
			continue
		}
		for _, k := range known {
			if foldHeader(k) == w {
				seen[w] = true
			}
		}
	}
	return len(seen)
}

// setHeader names the columns. Headers must be unique and not empty, because
// the mapping file names columns by them.
func (c *collector) setHeader(row Row) error {
	cells := row.Cells
	for len(cells) > 0 && strings.TrimSpace(cells[len(cells)-1]) == "" {
		cells = cells[:len(cells)-1]
	}
	if len(cells) > MaxColumns {
		return refuse(c.sheet.Name, "the header row has %d columns and the limit is %d; remove columns that are not needed", len(cells), MaxColumns)
	}
	taken := map[string]bool{}
	for i, cell := range cells {
		name := oneLine(cell)
		if name == "" {
			name = fmt.Sprintf("column %d", i+1)
			c.note(fault.Place{Row: row.Number, Column: i + 1}, "the column has no header; it is called %q", name)
		}
		if taken[foldWord(name)] {
			plain := name
			for n := 2; taken[foldWord(name)]; n++ {
				name = fmt.Sprintf("%s #%d", plain, n)
			}
			c.note(fault.Place{Row: row.Number, Column: i + 1}, "the header %q stands more than once; this column is called %q", plain, name)
		}
		taken[foldWord(name)] = true
		c.sheet.Header = append(c.sheet.Header, name)
	}
	c.sheet.HeaderRow = row.Number
	return nil
}

// oneLine trims text and makes every run of blanks and line ends one blank.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

func blankRow(cells []string) bool {
	for _, c := range cells {
		if strings.TrimSpace(c) != "" {
			return false
		}
	}
	return true
}
