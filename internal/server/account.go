package server

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"github.com/cordon-ot/cordon/internal/access"
	"github.com/cordon-ot/cordon/internal/account"
	"github.com/cordon-ot/cordon/internal/answer"
	"github.com/cordon-ot/cordon/internal/api"
	"github.com/cordon-ot/cordon/internal/host"
)

// account answers with the caller's own account.
func (s *Server) account(ctx context.Context, _ *none) (*live[api.Account], error) {
	c := callOf(ctx)
	all, err := s.cfg.Host.Projects(ctx)
	if err != nil {
		return nil, err
	}
	p := c.caller.Principal
	d := api.Account{
		User: userDoc(p.User), Must: p.Restricted, Fresh: s.cfg.Accounts.Fresh(p, freshFor), Passkeys: s.cfg.Passkeys,
		Roles: rolesDoc(all, p.Roles()), Actions: []string{}, Policy: policyDoc(s.cfg.Policy),
	}
	if p.Session != nil {
		v := sessionDoc(*p.Session, p)
		d.Session = &v
	}
	if p.Token != nil {
		t := tokenDoc(*p.Token, all, s.cfg.Clock())
		d.Token = &t
	}
	for _, a := range access.Actions() {
		if a.Area != access.Project && c.may(a.Action) {
			d.Actions = append(d.Actions, string(a.Action))
		}
	}
	return now(d), nil
}

func policyDoc(p account.Policy) api.PasswordPolicy {
	return api.PasswordPolicy{
		MinPassword: p.MinPassword, MaxPassword: p.MaxPassword, SecondFactor: p.RequireSecondFactor,
		TokenDays: int(p.TokenLongest / (24 * time.Hour)),
	}
}

// rolesDoc lists roles in the order of projects. Projects that are listed no
// more are left out.
func rolesDoc(all []host.Entry, roles map[string]access.Grant) []api.AccountRole {
	list := []api.AccountRole{}
	for _, e := range all {
		if g, ok := roles[e.ID]; ok {
			list = append(list, api.AccountRole{Project: e.Key, Title: e.Title, Role: string(g.Role), Products: texts(g.Products)})
		}
	}
	return list
}

// texts is a list that is never null.
func texts(list []string) []string { return append([]string{}, list...) }

type accountChangeInput struct{ Body api.AccountChange }

// changeAccount changes the name and the address of the caller.
func (s *Server) changeAccount(ctx context.Context, in *accountChangeInput) (*live[api.User], error) {
	c := callOf(ctx)
	u, err := s.cfg.Accounts.ChangeUser(ctx, by(ctx), c.caller.user, account.UserChange{Name: in.Body.Name, Email: in.Body.Email})
	if err != nil {
		return nil, inBody(err)
	}
	return now(userDoc(u)), nil
}

type passwordInput struct {
	browser
	Body api.PasswordChange
}

// changePassword sets a new password. The session stays, the others end.
func (s *Server) changePassword(ctx context.Context, in *passwordInput) (*gone, error) {
	c := callOf(ctx)
	err := s.cfg.Accounts.ChangePassword(ctx, c.caller.Principal, s.client(in.request, c), in.Body.Old, in.Body.New)
	if refused := proofFault("body/old", err); refused != nil {
		return nil, newPasswordFault(err, refused)
	}
	return done()
}

// newPasswordFault puts a fault of the new password where it belongs.
func newPasswordFault(err, refused error) error {
	if fieldOf(err) == "password" {
		return at("body/new", err)
	}
	return refused
}

// gone is an answer without content.
type gone struct {
	Cache string `header:"Cache-Control" doc:"Whether the answer may be kept: only by its caller, who asks again each time."`
}

func done() (*gone, error) { return &gone{Cache: "no-store"}, nil }

type passwordProofInput struct {
	browser
	Body api.PasswordProof
}

// confirm takes the password once more.
func (s *Server) confirm(ctx context.Context, in *passwordProofInput) (*gone, error) {
	c := callOf(ctx)
	if err := s.cfg.Accounts.Confirm(ctx, c.caller.Principal, s.client(in.request, c), in.Body.Password); err != nil {
		return nil, proofFault("body/password", err)
	}
	return done()
}

// startConfirmPasskey asks for a passkey to confirm the session with.
func (s *Server) startConfirmPasskey(ctx context.Context, _ *none) (*live[api.PasskeyCeremony], error) {
	y, err := s.cfg.Accounts.BeginConfirmPasskey(ctx, callOf(ctx).caller.Principal)
	return ceremony(y, proofFault("", err))
}

type passkeyProofInput struct {
	browser
	Body api.PasskeyProof
}

// finishConfirmPasskey finishes what startConfirmPasskey began.
func (s *Server) finishConfirmPasskey(ctx context.Context, in *passkeyProofInput) (*gone, error) {
	c := callOf(ctx)
	err := s.cfg.Accounts.FinishConfirmPasskey(ctx, c.caller.Principal, s.client(in.request, c), in.Body.Ceremony, json.RawMessage(mustJSON(in.Body.Answer)))
	if err != nil {
		return nil, proofFault("body/answer", err)
	}
	return done()
}

type acceptInput struct {
	browser
	Body api.LinkSecret
}

// acceptInvitation takes an invitation for the user who is signed in.
func (s *Server) acceptInvitation(ctx context.Context, in *acceptInput) (*gone, error) {
	c := callOf(ctx)
	if err := s.cfg.Accounts.AcceptAs(ctx, c.caller.Principal, s.client(in.request, c), in.Body.Link); err != nil {
		return nil, at("body/link", err)
	}
	return done()
}

// roles answers with the table of who may do what.
func (s *Server) roles(context.Context, *none) (*live[api.Roles], error) {
	return now(answer.Roles()), nil
}

// freshSession demands a recent proof from a session. A token was given what it
// may do on purpose and passes.
func (s *Server) freshSession(ctx context.Context) error {
	c := callOf(ctx)
	if c.caller.Token != nil {
		return nil
	}
	return s.demandFresh(c)
}

// keyOf gives the key of a project by its id, the id itself for one that is not
// listed.
func keyOf(all []host.Entry, id string) string {
	i := slices.IndexFunc(all, func(e host.Entry) bool { return e.ID == id })
	if i < 0 {
		return id
	}
	return all[i].Key
}
