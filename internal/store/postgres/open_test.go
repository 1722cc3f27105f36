package postgres

import (
	"bytes"
	"context"
	"errors"
	"io"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/store"
	"github.com/cordon-ot/cordon/internal/store/postgres/pgtest"
)

// wantFault checks kind and sentence of err.
func wantFault(t *testing.T, what string, err error, kind fault.Kind, message string) {
	t.Helper()
	var f *fault.Error
	if !errors.As(err, &f) || f.Kind != kind || !strings.Contains(f.Message, message) {
		t.Errorf("%s = %v, want %s: %s", what, err, kind, message)
	}
}

func exec(t *testing.T, db *DB, statements ...string) {
	t.Helper()
	for _, statement := range statements {
		if _, err := db.pool.Exec(context.Background(), statement); err != nil {
			t.Fatalf("%s: %v", statement, err)
		}
	}
}

func TestNodesThatStartAtOnceMakeTheTablesOnce(t *testing.T) {
	server := pgtest.Shared(t)
	for range 5 {
		url := server.Database(t)
		var wg sync.WaitGroup
		for range 6 {
			wg.Go(func() {
				db, err := Connect(context.Background(), url)
				if err != nil {
					t.Errorf("Connect: %v", err)
					return
				}
				db.Close()
			})
		}
		wg.Wait()
		create(t, connect(t, url))
	}
}

