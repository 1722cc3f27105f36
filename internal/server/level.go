package server

import (
	"context"

	"github.com/cordon-ot/cordon/internal/answer"
	"github.com/cordon-ot/cordon/internal/api"
)

type levelInput struct {
	Asked
	Items  []string `query:"item,explode" maxItems:"1000" maxLength:"1000" doc:"Zones, conduits, assets or products by key or title; all zones and conduits without. Repeatable."`
	Why    bool     `query:"why" doc:"Explain each number: the rows that hold it down and the first broken step of their chains."`
	Chains bool     `query:"chains" doc:"Count the rows of each place by the state of their chains."`
	FRs    []string `query:"fr,explode" maxItems:"7" maxLength:"20" doc:"Explain only these, such as IAC. Repeatable."`
}

// levels answers with SL-T, SL-C and SL-A.
func (s *Server) levels(ctx context.Context, in *levelInput) (*read[api.Levels], error) {
	frs, err := answer.ParseFRs(in.FRs)
	if err != nil {
		return nil, at("query.fr", err)
	}
	return analysed(ctx, &in.Asked, func(v *answer.View) (*api.Levels, error) {
		d, err := answer.Levels(v, answer.LevelOptions{Items: in.Items, Why: in.Why, FRs: frs, Chains: in.Chains})
		levelsInWords(reads(ctx), &d)
		return &d, at("query.item", err)
	})
}

type driftInput struct {
	Asked
	Places []string `query:"place,explode" maxItems:"1000" maxLength:"1000" doc:"Zones and conduits by key or title; all without. Repeatable."`
	Limit  int      `query:"limit" minimum:"1" maximum:"1000" default:"100" doc:"How many of the last commits to look at."`
}

// drift answers how levels went, commit by commit.
func (s *Server) drift(ctx context.Context, in *driftInput) (*read[api.Drift], error) {
	return analysed(ctx, &in.Asked, func(v *answer.View) (*api.Drift, error) {
		d, err := answer.Drift(ctx, v, callOf(ctx).lease.Project, answer.DriftOptions{Places: in.Places, Limit: in.Limit})
		return &d, err
	})
}
