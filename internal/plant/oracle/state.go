package oracle

import (
	"slices"
	"strings"
)

// View is what the rules are asked of: a catalogue and the states of a project
// after each commit. The methods of View speak of the last state. History must
// hold at least one state.
type View struct {
	Catalogue *Catalogue
	History   []*Plant
}

// Of returns a view of a single state, in which nothing can be suspect.
func Of(c *Catalogue, p *Plant) View { return View{c, []*Plant{p}} }

// now is the last state.
func (v View) now() state { return v.at(len(v.History) - 1) }

func (v View) at(i int) state { return state{v.Catalogue, v.History[i]} }

// state is one plant read with a catalogue: everything that needs no history.
type state struct {
	cat *Catalogue
	p   *Plant
}

// item returns the item if it exists for the rules, else nil: a retired item
// does not exist, except an allocation (head of the rules).
func (s state) item(id string) *Item {
	it := s.p.Items[id]
	if it == nil || it.Retired && it.Kind != Allocation {
		return nil
	}
	return it
}

// items returns all existing items of a kind in order of id.
func (s state) items(kind string) []*Item {
	var out []*Item
	for _, id := range s.p.IDs(kind) {
		if it := s.item(id); it != nil {
			out = append(out, it)
		}
	}
	return out
}

// links returns the links that satisfy want and whose two ends exist, in order
// of id.
func (s state) links(want func(*Link) bool) []*Link {
	var out []*Link
	for _, l := range s.p.Links {
		if want(l) && s.item(l.From) != nil && s.item(l.To) != nil {
			out = append(out, l)
		}
	}
	slices.SortFunc(out, func(a, b *Link) int { return strings.Compare(a.ID, b.ID) })
	return out
}

// out returns the links with this verb that leave the item.
func (s state) out(from, verb string) []*Link {
	return s.links(func(l *Link) bool { return l.From == from && l.Verb == verb })
}

// into returns the links with this verb that arrive at the item.
func (s state) into(to, verb string) []*Link {
	return s.links(func(l *Link) bool { return l.To == to && l.Verb == verb })
}

// targets returns the items at the far end of out, each once, in order of id.
func (s state) targets(from, verb string) []*Item {
	var out []*Item
	for _, id := range ends(s.out(from, verb), func(l *Link) string { return l.To }) {
		out = append(out, s.item(id))
	}
	return out
}

// sources returns the items at the far end of into, each once, in order of id.
func (s state) sources(to, verb string) []*Item {
	var out []*Item
	for _, id := range ends(s.into(to, verb), func(l *Link) string { return l.From }) {
		out = append(out, s.item(id))
	}
	return out
}

func ends(links []*Link, end func(*Link) string) []string {
	var ids []string
	for _, l := range links {
		if !slices.Contains(ids, end(l)) {
			ids = append(ids, end(l))
		}
	}
	slices.Sort(ids)
	return ids
}

// placeOf returns the zone or conduit that an asset is in or an allocation is
// allocated to, or "".
func (s state) placeOf(id, verb string) string {
	for _, it := range s.targets(id, verb) {
		return it.ID
	}
	return ""
}

// product returns the product that an asset is an instance of, or nil.
func (s state) product(asset string) *Item {
	for _, it := range s.targets(asset, InstanceOf) {
		return it
	}
	return nil
}

// allocation returns the allocation of a row to a place, retired or not, or
// nil. Rule 1: there is at most one.
func (s state) allocation(place, code string) *Item {
	for _, it := range s.sources(place, AllocatedTo) {
		if it.Kind == Allocation && it.Row == code {
			return it
		}
	}
	return nil
}

// target is the approved SL-T of a place. Rule 1: where none is approved,
// zeros count.
func (s state) target(place string) Vector {
	it := s.item(place)
	if it == nil || it.Target == nil {
		return Vector{}
	}
	return *it.Target
}

// counted is a row of an FR at a level, with whether it counts.
type counted struct {
	fr, level int
	counts    bool
}

// highest is the sentence that rules 2, 3 and 4 share: per FR the highest
// level from 0 to 4 such that every row of the FR at or below it counts. A
// level without rows limits nothing.
func highest(rows []counted) Vector {
	var v Vector
	for fr := 1; fr <= 7; fr++ {
		for level := 1; level <= 4; level++ {
			if allCount(rows, fr, level) {
				v[fr-1] = level
			}
		}
	}
	return v
}

func allCount(rows []counted, fr, level int) bool {
	for _, r := range rows {
		if r.fr == fr && r.level <= level && !r.counts {
			return false
		}
	}
	return true
}
