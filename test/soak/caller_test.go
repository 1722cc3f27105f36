package soak

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"testing"
	"time"

	"github.com/cordon-ot/cordon/internal/api"
)

const (
	project  = "soak"
	password = "seven-grey-herons-on-a-weir"
)

// caller makes requests, as a browser that is signed in or a program with a
// token.
type caller struct {
	client *http.Client
	cookie *http.Cookie
	token  string
}

func newClient() *http.Client {
	return &http.Client{Timeout: 15 * time.Second, Transport: &http.Transport{
		DialContext: (&net.Dialer{Timeout: 2 * time.Second}).DialContext, MaxIdleConnsPerHost: 4,
	}}
}

// answer is what a request was answered with.
type answer struct {
	status int
	header http.Header
	body   []byte
}

// call makes a request below /api/v1. body is sent as JSON unless it is nil.
func (c *caller) call(ctx context.Context, base, method, path string, body any, header ...string) (answer, error) {
	var content io.Reader
	if body != nil {
		b, err := json.Marshal(body)
		if err != nil {
			return answer{}, err
		}
		content = bytes.NewReader(b)
	}
	r, err := http.NewRequestWithContext(ctx, method, base+"/api/v1"+path, content)
	if err != nil {
		return answer{}, err
	}
	if content != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	c.sign(r)
	res, err := c.client.Do(r)
	if err != nil {
		return answer{}, err
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		return answer{}, err
	}
	for _, k := range res.Cookies() {
		if k.Name == "cordon-session" && k.Value != "" {
			c.cookie = k
		}
	}
	return answer{res.StatusCode, res.Header, b}, nil
}

func (c *caller) sign(r *http.Request) {
	if c.token != "" {
		r.Header.Set("Authorization", "Bearer "+c.token)
	} else if c.cookie != nil {
		r.AddCookie(&http.Cookie{Name: c.cookie.Name, Value: c.cookie.Value})
	}
}

// must makes a request that has to succeed and decodes its answer into into.
func (c *caller) must(t testing.TB, base, method, path string, body, into any) {
	t.Helper()
	a, err := c.call(t.Context(), base, method, path, body)
	if err != nil || a.status >= 300 {
		t.Fatalf("%s %s = %d, %v\n%s", method, path, a.status, err, a.body)
	}
	if into == nil {
		return
	}
	if err := json.Unmarshal(a.body, into); err != nil {
		t.Fatalf("%s %s: %v in %s", method, path, err, a.body)
	}
}

// team is who works on the project of a soak.
type team struct {
	root  *caller // the first administrator, signed in, owner of the project
	users []*caller
}

// found makes the first administrator by the printed link, a project, and users
// with a role in it.
func found(t testing.TB, n *node, template string, users int) *team {
	t.Helper()
	var link string
	select {
	case link = <-n.first:
	case <-time.After(10 * time.Second):
		t.Fatal("the server printed no link for the first administrator")
	}
	f := &team{root: &caller{client: newClient()}}
	f.root.must(t, n.url, "POST", "/sign-in/link/use", api.LinkUse{Link: link, Login: "root", Password: password}, nil)
	f.root.must(t, n.url, "POST", "/projects", api.NewProject{Key: project, Title: "Soak", Template: template}, nil)
	for i := range users {
		var made api.LinkMade
		f.root.must(t, n.url, "POST", "/projects/"+project+"/invitations", api.ProjectInvitation{Role: "engineer"}, &made)
		u := &caller{client: newClient()}
		u.must(t, n.url, "POST", "/sign-in/link/use", api.LinkUse{Link: made.Link, Login: fmt.Sprintf("user%d", i), Password: password}, nil)
		f.users = append(f.users, u)
	}
	return f
}

// program gives a program with a token of its own; the users take turns.
func (f *team) program(t testing.TB, n *node, i int) *caller {
	t.Helper()
	var made api.TokenMade
	f.users[i%len(f.users)].must(t, n.url, "POST", "/account/tokens", api.NewToken{
		Name: fmt.Sprintf("program %d", i), Expires: time.Now().AddDate(0, 1, 0).Format(time.DateOnly),
	}, &made)
	return &caller{client: newClient(), token: made.Secret}
}
