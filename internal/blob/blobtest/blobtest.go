// Package blobtest is the conformance suite of blob.Store: what every store of
// evidence files must do, tried on one that the caller opens.
//
// It works from outside: files are changed and removed behind the store's back
// by the functions of Subject, as an intruder or a broken disk would.
package blobtest

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/cordon-ot/cordon/internal/blob"
	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/trace"
)

// Subject is a store under test. Its place is empty at first.
type Subject struct {
	Store blob.Store
	// Other opens the same place as another process would that has seen nothing of it yet.
	Other func() blob.Store
	// Overwrite gives the file of a digest another content, and a look by which
	// the store can tell that it was changed.
	Overwrite func(digest string, content []byte)
	// Remove takes the file of a digest away.
	Remove func(digest string)
	// Names lists what lies in the place, but for files of remembered verdicts.
	Names func() []string
}

// large is longer than blob.SmallFile and ends within a block.
const large = blob.SmallFile + 100_001

// Run tries every promise of blob.Store on subjects made by open.
func Run(t *testing.T, open func(t *testing.T) Subject) {
	for _, c := range []struct {
		name string
		try  func(*testing.T, Subject)
	}{
		{"a file put is read back and present", putAndRead},
		{"a file can be read in any order", readInAnyOrder},
		{"a changed file is never read to its end", changedIsNeverRead},
		{"a changed file lowers the state and is mended by the right one", changedLowersTheState},
		{"a file that was cut or grew is changed", cutOrGrown},
		{"what was never put or was removed is missing", missing},
		{"many writers of one file leave one whole file", manyWriters},
		{"many files are listed in order", listed},
		{"a reader that fails leaves nothing", interrupted},
		{"a text that is no digest reaches no file", hostileDigests},
		{"a file adopted keeps the verdict it came with", adopted},
		{"a stream of 64 MiB is stored and read in little memory", boundedMemory},
	} {
		t.Run(strings.ReplaceAll(c.name, " ", "_"), func(t *testing.T) { c.try(t, open(t)) })
	}
}

// content gives n bytes that do not repeat, the same for the same seed.
func content(seed uint64, n int) []byte {
	var key [32]byte
	key[0] = byte(seed)
	b := make([]byte, n)
	_, _ = rand.NewChaCha8(key).Read(b) // it never fails
	return b
}

func digestOf(b []byte) string {
	sum := sha256.Sum256(b)
	return blob.Prefix + hex.EncodeToString(sum[:])
}

func put(t *testing.T, s blob.Store, b []byte) string {
	t.Helper()
	digest, size, err := s.Put(bytes.NewReader(b))
	if err != nil || digest != digestOf(b) || size != int64(len(b)) {
		t.Fatalf("Put of %d bytes = %s, %d, %v; want %s", len(b), digest, size, err, digestOf(b))
	}
	return digest
}

func wantState(t *testing.T, what string, s blob.Store, digest string, want trace.FileState) {
	t.Helper()
	if got := s.State(digest); got != want {
		t.Errorf("%s: State = %d, want %d", what, got, want)
	}
	if got := s.Check(digest); got != want {
		t.Errorf("%s: Check = %d, want %d", what, got, want)
	}
}

func read(s blob.Store, digest string) ([]byte, error) {
	r, err := s.Open(digest)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	return io.ReadAll(r)
}

func putAndRead(t *testing.T, s Subject) {
	for _, n := range []int{0, 1, 100_000, blob.SmallFile - 1, blob.SmallFile, blob.SmallFile + 1, large, 9 << 20} {
		b := content(1, n)
		digest := put(t, s.Store, b)
		wantState(t, fmt.Sprintf("%d bytes", n), s.Store, digest, trace.FilePresent)
		for _, from := range []blob.Store{s.Store, s.Other()} {
			got, err := read(from, digest)
			if err != nil || !bytes.Equal(got, b) {
				t.Errorf("read back %d bytes and %v, want the %d bytes that were put", len(got), err, n)
			}
			if size, err := from.Size(digest); err != nil || size != int64(n) {
				t.Errorf("Size = %d, %v, want %d", size, err, n)
			}
		}
		wantState(t, fmt.Sprintf("%d bytes, seen by another process", n), s.Other(), digest, trace.FilePresent)
	}
}

