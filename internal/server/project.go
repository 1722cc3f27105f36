package server

import (
	"context"
	"net/http"
	"strings"

	"github.com/cordon-ot/cordon/internal/access"
	"github.com/cordon-ot/cordon/internal/api"
	"github.com/cordon-ot/cordon/internal/app"
	"github.com/cordon-ot/cordon/internal/audit"
	"github.com/cordon-ot/cordon/internal/blob"
	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/host"
	"github.com/cordon-ot/cordon/internal/ledger"
	"github.com/cordon-ot/cordon/internal/model"
	"github.com/cordon-ot/cordon/internal/starter"
)

// projects lists the projects the caller may know of.
func (s *Server) projects(ctx context.Context, _ *none) (*live[api.Projects], error) {
	c := callOf(ctx)
	all, err := s.cfg.Host.Projects(ctx)
	if err != nil {
		return nil, err
	}
	d := api.Projects{Projects: []api.Project{}}
	for _, e := range c.visible(all) {
		d.Projects = append(d.Projects, projectDoc(e, c.caller.Who(e.ID).Grant))
	}
	return now(d), nil
}

func projectDoc(e host.Entry, grant *access.Grant) api.Project {
	d := api.Project{
		ID: e.ID, Key: e.Key, Title: e.Title, Created: e.Created.UTC().Format(model.TimeLayout), Retired: e.Retired, Products: []string{},
	}
	if grant != nil {
		d.Role = string(grant.Role)
		d.Products = append(d.Products, grant.Products...)
	}
	return d
}

// ProjectInput names the project that is meant.
type ProjectInput struct {
	Project string `path:"project" maxLength:"60" doc:"Key of the project."`
}

// project answers with one project and where its record stands.
func (s *Server) project(ctx context.Context, _ *ProjectInput) (*live[api.ProjectDetail], error) {
	c := callOf(ctx)
	st, err := c.lease.Head(ctx)
	if err != nil {
		return nil, err
	}
	d := api.ProjectDetail{
		Project: projectDoc(c.entry, c.caller.who.Grant), Head: api.Head{Commit: st.Snapshot.Commit(), Date: st.Date}, Actions: []string{},
	}
	if c.may(access.Analyse) {
		d.Counts = countKinds(st.Snapshot)
	}
	for _, a := range access.Actions() {
		if a.Area == access.Project && c.may(a.Action) {
			d.Actions = append(d.Actions, string(a.Action))
		}
	}
	return now(d), nil
}

func countKinds(s *model.Snapshot) map[string]int {
	counts := map[string]int{}
	for _, k := range model.Kinds() {
		n := 0
		for range s.OfKind(k) {
			n++
		}
		if n > 0 {
			counts[k.String()] = n
		}
	}
	return counts
}

type newProjectInput struct{ Body api.NewProject }

type created[T any] struct {
	Location string `header:"Location" doc:"Address of what was made."`
	Body     *T
}

// createProject makes a project, empty or from a template. Who makes it owns it
// unless another owner is named.
func (s *Server) createProject(ctx context.Context, in *newProjectInput) (*created[api.Project], error) {
	c := callOf(ctx)
	start := host.Start{Key: strings.TrimSpace(in.Body.Key), Title: strings.TrimSpace(in.Body.Title), By: c.caller.user}
	if err := at("body/key", host.KeyRule(start.Key)); err != nil {
		return nil, err
	}
	if err := oneLine("body/title", start.Title); err != nil {
		return nil, err
	}
	if err := bareRule(&in.Body); err != nil {
		return nil, err
	}
	start.ID = in.Body.ID
	src, title := starter.Empty(), start.Title
	if in.Body.Template != "" {
		var err error
		if src, err = starter.Template(in.Body.Template); err != nil {
			return nil, at("body/template", err)
		}
		title = "" // the sample has a system of its own
	}
	if in.Body.Bare {
		title = "" // and so does what is brought along
	}
	start.Fill = func(ctx context.Context, p *app.Project, files blob.Store) error {
		_, err := src.Fill(ctx, p, starter.Options{Author: c.caller.name, Title: title, Files: files})
		return err
	}
	owner := in.Body.Owner
	if owner == "" {
		owner = c.caller.user
	}
	if _, err := s.cfg.Accounts.User(ctx, owner); err != nil {
		return nil, at("body/owner", err)
	}
	if err := s.record(ctx, audit.Event{Kind: audit.ProjectMade, Subject: start.Key}); err != nil {
		return nil, err
	}
	e, err := s.cfg.Host.Create(ctx, start)
	if err != nil {
		return nil, err
	}
	grant := access.Grant{Role: access.Owner}
	if err := s.cfg.Accounts.Grant(ctx, by(ctx), e.ID, owner, grant); err != nil {
		return nil, err
	}
	d := projectDoc(e, nil)
	if owner == c.caller.user {
		d = projectDoc(e, &grant)
	}
	return &created[api.Project]{Location: prefix + "/projects/" + e.Key, Body: &d}, nil
}

// bareRule refuses what has a meaning only for a project that is brought along,
// and the other way round.
func bareRule(n *api.NewProject) error {
	switch {
	case n.Bare && n.Template != "":
		return badField("body/template", "a project with a sample is not bare; leave out one of the two")
	case n.ID != "" && !n.Bare:
		return badField("body/id", "only a bare project brings its id along; leave it out, or give bare")
	case n.ID == "":
		return nil
	}
	if _, err := ledger.Origin(n.ID); err != nil {
		return badField("body/id", "this cannot be the id of a project: %v", err)
	}
	return nil
}

type changeProjectInput struct {
	ProjectInput
	Body api.ProjectChange
}

// changeProject writes the title of a project.
func (s *Server) changeProject(ctx context.Context, in *changeProjectInput) (*live[api.Project], error) {
	c := callOf(ctx)
	e := c.entry
	if in.Body.Title = strings.TrimSpace(in.Body.Title); in.Body.Title == "" {
		return nil, badField("body/title", "a project needs a title")
	}
	if err := oneLine("body/title", in.Body.Title); err != nil {
		return nil, err
	}
	e.Title = in.Body.Title
	if err := s.record(ctx, audit.Event{Kind: audit.ProjectChanged, Subject: e.Key, Project: e.ID, Details: map[string]string{"title": e.Title}}); err != nil {
		return nil, err
	}
	if err := s.cfg.Host.Change(ctx, e.ID, e.Title, e.Retired); err != nil {
		return nil, err
	}
	return now(projectDoc(e, c.caller.who.Grant)), nil
}

type retireProjectInput struct {
	ProjectInput
	Body api.ProjectRetirement
}

// retireProject takes a project out of use, or brings it back. Nothing of its
// record changes.
func (s *Server) retireProject(ctx context.Context, in *retireProjectInput) (*live[api.Project], error) {
	c := callOf(ctx)
	e := c.entry
	e.Retired = in.Body.Retired
	word := "no"
	if e.Retired {
		word = "yes"
	}
	if err := s.record(ctx, audit.Event{Kind: audit.ProjectRetired, Subject: e.Key, Project: e.ID, Details: map[string]string{"retired": word}}); err != nil {
		return nil, err
	}
	if err := s.cfg.Host.Change(ctx, e.ID, e.Title, e.Retired); err != nil {
		return nil, err
	}
	return now(projectDoc(e, c.caller.who.Grant)), nil
}

// refuseRetired keeps a retired project as it is.
func refuseRetired(c *call) error {
	if !c.entry.Retired {
		return nil
	}
	return withStatus(http.StatusConflict, fault.New(fault.Conflict, "change the project", "this project is retired; one of its owners or an administrator can bring it back"))
}
