package cli

import (
	"github.com/cordon-ot/cordon/internal/impact"
	"github.com/cordon-ot/cordon/internal/sl"
)

// vectorsDoc is the numbers of a place, under the names that every document
// has for them.
type vectorsDoc struct {
	Target     sl.Vector `json:"target"`
	Capability sl.Vector `json:"capability"`
	Achieved   sl.Vector `json:"achieved"`
	Claimed    sl.Vector `json:"claimed"`
	Gap        sl.Vector `json:"gap"`
}

// standingDoc is the numbers of a place with how its target stands.
type standingDoc struct {
	vectorsDoc
	Approved bool `json:"approved"` // there is an approved target
	Open     bool `json:"open"`     // what the target was decided on has changed
}

func standingOf(v impact.Vectors) standingDoc {
	return standingDoc{vectorsDoc{v.Target, v.Capability, v.Achieved, v.Claimed, v.Gap}, v.Approved, v.Open}
}

// standingThere is nil for a place that is not there.
func standingThere(v impact.Vectors) *standingDoc {
	if !v.There {
		return nil
	}
	d := standingOf(v)
	return &d
}

// vectorsThere is nil for a place that is not there.
func vectorsThere(v impact.Vectors) *vectorsDoc {
	if !v.There {
		return nil
	}
	d := standingOf(v).vectorsDoc
	return &d
}
