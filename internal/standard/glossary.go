package standard

import (
	"slices"
	"strings"
	"sync"

	"go.yaml.in/yaml/v3"

	"github.com/cordon-ot/cordon/internal/near"
)

// Term is a word of the trade, explained twice in our own words.
type Term struct {
	Term        string
	Also        []string // abbreviations and other names
	ForControls string   // to a controls or automation engineer
	ForIT       string   // to an IT security person
	English     string   // its name in the English glossary
	EnglishOnly bool     // whether a glossary in another language lacks it and gives the English
}

// Glossary gives the terms in the order in which one would teach them. It is
// shared.
func Glossary() []Term { return glossary() }

// GlossaryIn gives the terms of Glossary in a language of Languages, in the same
// order; in English if it is none. It is shared.
func GlossaryIn(language string) []Term {
	if terms := glossaries()[language]; terms != nil {
		return terms
	}
	return Glossary()
}

var glossary = sync.OnceValue(func() []Term {
	top, ok := shippedFile("glossary.yaml")
	if !ok {
		return nil
	}
	var out []Term
	for _, o := range top.children("terms") {
		t := readTerm(o)
		t.English = t.Term
		out = append(out, t)
	}
	return out
})

func readTerm(o *object) Term {
	return Term{Term: o.must("term"), Also: o.list("also"), ForControls: o.must("for_controls"), ForIT: o.must("for_it")}
}

var glossaries = sync.OnceValue(func() map[string][]Term {
	out := map[string][]Term{}
	for _, language := range others {
		name := language + "/glossary.yaml"
		if data, err := embedded.ReadFile("data/" + name); err == nil {
			if terms, err := translateTerms(Glossary(), name, language, data); err == nil {
				out[language] = terms
			}
		}
	}
	return out
})

// translateTerms gives the terms in the language of a file, which has them by
// their English name. The error joins every fault, each with its place.
func translateTerms(terms []Term, name, language string, data []byte) ([]Term, error) {
	rd := &reader{op: "read a translation", file: name}
	top, ok := rd.parse(data)
	if !ok {
		return nil, rd.err()
	}
	top.inLanguage(language)
	list, missing := top.child("terms"), top.list("missing")
	top.finish()
	byName := map[string]Term{}
	list.each(func(key *yaml.Node, o *object) {
		byName[key.Value] = readTerm(o)
		o.finish()
		if !slices.ContainsFunc(terms, func(t Term) bool { return t.Term == key.Value }) {
			rd.fail(key, key.Value, "", "the glossary has no such term; correct or remove it")
		}
	})
	out := make([]Term, len(terms))
	for i, t := range terms {
		own, ok := byName[t.Term]
		switch {
		case !ok && !slices.Contains(missing, t.Term):
			top.fail("terms", "the term %s is not there; add it, or name it under missing", quoted(t.Term))
		case !ok:
			own, own.EnglishOnly = t, true
		}
		own.English = t.Term
		out[i] = own
	}
	return out, rd.err()
}

// FindTerm finds a term by its name or one of its other names, in any case and
// with hyphens and spaces alike.
func FindTerm(s string) (Term, bool) { return FindTermIn(English, s) }

// FindTermIn gives a term in a language. It is found by its names in that
// language, and by its English ones.
func FindTermIn(language, s string) (Term, bool) {
	own := GlossaryIn(language)
	for _, terms := range [][]Term{own, Glossary()} {
		if i := indexOfTerm(terms, foldTerm(s)); i >= 0 {
			return own[i], true
		}
	}
	return Term{}, false
}

func indexOfTerm(terms []Term, want string) int {
	if i := slices.IndexFunc(terms, func(t Term) bool { return foldTerm(t.Term) == want }); i >= 0 {
		return i
	}
	return slices.IndexFunc(terms, func(t Term) bool {
		return slices.ContainsFunc(t.Also, func(a string) bool { return foldTerm(a) == want })
	})
}

// SuggestTerms gives the names of at most five terms that s may stand for, the
// most alike first. It is for what FindTerm does not find.
func SuggestTerms(s string) []string { return SuggestTermsIn(English, s) }

// SuggestTermsIn is SuggestTerms over the names in a language.
func SuggestTermsIn(language, s string) []string {
	names := map[string]string{} // of the term, by what it is called
	var called []string
	for _, t := range GlossaryIn(language) {
		for _, n := range append([]string{t.Term}, t.Also...) {
			n = foldTerm(n)
			if _, known := names[n]; !known {
				names[n] = t.Term
				called = append(called, n)
			}
		}
	}
	var out []string
	for _, n := range near.Words(foldTerm(s), called, len(called)) {
		if len(out) < 5 && !slices.Contains(out, names[n]) {
			out = append(out, names[n])
		}
	}
	return out
}

func foldTerm(s string) string {
	return strings.Join(strings.Fields(strings.ToLower(strings.ReplaceAll(s, "-", " "))), " ")
}
