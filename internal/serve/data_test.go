package serve

import (
	"bufio"
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/cordon-ot/cordon/internal/account"
	"github.com/cordon-ot/cordon/internal/admin"
	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/settings"
	"github.com/cordon-ot/cordon/internal/store"
	"github.com/cordon-ot/cordon/internal/store/postgres/pgtest"
	"github.com/cordon-ot/cordon/internal/store/sqlite"
	"github.com/cordon-ot/cordon/internal/store/storetest"
)

// plant runs a server with the turbine hall and its administrator anna.
func plant(t testing.TB) *running {
	t.Helper()
	r := start(t, serverIn(filepath.Join(t.TempDir(), "data")), "turbine-hall")
	r.signUp("anna")
	return r
}

// write makes items until the test ends it.
func (r *running) write() (stop func() int) {
	var wg sync.WaitGroup
	done := make(chan struct{})
	n := 0
	wg.Go(func() {
		for {
			select {
			case <-done:
				return
			default:
			}
			n++
			r.want(r.do("POST", "/projects/turbine-hall/items", map[string]string{"kind": "zone", "title": fmt.Sprint("Zone ", n)}), http.StatusOK)
		}
	})
	return func() int { close(done); wg.Wait(); return n }
}

// sameRecords wants two places to hold the same projects byte for byte, and of
// the security events of a that b begins with them.
func sameRecords(t testing.TB, a, b *settings.Place) {
	t.Helper()
	must(t, within(t.Context(), a, quietEnv(), reading, func(x *Node) error {
		return within(t.Context(), b, quietEnv(), reading, func(y *Node) error {
			ids, err := x.records(t.Context())
			must(t, err)
			others, err := y.records(t.Context())
			must(t, err)
			if len(ids) == 0 || !slices.Equal(ids, others) {
				t.Fatalf("records %v and %v", ids, others)
			}
			for _, id := range ids {
				s, err := x.readRecord(t.Context(), id)
				must(t, err)
				u, err := y.readRecord(t.Context(), id)
				must(t, err)
				storetest.WantSame(t, s, u)
				must(t, s.Close())
				must(t, u.Close())
			}
			if s, u := events(t, x), events(t, y); len(s) > len(u) || !slices.Equal(s, u[:len(s)]) {
				t.Errorf("%d security events, and %d in the other place that do not begin with them", len(s), len(u))
			}
			return nil
		})
	}))
}

func events(t testing.TB, n *Node) (list []string) {
	t.Helper()
	s, err := n.readRecord(t.Context(), securityID)
	must(t, err)
	defer s.Close()
	must(t, s.Commits(t.Context(), 1, 0, func(_ uint64, data []byte) error {
		list = append(list, string(data))
		return nil
	}))
	return list
}

// lastEvent gives the newest security event of some kind.
func lastEvent(t testing.TB, p *settings.Place, kind string) string {
	t.Helper()
	found := ""
	must(t, within(t.Context(), p, quietEnv(), reading, func(n *Node) error {
		for _, e := range events(t, n) {
			if strings.Contains(e, `"kind":"`+kind+`"`) {
				found = e
			}
		}
		return nil
	}))
	return found
}

