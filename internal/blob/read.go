package blob

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"iter"
	"os"
	"time"

	"github.com/cordon-ot/cordon/internal/trace"
)

// settled is the age from which the time of change of a file is trusted to
// tell one content from the next, on any file system in use.
const settled = 3 * time.Second

// Open reads a file as Store says. NotFound if there is none with this digest,
// Unavailable if it cannot be read now or the whole folder went away.
func (d *Dir) Open(digest string) (io.ReadCloser, error) {
	f, info, err := d.openRead(digest)
	if err != nil {
		return nil, err
	}
	return Verify(f, digest, info.Size(), d.remember(digest, info))
}

// OpenSeeker reads a file in any order as Store says; errors are those of Open.
func (d *Dir) OpenSeeker(digest string) (File, error) {
	f, info, err := d.openRead(digest)
	if err != nil {
		return nil, err
	}
	found := d.remember(digest, info)
	if info.Size() <= SmallFile {
		b, err := VerifySmall(f, digest, info.Size(), found)
		if err != nil {
			return nil, err
		}
		return smallFile{bytes.NewReader(b)}, nil
	}
	name, _ := Name(digest)
	if state, ok := d.verdicts.Look(name, stampOf(info)); ok && state == trace.FilePresent {
		return &largeFile{f: f, info: info, digest: digest}, nil
	}
	whole, err := fits(f, name)
	if err == nil {
		_, err = f.Seek(0, io.SeekStart)
	}
	switch {
	case err != nil:
		f.Close()
		return nil, broken(digest, err)
	case !whole:
		f.Close()
		found(trace.FileChanged)
		return nil, Changed(digest)
	}
	found(trace.FilePresent)
	return &largeFile{f: f, info: info, digest: digest}, nil
}

// smallFile is a file in memory.
type smallFile struct{ *bytes.Reader }

func (smallFile) Close() error { return nil }

// largeFile is a verified file that is looked at again after each read: bytes
// are handed on only while it has the size and the time of change that it was
// verified with.
type largeFile struct {
	f      *os.File
	info   fs.FileInfo
	digest string
}

func (l *largeFile) Read(p []byte) (int, error) {
	n, err := l.f.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		return 0, broken(l.digest, err)
	}
	now, statErr := l.f.Stat()
	switch {
	case statErr != nil:
		return 0, broken(l.digest, statErr)
	case stampOf(now) != stampOf(l.info):
		return 0, Changed(l.digest)
	}
	return n, err
}

func (l *largeFile) Seek(offset int64, whence int) (int64, error) { return l.f.Seek(offset, whence) }
func (l *largeFile) Close() error                                 { return l.f.Close() }
func (l *largeFile) Size() int64                                  { return l.info.Size() }

// openRead opens the file of a digest for reading.
func (d *Dir) openRead(digest string) (*os.File, fs.FileInfo, error) {
	name, ok := Name(digest)
	if !ok {
		return nil, nil, NoDigest(readOp, digest)
	}
	f, info, err := d.open(name)
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, errNotRegular) {
		return nil, nil, d.absent(digest)
	}
	if err != nil {
		return nil, nil, d.fail(readOp, err)
	}
	return f, info, nil
}

// remember gives what keeps the verdict on a file that looks as info says. A
// file changed within the last moments may change again without its time
// showing it, so nothing is kept of it.
func (d *Dir) remember(digest string, info fs.FileInfo) func(trace.FileState) {
	name, _ := Name(digest)
	return func(s trace.FileState) {
		if time.Since(info.ModTime()) > settled {
			d.verdicts.Keep(name, stampOf(info), s)
			return
		}
		d.verdicts.Forget(name)
	}
}

// State tells whether the file with this digest is there and unchanged, from
// memory if its size and time of change are those of the last look. What is no
// digest is missing; a file that cannot be read counts as missing, too.
func (d *Dir) State(digest string) trace.FileState {
	name, ok := Name(digest)
	if !ok {
		return trace.FileMissing
	}
	info, err := os.Lstat(d.file(name))
	if err != nil || !info.Mode().IsRegular() {
		return trace.FileMissing
	}
	if state, ok := d.verdicts.Look(name, stampOf(info)); ok {
		return state
	}
	return d.Check(digest)
}

// Check is State by reading the file, whatever was found before.
func (d *Dir) Check(digest string) trace.FileState {
	f, info, err := d.openRead(digest)
	if err != nil {
		return trace.FileMissing
	}
	defer f.Close()
	name, _ := Name(digest)
	whole, err := fits(f, name)
	if err != nil {
		return trace.FileMissing
	}
	state := trace.FileChanged
	if whole {
		state = trace.FilePresent
	}
	d.remember(digest, info)(state)
	return state
}

// Size gives the length of a file as it is stored; errors are those of Open.
func (d *Dir) Size(digest string) (int64, error) {
	f, info, err := d.openRead(digest)
	if err != nil {
		return 0, err
	}
	return info.Size(), f.Close()
}

// Digests yields the digests of all files, ascending; none if the folder was
// never there.
func (d *Dir) Digests() iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		entries, err := os.ReadDir(d.path)
		if errors.Is(err, fs.ErrNotExist) && !d.there.Load() {
			return
		}
		if err != nil {
			yield("", d.fail(listOp, err))
			return
		}
		d.there.Store(true)
		for _, e := range entries {
			digest := Prefix + e.Name()
			if _, ok := Name(digest); ok && e.Type().IsRegular() && !yield(digest, nil) {
				return
			}
		}
	}
}

// whole reports whether the content of a file is that of its name.
func (d *Dir) whole(name string) (bool, error) {
	f, _, err := d.open(name)
	if err != nil {
		return false, err
	}
	defer f.Close()
	return fits(f, name)
}

func fits(r io.Reader, name string) (bool, error) {
	h := sha256.New()
	if _, err := io.Copy(h, r); err != nil {
		return false, err
	}
	return hex.EncodeToString(h.Sum(nil)) == name, nil
}

var errNotRegular = errors.New("it is no ordinary file")

// open opens a file, but not what a link of its name leads to.
func (d *Dir) open(name string) (*os.File, fs.FileInfo, error) {
	info, err := os.Lstat(d.file(name))
	if err != nil {
		return nil, nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, nil, errNotRegular
	}
	f, err := os.Open(d.file(name))
	if err != nil {
		return nil, nil, err
	}
	d.there.Store(true)
	// Another file may have taken the name since.
	if info, err = f.Stat(); err == nil && !info.Mode().IsRegular() {
		err = errNotRegular
	}
	if err != nil {
		f.Close()
		return nil, nil, err
	}
	return f, info, nil
}
