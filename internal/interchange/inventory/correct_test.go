package inventory

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/cordon-ot/cordon/internal/model"
)

const faultyList = "Kennung;Name;Zone;Kritikalität;Gesehen\n" +
	"M-1;Mixer;Linie 1;egal;2026-03-01\n" +
	"M-2;Panel;Linie 1;hoch;bald\n" +
	"M-3;Filler;Linie 2;egal;\n" +
	"M-4;Packer;Linie 2;hoch;\n" +
	"M-4;Packer alt;Linie 2;hoch;\n" +
	"\"M-5\"x;Rest;;;\n"

const faultyMapping = `version: 1
match: [inventory_id]
blanks: []
columns:
  - header: Kennung
    to: inventory_id
  - header: Name
    to: title
  - header: Zone
    to: zone
  - header: "Kritikalität"
    to: criticality
    values:
      hoch: high
      low: "very high"
  - header: Gesehen
    to: inventory_seen
`

func planCorrected(t *testing.T, c *Corrections) (*Plan, error) {
	t.Helper()
	m, err := DecodeMapping("m.yaml", []byte(faultyMapping))
	if err != nil {
		t.Fatal(err)
	}
	sheet := read(t, "list.csv", faultyList)
	n := 0
	return Prepare(sheet, m, model.Empty(), Options{Corrections: c, IDs: func() model.ID {
		n++
		return model.ID{15: byte(n), 6: 0x70, 8: 0x80}
	}})
}

// spec: IMPORT-9
func TestProblemsNameTheCellThatWouldBeCorrected(t *testing.T) {
	p, err := planCorrected(t, nil)
	if err != nil {
		t.Fatal(err)
	}
	if len(p.Faulty) != len(p.Problems) || p.LeftOut != 6 {
		t.Fatalf("%d places of %d problems, %d rows left out", len(p.Faulty), len(p.Problems), p.LeftOut)
	}
	want := []Faulty{
		{"Kritikalität", "criticality", "egal", "Mixer"},
		{"Gesehen", "inventory_seen", "bald", "Panel"},
		{"Kritikalität", "criticality", "egal", "Filler"},
		{"Kennung", "inventory_id", "M-4", "Packer"},
		{"Kennung", "inventory_id", "M-4", "Packer alt"},
		{},
	}
	if !reflect.DeepEqual(p.Faulty, want) {
		t.Errorf("got  %+v\nwant %+v", p.Faulty, want)
	}
}

// spec: IMPORT-9
func TestCorrectedCellsAreReadAndRowsLeftOutOnPurpose(t *testing.T) {
	c := &Corrections{
		Cells: []Correction{
			// "low" is one of our words: what the mapping makes of the plant's "low" has no say.
			{Row: 2, Column: "kritikalität", Was: "egal", Value: "low"},
			{Row: 3, Column: "Gesehen", Was: "bald", Value: "2026-02-28"},
			{Row: 4, Column: "Kritikalität", Was: "egal", Value: ""},
		},
		Omit: []int{6, 7},
	}
	p, err := planCorrected(t, c)
	if err != nil {
		t.Fatal(err)
	}
	if len(p.Problems) != 0 || p.LeftOut != 0 || len(p.Added) != 4 || p.Rows != 6 {
		t.Fatalf("problems %v, %d left out, %d added, %d rows", p.Problems, p.LeftOut, len(p.Added), p.Rows)
	}
	wantCells := []Corrected{
		{2, "Kritikalität", "criticality", "egal", "low"}, {3, "Gesehen", "inventory_seen", "bald", "2026-02-28"}, {4, "Kritikalität", "criticality", "egal", ""},
	}
	if !reflect.DeepEqual(p.Corrected, wantCells) {
		t.Errorf("corrected: got %+v, want %+v", p.Corrected, wantCells)
	}
	if want := []Omitted{{6, "Packer alt"}, {7, ""}}; !reflect.DeepEqual(p.Omitted, want) {
		t.Errorf("left out: got %+v, want %+v", p.Omitted, want)
	}
	values := map[string]string{}
	for _, op := range p.Ops {
		if op.Kind == model.OpCreate && op.Key.Kind == model.KindAsset {
			values[op.Title] = op.Props.Value("criticality").String() + " " + op.Props.Value("inventory_seen").String()
		}
	}
	if want := map[string]string{"Mixer": "low 2026-03-01", "Panel": "high 2026-02-28", "Filler": " ", "Packer": "high "}; !reflect.DeepEqual(values, want) {
		t.Errorf("values: got %q, want %q", values, want)
	}
	text := string(planText(t, p))
	for _, part := range []string{"0 left out, 2 left out on purpose", "Corrected by hand: 3", `row 2, Kritikalität: "egal" became "low"`, "row 6: Packer alt"} {
		if !strings.Contains(text, part) {
			t.Errorf("the plan does not say %q:\n%s", part, text)
		}
	}
}

