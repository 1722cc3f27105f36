// Package sqlite keeps a project in one SQLite file.
//
// The file holds the record (commits and tree hashes), the current rows and
// the named values; docs/formats/store.md describes it for other readers. Next
// to it lives the saved snapshot, PATH-snapshot, a cache that may be deleted at
// any time, and, while a program has the project open, SQLite's own PATH-wal
// and PATH-shm, which may not.
//
// Invariants:
//
//   - One connection writes, others read; a reader sees one head from its start
//     to its end and never waits for the writer.
//   - A commit is acknowledged after the write-ahead log was synced to disk
//     (journal_mode=WAL, synchronous=FULL). No acknowledged commit is lost when
//     the process or the machine stops, and nothing needs repair afterwards.
//   - Several processes may have one file open. Append reads the head inside
//     its write transaction, so the expected head decides between them.
//   - A file that is not ours, or of a newer schema, is refused before SQLite
//     touches it.
package sqlite

import (
	"context"
	"crypto/rand"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"zombiezen.com/go/sqlite"

	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/store"
)

// Options say how Open opens a project.
type Options struct {
	// ReadOnly opens for reading: every writing method gives Unavailable and
	// the project file is not changed by a byte. It also works on a read-only
	// disk, where opening for writing gives Unavailable.
	ReadOnly bool
}

// Store is a store.Store in one SQLite file. Make one with Create or Open.
type Store struct {
	path     string // as given, for messages
	file     string // the same, absolute
	uri      string // what connections open: file, or an immutable file URI
	readOnly bool
	id       [16]byte // identity of this database, binds the saved snapshot to it

	token  chan struct{} // held by the one who uses writer
	writer *sqlite.Conn  // nil when readOnly

	readers pool
	gate    store.Gate
	head    atomic.Uint64 // a head that was committed; the real one may be further
	pending atomic.Int64  // pages in the write-ahead log not yet copied to the file, estimated
	wake    chan struct{} // tells the checkpointer that pending is large
	done    chan struct{} // closed when the checkpointer has ended
	stop    chan struct{}

	saving sync.Mutex // one snapshot is written at a time
}

var _ store.Store = (*Store)(nil)

// busyLimit bounds the wait for another process's write transaction.
const busyLimit = 5 * time.Second

// Create makes a new project file at path and opens it. A file that exists is
// never touched, not even an empty one: Conflict. A folder that is missing
// gives NotFound, one that cannot be written Unavailable. Only the owner may
// read or write the file, for it holds the project's signing key; SQLite gives
// the files beside it the same mode.
func Create(path string) (*Store, error) {
	const op = "create project"
	abs, err := filepath.Abs(path)
	if err != nil {
		return nil, fail(path, op, err)
	}
	f, err := os.OpenFile(abs, os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600)
	switch {
	case errors.Is(err, fs.ErrExist):
		return nil, complain(fault.Conflict, op, path, "there is a file of this name already; choose another name", nil)
	case errors.Is(err, fs.ErrNotExist):
		return nil, complain(fault.NotFound, op, path, "the folder it should be created in does not exist; create it first", nil)
	case err != nil:
		return nil, fail(path, op, err)
	}
	f.Close()
	if err := initialise(abs); err != nil {
		for _, tail := range []string{"", "-journal", "-wal", "-shm"} {
			os.Remove(abs + tail)
		}
		return nil, fail(path, op, err)
	}
	return Open(path, Options{})
}

// initialise writes the schema into the empty file at path and makes file and
// folder entry durable.
func initialise(path string) error {
	c, err := sqlite.OpenConn(path, sqlite.OpenReadWrite)
	if err != nil {
		return err
	}
	var id [16]byte
	rand.Read(id[:])
	err = errors.Join(createSchema(c, id), c.Close())
	if err != nil {
		return err
	}
	return syncFolder(filepath.Dir(path))
}

