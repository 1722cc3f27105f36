package cli

import (
	"strings"

	"github.com/cordon-ot/cordon/internal/answer"
	"github.com/cordon-ot/cordon/internal/standard"
)

// GlossaryCmd explains terms.
type GlossaryCmd struct {
	Term []string `arg:"" optional:"" help:"The term; all without it."`
	For  string   `enum:"both,controls,it" default:"both" help:"Explain for a controls engineer (controls), an IT person (it), or both."`
}

// Run explains the terms. It needs no project.
func (c *GlossaryCmd) Run(ss *Session) error {
	d, err := answer.Glossary(standard.English, strings.Join(c.Term, " "), answer.Reader(c.For))
	if err != nil {
		return err
	}
	if ss.WantJSON() {
		return ss.JSON(d)
	}
	for _, t := range d.Terms {
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
