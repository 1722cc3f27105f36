package serve

import (
	"context"
	"time"

	"github.com/cordon-ot/cordon/internal/account"
	"github.com/cordon-ot/cordon/internal/api"
	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/server"
	"github.com/cordon-ot/cordon/internal/settings"
)

// LinkWish says which one-time link is wanted. Without User it is that for the
// first administrator, with one it sets that user's password anew.
type LinkWish struct {
	User         string // login name
	ClearFactors bool   // the user's second factors go too
	Origin       string // address the link begins with
}

// Link makes a one-time link on the data of a server that may be running: the
// way in for whoever has the machine and cannot sign in. It is recorded. Denied
// without a user while there is an administrator who can sign in.
func Link(ctx context.Context, p *settings.Place, env Env, w LinkWish) (link api.OneTimeLink, err error) {
	const op = "make a link"
	if w.ClearFactors && w.User == "" {
		return link, fault.New(fault.Invalid, op, "--clear-factors is about a user; name one with --user")
	}
	err = within(ctx, p, env, beside, func(n *Node) error {
		if err := n.commandAccounts(ctx); err != nil {
			return err
		}
		var secret string
		var l account.Link
		if w.User == "" {
			secret, l, err = n.Accounts.FirstLink(ctx)
			if fault.KindOf(err) == fault.Denied && err != nil {
				return fault.New(fault.Denied, op, "there is an administrator already; name a user with --user, and the link sets a new password for that one (cordon admin users lists them)")
			}
		} else {
			var u account.User
			if u, err = n.userByLogin(ctx, w.User); err != nil {
				return err
			}
			if u.Disabled {
				return fault.New(fault.Conflict, op, "%s is disabled and could not sign in with a new password; another administrator can let that user in again", u.Login)
			}
			link.User = u.Login
			secret, l, err = n.Accounts.ResetLink(ctx, account.By{}, u.ID, w.ClearFactors)
		}
		if err != nil {
			return err
		}
		link.Link, link.Kind, link.Expires = server.LinkAddress(w.Origin, secret), string(l.Kind), l.Expires.UTC().Format(time.RFC3339)
		return nil
	})
	return link, err
}

func (n *Node) userByLogin(ctx context.Context, login string) (account.User, error) {
	want, err := account.NormalLogin(login)
	if err != nil {
		return account.User{}, err
	}
	all, err := n.Accounts.Users(ctx)
	if err != nil {
		return account.User{}, err
	}
	for _, u := range all {
		if u.Login == want {
			return u, nil
		}
	}
	return account.User{}, &fault.Error{Kind: fault.NotFound, Op: "find the user", Subject: login, Message: "there is no user of this login name; cordon admin users lists them"}
}

// Users lists the users of a server that may be running.
func Users(ctx context.Context, p *settings.Place, env Env) (list api.ServerUsers, err error) {
	list.Users = []api.ServerUser{}
	err = within(ctx, p, env, beside, func(n *Node) error {
		if err := n.commandAccounts(ctx); err != nil {
			return err
		}
		all, err := n.Accounts.Users(ctx)
		for _, u := range all {
			d := api.ServerUser{ID: u.ID, Login: u.Login, Name: u.Name, Admin: u.Admin, Disabled: u.Disabled, Password: u.HasPassword, SecondFactor: u.SecondFactor}
			if !u.SignedIn.IsZero() {
				d.SignedIn = u.SignedIn.UTC().Format(time.RFC3339)
			}
			list.Users = append(list.Users, d)
		}
		return err
	})
	return list, err
}
