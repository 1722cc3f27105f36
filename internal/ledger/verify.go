package ledger

import (
	"errors"
	"fmt"
	"io"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// Options is what a verifier knows from elsewhere. All of it is optional;
// with none, verification shows that a file is whole and signed by the key it
// carries, not whose key that is.
type Options struct {
	// Key is the verifier key the file must have been signed with.
	Key string

	// Checkpoint is a signed checkpoint of the same log, older or newer than
	// the file's, by Key or else by the file's key. The file must agree with it.
	Checkpoint []byte

	// Consistency proves that the larger of the two trees begins with the
	// smaller. A log needs it only for a newer Checkpoint, a bundle for any of
	// another size; see ConsistencyProof.
	Consistency []tlog.Hash
}

// Result is what a file was found to prove.
type Result struct {
	Checkpoint        // what was signed: origin, size, root, extensions
	Key        string // verifier key that signed it
	KeyHash    uint32 // short id of that key, as in the signature line
	KeyGiven   bool   // Key is the one asked for in Options

	// Agrees is the size of the checkpoint in Options, when one was given: the
	// commits up to there are the ones it covers.
	Agrees uint64
}

// VerifyLog reads an exported log once and checks all of it. fn, if not nil,
// gets each commit in order before the signature at the end can be checked:
// what it collects counts only when VerifyLog returns no error. It gets no
// commit at or after the first altered one. The bytes are valid during the
// call; an error of fn ends verification and is returned as it is.
//
// The first part that is not as it was signed is returned as a *Fault. Where
// a hash beside a commit does not fit its bytes, the checkpoint decides which
// of the two was altered. Errors of r are wrapped.
func VerifyLog(r io.Reader, o Options, fn func(n uint64, commit []byte) error) (Result, error) {
	lr, err := NewReader(r)
	if err != nil {
		return Result{}, err
	}
	trust, err := o.open(lr.Header())
	if err != nil {
		return Result{}, err
	}
	s := scan{trust: trust, fn: fn}
	for {
		b, err := lr.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			// An altered commit is the first bad place even if the file breaks later.
			return Result{}, s.earlier(err)
		}
		if err := s.add(b); err != nil {
			return Result{}, err
		}
	}
	if err := s.judge(lr.opened, lr.at); err != nil {
		return Result{}, err
	}
	return trust.result(lr.opened), nil
}

// trust is Options opened against the header of a file.
type trust struct {
	header      Header
	verifier    note.Verifier
	keyGiven    bool
	checkpoint  *Checkpoint
	consistency []tlog.Hash
}

// open checks the header's key against the given one and opens the given
// checkpoint.
func (o Options) open(h Header) (*trust, error) {
	v, err := NewVerifier(h.Key)
	if err != nil {
		return nil, inPlace("header", err)
	}
	t := &trust{header: h, verifier: v, keyGiven: o.Key != "", consistency: o.Consistency}
	if t.keyGiven {
		if _, err := NewVerifier(o.Key); err != nil {
			return nil, inPlace("given key", err)
		}
		if o.Key != h.Key {
			return nil, faultAt("header", 0, "the file names the key %s, not the given key %s", h.Key, o.Key)
		}
	}
	if len(o.Checkpoint) > 0 {
		c, err := OpenCheckpoint(o.Checkpoint, note.VerifierList(v))
		if err != nil {
			return nil, inPlace("given checkpoint", err)
		}
		t.checkpoint = &c
	}
	return t, nil
}

// result says what was proved.
func (t *trust) result(c Checkpoint) Result {
	r := Result{Checkpoint: c, Key: t.header.Key, KeyHash: t.verifier.KeyHash(), KeyGiven: t.keyGiven}
	if t.checkpoint != nil {
		r.Agrees = t.checkpoint.Size
	}
	return r
}

// agree checks the given checkpoint against one of another file, by root if
// the sizes are equal, else by the given proof.
func (t *trust) agree(c Checkpoint) error {
	given := t.checkpoint
	switch {
	case given == nil:
		return nil
	case given.Size == c.Size:
		if given.Root != c.Root {
			return faultf("given checkpoint", "it gives the first %d commits another root than the file: they show two different histories", c.Size)
		}
		return nil
	case len(t.consistency) == 0 && given.Size != 0 && c.Size != 0:
		return faultf("given checkpoint", "it covers %d commits and the file %d: a consistency proof is needed to compare them", given.Size, c.Size)
	}
	older, newer := *given, c
	if given.Size > c.Size {
		older, newer = c, *given
	}
	err := CheckConsistency(t.consistency, older.Size, older.Root, newer.Size, newer.Root)
	if err != nil {
		return inPlace("given checkpoint", err)
	}
	return nil
}

