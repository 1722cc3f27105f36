package server

import (
	"context"
	"slices"

	"github.com/cordon-ot/cordon/internal/answer"
	"github.com/cordon-ot/cordon/internal/api"
	"github.com/cordon-ot/cordon/internal/app"
	"github.com/cordon-ot/cordon/internal/model"
	"github.com/cordon-ot/cordon/internal/search"
)

type searchInput struct {
	Asked
	Query  string `query:"q" required:"true" minLength:"1" maxLength:"1000" doc:"What to look for: words that all have to occur, \"phrases in quotes\", -not this, kind:zone, key:ZON-1, retired:any."`
	Limit  int    `query:"limit" minimum:"1" maximum:"500" default:"50" doc:"The most hits of one page."`
	Cursor string `query:"cursor" maxLength:"400" doc:"The next of the page before; the new page is read at the same commit."`
}

// search finds items by words, in the state that is looked at.
func (s *Server) search(ctx context.Context, in *searchInput) (*read[api.SearchResult], error) {
	page := Paging{Cursor: in.Cursor}
	cur, err := page.open(queryHash(in.Query))
	if err != nil {
		return nil, err
	}
	cur.state(&in.Asked)
	after, err := search.ParseCursor(cur.After)
	if err != nil {
		return nil, at("query.cursor", err)
	}
	q, err := search.Parse(in.Query)
	if err != nil {
		return nil, at("query.q", err)
	}
	return looked(ctx, &in.Asked, func(v *answer.View) (*api.SearchResult, error) {
		found, err := s.index.Search(ctx, v.Snapshot(), q, search.Options{Limit: in.Limit, After: after, Visible: visibleNodes(callOf(ctx), v.State)})
		if err != nil {
			return nil, err
		}
		d := api.SearchResult{State: answer.State(v.State), Hits: []api.SearchHit{}}
		for i := range found.Hits {
			d.Hits = append(d.Hits, hitDoc(v.Snapshot(), &found.Hits[i]))
		}
		if found.More {
			d.Next = cur.after(v.State, found.Next.String())
		}
		return &d, nil
	})
}

// visibleNodes limits what a supplier finds; nil for everybody else.
func visibleNodes(c *call, st app.State) func(model.Node) bool {
	own := c.verdict.Products
	if own == nil {
		return nil
	}
	return func(n model.Node) bool { return slices.Contains(own, st.Snapshot.Key(n).String()) }
}

func hitDoc(s *model.Snapshot, h *search.Hit) api.SearchHit {
	it := s.Item(h.Node)
	d := api.SearchHit{
		Key: h.Key.String(), Kind: it.Key.Kind.String(), Title: it.Title, Retired: h.Retired, Rank: h.Rank.String(), Matches: []api.SearchMatch{},
	}
	for _, m := range h.Matches {
		out := api.SearchMatch{Property: m.Property, Row: m.Row, Column: m.Column, Snippet: m.Snippet, Before: m.Before, After: m.After, Spans: [][2]int{}}
		if m.Verb != model.NoVerb {
			out.Verb, out.To = m.Verb.String(), s.Key(m.To).String()
		}
		for _, p := range m.Spans {
			out.Spans = append(out.Spans, [2]int{p.From, p.To})
		}
		d.Matches = append(d.Matches, out)
	}
	return d
}
