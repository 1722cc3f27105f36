package gap

import (
	"fmt"
	"slices"

	"github.com/cordon-ot/cordon/internal/capability"
	"github.com/cordon-ot/cordon/internal/model"
	"github.com/cordon-ot/cordon/internal/sl"
)

// Holds says what holds each row that counts as met or compensated: of every
// place in order of keys, zones first, then by row number.
func Holds(p *Project) []Held {
	e := newEngine(p.in)
	var out []Held
	for _, q := range p.Places {
		for i := range q.Rows {
			if c := q.Rows[i].Counts; c == CountsMet || c == CountsCompensated {
				out = append(out, e.held(q, i))
			}
		}
	}
	return out
}

// Alone lists the rows that one countermeasure holds alone.
func Alone(p *Project) []Held {
	return slices.DeleteFunc(Holds(p), func(h Held) bool { return !h.Alone() })
}

// held says what holds a row that counts as met or compensated.
func (e *engine) held(q *Place, row int) Held {
	h := Held{Place: q.Node, Row: row}
	r := &q.Rows[row]
	if r.Counts == CountsMet {
		for m := range capability.Satisfying(e.s, r.Allocation) {
			h.Countermeasures = append(h.Countermeasures, m)
		}
		h.Assets = e.implementers(r.Allocation)
	} else {
		concerned := e.concerned(q.Node, row)
		for m := range e.s.FromOf(r.Allocation, model.Compensates) {
			if e.compensatedBy(r.Allocation, q.Node, m, concerned).State == CompensationValid {
				h.Countermeasures = append(h.Countermeasures, m)
			}
		}
	}
	e.s.SortByKey(h.Countermeasures)
	h.Layers = e.layersOf(&h)
	return h
}

// implementers lists the assets that implement component requirements of an
// allocation, themselves or through their product if they are in its place.
func (e *engine) implementers(alloc model.Node) []model.Node {
	var out []model.Node
	place := e.s.AllocationView(alloc).Place()
	for q := range e.s.FromOf(alloc, model.Refines) {
		for by := range e.s.To(q, model.ImplementedBy) {
			if e.s.Kind(by) == model.KindAsset {
				out = append(out, by)
				continue
			}
			for a := range e.s.FromOf(by, model.InstanceOf) {
				if e.isMember(place, a) {
					out = append(out, a)
				}
			}
		}
	}
	e.s.SortByKey(out)
	return slices.Compact(out)
}

func (e *engine) isMember(place, asset model.Node) bool {
	return place != model.NoNode && slices.ContainsFunc(e.plant.Members(place), func(m capability.Member) bool { return m.Asset == asset })
}

// layersOf lists people, process and technology in this order: as the
// countermeasures record it, else as the catalogue has it for the row.
func (e *engine) layersOf(h *Held) []string {
	var named []string
	for _, m := range h.Countermeasures {
		named = append(named, e.s.CountermeasureView(m).Layers()...)
	}
	if len(named) == 0 {
		named = e.in.Basis.Rows()[h.Row].Layers
	}
	var out []string
	for _, l := range []string{"people", "process", "technology"} {
		if slices.Contains(named, l) {
			out = append(out, l)
		}
	}
	return out
}

// Removal is what falls if countermeasures go.
type Removal struct {
	Before *Project
	After  *Project // with the countermeasures retired
	Falls  []Fall   // in order of the places' keys, zones first, then of FR
	Lost   []Held   // rows that counted and do not any more, with what held them; in the order of Holds
}

// Removing works out what falls if countermeasures go. Nothing is written. It
// is an error if a node is no live countermeasure.
func Removing(p *Project, countermeasures ...model.Node) (*Removal, error) {
	s := p.in.Snapshot
	b := model.NewBuilder(s, s.Commit()+1, s.Time(), model.Options{Lenient: true})
	for i, n := range countermeasures {
		if slices.Contains(countermeasures[:i], n) {
			continue
		}
		if int(n) >= s.Len() || s.Kind(n) != model.KindCountermeasure || !s.Live(n) {
			return nil, fmt.Errorf("remove countermeasures: %s is no countermeasure in force", nameOf(s, n))
		}
		b.Apply([]model.Op{{Kind: model.OpRetire, Item: s.ID(n), Reason: "what if it goes"}})
	}
	in := p.in
	in.Snapshot = b.Snapshot()
	r := &Removal{Before: p, After: Update(p, in, false)}
	r.compare()
	return r, nil
}

func nameOf(s *model.Snapshot, n model.Node) string {
	if int(n) >= s.Len() {
		return fmt.Sprintf("node %d", n)
	}
	return s.Key(n).String()
}

func (r *Removal) compare() {
	e := newEngine(r.Before.in)
	for _, q := range r.Before.Places {
		now := r.After.Place(q.Node)
		if now == nil || now == q {
			continue
		}
		var lost [sl.NumFR][]int
		for i := range q.Rows {
			if q.Rows[i].Counts == NotCounted || now.Rows[i].Counts != NotCounted {
				continue
			}
			fr := r.Before.in.Basis.Rows()[i].FR
			lost[fr-1] = append(lost[fr-1], i)
			r.Lost = append(r.Lost, e.held(q, i))
		}
		for fr := range lost {
			if now.Achieved[fr] < q.Achieved[fr] {
				r.Falls = append(r.Falls, Fall{q.Node, sl.FR(fr + 1), q.Achieved[fr], now.Achieved[fr], lost[fr]})
			}
		}
	}
}
