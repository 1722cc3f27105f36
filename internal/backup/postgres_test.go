package backup_test

import (
	"bytes"
	"context"
	"database/sql"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/cordon-ot/cordon/internal/admin"
	"github.com/cordon-ot/cordon/internal/backup"
	"github.com/cordon-ot/cordon/internal/blob"
	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/store"
	"github.com/cordon-ot/cordon/internal/store/postgres"
	"github.com/cordon-ot/cordon/internal/store/postgres/pgtest"
	"github.com/cordon-ot/cordon/internal/store/storetest"
)

func TestMain(m *testing.M) { os.Exit(pgtest.Main(m)) }

// team is a server over PostgreSQL, with the files in a folder.
type team struct {
	records *postgres.DB
	admin   *admin.DB
	files   string
}

func newTeam(t *testing.T) *team {
	url := pgtest.Shared(t).Database(t)
	records, err := postgres.Connect(background, url)
	must(t, err)
	t.Cleanup(records.Close)
	db, err := admin.OpenPostgres(background, url)
	must(t, err)
	t.Cleanup(func() { db.Close() })
	return &team{records, db, t.TempDir()}
}

func (s *team) Dump(ctx context.Context, w io.Writer) error { return s.admin.Dump(ctx, w) }

func (s *team) Records(ctx context.Context) ([]backup.Record, error) {
	names, err := s.records.Projects(ctx)
	var list []backup.Record
	for _, n := range names {
		kind := backup.Project
		if n == "security" {
			kind = backup.Security
		}
		list = append(list, backup.Record{Name: n, Kind: kind})
	}
	return list, err
}

func (s *team) Open(ctx context.Context, r backup.Record) (store.Store, error) {
	st, err := s.records.Open(ctx, r.Name)
	if err != nil {
		return nil, err
	}
	return st, nil
}

func (s *team) Files(_ context.Context, project string) (backup.Files, error) {
	return blob.Open(filepath.Join(s.files, project)), nil
}

func (s *team) Begin(ctx context.Context) error {
	names, err := s.records.Projects(ctx)
	if err == nil && len(names) > 0 {
		err = fault.New(fault.Conflict, "restore", "the database is not empty")
	}
	return err
}

func (s *team) Load(ctx context.Context, r io.Reader) error { return s.admin.Load(ctx, r) }

func (s *team) Create(ctx context.Context, r backup.Record) (store.Store, error) {
	st, err := s.records.Create(ctx, r.Name)
	if err != nil {
		return nil, err
	}
	return st, nil
}

func (s *team) Keep(_ context.Context, project string) (backup.Keeper, error) {
	return blob.Open(filepath.Join(s.files, project)), nil
}

func (*team) Commit(context.Context) error { return nil }

func (*team) Abort() error { return nil }

// realAdmin puts real administrative databases in the place of the plain files.
func realAdmin() backup.Databases {
	db := databases()
	open := func(ctx context.Context, path string, use func(*admin.DB) error) error {
		a, err := admin.OpenSQLite(ctx, path)
		if err != nil {
			return err
		}
		if err := use(a); err != nil {
			a.Close()
			return err
		}
		return a.Close()
	}
	db.Dump = func(ctx context.Context, path string, w io.Writer) error {
		return open(ctx, path, func(a *admin.DB) error { return a.Dump(ctx, w) })
	}
	db.Load = func(ctx context.Context, path string, r io.Reader) error {
		return open(ctx, path, func(a *admin.DB) error { return a.Load(ctx, r) })
	}
	return db
}

// spec: OPS-2
func TestABackupMovesAServerFromSQLiteToPostgresAndBackUnchanged(t *testing.T) {
	s := ordinary(t)
	must(t, os.Remove(filepath.Join(s.dir, "admin.db")))
	a, err := admin.OpenSQLite(background, filepath.Join(s.dir, "admin.db"))
	must(t, err)
	must(t, a.Write(background, func(tx *sql.Tx) error {
		_, err := tx.Exec("INSERT INTO admin_jobs (id, kind, project, owner, params, state, created) VALUES ('1', 'backup', '', 'anna', '{}', 'done', 5)")
		return err
	}))
	must(t, a.Close())
	s.Folder = backup.NewFolder(s.dir, realAdmin())
	first, sum := s.backup()

	there := newTeam(t)
	_, err = backup.Restore(background, bytes.NewReader(first), there, backup.ReadOptions{})
	must(t, err)
	for _, held := range sum.Records {
		r := backup.Record{Name: held.Name, Kind: held.Kind}
		st, err := there.Open(background, r)
		must(t, err)
		storetest.WantSame(t, st, s.open(r))
		must(t, st.Close())
	}
	var second bytes.Buffer
	_, err = backup.Write(background, &second, there, s.options())
	must(t, err)
	_, err = backup.Restore(background, bytes.NewReader(first), there, backup.ReadOptions{})
	wantFault(t, err, fault.Conflict, "not empty")

	back := &server{Folder: backup.NewFolder(filepath.Join(t.TempDir(), "back"), realAdmin()), t: t}
	again, err := backup.Restore(background, &second, back.Folder, backup.ReadOptions{})
	must(t, err)
	if show(again.Records) != show(sum.Records) || again.Admin != sum.Admin {
		t.Errorf("after the way there and back:\n%s\nbefore:\n%s", show(again), show(sum))
	}
	for _, held := range sum.Records {
		r := backup.Record{Name: held.Name, Kind: held.Kind}
		storetest.WantSame(t, back.open(r), s.open(r))
	}
}
