package postgres

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"
)

// Hints are notifications that a project was written to. They make other nodes
// look at once; nothing depends on them, and a database of this family that
// knows no notifications does without.

const hintChannel = "cordon"

// Hint tells other nodes that a project was written to. It gives up quickly and
// says nothing: they look by themselves soon.
func (db *DB) Hint(ctx context.Context, project string) {
	ctx, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	_, _ = db.pool.Exec(ctx, `SELECT pg_notify($1, $2)`, hintChannel, project)
}

// hintPause is how long Hints waits before it connects again.
const hintPause = 5 * time.Second

// Hints gives the names of projects as other nodes tell of them, until ctx ends,
// when the channel is closed. A hint may come late, twice or not at all, and
// those of this process come too.
func (db *DB) Hints(ctx context.Context) <-chan string {
	out := make(chan string, 64)
	go func() {
		defer close(out)
		for ctx.Err() == nil {
			db.listen(ctx, out)
			select {
			case <-ctx.Done():
			case <-time.After(hintPause):
			}
		}
	}()
	return out
}

// listen passes notifications on until the connection fails.
func (db *DB) listen(ctx context.Context, out chan<- string) {
	c, err := db.dial(ctx)
	if err != nil {
		return
	}
	defer hangUp(c)
	if _, err := c.Exec(ctx, "LISTEN "+hintChannel); err != nil {
		return
	}
	for {
		n, err := c.WaitForNotification(ctx)
		if err != nil {
			return
		}
		select {
		case out <- n.Payload:
		default: // whoever reads has enough to look at
		}
	}
}

// Drop removes a project with everything it holds. It is for a creation that
// failed, before anybody was told of the project: what is known stays for ever.
// Nothing happens if there is no such project.
func (db *DB) Drop(ctx context.Context, project string) error {
	err := db.again(ctx, func(ctx context.Context) error {
		return pgx.BeginTxFunc(ctx, db.pool, pgx.TxOptions{IsoLevel: pgx.Serializable}, func(tx pgx.Tx) error {
			var id [16]byte
			err := tx.QueryRow(ctx, `SELECT id FROM cordon.project WHERE name = $1`, project).Scan(&id)
			if errors.Is(err, pgx.ErrNoRows) {
				return nil
			}
			if err != nil {
				return err
			}
			for _, table := range []string{"commits", "hashes", "rows", "value", "snapshot", "snapshot_part"} {
				if _, err := tx.Exec(ctx, `DELETE FROM cordon.`+table+` WHERE project = $1`, id); err != nil {
					return err
				}
			}
			_, err = tx.Exec(ctx, `DELETE FROM cordon.project WHERE id = $1`, id)
			return err
		})
	})
	return fail(ctx, project, "remove the unfinished project", err)
}
