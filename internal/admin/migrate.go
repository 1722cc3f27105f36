package admin

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/database"
)

//go:embed migrations/*.sql
var embedded embed.FS

// migrationFiles is where the steps are read from; a test may put others here.
var migrationFiles = func() (fs.FS, error) { return fs.Sub(embedded, "migrations") }

// versionTable holds the number of each step that was run, and 0.
const versionTable = "admin_schema"

// migrate brings the tables to the newest version. before is called once with
// the version there is and the one to come, if they differ. Nodes that start at
// once may all try: the unique version number, or the tables' names, let one
// win, and the others look again.
func (db *DB) migrate(ctx context.Context, before func(current, target int64) error) error {
	files, err := migrationFiles()
	if err != nil {
		return err
	}
	provider, err := goose.NewProvider(goose.DialectCustom, db.writer, files,
		goose.WithStore(versions{db.kind}), goose.WithDisableGlobalRegistry(true), goose.WithAllowOutofOrder(true), goose.WithLogger(goose.NopLogger()))
	if err != nil {
		return fmt.Errorf("reading the steps of the tables: %w", err)
	}
	sources := provider.ListSources()
	target := sources[len(sources)-1].Version
	for try := 1; ; try++ {
		current, done, err := db.step(ctx, provider, target, &before)
		if done {
			return err
		}
		now, lookErr := db.version(ctx)
		moved := lookErr == nil && now > current
		if err != nil && !moved && !overtaken(err) && !contended(err) || try >= tries {
			return fmt.Errorf("bringing the tables to version %d: %w", target, err)
		}
		if err := pause(ctx, try); err != nil {
			return err
		}
	}
}

// step looks at the version there is and runs what is missing, after *before,
// which it then empties. done says that there is nothing to try again.
func (db *DB) step(ctx context.Context, provider *goose.Provider, target int64, before *func(current, target int64) error) (current int64, done bool, err error) {
	if current, err = db.version(ctx); err != nil {
		return 0, false, err
	}
	if current > target {
		return current, true, newerTables(db.subject, current, target)
	}
	// A step of a lower number may be missing too, in a file of a build between releases.
	pending, err := provider.HasPending(ctx)
	if err != nil || !pending {
		return current, err == nil, err
	}
	if *before != nil {
		if err := (*before)(current, target); err != nil {
			return current, true, err
		}
		*before = nil
	}
	_, err = provider.Up(ctx)
	return current, err == nil, err
}

// version gives the newest step that was run, 0 for none, and makes the table
// of versions where it is missing.
func (db *DB) version(ctx context.Context) (int64, error) {
	s := versions{db.kind}
	there, err := s.TableExists(ctx, db.writer)
	if err != nil {
		return 0, err
	}
	if !there {
		err := db.transact(ctx, db.writer, nil, func(tx *sql.Tx) error {
			if err := s.CreateVersionTable(ctx, tx); err != nil {
				return err
			}
			return s.Insert(ctx, tx, database.InsertRequest{})
		})
		if err != nil {
			return 0, err
		}
	}
	return s.GetLatestVersion(ctx, db.writer)
}

// overtaken reports an error that another node's migration explains: a name or
// number that was not there when we looked, or a system row changed meanwhile.
func overtaken(err error) bool {
	if Taken(err) {
		return true
	}
	var p *pgconn.PgError
	if !errors.As(err, &p) {
		return false
	}
	switch p.Code {
	case "42P06", "42P07", "42710", "42701", "42P01", "42703":
		return true
	case "XX000":
		return p.Message == "tuple concurrently updated"
	}
	return false
}

// versions is goose's table of versions, with the number as its key.
type versions struct{ kind kind }

var _ database.StoreExtender = versions{}

// Tablename gives the name of the table.
func (versions) Tablename() string { return versionTable }

// TableExists reports whether the table is there.
func (v versions) TableExists(ctx context.Context, db database.DBTxConn) (bool, error) {
	var n int64
	err := db.QueryRowContext(ctx, v.kind.exists, versionTable).Scan(&n)
	return n > 0, err
}

// CreateVersionTable makes the table.
func (versions) CreateVersionTable(ctx context.Context, db database.DBTxConn) error {
	_, err := db.ExecContext(ctx, "CREATE TABLE IF NOT EXISTS admin_schema (version BIGINT NOT NULL PRIMARY KEY)")
	return err
}

// Insert says that a step was run.
func (versions) Insert(ctx context.Context, db database.DBTxConn, r database.InsertRequest) error {
	_, err := db.ExecContext(ctx, "INSERT INTO admin_schema (version) VALUES ($1)", r.Version)
	return err
}

// Delete says that a step was undone, which we never do.
func (versions) Delete(ctx context.Context, db database.DBTxConn, version int64) error {
	_, err := db.ExecContext(ctx, "DELETE FROM admin_schema WHERE version = $1", version)
	return err
}

// GetMigration looks for one step.
func (versions) GetMigration(ctx context.Context, db database.DBTxConn, version int64) (*database.GetMigrationResult, error) {
	err := db.QueryRowContext(ctx, "SELECT version FROM admin_schema WHERE version = $1", version).Scan(&version)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return nil, database.ErrVersionNotFound
	case err != nil:
		return nil, err
	}
	return &database.GetMigrationResult{IsApplied: true}, nil
}

// GetLatestVersion gives the highest number.
func (versions) GetLatestVersion(ctx context.Context, db database.DBTxConn) (version int64, err error) {
	err = db.QueryRowContext(ctx, "SELECT coalesce(max(version), 0) FROM admin_schema").Scan(&version)
	return version, err
}

// ListMigrations gives all steps that were run, the newest first.
func (versions) ListMigrations(ctx context.Context, db database.DBTxConn) ([]*database.ListMigrationsResult, error) {
	rows, err := db.QueryContext(ctx, "SELECT version FROM admin_schema ORDER BY version DESC")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []*database.ListMigrationsResult
	for rows.Next() {
		one := &database.ListMigrationsResult{IsApplied: true}
		if err := rows.Scan(&one.Version); err != nil {
			return nil, err
		}
		all = append(all, one)
	}
	return all, rows.Err()
}