// spec: IMPORT-9
func TestACorrectionThatIsWrongItselfIsAProblemOfItsRow(t *testing.T) {
	p, err := planCorrected(t, &Corrections{Cells: []Correction{{Row: 2, Column: "Kritikalität", Was: "egal", Value: "dull"}}})
	if err != nil {
		t.Fatal(err)
	}
	if len(p.Corrected) != 0 || !strings.Contains(p.Problems[0].Message, "dull") || p.Faulty[0].Value != "egal" || p.LeftOut != 6 {
		t.Errorf("corrected %v, first problem %v of %+v, %d left out", p.Corrected, p.Problems[0], p.Faulty[0], p.LeftOut)
	}
}

// spec: IMPORT-9
func TestCorrectionsOfAnotherListAreRefused(t *testing.T) {
	cell := func(row int, column, was string) *Corrections {
		return &Corrections{Cells: []Correction{{Row: row, Column: column, Was: was, Value: "high"}}}
	}
	for name, tc := range map[string]struct {
		c    *Corrections
		says string
	}{
		"another value":        {cell(2, "Kritikalität", "hoch"), `holds "egal"`},
		"no such row":          {cell(99, "Kritikalität", "egal"), "no such row"},
		"a row of headers":     {cell(1, "Kritikalität", "Kritikalität"), "no such row"},
		"an unreadable row":    {cell(7, "Name", "Rest"), "cannot be read"},
		"no such column":       {cell(2, "Criticality", "egal"), "no such column"},
		"no such row left out": {&Corrections{Omit: []int{99}}, "no such row"},
		"left out twice":       {&Corrections{Omit: []int{6, 6}}, "twice"},
		"both":                 {&Corrections{Cells: cell(6, "Name", "Packer alt").Cells, Omit: []int{6}}, "one of the two"},
		"corrected twice":      {&Corrections{Cells: append(cell(2, "Name", "Mixer").Cells, cell(2, "NAME", "Mixer").Cells...)}, "twice"},
		"too many cells":       {&Corrections{Cells: make([]Correction, MaxCorrections+1)}, fmt.Sprint(MaxCorrections)},
		"too many rows":        {&Corrections{Omit: make([]int, MaxOmitted+1)}, fmt.Sprint(MaxOmitted)},
		"too long":             {&Corrections{Cells: []Correction{{Row: 2, Column: "Name", Was: "Mixer", Value: strings.Repeat("x", MaxCell+1)}}}, "characters"},
	} {
		p, err := planCorrected(t, tc.c)
		if err == nil || !strings.Contains(err.Error(), tc.says) {
			t.Errorf("%s: got %v, want %q", name, err, tc.says)
		}
		if p != nil {
			t.Errorf("%s: there is a plan", name)
		}
	}
}

func TestACorrectionOfAColumnThatIsLeftOutIsSaid(t *testing.T) {
	m, err := DecodeMapping("m.yaml", []byte(strings.Replace(faultyMapping, "    to: inventory_seen", "    ignore: true", 1)))
	if err != nil {
		t.Fatal(err)
	}
	c := &Corrections{Cells: []Correction{{Row: 3, Column: "Gesehen", Was: "bald", Value: "2026-02-28"}}}
	p, err := Prepare(read(t, "list.csv", faultyList), m, model.Empty(), Options{IDs: func() model.ID { return model.ID{1} }, Corrections: c})
	if err != nil {
		t.Fatal(err)
	}
	if text := string(planText(t, p)); len(p.Corrected) != 0 || !strings.Contains(text, "no effect") {
		t.Errorf("corrected %v\n%s", p.Corrected, text)
	}
}

// spec: IMPORT-9
func TestCorrectionsFileIsReadBackAsItWasWritten(t *testing.T) {
	c := &Corrections{Name: "c.yaml", Cells: []Correction{{Row: 2, Column: "Kritikalität", Was: "egal", Value: "low"}, {Row: 3, Column: "x: y", Was: "", Value: "two\nlines"}}, Omit: []int{6, 7}}
	got, err := DecodeCorrections("c.yaml", c.Encode())
	if err != nil {
		t.Fatalf("%v\n%s", err, c.Encode())
	}
	for i := range got.Cells {
		got.Cells[i].line = 0
	}
	if !reflect.DeepEqual(got, c) {
		t.Errorf("got  %+v\nwant %+v\n%s", got, c, c.Encode())
	}
	for text, says := range map[string]string{
		"":                          "is empty",
		"cells: []":                 "version: 1",
		"version: 2":                "version 1",
		"version: 1\nrows: []":      `no "rows"`,
		"version: 1\ncells: x":      "must be a list",
		"version: 1\nleft_out: [x]": "a row is a number",
		"version: 1\ncells:\n  - {row: 2, column: A, value: b}":                        `does not say "was"`,
		"version: 1\ncells:\n  - {row: 0, column: A, was: a, value: b}":                "a row is a number",
		"version: 1\ncells:\n  - {row: 2, column: A, was: a, value: b, why: c}":        `no "why"`,
		"version: 1\ncells:\n  - {row: 2, column: A, was: a, value: b}\nleft_out: [2]": "one of the two",
	} {
		if _, err := DecodeCorrections("c.yaml", []byte(text)); err == nil || !strings.Contains(err.Error(), says) || !strings.Contains(err.Error(), "c.yaml") {
			t.Errorf("%q: got %v, want %q", text, err, says)
		}
	}
}
