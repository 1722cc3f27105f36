package serve

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strconv"

	"github.com/cordon-ot/cordon/internal/admin"
	"github.com/cordon-ot/cordon/internal/api"
	"github.com/cordon-ot/cordon/internal/audit"
	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/settings"
	"github.com/cordon-ot/cordon/internal/store"
	"github.com/cordon-ot/cordon/internal/store/postgres"
	"github.com/cordon-ot/cordon/internal/store/sqlite"
)

const moveOp = "move the server"

// Move copies everything of a server to another place, such as from files to
// PostgreSQL or back: every record byte for byte, whose roots are compared, the
// administrative tables, whose dumps are compared, and the files of evidence if
// they are to lie elsewhere. No server may run on either. The source stays as it
// is. What was interrupted goes on when it is asked for again; the new place can
// be used only when all of it is there. Conflict if the new place is in use or the
// source changes meanwhile.
func Move(ctx context.Context, from, to *settings.Place, env Env, progress Progress) (rep api.ServerMove, err error) {
	if err := errors.Join(from.Check(), to.Check()); err != nil {
		return rep, err
	}
	rep = api.ServerMove{From: placeName(from), To: placeName(to), Projects: []api.ProjectMove{}}
	if rep.From == rep.To {
		return rep, fault.New(fault.Invalid, moveOp, "both places are the same; name the new one with --to-database or --to-data")
	}
	if progress == nil {
		progress = func(string, uint64, uint64) {}
	}
	m := &moving{env: env, from: from, to: to, layout: layout{to.Data}, progress: progress, rep: &rep}
	defer func() { err = errors.Join(err, m.close()) }()
	if err := m.open(ctx); err != nil {
		return rep, err
	}
	if err := m.records(ctx); err != nil {
		return rep, err
	}
	if err := m.accounts(ctx); err != nil {
		return rep, err
	}
	return rep, m.record(ctx)
}

// placeName names a place without the secrets that may be in its address.
func placeName(p *settings.Place) string {
	if p.Database == "" {
		if abs, err := filepath.Abs(p.Data); err == nil {
			return abs
		}
		return p.Data
	}
	return postgres.Describe(p.Database)
}

// moving is a move under way.
type moving struct {
	env      Env
	from, to *settings.Place
	layout   layout // of the new place
	progress Progress
	rep      *api.ServerMove

	n      *Node        // the source
	shared *postgres.DB // of the new place, nil with files
	admin  *admin.DB    // of the new place, nil with files until the records are there
	files  *evidence    // of the new place
	ends   []func() error
}

func (m *moving) close() error {
	var errs []error
	for i := len(m.ends) - 1; i >= 0; i-- {
		errs = append(errs, m.ends[i]())
	}
	m.ends = nil
	return errors.Join(errs...)
}

func (m *moving) onClose(fn func() error) { m.ends = append(m.ends, fn) }

// alone takes a data folder with files for this process.
func (m *moving) alone(p *settings.Place) error {
	if p.Database != "" {
		return nil
	}
	release, err := layout{p.Data}.lock()
	if err == nil {
		m.onClose(release)
	}
	return err
}

func (m *moving) open(ctx context.Context) (err error) {
	if m.from.Database == "" {
		if _, err := os.Stat((layout{m.from.Data}).admin()); err != nil {
			return &fault.Error{Kind: fault.NotFound, Op: moveOp, Subject: m.from.Data, Message: "this is no data folder of a server: there is no admin.db in it", Err: err}
		}
	}
	if err := m.alone(m.from); err != nil {
		return err
	}
	if m.n, err = openData(ctx, m.from, m.env, reading); err != nil {
		return err
	}
	m.onClose(func() error { return m.n.Close(context.Background()) })
	if err := m.layout.make(); err != nil {
		return err
	}
	if m.to.Database == "" || m.from.Data != m.to.Data {
		if err := m.alone(m.to); err != nil {
			return err
		}
	}
	m.files = newEvidence(*m.to, m.layout, m.env.Now)
	if m.to.Database == "" {
		if _, err := os.Lstat(m.layout.admin()); err == nil {
			return fault.New(fault.Conflict, moveOp, "there is a server in %s already; name an empty folder", m.to.Data)
		}
		return nil
	}
	if m.admin, err = admin.OpenPostgres(ctx, m.to.Database); err != nil {
		return err
	}
	m.onClose(m.admin.Close)
	if m.shared, err = postgres.Connect(ctx, m.to.Database); err != nil {
		return err
	}
	m.onClose(func() error { m.shared.Close(); return nil })
	used, err := inUse(ctx, m.admin)
	if err == nil && used {
		err = fault.New(fault.Conflict, moveOp, "there is a server in the database already; name an empty one")
	}
	return err
}

// target gives the store that a record is copied into.
func (m *moving) target(ctx context.Context, id string) (store.Store, error) {
	if m.shared != nil {
		st, err := m.shared.Create(ctx, id)
		if fault.KindOf(err) == fault.Conflict && err != nil {
			st, err = m.shared.Open(ctx, id)
		}
		if err != nil {
			return nil, err
		}
		return st, nil
	}
	path := m.layout.security()
	if id != securityID {
		path = m.layout.project(id)
	}
	st, err := opened(sqlite.Create(path))
	if fault.KindOf(err) == fault.Conflict && err != nil {
		return opened(sqlite.Open(path, sqlite.Options{}))
	}
	return st, err
}

