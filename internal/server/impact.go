package server

import (
	"context"

	"github.com/cordon-ot/cordon/internal/answer"
	"github.com/cordon-ot/cordon/internal/api"
)

type impactInput struct {
	Asked
	Items  []string `query:"item,explode" maxItems:"1000" maxLength:"1000" doc:"Items that change, by key or title. Repeatable."`
	Rows   []string `query:"row,explode" maxItems:"1000" maxLength:"100" doc:"Rows of the standard that change, such as SR 1.1. Repeatable."`
	Change string   `query:"change" enum:"any,firmware,moved,lifecycle,types,retired" default:"any" doc:"How the items change."`
	Since  string   `query:"since" maxLength:"200" doc:"In place of items and rows: a state; what changed since then is followed."`
}

// impact answers what a change reaches, by which way and why.
func (s *Server) impact(ctx context.Context, in *impactInput) (*read[api.Impact], error) {
	if in.Since != "" && len(in.Items)+len(in.Rows) > 0 {
		return nil, badField("query.since", "name either a state to compare with, or items and rows; not both")
	}
	return analysed(ctx, &in.Asked, func(v *answer.View) (*api.Impact, error) {
		if in.Since == "" {
			d, err := answer.Impact(v, answer.ImpactOptions{Items: in.Items, Rows: in.Rows, Change: in.Change})
			return &d, at("query.item", err)
		}
		before, err := callOf(ctx).lease.At(ctx, in.Since)
		if err != nil {
			return nil, at("query.since", err)
		}
		d, err := answer.ImpactSince(v, before)
		return &d, err
	})
}
