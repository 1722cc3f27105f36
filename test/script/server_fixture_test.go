package script

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"io"
	"log/slog"
	mathrand "math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/cordon-ot/cordon/internal/access"
	"github.com/cordon-ot/cordon/internal/account"
	"github.com/cordon-ot/cordon/internal/admin"
	"github.com/cordon-ot/cordon/internal/app"
	"github.com/cordon-ot/cordon/internal/audit"
	"github.com/cordon-ot/cordon/internal/blob"
	"github.com/cordon-ot/cordon/internal/cli"
	"github.com/cordon-ot/cordon/internal/host"
	"github.com/cordon-ot/cordon/internal/job"
	"github.com/cordon-ot/cordon/internal/server"
	"github.com/cordon-ot/cordon/internal/standard"
	"github.com/cordon-ot/cordon/internal/store"
	"github.com/cordon-ot/cordon/internal/store/memory"
	"github.com/cordon-ot/cordon/internal/store/sqlite"
	"github.com/cordon-ot/cordon/internal/upload"
)

// site is a whole server on real databases behind a real listener, for the
// command line to work on. Its clock stands until the test moves it.
type site struct {
	testing.TB
	url      string
	accounts *account.Service
	host     *host.Host
	now      *steps
	dir      string

	mu    sync.Mutex
	front http.Handler // what answers; tests put themselves before the server
}

// steps is a clock that a test moves.
type steps struct {
	mu  sync.Mutex
	now time.Time
}

func (s *steps) Now() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.now
}

func (s *steps) set(t time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.now = t
}

const sitePassword = "seven-grey-herons-on-a-weir"

func newSite(t testing.TB) *site {
	t.Helper()
	s := &site{TB: t, now: &steps{now: firstDay}, dir: t.TempDir()}
	log := slog.New(slog.DiscardHandler)
	db, err := admin.OpenSQLite(t.Context(), filepath.Join(s.dir, "admin.db"))
	s.must(err)
	t.Cleanup(func() { s.must(db.Close()) })
	security, err := audit.Open(t.Context(), audit.Config{Store: memory.New(), ID: "test", Clock: s.now.Now, Random: rand.Reader})
	s.must(err)
	t.Cleanup(func() { s.must(security.Close()) })
	library, err := standard.Shipped()
	s.must(err)
	s.host, err = host.New(host.Config{
		Admin: db, Stores: siteStores(s.dir), Library: library, Clock: s.now.Now, Random: rand.Reader, Zone: time.LoadLocation, Log: log,
		Files: func(id string) (blob.Store, error) { return blob.Open(filepath.Join(s.dir, id+"-files")), nil },
		Idle:  time.Hour, Follow: time.Hour, MostOpen: 10,
	})
	s.must(err)
	t.Cleanup(func() { s.must(s.host.Close()) })
	policy := account.DefaultPolicy()
	policy.Hash = account.Hashing{Memory: 64, Time: 1, Threads: 1, Parallel: 4, Waiting: 64}
	s.accounts, err = account.New(t.Context(), account.Config{DB: db, Recorder: security, Now: s.now.Now, Random: rand.Reader, Policy: policy})
	s.must(err)
	uploads, err := upload.New(upload.Config{Folder: filepath.Join(s.dir, "uploads"), Clock: s.now.Now, Random: rand.Reader})
	s.must(err)
	jobs, err := job.New(job.Config{
		DB: db, Folder: filepath.Join(s.dir, "jobs"), Node: "test", Clock: s.now.Now, Random: rand.Reader, Log: log, Beat: 10 * time.Millisecond,
	})
	s.must(err)
	api := server.New(server.Config{
		Uploads: uploads, Jobs: jobs, Examine: func(ctx context.Context, id string, repair bool, progress func(string, uint64, uint64)) (rep app.DoctorReport, err error) {
			st, err := sqlite.Open(siteStores(s.dir).path(id), sqlite.Options{ReadOnly: !repair})
			if err != nil {
				return rep, err
			}
			rep, err = app.Doctor(ctx, app.Config{Store: st, Library: library, Clock: s.now.Now, Random: rand.Reader, Zone: time.LoadLocation, Progress: progress}, repair)
			return rep, errors.Join(err, st.Close())
		},
		Host: s.host, Accounts: s.accounts, Audit: security, Security: security, Clock: s.now.Now, Log: log, Metrics: prometheus.NewRegistry(),
		Version: "test", Origin: "http://localhost", Ready: func(context.Context) error { return nil },
		Limits: server.Limits{PublicRate: 1e6, PublicBurst: 1e6, CallerRate: 1e6, CallerBurst: 1e6}, Policy: policy,
	})
	t.Cleanup(api.Stop)
	s.must(jobs.Start(t.Context()))
	t.Cleanup(func() { s.must(jobs.Stop(context.Background())) })
	s.front = api
	listener := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		h := s.front
		s.mu.Unlock()
		h.ServeHTTP(w, r)
	}))
	t.Cleanup(listener.Close)
	s.url = listener.URL
	return s
}