func readInAnyOrder(t *testing.T, s Subject) {
	for _, n := range []int{0, 1000, large} {
		b := content(2, n)
		digest := put(t, s.Store, b)
		f, err := s.Store.OpenSeeker(digest)
		if err != nil {
			t.Fatal(err)
		}
		if f.Size() != int64(n) {
			t.Errorf("Size = %d, want %d", f.Size(), n)
		}
		for _, at := range []int{n - n/3, 0, n / 2, n} {
			if got, err := f.Seek(int64(at), io.SeekStart); err != nil || got != int64(at) {
				t.Fatalf("Seek to %d = %d, %v", at, got, err)
			}
			got, err := io.ReadAll(f)
			if err != nil || !bytes.Equal(got, b[at:]) {
				t.Errorf("of %d bytes, from %d on: read %d bytes, %v", n, at, len(got), err)
			}
		}
		if end, err := f.Seek(-int64(min(n, 5)), io.SeekEnd); err != nil || end != int64(n-min(n, 5)) {
			t.Errorf("Seek from the end = %d, %v", end, err)
		}
		if _, err := f.Seek(-1, io.SeekStart); err == nil {
			t.Error("Seek before the beginning succeeded")
		}
		if err := f.Close(); err != nil {
			t.Error(err)
		}
	}
}

func changedIsNeverRead(t *testing.T, s Subject) {
	for _, n := range []int{1000, large} {
		b := content(3, n)
		for _, at := range []int{0, n / 2, n - 1} {
			digest := put(t, s.Store, b)
			wrong := bytes.Clone(b)
			wrong[at] ^= 1
			s.Overwrite(digest, wrong)
			for _, from := range []blob.Store{s.Store, s.Other()} {
				got, err := read(from, digest)
				if fault.KindOf(err) != fault.Invalid || err == nil || !strings.Contains(err.Error(), "the file was changed") {
					t.Errorf("byte %d of %d changed: reading gave %v, want Invalid and that the file was changed", at, n, err)
				}
				if n <= blob.SmallFile && len(got) > 0 || len(got) >= n {
					t.Errorf("byte %d of %d changed: %d bytes were handed on", at, n, len(got))
				}
				if _, err := from.OpenSeeker(digest); fault.KindOf(err) != fault.Invalid {
					t.Errorf("byte %d of %d changed: OpenSeeker gave %v, want Invalid", at, n, err)
				}
			}
		}
	}
}

func changedLowersTheState(t *testing.T, s Subject) {
	b := content(4, 5000)
	digest := put(t, s.Store, b)
	wantState(t, "before", s.Store, digest, trace.FilePresent)
	s.Overwrite(digest, content(5, 5000))
	if _, err := read(s.Store, digest); err == nil {
		t.Fatal("the changed file was read")
	}
	wantState(t, "after a read found the change", s.Store, digest, trace.FileChanged)
	wantState(t, "changed, seen by another process", s.Other(), digest, trace.FileChanged)
	if size, err := s.Store.Size(digest); err != nil || size != 5000 {
		t.Errorf("Size of a changed file = %d, %v", size, err)
	}
	put(t, s.Store, b)
	wantState(t, "mended", s.Store, digest, trace.FilePresent)
	if got, err := read(s.Store, digest); err != nil || !bytes.Equal(got, b) {
		t.Errorf("after mending: read %d bytes, %v", len(got), err)
	}
}

