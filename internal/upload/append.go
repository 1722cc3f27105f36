package upload

import (
	"context"
	"errors"
	"io"
	"os"

	"github.com/cordon-ot/cordon/internal/blob"
	"github.com/cordon-ot/cordon/internal/fault"
)

// syncEvery is how many bytes are written between two durable offsets: what a
// crash in the middle of an append can cost at most.
const syncEvery = 8 << 20

// Append adds what r yields to an upload, beginning at offset, and gives the
// offset that is durable now. Appends to one upload wait for each other until
// ctx ends. If r or the disk fails in the middle, what came before is kept, and
// the offset says how much, beside an error of kind Unavailable. Conflict if
// offset is not the one reached; then Head of the fault, and the answer, are
// the right one. Invalid if there is more than was announced; what was
// announced is kept.
func (u *Uploads) Append(ctx context.Context, ref Ref, offset int64, r io.Reader) (int64, error) {
	rec, release, err := u.hold(ctx, appendOp, ref)
	if err != nil {
		return 0, err
	}
	defer release()
	if rec.Finished != "" {
		return rec.Offset, conflict(appendOp, rec, "the upload is finished already; it has %d bytes", rec.Offset)
	}
	if offset != rec.Offset {
		return rec.Offset, conflict(appendOp, rec, "the upload goes on at byte %d, not at %d; send what comes from there on", rec.Offset, offset)
	}
	f, err := os.OpenFile(u.data(rec.ID), os.O_WRONLY, 0)
	if err != nil {
		return rec.Offset, u.fail(appendOp, err)
	}
	defer f.Close()
	err = u.write(ctx, f, &rec, r)
	return rec.Offset, err
}

func conflict(op string, r record, format string, args ...any) error {
	f := fault.New(fault.Conflict, op, format, args...)
	f.Subject, f.Head = r.ID, uint64(r.Offset)
	return f
}

// write appends in steps, each durable before the next.
func (u *Uploads) write(ctx context.Context, f *os.File, rec *record, r io.Reader) error {
	// A crash may have left bytes that no offset counts.
	if err := f.Truncate(rec.Offset); err != nil {
		return u.fail(appendOp, err)
	}
	src := &source{ctx: ctx, r: r}
	for {
		step := min(syncEvery, rec.Size-rec.Offset)
		n, err := io.Copy(io.NewOffsetWriter(f, rec.Offset), io.LimitReader(src, step))
		if err != nil && src.err == nil {
			return u.fail(appendOp, errors.Join(err, f.Truncate(rec.Offset)))
		}
		if err := u.settle(f, rec, n); err != nil {
			return err
		}
		if src.err != nil {
			return &fault.Error{
				Kind: fault.Unavailable, Op: appendOp, Subject: rec.ID, Head: uint64(rec.Offset),
				Message: "the bytes stopped coming; what arrived is kept, so ask how far the upload is and go on from there", Err: src.err,
			}
		}
		if n < step {
			return nil
		}
		if rec.Offset == rec.Size {
			return u.ended(rec, src)
		}
	}
}

// ended checks that nothing comes after the last byte announced.
func (u *Uploads) ended(rec *record, src *source) error {
	var one [1]byte
	if n, _ := io.ReadFull(src, one[:]); n > 0 {
		f := fault.New(fault.Invalid, appendOp, "the upload was announced with %d bytes, and more came; begin one with the right length", rec.Size)
		f.Subject = rec.ID
		return f
	}
	return nil
}

// settle makes n more bytes durable and counts them.
func (u *Uploads) settle(f *os.File, rec *record, n int64) error {
	if err := f.Sync(); err != nil {
		return u.fail(appendOp, err)
	}
	next := *rec
	next.Offset += n
	next.Touched = u.now()
	if err := u.save(next); err != nil {
		return u.fail(appendOp, err)
	}
	*rec = next
	return nil
}

// source remembers the error of a reader, to tell it from one of the disk, and
// ends with its context.
type source struct {
	ctx context.Context
	r   io.Reader
	err error
}

func (s *source) Read(p []byte) (int, error) {
	if err := s.ctx.Err(); err != nil {
		s.err = err
		return 0, err
	}
	n, err := s.r.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		s.err = err
	}
	return n, err
}

// Finish moves a whole upload to the store and gives its status with the
// digest. It may be repeated. Conflict if bytes are lacking, with the offset
// reached as Head; Invalid if the content is not that of the digest announced:
// then nothing is stored. Other errors are those of the store, and Finish can
// be tried again.
func (u *Uploads) Finish(ctx context.Context, ref Ref, to blob.Store) (Status, error) {
	rec, release, err := u.hold(ctx, finishOp, ref)
	if err != nil {
		return Status{}, err
	}
	defer release()
	if rec.Finished != "" {
		return u.status(rec), nil
	}
	if rec.Offset != rec.Size {
		return u.status(rec), conflict(finishOp, rec, "%d of %d bytes have arrived; send the rest first", rec.Offset, rec.Size)
	}
	digest, err := u.move(ctx, rec, to)
	if err != nil {
		return u.status(rec), err
	}
	rec.Finished, rec.Touched = digest, u.now()
	if err := u.save(rec); err != nil {
		return u.status(rec), u.fail(finishOp, err)
	}
	if err := os.Remove(u.data(rec.ID)); err != nil {
		return u.status(rec), u.fail(finishOp, err)
	}
	return u.status(rec), u.forget(rec.Owner)
}

// move verifies the content of an upload and stores it.
func (u *Uploads) move(ctx context.Context, rec record, to blob.Store) (string, error) {
	f, err := os.Open(u.data(rec.ID))
	if err != nil {
		return "", u.fail(finishOp, err)
	}
	defer f.Close()
	content := func() io.Reader { return &source{ctx: ctx, r: io.NewSectionReader(f, 0, rec.Size)} }
	digest, size, err := blob.Digest(content())
	switch {
	case ctx.Err() != nil:
		return "", fault.Wrap(fault.Unavailable, finishOp, ctx.Err())
	case err != nil:
		return "", u.fail(finishOp, err)
	case size != rec.Size:
		return "", u.lost(rec, size)
	case rec.Digest != "" && digest != rec.Digest:
		wrong := fault.New(fault.Invalid, finishOp, "the bytes that arrived have the digest %s, announced was %s; cancel this upload and begin it anew", digest, rec.Digest)
		wrong.Subject = rec.ID
		return "", wrong
	}
	stored, _, err := to.Put(content())
	if err != nil {
		return "", fault.Wrap(fault.Unavailable, finishOp, err)
	}
	if stored != digest {
		return "", u.lost(rec, size)
	}
	return digest, nil
}

func (u *Uploads) lost(rec record, size int64) error {
	f := fault.New(fault.Unavailable, finishOp, "the disk gave back other bytes than it took (%d of %d); cancel this upload and begin it anew", size, rec.Size)
	f.Subject = rec.ID
	return f
}
