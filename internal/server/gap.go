package server

import (
	"context"

	"github.com/cordon-ot/cordon/internal/answer"
	"github.com/cordon-ot/cordon/internal/api"
)

type gapInput struct {
	Asked
	Places []string `query:"place,explode" maxItems:"1000" maxLength:"1000" doc:"Zones and conduits by key or title; all without. Repeatable."`
	FRs    []string `query:"fr,explode" maxItems:"7" maxLength:"20" doc:"Only these, such as IAC. Repeatable."`
	Top    int      `query:"top" minimum:"0" maximum:"100000" doc:"Only so many gaps, those with the most to do."`
}

// gaps answers with what places lack of their targets.
func (s *Server) gaps(ctx context.Context, in *gapInput) (*read[api.Gaps], error) {
	frs, err := answer.ParseFRs(in.FRs)
	if err != nil {
		return nil, at("query.fr", err)
	}
	return analysed(ctx, &in.Asked, func(v *answer.View) (*api.Gaps, error) {
		d, err := answer.Gaps(v, answer.GapOptions{Places: in.Places, FRs: frs, Top: in.Top})
		return &d, at("query.place", err)
	})
}
