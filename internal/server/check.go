package server

import (
	"context"

	"github.com/cordon-ot/cordon/internal/answer"
	"github.com/cordon-ot/cordon/internal/api"
	"github.com/cordon-ot/cordon/internal/fault"
)

type checkInput struct {
	Asked
	Rules []string `query:"rule,explode" maxItems:"100" maxLength:"100" doc:"Only findings of these rules, or of these areas such as zone. Repeatable."`
	Items []string `query:"item,explode" maxItems:"100" maxLength:"1000" doc:"Only findings about these items, by key or title. Repeatable."`
}

// check answers with every finding.
func (s *Server) check(ctx context.Context, in *checkInput) (*read[api.Check], error) {
	return analysed(ctx, &in.Asked, func(v *answer.View) (*api.Check, error) {
		from, err := s.findingOptions(ctx, v)
		if err != nil {
			return nil, err
		}
		d, err := answer.Check(v, answer.CheckOptions{FindingOptions: from, Rules: in.Rules, Items: in.Items})
		where := "query.rule"
		if fault.KindOf(err) == fault.NotFound {
			where = "query.item"
		}
		return &d, at(where, err)
	})
}

func (s *Server) findingOptions(ctx context.Context, v *answer.View) (answer.FindingOptions, error) {
	zone, err := callOf(ctx).lease.Location(v.Snapshot())
	return answer.FindingOptions{Library: s.cfg.Host.Library(), TimeZone: zone}, err
}
