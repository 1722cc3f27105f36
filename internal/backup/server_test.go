package backup_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/cordon-ot/cordon/internal/app"
	"github.com/cordon-ot/cordon/internal/backup"
	"github.com/cordon-ot/cordon/internal/blob"
	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/ledger"
	"github.com/cordon-ot/cordon/internal/model"
	"github.com/cordon-ot/cordon/internal/standard"
	"github.com/cordon-ot/cordon/internal/store"
	"github.com/cordon-ot/cordon/internal/store/sqlite"
)

// server is the data folder of a server, as a backup sees one.
type server struct {
	*backup.Folder
	t     testing.TB
	dir   string
	opens byte   // projects opened, each with a clock and randomness of its own
	dump  string // what the administrative database holds
}

var background = context.Background()

// databases opens SQLite records; the administrative database is a plain file.
func databases() backup.Databases {
	return backup.Databases{
		Open: func(path string) (store.Store, error) {
			s, err := sqlite.Open(path, sqlite.Options{ReadOnly: true})
			if err != nil {
				return nil, err
			}
			return s, nil
		},
		Create: func(path string) (store.Store, error) {
			s, err := sqlite.Create(path)
			if err != nil {
				return nil, err
			}
			return s, nil
		},
		Dump: func(_ context.Context, path string, w io.Writer) error {
			b, err := os.ReadFile(path)
			if err == nil {
				_, err = w.Write(b)
			}
			return err
		},
		Load: func(_ context.Context, path string, r io.Reader) error {
			b, err := io.ReadAll(r)
			if err != nil {
				return err
			}
			return os.WriteFile(path, b, 0o600)
		},
	}
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// newServer makes a data folder without projects.
func newServer(t testing.TB) *server {
	dir := filepath.Join(t.TempDir(), "data")
	must(t, os.MkdirAll(filepath.Join(dir, "projects"), 0o700))
	s := &server{
		Folder: backup.NewFolder(dir, databases()), t: t, dir: dir,
		dump: `{"format":"a dump"}` + "\n" + strings.Repeat(`{"table":"admin_users","row":{"id":"u1"}}`+"\n", 50),
	}
	must(t, os.WriteFile(filepath.Join(dir, "admin.db"), []byte(s.dump), 0o600))
	return s
}

func (s *server) projectPath(id string) string {
	return filepath.Join(s.dir, "projects", id+".cordon")
}

func (s *server) config(st store.Store, id string) app.Config {
	lib, err := standard.Shipped()
	must(s.t, err)
	s.opens++
	var seconds atomic.Int64
	return app.Config{
		Store: st, Library: lib, Random: rand.NewChaCha8([32]byte{s.opens}), Zone: time.LoadLocation, Files: blob.Open(s.projectPath(id) + "-files"),
		Clock: func() time.Time {
			return time.Date(2026, 3, 1, 8, int(s.opens), 0, 0, time.UTC).Add(time.Duration(seconds.Add(1)) * time.Second)
		},
	}
}

// project makes a project whose evidence has this content, one file for each
// text; a text beginning with "lost" is recorded only.
func (s *server) project(id string, contents ...string) *app.Project {
	s.t.Helper()
	st, err := sqlite.Create(s.projectPath(id))
	must(s.t, err)
	p, err := app.Create(background, s.config(st, id), app.Genesis{ProjectID: id, Author: "anna", Title: "Plant " + id})
	must(s.t, err)
	s.t.Cleanup(func() { p.Close() })
	for i, c := range contents {
		digest, _, err := blob.Digest(strings.NewReader(c))
		must(s.t, err)
		if !strings.HasPrefix(c, "lost") {
			_, _, err = p.EvidenceFiles().Put(strings.NewReader(c))
			must(s.t, err)
		}
		s.evidence(p, uint32(i+1), digest)
	}
	return p
}

// evidence commits one piece of evidence.
func (s *server) evidence(p *app.Project, number uint32, digest string) {
	s.t.Helper()
	_, err := p.Commit(background, app.Change{Author: "anna", Label: "edit", Ops: []model.Op{{
		Kind: model.OpCreate, Item: p.NewID(), Key: model.Key{Kind: model.KindEvidence, Number: number}, Title: "Log of the firewall",
		Props: model.Props{{Name: "digest", Value: model.TextValue(model.Digest, digest)}},
	}}})
	must(s.t, err)
}

// security makes the stream of security events with n events.
func (s *server) security(n int) {
	s.t.Helper()
	st, err := sqlite.Create(filepath.Join(s.dir, "security.cordon"))
	must(s.t, err)
	defer st.Close()
	// Two nodes began the stream at once: both keys are there, and the first
	// event says which one is in force.
	for _, seed := range []byte{1, 2, 3} {
		secret, public, err := ledger.GenerateKey(rand.NewChaCha8([32]byte{seed}), "cordon/security-1")
		must(s.t, err)
		must(s.t, st.SetValue(background, fmt.Sprintf("security-key-%d", seed), []byte(secret)))
		if seed == 2 {
			must(s.t, st.Append(background, 0, []store.Entry{{Commit: fmt.Appendf(nil, `{"n":1,"kind":"begun","details":{"key":%q}}`, public)}}))
		}
	}
	for i := 1; i < n; i++ {
		must(s.t, st.Append(background, uint64(i), []store.Entry{{Commit: fmt.Appendf(nil, `{"n":%d,"kind":"sign-in"}`, i+1)}}))
	}
}

// ordinary makes a server with all that a backup may meet.
func ordinary(t testing.TB) *server {
	s := newServer(t)
	s.project("boiler", "report", "shared", "lost report")
	s.project("turbine", "shared", "photo", "spoilt")
	spoilt, _, err := blob.Digest(strings.NewReader("spoilt"))
	must(t, err)
	path := filepath.Join(s.projectPath("turbine")+"-files", strings.TrimPrefix(spoilt, "sha256:"))
	must(t, os.Chmod(path, 0o600))
	must(t, os.WriteFile(path, []byte("something else"), 0o600))
	// A creation that was interrupted before the project had an identity.
	st, err := sqlite.Create(s.projectPath("begun"))
	must(t, err)
	must(t, st.Close())
	s.security(5)
	return s
}

func (s *server) options() backup.Options {
	return backup.Options{
		Now: func() time.Time { return time.Date(2026, 3, 2, 10, 0, 0, 5, time.UTC) }, Program: "1.2.3", Folder: s.t.TempDir(),
	}
}

// backup writes a backup into memory.
func (s *server) backup() ([]byte, backup.Summary) {
	s.t.Helper()
	var b bytes.Buffer
	sum, err := backup.Write(background, &b, s, s.options())
	must(s.t, err)
	return b.Bytes(), sum
}

// restore restores a backup into a new folder.
func restore(t testing.TB, data []byte) *server {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "restored")
	s := &server{Folder: backup.NewFolder(dir, databases()), t: t, dir: dir}
	_, err := backup.Restore(background, bytes.NewReader(data), s.Folder, backup.ReadOptions{})
	must(t, err)
	return s
}

func (s *server) open(r backup.Record) store.Store {
	s.t.Helper()
	st, err := s.Open(background, r)
	must(s.t, err)
	s.t.Cleanup(func() { st.Close() })
	return st
}

func wantFault(t testing.TB, err error, kind fault.Kind, words ...string) {
	t.Helper()
	if err == nil || fault.KindOf(err) != kind {
		t.Fatalf("got %v, want a fault of kind %s", err, kind)
	}
	for _, w := range words {
		if !strings.Contains(err.Error(), w) {
			t.Fatalf("got %q, want it to say %q", err, w)
		}
	}
}

func show(v any) string {
	b, _ := json.MarshalIndent(v, "", " ")
	return string(b)
}
