package oidc

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/x509"
	"encoding/json"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"

	"github.com/cordon-ot/cordon/internal/fault"
)

// spec: SIGN-12
func TestAWellBehavedProviderSaysWhoItIs(t *testing.T) {
	for _, encrypted := range []bool{false, true} {
		h := newHostile(t, encrypted)
		c := h.config()
		if encrypted {
			c.CAFile = caFile(t, h.Server)
		}
		got, err := h.signIn(t, c)
		want := Identity{Issuer: h.URL, Subject: "s-1", Email: "anna@example.com", EmailVerified: true, Name: "Anna", Claims: map[string]any{}}
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("encrypted %v: got %+v, %v\nwant %+v", encrypted, got, err, want)
		}
		if n := h.called("/info"); n != 0 {
			t.Errorf("asked for more %d times although the proof had everything", n)
		}
	}
}

// spec: SIGN-13
func TestAProofThatIsNotTheProvidersForThisAttemptIsRefused(t *testing.T) {
	set := func(k string, v any) func(map[string]any) {
		return func(c map[string]any) {
			if c[k] = v; v == nil {
				delete(c, k)
			}
		}
	}
	publicPEM := func() []byte {
		b, err := x509.MarshalPKIXPublicKey(rsaKey().Public())
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	for _, c := range []struct {
		name   string
		claims func(map[string]any)
		sign   func(map[string]any) string
		want   string
	}{
		{"wrong nonce", set("nonce", "x"), nil, "another attempt"},
		{"no nonce", set("nonce", nil), nil, "another attempt"},
		{"other issuer", set("iss", "https://evil.example"), nil, "by another provider"},
		{"no issuer", set("iss", nil), nil, "by another provider"},
		{"wrong audience", set("aud", "other"), nil, "another application"},
		{"no audience", set("aud", nil), nil, "another application"},
		{"several audiences without the party", set("aud", []string{"cordon", "other"}), nil, "another application"},
		{"given to another party", set("azp", "other"), nil, "another application"},
		{"expired", set("exp", time.Now().Add(-time.Minute).Unix()), nil, "out of date"},
		{"without end", set("exp", nil), nil, "out of date"},
		{"not yet valid", set("nbf", time.Now().Add(time.Hour).Unix()), nil, "another time"},
		{"no subject", set("sub", nil), nil, "does not name"},
		{"endless subject", set("sub", strings.Repeat("x", 256)), nil, "does not name"},
		{"subject of another kind", set("sub", 5), nil, "refused"},
		{"wrong hash of the access token", set("at_hash", "AAAAAAAAAAAAAAAAAAAAAA"), nil, "does not fit"},
		{"unsigned", nil, unsigned, "only the provider can"},
		{"HS256 with the client secret", nil, func(c map[string]any) string {
			return signed(c, jose.HS256, []byte(strings.Repeat("client-secret", 3)), "k1")
		}, "only the provider can"},
		{"HS256 with the public key", nil, func(c map[string]any) string { return signed(c, jose.HS256, publicPEM(), "k1") }, "only the provider can"},
		{"another key", nil, func(c map[string]any) string { return signed(c, jose.RS256, otherKey(), "k1") }, "not signed with a key of this provider"},
		{"another key under another name", nil, func(c map[string]any) string { return signed(c, jose.RS256, otherKey(), "k2") }, "not signed with a key of this provider"},
		{"another key without name", nil, func(c map[string]any) string { return signed(c, jose.RS256, otherKey(), "") }, "not signed with a key of this provider"},
		{"changed after signing", nil, func(c map[string]any) string {
			good := strings.Split(signed(c, jose.RS256, rsaKey(), "k1"), ".")
			c["sub"] = "admin"
			return good[0] + "." + strings.Split(unsigned(c), ".")[1] + "." + good[2]
		}, "not signed with a key of this provider"},
		{"not a token", nil, func(map[string]any) string { return "x" }, "cannot be read"},
		{"three dots", nil, func(map[string]any) string { return "..." }, "cannot be read"},
	} {
		t.Run(c.name, func(t *testing.T) {
			h := newHostile(t, false)
			h.claims, h.sign = c.claims, c.sign
			id, err := h.signIn(t, h.config())
			if c.want == "refused" {
				c.want = ""
			}
			wantFault(t, c.name, err, fault.Denied, c.want)
			if id.Subject != "" {
				t.Errorf("refused, but gave %+v", id)
			}
		})
	}
}

// spec: SIGN-14
func TestAnAnswerOfAnotherAttemptOrProviderIsRefused(t *testing.T) {
	h := newHostile(t, false)
	p := newProvider(t, h.config())
	pending, good := h.begin(t, p)
	_, other := h.begin(t, p)
	with := func(k string, v ...string) url.Values {
		q := url.Values{}
		for name, values := range good {
			q[name] = values
		}
		if q[k] = v; v == nil {
			delete(q, k)
		}
		return q
	}
	for _, c := range []struct {
		name  string
		query url.Values
		kind  fault.Kind
		want  string
	}{
		{"wrong state", with("state", "x"), fault.Denied, "does not belong"},
		{"state of another attempt", other, fault.Denied, "does not belong"},
		{"no state", with("state"), fault.Denied, "does not belong"},
		{"nothing", url.Values{}, fault.Denied, "does not belong"},
		{"state twice", with("state", good.Get("state"), "x"), fault.Invalid, "twice"},
		{"code twice", with("code", "the-code", "x"), fault.Invalid, "twice"},
		{"long code", with("code", strings.Repeat("x", longestParam+1)), fault.Invalid, "too long"},
		{"no code", with("code"), fault.Invalid, "without an answer"},
		{"issuer mixed up", with("iss", "https://evil.example"), fault.Denied, "another provider"},
		{"empty issuer", with("iss", ""), fault.Denied, "another provider"},
		{"issuer twice", with("iss", h.URL, "https://evil.example"), fault.Invalid, "twice"},
		{"person broke off", with("error", "access_denied"), fault.Denied, "did not let you in"},
		{"person must act", with("error", "consent_required"), fault.Denied, "agree first"},
		{"provider ill", with("error", "server_error"), fault.Unavailable, "problem of its own"},
		{"server not known there", with("error", "invalid_scope"), fault.Unavailable, "invalid_scope"},
		{"invented error", with("error", "<script>"), fault.Unavailable, "unknown reason"},
		{"unknown code", with("code", "x"), fault.Denied, "no longer accepts"},
	} {
		_, err := p.Finish(t.Context(), pending, c.query)
		wantFault(t, c.name, err, c.kind, c.want)
		if err != nil && strings.Contains(err.Error(), "script") {
			t.Errorf("%s: the error repeats what the browser brought: %v", c.name, err)
		}
	}

	first, firstQuery := h.begin(t, p)
	if _, err := p.Finish(t.Context(), first, firstQuery); err != nil {
		t.Fatalf("the true answer: %v", err)
	}
	h.describe = func(d map[string]any) { d["authorization_response_iss_parameter_supported"] = true }
	p = newProvider(t, h.config())
	pending, good = h.begin(t, p)
	_, err := p.Finish(t.Context(), pending, good)
	wantFault(t, "issuer left out by a provider that names it", err, fault.Denied, "which provider")
	if _, err := p.Finish(t.Context(), pending, with("iss", h.URL)); err != nil {
		t.Errorf("issuer named: %v", err)
	}
}

// spec: SIGN-14
func TestAPendingAttemptIsForOneProviderAndTenMinutes(t *testing.T) {
	h := newHostile(t, false)
	now := time.Now()
	c := h.config()
	p, err := New(c, func() time.Time { return now }, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	pending, good := h.begin(t, p)
	for _, bad := range []string{"", "null", "{}", "[]", string(pending[:len(pending)/2])} {
		_, err := p.Finish(t.Context(), json.RawMessage(bad), good)
		wantFault(t, "pending "+bad, err, fault.Invalid, "not known")
	}
	c.ClientID = "another"
	_, err = newProvider(t, c).Finish(t.Context(), pending, good)
	wantFault(t, "pending of another client", err, fault.Denied, "another provider")
	_, err = newProvider(t, newHostile(t, false).config()).Finish(t.Context(), pending, good)
	wantFault(t, "pending of another provider", err, fault.Denied, "another provider")
	began := now
	for _, off := range []time.Duration{attemptTime, 24 * time.Hour, -time.Second} {
		now = began.Add(off)
		_, err := p.Finish(t.Context(), pending, good)
		wantFault(t, fmt.Sprintf("%v after the beginning", off), err, fault.Denied, "ten minutes")
	}
	now = began.Add(attemptTime - time.Second)
	if _, err := p.Finish(t.Context(), pending, good); err != nil {
		t.Errorf("in time: %v", err)
	}
	var a attempt
	if err := json.Unmarshal(pending, &a); err != nil {
		t.Fatal(err)
	}
	a.Verifier = strings.Repeat("x", 43)
	forged, _ := json.Marshal(a)
	_, err = p.Finish(t.Context(), forged, good)
	wantFault(t, "another verifier", err, fault.Denied, "no longer accepts")
}

// spec: SIGN-15
func TestAProviderThatIsDownStopsOnlyThoseWhoSignInThere(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := l.Addr().String()
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	now := time.Now()
	c := Config{Name: "Plant login", Issuer: "http://" + address, ClientID: "cordon"}
	p, err := New(c, func() time.Time { return now }, rand.Reader)
	if err != nil {
		t.Fatalf("the server could not start while the provider is down: %v", err)
	}
	_, _, err = p.Begin(t.Context(), "https://cordon.example.com/back")
	wantFault(t, "provider down", err, fault.Unavailable, "The provider does not answer")

	if l, err = net.Listen("tcp", address); err != nil {
		t.Skipf("the port was taken in between: %v", err)
	}
	up := newHostile(t, false)
	s := &http.Server{Handler: up.mux, ReadHeaderTimeout: time.Second}
	up.URL = c.Issuer
	go func() { _ = s.Serve(l) }()
	t.Cleanup(func() { _ = s.Close() })
	_, _, err = p.Begin(t.Context(), "https://cordon.example.com/back")
	wantFault(t, "asked again at once", err, fault.Unavailable, "does not answer")
	now = now.Add(failureLife)
	if _, _, err = p.Begin(t.Context(), "https://cordon.example.com/back"); err != nil {
		t.Errorf("the provider is up again, but: %v", err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	now = now.Add(descriptionLife + time.Minute)
	if _, _, err = p.Begin(t.Context(), "https://cordon.example.com/back"); err != nil {
		t.Errorf("an old description should serve while the provider is down: %v", err)
	}
}

// spec: SIGN-15
func TestTheDescriptionIsAskedForOnceByACrowd(t *testing.T) {
	h := newHostile(t, false)
	p := newProvider(t, h.config())
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			if _, _, err := p.Begin(t.Context(), "https://cordon.example.com/back"); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if n := h.called("/.well-known/openid-configuration"); n != 1 {
		t.Errorf("the provider was asked %d times, want once", n)
	}
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	p = newProvider(t, h.config())
	p.turn <- struct{}{}
	_, _, err := p.Begin(gone, "https://cordon.example.com/back")
	wantFault(t, "given up while waiting", err, fault.Unavailable, "given up")
	<-p.turn
	if _, _, err := p.Begin(gone, "https://cordon.example.com/back"); err == nil {
		t.Error("a request that was given up went on")
	}
	if _, _, err := p.Begin(t.Context(), "https://cordon.example.com/back"); err != nil {
		t.Errorf("one person's giving up hit the next: %v", err)
	}
}

// spec: SIGN-16
func TestAnswersThatAreLargeSlowOrLeadElsewhereAreRefused(t *testing.T) {
	huge := func(w http.ResponseWriter) {
		w.Header().Set("Content-Type", "application/json")
		chunk := bytes.Repeat([]byte(" "), 64<<10)
		for range 40 {
			if _, err := w.Write(chunk); err != nil {
				return
			}
		}
	}
	t.Run("huge description", func(t *testing.T) {
		h := newHostile(t, false)
		h.mux = http.NewServeMux()
		h.mux.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) { huge(w) })
		_, _, err := newProvider(t, h.config()).Begin(t.Context(), "https://c.example/b")
		wantFault(t, "huge description", err, fault.Unavailable, "larger than 1 MiB")
	})
	t.Run("huge token answer", func(t *testing.T) {
		h := newHostile(t, false)
		h.answer = func(w http.ResponseWriter) bool { huge(w); return true }
		_, err := h.signIn(t, h.config())
		wantFault(t, "huge token answer", err, fault.Unavailable, "larger than 1 MiB")
	})
	t.Run("huge user info", func(t *testing.T) {
		h := newHostile(t, false)
		h.claims = func(c map[string]any) { delete(c, "name") }
		h.info = func(w http.ResponseWriter, _ *http.Request) { huge(w) }
		_, err := h.signIn(t, h.config())
		wantFault(t, "huge user info", err, fault.Unavailable, "larger than 1 MiB")
	})
	t.Run("silence", func(t *testing.T) {
		h := newHostile(t, false)
		stop := make(chan struct{})
		defer close(stop)
		h.answer = func(http.ResponseWriter) bool { <-stop; return true }
		p := newProvider(t, h.config())
		p.client.Timeout = 200 * time.Millisecond
		pending, query := h.begin(t, p)
		_, err := p.Finish(t.Context(), pending, query)
		wantFault(t, "silence", err, fault.Unavailable, "does not answer")
	})
	t.Run("redirects", func(t *testing.T) {
		plain := newHostile(t, false)
		h := newHostile(t, true)
		c := h.config()
		c.CAFile = caFile(t, h.Server)
		to := ""
		redirecting := http.NewServeMux()
		redirecting.HandleFunc("/.well-known/openid-configuration", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, to, http.StatusFound) })
		good := h.mux
		h.mux = redirecting
		to = plain.URL + "/x"
		_, _, err := newProvider(t, c).Begin(t.Context(), "https://c.example/b")
		wantFault(t, "redirect to an address without encryption", err, fault.Unavailable, "without encryption")
		to = h.URL + "/.well-known/openid-configuration"
		_, _, err = newProvider(t, c).Begin(t.Context(), "https://c.example/b")
		wantFault(t, "redirect without end", err, fault.Unavailable, "redirects too often")

		h.mux = good
		h.answer = func(w http.ResponseWriter) bool {
			w.Header().Set("Location", h.URL+"/elsewhere")
			w.WriteHeader(http.StatusTemporaryRedirect)
			return true
		}
		_, err = h.signIn(t, c)
		wantFault(t, "redirect of the code and the secret", err, fault.Unavailable, "carries a secret")
		public := c
		public.ClientSecret = ""
		_, err = h.signIn(t, public)
		wantFault(t, "redirect of a public client's code", err, fault.Unavailable, "carries a secret")
		if h.called("/elsewhere") != 0 || plain.called("/x") != 0 {
			t.Error("a refused redirect was followed")
		}
		h.answer = nil
		h.claims = func(c map[string]any) { delete(c, "name") }
		h.info = func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, h.URL+"/elsewhere", http.StatusFound)
		}
		_, err = h.signIn(t, c)
		wantFault(t, "redirect of the access token", err, fault.Unavailable, "carries a secret")
	})
	t.Run("foreign certificate", func(t *testing.T) {
		h := newHostile(t, true)
		_, _, err := newProvider(t, h.config()).Begin(t.Context(), "https://c.example/b")
		wantFault(t, "certificate of nobody", err, fault.Unavailable, "certificate is not trusted")
	})
}

