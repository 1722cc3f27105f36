package server

import (
	"context"

	"github.com/cordon-ot/cordon/internal/account"
	"github.com/cordon-ot/cordon/internal/api"
)

// sessions lists the caller's sessions.
func (s *Server) sessions(ctx context.Context, _ *none) (*live[api.Sessions], error) {
	p := callOf(ctx).caller.Principal
	all, err := s.cfg.Accounts.Sessions(ctx, p.User.ID)
	if err != nil {
		return nil, err
	}
	d := api.Sessions{Sessions: []api.Session{}}
	for _, v := range all {
		d.Sessions = append(d.Sessions, sessionDoc(v, p))
	}
	return now(d), nil
}

func sessionDoc(v account.Session, p *account.Principal) api.Session {
	return api.Session{
		ID: v.ID, Current: p.Session != nil && p.Session.ID == v.ID, Created: moment(v.Created), Seen: moment(v.Seen),
		Confirmed: moment(v.Authenticated), Expires: moment(v.Expires), Method: v.Method, Address: v.Address, Agent: v.Agent,
	}
}

type sessionInput struct {
	Session string `path:"session" maxLength:"60" doc:"Id of the session."`
}

// endSession ends one of the caller's sessions at once.
func (s *Server) endSession(ctx context.Context, in *sessionInput) (*gone, error) {
	if err := s.cfg.Accounts.EndSession(ctx, by(ctx), callOf(ctx).caller.user, in.Session); err != nil {
		return nil, at("path.session", err)
	}
	return done()
}

// endOthers ends all of the caller's sessions but the one of the call.
func (s *Server) endOthers(ctx context.Context, _ *none) (*gone, error) {
	c := callOf(ctx)
	if err := s.cfg.Accounts.EndOthers(ctx, c.caller.Principal, c.address); err != nil {
		return nil, err
	}
	return done()
}
