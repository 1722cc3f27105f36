package oidc

import (
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/zitadel/oidc/v3/example/server/exampleop"
	"github.com/zitadel/oidc/v3/example/server/storage"

	"github.com/cordon-ot/cordon/internal/fault"
)

// genuine is an OpenID provider of another project, run in this process, with its
// sign-in page, its keys and its memory of clients and people.
type genuine struct {
	*httptest.Server
	back string // where it may send browsers back to
}

func newGenuine(t *testing.T, encrypted bool) *genuine {
	t.Helper()
	slog.SetDefault(slog.New(slog.DiscardHandler)) // the provider logs each request there
	var handler http.Handler
	forward := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { handler.ServeHTTP(w, r) })
	s := httptest.NewUnstartedServer(forward)
	if encrypted {
		s.StartTLS()
	} else {
		s.Start()
	}
	t.Cleanup(s.Close)
	back := "http://127.0.0.1:9/sign-in/back" // nobody listens there; the browser of the test stops before
	clients := map[string]*storage.Client{
		"cordon": storage.WebClient("cordon", "client-secret", back),
		"public": storage.NativeClient("public", back),
	}
	handler = exampleop.SetupServer(s.URL, storage.NewStorageWithClients(storage.NewUserStore(s.URL), clients), nil, false)
	return &genuine{s, back}
}

func (r *genuine) config() Config {
	return Config{Name: "Plant login", Issuer: r.URL, ClientID: "cordon", ClientSecret: "client-secret"}
}

var hiddenID = regexp.MustCompile(`name="id" value="([^"]+)"`)

// browse does what a person does: follow the address, fill in the form, send it,
// and follow until the provider sends the browser back. It gives what came back.
func (r *genuine) browse(t *testing.T, address, user, password string) (query url.Values, page string) {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	browser := r.Client()
	browser.Jar = jar
	browser.CheckRedirect = func(q *http.Request, _ []*http.Request) error {
		if strings.HasPrefix(q.URL.String(), r.back) {
			query = q.URL.Query()
			return http.ErrUseLastResponse
		}
		return nil
	}
	read := func(resp *http.Response, err error) (string, *url.URL) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(resp.Body)
		if closing := resp.Body.Close(); err != nil || closing != nil {
			t.Fatal(err, closing)
		}
		return string(b), resp.Request.URL
	}
	form, at := read(browser.Get(address))
	id := hiddenID.FindStringSubmatch(form)
	if id == nil {
		return query, form
	}
	page, _ = read(browser.PostForm(at.String(), url.Values{"id": {id[1]}, "username": {user}, "password": {password}}))
	return query, page
}

// spec: SIGN-12
func TestAPersonSignsInAtARealProvider(t *testing.T) {
	for _, c := range []struct {
		name      string
		encrypted bool
		change    func(*Config)
	}{
		{"client with a secret", false, func(*Config) {}},
		{"over TLS with a certificate of its own", true, func(*Config) {}},
		{"public client", false, func(c *Config) { c.ClientID, c.ClientSecret = "public", "" }},
		{"only people of one domain", false, func(c *Config) { c.Domains = []string{"zitadel.ch"} }},
		{"only people with a claim", false, func(c *Config) { c.Require = map[string][]string{"family_name": {"User"}} }},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := newGenuine(t, c.encrypted)
			conf := r.config()
			if c.encrypted {
				conf.CAFile = caFile(t, r.Server)
			}
			c.change(&conf)
			p := newProvider(t, conf)
			address, pending, err := p.Begin(t.Context(), r.back)
			if err != nil {
				t.Fatal(err)
			}
			query, page := r.browse(t, address, "test-user@127.0.0.1", "verysecure")
			if query.Get("code") == "" {
				t.Fatalf("the provider sent back %v; its page was\n%s", query, page)
			}
			id, err := p.Finish(t.Context(), pending, query)
			if err != nil {
				t.Fatal(err)
			}
			if id.Issuer != r.URL || id.Subject != "id1" || id.Email != "test-user@zitadel.ch" || !id.EmailVerified || id.Name != "Test User" {
				t.Errorf("got %+v, want the provider's test user", id)
			}
			_, err = p.Finish(t.Context(), pending, query)
			wantFault(t, "the same code again", err, fault.Denied, "no longer accepts")
		})
	}
}

// spec: SIGN-13, SIGN-14, SIGN-17
func TestARealProviderHoldsUsToTheRules(t *testing.T) {
	r := newGenuine(t, false)
	p := newProvider(t, r.config())
	start := func(p *Provider) (json.RawMessage, url.Values) {
		t.Helper()
		address, pending, err := p.Begin(t.Context(), r.back)
		if err != nil {
			t.Fatal(err)
		}
		query, page := r.browse(t, address, "test-user@127.0.0.1", "verysecure")
		if query.Get("code") == "" {
			t.Fatalf("the provider sent back %v; its page was\n%s", query, page)
		}
		return pending, query
	}
	forge := func(pending json.RawMessage, change func(*attempt)) json.RawMessage {
		t.Helper()
		var a attempt
		if err := json.Unmarshal(pending, &a); err != nil {
			t.Fatal(err)
		}
		change(&a)
		b, err := json.Marshal(a)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}

	pending, query := start(p)
	_, err := p.Finish(t.Context(), forge(pending, func(a *attempt) { a.Verifier = strings.Repeat("v", 43) }), query)
	wantFault(t, "verifier of another browser", err, fault.Denied, "no longer accepts")
	pending, query = start(p)
	_, err = p.Finish(t.Context(), forge(pending, func(a *attempt) { a.Nonce = "n" }), query)
	wantFault(t, "proof of another attempt", err, fault.Denied, "another attempt")
	pending, query = start(p)
	_, err = p.Finish(t.Context(), forge(pending, func(a *attempt) { a.Redirect = "https://cordon.example.com/x" }), query)
	wantFault(t, "another address to come back to", err, fault.Denied, "no longer accepts")

	mine, _ := start(p)
	_, theirs := start(p)
	_, err = p.Finish(t.Context(), mine, theirs)
	wantFault(t, "somebody else's answer in my browser", err, fault.Denied, "does not belong")

	conf := r.config()
	conf.ClientSecret = "wrong"
	p = newProvider(t, conf)
	pending, query = start(p)
	_, err = p.Finish(t.Context(), pending, query)
	wantFault(t, "wrong secret", err, fault.Unavailable, "client id and secret")

	conf = r.config()
	conf.Domains = []string{"example.com"}
	p = newProvider(t, conf)
	pending, query = start(p)
	_, err = p.Finish(t.Context(), pending, query)
	wantFault(t, "person of another domain", err, fault.Denied, "your domain")

	address, _, err := p.Begin(t.Context(), r.back)
	if err != nil {
		t.Fatal(err)
	}
	if query, page := r.browse(t, address, "test-user@127.0.0.1", "wrong"); query != nil {
		t.Errorf("a wrong password at the provider came back as %v, page\n%s", query, page)
	}

	p = newProvider(t, r.config())
	p.now = func() time.Time { return time.Now().Add(2 * time.Hour) }
	pending, query = start(p)
	_, err = p.Finish(t.Context(), pending, query)
	wantFault(t, "clock of the server two hours ahead", err, fault.Denied, "clocks")
}
