package inventory

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"os"
	"runtime"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/xuri/excelize/v2"

	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/model"
)

func utf16Bytes(order binary.AppendByteOrder, s string) string {
	b := order.AppendUint16(nil, 0xFEFF)
	for _, u := range utf16.Encode([]rune(s)) {
		b = order.AppendUint16(b, u)
	}
	return string(b)
}

func TestEncodingsAndDelimitersAreFound(t *testing.T) {
	const text = "ID;Hersteller;Bemerkung\nA-1;Müller 😀;groß\n"
	western := strings.NewReplacer("ü", "\xFC", "ß", "\xDF", " 😀", "\x80").Replace(text)
	cases := []struct {
		name, data, encoding, cell string
	}{
		{"plain", text, "UTF-8", "Müller 😀"},
		{"byte order mark", "\uFEFF" + text, "UTF-8", "Müller 😀"},
		{"UTF-16 little", utf16Bytes(binary.LittleEndian, text), "UTF-16", "Müller 😀"},
		{"UTF-16 big", utf16Bytes(binary.BigEndian, text), "UTF-16", "Müller 😀"},
		{"Windows-1252", western, "Windows-1252", "Müller€"},
	}
	for _, c := range cases {
		s := read(t, "a.csv", c.data)
		if s.Encoding != c.encoding || s.Rows[0].Cell(1) != c.cell || s.Header[0] != "ID" {
			t.Errorf("%s: got %s %q %q, want %s %q", c.name, s.Encoding, s.Header, s.Rows[0].Cells, c.encoding, c.cell)
		}
		if said := len(s.Notes) > 0; said != (c.encoding == "Windows-1252") {
			t.Errorf("%s: notes %v", c.name, s.Notes)
		}
	}
	for _, d := range delimiters {
		s := read(t, "a.csv", strings.ReplaceAll("ID|Vendor|Note\n1|a, b; c|x\n", "|", string(d)))
		if s.Delimiter != string(d) || len(s.Header) != 3 {
			t.Errorf("delimiter %q: got %q, header %q", d, s.Delimiter, s.Header)
		}
	}
	if s := read(t, "a.csv", "sep=;\nID;Vendor\n1;x\n"); s.Delimiter != ";" || s.HeaderRow != 2 || s.Rows[0].Number != 3 {
		t.Errorf("declared delimiter: got %+v", s)
	}
}

func TestCharacterAcrossChunksIsRead(t *testing.T) {
	for pad := chunk - 6; pad < chunk+2; pad++ {
		text := "ID,Note\n1," + strings.Repeat("x", 20000) + "\n2," + strings.Repeat("x", 20000) + "\n3," + strings.Repeat("x", pad-40022) + "ü€😀\n"
		s := read(t, "a.csv", text)
		if s.Encoding != "UTF-8" || !strings.HasSuffix(s.Rows[2].Cell(1), "xü€😀") {
			t.Fatalf("pad %d: got %s", pad, s.Encoding)
		}
		s = read(t, "a.csv", utf16Bytes(binary.LittleEndian, text))
		if !strings.HasSuffix(s.Rows[2].Cell(1), "xü€😀") {
			t.Fatalf("pad %d in UTF-16: text is broken", pad)
		}
	}
}