func cutOrGrown(t *testing.T, s Subject) {
	for _, n := range []int{1000, large} {
		b := content(6, n)
		for what, wrong := range map[string][]byte{"cut": b[:n-1], "empty": {}, "grown": append(bytes.Clone(b), 0)} {
			digest := put(t, s.Store, b)
			s.Overwrite(digest, wrong)
			if got, err := read(s.Store, digest); fault.KindOf(err) != fault.Invalid || len(got) >= n {
				t.Errorf("%s file of %d bytes: read %d bytes, %v, want Invalid", what, n, len(got), err)
			}
			wantState(t, what, s.Store, digest, trace.FileChanged)
		}
	}
}

func missing(t *testing.T, s Subject) {
	never := digestOf([]byte("never"))
	gone := put(t, s.Store, content(7, 100))
	wantState(t, "before it is removed", s.Store, gone, trace.FilePresent)
	s.Remove(gone)
	for what, digest := range map[string]string{"never put": never, "removed": gone} {
		if _, err := s.Store.Open(digest); fault.KindOf(err) != fault.NotFound {
			t.Errorf("%s: Open gave %v, want NotFound", what, err)
		}
		if _, err := s.Store.OpenSeeker(digest); fault.KindOf(err) != fault.NotFound {
			t.Errorf("%s: OpenSeeker gave %v, want NotFound", what, err)
		}
		if _, err := s.Store.Size(digest); fault.KindOf(err) != fault.NotFound {
			t.Errorf("%s: Size gave %v, want NotFound", what, err)
		}
		wantState(t, what, s.Store, digest, trace.FileMissing)
		wantState(t, what+", seen by another process", s.Other(), digest, trace.FileMissing)
	}
}

func manyWriters(t *testing.T, s Subject) {
	b := content(8, 300_000)
	var wg sync.WaitGroup
	for range 8 {
		for _, store := range []blob.Store{s.Store, s.Other()} {
			wg.Go(func() {
				if digest, _, err := store.Put(bytes.NewReader(b)); err != nil || digest != digestOf(b) {
					t.Errorf("Put = %s, %v", digest, err)
				}
			})
		}
	}
	wg.Wait()
	wantState(t, "after 16 writers", s.Store, digestOf(b), trace.FilePresent)
	if names := s.Names(); len(names) != 1 {
		t.Errorf("there are %d files, want 1: %v", len(names), names)
	}
}

func listed(t *testing.T, s Subject) {
	for digest, err := range s.Store.Digests() {
		t.Errorf("an empty place lists %s, %v", digest, err)
	}
	var want []string
	for i := range 30 {
		want = append(want, put(t, s.Store, content(uint64(i), 10)))
	}
	slices.Sort(want)
	s.Overwrite(want[3], []byte("changed"))
	var got []string
	for digest, err := range s.Store.Digests() {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, digest)
	}
	if !slices.Equal(got, want) {
		t.Errorf("Digests = %v\nwant %v", got, want)
	}
	for digest, err := range s.Store.Digests() {
		if digest != want[0] || err != nil {
			t.Errorf("first digest %s, %v, want %s", digest, err, want[0])
		}
		break
	}
}

type readerFunc func([]byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }

func interrupted(t *testing.T, s Subject) {
	broken := errors.New("the line broke")
	fail := readerFunc(func([]byte) (int, error) { return 0, broken })
	for _, n := range []int{0, 10, large} {
		if _, _, err := s.Store.Put(io.MultiReader(bytes.NewReader(content(9, n)), fail)); !errors.Is(err, broken) || fault.KindOf(err) != fault.Unavailable {
			t.Errorf("Put of a reader that breaks after %d bytes: %v, want Unavailable and its cause", n, err)
		}
	}
	if names := s.Names(); len(names) != 0 {
		t.Errorf("left behind: %v", names)
	}
}

