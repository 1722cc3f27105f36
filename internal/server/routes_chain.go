package server

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/cordon-ot/cordon/internal/access"
	"github.com/cordon-ot/cordon/internal/answer"
	"github.com/cordon-ot/cordon/internal/api"
	"github.com/cordon-ot/cordon/internal/model"
	"github.com/cordon-ot/cordon/internal/search"
)

func (s *Server) chainRoutes() {
	add(s, route{
		method: http.MethodGet, path: "/projects/{project}/chains", id: "list-chains", action: access.Analyse, tag: "analysis",
		summary: "The chains of all rows asked of zones and conduits, in pages",
		text: "Without detail each entry says how its chain stands and how long it is; with detail it holds the steps as well. " +
			"A view of thousands of rows reads all entries without detail, and the details of those in sight by allocation.",
	}, s.chains)
}

type chainsInput struct {
	Asked
	Paging
	Places      []string `query:"place,explode" maxItems:"1000" maxLength:"1000" doc:"Only rows of these zones and conduits, by key or title. Repeatable."`
	FRs         []string `query:"fr,explode" maxItems:"7" maxLength:"20" doc:"Only rows of these FRs, such as IAC. Repeatable."`
	Rows        []string `query:"row,explode" maxItems:"200" maxLength:"60" doc:"Only these rows, such as SR 1.1 RE(1). Repeatable."`
	Allocations []string `query:"allocation,explode" maxItems:"1000" maxLength:"60" doc:"Only rows with these allocations, by key. Repeatable."`
	Items       []string `query:"item,explode" maxItems:"1000" maxLength:"1000" doc:"Only rows in whose chain one of these items stands, by key or title. Repeatable."`
	Filter      string   `query:"filter" maxLength:"4000" doc:"Only rows whose allocation fits this expression, such as assessment == \"met\"."`
	Query       string   `query:"q" maxLength:"1000" doc:"Only rows whose code or title has these words, or in whose chain an item stands that a search for them finds."`
	Detail      bool     `query:"detail" doc:"With the steps of each chain."`
}

// chains answers with a page of rows and their chains.
func (s *Server) chains(ctx context.Context, in *chainsInput) (*read[api.ChainPage], error) {
	cur, err := in.open(queryHash(slices.Concat(
		in.Places, []string{"|"}, in.FRs, []string{"|"}, in.Rows, []string{"|"}, in.Allocations, []string{"|"}, in.Items,
		[]string{"|", in.Filter, in.Query, strconv.FormatBool(in.Detail)})...))
	if err != nil {
		return nil, err
	}
	cur.state(&in.Asked)
	frs, err := answer.ParseFRs(in.FRs)
	if err != nil {
		return nil, at("query.fr", err)
	}
	return analysed(ctx, &in.Asked, func(v *answer.View) (*api.ChainPage, error) {
		o := answer.ChainOptions{
			Places: in.Places, FRs: frs, Rows: in.Rows, Allocations: in.Allocations, Items: in.Items,
			Detail: in.Detail, After: cur.After, Limit: in.Limit,
		}
		if strings.TrimSpace(in.Filter) != "" {
			if o.Fits, err = compileFilter(v.State, []model.Kind{model.KindAllocation}, in.Filter); err != nil {
				return nil, at("query.filter", err)
			}
		}
		if strings.TrimSpace(in.Query) != "" {
			if o.Found, err = s.foundNodes(ctx, v, in.Query); err != nil {
				return nil, at("query.q", err)
			}
			o.Words = in.Query
		}
		d, next, err := answer.Chains(v, o)
		if err != nil {
			return nil, at("query", err)
		}
		if next != "" {
			d.Next = cur.after(v.State, next)
		}
		return &d, nil
	})
}

// mostFound bounds the hits of a search that chains are looked through for.
const mostFound = 2000

// foundNodes gives the items that a search finds.
func (s *Server) foundNodes(ctx context.Context, v *answer.View, words string) (map[model.Node]bool, error) {
	q, err := search.Parse(words)
	if err != nil {
		return nil, err
	}
	found, err := s.index.Search(ctx, v.Snapshot(), q, search.Options{Limit: mostFound, Visible: visibleNodes(callOf(ctx), v.State)})
	if err != nil {
		return nil, err
	}
	out := map[model.Node]bool{}
	for i := range found.Hits {
		out[found.Hits[i].Node] = true
	}
	return out, nil
}
