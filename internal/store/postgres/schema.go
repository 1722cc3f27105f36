package postgres

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/cordon-ot/cordon/internal/fault"
)

// migrations are the steps from one schema version to the next, the first from
// nothing to 1. A step is frozen once released. Its statements may be run
// again after having been run in part: not every database of this family
// undoes a change of tables with its transaction.
var migrations = [][]string{{
	`CREATE SCHEMA IF NOT EXISTS cordon`,
	`CREATE TABLE IF NOT EXISTS cordon.schema_version (version bigint PRIMARY KEY)`,
	`CREATE TABLE IF NOT EXISTS cordon.project (id uuid PRIMARY KEY, name text NOT NULL UNIQUE)`,
	`CREATE TABLE IF NOT EXISTS cordon.commits (
		project uuid NOT NULL, n bigint NOT NULL, body bytea NOT NULL, root bytea NOT NULL, PRIMARY KEY (project, n))`,
	`CREATE TABLE IF NOT EXISTS cordon.hashes (
		project uuid NOT NULL, i bigint NOT NULL, h bytea NOT NULL, PRIMARY KEY (project, i))`,
	`CREATE TABLE IF NOT EXISTS cordon.rows (
		project uuid NOT NULL, node bigint NOT NULL, body bytea NOT NULL, PRIMARY KEY (project, node))`,
	`CREATE TABLE IF NOT EXISTS cordon.value (
		project uuid NOT NULL, name bytea NOT NULL, body bytea NOT NULL, PRIMARY KEY (project, name))`,
	`CREATE TABLE IF NOT EXISTS cordon.snapshot (
		project uuid PRIMARY KEY, id uuid NOT NULL, n bigint NOT NULL, size bigint NOT NULL,
		root bytea NOT NULL, sums bytea NOT NULL, crc bigint NOT NULL)`,
	`CREATE TABLE IF NOT EXISTS cordon.snapshot_part (
		project uuid NOT NULL, id uuid NOT NULL, part bigint NOT NULL, body bytea NOT NULL, PRIMARY KEY (project, id, part))`,
	// Snapshots come packed as tightly as their maker wants; packing them again
	// would cost more than reading them.
	`ALTER TABLE cordon.snapshot_part ALTER COLUMN body SET STORAGE EXTERNAL`,
}}

const openDatabase = "open database"

// migrate brings the tables to the newest version. Nodes that start at once
// may all try: the unique keys of the system's own tables let one win, and the
// others look again.
func (db *DB) migrate(ctx context.Context) error {
	return db.again(ctx, func(ctx context.Context) error {
		for {
			version, err := db.version(ctx)
			if err != nil {
				return err
			}
			switch newest := int64(len(migrations)); {
			case version > newest:
				return fault.New(fault.Invalid, openDatabase,
					"its tables were made by a newer Cordon (schema %d, this one knows up to %d); use a newer program", version, newest)
			case version < 0:
				return fault.New(fault.Invalid, openDatabase, "its schema number %d is none that Cordon wrote; restore it from a backup", version)
			case version == newest:
				return db.inspect(ctx)
			}
			if err := db.step(ctx, version+1); err != nil && !overtaken(err) {
				return err
			}
		}
	})
}

// version is the schema's number, 0 for a database without our tables.
func (db *DB) version(ctx context.Context) (version int64, err error) {
	var there bool
	if err := db.pool.QueryRow(ctx, `SELECT EXISTS (SELECT 1 FROM information_schema.tables
		WHERE table_schema = 'cordon' AND table_name = 'schema_version')`).Scan(&there); err != nil || !there {
		return 0, err
	}
	err = db.pool.QueryRow(ctx, `SELECT coalesce(max(version), 0) FROM cordon.schema_version`).Scan(&version)
	return version, err
}

// step runs the migration to version.
func (db *DB) step(ctx context.Context, version int64) error {
	return pgx.BeginFunc(ctx, db.pool, func(tx pgx.Tx) error {
		for _, statement := range migrations[version-1] {
			if _, err := tx.Exec(ctx, statement); err != nil {
				return err
			}
		}
		_, err := tx.Exec(ctx, `INSERT INTO cordon.schema_version (version) VALUES ($1) ON CONFLICT DO NOTHING`, version)
		return err
	})
}

// overtaken reports an error that another node's migration explains: a name
// that was not there when we looked, or a system row changed meanwhile.
func overtaken(err error) bool {
	var p *pgconn.PgError
	if !errors.As(err, &p) {
		return false
	}
	switch p.Code {
	case "23505", "42P06", "42P07", "42710":
		return true
	case "XX000":
		return p.Message == "tuple concurrently updated"
	}
	return false
}

// inspect finds a table or column that is missing before a commit does.
func (db *DB) inspect(ctx context.Context) error {
	for _, columns := range []string{
		"id, name FROM cordon.project", "project, n, body, root FROM cordon.commits", "project, i, h FROM cordon.hashes",
		"project, node, body FROM cordon.rows", "project, name, body FROM cordon.value",
		"project, id, n, size, root, sums, crc FROM cordon.snapshot", "project, id, part, body FROM cordon.snapshot_part",
	} {
		if _, err := db.pool.Exec(ctx, fmt.Sprintf("SELECT %s LIMIT 0", columns)); err != nil {
			return err
		}
	}
	return nil
}