func hostileDigests(t *testing.T, s Subject) {
	put(t, s.Store, []byte("x"))
	hex64 := strings.Repeat("a", 64)
	for _, digest := range []string{
		"", "sha256:", "sha256:../secret", "../secret", "verified", hex64, "md5:" + hex64, "SHA256:" + hex64, "sha256:" + strings.ToUpper(hex64),
		"sha256:" + hex64 + "\x00", "sha256:" + hex64[:63], "sha256:" + hex64 + "/", "sha256:" + strings.Repeat("/", 64), "sha256:" + strings.Repeat("%2", 32),
		"sha256: " + hex64[1:], strings.Repeat("sha256:", 1000),
	} {
		if got := s.Store.State(digest); got != trace.FileMissing {
			t.Errorf("State(%q) = %d, want missing", digest, got)
		}
		if got := s.Store.Check(digest); got != trace.FileMissing {
			t.Errorf("Check(%q) = %d, want missing", digest, got)
		}
		_, open := s.Store.Open(digest)
		_, seeker := s.Store.OpenSeeker(digest)
		_, size := s.Store.Size(digest)
		_, adopt := s.Store.Adopt(digest, strings.NewReader("y"))
		for what, err := range map[string]error{"Open": open, "OpenSeeker": seeker, "Size": size, "Adopt": adopt} {
			if fault.KindOf(err) != fault.Invalid {
				t.Errorf("%s(%q): %v, want Invalid", what, digest, err)
			}
		}
	}
	if names := s.Names(); len(names) != 1 {
		t.Errorf("there are %d files, want 1: %v", len(names), names)
	}
}

func adopted(t *testing.T, s Subject) {
	right := []byte("report")
	digest := digestOf(right)
	for _, step := range []struct {
		what, content string
		whole         bool
		state         trace.FileState
	}{
		{"a changed file", "rep0rt", false, trace.FileChanged},
		{"another changed file", "forged!", false, trace.FileChanged},
		{"the whole file", "report", true, trace.FilePresent},
		{"a changed file beside the whole one", "rep0rt", true, trace.FilePresent},
	} {
		whole, err := s.Store.Adopt(digest, strings.NewReader(step.content))
		if err != nil || whole != step.whole {
			t.Fatalf("%s: Adopt = %v, %v, want %v", step.what, whole, err, step.whole)
		}
		wantState(t, step.what, s.Store, digest, step.state)
		if step.what == "another changed file" {
			if size, err := s.Store.Size(digest); size != 6 || err != nil {
				t.Errorf("%s: %d bytes are stored, %v; want the 6 of the first to stay", step.what, size, err)
			}
		}
	}
}

// allocated is what storing or reading 64 MiB may allocate.
const allocated = 16 << 20

func boundedMemory(t *testing.T, s Subject) {
	if testing.Short() {
		t.Skip("the race detector allocates too, and is slow")
	}
	const size = 64 << 20
	stream := func() io.Reader { return io.LimitReader(rand.NewChaCha8([32]byte{64}), size) }
	var digest string
	measure(t, "Put", func() {
		var err error
		if digest, _, err = s.Store.Put(stream()); err != nil {
			t.Fatal(err)
		}
	})
	measure(t, "Open", func() {
		r, err := s.Store.Open(digest)
		if err != nil {
			t.Fatal(err)
		}
		defer r.Close()
		if n, err := io.Copy(io.Discard, r); n != size || err != nil {
			t.Fatalf("read %d bytes, %v", n, err)
		}
	})
	measure(t, "Check", func() {
		if got := s.Store.Check(digest); got != trace.FilePresent {
			t.Fatalf("Check = %d", got)
		}
	})
	measure(t, "OpenSeeker", func() {
		f, err := s.Store.OpenSeeker(digest)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		if _, err := f.Seek(size/2, io.SeekStart); err != nil {
			t.Fatal(err)
		}
		if n, err := io.Copy(io.Discard, f); n != size/2 || err != nil {
			t.Fatalf("read %d bytes, %v", n, err)
		}
	})
}

func measure(t *testing.T, what string, do func()) {
	t.Helper()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	do()
	runtime.ReadMemStats(&after)
	n := after.TotalAlloc - before.TotalAlloc
	t.Logf("%s of 64 MiB allocated %d KiB in all", what, n>>10)
	if n > allocated {
		t.Errorf("%s of 64 MiB allocated %d KiB in all, want at most %d", what, n>>10, allocated>>10)
	}
}
