package inventory

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/cordon-ot/cordon/internal/fault"
)

const delimiters = ",;\t|"

func readCSV(name string, r io.ReaderAt, size int64, o ReadOptions) (*Sheet, error) {
	set, skip, err := sniff(name, r, size)
	if err != nil {
		return nil, err
	}
	c := &collector{sheet: &Sheet{Name: name, Encoding: set.String()}, opts: o}
	if set == windows1252 {
		c.note(fault.Place{}, "the file is not valid UTF-8 and was read as Windows-1252; check that accented letters are right, or save it as UTF-8")
	}
	in := bufio.NewReaderSize(textReader(name, r, size, set, skip), chunk)
	sample, err := in.Peek(chunk)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, textFault(name, err)
	}
	if len(bytes.TrimSpace(sample)) == 0 && err != nil {
		return nil, refuse(name, "the file holds no text")
	}
	s := &scanner{r: in}
	s.comma = detectDelimiter(sample, err != nil, o)
	if d, ok := declaredDelimiter(sample); ok {
		s.comma = d
	}
	c.sheet.Delimiter = string(s.comma)
	if err := c.scan(s); err != nil {
		return nil, err
	}
	if err := c.settle(); err != nil {
		return nil, err
	}
	if c.short > 0 {
		c.note(fault.Place{Row: c.shortRow.Number}, "the row has %d cells and the header %d; missing cells count as blank (%d such rows)", len(c.shortRow.Cells), len(c.sheet.Header), c.short)
	}
	c.sheet.finish()
	return c.sheet, nil
}

// scan takes every row of a CSV text.
func (c *collector) scan(s *scanner) error {
	for {
		cells, bad, err := s.next()
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return textFault(c.sheet.Name, err)
		case bad != nil:
			if err := c.bad(s.row, bad.column, "%s", bad.why); err != nil {
				return err
			}
			continue
		}
		if s.row == 1 && len(cells) <= 2 && strings.HasPrefix(cells[0], "sep=") {
			continue
		}
		if err := c.add(Row{Number: s.row, Cells: cells}); err != nil {
			return err
		}
	}
}

func textFault(name string, err error) error {
	var f *fault.Error
	if errors.As(err, &f) {
		return err
	}
	return fault.At(fault.Place{File: name}, fault.Wrap(fault.Unavailable, opRead, err))
}

// scanner splits CSV text (RFC 4180) into rows: cells may be quoted and then
// hold delimiters, doubled quotes and line ends. A quote inside a cell that
// does not begin with one is an ordinary character.
type scanner struct {
	r     *bufio.Reader
	again []byte // bytes to read once more, after a row that could not be read
	pos   int    // how many of them were read
	old   bool   // whether the byte read last is one of them
	comma byte
	row   int    // number of the row given last, from 1
	raw   []byte // all bytes of the row
	text  []byte // its cells, one after the other
	ends  []int  // where each cell ends in text
}

// badRow says why a row cannot be read.
type badRow struct {
	column int // from 1
	why    string
}

func (s *scanner) read() (byte, error) {
	var c byte
	if s.old = s.pos < len(s.again); s.old {
		c = s.again[s.pos]
		s.pos++
	} else {
		var err error
		if c, err = s.r.ReadByte(); err != nil {
			return 0, err
		}
	}
	s.raw = append(s.raw, c)
	return c, nil
}

// unread takes back the byte read last.
func (s *scanner) unread() error {
	s.raw = s.raw[:len(s.raw)-1]
	if s.old {
		s.pos--
		return nil
	}
	return s.r.UnreadByte()
}

// next gives the next row, or why it cannot be read; io.EOF after the last.
// After a bad row it goes on with the line below the bad row's first.
func (s *scanner) next() ([]string, *badRow, error) {
	s.row++
	s.raw, s.text, s.ends = s.raw[:0], s.text[:0], s.ends[:0]
	for {
		more, bad, err := s.cell()
		if err != nil {
			return nil, nil, err
		}
		if bad != nil {
			return nil, bad, s.goBack()
		}
		if !more {
			break
		}
	}
	all := string(s.text)
	cells := make([]string, len(s.ends))
	start := 0
	for i, end := range s.ends {
		cells[i] = all[start:end]
		start = end
	}
	return cells, nil, nil
}

