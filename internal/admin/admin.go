// Package admin is the administrative database of a server: accounts,
// memberships, the list of projects, jobs, uploads. It answers where these rows
// lie (one SQLite file, or a PostgreSQL database that several nodes share), and
// keeps them safe and up to date; what a row means is the business of the
// package that asks. No content of a project is ever kept here.
//
// Invariants:
//
//   - All tables are named admin_..., lie in the schema cordon in PostgreSQL and
//     are made by numbered files below migrations, in SQL that both databases
//     take: TEXT and BIGINT columns, times as Unix milliseconds, truth as 0 and
//     1, placeholders $1, $2 in the order of their first use. A released file
//     never changes. A later file that adds a column gives it a default, so
//     that an older dump can be loaded; a table never refers to itself.
//   - A write is serializable, durable when Write returns, and undone as a whole
//     when its function gives an error.
//   - Nodes that start at once over one PostgreSQL all succeed: the version
//     number is a unique key, so one node wins each step and the others look
//     again. There are no advisory locks and no notifications.
//   - Tables of a newer Cordon are refused. An SQLite file of an older one is
//     copied before it is changed.
package admin

import (
	"context"
	"database/sql"
	"errors"
	"math/rand/v2"
	"time"

	"github.com/cordon-ot/cordon/internal/door"
	"github.com/cordon-ot/cordon/internal/fault"
)

// DB is an open administrative database. Its methods may be called concurrently.
type DB struct {
	reader, writer *sql.DB
	kind           kind
	isolation      sql.IsolationLevel // of a write
	view           sql.IsolationLevel // of a read
	subject        string             // the file, for messages
	door           *door.Door         // of a server, nil for a file
}

// kind is one of the two databases, where they differ.
type kind struct {
	tables, columns, keys, references string // catalogue queries, see dump.go
	exists                            string // counts tables named $1
	collate                           string // makes text sort by its bytes
}

const (
	// tries bounds how often a transaction is run that others keep undoing.
	tries = 30
	// readers is how many connections read at once in this process.
	readers = 8
)

// Read runs fn in a transaction that sees one state of all tables and writes
// nothing. An error of fn is given back; errors of the database become faults,
// with sql.ErrNoRows and the like still in their chain. fn must read its rows to
// the end or close them.
func (db *DB) Read(ctx context.Context, fn func(*sql.Tx) error) error {
	const op = "read administrative database"
	err := db.transact(ctx, db.reader, &sql.TxOptions{ReadOnly: true, Isolation: db.view}, fn)
	return db.fail(ctx, op, err)
}

// Write runs fn in a serializable transaction and makes it durable. When the
// database undoes the transaction because of another one, fn is run again: it
// must have no effect outside the transaction before Write has returned nil.
// Unavailable when that happened too often, or the database does not answer;
// then the change may or may not have been made. Never call Write within fn.
func (db *DB) Write(ctx context.Context, fn func(*sql.Tx) error) error {
	const op = "write administrative database"
	for try := 1; ; try++ {
		err := db.transact(ctx, db.writer, &sql.TxOptions{Isolation: db.isolation}, fn)
		if !contended(err) || try == tries || ctx.Err() != nil {
			return db.fail(ctx, op, err)
		}
		if err := pause(ctx, try); err != nil {
			return db.fail(ctx, op, err)
		}
	}
}

// pause waits a random time that grows with the number of tries.
func pause(ctx context.Context, try int) error {
	select {
	case <-time.After(time.Duration(rand.Int64N(int64(time.Millisecond) << min(try, 7)))):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (db *DB) transact(ctx context.Context, pool *sql.DB, options *sql.TxOptions, fn func(*sql.Tx) error) error {
	tx, err := db.begin(ctx, pool, options)
	if err != nil {
		return err
	}
	defer tx.Rollback() //nolint:errcheck // after a commit there is nothing to undo
	if err := fn(tx); err != nil {
		return err
	}
	return tx.Commit()
}

// begin begins a transaction. After a restart of the server every connection of
// the pool is dead, and the first call finds out: nothing has been asked of it
// yet, so it goes on with a new one, and the others are closed with it.
func (db *DB) begin(ctx context.Context, pool *sql.DB, options *sql.TxOptions) (tx *sql.Tx, err error) {
	if db.door == nil {
		return pool.BeginTx(ctx, options)
	}
	for try := 1; ; try++ {
		if err := db.door.Pass(ctx, pool.PingContext); err != nil {
			return nil, err
		}
		tx, err = pool.BeginTx(ctx, options)
		db.door.Slam(err)
		if !lost(err) || try > 1 || ctx.Err() != nil {
			return tx, err
		}
		pool.SetMaxIdleConns(0)
		pool.SetMaxIdleConns(readers)
	}
}

// Close closes the database once the transactions that run have ended.
func (db *DB) Close() error {
	errs := []error{db.writer.Close()}
	if db.reader != db.writer {
		errs = append(errs, db.reader.Close())
	}
	return fault.Wrap(fault.Unavailable, "close administrative database", errors.Join(errs...))
}