// spec: OPS-41 OPS-2 OPS-3
func TestABackupOfARunningServerIsRestoredUnchangedAndSignsEverybodyOut(t *testing.T) {
	r := plant(t)
	dir := r.folder()
	stop := r.write()
	file := filepath.Join(t.TempDir(), "server.backup")
	var told []string
	rep, err := Backup(t.Context(), place(dir), quietEnv(), file, func(what string, _, _ uint64) { told = append(told, what) })
	written := stop()
	must(t, err)
	if len(rep.Records) != 2 || rep.Files.Kept == 0 || rep.Files.Missing != 1 || rep.Files.Changed != 1 || len(rep.Absent) != 2 || len(rep.Absent[0].Projects) != 1 {
		t.Errorf("the report says %+v", rep)
	}
	if !slices.Contains(told, "evidence files") || !slices.ContainsFunc(told, func(s string) bool { return strings.HasPrefix(s, "checking record") }) {
		t.Errorf("progress told %q", slices.Compact(told))
	}
	if written < 2 {
		t.Errorf("only %d items were written meanwhile", written)
	}
	if e := lastEvent(t, place(dir), "backup made"); !strings.Contains(e, "server.backup") {
		t.Errorf("the backup was recorded as %s", e)
	}
	_, err = Backup(t.Context(), place(dir), quietEnv(), file, nil)
	wantFault(t, err, fault.Conflict, "there is a file of this name already")
	r.stop()

	// The server went on: of its record the backup holds the beginning.
	to := place(filepath.Join(t.TempDir(), "restored"))
	restored, err := Restore(t.Context(), to, quietEnv(), file, nil)
	must(t, err)
	if fmt.Sprint(restored.Records) != fmt.Sprint(rep.Records) {
		t.Errorf("restored %v, backed up %v", restored.Records, rep.Records)
	}
	must(t, within(t.Context(), to, quietEnv(), reading, func(n *Node) error {
		st, err := n.readRecord(t.Context(), rep.Records[0].ID)
		must(t, err)
		defer st.Close()
		head, root, err := st.Head(t.Context())
		must(t, err)
		if head != rep.Records[0].Commits || rootText(root) != rep.Records[0].Root {
			t.Errorf("restored head %d %s, backed up %d %s", head, rootText(root), rep.Records[0].Commits, rep.Records[0].Root)
		}
		return nil
	}))
	if e := lastEvent(t, to, "restore"); !strings.Contains(e, "server.backup") {
		t.Errorf("the restore was recorded as %s", e)
	}
	if e := lastEvent(t, to, "session revoked"); !strings.Contains(e, "after a restore") {
		t.Errorf("the end of the sessions was recorded as %s", e)
	}
	again := start(t, serverIn(to.Data), "")
	again.browser.Jar = r.browser.Jar
	again.want(again.do("GET", "/account", nil), http.StatusUnauthorized)
	again.want(again.do("POST", "/sign-in", map[string]string{"login": "anna", "password": password}), http.StatusOK)
	again.want(again.do("GET", "/projects/turbine-hall/gaps", nil), http.StatusOK)
	again.stop()
	_, err = Restore(t.Context(), to, quietEnv(), file, nil)
	wantFault(t, err, fault.Conflict, "not empty")
}

// spec: OPS-41
func TestABackupNeverUpgradesAnOlderServer(t *testing.T) {
	r := plant(t)
	r.stop()
	dir := r.folder()
	db, err := sql.Open("sqlite", filepath.Join(dir, "admin.db"))
	must(t, err)
	if _, err := db.Exec("DELETE FROM admin_schema WHERE version = 7"); err != nil {
		t.Fatal(err)
	}
	must(t, db.Close())
	before, err := os.ReadFile(filepath.Join(dir, "admin.db"))
	must(t, err)
	file := filepath.Join(t.TempDir(), "b")
	_, err = Backup(t.Context(), place(dir), quietEnv(), file, nil)
	wantFault(t, err, fault.Invalid, "older Cordon")
	after, err := os.ReadFile(filepath.Join(dir, "admin.db"))
	must(t, err)
	if !bytes.Equal(before, after) {
		t.Error("the administrative database was changed")
	}
	if _, err := os.Stat(file); err == nil {
		t.Error("there is a backup all the same")
	}
}

