// Package pgtest runs a PostgreSQL server for tests: one for each test process,
// started when first asked for, in a temporary folder, reached through a socket
// there and by nobody else, with fsync on. Main stops it.
//
// It needs PostgreSQL's server programs (Debian: package postgresql). Without
// them a test is skipped with a sentence how to get them, and fails when the
// environment says CI=true: there it must run.
package pgtest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// Server is a running PostgreSQL server.
type Server struct {
	bin, dir string
	mu       sync.Mutex
	process  *exec.Cmd
	ended    chan struct{} // closed when process has ended
}

var shared struct {
	sync.Mutex
	server *Server
	err    error
}

// ErrMissing is the error of Begin where PostgreSQL is not installed.
var ErrMissing = errors.New("no PostgreSQL server is installed here: install it (Debian and Ubuntu: apt-get install postgresql) and run the tests again")

// Main runs a package's tests and stops the server, if one was started. Call it
// from TestMain: os.Exit(pgtest.Main(m)).
func Main(m *testing.M) int {
	code := m.Run()
	shared.Lock()
	defer shared.Unlock()
	if shared.server != nil {
		shared.server.Stop()
		os.RemoveAll(shared.server.dir)
	}
	return code
}

// Begin starts a server for a program that measures; end stops it and removes
// what it kept. ErrMissing if PostgreSQL is not installed.
func Begin() (s *Server, end func(), err error) {
	if s, err = start(); err != nil {
		return nil, nil, err
	}
	return s, func() { s.Stop(); os.RemoveAll(s.dir) }, nil
}

// Shared gives the server of this test process.
func Shared(t testing.TB) *Server {
	t.Helper()
	shared.Lock()
	defer shared.Unlock()
	if shared.server == nil && shared.err == nil {
		shared.server, shared.err = start()
	}
	switch {
	case errors.Is(shared.err, ErrMissing) && os.Getenv("CI") != "true":
		t.Skip(shared.err)
	case shared.err != nil:
		t.Fatal(shared.err)
	}
	return shared.server
}

// programs gives the folder of the newest server programs, found by PATH and
// where Debian keeps them.
func programs() (string, error) {
	if path, err := exec.LookPath("initdb"); err == nil {
		if path, err = filepath.EvalSymlinks(path); err == nil {
			return filepath.Dir(path), nil
		}
	}
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if err != nil || len(found) == 0 {
		return "", ErrMissing
	}
	slices.SortFunc(found, func(a, b string) int { // 9.6 before 15
		if n := len(a) - len(b); n != 0 && !strings.Contains(a+b, ".") {
			return n
		}
		return strings.Compare(a, b)
	})
	return filepath.Dir(found[len(found)-1]), nil
}

func start() (*Server, error) {
	bin, err := programs()
	if err != nil {
		return nil, err
	}
	// A socket's path has at most 107 bytes, and root's own temporary folder
	// may be closed to the account the server runs as.
	parent := ""
	if len(os.TempDir()) > 60 || os.Geteuid() == 0 {
		parent = "/tmp"
	}
	dir, err := os.MkdirTemp(parent, "cordon-pg-")
	if err != nil {
		return nil, err
	}
	s := &Server{bin: bin, dir: dir}
	if err := s.initialise(); err != nil {
		os.RemoveAll(dir)
		return nil, err
	}
	if err := s.Start(); err != nil {
		os.RemoveAll(dir)
		return nil, err
	}
	return s, nil
}

func (s *Server) initialise() error {
	if err := giveAway(s.dir); err != nil {
		return err
	}
	cmd, err := s.command("initdb", "-D", filepath.Join(s.dir, "data"), "-U", "cordon", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync")
	if err != nil {
		return err
	}
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("initdb: %w\n%s", err, out)
	}
	return nil
}

// command prepares one of PostgreSQL's programs, which refuse to run as root.
func (s *Server) command(name string, args ...string) (*exec.Cmd, error) {
	cmd := exec.Command(filepath.Join(s.bin, name), args...)
	cmd.Dir = s.dir
	cmd.Env = append(os.Environ(), "LC_ALL=C", "TZ=UTC")
	return cmd, demote(cmd)
}

