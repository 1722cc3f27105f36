package blob

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/cordon-ot/cordon/internal/app"
	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/trace"
)

var _ app.Files = (*Dir)(nil)

func put(t *testing.T, d *Dir, content string) string {
	t.Helper()
	digest, size, err := d.Put(strings.NewReader(content))
	if err != nil {
		t.Fatal(err)
	}
	want := fmt.Sprintf("sha256:%x", sha256.Sum256([]byte(content)))
	if digest != want || size != int64(len(content)) {
		t.Fatalf("Put(%q) = %s, %d, want %s, %d", content, digest, size, want, len(content))
	}
	return digest
}

func wantState(t *testing.T, d *Dir, digest string, want trace.FileState) {
	t.Helper()
	if got := d.State(digest); got != want {
		t.Fatalf("State(%s) = %d, want %d", digest, got, want)
	}
}

func write(t *testing.T, path, content string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(content), 0o666); err != nil {
		t.Fatal(err)
	}
}

// rewrite changes a stored file as an intruder would, keeping nothing back.
func rewrite(t *testing.T, d *Dir, digest, content string, at time.Time) {
	t.Helper()
	path := filepath.Join(d.Path(), strings.TrimPrefix(digest, "sha256:"))
	if err := os.Chmod(path, 0o666); err != nil {
		t.Fatal(err)
	}
	write(t, path, content)
	if err := os.Chtimes(path, at, at); err != nil {
		t.Fatal(err)
	}
}

func TestAFilePutIsReadBackAndPresent(t *testing.T) {
	d := Open(filepath.Join(t.TempDir(), "evidence", "files"))
	for _, content := range []string{"", "one", strings.Repeat("long ", 100_000)} {
		digest := put(t, d, content)
		r, err := d.Open(digest)
		if err != nil {
			t.Fatal(err)
		}
		got, err := io.ReadAll(r)
		r.Close()
		if err != nil || string(got) != content {
			t.Fatalf("read back %d bytes, %v, want %d", len(got), err, len(content))
		}
		wantState(t, d, digest, trace.FilePresent)
	}
}

func TestWhatWasNeverPutIsMissing(t *testing.T) {
	d := Open(filepath.Join(t.TempDir(), "none"))
	digest := fmt.Sprintf("sha256:%x", sha256.Sum256([]byte("x")))
	wantState(t, d, digest, trace.FileMissing)
	_, err := d.Open(digest)
	if fault.KindOf(err) != fault.NotFound {
		t.Fatalf("Open of a missing file: %v, want NotFound", err)
	}
}

func TestANameThatIsNoDigestReachesNoFile(t *testing.T) {
	parent := t.TempDir()
	d := Open(filepath.Join(parent, "files"))
	put(t, d, "x")
	write(t, filepath.Join(parent, "secret"), "s")
	for _, digest := range []string{
		"", "sha256:", "sha256:../secret", "../secret", "secret", "verified",
		"sha256:" + strings.Repeat("A", 64), "md5:" + strings.Repeat("a", 64), "sha256:" + strings.Repeat("/", 64),
	} {
		wantState(t, d, digest, trace.FileMissing)
		if _, err := d.Open(digest); fault.KindOf(err) != fault.Invalid {
			t.Errorf("Open(%q): %v, want Invalid", digest, err)
		}
	}
}

func TestALinkInPlaceOfAFileIsMissing(t *testing.T) {
	d := Open(t.TempDir())
	digest := put(t, d, "x")
	path := filepath.Join(d.Path(), strings.TrimPrefix(digest, "sha256:"))
	other := filepath.Join(t.TempDir(), "x")
	write(t, other, "x")
	os.Remove(path)
	if err := os.Symlink(other, path); err != nil {
		t.Skip("no symbolic links here")
	}
	wantState(t, d, digest, trace.FileMissing)
	if _, err := d.Open(digest); fault.KindOf(err) != fault.NotFound {
		t.Fatalf("Open of a link: %v, want NotFound", err)
	}
}

func TestAChangedFileIsFoundAtOnceAndAfterReopening(t *testing.T) {
	d := Open(t.TempDir())
	digest := put(t, d, "right")
	old := time.Now().Add(-time.Hour)
	rewrite(t, d, digest, "right", old)
	wantState(t, d, digest, trace.FilePresent) // remembered from here on
	rewrite(t, d, digest, "wrong", old.Add(time.Minute))
	wantState(t, d, digest, trace.FileChanged)
	wantState(t, Open(d.Path()), digest, trace.FileChanged)
	put(t, d, "right") // mends it
	wantState(t, d, digest, trace.FilePresent)
}

