// Package store is the port between Cordon's record and a database.
//
// A store holds one project: the frozen bytes of its commits in order, the
// hashes of the Merkle tree over them, the current state of every item as one
// row, a saved snapshot that makes starting fast, and a few named values
// (the project's id, its signing key). It knows bytes and numbers
// only: what a commit or a row means is the caller's business.
//
// Invariants every implementation keeps (package storetest proves them):
//
//   - Commit numbers start at 1 and have no holes. Commit n is leaf n-1 of the tree.
//   - Append is atomic: commit bytes, tree hashes and state rows change
//     together or not at all, and are durable when Append returns nil.
//   - Bytes that were appended are never changed.
//   - The saved snapshot is a cache: losing it costs time, never facts.
//
// Correctness rests on the expected head passed to Append, not on locks.
package store

import (
	"context"
	"io"

	"golang.org/x/mod/sumdb/tlog"
)

// Row is the current state of one item, addressed by its node number (dense,
// from 0, never reused). The body is opaque to the store.
type Row struct {
	Node uint32
	Body []byte
}

// Entry is one commit to append. The store keeps no reference to its slices
// after Append returns.
type Entry struct {
	Commit []byte // the frozen bytes; the leaf hash is tlog.RecordHash of them
	Rows   []Row  // state after the commit: rows to insert or replace, node numbers ascending
}

// SnapshotReader reads a saved snapshot's content, from the start with Read or
// anywhere with ReadAt. ReadAt may be called by several goroutines at once, so
// that a caller can read the parts it needs first, and the rest in parallel or
// later. The bytes delivered are verified: damage gives a NotFound fault, never
// wrong bytes, and the caller then builds its state from Rows instead.
// The reader stays good while newer snapshots are saved and after the store is
// closed, until its own Close.
type SnapshotReader interface {
	io.ReadCloser
	io.ReaderAt
}

// Store is the port. All methods may be called concurrently, and reading
// methods also from inside the callbacks; implementations have one writer and
// many readers, and a reader never waits for a writer. Calling a writing
// method or Close from inside a callback is a deadlock.
//
// Errors are *fault.Error: Conflict (with Head) when the expected head has
// moved, Unavailable for a disk that is full, read-only or locked, for a
// cancelled context and after Close, Invalid for a database made by a newer
// Cordon, one that is damaged or no Cordon database, and for arguments that
// break the rules below, NotFound for an absent commit or value. An error of a
// callback ends the call and is returned as it is.
type Store interface {
	// Head gives the number of commits and the root hash of the tree over them
	// (the RFC 6962 hash of the empty tree when there are none).
	Head(ctx context.Context) (n uint64, root tlog.Hash, err error)

	// Append adds entries after commit number expected, in order, as one
	// transaction, durable on return. If the head is not expected it changes
	// nothing and gives Conflict. Of several entries with a row for one node
	// the last one stands. An empty list only checks the head. A context
	// cancelled before the transaction starts gives Unavailable; a started
	// one is carried to its end.
	Append(ctx context.Context, expected uint64, entries []Entry) error

	// Commits calls fn with the bytes of commits from..to (inclusive, to=0
	// meaning the head) in order. from is at least 1 (Invalid otherwise); from
	// beyond to or beyond the head is an empty range, to beyond the head is
	// NotFound. The slice is valid only during the call.
	Commits(ctx context.Context, from, to uint64, fn func(n uint64, commit []byte) error) error

	// Rows calls fn with the current row of every item in node order, all read
	// at one head, and returns that head. The slice is valid only during the call.
	Rows(ctx context.Context, fn func(Row) error) (head uint64, err error)

	// ReadHashes is tlog.HashReader over the stored hashes of the tree. An
	// index that is not stored is NotFound.
	ReadHashes(indexes []int64) ([]tlog.Hash, error)

	// SaveSnapshot keeps a caller's serialised snapshot taken at commit n,
	// replacing any older one, streaming from w. It need not be durable. If a
	// newer one is already kept, w is not asked and nothing changes; n beyond
	// the head is Invalid. When w fails, the older snapshot stays.
	SaveSnapshot(ctx context.Context, n uint64, w io.WriterTo) error

	// LoadSnapshot opens the saved snapshot with the highest number that is
	// <= the head. NotFound if there is none that is whole and belongs to this
	// history. size is its length in bytes.
	LoadSnapshot(ctx context.Context) (n uint64, size int64, r SnapshotReader, err error)

	// Value reads a named value; NotFound if absent. The slice is the caller's.
	Value(ctx context.Context, name string) ([]byte, error)

	// ValueNames gives the names of all named values in byte order, so that a
	// copy forgets none.
	ValueNames(ctx context.Context) ([]string, error)

	// SetValue writes a named value durably.
	SetValue(ctx context.Context, name string, value []byte) error

	// ReplaceRows rebuilds the state rows from scratch in one transaction
	// (doctor, rebuild): fn is called with a function that adds one row, node
	// numbers ascending. If the head is not head, or fn fails, the old rows
	// stay (Conflict, or fn's error). The body may be reused after add returns.
	ReplaceRows(ctx context.Context, head uint64, fn func(add func(Row) error) error) error

	// Close releases the store after the calls in progress have ended. Calls
	// after Close give Unavailable, a second Close does nothing.
	Close() error
}
