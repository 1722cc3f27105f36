package server

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/cordon-ot/cordon/internal/access"
	"github.com/cordon-ot/cordon/internal/account"
	"github.com/cordon-ot/cordon/internal/account/factor"
	"github.com/cordon-ot/cordon/internal/admin"
	"github.com/cordon-ot/cordon/internal/api"
	"github.com/cordon-ot/cordon/internal/app"
	"github.com/cordon-ot/cordon/internal/audit"
	"github.com/cordon-ot/cordon/internal/blob"
	"github.com/cordon-ot/cordon/internal/host"
	"github.com/cordon-ot/cordon/internal/job"
	"github.com/cordon-ot/cordon/internal/standard"
	"github.com/cordon-ot/cordon/internal/starter"
	"github.com/cordon-ot/cordon/internal/store"
	"github.com/cordon-ot/cordon/internal/store/memory"
	"github.com/cordon-ot/cordon/internal/store/sqlite"
	"github.com/cordon-ot/cordon/internal/upload"
)

// The fixture of the tests of this package: a whole server on real databases in
// a folder of its own, with a clock that the test moves, and people who use it.
//
//	f := newFixture(t)
//	f.project("hall")                              // the turbine hall
//	anna := f.member("hall", "anna", access.Engineer)
//	anna.do("GET", "/projects/hall/items", nil).want(200)
//	anna.token(api.NewToken{ReadOnly: true}).do("POST", …).want(403)
//	f.anybody().do("GET", "/projects", nil).want(401)
//
// A path stands below /api/v1, or below the root if it begins with two slashes.
// A person behaves as a browser does: it keeps cookies by the rules for them,
// and says that its requests come from the same site.

const (
	fixtureOrigin   = "https://cordon.plant.example"
	fixturePassword = "seven-grey-herons-on-a-weir"
)

// fixtureStart is when every fixture begins.
var fixtureStart = time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)

// clock is a clock that stands until the test moves it.
type clock struct {
	mu   sync.Mutex
	time time.Time
}

// Now gives the time of the clock.
func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.time
}

// pass moves the clock.
func (c *clock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.time = c.time.Add(d)
}

// fixture is a server with everything behind it.
type fixture struct {
	testing.TB
	*Server
	accounts *account.Service
	host     *host.Host
	security *audit.Stream
	admin    *admin.DB
	clock    *clock
	log      *logBuffer
	dir      string // holds the databases
}

// setup is what a test may change of a fixture before it is made.
type setup struct {
	Config // Host, Accounts, Audit, Security, Uploads and Jobs are filled in by newFixture
	policy account.Policy
	clock  *clock
	idle   time.Duration                // after what time a project is closed; an hour without it
	events func(dir string) store.Store // holds the security events; in memory without it
}

