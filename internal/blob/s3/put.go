package s3

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"os"

	"github.com/minio/minio-go/v7"

	"github.com/cordon-ot/cordon/internal/blob"
	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/trace"
)

const storeOp = "store a file"

// maxObject is the longest object that one request may store.
const maxObject = 5 << 30

// Put stores what r yields, as blob.Store says. Invalid for more than 5 GiB.
func (b *Bucket) Put(r io.Reader) (digest string, size int64, err error) {
	s, err := b.take(r)
	if err != nil {
		return "", 0, err
	}
	defer s.close()
	digest = blob.Prefix + s.name
	if there, state, err := b.now(s.name); err != nil {
		return "", 0, err
	} else if there && state == trace.FilePresent {
		return digest, s.size, nil
	}
	if err := b.send(s, s.name); err != nil {
		return "", 0, err
	}
	return digest, s.size, nil
}

// Adopt stores what r yields under a digest, as blob.Store says.
func (b *Bucket) Adopt(digest string, r io.Reader) (whole bool, err error) {
	want, ok := blob.Name(digest)
	if !ok {
		return false, blob.NoDigest(storeOp, digest)
	}
	s, err := b.take(r)
	if err != nil {
		return false, err
	}
	defer s.close()
	there, state, err := b.now(want)
	switch {
	case err != nil:
		return false, err
	case there && state == trace.FilePresent:
		return true, nil
	case there && s.name != want:
		return false, nil
	}
	return s.name == want, b.send(s, want)
}

// now tells whether there is an object of this name, and what it is worth.
func (b *Bucket) now(name string) (there bool, state trace.FileState, err error) {
	info, err := b.stat(name)
	if fault.KindOf(err) == fault.NotFound && err != nil {
		return false, trace.FileMissing, nil
	}
	if err != nil {
		return false, trace.FileMissing, err
	}
	if state, ok := b.verdicts.Look(name, stampOf(info)); ok && state == trace.FilePresent {
		return true, state, nil
	}
	_, state, err = b.readThrough(name)
	return true, state, err
}

// send makes what was taken an object, and reads it back.
func (b *Bucket) send(s *spooled, name string) error {
	digest := blob.Prefix + name
	opts := minio.PutObjectOptions{DisableContentSha256: true} // in favour of the one given here
	var body io.Reader = io.NewSectionReader(s.file, 0, s.size)
	if s.size == 0 {
		body = bytes.NewReader(nil)
	}
	if _, err := b.core.PutObject(context.Background(), b.conf.Bucket, b.key(name), body, s.size, "", s.name, opts); err != nil {
		return b.fail(storeOp, digest, err)
	}
	got, _, err := b.readThrough(name)
	if err != nil {
		return fault.Wrap(fault.Unavailable, "read back the file that was stored", err)
	}
	if got != s.name {
		return &fault.Error{
			Kind: fault.Unavailable, Op: storeOp, Subject: digest,
			Message: "the S3 store gave back another content than it was sent; have the store checked before it is used again",
		}
	}
	return nil
}

// spooled is a file on its way to the bucket.
type spooled struct {
	file *os.File
	name string // the digits of its digest
	size int64
}

func (s *spooled) close() {
	s.file.Close()
	os.Remove(s.file.Name()) // gone already where an open file can be removed
}

func (b *Bucket) spool() string {
	if b.conf.Spool == "" {
		return os.TempDir()
	}
	return b.conf.Spool
}

// take writes what r yields to a file of its own.
func (b *Bucket) take(r io.Reader) (*spooled, error) {
	if err := os.MkdirAll(b.spool(), 0o700); err != nil {
		return nil, b.spoolFail(err)
	}
	f, err := os.CreateTemp(b.spool(), "cordon-put-*")
	if err != nil {
		return nil, b.spoolFail(err)
	}
	os.Remove(f.Name()) // so that a process that is killed leaves nothing; close does it where this cannot be done
	s := &spooled{file: f}
	h := sha256.New()
	src := &source{r: r}
	s.size, err = io.Copy(io.MultiWriter(f, h), io.LimitReader(src, maxObject+1))
	switch {
	case src.err != nil:
		err = fault.Wrap(fault.Unavailable, "read the file to be stored", src.err)
	case err != nil:
		err = b.spoolFail(err)
	case s.size > maxObject:
		err = fault.New(fault.Invalid, storeOp, "the file is longer than 5 GiB, the most that an S3 store takes in one piece; split it")
	}
	if err != nil {
		s.close()
		return nil, err
	}
	s.name = hex.EncodeToString(h.Sum(nil))
	return s, nil
}

// source remembers the error of a reader, to tell it from one of the disk.
type source struct {
	r   io.Reader
	err error
}

func (s *source) Read(p []byte) (int, error) {
	n, err := s.r.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		s.err = err
	}
	return n, err
}