func TestUnusableFilesAreRefusedWithASentence(t *testing.T) {
	cases := []struct{ name, data, want string }{
		{"empty", "", "the file is empty"},
		{"blank", " \n\n ", "holds no text"},
		{"binary", "ID,Name\n\x00\x01\x02\x03", "binary file"},
		{"noise", "\x01\x02\x03\x04ID,Name\x05\x06", "binary file"},
		{"UTF-16 without mark", utf16Bytes(binary.LittleEndian, "ID,Name\n1,x\n")[2:], "UTF-16 without a byte order mark"},
		{"half UTF-16", "\xFF\xFEI\x00D\x00,\x00\x00\xD8", "UTF-16 text is damaged"},
		{"false mark", "\xEF\xBB\xBFID,Name\n1,\xFF\n", "says it is UTF-8, but byte 14 is not"},
		{"old workbook", "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", "old .xls workbook"},
		{"document", "%PDF-1.7", "PDF"},
		{"no workbook", "PK\x03\x04rubbish", "no .xlsx workbook"},
		{"no header", strings.Repeat("1,2,3\n", 30), "no header row"},
		{"wide", "ID,Name" + strings.Repeat(",x", 600) + "\n", "no header row"},
	}
	for _, c := range cases {
		_, err := Read("a.csv", strings.NewReader(c.data), int64(len(c.data)), ReadOptions{})
		if err == nil || fault.KindOf(err) != fault.Invalid || !strings.Contains(err.Error(), c.want) || !strings.HasPrefix(err.Error(), "a.csv: ") {
			t.Errorf("%s: got %v, want a fault that says %q", c.name, err, c.want)
		}
	}
	_, err := Read("big.csv", strings.NewReader("ID,Name\n"), 300<<20, ReadOptions{})
	if err == nil || !strings.Contains(err.Error(), "the file has 300 MB and the limit is 200 MB") {
		t.Errorf("large file: got %v", err)
	}
}

func TestQuotedCellsHoldLinesAndDelimiters(t *testing.T) {
	s := read(t, "a.csv", "ID,Note,Name\r\n1,\"a, \"\"b\"\"\r\nc\",5\" pipe\r\n2,\"x\" ,y\r\n")
	if got, want := fmt.Sprintf("%q %q", s.Rows[0].Cells, s.Rows[1].Cells), `["1" "a, \"b\"\nc" "5\" pipe"] ["2" "x" "y"]`; got != want {
		t.Errorf("rows:\ngot  %s\nwant %s", got, want)
	}
	if len(s.Problems) > 0 {
		t.Errorf("problems: %v", s.Problems)
	}
}

func TestRowsThatCannotBeReadAreNamedAndTheRestIsOffered(t *testing.T) {
	s := read(t, "a.csv", "ID,Note,Name\n1,ok,a\n2,\"x\" y,b\n3,ok,c,d\n4,ok\n5,\"open,e\n6,ok,f\n")
	var rows []string
	for _, r := range s.Rows {
		rows = append(rows, r.Cell(0))
	}
	if fmt.Sprint(rows) != "[1 4 6]" {
		t.Errorf("rows offered: got %v, want 1 4 6", rows)
	}
	want := []string{
		"a.csv: row 3, column 2 (Note): text follows the closing quote of a cell; quotes inside a quoted cell must be doubled",
		"a.csv: row 4, column 4: the row has 4 cells and the header 3, so its cells may have slipped; put cells that hold the delimiter in quotes",
		"a.csv: row 6, column 2 (Note): the quote that opens this cell is never closed",
	}
	for i, w := range want {
		if i >= len(s.Problems) || s.Problems[i].Error() != w {
			t.Fatalf("problems:\ngot  %v\nwant %v", s.Problems, want)
		}
	}
	if len(s.Notes) != 1 || !strings.Contains(s.Notes[0].String(), "row 5: the row has 2 cells and the header 3; missing cells count as blank (1 such rows)") {
		t.Errorf("notes: got %v", s.Notes)
	}
}

func TestHeaderRowIsSought(t *testing.T) {
	s := read(t, "a.csv", "Inventory of hall 3;;\n;;\nNr.;Name;Vendor;;Name\n1;x;y;z;w\n")
	if s.HeaderRow != 3 || fmt.Sprintf("%q", s.Header) != `["Nr." "Name" "Vendor" "column 4" "Name #2"]` {
		t.Errorf("got row %d, %q", s.HeaderRow, s.Header)
	}
	if len(s.Notes) != 2 {
		t.Errorf("notes: got %v, want one for the blank and one for the repeated header", s.Notes)
	}
	odd := "foo;bar\n1;2\n"
	if _, err := Read("a.csv", strings.NewReader(odd), int64(len(odd)), ReadOptions{}); err == nil {
		t.Error("unknown headers: got no fault")
	}
	for _, o := range []ReadOptions{{HeaderRow: 1}, {Known: []string{"Foo", "BAR"}}} {
		s, err := Read("a.csv", strings.NewReader(odd), int64(len(odd)), o)
		if err != nil || len(s.Rows) != 1 {
			t.Errorf("unknown headers with %+v: got %v, %v", o, s, err)
		}
	}
}

