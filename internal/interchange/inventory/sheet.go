package inventory

import (
	"bytes"
	"fmt"
	"io"
	"slices"

	"github.com/cordon-ot/cordon/internal/fault"
)

// Bounds of what is read. A cell's bound is that of an Excel worksheet.
const (
	DefaultMaxBytes = 200 << 20 // bytes of a file
	DefaultMaxRows  = 200_000   // rows below the header that are not blank
	MaxColumns      = 500
	MaxCell         = 32_767 // characters

	maxRowBytes = 1 << 20   // of one CSV row
	maxUnpacked = 768 << 20 // bytes of a workbook when unpacked
	maxBadRows  = 1_000     // rows that cannot be read before the file is refused
	headerDepth = 20        // rows among which the header row is sought
)

const opRead = "read inventory"

// ReadOptions say where in a file the table is. The zero value lets Read find out.
type ReadOptions struct {
	Sheet     string         // worksheet of a workbook; the first with a header if empty
	HeaderRow int            // row of the headers, from 1; sought in the first 20 rows if 0
	Known     []string       // headers a mapping names, which count as known words
	MaxBytes  int64          // largest file; DefaultMaxBytes if 0
	MaxRows   int            // most rows below the header; DefaultMaxRows if 0
	Progress  func(rows int) // called now and then with the rows read so far; may be nil
}

// Sheet is a table of texts with one header row.
type Sheet struct {
	Name      string         // the file's name as given
	Table     string         // the worksheet of a workbook, empty for CSV
	Tables    []string       // all worksheets of a workbook, in its order
	Encoding  string         // "UTF-8", "UTF-16" or "Windows-1252"; empty for a workbook
	Delimiter string         // of a CSV file; empty for a workbook
	HeaderRow int            // row of the headers, from 1
	Header    []string       // one per column, none empty, no two the same
	Rows      []Row          // below the header, blank ones left out
	Notes     []Note         // what was found and decided while reading
	Problems  []*fault.Error // rows that could not be read and are not in Rows
}

// Row is one row of a Sheet.
type Row struct {
	Number int      // from 1, counted from the top of the file or worksheet
	Cells  []string // in order of the headers; may be shorter, missing cells are blank

	corrected []int // columns whose cell a person has corrected
	omitted   bool  // left out on purpose
}

// Note is something a person should know, with its place in the input.
type Note struct {
	Place fault.Place
	Text  string
}

// String prints place and text.
func (n Note) String() string {
	if p := n.Place.String(); p != "" {
		return p + ": " + n.Text
	}
	return n.Text
}

// Cell gives the text of a column, counted from 0; blank if the row is shorter.
func (r Row) Cell(i int) string {
	if i < len(r.Cells) {
		return r.Cells[i]
	}
	return ""
}

// Read reads a CSV file or an Excel workbook (.xlsx) of size bytes; which of
// the two is told by its content. Rows that cannot be read are in
// Sheet.Problems. The error is a fault of kind Invalid if the file as a whole
// cannot be used: it is empty, too large, binary, damaged, or has no header row.
func Read(name string, r io.ReaderAt, size int64, o ReadOptions) (*Sheet, error) {
	if o.MaxBytes == 0 {
		o.MaxBytes = DefaultMaxBytes
	}
	if o.MaxRows == 0 {
		o.MaxRows = DefaultMaxRows
	}
	if size == 0 {
		return nil, refuse(name, "the file is empty")
	}
	if size > o.MaxBytes {
		return nil, refuse(name, "the file has %s and the limit is %s; split it by zone or area", megabytes(size), megabytes(o.MaxBytes))
	}
	var magic [8]byte
	n, err := r.ReadAt(magic[:], 0)
	if n == 0 && err != nil {
		return nil, fault.At(fault.Place{File: name}, fault.Wrap(fault.Unavailable, opRead, err))
	}
	head := magic[:n]
	switch {
	case bytes.HasPrefix(head, []byte("PK\x03\x04")):
		return readWorkbook(name, r, size, o)
	case bytes.HasPrefix(head, []byte("\xD0\xCF\x11\xE0")):
		return nil, refuse(name, "this is an old .xls workbook or one protected by a password; save it as .xlsx without password, or as CSV")
	case bytes.HasPrefix(head, []byte("%PDF")):
		return nil, refuse(name, "this is a PDF document; export the inventory as CSV or .xlsx")
	}
	return readCSV(name, r, size, o)
}

