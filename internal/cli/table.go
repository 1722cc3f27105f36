package cli

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Col declares a column of a table.
type Col struct {
	Head  string
	Right bool // numbers stand to the right
	Flex  bool // cut, with an ellipsis, when the screen is too narrow
}

// Cell is a text with a style. Every other value in a row is printed as fmt
// prints it.
type Cell struct {
	Text  string
	Style Style
}

// Table is rows under headings. Columns are as wide as their widest cell; where
// that does not fit the screen, the flexible columns give way. What is not a
// terminal gets every cell in full.
type Table struct {
	cols []Col
	rows [][]Cell
}

// NewTable begins a table.
func NewTable(cols ...Col) *Table { return &Table{cols: cols} }

// Add adds a row; cells left out at the end are empty, those too many are
// ignored.
func (t *Table) Add(cells ...any) {
	row := make([]Cell, len(t.cols))
	for i, c := range cells {
		if i >= len(row) {
			break
		}
		switch c := c.(type) {
		case Cell:
			row[i] = Cell{Text: oneLine(c.Text), Style: c.Style}
		case string:
			row[i].Text = oneLine(c)
		case int:
			row[i].Text = strconv.Itoa(c)
		default:
			row[i].Text = oneLine(fmt.Sprint(c))
		}
	}
	t.rows = append(t.rows, row)
}

// Len is the number of rows.
func (t *Table) Len() int { return len(t.rows) }

// Print prints a table for people; it does nothing with --json. A table
// without rows prints nothing: say in words that there is nothing, and what to
// do next.
func (ss *Session) Print(t *Table) {
	if ss.flags.JSON || len(t.rows) == 0 {
		return
	}
	widths := ss.heads(t)
	for _, row := range t.rows {
		ss.row(t, widths, row)
	}
}

// heads prints the heads of a table and gives the widths of its columns.
func (ss *Session) heads(t *Table) (widths []int) {
	ss.printed = true
	widths = t.fit(ss.width())
	heads := make([]Cell, len(t.cols))
	for i, c := range t.cols {
		heads[i] = Cell{Text: c.Head, Style: Bold}
	}
	ss.row(t, widths, heads)
	return widths
}

func (ss *Session) row(t *Table, widths []int, row []Cell) {
	var line strings.Builder
	for i, c := range row {
		if i > 0 {
			line.WriteString("  ")
		}
		text := cut(c.Text, widths[i])
		pad := strings.Repeat(" ", max(0, widths[i]-runes(text)))
		if t.cols[i].Right {
			line.WriteString(pad)
		}
		line.WriteString(ss.Paint(c.Style, text))
		if !t.cols[i].Right {
			line.WriteString(pad)
		}
	}
	ss.out.WriteString(strings.TrimRight(line.String(), " "))
	ss.out.WriteByte('\n')
}

// narrowest is how far a flexible column gives way.
const narrowest = 8

// fit gives the width of each column for a screen of the given width, 0 being
// without end.
func (t *Table) fit(screen int) []int {
	widths := make([]int, len(t.cols))
	total := 2 * (len(t.cols) - 1)
	for i, c := range t.cols {
		widths[i] = runes(c.Head)
		for _, row := range t.rows {
			widths[i] = max(widths[i], runes(row[i].Text))
		}
		total += widths[i]
	}
	for screen > 0 && total > screen {
		// The widest flexible column gives way first.
		widest := -1
		for i, c := range t.cols {
			if c.Flex && widths[i] > max(narrowest, runes(c.Head)) && (widest < 0 || widths[i] > widths[widest]) {
				widest = i
			}
		}
		if widest < 0 {
			break
		}
		widths[widest]--
		total--
	}
	return widths
}

// width is the width that tables and paragraphs keep to, 0 for none.
func (ss *Session) width() int {
	switch {
	case ss.flags.Width > 0:
		return ss.flags.Width
	case !ss.env.Screen.Out:
		return 0
	}
	if n, err := strconv.Atoi(ss.env.Getenv("COLUMNS")); err == nil && n > 0 {
		return n
	}
	if ss.env.Screen.Width > 0 {
		return ss.env.Screen.Width
	}
	return 100
}

// cut shortens a text to a number of characters, the last being an ellipsis.
func cut(s string, width int) string {
	if runes(s) <= width {
		return s
	}
	r := []rune(s)
	return strings.TrimRight(string(r[:max(0, width-1)]), " ") + "…"
}

func runes(s string) int { return utf8.RuneCountInString(s) }

// oneLine makes a text fit a cell, and harmless to a terminal.
func oneLine(s string) string {
	clean := func(r rune) rune {
		switch {
		case unicode.IsControl(r):
			return ' '
		case unicode.Is(unicode.Bidi_Control, r):
			return unicode.ReplacementChar
		}
		return r
	}
	if strings.IndexFunc(s, func(r rune) bool { return clean(r) != r }) < 0 {
		return s
	}
	return strings.Join(strings.Fields(strings.Map(clean, s)), " ")
}