func TestMappingNamesTheHeaderRowOnlyWhereItWouldNotBeFound(t *testing.T) {
	for text, want := range map[string]int{"list\nID;Name\n1;x\n": 0, "foo;bar\n1;2\n": 1} {
		s, err := Read("a.csv", strings.NewReader(text), int64(len(text)), ReadOptions{HeaderRow: want})
		if err != nil {
			t.Fatal(err)
		}
		m, _ := Propose(s)
		if m.HeaderRow != want {
			t.Errorf("%q: got header_row %d, want %d", text, m.HeaderRow, want)
		}
		again, err := Read("a.csv", strings.NewReader(text), int64(len(text)), m.ReadOptions())
		if err != nil || again.HeaderRow != s.HeaderRow {
			t.Errorf("%q read with its mapping: got %v, %v", text, again, err)
		}
	}
}

func TestLongCellIsAProblemOfItsRow(t *testing.T) {
	s := read(t, "a.csv", "ID,Note\n1,"+strings.Repeat("é", MaxCell)+"\n2,"+strings.Repeat("é", MaxCell+1)+"\n3,x\n")
	if len(s.Rows) != 2 || len(s.Problems) != 1 || s.Problems[0].Place.Row != 3 {
		t.Errorf("got %d rows, problems %v", len(s.Rows), s.Problems)
	}
}

func TestFileFullOfBrokenRowsIsRefusedInTime(t *testing.T) {
	text := "ID,Note\n" + strings.Repeat("1,\"a\"b\n", 5000)
	_, err := Read("a.csv", strings.NewReader(text), int64(len(text)), ReadOptions{})
	if err == nil || !strings.Contains(err.Error(), "more than 1000 rows cannot be read; the first: a.csv: row 2") {
		t.Errorf("got %v", err)
	}
}

// workbookOf writes the rows of a sheet as a workbook, below two other
// worksheets' worth of noise.
func workbookOf(t testing.TB, s *Sheet) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	must := func(err error) {
		if err != nil {
			t.Fatal(err)
		}
	}
	must(f.SetCellValue("Sheet1", "A1", "Cover page"))
	_, err := f.NewSheet("Assets")
	must(err)
	must(f.SetSheetRow("Assets", "A1", &s.Header))
	for _, r := range s.Rows {
		cells := make([]any, len(r.Cells))
		for i, c := range r.Cells {
			cells[i] = c
		}
		must(f.SetSheetRow("Assets", fmt.Sprintf("A%d", r.Number), &cells))
	}
	var b bytes.Buffer
	must(f.Write(&b))
	return b.Bytes()
}

