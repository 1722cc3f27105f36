package sqlite

import (
	"errors"
	"fmt"
	"io/fs"
	"os"

	"zombiezen.com/go/sqlite"
	"zombiezen.com/go/sqlite/sqlitex"

	"github.com/cordon-ot/cordon/internal/fault"
)

// upgrades are the steps from one schema version to the next, the first from 1
// to 2. There are none yet; a step is frozen once released. The bytes of commits
// are never part of one.
var upgrades []string

// newest is the schema version this program works with.
func newest() int64 { return schemaVersion + int64(len(upgrades)) }

// upgrade brings an older file to the newest version, after a copy of it was
// made beside it as "<path>.before-<version>". Each step is one transaction with
// its version number, so that a stop in between goes on at the next start.
func (s *Store) upgrade() error {
	version, err := readInt(s.writer, "PRAGMA user_version")
	if err != nil {
		return err
	}
	if err := checkVersion(s.path, version); err != nil {
		return err
	}
	if version == newest() {
		return nil
	}
	if err := s.copyBefore(); err != nil {
		return complain(fault.KindOf(s.fail("copy project", err)), "upgrade project", s.path, fmt.Sprintf(
			"it was made by an older Cordon, and the copy that goes before its upgrade could not be made, so it was not changed: %v; make room beside it", err), err)
	}
	for ; version < newest(); version++ {
		if err := upgradeStep(s.writer, version); err != nil {
			return err
		}
	}
	return nil
}

// upgradeStep runs the statements from version to the next, unless another
// process was faster.
func upgradeStep(c *sqlite.Conn, version int64) (err error) {
	end, err := sqlitex.ImmediateTransaction(c)
	if err != nil {
		return err
	}
	defer end(&err)
	at, err := readInt(c, "PRAGMA user_version")
	if err != nil || at > version {
		return err
	}
	return sqlitex.ExecuteScript(c, fmt.Sprintf("%s; PRAGMA user_version = %d;", upgrades[version-schemaVersion], version+1), nil)
}

// copyBefore writes a copy of the file as it is, complete or not at all.
func (s *Store) copyBefore() error {
	name := fmt.Sprintf("%s.before-%d", s.file, newest())
	for n := 2; ; n++ {
		_, err := os.Lstat(name)
		if errors.Is(err, fs.ErrNotExist) {
			break
		}
		if err != nil {
			return err
		}
		name = fmt.Sprintf("%s.before-%d-%d", s.file, newest(), n)
	}
	part := name + ".part"
	// VACUUM INTO writes into an empty file, which keeps the permissions.
	if err := os.WriteFile(part, nil, 0o600); err != nil {
		return err
	}
	if err := sqlitex.ExecuteTransient(s.writer, "VACUUM INTO ?", &sqlitex.ExecOptions{Args: []any{part}}); err != nil {
		return errors.Join(err, os.Remove(part))
	}
	f, err := os.OpenFile(part, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	if err := errors.Join(f.Sync(), f.Close()); err != nil {
		return err
	}
	return os.Rename(part, name)
}

// older refuses a file of an older version that is only to be read.
func (s *Store) older(version int64) error {
	if version == newest() {
		return nil
	}
	return complain(fault.Unavailable, "open project", s.path, fmt.Sprintf(
		"made by an older Cordon (schema %d, this one works with %d), and it may only be read now; open it once for writing, which copies and upgrades it", version, newest()), nil)
}
