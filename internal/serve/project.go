package serve

import (
	"context"
	"encoding/base64"
	"errors"
	"os"
	"path/filepath"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/cordon-ot/cordon/internal/access"
	"github.com/cordon-ot/cordon/internal/account"
	"github.com/cordon-ot/cordon/internal/api"
	"github.com/cordon-ot/cordon/internal/app"
	"github.com/cordon-ot/cordon/internal/audit"
	"github.com/cordon-ot/cordon/internal/blob"
	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/host"
	"github.com/cordon-ot/cordon/internal/settings"
	"github.com/cordon-ot/cordon/internal/store"
	"github.com/cordon-ot/cordon/internal/store/sqlite"
)

// AdoptWish says how a project file is to stand on a server.
type AdoptWish struct {
	Key   string
	Title string // that of the system under consideration if empty
	Owner string // login name of who is to own it; nobody if empty
}

// Adopt copies a project file, with its evidence, into the data of a server that
// may be running, and lists it there. The record stays what it is to the byte,
// its signing key included; the file stays as it is. Conflict if the key is
// taken or the server has this record already. What was interrupted goes on when
// it is asked for again.
func Adopt(ctx context.Context, p *settings.Place, env Env, file string, w AdoptWish) (move api.ProjectMove, err error) {
	if err := host.KeyRule(w.Key); err != nil {
		return move, err
	}
	src, err := sqlite.Open(file, sqlite.Options{ReadOnly: true})
	if err != nil {
		return move, err
	}
	defer src.Close()
	id, title, err := identify(ctx, src, env)
	if err != nil {
		return move, fault.At(fault.Place{File: file}, err)
	}
	if w.Title == "" {
		w.Title = title
	}
	move.ID, move.Key = id, w.Key
	err = within(ctx, p, env, beside, func(n *Node) error { return n.adopt(ctx, src, blob.Open(file+"-files"), w, &move) })
	return move, err
}

// identify reads which record a store holds, and its title.
func identify(ctx context.Context, st store.Store, env Env) (id, title string, err error) {
	p, err := app.Open(ctx, app.Config{Store: lent{st}, Library: env.Library, Clock: env.Now, Random: env.Random, Zone: env.Zone, Files: blob.Open("")})
	if err != nil {
		return "", "", err
	}
	head, err := p.Head(ctx)
	if err == nil {
		title = p.ID()
		if sys, ok := head.Snapshot.SystemView(); ok {
			title = sys.Title
		}
	}
	return p.ID(), title, errors.Join(err, p.Close())
}

// lent is a store that whoever borrows it does not close.
type lent struct{ store.Store }

// Close implements store.Store.
func (lent) Close() error { return nil }

func (n *Node) adopt(ctx context.Context, src store.Store, from blob.Store, w AdoptWish, move *api.ProjectMove) error {
	owner, err := n.wantedOwner(ctx, w.Owner)
	if err != nil {
		return err
	}
	list, err := n.listed(ctx)
	if err != nil {
		return err
	}
	for _, e := range list {
		if e.ID == move.ID {
			return fault.New(fault.Conflict, "adopt project", "this record is on the server already, as %s", e.Key)
		}
		if e.Key == w.Key {
			return fault.New(fault.Conflict, "adopt project", "there is a project with the key %q already; choose another", w.Key)
		}
	}
	if err := n.copyIn(ctx, src, move); err != nil {
		return err
	}
	to, err := n.files.of(move.ID)
	if err != nil {
		return err
	}
	if err := copyFiles(ctx, to, from, move); err != nil {
		return err
	}
	e := audit.Event{Kind: audit.ProjectMoved, Subject: w.Key, Project: move.ID, Details: map[string]string{"into": "this server", "from": "a project file", "root": move.Root}}
	if err := n.Security.Record(ctx, audit.Clean(e)); err != nil {
		return err
	}
	if _, err := n.Host.Adopt(ctx, host.Entry{ID: move.ID, Key: w.Key, Title: w.Title}); err != nil || owner.ID == "" {
		return err
	}
	return n.Accounts.Grant(ctx, account.By{}, move.ID, owner.ID, access.Grant{Role: access.Owner})
}

// wantedOwner finds the user who is to own a project, before anything is done.
func (n *Node) wantedOwner(ctx context.Context, login string) (account.User, error) {
	if login == "" {
		return account.User{}, nil
	}
	if err := n.commandAccounts(ctx); err != nil {
		return account.User{}, err
	}
	return n.userByLogin(ctx, login)
}

