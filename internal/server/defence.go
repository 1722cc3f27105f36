package server

import (
	"context"

	"github.com/cordon-ot/cordon/internal/answer"
	"github.com/cordon-ot/cordon/internal/api"
)

type defenceInput struct {
	Asked
	Zone   string   `query:"zone" maxLength:"200" doc:"A zone by key or title; all without."`
	FRs    []string `query:"fr,explode" maxItems:"7" maxLength:"20" doc:"Only these, such as IAC. Repeatable."`
	Remove []string `query:"remove,explode" maxItems:"1000" maxLength:"1000" doc:"Countermeasures by key or title to think away: which levels would fall. Repeatable."`
}

// defence answers with the layers that stand in the way, and what falls if
// countermeasures go.
func (s *Server) defence(ctx context.Context, in *defenceInput) (*read[api.Defence], error) {
	frs, err := answer.ParseFRs(in.FRs)
	if err != nil {
		return nil, at("query.fr", err)
	}
	return analysed(ctx, &in.Asked, func(v *answer.View) (*api.Defence, error) {
		d, err := answer.Defence(v, answer.DefenceOptions{Zone: in.Zone, FRs: frs, Remove: in.Remove})
		return &d, err
	})
}
