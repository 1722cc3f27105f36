package server

import (
	"context"
	"net/url"
	"strings"
	"time"

	"github.com/cordon-ot/cordon/internal/access"
	"github.com/cordon-ot/cordon/internal/account"
	"github.com/cordon-ot/cordon/internal/api"
	"github.com/cordon-ot/cordon/internal/host"
)

// LinkAddress is the address that a link which works once is given out as. The
// secret stands in the fragment, which browsers send to nobody, so that it is in
// no log.
func LinkAddress(origin, secret string) string {
	return strings.TrimSuffix(origin, "/") + "/#/link/" + url.PathEscape(secret)
}

type linkInput struct{ Body api.LinkSecret }

// lookAtLink tells what a link is for.
func (s *Server) lookAtLink(ctx context.Context, in *linkInput) (*live[api.LinkPurpose], error) {
	l, err := s.cfg.Accounts.Link(ctx, in.Body.Link)
	if err != nil {
		return nil, at("body/link", err)
	}
	d := api.LinkPurpose{
		Kind: string(l.Kind), Admin: l.Admin, Role: string(l.Grant.Role), Products: texts(l.Grant.Products),
		Factors: l.ClearFactors, Expires: moment(l.Expires), Shortest: s.cfg.Policy.MinPassword,
	}
	if l.Project != "" {
		all, err := s.cfg.Host.Projects(ctx)
		if err != nil {
			return nil, err
		}
		for _, e := range all {
			if e.ID == l.Project {
				d.Project = e.Title
			}
		}
	}
	if l.User != "" {
		u, err := s.cfg.Accounts.User(ctx, l.User)
		if err != nil {
			return nil, err
		}
		d.Login = u.Login
	}
	return now(d), nil
}

type useLinkInput struct {
	browser
	Body api.LinkUse
}

// useLink accepts a link: it makes the user and signs in, or sets the password.
func (s *Server) useLink(ctx context.Context, in *useLinkInput) (*entered[api.SignInResult], error) {
	b, client := in.Body, s.client(in.request, callOf(ctx))
	l, err := s.cfg.Accounts.Link(ctx, b.Link)
	if err != nil {
		return nil, at("body/link", err)
	}
	if l.Kind == account.LinkReset {
		return s.resetPassword(ctx, in, client, l)
	}
	n := account.NewUser{Login: b.Login, Name: b.Name, Email: b.Email, Password: b.Password}
	var e account.Entry
	if b.Answer == "" {
		e, err = s.cfg.Accounts.Accept(ctx, client, b.Link, n)
	} else {
		var id account.Identity
		if _, id, err = s.proveWith(ctx, in.request, b.Provider, forAccept, b.Answer); err == nil {
			e, err = s.cfg.Accounts.AcceptIdentity(ctx, client, b.Link, n, id)
		}
	}
	if err != nil {
		return nil, inBody(err)
	}
	out, err := s.enterWith(ctx, in.request, e, nil)
	if err == nil && b.Answer != "" {
		out.Cookies = append(out.Cookies, s.drop(visitCookie(s.cfg.Secure)))
	}
	return out, err
}

// resetPassword uses a reset link. The sign-in with the new password follows at
// once, so that whoever has a second factor is asked for it.
func (s *Server) resetPassword(ctx context.Context, in *useLinkInput, client account.Client, l account.Link) (*entered[api.SignInResult], error) {
	if in.Body.Password == "" {
		return nil, badField("body/password", "choose a password")
	}
	if err := s.cfg.Accounts.Reset(ctx, client, in.Body.Link, in.Body.Password); err != nil {
		return nil, inBody(err)
	}
	u, err := s.cfg.Accounts.User(ctx, l.User)
	if err != nil {
		return nil, err
	}
	e, err := s.cfg.Accounts.SignIn(ctx, client, u.Login, in.Body.Password)
	return s.enterWith(ctx, in.request, e, err)
}

// invitations lists all invitations, for administrators.
func (s *Server) invitations(ctx context.Context, _ *none) (*live[api.Invitations], error) {
	return s.invitationsOf(ctx, "")
}

func (s *Server) invitationsOf(ctx context.Context, project string) (*live[api.Invitations], error) {
	all, err := s.cfg.Host.Projects(ctx)
	if err != nil {
		return nil, err
	}
	list, err := s.cfg.Accounts.Invitations(ctx, project)
	if err != nil {
		return nil, err
	}
	d := api.Invitations{Invitations: []api.Invitation{}}
	for _, l := range list {
		d.Invitations = append(d.Invitations, invitationDoc(l, all, s.cfg.Clock()))
	}
	return now(d), nil
}

