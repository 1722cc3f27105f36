package server

import (
	"context"
	"errors"
	"net/http"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"github.com/cordon-ot/cordon/internal/access"
	"github.com/cordon-ot/cordon/internal/audit"
	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/host"
)

// gate lets a request through to its handler, or refuses it. It is the one
// place where it is asked who calls and whether they may.
func (s *Server) gate(hc huma.Context, next func(huma.Context)) {
	r, _ := hc.Operation().Metadata[metaRoute].(*route)
	req, w := humago.Unwrap(hc)
	if r == nil {
		writeProblem(w, req, fault.New(fault.Internal, "let a request in", "the operation names no action"))
		return
	}
	c := callOf(hc.Context())
	release, err := s.admit(hc.Context(), c, r, req)
	defer release()
	if err != nil {
		s.refused(hc.Context(), c, r, err)
		writeProblem(w, req, err)
		return
	}
	next(hc)
}

// admit finds who calls, and in which project, and decides. release gives back
// what was taken for the request, also after an error.
func (s *Server) admit(ctx context.Context, c *call, r *route, req *http.Request) (release func(), err error) {
	release = func() {}
	c.action = r.action
	info, _ := access.Info(r.action)
	if info.Area == access.Public {
		c.verdict = access.Decide(access.Who{}, r.action)
		return release, s.limits.public(c.address)
	}
	if c.caller, err = s.identify(ctx, req); err != nil {
		return release, err
	}
	if err := s.limits.caller(c.caller.user); err != nil {
		return release, err
	}
	if info.Area == access.Project {
		if err := s.enter(ctx, c, req.PathValue("project")); err != nil {
			return release, err
		}
	}
	c.verdict = access.Decide(c.caller.who, r.action)
	if !c.verdict.Allowed {
		f := fault.New(fault.Denied, "let a request in", "%s", c.verdict.Why)
		return release, f
	}
	if r.fresh {
		if err := s.demandFresh(c); err != nil {
			return release, err
		}
	}
	done := func() {}
	if r.heavy {
		if done, err = s.limits.heavy(ctx, c.caller.user); err != nil {
			return release, err
		}
	}
	if info.Area == access.Project && !recordless[r.action] {
		if c.lease, err = s.cfg.Host.Acquire(ctx, c.entry.ID); err != nil {
			return done, err
		}
		lease := c.lease
		return func() { lease.Release(); done() }, nil
	}
	return done, nil
}

// recordless are the actions on a project that need no open record, so that
// they work when it cannot be opened.
var recordless = map[access.Action]bool{
	access.ReadMembers: true, access.ManageMembers: true, access.RetireProject: true,
}

// enter finds the project of a request and the caller's role in it. To somebody
// who has nothing to do with it, a project looks as if it were not there.
func (s *Server) enter(ctx context.Context, c *call, key string) error {
	all, err := s.cfg.Host.Projects(ctx)
	if err != nil {
		return err
	}
	e, err := host.Find(c.visible(all), key)
	if err != nil {
		return at("path.project", err)
	}
	c.entry, c.caller.who = e, c.caller.Who(e.ID)
	return nil
}

// visible leaves of a list the projects the caller may know of.
func (c *call) visible(all []host.Entry) []host.Entry {
	if c.caller.who.Admin {
		return all
	}
	roles := c.caller.Roles()
	list := make([]host.Entry, 0, len(roles))
	for _, e := range all {
		if _, ok := roles[e.ID]; ok {
			list = append(list, e)
		}
	}
	return list
}

// refused takes note of a request that was not let in. What somebody signed in
// may not do is a security event.
func (s *Server) refused(ctx context.Context, c *call, r *route, err error) {
	p := problemOf(ctx, err)
	if p.Status >= http.StatusInternalServerError {
		if errors.Is(err, context.Canceled) { // the caller went away
			return
		}
		s.cfg.Log.ErrorContext(ctx, "request failed", "request", c.id, "operation", r.id, "status", p.Status, "error", err)
		return
	}
	if p.Status != http.StatusForbidden || c.caller.user == "" || !s.limits.note(c.caller.user) {
		return
	}
	e := audit.Event{
		Kind: audit.AccessDenied, Actor: c.caller.user, ActorName: c.caller.name, Project: c.entry.ID, Address: c.address,
		Outcome: audit.Refused, Details: map[string]string{"action": string(r.action), "operation": r.id},
	}
	if err := s.cfg.Audit.Record(ctx, e); err != nil && !errors.Is(err, context.Canceled) {
		s.cfg.Log.ErrorContext(ctx, "recording a refusal", "request", c.id, "error", err)
	}
}
