package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/cordon-ot/cordon/internal/app"
	"github.com/cordon-ot/cordon/internal/blob"
	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/interchange/text"
	"github.com/cordon-ot/cordon/internal/model"
	"github.com/cordon-ot/cordon/internal/standard"
	"github.com/cordon-ot/cordon/internal/template"
)

// InitCmd makes a project.
type InitCmd struct {
	Path     string `arg:"" help:"The project file to make, such as plant.cordon."`
	Template string `placeholder:"NAME" xor:"source" help:"Start from a sample (cordon template list)."`
	FromText string `name:"from-text" placeholder:"DIR" xor:"source" help:"Start from a text folder, keeping its identities."`
	Title    string `help:"Title of the system under consideration."`
}

// source is what a new project begins with.
type source struct {
	name      string // for messages
	fsys      fs.FS  // nil for an empty project
	steps     []template.Step
	projectID string
	keepIDs   bool
	label     string // of the first commit
}

// Run makes the project.
func (c *InitCmd) Run(ctx context.Context, ss *Session) error {
	author, err := ss.Author()
	if err != nil {
		return err
	}
	lib, err := ss.Library()
	if err != nil {
		return err
	}
	src, err := c.source()
	if err != nil {
		return err
	}
	hadFiles := isFolder(filesOf(c.Path))
	st, err := ss.env.Stores.Create(c.Path)
	if err != nil {
		return err
	}
	cfg := ss.config(c.Path)
	cfg.Store, cfg.Library = st, lib
	project, err := app.Create(ctx, cfg, app.Genesis{ProjectID: src.projectID})
	if err != nil {
		st.Close()
		return errors.Join(err, undo(c.Path, hadFiles))
	}
	err = c.fill(ctx, ss, project, src, author)
	var state app.State
	if err == nil {
		state, err = project.Head(ctx)
	}
	if e := project.Close(); err == nil {
		err = e
	}
	if err != nil {
		return errors.Join(err, undo(c.Path, hadFiles))
	}
	return c.report(ss, state)
}

// undo removes a project that this run began and could not finish. Files of
// evidence that were there before stay.
func undo(path string, hadFiles bool) error {
	var faults []error
	for _, p := range []string{path, path + "-wal", path + "-shm", path + "-snapshot"} {
		if err := os.Remove(p); err != nil && !errors.Is(err, fs.ErrNotExist) {
			faults = append(faults, fileFault("remove the unfinished project", p, err))
		}
	}
	if !hadFiles {
		faults = append(faults, os.RemoveAll(filesOf(path)))
	}
	return errors.Join(faults...)
}

func (c *InitCmd) source() (source, error) {
	switch {
	case c.Template != "":
		fsys, err := template.FS(c.Template)
		if err != nil {
			return source{}, err
		}
		steps, err := template.Steps(c.Template)
		return source{name: c.Template, fsys: fsys, steps: steps, label: "create project"}, err
	case c.FromText != "":
		if !isFolder(c.FromText) {
			return source{}, &fault.Error{Kind: fault.NotFound, Op: "create project", Place: fault.Place{File: c.FromText}, Message: "there is no such folder; name a text folder"}
		}
		fsys := os.DirFS(c.FromText)
		read, err := text.Read(fsys, c.FromText, model.Empty(), text.Options{})
		if err != nil {
			return source{}, err
		}
		src := source{name: c.FromText, fsys: fsys, keepIDs: true, label: "import text"}
		if !read.Header.Project.IsZero() {
			src.projectID = read.Header.Project.String()
		}
		return src, nil
	}
	return source{label: "create project"}, nil
}

// fill makes the first commits.
func (c *InitCmd) fill(ctx context.Context, ss *Session, p *app.Project, src source, author string) error {
	if src.fsys == nil {
		title := c.Title
		if title == "" {
			title = strings.TrimSuffix(filepath.Base(c.Path), filepath.Ext(c.Path))
		}
		return c.commit(ctx, p, app.Change{Author: author, Label: src.label, Message: ss.flags.Message, Ops: systemOps(p, title, nil)})
	}
	o := text.Options{IDs: p.NewID}
	if src.keepIDs {
		o.IDs = nil
	}
	read, err := text.Read(src.fsys, src.name, model.Empty(), o)
	if err != nil {
		return err
	}
	changed, err := storeFiles(filesOf(c.Path), src.fsys)
	if err != nil {
		return err
	}
	if src.keepIDs { // a sample shows such a file on purpose
		ss.noteChanged(changed)
	}
	ops := systemOps(p, c.Title, read.Ops)
	if err := c.commit(ctx, p, app.Change{Author: author, Label: src.label, Message: ss.flags.Message, Ops: ops}); err != nil {
		return err
	}
	for _, step := range src.steps {
		head, err := p.Head(ctx)
		if err != nil {
			return err
		}
		read, err := text.Read(step.FS, src.name, head.Snapshot, text.Options{Mode: text.Partial, IDs: p.NewID})
		if err != nil {
			return err
		}
		if _, err := storeFiles(filesOf(c.Path), step.FS); err != nil {
			return err
		}
		if err := c.commit(ctx, p, app.Change{Author: step.Author, Label: step.Label, Message: step.Message, Ops: read.Ops}); err != nil {
			return err
		}
	}
	return nil
}

