package blob

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"hash"
	"io"

	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/trace"
)

// SmallFile is the length in bytes up to which a file is read into memory and
// verified before its first byte is handed on.
const SmallFile = 8 << 20

const blockSize = 64 << 10

// Verify gives a reader of r that never passes on a wrong file: a file of at
// most SmallFile bytes (size is what the store says of it) is read and verified
// at once, of a longer one the last block is kept back until the digest is
// known to fit. It takes over r and closes it. found, which may be nil, is
// called once, as soon as the verdict is known; after an error of r it is not
// called.
func Verify(r io.ReadCloser, digest string, size int64, found func(trace.FileState)) (io.ReadCloser, error) {
	if size <= SmallFile {
		b, err := VerifySmall(r, digest, size, found)
		if err != nil {
			return nil, err
		}
		return io.NopCloser(bytes.NewReader(b)), nil
	}
	return &verifier{
		r: r, digest: digest, found: found, hash: sha256.New(),
		held: make([]byte, 0, blockSize), next: make([]byte, 0, blockSize),
	}, nil
}

// VerifySmall reads r, of which the store says that it has size bytes, verifies
// it and gives its content. It closes r. See Verify.
func VerifySmall(r io.ReadCloser, digest string, size int64, found func(trace.FileState)) ([]byte, error) {
	defer r.Close()
	b := make([]byte, max(size, 0)+1)
	n, err := io.ReadFull(r, b)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return nil, broken(digest, err)
	}
	sum := sha256.Sum256(b[:n])
	if err == nil || Prefix+hex.EncodeToString(sum[:]) != digest { // err == nil: there is more than the store says
		report(found, trace.FileChanged)
		return nil, Changed(digest)
	}
	report(found, trace.FilePresent)
	return b[:n], nil
}

func report(found func(trace.FileState), s trace.FileState) {
	if found != nil {
		found(s)
	}
}

func broken(digest string, err error) error {
	var f *fault.Error
	if errors.As(err, &f) {
		return err
	}
	return &fault.Error{
		Kind: fault.Unavailable, Op: readOp, Subject: digest,
		Message: "the file could not be read to its end; try again, and if this stays, check the place where the files of evidence are kept", Err: err,
	}
}

// verifier passes on what r yields, one block behind.
type verifier struct {
	r      io.ReadCloser
	digest string
	found  func(trace.FileState)
	hash   hash.Hash
	held   []byte // hashed, not yet to be handed on
	next   []byte // the buffer for the block after it
	ready  []byte // may be handed on
	tail   []byte // may be handed on after ready
	err    error  // what comes after that
}

func (v *verifier) Read(p []byte) (int, error) {
	for len(p) > 0 {
		if len(v.ready) == 0 {
			v.ready, v.tail = v.tail, nil
		}
		if len(v.ready) > 0 {
			n := copy(p, v.ready)
			v.ready = v.ready[n:]
			return n, nil
		}
		if v.err != nil {
			return 0, v.err
		}
		v.advance()
	}
	return 0, nil
}

// advance reads one more block and frees the one before it; at the end of the
// file, if it is right, both.
func (v *verifier) advance() {
	n, err := io.ReadFull(v.r, v.next[:blockSize])
	v.next = v.next[:n]
	v.hash.Write(v.next)
	switch {
	case err == nil:
		v.ready, v.held, v.next = v.held, v.next, v.held
	case !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF):
		v.err = broken(v.digest, err)
	case Prefix+hex.EncodeToString(v.hash.Sum(nil)) != v.digest:
		v.err = Changed(v.digest)
		report(v.found, trace.FileChanged)
	default:
		v.ready, v.tail, v.err = v.held, v.next, io.EOF
		report(v.found, trace.FilePresent)
	}
}

func (v *verifier) Close() error { return v.r.Close() }
