package standard

import (
	"maps"
	"slices"

	"github.com/cordon-ot/cordon/internal/sl"
)

// maxComponentTypes is the number of bits of a type mask.
const maxComponentTypes = 64

// Catalogue is one edition of one part. It never changes and may be used by
// several goroutines at once.
type Catalogue struct {
	head
	requirements []*Requirement
	groups       []Group
	headings     []Group
	types        []ComponentType
	maturity     []MaturityLevel

	// Made once by index, see there.
	byCode   map[string]*Requirement
	rows     []*Requirement
	rowIndex map[string]int
	rowMask  []uint64
	typeBit  map[string]uint64
	derived  map[string][]*Requirement
	children map[string][]*Requirement
	totals   Totals
}

// head is what a catalogue says of itself.
type head struct {
	part, edition string
	number, id    string
	year          int
	title         string
	corrigenda    []string
	sources       []string
	notice        string
	attributes    map[string]string
	hasLevels     bool
}

// Part is the part's name, such as "62443-3-3".
func (c *Catalogue) Part() string { return c.part }

// Edition is the year of the edition as text, such as "2013".
func (c *Catalogue) Edition() string { return c.edition }

// EditionNumber is the number the edition is sold under, such as "2.0", and ""
// if the file does not say.
func (c *Catalogue) EditionNumber() string { return c.number }

// Year is the year of the edition.
func (c *Catalogue) Year() int { return c.year }

// Title is the title of the part in this edition.
func (c *Catalogue) Title() string { return c.title }

// Corrigenda are the corrections that are worked in, such as "COR1:2014".
func (c *Catalogue) Corrigenda() []string { return c.corrigenda }

// Sources are the public sources the file names.
func (c *Catalogue) Sources() []string { return c.sources }

// Notice is the comment that heads the file: what its texts are and are not.
func (c *Catalogue) Notice() string { return c.notice }

// Attributes is what else the file says of this edition (status, structure,
// published, role), as in Requirement.
func (c *Catalogue) Attributes() map[string]string { return maps.Clone(c.attributes) }

// HasLevels reports whether the part sorts its rows by security level.
func (c *Catalogue) HasLevels() bool { return c.hasLevels }

// Ref gives the reference of a code in this edition, whether it exists or not.
func (c *Catalogue) Ref(code string) Ref { return Ref{c.part, c.edition, code} }

// Requirements are all entries in the standard's order, every enhancement
// after its base; constraints come first, then delegated numbers.
func (c *Catalogue) Requirements() []*Requirement { return c.requirements }

// Rows are the entries that have a level, in the order of Requirements. It is
// empty if the part has no levels.
func (c *Catalogue) Rows() []*Requirement { return c.rows }

// Lookup finds an entry by its code, also in a loose writing (CanonicalCode).
func (c *Catalogue) Lookup(code string) (*Requirement, bool) {
	if r, ok := c.byCode[code]; ok {
		return r, true
	}
	r, ok := c.byCode[CanonicalCode(code)]
	return r, ok
}

// Enhancements are the entries whose parent is code, in their order.
func (c *Catalogue) Enhancements(code string) []*Requirement { return c.children[code] }

// RowIndex gives the place of a row in Rows, from 0. The code must be written
// as in the catalogue.
func (c *Catalogue) RowIndex(code string) (int, bool) {
	i, ok := c.rowIndex[code]
	return i, ok
}

// Groups are the groups that requirements name, in the standard's order: the
// seven FRs, practices, areas, elements.
func (c *Catalogue) Groups() []Group { return c.groups }

// Group finds a group by its code.
func (c *Catalogue) Group(code string) (Group, bool) {
	i := slices.IndexFunc(c.groups, func(g Group) bool { return g.Code == code })
	if i < 0 {
		return Group{}, false
	}
	return c.groups[i], true
}

// Headings are the headings above or below Groups where a part has more than
// one layer of them; Group.Parent ties them together.
func (c *Catalogue) Headings() []Group { return c.headings }

// ComponentTypes are the types the part knows, in its order; none if the part
// does not write for components.
func (c *Catalogue) ComponentTypes() []ComponentType { return c.types }

// MaturityLevels is the scale of the part, none if it has none.
func (c *Catalogue) MaturityLevels() []MaturityLevel { return c.maturity }

// Totals counts what is in the catalogue.
func (c *Catalogue) Totals() Totals {
	t := c.totals
	t.ByType = maps.Clone(t.ByType)
	t.ByGroup = maps.Clone(t.ByGroup)
	return t
}

// TypeMask gives the component types as bits for RowMask. A type the catalogue
// does not know has no bit.
func (c *Catalogue) TypeMask(types []string) uint64 {
	var m uint64
	for _, t := range types {
		m |= c.typeBit[t]
	}
	return m
}

// RowMask gives the component types of the row at index i of Rows as bits: the
// row applies to a component if RowMask(i)&TypeMask(types) is not 0.
func (c *Catalogue) RowMask(i int) uint64 { return c.rowMask[i] }

// RowsFor gives the rows that apply to at least one of the component types, in
// the order of Rows. Types the catalogue does not know add nothing.
func (c *Catalogue) RowsFor(types []string) []*Requirement {
	mask := c.TypeMask(types)
	var out []*Requirement
	for i, r := range c.rows {
		if c.rowMask[i]&mask != 0 {
			out = append(out, r)
		}
	}
	return out
}

// DerivedFrom gives the rows that name the system row among their SystemRows,
// in the order of Rows. The code must be written as in the catalogue.
func (c *Catalogue) DerivedFrom(systemCode string) []*Requirement { return c.derived[systemCode] }

// index makes everything that is looked up often. It is called once, before
// the catalogue is handed out.
func (c *Catalogue) index() {
	c.byCode = make(map[string]*Requirement, len(c.requirements))
	c.rowIndex = make(map[string]int)
	c.typeBit = make(map[string]uint64, len(c.types))
	c.derived = make(map[string][]*Requirement)
	c.children = make(map[string][]*Requirement)
	for i, t := range c.types {
		c.typeBit[t.ID] = 1 << i
	}
	for _, r := range c.requirements {
		c.byCode[r.Ref.Code] = r
		if r.Parent != "" {
			c.children[r.Parent] = append(c.children[r.Parent], r)
		}
		if !r.IsRow() {
			continue
		}
		c.rowIndex[r.Ref.Code] = len(c.rows)
		c.rows = append(c.rows, r)
		c.rowMask = append(c.rowMask, c.TypeMask(r.ComponentTypes))
		for _, s := range r.SystemRows {
			c.derived[s] = append(c.derived[s], r)
		}
	}
	c.totals = count(c.requirements)
}

func count(rs []*Requirement) Totals {
	t := Totals{ByType: map[string][sl.MaxLevel + 1]int{}, ByGroup: map[string]int{}}
	for _, r := range rs {
		if r.Delegated != "" || r.Constraint {
			continue
		}
		if r.IsEnhancement() {
			t.Enhancements++
		} else {
			t.Requirements++
		}
		t.ByGroup[r.Group]++
		if !r.IsRow() {
			continue
		}
		for l := r.Level; l <= sl.MaxLevel; l++ {
			t.ByLevel[l]++
		}
		for _, ct := range r.ComponentTypes {
			n := t.ByType[ct]
			for l := r.Level; l <= sl.MaxLevel; l++ {
				n[l]++
			}
			t.ByType[ct] = n
		}
	}
	return t
}
