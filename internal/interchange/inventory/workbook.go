package inventory

import (
	"archive/zip"
	"encoding/xml"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"github.com/cordon-ot/cordon/internal/fault"
)

// readWorkbook reads an .xlsx workbook. Cells are taken as they are shown:
// formulas by their last value, dates of the system's short form as 2026-03-31.
func readWorkbook(name string, r io.ReaderAt, size int64, o ReadOptions) (sheet *Sheet, err error) {
	if err := checkArchive(name, r, size); err != nil {
		return nil, err
	}
	// The workbook library is not ours and has panicked on damaged files
	// before; hostile input must end in a sentence.
	defer func() {
		if p := recover(); p != nil {
			sheet, err = nil, refuse(name, "the workbook is damaged and cannot be read (%v); open it in a spreadsheet program and save it again", p)
		}
	}()
	f, err := excelize.OpenReader(io.NewSectionReader(r, 0, size), excelize.Options{
		UnzipSizeLimit: maxUnpacked, UnzipXMLSizeLimit: 32 << 20, ShortDatePattern: "yyyy-mm-dd",
	})
	if err != nil {
		bad := refuse(name, "this is no .xlsx workbook, or a damaged one; save it again as .xlsx or as CSV")
		bad.Err = err
		return nil, bad
	}
	defer f.Close()
	tables := f.GetSheetList()
	if o.Sheet != "" {
		i := slices.IndexFunc(tables, func(t string) bool { return foldWord(t) == foldWord(o.Sheet) })
		if i < 0 {
			return nil, refuse(name, "there is no worksheet %q; there are: %s", o.Sheet, strings.Join(tables, ", "))
		}
		if sheet, err = readTable(f, name, tables[i], o); sheet != nil {
			sheet.Tables = tables
		}
		return sheet, err
	}
	var first error
	for i, t := range tables {
		s, err := readTable(f, name, t, o)
		if err == nil {
			s.Tables = tables
			if i > 0 || len(tables) > 1 {
				s.Notes = append(s.Notes, Note{fault.Place{File: name}, fmt.Sprintf("the worksheet %q was read, the first with a header row; there are: %s", t, strings.Join(tables, ", "))})
			}
			return s, nil
		}
		if s != nil {
			return nil, err // its header row was found, so this is the table
		}
		if first == nil {
			first = err
		}
	}
	if first == nil {
		first = refuse(name, "the workbook has no worksheet")
	}
	return nil, first
}

// checkArchive unpacks everything once and counts, because the sizes that an
// archive states about itself need not be true, and looks whether the tables
// are complete.
func checkArchive(name string, r io.ReaderAt, size int64) error {
	z, err := zip.NewReader(r, size)
	if err != nil {
		return refuse(name, "this is no .xlsx workbook, or a damaged one; save it again as .xlsx or as CSV")
	}
	left := int64(maxUnpacked)
	for _, f := range z.File {
		in, err := f.Open()
		if err != nil {
			return refuse(name, "the workbook is damaged: %s in it cannot be unpacked", f.Name)
		}
		counted := &countingReader{r: io.LimitReader(in, left+1)}
		if strings.HasPrefix(f.Name, "xl/worksheets/") || f.Name == "xl/sharedStrings.xml" {
			err = wellFormed(counted)
		}
		if err == nil {
			_, err = io.Copy(io.Discard, counted)
		}
		in.Close()
		n := counted.n
		if left -= n; left < 0 {
			return refuse(name, "the workbook unpacks to more than %s; remove worksheets that are not needed, or save the inventory as CSV", megabytes(maxUnpacked))
		}
		if err != nil {
			return refuse(name, "the workbook is damaged: %s in it cannot be unpacked", f.Name)
		}
	}
	return nil
}

// wellFormed reads XML to its end. The workbook library takes a syntax error
// for the end of the worksheet, and rows would be lost without a word.
func wellFormed(r io.Reader) error {
	d := xml.NewDecoder(r)
	d.CharsetReader = func(_ string, in io.Reader) (io.Reader, error) { return in, nil }
	for {
		if _, err := d.Token(); err != nil {
			return ignoreEOF(err)
		}
	}
}

// countingReader counts the bytes read through it.
type countingReader struct {
	r io.Reader
	n int64
}

func (c *countingReader) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += int64(n)
	return n, err
}

// readTable reads one worksheet. With an error, the sheet is nil unless its
// header row had been found.
func readTable(f *excelize.File, name, table string, o ReadOptions) (*Sheet, error) {
	rows, err := f.Rows(table)
	if err != nil {
		bad := refuse(name, "the worksheet %q cannot be read", table)
		bad.Err = err
		return nil, bad
	}
	defer rows.Close()
	c := &collector{sheet: &Sheet{Name: name, Table: table}, opts: o}
	for number := 1; rows.Next(); number++ {
		cells, err := rows.Columns()
		if err == nil {
			err = c.take(number, cells)
		} else {
			err = c.bad(number, 0, "the row cannot be read: %v", err)
		}
		if err != nil {
			return c.partial(err)
		}
	}
	if err := rows.Error(); err != nil {
		bad := refuse(name, "the worksheet %q cannot be read to its end", table)
		bad.Err = err
		return c.partial(bad)
	}
	if err := c.settle(); err != nil {
		return c.partial(err)
	}
	c.sheet.finish()
	return c.sheet, nil
}

func (c *collector) partial(err error) (*Sheet, error) {
	if c.found {
		return c.sheet, err
	}
	return nil, err
}

// take bounds a row of a worksheet and adds it.
func (c *collector) take(number int, cells []string) error {
	for len(cells) > 0 && strings.TrimSpace(cells[len(cells)-1]) == "" {
		cells = cells[:len(cells)-1]
	}
	if len(cells) > MaxColumns {
		return c.bad(number, MaxColumns+1, "the row has more than %d cells", MaxColumns)
	}
	for i, cell := range cells {
		if len(cell) > MaxCell && utf8.RuneCountInString(cell) > MaxCell {
			return c.bad(number, i+1, "the cell has more than %d characters", MaxCell)
		}
		if strings.Contains(cell, "\r") {
			cells[i] = strings.ReplaceAll(strings.ReplaceAll(cell, "\r\n", "\n"), "\r", "\n")
		}
	}
	return c.add(Row{Number: number, Cells: slices.Clip(cells)})
}
