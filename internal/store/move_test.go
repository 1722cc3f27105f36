package store_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/cordon-ot/cordon/internal/store"
	"github.com/cordon-ot/cordon/internal/store/postgres"
	"github.com/cordon-ot/cordon/internal/store/postgres/pgtest"
	"github.com/cordon-ot/cordon/internal/store/sqlite"
	"github.com/cordon-ot/cordon/internal/store/storetest"
)

func TestMain(m *testing.M) { os.Exit(pgtest.Main(m)) }

// spec: REC-13
func TestAProjectMovesFromSQLiteToPostgresAndBackUnchanged(t *testing.T) {
	ctx := context.Background()
	url := pgtest.Shared(t).Database(t)
	file := func(name string) *sqlite.Store {
		s, err := sqlite.Create(filepath.Join(t.TempDir(), name))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { s.Close() })
		return s
	}
	db, err := postgres.Connect(ctx, url)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	there, err := db.Create(ctx, "plant")
	if err != nil {
		t.Fatal(err)
	}
	defer there.Close()
	origin, back := file("origin.cordon"), file("back.cordon")
	storetest.Fill(t, origin)
	if err := store.Copy(ctx, there, origin); err != nil {
		t.Fatalf("SQLite to PostgreSQL: %v", err)
	}
	storetest.WantSame(t, there, origin)
	if err := store.Copy(ctx, back, there); err != nil {
		t.Fatalf("PostgreSQL to SQLite: %v", err)
	}
	storetest.WantSame(t, back, origin)
}
