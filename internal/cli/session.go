package cli

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"time"

	"github.com/alecthomas/kong"

	"github.com/cordon-ot/cordon/internal/app"
	"github.com/cordon-ot/cordon/internal/capability"
	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/standard"
	"github.com/cordon-ot/cordon/internal/trace"
)

// Session is one run of a command: its flags, its output, and the project once
// somebody asks for it. Every command's Run gets it. It is for one goroutine.
type Session struct {
	flags   *Globals
	env     Env
	kong    *kong.Kong
	out     bytes.Buffer // written at the end, or when it grows large
	printed bool
	failed  error // of writing to standard output

	library *standard.Library
	opened  *opened
	files   error // why a server did not say how the files of evidence are
}

func newSession(flags *Globals, env Env, k *kong.Kong) *Session {
	return &Session{flags: flags, env: env, kong: k}
}

// written keeps the first failure of standard output and flushes what has
// gathered.
func (ss *Session) written(err error) error {
	if err == nil && ss.out.Len() > 1<<16 {
		err = ss.flush()
	}
	return err
}

func (ss *Session) flush() error {
	if ss.files != nil {
		ss.out.Reset() // what rests on files that were not looked at is no answer
	}
	if ss.failed == nil {
		_, err := ss.out.WriteTo(ss.env.Stdout)
		ss.failed = fault.Wrap(fault.Unavailable, "write to standard output", err)
	}
	ss.out.Reset()
	return ss.failed
}

// close ends the run after a command that gave err: it releases the project
// and prints what is left. JSON that is not whole is not printed.
func (ss *Session) close(err error) error {
	var closing error
	if ss.opened != nil {
		closing = ss.opened.close()
	}
	if ss.flags.JSON && err != nil && !errors.Is(err, errFindings) {
		ss.out.Reset()
	}
	return errors.Join(closing, ss.files, ss.flush())
}

// Library gives the catalogues of the standard: those shipped, those of
// --editions, with the wording of --overlay laid over them.
func (ss *Session) Library() (*standard.Library, error) {
	if ss.library == nil {
		l, err := loadLibrary(ss.flags.Editions, ss.flags.Overlay)
		if err != nil {
			return nil, err
		}
		ss.library = l
	}
	return ss.library, nil
}

// Service gives the project for reading.
func (ss *Session) Service(ctx context.Context) (app.Service, error) {
	o, err := ss.open(ctx, reading)
	if err != nil {
		return nil, err
	}
	return o.service, nil
}

// State gives the state that --at names, the newest without it, with the day
// of --date.
func (ss *Session) State(ctx context.Context) (app.State, error) {
	return ss.StateAt(ctx, ss.flags.At)
}

// StateAt is State for a state named otherwise than by --at.
func (ss *Session) StateAt(ctx context.Context, ref string) (app.State, error) {
	svc, err := ss.Service(ctx)
	if err != nil {
		return app.State{}, err
	}
	st, err := svc.At(ctx, ref)
	if err != nil {
		return app.State{}, err
	}
	return st, ss.dated(&st)
}

// dated puts the day of --date on a state.
func (ss *Session) dated(st *app.State) error {
	if ss.flags.Date == "" {
		return nil
	}
	if _, err := time.Parse(time.DateOnly, ss.flags.Date); err != nil {
		return fault.New(fault.Invalid, "read --date", "--date is %q; write a day as YYYY-MM-DD", ss.flags.Date)
	}
	st.Date = ss.flags.Date
	return nil
}

// Basis gives the catalogues in force in a state, for the analyses.
func (ss *Session) Basis(st app.State) (capability.Basis, error) {
	l, err := ss.Library()
	if err != nil {
		return capability.Basis{}, err
	}
	return capability.BasisFor(l, st.Snapshot), nil
}

// FileState tells the state of an evidence file by its digest, for the chain
// of evidence. The project must be open.
func (ss *Session) FileState(digest string) trace.FileState {
	if ss.opened == nil || ss.files != nil {
		return trace.FileMissing
	}
	if p := ss.opened.remote; p != nil {
		if ss.files = p.Files().Load(); ss.files != nil {
			return trace.FileMissing // the run ends with the error
		}
	}
	return ss.opened.service.EvidenceFiles().State(digest)
}

// Input opens a file the user named, "-" being standard input.
func (ss *Session) Input(path string) (io.ReadCloser, error) {
	if path == "-" {
		return io.NopCloser(bufio.NewReader(ss.env.Stdin)), nil
	}
	return openFile(path)
}
