package admin

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/store/postgres/pgtest"
)

func TestMain(m *testing.M) { os.Exit(pgtest.Main(m)) }

// place is somewhere a database can be opened again and again.
type place func() (*DB, error)

// everywhere runs a test on both databases. Each place is a new empty database.
func everywhere(t *testing.T, test func(t *testing.T, newPlace func() place)) {
	t.Run("SQLite", func(t *testing.T) {
		test(t, func() place {
			path := filepath.Join(t.TempDir(), "admin.db")
			return func() (*DB, error) { return OpenSQLite(t.Context(), path) }
		})
	})
	t.Run("PostgreSQL", func(t *testing.T) {
		server := pgtest.Shared(t)
		test(t, func() place {
			conn := server.Database(t)
			return func() (*DB, error) { return OpenPostgres(t.Context(), conn) }
		})
	})
}

func open(t testing.TB, p place) *DB {
	t.Helper()
	db, err := p()
	if err != nil {
		t.Fatalf("open: %v", err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

// steps gives the program other steps until the end of the test.
func steps(t testing.TB, files map[string]string) {
	t.Helper()
	before := migrationFiles
	t.Cleanup(func() { migrationFiles = before })
	m := fstest.MapFS{}
	for name, text := range files {
		m[name] = &fstest.MapFile{Data: []byte("-- +goose Up\n" + text)}
	}
	migrationFiles = func() (fs.FS, error) { return m, nil }
}

var twoTables = map[string]string{
	"001_one.sql": `CREATE TABLE admin_z (id TEXT NOT NULL PRIMARY KEY, n BIGINT);
		CREATE TABLE admin_a (z TEXT NOT NULL REFERENCES admin_z (id), k BIGINT NOT NULL, word TEXT, PRIMARY KEY (z, k));`,
}

func put(t testing.TB, db *DB, query string, args ...any) {
	t.Helper()
	err := db.Write(context.Background(), func(tx *sql.Tx) error {
		_, err := tx.Exec(query, args...)
		return err
	})
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
}

func number(t testing.TB, db *DB, query string, args ...any) (n int64) {
	t.Helper()
	err := db.Read(context.Background(), func(tx *sql.Tx) error { return tx.QueryRow(query, args...).Scan(&n) })
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return n
}

// spec: ACCOUNT-1
func TestTheShippedStepsRunAndEveryTableIsNamedAdmin(t *testing.T) {
	everywhere(t, func(t *testing.T, newPlace func() place) {
		p := newPlace()
		first := open(t, p)
		if n := number(t, first, "SELECT count(*) FROM admin_projects"); n != 0 {
			t.Errorf("a new database has %d projects, want 0", n)
		}
		second := open(t, p)
		err := second.Read(t.Context(), func(tx *sql.Tx) error {
			tables, version, err := second.catalogue(t.Context(), tx)
			if err == nil && (version < 1 || len(tables) < 2) {
				t.Errorf("opened again: version %d with %d tables, want at least 1 and 2", version, len(tables))
			}
			for _, table := range tables {
				for _, c := range table.columns {
					if strings.ToUpper(c.name) == "USER" {
						t.Errorf("table %s: %q is a reserved word in PostgreSQL", table.name, c.name)
					}
				}
			}
			return err
		})
		if err != nil {
			t.Errorf("read: %v", err)
		}
	})
}

func TestAWriteIsAllOrNothing(t *testing.T) {
	everywhere(t, func(t *testing.T, newPlace func() place) {
		steps(t, twoTables)
		db := open(t, newPlace())
		sorry := errors.New("sorry")
		err := db.Write(t.Context(), func(tx *sql.Tx) error {
			if _, err := tx.Exec("INSERT INTO admin_z (id) VALUES ($1)", "x"); err != nil {
				return err
			}
			return sorry
		})
		if !errors.Is(err, sorry) {
			t.Errorf("got %v, want the function's own error in the chain", err)
		}
		if n := number(t, db, "SELECT count(*) FROM admin_z"); n != 0 {
			t.Errorf("%d rows after a failed write, want 0", n)
		}
	})
}

func TestAReaderSeesOneStateAndWritesNothing(t *testing.T) {
	everywhere(t, func(t *testing.T, newPlace func() place) {
		steps(t, twoTables)
		db := open(t, newPlace())
		put(t, db, "INSERT INTO admin_z (id) VALUES ('a')")
		err := db.Read(t.Context(), func(tx *sql.Tx) error {
			for i := range 2 {
				var n int
				if err := tx.QueryRow("SELECT count(*) FROM admin_z").Scan(&n); err != nil {
					return err
				}
				if n != 1 {
					t.Errorf("read %d saw %d rows, want 1", i, n)
				}
				put(t, db, "INSERT INTO admin_z (id) VALUES ($1)", fmt.Sprint("b", i))
			}
			return nil
		})
		if err != nil {
			t.Errorf("read: %v", err)
		}
		err = db.Read(t.Context(), func(tx *sql.Tx) error {
			_, err := tx.Exec("DELETE FROM admin_z")
			return err
		})
		if err == nil {
			t.Error("a delete within Read was not refused")
		}
		if n := number(t, db, "SELECT count(*) FROM admin_z"); n != 3 {
			t.Errorf("%d rows, want 3", n)
		}
	})
}

// Counting by reading and then writing loses counts unless writes are serializable.
func TestWritersOfTwoNodesLoseNothing(t *testing.T) {
	everywhere(t, func(t *testing.T, newPlace func() place) {
		steps(t, twoTables)
		p := newPlace()
		nodes := []*DB{open(t, p), open(t, p)}
		put(t, nodes[0], "INSERT INTO admin_z (id, n) VALUES ('counter', 0)")
		const each = 25
		var wg sync.WaitGroup
		for w := range 4 {
			wg.Go(func() {
				for range each {
					err := nodes[w%2].Write(t.Context(), func(tx *sql.Tx) error {
						var n int64
						if err := tx.QueryRow("SELECT n FROM admin_z WHERE id = $1", "counter").Scan(&n); err != nil {
							return err
						}
						_, err := tx.Exec("UPDATE admin_z SET n = $1 WHERE id = $2", n+1, "counter")
						return err
					})
					if err != nil {
						t.Errorf("writer %d: %v", w, err)
					}
				}
			})
		}
		wg.Wait()
		if n := number(t, nodes[1], "SELECT n FROM admin_z"); n != 4*each {
			t.Errorf("counted %d, want %d", n, 4*each)
		}
	})
}

// spec: ACCOUNT-1
func TestNodesThatStartAtOnceAllSucceed(t *testing.T) {
	everywhere(t, func(t *testing.T, newPlace func() place) {
		for range 3 {
			p := newPlace()
			var wg sync.WaitGroup
			for n := range 4 {
				wg.Go(func() {
					db, err := p()
					if err != nil {
						t.Errorf("node %d: %v", n, err)
						return
					}
					defer db.Close()
					if n := number(t, db, "SELECT count(*) FROM admin_members"); n != 0 {
						t.Errorf("%d members, want 0", n)
					}
				})
			}
			wg.Wait()
		}
	})
}

// spec: ACCOUNT-1
func TestTablesOfANewerProgramAreRefused(t *testing.T) {
	everywhere(t, func(t *testing.T, newPlace func() place) {
		p := newPlace()
		put(t, open(t, p), "INSERT INTO admin_schema (version) VALUES (9999)")
		_, err := p()
		if fault.KindOf(err) != fault.Invalid || !strings.Contains(fmt.Sprint(err), "newer Cordon (version 9999") {
			t.Errorf("got %v, want Invalid and both versions", err)
		}
	})
}

func TestAFailingStepLeavesTheTablesAsTheyWere(t *testing.T) {
	everywhere(t, func(t *testing.T, newPlace func() place) {
		steps(t, twoTables)
		p := newPlace()
		put(t, open(t, p), "INSERT INTO admin_z (id) VALUES ('a')")
		steps(t, map[string]string{"001_one.sql": twoTables["001_one.sql"], "002_bad.sql": "CREATE TABLE admin_b (id TEXT PRIMARY KEY); DROP TABLE admin_nothing;"})
		if _, err := p(); err == nil {
			t.Fatal("a step that cannot run was accepted")
		}
		steps(t, twoTables)
		db := open(t, p)
		if n := number(t, db, "SELECT count(*) FROM admin_z"); n != 1 {
			t.Errorf("%d rows, want 1", n)
		}
		if n := number(t, db, db.kind.exists, "admin_b"); n != 0 {
			t.Error("the failed step left a table")
		}
	})
}

// spec: ACCOUNT-2
func TestAnOlderFileIsCopiedBeforeItIsChanged(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "admin.db")
	p := func() (*DB, error) { return OpenSQLite(t.Context(), path) }
	steps(t, twoTables)
	put(t, open(t, p), "INSERT INTO admin_z (id) VALUES ('kept')")
	open(t, p)
	if got := names(t, dir, "before"); len(got) != 0 {
		t.Errorf("copies %q although nothing changed", got)
	}
	steps(t, map[string]string{"001_one.sql": twoTables["001_one.sql"], "002_two.sql": "DROP TABLE admin_a; DROP TABLE admin_z; CREATE TABLE admin_b (id TEXT PRIMARY KEY);"})
	open(t, p)
	if got, want := names(t, dir, "before"), []string{"admin.db.before-2"}; !slices.Equal(got, want) {
		t.Fatalf("copies %q, want %q", got, want)
	}
	info, err := os.Stat(path + ".before-2")
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("copy: %v, %v; want mode 0600", info.Mode(), err)
	}
	steps(t, twoTables)
	old := open(t, func() (*DB, error) { return OpenSQLite(t.Context(), path+".before-2") })
	if n := number(t, old, "SELECT count(*) FROM admin_z WHERE id = 'kept'"); n != 1 {
		t.Errorf("the copy has %d of the rows, want 1", n)
	}
}

func names(t testing.TB, dir, part string) (found []string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if strings.Contains(e.Name(), part) {
			found = append(found, e.Name())
		}
	}
	return found
}

