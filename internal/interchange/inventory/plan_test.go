package inventory

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/cordon-ot/cordon/internal/model"
)

// twice imports a sheet and imports it again, which must give no ops.
func twice(t testing.TB, s *Sheet, m *Mapping, base *model.Snapshot) *model.Snapshot {
	t.Helper()
	next := apply(t, base, prepare(t, s, m, base))
	again := prepare(t, s, m, next)
	if !again.Empty() {
		t.Fatalf("the second import of header %q, rows %+v gives %d ops:\n%s", s.Header, s.Rows, len(again.Ops), planText(t, again))
	}
	return next
}

func asset(t testing.TB, s *model.Snapshot, number uint32) model.Asset {
	t.Helper()
	n, ok := s.ByKey(model.Key{Kind: model.KindAsset, Number: number})
	if !ok {
		t.Fatalf("there is no AST-%d", number)
	}
	return s.AssetView(n)
}

func problems(p *Plan) string {
	var out []string
	for _, f := range p.Problems {
		out = append(out, f.Error())
	}
	return strings.Join(out, "\n")
}

func TestChangesAreListedOldAndNew(t *testing.T) {
	s, _, m := imported(t, "ID;Name;Zone;Vendor;Model;Firmware;Open ports;Note\n1;Press;Cell;Acme;P1;1.0;80/tcp;calm\n2;Robot;Cell;Acme;R1;1.0;80/tcp;calm\n")
	p := prepare(t, read(t, "b.csv", "ID;Name;Zone;Vendor;Model;Firmware;Open ports;Note\n1;Press 1;Yard;ACME;p2;1.1;\"80/tcp (HTTP); 443/tcp\";\n2;;;;;;;\n"), m, s)
	golden(t, "changes.plan.golden", planText(t, p))
	next := apply(t, s, p)
	a := asset(t, next, 1)
	if got := next.Item(a.Place()).Title + "/" + next.Item(a.Product()).Title + "/" + a.Description() + "/" + a.Title; got != "Yard/ACME p2/calm/Press 1" {
		t.Errorf("AST-1: got %s", got)
	}
	if len(p.Unchanged) != 1 || p.Unchanged[0].Key.Number != 2 {
		t.Errorf("blank cells erase nothing, so AST-2 stays: got %+v", p.Unchanged)
	}
}

func TestProblemsNameRowAndColumn(t *testing.T) {
	text := "ID;Criticality;Last seen;Note\n" +
		"1;high;2026-02-30;x\n" + // no such day
		"2;huge;2026-02-01;x\n" + // no such word
		"3;high;2026-02-01;be\x07ll\n" + // control character
		";high;2026-02-01;x\n" + // nothing to recognise it by
		"5;high;2026-02-01;x\n" +
		"6;high;2026-02-01;x\n6;low;2026-02-01;y\n" // the same asset twice
	_, p, _ := imported(t, text)
	want := `list.csv: row 2, column 3 (Last seen): "2026-02-30" is no day of the calendar
list.csv: row 3, column 2 (Criticality): "huge" is none of: low, medium, high, very high; say what it means under values in the mapping file
list.csv: row 4, column 4 (Note): the text holds the control character U+0007; remove it
list.csv: row 5, column 1 (ID): the row has nothing to recognise the asset by: fill in one of inventory_id (ID)
list.csv: row 7, column 1 (ID): rows 7 and 8 are about the same asset; keep one of them
list.csv: row 8, column 1 (ID): rows 7 and 8 are about the same asset; keep one of them`
	if got := problems(p); got != want {
		t.Errorf("problems\ngot:\n%s\nwant:\n%s", got, want)
	}
	if len(p.Added) != 1 || p.LeftOut != 6 || p.Rows != 7 {
		t.Errorf("added %d, left out %d of %d; want 1 and 6 of 7", len(p.Added), p.LeftOut, p.Rows)
	}
}

