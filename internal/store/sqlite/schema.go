package sqlite

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"zombiezen.com/go/sqlite"
	"zombiezen.com/go/sqlite/sqlitex"

	"github.com/cordon-ot/cordon/internal/fault"
)

const (
	applicationID = 0x4352444e // "CRDN"
	// schemaVersion is what schema writes to user_version; upgrades go on from it.
	schemaVersion = 1
	pageSize      = 4096
)

// schema is frozen: a change is a new version with its own migration.
var schema = fmt.Sprintf(`
CREATE TABLE commits (n INTEGER PRIMARY KEY, body BLOB NOT NULL);
CREATE TABLE hashes (i INTEGER PRIMARY KEY, h BLOB NOT NULL);
CREATE TABLE rows (node INTEGER PRIMARY KEY, body BLOB NOT NULL);
CREATE TABLE value (name TEXT PRIMARY KEY, body BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE identity (id BLOB NOT NULL);
PRAGMA application_id = %d;
PRAGMA user_version = %d;
`, applicationID, schemaVersion)

// The log is copied into the file by checkpointer, never by the commit that
// happens to cross a limit, hence wal_autocheckpoint=0.
var writerPragmas = []string{
	"PRAGMA synchronous = FULL",
	"PRAGMA wal_autocheckpoint = 0",
	"PRAGMA journal_size_limit = 67108864",
	"PRAGMA cache_size = -16384",
	"PRAGMA temp_store = MEMORY",
	"PRAGMA trusted_schema = OFF",
}

var readerPragmas = []string{
	"PRAGMA query_only = ON",
	"PRAGMA cache_size = -4096",
	"PRAGMA temp_store = MEMORY",
	"PRAGMA trusted_schema = OFF",
}

// The statements, named so that connections find them prepared.
const (
	selectHead     = "SELECT coalesce(max(n), 0) FROM commits"
	selectCommits  = "SELECT n, body FROM commits WHERE n BETWEEN ? AND ? ORDER BY n"
	selectRows     = "SELECT node, body FROM rows ORDER BY node"
	selectHash     = "SELECT h FROM hashes WHERE i = ?"
	selectValue    = "SELECT body FROM value WHERE name = ?"
	selectNames    = "SELECT name FROM value"
	selectIdentity = "SELECT id FROM identity"
	insertCommit   = "INSERT INTO commits (n, body) VALUES (?, ?)"
	insertHash     = "INSERT INTO hashes (i, h) VALUES (?, ?)"
	replaceRow     = "REPLACE INTO rows (node, body) VALUES (?, ?)"
	insertRow      = "INSERT INTO rows (node, body) VALUES (?, ?)"
	deleteRows     = "DELETE FROM rows"
	replaceValue   = "REPLACE INTO value (name, body) VALUES (?, ?)"
)

// createSchema fills an empty database in one transaction and only then turns
// to WAL, so that the main file alone tells what it is at any time.
func createSchema(c *sqlite.Conn, id [16]byte) error {
	if err := apply(c, []string{fmt.Sprintf("PRAGMA page_size = %d", pageSize), "PRAGMA synchronous = FULL"}); err != nil {
		return err
	}
	if err := sqlitex.ExecuteScript(c, schema, nil); err != nil {
		return err
	}
	if err := run(c, "INSERT INTO identity (id) VALUES (?)", id[:]); err != nil {
		return err
	}
	for version := int64(schemaVersion); version < newest(); version++ {
		if err := upgradeStep(c, version); err != nil {
			return err
		}
	}
	return apply(c, []string{"PRAGMA journal_mode = WAL"})
}

// checkHeader reads the first bytes of the file at abs without SQLite, which
// would create helper files beside a foreign database. path is for messages.
func checkHeader(abs, path string) error {
	const op = "open project"
	info, err := os.Stat(abs)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return complain(fault.NotFound, op, path, "there is no such project; check the path or create it", nil)
	case err != nil:
		return fail(path, op, err)
	case info.IsDir():
		return complain(fault.Invalid, op, path, "it is a folder, not a project file", nil)
	case !info.Mode().IsRegular():
		return complain(fault.Invalid, op, path, "it is not an ordinary file", nil)
	case info.Size() == 0:
		return complain(fault.Invalid, op, path, "the file is empty, not a Cordon project; delete it and create the project again", nil)
	}
	f, err := os.Open(abs)
	if err != nil {
		return fail(path, op, err)
	}
	defer f.Close()
	var h [100]byte // the database header, https://www.sqlite.org/fileformat.html section 1.3
	if _, err := io.ReadFull(f, h[:]); errors.Is(err, io.ErrUnexpectedEOF) {
		return complain(fault.Invalid, op, path, "the file is not a Cordon project", nil)
	} else if err != nil {
		return fail(path, op, err)
	}
	if !bytes.HasPrefix(h[:], []byte("SQLite format 3\x00")) {
		return complain(fault.Invalid, op, path, "the file is not a Cordon project", nil)
	}
	if binary.BigEndian.Uint32(h[68:]) != applicationID {
		return complain(fault.Invalid, op, path, "the file is an SQLite database, but not a Cordon project", nil)
	}
	// SQLite fills a page that is cut off with zeros and says nothing. Only a
	// log that still holds the page makes an odd length an ordinary thing.
	size := int64(binary.BigEndian.Uint16(h[16:]))
	if size == 1 {
		size = 1 << 16
	}
	if size == 0 || info.Size()%size != 0 {
		if wal, err := os.Stat(abs + "-wal"); err != nil || wal.Size() == 0 {
			return complain(fault.Invalid, op, path, "the file is cut short; restore it from a backup", nil)
		}
	}
	return checkVersion(path, int64(int32(binary.BigEndian.Uint32(h[60:]))))
}

func checkVersion(path string, version int64) error {
	switch {
	case version > newest():
		return complain(fault.Invalid, "open project", path, fmt.Sprintf(
			"made by a newer Cordon (schema %d, this one knows up to %d); use a newer program", version, newest()), nil)
	case version < 1:
		return complain(fault.Invalid, "open project", path, fmt.Sprintf(
			"its schema number %d is none that Cordon wrote; restore it from a backup", version), nil)
	}
	return nil
}

// immutableURI names the file at abs with the promise that nobody changes it.
func immutableURI(abs string) string {
	p := filepath.ToSlash(abs)
	if !strings.HasPrefix(p, "/") {
		p = "/" + p
	}
	return (&url.URL{Scheme: "file", OmitHost: false, Path: p, RawQuery: "immutable=1"}).String()
}

// syncFolder makes a new or renamed entry of a folder durable.
func syncFolder(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer d.Close()
	// Some systems cannot sync a folder; there the entry is durable with the file.
	if err := d.Sync(); err != nil && !errors.Is(err, fs.ErrInvalid) && !errors.Is(err, errors.ErrUnsupported) {
		return err
	}
	return nil
}
