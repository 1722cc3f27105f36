package api

import (
	"bytes"
	"encoding/json"
	"fmt"
)

// Impact is everything a change touches, each item with the way to it.
type Impact struct {
	State     State        `json:"state" doc:"What the document was made from."`
	Standard  Standard     `json:"standard" doc:"Catalogues of the rows."`
	Seeds     []ImpactSeed `json:"seeds" doc:"What changes."`
	Counts    ImpactCounts `json:"counts" doc:"Size of the result, the seeds left out."`
	Places    []ImpactLoss `json:"places" doc:"Zones and conduits touched, in order of keys."`
	Decisions []string     `json:"decisions" doc:"Keys of the places whose target decision is open again, in order."`
	Rows      []ImpactRow  `json:"rows" doc:"Rows of the standard that are touched, in order of the catalogue."`
	Items     []ImpactItem `json:"items" doc:"Items reached, the closest first within a phase."`
}

// ImpactSeed is one thing that changes: an item or a row.
type ImpactSeed struct {
	Key    string `json:"key,omitempty" doc:"Key of the item, where it is one."`
	Row    string `json:"row,omitempty" doc:"Code of the row, where it is one."`
	Title  string `json:"title" doc:"Title of the item or row."`
	Change string `json:"change,omitempty" enum:"any,firmware,moved,lifecycle,types,retired" doc:"How the item changes; missing for rows and where the change was found by comparing states."`
}

// ImpactCounts is the size of an impact, the seeds left out.
type ImpactCounts struct {
	Items   int        `json:"items" doc:"Items reached."`
	Suspect int        `json:"suspect" doc:"Those of them with a link that becomes suspect."`
	ByKind  KindCounts `json:"by_kind" doc:"Items reached for each kind: an object from kind to number, in order of the schema; kinds without any are left out."`
}

// ImpactLoss is a zone or conduit that is touched, with what its SL-A could
// fall to until the rows touched are confirmed or verified again.
type ImpactLoss struct {
	Key        string `json:"key" doc:"Key of the zone or conduit."`
	Title      string `json:"title" doc:"Its title."`
	Target     Vector `json:"target" doc:"SL-T in force; zeros without one."`
	Capability Vector `json:"capability" doc:"SL-C."`
	Achieved   Vector `json:"achieved" doc:"SL-A verified, as it is."`
	CouldFall  Vector `json:"achieved_could_fall_to" doc:"SL-A verified if every row touched stopped counting."`
	Claimed    Vector `json:"claimed" doc:"SL-A claimed."`
	Gap        Vector `json:"gap" doc:"What achieved lacks of target, as it is."`
	Rows       int    `json:"rows" doc:"Rows touched here."`
	Reason     string `json:"reason" doc:"Why the place is in the result; for people."`
}

// ImpactRow is a row of the standard with the places where it is touched.
type ImpactRow struct {
	Row    string   `json:"row" doc:"Code of the row."`
	Places []string `json:"places" doc:"Keys of the zones and conduits, in order."`
}

// ImpactItem is one item with the reason and the way to it.
type ImpactItem struct {
	Key     string      `json:"key" doc:"Key of the item."`
	Title   string      `json:"title" doc:"Its title."`
	Kind    string      `json:"kind" doc:"Its kind."`
	Phase   string      `json:"phase" enum:"changed,flows,rests,decides,traced below,traced above" doc:"How it was reached: flows, along the direction of meaning; rests, its chain or level rests on it; decides, a decision was taken on it; traced below and above, by links of foreign tools, for information."`
	Reason  string      `json:"reason" doc:"Why it is in the result; for people."`
	Suspect bool        `json:"suspect" doc:"Whether a link of it becomes suspect."`
	From    string      `json:"from,omitempty" doc:"Key of the item, or code of the row, that it was reached from."`
	Path    []ImpactHop `json:"path" doc:"The links from what changes to the item, in order."`
}

// ImpactHop is one link of a way.
type ImpactHop struct {
	From string `json:"from" doc:"Key of the item nearer to what changes."`
	Link string `json:"link" doc:"The verb as read from from to to; the inverse where the link leads the other way."`
	To   string `json:"to" doc:"Key of the item further away."`
}

// KindCount is a number of items of one kind.
type KindCount struct {
	Kind  string `json:"kind" doc:"The kind."`
	Count int    `json:"count" doc:"How many."`
}

// KindCounts counts items by kind. In JSON it is one object from kind to
// number, in the order of the list.
type KindCounts []KindCount

// MarshalJSON writes the object, its members in order.
func (c KindCounts) MarshalJSON() ([]byte, error) {
	b := []byte{'{'}
	for i := range c {
		if i > 0 {
			b = append(b, ',')
		}
		name, err := json.Marshal(c[i].Kind)
		if err != nil {
			return nil, err
		}
		b = append(append(b, name...), ':')
		b = fmt.Append(b, c[i].Count)
	}
	return append(b, '}'), nil
}

// UnmarshalJSON reads the object that MarshalJSON writes, keeping the order of
// its members.
func (c *KindCounts) UnmarshalJSON(data []byte) error {
	d := json.NewDecoder(bytes.NewReader(data))
	if t, err := d.Token(); err != nil || t != json.Delim('{') {
		return fmt.Errorf("counts by kind are %.20q; they are an object", data)
	}
	out := KindCounts{}
	for d.More() {
		t, err := d.Token()
		if err != nil {
			return err
		}
		var n int
		if err := d.Decode(&n); err != nil {
			return err
		}
		name, _ := t.(string)
		out = append(out, KindCount{name, n})
	}
	*c = out
	return nil
}