// spec: OPS-1
func TestABackupAsAJobLeavesAFileThatVerifies(t *testing.T) {
	s := serverIn(t.TempDir())
	n, err := Open(t.Context(), s, quietEnv())
	must(t, err)
	defer func() { must(t, n.Close(context.Background())) }()
	must(t, Sample("turbine-hall")(t.Context(), n))
	secret, _, err := n.Accounts.FirstLink(t.Context())
	must(t, err)
	e, err := n.Accounts.Accept(t.Context(), account.Client{}, secret, account.NewUser{Login: "anna", Password: password})
	must(t, err)
	for kind, want := range map[string]string{JobBackup: `"kept":30`, JobCheck: `"found":2`} {
		j, err := n.Jobs.Submit(t.Context(), kind, "", e.User.ID, nil)
		must(t, err)
		for !j.State.Ended() {
			time.Sleep(20 * time.Millisecond)
			j, err = n.Jobs.Job(t.Context(), j.ID)
			must(t, err)
		}
		if j.State != "done" || !strings.Contains(string(j.Result), want) {
			t.Fatalf("%s: %s %+v %s, want %s", kind, j.State, j.Failure, j.Result, want)
		}
		if kind != JobBackup {
			continue
		}
		f, _, err := n.Jobs.Open(t.Context(), j.ID)
		must(t, err)
		rep, err := VerifyBackup(t.Context(), f.Name(), nil)
		must(t, errors.Join(err, f.Close()))
		if len(rep.Records) != 2 {
			t.Errorf("the file holds %v", rep.Records)
		}
	}
	other, err := n.Accounts.CreateUser(t.Context(), account.By{}, account.NewUser{Login: "ben", Password: password})
	must(t, err)
	j, err := n.Jobs.Submit(t.Context(), JobBackup, "", other.ID, nil)
	must(t, err)
	for !j.State.Ended() {
		time.Sleep(20 * time.Millisecond)
		j, err = n.Jobs.Job(t.Context(), j.ID)
		must(t, err)
	}
	if j.State != "failed" || j.Failure.Kind != fault.Denied || j.File != nil {
		t.Errorf("a backup for somebody who is no administrator: %s %+v", j.State, j.Failure)
	}
}

// spec: OPS-42
func TestTheDoctorFindsWhatIsWrongAndRebuildsWhatCanBeRebuilt(t *testing.T) {
	r := plant(t)
	dir := r.folder()
	rep, err := Check(t.Context(), place(dir), quietEnv(), false, nil) // beside the running server
	must(t, err)
	if rep.Found != 2 || len(rep.Projects) != 1 || len(rep.Projects[0].Damaged) != 2 || rep.Projects[0].Present != 30 || rep.Security.Events < 4 || len(rep.Admin) > 0 {
		t.Fatalf("the sample as it is: %s", show(rep))
	}
	if d := rep.Projects[0].Damaged[0]; len(d.Items) != 1 || !strings.HasPrefix(d.Items[0], "EVD-") {
		t.Errorf("damage without its evidence: %+v", d)
	}
	if lastEvent(t, place(dir), "doctor run") != "" {
		t.Error("only checking left an event")
	}
	r.stop()

	file := onlyProject(t, dir)
	sqlIn(t, file, "DELETE FROM rows WHERE node = 5")
	orphan, err := sqlite.Create(filepath.Join(dir, "projects", "left-behind.cordon"))
	must(t, err)
	must(t, orphan.Close())
	left := filepath.Join(file+"-files", ".put-123")
	must(t, os.WriteFile(left, nil, 0o600))
	must(t, os.Chtimes(left, time.Now().AddDate(0, 0, -5), time.Now().AddDate(0, 0, -5)))
	must(t, os.WriteFile(filepath.Join(file+"-files", ".put-now"), nil, 0o600))

	rep, err = Check(t.Context(), place(dir), quietEnv(), false, nil)
	must(t, err)
	if p := rep.Projects[0]; rep.Found != 5 || p.Found != 1 || p.Rebuilt || len(rep.Leftovers) != 2 || rep.Leftovers[0].Where != left {
		t.Errorf("only checked: %s", show(rep))
	}
	rep, err = Check(t.Context(), place(dir), quietEnv(), true, nil)
	must(t, err)
	if p := rep.Projects[0]; rep.Found != 4 || rep.Repaired != 1 || !p.Rebuilt {
		t.Errorf("repaired: %s", show(rep))
	}
	if e := lastEvent(t, place(dir), "doctor run"); !strings.Contains(e, `"repaired":"1"`) {
		t.Errorf("recorded as %s", e)
	}
	if rep, err = Check(t.Context(), place(dir), quietEnv(), false, nil); err != nil || rep.Projects[0].Found != 0 {
		t.Errorf("after the repair: %v %s", err, show(rep))
	}

	sqlIn(t, file, "UPDATE commits SET body = replace(body, 'a', 'b') WHERE n = 2")
	sqlIn(t, filepath.Join(dir, "security.cordon"), "UPDATE commits SET body = CAST(replace(CAST(body AS TEXT), 'anna', 'otto') AS BLOB) WHERE n = 4")
	rep, err = Check(t.Context(), place(dir), quietEnv(), false, nil)
	must(t, err)
	if rep.Projects[0].Wrong == "" || rep.Security.Wrong == "" {
		t.Errorf("altered bytes were not found: %s", show(rep))
	}
}

