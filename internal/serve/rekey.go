package serve

import (
	"context"
	"errors"
	"os"

	"github.com/cordon-ot/cordon/internal/account"
	"github.com/cordon-ot/cordon/internal/api"
	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/settings"
)

// next is where a new key lies until the database is sealed under it.
func (k keyPlace) next() keyPlace { return keyPlace{k.path + ".next", k.apart} }

// NewKey makes a new key and seals the administrative database under it. With
// lost, the old one is gone, and what was sealed under it is removed. No server
// may run on the data.
func NewKey(ctx context.Context, p *settings.Place, env Env, lost bool) (rep api.KeyChange, err error) {
	const op = "change the server's key"
	if p.Database == "" {
		release, err := layout{p.Data}.lock()
		if err != nil {
			return rep, err
		}
		defer func() { err = errors.Join(err, release()) }()
	}
	err = within(ctx, p, env, beside, func(n *Node) error {
		old, err := n.openKey(ctx)
		switch {
		case lost && err == nil && old != nil:
			return fault.New(fault.Conflict, op, "the key in %s opens this database; leave --lost out, and nobody loses a second factor", n.keys.path)
		case lost:
			old = nil
		case err != nil:
			return err
		case old == nil:
			return fault.New(fault.NotFound, op, "there is no key in %s; start the server once, or say --lost if the key is gone for good", n.keys.path)
		}
		rep.File = n.keys.path
		rep.Generators, err = n.rekey(ctx, old)
		return err
	})
	return rep, err
}

// openKey gives the key if there is one and it is the right one.
func (n *Node) openKey(ctx context.Context) (*account.Key, error) {
	key, err := n.keys.read()
	if key == nil || err != nil {
		return nil, err
	}
	return key, n.withKey(n.makeAccounts(ctx, key))
}

func (n *Node) makeAccounts(ctx context.Context, key *account.Key) (err error) {
	n.Accounts, err = account.New(ctx, account.Config{
		DB: n.Admin, Recorder: n.Security, Now: n.env.Now, Random: n.env.Random, Policy: account.DefaultPolicy(), Key: key,
	})
	return err
}

// rekey writes the new key beside the old one, seals the database under it and
// puts it in place. A server that starts after a crash in the middle finds the
// one it needs (see settleKey).
func (n *Node) rekey(ctx context.Context, old *account.Key) (generators int, err error) {
	if err := n.makeAccounts(ctx, old); err != nil {
		return 0, err
	}
	next := n.keys.next()
	if err := os.Remove(next.path); err != nil && !errors.Is(err, os.ErrNotExist) {
		return 0, fault.Wrap(fault.Unavailable, keyOp, err)
	}
	key, err := account.NewKey(n.env.Random)
	if err != nil {
		return 0, err
	}
	if err := next.write(key); err != nil {
		return 0, err
	}
	if generators, err = n.Accounts.Rekey(ctx, key); err != nil {
		return 0, err
	}
	return generators, fault.Wrap(fault.Unavailable, keyOp, os.Rename(next.path, n.keys.path))
}

// settleKey finishes a change of the key that was interrupted, if next opens the
// database; then it is the key from now on.
func (n *Node) settleKey(ctx context.Context, cause error) (*account.Key, error) {
	key, err := n.keys.next().read()
	if err != nil || key == nil || n.makeAccounts(ctx, key) != nil {
		return nil, cause
	}
	return key, fault.Wrap(fault.Unavailable, keyOp, os.Rename(n.keys.next().path, n.keys.path))
}
