package cli

import (
	"strings"

	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/standard"
)

// GlossaryCmd explains terms.
type GlossaryCmd struct {
	Term []string `arg:"" optional:"" help:"The term; all without it."`
	For  string   `enum:"both,controls,it" default:"both" help:"Explain for a controls engineer (controls), an IT person (it), or both."`
}

// termJSON is one term.
type termJSON struct {
	Term        string   `json:"term"`
	Also        []string `json:"also"`
	ForControls string   `json:"for_controls,omitempty"`
	ForIT       string   `json:"for_it,omitempty"`
}

// Run explains the terms. It needs no project.
func (c *GlossaryCmd) Run(ss *Session) error {
	terms := standard.Glossary()
	if len(c.Term) > 0 {
		name := strings.Join(c.Term, " ")
		t, ok := standard.FindTerm(name)
		if !ok {
			hint := "list all with \"cordon glossary\""
			if near := standard.SuggestTerms(name); len(near) > 0 {
				hint = "did you mean " + strings.Join(near, ", ") + "?"
			}
			return fault.New(fault.NotFound, "find the term", "the glossary has no %q; %s", name, hint)
		}
		terms = []standard.Term{t}
	}
	list := make([]termJSON, len(terms))
	for i, t := range terms {
		list[i] = termJSON{Term: t.Term, Also: nonNil(t.Also)}
		if c.For != "it" {
			list[i].ForControls = t.ForControls
		}
		if c.For != "controls" {
			list[i].ForIT = t.ForIT
		}
	}
	if ss.WantJSON() {
		return ss.JSON(map[string]any{"terms": list})
	}
	for _, t := range list {
		title := t.Term
		if len(t.Also) > 0 {
			title += " (" + strings.Join(t.Also, ", ") + ")"
		}
		ss.Heading(title)
		if t.ForControls != "" {
			ss.Wrap("  ", "For controls: "+t.ForControls)
		}
		if t.ForIT != "" {
			ss.Wrap("  ", "For IT: "+t.ForIT)
		}
	}
	return nil
}
