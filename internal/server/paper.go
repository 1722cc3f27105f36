package server

import (
	"context"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"

	"github.com/cordon-ot/cordon/internal/access"
	"github.com/cordon-ot/cordon/internal/api"
	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/host"
)

// Layouts of diagrams and views of grids are kept beside the record, by name:
// moving a box is no change of the plant.

// paperKinds are the kinds of paper with the words of their routes.
var paperKinds = []struct{ kind, many, about string }{
	{"layout", "layouts", "where the boxes of a diagram stand"},
	{"view", "views", "columns, order and filter of a grid"},
}

// paperRoutes declares the routes of every kind of paper.
func (s *Server) paperRoutes() {
	for _, k := range paperKinds {
		all := "/projects/{project}/" + k.many
		add(s, route{
			method: http.MethodGet, path: all, id: "list-" + k.many, action: access.Analyse, tag: "item",
			summary: "The " + k.many + " of the project: " + k.about,
		}, func(ctx context.Context, _ *ProjectInput) (*live[api.Papers], error) { return s.papers(ctx, k.kind) })
		add(s, route{
			method: http.MethodGet, path: all + "/{name}", id: "read-" + k.kind, action: access.Analyse, tag: "item",
			summary: "One " + k.kind + ", with its content",
		}, func(ctx context.Context, in *paperInput) (*kept, error) { return s.paper(ctx, k.kind, in.Name) })
		add(s, route{
			method: http.MethodPut, path: all + "/{name}", id: "write-" + k.kind, action: access.WriteModel, tag: "item",
			body: host.LongestPaper + 1024, errors: []int{http.StatusPreconditionFailed}, summary: "Keep a " + k.kind + "; nothing of the record changes",
		}, func(ctx context.Context, in *keepPaperInput) (*kept, error) { return s.keepPaper(ctx, k.kind, in) })
		add(s, route{
			method: http.MethodDelete, path: all + "/{name}", id: "remove-" + k.kind, action: access.WriteModel, tag: "item",
			summary: "Remove a " + k.kind,
		}, func(ctx context.Context, in *paperInput) (*none, error) {
			return nil, at("path.name", callOf(ctx).lease.DropPaper(ctx, k.kind, in.Name))
		})
	}
}

type paperInput struct {
	Project string `path:"project" maxLength:"60" doc:"Key of the project."`
	Name    string `path:"name" maxLength:"200" doc:"Its name, one line."`
}

type keepPaperInput struct {
	Project string `path:"project" maxLength:"60" doc:"Key of the project."`
	Name    string `path:"name" maxLength:"200" doc:"Its name, one line."`
	Match   string `header:"If-Match" maxLength:"60" doc:"The ETag it was read with. If it has changed since, it is refused with 412."`
	None    string `header:"If-None-Match" maxLength:"60" enum:"*" doc:"With * it is only kept if there is none of this name yet; else it is refused with 412."`
	Body    api.NewPaper
}

// kept is an answer with one paper. Its ETag is for If-Match.
type kept struct {
	ETag  string `header:"ETag" doc:"Changes with the content."`
	Cache string `header:"Cache-Control" doc:"Whether the answer may be kept: only by its caller, who asks again each time."`
	Body  api.Paper
}

func (s *Server) papers(ctx context.Context, kind string) (*live[api.Papers], error) {
	list, err := callOf(ctx).lease.Papers(ctx, kind)
	if err != nil {
		return nil, err
	}
	d := api.Papers{Papers: []api.PaperHead{}}
	for i := range list {
		d.Papers = append(d.Papers, paperHead(&list[i]))
	}
	return now(d), nil
}

func (s *Server) paper(ctx context.Context, kind, name string) (*kept, error) {
	p, err := callOf(ctx).lease.Paper(ctx, kind, name)
	if err != nil {
		return nil, at("path.name", err)
	}
	return keptDoc(&p), nil
}

func (s *Server) keepPaper(ctx context.Context, kind string, in *keepPaperInput) (*kept, error) {
	c := callOf(ctx)
	if c.caller.who.Grant == nil || c.caller.who.Grant.Role != access.Owner && c.caller.who.Grant.Role != access.Engineer {
		return nil, fault.New(fault.Denied, "keep a "+kind, "only owners and engineers arrange the project for everybody")
	}
	if err := oneLine("path.name", in.Name); err != nil {
		return nil, err
	}
	if len(in.Body.Content) > host.LongestPaper || !json.Valid(in.Body.Content) {
		return nil, badField("body/content", "this is no JSON, or longer than 1 MiB")
	}
	seen, where := uint64(0), "header.If-Match"
	if in.Match != "" && in.Match != "*" {
		n, err := strconv.ParseUint(strings.Trim(in.Match, `"r`), 10, 64)
		if err != nil || n == 0 {
			return nil, badField("header.If-Match", "%q is no ETag of this; take the one it was read with", in.Match)
		}
		seen = n
	}
	if in.None != "" {
		seen, where = host.NoPaper, "header.If-None-Match"
	}
	p, err := c.lease.KeepPaper(ctx, kind, host.Paper{Name: in.Name, Body: in.Body.Content, By: c.caller.user}, seen)
	if fault.KindOf(err) == fault.Conflict && err != nil {
		return nil, &statusError{status: http.StatusPreconditionFailed, where: where, err: err}
	}
	if err != nil {
		return nil, err
	}
	return keptDoc(&p), nil
}

func keptDoc(p *host.Paper) *kept {
	return &kept{ETag: revisionTag(p.Revision), Cache: private, Body: api.Paper{PaperHead: paperHead(p), Content: p.Body}}
}

func paperHead(p *host.Paper) api.PaperHead {
	return api.PaperHead{Name: p.Name, Revision: p.Revision, Changed: moment(p.Changed), By: p.By}
}
