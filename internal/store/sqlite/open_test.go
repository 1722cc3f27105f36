package sqlite

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"zombiezen.com/go/sqlite"

	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/store"
)

// wantFault checks kind and words of an error, and that it names the file.
func wantFault(t testing.TB, what string, err error, k fault.Kind, words ...string) {
	t.Helper()
	var f *fault.Error
	if !errors.As(err, &f) || f.Kind != k {
		t.Fatalf("%s = %v, want a fault of kind %q", what, err, k)
	}
	for _, w := range words {
		if !strings.Contains(err.Error(), w) {
			t.Errorf("%s = %q, want it to say %q", what, err, w)
		}
	}
}

// script runs SQL on a file with a connection of its own, as another program would.
func script(t testing.TB, path, sql string) {
	t.Helper()
	c, err := sqlite.OpenConn(path, sqlite.OpenReadWrite, sqlite.OpenCreate)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if err := apply(c, strings.Split(sql, ";")); err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
}

// project writes a closed project with some content and gives its path.
func project(t testing.TB) string {
	t.Helper()
	s := create(t)
	fill(t, s, 2000)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	return s.path
}

func write(t testing.TB, path string, b []byte) {
	t.Helper()
	if err := os.WriteFile(path, b, 0o666); err != nil {
		t.Fatal(err)
	}
}

func read(t testing.TB, path string) []byte {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func projectAt(t *testing.T, path string) {
	t.Helper()
	if err := os.Rename(project(t), path); err != nil {
		t.Fatal(err)
	}
}

func TestOpenRefusesWhatIsNoCordonProjectAndLeavesItAlone(t *testing.T) {
	cases := []struct {
		name  string
		make  func(t *testing.T, path string)
		kind  fault.Kind
		words string
	}{
		{"nothing", func(*testing.T, string) {}, fault.NotFound, "there is no such project"},
		{"a folder", func(t *testing.T, p string) {
			if err := os.Mkdir(p, 0o777); err != nil {
				t.Fatal(err)
			}
		}, fault.Invalid, "it is a folder"},
		{"an empty file", func(t *testing.T, p string) { write(t, p, nil) }, fault.Invalid, "empty"},
		{"a short file", func(t *testing.T, p string) { write(t, p, []byte("SQLite format 3\x00")) }, fault.Invalid, "not a Cordon project"},
		{"a text file", func(t *testing.T, p string) { write(t, p, bytes.Repeat([]byte("name,zone\n"), 99)) }, fault.Invalid, "not a Cordon project"},
		{"another program's database", func(t *testing.T, p string) { script(t, p, "CREATE TABLE commits (n)") }, fault.Invalid, "not a Cordon project"},
		{"a newer schema", func(t *testing.T, p string) {
			projectAt(t, p)
			script(t, p, "PRAGMA user_version = 7")
		}, fault.Invalid, "made by a newer Cordon (schema 7, this one knows up to 1); use a newer program"},
		{"schema zero", func(t *testing.T, p string) {
			projectAt(t, p)
			script(t, p, "PRAGMA user_version = 0")
		}, fault.Invalid, "schema number 0"},
		{"a lost table", func(t *testing.T, p string) {
			projectAt(t, p)
			script(t, p, "DROP TABLE hashes")
		}, fault.Invalid, "lacks a part"},
		{"a lost identity", func(t *testing.T, p string) {
			projectAt(t, p)
			script(t, p, "DELETE FROM identity")
		}, fault.Invalid, "identity"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "x.cordon")
			c.make(t, path)
			before, _ := os.ReadFile(path)
			for _, opts := range []Options{{}, {ReadOnly: true}} {
				_, err := Open(path, opts)
				wantFault(t, fmt.Sprintf("Open(%+v)", opts), err, c.kind, c.words, path)
			}
			if after, _ := os.ReadFile(path); !bytes.Equal(before, after) {
				t.Errorf("Open changed the file")
			}
		})
	}
}

func TestOpenRefusesAForeignDatabaseWithoutHelperFiles(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.db")
	script(t, path, "PRAGMA journal_mode = WAL; CREATE TABLE t (a)")
	if _, err := Open(path, Options{}); err == nil {
		t.Fatal("Open of a foreign database succeeded")
	}
	if list, _ := filepath.Glob(path + "*"); len(list) != 1 {
		t.Errorf("files beside the foreign database: %v", list)
	}
}

func TestANewerSchemaThatIsStillInTheLogIsRefused(t *testing.T) {
	s := create(t)
	script(t, s.path, "PRAGMA wal_autocheckpoint = 0; PRAGMA user_version = 2")
	_, err := Open(s.path, Options{})
	wantFault(t, "Open", err, fault.Invalid, "made by a newer Cordon (schema 2")
}

func TestCreateNeverTouchesAFileThatExists(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.cordon")
	for _, content := range []string{"", "mine"} {
		write(t, path, []byte(content))
		_, err := Create(path)
		wantFault(t, "Create over a file", err, fault.Conflict, "already", path)
		if got := read(t, path); string(got) != content {
			t.Errorf("the file holds %q, want %q", got, content)
		}
	}
	_, err := Create(filepath.Join(t.TempDir(), "none", "x.cordon"))
	wantFault(t, "Create in a missing folder", err, fault.NotFound, "folder")
}

func TestOnlyTheOwnerCanReadAProjectForItHoldsTheKey(t *testing.T) {
	s := create(t)
	fill(t, s, 2000)
	if err := s.SaveSnapshot(context.Background(), 1, bytes.NewReader([]byte("state"))); err != nil {
		t.Fatal(err)
	}
	for _, tail := range []string{"", "-wal", "-shm", "-snapshot"} {
		info, err := os.Stat(s.path + tail)
		if err != nil {
			t.Fatal(err)
		}
		if got := info.Mode().Perm(); got != 0o600 {
			t.Errorf("%s: mode %04o, want 0600", s.path+tail, got)
		}
	}
}

