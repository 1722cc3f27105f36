// Package blob keeps files of evidence, each under the digest of its content.
//
// Store is what the product asks of any such store; Dir keeps the files in a
// folder, and package blob/s3 in a bucket. Every reader of a Store gets the
// content that the digest stands for or an error, never another content: Open
// checks while it yields and keeps the last bytes back until the whole is known
// to be right; OpenSeeker checks before the first byte.
//
// The folder of Dir is flat: a file with the SHA-256 digest D lies at <dir>/D,
// with D in 64 lower-case hexadecimal digits. Nothing is ever written to a file that
// has its name; a new one is written beside it, synced, and then renamed, so
// that a name never stands for half a file. The folder can be copied, backed up
// and shared with any tool.
//
// State answers whether a file is there and unchanged. Reading every file for
// every question would be slow, so the verdict is remembered with size and time
// of change, in memory and in the file <dir>/verified, which is a cache and may
// be deleted. Check reads the bytes every time, and what any reading finds
// corrects what was remembered.
//
// It refuses to know what a file means, to delete one, and to follow a name
// that is no digest.
package blob

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"

	"github.com/cordon-ot/cordon/internal/fault"
)

// Dir is a folder of evidence files. Make one with Open. It is safe for
// concurrent use, also by several processes.
type Dir struct {
	path     string
	verdicts *Verdicts
	tidied   sync.Once
	there    atomic.Bool // the folder has been seen
}

// Open gives the folder at path, which need not exist yet: Put makes it.
func Open(path string) *Dir {
	return &Dir{path: path, verdicts: NewVerdicts(filepath.Join(path, cacheName))}
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
// there: the file was changed. What is there already stays, unless it is
// damaged and the new content is whole. Errors are those of Put; Invalid for what is no digest.
func (d *Dir) Adopt(digest string, r io.Reader) (whole bool, err error) {
	want, ok := Name(digest)
	if !ok {
		return false, NoDigest(storeOp, digest)
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

// take writes what r yields, durably, beside the files and gives the path of
// it and the name that its content asks for.
func (d *Dir) take(r io.Reader) (path, name string, size int64, err error) {
	if err := d.ready(); err != nil {
		return "", "", 0, err
	}
	tmp, err := os.CreateTemp(d.path, putPattern)
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

func (d *Dir) file(name string) string { return filepath.Join(d.path, name) }

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
