package admin

import (
	"context"
	"database/sql"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"

	"github.com/cordon-ot/cordon/internal/door"
	"github.com/cordon-ot/cordon/internal/fault"
)

var kindPostgres = kind{
	exists: `SELECT count(*) FROM information_schema.tables WHERE table_schema = current_schema() AND table_name = $1`,
	tables: `SELECT table_name FROM information_schema.tables
		WHERE table_schema = current_schema() AND table_type = 'BASE TABLE' AND table_name LIKE 'admin\_%' ORDER BY table_name COLLATE "C"`,
	columns: `SELECT column_name, data_type FROM information_schema.columns
		WHERE table_schema = current_schema() AND table_name = $1 ORDER BY ordinal_position`,
	keys: `SELECT k.column_name FROM information_schema.table_constraints c
		JOIN information_schema.key_column_usage k USING (constraint_schema, constraint_name, table_name)
		WHERE c.table_schema = current_schema() AND c.table_name = $1 AND c.constraint_type = 'PRIMARY KEY' ORDER BY k.ordinal_position`,
	references: `SELECT DISTINCT c.conrelid::regclass::text, c.confrelid::regclass::text FROM pg_catalog.pg_constraint c
		JOIN pg_catalog.pg_namespace n ON n.oid = c.connamespace WHERE c.contype = 'f' AND n.nspname = current_schema()`,
	collate: ` COLLATE "C"`,
}

// OpenPostgres opens the administrative tables in the database that conn names
// (a URL or the key=value form of libpq; the PG* environment variables fill what
// it leaves out), and makes them or brings them to the newest version. Any
// number of nodes may do so at once. Invalid if conn cannot be read or the tables
// are of a newer Cordon; NotFound if there is no such database; Unavailable if
// it cannot be reached or refuses the account.
func OpenPostgres(ctx context.Context, conn string) (*DB, error) {
	db, err := dialPostgres(conn)
	if err != nil {
		return nil, err
	}
	err = db.makeSchema(ctx)
	if err == nil {
		err = db.migrate(ctx, nil)
	}
	if err != nil {
		db.writer.Close()
		return nil, db.fail(ctx, openDatabase, err)
	}
	return db, nil
}

// dialPostgres makes the pool, which connects when it is used.
func dialPostgres(conn string) (*DB, error) {
	config, err := pgx.ParseConfig(conn)
	if err != nil {
		// The cause may quote the string, which may hold a password.
		return nil, fault.New(fault.Invalid, openDatabase, "the connection string cannot be read; see docs/guide on PostgreSQL")
	}
	if config.ConnectTimeout == 0 {
		config.ConnectTimeout = 10 * time.Second
	}
	if config.RuntimeParams["application_name"] == "" {
		config.RuntimeParams["application_name"] = "cordon"
	}
	pool := stdlib.OpenDB(*config, stdlib.OptionAfterConnect(func(ctx context.Context, c *pgx.Conn) error {
		// The path of an account named cordon would lead to other tables as soon
		// as there is a schema of this name.
		_, err := c.Exec(ctx, `SELECT set_config(name, value, false)
			FROM (VALUES ('search_path', 'cordon'), ('synchronous_commit', 'on')) AS v (name, value)
			WHERE name = 'search_path' OR current_setting(name, true) = 'off'`)
		return err
	}))
	pool.SetMaxOpenConns(2 * readers)
	pool.SetMaxIdleConns(readers)
	return &DB{kind: kindPostgres, reader: pool, writer: pool, isolation: sql.LevelSerializable, view: sql.LevelRepeatableRead, door: door.New(away)}, nil
}

// makeSchema makes the schema that the tables of projects lie in too. It asks
// first: an account that may not make one can use one.
func (db *DB) makeSchema(ctx context.Context) error {
	for try := 1; ; try++ {
		var n int64
		err := db.writer.QueryRowContext(ctx, "SELECT count(*) FROM pg_catalog.pg_namespace WHERE nspname = 'cordon'").Scan(&n)
		if err == nil && n == 0 {
			_, err = db.writer.ExecContext(ctx, "CREATE SCHEMA IF NOT EXISTS cordon")
		}
		if err == nil || try == tries || !overtaken(err) && !contended(err) {
			return err
		}
		if err := pause(ctx, try); err != nil {
			return err
		}
	}
}