func (s *site) must(err error) {
	s.Helper()
	if err != nil {
		s.Fatal(err)
	}
}

// before puts a handler in front of the server.
func (s *site) before(fn func(w http.ResponseWriter, r *http.Request, next http.Handler)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	next := s.front
	s.front = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { fn(w, r, next) })
}

// siteStores keeps records as SQLite files.
type siteStores string

func (d siteStores) path(id string) string { return filepath.Join(string(d), id+".cordon") }
func (d siteStores) Open(_ context.Context, id string) (store.Store, error) {
	return sqlite.Open(d.path(id), sqlite.Options{})
}

func (d siteStores) Create(_ context.Context, id string) (store.Store, error) {
	return sqlite.Create(d.path(id))
}
func (siteStores) Discard(context.Context, string) error { return nil }
func (siteStores) Shared() bool                          { return false }
func (siteStores) Hints(context.Context) <-chan string   { return nil }
func (siteStores) Tell(context.Context, string)          {}

// user makes a user and gives a token of theirs. Administrators may make
// projects.
func (s *site) user(login string, admin bool) (id, token string) {
	s.Helper()
	u, err := s.accounts.CreateUser(s.Context(), account.By{}, account.NewUser{Login: login, Password: sitePassword, Admin: admin})
	s.must(err)
	in, err := s.accounts.SignIn(s.Context(), account.Client{Address: netip.MustParseAddr("127.0.0.1")}, login, sitePassword)
	s.must(err)
	p, err := s.accounts.Principal(s.Context(), in.Secret)
	s.must(err)
	_, token, err = s.accounts.CreateToken(s.Context(), p, "127.0.0.1", "a test", access.Scope{}, s.now.Now().AddDate(0, 6, 0))
	s.must(err)
	return u.ID, token
}

// member makes a user with a role in a project and gives a token of theirs.
func (s *site) member(project, login string, role access.Role) (token string) {
	s.Helper()
	id, token := s.user(login, false)
	all, err := s.host.Projects(s.Context())
	s.must(err)
	e, err := host.Find(all, project)
	s.must(err)
	s.must(s.accounts.Grant(s.Context(), account.By{}, e.ID, id, access.Grant{Role: role}))
	return token
}

// machine is a place where somebody types commands.
type machine struct {
	t      testing.TB
	env    map[string]string
	config string
	cache  string
	now    func() time.Time
	random func() io.Reader
	stdin  string
}

// at gives a machine that works on a project of the site with a token.
func (s *site) at(project, token string) *machine {
	s.Helper()
	dir := s.TempDir()
	return &machine{
		t: s, config: filepath.Join(dir, "config"), cache: filepath.Join(dir, "cache"), now: s.now.Now,
		random: func() io.Reader { return rand.Reader },
		env:    map[string]string{"CORDON_SERVER": s.url, "CORDON_PROJECT": project, "CORDON_TOKEN": token},
	}
}

// run runs one command and gives what it printed and its exit status.
func (m *machine) run(args ...string) (out string, status int) {
	var b bytes.Buffer
	status = cli.Run(m.t.Context(), append([]string{"--width=100"}, args...), cli.Env{
		Getenv: func(name string) string { return m.env[name] }, Stdin: strings.NewReader(m.stdin), Stdout: &b, Stderr: &b,
		Now: m.now, Random: m.random(), Zone: time.LoadLocation, Stores: stores{}, Version: "test",
		ConfigDir: m.config, CacheDir: m.cache,
	})
	return b.String(), status
}

// ok runs a command that must succeed, findings apart.
func (m *machine) ok(args ...string) string {
	m.t.Helper()
	out, status := m.run(args...)
	if status == 2 {
		m.t.Fatalf("cordon %s: status 2:\n%s", strings.Join(args, " "), out)
	}
	return out
}

// seeded gives the same randomness at every machine for the same command.
func seeded(seed uint64) io.Reader {
	return mathrand.NewChaCha8([32]byte{byte(seed), byte(seed >> 8), byte(seed >> 16)})
}
