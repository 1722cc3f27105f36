package backup

import (
	"context"
	"io"
	"time"

	"github.com/cordon-ot/cordon/internal/store"
)

// Kind says what a record is about.
type Kind string

// The kinds of record.
const (
	Project  Kind = "project"  // commits of the model; its rows are made by replay
	Security Kind = "security" // the stream of security events; it has no rows
)

// Record names one record of a server.
type Record struct {
	Name string // 1 to 100 ASCII letters, digits, dots, hyphens and underscores, the first no dot; one of each name
	Kind Kind
}

// Source is a server, running or not, that a backup is made of. Errors of its
// methods end the backup and are returned as they are.
type Source interface {
	// Dump writes the administrative database as it is at one moment.
	Dump(ctx context.Context, w io.Writer) error
	// Records lists the records there are, in any order. It is called after Dump.
	Records(ctx context.Context) ([]Record, error)
	// Open gives the store of a record; Write closes it. A source that shares
	// its stores with a server gives one whose Close does nothing.
	Open(ctx context.Context, r Record) (store.Store, error)
	// Files gives the evidence files of a project.
	Files(ctx context.Context, project string) (Files, error)
}

// Files reads evidence files by digest (sha256:HEX). Open gives NotFound if
// there is none, and it or the reader Invalid if the content is another.
type Files interface {
	Open(digest string) (io.ReadCloser, error)
}

// Target is an empty place that a backup is restored into. Its methods are
// called in the order they stand here, Create and Keep several times; after an
// error only Abort follows.
type Target interface {
	// Begin gives Conflict unless the place is empty.
	Begin(ctx context.Context) error
	// Load takes the dump of the administrative database. It may stop reading
	// where the dump says it ends.
	Load(ctx context.Context, dump io.Reader) error
	// Create makes an empty store; Restore closes it.
	Create(ctx context.Context, r Record) (store.Store, error)
	// Keep gives the place for the evidence files of a project.
	Keep(ctx context.Context, project string) (Keeper, error)
	// Commit makes what was restored visible.
	Commit(ctx context.Context) error
	// Abort takes away what was built, as far as it can.
	Abort() error
}

// Keeper takes evidence files, as blob.Store does.
type Keeper interface {
	Files
	// Put stores what r yields and gives its digest and length.
	Put(r io.Reader) (digest string, size int64, err error)
}

// Summary is what a backup holds.
type Summary struct {
	Made    time.Time      `json:"made"`    // when it was begun, to the second, UTC
	Program string         `json:"program"` // version of the program that wrote it
	Admin   int64          `json:"admin"`   // length of the administrative dump in bytes
	Records []RecordHeld   `json:"records"` // projects by name, then the security stream
	Files   FilesHeld      `json:"files"`
	Skipped []SkippedStore `json:"skipped"` // stores that hold no record, by name
}

// RecordHeld is one record in a backup.
type RecordHeld struct {
	Name    string `json:"name"`
	Kind    Kind   `json:"kind"`
	Origin  string `json:"origin"`  // name of its log
	Commits uint64 `json:"commits"` // number of commits
	Root    []byte `json:"root"`    // root hash of the tree over them
	Bytes   int64  `json:"bytes"`   // length of its exported log
}

// FilesHeld counts the evidence files that the records name.
type FilesHeld struct {
	Kept    int   `json:"kept"`    // in the backup, each once
	Bytes   int64 `json:"bytes"`   // their length together
	Missing int   `json:"missing"` // not there when the backup was made
	Changed int   `json:"changed"` // there, but with other content; not in the backup
}

// SkippedStore is a store without identity, as a creation leaves that was
// interrupted before anything was acknowledged.
type SkippedStore struct {
	Name string `json:"name"`
	Kind Kind   `json:"kind"`
}
