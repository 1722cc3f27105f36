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
	"github.com/cordon-ot/cordon/internal/starter"
	"github.com/cordon-ot/cordon/internal/template"
)

// InitCmd makes a project.
type InitCmd struct {
	Path     string `arg:"" help:"The project file to make, such as plant.cordon."`
	Template string `placeholder:"NAME" xor:"source" help:"Start from a sample (cordon template list)."`
	FromText string `name:"from-text" placeholder:"DIR" xor:"source" help:"Start from a text folder, keeping its identities."`
	Key      string `placeholder:"KEY" help:"With --server: the key of the project; made from PATH without it."`
	Title    string `help:"Title of the system under consideration."`
}

// Run makes the project.
func (c *InitCmd) Run(ctx context.Context, ss *Session) error {
	if ss.flags.Server != "" {
		return c.onServer(ctx, ss)
	}
	if c.Key != "" {
		return fault.New(fault.Invalid, "create project", "--key names a project on a server; give --server too, or leave it out")
	}
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
	project, err := app.Create(ctx, cfg, app.Genesis{ProjectID: src.ProjectID})
	if err != nil {
		st.Close()
		return errors.Join(err, undo(c.Path, hadFiles))
	}
	err = c.fill(ctx, ss, project, src, blob.Open(filesOf(c.Path)), author)
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
	return c.reportAs(ss, c.Path, "--project "+c.Path, state)
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

func (c *InitCmd) source() (starter.Source, error) {
	switch {
	case c.Template != "":
		return starter.Template(c.Template)
	case c.FromText != "":
		if !isFolder(c.FromText) {
			return starter.Source{}, &fault.Error{Kind: fault.NotFound, Op: "create project", Place: fault.Place{File: c.FromText}, Message: "there is no such folder; name a text folder"}
		}
		return starter.Folder(c.FromText, os.DirFS(c.FromText))
	}
	return starter.Empty(), nil
}

// fill makes the first commits.
func (c *InitCmd) fill(ctx context.Context, ss *Session, p app.Service, src starter.Source, files starter.Files, author string) error {
	title := c.Title
	if title == "" && c.Template == "" && c.FromText == "" {
		title = strings.TrimSuffix(filepath.Base(c.Path), filepath.Ext(c.Path))
	}
	changed, err := src.Fill(ctx, p, starter.Options{Author: author, Title: title, Message: ss.flags.Message, Files: files})
	ss.noteChanged(changed)
	return err
}

// located gives the faults the model found in ops of a text folder the places
// where they are written.
func located(err error) error {
	if err == nil {
		return nil
	}
	return text.Locate(spread(err))
}

// noteChanged says which evidence files are not what was recorded.
func (ss *Session) noteChanged(changed []string) {
	for _, name := range changed {
		ss.Note("%s: its content is not what its name says; the evidence that records it will be shown as changed", name)
	}
}

// reportAs says what was made and what to do next. words name the project in a
// command line.
func (c *InitCmd) reportAs(ss *Session, name, words string, st app.State) error {
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
		}{name, title, st.Snapshot.Commit(), items})
	}
	ss.Printf("Made %s: %q, %s in %s.", name, title, count(items, "item", "items"), count(int(st.Snapshot.Commit()), "commit", "commits"))
	if c.Template != "" {
		ss.Printf("Next: cordon %s sl", words)
	} else {
		ss.Printf("Next: cordon %s import inventory FILE, or: cordon %s item add zone --title TITLE", words, words)
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