func TestProjectsAreApartAndNamedOnce(t *testing.T) {
	ctx := context.Background()
	url := pgtest.Shared(t).Database(t)
	db := connect(t, url)
	for _, name := range []string{"press", "Turbine hall – 2", "press "} {
		s, err := db.Create(ctx, name)
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Append(ctx, 0, []store.Entry{{Commit: []byte(name), Rows: []store.Row{{Node: 0, Body: []byte(name)}}}}); err != nil {
			t.Fatal(err)
		}
	}
	if names, err := connect(t, url).Projects(ctx); err != nil || !slices.Equal(names, []string{"Turbine hall – 2", "press", "press "}) {
		t.Errorf("Projects = %q, %v", names, err)
	}
	err := open(t, db, "press ").Commits(ctx, 1, 0, func(n uint64, commit []byte) error {
		if string(commit) != "press " {
			t.Errorf("commit %d = %q", n, commit)
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
	_, err = db.Create(ctx, "press")
	wantFault(t, "Create of a name in use", err, fault.Conflict, "there is a project of this name already")
	_, err = db.Open(ctx, "none")
	wantFault(t, "Open of a name not in use", err, fault.NotFound, "there is no such project")
	_, err = db.Open(ctx, "a\x00b")
	wantFault(t, "Open of a name with a zero byte", err, fault.NotFound, "there is no such project")
	for _, name := range []string{"", "a\x00b", "\xff", strings.Repeat("x", 201)} {
		_, err = db.Create(ctx, name)
		wantFault(t, "Create of a bad name", err, fault.Invalid, "1 to 200 bytes")
	}
}

func TestADatabaseThatCannotServeSaysWhy(t *testing.T) {
	ctx := context.Background()
	server := pgtest.Shared(t)
	url := server.Database(t)
	db := connect(t, url)
	s := create(t, db)

	_, err := Connect(ctx, "host=/nonexistent user=cordon")
	wantFault(t, "Connect to nothing", err, fault.Unavailable, noAnswer)
	_, err = Connect(ctx, "port=abc password=secret")
	wantFault(t, "Connect with a broken string", err, fault.Invalid, "cannot be read")
	if err != nil && strings.Contains(err.Error(), "secret") {
		t.Errorf("the message shows the password: %v", err)
	}
	_, err = Connect(ctx, server.URL("absent"))
	wantFault(t, "Connect to a database that is not there", err, fault.NotFound, noDatabase)
	_, err = Connect(ctx, strings.Replace(url, "user=cordon", "user=stranger", 1))
	wantFault(t, "Connect as a stranger", err, fault.Unavailable, refused)

	frozen := open(t, connect(t, url+" options='-c default_transaction_read_only=on'"), s.Name())
	wantFault(t, "Append to a read-only database", frozen.Append(ctx, 0, []store.Entry{{}}), fault.Unavailable, readOnly)
	wantFault(t, "SetValue in a read-only database", frozen.SetValue(ctx, "a", nil), fault.Unavailable, readOnly)
	if _, _, err := frozen.Head(ctx); err != nil {
		t.Errorf("Head of a read-only database: %v", err)
	}

	exec(t, db, "DELETE FROM cordon.project")
	wantFault(t, "Append to a project that was dropped", s.Append(ctx, 0, []store.Entry{{}}), fault.NotFound, "no longer in the database")
	exec(t, db, "INSERT INTO cordon.schema_version (version) VALUES (99)")
	_, err = Connect(ctx, url)
	wantFault(t, "Connect to a newer schema", err, fault.Invalid, "made by a newer Cordon (schema 99, this one knows up to 1)")
	exec(t, db, "DELETE FROM cordon.schema_version WHERE version = 99", "ALTER TABLE cordon.hashes DROP COLUMN h")
	_, err = Connect(ctx, url)
	wantFault(t, "Connect to a database without a column", err, fault.Invalid, incomplete)
}

func TestEveryErrorOfTheServerHasASentence(t *testing.T) {
	for code, want := range map[string]struct {
		kind    fault.Kind
		message string
	}{
		"53100": {fault.Unavailable, diskFull}, "53200": {fault.Unavailable, noMemory}, "53300": {fault.Unavailable, tooMany},
		"25006": {fault.Unavailable, readOnly}, "57014": {fault.Unavailable, tooSlow}, "57P01": {fault.Unavailable, noAnswer},
		"57P03": {fault.Unavailable, noAnswer}, "08006": {fault.Unavailable, noAnswer}, "28P01": {fault.Unavailable, refused},
		"40001": {fault.Unavailable, busy}, "40P01": {fault.Unavailable, busy}, "58030": {fault.Unavailable, diskError},
		"XX001": {fault.Invalid, damaged}, "54000": {fault.Invalid, tooBig}, "3D000": {fault.NotFound, noDatabase},
		"42601": {fault.Internal, internal}, "": {fault.Internal, internal},
	} {
		err := fail(context.Background(), "plant", "append", &pgconn.PgError{Code: code, Severity: "ERROR", SeverityUnlocalized: "ERROR"})
		wantFault(t, "SQLSTATE "+code, err, want.kind, want.message)
	}
}

// zeros is a snapshot's content of so many bytes.
type zeros int

func (z zeros) WriteTo(w io.Writer) (int64, error) {
	n, err := w.Write(make([]byte, z))
	return int64(n), err
}

func TestADamagedOrForeignSnapshotIsNotFound(t *testing.T) {
	ctx := context.Background()
	db := connect(t, pgtest.Shared(t).Database(t))
	for _, damage := range []string{
		"UPDATE cordon.snapshot SET n = 2",
		"UPDATE cordon.snapshot SET size = size - 1",
		"UPDATE cordon.snapshot SET sums = sums || '\\x00000000'",
		"DELETE FROM cordon.snapshot_part WHERE part = 1",
		"UPDATE cordon.snapshot_part SET body = substr(body, 2) WHERE part = 1",
		"UPDATE cordon.commits SET root = sha256('other') WHERE n = 1",
		"UPDATE cordon.snapshot_part SET body = set_byte(body, 77, 1) WHERE part = 1",
	} {
		s := create(t, db)
		if err := s.Append(ctx, 0, []store.Entry{{Commit: []byte("one")}, {Commit: []byte("two")}}); err != nil {
			t.Fatal(err)
		}
		if err := s.SaveSnapshot(ctx, 1, zeros(5<<19)); err != nil {
			t.Fatal(err)
		}
		exec(t, db, damage)
		_, size, r, err := s.LoadSnapshot(ctx)
		if err == nil {
			var b []byte
			b, err = io.ReadAll(r)
			if int64(len(b)) == size || !bytes.Equal(b, make([]byte, len(b))) {
				t.Errorf("after %s: read %d of %d bytes", damage, len(b), size)
			}
			r.Close()
		}
		wantFault(t, "LoadSnapshot after "+damage, err, fault.NotFound, "no saved snapshot that can be used")
		if err := s.SaveSnapshot(ctx, 1, zeros(10)); err != nil {
			t.Errorf("SaveSnapshot after %s: %v", damage, err)
		}
		exec(t, db, "DELETE FROM cordon.snapshot", "DELETE FROM cordon.snapshot_part")
	}
}
