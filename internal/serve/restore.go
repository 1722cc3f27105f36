package serve

import (
	"bufio"
	"context"
	"database/sql"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"sync"

	"github.com/cordon-ot/cordon/internal/account"
	"github.com/cordon-ot/cordon/internal/admin"
	"github.com/cordon-ot/cordon/internal/api"
	"github.com/cordon-ot/cordon/internal/audit"
	"github.com/cordon-ot/cordon/internal/backup"
	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/settings"
	"github.com/cordon-ot/cordon/internal/store"
	"github.com/cordon-ot/cordon/internal/store/postgres"
	"github.com/cordon-ot/cordon/internal/store/sqlite"
)

// VerifyBackup reads a backup and checks all of it, with the administrative
// dump loaded into a passing database.
func VerifyBackup(ctx context.Context, path string, progress Progress) (api.BackupReport, error) {
	rep := api.BackupReport{File: path}
	f, err := openBackup(path, &rep)
	if err != nil {
		return rep, err
	}
	defer f.Close()
	sum, err := backup.Verify(ctx, bufio.NewReaderSize(f, 1<<20), backup.ReadOptions{Progress: checking(progress), Admin: scratch("", &rep)})
	if err != nil {
		return rep, fault.At(fault.Place{File: path}, err)
	}
	fillReport(&rep, &sum)
	return rep, nil
}

func openBackup(path string, rep *api.BackupReport) (*os.File, error) {
	const op = "read backup"
	f, err := os.Open(path)
	if err != nil {
		kind := fault.Unavailable
		if errors.Is(err, os.ErrNotExist) {
			kind = fault.NotFound
		}
		return nil, &fault.Error{Kind: kind, Op: op, Place: fault.Place{File: path}, Message: "the backup cannot be read; check the path and its rights", Err: err}
	}
	info, err := f.Stat()
	if err == nil && info.IsDir() {
		err = fault.New(fault.Invalid, op, "%s is a folder, not a backup", path)
	}
	if err != nil {
		return nil, errors.Join(fault.Wrap(fault.Unavailable, op, err), f.Close())
	}
	rep.Bytes = info.Size()
	return f, nil
}

// Restore builds a server from a backup in an empty place. Nobody is signed in
// there: sessions, links and known browsers of the backup are ended before the
// place can be used. Conflict if the place is not empty, Invalid if the backup is
// not whole; after an error nothing is left there, as far as that can be done.
func Restore(ctx context.Context, p *settings.Place, env Env, path string, progress Progress) (api.BackupReport, error) {
	rep := api.BackupReport{File: path}
	if err := p.Check(); err != nil {
		return rep, err
	}
	f, err := openBackup(path, &rep)
	if err != nil {
		return rep, err
	}
	defer f.Close()
	b := &building{place: p, env: env, layout: layout{p.Data}, rep: &rep}
	b.files = newEvidence(*p, b.layout, env.Now)
	var to backup.Target = &folderTarget{Folder: backup.NewFolder(p.Data, b.databases()), building: b}
	if p.Database != "" {
		to = &sharedTarget{building: b}
	}
	sum, err := backup.Restore(ctx, bufio.NewReaderSize(f, 1<<20), to, backup.ReadOptions{Progress: progress})
	if err = errors.Join(err, b.close()); err != nil {
		return rep, err
	}
	fillReport(&rep, &sum)
	return rep, b.record(ctx, &rep)
}

// building is a server being restored.
type building struct {
	place  *settings.Place
	env    Env
	layout layout
	files  *evidence
	rep    *api.BackupReport
	ended  collected // what is to be recorded once the stream is there
	after  func() error
}

func (b *building) close() error {
	if b.after == nil {
		return nil
	}
	return b.after()
}

// databases are SQLite files.
func (b *building) databases() backup.Databases {
	return backup.Databases{
		Open: func(path string) (store.Store, error) {
			return opened(sqlite.Open(path, sqlite.Options{ReadOnly: true}))
		},
		Create: func(path string) (store.Store, error) { return opened(sqlite.Create(path)) },
		Load: func(ctx context.Context, path string, dump io.Reader) error {
			db, err := admin.OpenSQLite(ctx, path)
			if err != nil {
				return err
			}
			return errors.Join(b.load(ctx, db, dump, filepath.Dir(path)), db.Close())
		},
	}
}

// load takes the dump in and ends what was open when it was made, before
// anybody could use it. The key that the backup carries goes into the folder that
// is to be the data folder, or where the operator wants it.
func (b *building) load(ctx context.Context, db *admin.DB, dump io.Reader, folder string) error {
	key, err := loadDump(ctx, db, dump, b.rep)
	if err != nil {
		return err
	}
	place := keyPlaceOf(b.place)
	if !place.apart {
		place.path = layout{folder}.key()
	}
	if key != nil {
		if err := place.write(key); err != nil {
			return err
		}
	}
	s, err := account.New(ctx, account.Config{DB: db, Recorder: &b.ended, Now: b.env.Now, Random: b.env.Random, Policy: account.DefaultPolicy()})
	if err != nil {
		return err
	}
	return s.AfterRestore(ctx, account.By{})
}

