package cli

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/cordon-ot/cordon/internal/app"
	"github.com/cordon-ot/cordon/internal/capability"
	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/interchange/text"
	"github.com/cordon-ot/cordon/internal/model"
	"github.com/cordon-ot/cordon/internal/standard"
	"github.com/cordon-ot/cordon/internal/store"
	"github.com/cordon-ot/cordon/internal/trace"
)

// folder is a project that is kept as text. It is loaded into memory as one
// commit; a change is applied there and then written back.
type folder struct {
	path   string
	header text.Header
}

// folderAuthor signs the one commit that stands for the folder's content.
const folderAuthor = "text folder"

// openFolder loads a text folder. For reading it takes what a plant may hold
// and rules speak about, such as a circle of zones; a folder that is to be
// changed has to keep the model's rules.
func (ss *Session) openFolder(ctx context.Context, path string, cfg app.Config, p purpose) (*opened, error) {
	fsys := os.DirFS(path)
	if _, err := fs.Stat(fsys, text.HeaderFile); err != nil {
		return nil, &fault.Error{
			Kind: fault.NotFound, Op: "open project", Place: fault.Place{File: path},
			Message: "this folder is no project: it holds no " + text.HeaderFile + "; name a project file or a text folder, or make one with \"cordon export text\"",
		}
	}
	step, end := ss.Progress("reading " + path)
	read, err := text.Read(fsys, path, model.Empty(), text.Options{Progress: step})
	end()
	if err != nil {
		return nil, err
	}
	entry, err := folderEntry(cfg.Library, read.Ops, p == reading)
	if err != nil {
		return nil, err
	}
	st := ss.env.Stores.Memory()
	project, err := begin(ctx, cfg, st, projectID(read.Header), entry)
	if err != nil {
		return nil, fault.At(fault.Place{File: path}, errors.Join(err, st.Close()))
	}
	return &opened{
		project: project, service: &folderService{Project: project, path: path},
		folder: &folder{path: path, header: read.Header},
	}, nil
}

func projectID(h text.Header) string {
	if h.Project.IsZero() {
		return "text-folder"
	}
	return h.Project.String()
}

// folderEntry applies the ops of a folder to nothing and gives the commit and
// the state they lead to. Links that have no fingerprint on record get one:
// what the folder says now is taken for what was confirmed.
func folderEntry(lib *standard.Library, ops []model.Op, lenient bool) (store.Entry, error) {
	at := time.Unix(0, 0).UTC()
	b := model.NewBuilder(model.Empty(), 1, at, model.Options{Lenient: lenient, Row: rowCheck(lib)})
	if !b.Apply(ops) {
		return store.Entry{}, text.Locate(b.Faults())
	}
	s := b.Snapshot()
	prints := trace.NewPrints(capability.BasisFor(lib, s), s)
	ops = slices.Clone(ops)
	for i := range ops {
		op := &ops[i]
		if op.Kind != model.OpLink || !op.Fingerprint.IsZero() || !s.Schema().Verb(op.Verb).Suspect {
			continue
		}
		from, okFrom := s.ByID(op.Item)
		to, okTo := s.ByID(op.To)
		if okFrom && okTo && s.Link(from, op.Verb, to) != nil {
			op.Fingerprint = prints.Link(from, op.Verb, to)
			b.Confirm(from, op.Verb, to, op.Fingerprint)
		}
	}
	s = b.Snapshot()
	c := &model.Commit{Number: 1, Time: at, Author: folderAuthor, Label: "read text", Ops: ops}
	e := store.Entry{Commit: model.EncodeCommit(c), Rows: make([]store.Row, s.Len())}
	for n := range e.Rows {
		e.Rows[n] = store.Row{Node: uint32(n), Body: model.AppendRow(nil, s.Item(model.Node(n)))}
	}
	return e, nil
}

// rowCheck accepts the rows a library has.
func rowCheck(lib *standard.Library) func(standard.Ref) error {
	return func(ref standard.Ref) error {
		_, err := lib.Resolve(ref)
		return err
	}
}

