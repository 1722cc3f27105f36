package admin

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"github.com/pressly/goose/v3"

	"github.com/cordon-ot/cordon/internal/fault"
)

// ReadSQLite opens the file at path for reading only, beside a server that may
// be running: it makes, migrates and writes nothing. NotFound if there is no such
// file; Invalid as OpenSQLite, and for tables of an older Cordon too.
func ReadSQLite(ctx context.Context, path string) (*DB, error) {
	db := &DB{kind: kindSQLite, subject: path}
	abs, err := filepath.Abs(path)
	if err != nil {
		return nil, db.fail(ctx, openDatabase, err)
	}
	info, err := os.Stat(abs)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, &fault.Error{Kind: fault.NotFound, Op: openDatabase, Subject: path, Message: "there is no administrative database here; check the data folder"}
	}
	if err != nil {
		return nil, db.fail(ctx, openDatabase, err)
	}
	if info.Size() == 0 {
		return nil, &fault.Error{Kind: fault.Invalid, Op: openDatabase, Subject: path, Message: "the file is empty: the server was stopped at its first start; start it again"}
	}
	name := sqliteName(abs, "deferred", "query_only(1)") + "&mode=ro"
	if err = db.look(ctx, name); err == nil {
		return db, nil
	}
	// On a disk where SQLite cannot make its helper files, a database at rest can
	// still be read as one that does not change.
	if wal, statErr := os.Stat(abs + "-wal"); fault.KindOf(err) == fault.Unavailable && (statErr != nil || wal.Size() == 0) {
		if again := db.look(ctx, name+"&immutable=1"); again == nil {
			return db, nil
		}
	}
	return nil, err
}

// look opens the file under a name of sqliteName and checks what it is.
func (db *DB) look(ctx context.Context, name string) error {
	pool, err := sql.Open("sqlite", name)
	if err != nil {
		return db.fail(ctx, openDatabase, err)
	}
	pool.SetMaxOpenConns(readers)
	db.reader, db.writer = pool, pool
	var id int64
	err = pool.QueryRowContext(ctx, "SELECT application_id FROM pragma_application_id").Scan(&id)
	if err == nil && id != applicationID {
		err = &fault.Error{Kind: fault.Invalid, Op: openDatabase, Subject: db.subject, Message: "it is not the administrative database of a Cordon server"}
	}
	if err == nil {
		err = db.current(ctx)
	}
	if err != nil {
		return db.fail(ctx, openDatabase, errors.Join(err, pool.Close()))
	}
	return nil
}

// ReadPostgres opens the administrative tables for reading, beside servers that
// may be running: it makes and migrates nothing. NotFound if there are none;
// else as OpenPostgres, and Invalid for tables of an older Cordon too.
func ReadPostgres(ctx context.Context, conn string) (*DB, error) {
	db, err := dialPostgres(conn)
	if err != nil {
		return nil, err
	}
	if err := db.current(ctx); err != nil {
		return nil, db.fail(ctx, openDatabase, errors.Join(err, db.Close()))
	}
	return db, nil
}

// current refuses tables of another version than this program's.
func (db *DB) current(ctx context.Context) error {
	s := versions{db.kind}
	there, err := s.TableExists(ctx, db.reader)
	if err != nil {
		return err
	}
	if !there {
		return &fault.Error{Kind: fault.NotFound, Op: openDatabase, Subject: db.subject, Message: "no server has used this database yet; check its name"}
	}
	steps, newest, err := stepsKnown()
	if err != nil {
		return err
	}
	done, err := s.ListMigrations(ctx, db.reader)
	if err != nil {
		return err
	}
	version := int64(0)
	for _, m := range done {
		version = max(version, m.Version)
		delete(steps, m.Version)
	}
	switch {
	case version > newest:
		return newerTables(db.subject, version, newest)
	case len(steps) > 0:
		return &fault.Error{Kind: fault.Invalid, Op: openDatabase, Subject: db.subject, Message: fmt.Sprintf(
			"its tables are of an older Cordon (version %d, this one needs %d) and stay as they are; use the program they belong to, or start the server with this one, which upgrades them", version, newest)}
	}
	return nil
}

// stepsKnown gives the numbers of the steps this program has, and the highest.
func stepsKnown() (steps map[int64]bool, newest int64, err error) {
	files, err := migrationFiles()
	if err != nil {
		return nil, 0, err
	}
	names, err := fs.Glob(files, "*.sql")
	if err != nil {
		return nil, 0, err
	}
	steps = map[int64]bool{}
	for _, name := range names {
		n, err := goose.NumericComponent(name)
		if err != nil {
			return nil, 0, err
		}
		steps[n] = true
		newest = max(newest, n)
	}
	return steps, newest, nil
}

func newerTables(subject string, version, newest int64) error {
	return &fault.Error{Kind: fault.Invalid, Op: openDatabase, Subject: subject, Message: fmt.Sprintf(
		"its tables were made by a newer Cordon (version %d, this one knows up to %d); use a newer program", version, newest)}
}

// Check reads everything there is and gives a sentence for each thing that is
// damaged, none for a sound database. SQLite examines its own file, and rows
// that refer to others that are not there; a PostgreSQL server keeps that itself.
func (db *DB) Check(ctx context.Context) (damage []string, err error) {
	const op = "check administrative database"
	if db.kind.exists == kindSQLite.exists {
		err = db.transact(ctx, db.reader, &sql.TxOptions{ReadOnly: true}, func(tx *sql.Tx) error {
			damage = nil
			found, err := sentences(ctx, tx, "SELECT integrity_check FROM pragma_integrity_check WHERE integrity_check <> 'ok'")
			if err != nil {
				return err
			}
			lost, err := sentences(ctx, tx, `SELECT 'a row of ' || "table" || ' refers to a row of ' || parent || ' that is not there' FROM pragma_foreign_key_check`)
			damage = slices.Concat(found, lost)
			return err
		})
	}
	if err == nil && len(damage) == 0 {
		err = db.Dump(ctx, io.Discard)
	}
	if err = db.fail(ctx, op, err); fault.KindOf(err) == fault.Invalid && err != nil {
		return append(damage, err.Error()), nil
	}
	return damage, err
}

// mostSentences bounds a list: a file that is broken throughout has one cause.
const mostSentences = 100

func sentences(ctx context.Context, tx *sql.Tx, query string) (list []string, err error) {
	rows, err := tx.QueryContext(ctx, query)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() && len(list) < mostSentences {
		var s string
		if err := rows.Scan(&s); err != nil {
			return list, err
		}
		list = append(list, s)
	}
	return list, rows.Err()
}
