package serve

import (
	"bytes"
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/cordon-ot/cordon/internal/account"
	"github.com/cordon-ot/cordon/internal/api"
	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/settings"
	"github.com/cordon-ot/cordon/internal/store/postgres/pgtest"
)

// openOnce opens a server as a start does, and closes it.
func openOnce(t testing.TB, s *settings.Server) error {
	t.Helper()
	n, err := Open(t.Context(), s, quietEnv())
	if err != nil {
		return err
	}
	return n.Close(context.Background())
}

func contentOf(t testing.TB, path string) []byte {
	t.Helper()
	b, err := os.ReadFile(path)
	must(t, err)
	return b
}

// spec: ACCOUNT-22
func TestTheKeyIsMadeOnceAndMissedWhenItIsGone(t *testing.T) {
	s := serverIn(t.TempDir())
	must(t, openOnce(t, s))
	path := filepath.Join(s.Data, "secret.key")
	info, err := os.Stat(path)
	must(t, err)
	if mode := info.Mode().Perm(); runtime.GOOS != "windows" && mode != 0o600 {
		t.Errorf("the key file has the rights %o, want 600", mode)
	}
	key := contentOf(t, path)
	must(t, openOnce(t, s))
	if !bytes.Equal(contentOf(t, path), key) {
		t.Error("the second start made another key")
	}
	must(t, os.Rename(path, path+".away"))
	wantFault(t, openOnce(t, s), fault.NotFound, "secret.key", "--key-file", "copy it")
	if _, err := os.Stat(path); !os.IsNotExist(err) {
		t.Error("a start without the key made another one")
	}
	other, err := account.NewKey(quietEnv().Random)
	must(t, err)
	must(t, os.WriteFile(path, other.Text(), 0o600))
	wantFault(t, openOnce(t, s), fault.Invalid, "secret.key", "another key")
	must(t, os.WriteFile(path, []byte("something"), 0o600))
	wantFault(t, openOnce(t, s), fault.Invalid, "secret.key", "no key")
	s.KeyFile = path + ".away"
	must(t, openOnce(t, s))
	// Commands that sign nobody in work without it, also to let somebody in again.
	_, err = Users(t.Context(), &settings.Place{Data: s.Data}, quietEnv())
	must(t, err)
	left, err := filepath.Glob(filepath.Join(s.Data, ".cordon-key-*"))
	if err != nil || len(left) > 0 {
		t.Errorf("%v, %v left behind", left, err)
	}
}

// spec: ACCOUNT-22
func TestABackupCarriesTheKeyThatLiesInTheDataFolder(t *testing.T) {
	s := serverIn(t.TempDir())
	must(t, openOnce(t, s))
	key := contentOf(t, filepath.Join(s.Data, "secret.key"))
	file := filepath.Join(t.TempDir(), "x.backup")
	rep, err := Backup(t.Context(), &s.Place, quietEnv(), file, nil)
	must(t, err)
	wantKey(t, rep, "inside")
	rep, err = VerifyBackup(t.Context(), file, nil)
	must(t, err)
	wantKey(t, rep, "inside")
	for what, to := range map[string]settings.Place{
		"a new folder":          {Data: filepath.Join(t.TempDir(), "new")},
		"an empty folder":       {Data: t.TempDir()},
		"a key file apart":      {Data: filepath.Join(t.TempDir(), "new"), KeyFile: filepath.Join(t.TempDir(), "key")},
		"a PostgreSQL database": {Data: t.TempDir(), Database: pgtest.Shared(t).Database(t)},
	} {
		rep, err := Restore(t.Context(), &to, quietEnv(), file, nil)
		must(t, err)
		wantKey(t, rep, "inside")
		if !bytes.Equal(contentOf(t, keyPlaceOf(&to).path), key) {
			t.Errorf("%s: another key", what)
		}
		again := serverIn(to.Data)
		again.Place = to
		must(t, openOnce(t, again))
		if to.Database == "" && bytes.Contains(contentOf(t, filepath.Join(to.Data, "admin.db")), bytes.TrimSpace(key)) {
			t.Errorf("%s: the key lies in the database", what)
		}
	}
	to := settings.Place{Data: filepath.Join(t.TempDir(), "new"), KeyFile: filepath.Join(t.TempDir(), "key")}
	other, err := account.NewKey(quietEnv().Random)
	must(t, err)
	must(t, os.WriteFile(to.KeyFile, other.Text(), 0o600))
	_, err = Restore(t.Context(), &to, quietEnv(), file, nil)
	wantFault(t, err, fault.Conflict, "another key")
	if _, err := os.Stat(to.Data); !os.IsNotExist(err) {
		t.Error("a restore that was refused left something")
	}
}