func sqlIn(t testing.TB, path, query string) {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	must(t, err)
	if _, err := db.Exec(query); err != nil {
		t.Fatal(err)
	}
	must(t, db.Close())
}

func show(v any) string {
	b, _ := json.MarshalIndent(v, "", " ")
	return string(b)
}

// spec: OPS-45
func TestAServerMovesToPostgresAndBackByteForByte(t *testing.T) {
	r := plant(t)
	_, err := Move(t.Context(), place(r.folder()), place(t.TempDir()), quietEnv(), nil)
	wantFault(t, err, fault.Conflict, "another server uses this folder")
	r.stop()
	here := place(r.folder())
	before := files(t, here.Data)

	there := &settings.Place{Data: filepath.Join(t.TempDir(), "there"), Database: pgtest.Shared(t).Database(t)}
	rep, err := Move(t.Context(), here, there, quietEnv(), nil)
	must(t, err)
	if len(rep.Projects) != 1 || rep.Projects[0].Key != "turbine-hall" || rep.Projects[0].Files != 30 || len(rep.Projects[0].Changed) != 1 || strings.Contains(show(rep), "password") {
		t.Errorf("the report says %s", show(rep))
	}
	sameRecords(t, here, there)
	if !slices.Equal(files(t, here.Data), before) {
		t.Error("the source was changed")
	}
	_, err = Move(t.Context(), here, there, quietEnv(), nil)
	wantFault(t, err, fault.Conflict, "there is a server in the database already")

	s := serverIn(there.Data)
	s.Place = *there
	team := start(t, s, "")
	team.want(team.do("POST", "/sign-in", map[string]string{"login": "anna", "password": password}), http.StatusOK)
	team.want(team.do("POST", "/projects/turbine-hall/items", map[string]string{"kind": "zone", "title": "Made on PostgreSQL"}), http.StatusOK)
	team.stop()

	back := place(filepath.Join(t.TempDir(), "back"))
	_, err = Move(t.Context(), there, back, quietEnv(), nil)
	must(t, err)
	sameRecords(t, there, back)
	again := start(t, serverIn(back.Data), "")
	again.want(again.do("POST", "/sign-in", map[string]string{"login": "anna", "password": password}), http.StatusOK)
	if a := again.want(again.do("GET", "/projects/turbine-hall/items?kind=zone", nil), http.StatusOK); !strings.Contains(a.body, "Made on PostgreSQL") {
		t.Error("what was written on PostgreSQL is not there")
	}
	again.stop()
	if rep, err := Check(t.Context(), back, quietEnv(), false, nil); err != nil || rep.Found != 2 || rep.Projects[0].Present != 30 {
		t.Errorf("the doctor says %v %s", err, show(rep))
	}
}