// begin makes a project whose first commit is e. It goes past the checks of
// Commit, which refuse what a folder may say and a check has to report, and
// the state comes from the rows, since replaying a whole folder is slow.
func begin(ctx context.Context, cfg app.Config, st store.Store, id string, e store.Entry) (*app.Project, error) {
	cfg.Store = lasting{st}
	empty, err := app.Create(ctx, cfg, app.Genesis{ProjectID: id})
	if err != nil {
		return nil, err
	}
	if err := empty.Close(); err != nil {
		return nil, err
	}
	if len(e.Rows) > 0 {
		if err := st.Append(ctx, 0, []store.Entry{e}); err != nil {
			return nil, err
		}
	}
	cfg.Store = st
	return app.Open(ctx, cfg)
}

// lasting is a store that outlives the project over it.
type lasting struct{ store.Store }

// Close does nothing.
func (lasting) Close() error { return nil }

// folderService is a project over memory that stands for a text folder: it has
// no past.
type folderService struct {
	*app.Project
	path string
}

// At implements app.Service: a text folder has one state.
func (f *folderService) At(ctx context.Context, ref string) (app.State, error) {
	if ref == "" || ref == "head" {
		return f.Head(ctx)
	}
	return app.State{}, noPast(f.path, "--at "+ref)
}

// noPast says why a text folder cannot answer what a record can.
func noPast(path, what string) error {
	return &fault.Error{
		Kind: fault.Invalid, Op: "read the record", Place: fault.Place{File: path},
		Message: "a text folder keeps no record, so there is no " + what + "; its history is in version control, or make a project of it with \"cordon init plant.cordon --from-text " + path + "\"",
	}
}

// refuseComments gives Conflict if writing the folder would lose comments.
func (f *folder) refuseComments() error {
	files, err := text.HasComments(os.DirFS(f.path))
	if err != nil || len(files) == 0 {
		return err
	}
	return &fault.Error{
		Kind: fault.Conflict, Op: "write the text folder", Place: fault.Place{File: f.path},
		Message: "there are comments in " + strings.Join(files, ", ") + ", and writing would lose them; edit the files by hand, or give --rewrite-comments",
	}
}

// write brings the folder to a state and names the files that changed.
func (f *folder) write(s *model.Snapshot) ([]string, error) {
	return writeFolder(f.path, s, f.header)
}

// writeFolder writes a state as a text folder over what is there: files that
// are the same stay untouched, files of the format that are not needed any more
// go. It names those it wrote or removed.
func writeFolder(dir string, s *model.Snapshot, h text.Header) ([]string, error) {
	var changed []string
	kept := map[string]bool{}
	err := text.Write(s, h, func(name string, data []byte) error {
		kept[name] = true
		path := filepath.Join(dir, filepath.FromSlash(name))
		if old, err := os.ReadFile(path); err == nil && bytes.Equal(old, data) {
			return nil
		}
		changed = append(changed, name)
		return replaceFile(path, data)
	})
	if err != nil {
		return changed, err
	}
	err = fs.WalkDir(os.DirFS(dir), ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && name != "." && name != text.AllocationsFolder:
			return fs.SkipDir
		case d.IsDir() || kept[name] || !text.Belongs(name):
			return nil
		}
		changed = append(changed, name)
		return os.Remove(filepath.Join(dir, filepath.FromSlash(name)))
	})
	slices.Sort(changed)
	return changed, fileFault("write the text folder", dir, err)
}

// replaceFile writes a file in one step: readers see the old or the new one,
// and a full disk leaves the old one.
func replaceFile(path string, data []byte) error {
	err := os.MkdirAll(filepath.Dir(path), 0o777)
	if err != nil {
		return fileFault("write the file", path, err)
	}
	tmp, err := os.CreateTemp(filepath.Dir(path), ".writing-*")
	if err != nil {
		return fileFault("write the file", path, err)
	}
	defer os.Remove(tmp.Name())
	_, err = tmp.Write(data)
	if err == nil {
		err = tmp.Chmod(0o644)
	}
	if err == nil {
		err = tmp.Sync()
	}
	err = errors.Join(err, tmp.Close())
	if err == nil {
		err = os.Rename(tmp.Name(), path)
	}
	return fileFault("write the file", path, err)
}
