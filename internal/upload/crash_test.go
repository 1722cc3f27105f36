package upload

import (
	"bufio"
	"crypto/rand"
	"fmt"
	"io"
	randv2 "math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/cordon-ot/cordon/internal/blob"
	"github.com/cordon-ot/cordon/internal/fault"
)

// victim, in the environment, makes this test binary append to the upload
// FOLDER:ID what comes from its standard input.
const victim = "CORDON_TEST_UPLOAD_VICTIM"

func TestMain(m *testing.M) {
	folder, id, ok := strings.Cut(os.Getenv(victim), ":")
	if !ok {
		os.Exit(m.Run())
	}
	u, err := New(Config{Folder: folder, Clock: time.Now, Random: rand.Reader})
	if err == nil {
		r := &teller{r: os.Stdin}
		_, err = u.Append(neverEnds{}, Ref{ID: id, Owner: "U-1", Project: "P-1"}, 0, r)
	}
	fmt.Fprintln(os.Stderr, "the victim was not killed:", err)
	os.Exit(1)
}

// teller prints how much was read, in MiB.
type teller struct {
	r io.Reader
	n int64
}

func (t *teller) Read(p []byte) (int, error) {
	n, err := t.r.Read(p)
	if t.n>>20 != (t.n+int64(n))>>20 {
		fmt.Println((t.n + int64(n)) >> 20)
	}
	t.n += int64(n)
	return n, err
}

// neverEnds is a context without an end.
type neverEnds struct{}

func (neverEnds) Deadline() (time.Time, bool) { return time.Time{}, false }
func (neverEnds) Done() <-chan struct{}       { return nil }
func (neverEnds) Err() error                  { return nil }
func (neverEnds) Value(any) any               { return nil }

func stream() io.Reader { return randv2.NewChaCha8([32]byte{7}) }

// spec: EVID-10
func TestAProcessKilledInAnAppendGoesOnAtTheDurableOffset(t *testing.T) {
	const size = 40 << 20
	b := newBench(t, nil)
	a := announce(size)
	a.Digest, _, _ = blob.Digest(io.LimitReader(stream(), size))
	ref := b.start(a)
	c := exec.Command(os.Args[0])
	c.Env = append(os.Environ(), victim+"="+b.conf.Folder+":"+ref.ID)
	in, err := c.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	go func() { _, _ = io.Copy(in, io.LimitReader(stream(), 21<<20)) }() // it waits for more then
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if lines.Text() == "21" {
			break
		}
	}
	if err := c.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = c.Wait() // it was killed
	s, err := b.Status(t.Context(), ref)
	if err != nil || s.Offset != 16<<20 {
		t.Fatalf("after the kill: offset %d, %v, want the 16 MiB of two whole steps", s.Offset, err)
	}
	rest := io.LimitReader(stream(), size)
	if _, err := io.CopyN(io.Discard, rest, s.Offset); err != nil {
		t.Fatal(err)
	}
	if n, err := b.Append(t.Context(), ref, s.Offset, rest); n != size || err != nil {
		t.Fatalf("going on: %d, %v", n, err)
	}
	if got := b.finish(ref); got != a.Digest {
		t.Errorf("digest %s, want %s", got, a.Digest)
	}
}

// spec: EVID-10
func TestBytesThatNoOffsetCountsAreDropped(t *testing.T) {
	b := newBench(t, nil)
	ref := b.start(announce(10))
	b.send(ref, 0, "12345", 5)
	f, err := os.OpenFile(b.data(ref.ID), os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.WriteString("garbage of a crash, longer than the rest"); err != nil {
		t.Fatal(err)
	}
	f.Close()
	b.restart()
	b.wantOffset(ref, 5)
	b.send(ref, 5, "678", 8)
	if info, err := os.Stat(b.data(ref.ID)); err != nil || info.Size() != 8 {
		t.Errorf("%d bytes are on the disk, %v, want 8", info.Size(), err)
	}
	b.send(ref, 8, "90", 10)
	b.wantStored(b.finish(ref), "1234567890")
}

// spec: EVID-10
func TestAnUploadThatLostBytesGoesOnWhereTheyEnd(t *testing.T) {
	b := newBench(t, nil)
	ref := b.start(announce(10))
	b.send(ref, 0, "1234567890", 10)
	if err := os.Truncate(b.data(ref.ID), 3); err != nil {
		t.Fatal(err)
	}
	b.restart()
	b.wantOffset(ref, 3)
	b.send(ref, 3, "4567890", 10)
	b.wantStored(b.finish(ref), "1234567890")
}

// spec: EVID-10
func TestADamagedRecordIsNoUploadAndIsClearedAway(t *testing.T) {
	for what, content := range map[string]string{
		"nothing": "", "no JSON": "\x00\x01", "half": `{"id":"`, "another id": `{"id":"` + strings.Repeat("0", 32) + `","owner":"U-1","project":"P-1","size":5}`,
		"an offset beyond the end": `{"id":"ID","owner":"U-1","project":"P-1","size":5,"offset":6}`, "a negative offset": `{"id":"ID","owner":"U-1","project":"P-1","size":5,"offset":-1}`,
	} {
		b := newBench(t, nil)
		ref := b.start(announce(5))
		if err := os.WriteFile(b.data(ref.ID)+".json", []byte(strings.ReplaceAll(content, "ID", ref.ID)), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(b.data(ref.ID)+".json.new", nil, 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := b.Status(t.Context(), ref)
		wantKind(t, what, err, fault.NotFound, "begin a new one")
		b.start(announce(5)) // goes on beside it
		b.at = b.at.Add(26 * time.Hour)
		if _, err := b.Expire(t.Context()); err != nil {
			t.Fatal(err)
		}
		if left := b.left(); len(left) != 0 {
			t.Errorf("%s: left are %v", what, left)
		}
	}
}

// spec: EVID-6
func TestAFolderThatWentAwayIsToldInWords(t *testing.T) {
	b := newBench(t, nil)
	ref := b.start(announce(5))
	if err := os.Rename(b.conf.Folder, filepath.Join(t.TempDir(), "elsewhere")); err != nil {
		t.Fatal(err)
	}
	_, begin := b.Begin(t.Context(), announce(5))
	_, status := b.Status(t.Context(), ref)
	for what, err := range map[string]error{"Begin": begin, "Status": status} {
		wantKind(t, what, err, fault.Unavailable, "mount its disk again")
	}
}
