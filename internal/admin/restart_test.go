package admin

import (
	"database/sql"
	"sync"
	"testing"

	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/store/postgres/pgtest"
)

// spec: SRV-53
func TestTheFirstWriteAfterARestartOfTheServerGoesThroughAtOnce(t *testing.T) {
	server := pgtest.Shared(t)
	conn := server.Database(t)
	db := open(t, func() (*DB, error) { return OpenPostgres(t.Context(), conn) })
	fill := func() { // as many idle connections as are kept
		var begun, done sync.WaitGroup
		begun.Add(readers)
		for range readers {
			done.Go(func() {
				here := sync.OnceFunc(begun.Done)
				defer here()
				err := db.Read(t.Context(), func(tx *sql.Tx) error {
					here()
					begun.Wait()
					var n int
					return tx.QueryRow("SELECT 1").Scan(&n)
				})
				if err != nil {
					t.Errorf("read: %v", err)
				}
			})
		}
		done.Wait()
	}
	for round := range 6 {
		fill()
		stop := server.Stop
		if round%2 == 1 {
			stop = server.Kill
		}
		stop()
		if round > 2 { // also after somebody met the database while it was away
			if err := db.Read(t.Context(), func(*sql.Tx) error { return nil }); fault.KindOf(err) != fault.Unavailable {
				t.Errorf("read without a server = %v, want Unavailable", err)
			}
		}
		if err := server.Start(); err != nil {
			t.Fatal(err)
		}
		err := db.Write(t.Context(), func(tx *sql.Tx) error {
			_, err := tx.Exec("INSERT INTO admin_keys (name, value) VALUES ($1, 'x')", string(rune('a'+round)))
			return err
		})
		if err != nil {
			t.Errorf("round %d: the first write after a restart: %v", round, err)
		}
	}
}
