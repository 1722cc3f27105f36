package blob

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/trace"
)

// pattern gives n bytes in which a block moved or lost shows.
func pattern(n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(i ^ i>>8 ^ i>>16)
	}
	return b
}

// spec: EVID-3
func TestTheLastBytesOfALongFileAreOnlyHandedOnWhenItIsRight(t *testing.T) {
	for _, tail := range []int{0, 1, blockSize - 1} {
		n := SmallFile + blockSize + tail
		right := pattern(n)
		digest, _, err := Digest(bytes.NewReader(right))
		if err != nil {
			t.Fatal(err)
		}
		for _, broken := range []bool{false, true} {
			content := bytes.Clone(right)
			if broken {
				content[0] ^= 1
			}
			var found []trace.FileState
			r, err := Verify(io.NopCloser(bytes.NewReader(content)), digest, int64(n), func(s trace.FileState) { found = append(found, s) })
			if err != nil {
				t.Fatal(err)
			}
			got, err := io.ReadAll(oddReader{r})
			if !broken && (err != nil || !bytes.Equal(got, right) || len(found) != 1 || found[0] != trace.FilePresent) {
				t.Errorf("right file of %d bytes: read %d, %v, verdicts %v", n, len(got), err, found)
			}
			if broken && (fault.KindOf(err) != fault.Invalid || len(got) >= n-tail || len(found) != 1 || found[0] != trace.FileChanged) {
				t.Errorf("changed file of %d bytes: read %d, %v, verdicts %v", n, len(got), err, found)
			}
			if n, again := r.Read(make([]byte, 1)); n != 0 || again == nil {
				t.Errorf("reading on after the end gave %d bytes, %v", n, again)
			}
		}
	}
}

// oddReader reads pieces that fit no block.
type oddReader struct{ r io.Reader }

func (o oddReader) Read(p []byte) (int, error) { return o.r.Read(p[:min(len(p), 1009)]) }

func TestAReaderThatBreaksGivesNoVerdict(t *testing.T) {
	cause := errors.New("bad sector")
	for _, size := range []int64{10, SmallFile + 1} {
		r, err := Verify(io.NopCloser(iotest.ErrReader(cause)), Prefix+strings.Repeat("a", 64), size, func(s trace.FileState) { t.Errorf("verdict %d", s) })
		if err == nil {
			_, err = io.ReadAll(r)
		}
		if !errors.Is(err, cause) || fault.KindOf(err) != fault.Unavailable {
			t.Errorf("%d bytes: %v, want Unavailable with its cause", size, err)
		}
	}
}

// spec: EVID-4
func TestAReadThatFindsDamageLowersARememberedVerdict(t *testing.T) {
	for _, n := range []int{100, SmallFile + 1000} {
		d := Open(t.TempDir())
		content := pattern(n)
		digest := put(t, d, string(content))
		old := time.Now().Add(-time.Hour)
		rewrite(t, d, digest, string(content), old)
		wantState(t, d, digest, trace.FilePresent)
		content[n/2] ^= 1
		rewrite(t, d, digest, string(content), old) // a rotten bit: size and time are as they were
		wantState(t, d, digest, trace.FilePresent)
		r, err := d.Open(digest)
		if err == nil {
			_, err = io.Copy(io.Discard, r)
			r.Close()
		}
		if fault.KindOf(err) != fault.Invalid {
			t.Fatalf("reading the damaged file of %d bytes: %v, want Invalid", n, err)
		}
		wantState(t, d, digest, trace.FileChanged)
		wantState(t, Open(d.Path()), digest, trace.FileChanged)
	}
}

// spec: EVID-3
func TestAFileChangedWhileItIsReadInAnyOrderEndsTheReading(t *testing.T) {
	d := Open(t.TempDir())
	content := string(pattern(SmallFile + 1000))
	digest := put(t, d, content)
	old := time.Now().Add(-time.Hour)
	rewrite(t, d, digest, content, old)
	f, err := d.OpenSeeker(digest)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if _, err := io.CopyN(io.Discard, f, 1000); err != nil {
		t.Fatal(err)
	}
	rewrite(t, d, digest, strings.ToUpper(content), old.Add(time.Minute))
	if n, err := f.Read(make([]byte, 1000)); n != 0 || fault.KindOf(err) != fault.Invalid {
		t.Errorf("Read = %d, %v, want Invalid", n, err)
	}
}

func TestAVerdictTakenBackIsNotTrustedByAnotherProcess(t *testing.T) {
	path := filepath.Join(t.TempDir(), "verified")
	name := strings.Repeat("a", 64)
	c := NewVerdicts(path)
	stamp := Stamp{Size: 5, Changed: 7, Tag: "an \"ETag\"\n"}
	c.Keep(name, stamp, trace.FilePresent)
	if state, ok := NewVerdicts(path).Look(name, stamp); !ok || state != trace.FilePresent {
		t.Fatalf("kept verdict = %d, %v", state, ok)
	}
	if _, ok := NewVerdicts(path).Look(name, Stamp{Size: 5, Changed: 7}); ok {
		t.Error("the verdict stands for a file with another tag")
	}
	c.Forget(name)
	for _, s := range []Stamp{stamp, {}} {
		if _, ok := NewVerdicts(path).Look(name, s); ok {
			t.Errorf("a verdict taken back stands for %v", s)
		}
	}
}

// spec: EVID-6
func TestAFolderThatWentAwayIsNotMadeAnew(t *testing.T) {
	d := Open(filepath.Join(t.TempDir(), "files"))
	digest := put(t, d, "x")
	if err := os.Rename(d.Path(), d.Path()+"-unmounted"); err != nil {
		t.Fatal(err)
	}
	_, _, putErr := d.Put(strings.NewReader("y"))
	_, openErr := d.Open(digest)
	_, sizeErr := d.Size(digest)
	var listErr error
	for _, err := range d.Digests() {
		listErr = err
	}
	for what, err := range map[string]error{"Put": putErr, "Open": openErr, "Size": sizeErr, "Digests": listErr} {
		if fault.KindOf(err) != fault.Unavailable || !strings.Contains(err.Error(), "mount its disk again") {
			t.Errorf("%s: %v, want Unavailable and what to do", what, err)
		}
	}
	wantState(t, d, digest, trace.FileMissing)
	if _, err := os.Stat(d.Path()); err == nil {
		t.Error("the folder was made anew")
	}
	if err := os.Rename(d.Path()+"-unmounted", d.Path()); err != nil {
		t.Fatal(err)
	}
	wantState(t, d, digest, trace.FilePresent)
	put(t, d, "y")
}

func TestHalfAFileOfAKilledProcessIsRemovedOnlyWhenItIsOld(t *testing.T) {
	dir := t.TempDir()
	for name, age := range map[string]time.Duration{".put-old": 50 * time.Hour, ".put-new": time.Hour} {
		path := filepath.Join(dir, name)
		write(t, path, "half")
		at := time.Now().Add(-age)
		if err := os.Chtimes(path, at, at); err != nil {
			t.Fatal(err)
		}
	}
	put(t, Open(dir), "x")
	left, _ := filepath.Glob(filepath.Join(dir, ".put-*"))
	if len(left) != 1 || filepath.Base(left[0]) != ".put-new" {
		t.Errorf("left: %v, want .put-new alone", left)
	}
}
