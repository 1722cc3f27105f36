package server

import (
	"context"

	"github.com/cordon-ot/cordon/internal/answer"
	"github.com/cordon-ot/cordon/internal/api"
)

type diffInput struct {
	Asked
	From string `query:"from" required:"true" minLength:"1" maxLength:"200" doc:"The earlier state, named as at is."`
}

// diff answers what differs between two states: items, links and levels.
func (s *Server) diff(ctx context.Context, in *diffInput) (*read[api.Diff], error) {
	l := callOf(ctx).lease
	then, err := l.At(ctx, in.From)
	if err != nil {
		return nil, at("query.from", err)
	}
	return analysed(ctx, &in.Asked, func(v *answer.View) (*api.Diff, error) {
		d, err := answer.Compare(l.View(then), v)
		return &d, err
	})
}