// files lists the files of a folder with their content, those of locks apart.
func files(t testing.TB, dir string) (list []string) {
	t.Helper()
	must(t, filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() || d.Name() == "lock" || d.Name() == "verified" || strings.HasSuffix(path, "-shm") || strings.HasSuffix(path, "-wal") {
			return err
		}
		data, err := os.ReadFile(path)
		list = append(list, fmt.Sprintf("%s %x", path, data))
		return err
	}))
	return list
}

// spec: OPS-45
func TestAMoveThatWasInterruptedGoesOn(t *testing.T) {
	r := plant(t)
	r.stop()
	here := place(r.folder())
	to := place(filepath.Join(t.TempDir(), "to"))
	ctx, cancel := context.WithCancel(t.Context())
	_, err := Move(ctx, here, to, quietEnv(), func(what string, _, _ uint64) {
		if what == "accounts" {
			cancel()
		}
	})
	if err == nil {
		t.Fatal("a move that was stopped said nothing")
	}
	wantFault(t, Run(t.Context(), serverIn(to.Data), quietEnv(), os.Stderr), fault.Conflict, "a restore or a move was interrupted")
	_, err = Move(t.Context(), here, to, quietEnv(), nil)
	must(t, err)
	sameRecords(t, here, to)
	start(t, serverIn(to.Data), "").stop()
}

// spec: OPS-2
func TestABackupIsRestoredIntoPostgres(t *testing.T) {
	r := plant(t)
	r.stop()
	here := place(r.folder())
	file := filepath.Join(t.TempDir(), "b")
	_, err := Backup(t.Context(), here, quietEnv(), file, nil)
	must(t, err)
	there := &settings.Place{Data: filepath.Join(t.TempDir(), "there"), Database: pgtest.Shared(t).Database(t)}

	data, err := os.ReadFile(file)
	must(t, err)
	data[len(data)/2] ^= 1
	spoilt := filepath.Join(t.TempDir(), "spoilt")
	must(t, os.WriteFile(spoilt, data, 0o600))
	_, err = Restore(t.Context(), there, quietEnv(), spoilt, nil)
	wantFault(t, err, fault.Invalid)
	_, err = VerifyBackup(t.Context(), spoilt, nil)
	wantFault(t, err, fault.Invalid)

	_, err = Restore(t.Context(), there, quietEnv(), file, nil) // the failed one left nothing in the way
	must(t, err)
	must(t, within(t.Context(), there, quietEnv(), reading, func(n *Node) error {
		st, err := n.readRecord(t.Context(), filepathID(onlyProject(t, here.Data)))
		must(t, err)
		defer st.Close()
		was, err := sqlite.Open(onlyProject(t, here.Data), sqlite.Options{ReadOnly: true})
		must(t, err)
		defer was.Close()
		storetest.WantSame(t, st, was)
		return nil
	}))
	s := serverIn(there.Data)
	s.Place = *there
	team := start(t, s, "")
	team.want(team.do("POST", "/sign-in", map[string]string{"login": "anna", "password": password}), http.StatusOK)
	team.want(team.do("GET", "/projects/turbine-hall/gaps", nil), http.StatusOK)
	team.stop()
	if rep, err := Check(t.Context(), there, quietEnv(), true, nil); err != nil || rep.Found != 2 || rep.Projects[0].Present != 30 {
		t.Errorf("the doctor says %v %s", err, show(rep))
	}
	_, err = Restore(t.Context(), there, quietEnv(), file, nil)
	wantFault(t, err, fault.Conflict, "not empty")
}

func filepathID(path string) string { return strings.TrimSuffix(filepath.Base(path), ".cordon") }

