package soak

import (
	"context"
	"crypto/rand"
	"log/slog"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/cordon-ot/cordon/internal/api"
	"github.com/cordon-ot/cordon/internal/serve"
	"github.com/cordon-ot/cordon/internal/settings"
	"github.com/cordon-ot/cordon/internal/standard"
)

// clock is a clock that the test moves.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// site is a whole server in this process, with a clock of its own and somebody
// who is signed in and owns the turbine hall.
type site struct {
	t     testing.TB
	node  *serve.Node
	url   string
	clock *clock
	root  *caller
}

// newSite opens a server at a place and makes the first administrator.
func newSite(t testing.TB, place settings.Place) *site {
	t.Helper()
	lib, err := standard.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	s := &site{t: t, clock: &clock{now: time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)}, root: &caller{client: newClient()}}
	cfg := &settings.Server{
		Place: place, Listen: "127.0.0.1:0", Site: "Cordon", SessionIdle: 12 * time.Hour, SessionLong: 720 * time.Hour,
		Idle: time.Hour, MostOpen: 8, MaxUpload: 1 << 30, Node: "test",
	}
	s.node, err = serve.Open(t.Context(), cfg, serve.Env{
		Now: s.clock.Now, Random: rand.Reader, Zone: time.LoadLocation, Library: lib, Log: slog.New(slog.DiscardHandler), Version: "test",
	})
	if err != nil {
		t.Fatal(err)
	}
	front := httptest.NewServer(s.node.Server)
	t.Cleanup(func() {
		s.node.Server.Stop()
		front.Close()
		if err := s.node.Close(context.Background()); err != nil {
			t.Errorf("closing the server: %v", err)
		}
	})
	s.url = front.URL
	link, _, err := s.node.Accounts.FirstLink(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	s.root.must(t, s.url, "POST", "/sign-in/link/use", api.LinkUse{Link: link, Login: "root", Password: password}, nil)
	s.root.must(t, s.url, "POST", "/projects", api.NewProject{Key: project, Title: "Soak", Template: "turbine-hall"}, nil)
	return s
}

// want makes a request as root and checks the status and a part of the answer.
func (s *site) want(status int, part, method, path string, body any) answer {
	s.t.Helper()
	a, err := s.root.call(s.t.Context(), s.url, method, path, body)
	if err != nil || a.status != status || !strings.Contains(string(a.body), part) {
		s.t.Errorf("%s %s = %d, %v, want %d with %q; the answer was\n%.600s", method, path, a.status, err, status, part, a.body)
	}
	return a
}

const here = "/projects/" + project

// reading is what people go on reading when something is broken.
var reading = []string{
	here, here + "/items?limit=50", here + "/items/ZON-1", here + "/levels", here + "/gaps", here + "/findings", here + "/trace",
	here + "/search?q=turbine", here + "/presence", "/projects", "/schema",
}

// reads checks that everything can be read.
func (s *site) reads() {
	s.t.Helper()
	for _, path := range reading {
		s.want(200, "", "GET", path, nil)
	}
}

// edit is a change that can be made again and again.
func edit() api.Change {
	return api.Change{Ops: []api.Op{{Op: "create", Kind: "asset", Title: "A spare"}}}
}

// recovers waits until a change can be made again.
func (s *site) recovers() {
	s.t.Helper()
	var last answer
	for range 100 {
		a, err := s.root.call(s.t.Context(), s.url, "POST", here+"/commits", edit())
		if err == nil && a.status == 200 {
			return
		}
		last = a
		time.Sleep(100 * time.Millisecond)
	}
	s.t.Errorf("no change can be made after 10 s: %d %s", last.status, last.body)
}
