// Package postgres keeps projects in a PostgreSQL database, many in one, shared
// by any number of server nodes; docs/formats/store.md describes the tables.
//
// Invariants:
//
//   - Any node may write at any time. A unique key on the commit's number decides
//     between two that expect the same head; there are no advisory locks and no
//     notifications, and nothing depends on which node wrote last.
//   - Each commit carries the root hash of the tree up to it, and an append goes
//     through only onto the root its writer computed from. A node with a memory
//     of another history (a database restored from a backup, a standby that
//     lacked commits) can therefore not grow a broken tree.
//   - An append is one statement: one round trip, all or nothing. It is right at
//     every isolation level from READ COMMITTED up, and run again when the
//     database undoes it for another one (SQLSTATE 40001, 40P01).
//   - An append whose answer was lost is settled by looking for its root: found,
//     it was written. What cannot be settled is Unavailable, never a guess.
//   - Appends wait for the database's disk: synchronous_commit=off is raised to
//     on for our connections. A server run with fsync=off keeps no promise.
//
// Each read ends its statement before a callback runs, or has a connection of
// its own, so reads may nest without using up the pool.
package postgres

import (
	"context"
	crand "crypto/rand"
	"errors"
	"math/rand/v2"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/cordon-ot/cordon/internal/door"
	"github.com/cordon-ot/cordon/internal/fault"
)

// DB is a database that holds projects. Make one with Connect. All methods may
// be called concurrently.
type DB struct {
	pool *pgxpool.Pool
	door *door.Door
}

const (
	// tries bounds how often a transaction is run that others keep undoing.
	tries = 20
	// patience bounds the wait for an answer where the caller set no end.
	patience = 2 * time.Minute
	// connectLimit bounds the wait for a new connection.
	connectLimit = 10 * time.Second
)

// Connect connects to the database that conn names (a URL or the key=value form
// of libpq; the PG* environment variables fill what it leaves out) and makes or
// migrates its tables. Unavailable if it cannot be reached, refuses the account
// or only allows reading while tables have to be made; Invalid if conn cannot be
// read or the tables are of a newer Cordon; NotFound if there is no such database.
func Connect(ctx context.Context, conn string) (*DB, error) {
	config, err := pgxpool.ParseConfig(conn)
	if err != nil {
		return nil, complain(fault.Invalid, openDatabase, "", "the connection string cannot be read; see docs/guide on PostgreSQL", err)
	}
	return ConnectConfig(ctx, config)
}

// ConnectConfig is Connect with settings read by pgxpool.ParseConfig.
func ConnectConfig(ctx context.Context, config *pgxpool.Config) (*DB, error) {
	config = config.Copy()
	if config.ConnConfig.ConnectTimeout == 0 {
		config.ConnConfig.ConnectTimeout = connectLimit
	}
	if config.ConnConfig.RuntimeParams["application_name"] == "" {
		config.ConnConfig.RuntimeParams["application_name"] = "cordon"
	}
	config.AfterConnect = prepareConnection
	// A ping would be a second round trip for each edit after a pause. A
	// connection found dead is replaced and the call made again.
	config.ShouldPing = func(context.Context, pgxpool.ShouldPingParams) bool { return false }
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return nil, fail(ctx, "", openDatabase, err)
	}
	db := &DB{pool: pool, door: door.New(away)}
	if err := db.migrate(ctx); err != nil {
		pool.Close()
		return nil, fail(ctx, "", openDatabase, err)
	}
	return db, nil
}

// prepareConnection sets what our promises need, where the server knows it.
func prepareConnection(ctx context.Context, c *pgx.Conn) error {
	// Planning the append anew each time costs as much as running it.
	_, err := c.Exec(ctx, `SELECT set_config(name, value, false)
		FROM (VALUES ('synchronous_commit', 'off', 'on'), ('plan_cache_mode', 'auto', 'force_generic_plan')) AS v (name, current, value)
		WHERE current_setting(name, true) = current`)
	return err
}