// cell reads one cell; more says that another follows in the row.
func (s *scanner) cell() (more bool, bad *badRow, err error) {
	if len(s.ends) == MaxColumns {
		return false, s.bad("the row has more than %d cells", MaxColumns), nil
	}
	start := len(s.text)
	c, err := s.read()
	if errors.Is(err, io.EOF) && len(s.ends) == 0 {
		return false, nil, io.EOF
	}
	if err == nil && c == '"' {
		if bad, err = s.quoted(start); bad != nil || err != nil {
			return false, bad, err
		}
		c, err = s.read()
		for err == nil && c == ' ' {
			c, err = s.read()
		}
		if err == nil && c != s.comma && c != '\n' && c != '\r' {
			return false, s.bad("text follows the closing quote of a cell; quotes inside a quoted cell must be doubled"), nil
		}
	}
	for err == nil && c != s.comma && c != '\n' && c != '\r' {
		s.text = append(s.text, c)
		if bad = s.tooLong(start); bad != nil {
			return false, bad, nil
		}
		c, err = s.read()
	}
	if err != nil && !errors.Is(err, io.EOF) {
		return false, nil, err
	}
	if n := len(s.text) - start; n > MaxCell && utf8.RuneCount(s.text[start:]) > MaxCell {
		return false, s.bad("the cell has more than %d characters", MaxCell), nil
	}
	s.ends = append(s.ends, len(s.text))
	if err != nil {
		return false, nil, nil
	}
	if c == '\r' {
		err = s.skipNewline()
	}
	return c == s.comma, nil, err
}

// quoted reads to the closing quote.
func (s *scanner) quoted(start int) (*badRow, error) {
	for {
		c, err := s.read()
		if errors.Is(err, io.EOF) {
			return s.bad("the quote that opens this cell is never closed"), nil
		}
		if err != nil {
			return nil, err
		}
		switch c {
		case '"':
			next, err := s.read()
			if err != nil {
				return nil, ignoreEOF(err)
			}
			if next != '"' {
				return nil, s.unread()
			}
		case '\r':
			if err := s.skipNewline(); err != nil {
				return nil, err
			}
			c = '\n'
		}
		s.text = append(s.text, c)
		if bad := s.tooLong(start); bad != nil {
			bad.why += "; perhaps a quote that opens it is never closed"
			return bad, nil
		}
	}
}

func ignoreEOF(err error) error {
	if errors.Is(err, io.EOF) {
		return nil
	}
	return err
}

// skipNewline takes the line feed that may follow a carriage return.
func (s *scanner) skipNewline() error {
	c, err := s.read()
	if err == nil && c != '\n' {
		return s.unread()
	}
	return ignoreEOF(err)
}

func (s *scanner) bad(format string, a ...any) *badRow {
	return &badRow{column: len(s.ends) + 1, why: fmt.Sprintf(format, a...)}
}

func (s *scanner) tooLong(start int) *badRow {
	switch {
	case len(s.text)-start > utf8.UTFMax*MaxCell:
		return s.bad("the cell has more than %d characters", MaxCell)
	case len(s.raw) > maxRowBytes:
		return s.bad("the row has more than %d bytes", maxRowBytes)
	}
	return nil
}

// goBack sets the scanner to the line after the first of the row just read.
func (s *scanner) goBack() error {
	if i := bytes.IndexAny(s.raw, "\r\n"); i >= 0 {
		rest := s.raw[i:]
		if bytes.HasPrefix(rest, []byte("\r\n")) {
			rest = rest[1:]
		}
		s.again, s.pos = append(bytes.Clone(rest[1:]), s.again[s.pos:]...), 0
		return nil
	}
	for {
		s.raw = s.raw[:0]
		c, err := s.read()
		if err != nil {
			return ignoreEOF(err)
		}
		if c == '\r' {
			return s.skipNewline()
		}
		if c == '\n' {
			return nil
		}
	}
}

// declaredDelimiter reads the line "sep=;" that spreadsheet programs put first.
func declaredDelimiter(sample []byte) (byte, bool) {
	line, _, _ := bytes.Cut(sample, []byte("\n"))
	line = bytes.TrimRight(line, "\r")
	if len(line) == 5 && bytes.HasPrefix(line, []byte("sep=")) && strings.IndexByte(delimiters, line[4]) >= 0 {
		return line[4], true
	}
	return 0, false
}

// detectDelimiter tries each delimiter on the first rows and takes the one
// under which most header words are known; then the one that gives most rows
// of one width above a single cell; then the first.
func detectDelimiter(sample []byte, whole bool, o ReadOptions) byte {
	best, bestKnown, bestEven := delimiters[0], -1, -1
	for _, d := range []byte(delimiters) {
		s := &scanner{r: bufio.NewReader(bytes.NewReader(sample)), comma: d}
		known := 0
		widths := map[int]int{}
		for s.row < headerDepth {
			cells, bad, err := s.next()
			if err != nil {
				break
			}
			if bad != nil || !whole && s.r.Buffered() == 0 {
				continue
			}
			known = max(known, knownWords(cells, o.Known))
			if len(cells) > 1 {
				widths[len(cells)]++
			}
		}
		even := 0
		for _, n := range widths {
			even = max(even, n)
		}
		if known > bestKnown || known == bestKnown && even > bestEven {
			best, bestKnown, bestEven = d, known, even
		}
	}
	return best
}
