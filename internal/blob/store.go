package blob

import (
	"io"
	"iter"

	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/trace"
)

// Store is a content-addressed store of evidence files; a digest is sha256: and
// 64 lower-case hexadecimal digits. Its methods may be called concurrently.
// Errors are *fault.Error: Invalid for what is no digest and for a file whose
// content is not that of its digest, NotFound where nothing is stored,
// Unavailable where the place of the files does not answer or takes nothing.
type Store interface {
	// Put stores what r yields and gives its digest and length. The file is
	// durable when Put returns; after an error nothing can be counted on, and
	// nothing half-written has the name of a digest. A file that is there
	// already and whole stays, a damaged one is replaced.
	Put(r io.Reader) (digest string, size int64, err error)
	// Adopt stores what r yields under a digest that another store had it
	// under, and reports whether what is stored now is whole. Content that is
	// not that of the digest is stored all the same, so that State says of it
	// what it said there. A file that is there already is only ever replaced by
	// a whole one.
	Adopt(digest string, r io.Reader) (whole bool, err error)
	// Open reads a file from its beginning. The last bytes, and io.EOF, come
	// only if the content is that of the digest; otherwise the reader ends
	// with an error of kind Invalid. Of a file of at most SmallFile bytes
	// Open itself gives that error.
	Open(digest string) (io.ReadCloser, error)
	// OpenSeeker reads a file in any order. It is verified before OpenSeeker
	// returns, from memory if it looks as it did at the last verification, and
	// a change while it is being read ends the reading with Invalid.
	OpenSeeker(digest string) (File, error)
	// State tells whether a file is there and unchanged, from memory as far as
	// that may be trusted. What is no digest, and a file that cannot be read,
	// counts as missing.
	State(digest string) trace.FileState
	// Check is State by reading the whole file.
	Check(digest string) trace.FileState
	// Size gives the length of a file as it is stored, in bytes.
	Size(digest string) (int64, error)
	// Digests yields the digest of every file, ascending, changed ones too. An
	// error is the last thing it yields.
	Digests() iter.Seq2[string, error]
}

// File is an open file that can be read in any order, as http.ServeContent
// asks for it.
type File interface {
	io.ReadSeekCloser
	// Size is the length of the file in bytes.
	Size() int64
}

const (
	storeOp = "store a file"
	readOp  = "read a file"
	listOp  = "list the files of evidence"
)

// NoDigest is the fault for a text that is no digest.
func NoDigest(op, digest string) error {
	return &fault.Error{Kind: fault.Invalid, Op: op, Subject: digest, Message: "this is no digest; one is sha256: and 64 hexadecimal digits"}
}

// Missing is the fault for a digest under which nothing is stored.
func Missing(digest string) error {
	return &fault.Error{Kind: fault.NotFound, Op: readOp, Subject: digest, Message: "no file with this digest is stored"}
}

// Changed is the fault for a file whose content is not that of its digest.
func Changed(digest string) error {
	return &fault.Error{
		Kind: fault.Invalid, Op: readOp, Subject: digest,
		Message: "the file was changed: its content is not what its digest stands for; restore it from a backup, or upload the right file again",
	}
}
