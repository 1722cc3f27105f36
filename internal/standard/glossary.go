package standard

import (
	"slices"
	"strings"
	"sync"

	"github.com/cordon-ot/cordon/internal/near"
)

// Term is a word of the trade, explained twice in our own words.
type Term struct {
	Term        string
	Also        []string // abbreviations and other names
	ForControls string   // to a controls or automation engineer
	ForIT       string   // to an IT security person
}

// Glossary gives the terms in the order in which one would teach them. It is
// shared.
func Glossary() []Term { return glossary() }

var glossary = sync.OnceValue(func() []Term {
	top, ok := shippedFile("glossary.yaml")
	if !ok {
		return nil
	}
	var out []Term
	for _, o := range top.children("terms") {
		out = append(out, Term{o.must("term"), o.list("also"), o.must("for_controls"), o.must("for_it")})
	}
	return out
})

// FindTerm finds a term by its name or one of its other names, in any case and
// with hyphens and spaces alike.
func FindTerm(s string) (Term, bool) {
	want := foldTerm(s)
	terms := Glossary()
	for _, t := range terms {
		if foldTerm(t.Term) == want {
			return t, true
		}
	}
	for _, t := range terms {
		if slices.ContainsFunc(t.Also, func(a string) bool { return foldTerm(a) == want }) {
			return t, true
		}
	}
	return Term{}, false
}

// SuggestTerms gives the names of at most five terms that s may stand for, the
// most alike first. It is for what FindTerm does not find.
func SuggestTerms(s string) []string {
	names := map[string]string{} // of the term, by what it is called
	var called []string
	for _, t := range Glossary() {
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
