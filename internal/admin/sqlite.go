package admin

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"github.com/cordon-ot/cordon/internal/fault"
)

// applicationID marks an SQLite file as ours: "CRDA".
const applicationID = 0x43524441

const openDatabase = "open administrative database"

var kindSQLite = kind{
	exists:  `SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = $1`,
	tables:  `SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE 'admin\_%' ESCAPE '\' ORDER BY name`,
	columns: `SELECT name, lower(type) FROM pragma_table_info($1) ORDER BY cid`,
	keys:    `SELECT name FROM pragma_table_info($1) WHERE pk > 0 ORDER BY pk`,
	references: `SELECT m.name, f."table" FROM sqlite_master m, pragma_foreign_key_list(m.name) f
		WHERE m.type = 'table' AND m.name LIKE 'admin\_%' ESCAPE '\'`,
}

// OpenSQLite opens the administrative database in the file at path, makes it if
// there is none (readable for its owner only), and brings its tables to the
// newest version; an older file is first copied to "<path>.before-<version>",
// the version it is brought to (with a further number if that name is taken).
// Invalid if the file is something else, damaged, or of a newer Cordon.
func OpenSQLite(ctx context.Context, path string) (*DB, error) {
	db := &DB{kind: kindSQLite, subject: path}
	abs, err := filepath.Abs(path)
	if err != nil {
		return nil, db.fail(ctx, openDatabase, err)
	}
	if err := db.touch(abs); err != nil {
		return nil, db.fail(ctx, openDatabase, err)
	}
	// The writers queue up in this process, so that busy_timeout only has to
	// settle with other processes.
	if db.writer, err = sql.Open("sqlite", sqliteName(abs, "immediate", "synchronous(FULL)", "foreign_keys(1)", "secure_delete(1)", "journal_mode(WAL)")); err != nil {
		return nil, db.fail(ctx, openDatabase, err)
	}
	db.writer.SetMaxOpenConns(1)
	if db.reader, err = sql.Open("sqlite", sqliteName(abs, "deferred", "query_only(1)")); err != nil {
		return nil, db.fail(ctx, openDatabase, errors.Join(err, db.writer.Close()))
	}
	db.reader.SetMaxOpenConns(readers)
	db.reader.SetMaxIdleConns(readers)
	for try := 1; ; try++ {
		err := db.start(ctx, abs)
		if err == nil {
			return db, nil
		}
		// Processes that turn a new file to WAL at once do not wait for one another.
		if !contended(err) || try == tries || pause(ctx, try) != nil {
			return nil, db.fail(ctx, openDatabase, errors.Join(err, db.Close()))
		}
	}
}

// touch makes an empty file that only its owner may read, as it will hold
// digests of passwords; the log beside it takes over its permissions.
func (db *DB) touch(abs string) error {
	f, err := os.OpenFile(abs, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		if info, statErr := os.Stat(abs); statErr == nil && info.IsDir() {
			return &fault.Error{Kind: fault.Invalid, Op: openDatabase, Subject: db.subject, Message: "it is a folder, not a file; name a file in it", Err: err}
		}
		return err
	}
	return f.Close()
}

func sqliteName(abs, lock string, pragmas ...string) string {
	path := filepath.ToSlash(abs)
	if !strings.HasPrefix(path, "/") {
		path = "/" + path // a drive letter
	}
	q := url.Values{"_txlock": {lock}, "_pragma": append([]string{"busy_timeout(10000)", "trusted_schema(0)"}, pragmas...)}
	return (&url.URL{Scheme: "file", Path: path, RawQuery: q.Encode()}).String()
}

// start checks that the file is ours, copies it if it is an older one, and migrates it.
func (db *DB) start(ctx context.Context, abs string) error {
	var id, tables int64
	if err := db.writer.QueryRowContext(ctx, "SELECT application_id, (SELECT count(*) FROM sqlite_master) FROM pragma_application_id").Scan(&id, &tables); err != nil {
		return err
	}
	switch {
	case tables > 0 && id != applicationID:
		return &fault.Error{Kind: fault.Invalid, Op: openDatabase, Subject: db.subject, Message: "it is an SQLite database, but not the administrative database of a Cordon server"}
	case id != applicationID:
		if _, err := db.writer.ExecContext(ctx, fmt.Sprintf("PRAGMA application_id = %d", applicationID)); err != nil {
			return err
		}
	}
	return db.migrate(ctx, func(current, target int64) error {
		if current == 0 {
			return nil
		}
		return db.copyBefore(ctx, abs, target)
	})
}

// copyBefore writes a copy of the file as it is, complete or not at all. Nodes
// that start at once each write one of their own.
func (db *DB) copyBefore(ctx context.Context, abs string, target int64) error {
	name, part, err := reserve(fmt.Sprintf("%s.before-%d", abs, target))
	if err != nil {
		return err
	}
	// VACUUM INTO writes into an empty file, which keeps the permissions.
	if _, err := db.writer.ExecContext(ctx, "VACUUM INTO $1", part); err != nil {
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

// reserve finds a name that no file has, and makes an empty file beside it which
// nobody else has: who holds that one may take the name.
func reserve(first string) (name, part string, err error) {
	name = first
	for n := 2; ; n++ {
		part = name + ".part"
		f, err := os.OpenFile(part, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
		switch {
		case err == nil:
			if err := f.Close(); err != nil {
				return "", "", errors.Join(err, os.Remove(part))
			}
			_, err := os.Lstat(name)
			if errors.Is(err, fs.ErrNotExist) {
				return name, part, nil
			}
			if err := errors.Join(err, os.Remove(part)); err != nil {
				return "", "", err
			}
		case !errors.Is(err, fs.ErrExist):
			return "", "", err
		}
		name = fmt.Sprintf("%s-%d", first, n)
	}
}

// Scrub takes what was deleted or overwritten out of the free space of an SQLite
// file. A PostgreSQL server does so in its own time.
func (db *DB) Scrub(ctx context.Context) error {
	const op = "clear the free space of the administrative database"
	if db.kind.exists != kindSQLite.exists {
		return nil
	}
	for _, statement := range []string{"VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)"} {
		if _, err := db.writer.ExecContext(ctx, statement); err != nil {
			return db.fail(ctx, op, err)
		}
	}
	return nil
}
