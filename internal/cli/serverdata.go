package cli

import (
	"context"
	"fmt"
	"time"

	"github.com/alecthomas/kong"

	"github.com/cordon-ot/cordon/internal/api"
	"github.com/cordon-ot/cordon/internal/settings"
)

// ServerData says which server's data a command works on.
type ServerData struct {
	settings.Place `embed:""`

	Config string `placeholder:"FILE" environ:"CORDON_CONFIG" help:"Configuration (YAML), the same file that cordon serve takes."`
}

// asked reports whether the command line itself names the data of a server. The
// environment of a server's account does so always and says nothing of what is
// wanted now.
func (*ServerData) asked(k *kong.Context) bool {
	for _, p := range k.Path {
		if p.Flag != nil && !p.Resolved && (p.Flag.Name == "data" || p.Flag.Name == "database" || p.Flag.Name == "config") {
			return true
		}
	}
	return false
}

// where names the data for people.
func (d *ServerData) where() string {
	if d.Database != "" {
		return "the database (with " + d.Data + ")"
	}
	return d.Data
}

// dataRun is what work on the data of a server gets of this run; end wipes what
// is shown of its progress.
func (ss *Session) dataRun() (run DataRun, end func()) {
	var now string
	step, wipe := func(int, int) {}, func() {}
	run = DataRun{Version: ss.env.Version, Progress: func(what string, done, total uint64) {
		if what != now {
			wipe()
			now = what
			step, wipe = ss.Progress(what)
		}
		step(int(done), int(total))
	}}
	return run, func() { wipe() }
}

// moment prints a time of a document in the machine's own time zone.
func moment(text string) string {
	t, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return text
	}
	return t.Local().Format("2006-01-02 15:04")
}

// onData examines everything a server keeps.
func (c *DoctorCmd) onData(ctx context.Context, ss *Session) error {
	run, end := ss.dataRun()
	rep, err := ss.env.Server.Check(ctx, &c.Place, run, !c.Check)
	end()
	if err != nil {
		return err
	}
	if ss.WantJSON() {
		err = ss.JSON(rep)
	} else {
		ss.showCheck(&rep)
	}
	if err == nil && rep.Found > 0 {
		err = errFindings
	}
	return err
}

func (ss *Session) showCheck(rep *api.ServerCheck) {
	if len(rep.Admin) == 0 {
		ss.Printf("administrative database: sound")
	}
	for _, d := range rep.Admin {
		ss.Printf("administrative database: %s", oneLine(d))
	}
	if rep.Security.Wrong != "" {
		ss.Printf("security events: %s", oneLine(rep.Security.Wrong))
	} else {
		ss.Printf("security events: %s, signed and in order", count(int(rep.Security.Events), "event", "events"))
	}
	for i := range rep.Projects {
		ss.showProjectCheck(&rep.Projects[i])
	}
	for _, l := range rep.Leftovers {
		ss.Printf("%s: %s", l.Where, l.What)
	}
	switch {
	case rep.Found == 0 && rep.Repaired == 0:
		ss.Printf("Nothing is wrong.")
	case rep.Found == 0:
		ss.Printf("%s put right; nothing else is wrong.", count(rep.Repaired, "project was", "projects were"))
	case rep.Repaired > 0:
		ss.Printf("%s found, and %s put right.", count(rep.Found, "thing was", "things were"), count(rep.Repaired, "project was", "projects were"))
	default:
		ss.Printf("%s found.", count(rep.Found, "thing was", "things were"))
	}
}

func (ss *Session) showProjectCheck(c *api.ProjectCheck) {
	if c.Wrong != "" {
		ss.Printf("project %s: %s", c.Key, oneLine(c.Wrong))
		return
	}
	ss.Printf("project %s: %s replayed, %s, %s", c.Key, count(int(c.Commits), "commit", "commits"), count(c.Items, "item", "items"), count(c.Present, "file of evidence as recorded", "files of evidence as recorded"))
	for _, d := range c.Differences {
		ss.Printf("  %s", oneLine(d))
	}
	if more := c.Found - len(c.Differences); more > 0 {
		ss.Printf("  and %d more", more)
	}
	switch {
	case c.Rebuilt:
		ss.Printf("  The current state differed from what the log leads to and was rebuilt from it.")
	case c.Found > 0:
		ss.Printf("  The current state differs from what the log leads to; cordon doctor without --check rebuilds it.")
	}
	for _, f := range c.Damaged {
		ss.Printf("  %s is %s; %s on it", f.Digest, f.State, rests(f.Items))
	}
}

// rests says who rests on a file.
func rests(items []string) string {
	if len(items) == 1 {
		return items[0] + " rests"
	}
	return fmt.Sprintf("%s and %s rest", items[0], count(len(items)-1, "other", "others"))
}