// spec: OPS-47
func TestAProjectGoesOutOfAServerAndIntoAnotherUnchanged(t *testing.T) {
	r := plant(t)
	here := place(r.folder())
	file := filepath.Join(t.TempDir(), "hall.cordon")
	_, err := Extract(t.Context(), here, quietEnv(), file, ExtractWish{Key: "turbine-hal"})
	wantFault(t, err, fault.NotFound, "did you mean turbine-hall?")
	out, err := Extract(t.Context(), here, quietEnv(), file, ExtractWish{Key: "turbine-hall", Retire: true})
	must(t, err)
	if out.Files != 30 || len(out.Changed) != 1 {
		t.Errorf("extracted %s", show(out))
	}
	_, err = Extract(t.Context(), here, quietEnv(), file, ExtractWish{Key: "turbine-hall"})
	wantFault(t, err, fault.Conflict)
	time.Sleep(registryFor + 200*time.Millisecond) // the running server remembers its list for a moment
	if a := r.do("POST", "/projects/turbine-hall/items", map[string]string{"kind": "zone", "title": "Too late"}); a.StatusCode < 400 {
		t.Errorf("a retired project took an item: %d", a.StatusCode)
	}

	other := plant(t)
	there := place(other.folder())
	_, err = Adopt(t.Context(), there, quietEnv(), file, AdoptWish{Key: "turbine-hall"})
	wantFault(t, err, fault.Conflict, "already")
	_, err = Adopt(t.Context(), there, quietEnv(), file, AdoptWish{Key: "hall-2", Owner: "nobody"})
	wantFault(t, err, fault.NotFound)
	in, err := Adopt(t.Context(), there, quietEnv(), file, AdoptWish{Key: "hall-2", Owner: "anna"})
	must(t, err)
	if in.Root != out.Root || in.Files != 30 {
		t.Errorf("adopted %s, extracted %s", show(in), show(out))
	}
	_, err = Adopt(t.Context(), there, quietEnv(), file, AdoptWish{Key: "hall-3"})
	wantFault(t, err, fault.Conflict, "on the server already, as hall-2")
	time.Sleep(registryFor + 200*time.Millisecond)
	other.want(other.do("GET", "/projects/hall-2/gaps", nil), http.StatusOK)
	for p, words := range map[*settings.Place]string{here: "hall.cordon", there: "a project file"} {
		if e := lastEvent(t, p, "project moved"); !strings.Contains(e, words) || !strings.Contains(e, out.Root) {
			t.Errorf("recorded as %s", e)
		}
	}
	was, err := sqlite.Open(onlyProject(t, here.Data), sqlite.Options{ReadOnly: true})
	must(t, err)
	defer was.Close()
	is, err := sqlite.Open(filepath.Join(there.Data, "projects", out.ID+".cordon"), sqlite.Options{ReadOnly: true})
	must(t, err)
	defer is.Close()
	storetest.WantSame(t, store.Store(is), was)
}

// registryFor is how long a server remembers its list of projects.
const registryFor = 2 * time.Second

