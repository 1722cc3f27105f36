package serve

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/cordon-ot/cordon/internal/fault"
)

// lock keeps a data folder for this process. Two servers with SQLite in one
// folder would each keep their own idea of what is open. The file stays when
// the lock is given back; it says who had it last.
func (l layout) lock() (release func() error, err error) {
	const op = "take the data folder"
	path := filepath.Join(l.dir, "lock")
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, &fault.Error{Kind: fault.Unavailable, Op: op, Place: fault.Place{File: path}, Message: "the file cannot be made; check who owns the folder and its rights", Err: err}
	}
	held, err := tryLock(f)
	for try := 0; held && try < 4; try++ { // one that ends now is given a moment
		time.Sleep(50 * time.Millisecond)
		held, err = tryLock(f)
	}
	switch {
	case held:
		who := owner(f)
		f.Close()
		return nil, &fault.Error{
			Kind: fault.Conflict, Op: op, Subject: l.dir,
			Message: "another server uses this folder" + who + "; stop that one first, or give this one a folder of its own",
		}
	case err != nil:
		f.Close()
		return nil, &fault.Error{Kind: fault.Unavailable, Op: op, Place: fault.Place{File: path}, Message: "the folder cannot be locked; its file system must know locks", Err: err}
	}
	if err = f.Truncate(0); err == nil {
		_, err = f.WriteAt(fmt.Appendf(nil, "%d\n", os.Getpid()), 0)
	}
	if err != nil {
		f.Close()
		return nil, fault.Wrap(fault.Unavailable, op, err)
	}
	return f.Close, nil
}

// owner tells which process wrote into the lock, for a message.
func owner(f *os.File) string {
	b := make([]byte, 32)
	n, err := f.ReadAt(b, 0)
	if err != nil && !errors.Is(err, io.EOF) {
		return ""
	}
	pid, err := strconv.Atoi(strings.TrimSpace(string(b[:n])))
	if err != nil {
		return ""
	}
	return fmt.Sprintf(" (process %d)", pid)
}

// halfRestored refuses a folder that holds records and no administrative
// database: a restore or a move that was interrupted. A server that started
// there would begin with no users and hide what is there.
func (l layout) halfRestored() error {
	if _, err := os.Stat(l.admin()); !os.IsNotExist(err) {
		return nil
	}
	var found []string
	for _, place := range []struct{ dir, begins, ends string }{{l.projects(), "", ".cordon"}, {l.dir, "security.cordon", ""}, {l.dir, ".restoring-", ""}} {
		entries, err := os.ReadDir(place.dir)
		if err != nil && !os.IsNotExist(err) {
			return fault.Wrap(fault.Unavailable, "open the data folder", err)
		}
		for _, e := range entries {
			if strings.HasPrefix(e.Name(), place.begins) && strings.HasSuffix(e.Name(), place.ends) {
				found = append(found, e.Name())
			}
		}
	}
	if len(found) == 0 {
		return nil
	}
	return &fault.Error{
		Kind: fault.Conflict, Op: "open the data folder", Subject: l.dir,
		Message: fmt.Sprintf("it holds records (%s), but no admin.db: a restore or a move was interrupted; do that again into an empty folder, or name the right folder", found[0]),
	}
}
