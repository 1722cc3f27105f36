package script

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/cordon-ot/cordon/internal/access"
	"github.com/cordon-ot/cordon/internal/account"
	"github.com/cordon-ot/cordon/internal/host"
)

// twoPlaces types every command twice: on a file, and on a server.
type twoPlaces struct {
	*testing.T
	site        *site
	anna        string // her user id
	file, far   *machine
	here, there string // working folders
	count       uint64
}

func newTwoPlaces(t *testing.T) *twoPlaces {
	s := newSite(t)
	id, token := s.user("anna", true)
	p := &twoPlaces{T: t, site: s, anna: id, far: s.at("plant", token), here: t.TempDir(), there: t.TempDir()}
	p.file = &machine{t: t, now: s.now.Now, env: map[string]string{"CORDON_AUTHOR": "anna", "CORDON_PROJECT": "plant.cordon"}}
	p.file.random = func() io.Reader { return seeded(p.count) }
	p.far.random = p.file.random
	return p
}

var (
	project = regexp.MustCompile(`\b(plant|sample|empty)\.cordon`)
	ids     = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}`)
	keys    = regexp.MustCompile(`cordon/ID\+[0-9a-f]{8}\+[A-Za-z0-9+/=]+`)
	sizes   = regexp.MustCompile(`\(\d+ bytes\)|"bytes": \d+`)
	signed  = regexp.MustCompile(`(?m)^( *)([A-Za-z0-9+/]{43}=|— cordon/ID .*)$|\\n[A-Za-z0-9+/]{43}=\\n\\n— cordon/ID [A-Za-z0-9+/=]+|root    .*`)
)

// plain takes out what names the place itself: ids and keys of the project,
// lengths of files that hold them.
func plain(text, url string) string {
	text = ids.ReplaceAllString(text, "ID")
	text = keys.ReplaceAllString(text, "KEY")
	text = signed.ReplaceAllString(text, "SIGNED")
	text = sizes.ReplaceAllString(text, "SIZE")
	text = strings.ReplaceAll(text, "--server "+url+" --project", "--project")
	return project.ReplaceAllString(text, "$1")
}

// same types a command in both places and wants the same answer.
func (p *twoPlaces) same(args ...string) string {
	p.Helper()
	p.count++
	p.site.now.set(firstDay.Add(time.Duration(p.count) * time.Minute))
	p.Chdir(p.here)
	a, statusA := p.file.run(args...)
	p.Chdir(p.there)
	b, statusB := p.far.run(args...)
	want, got := plain(a, p.site.url), plain(b, p.site.url)
	if want != got || statusA != statusB {
		line, x, y := firstDifference(want, got)
		p.Errorf("cordon %s\non the file: status %d, line %d %q\non the server: status %d, %q", strings.Join(args, " "), statusA, line, x, statusB, y)
	}
	return got
}

// spec: REMOTE-1
func TestEveryCommandAnswersOnAServerAsOnAFile(t *testing.T) {
	p := newTwoPlaces(t)
	p.both("init", "sample", "--template", "press-line")
	p.both("init", "empty", "--title", "Line 9")
	p.moved("turbine-hall")
	repo := repoPath(t)
	for _, dir := range []string{p.here, p.there} {
		if err := os.WriteFile(filepath.Join(dir, "report.txt"), []byte("All accounts are personal."), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	for _, line := range strings.Split(strings.TrimSpace(commandsForBoth), "\n") {
		line = strings.ReplaceAll(strings.TrimSpace(line), "REPO", repo)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		args := words(line)
		p.same(args...)
		if reads(args) {
			p.same(append(args, "--json")...)
		}
	}
	for _, file := range []string{"plant.log", "proof.json"} {
		p.same("verify", file)
	}
}

// reads tells a command that changes nothing, so that it can be typed again.
func reads(args []string) bool {
	switch strings.Join(args[:min(2, len(args))], " ") {
	case "item list", "item show", "item history", "link verbs", "baseline list", "import inventory", "key show":
		return args[0] != "import"
	}
	switch args[0] {
	case "sl", "gap", "trace", "check", "impact", "whatif", "defence", "log", "diff", "keys", "standard":
		return true
	}
	return false
}

// both makes the project in both places; the ids of a sample are its own.
func (p *twoPlaces) both(args ...string) {
	p.Helper()
	local := append([]string{}, args...)
	local[1] += ".cordon"
	p.Chdir(p.here)
	a := p.file.ok(local...)
	p.Chdir(p.there)
	b := p.far.ok(args...)
	if want, got := plain(a, p.site.url), plain(b, p.site.url); want != got {
		p.Errorf("making the project:\non the file:   %s\non the server: %s", want, got)
	}
}

// moved makes a project from a sample on a file and takes the file to the
// server, so that both hold the same record.
func (p *twoPlaces) moved(sample string) {
	p.Helper()
	p.Chdir(p.here)
	p.file.ok("init", "plant.cordon", "--template", sample)
	id := ids.FindString(p.file.ok("key", "show"))
	for from, to := range map[string]string{"plant.cordon": id + ".cordon", "plant.cordon-files": id + "-files"} {
		info, err := os.Stat(from)
		p.site.must(err)
		to = filepath.Join(p.site.dir, to)
		if info.IsDir() {
			p.site.must(os.CopyFS(to, os.DirFS(from)))
			continue
		}
		data, err := os.ReadFile(from)
		p.site.must(err)
		p.site.must(os.WriteFile(to, data, 0o600))
	}
	_, err := p.site.host.Adopt(p.Context(), host.Entry{ID: id, Key: "plant", Title: "Plant"})
	p.site.must(err)
	p.site.must(p.site.accounts.Grant(p.Context(), account.By{}, id, p.anna, access.Grant{Role: access.Owner}))
}

func repoPath(t *testing.T) string {
	t.Helper()
	repo, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	return repo
}

const commandsForBoth = `
# looking
item list
item list zone
item list asset --where in=ZON-1 --columns function,firmware
item show ZON-1
item show EVD-1
item show AST-1 --all
item show ZON-99
item history AST-1
item list asset --where firmwar=1
log
log --limit 0 --ops
log --item EVD-1
baseline list
sl
sl --why ZON-1
sl --drift
sl --at 1
gap
gap --why
trace
trace ZON-1
trace "SR 1.1"
check
check --all
impact PRD-1
whatif "set AST-1 firmware=9.9"
whatif "retire CMS-1"
whatif "approve ZON-1 3"
whatif "nonsense"
defence
diff 1
diff 1 2
diff 1 77
sl --at 2026-03-02
sl --at 2019-01-01
sl --at nowhere
sl --date 2031-01-01
link verbs
keys ZON
standard migrate --part 62443-3-3 --from 2013 --to 2013
# changing
item add asset --title 'Label printer' --set function=printer --link 'in ZON-1' -m 'found on the walk-down'
item set 'Label printer' firmware=1.4 legacy=yes
item set 'Label printer' firmware=1.4
item set 'Label printer' firmwar=1.4
item set 'Label printer' title='Label printer 2' --if-revision 7
item set 'Label printer' target=3
link remove 'Label printer' in ZON-1
link add 'Label printer' in ZON-2
link add 'Label printer' in ZON-2
link add ZON-1 in ZON-2
item retire 'Label printer' --reason 'belongs to the other line'
item revive AST-52
item add zone --title 'Tool room' --set type=control
target set 'Tool room' '{2,2,2,1,2,1,2}' --rationale 'no worse than a stopped press'
target approve 'Tool room' --by 'P. Moser' --json
target approve 'Tool room' 1 --by 'P. Moser' --rationale 'the network cable is gone'
target confirm 'Tool room' --reason 'looked at again'
item add evidence --title 'Account review' --file report.txt --link 'holds for ZON-1'
item show 'Account review'
item set PRD-1 title='Another controller'
item set AST-1 firmware=9.9
link confirm --item AST-1 --reason 'looked at'
link confirm --all --reason 'looked at'
link confirm --all --reason 'looked at'
baseline add 'Handover'
baseline add 'handover'
baseline list
sl --at Handover
diff BAS-1
import inventory REPO/internal/interchange/inventory/testdata/ot-line/assets.csv --dry-run
import inventory REPO/internal/interchange/inventory/testdata/ot-line/assets.csv
import inventory REPO/internal/interchange/inventory/testdata/ot-line/assets.csv
import inventory nothing.csv
gap
check
sl --drift --limit 5
log --limit 0
log --item AST-1
export text out
export text out
import text out --dry-run
import text out
export log plant.log
export log plant.log
export proof AST-1 proof.json
export proof AST-9999 none.json
doctor --check
doctor
key show
item set AST-1 serial=7 --at 3
`

// spec: REMOTE-8
func TestALargeImportAndALongFileGoInPieces(t *testing.T) {
	p := newTwoPlaces(t)
	p.moved("press-line")
	var list strings.Builder
	list.WriteString("name;zone;vendor;model;firmware\n")
	for i := range 9000 {
		fmt.Fprintf(&list, "sensor %d;Machine control;Norvik;S%d;1.%d\n", i, i%7, i%5)
	}
	long := strings.Repeat("0123456789abcdef", 3<<20) // 48 MiB
	for _, dir := range []string{p.here, p.there} {
		p.site.must(os.WriteFile(filepath.Join(dir, "list.csv"), []byte(list.String()), 0o666))
		p.site.must(os.WriteFile(filepath.Join(dir, "capture.bin"), []byte(long), 0o666))
	}
	var bulk, pieces atomic.Int32
	p.site.before(func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		switch {
		case r.Method == http.MethodPost && strings.HasSuffix(r.URL.Path, "/bulk"):
			bulk.Add(1)
		case r.Method == http.MethodPatch:
			if pieces.Add(1) == 2 { // the line breaks in the middle of a piece
				r.Body = io.NopCloser(io.LimitReader(r.Body, 1<<20))
				next.ServeHTTP(discard{http.Header{}}, r)
				panic(http.ErrAbortHandler)
			}
		}
		next.ServeHTTP(w, r)
	})
	p.same("import", "inventory", "list.csv")
	p.same("item", "add", "evidence", "--title", "Capture", "--file", "capture.bin")
	p.same("item", "show", "Capture")
	p.same("item", "list", "asset")
	p.same("log")
	if bulk.Load() != 1 || pieces.Load() != 4 {
		t.Errorf("got %d bulk calls and %d pieces, want 1 and 4", bulk.Load(), pieces.Load())
	}
}

// spec: REMOTE-5
func TestTwoClientsThatWriteAtOnceBothSucceed(t *testing.T) {
	s := newSite(t)
	_, token := s.user("anna", true)
	s.at("", token).ok("init", "plant")
	const programs, each = 4, 6
	var wg sync.WaitGroup
	for p := range programs {
		m := s.at("plant", token)
		wg.Go(func() {
			for i := range each {
				if out, status := m.run("item", "add", "zone", "--title", fmt.Sprintf("zone %d of %d", i, p)); status != 0 {
					t.Errorf("program %d, item %d: status %d: %s", p, i, status, out)
				}
			}
		})
	}
	wg.Wait()
	out := s.at("plant", token).ok("item", "list", "zone")
	if got := strings.Count(out, "zone "); got != programs*each {
		t.Errorf("got %d zones, want %d:\n%s", got, programs*each, out)
	}
}

// spec: REMOTE-6
func TestWhoMayNotIsToldSoWithStatusTwo(t *testing.T) {
	s := newSite(t)
	_, token := s.user("anna", true)
	s.at("", token).ok("init", "plant")
	cases := []struct {
		name string
		m    *machine
		args []string
		want string
	}{
		{"a reviewer writes", s.at("plant", s.member("plant", "rita", access.Reviewer)), []string{"item", "add", "zone", "--title", "Mine"}, "reviewer"},
		{"a viewer writes", s.at("plant", s.member("plant", "vera", access.Viewer)), []string{"item", "add", "zone", "--title", "Mine"}, "viewer"},
		{"nobody", s.at("plant", ""), []string{"sl"}, "cordon login " + s.url},
		{"a wrong token", s.at("plant", "cdn_nothing"), []string{"sl"}, "does not take this token"},
		{"somebody without a role", func() *machine { _, t := s.user("nora", false); return s.at("plant", t) }(), []string{"sl"}, `there is no project "plant"`},
		{"another author", s.at("plant", token), []string{"item", "add", "zone", "--title", "Mine", "--author", "Ben"}, `the name of the account, which is "anna"`},
		{"a file on a server", s.at("plant.cordon", token), []string{"sl"}, "a project is named by its key"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			out, status := c.m.run(c.args...)
			if status != 2 || !strings.Contains(out, c.want) || strings.Count(out, "\n") != 1 {
				t.Errorf("cordon %s: status %d, want 2; got %q, want a sentence with %q", strings.Join(c.args, " "), status, out, c.want)
			}
			if strings.Contains(out, "cdn_") {
				t.Errorf("the token is in the message: %s", out)
			}
		})
	}
	if out := s.at("plant", token).ok("item", "list", "zone"); strings.Contains(out, "Mine") {
		t.Errorf("a refused change is there:\n%s", out)
	}
}

// spec: REMOTE-4
func TestAChangeWhoseAnswerIsLostIsMadeOnce(t *testing.T) {
	s := newSite(t)
	_, token := s.user("anna", true)
	s.at("", token).ok("init", "plant")
	var lost atomic.Int32
	s.before(func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		if r.Method != http.MethodPost || !strings.HasSuffix(r.URL.Path, "/commits") || lost.Add(1) > 2 {
			next.ServeHTTP(w, r)
			return
		}
		// The server does its work and is gone before it can say so.
		next.ServeHTTP(discard{http.Header{}}, r)
		panic(http.ErrAbortHandler)
	})
	m := s.at("plant", token)
	out := m.ok("item", "add", "zone", "--title", "Once")
	if !strings.Contains(out, `Added ZON-1 "Once".`) || !strings.Contains(out, "Commit 2 (edit) by anna.") {
		t.Errorf("got %q", out)
	}
	if got := lost.Load(); got != 3 {
		t.Errorf("the change was sent %d times, want 3", got)
	}
	if out := m.ok("item", "list", "zone"); strings.Count(out, "Once") != 1 {
		t.Errorf("the zone is not there exactly once:\n%s", out)
	}
	if out := m.ok("log"); strings.Count(out, "edit") != 1 {
		t.Errorf("there is not exactly one commit of the change:\n%s", out)
	}
}

// discard is the answer to somebody who is gone.
type discard struct{ h http.Header }

func (d discard) Header() http.Header         { return d.h }
func (d discard) Write(b []byte) (int, error) { return len(b), nil }
func (discard) WriteHeader(int)               {}

// spec: REMOTE-3
func TestARepeatedQuestionFetchesNoStateAgain(t *testing.T) {
	s := newSite(t)
	_, token := s.user("anna", true)
	s.at("", token).ok("init", "plant", "--template", "press-line")
	var mu sync.Mutex
	var asked []string
	s.before(func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		mu.Lock()
		asked = append(asked, r.Method+" "+strings.TrimPrefix(r.URL.Path, "/api/v1"))
		mu.Unlock()
		next.ServeHTTP(w, r)
	})
	calls := func(m *machine, args ...string) string {
		asked = nil
		m.ok(args...)
		return strings.Join(asked, "; ")
	}
	m, other := s.at("plant", token), s.at("plant", token)
	if got, want := calls(m, "item", "list", "zone"), "GET /projects/plant; GET /projects/plant/snapshot"; got != want {
		t.Errorf("the first time: got %s, want %s", got, want)
	}
	if got, want := calls(m, "item", "list", "zone"), "GET /projects/plant"; got != want {
		t.Errorf("again: got %s, want %s", got, want)
	}
	other.ok("item", "add", "zone", "--title", "Another")
	if got, want := calls(m, "item", "list", "zone"), "GET /projects/plant; GET /projects/plant/commits/raw"; got != want {
		t.Errorf("after a change of somebody else: got %s, want %s", got, want)
	}
	if got, want := calls(m, "item", "list", "zone", "--no-cache"), "GET /projects/plant; GET /projects/plant/snapshot"; got != want {
		t.Errorf("with nothing kept: got %s, want %s", got, want)
	}
	entries, err := filepath.Glob(filepath.Join(m.cache, "*", "*"))
	if err != nil || len(entries) == 0 {
		t.Fatalf("nothing is kept in %s: %v", m.cache, err)
	}
	for _, path := range entries {
		if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: mode %v, want 0600 (%v)", path, info.Mode().Perm(), err)
		}
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		data[len(data)/2] ^= 1
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if got, want := calls(m, "item", "list", "zone"), "GET /projects/plant; GET /projects/plant/snapshot"; got != want {
		t.Errorf("after what was kept was damaged: got %s, want %s", got, want)
	}
}

// spec: REMOTE-3, REMOTE-6
func TestWhatIsKeptIsNotForWhoMayNotFetchIt(t *testing.T) {
	s := newSite(t)
	_, token := s.user("anna", true)
	m := s.at("plant", token)
	m.ok("init", "plant", "--template", "press-line")
	m.ok("gap")
	_, stranger := s.user("nora", false)
	m.env["CORDON_TOKEN"] = stranger
	if out, status := m.run("gap"); status != 2 || !strings.Contains(out, `there is no project "plant"`) {
		t.Errorf("a stranger at the same machine: status %d, %q", status, out)
	}
	m.env["CORDON_TOKEN"] = s.member("plant", "vera", access.Viewer)
	m.ok("gap") // a viewer reads the model, without its history
	other := s.at("plant", token)
	other.ok("gap", "--no-cache")
	if _, err := os.Stat(other.cache); !os.IsNotExist(err) {
		t.Errorf("with --no-cache something is kept in %s (%v)", other.cache, err)
	}
}

// spec: REMOTE-2
func TestAServerOfAnotherVersionIsToldAsSuch(t *testing.T) {
	s := newSite(t)
	_, token := s.user("anna", true)
	s.at("plant", token).ok("init", "plant")
	s.before(func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		if !strings.HasSuffix(r.URL.Path, "/snapshot") {
			next.ServeHTTP(w, r)
			return
		}
		rec := httptest.NewRecorder()
		next.ServeHTTP(rec, r)
		data := rec.Body.Bytes()
		data[8] ^= 1 // the vocabulary
		w.Header().Set("Content-Type", rec.Header().Get("Content-Type"))
		_, _ = w.Write(data)
	})
	out, status := s.at("plant", token).run("sl")
	if status != 2 || !strings.Contains(out, "than this program (version test)") {
		t.Errorf("status %d, %q", status, out)
	}
}

// spec: REMOTE-2
func TestFilesThatTheServerDoesNotTellOfMakeNoAnswer(t *testing.T) {
	s := newSite(t)
	_, token := s.user("anna", true)
	m := s.at("plant", token)
	m.ok("init", "plant", "--template", "press-line")
	s.before(func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		if strings.HasSuffix(r.URL.Path, "/evidence") {
			panic(http.ErrAbortHandler)
		}
		next.ServeHTTP(w, r)
	})
	for _, args := range [][]string{{"gap"}, {"gap", "--json"}, {"export", "text", filepath.Join(t.TempDir(), "out")}} {
		if out, status := m.run(args...); status != 2 || strings.Contains(out, "ZON-1") || !strings.Contains(out, "ask for the files of evidence") {
			t.Errorf("%v: status %d, %q", args, status, out)
		}
	}
}

// spec: REMOTE-1
func TestATextFolderBecomesAProjectOnAServerWithAllItSays(t *testing.T) {
	p := newTwoPlaces(t)
	p.Chdir(p.here)
	p.file.env["CORDON_PROJECT"] = "first.cordon"
	p.file.ok("init", "first.cordon", "--template", "press-line")
	// A link that is suspect, and stays so.
	p.file.ok("item", "add", "test case", "--title", "Try the lock", "--set", "method=test", "--link", "verifies CMS-1")
	p.file.ok("item", "set", "CMS-1", "description=Changed since")
	p.file.ok("export", "text", filepath.Join(p.there, "out"))
	p.site.must(os.CopyFS("out", os.DirFS(filepath.Join(p.there, "out"))))
	p.file.env["CORDON_PROJECT"] = "plant.cordon"
	p.both("init", "plant", "--from-text", "out")
	if out := p.same("item", "show", "Try the lock"); !strings.Contains(out, "suspect") {
		t.Errorf("the link is not suspect any more:\n%s", out)
	}
	for _, args := range [][]string{{"item", "list", "--json"}, {"check"}, {"gap", "--json"}, {"log", "--ops", "--json"}, {"export", "text", "out"}, {"import", "text", "out"}} {
		p.same(args...)
	}
}

// spec: REMOTE-7
func TestALoginIsKeptForTheServerAndForgotten(t *testing.T) {
	s := newSite(t)
	_, token := s.user("anna", true)
	s.at("", token).ok("init", "plant")
	m := s.at("", "")
	delete(m.env, "CORDON_SERVER")
	m.stdin = token + "\n"
	out := m.ok("login", s.url)
	if !strings.Contains(out, "as anna (anna)") || strings.Contains(out, token) {
		t.Errorf("got %q", out)
	}
	path := filepath.Join(m.config, "servers.yaml")
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%s: mode %v, want 0600 (%v)", path, info.Mode().Perm(), err)
	}
	m.stdin = ""
	if out := m.ok("--server", s.url+"/", "project", "list"); !strings.Contains(out, "plant") {
		t.Errorf("got %q", out)
	}
	// The only project there is needs no name.
	if out := m.ok("--server", s.url, "item", "add", "zone", "--title", "Z"); !strings.Contains(out, "by anna") {
		t.Errorf("got %q", out)
	}
	if err := os.Chmod(path, 0o644); err != nil {
		t.Fatal(err)
	}
	if out := m.ok("--server", s.url, "sl"); !strings.Contains(out, "others on this machine can read the token") {
		t.Errorf("no warning: %q", out)
	}
	m.ok("logout", s.url)
	if out, status := m.run("--server", s.url, "sl"); status != 2 || !strings.Contains(out, "cordon login") {
		t.Errorf("after logging out: status %d, %q", status, out)
	}
	if _, err := os.Stat(m.cache); !os.IsNotExist(err) {
		t.Errorf("what was kept of projects is still there: %v", err)
	}
	data, err := os.ReadFile(path)
	if err != nil || strings.Contains(string(data), token) {
		t.Errorf("the token is still in the file: %v", err)
	}
}
