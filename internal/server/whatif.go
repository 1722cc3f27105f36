package server

import (
	"context"

	"github.com/cordon-ot/cordon/internal/answer"
	"github.com/cordon-ot/cordon/internal/api"
)

type whatIfInput struct {
	Asked
	Body api.Plan
}

// whatIf answers what would be different if ops were committed. Nothing is
// written.
func (s *Server) whatIf(ctx context.Context, in *whatIfInput) (*read[api.WhatIf], error) {
	st, err := in.state(ctx)
	if err != nil {
		return nil, err
	}
	l := callOf(ctx).lease
	ops, err := answer.Ops(st.Snapshot, in.Body.Ops, answer.OpOptions{NewID: l.NewID})
	if err != nil {
		return nil, err
	}
	next, err := l.Plan(ctx, st, ops)
	if err != nil {
		return nil, answer.Locate(in.Body.Ops, err)
	}
	before := l.View(st)
	from, err := s.findingOptions(ctx, before)
	if err != nil {
		return nil, err
	}
	after := before.Planned(next, l.Basis(next.Snapshot))
	to, err := s.findingOptions(ctx, after)
	if err != nil {
		return nil, err
	}
	d := answer.WhatIf(before, after, len(ops), from, to)
	out := &read[api.WhatIf]{Commit: st.Snapshot.Commit(), Cache: "no-store", Body: &d}
	return out, nil
}
