package standard

import (
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/cordon-ot/cordon/internal/fault"
)

// spec: STD-6
func TestEditionsLiveSideBySide(t *testing.T) {
	l := library(t).With(madeUp(t, 2), madeUp(t, 1))
	if got, want := l.Editions("62443-9-9"), []string{"2020", "2031"}; !slices.Equal(got, want) {
		t.Errorf("editions are %v, want %v", got, want)
	}
	if c, ok := l.Latest("9-9"); !ok || c.Edition() != "2031" {
		t.Errorf("the latest is %v, %v, want 2031", c, ok)
	}
	for edition, title := range map[string]string{"2020": "Wipe your feet", "2031": "Greet the host"} {
		if r, ok := l.Lookup(Ref{"62443-9-9", edition, "CR 1.2"}); !ok || r.Title != title {
			t.Errorf("CR 1.2 in %s is %v, %v, want %q", edition, r, ok, title)
		}
	}
	if got := library(t).Editions("62443-9-9"); got != nil {
		t.Errorf("the shipped library was changed: it has %v", got)
	}
	if err := l.Check(); err != nil {
		t.Errorf("Check: %v", err)
	}
}

func TestEditionsAnswerToYearNumberAndId(t *testing.T) {
	l := library(t)
	for _, c := range []struct{ part, edition, want string }{
		{"62443-2-1", "2024", "2024"},
		{"62443-2-1", "2.0", "2024"},
		{"2-1", "ed2", "2024"},
		{"2-1", "ED1", "2010"},
		{"2-4", "1.0", "2015"},
		{"2-4", "ed2", "2023"},
		{"3-2", "1.0", "2020"},
		{"3-3", "1.0", "2013"},
		{"4-2", "2019", "2019"},
	} {
		if got, ok := l.Catalogue(c.part, c.edition); !ok || got.Edition() != c.want {
			t.Errorf("Catalogue(%s, %s) = %v, %v, want %s", c.part, c.edition, got, ok, c.want)
		}
	}
	for _, c := range [][2]string{{"62443-3-3", ""}, {"62443-3-3", "2014"}, {"62443-3-9", "2013"}, {"", ""}} {
		if got, ok := l.Catalogue(c[0], c[1]); ok {
			t.Errorf("Catalogue(%q, %q) = %s:%s, want none", c[0], c[1], got.Part(), got.Edition())
		}
	}
}

func TestResolveSaysWhatIsNotKnownAndWhatThereIs(t *testing.T) {
	l := library(t)
	r, err := l.Resolve(Ref{"2-1", "ed2", "org 1.1"})
	if err != nil || r.Ref != (Ref{"62443-2-1", "2024", "ORG 1.1"}) {
		t.Errorf("Resolve(2-1:ed2 org 1.1) = %v, %v", r, err)
	}
	for want, ref := range map[string]Ref{
		"the part 62443-9-9 is not in the library; there are 62443-2-1, ":           {"62443-9-9", "2013", "SR 1.1"},
		"the edition 1999 of 62443-2-1 is not in the library; there are 2010, 2024": {"62443-2-1", "1999", "ORG 1.1"},
		"2013 of 62443-3-3 has no SR 9.9":                                           {"62443-3-3", "2013", "SR 9.9"},
	} {
		_, err := l.Resolve(ref)
		if err == nil || fault.KindOf(err) != fault.NotFound || !strings.Contains(err.Error(), want) {
			t.Errorf("Resolve(%v) = %v, want %q", ref, err, want)
		}
	}
}

// spec: STD-2
func TestComponentRowThatDerivesFromNoSystemRowIsNamed(t *testing.T) {
	text := strings.Replace(file(t, "data/iec62443-4-2.yaml"), "    sr: SR 1.2\n", "    sr: SR 1.99\n", 1)
	cs, err := Load("x.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	err = library(t).With(cs...).Check()
	if err == nil || !strings.Contains(err.Error(), "62443-4-2:2019 CR 1.2: it derives from SR 1.99") {
		t.Errorf("Check = %v, want CR 1.2 named", err)
	}
}

func TestLookupTakesLooseWritings(t *testing.T) {
	c := catalogue(t, "62443-3-3", "2013")
	for text, want := range map[string]string{"sr 1.1": "SR 1.1", "SR 1.1 RE 1": "SR 1.1 RE(1)", " sr  1.1  re(1) ": "SR 1.1 RE(1)"} {
		if r, ok := c.Lookup(text); !ok || r.Ref.Code != want {
			t.Errorf("Lookup(%q) = %v, %v, want %s", text, r, ok, want)
		}
	}
	if r, ok := c.Lookup("SR 99.1"); ok {
		t.Errorf("Lookup(SR 99.1) = %v, want none", r)
	}
}

func TestALibraryIsSafeForSeveralReaders(t *testing.T) {
	l := library(t)
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for _, c := range l.Catalogues() {
				c.Totals().ByGroup["mine"] = 1
				c.RowsFor([]string{"host-device"})
				l.With(c).Lookup(c.Requirements()[0].Ref)
			}
		})
	}
	wg.Wait()
	if got := catalogue(t, "3-3", "2013").Totals().ByGroup["mine"]; got != 0 {
		t.Errorf("a caller wrote into the totals of the catalogue")
	}
}