func TestAssetIsRecognisedByTheFirstIdentityThatFits(t *testing.T) {
	s, _, m := imported(t, "ID,Serial,MAC,IP,Name\n1,S1,00:11:22:33:44:55,10.0.0.1,one\n2,S2,,10.0.0.2,two\n,S3,,10.0.0.3,three\n,,,10.0.0.4,four\n")
	cases := []struct{ row, want string }{
		{"1,,,,", "AST-1 unchanged"},
		{",S1,,,", "AST-1 unchanged"},
		{",s1,,,", "AST-1 changed"},
		{",,0011.2233.4455,,", "AST-1 changed"}, // the spelling of the address differs
		{",,,10.0.0.4,", "AST-4 unchanged"},
		{",,,,THREE", "AST-3 changed"},
		{"7,S3,,,", "AST-3 changed"},      // gets its id
		{"7,,,10.0.0.1,", "AST-5 added"},  // another id denies the address
		{"2,S1,,,", "AST-2 changed"},      // the id decides
		{",S9,,10.0.0.2,", "AST-5 added"}, // another serial denies the address
	}
	for _, c := range cases {
		p := prepare(t, read(t, "b.csv", "ID,Serial,MAC,IP,Name\n"+c.row+"\n"), m, s)
		got := problems(p)
		for _, l := range []struct {
			word string
			list []AssetPlan
		}{{"added", p.Added}, {"changed", p.Changed}, {"unchanged", p.Unchanged}} {
			for _, a := range l.list {
				got += a.Key.String() + " " + l.word
			}
		}
		if got != c.want {
			t.Errorf("row %q: got %s, want %s", c.row, got, c.want)
		}
	}
}

func TestRowThatFitsTwoAssetsIsAProblem(t *testing.T) {
	s, _, m := imported(t, "ID,IP\n1,10.0.0.1\n2,10.0.0.1\n")
	p := prepare(t, read(t, "b.csv", "ID,IP\n,10.0.0.1\n"), m, s)
	want := "b.csv: row 2, column 2 (IP): the row fits more than one asset by its addresses: AST-1, AST-2; make the inventory_id of each unique"
	if got := problems(p); got != want || !p.Empty() || len(p.Missing) != 0 {
		t.Errorf("got %s, ops %d, missing %v\nwant %s", got, len(p.Ops), p.Missing, want)
	}
}

func TestAssetWhoseRowIsLeftOutIsNotMissing(t *testing.T) {
	s, _, m := imported(t, "ID;Criticality\n1;high\n2;high\n")
	p := prepare(t, read(t, "b.csv", "ID;Criticality\n1;huge\n"), m, s)
	if len(p.Missing) != 1 || p.Missing[0].Key.Number != 2 {
		t.Errorf("missing: got %v, want AST-2 only", p.Missing)
	}
}

func TestDatesInSeveralNotations(t *testing.T) {
	cases := []struct{ text, order, want string }{
		{"2026-03-19", "", "2026-03-19"},
		{"2026/3/9", "", "2026-03-09"},
		{"2026-03-19T08:00:00Z", "", "2026-03-19"},
		{"2026-03-19 08:00", "", "2026-03-19"},
		{"19.03.2026", "", "2026-03-19"},
		{"9.3.26", "mdy", "2026-03-09"},
		{"19/03/2026", "", "2026-03-19"},
		{"03/19/2026", "", "2026-03-19"},
		{"05/05/2026", "", "2026-05-05"},
		{"03/04/2026", "dmy", "2026-04-03"},
		{"03/04/2026", "mdy", "2026-03-04"},
		{"03-04-2026", "dmy", "2026-04-03"},
		{"03/04/2026", "", "ambiguous"},
		{"31.02.2026", "", "fault"},
		{"yesterday", "", "fault"},
		{"1/2", "", "fault"},
		{"2026", "", "fault"},
		{"1.2.3.4", "", "fault"},
		{"10.0.0.1", "", "fault"},
		{"1/1/1", "", "fault"},
		{"", "", "fault"},
		{"-1-2-3", "", "fault"},
	}
	for _, c := range cases {
		got, err := parseDay(c.text, c.order)
		switch {
		case errors.Is(err, errAmbiguous):
			got = "ambiguous"
		case err != nil:
			got = "fault"
		}
		if got != c.want {
			t.Errorf("date %q in order %q: got %s (%v), want %s", c.text, c.order, got, err, c.want)
		}
	}
}

func TestOrderOfDayAndMonthIsAskedForWhenNothingTells(t *testing.T) {
	sheet := read(t, "a.csv", "ID;Last seen\n1;03/04/2026\n")
	m, notes := Propose(sheet)
	if m.Dates != "" || len(notes) != 1 || !strings.Contains(notes[0].Text, "dates: dmy or dates: mdy") {
		t.Errorf("got order %q, notes %v", m.Dates, notes)
	}
	p := prepare(t, sheet, m, model.Empty())
	if len(p.Added) != 1 || !strings.Contains(string(planText(t, p)), "1 date left out") {
		t.Errorf("got\n%s", planText(t, p))
	}
	m, _ = Propose(read(t, "a.csv", "ID;Last seen\n1;03/04/2026\n2;30/04/2026\n"))
	if m.Dates != "dmy" {
		t.Errorf("a day above 12 tells: got %q, want dmy", m.Dates)
	}
}

