package oracle

import (
	"slices"
	"strings"
)

// Concerned returns the ids of the assets that a row concerns in a place
// (rule 3), sorted.
func (v View) Concerned(place, code string) []string {
	var ids []string
	for _, a := range v.now().concerned(place, code) {
		ids = append(ids, a.ID)
	}
	return ids
}

// concerned is rule 3: the assets directly in the place and, for a zone and
// FR 5, those in the conduits that connect it, if they are installed and one of
// their component types has a component row that names this row.
func (s state) concerned(place, code string) []*Item {
	row, known := s.cat.Row(code)
	if !known || s.item(place) == nil {
		return nil
	}
	candidates := s.directly(place)
	if s.item(place).Kind == Zone && row.FR == 5 {
		for _, c := range s.sources(place, Connects) {
			candidates = append(candidates, s.directly(c.ID)...)
		}
	}
	var out []*Item
	for _, a := range candidates {
		if installed(a) && len(s.cat.RowsNaming(s.componentTypes(a), code)) > 0 && !slices.Contains(out, a) {
			out = append(out, a)
		}
	}
	slices.SortFunc(out, func(a, b *Item) int { return strings.Compare(a.ID, b.ID) })
	return out
}

// directly returns the assets in the place itself, not in inner zones.
func (s state) directly(place string) []*Item { return s.sources(place, In) }

// installed is rule 3: in service, which holds where nothing is recorded, or
// out of service.
func installed(asset *Item) bool {
	return blank(asset.Lifecycle) || asset.Lifecycle == InService || asset.Lifecycle == OutOfService
}

// Covered is rule 3: the row concerns at least one asset and each of them
// counts for all the component rows that name it, whatever their level; or a
// countermeasure that exists and is not marked compensating satisfies the
// allocation of the row to the place, retired or not.
func (v View) Covered(place, code string) bool { return v.now().covered(place, code) }

func (s state) covered(place, code string) bool {
	return s.coveredByAssets(place, code) || s.coveredByMeasure(place, code)
}

func (s state) coveredByAssets(place, code string) bool {
	concerned := s.concerned(place, code)
	if len(concerned) == 0 {
		return false
	}
	for _, a := range concerned {
		for _, row := range s.cat.RowsNaming(s.componentTypes(a), code) {
			if !s.counts(a, row) {
				return false
			}
		}
	}
	return true
}

func (s state) coveredByMeasure(place, code string) bool {
	all := s.allocation(place, code)
	return all != nil && len(s.satisfying(all.ID)) > 0
}

// satisfying returns the countermeasures that satisfy an allocation in the
// strict sense of rules 3 and 5: they exist (are not planned) and are not
// marked compensating.
func (s state) satisfying(allocation string) []*Item {
	var out []*Item
	for _, c := range s.sources(allocation, Satisfies) {
		if c.Status != Planned && !c.Compensating {
			out = append(out, c)
		}
	}
	return out
}

// PlaceCapability is the SL-C of a place (rule 3): per FR the highest level
// such that every row of the FR at or below it is covered.
func (v View) PlaceCapability(place string) Vector {
	s := v.now()
	var rows []counted
	for _, row := range v.Catalogue.Rows {
		rows = append(rows, counted{row.FR, row.Level, s.covered(place, row.Code)})
	}
	return highest(rows)
}
