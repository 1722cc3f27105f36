package answer

import (
	"strings"

	"github.com/cordon-ot/cordon/internal/api"
	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/standard"
)

// Reader is whom a term is explained to.
type Reader string

// The readers.
const (
	AnyReader      Reader = "both"
	ControlsReader Reader = "controls"
	ITReader       Reader = "it"
)

// Glossary explains one term, or all if it is empty, in a language. NotFound
// says what is like it.
func Glossary(language, term string, reader Reader) (api.Glossary, error) {
	terms := standard.GlossaryIn(language)
	if term != "" {
		t, ok := standard.FindTermIn(language, term)
		if !ok {
			hint := fault.Say("list all with \"cordon glossary\"")
			if alike := standard.SuggestTermsIn(language, term); len(alike) > 0 {
				hint = fault.Say("did you mean %s?", strings.Join(alike, ", "))
			}
			return api.Glossary{}, fault.New(fault.NotFound, "find the term", "the glossary has no %q; %s", term, hint)
		}
		terms = []standard.Term{t}
	}
	d := api.Glossary{Terms: make([]api.Term, len(terms))}
	for i, t := range terms {
		d.Terms[i] = api.Term{Term: t.Term, Also: nonNil(t.Also), English: t.English, EnglishOnly: t.EnglishOnly}
		if reader != ITReader {
			d.Terms[i].ForControls = t.ForControls
		}
		if reader != ControlsReader {
			d.Terms[i].ForIT = t.ForIT
		}
	}
	return d, nil
}