func TestOddFileNamesWork(t *testing.T) {
	for _, name := range []string{":memory:", "file:x?mode=memory", "a b%20#?.cordon", "Größe.cordon"} {
		path := filepath.Join(t.TempDir(), name)
		s, err := Create(path)
		if err != nil {
			t.Fatalf("Create(%q): %v", name, err)
		}
		fill(t, s, 10)
		s.Close()
		for _, uri := range []string{path, immutableURI(path)} {
			c, err := sqlite.OpenConn(uri, sqlite.OpenReadOnly, sqlite.OpenURI)
			if err != nil {
				t.Fatalf("%s: %v", uri, err)
			}
			if n, err := readInt(c, "SELECT count(*) FROM rows"); uri != path && (n != 10 || err != nil) {
				t.Errorf("%s holds %d rows, %v, want 10", uri, n, err)
			}
			c.Close()
		}
		r := open(t, path, Options{ReadOnly: true})
		if n, _, err := r.Head(context.Background()); n != 1 || err != nil {
			t.Errorf("Head of %q = %d, %v, want 1", name, n, err)
		}
	}
}

func TestAClosedProjectIsOneFile(t *testing.T) {
	path := project(t)
	if list, _ := filepath.Glob(path + "*"); len(list) != 1 {
		t.Errorf("files after Close: %v", list)
	}
}

func TestReadOnlyChangesNoByteAndRefusesToWrite(t *testing.T) {
	path := project(t)
	before := read(t, path)
	s := open(t, path, Options{ReadOnly: true})
	ctx := context.Background()
	if n, err := s.Rows(ctx, func(store.Row) error { return nil }); n != 1 || err != nil {
		t.Fatalf("Rows = %d, %v", n, err)
	}
	for name, err := range map[string]error{
		"Append":       s.Append(ctx, 1, []store.Entry{{}}),
		"SetValue":     s.SetValue(ctx, "a", nil),
		"ReplaceRows":  s.ReplaceRows(ctx, 1, func(func(store.Row) error) error { return nil }),
		"SaveSnapshot": s.SaveSnapshot(ctx, 1, zeros(1)),
	} {
		wantFault(t, name, err, fault.Unavailable, "opened for reading only")
	}
	s.Close()
	if !bytes.Equal(before, read(t, path)) {
		t.Error("the file was changed")
	}
}

func TestACutOffFileIsInvalid(t *testing.T) {
	path := project(t)
	whole := read(t, path)
	for _, size := range []int{100, 511, 512, 4095, 4096, 8192, len(whole) / 2, len(whole) - 4096, len(whole) - 1} {
		cut := filepath.Join(t.TempDir(), "cut.cordon")
		write(t, cut, whole[:size])
		_, err := Open(cut, Options{})
		wantFault(t, fmt.Sprintf("Open of the first %d of %d bytes", size, len(whole)), err, fault.Invalid, cut)
	}
}

func TestADamagedPageIsInvalidAndNamesTheFile(t *testing.T) {
	path := project(t)
	whole := read(t, path)
	found := 0
	for at := pageSize; at < len(whole); at += 7 * pageSize {
		b := bytes.Clone(whole)
		clear(b[at : at+pageSize])
		write(t, path, b)
		s, err := Open(path, Options{ReadOnly: true})
		if err == nil {
			_, err = s.Rows(context.Background(), func(store.Row) error { return nil })
			if err == nil {
				err = s.Commits(context.Background(), 1, 0, func(uint64, []byte) error { return nil })
			}
			s.Close()
		}
		if err != nil {
			found++
			wantFault(t, fmt.Sprintf("reading with page %d cleared", at/pageSize+1), err, fault.Invalid, path, "backup")
		}
	}
	if found == 0 {
		t.Error("no cleared page was noticed")
	}
}

func TestAMissingCommitIsNamed(t *testing.T) {
	s := create(t)
	for n := range uint64(5) {
		if err := s.Append(context.Background(), n, []store.Entry{{Commit: []byte("c")}}); err != nil {
			t.Fatal(err)
		}
	}
	script(t, s.path, "DELETE FROM commits WHERE n = 3")
	err := s.Commits(context.Background(), 1, 0, func(uint64, []byte) error { return nil })
	wantFault(t, "Commits", err, fault.Invalid, "commit 3 is missing")
}

func TestErrorsOfTheDatabaseAreToldInWords(t *testing.T) {
	for code, want := range map[sqlite.ResultCode]struct {
		kind  fault.Kind
		words string
	}{
		sqlite.ResultFull:            {fault.Unavailable, "disk is full"},
		sqlite.ResultReadOnlyDBMoved: {fault.Unavailable, "read-only"},
		sqlite.ResultBusySnapshot:    {fault.Unavailable, "another program"},
		sqlite.ResultCorruptVTab:     {fault.Invalid, "damaged"},
		sqlite.ResultNotADB:          {fault.Invalid, "damaged"},
		sqlite.ResultCantOpenIsDir:   {fault.Unavailable, "cannot be opened"},
		sqlite.ResultIOErrFsync:      {fault.Unavailable, "disk reported an error"},
		sqlite.ResultTooBig:          {fault.Invalid, "1 GB"},
		sqlite.ResultMisuse:          {fault.Internal, "p.cordon"},
	} {
		err := fail("p.cordon", "append", fmt.Errorf("step: %w", code.ToError()))
		wantFault(t, code.String(), err, want.kind, want.words, "p.cordon")
	}
}
