package ledger

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"

	"golang.org/x/mod/sumdb/tlog"
)

const (
	// MaxCommitBytes is the longest commit a log or bundle may carry.
	MaxCommitBytes = 1 << 30

	// maxLine bounds a line outside commit bytes, without its line end.
	maxLine = 4096
)

// Marks of the two formats; see docs/formats.
const (
	logMark        = "cordon log 1"
	bundleMark     = "cordon proof 1"
	originWord     = "origin "
	keyWord        = "key "
	subjectWord    = "subject "
	commitWord     = "commit "
	proofWord      = "proof "
	checkpointMark = "checkpoint"
	endMark        = "end"
)

// Header opens a log or bundle.
type Header struct {
	Origin string // name of the log, see Origin
	Key    string // verifier key that signed the checkpoint in the same file
}

// check refuses a header no reader would accept.
func (h Header) check() error {
	v, err := NewVerifier(h.Key)
	if err != nil {
		return inPlace("header", err)
	}
	if v.Name() != h.Origin {
		return faultf("header", "the key is of %q, the origin is %q", v.Name(), clip(h.Origin))
	}
	return nil
}

// source reads the parts of a file and knows where it is.
type source struct {
	br   *bufio.Reader
	off  int64
	held bytes.Buffer
}

// Ways a line can be unreadable.
var (
	errCut  = errors.New("the file ends here, in the middle")
	errLong = errors.New("a line is longer than any in this format")
)

func newSource(r io.Reader) *source {
	return &source{br: bufio.NewReaderSize(r, 64<<10)}
}

// line reads up to a line feed and gives the bytes before it, valid until the
// next read.
func (s *source) line() ([]byte, error) {
	b, err := s.br.ReadSlice('\n')
	s.off += int64(len(b))
	switch {
	case err == nil && len(b) <= maxLine+1:
		return b[:len(b)-1], nil
	case errors.Is(err, io.EOF):
		return nil, errCut
	case err == nil || errors.Is(err, bufio.ErrBufferFull):
		return nil, errLong
	}
	return nil, err
}

// take reads n bytes, valid until the next take. Memory follows the bytes that
// arrive, not n.
func (s *source) take(n int64) ([]byte, error) {
	s.held.Reset()
	got, err := io.CopyN(&s.held, s.br, n)
	s.off += got
	if errors.Is(err, io.EOF) {
		return nil, errCut
	}
	return s.held.Bytes(), err
}

// problem turns an error of line or take into a fault, unless it is the
// reader's own error, which is wrapped.
func problem(where string, off int64, err error) error {
	if errors.Is(err, errCut) || errors.Is(err, errLong) {
		return faultAt(where, off, "%v", err)
	}
	return fmt.Errorf("reading %s: %w", where, err)
}

// faultAt makes a fault that begins at off.
func faultAt(where string, off int64, format string, args ...any) *Fault {
	return &Fault{Where: where, Reason: fmt.Sprintf(format, args...), Offset: off}
}

// header reads mark, origin and key lines.
func (s *source) header(mark string) (Header, error) {
	line, err := s.line()
	if err != nil {
		return Header{}, problem("header", 0, err)
	}
	if string(line) != mark {
		return Header{}, faultAt("header", 0, "the first line is %q, not %q: this is another kind or version of file, or it was altered", clip(string(line)), mark)
	}
	var h Header
	if h.Origin, err = s.field("header", originWord); err != nil {
		return Header{}, err
	}
	if h.Key, err = s.field("header", keyWord); err != nil {
		return Header{}, err
	}
	if err := h.check(); err != nil {
		return Header{}, atOffset(err, 0)
	}
	return h, nil
}

// field reads a line that begins with word and gives the rest.
func (s *source) field(where, word string) (string, error) {
	at := s.off
	line, err := s.line()
	if err != nil {
		return "", problem(where, at, err)
	}
	value, ok := bytes.CutPrefix(line, []byte(word))
	if !ok {
		return "", faultAt(where, at, "the line %q should begin with %q", clip(string(line)), word)
	}
	return string(value), nil
}

// atOffset says where in the file a fault without place begins.
func atOffset(err error, off int64) error {
	var f *Fault
	if !errors.As(err, &f) {
		return err
	}
	return &Fault{Where: f.Where, Reason: f.Reason, Offset: off}
}

