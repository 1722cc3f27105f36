package cli

import (
	"context"
	"io"
	"log/slog"
	"path/filepath"

	"github.com/cordon-ot/cordon/internal/settings"
)

// Server runs what works on the data of a server. Errors are *fault.Error.
type Server interface {
	// Serve serves until ctx ends.
	Serve(ctx context.Context, s *settings.Server, run ServeRun) error
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
