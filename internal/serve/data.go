package serve

import (
	"context"
	"errors"
	"io/fs"
	"os"

	"github.com/cordon-ot/cordon/internal/account"
	"github.com/cordon-ot/cordon/internal/admin"
	"github.com/cordon-ot/cordon/internal/audit"
	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/settings"
	"github.com/cordon-ot/cordon/internal/store"
	"github.com/cordon-ot/cordon/internal/store/postgres"
	"github.com/cordon-ot/cordon/internal/store/sqlite"
)

// use is what the data of a server is opened for.
type use uint8

const (
	// asServer makes what is missing, upgrades what is older, and takes a data
	// folder with SQLite files for this process alone.
	asServer use = iota
	// beside works while a server may be running: nothing is made or upgraded.
	beside
	// reading is beside, and nothing is written.
	reading
)

// openData opens the databases of a place.
func openData(ctx context.Context, p *settings.Place, env Env, u use) (n *Node, err error) {
	if err := p.Check(); err != nil {
		return nil, err
	}
	n = &Node{env: env, layout: layout{p.Data}, keys: keyPlaceOf(p)}
	defer func() {
		if err != nil {
			err = errors.Join(err, n.Close(context.WithoutCancel(ctx)))
			n = nil
		}
	}()
	if u == asServer {
		if err = n.takeFolder(p.Database == ""); err != nil {
			return n, err
		}
	}
	n.files = newEvidence(*p, n.layout, env.Now)
	var security store.Store
	if p.Database != "" {
		security, err = n.openShared(ctx, p.Database, u)
	} else {
		security, err = n.openFolder(ctx, u)
	}
	if err != nil {
		return n, err
	}
	n.Security, err = audit.Open(ctx, audit.Config{Store: security, ID: securityID, Clock: env.Now, Random: env.Random})
	if err != nil {
		return n, errors.Join(err, security.Close())
	}
	n.onClose(n.Security.Close)
	return n, nil
}

// takeFolder makes the data folder and, if the databases are in it, takes it
// for this process.
func (n *Node) takeFolder(alone bool) error {
	if alone {
		if err := n.layout.halfRestored(); err != nil {
			return err
		}
	}
	if err := n.layout.make(); err != nil || !alone {
		return err
	}
	release, err := n.layout.lock()
	if err == nil {
		n.onClose(release)
	}
	return err
}

func (n *Node) openFolder(ctx context.Context, u use) (security store.Store, err error) {
	if n.Admin, err = openAdminFile(ctx, n.layout.admin(), u); err != nil {
		return nil, err
	}
	n.onClose(n.Admin.Close)
	n.stores = folderStores{n.layout}
	path := n.layout.security()
	_, err = os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist) && u == asServer:
		return opened(sqlite.Create(path))
	case errors.Is(err, fs.ErrNotExist):
		return nil, &fault.Error{
			Kind: fault.NotFound, Op: "open the data folder", Place: fault.Place{File: path},
			Message: "the record of security events is not there; restore it from a backup",
		}
	}
	return opened(sqlite.Open(path, sqlite.Options{ReadOnly: u == reading}))
}

// openAdminFile opens the administrative database for a use.
func openAdminFile(ctx context.Context, path string, u use) (*admin.DB, error) {
	if u == asServer {
		return admin.OpenSQLite(ctx, path)
	}
	db, err := admin.ReadSQLite(ctx, path)
	if err != nil || u == reading {
		return db, err
	}
	// Its tables are those of this program, so opening it upgrades nothing.
	if err := db.Close(); err != nil {
		return nil, err
	}
	return admin.OpenSQLite(ctx, path)
}

// opened keeps a nil *sqlite.Store from becoming a store that is not nil.
func opened(s *sqlite.Store, err error) (store.Store, error) {
	if err != nil {
		return nil, err
	}
	return s, nil
}

func (n *Node) openShared(ctx context.Context, conn string, u use) (security store.Store, err error) {
	if u == asServer {
		n.Admin, err = admin.OpenPostgres(ctx, conn)
	} else {
		n.Admin, err = admin.ReadPostgres(ctx, conn)
	}
	if err != nil {
		return nil, err
	}
	n.onClose(n.Admin.Close)
	if n.shared, err = postgres.Connect(ctx, conn); err != nil {
		return nil, err
	}
	n.onClose(func() error { n.shared.Close(); return nil })
	n.stores = sharedStores{n.shared}
	security, err = n.stores.Open(ctx, securityID)
	if u == asServer && fault.KindOf(err) == fault.NotFound && err != nil {
		if security, err = n.stores.Create(ctx, securityID); fault.KindOf(err) == fault.Conflict && err != nil {
			return n.stores.Open(ctx, securityID) // another node was faster
		}
	}
	return security, err
}

// readRecord opens the record of a project for reading alone.
func (n *Node) readRecord(ctx context.Context, id string) (store.Store, error) {
	if n.shared != nil {
		return n.stores.Open(ctx, id)
	}
	if id == securityID {
		return opened(sqlite.Open(n.layout.security(), sqlite.Options{ReadOnly: true}))
	}
	if !knownID(id) {
		return nil, fault.New(fault.NotFound, "open project", "there is no such project")
	}
	return opened(sqlite.Open(n.layout.project(id), sqlite.Options{ReadOnly: true}))
}

// commandSettings are what accounts and projects go by where a command, not a
// server, works with them.
func commandSettings(p settings.Place) *settings.Server {
	policy := account.DefaultPolicy()
	return &settings.Server{
		Place: p, Site: policy.Site, SessionIdle: policy.SessionIdle, SessionLong: policy.SessionLongest, Idle: policy.SessionIdle, MostOpen: 1,
	}
}

// commandAccounts opens the accounts for a command.
func (n *Node) commandAccounts(ctx context.Context) (err error) {
	n.Accounts, err = account.New(ctx, account.Config{
		DB: n.Admin, Recorder: n.Security, Now: n.env.Now, Random: n.env.Random, Policy: account.DefaultPolicy(),
	})
	return err
}

// within opens the data of a server for a use, runs fn and closes it.
func within(ctx context.Context, p *settings.Place, env Env, u use, fn func(n *Node) error) error {
	n, err := openData(ctx, p, env, u)
	if err != nil {
		return err
	}
	return errors.Join(fn(n), n.Close(context.WithoutCancel(ctx)))
}
