package cli

import (
	"context"

	"github.com/cordon-ot/cordon/internal/api"
	"github.com/cordon-ot/cordon/internal/fault"
)

// AdminAdoptCmd copies a project file into a server.
type AdminAdoptCmd struct {
	File  string `arg:"" help:"The project file."`
	Key   string `required:"" placeholder:"KEY" help:"The word that is to stand in addresses, such as turbine-hall."`
	Title string `placeholder:"TEXT" help:"Its title in the list of projects; that of the system without it."`
	Owner string `placeholder:"LOGIN" help:"The user who is to own it. Without it, an administrator gives somebody a role."`

	ServerData `embed:""`
}

// Run copies and lists it.
func (c *AdminAdoptCmd) Run(ctx context.Context, ss *Session) error {
	run, end := ss.dataRun()
	m, err := ss.env.Server.Adopt(ctx, &c.Place, run, c.File, c.Key, c.Title, c.Owner)
	end()
	if err != nil {
		return err
	}
	if ss.WantJSON() {
		return ss.JSON(m)
	}
	ss.Printf("%s is the project %s of the server now: %s, root %s, %s.", c.File, m.Key, count(int(m.Commits), "commit", "commits"), m.Root, count(m.Files, "file of evidence", "files of evidence"))
	ss.showBehind(&m)
	if c.Owner == "" {
		ss.Printf("Nobody has a role in it yet; an administrator can give one.")
	}
	ss.Printf("%s stays as it is. Go on in one of the two only: what is written to both cannot be brought together.", c.File)
	return nil
}

// showBehind names the files that were not copied.
func (ss *Session) showBehind(m *api.ProjectMove) {
	for _, digest := range m.Changed {
		ss.Printf("  %s was changed and stayed behind", digest)
	}
}

// AdminExtractCmd copies a project out of a server.
type AdminExtractCmd struct {
	Key    string `arg:"" help:"The key of the project."`
	File   string `arg:"" help:"The project file to make, such as plant.cordon."`
	Retire bool   `help:"Take the project on the server out of use: it can then be read and not changed."`

	ServerData `embed:""`
}

// Run copies it.
func (c *AdminExtractCmd) Run(ctx context.Context, ss *Session) error {
	run, end := ss.dataRun()
	m, err := ss.env.Server.Extract(ctx, &c.Place, run, c.Key, c.File, c.Retire)
	end()
	if err != nil {
		return err
	}
	if ss.WantJSON() {
		return ss.JSON(m)
	}
	ss.Printf("Made %s from the project %s: %s, root %s, %s.", c.File, m.Key, count(int(m.Commits), "commit", "commits"), m.Root, count(m.Files, "file of evidence", "files of evidence"))
	ss.showBehind(&m)
	if c.Retire {
		ss.Printf("On the server the project is retired.")
	} else {
		ss.Printf("On the server the project stays in use. Go on in one of the two only: what is written to both cannot be brought together.")
	}
	return nil
}

// AdminMoveCmd moves a whole server.
type AdminMoveCmd struct {
	ToData     string `name:"to-data" placeholder:"DIR" help:"The new data folder. Without it, the folder stays and only the database is another."`
	ToDatabase string `name:"to-database" placeholder:"URL" environ:"CORDON_TO_DATABASE" help:"The new PostgreSQL database. Without it, the new place keeps accounts and records as files."`
	ToFiles    string `name:"to-files" placeholder:"WHERE" help:"Where files of evidence are to be kept, as --files. Without it, as --files says, or else the data folder."`

	ServerData `embed:""`
}

// Run moves it.
func (c *AdminMoveCmd) Run(ctx context.Context, ss *Session) error {
	if c.ToData == "" && c.ToDatabase == "" {
		return fault.New(fault.Invalid, "move the server", "name the new place with --to-database or --to-data")
	}
	to := c.Place
	to.Database = c.ToDatabase
	if c.ToData != "" {
		to.Data = c.ToData
	}
	if c.ToFiles != "" {
		to.Files = c.ToFiles
	}
	run, end := ss.dataRun()
	m, err := ss.env.Server.Move(ctx, &c.Place, &to, run)
	end()
	if err != nil {
		return err
	}
	if ss.WantJSON() {
		return ss.JSON(m)
	}
	for _, p := range m.Projects {
		name := p.Key
		if name == "" {
			name = p.ID + " (not listed)"
		}
		ss.Printf("project %s: %s, root %s, the same in both places", name, count(int(p.Commits), "commit", "commits"), p.Root)
		ss.showBehind(&p)
	}
	ss.Printf("%s and the accounts: the same in both places.", count(int(m.Events), "security event", "security events"))
	ss.Printf("The server is in %s now.", m.To)
	ss.Printf("%s was not changed. Start no server on it again: keep it until the new place has proved itself, then remove it.", m.From)
	return nil
}
