package server

import (
	"net/http/httptest"
	"slices"
	"testing"

	"github.com/cordon-ot/cordon/internal/access"
	"github.com/cordon-ot/cordon/internal/api"
)

func TestTheLanguageACallerLikesBest(t *testing.T) {
	for header, want := range map[string]string{
		"":                              "en",
		"de":                            "de",
		"DE-at":                         "de",
		"de-CH, en;q=0.9":               "de",
		"fr-FR, fr;q=0.9, de;q=0.4, *":  "en",
		"fr, de;q=0.5":                  "de",
		"fr, ja;q=0.5":                  "en",
		"en;q=0.5, de;q=0.8":            "de",
		"en;q=0.8, de;q=0.8":            "en",
		"de;q=0":                        "en",
		"de; q = 0.3, en;q=0.2":         "de",
		"de;q=nonsense, en":             "en",
		"de;q=NaN":                      "en",
		",,;;q=1,-,\x00":                "en",
		"deutsch":                       "en",
		"x-de":                          "en",
		"en-GB,en-US;q=0.9,de;q=0.8,d;": "en",
	} {
		if got := preferred(header); got != want {
			t.Errorf("%q asks for %s, want %s", header, got, want)
		}
	}
	r := httptest.NewRequest("GET", "/", nil)
	r.Header.Add("Accept-Language", "fr;q=0.9")
	r.Header.Add("Accept-Language", "de;q=0.8")
	if got := languageOf(r); got != "de" {
		t.Errorf("of two headers the language is %s, want de", got)
	}
}

// spec: STD-11
func TestTheStandardAnswersInTheLanguageOfTheCaller(t *testing.T) {
	f := newFixture(t)
	f.project("hall")
	anna := f.member("hall", "anna", access.Engineer)
	german := anna.with("Accept-Language", "de-DE, en;q=0.5")
	for _, path := range []string{"/standard", "/standard/3-3", "/standard/3-3/SR%201.1", "/glossary"} {
		for language, p := range map[string]*person{"en": anna, "de": german} {
			h := p.do("GET", path, nil).want(200).header
			if h.Get("Content-Language") != language || !slices.Contains(h.Values("Vary"), "Accept-Language") {
				t.Errorf("%s in %s: Content-Language %q, Vary %q", path, language, h.Get("Content-Language"), h.Values("Vary"))
			}
		}
	}
	for p, want := range map[*person][3]string{
		anna:   {"Human user identification and authentication", "Identification and authentication control", "Countermeasure"},
		german: {"Identifizierung und Authentifizierung menschlicher Benutzer", "Identifizierung und Authentifizierung", "Gegenmaßnahme"},
	} {
		rows := decode[api.StandardRows](p.do("GET", "/standard/3-3?fr=IAC", nil).want(200))
		if rows.Rows[0].Title != want[0] || len(rows.Rows[0].EnglishOnly) > 0 {
			t.Errorf("the first row is %+v, want %q", rows.Rows[0], want[0])
		}
		one := decode[api.RequirementDetail](p.do("GET", "/standard/3-3/SR%201.1", nil).want(200))
		if one.Title != want[0] || one.GroupTitle != want[1] || one.Level != 1 {
			t.Errorf("SR 1.1 is %q in %q with level %d, want %q in %q", one.Title, one.GroupTitle, one.Level, want[0], want[1])
		}
		if one.Component[0].Title != want[0] { // CR 1.1 is called as SR 1.1 is
			t.Errorf("CR 1.1 is %q, want %q", one.Component[0].Title, want[0])
		}
		terms := decode[api.Glossary](p.do("GET", "/glossary?term=countermeasure", nil).want(200))
		if len(terms.Terms) != 1 || terms.Terms[0].Term != want[2] || terms.Terms[0].English != "Countermeasure" {
			t.Errorf("the term is %+v, want %q", terms.Terms, want[2])
		}
	}
	german.do("GET", "/glossary?term=Gegenma%C3%9Fnahme", nil).want(200)
	anna.do("GET", "/glossary?term=Gegenma%C3%9Fnahme", nil).want(404)
}

// spec: STD-12
func TestARowIsFoundByItsTitleInEveryLanguage(t *testing.T) {
	f := newFixture(t)
	f.project("hall")
	anna := f.member("hall", "anna", access.Engineer)
	for _, words := range []string{"menschlicher%20Benutzer", "human%20user%20identification"} {
		chains := decode[api.ChainPage](anna.do("GET", "/projects/hall/chains?q="+words, nil).want(200))
		if !slices.ContainsFunc(chains.Chains, func(c api.Chain) bool { return c.Row == "SR 1.1" }) {
			t.Errorf("the words %s find %d chains, and none of SR 1.1", words, len(chains.Chains))
		}
		hits := decode[api.SearchResult](anna.do("GET", "/projects/hall/search?q=kind:allocation%20"+words, nil).want(200))
		if len(hits.Hits) == 0 {
			t.Errorf("the words %s find no allocation", words)
		}
	}
}