// Block is one commit as it stands in a log or bundle.
type Block struct {
	Number uint64
	Hash   tlog.Hash // record hash written beside the bytes
	Bytes  []byte    // valid until the next block is read
	Offset int64     // where the block begins in the file
}

// block reads the commit whose first line is given. Its number must be want.
func (s *source) block(line []byte, at int64, want uint64) (Block, error) {
	where := placeOf(want)
	n, length, hash, ok := parseCommitLine(line)
	if !ok {
		return Block{}, faultAt(where, at, "its first line %q does not give number, length and hash", clip(string(line)))
	}
	if n != want {
		return Block{}, faultAt(where, at, "commit %d stands in its place: a commit was removed, added, moved or renumbered", n)
	}
	data, err := s.take(length)
	if err != nil {
		return Block{}, problem(where, at, err)
	}
	end, err := s.br.ReadByte()
	if errors.Is(err, io.EOF) {
		err = errCut
	}
	if err != nil {
		return Block{}, problem(where, at, err)
	}
	s.off++
	if end != '\n' {
		return Block{}, faultAt(where, at, "no line end follows its %d bytes: its length or its bytes were altered", length)
	}
	return Block{Number: n, Hash: hash, Bytes: data, Offset: at}, nil
}

// parseCommitLine reads "commit NUMBER LENGTH HASH".
func parseCommitLine(line []byte) (n uint64, length int64, hash tlog.Hash, ok bool) {
	rest, ok := bytes.CutPrefix(line, []byte(commitWord))
	if !ok {
		return 0, 0, hash, false
	}
	number, rest, ok1 := bytes.Cut(rest, []byte(" "))
	size, digest, ok2 := bytes.Cut(rest, []byte(" "))
	if !ok1 || !ok2 {
		return 0, 0, hash, false
	}
	n, ok1 = parseDecimal(string(number), MaxCommits)
	l, ok2 := parseDecimal(string(size), MaxCommitBytes)
	hash, ok3 := parseHash(digest)
	return n, int64(l), hash, ok1 && ok2 && ok3 && n > 0 && l > 0
}

// appendCommit writes the block of a commit.
func appendCommit(dst []byte, n uint64, data []byte) []byte {
	dst = append(dst, commitWord...)
	dst = strconv.AppendUint(dst, n, 10)
	dst = append(dst, ' ')
	dst = strconv.AppendInt(dst, int64(len(data)), 10)
	dst = append(dst, ' ')
	dst = append(dst, tlog.RecordHash(data).String()...)
	dst = append(dst, '\n')
	dst = append(dst, data...)
	return append(dst, '\n')
}

// checkCommit refuses bytes that no block can hold.
func checkCommit(n uint64, data []byte) error {
	if n == 0 || n > MaxCommits {
		return faultf(placeOf(n), "commits are numbered from 1 to %d", uint64(MaxCommits))
	}
	if len(data) == 0 || len(data) > MaxCommitBytes {
		return faultf(placeOf(n), "a commit has 1 to %d bytes, this one has %d", MaxCommitBytes, len(data))
	}
	return nil
}

// checkpoint reads the signed checkpoint that follows its mark, which began at
// at. A file holds exactly one signature: others could not be checked.
func (s *source) checkpoint(at int64) ([]byte, error) {
	var signed []byte
	for last := false; ; {
		line, err := s.line()
		if err != nil {
			return nil, problem("checkpoint", at, err)
		}
		signed = append(append(signed, line...), '\n')
		if len(signed) > maxCheckpoint {
			return nil, faultAt("checkpoint", at, "it is longer than %d bytes", maxCheckpoint)
		}
		if last {
			return signed, nil
		}
		last = len(line) == 0 // the signature follows the empty line
	}
}

// last reads the last line of the file and requires that nothing follows.
func (s *source) last() (string, error) {
	at := s.off
	b, err := s.line()
	if err != nil {
		return "", problem("trailer", at, err)
	}
	line := string(b)
	_, err = s.br.ReadByte()
	if errors.Is(err, io.EOF) {
		return line, nil
	}
	if err != nil {
		return "", problem("trailer", s.off, err)
	}
	return "", faultAt("trailer", s.off, "something follows what should be the last line, %q", clip(line))
}