// spec: ACCOUNT-22
func TestAKeyThatTheOperatorKeepsApartStaysApart(t *testing.T) {
	s := serverIn(t.TempDir())
	s.KeyFile = filepath.Join(t.TempDir(), "key")
	must(t, openOnce(t, s))
	key := contentOf(t, s.KeyFile)
	if _, err := os.Stat(filepath.Join(s.Data, "secret.key")); !os.IsNotExist(err) {
		t.Errorf("there is a key in the data folder too: %v", err)
	}
	file := filepath.Join(t.TempDir(), "x.backup")
	rep, err := Backup(t.Context(), &s.Place, quietEnv(), file, nil)
	must(t, err)
	wantKey(t, rep, "apart")
	to := settings.Place{Data: filepath.Join(t.TempDir(), "new")}
	rep, err = Restore(t.Context(), &to, quietEnv(), file, nil)
	must(t, err)
	wantKey(t, rep, "apart")
	must(t, filepath.WalkDir(to.Data, func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() && bytes.Contains(contentOf(t, path), bytes.TrimSpace(key)) {
			t.Errorf("the key is in %s", path)
		}
		return err
	}))
	again := serverIn(to.Data)
	wantFault(t, openOnce(t, again), fault.NotFound, "secret.key", "--key-file")
	again.KeyFile = s.KeyFile
	must(t, openOnce(t, again))
}

// spec: ACCOUNT-22
func TestNodesOverOneDatabaseNeedOneKey(t *testing.T) {
	url := pgtest.Shared(t).Database(t)
	a, b := serverIn(t.TempDir()), serverIn(t.TempDir())
	a.Database, b.Database = url, url
	must(t, openOnce(t, a))
	wantFault(t, openOnce(t, b), fault.NotFound, "secret.key", "copy it")
	b.KeyFile = filepath.Join(a.Data, "secret.key")
	must(t, openOnce(t, b))
	to := settings.Place{Data: filepath.Join(t.TempDir(), "moved")}
	_, err := Move(t.Context(), &a.Place, &to, quietEnv(), nil)
	must(t, err)
	moved := serverIn(to.Data)
	must(t, openOnce(t, moved))
}

func wantKey(t testing.TB, rep api.BackupReport, where string) {
	t.Helper()
	if rep.Key != where {
		t.Errorf("the report says that the key is %q, want %q", rep.Key, where)
	}
}

// spec: ACCOUNT-22
func TestAKeyIsChangedAndALostOneReplaced(t *testing.T) {
	s := serverIn(t.TempDir())
	must(t, openOnce(t, s))
	path := filepath.Join(s.Data, "secret.key")
	first := contentOf(t, path)
	_, err := NewKey(t.Context(), &s.Place, quietEnv(), true)
	wantFault(t, err, fault.Conflict, "--lost")
	_, err = NewKey(t.Context(), &s.Place, quietEnv(), false)
	must(t, err)
	second := contentOf(t, path)
	if bytes.Equal(first, second) {
		t.Error("the key is the old one")
	}
	must(t, openOnce(t, s))
	// As after a crash before the new key is in place.
	must(t, os.WriteFile(path, first, 0o600))
	must(t, os.WriteFile(path+".next", second, 0o600))
	must(t, openOnce(t, s))
	if !bytes.Equal(contentOf(t, path), second) {
		t.Error("the key that opens the database was not put in place")
	}
	must(t, os.WriteFile(path, first, 0o600))
	_, err = NewKey(t.Context(), &s.Place, quietEnv(), false)
	wantFault(t, err, fault.Invalid, "another key")
	_, err = NewKey(t.Context(), &s.Place, quietEnv(), true)
	must(t, err)
	must(t, openOnce(t, s))
	must(t, os.Remove(path))
	_, err = NewKey(t.Context(), &s.Place, quietEnv(), false)
	wantFault(t, err, fault.NotFound, "--lost")
	_, err = NewKey(t.Context(), &s.Place, quietEnv(), true)
	must(t, err)
	must(t, openOnce(t, s))
}