// Open opens the project file at path. NotFound if there is no such file,
// Invalid if it is not a Cordon project, damaged or of a newer schema,
// Unavailable if it cannot be read or, unless read-only is asked, written. A
// file of an older schema is copied beside itself and then upgraded; read-only
// it is refused as Unavailable.
func Open(path string, opts Options) (*Store, error) {
	const op = "open project"
	abs, err := filepath.Abs(path)
	if err != nil {
		return nil, fail(path, op, err)
	}
	if err := checkHeader(abs, path); err != nil {
		return nil, err
	}
	s := &Store{
		path: path, file: abs, uri: abs, readOnly: opts.ReadOnly,
		token: make(chan struct{}, 1),
		wake:  make(chan struct{}, 1), done: make(chan struct{}), stop: make(chan struct{}),
	}
	s.readers.open = s.openReader
	if opts.ReadOnly {
		err = s.startReading(abs)
	} else {
		err = s.startWriting(abs)
	}
	if err == nil {
		err = s.inspect()
	}
	if err != nil {
		_ = s.shut() // why it could not be opened says more
		return nil, s.fail(op, err)
	}
	if s.readOnly {
		close(s.done)
	} else {
		go s.checkpointer()
	}
	return s, nil
}

// startWriting opens the writing connection.
func (s *Store) startWriting(abs string) error {
	// SQLite falls back to reading when the file cannot be written, and finds
	// out late; ask now so that the message comes before the work.
	f, err := os.OpenFile(abs, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	f.Close()
	c, err := sqlite.OpenConn(abs, sqlite.OpenReadWrite)
	if err != nil {
		return err
	}
	c.SetBusyTimeout(busyLimit)
	s.writer = c
	if err := apply(c, writerPragmas); err != nil {
		return err
	}
	return s.upgrade()
}

// startReading makes sure a reader can be opened. On a disk where SQLite cannot
// make its helper files, a project at rest (no -wal) is opened as immutable.
func (s *Store) startReading(abs string) error {
	c, err := s.openReader()
	if err == nil {
		s.readers.put(c)
		return nil
	}
	if info, statErr := os.Stat(abs + "-wal"); statErr == nil && info.Size() > 0 {
		return err
	}
	if code := sqlite.ErrCode(err).ToPrimary(); code != sqlite.ResultCantOpen && code != sqlite.ResultReadOnly {
		return err
	}
	s.uri = immutableURI(abs)
	if c, err = s.openReader(); err != nil {
		return err
	}
	s.readers.put(c)
	return nil
}

// inspect reads identity, schema version and head through an ordinary reader,
// and so finds a file that is cut short or lacks a table.
func (s *Store) inspect() error {
	c, err := s.readers.take()
	if err != nil {
		return err
	}
	defer s.readers.put(c)
	version, err := readInt(c, "PRAGMA user_version")
	if err != nil {
		return err
	}
	if err := errors.Join(checkVersion(s.path, version), s.older(version)); err != nil {
		return err
	}
	for _, query := range []string{selectCommits, selectRows, selectHash, selectValue, selectIdentity} {
		if _, err := c.Prepare(query); err != nil {
			return complain(fault.Invalid, "open project", s.path, "it lacks a part every Cordon project has; restore it from a backup", err)
		}
	}
	id, ok, err := readBlob(c, selectIdentity)
	if err != nil {
		return err
	}
	if !ok || len(id) != len(s.id) {
		return complain(fault.Invalid, "open project", s.path, "it lacks its identity; restore it from a backup", nil)
	}
	copy(s.id[:], id)
	head, err := readInt(c, selectHead)
	s.head.Store(uint64(head))
	return err
}

// Path gives the path of the project file as it was given to Create or Open.
func (s *Store) Path() string { return s.path }

// Close implements store.Store. The last process to close a project leaves one
// file (and the saved snapshot): SQLite then copies its log and removes it.
func (s *Store) Close() error {
	if !s.gate.Close() {
		return nil
	}
	close(s.stop)
	<-s.done
	return s.fail("close project", s.shut())
}

// shut closes the connections, the writing one last so that it tidies up.
func (s *Store) shut() error {
	err := s.readers.close()
	if s.writer != nil {
		err = errors.Join(err, s.writer.Close())
	}
	return err
}

// lockWriter waits for the writing connection.
func (s *Store) lockWriter(ctx context.Context, op string) error {
	if s.readOnly {
		return complain(fault.Unavailable, op, s.path, readOnlyOpened, nil)
	}
	if err := ctx.Err(); err != nil {
		return store.Cancelled(op, err)
	}
	select {
	case s.token <- struct{}{}:
		return nil
	case <-ctx.Done():
		return store.Cancelled(op, ctx.Err())
	}
}

func (s *Store) unlockWriter() { <-s.token }
