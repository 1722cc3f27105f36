package impact

import (
	"slices"

	"github.com/cordon-ot/cordon/internal/capability"
	"github.com/cordon-ot/cordon/internal/model"
)

// Phase says in which way an item was reached; see the package comment.
type Phase uint8

// The phases, in their order.
const (
	Changed Phase = iota
	Flows
	Rests
	Decides
	TracedBelow
	TracedAbove
	phaseCount
)

var phaseWords = [phaseCount]string{"changed", "flows", "rests", "decides", "traced below", "traced above"}

// String gives the phase's word.
func (p Phase) String() string { return phaseWords[p] }

// Reason says why an item is in the result.
type Reason uint8

// The reasons.
const (
	IsChanged        Reason = iota
	LinkSuspect             // its link to what it is built on becomes suspect
	BuiltOn                 // it is built on something that changes, by a verb that cannot be suspect
	DesignSuspect           // its link becomes suspect because a design of the same row changes
	MembershipChange        // who the row concerns changes, and its link to the place becomes suspect
	RowAsked                // it asks for the row that changes
	StatementJudged         // a statement "not relevant" that it relies on may no longer hold
	ScopeJudged             // its scope or firmware range is judged anew
	RestsOn                 // its chain rests on it
	LevelMayFall            // its SL-A may fall
	CapabilityJudged        // its SL-C is judged anew
	HoldsIt                 // the asset is in it, without a part in its SL-C
	RiskJudged              // the rating of the risk rests on it
	Performs                // it relies on the asset
	Carries                 // it carries or ends at it
	DecisionOpen            // the decision on its target is open again
	TracedTo                // a foreign trace link joins it; for information
	reasonCount
)

var reasonWords = [reasonCount]string{
	IsChanged:        "is changed",
	LinkSuspect:      "its link becomes suspect",
	BuiltOn:          "is built on it",
	DesignSuspect:    "its link becomes suspect: a design of the row changes",
	MembershipChange: "its link becomes suspect: who the row concerns changes",
	RowAsked:         "asks for the row",
	StatementJudged:  "a statement \"not relevant\" is judged anew",
	ScopeJudged:      "its scope is judged anew",
	RestsOn:          "rests on it",
	LevelMayFall:     "its SL-A may fall",
	CapabilityJudged: "its SL-C is judged anew",
	HoldsIt:          "holds it",
	RiskJudged:       "its rating rests on it",
	Performs:         "is performed by it",
	Carries:          "carries its data",
	DecisionOpen:     "its target decision is open again",
	TracedTo:         "is traced to it",
}

// String says the reason in words that follow the item's key and title.
func (r Reason) String() string { return reasonWords[r] }

// Suspect reports whether a link of the item becomes suspect.
func (r Reason) Suspect() bool {
	switch r {
	case LinkSuspect, DesignSuspect, MembershipChange, RowAsked:
		return true
	}
	return false
}

// Hop is one step of a path, along one link. Forward says that the link reads
// From -> To; otherwise it reads To -> From, which the verb's inverse says.
type Hop struct {
	From    model.Node
	To      model.Node
	Verb    model.Verb
	Forward bool
}

// Words says the hop's verb as read from From to To.
func (h Hop) Words() string {
	if h.Forward {
		return h.Verb.String()
	}
	return model.BaseSchema().Verb(h.Verb).Inverse
}

// Reached is one item of the result.
type Reached struct {
	Node    model.Node
	From    model.Node // the item it was reached from; NoNode for a seed and for an allocation reached from a row
	Row     int32      // the row it was reached from, -1 if from an item
	Phase   Phase
	Reason  Reason
	Via     model.Verb // the last link of the way from From; NoVerb for a seed
	Forward bool       // that link leads to Node; otherwise it leads away from it
	Depth   uint32     // steps from the seed; a step can be several links long, see Path
	parent  uint32     // index of From in the result, none for NoNode
	hops    uint32     // where the links of this step begin
	nhops   uint8      // how many there are; 0 stands for the one link Via
}

const none = ^uint32(0)

// RowPlaces is one row of the standard with the places where it is touched.
type RowPlaces struct {
	Row    int          // number in the basis
	Places []model.Node // in order of keys
}

// Result is what a change touches. It is immutable.
type Result struct {
	// Items are all items reached, the seeds first: in order of phase, then of
	// depth, then of key.
	Items []Reached
	// Places are the zones and conduits among them, in order of keys.
	Places []model.Node
	// Falling are the places among them whose SL-A may fall, whatever else reaches
	// them: an allocation there changes or rests on a change. In order of keys.
	Falling []model.Node
	// Decisions are the places with an approved target whose decision is open
	// again, in order of keys, whatever else reaches them.
	Decisions []model.Node

	hops []Hop
	s    *model.Snapshot
	b    capability.Basis
	rows []int // seeds
}

// Counts is the size of a result.
type Counts struct {
	Items  int // items reached, without the seeds
	Places int // zones and conduits reached, seeds among them
}

// Index finds an item in Items; -1 if it is not there.
func (r *Result) Index(n model.Node) int {
	for i := range r.Items {
		if r.Items[i].Node == n {
			return i
		}
	}
	return -1
}

// Path gives the links from the seed to an item, the seed's first; nil if the
// item was not reached or is a seed. From a row of the standard it begins at
// the allocation.
func (r *Result) Path(n model.Node) []Hop {
	i := r.Index(n)
	if i < 0 {
		return nil
	}
	return r.PathAt(i)
}

// PathAt is Path for the item at an index of Items.
func (r *Result) PathAt(i int) []Hop {
	var back []uint32
	for at := uint32(i); at != none; at = r.Items[at].parent {
		back = append(back, at)
	}
	var out []Hop
	for k := len(back) - 1; k >= 0; k-- {
		it := &r.Items[back[k]]
		switch {
		case it.nhops > 0:
			out = append(out, r.hops[it.hops:it.hops+uint32(it.nhops)]...)
		case it.parent != none:
			out = append(out, Hop{From: it.From, To: it.Node, Verb: it.Via, Forward: it.Forward})
		}
	}
	return out
}

// Origin gives the index in Items of the first item of a path: a seed, or an
// allocation reached from a row.
func (r *Result) Origin(i int) int {
	for r.Items[i].parent != none {
		i = int(r.Items[i].parent)
	}
	return i
}

// Rows lists the rows of the standard that are concerned, in order: those of
// the allocations in the result, each with the places of these allocations, and
// those that are seeds.
func (r *Result) Rows() []RowPlaces {
	at := map[int][]model.Node{}
	for _, row := range r.rows {
		at[row] = nil
	}
	for i := range r.Items {
		n := r.Items[i].Node
		if r.s.Kind(n) != model.KindAllocation {
			continue
		}
		v := r.s.AllocationView(n)
		row, ok := r.b.Row(v.RowText())
		if !ok {
			continue
		}
		places := at[row]
		if place := v.Place(); place != model.NoNode {
			places = append(places, place)
		}
		at[row] = places
	}
	out := make([]RowPlaces, 0, len(at))
	for row, places := range at {
		r.s.SortByKey(places)
		out = append(out, RowPlaces{row, slices.Compact(places)})
	}
	slices.SortFunc(out, func(a, b RowPlaces) int { return a.Row - b.Row })
	return out
}
