package standard

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/cordon-ot/cordon/internal/fault"
)

// Library is a set of catalogues, several editions of a part side by side, and
// the overlays laid over them. It never changes; With and WithOverlay give a
// new one.
type Library struct {
	parts    []string
	byPart   map[string][]*Catalogue // oldest edition first
	overlays []*Overlay
}

// NewLibrary makes a library of the catalogues. Of two with the same part and
// edition the later stands. It does not check what they say of each other; see
// Check.
func NewLibrary(cs ...*Catalogue) *Library {
	return (&Library{}).With(cs...)
}

// With gives a library that also holds the catalogues. One with a part and
// edition that l already has takes its place.
func (l *Library) With(cs ...*Catalogue) *Library {
	n := &Library{byPart: make(map[string][]*Catalogue, len(l.byPart)+1), overlays: l.overlays}
	for p, list := range l.byPart {
		n.byPart[p] = slices.Clone(list)
	}
	for _, c := range cs {
		list := slices.DeleteFunc(n.byPart[c.part], func(o *Catalogue) bool { return o.edition == c.edition })
		n.byPart[c.part] = append(list, c)
	}
	for p, list := range n.byPart {
		n.parts = append(n.parts, p)
		slices.SortFunc(list, func(a, b *Catalogue) int {
			return cmp.Or(cmp.Compare(a.year, b.year), compareNatural(a.edition, b.edition))
		})
	}
	slices.SortFunc(n.parts, compareNatural)
	return n
}

// Parts are the names of the parts, in order of their numbers.
func (l *Library) Parts() []string { return slices.Clone(l.parts) }

// Editions are the editions of a part, oldest first; none if the part is not known.
func (l *Library) Editions(part string) []string {
	var out []string
	for _, c := range l.byPart[CanonicalPart(part)] {
		out = append(out, c.edition)
	}
	return out
}

// Catalogues are all catalogues, by part and then oldest first.
func (l *Library) Catalogues() []*Catalogue {
	var out []*Catalogue
	for _, p := range l.parts {
		out = append(out, l.byPart[p]...)
	}
	return out
}

// Latest gives the newest edition of a part.
func (l *Library) Latest(part string) (*Catalogue, bool) {
	list := l.byPart[CanonicalPart(part)]
	if len(list) == 0 {
		return nil, false
	}
	return list[len(list)-1], true
}

// Catalogue finds one edition of a part. The part may be short ("3-3"); the
// edition is its year, its number ("2.0") or its id in the file ("ed2").
func (l *Library) Catalogue(part, edition string) (*Catalogue, bool) {
	list := l.byPart[CanonicalPart(part)]
	for _, c := range list {
		if c.edition == edition {
			return c, true
		}
	}
	for _, c := range list {
		if c.isEdition(edition) {
			return c, true
		}
	}
	return nil, false
}

// isEdition reports whether the text names the edition: its year, id or
// number, of which "1.0, amended 2017 (1.1)" answers to 1.0.
func (c *Catalogue) isEdition(s string) bool {
	if s == "" {
		return false
	}
	number, _, _ := strings.Cut(c.number, ",")
	return s == c.edition || s == strconv.Itoa(c.year) || s == c.number || s == number || strings.EqualFold(s, c.id)
}

// Lookup finds what a reference stands for. The part, edition and code may be
// written loosely, as in Catalogue and Catalogue.Lookup.
func (l *Library) Lookup(r Ref) (*Requirement, bool) {
	c, ok := l.Catalogue(r.Part, r.Edition)
	if !ok {
		return nil, false
	}
	return c.Lookup(r.Code)
}

// Resolve is Lookup with a reason: the error, of kind NotFound, says whether
// the part, the edition or the code is not known and what there is instead.
// The Ref of the result is the canonical writing of r.
func (l *Library) Resolve(r Ref) (*Requirement, error) {
	const op = "find a requirement"
	bad := func(format string, a ...any) error {
		e := fault.New(fault.NotFound, op, format, a...)
		e.Subject = r.String()
		return e
	}
	part := CanonicalPart(r.Part)
	if len(l.byPart[part]) == 0 {
		return nil, bad("the part %s is not in the library; there are %s", r.Part, strings.Join(l.parts, ", "))
	}
	c, ok := l.Catalogue(part, r.Edition)
	if !ok {
		return nil, bad("the edition %s of %s is not in the library; there are %s", r.Edition, part, strings.Join(l.Editions(part), ", "))
	}
	req, ok := c.Lookup(r.Code)
	if !ok {
		return nil, bad("%s of %s has no %s; see the list of its requirements", c.edition, part, r.Code)
	}
	return req, nil
}