// dial opens a connection outside the pool, for reads and writes that run the
// caller's code in their middle.
func (db *DB) dial(ctx context.Context) (*pgx.Conn, error) {
	c, err := pgx.ConnectConfig(ctx, db.pool.Config().ConnConfig)
	if err != nil {
		return nil, err
	}
	if err := prepareConnection(ctx, c); err != nil {
		hangUp(c)
		return nil, err
	}
	return c, nil
}

// hangUp closes a connection of dial, whatever state it is in.
func hangUp(c *pgx.Conn) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	_ = c.Close(ctx) // the server notices by itself
}

// again runs fn until it succeeds, fails for good, or was undone too often. A
// lost connection is replaced once: after a restart of the server every
// connection of the pool is dead, and the first call finds out. fn must be one
// that may be run twice.
func (db *DB) again(ctx context.Context, fn func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	replaced := false
	for try := 1; ; try++ {
		if err := db.door.Pass(ctx, db.pool.Ping); err != nil {
			return err
		}
		err := fn(ctx)
		db.door.Slam(err)
		switch {
		case err == nil, ctx.Err() != nil, try == tries:
			return err
		case contended(err):
			select {
			case <-time.After(time.Duration(rand.Int64N(int64(time.Millisecond) << min(try, 8)))):
			case <-ctx.Done():
				return err
			}
		case lost(err) && !replaced:
			replaced = true
			db.pool.Reset()
		default:
			return err
		}
	}
}

// Close releases the connections. The projects opened from db must be closed before.
func (db *DB) Close() { db.pool.Close() }

// Projects gives the names of the projects in byte order.
func (db *DB) Projects(ctx context.Context) (names []string, err error) {
	err = db.again(ctx, func(ctx context.Context) error {
		rows, err := db.pool.Query(ctx, `SELECT name FROM cordon.project ORDER BY name COLLATE "C"`)
		if err != nil {
			return err
		}
		names, err = pgx.CollectRows(rows, pgx.RowTo[string])
		return err
	})
	return names, fail(ctx, "", "list projects", err)
}

// maxName bounds the bytes of a project's name.
const maxName = 200

// Create makes a new, empty project and opens it. Conflict if there is one of
// this name, Invalid for a name that is empty, no UTF-8, or over 200 bytes.
func (db *DB) Create(ctx context.Context, project string) (*Store, error) {
	const op = "create project"
	if project == "" || len(project) > maxName || !utf8.ValidString(project) || strings.Contains(project, "\x00") {
		return nil, complain(fault.Invalid, op, project, "a project's name has 1 to 200 bytes of UTF-8 text", nil)
	}
	id := newID()
	err := db.again(context.WithoutCancel(ctx), func(ctx context.Context) error {
		if _, err := db.pool.Exec(ctx, `INSERT INTO cordon.project (id, name) VALUES ($1, $2)`, id, project); !taken(err) {
			return err
		}
		// An answer that was lost leaves our own id behind.
		var is [16]byte
		if err := db.pool.QueryRow(ctx, `SELECT id FROM cordon.project WHERE name = $1`, project).Scan(&is); err != nil || is == id {
			return err
		}
		return complain(fault.Conflict, op, project, "there is a project of this name already; choose another name", nil)
	})
	if err != nil {
		return nil, fail(ctx, project, op, err)
	}
	return newStore(db, project, id), nil
}

// Open opens a project. NotFound if there is none of this name.
func (db *DB) Open(ctx context.Context, project string) (*Store, error) {
	const op = "open project"
	var id [16]byte
	err := db.again(ctx, func(ctx context.Context) error {
		return db.pool.QueryRow(ctx, `SELECT id FROM cordon.project WHERE name = $1`, project).Scan(&id)
	})
	if errors.Is(err, pgx.ErrNoRows) || (err != nil && strings.Contains(project, "\x00")) {
		return nil, complain(fault.NotFound, op, project, "there is no such project in the database; check the name or create it", nil)
	}
	if err != nil {
		return nil, fail(ctx, project, op, err)
	}
	return newStore(db, project, id), nil
}

// newID makes a random UUID (RFC 9562 version 4).
func newID() (id [16]byte) {
	_, _ = crand.Read(id[:]) // never fails
	id[6], id[8] = id[6]&0x0f|0x40, id[8]&0x3f|0x80
	return id
}