func TestRolesNameWhoAnswersForWhichPart(t *testing.T) {
	table := Roles()
	var ids []string
	for _, r := range table.Roles {
		ids = append(ids, r.ID)
		if len(r.Parts) == 0 || len(r.Duties) == 0 || r.Who == "" {
			t.Errorf("the role %s has parts %v, duties %v, who %q", r.ID, r.Parts, r.Duties, r.Who)
		}
	}
	if want := []string{"asset-owner", "service-provider", "product-supplier"}; !slices.Equal(ids, want) {
		t.Errorf("roles are %v, want %v", ids, want)
	}
	if len(table.Parts) != 16 || len(table.Points) != 3 {
		t.Errorf("%d parts and %d meeting points, want 16 and 3", len(table.Parts), len(table.Points))
	}
	for _, part := range library(t).Parts() {
		i := slices.IndexFunc(table.Parts, func(p PartInfo) bool { return CanonicalPart(p.Part) == part })
		if i < 0 {
			t.Errorf("%s is in the library but not in the table of parts", part)
			continue
		}
		c, _ := library(t).Latest(part)
		if p := table.Parts[i]; p.Year != c.Year() || p.Edition != c.EditionNumber() {
			t.Errorf("the table says %s of %d for %s, the library %s of %d", p.Edition, p.Year, part, c.EditionNumber(), c.Year())
		}
		for _, r := range c.Requirements() {
			for _, role := range r.Roles {
				if !slices.Contains(ids, role) {
					t.Errorf("%s names the role %q, which is none", r.Ref, role)
				}
			}
		}
	}
	if !reflect.DeepEqual(table, Roles()) {
		t.Errorf("two calls of Roles differ")
	}
}

// spec: STD-8
func TestGlossaryExplainsEachTermTwice(t *testing.T) {
	terms := Glossary()
	if len(terms) != 71 {
		t.Errorf("%d terms, want 71", len(terms))
	}
	for _, term := range terms {
		if term.Term == "" || term.ForControls == "" || term.ForIT == "" || term.ForControls == term.ForIT {
			t.Errorf("%+v is not explained twice", term)
		}
		for _, name := range append([]string{term.Term, strings.ToUpper(term.Term)}, term.Also...) {
			if got, ok := FindTerm(name); !ok || got.Term != term.Term {
				t.Errorf("FindTerm(%q) = %q, %v, want %q", name, got.Term, ok, term.Term)
			}
		}
	}
}

func TestUnknownTermHasSuggestions(t *testing.T) {
	for text, want := range map[string]string{"conduits": "Conduit", "zne": "Zone", "capabilty security level": "Capability security level", "under consideration": "System under consideration"} {
		if _, ok := FindTerm(text); ok {
			t.Errorf("FindTerm(%q) found one, want none", text)
		}
		if got := SuggestTerms(text); !slices.Contains(got, want) || len(got) > 5 {
			t.Errorf("SuggestTerms(%q) = %v, want %q among at most five", text, got, want)
		}
	}
	if got := SuggestTerms("xyzzy plugh"); got != nil {
		t.Errorf("SuggestTerms(xyzzy plugh) = %v, want none", got)
	}
	if got := SuggestTerms(" "); got != nil {
		t.Errorf("SuggestTerms of a blank = %v, want none", got)
	}
}

func TestShippedTablesReadWithoutAFault(t *testing.T) {
	for _, name := range []string{"glossary.yaml", "roles.yaml"} {
		if _, ok := shippedFile(name); !ok {
			t.Errorf("%s does not read", name)
		}
	}
}
