package remote

import (
	"context"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/cordon-ot/cordon/internal/api"
	"github.com/cordon-ot/cordon/internal/fault"
)

const token = "cdn_the-secret-of-this-test"

func dial(t *testing.T, url string) *Client {
	t.Helper()
	c, err := Dial(Config{Server: url, Token: token, Version: "1.2.3"})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// wantFault checks a fault and that no message shows the token.
func wantFault(t *testing.T, err error, kind fault.Kind, words string) {
	t.Helper()
	if err == nil || fault.KindOf(err) != kind || !strings.Contains(err.Error(), words) {
		t.Errorf("got %v (%v), want %v with %q", err, fault.KindOf(err), kind, words)
	}
	if err != nil && strings.Contains(fmt.Sprintf("%+v %#v", err, err), token) {
		t.Errorf("the token is in the error: %v", err)
	}
}

// spec: REMOTE-2
func TestAProblemBecomesTheFaultsItWasMadeFrom(t *testing.T) {
	p := api.Problem{
		Status: http.StatusConflict, Head: 17, Errors: []api.ProblemError{
			{Kind: "conflict", Subject: "ZON-1", Message: "title changed since commit 3"},
			{Kind: "invalid", Message: "no such row", File: "a.csv", Line: 7, Row: 6, Column: 2, Field: "IP"},
			{Kind: "not found", Subject: "x", Message: "there is no x", Location: "query.at"},
			{Kind: "invalid", Message: "cannot be a key", Location: "body/key"},
		},
	}
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", p.ContentType(""))
		w.WriteHeader(p.Status)
		_ = json.NewEncoder(w).Encode(p)
	}))
	defer srv.Close()
	_, err := dial(t, srv.URL).Account(t.Context())
	var got []string
	for _, f := range fault.All(err) {
		got = append(got, fmt.Sprintf("%v|%s|%s|%v|%d", f.Kind, f.Subject, f.Message, f.Place, f.Head))
	}
	want := []string{
		"conflict|ZON-1|title changed since commit 3||17",
		"invalid||no such row|a.csv: line 7, row 6, column 2 (IP)|0",
		"not found|x|there is no x||0",
		"invalid||cannot be a key|key|0",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// spec: REMOTE-9
func TestATokenIsNotCarriedToAnotherAddress(t *testing.T) {
	var stolen atomic.Value
	other := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		stolen.Store(r.Header.Get("Authorization"))
	}))
	defer other.Close()
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, other.URL+r.URL.Path, http.StatusTemporaryRedirect)
	}))
	defer srv.Close()
	_, err := dial(t, srv.URL).Account(t.Context())
	wantFault(t, err, fault.Unavailable, "sends callers on to "+other.URL)
	if got := stolen.Load(); got != nil {
		t.Errorf("the other server was asked, with %q", got)
	}
}

// spec: REMOTE-9
func TestAnAddressThatWouldShowTheTokenIsRefused(t *testing.T) {
	for _, c := range []struct{ url, words string }{
		{"http://cordon.plant.example", "has no TLS"},
		{"http://192.0.2.7:8080", "has no TLS"},
		{"https://anna:" + token + "@cordon.plant.example", "no name and no password"},
		{"https://cordon.plant.example/?token=" + "x", "says more than a server"},
		{"cordon.plant.example", "is no address"},
		{"ftp://cordon.plant.example", "is no address"},
		{"://" + token + "@x", "is no address"},
		{"", "is no address"},
	} {
		_, err := Dial(Config{Server: c.url, Token: token})
		wantFault(t, err, fault.Invalid, c.words)
	}
	for _, url := range []string{"http://localhost:1", "http://127.0.0.1:1", "http://[::1]:1", "https://cordon.plant.example/cordon/"} {
		if _, err := Dial(Config{Server: url}); err != nil {
			t.Errorf("%s: %v", url, err)
		}
	}
	if _, err := Dial(Config{Server: "http://192.0.2.7", Plain: true}); err != nil {
		t.Errorf("with a word for it: %v", err)
	}
}

// spec: REMOTE-9
func TestACertificateOfOnesOwnIsTrustedWhenItIsGiven(t *testing.T) {
	srv := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, `{"user":{"login":"anna"}}`)
	}))
	srv.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelError) // refused handshakes are meant
	srv.StartTLS()
	defer srv.Close()
	_, err := dial(t, srv.URL).Account(t.Context())
	wantFault(t, err, fault.Unavailable, "--ca FILE")
	pemBytes := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: srv.Certificate().Raw})
	c, err := Dial(Config{Server: srv.URL, Token: token, CA: pemBytes})
	if err != nil {
		t.Fatal(err)
	}
	if a, err := c.Account(t.Context()); err != nil || Name(a) != "anna" {
		t.Errorf("got %+v, %v", a.User, err)
	}
	_, err = Dial(Config{Server: srv.URL, CA: []byte("nothing")})
	wantFault(t, err, fault.Invalid, "holds no certificate")
}