func TestWhatIsNoAdministrativeFileIsRefused(t *testing.T) {
	dir := t.TempDir()
	foreign := filepath.Join(dir, "foreign.db")
	c, err := sql.Open("sqlite", foreign)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Exec("CREATE TABLE x (y)"); err != nil {
		t.Fatal(err)
	}
	c.Close()
	text := filepath.Join(dir, "text.db")
	if err := os.WriteFile(text, bytes.Repeat([]byte("no database\n"), 1000), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{dir, foreign, text} {
		if db, err := OpenSQLite(t.Context(), path); fault.KindOf(err) != fault.Invalid {
			t.Errorf("%s: got %v, %v; want Invalid", path, db, err)
		}
	}
	if _, err := OpenSQLite(t.Context(), filepath.Join(dir, "no", "such.db")); fault.KindOf(err) != fault.Unavailable {
		t.Errorf("a folder that is not there: %v, want Unavailable", err)
	}
	odd := filepath.Join(dir, "a?b#c%20d.db")
	db, err := OpenSQLite(t.Context(), odd)
	if err != nil {
		t.Fatalf("%s: %v", odd, err)
	}
	db.Close()
	if info, err := os.Stat(odd); err != nil || info.Size() == 0 || info.Mode().Perm() != 0o600 {
		t.Errorf("%s: %v, %v; want a file of mode 0600", odd, info, err)
	}
}

func TestAConnectionStringIsNeverRepeated(t *testing.T) {
	for _, conn := range []string{"postgres://u:hunter2@[", "host=/nowhere password=hunter2 user=x"} {
		_, err := OpenPostgres(t.Context(), conn)
		if err == nil || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("got %v, want a fault without the password", err)
		}
	}
}