func TestAFileChangedAMomentAgoIsReadAgainEachTime(t *testing.T) {
	d := Open(t.TempDir())
	digest := put(t, d, "right")
	now := time.Now()
	rewrite(t, d, digest, "right", now)
	wantState(t, d, digest, trace.FilePresent)
	rewrite(t, d, digest, "wrong", now) // same size, same time
	wantState(t, d, digest, trace.FileChanged)
}

func TestAVerdictIsRememberedAcrossProcesses(t *testing.T) {
	dir := t.TempDir()
	d := Open(dir)
	digest := put(t, d, "right")
	old := time.Now().Add(-time.Hour)
	rewrite(t, d, digest, "right", old)
	wantState(t, d, digest, trace.FilePresent)
	// The same size and time: only who reads the bytes can see this change.
	rewrite(t, d, digest, "wrong", old)
	again := Open(dir)
	wantState(t, again, digest, trace.FilePresent)
	if got := again.Check(digest); got != trace.FileChanged {
		t.Fatalf("Check = %d, want changed", got)
	}
	if err := os.Remove(filepath.Join(dir, cacheName)); err != nil {
		t.Fatal(err)
	}
	wantState(t, Open(dir), digest, trace.FileChanged)
}

func TestADamagedCacheIsPassedOver(t *testing.T) {
	dir := t.TempDir()
	d := Open(dir)
	digest := put(t, d, "right")
	name := strings.TrimPrefix(digest, "sha256:")
	for _, content := range []string{
		"\x00\x01", "x y z w\n", name + " 5 present\n", name + " a b present\n", name + " 5 7 perhaps\n", strings.Repeat("z", 100_000),
	} {
		write(t, filepath.Join(dir, cacheName), content)
		wantState(t, Open(dir), digest, trace.FilePresent)
	}
}

func TestAFileAdoptedKeepsTheVerdictOfItsFolder(t *testing.T) {
	d := Open(filepath.Join(t.TempDir(), "files"))
	digest := fmt.Sprintf("sha256:%x", sha256.Sum256([]byte("report")))
	adopt := func(what, content string, want bool, state trace.FileState) {
		t.Helper()
		if whole, err := d.Adopt(digest, strings.NewReader(content)); err != nil || whole != want {
			t.Fatalf("%s: whole %v, %v; want %v", what, whole, err, want)
		}
		wantState(t, d, digest, state)
	}
	adopt("a changed file", "rep0rt", false, trace.FileChanged)
	adopt("another changed file", "forged", false, trace.FileChanged)
	if b, err := os.ReadFile(d.file(strings.TrimPrefix(digest, Prefix))); err != nil || string(b) != "rep0rt" {
		t.Errorf("stored %q, %v; want the first to stay", b, err)
	}
	adopt("the whole file", "report", true, trace.FilePresent)
	adopt("a changed file beside the whole one", "rep0rt", true, trace.FilePresent)
	if _, err := d.Adopt("sha256:../x", strings.NewReader("x")); fault.KindOf(err) != fault.Invalid {
		t.Errorf("no digest: %v, want Invalid", err)
	}
}

func TestAReaderThatFailsLeavesNothingBehind(t *testing.T) {
	d := Open(t.TempDir())
	broken := errors.New("broken pipe")
	_, _, err := d.Put(io.MultiReader(strings.NewReader("half"), readerFunc(func([]byte) (int, error) { return 0, broken })))
	if !errors.Is(err, broken) {
		t.Fatalf("Put = %v, want %v", err, broken)
	}
	entries, _ := os.ReadDir(d.Path())
	if len(entries) != 0 {
		t.Fatalf("left behind: %v", entries)
	}
}

type readerFunc func([]byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }

func TestAFolderThatCannotBeWrittenIsUnavailable(t *testing.T) {
	path := filepath.Join(t.TempDir(), "file")
	write(t, path, "")
	if _, _, err := Open(path).Put(strings.NewReader("x")); fault.KindOf(err) != fault.Unavailable {
		t.Fatalf("Put into a file: %v, want Unavailable", err)
	}
}

func TestManyWritersOfOneFileLeaveOneWholeFile(t *testing.T) {
	d := Open(t.TempDir())
	content := bytes.Repeat([]byte("evidence"), 10_000)
	var wg sync.WaitGroup
	for range 16 {
		wg.Go(func() {
			if _, _, err := d.Put(bytes.NewReader(content)); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	wantState(t, d, fmt.Sprintf("sha256:%x", sha256.Sum256(content)), trace.FilePresent)
	entries, _ := os.ReadDir(d.Path())
	if len(entries) != 1 {
		t.Fatalf("%d files, want 1: %v", len(entries), entries)
	}
}
