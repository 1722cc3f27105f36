package admin

import (
	"context"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/cordon-ot/cordon/internal/store/postgres/pgtest"
)

// PostgreSQL looks first in the schema that is named after the account. When
// the tables of projects made one named cordon, the account cordon saw other,
// empty tables from then on.
func TestAnotherNodeSeesTheSameTablesAfterTheSchemaOfProjectsWasMade(t *testing.T) {
	url := pgtest.Shared(t).Database(t)
	first, err := OpenPostgres(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer first.Close()
	put(t, first, "INSERT INTO admin_projects (id, key, title, created, created_by, retired) VALUES ('p', 'hall', 'Hall', 0, '', 0)")
	c, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close(context.Background())
	if _, err := c.Exec(t.Context(), "CREATE SCHEMA IF NOT EXISTS cordon"); err != nil {
		t.Fatal(err)
	}
	second, err := OpenPostgres(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer second.Close()
	for name, db := range map[string]*DB{"the first node": first, "the second node": second} {
		if n := number(t, db, "SELECT count(*) FROM admin_projects"); n != 1 {
			t.Errorf("%s sees %d projects, want 1", name, n)
		}
	}
}
