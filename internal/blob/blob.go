// Package blob keeps files of evidence in a folder, each under the digest of
// its content.
//
// The folder is flat: a file with the SHA-256 digest D lies at <dir>/D, with D
// in 64 lower-case hexadecimal digits. Nothing is ever written to a file that
// has its name; a new one is written beside it, synced, and then renamed, so
// that a name never stands for half a file. The folder can be copied, backed up
// and shared with any tool.
//
// State answers whether a file is there and unchanged. Reading every file for
// every question would be slow, so the verdict is remembered with size and time
// of change, in memory and in the file <dir>/verified, which is a cache and may
// be deleted. Check reads the bytes every time.
//
// It refuses to know what a file means, to delete one, and to follow a name
// that is no digest.
package blob

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/trace"
)

// Dir is a folder of evidence files. Make one with Open. It is safe for
// concurrent use, also by several processes.
type Dir struct {
	path  string
	cache cache
}

// Open gives the folder at path, which need not exist yet: Put makes it.
func Open(path string) *Dir {
	return &Dir{path: path, cache: cache{path: filepath.Join(path, cacheName)}}
}

// Path is the folder's path as it was given to Open.
func (d *Dir) Path() string { return d.path }

// Put stores what r yields and gives its digest, sha256:HEX, and its length.
// The file is durable when Put returns. A file that is there already and whole
// stays; a damaged one is replaced. If r fails, or the folder cannot be
// written, nothing is stored and the kind is Unavailable, unless the error of r
// is a fault of another kind.
func (d *Dir) Put(r io.Reader) (digest string, size int64, err error) {
	tmp, name, size, err := d.take(r)
	if err != nil {
		return "", 0, err
	}
	defer os.Remove(tmp) // after the rename there is nothing of this name
	digest = Prefix + name
	if whole, err := d.whole(name); err == nil && whole {
		return digest, size, nil
	}
	return digest, size, d.place(tmp, name)
}

// Adopt stores what r yields under a digest that another folder had it under,
// and reports whether what is stored now is whole. Content that is not that of
// the digest is stored all the same, so that State says of it what it said
// there: the file was changed. What is there already stays, unless it is damaged and the new content
// is whole. Errors are those of Put; Invalid for what is no digest.
func (d *Dir) Adopt(digest string, r io.Reader) (whole bool, err error) {
	want, ok := Name(digest)
	if !ok {
		return false, noDigest(storeOp, digest)
	}
	tmp, name, _, err := d.take(r)
	if err != nil {
		return false, err
	}
	defer os.Remove(tmp)
	has, err := d.whole(want)
	switch there := err == nil; {
	case has:
		return true, nil
	case there && name != want:
		return false, nil
	}
	return name == want, d.place(tmp, want)
}

const storeOp = "store a file"

// take writes what r yields, durably, beside the files and gives the path of
// it and the name that its content asks for.
func (d *Dir) take(r io.Reader) (path, name string, size int64, err error) {
	if err := os.MkdirAll(d.path, 0o777); err != nil {
		return "", "", 0, d.fail(storeOp, err)
	}
	tmp, err := os.CreateTemp(d.path, ".put-*")
	if err != nil {
		return "", "", 0, d.fail(storeOp, err)
	}
	h := sha256.New()
	src := &source{r: r}
	size, err = io.Copy(io.MultiWriter(tmp, h), src)
	if err == nil {
		err = tmp.Sync()
	}
	err = errors.Join(err, tmp.Close())
	switch {
	case src.err != nil:
		err = fault.Wrap(fault.Unavailable, "read the file to be stored", src.err)
	case err != nil:
		err = d.fail(storeOp, err)
	}
	if err != nil {
		os.Remove(tmp.Name())
		return "", "", 0, err
	}
	return tmp.Name(), hex.EncodeToString(h.Sum(nil)), size, nil
}

