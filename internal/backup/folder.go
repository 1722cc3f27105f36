package backup

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/cordon-ot/cordon/internal/blob"
	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/store"
)

// Names in the data folder of a server.
const (
	adminFile      = "admin.db"
	securityName   = "security"
	projectsFolder = "projects"
	storeSuffix    = ".cordon"
	filesSuffix    = ".cordon-files"
)

// Databases opens what lies in a data folder. Each function gets the path of a
// file.
type Databases struct {
	Open   func(path string) (store.Store, error)                    // a record, for reading
	Create func(path string) (store.Store, error)                    // a record, new and empty
	Dump   func(ctx context.Context, path string, w io.Writer) error // the administrative database that is there
	Load   func(ctx context.Context, path string, r io.Reader) error // the administrative database, new; to be closed when the call ends
}

// Folder is the data folder of a server, as a Source and as a Target. The
// server may be running while a backup is made of it.
//
// As a target it must be absent or empty. An absent one is built beside its
// place and renamed. An empty one, which may be the place of a mounted disk, is
// filled from a folder in it, the administrative database last: without that it
// is no data folder of a server.
type Folder struct {
	path  string
	db    Databases
	build string // where a restore builds, empty before Begin
	fresh bool   // there was no folder at path
}

// NewFolder gives the data folder at path, which is looked at when it is used.
func NewFolder(path string, db Databases) *Folder { return &Folder{path: path, db: db} }

// Dump implements Source.
func (f *Folder) Dump(ctx context.Context, w io.Writer) error {
	path := filepath.Join(f.path, adminFile)
	if _, err := os.Stat(path); err != nil {
		return &fault.Error{Kind: fault.NotFound, Op: writeOp, Subject: f.path, Message: "this is no data folder of a server: there is no " + adminFile + " in it", Err: err}
	}
	return f.db.Dump(ctx, path, w)
}

// Records implements Source.
func (f *Folder) Records(context.Context) ([]Record, error) {
	var list []Record
	entries, err := os.ReadDir(filepath.Join(f.path, projectsFolder))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, f.fail("list the projects", err)
	}
	for _, e := range entries {
		if name, ok := strings.CutSuffix(e.Name(), storeSuffix); ok && e.Type().IsRegular() {
			list = append(list, Record{name, Project})
		}
	}
	if _, err := os.Stat(filepath.Join(f.path, securityName+storeSuffix)); err == nil {
		list = append(list, Record{securityName, Security})
	} else if !errors.Is(err, fs.ErrNotExist) {
		return nil, f.fail("find the security stream", err)
	}
	return list, nil
}

// Open implements Source.
func (f *Folder) Open(_ context.Context, r Record) (store.Store, error) {
	return f.db.Open(recordPath(f.path, r))
}

// Files implements Source.
func (f *Folder) Files(_ context.Context, project string) (Files, error) {
	return filesOf(f.path, project), nil
}

func filesOf(folder, project string) *blob.Dir {
	return blob.Open(filepath.Join(folder, projectsFolder, project+filesSuffix))
}

func recordPath(folder string, r Record) string {
	if r.Kind == Project {
		return filepath.Join(folder, projectsFolder, r.Name+storeSuffix)
	}
	return filepath.Join(folder, r.Name+storeSuffix)
}

const buildingName = ".restoring-*"

// Begin implements Target.
func (f *Folder) Begin(context.Context) error {
	const op = "prepare the data folder"
	entries, err := os.ReadDir(f.path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		f.fresh = true
		f.build, err = os.MkdirTemp(filepath.Dir(f.path), filepath.Base(f.path)+buildingName)
	case err != nil:
	case len(entries) > 0 && !onlyLostFound(entries):
		return &fault.Error{Kind: fault.Conflict, Op: op, Subject: f.path, Message: "the folder is not empty; restore into a new one, or move away what is in it"}
	default:
		f.build, err = os.MkdirTemp(f.path, buildingName)
	}
	if err != nil {
		return f.fail(op, err)
	}
	return f.fail(op, os.Mkdir(filepath.Join(f.build, projectsFolder), 0o700))
}

// onlyLostFound reports a folder that is the root of an empty file system.
func onlyLostFound(entries []fs.DirEntry) bool {
	return len(entries) == 1 && entries[0].Name() == "lost+found"
}

// Load implements Target.
func (f *Folder) Load(ctx context.Context, dump io.Reader) error {
	return f.db.Load(ctx, filepath.Join(f.build, adminFile), dump)
}

// Create implements Target.
func (f *Folder) Create(_ context.Context, r Record) (store.Store, error) {
	return f.db.Create(recordPath(f.build, r))
}

// Keep implements Target.
func (f *Folder) Keep(_ context.Context, project string) (Keeper, error) {
	return filesOf(f.build, project), nil
}

// Commit implements Target.
func (f *Folder) Commit(context.Context) error {
	const op = "put the restored data in place"
	if err := syncFolder(f.build); err != nil {
		return f.fail(op, err)
	}
	if f.fresh {
		// Nothing may stand there now: a rename would go over an empty folder
		// only, and fail for any other.
		if err := os.Rename(f.build, f.path); err != nil {
			return f.fail(op, err)
		}
		return f.fail(op, syncFolder(filepath.Dir(f.path)))
	}
	entries, err := os.ReadDir(f.build)
	if err != nil {
		return f.fail(op, err)
	}
	slices.SortStableFunc(entries, func(a, b fs.DirEntry) int { return boolInt(a.Name() == adminFile) - boolInt(b.Name() == adminFile) })
	for _, e := range entries {
		if err := os.Rename(filepath.Join(f.build, e.Name()), filepath.Join(f.path, e.Name())); err != nil {
			return f.fail(op, err)
		}
	}
	return f.fail(op, errors.Join(os.Remove(f.build), syncFolder(f.path)))
}

func boolInt(b bool) int {
	if b {
		return 1
	}
	return 0
}

// Abort implements Target.
func (f *Folder) Abort() error {
	if f.build == "" {
		return nil
	}
	return f.fail("take away what was restored", os.RemoveAll(f.build))
}

func (f *Folder) fail(op string, err error) error {
	if err == nil {
		return nil
	}
	return &fault.Error{Kind: fault.Unavailable, Op: op, Subject: f.path, Message: "the data folder cannot be used; check its permissions and the space on its disk", Err: err}
}
