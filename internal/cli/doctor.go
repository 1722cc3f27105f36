package cli

import (
	"context"
	"errors"

	"github.com/alecthomas/kong"

	"github.com/cordon-ot/cordon/internal/app"
	"github.com/cordon-ot/cordon/internal/fault"
)

// DoctorCmd checks a project file, or with --data or --database everything of a
// server.
type DoctorCmd struct {
	Check bool `help:"Only check; rebuild nothing."`

	ServerData `embed:""`
}

// Run replays the log and compares everything derived from it.
func (c *DoctorCmd) Run(ctx context.Context, ss *Session, k *kong.Context) error {
	if c.ServerData.asked(k) {
		return c.onData(ctx, ss)
	}
	if ss.flags.Server != "" {
		return c.onServer(ctx, ss)
	}
	path, err := ss.projectPath()
	if err != nil {
		return err
	}
	if isFolder(path) {
		return noPast(path, "record to check")
	}
	st, err := ss.env.Stores.Open(path, c.Check)
	if err != nil {
		return err
	}
	cfg := ss.config(path)
	cfg.Store = st
	rep, err := app.Doctor(ctx, cfg, !c.Check)
	if err = errors.Join(err, st.Close()); err != nil {
		return fault.At(fault.Place{File: path}, err)
	}
	return c.report(ss, path, rep)
}

// report says what was found. It gives errFindings if it is as before.
func (c *DoctorCmd) report(ss *Session, path string, rep app.DoctorReport) (err error) {
	if ss.WantJSON() {
		err = ss.JSON(struct {
			Project     string   `json:"project"`
			Commits     uint64   `json:"commits"`
			Items       int      `json:"items"`
			Found       int      `json:"found"`
			Differences []string `json:"differences"`
			Rebuilt     bool     `json:"rebuilt"`
		}{path, rep.Commits, rep.Items, rep.Found, nonNil(rep.Differences), rep.Rebuilt})
	} else {
		ss.showDoctor(path, rep)
	}
	if err == nil && rep.Found > 0 && !rep.Rebuilt {
		err = errFindings
	}
	return err
}

func (ss *Session) showDoctor(path string, rep app.DoctorReport) {
	ss.Printf("%s: %s replayed, %s.", path, count(int(rep.Commits), "commit", "commits"), count(rep.Items, "item", "items"))
	if rep.Found == 0 {
		ss.Printf("The log fits its tree, and the current state is what the log leads to.")
		return
	}
	ss.Printf("The current state differs from what the log leads to in %s:", count(rep.Found, "place", "places"))
	for _, d := range rep.Differences {
		ss.Printf("  %s", oneLine(d))
	}
	if more := rep.Found - len(rep.Differences); more > 0 {
		ss.Printf("  and %d more", more)
	}
	if rep.Rebuilt {
		ss.Printf("It was rebuilt from the log.")
	} else {
		ss.Printf("Rebuild it with: cordon doctor")
	}
}
