package standard

import (
	"errors"
	"io/fs"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/cordon-ot/cordon/internal/fault"
)

// spec: STD-9
func TestEveryShippedEditionIsThereInEveryLanguage(t *testing.T) {
	l := library(t)
	for _, language := range others {
		twins, err := translateAll(l.Catalogues(), embedded, "data/"+language)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range l.Catalogues() {
			own := twins[c]
			if own == nil {
				t.Errorf("%s:%s has no texts in %s", c.Part(), c.Edition(), language)
				continue
			}
			if own.Title() == c.Title() {
				t.Errorf("%s:%s has its English title in %s", c.Part(), c.Edition(), language)
			}
			sameFacts(t, own, c)
			for _, r := range own.Requirements() {
				if len(r.EnglishOnly) > 0 {
					t.Errorf("%s has in English only: %v", r.Ref, r.EnglishOnly)
				}
			}
		}
	}
}

// sameFacts compares everything that is not words.
func sameFacts(t *testing.T, own, english *Catalogue) {
	t.Helper()
	if own.Part() != english.Part() || own.Edition() != english.Edition() || len(own.Rows()) != len(english.Rows()) {
		t.Fatalf("%s:%s with %d rows stands for %s:%s with %d", own.Part(), own.Edition(), len(own.Rows()), english.Part(), english.Edition(), len(english.Rows()))
	}
	for i, r := range english.Requirements() {
		o := own.Requirements()[i]
		if o == r {
			t.Fatalf("%s is shared with the English catalogue", r.Ref)
		}
		fixed := *o
		fixed.Title, fixed.Intent, fixed.Evidence, fixed.Attributes, fixed.EnglishOnly = r.Title, r.Intent, r.Evidence, r.Attributes, nil
		if len(o.Evidence) != len(r.Evidence) || !sameRequirement(&fixed, r) {
			t.Errorf("%s differs in more than words: %+v, want %+v", r.Ref, o, r)
		}
	}
	for i, g := range english.Groups() {
		if o := own.Groups()[i]; o.Code != g.Code || o.Title == "" || o.Title == g.Title && len(g.Title) > 12 || (o.Intent == "") != (g.Intent == "") {
			t.Errorf("group %s of %s is %+v, in English %+v", g.Code, own.Part(), o, g)
		}
	}
}

func sameRequirement(a, b *Requirement) bool {
	return a.Ref == b.Ref && a.FR == b.FR && a.Level == b.Level && a.Parent == b.Parent && a.Group == b.Group && a.Replaces == b.Replaces &&
		a.Delegated == b.Delegated && a.Constraint == b.Constraint && a.Confidence == b.Confidence && a.Clause == b.Clause &&
		slices.Equal(a.Layers, b.Layers) && slices.Equal(a.ComponentTypes, b.ComponentTypes) && slices.Equal(a.SystemRows, b.SystemRows) &&
		slices.Equal(a.ReplacedBy, b.ReplacedBy) && slices.Equal(a.Roles, b.Roles)
}

// spec: STD-9
func TestTheLibraryInALanguage(t *testing.T) {
	l := library(t)
	german := l.In("de")
	r, ok := german.Lookup(Ref{"62443-3-3", "2013", "SR 1.1"})
	if !ok || r.Title != "Identifizierung und Authentifizierung menschlicher Benutzer" || r.Level != 1 {
		t.Errorf("SR 1.1 in German is %+v, %v", r, ok)
	}
	if c, ok := german.Latest("4-2"); !ok || c.Groups()[0].Title != "Identifizierung und Authentifizierung" {
		t.Errorf("the FRs of 62443-4-2 have no German titles, though 62443-3-3 has them")
	}
	if e, _ := l.Lookup(r.Ref); e.Title != "Human user identification and authentication" {
		t.Errorf("the English library changed: %q", e.Title)
	}
	for _, language := range []string{English, "fr", ""} {
		if l.In(language) != l {
			t.Errorf("In(%q) gives another library", language)
		}
	}
	if l.In("de").In("de").Catalogues()[0] != german.Catalogues()[0] {
		t.Errorf("a German library in German is another one")
	}
}

// spec: STD-9
func TestAnEditionOfAUserHasNoOtherLanguage(t *testing.T) {
	own := load(t, "testdata/made-up-edition-1.yaml")
	l := library(t).With(own...)
	for _, c := range own {
		if got, ok := l.In("de").Catalogue(c.Part(), c.Edition()); !ok || got != c {
			t.Errorf("%s:%s in German is %v, %v, want the edition itself", c.Part(), c.Edition(), got, ok)
		}
	}
	// One that takes the place of a shipped edition does not get its words.
	data, err := os.ReadFile("data/iec62443-3-3.yaml")
	if err != nil {
		t.Fatal(err)
	}
	cs, err := Load("own.yaml", data)
	if err != nil {
		t.Fatal(err)
	}
	r, _ := l.With(cs...).In("de").Lookup(Ref{"62443-3-3", "2013", "SR 1.1"})
	if r.Title != "Human user identification and authentication" {
		t.Errorf("the user's own edition got our title %q", r.Title)
	}
}

