package serve

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/ledger"
	"github.com/cordon-ot/cordon/internal/store"
	"github.com/cordon-ot/cordon/internal/store/postgres"
	"github.com/cordon-ot/cordon/internal/store/sqlite"
)

// layout names what lies in a data folder.
type layout struct{ dir string }

func (l layout) admin() string    { return filepath.Join(l.dir, "admin.db") }
func (l layout) security() string { return filepath.Join(l.dir, "security.cordon") }
func (l layout) projects() string { return filepath.Join(l.dir, "projects") }
func (l layout) uploads() string  { return filepath.Join(l.dir, "uploads") }
func (l layout) jobs() string     { return filepath.Join(l.dir, "jobs") }
func (l layout) key() string      { return filepath.Join(l.dir, "secret.key") }
func (l layout) tls() string      { return filepath.Join(l.dir, "tls") }

func (l layout) project(id string) string { return filepath.Join(l.projects(), id+".cordon") }
func (l layout) files(id string) string   { return l.project(id) + "-files" }

// make makes the folders. Others than the server's own account have no business
// there.
func (l layout) make() error {
	for _, dir := range []string{l.dir, l.projects(), l.uploads(), l.jobs()} {
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return &fault.Error{
				Kind: fault.Unavailable, Op: "make the data folder", Place: fault.Place{File: dir},
				Message: "the folder cannot be made; check who owns the one above it and its rights", Err: err,
			}
		}
	}
	return nil
}

// knownID reports whether an id can be part of a file name.
func knownID(id string) bool {
	_, err := ledger.Origin(id)
	return err == nil && id[0] != '.'
}

// folderStores are records in SQLite files, one for each project.
type folderStores struct{ layout layout }

// Open implements host.Stores.
func (f folderStores) Open(_ context.Context, id string) (store.Store, error) {
	if !knownID(id) {
		return nil, fault.New(fault.NotFound, "open project", "there is no such project")
	}
	s, err := sqlite.Open(f.layout.project(id), sqlite.Options{})
	if err != nil {
		return nil, err
	}
	return s, nil
}

// Create implements host.Stores.
func (f folderStores) Create(_ context.Context, id string) (store.Store, error) {
	if !knownID(id) {
		return nil, fault.New(fault.Invalid, "create project", "%q cannot be the id of a project", id)
	}
	s, err := sqlite.Create(f.layout.project(id))
	if err != nil {
		return nil, err
	}
	return s, nil
}

// Discard implements host.Stores.
func (f folderStores) Discard(_ context.Context, id string) error {
	if !knownID(id) {
		return nil
	}
	var errs []error
	path := f.layout.project(id)
	for _, p := range []string{path, path + "-wal", path + "-shm", sqlite.SnapshotPath(path)} {
		if err := os.Remove(p); err != nil && !errors.Is(err, fs.ErrNotExist) {
			errs = append(errs, err)
		}
	}
	return fault.Wrap(fault.Unavailable, "remove the unfinished project", errors.Join(errs...))
}

// Shared implements host.Stores: other programs may have the files open, but a
// server's folder is its own.
func (folderStores) Shared() bool { return false }

// Hints implements host.Stores.
func (folderStores) Hints(context.Context) <-chan string { return nil }

// Tell implements host.Stores.
func (folderStores) Tell(context.Context, string) {}

// sharedStores are records in a PostgreSQL database that other nodes use too.
type sharedStores struct{ db *postgres.DB }

// Open implements host.Stores.
func (s sharedStores) Open(ctx context.Context, id string) (store.Store, error) {
	st, err := s.db.Open(ctx, id)
	if err != nil {
		return nil, err
	}
	return st, nil
}

// Create implements host.Stores.
func (s sharedStores) Create(ctx context.Context, id string) (store.Store, error) {
	st, err := s.db.Create(ctx, id)
	if err != nil {
		return nil, err
	}
	return st, nil
}

// Discard implements host.Stores.
func (s sharedStores) Discard(ctx context.Context, id string) error { return s.db.Drop(ctx, id) }

// Shared implements host.Stores.
func (sharedStores) Shared() bool { return true }

// Hints implements host.Stores.
func (s sharedStores) Hints(ctx context.Context) <-chan string { return s.db.Hints(ctx) }

// Tell implements host.Stores.
func (s sharedStores) Tell(ctx context.Context, id string) { s.db.Hint(ctx, id) }
