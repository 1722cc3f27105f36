package cli

import (
	"context"
	"io"
	"log/slog"
	"path/filepath"

	"github.com/cordon-ot/cordon/internal/api"
	"github.com/cordon-ot/cordon/internal/settings"
)

// Server runs what works on the data of a server. All but Serve, Restore,
// NewKey and Move work beside a server that runs. Errors are *fault.Error.
type Server interface {
	// Serve serves until ctx ends.
	Serve(ctx context.Context, s *settings.Server, run ServeRun) error

	// Backup writes a backup to a new file and checks it.
	Backup(ctx context.Context, p *settings.Place, run DataRun, file string) (api.BackupReport, error)
	// VerifyBackup checks a backup.
	VerifyBackup(ctx context.Context, run DataRun, file string) (api.BackupReport, error)
	// Restore builds a server from a backup in an empty place.
	Restore(ctx context.Context, p *settings.Place, run DataRun, file string) (api.BackupReport, error)
	// Check examines everything a server keeps; with repair it makes tables anew.
	Check(ctx context.Context, p *settings.Place, run DataRun, repair bool) (api.ServerCheck, error)

	// Link makes the first administrator's link, or with the login name of a
	// user one for a new password. It begins with origin.
	Link(ctx context.Context, p *settings.Place, run DataRun, user string, clearFactors bool, origin string) (api.OneTimeLink, error)
	// Users lists the users.
	Users(ctx context.Context, p *settings.Place, run DataRun) (api.ServerUsers, error)
	// Adopt copies a project file into the data under a key. title and owner,
	// the login name of a user, may be empty.
	Adopt(ctx context.Context, p *settings.Place, run DataRun, file, key, title, owner string) (api.ProjectMove, error)
	// Extract copies a project to a new file, and may retire it.
	Extract(ctx context.Context, p *settings.Place, run DataRun, key, file string, retire bool) (api.ProjectMove, error)
	// NewKey makes a new key and seals the data under it; with lost, what only the
	// old one opens is removed.
	NewKey(ctx context.Context, p *settings.Place, run DataRun, lost bool) (api.KeyChange, error)
	// Move copies everything to another place.
	Move(ctx context.Context, from, to *settings.Place, run DataRun) (api.ServerMove, error)
}

// DataRun is what work on the data of a server needs beside the settings.
type DataRun struct {
	Version  string
	Progress func(what string, done, total uint64) // nil for nobody who looks
}

// ServeRun is what a server needs beside its settings.
type ServeRun struct {
	Version string
	Out     io.Writer    // what people should see
	Log     *slog.Logger // the log
	Sample  string       // a sample plant to make as a project if it is not there; empty for none
}

// ServeCmd runs a server.
type ServeCmd struct {
	settings.Server `embed:""`

	Config string `placeholder:"FILE" environ:"CORDON_CONFIG" help:"Configuration (YAML): any flag of this command by its name, such as listen: :8443."`
	Sample string `placeholder:"NAME" help:"Make this sample plant as a project, if it is not there (cordon template list)."`
}

// Run serves until it is interrupted.
func (c *ServeCmd) Run(ctx context.Context, ss *Session) error {
	if c.OIDC == nil {
		c.OIDC = filepath.SplitList(ss.env.Getenv("CORDON_OIDC"))
	}
	return ss.env.Server.Serve(ctx, &c.Server, ServeRun{
		Version: ss.env.Version, Out: ss.env.Stdout, Log: logger(ss.env.Stderr, &c.Server), Sample: c.Sample,
	})
}

// logger makes the log that the settings ask for.
func logger(w io.Writer, s *settings.Server) *slog.Logger {
	var level slog.Level
	_ = level.UnmarshalText([]byte(s.LogLevel)) // the declaration allows only levels
	o := &slog.HandlerOptions{Level: level}
	if s.LogFormat == "json" {
		return slog.New(slog.NewJSONHandler(w, o))
	}
	return slog.New(slog.NewTextHandler(w, o))
}