func TestSeveralTextColumnsMakeOneDescription(t *testing.T) {
	s, _, m := imported(t, "ID;Description;Note\n1;a press;\"loud\nComment: no\"\n2;;quiet\n")
	if got, want := asset(t, s, 1).Description(), "Description: a press\nNote: loud\n  Comment: no"; got != want {
		t.Errorf("description: got %q, want %q", got, want)
	}
	sheet := read(t, "b.csv", "ID;Description;Note\n1;;silent\n2;;\n")
	next := twice(t, sheet, m, s)
	if got, want := asset(t, next, 1).Description(), "Description: a press\nNote: silent"; got != want {
		t.Errorf("after a blank cell: got %q, want %q", got, want)
	}
}

func TestListsOfSeveralColumnsLoseNothingToABlankCell(t *testing.T) {
	s, _, m := imported(t, "ID;IP;IPv6 address\n1;10.0.0.1;fe80::1\n")
	p := prepare(t, read(t, "b.csv", "ID;IP;IPv6 address\n1;;fe80::1\n"), m, s)
	if !p.Empty() {
		t.Errorf("a blank cell: got\n%s", planText(t, p))
	}
	p = prepare(t, read(t, "b.csv", "ID;IP;IPv6 address\n1;;fe80::2\n"), m, s)
	if got := p.Changed[0].Changes[0].New; got != "fe80::2; 10.0.0.1; fe80::1" {
		t.Errorf("a new value beside a blank cell: got %s", got)
	}
}

func TestValuesAreSplitOutsideParentheses(t *testing.T) {
	got := splitCell("443/tcp (HTTPS, OPC UA), 80/tcp\n22/tcp,,", []string{",", lineBreak})
	if fmt.Sprintf("%q", got) != `["443/tcp (HTTPS, OPC UA)" "80/tcp" "22/tcp"]` {
		t.Errorf("got %q", got)
	}
	for in, want := range map[string]string{
		"443/tcp(HTTPS)": "443/tcp HTTPS", "44818/tcp/udp(EtherNet/IP)": "44818/tcp/udp EtherNet/IP", "8080": "8080", "1-99/udp ( x )": "1-99/udp x", "80/tcp()": "80/tcp", "(a)": "(a)",
	} {
		if got := portWords(in); got != want {
			t.Errorf("port %q: got %q, want %q", in, got, want)
		}
	}
}

func TestProductsAreFoundAgainByVendorAndModel(t *testing.T) {
	s, p, m := imported(t, "ID;Vendor;Model;Type\n1;Acme;X1;PLC\n2;ACME;x1;PLC\n3;Other;X1;Switch\n4;;X9;PLC\n5;Acme;;PLC\n")
	if len(p.Created) != 3 {
		t.Fatalf("products: got %v, want Acme X1, Other X1, X9", p.Created)
	}
	if got := asset(t, s, 3).Types(); fmt.Sprint(got) != "[network-device]" {
		t.Errorf("types of AST-3: got %v", got)
	}
	if a := asset(t, s, 5); a.Product() != model.NoNode || fmt.Sprint(a.OwnTypes()) != "[embedded-device]" {
		t.Errorf("AST-5 has no model: got product %v, types %v", a.Product(), a.OwnTypes())
	}
	p = prepare(t, read(t, "b.csv", "ID;Vendor;Model;Type\n3;;X1;Switch\n"), m, s)
	if !p.Empty() {
		t.Errorf("a blank vendor changes the product:\n%s", planText(t, p))
	}
}

func TestZonesOfOneNameAreNotGuessedBetween(t *testing.T) {
	s, _, m := imported(t, "ID;Zone\n1;Cell\n")
	zone := func(number uint32) model.Op {
		return model.Op{Kind: model.OpCreate, Item: model.NewID(9, [10]byte{9: byte(number)}), Key: model.Key{Kind: model.KindZone, Number: number}, Title: "cell"}
	}
	s = apply(t, s, &Plan{Ops: []model.Op{zone(2)}})
	p := prepare(t, read(t, "b.csv", "ID;Zone\n1;Cell\n2;Cell\n3;ZON-2\n"), m, s)
	want := "b.csv: row 3, column 2 (Zone): the project has several of this name or key: ZON-1, ZON-2; give them different names first"
	if got := problems(p); got != want {
		t.Errorf("got %s\nwant %s", got, want)
	}
	if len(p.Unchanged) != 1 || len(p.Added) != 1 || p.Added[0].Zone != "cell" {
		t.Errorf("AST-1 stays and a key is understood: got\n%s", planText(t, p))
	}
}

