package app

import (
	"slices"
	"strings"

	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/standard"
)

// checkRow accepts a reference to a row that the library has, written in the
// one way in which rows are compared.
func (p *Planner) checkRow(ref standard.Ref) error {
	req, err := p.library.Resolve(ref)
	if err != nil {
		return p.suggestRows(ref, err)
	}
	if req.Ref != ref {
		return fault.New(fault.Invalid, "check a row", "%q is not how the row is written; write %q", ref, req.Ref)
	}
	return nil
}

// suggestRows adds to err the codes that stand nearest to one that is not
// known: the enhancements beside it, else the numbers beside it.
func (p *Planner) suggestRows(ref standard.Ref, err error) error {
	c, ok := p.library.Catalogue(ref.Part, ref.Edition)
	if !ok {
		return err // says which parts and editions there are
	}
	near := nearCodes(c, ref.Code)
	if len(near) == 0 {
		return err
	}
	return fault.New(fault.Invalid, "check a row", "%s:%s has no %s; near it are %s",
		c.Part(), c.Edition(), ref.Code, strings.Join(near, ", "))
}

// nearCodes lists up to eight codes in catalogue order.
func nearCodes(c *standard.Catalogue, code string) []string {
	base, _, enhanced := strings.Cut(code, " RE")
	var near []string
	take := func(belongs func(r *standard.Requirement) bool) {
		for _, r := range c.Requirements() {
			if len(near) < 8 && belongs(r) {
				near = append(near, r.Ref.Code)
			}
		}
	}
	if enhanced {
		take(func(r *standard.Requirement) bool { return r.Ref.Code == base || r.Parent == base })
	}
	for len(near) == 0 {
		// "SR 1.14" has "SR 1." in common with its neighbours, "SR 9.1" has "SR ".
		i := strings.LastIndexAny(strings.TrimRight(base, ". "), ". ")
		if i < 0 {
			break
		}
		base = base[:i+1]
		take(func(r *standard.Requirement) bool { return r.Parent == "" && strings.HasPrefix(r.Ref.Code, base) })
		base = strings.TrimRight(base, ". ")
	}
	if len(near) == 0 {
		take(func(r *standard.Requirement) bool { return r.Parent == "" })
	}
	return slices.Clip(near)
}