// spec: ACCOUNT-3
func TestADumpIsLoadedUnchangedAlsoIntoTheOtherDatabase(t *testing.T) {
	steps(t, twoTables)
	var places []place
	for range 2 {
		path := filepath.Join(t.TempDir(), "admin.db")
		places = append(places, func() (*DB, error) { return OpenSQLite(t.Context(), path) })
	}
	t.Run("SQLite", func(t *testing.T) { roundTrip(t, places) })
	t.Run("PostgreSQL", func(t *testing.T) {
		server := pgtest.Shared(t)
		for range 2 {
			conn := server.Database(t)
			places = append(places, func() (*DB, error) { return OpenPostgres(t.Context(), conn) })
		}
		roundTrip(t, places[1:]) // the second SQLite file is full now
	})
}

// roundTrip fills the first place, if it is empty, and carries its content on to each next one.
func roundTrip(t *testing.T, places []place) {
	first := open(t, places[0])
	if number(t, first, "SELECT count(*) FROM admin_z") == 0 {
		for i, id := range []string{"b", "B", "ä", "a\n<b>&\u2028", "_", "Z", "😀", ""} {
			put(t, first, "INSERT INTO admin_z (id, n) VALUES ($1, $2)", id, int64(1)<<62+int64(i))
			put(t, first, "INSERT INTO admin_a (z, k, word) VALUES ($1, $2, $3)", id, -i, sql.NullString{String: "w", Valid: i%2 == 0})
		}
	}
	want := dump(t, first)
	for i, p := range places[1:] {
		db := open(t, p)
		if err := db.Load(t.Context(), strings.NewReader(want)); err != nil {
			t.Fatalf("load into place %d: %v", i+1, err)
		}
		if got := dump(t, db); got != want {
			t.Errorf("place %d:\ngot  %s\nwant %s", i+1, got, want)
		}
		if err := db.Load(t.Context(), strings.NewReader(want)); fault.KindOf(err) != fault.Conflict {
			t.Errorf("load into a full database: %v, want Conflict", err)
		}
	}
}