// The first list makes zone A as ZON-1, and a zone that is called ZON-1.
func TestAZoneCalledWhatIsTheKeyOfAnotherIsNotGuessed(t *testing.T) {
	const list = "ID;Zone\n1;A\n2;ZON-1\n"
	s, _, m := imported(t, list)
	if p := prepare(t, read(t, "b.csv", list), m, s); !p.Empty() {
		t.Errorf("the same list again changes something:\n%s", planText(t, p))
	}
	p := prepare(t, read(t, "b.csv", list+"3;ZON-1\n"), m, s)
	want := "b.csv: row 4, column 2 (Zone): the project has several of this name or key: ZON-1, ZON-2; give them different names first"
	if got := problems(p); got != want || !p.Empty() {
		t.Errorf("got %s\nwant %s", got, want)
	}
}

// The bare address in row 3 may be either asset, whichever row is read first.
func TestARowThatSaysLessWaitsForThoseThatSayMore(t *testing.T) {
	const list = "IP;MAC\n10.0.0.1;00:00:5e:00:53:01\n10.0.0.1;\n10.0.0.1;00:00:5e:00:53:02\n"
	s, p, m := imported(t, list)
	want := "row 3, column 1 (IP): the row fits more than one asset by its addresses: row 2, row 4; make the mac of each unique"
	if got := problems(p); len(p.Added) != 2 || !strings.Contains(got, want) {
		t.Errorf("%d added, problems %s\nwant 2, and %s", len(p.Added), got, want)
	}
	if p := prepare(t, read(t, "b.csv", list), m, s); !p.Empty() || len(p.Unchanged) != 2 {
		t.Errorf("the same list again changes something:\n%s", planText(t, p))
	}
}

func TestColumnOfItsOwnHasTheLastWordOnAMark(t *testing.T) {
	s, _, m := imported(t, "ID;Wireless;Note\n1;no;WLAN planned\n2;yes;\n3;;WLAN\n")
	if asset(t, s, 1).Wireless() || !asset(t, s, 2).Wireless() || !asset(t, s, 3).Wireless() {
		t.Error("marks: want no, yes, yes")
	}
	p := prepare(t, read(t, "b.csv", "ID;Wireless;Note\n2;nein;\n"), m, s)
	if len(p.Changed) != 1 || fmt.Sprint(p.Changed[0].Changes) != "[{wireless yes no}]" {
		t.Errorf("taking a mark back: got\n%s", planText(t, p))
	}
}

func TestRetiredAssetIsNotBroughtBack(t *testing.T) {
	s, _, m := imported(t, "ID;Name\n1;x\n")
	s = apply(t, s, &Plan{Ops: []model.Op{{Kind: model.OpRetire, Item: asset(t, s, 1).ID}}})
	p := prepare(t, read(t, "b.csv", "ID;Name\n1;x\n"), m, s)
	if len(p.Added) != 1 || p.Added[0].Key.Number != 2 || !strings.Contains(string(planText(t, p)), "AST-1 with the same inventory_id is retired; a new asset is made") {
		t.Errorf("got\n%s", planText(t, p))
	}
}

func TestColumnsThatAreNotMappedAreNamed(t *testing.T) {
	sheet := read(t, "a.csv", "ID;Name;Price;Colour\n1;x;10;red\n")
	m, _ := Propose(sheet)
	m.Columns = m.Columns[:3]
	m.Columns = append(m.Columns, Column{Header: "Serial", To: "serial"})
	text := string(planText(t, prepare(t, sheet, m, model.Empty())))
	for _, want := range []string{
		"a.csv: column 3 (Price): the column is left out, as the mapping says",
		"a.csv: column 4 (Colour): the column is left out: the mapping does not name it",
		`the mapping names a column "Serial" that the file does not have; nothing is taken for serial`,
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the plan does not say %q:\n%s", want, text)
		}
	}
}