// spec: SIGN-16
func TestADescriptionThatLeadsAstrayIsRefused(t *testing.T) {
	for _, c := range []struct {
		field string
		value any
		want  string
	}{
		{"issuer", "https://evil.example", "calls itself"},
		{"issuer", "", "calls itself"},
		{"authorization_endpoint", "http://login.example.com/auth", "authorization_endpoint"},
		{"authorization_endpoint", "javascript:alert(1)", "authorization_endpoint"},
		{"token_endpoint", "http://login.example.com/token", "token_endpoint"},
		{"token_endpoint", nil, "token_endpoint"},
		{"jwks_uri", "file:///etc/passwd", "jwks_uri"},
		{"userinfo_endpoint", "http://192.0.2.1/", "userinfo_endpoint"},
		{"issuer", 5, "Something else"},
		{"authorization_response_iss_parameter_supported", "yes", "cannot be read"},
	} {
		h := newHostile(t, false)
		h.describe = func(d map[string]any) { d[c.field] = c.value }
		_, _, err := newProvider(t, h.config()).Begin(t.Context(), "https://c.example/b")
		wantFault(t, fmt.Sprintf("%s = %v", c.field, c.value), err, fault.Unavailable, c.want)
	}
	h := newHostile(t, false)
	h.mux = http.NewServeMux()
	_, _, err := newProvider(t, h.config()).Begin(t.Context(), "https://c.example/b")
	wantFault(t, "no description", err, fault.Unavailable, "Something else")

	// On an encrypted provider an address on this machine without encryption is no exception.
	h = newHostile(t, true)
	h.describe = func(d map[string]any) { d["token_endpoint"] = "http://127.0.0.1:1/token" }
	conf := h.config()
	conf.CAFile = caFile(t, h.Server)
	_, _, err = newProvider(t, conf).Begin(t.Context(), "https://c.example/b")
	wantFault(t, "plain token endpoint", err, fault.Unavailable, "token_endpoint")
}

