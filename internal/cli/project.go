package cli

import (
	"context"
	"path/filepath"
	"strings"

	"github.com/cordon-ot/cordon/internal/api"
	"github.com/cordon-ot/cordon/internal/app"
	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/model"
	"github.com/cordon-ot/cordon/internal/remote"
	"github.com/cordon-ot/cordon/internal/starter"
	"github.com/cordon-ot/cordon/internal/template"
)

// ProjectCmd groups the commands on the projects of a server.
type ProjectCmd struct {
	List   ProjectListCmd   `cmd:"" help:"List the projects of --server."`
	Show   ProjectShowCmd   `cmd:"" help:"Show one project and what you may do in it."`
	Create ProjectCreateCmd `cmd:"" help:"Make a project on --server, as \"cordon init\" does."`
}

// ProjectListCmd lists projects.
type ProjectListCmd struct{}

// Run lists the projects.
func (ProjectListCmd) Run(ctx context.Context, ss *Session) error {
	if err := ss.needServer(); err != nil {
		return err
	}
	client, err := ss.client(ss.flags.Server)
	if err != nil {
		return err
	}
	list, err := client.Projects(ctx)
	if err != nil {
		return err
	}
	if ss.WantJSON() {
		return ss.JSON(api.Projects{Projects: nonNil(list)})
	}
	if len(list) == 0 {
		ss.Printf("You have no project on this server yet; make one with: cordon --server %s project create KEY", client.Server())
		return nil
	}
	t := NewTable(Col{Head: "KEY"}, Col{Head: "TITLE", Flex: true}, Col{Head: "ROLE"}, Col{Head: "SINCE"}, Col{Head: "STATE"})
	for i := range list {
		p := &list[i]
		state := ""
		if p.Retired {
			state = "retired"
		}
		t.Add(p.Key, p.Title, p.Role, day(p.Created), state)
	}
	ss.Print(t)
	return nil
}

// ProjectShowCmd shows one project.
type ProjectShowCmd struct {
	Key string `arg:"" optional:"" help:"Key of the project; that of --project without it."`
}

// Run shows the project.
func (c *ProjectShowCmd) Run(ctx context.Context, ss *Session) error {
	if err := ss.needServer(); err != nil {
		return err
	}
	key := c.Key
	if key == "" {
		key = ss.flags.Project
	}
	if key == "" {
		return fault.New(fault.Invalid, "show a project", "name the project; \"cordon project list\" lists them")
	}
	client, err := ss.client(ss.flags.Server)
	if err != nil {
		return err
	}
	d, err := client.Project(ctx, key)
	if err != nil {
		return err
	}
	if ss.WantJSON() {
		return ss.JSON(d)
	}
	ss.Heading(d.Key + "  " + oneLine(d.Title))
	role := d.Role
	if role == "" {
		role = "none (server administrator)"
	}
	ss.Printf("  role     %s", role)
	if len(d.Products) > 0 {
		ss.Printf("  for      %s", strings.Join(d.Products, ", "))
	}
	ss.Printf("  record   %s, %s", count(int(d.Head.Commit), "commit", "commits"), d.ID)
	ss.Printf("  since    %s", day(d.Created))
	if d.Retired {
		ss.Printf("  retired: it can be read and not changed")
	}
	ss.hang("  ", "may:", strings.Join(d.Actions, ", "))
	return nil
}

// ProjectCreateCmd makes a project on a server.
type ProjectCreateCmd struct {
	Key      string `arg:"" help:"The word that stands for the project in addresses: a to z, digits and hyphens."`
	Template string `placeholder:"NAME" help:"Start from a sample (cordon template list)."`
	Title    string `help:"Title of the system under consideration."`
}

// Run makes the project.
func (c *ProjectCreateCmd) Run(ctx context.Context, ss *Session) error {
	if err := ss.needServer(); err != nil {
		return err
	}
	return (&InitCmd{Path: c.Key, Key: c.Key, Template: c.Template, Title: c.Title}).onServer(ctx, ss)
}

// onServer makes the project on a server.
func (c *InitCmd) onServer(ctx context.Context, ss *Session) error {
	src, err := c.source()
	if err != nil {
		return err
	}
	client, err := ss.client(ss.flags.Server)
	if err != nil {
		return err
	}
	key := c.Key
	if key == "" {
		key = strings.TrimSuffix(filepath.Base(c.Path), filepath.Ext(c.Path))
	}
	n := api.NewProject{Key: key, Title: c.Title, Template: c.Template}
	if c.FromText != "" {
		n.Bare, n.ID = true, src.ProjectID
	}
	if n.Title == "" {
		n.Title = sampleTitle(c.Template, key)
	}
	made, err := client.Create(ctx, n)
	if err != nil {
		return err
	}
	ss.flags.Project = made.Key
	if c.Template != "" && c.Title != "" {
		if err := c.retitle(ctx, ss); err != nil {
			return err
		}
	}
	o, err := ss.open(ctx, reading)
	if err != nil {
		return err
	}
	if c.FromText != "" {
		if err := c.bring(ctx, ss, o, src); err != nil {
			return err
		}
	}
	st, err := o.service.Head(ctx)
	if err != nil {
		return err
	}
	return c.reportAs(ss, made.Key, serverWords(client.Server(), made.Key), st)
}

// bring takes a text folder into a bare project of a server.
func (c *InitCmd) bring(ctx context.Context, ss *Session, o *opened, src starter.Source) error {
	changed, err := src.Fill(ctx, o.service, starter.Options{Title: c.Title, Message: ss.flags.Message, Files: o.evidence()})
	ss.noteChanged(changed)
	if err != nil {
		ss.Note("the project %s was made on the server and holds nothing; mend the folder and bring it in with: cordon %s import text %s", o.path, serverWords(o.remote.Client().Server(), o.path), c.FromText)
	}
	return located(err)
}

// retitle gives the system of a sample the title that was asked for.
func (c *InitCmd) retitle(ctx context.Context, ss *Session) error {
	_, err := ss.Write(ctx, "edit", func(e *Edit) error {
		s := e.State.Snapshot
		if s.System() == model.NoNode || s.Item(s.System()).Title == c.Title {
			return nil
		}
		return e.Set(s.Key(s.System()), c.Title, nil)
	})
	return err
}

// sampleTitle is the title of a project that was given none: that of the sample, or
// the key.
func sampleTitle(sample, key string) string {
	for _, i := range template.List() {
		if i.Name == sample {
			return i.Title
		}
	}
	return key
}

var (
	_ record = (*app.Project)(nil)
	_ record = (*remote.Project)(nil)
)
