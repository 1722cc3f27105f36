package capability

import (
	"github.com/cordon-ot/cordon/internal/sl"
	"github.com/cordon-ot/cordon/internal/standard"

	"github.com/cordon-ot/cordon/internal/model"
)

// Parts of the standard that levels rest on.
const (
	SystemPart    = "62443-3-3"
	ComponentPart = "62443-4-2"
)

// Basis is the pair of catalogues that levels are computed from: the rows of
// 62443-3-3 and the component rows of 62443-4-2, each in the edition in force.
type Basis struct {
	System    *standard.Catalogue
	Component *standard.Catalogue
	index     *index
}

// newBasis joins two catalogues.
func newBasis(system, component *standard.Catalogue) Basis {
	return Basis{System: system, Component: component, index: newIndex(system, component)}
}

// BasisFor gives the catalogues in force in a state: the editions that the
// system pins, else the latest ones the library has.
func BasisFor(lib *standard.Library, s *model.Snapshot) Basis {
	system, _ := lib.Latest(SystemPart)
	component, _ := lib.Latest(ComponentPart)
	if sys, ok := s.SystemView(); ok {
		for _, e := range sys.Editions() {
			part, edition := cutEdition(e)
			c, found := lib.Catalogue(part, edition)
			switch {
			case !found:
			case c.Part() == SystemPart:
				system = c
			case c.Part() == ComponentPart:
				component = c
			}
		}
	}
	return newBasis(system, component)
}

func cutEdition(s string) (part, edition string) {
	for i := range len(s) {
		if s[i] == ':' {
			return s[:i], s[i+1:]
		}
	}
	return s, ""
}

// index holds what the analyses ask the catalogues again and again.
type index struct {
	rows     []*standard.Requirement // system rows
	byFR     [8][]int                // system rows per FR, in order of level
	derived  [][]int                 // per system row: component rows that name it
	comp     []*standard.Requirement // component rows
	compByFR [8][]int                // component rows per FR, in order of level
	rowOf    map[string]int          // "part:edition code" -> system row
	compOf   map[string]int          // "part:edition code" -> component row
}

func newIndex(system, component *standard.Catalogue) *index {
	x := &index{rows: system.Rows(), comp: component.Rows(), rowOf: map[string]int{}, compOf: map[string]int{}}
	for i, r := range x.rows {
		x.byFR[r.FR] = append(x.byFR[r.FR], i)
		x.rowOf[r.Ref.String()] = i
	}
	x.derived = make([][]int, len(x.rows))
	for i, r := range x.comp {
		x.compByFR[r.FR] = append(x.compByFR[r.FR], i)
		x.compOf[r.Ref.String()] = i
		for _, code := range r.SystemRows {
			if j, ok := system.RowIndex(code); ok {
				x.derived[j] = append(x.derived[j], i)
			}
		}
	}
	return x
}

// Rows lists the rows of 62443-3-3 in force. A row's place in the list is its
// number in every result.
func (b Basis) Rows() []*standard.Requirement { return b.index.rows }

// ComponentRows lists the component rows of 62443-4-2 in force.
func (b Basis) ComponentRows() []*standard.Requirement { return b.index.comp }

// RowsOf lists the numbers of the rows of one FR.
func (b Basis) RowsOf(fr sl.FR) []int { return b.index.byFR[fr] }

// Derived lists the numbers of the component rows that name row i as the one
// they derive from.
func (b Basis) Derived(i int) []int { return b.index.derived[i] }

// Row finds the number of a row by its reference as written, part:edition code.
func (b Basis) Row(ref string) (int, bool) {
	i, ok := b.index.rowOf[ref]
	return i, ok
}

// ComponentRow finds the number of a component row by its reference as written.
func (b Basis) ComponentRow(ref string) (int, bool) {
	i, ok := b.index.compOf[ref]
	return i, ok
}

// applies reports whether component row i is written for one of the types.
func (b Basis) applies(i int, types uint64) bool { return b.Component.RowMask(i)&types != 0 }

// HighestLevel gives the highest level L such that ok holds for every row of
// the list with sl <= L. A level without a row does not limit (rules, section
// 2): the last row opens all levels above.
func HighestLevel(rows []*standard.Requirement, list []int, ok func(i int) bool) sl.Level {
	low := sl.Level(5) // lowest level of a row that does not hold
	for _, i := range list {
		if l := rows[i].Level; l < low && !ok(i) {
			low = l
		}
	}
	return low - 1
}