func load(t *testing.T, name string) []*Catalogue {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	cs, err := Load(name, data)
	if err != nil {
		t.Fatal(err)
	}
	return cs
}

const smallPart = `part: 62443-9-8
edition: "1.0"
year: 2030
title: Invented programme
totals: {groups: 1, requirements: 3}
groups:
  - {id: TEA, title: Tea, requirements_count: 3}
requirements:
  - {id: TEA 1, group: TEA, title: Warm the pot, intent: Cold pots make bad tea., evidence: [A warm pot, A witness]}
  - {id: TEA 2, group: TEA, title: Pour, proof: A wet cup}
  - {id: TEA 3, group: TEA, title: Drink}
`

const smallGerman = `language: de
part: 62443-9-8
titles: {"2030": Erfundenes Programm}
groups:
  TEA: {title: Tee}
requirements:
  TEA 1: {title: Kanne wärmen, evidence: [Eine warme Kanne, Ein Zeuge]}
  TEA 2: {title: Eingießen, proof: Eine nasse Tasse}
missing: [TEA 3]
`

func translateSmall(t *testing.T, german string) (*Catalogue, error) {
	t.Helper()
	cs, err := Load("small.yaml", []byte(smallPart))
	if err != nil {
		t.Fatal(err)
	}
	twins, err := translateAll(cs, fstest.MapFS{"data/de/iec-small.yaml": {Data: []byte(german)}}, "data/de")
	return twins[cs[0]], err
}

// spec: STD-10
func TestWhatATranslationLacksIsEnglishAndSaysSo(t *testing.T) {
	c, err := translateSmall(t, smallGerman)
	if err != nil {
		t.Fatal(err)
	}
	for code, want := range map[string]struct {
		title, intent string
		english       []string
	}{
		"TEA 1": {"Kanne wärmen", "Cold pots make bad tea.", []string{"intent"}},
		"TEA 2": {"Eingießen", "", nil},
		"TEA 3": {"Drink", "", []string{"title"}},
	} {
		r, _ := c.Lookup(code)
		if r.Title != want.title || r.Intent != want.intent || !slices.Equal(r.EnglishOnly, want.english) {
			t.Errorf("%s is %q, %q, in English only %v; want %v", code, r.Title, r.Intent, r.EnglishOnly, want)
		}
	}
	if r, _ := c.Lookup("TEA 2"); r.Attributes["proof"] != "Eine nasse Tasse" {
		t.Errorf("proof of TEA 2 is %q", r.Attributes["proof"])
	}
}

// spec: STD-10
func TestAFaultyTranslationIsRefusedWithFileAndLine(t *testing.T) {
	for _, c := range []struct{ name, old, new, want, where string }{
		{"unknown code", "  TEA 2:", "  TEA 9:", "no such code", "de/iec-small.yaml: line 8"},
		{"code not there", "missing: [TEA 3]", "x-note: none", "name it under missing", "de/iec-small.yaml: line 7"},
		{"missing but there", "[TEA 3]", "[TEA 3, TEA 1]", "named as missing but has texts", "de/iec-small.yaml: line 9"},
		{"missing but unknown", "[TEA 3]", "[TEA 3, TEA 7]", "has no such code", "de/iec-small.yaml: line 9"},
		{"a text nobody has", "title: Eingießen", "title: Eingießen, intent: Durst", "no intent", "de/iec-small.yaml: line 8"},
		{"an attribute nobody has", "title: Eingießen", "title: Eingießen, inputs: Tee", "no inputs", "de/iec-small.yaml: line 8"},
		{"too few hints", ", Ein Zeuge", "", "give one for each", "de/iec-small.yaml: line 7"},
		{"misspelt key", "title: Eingießen", "titel: Eingießen", "did you mean", "de/iec-small.yaml: line 8"},
		{"no title", "title: Eingießen, ", "", "title is missing", "de/iec-small.yaml: line 8"},
		{"unknown group", "  TEA: {", "  COFFEE: {", "no such group", "de/iec-small.yaml: line 5"},
		{"group not there", "  TEA: {title: Tee}", "  {}", "the group has no texts", "de/iec-small.yaml: line 5"},
		{"unknown edition", `"2030"`, `"2031"`, "no edition", "de/iec-small.yaml: line 3"},
		{"another language", "language: de", "language: en", "the language is", "de/iec-small.yaml: line 1"},
		{"a level", "title: Eingießen", "title: Eingießen, sl: 1", "not known", "de/iec-small.yaml: line 8"},
		{"no requirements", "requirements:\n  TEA 1", "x-rows:\n  TEA 1", "requirements are missing", "de/iec-small.yaml: line 1"},
	} {
		t.Run(c.name, func(t *testing.T) {
			text := strings.Replace(smallGerman, c.old, c.new, 1)
			if text == smallGerman {
				t.Fatal("the fault is not in the text")
			}
			_, err := translateSmall(t, text)
			if err == nil || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), c.where) {
				t.Errorf("error %v, want %q at %s", err, c.want, c.where)
			}
			if err != nil && fault.KindOf(err) != fault.Invalid {
				t.Errorf("kind %v, want invalid", fault.KindOf(err))
			}
		})
	}
}

