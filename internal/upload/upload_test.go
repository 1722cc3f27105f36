package upload

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	randv2 "math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/iotest"
	"time"

	"github.com/cordon-ot/cordon/internal/blob"
	"github.com/cordon-ot/cordon/internal/fault"
)

// bench is a folder of uploads with a clock that the test moves and a store.
type bench struct {
	*Uploads
	t     *testing.T
	at    time.Time
	store *blob.Dir
}

func newBench(t *testing.T, set func(*Config)) *bench {
	t.Helper()
	b := &bench{t: t, at: time.Now(), store: blob.Open(filepath.Join(t.TempDir(), "files"))}
	c := Config{Folder: filepath.Join(t.TempDir(), "uploads"), Clock: func() time.Time { return b.at }, Random: rand.Reader}
	if set != nil {
		set(&c)
	}
	var err error
	if b.Uploads, err = New(c); err != nil {
		t.Fatal(err)
	}
	return b
}

// restart opens the same folder as a new process would.
func (b *bench) restart() {
	b.t.Helper()
	var err error
	if b.Uploads, err = New(b.conf); err != nil {
		b.t.Fatal(err)
	}
}

func announce(size int64) Announcement {
	return Announcement{Owner: "U-1", Project: "P-1", Size: size, Name: "report.pdf", MediaType: "application/pdf"}
}

func (b *bench) start(a Announcement) Ref {
	b.t.Helper()
	s, err := b.Begin(b.t.Context(), a)
	if err != nil {
		b.t.Fatal(err)
	}
	return Ref{ID: s.ID, Owner: a.Owner, Project: a.Project}
}

func (b *bench) send(ref Ref, at int64, content string, want int64) {
	b.t.Helper()
	got, err := b.Append(b.t.Context(), ref, at, strings.NewReader(content))
	if err != nil || got != want {
		b.t.Fatalf("Append of %d bytes at %d = %d, %v, want %d", len(content), at, got, err, want)
	}
}

func (b *bench) wantOffset(ref Ref, want int64) {
	b.t.Helper()
	s, err := b.Status(b.t.Context(), ref)
	if err != nil || s.Offset != want {
		b.t.Fatalf("Status: offset %d, %v, want %d", s.Offset, err, want)
	}
}

func (b *bench) finish(ref Ref) string {
	b.t.Helper()
	s, err := b.Finish(b.t.Context(), ref, b.store)
	if err != nil {
		b.t.Fatal(err)
	}
	return s.Finished
}

func (b *bench) wantStored(digest, content string) {
	b.t.Helper()
	want, _, _ := blob.Digest(strings.NewReader(content))
	if digest != want {
		b.t.Fatalf("digest %s, want %s", digest, want)
	}
	r, err := b.store.Open(digest)
	if err != nil {
		b.t.Fatal(err)
	}
	defer r.Close()
	if got, err := io.ReadAll(r); string(got) != content || err != nil {
		b.t.Fatalf("stored are %d bytes, %v, want %d", len(got), err, len(content))
	}
}

func wantKind(t *testing.T, what string, err error, kind fault.Kind, say string) {
	t.Helper()
	if err == nil || fault.KindOf(err) != kind || !strings.Contains(err.Error(), say) {
		t.Errorf("%s: %v, want %v with %q", what, err, kind, say)
	}
}

func headOf(err error) uint64 {
	var f *fault.Error
	errors.As(err, &f)
	if f == nil {
		return 0
	}
	return f.Head
}

