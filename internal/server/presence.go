package server

import (
	"context"

	"github.com/cordon-ot/cordon/internal/access"
	"github.com/cordon-ot/cordon/internal/api"
	"github.com/cordon-ot/cordon/internal/host"
	"github.com/cordon-ot/cordon/internal/model"
)

// PresenceInput names the project somebody looks at.
type PresenceInput struct {
	Project string `path:"project" maxLength:"60" doc:"Key of the project."`
}

type live[T any] struct {
	Cache string `header:"Cache-Control" doc:"Whether the answer may be kept: only by its caller, who asks again each time."`
	Body  *T
}

func now[T any](d T) *live[T] { return &live[T]{Cache: "no-store", Body: &d} }

// present answers who looks at what.
func (s *Server) present(ctx context.Context, _ *PresenceInput) (*live[api.Presence], error) {
	people, err := s.cfg.Host.Present(ctx, callOf(ctx).entry.ID)
	if err != nil {
		return nil, err
	}
	return now(presenceDoc(people)), nil
}

type lookInput struct {
	PresenceInput
	Body api.Look
}

// look says what the caller looks at.
func (s *Server) look(ctx context.Context, in *lookInput) (*none, error) {
	c := callOf(ctx)
	if err := oneLine("body/where", in.Body.Where); err != nil {
		return nil, err
	}
	return nil, s.cfg.Host.Look(ctx, c.entry.ID, host.Person{User: c.caller.user, Name: c.caller.name, Where: in.Body.Where})
}

// leave says that the caller looks at nothing any more.
func (s *Server) leave(ctx context.Context, _ *PresenceInput) (*none, error) {
	c := callOf(ctx)
	return nil, s.cfg.Host.Leave(ctx, c.entry.ID, c.caller.user)
}

func presenceDoc(people []host.Person) api.Presence {
	d := api.Presence{People: []api.Present{}}
	for _, p := range people {
		d.People = append(d.People, api.Present{User: p.User, Name: p.Name, Where: p.Where, Since: p.Since.UTC().Format(model.TimeLayout)})
	}
	return d
}

// presenceOf is the document of an event; it leaves out what cannot be asked
// for just now.
func (s *Server) presenceOf(ctx context.Context, c *call) api.Presence {
	people, err := s.cfg.Host.Present(ctx, c.entry.ID)
	if err != nil {
		s.cfg.Log.DebugContext(ctx, "asking who is present", "error", err)
	}
	return presenceDoc(people)
}

// may reports whether the caller of a running request may do something else as
// well.
func (c *call) may(a access.Action) bool { return access.Decide(c.caller.who, a).Allowed }
