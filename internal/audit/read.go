package audit

import (
	"context"
	"fmt"
	"io"
	"time"

	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/ledger"
)

// Head gives the number of the newest event, at least 1.
func (s *Stream) Head(ctx context.Context) (uint64, error) {
	if !s.gate.Enter() {
		return 0, closed("read the security events")
	}
	defer s.gate.Leave()
	n, _, err := s.cfg.Store.Head(ctx)
	return n, err
}

// Events calls fn with the events from..to (inclusive, to=0 meaning the newest)
// in order, and their numbers. from is at least 1 (Invalid otherwise); from
// beyond to or beyond the newest is an empty range, to beyond the newest is
// NotFound. An error of fn ends the call and is returned as it is.
func (s *Stream) Events(ctx context.Context, from, to uint64, fn func(n uint64, e Event) error) error {
	if !s.gate.Enter() {
		return closed("read the security events")
	}
	defer s.gate.Leave()
	return s.cfg.Store.Commits(ctx, from, to, func(n uint64, data []byte) error {
		e, err := decodeAt(n, data)
		if err != nil {
			return err
		}
		return fn(n, e)
	})
}

// Checkpoint signs the stream as it stands: size and root of its tree.
func (s *Stream) Checkpoint(ctx context.Context) ([]byte, error) {
	if !s.gate.Enter() {
		return nil, closed("sign a checkpoint")
	}
	defer s.gate.Leave()
	_, signed, err := s.checkpoint(ctx)
	return signed, err
}

func (s *Stream) checkpoint(ctx context.Context) (size uint64, signed []byte, err error) {
	size, root, err := s.cfg.Store.Head(ctx)
	if err != nil {
		return 0, nil, err
	}
	signer, err := ledger.NewSigner(s.signer)
	if err != nil {
		return 0, nil, fault.Wrap(fault.Internal, "read the key of the security events", err)
	}
	signed, err = ledger.SignCheckpoint(ledger.Checkpoint{Origin: signer.Name(), Size: size, Root: root}, signer)
	return size, signed, fault.Wrap(fault.Internal, "sign a checkpoint", err)
}

// Export writes the whole stream as one file that verifies offline. The file is
// that of docs/formats/log.md; the events are those that are there when the
// call begins, and memory does not depend on their number.
func (s *Stream) Export(ctx context.Context, w io.Writer) error {
	const op = "export the security events"
	if !s.gate.Enter() {
		return closed(op)
	}
	defer s.gate.Leave()
	size, signed, err := s.checkpoint(ctx)
	if err != nil {
		return err
	}
	origin, err := ledger.Origin(s.id)
	if err != nil {
		return fault.Wrap(fault.Internal, "name the log", err)
	}
	key, err := s.VerifierKey()
	if err != nil {
		return err
	}
	lw, err := ledger.NewWriter(w, ledger.Header{Origin: origin, Key: key})
	if err != nil {
		return fault.Wrap(fault.Unavailable, op, err)
	}
	err = s.cfg.Store.Commits(ctx, 1, size, func(n uint64, data []byte) error {
		return fault.Wrap(fault.Unavailable, op, lw.Commit(n, data))
	})
	if err != nil {
		return err
	}
	return fault.Wrap(fault.Unavailable, op, lw.Close(signed))
}

// VerifyOptions is what a verifier knows from elsewhere, and whom to tell what
// it reads; all of it is optional.
type VerifyOptions struct {
	ledger.Options
	// Each gets every event in order, before the signature at the end can be
	// checked: what it collects counts only when VerifyLog returns no error. Its
	// error ends verification and is returned as it is.
	Each func(n uint64, e Event) error
}

// LogReport is what an exported stream was found to hold.
type LogReport struct {
	Result      ledger.Result // size, root, origin and key
	ID          string        // the name of the stream, from its first event
	First, Last time.Time     // times of the first and the newest event
}

// VerifyLog checks an exported stream without any store: that it is exactly
// what was signed (ledger.VerifyLog), that every leaf is an event in canonical
// form and of a known kind, that events are numbered and dated in order, and
// that the first one, and only that, names this stream and the key of the file.
// Errors are *ledger.Fault for a part that is not as it was signed and
// *fault.Error of kind Invalid for an event that is not as it should be.
func VerifyLog(r io.Reader, o VerifyOptions) (LogReport, error) {
	rep := LogReport{}
	var key string
	res, err := ledger.VerifyLog(r, o.Options, func(n uint64, data []byte) error {
		e, err := decodeAt(n, data)
		if err != nil {
			return err
		}
		if err := rep.next(n, e); err != nil {
			return err
		}
		if n == 1 {
			key = e.Details[detailKey]
		}
		if o.Each == nil {
			return nil
		}
		return o.Each(n, e)
	})
	switch {
	case err != nil:
		return LogReport{}, err
	case res.Size == 0:
		return LogReport{}, fault.New(fault.Invalid, "verify the security events", "the log holds no event; a stream has at least its first")
	case res.Key != key:
		return LogReport{}, amiss(1, fmt.Errorf("it names the key %s, but the log is signed with %s", key, res.Key))
	}
	rep.Result = res
	return rep, nil
}

// next checks event n after those before it.
func (rep *LogReport) next(n uint64, e Event) error {
	if err := e.Check(); err != nil {
		return amiss(n, err)
	}
	switch {
	case n == 1:
		if err := checkFirst(e); err != nil {
			return err
		}
		rep.ID, rep.First = e.Subject, e.Time
	case e.Kind == StreamBegun:
		return amiss(n, fmt.Errorf("only the first event is %q", StreamBegun))
	case e.Time.Before(rep.Last):
		return amiss(n, fmt.Errorf("it is dated before the event it follows"))
	}
	rep.Last = e.Time
	return nil
}

func amiss(n uint64, err error) error {
	return &fault.Error{
		Kind: fault.Invalid, Op: "verify the security events", Subject: numbered(n),
		Message: "this event is not as it should be; was it made by a newer Cordon?", Err: err,
	}
}

// IsLog tells from the beginning of an exported log whether it holds security
// events rather than a project's commits. It reads no further than the first
// leaf; what it says counts once the log is verified.
func IsLog(r io.Reader) bool {
	lr, err := ledger.NewReader(r)
	if err != nil {
		return false
	}
	b, err := lr.Next()
	if err != nil {
		return false
	}
	e, err := decodeAt(1, b.Bytes)
	return err == nil && e.Kind == StreamBegun
}
