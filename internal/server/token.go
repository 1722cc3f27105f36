package server

import (
	"context"
	"time"

	"github.com/cordon-ot/cordon/internal/access"
	"github.com/cordon-ot/cordon/internal/account"
	"github.com/cordon-ot/cordon/internal/api"
	"github.com/cordon-ot/cordon/internal/host"
)

// tokens lists the caller's API tokens.
func (s *Server) tokens(ctx context.Context, _ *none) (*live[api.Tokens], error) {
	all, err := s.cfg.Host.Projects(ctx)
	if err != nil {
		return nil, err
	}
	list, err := s.cfg.Accounts.Tokens(ctx, callOf(ctx).caller.user)
	if err != nil {
		return nil, err
	}
	d := api.Tokens{Tokens: []api.Token{}}
	for _, t := range list {
		d.Tokens = append(d.Tokens, tokenDoc(t, all, s.cfg.Clock()))
	}
	return now(d), nil
}

func tokenDoc(t account.Token, all []host.Entry, at time.Time) api.Token {
	d := api.Token{
		ID: t.ID, Name: t.Name, ReadOnly: t.Scope.ReadOnly, Projects: []string{}, Created: moment(t.Created), Expires: moment(t.Expires),
		Used: moment(t.Used), Revoked: moment(t.Revoked), State: "active",
	}
	switch {
	case !t.Revoked.IsZero():
		d.State = "revoked"
	case !at.Before(t.Expires):
		d.State = "expired"
	}
	for _, id := range t.Scope.Projects {
		d.Projects = append(d.Projects, keyOf(all, id))
	}
	return d
}

// made is the answer that shows something for the only time.
type made[T any] struct {
	Cache string `header:"Cache-Control" doc:"Whether the answer may be kept: only by its caller, who asks again each time."`
	Body  *T
}

type newTokenInput struct{ Body api.NewToken }

// createToken makes an API token and shows its secret.
func (s *Server) createToken(ctx context.Context, in *newTokenInput) (*made[api.TokenMade], error) {
	c := callOf(ctx)
	ends, err := lastMoment(in.Body.Expires)
	if err != nil {
		return nil, err
	}
	all, err := s.cfg.Host.Projects(ctx)
	if err != nil {
		return nil, err
	}
	scope := access.Scope{ReadOnly: in.Body.ReadOnly}
	for _, key := range in.Body.Projects {
		e, err := host.Find(c.visible(all), key)
		if err != nil {
			return nil, at("body/projects", err)
		}
		scope.Projects = append(scope.Projects, e.ID)
	}
	t, secret, err := s.cfg.Accounts.CreateToken(ctx, c.caller.Principal, c.address, in.Body.Name, scope, ends)
	if err != nil {
		return nil, inBody(err)
	}
	d := api.TokenMade{Token: tokenDoc(t, all, s.cfg.Clock()), Secret: secret}
	return &made[api.TokenMade]{Cache: "no-store", Body: &d}, nil
}

// lastMoment reads when something ends: a moment, or a day, whose end in UTC
// counts.
func lastMoment(text string) (time.Time, error) {
	if t, err := time.Parse(time.RFC3339, text); err == nil {
		return t, nil
	}
	day, err := time.Parse(time.DateOnly, text)
	if err != nil {
		return day, badField("body/expires", "%q is no day; write it as 2026-12-31, or as a moment such as 2026-12-31T12:00:00Z", text)
	}
	return day.AddDate(0, 0, 1), nil
}

type tokenInput struct {
	Token string `path:"token" maxLength:"60" doc:"Id of the token."`
}

// revokeToken ends one of the caller's tokens at once.
func (s *Server) revokeToken(ctx context.Context, in *tokenInput) (*gone, error) {
	if err := s.cfg.Accounts.RevokeToken(ctx, by(ctx), callOf(ctx).caller.user, in.Token); err != nil {
		return nil, at("path.token", err)
	}
	return done()
}