// spec: SIGN-15
func TestAProviderThatAnswersBadlyIsNamedAsThePlaceToLook(t *testing.T) {
	for _, c := range []struct {
		name, body string
		status     int
		kind       fault.Kind
		want       string
	}{
		{"wrong secret", `{"error":"invalid_client"}`, 401, fault.Unavailable, "client id and secret"},
		{"used code", `{"error":"invalid_grant","error_description":"the-code client-secret"}`, 400, fault.Denied, "no longer accepts"},
		{"ill", `oauth2 the-code client-secret`, 503, fault.Unavailable, "status 503"},
		{"no JSON", `<html>`, 200, fault.Unavailable, "cannot be read"},
		{"no access token", `{}`, 200, fault.Unavailable, "cannot be read"},
		{"no proof", `{"access_token":"the-access-token","token_type":"Bearer"}`, 200, fault.Unavailable, "no proof"},
		{"proof of another kind", `{"access_token":"the-access-token","id_token":{}}`, 200, fault.Unavailable, "no proof"},
	} {
		h := newHostile(t, false)
		h.answer = func(w http.ResponseWriter) bool {
			w.Header().Set("Content-Type", "application/json")
			w.WriteHeader(c.status)
			_, _ = w.Write([]byte(c.body))
			return true
		}
		_, err := h.signIn(t, h.config())
		wantFault(t, c.name, err, c.kind, c.want)
	}
	h := newHostile(t, false)
	h.describe = func(d map[string]any) { d["jwks_uri"] = h.URL + "/no-keys" }
	_, err := h.signIn(t, h.config())
	wantFault(t, "no keys", err, fault.Unavailable, "keys cannot be read")
	h.describe = func(d map[string]any) { d["jwks_uri"] = "http://127.0.0.1:1/keys" }
	_, err = h.signIn(t, h.config())
	wantFault(t, "keys out of reach", err, fault.Unavailable, "does not answer")
}

