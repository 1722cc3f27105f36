package server

import (
	"context"
	"net/http"

	"github.com/cordon-ot/cordon/internal/access"
	"github.com/cordon-ot/cordon/internal/answer"
	"github.com/cordon-ot/cordon/internal/api"
)

// matrixRoutes declares the answer that the requirements screen is drawn from.
func (s *Server) matrixRoutes() {
	add(s, route{
		method: http.MethodGet, path: "/projects/{project}/matrix", id: "read-matrix", action: access.Analyse, tag: "analysis",
		summary: "Every row on every zone and conduit: assessment, chain state and how it counts",
		text:    "One answer for large projects too: cells are numbers in lists, and the document says what they stand for. Why a row does not count is told in words by the trace of its place.",
	}, s.matrix)
}

type matrixInput struct {
	Asked
	Places []string `query:"place,explode" maxItems:"1000" maxLength:"1000" doc:"Zones and conduits by key or title; all without. Repeatable."`
}

// matrix answers with every row on every place.
func (s *Server) matrix(ctx context.Context, in *matrixInput) (*read[api.Matrix], error) {
	return analysed(ctx, &in.Asked, func(v *answer.View) (*api.Matrix, error) {
		d, err := answer.Matrix(v, in.Places)
		return &d, at("query.place", err)
	})
}