func dump(t testing.TB, db *DB) string {
	t.Helper()
	var b strings.Builder
	if err := db.Dump(context.Background(), &b); err != nil {
		t.Fatalf("dump: %v", err)
	}
	return b.String()
}

// spec: ACCOUNT-3
func TestADamagedDumpIsRefusedWithItsLineAndLeavesNothing(t *testing.T) {
	everywhere(t, func(t *testing.T, newPlace func() place) {
		steps(t, twoTables)
		full := open(t, newPlace())
		put(t, full, "INSERT INTO admin_z (id, n) VALUES ('a', 1)")
		put(t, full, "INSERT INTO admin_a (z, k) VALUES ('a', 1)")
		good := dump(t, full)
		empty := open(t, newPlace())
		for name, c := range map[string]struct{ old, new, part string }{
			"cut short":      {`{"rows":2,"end":true}`, ``, "line 4"},
			"a row lost":     {`{"table":"admin_a","row":{"k":1,"word":null,"z":"a"}}`, ``, "line 3"},
			"no dump":        {`"cordon-admin"`, `"other"`, "line 1"},
			"newer":          {`"schema":1`, `"schema":7`, "newer Cordon (version 7"},
			"unknown column": {`"n":1`, `"n":1,"m":1`, "line 2"},
			"unknown table":  {`"table":"admin_a"`, `"table":"admin_schema"`, "line 3"},
			"not a number":   {`"n":1`, `"n":1.5`, "line 2"},
			"dangling":       {`"z":"a"`, `"z":"b"`, "line 3"},
			"rubbish":        {`{"rows"`, `}`, "line 4"},
		} {
			bad := strings.Replace(good, c.old, c.new, 1)
			if bad == good {
				t.Fatalf("%s: %q is not in\n%s", name, c.old, good)
			}
			err := empty.Load(t.Context(), strings.NewReader(bad))
			if fault.KindOf(err) != fault.Invalid || !strings.Contains(fmt.Sprint(err), c.part) {
				t.Errorf("%s: got %v, want Invalid with %q", name, err, c.part)
			}
			if n := number(t, empty, "SELECT count(*) FROM admin_z"); n != 0 {
				t.Errorf("%s: left %d rows", name, n)
			}
		}
	})
}

func TestASecondRowWithTheSameKeyIsToldApart(t *testing.T) {
	everywhere(t, func(t *testing.T, newPlace func() place) {
		steps(t, twoTables)
		db := open(t, newPlace())
		put(t, db, "INSERT INTO admin_z (id) VALUES ('a')")
		for query, want := range map[string]bool{
			"INSERT INTO admin_z (id) VALUES ('a')":         true,
			"INSERT INTO admin_z (id) VALUES (NULL)":        false,
			"INSERT INTO admin_a (z, k) VALUES ('none', 1)": false,
		} {
			err := db.Write(t.Context(), func(tx *sql.Tx) error { _, err := tx.Exec(query); return err })
			if err == nil || Taken(err) != want {
				t.Errorf("%s: %v taken=%t, want %t", query, err, Taken(err), want)
			}
		}
	})
}

func TestADatabaseThatReturnsIsUsedAgain(t *testing.T) {
	server := pgtest.Shared(t)
	steps(t, twoTables)
	db := open(t, func() (*DB, error) { return OpenPostgres(t.Context(), server.Database(t)) })
	put(t, db, "INSERT INTO admin_z (id) VALUES ('a')")
	server.Stop()
	err := db.Write(t.Context(), func(tx *sql.Tx) error { _, err := tx.Exec("DELETE FROM admin_z"); return err })
	if fault.KindOf(err) != fault.Unavailable {
		t.Errorf("while the server is down: %v, want Unavailable", err)
	}
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	if n := number(t, db, "SELECT count(*) FROM admin_z"); n != 1 {
		t.Errorf("%d rows, want 1", n)
	}
	put(t, db, "INSERT INTO admin_z (id) VALUES ('b')")
}
