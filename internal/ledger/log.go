package ledger

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// Writer writes an exported log. Use NewWriter, Commit for each commit in
// order from 1, then Close. It keeps the frontier of the tree and one commit
// in memory.
type Writer struct {
	w        *bufio.Writer
	header   Header
	frontier Frontier
	scratch  []byte
	stored   []tlog.Hash
}

// NewWriter writes the header. The key must be the verifier key of the signer
// of the checkpoint that Close will be given.
func NewWriter(w io.Writer, h Header) (*Writer, error) {
	if err := h.check(); err != nil {
		return nil, err
	}
	lw := &Writer{w: bufio.NewWriterSize(w, 64<<10), header: h}
	_, err := fmt.Fprintf(lw.w, "%s\n%s%s\n%s%s\n", logMark, originWord, h.Origin, keyWord, h.Key)
	if err != nil {
		return nil, fmt.Errorf("writing the header of a log: %w", err)
	}
	return lw, nil
}

// Commit writes commit n with its exact bytes, which must not be empty. The
// numbers must be 1, 2, 3 and so on.
func (w *Writer) Commit(n uint64, data []byte) error {
	if err := checkCommit(n, data); err != nil {
		return err
	}
	if want := w.frontier.Size() + 1; n != want {
		return faultf(placeOf(n), "commit %d comes next in this log", want)
	}
	w.scratch = appendCommit(w.scratch[:0], n, data)
	if _, err := w.w.Write(w.scratch); err != nil {
		return fmt.Errorf("writing commit %d: %w", n, err)
	}
	w.stored = w.frontier.Add(tlog.RecordHash(data), w.stored[:0])
	return nil
}

// Close writes the checkpoint and the end mark and flushes. It refuses a
// checkpoint that the header's key did not sign or that is not about exactly
// the commits written, so a log that was closed verifies. It does not close
// the writer underneath.
func (w *Writer) Close(signedCheckpoint []byte) error {
	c, err := openOwn(signedCheckpoint, w.header.Key)
	if err != nil {
		return err
	}
	if c.Size != w.frontier.Size() || c.Root != w.frontier.Root() {
		return faultf("checkpoint", "it is about %d commits with root %s; written were %d with root %s",
			c.Size, c.Root, w.frontier.Size(), w.frontier.Root())
	}
	_, err = fmt.Fprintf(w.w, "%s\n%s%s\n", checkpointMark, signedCheckpoint, endMark)
	if err == nil {
		err = w.w.Flush()
	}
	if err != nil {
		return fmt.Errorf("writing the end of a log: %w", err)
	}
	return nil
}

// openOwn opens a checkpoint with exactly one signature, by key.
func openOwn(signed []byte, key string) (Checkpoint, error) {
	v, err := NewVerifier(key)
	if err != nil {
		return Checkpoint{}, err
	}
	_, signatures, err := splitSigned(signed)
	if err != nil {
		return Checkpoint{}, err
	}
	if signatures != 1 {
		return Checkpoint{}, faultf("checkpoint", "it has %d signatures, a file carries exactly one", signatures)
	}
	return OpenCheckpoint(signed, note.VerifierList(v))
}

// Reader reads the parts of an exported log and checks how they are framed
// (header, numbers, lengths, end mark) and that the header's key signed the
// checkpoint. It does not check that the commits are the signed ones;
// VerifyLog does.
type Reader struct {
	src    *source
	header Header
	next   uint64
	signed []byte
	opened Checkpoint
	at     int64 // where the checkpoint begins
	err    error // sticky
}

// NewReader reads the header.
func NewReader(r io.Reader) (*Reader, error) {
	src := newSource(r)
	h, err := src.header(logMark)
	if err != nil {
		return nil, err
	}
	return &Reader{src: src, header: h, next: 1}, nil
}

// Header is what the log says about itself.
func (r *Reader) Header() Header {
	return r.header
}

// Next gives the next commit, or io.EOF after the last one when checkpoint and
// end mark are there and nothing follows. After an error it repeats it.
func (r *Reader) Next() (Block, error) {
	if r.err != nil {
		return Block{}, r.err
	}
	b, err := r.read()
	if err != nil {
		r.err = err
		return Block{}, err
	}
	r.next++
	return b, nil
}

// read reads one commit, or the checkpoint and the end.
func (r *Reader) read() (Block, error) {
	at := r.src.off
	line, err := r.src.line()
	if err != nil {
		return Block{}, problem(r.between(), at, err)
	}
	switch {
	case string(line) == checkpointMark:
		return Block{}, r.finish(at)
	case looksLikeCommit(line):
		return r.src.block(line, at, r.next)
	case looksLike(line, checkpointMark):
		return Block{}, faultAt("checkpoint", at, "it begins with %q, not with %q", clip(string(line)), checkpointMark)
	}
	return Block{}, faultAt(r.between(), at, "the line %q begins neither commit %d nor the checkpoint", clip(string(line)), r.next)
}

// finish reads the checkpoint, whose mark begins at at, and the end mark. It
// gives io.EOF when all is well. The signature is checked first: a line end put
// into the checkpoint would otherwise be found as a wrong end mark.
func (r *Reader) finish(at int64) error {
	signed, err := r.src.checkpoint(at)
	if err != nil {
		return err
	}
	if r.opened, err = openOwn(signed, r.header.Key); err != nil {
		return atOffset(inPlace("checkpoint", err), at)
	}
	r.at, r.signed = at, signed
	at = r.src.off
	line, err := r.src.last()
	if err != nil {
		return err
	}
	if line != endMark {
		return faultAt("trailer", at, "the last line is %q, not %q", clip(line), endMark)
	}
	return io.EOF
}

// between names the place where either a commit or the checkpoint may follow.
func (r *Reader) between() string {
	if r.next == 1 {
		return "after the header"
	}
	return "after " + placeOf(r.next-1)
}

// Checkpoint is the signed checkpoint at the end of the log, nil until Next has
// come to it.
func (r *Reader) Checkpoint() []byte {
	return r.signed
}

// looksLikeCommit reports whether a line was meant to open a commit, even when
// it was altered: those are the only lines there with several words.
func looksLikeCommit(line []byte) bool {
	return bytes.HasPrefix(line, []byte(commitWord)) || bytes.Count(line, []byte(" ")) > 1
}

// looksLike reports whether line is word with something added, or with a few
// bytes changed in place, or with one missing.
func looksLike(line []byte, word string) bool {
	s := string(line)
	head, tail := 0, 0
	for head < len(s) && head < len(word) && s[head] == word[head] {
		head++
	}
	for tail < len(s) && tail < len(word) && s[len(s)-1-tail] == word[len(word)-1-tail] {
		tail++
	}
	return strings.HasPrefix(s, word) || head+tail >= len(word)-1
}