// newFixture makes a server without projects and users. change adapts its
// settings.
func newFixture(t testing.TB, change ...func(*setup)) *fixture {
	t.Helper()
	f := &fixture{TB: t, clock: &clock{time: fixtureStart}, log: &logBuffer{}, dir: t.TempDir()}
	log := slog.New(slog.NewTextHandler(f.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	b := &setup{
		Config: Config{
			Log: log, Metrics: prometheus.NewRegistry(), Version: "0.0.0-test", Origin: fixtureOrigin, Secure: true,
			Ready: func(context.Context) error { return nil }, Limits: Limits{PublicRate: 1000, PublicBurst: 100_000, CallerBurst: 100_000},
			Passkeys: true,
		},
		policy: account.DefaultPolicy(), clock: f.clock, idle: time.Hour,
		events: func(string) store.Store { return memory.New() },
	}
	b.policy.Hash = account.Hashing{Memory: 64, Time: 1, Threads: 1, Parallel: 4, Waiting: 64}
	for _, fn := range change {
		fn(b)
	}
	f.clock = b.clock
	b.Clock, b.Policy = f.clock.Now, b.policy
	var err error
	f.admin, err = admin.OpenSQLite(t.Context(), filepath.Join(f.dir, "admin.db"))
	f.must(err)
	t.Cleanup(func() { f.must(f.admin.Close()) })
	f.security, err = audit.Open(t.Context(), audit.Config{Store: b.events(f.dir), ID: "test", Clock: f.clock.Now, Random: rand.Reader})
	f.must(err)
	t.Cleanup(func() { f.must(f.security.Close()) })
	f.host = f.newHost(log, b.idle)
	t.Cleanup(func() { f.must(f.host.Close()) })
	f.accounts = f.newAccounts(b)
	b.Host, b.Accounts, b.Audit, b.Security = f.host, f.accounts, f.security, f.security
	b.Uploads, err = upload.New(upload.Config{Folder: filepath.Join(f.dir, "uploads"), Clock: f.clock.Now, Random: rand.Reader})
	f.must(err)
	b.Jobs, err = job.New(job.Config{
		DB: f.admin, Folder: filepath.Join(f.dir, "jobs"), Node: "test", Clock: f.clock.Now, Random: rand.Reader, Log: log, Beat: 10 * time.Millisecond,
	})
	f.must(err)
	f.Server = New(b.Config)
	f.must(b.Jobs.Start(t.Context()))
	t.Cleanup(func() { f.must(b.Jobs.Stop(context.Background())) })
	t.Cleanup(f.Stop)
	return f
}

func (f *fixture) newHost(log *slog.Logger, idle time.Duration) *host.Host {
	f.Helper()
	library, err := standard.Shipped()
	f.must(err)
	h, err := host.New(host.Config{
		Admin: f.admin, Stores: folder(f.dir), Library: library, Clock: f.clock.Now, Random: rand.Reader, Zone: time.LoadLocation, Log: log,
		Files: func(id string) (blob.Store, error) { return blob.Open(filepath.Join(f.dir, id+"-files")), nil },
		Idle:  idle, Follow: time.Hour, MostOpen: 10,
	})
	f.must(err)
	return h
}

func (f *fixture) newAccounts(b *setup) *account.Service {
	f.Helper()
	key, err := account.NewKey(rand.Reader)
	f.must(err)
	cfg := account.Config{DB: f.admin, Recorder: f.security, Now: f.clock.Now, Random: rand.Reader, Policy: b.policy, Key: key}
	if b.Passkeys {
		keys, err := factor.NewPasskeys(factor.PasskeyConfig{
			RelyingParty: strings.TrimPrefix(fixtureOrigin, "https://"), Name: "Cordon", Origins: []string{fixtureOrigin}, Now: f.clock.Now, Random: rand.Reader,
		})
		f.must(err)
		cfg.Passkeys = keys
	}
	s, err := account.New(f.Context(), cfg)
	f.must(err)
	return s
}

// must ends the test on an error that it is not about.
func (f *fixture) must(err error) {
	f.Helper()
	if err != nil {
		f.Fatal(err)
	}
}

// folder keeps records as SQLite files.
type folder string

func (d folder) path(id string) string { return filepath.Join(string(d), id+".cordon") }

// Open implements host.Stores, as do the other methods.
func (d folder) Open(_ context.Context, id string) (store.Store, error) {
	return sqlite.Open(d.path(id), sqlite.Options{})
}

func (d folder) Create(_ context.Context, id string) (store.Store, error) {
	return sqlite.Create(d.path(id))
}
func (folder) Discard(context.Context, string) error { return nil }
func (folder) Shared() bool                          { return false }
func (folder) Hints(context.Context) <-chan string   { return nil }
func (folder) Tell(context.Context, string)          {}

// project makes a project from the turbine hall and gives its id.
func (f *fixture) project(key string) string { return f.projectFrom(key, "turbine-hall") }

// projectFrom makes a project from a template, empty for none, without an owner.
func (f *fixture) projectFrom(key, template string) string {
	f.Helper()
	src, title := starter.Empty(), key
	if template != "" {
		var err error
		src, err = starter.Template(template)
		f.must(err)
		title = ""
	}
	e, err := f.host.Create(f.Context(), host.Start{Key: key, Title: "Project " + key, Fill: func(ctx context.Context, p *app.Project, files blob.Store) error {
		_, err := src.Fill(ctx, p, starter.Options{Author: "fixture", Title: title, Files: files})
		return err
	}})
	f.must(err)
	return e.ID
}

// idOf gives the id of a project.
func (f *fixture) idOf(key string) string {
	f.Helper()
	all, err := f.host.Projects(f.Context())
	f.must(err)
	e, err := host.Find(all, key)
	f.must(err)
	return e.ID
}

// person is somebody who makes requests: a browser, or a program with a token.
type person struct {
	f       *fixture
	id      string // of the user, empty for nobody
	login   string
	jar     map[string]*http.Cookie
	bearer  string // an API token in place of cookies
	address string
	agent   string
	header  http.Header // more to send
}

// anybody is somebody who is not signed in, in a browser of their own.
func (f *fixture) anybody() *person {
	return &person{f: f, jar: map[string]*http.Cookie{}, address: "192.0.2.1:40000", agent: "Browser of the test", header: http.Header{}}
}

// from is the same person at another network address, with the same cookies.
func (p *person) from(address string) *person {
	q := *p
	q.address = address + ":40000"
	return &q
}

// with is the same person who sends one more header.
func (p *person) with(name, value string) *person {
	q := *p
	q.header = p.header.Clone()
	q.header.Set(name, value)
	return &q
}

// user makes a user with fixturePassword and signs in.
func (f *fixture) user(login string) *person { return f.newUser(account.NewUser{Login: login}) }

// administrator makes a server administrator and signs in.
func (f *fixture) administrator(login string) *person {
	return f.newUser(account.NewUser{Login: login, Admin: true})
}

func (f *fixture) newUser(n account.NewUser) *person {
	f.Helper()
	n.Password = fixturePassword
	u, err := f.accounts.CreateUser(f.Context(), account.By{}, n)
	f.must(err)
	p := f.anybody()
	p.id, p.login = u.ID, u.Login
	p.signIn()
	return p
}

// member makes a user with a role in a project and signs in.
func (f *fixture) member(project, login string, role access.Role, products ...string) *person {
	f.Helper()
	p := f.user(login)
	f.grant(project, p, role, products...)
	return p
}

// grant gives a person a role in a project.
func (f *fixture) grant(project string, p *person, role access.Role, products ...string) {
	f.Helper()
	f.must(f.accounts.Grant(f.Context(), account.By{}, f.idOf(project), p.id, access.Grant{Role: role, Products: products}))
}

// signIn signs in with fixturePassword and no second factor.
func (p *person) signIn() {
	p.f.Helper()
	r := p.do("POST", "/sign-in", api.SignIn{Login: p.login, Password: fixturePassword}).want(http.StatusOK)
	if got := decode[api.SignInResult](r); got.State != "signed in" {
		p.f.Fatalf("signing in as %s: got %+v", p.login, got)
	}
}

// token makes an API token of the person, by default for a week, and gives the
// program that has it.
func (p *person) token(n api.NewToken) *person {
	p.f.Helper()
	if n.Name == "" {
		n.Name = "a program"
	}
	if n.Expires == "" {
		n.Expires = p.f.clock.Now().AddDate(0, 0, 7).Format(time.DateOnly)
	}
	made := decode[api.TokenMade](p.do("POST", "/account/tokens", n).want(http.StatusCreated))
	q := p.f.anybody()
	q.id, q.login, q.bearer = p.id, p.login, made.Secret
	return q
}

// reply is what a request was answered with.
type reply struct {
	f      *fixture
	what   string // the request, for messages
	status int
	header http.Header
	body   []byte
}

// do makes a request. body is sent as JSON unless it is nil, an io.Reader, or
// []byte, which are sent as they are.
func (p *person) do(method, path string, body any) *reply {
	p.f.Helper()
	return p.send(p.request(method, path, body))
}

// request makes a request without sending it, to change it first.
func (p *person) request(method, path string, body any) *http.Request {
	p.f.Helper()
	var content io.Reader
	switch b := body.(type) {
	case nil:
	case io.Reader:
		content = b
	case []byte:
		content = bytes.NewReader(b)
	default:
		j, err := json.Marshal(b)
		p.f.must(err)
		content = bytes.NewReader(j)
	}
	if rest, root := strings.CutPrefix(path, "//"); root {
		path = "/" + rest
	} else {
		path = prefix + path
	}
	r := httptest.NewRequestWithContext(p.f.Context(), method, fixtureOrigin+path, content)
	r.RemoteAddr = p.address
	r.Header = p.header.Clone()
	r.Header.Set("User-Agent", p.agent)
	if content != nil && r.Header.Get("Content-Type") == "" {
		r.Header.Set("Content-Type", "application/json")
	}
	if p.bearer != "" {
		r.Header.Set("Authorization", "Bearer "+p.bearer)
		return r
	}
	if r.Header.Get("Sec-Fetch-Site") == "" {
		r.Header.Set("Sec-Fetch-Site", "same-origin")
	}
	for _, name := range slices.Sorted(maps.Keys(p.jar)) {
		c := p.jar[name]
		// Other sites' requests bring along what is not strict, and only to look.
		if r.Header.Get("Sec-Fetch-Site") == "cross-site" && (c.SameSite != http.SameSiteLaxMode || method != http.MethodGet) {
			continue
		}
		r.AddCookie(&http.Cookie{Name: c.Name, Value: c.Value})
	}
	return r
}

// send makes a request and keeps the cookies of its answer.
func (p *person) send(r *http.Request) *reply {
	p.f.Helper()
	w := httptest.NewRecorder()
	p.f.ServeHTTP(w, r)
	res := w.Result()
	body, err := io.ReadAll(res.Body)
	p.f.must(err)
	for _, c := range res.Cookies() {
		if c.MaxAge < 0 || c.Value == "" {
			delete(p.jar, c.Name)
			continue
		}
		p.jar[c.Name] = c
	}
	return &reply{f: p.f, what: r.Method + " " + r.URL.RequestURI(), status: res.StatusCode, header: res.Header, body: body}
}

// want ends the test unless the answer has this status.
func (r *reply) want(status int) *reply {
	r.f.Helper()
	if r.status != status {
		r.f.Fatalf("%s: got %d, want %d; the answer was\n%.2000s", r.what, r.status, status, r.body)
	}
	return r
}

// problem is want for a refusal: it gives the problem document.
func (r *reply) problem(status int) api.Problem {
	r.f.Helper()
	r.want(status)
	if got := r.header.Get("Content-Type"); got != "application/problem+json" {
		r.f.Fatalf("%s: a refusal of type %q", r.what, got)
	}
	return decode[api.Problem](r)
}

// decode reads the document of an answer.
func decode[T any](r *reply) (d T) {
	r.f.Helper()
	if err := json.Unmarshal(r.body, &d); err != nil {
		r.f.Fatalf("%s: %v in\n%.2000s", r.what, err, r.body)
	}
	return d
}

// events gives the security events from number on, as "kind outcome".
func (f *fixture) events(from uint64) []string {
	f.Helper()
	var list []string
	f.must(f.security.Events(f.Context(), from, 0, func(_ uint64, e audit.Event) error {
		list = append(list, fmt.Sprintf("%s %s", e.Kind, e.Outcome))
		return nil
	}))
	return list
}

// newest gives the number of the newest security event.
func (f *fixture) newest() uint64 {
	f.Helper()
	n, err := f.security.Head(f.Context())
	f.must(err)
	return n
}

// logBuffer keeps the log of a server.
type logBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

// Write implements io.Writer.
func (l *logBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

// String gives what was logged so far.
func (l *logBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}
