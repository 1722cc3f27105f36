package answer

import (
	"github.com/cordon-ot/cordon/internal/api"
	"github.com/cordon-ot/cordon/internal/impact"
)

func standingOf(v impact.Vectors) api.Standing {
	return api.Standing{
		Vectors: api.Vectors{
			Target: Vector(v.Target), Capability: Vector(v.Capability),
			Achieved: Vector(v.Achieved), Claimed: Vector(v.Claimed), Gap: Vector(v.Gap),
		},
		Approved: v.Approved, Open: v.Open,
	}
}

// standingThere is nil for a place that is not there.
func standingThere(v impact.Vectors) *api.Standing {
	if !v.There {
		return nil
	}
	d := standingOf(v)
	return &d
}

// vectorsThere is nil for a place that is not there.
func vectorsThere(v impact.Vectors) *api.Vectors {
	if !v.There {
		return nil
	}
	d := standingOf(v).Vectors
	return &d
}