// place gives what was taken its name.
func (d *Dir) place(tmp, name string) error {
	// Evidence is written once: without write permission nobody changes it by
	// accident.
	if err := os.Chmod(tmp, 0o444); err != nil {
		return d.fail(storeOp, err)
	}
	if err := os.Rename(tmp, d.file(name)); err != nil {
		return d.fail(storeOp, err)
	}
	return d.fail(storeOp, syncDir(d.path))
}

func noDigest(op, digest string) error {
	return &fault.Error{Kind: fault.Invalid, Op: op, Subject: digest, Message: "this is no digest; one is sha256: and 64 hexadecimal digits"}
}

// source remembers the error of a reader, to tell it from one of the disk.
type source struct {
	r   io.Reader
	err error
}

func (s *source) Read(p []byte) (int, error) {
	n, err := s.r.Read(p)
	if err != nil && err != io.EOF {
		s.err = err
	}
	return n, err
}

// Open reads a file; NotFound if there is none with this digest, Invalid for
// what is no digest. It does not check the content: see State and Check.
func (d *Dir) Open(digest string) (io.ReadCloser, error) {
	const op = "read a file"
	name, ok := Name(digest)
	if !ok {
		return nil, noDigest(op, digest)
	}
	f, err := d.open(name)
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, errNotRegular) {
		return nil, &fault.Error{Kind: fault.NotFound, Op: op, Subject: digest, Message: "no file with this digest is stored"}
	}
	if err != nil {
		return nil, d.fail(op, err)
	}
	return f, nil
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
	if state, ok := d.cache.look(name, info); ok {
		return state
	}
	state := d.Check(digest)
	// A file changed within the last moments may change again without its time
	// showing it.
	if state != trace.FileMissing && time.Since(info.ModTime()) > settled {
		d.cache.keep(name, info, state)
	}
	return state
}

// settled is the age from which the time of change of a file is trusted to
// tell one content from the next, on any file system in use.
const settled = 3 * time.Second

// Check is State by reading the file, whatever was found before.
func (d *Dir) Check(digest string) trace.FileState {
	name, ok := Name(digest)
	if !ok {
		return trace.FileMissing
	}
	whole, err := d.whole(name)
	switch {
	case err != nil:
		return trace.FileMissing
	case !whole:
		return trace.FileChanged
	}
	return trace.FilePresent
}

// whole reports whether the content of a file is that of its name.
func (d *Dir) whole(name string) (bool, error) {
	f, err := d.open(name)
	if err != nil {
		return false, err
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return false, err
	}
	return hex.EncodeToString(h.Sum(nil)) == name, nil
}

var errNotRegular = errors.New("it is no ordinary file")

// open opens a file, but not what a link of its name leads to.
func (d *Dir) open(name string) (*os.File, error) {
	info, err := os.Lstat(d.file(name))
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, errNotRegular
	}
	return os.Open(d.file(name))
}

func (d *Dir) file(name string) string { return filepath.Join(d.path, name) }

// Prefix is what a digest begins with; the file name follows.
const Prefix = "sha256:"

// Name gives the file name of a digest; ok is false if it is none.
func Name(digest string) (name string, ok bool) {
	name, ok = strings.CutPrefix(digest, Prefix)
	if !ok || len(name) != hex.EncodedLen(sha256.Size) || strings.Trim(name, "0123456789abcdef") != "" {
		return "", false
	}
	return name, true
}

// fail says what was being done to the folder. A fault stays what it is.
func (d *Dir) fail(op string, err error) error {
	var f *fault.Error
	if err == nil || errors.As(err, &f) {
		return err
	}
	return &fault.Error{
		Kind: fault.Unavailable, Op: op, Place: fault.Place{File: d.path},
		Message: "the folder of evidence files cannot be used; check its permissions and the space on its disk", Err: err,
	}
}

// syncDir makes new names in a folder durable.
func syncDir(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	// Some file systems do not sync folders; the file itself is synced.
	if err := f.Sync(); err != nil && !errors.Is(err, errors.ErrUnsupported) {
		return err
	}
	return nil
}