// spec: OPS-46
func TestWhoHasTheMachineGetsALinkForWhoCannotSignIn(t *testing.T) {
	s := serverIn(filepath.Join(t.TempDir(), "data"))
	r := start(t, s, "")
	here := place(s.Data)
	printed := r.link()
	l, err := Link(t.Context(), here, quietEnv(), LinkWish{Origin: r.url})
	must(t, err)
	secret := strings.TrimPrefix(l.Link, r.url+"/#/link/")
	r.want(r.do("POST", "/sign-in/link/use", map[string]string{"link": printed, "login": "otto", "password": password}), http.StatusNotFound)
	r.want(r.do("POST", "/sign-in/link/use", map[string]string{"link": secret, "login": "anna", "password": password}), http.StatusOK)
	_, err = Link(t.Context(), here, quietEnv(), LinkWish{Origin: r.url})
	wantFault(t, err, fault.Denied, "--user")
	_, err = Link(t.Context(), here, quietEnv(), LinkWish{Origin: r.url, ClearFactors: true})
	wantFault(t, err, fault.Invalid, "--user")
	l, err = Link(t.Context(), here, quietEnv(), LinkWish{Origin: r.url, User: "Anna", ClearFactors: true})
	must(t, err)
	time.Sleep(2200 * time.Millisecond) // Policy.Cache
	r.want(r.do("GET", "/account", nil), http.StatusUnauthorized)
	fresh := "Sieben Moewen ueber dem Kai"
	r.want(r.do("POST", "/sign-in/link/use", map[string]string{"link": strings.TrimPrefix(l.Link, r.url+"/#/link/"), "password": fresh}), http.StatusOK)
	r.want(r.do("POST", "/sign-in", map[string]string{"login": "anna", "password": fresh}), http.StatusOK)
	list, err := Users(t.Context(), here, quietEnv())
	must(t, err)
	if len(list.Users) != 1 || list.Users[0].Login != "anna" || !list.Users[0].Admin || list.Users[0].SignedIn == "" {
		t.Errorf("users %+v", list)
	}
	if e := lastEvent(t, here, "user changed"); !strings.Contains(e, "reset_link") || !strings.Contains(e, `"clear_factors":"yes"`) {
		t.Errorf("recorded as %s", e)
	}
}

// spec: OPS-49 SRV-51
func TestAServerThatIsKilledStartsAgainWithEverythingItAcknowledged(t *testing.T) {
	r := plant(t)
	r.stop()
	dir := r.folder()
	program, err := os.Executable()
	must(t, err)
	cmd := exec.Command(program)
	cmd.Env = append(os.Environ(), serveFolder+"="+dir)
	out, err := cmd.StdoutPipe()
	must(t, err)
	must(t, cmd.Start())
	line, err := bufio.NewReader(out).ReadString('\n')
	must(t, err)
	k := &running{TB: t, url: strings.TrimSpace(strings.TrimPrefix(line, "Cordon is at ")), browser: r.browser}
	_, err = openData(t.Context(), place(dir), quietEnv(), asServer)
	wantFault(t, err, fault.Conflict, fmt.Sprintf("(process %d)", cmd.Process.Pid))
	var titles []string
	for i := range 20 {
		title := fmt.Sprintf("Acknowledged %d", i)
		k.want(k.do("POST", "/projects/turbine-hall/items", map[string]string{"kind": "zone", "title": title}), http.StatusOK)
		titles = append(titles, title)
	}
	must(t, cmd.Process.Kill())
	_ = cmd.Wait()
	again := start(t, serverIn(dir), "")
	again.browser.Jar = r.browser.Jar
	a := again.want(again.do("GET", "/projects/turbine-hall/items?kind=zone&limit=1000", nil), http.StatusOK)
	for _, title := range titles {
		if !strings.Contains(a.body, `"`+title+`"`) {
			t.Errorf("%q was acknowledged and is not there", title)
		}
	}
	again.stop()
	if rep, err := Check(t.Context(), place(dir), quietEnv(), false, nil); err != nil || rep.Found != 2 {
		t.Errorf("the doctor says %v %s", err, show(rep))
	}
}

// spec: OPS-40
func TestAnOlderDataFolderIsCopiedBeforeItIsUpgraded(t *testing.T) {
	r := plant(t)
	r.stop()
	dir := r.folder()
	sqlIn(t, filepath.Join(dir, "admin.db"), "DELETE FROM admin_schema WHERE version = 7; DROP TABLE admin_presence")
	start(t, serverIn(dir), "").stop()
	copies, err := filepath.Glob(filepath.Join(dir, "admin.db.before-*"))
	must(t, err)
	if len(copies) != 1 {
		t.Fatalf("copies %q, want one", copies)
	}
	old, err := admin.OpenSQLite(t.Context(), copies[0])
	must(t, err)
	defer old.Close()
	if used, err := inUse(t.Context(), old); err != nil || !used {
		t.Errorf("the copy is in use: %v, %v", used, err)
	}
}
