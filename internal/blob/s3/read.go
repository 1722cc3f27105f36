package s3

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"strings"
	"time"

	"github.com/minio/minio-go/v7"

	"github.com/cordon-ot/cordon/internal/blob"
	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/trace"
)

const readOp = "read a file"

// stampOf is how an object looks. Its time is cut to seconds, since a listing
// gives it finer than an answer about one object.
func stampOf(info minio.ObjectInfo) blob.Stamp {
	return blob.Stamp{Size: info.Size, Changed: info.LastModified.Truncate(time.Second).UnixNano(), Tag: strings.Trim(info.ETag, `"`)}
}

// Open reads a file, as blob.Store says.
func (b *Bucket) Open(digest string) (io.ReadCloser, error) {
	name, ok := blob.Name(digest)
	if !ok {
		return nil, blob.NoDigest(readOp, digest)
	}
	body, info, err := b.get(name, minio.GetObjectOptions{})
	if err != nil {
		return nil, err
	}
	return blob.Verify(body, digest, info.Size, func(s trace.FileState) { b.keep(name, stampOf(info), s) })
}

// OpenSeeker reads a file in any order, as blob.Store says. Each piece is asked
// for with the ETag of the object that was verified.
func (b *Bucket) OpenSeeker(digest string) (blob.File, error) {
	name, ok := blob.Name(digest)
	if !ok {
		return nil, blob.NoDigest(readOp, digest)
	}
	info, err := b.stat(name)
	if err != nil {
		return nil, err
	}
	if info.Size <= blob.SmallFile {
		return b.small(digest, name)
	}
	if state, ok := b.verdicts.Look(name, stampOf(info)); !ok || state != trace.FilePresent {
		got, _, err := b.readThrough(name)
		if err != nil {
			return nil, err
		}
		// readThrough remembers how the object looked that it read.
		if state, ok = b.verdicts.Look(name, stampOf(info)); got != name || !ok || state != trace.FilePresent {
			return nil, blob.Changed(digest)
		}
	}
	return &object{b: b, name: name, digest: digest, stamp: stampOf(info)}, nil
}

func (b *Bucket) small(digest, name string) (blob.File, error) {
	body, info, err := b.get(name, minio.GetObjectOptions{})
	if err != nil {
		return nil, err
	}
	if info.Size > blob.SmallFile { // replaced since it was asked about
		body.Close()
		return nil, blob.Changed(digest)
	}
	content, err := blob.VerifySmall(body, digest, info.Size, func(s trace.FileState) { b.keep(name, stampOf(info), s) })
	if err != nil {
		return nil, err
	}
	return smallFile{bytes.NewReader(content)}, nil
}

// smallFile is a file in memory.
type smallFile struct{ *bytes.Reader }

func (smallFile) Close() error { return nil }

// object is a verified object, read in pieces.
type object struct {
	b            *Bucket
	name, digest string
	stamp        blob.Stamp
	at           int64
	body         io.ReadCloser // from at to the end, nil until it is asked for
}

func (o *object) Size() int64 { return o.stamp.Size }

func (o *object) Read(p []byte) (int, error) {
	if o.at >= o.stamp.Size {
		return 0, io.EOF
	}
	if o.body == nil {
		if err := o.ask(); err != nil {
			return 0, err
		}
	}
	n, err := o.body.Read(p)
	o.at += int64(n)
	switch {
	case errors.Is(err, io.EOF) && o.at < o.stamp.Size:
		err = o.b.fail(readOp, o.digest, io.ErrUnexpectedEOF)
	case err != nil && !errors.Is(err, io.EOF):
		err = o.b.fail(readOp, o.digest, err)
	}
	return n, err
}

// ask opens the object from at to its end. Not every store minds the condition
// on the ETag, so the answer is looked at as well.
func (o *object) ask() error {
	var opts minio.GetObjectOptions
	err := opts.SetMatchETag(o.stamp.Tag)
	if err == nil && o.at > 0 {
		err = opts.SetRange(o.at, 0)
	}
	if err != nil {
		return fault.Wrap(fault.Internal, readOp, err)
	}
	body, info, err := o.b.get(o.name, opts)
	if err != nil {
		return err
	}
	got := stampOf(info)
	got.Size += o.at
	if got != o.stamp {
		body.Close()
		return blob.Changed(o.digest)
	}
	o.body = body
	return nil
}

func (o *object) Seek(offset int64, whence int) (int64, error) {
	switch whence {
	case io.SeekCurrent:
		offset += o.at
	case io.SeekEnd:
		offset += o.stamp.Size
	}
	if offset < 0 || whence < io.SeekStart || whence > io.SeekEnd {
		return 0, fault.New(fault.Invalid, readOp, "there is no byte %d in a file", offset)
	}
	if offset == o.at {
		return offset, nil
	}
	err := o.Close()
	o.at, o.body = offset, nil
	return offset, err
}

func (o *object) Close() error {
	if o.body == nil {
		return nil
	}
	body := o.body
	o.body = nil
	return body.Close()
}

// Size gives the length of a file, as blob.Store says.
func (b *Bucket) Size(digest string) (int64, error) {
	name, ok := blob.Name(digest)
	if !ok {
		return 0, blob.NoDigest(readOp, digest)
	}
	info, err := b.stat(name)
	return info.Size, err
}

// Check tells whether a file is there and unchanged by reading it.
func (b *Bucket) Check(digest string) trace.FileState {
	name, ok := blob.Name(digest)
	if !ok {
		return trace.FileMissing
	}
	_, state, err := b.readThrough(name)
	if err != nil {
		return trace.FileMissing
	}
	return state
}

// readThrough reads a whole object and remembers the verdict on it. It gives
// the digits of the digest of what it read.
func (b *Bucket) readThrough(name string) (got string, state trace.FileState, err error) {
	body, info, err := b.get(name, minio.GetObjectOptions{})
	if err != nil {
		return "", trace.FileMissing, err
	}
	defer body.Close()
	h := sha256.New()
	if _, err := io.Copy(h, body); err != nil {
		return "", trace.FileMissing, b.fail(readOp, blob.Prefix+name, err)
	}
	got, state = hex.EncodeToString(h.Sum(nil)), trace.FileChanged
	if got == name {
		state = trace.FilePresent
	}
	b.keep(name, stampOf(info), state)
	return got, state, nil
}

func (b *Bucket) get(name string, opts minio.GetObjectOptions) (io.ReadCloser, minio.ObjectInfo, error) {
	body, info, _, err := b.core.GetObject(context.Background(), b.conf.Bucket, b.key(name), opts)
	if err != nil {
		return nil, info, b.missed(name, b.fail(readOp, blob.Prefix+name, err))
	}
	return body, info, nil
}

func (b *Bucket) stat(name string) (minio.ObjectInfo, error) {
	info, err := b.core.StatObject(context.Background(), b.conf.Bucket, b.key(name), minio.StatObjectOptions{})
	if err != nil {
		return info, b.missed(name, b.fail(readOp, blob.Prefix+name, err))
	}
	return info, nil
}