// commit makes a commit; faults of ops that were read get their file and line.
func (c *InitCmd) commit(ctx context.Context, p *app.Project, ch app.Change) error {
	if len(ch.Ops) == 0 {
		return nil
	}
	_, err := p.Commit(ctx, ch)
	return located(err)
}

// located gives the faults the model found in ops of a text folder the places
// where they are written.
func located(err error) error {
	if err == nil {
		return nil
	}
	return text.Locate(spread(err))
}

// systemOps sees that there is a system with a title and pinned editions: the
// numbers of a project must not change because the product learns of a newer
// edition.
func systemOps(p *app.Project, title string, ops []model.Op) []model.Op {
	pinned := model.ListValue(editionsOf(p.Library()))
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

// editionsOf lists the newest edition of every part of a library.
func editionsOf(l *standard.Library) []string {
	var list []string
	for _, part := range l.Parts() {
		if c, ok := l.Latest(part); ok {
			list = append(list, c.Part()+":"+c.Edition())
		}
	}
	return list
}

// storeFiles copies the evidence files of a text folder into dir. A file whose
// content is not what its name says is copied as it is: the project then says
// of the evidence that its file was changed. Those are named. What only a link
// of the name leads to is no file of the folder.
func storeFiles(dir string, fsys fs.FS) (changed []string, err error) {
	info, err := fs.Lstat(fsys, text.FilesFolder)
	if errors.Is(err, fs.ErrNotExist) || (err == nil && !info.IsDir()) {
		return nil, nil
	}
	if err != nil {
		return nil, fileFault("read the evidence files", text.FilesFolder, err)
	}
	entries, err := fs.ReadDir(fsys, text.FilesFolder)
	if err != nil {
		return nil, fileFault("read the evidence files", text.FilesFolder, err)
	}
	files := blob.Open(dir)
	for _, e := range entries {
		digest := blob.Prefix + e.Name()
		if _, ok := blob.Name(digest); !ok || !e.Type().IsRegular() || files.State(digest) == app.FilePresent {
			continue
		}
		path := text.FilesFolder + "/" + e.Name()
		f, err := fsys.Open(path)
		if err != nil {
			return changed, fileFault("read the evidence file", path, err)
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

// noteChanged says which evidence files are not what was recorded.
func (ss *Session) noteChanged(changed []string) {
	for _, name := range changed {
		ss.Note("%s: its content is not what its name says; the evidence that records it will be shown as changed", name)
	}
}

// report says what was made and what to do next.
func (c *InitCmd) report(ss *Session, st app.State) error {
	title, items := "", 0
	if sys, ok := st.Snapshot.SystemView(); ok {
		title = sys.Title
	}
	for n := range model.Node(st.Snapshot.Len()) {
		if st.Snapshot.Live(n) {
			items++
		}
	}
	if ss.WantJSON() {
		return ss.JSON(struct {
			Project string `json:"project"`
			Title   string `json:"title"`
			Commits uint64 `json:"commits"`
			Items   int    `json:"items"`
		}{c.Path, title, st.Snapshot.Commit(), items})
	}
	ss.Printf("Made %s: %q, %s in %s.", c.Path, title, count(items, "item", "items"), count(int(st.Snapshot.Commit()), "commit", "commits"))
	if c.Template != "" {
		ss.Printf("Next: cordon --project %s sl", c.Path)
	} else {
		ss.Printf("Next: cordon --project %s import inventory FILE, or: cordon --project %s item add zone --title TITLE", c.Path, c.Path)
	}
	return nil
}

// TemplateCmd groups the commands on samples.
type TemplateCmd struct {
	List TemplateListCmd `cmd:"" help:"List the starter projects."`
}

// TemplateListCmd lists the samples.
type TemplateListCmd struct{}

// Run lists the samples.
func (TemplateListCmd) Run(ss *Session) error {
	type sample struct {
		Name        string `json:"name"`
		Title       string `json:"title"`
		Description string `json:"description"`
		Assets      int    `json:"assets"`
		Zones       int    `json:"zones"`
	}
	list := []sample{}
	t := NewTable(Col{Head: "NAME"}, Col{Head: "ASSETS", Right: true}, Col{Head: "ZONES", Right: true}, Col{Head: "TITLE", Flex: true}, Col{Head: "DESCRIPTION", Flex: true})
	for _, i := range template.List() {
		list = append(list, sample{i.Name, i.Title, i.Description, i.Assets, i.Zones})
		t.Add(i.Name, i.Assets, i.Zones, i.Title, i.Description)
	}
	if ss.WantJSON() {
		return ss.JSON(map[string]any{"templates": list})
	}
	ss.Print(t)
	ss.Printf("%s", fmt.Sprintf("Make one your own with: cordon init plant.cordon --template %s", list[0].Name))
	return nil
}
