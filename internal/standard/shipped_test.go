package standard

import (
	"io/fs"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/cordon-ot/cordon/internal/sl"
)

func library(t testing.TB) *Library {
	t.Helper()
	l, err := Shipped()
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func catalogue(t testing.TB, part, edition string) *Catalogue {
	t.Helper()
	c, ok := library(t).Catalogue(part, edition)
	if !ok {
		t.Fatalf("no edition %s of %s is shipped", edition, part)
	}
	return c
}

// spec: STD-1
func TestEveryShippedPartNamesPartEditionAndTitle(t *testing.T) {
	want := map[string]string{ // part -> editions and their numbers
		"62443-2-1": "2010=1.0 2024=2.0",
		"62443-2-4": "2015=1.0, amended 2017 (1.1) 2023=2.0",
		"62443-3-2": "2020=1.0",
		"62443-3-3": "2013=1.0",
		"62443-4-1": "2018=1.0",
		"62443-4-2": "2019=1.0",
	}
	l := library(t)
	got := map[string]string{}
	for _, c := range l.Catalogues() {
		got[c.Part()] = strings.TrimSpace(got[c.Part()] + " " + c.Edition() + "=" + c.EditionNumber())
		if c.Title() == "" || c.Notice() == "" || c.Year() == 0 {
			t.Errorf("%s %s: title %q, year %d, notice %q", c.Part(), c.Edition(), c.Title(), c.Year(), c.Notice())
		}
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("shipped editions are %v, want %v", got, want)
	}
	if got := catalogue(t, "62443-3-3", "2013").Corrigenda(); !slices.Equal(got, []string{"COR1:2014"}) {
		t.Errorf("corrigenda of 62443-3-3 are %v, want COR1:2014", got)
	}
}

// spec: STD-3
func TestSystemRowsUpToEachLevel(t *testing.T) {
	c := catalogue(t, "62443-3-3", "2013")
	if got, want := c.Totals().ByLevel, [5]int{0, 37, 60, 90, 100}; got != want {
		t.Errorf("rows up to each level are %v, want %v", got, want)
	}
	if got := c.Totals(); got.Requirements != 51 || got.Enhancements != 49 {
		t.Errorf("%d requirements and %d enhancements, want 51 and 49", got.Requirements, got.Enhancements)
	}
}

// spec: STD-4
func TestComponentRowsUpToEachLevelPerType(t *testing.T) {
	c := catalogue(t, "62443-4-2", "2019")
	want := map[string][5]int{
		"software-application": {0, 34, 53, 67, 73},
		"embedded-device":      {0, 36, 61, 77, 83},
		"host-device":          {0, 36, 62, 78, 84},
		"network-device":       {0, 40, 67, 86, 92},
	}
	if got := c.Totals().ByType; !reflect.DeepEqual(got, want) {
		t.Errorf("rows per type are %v, want %v", got, want)
	}
	for id, levels := range want {
		rows := c.RowsFor([]string{id})
		var got [5]int
		for _, r := range rows {
			for l := r.Level; l <= sl.MaxLevel; l++ {
				got[l]++
			}
		}
		if got != levels {
			t.Errorf("RowsFor(%s) gives %v up to each level, want %v", id, got, levels)
		}
	}
}

func TestNumberOfRequirementsOfThePartsWithoutLevels(t *testing.T) {
	for _, c := range []struct {
		part, edition string
		want, groups  int
	}{
		{"62443-4-1", "2018", 47, 8},
		{"62443-3-2", "2020", 32, 7},
		{"62443-2-4", "2015", 122, 12}, // one row of the 123 is new in 2023
		{"62443-2-4", "2023", 123, 12},
		{"62443-2-1", "2010", 126, 19},
		{"62443-2-1", "2024", 87, 8},
	} {
		got := catalogue(t, c.part, c.edition)
		if len(got.Requirements()) != c.want || len(got.Groups()) != c.groups || len(got.Rows()) != 0 || got.HasLevels() {
			t.Errorf("%s:%s has %d requirements, %d groups and %d rows, want %d, %d and none",
				c.part, c.edition, len(got.Requirements()), len(got.Groups()), len(got.Rows()), c.want, c.groups)
		}
	}
}

func TestEveryRequirementStandsInAGroupAndBehindItsBase(t *testing.T) {
	for _, c := range library(t).Catalogues() {
		seen := map[string]*Requirement{}
		for _, r := range c.Requirements() {
			if r.Ref.Part != c.Part() || r.Ref.Edition != c.Edition() || r.Title == "" {
				t.Errorf("%s: title %q, in the catalogue %s:%s", r.Ref, r.Title, c.Part(), c.Edition())
			}
			if _, ok := c.Group(r.Group); !ok && !r.Constraint {
				t.Errorf("%s is in the group %q, which is none", r.Ref, r.Group)
			}
			if r.Parent != "" && seen[r.Parent] == nil {
				t.Errorf("%s does not stand behind its base %s", r.Ref, r.Parent)
			}
			if got, ok := c.Lookup(r.Ref.Code); !ok || got != r {
				t.Errorf("Lookup(%q) = %v, %v, want the entry itself", r.Ref.Code, got, ok)
			}
			seen[r.Ref.Code] = r
		}
		for _, g := range c.Groups() {
			if g.Title == "" {
				t.Errorf("%s:%s has the group %q without a title", c.Part(), c.Edition(), g.Code)
			}
		}
	}
}

func TestAnEnhancementHasFRTypesAndReplacesOfItsBaseButItsOwnSystemRows(t *testing.T) {
	c := catalogue(t, "62443-4-2", "2019")
	n := 0
	for _, r := range c.Rows() {
		if !r.IsEnhancement() {
			continue
		}
		base, _ := c.Lookup(r.Parent)
		if r.FR != base.FR || !slices.Equal(r.ComponentTypes, base.ComponentTypes) || r.Replaces != base.Replaces {
			t.Errorf("%s has fr %v, types %v, replaces %q; its base has %v, %v, %q", r.Ref, r.FR, r.ComponentTypes, r.Replaces, base.FR, base.ComponentTypes, base.Replaces)
		}
		n++
	}
	if n != 49 {
		t.Errorf("%d enhancements looked at, want 49", n)
	}
	r, _ := c.Lookup("CR 1.1 RE(2)")
	if want := []string{"SR 1.1 RE(2)", "SR 1.1 RE(3)"}; !slices.Equal(r.SystemRows, want) {
		t.Errorf("%s derives from %v, want %v", r.Ref, r.SystemRows, want)
	}
	r, _ = c.Lookup("NDR 3.10 RE(1)")
	if r.Replaces != "CR 3.10" || r.SystemRows != nil || !slices.Equal(r.ComponentTypes, []string{"network-device"}) {
		t.Errorf("%s replaces %q, derives from %v, applies to %v", r.Ref, r.Replaces, r.SystemRows, r.ComponentTypes)
	}
}

func TestDelegatedNumbersAndConstraintsAreNoRows(t *testing.T) {
	c := catalogue(t, "62443-4-2", "2019")
	for code, status := range map[string]string{"CR 3.2": DelegatedTypeSpecific, "CR 2.3": DelegatedNone, "CCSC 1": ""} {
		r, ok := c.Lookup(code)
		if !ok || r.IsRow() || r.Delegated != status || r.Constraint != (status == "") {
			t.Errorf("%s: found %v, row %v, delegated %q, constraint %v", code, ok, r.IsRow(), r.Delegated, r.Constraint)
		}
		if _, ok := c.RowIndex(code); ok {
			t.Errorf("RowIndex(%q) is that of a row", code)
		}
	}
	r, _ := c.Lookup("CR 3.2")
	if want := []string{"SAR 3.2", "EDR 3.2", "HDR 3.2", "NDR 3.2"}; !slices.Equal(r.ReplacedBy, want) {
		t.Errorf("CR 3.2 is replaced by %v, want %v", r.ReplacedBy, want)
	}
	if r, ok := catalogue(t, "62443-3-3", "2013").Lookup("4.2"); !ok || !r.Constraint || r.Clause != "4.2" {
		t.Errorf("the constraint of clause 4.2 is %+v, %v", r, ok)
	}
}

func TestRowIndexIsThePlaceInRows(t *testing.T) {
	for _, c := range library(t).Catalogues() {
		for i, r := range c.Rows() {
			if got, ok := c.RowIndex(r.Ref.Code); !ok || got != i {
				t.Errorf("RowIndex(%s) = %d, %v, want %d", r.Ref, got, ok, i)
			}
			for _, ct := range c.ComponentTypes() {
				if got, want := c.RowMask(i)&c.TypeMask([]string{ct.ID}) != 0, r.AppliesTo(ct.ID); got != want {
					t.Errorf("the mask of %s says %v for %s, want %v", r.Ref, got, ct.ID, want)
				}
			}
		}
	}
}

func TestRowsForSeveralTypesIsTheUnionInOrder(t *testing.T) {
	c := catalogue(t, "62443-4-2", "2019")
	types := []string{"host-device", "network-device", "no-such-type"}
	var want []*Requirement
	for _, r := range c.Rows() {
		if r.AppliesTo(types[0]) || r.AppliesTo(types[1]) {
			want = append(want, r)
		}
	}
	if got := c.RowsFor(types); !slices.Equal(got, want) {
		t.Errorf("RowsFor(%v) gives %d rows, want %d", types, len(got), len(want))
	}
	if got := c.RowsFor([]string{"no-such-type"}); got != nil {
		t.Errorf("RowsFor(no-such-type) = %v, want none", got)
	}
}

func TestDerivedFromFindsEveryRowThatNamesTheSystemRow(t *testing.T) {
	sys, comp := catalogue(t, "3-3", "2013"), catalogue(t, "4-2", "2019")
	pairs := 0
	for _, s := range sys.Rows() {
		for _, r := range comp.DerivedFrom(s.Ref.Code) {
			pairs++
			if !slices.Contains(r.SystemRows, s.Ref.Code) {
				t.Errorf("DerivedFrom(%s) gives %s, which names %v", s.Ref.Code, r.Ref, r.SystemRows)
			}
		}
	}
	want := 0
	for _, r := range comp.Rows() {
		want += len(r.SystemRows)
	}
	if pairs != want || want < 88 {
		t.Errorf("%d pairs found, want %d", pairs, want)
	}
	got := comp.DerivedFrom("SR 1.1 RE(3)")
	if len(got) != 1 || got[0].Ref.Code != "CR 1.1 RE(2)" {
		t.Errorf("DerivedFrom(SR 1.1 RE(3)) = %v, want CR 1.1 RE(2)", got)
	}
}

// The catalogues hold short notes of our own. A long text is a sign that the
// standard's wording has crept in.
func TestNoTextOfTheCatalogueIsLong(t *testing.T) {
	const most = 400
	check := func(where, text string) {
		if n := len([]rune(text)); n > most {
			t.Errorf("%s has a text of %d characters, at most %d are expected: %s", where, n, most, text)
		}
	}
	for _, c := range library(t).Catalogues() {
		for _, r := range c.Requirements() {
			check(r.Ref.String(), r.Title)
			check(r.Ref.String(), r.Intent)
			for _, e := range r.Evidence {
				check(r.Ref.String(), e)
			}
			for _, a := range r.Attributes {
				check(r.Ref.String(), a)
			}
		}
		for _, g := range c.Groups() {
			check(g.Code, g.Intent)
		}
	}
	for _, term := range Glossary() {
		check(term.Term, term.ForControls)
		check(term.Term, term.ForIT)
	}
}

func TestShippedDataKeepsItsNotices(t *testing.T) {
	notice, err := fs.ReadFile(Data(), "crosswalk/NOTICE")
	if err != nil || !strings.Contains(string(notice), "The MITRE Corporation") {
		t.Errorf("crosswalk/NOTICE: %v, %q", err, notice)
	}
	err = fs.WalkDir(Data(), ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasPrefix(d.Name(), "iec") {
			return err
		}
		data, err := fs.ReadFile(Data(), path)
		if err == nil && !strings.Contains(headComment(data), "own") {
			t.Errorf("%s does not say in its head that the texts are our own", path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestShippedLibraryIsReadOnce(t *testing.T) {
	a, b := library(t), library(t)
	if a != b {
		t.Errorf("two calls of Shipped gave two libraries")
	}
}

func BenchmarkLoadSystemCatalogue(b *testing.B) {
	data, err := os.ReadFile("data/iec62443-3-3.yaml")
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := Load("x", data); err != nil {
			b.Fatal(err)
		}
	}
}
