// Package app holds the use cases of Cordon and is the only writer of a
// record.
//
// A Project joins a store (the log and the current rows), the catalogues of
// the standard, the files of evidence, a clock and a source of identities. All
// changes go through Commit: ops are checked against the schema, links made or
// confirmed get their fingerprint as of the end of the commit, and the commit
// is durable before Commit returns. Readers work on immutable snapshots and
// never wait for writers.
//
// Commits of concurrent callers are gathered and written in one transaction
// (group commit); each keeps its own number and its own fate.
package app

import (
	"context"
	"io"
	"time"

	"github.com/cordon-ot/cordon/internal/model"
	"github.com/cordon-ot/cordon/internal/standard"
	"github.com/cordon-ot/cordon/internal/store"
	"github.com/cordon-ot/cordon/internal/trace"
)

// Config joins what a project works with. All fields but Files and Progress
// are needed; Open and Create give Invalid if one is missing.
type Config struct {
	Store   store.Store                          // the record; Close of the project closes it
	Library *standard.Library                    // catalogues and overlays
	Clock   func() time.Time                     // the current time
	Random  io.Reader                            // randomness for identities and keys; secure outside tests
	Files   Files                                // the files of evidence; nil means none are there
	Zone    func(string) (*time.Location, error) // looks up a time zone by name, time.LoadLocation
	// Progress, if not nil, is told now and then how far a long reading of the
	// log has come. It is called by the goroutine that reads and must be quick.
	Progress func(what string, done, total uint64)
}

// Files is a content-addressed store of evidence files. Its methods may be
// called concurrently; errors are *fault.Error.
type Files interface {
	// State tells whether the file with this digest (sha256:HEX) is there and
	// unchanged. Absent files are FileMissing, altered ones FileChanged.
	State(digest string) FileState
	// Put stores what r yields and gives its digest and length.
	Put(r io.Reader) (digest string, size int64, err error)
	// Open reads a file; NotFound if it is not there.
	Open(digest string) (io.ReadCloser, error)
}

// FileState is the state of one evidence file, as the chain of evidence judges
// it: Files.State is what trace.Context asks.
type FileState = trace.FileState

// The states of an evidence file.
const (
	FileMissing = trace.FileMissing // it is not there
	FileChanged = trace.FileChanged // it is there, but its digest is not the recorded one
	FilePresent = trace.FilePresent
)

// Change is a request to commit ops.
type Change struct {
	Author  string     // one line, never blank
	Label   string     // what is meant, one line: "edit", "import", "approve target", …
	Message string     // why, in the author's words; may be empty
	Request model.ID   // the change request it belongs to, zero if none
	Ops     []model.Op // at least one; not changed by Commit
	// Expected is the commit the author looked at. If the head has moved, the
	// change is applied to the new head unless it touches a property, a link or
	// a key that was changed in between, or confirms something whose grounds
	// were; then it is refused with Conflict. Zero means whatever the head is.
	Expected uint64
	// Once, if not empty, names the call (see model.RequestName): if a commit of
	// the last two days bears the name already, whoever wrote it, that commit is
	// given and nothing is written. So a call whose answer was lost can be made
	// again. A name may have two parts joined by a dot, which call it is and a
	// hash of what it asks for: the same call asking for something else is
	// Conflict.
	Once string
	// Allow, if not nil, is asked whether the ops may be made on the very state
	// they are applied to; its error refuses the change. It is called by the
	// writer and must be quick.
	Allow func(s *model.Snapshot, ops []model.Op) error
}

// State is one state of the record with the day its rules are asked for.
type State struct {
	Snapshot *model.Snapshot
	Date     string // YYYY-MM-DD in the project's time zone
	Label    string // how the state was asked for: "head", "commit 12", "2026-03-01", "BAS-1"
}

// Service is what faces (command line, later the server) use. Project
// implements it over a store; a text folder is a Project over the memory
// store, loaded from files. Methods may be called concurrently.
type Service interface {
	// Head gives the newest state this process knows, dated today.
	Head(ctx context.Context) (State, error)
	// At resolves "", "head", a commit number ("12" or "#12"), a day
	// (2026-03-01: the last commit of that day or before, in the project's time
	// zone), a moment in RFC 3339, or a baseline of the head (key or title). A
	// past state is dated the day of its commit, or the day asked for. NotFound
	// says what exists instead.
	At(ctx context.Context, ref string) (State, error)
	// Commit checks ops and makes them durable, and gives the commit as it was
	// recorded. On faults nothing is written; the error joins one *fault.Error
	// per cause: Invalid for ops that break a rule, Conflict (with Head) where
	// somebody else was faster, Unavailable if the store cannot write.
	Commit(ctx context.Context, c Change) (*model.Commit, error)
	// Plan applies ops to a state in memory only (what-if) and gives the state
	// they would lead to, on the same day. Errors are those of Commit.
	Plan(ctx context.Context, at State, ops []model.Op) (State, error)
	// History calls fn with commits from..to (to=0: the head), oldest first.
	// Invalid for from=0, NotFound for to beyond the head; from beyond to is
	// empty. An error of fn ends the call and is returned as it is.
	History(ctx context.Context, from, to uint64, fn func(*model.Commit) error) error
	// ExportLog writes the whole record as one file that verifies offline, with
	// a checkpoint signed by the project's key. It goes on while others commit.
	ExportLog(ctx context.Context, w io.Writer) error
	// Prove writes a bundle with every commit that touches the item with this
	// key, or that records this digest, each proved against one checkpoint.
	// NotFound if there is none.
	Prove(ctx context.Context, subject string, w io.Writer) error
	// Library gives the catalogues with overlays.
	Library() *standard.Library
	// EvidenceFiles gives the files of evidence.
	EvidenceFiles() Files
	// NewID gives a new identity for an item or a link.
	NewID() model.ID
	// Close releases the store, saving a snapshot first if that makes the next
	// start faster.
	Close() error
}