// spec: STD-9
func TestTheGlossaryInALanguage(t *testing.T) {
	terms := GlossaryIn("de")
	if len(terms) != len(Glossary()) {
		t.Fatalf("%d terms in German, want %d", len(terms), len(Glossary()))
	}
	for i, g := range terms {
		if e := Glossary()[i]; g.English != e.Term || g.EnglishOnly || g.ForControls == e.ForControls || g.ForIT == e.ForIT {
			t.Errorf("%s in German is %+v", e.Term, g)
		}
	}
	for _, name := range []string{"Gegenmaßnahme", "countermeasure", "COUNTERMEASURE"} {
		if g, ok := FindTermIn("de", name); !ok || g.Term != "Gegenmaßnahme" {
			t.Errorf("FindTermIn(de, %q) = %+v, %v", name, g, ok)
		}
	}
	if _, ok := FindTerm("Gegenmaßnahme"); ok {
		t.Errorf("the English glossary has a German word")
	}
	data, err := fs.ReadFile(embedded, "data/de/glossary.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ old, new, want string }{
		{"  Zone:", "  Zzone:", "the glossary has no such term"},
		{"  Zone:", "  Zzone:", `the term "Zone" is not there`},
		{"    for_it: Eine Vertrauenszone.", "    x-it: Eine Vertrauenszone.", "for_it is missing"},
	} {
		_, err := translateTerms(Glossary(), "g.yaml", "de", []byte(strings.Replace(string(data), c.old, c.new, 1)))
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%q in place of %q: error %v, want %q", c.new, c.old, err, c.want)
		}
	}
}

// spec: STD-9
func TestTheTableOfRolesInALanguage(t *testing.T) {
	data, err := fs.ReadFile(embedded, "data/de/roles.yaml")
	if err != nil {
		t.Fatal(err)
	}
	own, err := translateRoles(Roles(), "r.yaml", "de", data)
	if err != nil {
		t.Fatal(err)
	}
	for i, r := range Roles().Roles {
		o := own.Roles[i]
		if o.ID != r.ID || o.Name == r.Name || o.Who == r.Who || !slices.Equal(o.Parts, r.Parts) || len(o.Kinds) != len(r.Kinds) || slices.Equal(o.Duties, r.Duties) {
			t.Errorf("%s in German is %+v", r.ID, o)
		}
	}
	for i, p := range Roles().Parts {
		if o := own.Parts[i]; o.Part != p.Part || o.Title == p.Title || o.Purpose == p.Purpose || o.Year != p.Year {
			t.Errorf("%s in German is %+v", p.Part, o)
		}
	}
	if RolesIn("de").Roles[0].Name != "Betreiber" || RolesIn("fr") != Roles() {
		t.Errorf("RolesIn gives another table")
	}
	for _, c := range []struct{ old, new, want string }{
		{"  asset-owner:", "  asset-ower:", "asset-owner has no texts"},
		{"  3-3:", "  3-9:", "3-3 has no texts"},
		{"  3-3:", "  3-9:", `the key "3-9" is not known`},
		{"    - nach Änderungen neu beurteilen\n", "", "give one for each"},
		{"  handover:", "  handver:", "handover is missing"},
		{"      integration:", "      integraton:", "integration is missing"},
	} {
		_, err := translateRoles(Roles(), "r.yaml", "de", []byte(strings.Replace(string(data), c.old, c.new, 1)))
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%q in place of %q: error %v, want %q", c.new, c.old, err, c.want)
		}
		if f := (*fault.Error)(nil); err != nil && errors.As(err, &f) && f.Place.Line == 0 {
			t.Errorf("%v names no line", f)
		}
	}
}
