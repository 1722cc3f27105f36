package server

import (
	"context"

	"github.com/cordon-ot/cordon/internal/access"
	"github.com/cordon-ot/cordon/internal/account"
	"github.com/cordon-ot/cordon/internal/api"
	"github.com/cordon-ot/cordon/internal/fault"
)

// users lists all users, for administrators.
func (s *Server) users(ctx context.Context, _ *none) (*live[api.Users], error) {
	all, err := s.cfg.Accounts.Users(ctx)
	if err != nil {
		return nil, err
	}
	d := api.Users{Users: []api.User{}}
	for _, u := range all {
		d.Users = append(d.Users, userDoc(u))
	}
	return now(d), nil
}

func userDoc(u account.User) api.User {
	return api.User{
		ID: u.ID, Login: u.Login, Name: u.Name, Email: u.Email, Admin: u.Admin, Disabled: u.Disabled, HasPassword: u.HasPassword,
		SecondFactor: u.SecondFactor, Created: moment(u.Created), SignedIn: moment(u.SignedIn),
	}
}

type userInput struct {
	User string `path:"user" maxLength:"512" doc:"Id or login name of the user."`
}

// found gives the user of a path.
func (s *Server) found(ctx context.Context, word string) (account.User, error) {
	u, err := s.cfg.Accounts.User(ctx, word)
	if err == nil || fault.KindOf(err) != fault.NotFound {
		return u, err
	}
	login, bad := account.NormalLogin(word)
	if bad != nil {
		return u, at("path.user", err)
	}
	all, failed := s.cfg.Accounts.Users(ctx)
	if failed != nil {
		return u, failed
	}
	for _, one := range all {
		if one.Login == login {
			return one, nil
		}
	}
	return u, at("path.user", err)
}

// user answers with one user and the roles he or she has.
func (s *Server) user(ctx context.Context, in *userInput) (*live[api.UserDetail], error) {
	u, err := s.found(ctx, in.User)
	if err != nil {
		return nil, err
	}
	all, err := s.cfg.Host.Projects(ctx)
	if err != nil {
		return nil, err
	}
	list, err := s.cfg.Accounts.Memberships(ctx, u.ID)
	if err != nil {
		return nil, err
	}
	roles := map[string]access.Grant{}
	for _, m := range list {
		roles[m.Project] = m.Grant
	}
	return now(api.UserDetail{User: userDoc(u), Roles: rolesDoc(all, roles)}), nil
}

type userChangeInput struct {
	User string `path:"user" maxLength:"512" doc:"Id or login name of the user."`
	Body api.UserChange
}

// changeUser changes a user, for administrators.
func (s *Server) changeUser(ctx context.Context, in *userChangeInput) (*live[api.User], error) {
	if err := s.freshSession(ctx); err != nil {
		return nil, err
	}
	u, err := s.found(ctx, in.User)
	if err != nil {
		return nil, err
	}
	b := in.Body
	u, err = s.cfg.Accounts.ChangeUser(ctx, by(ctx), u.ID, account.UserChange{Login: b.Login, Name: b.Name, Email: b.Email, Admin: b.Admin, Disabled: b.Disabled})
	if err != nil {
		return nil, inBody(err)
	}
	return now(userDoc(u)), nil
}

type resetInput struct {
	User string `path:"user" maxLength:"512" doc:"Id or login name of the user."`
	Body api.Reset
}

// makeResetLink makes a link by which a user sets a new password.
func (s *Server) makeResetLink(ctx context.Context, in *resetInput) (*made[api.LinkMade], error) {
	u, err := s.found(ctx, in.User)
	if err != nil {
		return nil, err
	}
	secret, l, err := s.cfg.Accounts.ResetLink(ctx, by(ctx), u.ID, in.Body.ClearFactors)
	if err != nil {
		return nil, err
	}
	return &made[api.LinkMade]{Cache: "no-store", Body: &api.LinkMade{
		Address: LinkAddress(s.cfg.Origin, secret), Link: secret, Expires: moment(l.Expires),
	}}, nil
}

// endUserSessions ends all sessions of a user.
func (s *Server) endUserSessions(ctx context.Context, in *userInput) (*gone, error) {
	u, err := s.found(ctx, in.User)
	if err != nil {
		return nil, err
	}
	if err := s.cfg.Accounts.EndAll(ctx, by(ctx), u.ID); err != nil {
		return nil, err
	}
	return done()
}

// clearUserFactors removes the second factors of a user who has lost them.
func (s *Server) clearUserFactors(ctx context.Context, in *userInput) (*gone, error) {
	u, err := s.found(ctx, in.User)
	if err != nil {
		return nil, err
	}
	if err := s.cfg.Accounts.ClearFactors(ctx, by(ctx), u.ID); err != nil {
		return nil, err
	}
	return done()
}
