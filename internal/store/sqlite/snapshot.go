package sqlite

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/tlog"
	"zombiezen.com/go/sqlite"

	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/store"
)

// SnapshotPath gives the path of the saved snapshot of the project at path.
func SnapshotPath(path string) string { return path + "-snapshot" }

// staleAfter is the age at which an unfinished snapshot file is certainly one
// that a stopped process left behind.
const staleAfter = time.Hour

// SaveSnapshot implements store.Store. The file is written beside the old one
// and takes its name only when it is whole and synced.
func (s *Store) SaveSnapshot(ctx context.Context, n uint64, w io.WriterTo) error {
	const op = "save snapshot"
	if s.readOnly {
		return complain(fault.Unavailable, op, s.path, readOnlyOpened, nil)
	}
	root, head, err := s.rootAt(ctx, op, n)
	if err != nil {
		return err
	}
	if n > head {
		return store.SnapshotAhead(n, head)
	}
	if !s.gate.Enter() {
		return store.Closed(op)
	}
	defer s.gate.Leave()
	s.saving.Lock()
	defer s.saving.Unlock()
	final := SnapshotPath(s.file)
	if s.keptNewer(ctx, n) {
		return nil
	}
	dir, base := filepath.Split(final)
	removeStale(dir, base)
	f, err := os.CreateTemp(dir, base+"-*.tmp")
	if err != nil {
		return fail(final, op, err)
	}
	defer os.Remove(f.Name()) // of no effect after the rename
	if info, err := os.Stat(s.file); err == nil {
		// Whoever may read the project may use its cache; if that cannot be said, they do without.
		_ = f.Chmod(info.Mode().Perm())
	}
	h := header{commit: n, database: s.id, root: root}
	source := &source{w: w}
	err = writeSidecar(f, &h, source)
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err == nil {
		err = os.Rename(f.Name(), final)
	}
	if err == nil {
		err = syncFolder(dir)
	}
	if source.err != nil {
		return source.err
	}
	return fail(final, op, err)
}

// source tells the caller's own error from one of the disk, which the caller
// sees as well because it writes through us.
type source struct {
	w   io.WriterTo
	err error
}

// WriteTo implements io.WriterTo.
func (s *source) WriteTo(w io.Writer) (int64, error) {
	sink := &sink{w: w}
	n, err := s.w.WriteTo(sink)
	if sink.err != nil {
		return n, sink.err
	}
	s.err = err
	return n, err
}

type sink struct {
	w   io.Writer
	err error
}

func (s *sink) Write(b []byte) (int, error) {
	n, err := s.w.Write(b)
	if err != nil {
		s.err = err
	}
	return n, err
}

// keptNewer reports whether a usable snapshot of a later commit than n is kept.
func (s *Store) keptNewer(ctx context.Context, n uint64) bool {
	r, err := s.openOwn(ctx)
	if err != nil {
		return false
	}
	r.Close()
	return r.header.commit > n
}

// LoadSnapshot implements store.Store.
func (s *Store) LoadSnapshot(ctx context.Context) (uint64, int64, store.SnapshotReader, error) {
	r, err := s.openOwn(ctx)
	if err != nil {
		return 0, 0, nil, err
	}
	return r.header.commit, r.header.size, r, nil
}

// openOwn opens the saved snapshot if it belongs to this database and to the
// history it has now; a file copied from elsewhere or left by a restored backup
// does not.
func (s *Store) openOwn(ctx context.Context) (*snapshotReader, error) {
	const op = "load snapshot"
	path := SnapshotPath(s.path)
	r, err := openSidecar(SnapshotPath(s.file))
	if err != nil {
		// Closed and cancelled come before what the folder holds.
		if e := s.read(ctx, op, func(*sqlite.Conn) error { return nil }); e != nil {
			return nil, e
		}
		return nil, noSnapshot(path, err)
	}
	r.path = path
	root, head, err := s.rootAt(ctx, op, r.header.commit)
	switch {
	case err != nil:
	case r.header.commit > head:
		err = noSnapshot(path, errors.New("it was taken after the last commit"))
	case r.header.database != s.id:
		err = noSnapshot(path, errors.New("it belongs to another project"))
	case r.header.root != root:
		err = noSnapshot(path, errors.New("it belongs to another history"))
	}
	if err != nil {
		r.Close()
		return nil, err
	}
	return r, nil
}

// rootAt gives the head and, if n is not beyond it, the root hash of the tree
// over commits 1..n.
func (s *Store) rootAt(ctx context.Context, op string, n uint64) (root tlog.Hash, head uint64, err error) {
	err = s.read(ctx, op, func(c *sqlite.Conn) error {
		last, err := readInt(c, selectHead)
		if err != nil {
			return s.fail(op, err)
		}
		if head = uint64(last); n <= head {
			root, err = tlog.TreeHash(int64(n), s.hashReader(c))
		}
		return err
	})
	return root, head, err
}

// removeStale deletes what processes stopped while saving left behind.
func removeStale(dir, base string) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return
	}
	for _, e := range entries {
		name := e.Name()
		if !strings.HasPrefix(name, base+"-") || !strings.HasSuffix(name, ".tmp") {
			continue
		}
		if info, err := e.Info(); err == nil && time.Since(info.ModTime()) > staleAfter {
			os.Remove(filepath.Join(dir, name))
		}
	}
}
