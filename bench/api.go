package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"time"

	"github.com/cordon-ot/cordon/internal/access"
	"github.com/cordon-ot/cordon/internal/account"
	"github.com/cordon-ot/cordon/internal/api"
	"github.com/cordon-ot/cordon/internal/app"
	"github.com/cordon-ot/cordon/internal/blob"
	"github.com/cordon-ot/cordon/internal/host"
	"github.com/cordon-ot/cordon/internal/serve"
	"github.com/cordon-ot/cordon/internal/settings"
	"github.com/cordon-ot/cordon/internal/standard"
)

// site is a whole server on SQLite in this process, behind a listener on
// loopback, with somebody who is signed in by a cookie.
type site struct {
	node   *serve.Node
	front  *httptest.Server
	user   string
	cookie *http.Cookie
}

// hurry is how many times faster than ours the clock of a site runs, so that
// one caller is not slowed down by the limit on requests a second. What is
// remembered for seconds is looked up more often for it.
const hurry = 40

// openSite opens a server with the sample plant turbine-hall as project hall.
// Its log is written as always and thrown away.
func (b *bench) openSite(name string) (*site, error) {
	lib, err := standard.Shipped()
	if err != nil {
		return nil, err
	}
	dir := filepath.Join(b.dir, name)
	if err := os.RemoveAll(dir); err != nil {
		return nil, err
	}
	start := time.Now()
	cfg := &settings.Server{
		Place: settings.Place{Data: dir}, Listen: "127.0.0.1:0", Site: "Cordon", SessionIdle: 100 * time.Hour, SessionLong: 1000 * time.Hour,
		Idle: 100 * time.Hour, MostOpen: 8, MaxUpload: 1 << 30, Node: "bench",
	}
	n, err := serve.Open(context.Background(), cfg, serve.Env{
		Now:    func() time.Time { return start.Add(hurry * time.Since(start)) },
		Random: rand.Reader, Zone: time.LoadLocation, Library: lib, Log: slog.New(slog.NewTextHandler(nowhere{}, nil)), Version: "bench",
	})
	if err != nil {
		return nil, err
	}
	s := &site{node: n, front: httptest.NewServer(n.Server)}
	if err := s.enter(); err != nil {
		return nil, errors.Join(err, s.close())
	}
	return s, nil
}

func (s *site) close() error {
	s.node.Server.Stop()
	s.front.Close()
	return s.node.Close(context.Background())
}

// nowhere throws away a log that was written as always.
type nowhere struct{}

func (nowhere) Write(p []byte) (int, error) { return len(p), nil }

// enter makes the first administrator and the project hall.
func (s *site) enter() error {
	link, _, err := s.node.Accounts.FirstLink(context.Background())
	if err != nil {
		return err
	}
	var in api.SignInResult
	if err := s.call("POST", "/sign-in/link/use", api.LinkUse{Link: link, Login: "root", Password: "seven-grey-herons-on-a-weir"}, &in); err != nil {
		return err
	}
	s.user = in.User.ID
	return s.call("POST", "/projects", api.NewProject{Key: "hall", Title: "Hall", Template: "turbine-hall"}, nil)
}

// request makes a request of the user who is signed in.
func (s *site) request(method, path string, body any) (*http.Request, error) {
	var content io.Reader
	if body != nil {
		b, err := json.Marshal(body)
		if err != nil {
			return nil, err
		}
		content = bytes.NewReader(b)
	}
	r, err := http.NewRequest(method, s.front.URL+"/api/v1"+path, content)
	if err != nil {
		return nil, err
	}
	if content != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	if s.cookie != nil {
		r.AddCookie(&http.Cookie{Name: s.cookie.Name, Value: s.cookie.Value})
	}
	return r, nil
}

// call makes a request that has to succeed and decodes its answer, unless into
// is nil.
func (s *site) call(method, path string, body, into any) error {
	r, err := s.request(method, path, body)
	if err != nil {
		return err
	}
	res, err := s.front.Client().Do(r)
	if err != nil {
		return err
	}
	defer func() { _ = res.Body.Close() }()
	answer, err := io.ReadAll(res.Body)
	if err != nil {
		return err
	}
	if res.StatusCode >= 300 {
		return fmt.Errorf("%s %s = %s: %s", method, path, res.Status, answer)
	}
	for _, c := range res.Cookies() {
		if c.Name == "cordon-session" {
			s.cookie = c
		}
	}
	if into == nil {
		return nil
	}
	return json.Unmarshal(answer, into)
}

// addPlant makes a project of about n items with their chains, in commits of
// some thousands.
func (s *site) addPlant(n int) (items int, err error) {
	ctx := context.Background()
	e, err := s.node.Host.Create(ctx, host.Start{Key: "plant", Title: "Plant", Fill: func(ctx context.Context, p *app.Project, _ blob.Store) error {
		st, err := p.Head(ctx)
		if err != nil {
			return err
		}
		m := newPlantMaker(p.Basis(st.Snapshot))
		types := []string{"embedded-device", "host-device"}
		for items < n {
			products := m.products(types)
			for range 20 {
				m.zone(products, types)
			}
			if _, err := p.Commit(ctx, app.Change{Author: "bench", Label: "import text", Ops: m.ops}); err != nil {
				return err
			}
			m.ops = nil
			items = 0
			for _, count := range m.number {
				items += int(count)
			}
		}
		return nil
	}})
	if err != nil {
		return 0, err
	}
	return items, s.node.Accounts.Grant(ctx, account.By{}, e.ID, s.user, access.Grant{Role: access.Owner})
}
