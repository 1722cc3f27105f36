package remote

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"time"

	"github.com/cordon-ot/cordon/internal/model"
)

const (
	keptStates   = 4  // states kept of one project
	keptProjects = 16 // projects of which states are kept
)

// stateCache keeps states of one project in a folder: files named by commit
// that hold a saved snapshot and its SHA-256. Whatever is wrong with it, the
// server gives the same states; so failures to write are not told.
type stateCache struct {
	dir string // empty: nothing is kept
	now func() time.Time
}

// newCache gives the cache of a project below a folder for all of them.
func newCache(folder, server, id string, now func() time.Time) stateCache {
	if folder == "" {
		return stateCache{}
	}
	sum := sha256.Sum256([]byte(server + "\n" + id))
	return stateCache{dir: filepath.Join(folder, hex.EncodeToString(sum[:12])), now: now}
}

func (c stateCache) path(commit uint64) string {
	return filepath.Join(c.dir, strconv.FormatUint(commit, 10))
}

// load gives the state after a commit, nil if it is not kept or not whole.
func (c stateCache) load(commit uint64) *model.Snapshot {
	if c.dir == "" {
		return nil
	}
	path := c.path(commit)
	data, err := os.ReadFile(path)
	if err != nil {
		return nil
	}
	s := decodeKept(data)
	if s == nil || s.Commit() != commit {
		_ = os.Remove(path) // it is of no use any more
		return nil
	}
	now := c.now()
	_ = os.Chtimes(path, now, now) // the longest unused go first
	return s
}

func decodeKept(data []byte) *model.Snapshot {
	n := len(data) - sha256.Size
	if n < 0 {
		return nil
	}
	if sum := sha256.Sum256(data[:n]); !bytes.Equal(sum[:], data[n:]) {
		return nil
	}
	s, err := model.ReadSnapshot(bytes.NewReader(data[:n]), int64(n))
	if err != nil {
		return nil
	}
	return s
}

// nearest names the latest kept commit at or before n, 0 if there is none.
func (c stateCache) nearest(n uint64) uint64 {
	best := uint64(0)
	for _, k := range c.list() {
		if k.commit <= n {
			best = max(best, k.commit)
		}
	}
	return best
}

// save keeps a state, given in its saved form, in place of the longest unused.
func (c stateCache) save(commit uint64, saved []byte) {
	if c.dir == "" || os.MkdirAll(c.dir, 0o700) != nil {
		return
	}
	// Made for this account alone, whatever the umask; and in one step, since
	// other runs read it.
	tmp, err := os.CreateTemp(c.dir, ".writing-*")
	if err != nil {
		return
	}
	sum := sha256.Sum256(saved)
	_, err = tmp.Write(saved)
	if err == nil {
		_, err = tmp.Write(sum[:])
	}
	if closed := tmp.Close(); err == nil {
		err = closed
	}
	if err == nil {
		err = os.Rename(tmp.Name(), c.path(commit))
	}
	if err != nil {
		_ = os.Remove(tmp.Name())
		return
	}
	c.prune()
}

// kept is one file of the cache.
type kept struct {
	commit uint64
	used   time.Time
}

// list lists what is kept, the latest used first.
func (c stateCache) list() []kept {
	entries, err := os.ReadDir(c.dir)
	if err != nil {
		return nil
	}
	var all []kept
	for _, e := range entries {
		n, err := strconv.ParseUint(e.Name(), 10, 64)
		if err != nil {
			continue
		}
		if info, err := e.Info(); err == nil {
			all = append(all, kept{n, info.ModTime()})
		}
	}
	slices.SortFunc(all, func(a, b kept) int { return cmp.Or(b.used.Compare(a.used), cmp.Compare(b.commit, a.commit)) })
	return all
}

// prune drops what is too much: states of this project, then projects.
func (c stateCache) prune() {
	if list := c.list(); len(list) > keptStates {
		for _, k := range list[keptStates:] {
			_ = os.Remove(c.path(k.commit))
		}
	}
	entries, err := os.ReadDir(filepath.Dir(c.dir))
	if err != nil || len(entries) <= keptProjects {
		return
	}
	var infos []fs.FileInfo
	for _, e := range entries {
		if info, err := e.Info(); err == nil && e.IsDir() {
			infos = append(infos, info)
		}
	}
	slices.SortFunc(infos, func(a, b fs.FileInfo) int {
		return cmp.Or(b.ModTime().Compare(a.ModTime()), cmp.Compare(a.Name(), b.Name()))
	})
	for _, info := range infos[min(len(infos), keptProjects):] {
		_ = os.RemoveAll(filepath.Join(filepath.Dir(c.dir), info.Name()))
	}
}

// Forget removes every state that is kept of any server, as after signing out.
func Forget(folder string) error { return os.RemoveAll(folder) }
