package cli

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/cordon-ot/cordon/internal/answer"
	"github.com/cordon-ot/cordon/internal/app"
	"github.com/cordon-ot/cordon/internal/blob"
	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/interchange/text"
	"github.com/cordon-ot/cordon/internal/model"
	"github.com/cordon-ot/cordon/internal/remote"
	"github.com/cordon-ot/cordon/internal/starter"
)

// opened is the project of a session.
type opened struct {
	path    string // of the file or folder; on a server the key of the project
	project record
	service app.Service
	folder  *folder         // nil unless the project is a text folder
	remote  *remote.Project // nil unless the project is on a server
	purpose purpose
}

// record is a project as commands use it: app.Project over a store here, or
// remote.Project over the store of a server.
type record interface {
	app.Service
	answer.Past
	ID() string
	VerifierKey() (string, error)
	Checkpoint(ctx context.Context) ([]byte, error)
	CommitsAbout(ctx context.Context, subject string, fn func(*model.Commit) error) error
}

// purpose is what a project is opened for.
type purpose uint8

const (
	reading purpose = iota
	writing
)

func (o *opened) close() error { return o.service.Close() }

// open opens the project of the session, once. What was opened for reading is
// opened again for writing when a command turns out to write.
func (ss *Session) open(ctx context.Context, p purpose) (*opened, error) {
	if ss.opened != nil && ss.opened.purpose >= p {
		return ss.opened, nil
	}
	if ss.flags.Server != "" {
		return ss.openServer(ctx)
	}
	path, err := ss.projectPath()
	if err != nil {
		return nil, err
	}
	lib, err := ss.Library()
	if err != nil {
		return nil, err
	}
	if ss.opened != nil {
		old := ss.opened
		ss.opened = nil
		if err := old.close(); err != nil {
			return nil, err
		}
	}
	cfg := ss.config(path)
	cfg.Library = lib
	var o *opened
	if isFolder(path) {
		o, err = ss.openFolder(ctx, path, cfg, p)
	} else {
		o, err = ss.openStore(ctx, path, cfg, p)
	}
	if err != nil {
		return nil, err
	}
	o.path, o.purpose = path, p
	ss.opened = o
	return o, nil
}

// config is what projects are opened with; the store and the library are still
// to be set.
func (ss *Session) config(path string) app.Config {
	step, end := ss.Progress("reading the record")
	return app.Config{
		Clock: ss.env.Now, Random: ss.env.Random, Zone: ss.env.Zone,
		Files: blob.Open(filesOf(path)),
		Progress: func(_ string, done, total uint64) {
			step(int(done), int(total))
			if done == total {
				end()
			}
		},
	}
}

// evidence gives the place that files of evidence of a text folder are taken to.
func (o *opened) evidence() starter.Files {
	if o.remote != nil {
		return o.remote.Files()
	}
	return blob.Open(filesOf(o.path))
}

// filesOf gives the folder of evidence files of a project.
func filesOf(path string) string {
	if isFolder(path) {
		return filepath.Join(path, text.FilesFolder)
	}
	return path + "-files"
}

func isFolder(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

func (ss *Session) openStore(ctx context.Context, path string, cfg app.Config, p purpose) (*opened, error) {
	st, err := ss.env.Stores.Open(path, p == reading)
	if err != nil {
		return nil, err
	}
	cfg.Store = st
	project, err := app.Open(ctx, cfg)
	if err != nil {
		st.Close()
		return nil, fault.At(fault.Place{File: path}, err)
	}
	return &opened{project: project, service: project}, nil
}

// projectPath finds the project: --project, or the only one in the current
// folder.
func (ss *Session) projectPath() (string, error) {
	if p := ss.flags.Project; p != "" {
		return p, nil
	}
	found, _ := filepath.Glob("*.cordon")
	found = slices.DeleteFunc(found, isFolder)
	if _, err := os.Stat(text.HeaderFile); err == nil {
		found = append(found, ".")
	}
	switch len(found) {
	case 1:
		return found[0], nil
	case 0:
		return "", fault.New(fault.Invalid, "find the project", "there is no project here; name one with --project PATH or CORDON_PROJECT, or make one with \"cordon init plant.cordon\"")
	}
	return "", fault.New(fault.Invalid, "find the project", "there are several projects here (%s); say which with --project", strings.Join(found, ", "))
}