// sheets draws sheets whose cells collide often.
func sheets(t *rapid.T) *Sheet {
	headers := rapid.Permutation([]string{"ID", "Name", "Serial", "IP", "MAC", "Zone", "Conduit", "Vendor", "Model", "Type", "Note", "Remarks", "Description", "Criticality", "Status", "Last seen", "Open ports", "Protocols", "Wireless", "IPv6 address", "Odd", "Flags"}).Draw(t, "headers")
	headers = headers[:rapid.IntRange(2, len(headers)).Draw(t, "columns")]
	cell := rapid.OneOf(
		rapid.SampledFrom([]string{"", "", "1", "2", "3", "a", "A", "b; a", "b,a", "a\nb", "n/a", "-", "ZON-1", "AST-1", "PLC", "Switch", "WLAN", "nicht dokumentiert", "high", "H", "in service", "yes", "no", "2026-01-02", "03/04/2026", "13/04/2026", "Note: x", "443/tcp(x)", " x ", "unknown thing", "ß", "İ", "ǅ"}),
		rapid.StringN(0, 6, 20),
	)
	s := &Sheet{Name: "r.csv", HeaderRow: 1, Header: headers}
	for i := range rapid.IntRange(0, 12).Draw(t, "rows") {
		s.Rows = append(s.Rows, Row{Number: i + 2, Cells: rapid.SliceOfN(cell, 0, len(headers)).Draw(t, "cells")})
	}
	return s
}

func TestImportingAnySheetTwiceChangesNothing(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		s := sheets(r)
		m, _ := Propose(s)
		next := twiceRapid(r, s, m, model.Empty())
		// A second, different list of the same plant.
		other := sheets(r)
		m2, _ := Propose(other)
		twiceRapid(r, other, m2, next)
	})
}

func twiceRapid(t *rapid.T, s *Sheet, m *Mapping, base *model.Snapshot) *model.Snapshot {
	step := func(base *model.Snapshot) (*Plan, *model.Snapshot) {
		p, err := Prepare(s, m, base, Options{IDs: counter(base.Len() * 1000)})
		if err != nil {
			t.Fatal(err)
		}
		b := model.NewBuilder(base, base.Commit()+1, base.Time(), model.Options{})
		if !b.Apply(p.Ops) {
			t.Fatalf("header %q, rows %+v: an op was refused: %v", s.Header, s.Rows, b.Faults()[0])
		}
		if got := len(p.Added) + len(p.Changed) + len(p.Unchanged) + p.LeftOut; got != p.Rows {
			t.Fatalf("header %q, rows %+v: %d rows, but %d accounted for", s.Header, s.Rows, p.Rows, got)
		}
		return p, b.Snapshot()
	}
	first, next := step(base)
	again, _ := step(next)
	// What was left out may be clear now that its neighbours are in the project;
	// what was taken is not to be touched.
	taken := map[string]bool{}
	for _, a := range slices.Concat(first.Added, first.Changed, first.Unchanged) {
		taken[fmt.Sprintf("%s: row %d", s.Name, a.Row)] = true
	}
	for _, op := range again.Ops {
		if first.LeftOut == 0 || taken[op.Place] || !strings.Contains(op.Place, ": row ") {
			t.Fatalf("header %q, rows %+v: the second import gives %d ops, among them %+v", s.Header, s.Rows, len(again.Ops), op)
		}
	}
	return next
}

func TestLastNumberOfAKeyIsAProblemNotAFault(t *testing.T) {
	s := apply(t, model.Empty(), &Plan{Ops: []model.Op{{
		Kind: model.OpCreate, Item: model.NewID(9, [10]byte{1}), Key: model.Key{Kind: model.KindZone, Number: model.MaxNumber}, Title: "Last",
	}}})
	sheet := read(t, "a.csv", "ID;Zone\n1;Last\n2;New\n")
	m, _ := Propose(sheet)
	p := prepare(t, sheet, m, s)
	if got, want := problems(p), "a.csv: row 3: a new zone is needed, but the last number of its keys is used"; got != want || len(p.Added) != 1 {
		t.Errorf("got %s, %d added\nwant %s, 1 added", got, len(p.Added), want)
	}
}

func TestAllFaultsOfAMappingAreNamed(t *testing.T) {
	m := &Mapping{Name: "m.yaml", Dates: "x", Columns: []Column{{Header: "A", To: "nowhere"}}}
	_, err := Prepare(&Sheet{Name: "a.csv", Header: []string{"A"}}, m, model.Empty(), Options{IDs: counter(0)})
	if err == nil || !strings.Contains(err.Error(), "nowhere") || !strings.Contains(err.Error(), `"x" is no order`) {
		t.Errorf("got %v", err)
	}
}