func (m *moving) records(ctx context.Context) error {
	ids, err := m.n.records(ctx)
	if err != nil {
		return err
	}
	list, err := m.n.listed(ctx)
	if err != nil {
		return err
	}
	keys := map[string]string{}
	for _, e := range list {
		keys[e.ID] = e.Key
	}
	for i, id := range append(ids, securityID) {
		m.progress("moving records", uint64(i), uint64(len(ids)+1))
		move := api.ProjectMove{ID: id, Key: keys[id], Changed: []string{}}
		if err := m.one(ctx, &move); err != nil {
			return &fault.Error{Kind: fault.KindOf(err), Op: moveOp, Subject: id, Err: err}
		}
		if id == securityID {
			m.rep.Events = move.Commits
		} else {
			m.rep.Projects = append(m.rep.Projects, move)
		}
	}
	return nil
}

// one copies a record and, if they are to lie elsewhere, its files of evidence.
func (m *moving) one(ctx context.Context, move *api.ProjectMove) error {
	src, err := m.n.readRecord(ctx, move.ID)
	if err != nil {
		return err
	}
	defer src.Close()
	dst, err := m.target(ctx, move.ID)
	if err != nil {
		return err
	}
	if err := errors.Join(copyRecord(ctx, dst, src, move), dst.Close()); err != nil {
		return err
	}
	if move.ID == securityID || samePlace(m.from, m.to) {
		return nil
	}
	was, err := m.n.files.of(move.ID)
	if err != nil {
		return err
	}
	now, err := m.files.of(move.ID)
	if err != nil {
		return err
	}
	return copyFiles(ctx, now, was, move)
}

// samePlace reports whether files of evidence lie where they were.
func samePlace(a, b *settings.Place) bool {
	where := func(p *settings.Place) string {
		dir := p.Files
		if dir == "" {
			dir = filepath.Join(p.Data, "projects")
		}
		if abs, err := filepath.Abs(dir); err == nil && p.S3Endpoint == "" {
			return abs
		}
		return dir
	}
	return where(a) == where(b) && a.S3Endpoint == b.S3Endpoint
}

// accounts moves the administrative tables, the last step: without them the new
// place is no server.
func (m *moving) accounts(ctx context.Context) error {
	m.progress("accounts", 0, 0)
	if key, err := m.n.keys.read(); err != nil {
		return err
	} else if key != nil {
		if err := keyPlaceOf(m.to).write(key); err != nil {
			return err
		}
	}
	var dump bytes.Buffer
	if err := m.n.Admin.Dump(ctx, &dump); err != nil {
		return err
	}
	m.rep.Admin = int64(dump.Len())
	if m.shared != nil {
		if err := m.stillSame(ctx, dump.Bytes()); err != nil {
			return err
		}
		return loadSame(ctx, m.admin, dump.Bytes())
	}
	passing := m.layout.admin() + ".moving"
	for _, tail := range []string{"", "-wal", "-shm"} {
		if err := os.Remove(passing + tail); err != nil && !os.IsNotExist(err) {
			return fault.Wrap(fault.Unavailable, moveOp, err)
		}
	}
	db, err := admin.OpenSQLite(ctx, passing)
	if err != nil {
		return err
	}
	if err := errors.Join(loadSame(ctx, db, dump.Bytes()), db.Close()); err != nil {
		return err
	}
	if err := m.stillSame(ctx, dump.Bytes()); err != nil {
		return err
	}
	return fault.Wrap(fault.Unavailable, moveOp, os.Rename(passing, m.layout.admin()))
}

// loadSame loads a dump and compares what the database then dumps itself.
func loadSame(ctx context.Context, db *admin.DB, dump []byte) error {
	if err := db.Load(ctx, bytes.NewReader(dump)); err != nil {
		return err
	}
	h := sha256.New()
	if err := db.Dump(ctx, h); err != nil {
		return err
	}
	if want := sha256.Sum256(dump); !bytes.Equal(h.Sum(nil), want[:]) {
		return fault.New(fault.Internal, moveOp, "the administrative tables differ after they were moved; the new place must not be used")
	}
	return nil
}

// stillSame looks whether anybody worked on the source meanwhile.
func (m *moving) stillSame(ctx context.Context, dump []byte) error {
	changed := fault.New(fault.Conflict, moveOp, "somebody worked on the server meanwhile; stop all of its nodes and do this again")
	for _, move := range append(m.rep.Projects, api.ProjectMove{ID: securityID, Commits: m.rep.Events}) {
		st, err := m.n.readRecord(ctx, move.ID)
		if err != nil {
			return err
		}
		head, _, err := st.Head(ctx)
		if err = errors.Join(err, st.Close()); err != nil {
			return err
		}
		if head != move.Commits {
			return changed
		}
	}
	var again bytes.Buffer
	if err := m.n.Admin.Dump(ctx, io.Writer(&again)); err != nil {
		return err
	}
	if !bytes.Equal(again.Bytes(), dump) {
		return changed
	}
	return nil
}

// record says in the new place where it came from.
func (m *moving) record(ctx context.Context) error {
	if err := m.close(); err != nil {
		return err
	}
	return within(ctx, m.to, m.env, beside, func(n *Node) error {
		return n.Security.Record(ctx, audit.Clean(audit.Event{
			Kind: audit.ProjectMoved, Subject: "server", Time: m.env.Now(),
			Details: map[string]string{"from": m.rep.From, "into": m.rep.To, "projects": strconv.Itoa(len(m.rep.Projects))},
		}))
	})
}
