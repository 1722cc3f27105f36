package sqlite

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/cordon-ot/cordon/internal/fault"
)

// newer gives the program one more schema version until the end of the test.
func newer(t *testing.T, steps ...string) {
	t.Helper()
	before := upgrades
	t.Cleanup(func() { upgrades = before })
	upgrades = steps
}

// spec: OPS-40
func TestAnOlderProjectIsCopiedBeforeItIsUpgraded(t *testing.T) {
	path := project(t)
	old := read(t, path)
	first, err := Open(path, Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	head, root, err := first.Head(t.Context())
	if err != nil || first.Close() != nil {
		t.Fatal(err)
	}
	newer(t, "CREATE TABLE extra (n INTEGER PRIMARY KEY)")

	_, err = Open(path, Options{ReadOnly: true})
	wantFault(t, "reading an older project", err, fault.Unavailable, "made by an older Cordon (schema 1, this one works with 2)")
	if !bytes.Equal(read(t, path), old) {
		t.Error("reading changed the file")
	}
	s, err := Open(path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	n, now, err := s.Head(t.Context())
	if err != nil || n != head || now != root {
		t.Errorf("after the upgrade: head %d, root %v, %v; want %d, %v", n, now, err, head, root)
	}
	if version, err := readInt(s.writer, "PRAGMA user_version"); err != nil || version != 2 {
		t.Errorf("schema %d, %v; want 2", version, err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if s, err = Open(path, Options{}); err != nil { // nothing more to do
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	copies, _ := filepath.Glob(path + ".before-*")
	if len(copies) != 1 || copies[0] != path+".before-2" {
		t.Fatalf("copies %q, want one, %s.before-2", copies, path)
	}
	if info, err := os.Stat(copies[0]); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the copy: %v, %v; want mode 0600", info, err)
	}
	newer(t)
	older, err := Open(copies[0], Options{})
	if err != nil {
		t.Fatalf("the older program opens the copy: %v", err)
	}
	defer older.Close()
	if n, now, err := older.Head(t.Context()); err != nil || n != head || now != root {
		t.Errorf("the copy: head %d, root %v, %v; want %d, %v", n, now, err, head, root)
	}
	_, err = Open(path, Options{})
	wantFault(t, "the older program", err, fault.Invalid, "made by a newer Cordon")
}

func TestANewProjectIsMadeInTheNewestSchemaWithoutACopy(t *testing.T) {
	newer(t, "CREATE TABLE extra (n INTEGER PRIMARY KEY)")
	path := project(t)
	if list, _ := filepath.Glob(path + ".before-*"); len(list) > 0 {
		t.Errorf("copies %q of a new project", list)
	}
	s, err := Open(path, Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	s.Close()
}

func TestAFailingUpgradeLeavesTheProjectAsItWas(t *testing.T) {
	path := project(t)
	newer(t, "CREATE TABLE extra (n INTEGER PRIMARY KEY); DROP TABLE nothing")
	if s, err := Open(path, Options{}); err == nil {
		s.Close()
		t.Fatal("a step that cannot run was accepted")
	}
	newer(t)
	s, err := Open(path, Options{})
	if err != nil {
		t.Fatalf("the program before: %v", err)
	}
	s.Close()
}
