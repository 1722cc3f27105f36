package standard

import (
	"slices"
	"testing"

	"github.com/cordon-ot/cordon/internal/fault"
)

// spec: STD-1
func TestRefOfEveryShippedEntryReadsBack(t *testing.T) {
	l := library(t)
	for _, c := range l.Catalogues() {
		for _, r := range c.Requirements() {
			got, err := ParseRef(r.Ref.String())
			if err != nil || got != r.Ref {
				t.Errorf("ParseRef(%q) = %v, %v, want %v", r.Ref, got, err, r.Ref)
			}
			if found, ok := l.Lookup(got); !ok || found != r {
				t.Errorf("Lookup(%v) = %v, %v", got, found, ok)
			}
		}
	}
}

func TestRefIsWrittenPartEditionCode(t *testing.T) {
	r := Ref{"62443-3-3", "2013", "SR 1.1 RE(1)"}
	if got, want := r.String(), "62443-3-3:2013 SR 1.1 RE(1)"; got != want {
		t.Errorf("String() = %q, want %q", got, want)
	}
	if (Ref{}).String() != "" || !(Ref{}).IsZero() || r.IsZero() {
		t.Errorf("the zero Ref prints %q", Ref{}.String())
	}
}

func TestLooseWritingsOfARef(t *testing.T) {
	for text, want := range map[string]Ref{
		"IEC 62443-3-3:2013 SR 1.1":             {"62443-3-3", "2013", "SR 1.1"},
		"ISA/IEC 62443-3-3:2013 SR 1.1":         {"62443-3-3", "2013", "SR 1.1"},
		"3-3:2013 sr 1.1 re 1":                  {"62443-3-3", "2013", "SR 1.1 RE(1)"},
		"  62443-3-3:2013   SR  1.1   RE (2)  ": {"62443-3-3", "2013", "SR 1.1 RE(2)"},
		"2-4:ed2 sp.01.01 re(1)":                {"62443-2-4", "ed2", "SP.01.01 RE(1)"},
		"2-1:2.0 ORG 1.1":                       {"62443-2-1", "2.0", "ORG 1.1"},
		"2-1:2010 4.2.3.1":                      {"62443-2-1", "2010", "4.2.3.1"},
		"4-1:2018 sm-1":                         {"62443-4-1", "2018", "SM-1"},
		"3-3:2013 SR 1.1RE1":                    {"62443-3-3", "2013", "SR 1.1 RE(1)"},
	} {
		if got, err := ParseRef(text); err != nil || got != want {
			t.Errorf("ParseRef(%q) = %+v, %v, want %+v", text, got, err, want)
		}
	}
}

func TestTextThatIsNoRefIsRefused(t *testing.T) {
	for _, text := range []string{
		"", " ", "SR 1.1", "62443-3-3 SR 1.1", "62443-3-3:2013", "62443-3-3: SR 1.1", ":2013 SR 1.1",
		"62443-3-3:2013 SR\x1b[31m", "62443-3-3:20/13 SR 1.1", "abc:2013 SR 1.1", "3-3:2013 Ü 1.1",
		"3-3:2013 SR 1.1 1.1 1.1 1.1 1.1 1.1 1.1 1.1 1.1 1.1 1.1",
	} {
		if got, err := ParseRef(text); err == nil || fault.KindOf(err) != fault.Invalid {
			t.Errorf("ParseRef(%q) = %v, %v, want an error of kind invalid", text, got, err)
		}
	}
}

func TestCodesSortAsAReaderExpects(t *testing.T) {
	want := []string{
		"4.2.3.2", "4.2.3.10", "4.3.2.1",
		"CR 1.1", "CR 1.1 RE(1)", "CR 1.1 RE(2)", "CR 1.1 RE(10)", "CR 1.2", "CR 1.10", "CR 2.1",
		"SM-2", "SM-13",
		"SP.01.01 BR", "SP.01.01 RE(1)", "SP.01.02 BR", "SP.10.01 BR",
		"SR 1.1", "SR 1.1 RE(1)", "SR 1.2", "SR 1.10",
	}
	got := slices.Clone(want)
	slices.Reverse(got)
	slices.SortFunc(got, CompareCodes)
	if !slices.Equal(got, want) {
		t.Errorf("sorted:\n%v, want\n%v", got, want)
	}
}

func TestRefsSortByPartThenEditionThenCode(t *testing.T) {
	want := []Ref{
		{"62443-2-1", "2010", "4.2.3.1"},
		{"62443-2-1", "2024", "ORG 1.1"},
		{"62443-3-3", "2013", "SR 1.2"},
		{"62443-3-3", "2013", "SR 1.10"},
		{"62443-4-2", "2019", "CR 1.1"},
	}
	got := slices.Clone(want)
	slices.Reverse(got)
	slices.SortFunc(got, Ref.Compare)
	if !slices.Equal(got, want) {
		t.Errorf("sorted %v, want %v", got, want)
	}
}

func TestCompareCodesIsATotalOrder(t *testing.T) {
	var all []string
	for _, c := range library(t).Catalogues() {
		for i, r := range c.Requirements() {
			if i%5 == 0 {
				all = append(all, r.Ref.Code)
			}
		}
	}
	all = append(all, "SR 01.1", "SR 1.01", "", "SR 1.1 RE(", "SR 1.1 RE()")
	for _, a := range all {
		for _, b := range all {
			x, y := CompareCodes(a, b), CompareCodes(b, a)
			if x != -y || (x == 0) != (a == b) {
				t.Fatalf("CompareCodes(%q, %q) = %d and back %d", a, b, x, y)
			}
		}
	}
}

func FuzzParseRef(f *testing.F) {
	for _, s := range []string{"62443-3-3:2013 SR 1.1 RE(1)", "3-3:ed2 x", "IEC ISA/ 3-3:1 a RE 1 RE 2", ": ", "1:1 RE(1)", "1:1 \xff"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		r, err := ParseRef(s)
		if err != nil {
			return
		}
		if back, err := ParseRef(r.String()); err != nil || back != r {
			t.Errorf("ParseRef(%q) = %+v, which prints %q and reads back as %+v, %v", s, r, r, back, err)
		}
	})
}
