package oidc

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"

	"github.com/cordon-ot/cordon/internal/fault"
)

// One key pair for the good and one for the bad side: making them is slow.
var (
	rsaKey   = sync.OnceValue(makeKey)
	otherKey = sync.OnceValue(makeKey)
)

func makeKey() *rsa.PrivateKey {
	k, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic(err)
	}
	return k
}

// hostile is a provider that behaves well until a test changes one thing.
type hostile struct {
	*httptest.Server
	mux *http.ServeMux

	describe func(map[string]any)                     // changes the description
	claims   func(map[string]any)                     // changes the ID token
	sign     func(map[string]any) string              // replaces how it is signed
	answer   func(w http.ResponseWriter) bool         // replaces the token answer if it gives true
	info     func(http.ResponseWriter, *http.Request) // replaces the user info
	calls    map[string]int

	mu        sync.Mutex
	nonce     string
	challenge string
}

func newHostile(t testing.TB, encrypted bool) *hostile {
	t.Helper()
	h := &hostile{mux: http.NewServeMux(), calls: map[string]int{}}
	h.mux.HandleFunc("/.well-known/openid-configuration", func(w http.ResponseWriter, _ *http.Request) {
		d := map[string]any{
			"issuer": h.URL, "authorization_endpoint": h.URL + "/auth", "token_endpoint": h.URL + "/token",
			"jwks_uri": h.URL + "/keys", "userinfo_endpoint": h.URL + "/info",
			"id_token_signing_alg_values_supported": []string{"RS256", "HS256", "none"},
		}
		if h.describe != nil {
			h.describe(d)
		}
		writeJSON(w, d)
	})
	h.mux.HandleFunc("/keys", func(w http.ResponseWriter, _ *http.Request) {
		writeJSON(w, jose.JSONWebKeySet{Keys: []jose.JSONWebKey{{Key: rsaKey().Public(), KeyID: "k1", Algorithm: "RS256", Use: "sig"}}})
	})
	h.mux.HandleFunc("/token", h.serveToken)
	h.mux.HandleFunc("/info", func(w http.ResponseWriter, r *http.Request) {
		if h.info != nil {
			h.info(w, r)
			return
		}
		writeJSON(w, map[string]any{"sub": "s-1"})
	})
	counted := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h.mu.Lock()
		h.calls[r.URL.Path]++
		h.mu.Unlock()
		h.mux.ServeHTTP(w, r)
	})
	if encrypted {
		h.Server = httptest.NewTLSServer(counted)
	} else {
		h.Server = httptest.NewServer(counted)
	}
	t.Cleanup(h.Close)
	return h
}

func (h *hostile) called(path string) int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.calls[path]
}

func (h *hostile) serveToken(w http.ResponseWriter, r *http.Request) {
	if h.answer != nil && h.answer(w) {
		return
	}
	id, secret, _ := r.BasicAuth()
	sum := sha256.Sum256([]byte(r.FormValue("code_verifier")))
	switch {
	case id != "cordon" || secret != "client-secret":
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(http.StatusUnauthorized)
		writeJSON(w, map[string]any{"error": "invalid_client"})
		return
	case r.FormValue("code") != "the-code" || base64.RawURLEncoding.EncodeToString(sum[:]) != h.challenge:
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(http.StatusBadRequest)
		writeJSON(w, map[string]any{"error": "invalid_grant"})
		return
	}
	now := time.Now()
	c := map[string]any{
		"iss": h.URL, "sub": "s-1", "aud": "cordon", "nonce": h.nonce, "exp": now.Add(time.Hour).Unix(), "iat": now.Unix(),
		"email": "anna@example.com", "email_verified": true, "name": "Anna",
	}
	if h.claims != nil {
		h.claims(c)
	}
	sign := h.sign
	if sign == nil {
		sign = func(c map[string]any) string { return signed(c, jose.RS256, rsaKey(), "k1") }
	}
	writeJSON(w, map[string]any{"access_token": "the-access-token", "token_type": "Bearer", "id_token": sign(c)})
}

func signed(c map[string]any, alg jose.SignatureAlgorithm, key any, kid string) string {
	s, err := jose.NewSigner(jose.SigningKey{Algorithm: alg, Key: jose.JSONWebKey{Key: key, KeyID: kid}}, nil)
	if err != nil {
		panic(err)
	}
	b, err := json.Marshal(c)
	if err != nil {
		panic(err)
	}
	jws, err := s.Sign(b)
	if err != nil {
		panic(err)
	}
	out, err := jws.CompactSerialize()
	if err != nil {
		panic(err)
	}
	return out
}

func unsigned(c map[string]any) string {
	b, err := json.Marshal(c)
	if err != nil {
		panic(err)
	}
	return base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"none"}`)) + "." + base64.RawURLEncoding.EncodeToString(b) + "."
}

func writeJSON(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	if err := json.NewEncoder(w).Encode(v); err != nil {
		panic(err)
	}
}

// caFile writes the certificate of an encrypted test server to a file.
func caFile(t testing.TB, s *httptest.Server) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "ca.pem")
	b := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: s.Certificate().Raw})
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func (h *hostile) config() Config {
	return Config{Name: "Plant login", Issuer: h.URL, ClientID: "cordon", ClientSecret: "client-secret"}
}

func newProvider(t testing.TB, c Config) *Provider {
	t.Helper()
	p, err := New(c, time.Now, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.client.CloseIdleConnections)
	return p
}

// begin starts a sign-in and tells the provider what it would have read in the browser's request.
func (h *hostile) begin(t testing.TB, p *Provider) (pending json.RawMessage, good url.Values) {
	t.Helper()
	address, pending, err := p.Begin(t.Context(), "https://cordon.example.com/sign-in/back")
	if err != nil {
		t.Fatal(err)
	}
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	q := u.Query()
	if q.Get("code_challenge_method") != "S256" || q.Get("response_type") != "code" || !strings.Contains(q.Get("scope"), "openid") {
		t.Fatalf("the request %s lacks PKCE, code or scope", address)
	}
	h.nonce, h.challenge = q.Get("nonce"), q.Get("code_challenge")
	return pending, url.Values{"code": {"the-code"}, "state": {q.Get("state")}}
}

// signIn runs a whole sign-in.
func (h *hostile) signIn(t testing.TB, c Config) (Identity, error) {
	t.Helper()
	p := newProvider(t, c)
	pending, query := h.begin(t, p)
	return p.Finish(t.Context(), pending, query)
}

// wantFault checks kind and sentence of an error, and that it shows nothing it should not.
func wantFault(t *testing.T, what string, err error, kind fault.Kind, part string) {
	t.Helper()
	var f *fault.Error
	if !errors.As(err, &f) {
		t.Errorf("%s: got %v, want a *fault.Error of kind %v", what, err, kind)
		return
	}
	if fault.KindOf(err) != kind || !strings.Contains(err.Error(), part) {
		t.Errorf("%s:\ngot  %v: %v\nwant %v: …%s…", what, fault.KindOf(err), err, kind, part)
	}
	for _, hidden := range []string{"client-secret", "the-code", "the-access-token", "oauth2", "oidc:", "jose", "jwt", "eyJ"} {
		if strings.Contains(err.Error(), hidden) {
			t.Errorf("%s: the error %q shows %q", what, err, hidden)
		}
	}
}