// copyIn copies a record into the stores of the server, or goes on with a copy
// that was interrupted.
func (n *Node) copyIn(ctx context.Context, src store.Store, move *api.ProjectMove) error {
	if !knownID(move.ID) {
		return fault.New(fault.Invalid, "adopt project", "%q cannot be the id of a project on a server", move.ID)
	}
	if n.shared == nil {
		if err := n.layout.make(); err != nil {
			return err
		}
	}
	dst, err := n.stores.Create(ctx, move.ID)
	if fault.KindOf(err) == fault.Conflict && err != nil {
		dst, err = n.stores.Open(ctx, move.ID)
	}
	if err != nil {
		return err
	}
	return errors.Join(copyRecord(ctx, dst, src, move), dst.Close())
}

// copyRecord copies a record and compares what came of it.
func copyRecord(ctx context.Context, dst, src store.Store, move *api.ProjectMove) error {
	if err := store.Copy(ctx, dst, src); err != nil {
		return err
	}
	head, root, err := dst.Head(ctx)
	if err != nil {
		return err
	}
	was, before, err := src.Head(ctx)
	if err != nil {
		return err
	}
	if head != was || root != before {
		return fault.New(fault.Conflict, "copy project", "the project was changed meanwhile; stop those who write to it and do this again")
	}
	move.Commits, move.Root = head, rootText(root)
	return nil
}

func rootText(h tlog.Hash) string { return base64.StdEncoding.EncodeToString(h[:]) }

// copyFiles copies files of evidence. Those whose content is another than was
// recorded stay behind and are named.
func copyFiles(ctx context.Context, to, from blob.Store, move *api.ProjectMove) error {
	move.Changed = []string{}
	for digest, err := range from.Digests() {
		if err == nil {
			err = store.Cancelled("copy the files of evidence", ctx.Err())
		}
		if err != nil {
			return err
		}
		whole, err := copyFile(to, from, digest)
		if err != nil {
			return err
		}
		if whole {
			move.Files++
		} else {
			move.Changed = append(move.Changed, digest)
		}
	}
	return nil
}

// copyFile copies one file; whole is false if its content is not that of its
// digest, which no store hands on.
func copyFile(to, from blob.Store, digest string) (whole bool, err error) {
	r, err := from.Open(digest)
	if err == nil {
		whole, err = to.Adopt(digest, r)
		err = errors.Join(err, r.Close())
	}
	if fault.KindOf(err) == fault.Invalid && err != nil {
		return false, nil
	}
	return whole, err
}

// ExtractWish says how a project leaves a server.
type ExtractWish struct {
	Key    string
	Retire bool // on the server it is out of use from then on
}

// Extract copies a project of a server, with its evidence, to a new project
// file. On the server it stays. Conflict if there is something at path.
func Extract(ctx context.Context, p *settings.Place, env Env, path string, w ExtractWish) (move api.ProjectMove, err error) {
	err = within(ctx, p, env, beside, func(n *Node) error {
		list, err := n.listed(ctx)
		if err != nil {
			return err
		}
		e, err := host.Find(list, w.Key)
		if err != nil {
			return err
		}
		move.ID, move.Key = e.ID, e.Key
		if _, err := os.Lstat(path + "-files"); err == nil {
			return &fault.Error{Kind: fault.Conflict, Op: "extract project", Place: fault.Place{File: path + "-files"}, Message: "there is a folder of this name already; choose another name for the project file"}
		}
		if err := n.extract(ctx, e, path, &move); err != nil {
			return err
		}
		ev := audit.Event{Kind: audit.ProjectMoved, Subject: e.Key, Project: e.ID, Details: map[string]string{"from": "this server", "into": filepath.Base(path), "root": move.Root}}
		if err := n.Security.Record(ctx, audit.Clean(ev)); err != nil || !w.Retire || e.Retired {
			return err
		}
		if err := n.Security.Record(ctx, audit.Event{Kind: audit.ProjectRetired, Subject: e.Key, Project: e.ID}); err != nil {
			return err
		}
		return n.Host.Change(ctx, e.ID, e.Title, true)
	})
	return move, err
}

func (n *Node) extract(ctx context.Context, e host.Entry, path string, move *api.ProjectMove) error {
	src, err := n.readRecord(ctx, e.ID)
	if err != nil {
		return err
	}
	defer src.Close()
	dst, err := sqlite.Create(path)
	if err != nil {
		return err
	}
	err = errors.Join(copyRecord(ctx, dst, src, move), dst.Close())
	if err == nil {
		var from blob.Store
		if from, err = n.files.of(e.ID); err == nil {
			err = copyFiles(ctx, blob.Open(path+"-files"), from, move)
		}
	}
	if err != nil {
		// What is not whole must not look like a project.
		return errors.Join(err, os.Remove(path), os.RemoveAll(path+"-files"), os.RemoveAll(path+"-wal"), os.RemoveAll(path+"-shm"))
	}
	return nil
}