// scan follows the commits of a log. While every hash fits its bytes there is
// one tree; from the first that does not, a second one follows the bytes.
type scan struct {
	trust   *trust
	fn      func(n uint64, commit []byte) error
	written Frontier  // over the hashes written beside the commits
	actual  *Frontier // over the hashes of the bytes, nil while they are equal
	first   *Fault    // first commit whose bytes and hash differ
	differ  uint64    // how many such commits
	number  uint64    // number of the first
	prefix  tlog.Hash // root at the size of the given checkpoint
	scratch []tlog.Hash
}

// add takes the next commit.
func (s *scan) add(b Block) error {
	sum := tlog.RecordHash(b.Bytes)
	if sum != b.Hash {
		s.mismatch(b)
	}
	if s.actual != nil {
		s.scratch = s.actual.Add(sum, s.scratch[:0])
	}
	s.scratch = s.written.Add(b.Hash, s.scratch[:0])
	if g := s.trust.checkpoint; g != nil && g.Size == s.written.Size() {
		s.prefix = s.written.Root()
	}
	if s.fn == nil || s.first != nil {
		return nil
	}
	return s.fn(b.Number, b.Bytes)
}

// mismatch notes a commit whose bytes do not give the hash beside them.
func (s *scan) mismatch(b Block) {
	s.differ++
	if s.first != nil {
		return
	}
	s.actual = s.written.Clone()
	s.number = b.Number
	s.first = faultAt(placeOf(b.Number), b.Offset, "its bytes do not give the hash beside them: one of the two was altered")
}

// earlier prefers an altered commit already met to a fault later in the file.
func (s *scan) earlier(err error) error {
	var f *Fault
	if s.first == nil || !errors.As(err, &f) {
		return err
	}
	return s.first
}

// judge compares the trees with the signed checkpoint, which begins at at.
func (s *scan) judge(c Checkpoint, at int64) error {
	if n := s.written.Size(); n != c.Size {
		where, what := placeOf(n+1), "it is missing"
		if n > c.Size {
			where, what = placeOf(c.Size+1), "it was added after signing"
		}
		return s.earlier(faultAt(where, at, "%s: the signed checkpoint covers %d commits, the file has %d", what, c.Size, n))
	}
	if s.first != nil {
		return s.blame(c.Root)
	}
	if s.written.Root() != c.Root {
		return s.anywhere(c, at)
	}
	g := s.trust.checkpoint
	if g == nil || g.Size >= c.Size {
		return s.trust.agree(c)
	}
	if s.prefixRoot() != g.Root {
		return faultf("given checkpoint", "it gives the first %d commits another root than the file: they show two different histories", g.Size)
	}
	return nil
}

// prefixRoot is the root over as many commits as the given checkpoint covers.
func (s *scan) prefixRoot() tlog.Hash {
	if s.trust.checkpoint.Size == 0 {
		return EmptyRoot()
	}
	return s.prefix
}

// blame decides between the bytes of the differing commits and the hashes
// beside them: the signed root knows.
func (s *scan) blame(root tlog.Hash) error {
	also := ""
	if s.differ > 1 {
		also = fmt.Sprintf(" (the first of %d such commits)", s.differ)
	}
	f := *s.first
	switch root {
	case s.written.Root():
		f.Reason = "it was altered: its bytes no longer give the hash beside them, and the signed checkpoint covers that hash" + also
	case s.actual.Root():
		f.Where = "hash of " + placeOf(s.number)
		f.Reason = "it was altered: the bytes of the commit are the ones the signed checkpoint covers, the hash beside them is not theirs" + also
	default:
		f.Reason = "its bytes do not give the hash beside them, and there are other changes: neither bytes nor hashes lead to the signed root" + also
	}
	return &f
}

// anywhere reports commits that were altered together with their hashes: only
// an earlier checkpoint can narrow down which.
func (s *scan) anywhere(c Checkpoint, at int64) error {
	from := uint64(1)
	if g := s.trust.checkpoint; g != nil && g.Size < c.Size && s.prefixRoot() == g.Root {
		from = g.Size + 1
	}
	where := fmt.Sprintf("commits %d to %d", from, c.Size)
	if c.Size == 0 {
		where = "checkpoint"
	}
	return faultAt(where, at, "they do not lead to the signed root although each fits the hash beside it: commits were replaced together with their hashes")
}
