package server

import (
	"context"

	"github.com/cordon-ot/cordon/internal/access"
	"github.com/cordon-ot/cordon/internal/api"
)

type membersInput struct {
	Project string `path:"project" maxLength:"60" doc:"Key of the project."`
}

// members lists who has which role in a project.
func (s *Server) members(ctx context.Context, _ *membersInput) (*live[api.Members], error) {
	list, err := s.cfg.Accounts.Members(ctx, callOf(ctx).entry.ID)
	if err != nil {
		return nil, err
	}
	d := api.Members{Members: []api.Member{}}
	for _, m := range list {
		d.Members = append(d.Members, api.Member{
			User: m.User, Login: m.Login, Name: m.Name, Disabled: m.Disabled, Role: string(m.Grant.Role), Products: texts(m.Grant.Products),
			Granted: moment(m.Granted), GrantedBy: m.GrantedBy,
		})
	}
	return now(d), nil
}

type memberInput struct {
	Project string `path:"project" maxLength:"60" doc:"Key of the project."`
	User    string `path:"user" maxLength:"512" doc:"Id or login name of the user."`
	Body    api.Membership
}

// grant gives a user a role in the project, or changes it. It holds at once.
func (s *Server) grant(ctx context.Context, in *memberInput) (*gone, error) {
	u, err := s.found(ctx, in.User)
	if err != nil {
		return nil, err
	}
	g := access.Grant{Role: access.Role(in.Body.Role), Products: in.Body.Products}
	if err := s.cfg.Accounts.Grant(ctx, by(ctx), callOf(ctx).entry.ID, u.ID, g); err != nil {
		return nil, at("body", err)
	}
	return done()
}

type memberGoneInput struct {
	Project   string `path:"project" maxLength:"60" doc:"Key of the project."`
	User      string `path:"user" maxLength:"512" doc:"Id or login name of the user."`
	Successor string `query:"successor" maxLength:"512" doc:"Only for administrators, and the last owner: id or login name of the user who becomes owner."`
}

// revoke takes a user's role in the project away. It holds at once.
func (s *Server) revoke(ctx context.Context, in *memberGoneInput) (*gone, error) {
	u, err := s.found(ctx, in.User)
	if err != nil {
		return nil, err
	}
	successor := ""
	if in.Successor != "" {
		next, err := s.found(ctx, in.Successor)
		if err != nil {
			return nil, at("query.successor", err)
		}
		successor = next.ID
	}
	if err := s.cfg.Accounts.Revoke(ctx, by(ctx), callOf(ctx).entry.ID, u.ID, successor); err != nil {
		return nil, err
	}
	return done()
}