// finish puts the problems in order of rows and names their columns, which
// were not known while the header was sought.
func (s *Sheet) finish() {
	for _, f := range s.Problems {
		if i := f.Place.Column; i > 0 && i <= len(s.Header) {
			f.Place.Field = s.Header[i-1]
		}
	}
	slices.SortStableFunc(s.Problems, func(x, y *fault.Error) int { return x.Place.Row - y.Place.Row })
}

func refuse(name, format string, a ...any) *fault.Error {
	f := fault.New(fault.Invalid, opRead, format, a...)
	f.Place.File = name
	return f
}

func megabytes(n int64) string {
	if n < 1<<20 {
		return fmt.Sprintf("%d bytes", n)
	}
	return fmt.Sprintf("%d MB", (n+1<<19)>>20)
}

// collector gathers rows into a sheet and keeps the bounds both formats share.
type collector struct {
	sheet *Sheet
	opts  ReadOptions
	early []Row // rows before it is known which one is the header
	found bool

	short    int // rows with fewer cells than the header
	shortRow Row // the first of them
}

// add takes the next row. It finds the header row when enough rows are there.
func (c *collector) add(row Row) error {
	if c.found {
		return c.body(row)
	}
	c.early = append(c.early, row)
	if row.Number < max(headerDepth, c.opts.HeaderRow) {
		return nil
	}
	return c.settle()
}

// settle decides on the header row and passes on what stands below it.
func (c *collector) settle() error {
	if c.found {
		return nil
	}
	i := findHeader(c.early, c.opts)
	if i < 0 {
		if c.opts.HeaderRow > 0 {
			return refuse(c.sheet.Name, "row %d, where the headers should be, is blank or not there; correct header_row", c.opts.HeaderRow)
		}
		return refuse(c.sheet.Name, "no header row was found in the first %d rows: none has two words known as headers; say which row it is with header_row in the mapping file", headerDepth)
	}
	c.found = true
	if err := c.setHeader(c.early[i]); err != nil {
		return err
	}
	for _, row := range c.early[i+1:] {
		if err := c.body(row); err != nil {
			return err
		}
	}
	c.early = nil
	return nil
}

func (c *collector) body(row Row) error {
	if blankRow(row.Cells) {
		return nil
	}
	s := c.sheet
	if len(s.Rows) == c.opts.MaxRows {
		return refuse(s.Name, "there are more than %d rows; split the file by zone or area", c.opts.MaxRows)
	}
	if len(row.Cells) > len(s.Header) {
		if extra := row.Cells[len(s.Header):]; !blankRow(extra) {
			return c.bad(row.Number, len(s.Header)+1, "the row has %d cells and the header %d, so its cells may have slipped; put cells that hold the delimiter in quotes", len(row.Cells), len(s.Header))
		}
		row.Cells = row.Cells[:len(s.Header)]
	}
	if len(row.Cells) < len(s.Header) {
		if c.short == 0 {
			c.shortRow = row
		}
		c.short++
	}
	s.Rows = append(s.Rows, row)
	if c.opts.Progress != nil && len(s.Rows)%2000 == 0 {
		c.opts.Progress(len(s.Rows))
	}
	return nil
}

// bad records a row that cannot be read; column counts from 1, 0 for none.
func (c *collector) bad(row, column int, format string, a ...any) error {
	f := fault.New(fault.Invalid, opRead, format, a...)
	f.Place = fault.Place{File: c.sheet.Name, Row: row, Column: column}
	c.sheet.Problems = append(c.sheet.Problems, f)
	if len(c.sheet.Problems) > maxBadRows {
		return refuse(c.sheet.Name, "more than %d rows cannot be read; the first: %s", maxBadRows, c.sheet.Problems[0].Error())
	}
	return nil
}

func (c *collector) note(p fault.Place, format string, a ...any) {
	p.File = c.sheet.Name
	c.sheet.Notes = append(c.sheet.Notes, Note{Place: p, Text: fmt.Sprintf(format, a...)})
}
