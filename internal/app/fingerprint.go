package app

import (
	"strings"

	"github.com/cordon-ot/cordon/internal/capability"
	"github.com/cordon-ot/cordon/internal/model"
	"github.com/cordon-ot/cordon/internal/trace"
)

// Basis gives the catalogues in force in a state. It is made once for each set
// of editions.
func (p *Planner) Basis(s *model.Snapshot) capability.Basis {
	var editions string
	if sys, ok := s.SystemView(); ok {
		editions = strings.Join(sys.Editions(), "\n")
	}
	if b, ok := p.bases.Load(editions); ok {
		return b.(capability.Basis)
	}
	b := capability.BasisFor(p.library, s)
	p.bases.Store(editions, b)
	return b
}

// prints takes fingerprints in a state (rules, section 6), each when it is
// asked for: that of one link does not walk the whole project.
func (p *Planner) prints(s *model.Snapshot) *trace.Prints {
	return trace.NewPrints(p.Basis(s), s)
}