// Start starts the server after Stop or Kill and waits until it takes connections.
func (s *Server) Start() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	cmd, err := s.command("postgres", "-D", filepath.Join(s.dir, "data"), "-k", s.dir, "-c", "listen_addresses=",
		"-c", "fsync=on", "-c", "max_connections=100", "-c", "deadlock_timeout=200ms")
	if err != nil {
		return err
	}
	log, err := os.OpenFile(s.logPath(), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer log.Close()
	cmd.Stdout, cmd.Stderr = log, log
	if err := cmd.Start(); err != nil {
		return err
	}
	ended := make(chan struct{})
	go func() {
		_ = cmd.Wait() // a server that is stopped ends with whatever status
		close(ended)
	}()
	s.process, s.ended = cmd, ended
	for range 600 {
		select {
		case <-ended:
			return fmt.Errorf("the PostgreSQL server ended at once:\n%s", s.log())
		case <-time.After(50 * time.Millisecond):
		}
		if c, err := pgx.Connect(context.Background(), s.URL("postgres")); err == nil {
			return c.Close(context.Background())
		}
	}
	return fmt.Errorf("the PostgreSQL server takes no connections:\n%s", s.log())
}

func (s *Server) logPath() string { return filepath.Join(s.dir, "log") }

func (s *Server) log() []byte {
	b, err := os.ReadFile(s.logPath())
	if err != nil {
		return []byte(err.Error())
	}
	return bytes.TrimSpace(b)
}

// Stop ends the server in good order and breaks all connections.
func (s *Server) Stop() { s.end(syscall.SIGINT) }

// Kill ends the server at once, without a last word to the disk, as
// pg_ctl stop -m immediate does.
func (s *Server) Kill() { s.end(syscall.SIGQUIT) }

func (s *Server) end(signal syscall.Signal) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.process == nil {
		return
	}
	_ = s.process.Process.Signal(signal) // it may have ended by itself
	select {
	case <-s.ended:
	case <-time.After(30 * time.Second):
		_ = s.process.Process.Kill()
		<-s.ended
	}
	s.process = nil
}

// URL gives the connection string of a database on the server.
func (s *Server) URL(database string) string {
	return fmt.Sprintf("host=%s user=cordon dbname=%s", s.dir, database)
}

// Database makes a new database, dropped at the end of the test, and gives its
// connection string.
func (s *Server) Database(t testing.TB) string {
	t.Helper()
	return s.database(t, "")
}

func (s *Server) database(t testing.TB, where string) string {
	name := fmt.Sprintf("t%d", time.Now().UnixNano())
	s.exec(t, "CREATE DATABASE "+name+where)
	t.Cleanup(func() { s.exec(t, "DROP DATABASE IF EXISTS "+name+" WITH (FORCE)") })
	return s.URL(name)
}

// Folder makes a folder that the server may reach, for a disk to be mounted on.
func (s *Server) Folder(t testing.TB) string {
	t.Helper()
	dir, err := os.MkdirTemp(s.dir, "disk-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.Remove(dir) })
	return dir
}

// DatabaseIn is Database with its tables below dir.
func (s *Server) DatabaseIn(t testing.TB, dir string) string {
	t.Helper()
	inner := filepath.Join(dir, "tables")
	if err := os.Mkdir(inner, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(giveAway(dir), giveAway(inner)); err != nil {
		t.Fatal(err)
	}
	name := fmt.Sprintf("s%d", time.Now().UnixNano())
	s.exec(t, fmt.Sprintf("CREATE TABLESPACE %s LOCATION '%s'", name, inner))
	t.Cleanup(func() { s.exec(t, "DROP TABLESPACE "+name) })
	return s.database(t, " TABLESPACE "+name)
}

func (s *Server) exec(t testing.TB, statement string) {
	t.Helper()
	c, err := pgx.Connect(context.Background(), s.URL("postgres"))
	if err != nil {
		t.Fatalf("connect: %v", err)
	}
	defer c.Close(context.Background())
	if _, err := c.Exec(context.Background(), statement); err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
}
