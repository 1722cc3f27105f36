// Package starter fills a new project: with nothing but its system, from a
// sample plant, or from a text folder. The command line and the server make
// projects the same way through it.
//
// It refuses to open or close anything: the project is there and empty, and
// whoever made it undoes it if filling fails.
package starter

import (
	"context"
	"errors"
	"io"
	"io/fs"

	"github.com/cordon-ot/cordon/internal/app"
	"github.com/cordon-ot/cordon/internal/blob"
	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/interchange/text"
	"github.com/cordon-ot/cordon/internal/model"
	"github.com/cordon-ot/cordon/internal/standard"
	"github.com/cordon-ot/cordon/internal/template"
)

// Files takes files of evidence under the digests that their names say.
type Files interface {
	State(digest string) app.FileState
	// Adopt stores content under a digest and reports whether it is whole; see
	// blob.Dir.Adopt.
	Adopt(digest string, r io.Reader) (whole bool, err error)
}

// Source is what a new project begins with. The zero Source is an empty one.
type Source struct {
	Name      string // for messages
	ProjectID string // the id the project is to have, empty for a new one
	Label     string // of the first commit
	fsys      fs.FS  // nil for an empty project
	steps     []template.Step
	keepIDs   bool
}

// Empty is a project with nothing but its system.
func Empty() Source { return Source{Label: "create project"} }

// Template is a sample plant. NotFound names the samples there are.
func Template(name string) (Source, error) {
	fsys, err := template.FS(name)
	if err != nil {
		return Source{}, err
	}
	steps, err := template.Steps(name)
	return Source{Name: name, fsys: fsys, steps: steps, Label: "create project"}, err
}

// Folder is a text folder, whose identities are kept. Errors are those of
// text.Read.
func Folder(path string, fsys fs.FS) (Source, error) {
	read, err := text.Read(fsys, path, model.Empty(), text.Options{})
	if err != nil {
		return Source{}, err
	}
	src := Source{Name: path, fsys: fsys, keepIDs: true, Label: "import text"}
	if !read.Header.Project.IsZero() {
		src.ProjectID = read.Header.Project.String()
	}
	return src, nil
}

// Options say how a project is filled.
type Options struct {
	Author  string // of the first commit
	Title   string // of the system; empty keeps what the source says
	Message string // of the first commit
	Files   Files  // where the files of evidence go
}

// Fill makes the first commits of an empty project. changed names the files of
// a text folder whose content is not what their names say; the project then
// says of the evidence that its file was changed.
func (src Source) Fill(ctx context.Context, p app.Service, o Options) (changed []string, err error) {
	first := app.Change{Author: o.Author, Label: src.Label, Message: o.Message}
	if src.fsys == nil {
		first.Ops = systemOps(p, o.Title, nil)
		return nil, commit(ctx, p, first)
	}
	opts := text.Options{IDs: p.NewID}
	if src.keepIDs {
		opts.IDs = nil
	}
	read, err := text.Read(src.fsys, src.Name, model.Empty(), opts)
	if err != nil {
		return nil, err
	}
	if changed, err = StoreFiles(o.Files, src.fsys); err != nil {
		return nil, err
	}
	if !src.keepIDs { // a sample shows such a file on purpose
		changed = nil
	}
	first.Ops = systemOps(p, o.Title, read.Ops)
	if err := commit(ctx, p, first); err != nil {
		return changed, err
	}
	for _, step := range src.steps {
		if err := src.take(ctx, p, step, o.Files); err != nil {
			return changed, err
		}
	}
	return changed, nil
}

// take makes one commit of a sample after its first.
func (src Source) take(ctx context.Context, p app.Service, step template.Step, files Files) error {
	head, err := p.Head(ctx)
	if err != nil {
		return err
	}
	read, err := text.Read(step.FS, src.Name, head.Snapshot, text.Options{Mode: text.Partial, IDs: p.NewID})
	if err != nil {
		return err
	}
	if _, err := StoreFiles(files, step.FS); err != nil {
		return err
	}
	return commit(ctx, p, app.Change{Author: step.Author, Label: step.Label, Message: step.Message, Ops: read.Ops})
}

// commit makes a commit; faults of ops that were read get the places where they
// are written.
func commit(ctx context.Context, p app.Service, ch app.Change) error {
	if len(ch.Ops) == 0 {
		return nil
	}
	_, err := app.CommitInParts(ctx, p, ch, 0)
	if err == nil {
		return nil
	}
	return text.Locate(fault.All(err))
}

// systemOps sees that there is a system with a title and pinned editions: the
// numbers of a project must not change because the product learns of a newer
// edition.
func systemOps(p app.Service, title string, ops []model.Op) []model.Op {
	pinned := model.ListValue(Editions(p.Library()))
	for i := range ops {
		op := &ops[i]
		if op.Kind != model.OpCreate || op.Key.Kind != model.KindSystem {
			continue
		}
		if title != "" {
			op.Title = title
		}
		if op.Props.Value("editions").IsZero() {
			op.Props = op.Props.With("editions", pinned)
		}
		return ops
	}
	if title == "" {
		return ops
	}
	key := model.Key{Kind: model.KindSystem, Number: 1}
	create := model.Op{Kind: model.OpCreate, Item: p.NewID(), Key: key, Title: title, Props: model.Props{{Name: "editions", Value: pinned}}}
	return append([]model.Op{create}, ops...)
}

// Editions lists the newest edition of every part of a library, as a new
// project pins them.
func Editions(l *standard.Library) []string {
	var list []string
	for _, part := range l.Parts() {
		if c, ok := l.Latest(part); ok {
			list = append(list, c.Part()+":"+c.Edition())
		}
	}
	return list
}

// StoreFiles copies the evidence files of a text folder. One whose content is
// not what its name says is copied as it is, and named. What only a link of the
// name leads to is no file of the folder.
func StoreFiles(files Files, fsys fs.FS) (changed []string, err error) {
	info, err := fs.Lstat(fsys, text.FilesFolder)
	if errors.Is(err, fs.ErrNotExist) || (err == nil && !info.IsDir()) {
		return nil, nil
	}
	var entries []fs.DirEntry
	if err == nil {
		entries, err = fs.ReadDir(fsys, text.FilesFolder)
	}
	if err != nil {
		return nil, unreadable(text.FilesFolder, err)
	}
	for _, e := range entries {
		digest := blob.Prefix + e.Name()
		if _, ok := blob.Name(digest); !ok || !e.Type().IsRegular() || files.State(digest) == app.FilePresent {
			continue
		}
		path := text.FilesFolder + "/" + e.Name()
		f, err := fsys.Open(path)
		if err != nil {
			return changed, unreadable(path, err)
		}
		whole, err := files.Adopt(digest, f)
		f.Close()
		if err != nil {
			return changed, err
		}
		if !whole {
			changed = append(changed, path)
		}
	}
	return changed, nil
}

func unreadable(path string, err error) error {
	return &fault.Error{
		Kind: fault.Unavailable, Op: "read the evidence files", Place: fault.Place{File: path},
		Message: "this cannot be read; check who owns it and its rights", Err: err,
	}
}
