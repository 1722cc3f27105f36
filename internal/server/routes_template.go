package server

import (
	"context"
	"net/http"

	"github.com/cordon-ot/cordon/internal/access"
	"github.com/cordon-ot/cordon/internal/api"
	"github.com/cordon-ot/cordon/internal/template"
)

// templateRoutes declares what projects can begin with.
func (s *Server) templateRoutes() {
	add(s, route{
		method: http.MethodGet, path: "/templates", id: "list-templates", action: access.ReadSchema, tag: "project",
		summary: "Sample plants that a project can begin with", text: "Their names are what create-project takes as template.",
	}, s.templates)
}

// templates lists the sample plants.
func (s *Server) templates(context.Context, *none) (*shipped[api.Templates], error) {
	d := api.Templates{Templates: []api.Template{}}
	for _, i := range template.List() {
		d.Templates = append(d.Templates, api.Template{Name: i.Name, Title: i.Title, About: i.Description, Assets: i.Assets, Zones: i.Zones})
	}
	return fixed(d)
}