// record says in the restored stream what was done.
func (b *building) record(ctx context.Context, rep *api.BackupReport) error {
	return within(ctx, b.place, b.env, beside, func(n *Node) error {
		e := audit.Event{Kind: audit.Restored, Subject: filepath.Base(rep.File), Time: b.env.Now(), Details: map[string]string{
			"backup_of": rep.Made, "records": strconv.Itoa(len(rep.Records)), "files": strconv.Itoa(rep.Files.Kept),
		}}
		if err := n.Security.Record(ctx, audit.Clean(e)); err != nil {
			return err
		}
		for _, e := range b.ended.events {
			if err := n.Security.Record(ctx, e); err != nil {
				return err
			}
		}
		return nil
	})
}

// collected keeps events until there is a stream that takes them.
type collected struct {
	mu     sync.Mutex
	events []audit.Event
}

// Record implements audit.Recorder.
func (c *collected) Record(_ context.Context, e audit.Event) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.events = append(c.events, e)
	return nil
}

// folderTarget is a data folder with SQLite files.
type folderTarget struct {
	*backup.Folder
	*building
}

// Keep implements backup.Target.
func (t *folderTarget) Keep(ctx context.Context, project string) (backup.Keeper, error) {
	if t.place.Files == "" {
		return t.Folder.Keep(ctx, project) // they become visible with the rest
	}
	return t.files.of(project)
}

// sharedTarget is a PostgreSQL database. Accounts are loaded last: without them
// nobody can use what is there.
type sharedTarget struct {
	*building
	admin   *admin.DB
	records *postgres.DB
	made    []string // records
	dump    *os.File
}

// Begin implements backup.Target.
func (t *sharedTarget) Begin(ctx context.Context) (err error) {
	const op = "prepare the database"
	if t.admin, err = admin.OpenPostgres(ctx, t.place.Database); err != nil {
		return err
	}
	t.after = t.admin.Close
	if t.records, err = postgres.Connect(ctx, t.place.Database); err != nil {
		return err
	}
	t.after = func() error { t.records.Close(); return t.admin.Close() }
	names, err := t.records.Projects(ctx)
	if err != nil {
		return err
	}
	used, err := inUse(ctx, t.admin)
	if err != nil {
		return err
	}
	if used || len(names) > 0 {
		return fault.New(fault.Conflict, op, "the database is not empty; restore into a new one")
	}
	return t.layout.make()
}

// inUse reports whether there are users or projects.
func inUse(ctx context.Context, db *admin.DB) (used bool, err error) {
	err = db.Read(ctx, func(tx *sql.Tx) error {
		var n int64
		err := tx.QueryRowContext(ctx, "SELECT (SELECT count(*) FROM admin_users) + (SELECT count(*) FROM admin_projects)").Scan(&n)
		used = n > 0
		return err
	})
	return used, err
}

// Load implements backup.Target.
func (t *sharedTarget) Load(_ context.Context, dump io.Reader) (err error) {
	if t.dump, err = os.CreateTemp(t.layout.dir, ".restoring-admin-*"); err == nil {
		_, err = io.Copy(t.dump, dump)
	}
	return fault.Wrap(fault.Unavailable, "keep the administrative dump", err)
}

// Create implements backup.Target.
func (t *sharedTarget) Create(ctx context.Context, r backup.Record) (store.Store, error) {
	st, err := t.records.Create(ctx, r.Name)
	if err != nil {
		return nil, err
	}
	t.made = append(t.made, r.Name)
	return st, nil
}

// Keep implements backup.Target.
func (t *sharedTarget) Keep(_ context.Context, project string) (backup.Keeper, error) {
	return t.files.of(project)
}

// Commit implements backup.Target.
func (t *sharedTarget) Commit(ctx context.Context) error {
	if _, err := t.dump.Seek(0, io.SeekStart); err != nil {
		return fault.Wrap(fault.Unavailable, "read the administrative dump", err)
	}
	if err := t.load(ctx, t.admin, bufio.NewReader(t.dump), t.layout.dir); err != nil {
		return err
	}
	return t.dropDump()
}

func (t *sharedTarget) dropDump() error {
	if t.dump == nil {
		return nil
	}
	f := t.dump
	t.dump = nil
	return fault.Wrap(fault.Unavailable, "tidy up", errors.Join(f.Close(), os.Remove(f.Name())))
}

// Abort implements backup.Target.
func (t *sharedTarget) Abort() error {
	errs := []error{t.dropDump()}
	for _, name := range t.made {
		errs = append(errs, t.records.Drop(context.Background(), name))
	}
	return errors.Join(errs...)
}
