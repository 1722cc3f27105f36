package admin

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/store/postgres/pgtest"
)

// spec: OPS-41
func TestAReaderBesideAServerChangesNothingAndRefusesOlderTables(t *testing.T) {
	path := filepath.Join(t.TempDir(), "admin.db")
	if _, err := ReadSQLite(t.Context(), path); fault.KindOf(err) != fault.NotFound {
		t.Fatalf("nothing there: %v, want NotFound", err)
	}
	if _, err := os.Stat(path); err == nil {
		t.Fatal("looking made the file")
	}
	steps(t, twoTables)
	server := open(t, func() (*DB, error) { return OpenSQLite(t.Context(), path) })
	put(t, server, "INSERT INTO admin_z (id) VALUES ('a')")
	r := open(t, func() (*DB, error) { return ReadSQLite(t.Context(), path) })
	if n := number(t, r, "SELECT count(*) FROM admin_z"); n != 1 {
		t.Errorf("the reader sees %d rows, want 1", n)
	}
	var b bytes.Buffer
	if err := r.Dump(t.Context(), &b); err != nil || !strings.Contains(b.String(), `"admin_z"`) {
		t.Errorf("dump: %v, %s", err, b.String())
	}
	later := map[string]string{"001_one.sql": twoTables["001_one.sql"], "002_two.sql": "CREATE TABLE admin_b (id TEXT PRIMARY KEY);"}
	steps(t, later)
	_, err := ReadSQLite(t.Context(), path)
	if fault.KindOf(err) != fault.Invalid || !strings.Contains(fmt.Sprint(err), "older Cordon (version 1, this one needs 2)") {
		t.Errorf("older tables: %v, want Invalid and both versions", err)
	}
	if n := number(t, server, server.kind.exists, "admin_b"); n != 0 {
		t.Error("the reader brought the tables to a newer version")
	}
}

func TestAPostgresReaderMakesNoTables(t *testing.T) {
	conn := pgtest.Shared(t).Database(t)
	if _, err := ReadPostgres(t.Context(), conn); fault.KindOf(err) != fault.NotFound {
		t.Fatalf("an empty database: %v, want NotFound", err)
	}
	server := open(t, func() (*DB, error) { return OpenPostgres(t.Context(), conn) })
	r := open(t, func() (*DB, error) { return ReadPostgres(t.Context(), conn) })
	put(t, server, "DELETE FROM admin_schema WHERE version = 7")
	if n := number(t, r, "SELECT count(*) FROM admin_projects"); n != 0 {
		t.Errorf("%d projects, want 0", n)
	}
	if _, err := ReadPostgres(t.Context(), conn); fault.KindOf(err) != fault.Invalid {
		t.Errorf("a step that is missing: %v, want Invalid", err)
	}
}

// spec: OPS-42
func TestADamagedDatabaseIsFoundByCheck(t *testing.T) {
	everywhere(t, func(t *testing.T, newPlace func() place) {
		steps(t, twoTables)
		if damage, err := open(t, newPlace()).Check(t.Context()); err != nil || len(damage) > 0 {
			t.Errorf("a sound database: %q, %v; want nothing", damage, err)
		}
	})
	path := filepath.Join(t.TempDir(), "admin.db")
	steps(t, twoTables)
	db, err := OpenSQLite(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	for i := range 500 {
		put(t, db, "INSERT INTO admin_z (id, n) VALUES ($1, 5)", fmt.Sprintf("row %d with some text to fill pages", i))
	}
	db.Close()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for i := len(data) / 2; i < len(data)/2+300; i++ {
		data[i] ^= 0x55
	}
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	r := open(t, func() (*DB, error) { return ReadSQLite(t.Context(), path) })
	if damage, err := r.Check(t.Context()); err != nil || len(damage) == 0 {
		t.Errorf("damaged pages: %q, %v; want sentences", damage, err)
	}
}