func TestWorkbookGivesTheSameAsCSV(t *testing.T) {
	sheet := readFile(t, realFile)
	data := workbookOf(t, sheet)
	book, err := Read("assets.csv", bytes.NewReader(data), int64(len(data)), ReadOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if book.Table != "Assets" || len(book.Notes) != 1 {
		t.Errorf("worksheet: got %q, notes %v", book.Table, book.Notes)
	}
	m, _ := Propose(sheet)
	mb, _ := Propose(book)
	if mb.Sheet != "Assets" {
		t.Errorf("the mapping does not name the worksheet: %q", mb.Sheet)
	}
	mb.Sheet = ""
	if a, b := string(m.Encode()), string(mb.Encode()); a != b {
		t.Errorf("mappings differ\nCSV:\n%s\nworkbook:\n%s", a, b)
	}
	a, b := prepare(t, sheet, m, model.Empty()), prepare(t, book, mb, model.Empty())
	ca := model.EncodeCommit(&model.Commit{Number: 1, Author: "x", Ops: a.Ops})
	cb := model.EncodeCommit(&model.Commit{Number: 1, Author: "x", Ops: b.Ops})
	if !bytes.Equal(ca, cb) {
		t.Errorf("ops differ\nCSV:      %s\nworkbook: %s", ca, cb)
	}
}

func TestWorkbookDatesNumbersAndFormulasAreTakenAsShown(t *testing.T) {
	f := excelize.NewFile()
	defer f.Close()
	short, err := f.NewStyle(&excelize.Style{NumFmt: 14})
	if err != nil {
		t.Fatal(err)
	}
	for cell, v := range map[string]any{"A1": "ID", "B1": "Last seen", "C1": "Firmware", "D1": "Serial", "A2": 17, "B2": 46100, "C2": 2.5, "D2": 1234567890123} {
		if err := f.SetCellValue("Sheet1", cell, v); err != nil {
			t.Fatal(err)
		}
	}
	if err := f.SetCellStyle("Sheet1", "B2", "B2", short); err != nil {
		t.Fatal(err)
	}
	if err := f.SetCellFormula("Sheet1", "C2", "B9&D9"); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	s, err := Read("a.xlsx", bytes.NewReader(b.Bytes()), int64(b.Len()), ReadOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if got, want := fmt.Sprint(s.Rows[0].Cells), "[17 2026-03-19 2.5 1234567890123]"; got != want {
		t.Errorf("cells: got %s, want %s", got, want)
	}
	_, err = Read("a.xlsx", bytes.NewReader(b.Bytes()), int64(b.Len()), ReadOptions{Sheet: "Nope"})
	if err == nil || !strings.Contains(err.Error(), `there is no worksheet "Nope"; there are: Sheet1`) {
		t.Errorf("unknown worksheet: got %v", err)
	}
}

func TestWorkbookThatBreaksOffIsRefused(t *testing.T) {
	whole := workbookOf(t, readFile(t, realFile))
	in, err := zip.NewReader(bytes.NewReader(whole), int64(len(whole)))
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	out := zip.NewWriter(&b)
	for _, f := range in.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		data, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		if f.Name == "xl/worksheets/sheet2.xml" {
			data = data[:len(data)/2]
		}
		w, err := out.Create(f.Name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write(data); err != nil {
			t.Fatal(err)
		}
	}
	if err := out.Close(); err != nil {
		t.Fatal(err)
	}
	_, err = Read("a.xlsx", bytes.NewReader(b.Bytes()), int64(b.Len()), ReadOptions{})
	if err == nil || !strings.Contains(err.Error(), "the workbook is damaged: xl/worksheets/sheet2.xml in it cannot be") {
		t.Errorf("worksheet cut in half: got %v", err)
	}
	for n := 1; n < len(whole); n += 101 {
		if s, err := Read("a.xlsx", bytes.NewReader(whole[:n]), int64(n), ReadOptions{}); err == nil && n > 3 {
			t.Errorf("workbook cut at byte %d of %d: got %d rows and no fault", n, len(whole), len(s.Rows))
		}
	}
}

// spec: INPUT-12
func TestWorkbookThatUnpacksWithoutEndIsRefused(t *testing.T) {
	if testing.Short() {
		t.Skip("unpacks 768 MB")
	}
	var b bytes.Buffer
	out := zip.NewWriter(&b)
	w, err := out.Create("xl/bomb.bin")
	if err != nil {
		t.Fatal(err)
	}
	zeros := make([]byte, 1<<20)
	for range 800 {
		if _, err := w.Write(zeros); err != nil {
			t.Fatal(err)
		}
	}
	if err := out.Close(); err != nil {
		t.Fatal(err)
	}
	_, err = Read("a.xlsx", bytes.NewReader(b.Bytes()), int64(b.Len()), ReadOptions{})
	if err == nil || !strings.Contains(err.Error(), "the workbook unpacks to more than 768 MB") {
		t.Errorf("got %v", err)
	}
}

// wideFile is a CSV file that exists only as arithmetic: a header line and
// rows of one length, so that any part of it can be made when it is asked for.
type wideFile struct {
	rows, width int
}

const wideHeader = "ID,Name,Vendor,Model,Type,IP,Zone,Criticality,Note\n"

func (w wideFile) size() int64 { return int64(len(wideHeader) + w.rows*w.width) }

func (w wideFile) row(i int) string {
	s := fmt.Sprintf("A-%07d,Machine %d,Vendor %d,Model %d,PLC,10.%d.%d.%d,Zone %d,H,", i, i, i%20, i%300, i>>16, i>>8&255, i&255, i%40)
	return s + strings.Repeat("n", w.width-len(s)-1) + "\n"
}

func (w wideFile) ReadAt(p []byte, off int64) (int, error) {
	n := 0
	for n < len(p) && off < w.size() {
		src := wideHeader
		at := off
		if off >= int64(len(wideHeader)) {
			rel := off - int64(len(wideHeader))
			src, at = w.row(int(rel)/w.width), rel%int64(w.width)
		}
		c := copy(p[n:], src[at:])
		n += c
		off += int64(c)
	}
	if n < len(p) {
		return n, io.EOF
	}
	return n, nil
}

func TestFileOf100MegabytesIsReadInBoundedMemory(t *testing.T) {
	if testing.Short() {
		t.Skip("reads 100 MB twice")
	}
	file := wideFile{rows: 200_000, width: 525}
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	seen := 0
	s, err := Read("large.csv", file, file.size(), ReadOptions{Progress: func(n int) { seen = n }})
	if err != nil {
		t.Fatal(err)
	}
	m, _ := Propose(s)
	plan, err := Prepare(s, m, model.Empty(), Options{IDs: counter(0)})
	if err != nil {
		t.Fatal(err)
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	held := int64(after.HeapAlloc) - int64(before.HeapAlloc)
	t.Logf("%s: sheet and plan hold %s, %d ops, heap from the system %s", megabytes(file.size()), megabytes(held), len(plan.Ops), megabytes(int64(after.HeapSys)))
	if len(plan.Added) != file.rows || len(plan.Problems) > 0 || seen != file.rows {
		t.Errorf("added %d, problems %d, progress %d", len(plan.Added), len(plan.Problems), seen)
	}
	if limit := 10 * file.size(); held > limit {
		t.Errorf("sheet and plan hold %d bytes, more than %d", held, limit)
	}
	runtime.KeepAlive(s)
}

func TestMoreRowsThanTheLimitAreRefusedWithAWayOut(t *testing.T) {
	if testing.Short() {
		t.Skip("reads 100 MB")
	}
	file := wideFile{rows: 1_050_000, width: 100}
	_, err := Read("large.csv", file, file.size(), ReadOptions{})
	if err == nil || !strings.Contains(err.Error(), "large.csv: there are more than 200000 rows; split the file by zone or area") {
		t.Errorf("got %v", err)
	}
}

func FuzzRead(f *testing.F) {
	plant, err := os.ReadFile(realFile)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(plant)
	for _, s := range []string{
		"", "ID;Name\n1;x\n", "ID,Name\n\"", "ID,Name\r\"a\"b\r\n\"c\rd\"", "\xFF\xFEI\x00D\x00", "sep=|\nID|Name\n", "ID,Name\n" + strings.Repeat(",", 600),
		utf16Bytes(binary.BigEndian, "ID\tName\n1\tü\n"), "ID,Name\n\xFC,1\n", "PK\x03\x04",
	} {
		f.Add([]byte(s))
	}
	f.Add(workbookOf(f, &Sheet{Header: []string{"ID", "Name"}, Rows: []Row{{Number: 2, Cells: []string{"1", "x"}}}}))
	f.Fuzz(func(t *testing.T, data []byte) {
		s, err := Read("f", bytes.NewReader(data), int64(len(data)), ReadOptions{})
		if err != nil {
			if fault.KindOf(err) != fault.Invalid {
				t.Fatalf("input %q: got a fault of kind %s: %v", data, fault.KindOf(err), err)
			}
			return
		}
		m, _ := Propose(s)
		twice(t, s, m, model.Empty())
	})
}