// spec: SIGN-19
func TestSettingsThatCannotWorkAreNamedAtTheStart(t *testing.T) {
	good := Config{Name: "Plant login", Issuer: "https://login.example.com", ClientID: "cordon", ClientSecret: "client-secret"}
	for _, c := range []struct {
		name   string
		change func(*Config)
		kind   fault.Kind
		want   string
	}{
		{"no name", func(c *Config) { c.Name = " " }, fault.Invalid, "no name"},
		{"no issuer", func(c *Config) { c.Issuer = "" }, fault.Invalid, "issuer"},
		{"plain issuer", func(c *Config) { c.Issuer = "http://login.example.com" }, fault.Invalid, "https"},
		{"issuer that looks local", func(c *Config) { c.Issuer = "http://localhost.example.com" }, fault.Invalid, "https"},
		{"issuer with a question", func(c *Config) { c.Issuer += "?x=1" }, fault.Invalid, "not an address"},
		{"no client", func(c *Config) { c.ClientID = "" }, fault.Invalid, "client id"},
		{"domain with an at sign", func(c *Config) { c.Domains = []string{"@example.com"} }, fault.Invalid, "domain"},
		{"domain with a star", func(c *Config) { c.Domains = []string{"*.example.com"} }, fault.Invalid, "domain"},
		{"empty domain", func(c *Config) { c.Domains = []string{""} }, fault.Invalid, "domain"},
		{"claim without values", func(c *Config) { c.Require = map[string][]string{"groups": nil} }, fault.Invalid, "nobody could sign in"},
		{"no file", func(c *Config) { c.CAFile = "no-such-file.pem" }, fault.Unavailable, "no-such-file.pem"},
		{"file without certificate", func(c *Config) { c.CAFile = "doc.go" }, fault.Invalid, "no certificate"},
	} {
		conf := good
		c.change(&conf)
		_, err := New(conf, time.Now, rand.Reader)
		wantFault(t, c.name, err, c.kind, c.want)
	}
	var log bytes.Buffer
	slog.New(slog.NewJSONHandler(&log, nil)).Info("x", "provider", good)
	if out := log.String() + fmt.Sprintf("%v %+v %#v", good, good, good); strings.Contains(out, good.ClientSecret) {
		t.Errorf("%s shows the secret", out)
	}
	h := newHostile(t, false)
	p := newProvider(t, h.config())
	for _, back := range []string{"", "/back", "http://cordon.example.com/back", "javascript:alert(1)", "https://c.example/b#f"} {
		_, _, err := p.Begin(t.Context(), back)
		wantFault(t, "back to "+back, err, fault.Invalid, "come back to")
	}
}