// spec: REMOTE-2
func TestTroubleOnTheWaySaysWhatToCheck(t *testing.T) {
	gone := httptest.NewServer(http.NotFoundHandler())
	gone.Close()
	_, err := dial(t, gone.URL).Account(t.Context())
	wantFault(t, err, fault.Unavailable, "cannot be reached; check the address")

	cut := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", "1000")
		_, _ = io.WriteString(w, `{"user":`)
		panic(http.ErrAbortHandler)
	}))
	defer cut.Close()
	_, err = dial(t, cut.URL).Account(t.Context())
	wantFault(t, err, fault.Unavailable, "broke; check whether the server runs")

	page := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusBadGateway)
		_, _ = io.WriteString(w, "<html>")
	}))
	defer page.Close()
	_, err = dial(t, page.URL).Account(t.Context())
	wantFault(t, err, fault.Unavailable, "answers in the server's place (502 Bad Gateway)")

	other := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "hello") }))
	defer other.Close()
	_, err = dial(t, other.URL).Account(t.Context())
	wantFault(t, err, fault.Unavailable, "is not understood")

	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = dial(t, other.URL).Account(ctx)
	wantFault(t, err, fault.Unavailable, "interrupted")
}

// spec: REMOTE-4
func TestAChangeIsMadeAgainUnderOneNameAndAQuestionIsNot(t *testing.T) {
	var mu sync.Mutex
	var names []string
	sent := func() []string { // and begin anew
		mu.Lock()
		defer mu.Unlock()
		all := names
		names = nil
		return all
	}
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		names = append(names, r.Method+" "+r.Header.Get("Idempotency-Key"))
		times := len(names)
		mu.Unlock()
		body, _ := io.ReadAll(r.Body)
		if times < 3 && r.Method == http.MethodPost {
			panic(http.ErrAbortHandler)
		}
		if r.Method == http.MethodGet {
			panic(http.ErrAbortHandler)
		}
		_, _ = w.Write(body)
	}))
	defer srv.Close()
	c := dial(t, srv.URL)
	var got map[string]string
	if err := c.post(t.Context(), "/x", "a-name", map[string]string{"a": "b"}, &got); err != nil || got["a"] != "b" {
		t.Errorf("got %v, %v", got, err)
	}
	if want := "POST a-name POST a-name POST a-name"; strings.Join(sent(), " ") != want {
		t.Errorf("it was not sent as %s", want)
	}
	wantFault(t, c.post(t.Context(), "/x", "", map[string]string{}, nil), fault.Unavailable, "may have been made or not")
	if n := len(sent()); n != 1 {
		t.Errorf("a change without a name was sent %d times", n)
	}
	wantFault(t, c.get(t.Context(), "/x", nil, &got), fault.Unavailable, "broke")
}

func TestAServerThatIsBusyIsAskedAgainWhenItSays(t *testing.T) {
	var asked atomic.Int32
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		if asked.Add(1) == 1 {
			p := api.Problem{Status: http.StatusTooManyRequests, Wait: 1, Errors: []api.ProblemError{{Kind: "unavailable", Message: "too many requests"}}}
			w.Header().Set("Content-Type", p.ContentType(""))
			w.WriteHeader(p.Status)
			_ = json.NewEncoder(w).Encode(p)
			return
		}
		_, _ = io.WriteString(w, `{"user":{"name":"Anna"}}`)
	}))
	defer srv.Close()
	if a, err := dial(t, srv.URL).Account(t.Context()); err != nil || Name(a) != "Anna" || asked.Load() != 2 {
		t.Errorf("got %+v, %v after %d calls", a.User, err, asked.Load())
	}
}

// spec: REMOTE-2
func TestAStreamOfCommitsThatBreaksOffIsAnError(t *testing.T) {
	const commit = `{"v":1,"n":1,"time":"2026-03-02T08:00:00.000Z","author":"anna","label":"edit","ops":[{"op":"retire","item":"01932f6e-7c1a-7000-8000-000000000001"}]}`
	cases := []struct{ name, body, words string }{
		{"without an end", commit + "\n", "broke"},
		{"in the middle of a line", commit[:40], "broke"},
		{"with another count", commit + "\n" + `{"end":{"commits":2}}` + "\n", "is not understood"},
		{"with a failure", commit + "\n" + `{"problem":{"status":503,"errors":[{"kind":"unavailable","message":"the disk is gone"}]}}` + "\n", "the disk is gone"},
		{"with what is no commit", "{}\n", "is not understood"},
	}
	for _, c := range cases {
		srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, c.body) }))
		p := &Project{client: dial(t, srv.URL), ctx: t.Context(), key: "x"}
		_, err := p.one(t.Context(), 1)
		srv.Close()
		if err == nil || !strings.Contains(err.Error(), c.words) {
			t.Errorf("%s: got %v, want an error with %q", c.name, err, c.words)
		}
	}
}

func TestARefusalIsSeenAsFaultsAndAsAProblem(t *testing.T) {
	err := error(&refused{faults: errors.Join(fault.New(fault.Denied, "x", "no")), problem: &api.Problem{Status: 403}})
	if fault.KindOf(err) != fault.Denied || status(err) != 403 || status(errors.New("x")) != 0 {
		t.Errorf("got %v and %d", fault.KindOf(err), status(err))
	}
}
