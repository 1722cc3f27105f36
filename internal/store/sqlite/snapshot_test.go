package sqlite

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/store"
)

// text is a snapshot content that a test can read.
type text string

func (c text) WriteTo(w io.Writer) (int64, error) {
	n, err := io.WriteString(w, string(c))
	return int64(n), err
}

// withSnapshot makes a project of three commits with a snapshot at the second.
func withSnapshot(t *testing.T, content io.WriterTo) *Store {
	s := create(t)
	for n := range uint64(3) {
		if err := s.Append(context.Background(), n, []store.Entry{{Commit: fmt.Appendf(nil, "commit %d", n+1)}}); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.SaveSnapshot(context.Background(), 2, content); err != nil {
		t.Fatal(err)
	}
	return s
}

// load reads the saved snapshot whole.
func load(s *Store) ([]byte, error) {
	_, _, r, err := s.LoadSnapshot(context.Background())
	if err != nil {
		return nil, err
	}
	defer r.Close()
	return io.ReadAll(r)
}

func TestAnyFlippedByteOfASavedSnapshotIsNoticed(t *testing.T) {
	s := withSnapshot(t, text("the whole state"))
	path := SnapshotPath(s.path)
	whole := read(t, path)
	for at := range whole {
		if at >= headerSize && at < contentStart {
			continue // the rest of the header page carries nothing
		}
		b := bytes.Clone(whole)
		b[at] ^= 0x10
		write(t, path, b)
		if got, err := load(s); err == nil {
			t.Fatalf("with byte %d changed the snapshot was read as %q", at, got)
		} else {
			wantFault(t, fmt.Sprintf("load with byte %d changed", at), err, fault.NotFound, "made again")
		}
	}
}

func TestACutOrGrownSnapshotIsNoticed(t *testing.T) {
	s := withSnapshot(t, zeros(3<<20))
	path := SnapshotPath(s.path)
	whole := read(t, path)
	for _, size := range []int{0, 1, headerSize - 1, headerSize, contentStart, contentStart + 1, len(whole) / 2, len(whole) - 1} {
		write(t, path, whole[:size])
		_, err := load(s)
		wantFault(t, fmt.Sprintf("load of the first %d bytes", size), err, fault.NotFound)
	}
	write(t, path, append(bytes.Clone(whole), 0))
	_, err := load(s)
	wantFault(t, "load with a byte more", err, fault.NotFound)
}

func TestASnapshotOfAnotherProjectIsNotUsed(t *testing.T) {
	a, b := withSnapshot(t, text("a")), withSnapshot(t, text("b"))
	write(t, SnapshotPath(b.path), read(t, SnapshotPath(a.path)))
	_, err := load(b)
	wantFault(t, "load of another project's snapshot", err, fault.NotFound, "another project")
}

func TestASnapshotOfAnotherHistoryIsNotUsed(t *testing.T) {
	s := create(t)
	ctx := context.Background()
	backup := func() []byte {
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		return read(t, s.path)
	}
	empty := backup()
	grow := func(what string, n uint64) {
		s = open(t, s.path, Options{})
		for i := range n {
			if err := s.Append(ctx, i, []store.Entry{{Commit: []byte(what)}}); err != nil {
				t.Fatal(err)
			}
		}
	}
	grow("first life", 3)
	if err := s.SaveSnapshot(ctx, 2, text("first life")); err != nil {
		t.Fatal(err)
	}
	s.Close()
	write(t, s.path, empty)
	grow("second life", 1)
	_, err := load(s)
	wantFault(t, "load of a snapshot after the last commit", err, fault.NotFound, "after the last commit")
	s.Close()
	write(t, s.path, empty)
	grow("second life", 3)
	_, err = load(s)
	wantFault(t, "load of a snapshot of a lost history", err, fault.NotFound, "another history")
	if err := s.SaveSnapshot(ctx, 1, text("second life")); err != nil {
		t.Fatal(err)
	}
	if got, err := load(s); string(got) != "second life" || err != nil {
		t.Fatalf("load after saving again = %q, %v", got, err)
	}
}

func TestUnfinishedSnapshotFilesAreClearedWhenOld(t *testing.T) {
	s := withSnapshot(t, text("x"))
	old, fresh := SnapshotPath(s.path)+"-1.tmp", SnapshotPath(s.path)+"-2.tmp"
	write(t, old, nil)
	write(t, fresh, nil)
	if err := os.Chtimes(old, time.Time{}, time.Now().Add(-2*staleAfter)); err != nil {
		t.Fatal(err)
	}
	if err := s.SaveSnapshot(context.Background(), 3, text("y")); err != nil {
		t.Fatal(err)
	}
	list, _ := filepath.Glob(SnapshotPath(s.path) + "*")
	want := []string{SnapshotPath(s.path), fresh}
	if fmt.Sprint(list) != fmt.Sprint(want) {
		t.Errorf("files = %v, want %v", list, want)
	}
}

func TestASavedSnapshotHasTheProjectsPermissions(t *testing.T) {
	s := create(t)
	if err := os.Chmod(s.path, 0o640); err != nil {
		t.Fatal(err)
	}
	if err := s.SaveSnapshot(context.Background(), 0, text("x")); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(SnapshotPath(s.path)); err != nil || info.Mode().Perm() != 0o640 {
		t.Errorf("mode = %v, %v, want 0640", info.Mode(), err)
	}
}