func invitationDoc(l account.Link, all []host.Entry, at time.Time) api.Invitation {
	d := api.Invitation{
		ID: l.ID, Note: l.Note, Role: string(l.Grant.Role), Products: texts(l.Grant.Products), Admin: l.Admin,
		Created: moment(l.Created), CreatedBy: l.CreatedBy, Expires: moment(l.Expires), Used: moment(l.Used), UsedBy: l.UsedBy, State: "open",
	}
	if l.Project != "" {
		d.Project = keyOf(all, l.Project)
	}
	switch {
	case !l.Used.IsZero():
		d.State = "used"
	case !l.Revoked.IsZero():
		d.State = "revoked"
	case !at.Before(l.Expires):
		d.State = "expired"
	}
	return d
}

type invitationInput struct{ Body api.NewInvitation }

// invite makes an invitation for anything, for administrators.
func (s *Server) invite(ctx context.Context, in *invitationInput) (*made[api.LinkMade], error) {
	b := in.Body
	i := account.Invitation{Note: b.Note, Admin: b.Admin}
	if b.Project == "" && (b.Role != "" || len(b.Products) > 0) {
		return nil, badField("body/project", "a role goes with a project; name one, or leave the role out")
	}
	if b.Project != "" {
		all, err := s.cfg.Host.Projects(ctx)
		if err != nil {
			return nil, err
		}
		e, err := host.Find(callOf(ctx).visible(all), b.Project)
		if err != nil {
			return nil, at("body/project", err)
		}
		i.Project, i.Grant = e.ID, access.Grant{Role: access.Role(b.Role), Products: b.Products}
	}
	return s.inviteTo(ctx, i)
}

func (s *Server) inviteTo(ctx context.Context, i account.Invitation) (*made[api.LinkMade], error) {
	if err := s.freshSession(ctx); err != nil {
		return nil, err
	}
	if i.Project != "" {
		if err := i.Grant.Check(); err != nil {
			return nil, at("body/role", err)
		}
	}
	secret, l, err := s.cfg.Accounts.Invite(ctx, by(ctx), i)
	if err != nil {
		return nil, inBody(err)
	}
	all, err := s.cfg.Host.Projects(ctx)
	if err != nil {
		return nil, err
	}
	d := invitationDoc(l, all, s.cfg.Clock())
	return &made[api.LinkMade]{Cache: "no-store", Body: &api.LinkMade{
		Address: LinkAddress(s.cfg.Origin, secret), Link: secret, Expires: d.Expires, Invitation: &d,
	}}, nil
}

type oneInvitationInput struct {
	Invitation string `path:"invitation" maxLength:"60" doc:"Id of the invitation."`
}

// revokeInvitation takes an invitation back.
func (s *Server) revokeInvitation(ctx context.Context, in *oneInvitationInput) (*gone, error) {
	if err := s.cfg.Accounts.RevokeInvitation(ctx, by(ctx), "", in.Invitation); err != nil {
		return nil, at("path.invitation", err)
	}
	return done()
}

// projectInvitations lists the invitations to one project.
func (s *Server) projectInvitations(ctx context.Context, _ *membersInput) (*live[api.Invitations], error) {
	return s.invitationsOf(ctx, callOf(ctx).entry.ID)
}

type projectInvitationInput struct {
	Project string `path:"project" maxLength:"60" doc:"Key of the project."`
	Body    api.ProjectInvitation
}

// inviteToProject makes an invitation to one project.
func (s *Server) inviteToProject(ctx context.Context, in *projectInvitationInput) (*made[api.LinkMade], error) {
	b := in.Body
	return s.inviteTo(ctx, account.Invitation{
		Note: b.Note, Project: callOf(ctx).entry.ID, Grant: access.Grant{Role: access.Role(b.Role), Products: b.Products},
	})
}

type oneProjectInvitationInput struct {
	Project    string `path:"project" maxLength:"60" doc:"Key of the project."`
	Invitation string `path:"invitation" maxLength:"60" doc:"Id of the invitation."`
}

// revokeProjectInvitation takes an invitation to one project back.
func (s *Server) revokeProjectInvitation(ctx context.Context, in *oneProjectInvitationInput) (*gone, error) {
	if err := s.cfg.Accounts.RevokeInvitation(ctx, by(ctx), callOf(ctx).entry.ID, in.Invitation); err != nil {
		return nil, at("path.invitation", err)
	}
	return done()
}