func (b *bench) left() []string {
	var names []string
	entries, _ := os.ReadDir(b.conf.Folder)
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

// spec: EVID-10
func TestAnUploadInPiecesBecomesAFileOfEvidence(t *testing.T) {
	b := newBench(t, nil)
	content := "the first part, the second part"
	a := announce(int64(len(content)))
	a.Digest, _, _ = blob.Digest(strings.NewReader(content))
	ref := b.start(a)
	b.send(ref, 0, content[:15], 15)
	b.restart()
	b.send(ref, 15, content[15:], int64(len(content)))
	s, err := b.Status(t.Context(), ref)
	if err != nil || s.Announcement != a || s.ID != ref.ID || s.Finished != "" || !s.Expires.Equal(s.Begun.Add(24*time.Hour)) {
		t.Errorf("Status = %+v, %v", s, err)
	}
	b.wantStored(b.finish(ref), content)
	b.restart()
	if again := b.finish(ref); again != a.Digest {
		t.Errorf("the second Finish gave %s, want %s", again, a.Digest)
	}
	if left := b.left(); len(left) != 1 || left[0] != ref.ID+".json" {
		t.Errorf("left are %v, want the record alone", left)
	}
	_, err = b.Append(t.Context(), ref, 0, strings.NewReader("x"))
	wantKind(t, "Append to a finished upload", err, fault.Conflict, "finished already")
	if err := b.Cancel(t.Context(), ref); err != nil {
		t.Error(err)
	}
	b.wantStored(a.Digest, content)
}

func TestAnEmptyFileCanBeUploaded(t *testing.T) {
	b := newBench(t, nil)
	ref := b.start(announce(0))
	b.wantStored(b.finish(ref), "")
	ref = b.start(announce(0))
	b.send(ref, 0, "", 0)
	b.wantStored(b.finish(ref), "")
}

// spec: EVID-10
func TestAnAppendAtAnotherOffsetIsToldTheRightOne(t *testing.T) {
	b := newBench(t, nil)
	ref := b.start(announce(10))
	b.send(ref, 0, "12345", 5)
	for _, at := range []int64{-1, 0, 4, 6, 1 << 62} {
		got, err := b.Append(t.Context(), ref, at, strings.NewReader("x"))
		wantKind(t, fmt.Sprintf("Append at %d", at), err, fault.Conflict, "goes on at byte 5")
		if got != 5 || headOf(err) != 5 {
			t.Errorf("Append at %d = %d, head %d, want 5", at, got, headOf(err))
		}
	}
	s, err := b.Finish(t.Context(), ref, b.store)
	wantKind(t, "Finish too early", err, fault.Conflict, "5 of 10 bytes")
	if s.Offset != 5 || headOf(err) != 5 {
		t.Errorf("Finish too early: offset %d, head %d, want 5", s.Offset, headOf(err))
	}
}

// spec: EVID-11
func TestMoreBytesThanAnnouncedAreRefusedAndDoNotFillTheDisk(t *testing.T) {
	b := newBench(t, nil)
	ref := b.start(announce(5))
	got, err := b.Append(t.Context(), ref, 0, strings.NewReader(strings.Repeat("12345", 1000)))
	wantKind(t, "Append of more", err, fault.Invalid, "more came")
	info, _ := os.Stat(b.data(ref.ID))
	if got != 5 || info.Size() != 5 {
		t.Errorf("offset %d, %d bytes on the disk, want 5", got, info.Size())
	}
	b.wantStored(b.finish(ref), "12345")
}

// spec: EVID-10
func TestABrokenLineKeepsWhatArrived(t *testing.T) {
	b := newBench(t, nil)
	ref := b.start(announce(10))
	cause := errors.New("connection reset")
	got, err := b.Append(t.Context(), ref, 0, io.MultiReader(strings.NewReader("1234"), iotest.ErrReader(cause)))
	wantKind(t, "Append over a broken line", err, fault.Unavailable, "go on from there")
	if got != 4 || headOf(err) != 4 || !errors.Is(err, cause) {
		t.Errorf("offset %d, head %d, %v, want 4 and the cause", got, headOf(err), err)
	}
	b.restart()
	b.send(ref, 4, "567890", 10)
	b.wantStored(b.finish(ref), "1234567890")
}

// spec: EVID-10
func TestAContentThatIsNotTheAnnouncedOneIsNotStored(t *testing.T) {
	b := newBench(t, nil)
	a := announce(5)
	a.Digest, _, _ = blob.Digest(strings.NewReader("right"))
	ref := b.start(a)
	b.send(ref, 0, "wrong", 5)
	_, err := b.Finish(t.Context(), ref, b.store)
	wantKind(t, "Finish", err, fault.Invalid, "begin it anew")
	for digest, err := range b.store.Digests() {
		t.Errorf("stored was %s, %v", digest, err)
	}
}

// spec: EVID-11
func TestAnAnnouncementThatCannotBeKeptIsRefused(t *testing.T) {
	b := newBench(t, func(c *Config) { c.MaxSize = 1000 })
	for what, set := range map[string]func(*Announcement){
		"no owner":              func(a *Announcement) { a.Owner = "" },
		"no project":            func(a *Announcement) { a.Project = "" },
		"a negative length":     func(a *Announcement) { a.Size = -1 },
		"too long":              func(a *Announcement) { a.Size = 1001 },
		"no digest":             func(a *Announcement) { a.Digest = "sha256:../x" },
		"a path":                func(a *Announcement) { a.Name = "../../etc/passwd" },
		"a path of Windows":     func(a *Announcement) { a.Name = `..\x` },
		"the folder above":      func(a *Announcement) { a.Name = ".." },
		"a line break":          func(a *Announcement) { a.Name = "a\nb" },
		"text turned around":    func(a *Announcement) { a.Name = "a\u202efdp.exe" },
		"bad UTF-8":             func(a *Announcement) { a.Name = "a\xff" },
		"a long name":           func(a *Announcement) { a.Name = strings.Repeat("a", 256) },
		"a media type of words": func(a *Announcement) { a.MediaType = "a pdf file" },
		"half a media type":     func(a *Announcement) { a.MediaType = "pdf" },
		"a media type of lines": func(a *Announcement) { a.MediaType = "text/plain;\r\n x=y" },
	} {
		a := announce(10)
		set(&a)
		_, err := b.Begin(t.Context(), a)
		wantKind(t, what, err, fault.Invalid, "")
	}
	if left := b.left(); len(left) != 0 {
		t.Errorf("left behind: %v", left)
	}
	a := announce(1000)
	a.Name, a.MediaType = "Prüfbericht (1) – 報告.pdf", "text/plain; charset=utf-8"
	b.start(a)
}

// spec: EVID-12
func TestAnUploadIsNotThereForAnybodyElse(t *testing.T) {
	b := newBench(t, nil)
	ref := b.start(announce(5))
	if err := os.WriteFile(filepath.Join(b.conf.Folder, "secret.json"), []byte(`{"id":"secret","owner":"U-1","project":"P-1"}`), 0o600); err != nil {
		t.Fatal(err)
	}
	for what, r := range map[string]Ref{
		"another owner":   {ref.ID, "U-2", "P-1"},
		"another project": {ref.ID, "U-1", "P-2"},
		"nobody":          {ref.ID, "", ""},
		"another id":      {strings.Repeat("0", 32), "U-1", "P-1"},
		"no id":           {"", "U-1", "P-1"},
		"a path":          {"../uploads/" + ref.ID, "U-1", "P-1"},
		"a name":          {"secret", "U-1", "P-1"},
		"upper case":      {strings.ToUpper(ref.ID), "U-1", "P-1"},
	} {
		if r.ID == ref.ID && what == "upper case" {
			continue // an id of digits alone
		}
		_, status := b.Status(t.Context(), r)
		_, appending := b.Append(t.Context(), r, 0, strings.NewReader("12345"))
		_, finishing := b.Finish(t.Context(), r, b.store)
		for op, err := range map[string]error{"Status": status, "Append": appending, "Finish": finishing, "Cancel": b.Cancel(t.Context(), r)} {
			wantKind(t, op+" with "+what, err, fault.NotFound, "there is no such upload")
		}
	}
	b.wantOffset(ref, 0)
}

// spec: EVID-11
func TestOpenUploadsAreBounded(t *testing.T) {
	b := newBench(t, func(c *Config) { c.PerOwner, c.Open, c.MaxBytes = 2, 3, 100 })
	begin := func(owner string, size int64) (Ref, error) {
		a := announce(size)
		a.Owner = owner
		s, err := b.Begin(t.Context(), a)
		return Ref{s.ID, owner, a.Project}, err
	}
	first, err := begin("U-1", 10)
	if err != nil {
		t.Fatal(err)
	}
	if _, err = begin("U-1", 10); err != nil {
		t.Fatal(err)
	}
	_, err = begin("U-1", 10)
	wantKind(t, "a third of one owner", err, fault.Unavailable, "you have 2 uploads open")
	_, err = begin("U-2", 81)
	wantKind(t, "more bytes than are left", err, fault.Unavailable, "no room")
	if _, err = begin("U-2", 80); err != nil {
		t.Fatal(err)
	}
	b.restart()
	_, err = begin("U-3", 0)
	wantKind(t, "a fourth in all", err, fault.Unavailable, "3 uploads are open")
	if err := b.Cancel(t.Context(), first); err != nil {
		t.Fatal(err)
	}
	last, err := begin("U-3", 10)
	if err != nil {
		t.Fatalf("after one was cancelled: %v", err)
	}
	b.send(last, 0, "1234567890", 10)
	b.finish(last)
	if _, err = begin("U-3", 10); err != nil {
		t.Errorf("after one was finished: %v", err)
	}
}

// spec: EVID-11
func TestManyBeginnersAtOnceKeepTheBound(t *testing.T) {
	b := newBench(t, func(c *Config) { c.PerOwner = 5 })
	var wg sync.WaitGroup
	for range 20 {
		wg.Go(func() { _, _ = b.Begin(t.Context(), announce(1)) })
	}
	wg.Wait()
	all, err := b.records()
	if len(all) != 5 || err != nil {
		t.Errorf("%d uploads are open, %v, want 5", len(all), err)
	}
}

// spec: EVID-11
func TestAnUploadExpiresAfterADayOfSilence(t *testing.T) {
	b := newBench(t, nil)
	silent, busy, done := b.start(announce(5)), b.start(announce(5)), b.start(announce(0))
	b.finish(done)
	b.at = b.at.Add(20 * time.Hour)
	b.send(busy, 0, "12", 2)
	b.at = b.at.Add(5 * time.Hour)
	if _, err := b.Status(t.Context(), silent); fault.KindOf(err) != fault.NotFound {
		t.Errorf("the silent one: %v, want NotFound", err)
	}
	if n, err := b.Expire(t.Context()); n != 2 || err != nil {
		t.Errorf("Expire = %d, %v, want 2", n, err)
	}
	if left := b.left(); len(left) != 2 {
		t.Errorf("left are %v, want the two files of one upload", left)
	}
	b.wantOffset(busy, 2)
}

func TestAClockSetBackExpiresNothing(t *testing.T) {
	b := newBench(t, nil)
	ref := b.start(announce(5))
	b.at = b.at.Add(-1000 * time.Hour)
	b.send(ref, 0, "12345", 5)
	if n, err := b.Expire(t.Context()); n != 0 || err != nil {
		t.Errorf("Expire = %d, %v, want 0", n, err)
	}
	b.finish(ref)
}

// spec: EVID-10
func TestAppendsToOneUploadComeOneAfterTheOther(t *testing.T) {
	b := newBench(t, nil)
	ref := b.start(announce(6))
	in, out := io.Pipe()
	first := make(chan error)
	go func() {
		_, err := b.Append(t.Context(), ref, 0, in)
		first <- err
	}()
	if _, err := out.Write([]byte("123")); err != nil {
		t.Fatal(err)
	}
	short, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	_, err := b.Append(short, ref, 0, strings.NewReader("999"))
	wantKind(t, "an append that waited too long", err, fault.Unavailable, "")
	second := make(chan error)
	go func() {
		_, err := b.Append(t.Context(), ref, 0, strings.NewReader("999"))
		second <- err
	}()
	out.Close()
	if err := <-first; err != nil {
		t.Error(err)
	}
	wantKind(t, "the one that waited", <-second, fault.Conflict, "goes on at byte 3")
	b.send(ref, 3, "456", 6)
	b.wantStored(b.finish(ref), "123456")
	if len(b.locks.held) != 0 {
		t.Errorf("%d locks are kept, want none", len(b.locks.held))
	}
}

// spec: EVID-10
func TestManyAppendersOfOneUploadMakeOneWholeFile(t *testing.T) {
	b := newBench(t, nil)
	content := make([]byte, 50_000)
	_, _ = randv2.NewChaCha8([32]byte{1}).Read(content) // it never fails
	ref := b.start(announce(int64(len(content))))
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for at := int64(0); at < int64(len(content)); {
				end := min(at+1000, int64(len(content)))
				next, err := b.Append(t.Context(), ref, at, bytes.NewReader(content[at:end]))
				if err != nil && fault.KindOf(err) != fault.Conflict {
					t.Error(err)
					return
				}
				at = next
			}
		})
	}
	wg.Wait()
	b.wantStored(b.finish(ref), string(content))
}

func TestFinishedUploadsAreForgottenBeyondABound(t *testing.T) {
	b := newBench(t, nil)
	var refs []Ref
	for range keptFinished + 3 {
		ref := b.start(announce(0))
		b.finish(ref)
		b.at = b.at.Add(time.Second)
		refs = append(refs, ref)
	}
	for i, ref := range refs {
		_, err := b.Status(t.Context(), ref)
		if kept := err == nil; kept != (i >= 3) {
			t.Errorf("upload %d of %d: %v", i, len(refs), err)
		}
	}
}
