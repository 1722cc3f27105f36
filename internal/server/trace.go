package server

import (
	"context"

	"github.com/cordon-ot/cordon/internal/answer"
	"github.com/cordon-ot/cordon/internal/api"
)

type traceInput struct {
	Asked
	What string `path:"what" maxLength:"300" doc:"An item by key or title, or a row such as SR 1.1 RE(1)."`
	Up   bool   `query:"up" doc:"Only what it stands on."`
	Down bool   `query:"down" doc:"Only what stands on it."`
}

// trace answers with the chain of one item or row.
func (s *Server) trace(ctx context.Context, in *traceInput) (*read[api.Trace], error) {
	return looked(ctx, &in.Asked, func(v *answer.View) (*api.Trace, error) {
		d, err := answer.Trace(v, answer.TraceOptions{What: in.What, Up: in.Up, Down: in.Down})
		return &d, at("path.what", err)
	})
}

type coverageInput struct{ Asked }

// coverage answers how much of each layer of the chain is covered.
func (s *Server) coverage(ctx context.Context, in *coverageInput) (*read[api.TraceCoverage], error) {
	return looked(ctx, &in.Asked, func(v *answer.View) (*api.TraceCoverage, error) {
		d := answer.TraceCoverage(v)
		return &d, nil
	})
}

type placeInput struct {
	Asked
	Place string `path:"place" maxLength:"300" doc:"A zone or conduit by key or title."`
}

// placeTrace answers with the chain of every row of a place.
func (s *Server) placeTrace(ctx context.Context, in *placeInput) (*read[api.TraceZone], error) {
	return analysed(ctx, &in.Asked, func(v *answer.View) (*api.TraceZone, error) {
		d, err := answer.TraceZone(v, in.Place)
		return &d, at("path.place", err)
	})
}
