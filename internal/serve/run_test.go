package serve

import (
	"bufio"
	"bytes"
	"context"
	"crypto/rand"
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/settings"
)

// spec: SRV-1
func TestAServerListensOnThisMachineAloneUnlessItSpeaksTLSOrIsToldTo(t *testing.T) {
	s := serverIn(t.TempDir())
	s.Listen = "0.0.0.0:0"
	err := Run(t.Context(), s, quietEnv(), io.Discard)
	wantFault(t, err, fault.Invalid, "--tls-own", "--plain-http")
	if entries, _ := os.ReadDir(s.Data); len(entries) > 0 {
		t.Errorf("a server that may not listen made %v", entries)
	}
	s.TLSOwn = true
	r := start(t, s, "")
	if !strings.HasPrefix(r.url, "https://localhost:") {
		t.Errorf("it says it is at %s, want https", r.url)
	}
	r.want(r.do("GET", "//healthz", nil), http.StatusOK)
	_, port, _ := net.SplitHostPort(strings.TrimPrefix(r.url, "https://"))
	if res, err := http.Get("http://127.0.0.1:" + port + "/healthz"); err == nil { //nolint:noctx // one request
		defer res.Body.Close()
		if res.StatusCode == http.StatusOK {
			t.Error("it answers without TLS")
		}
	}
}

// spec: SRV-2 OPS-48
func TestTheFirstStartPrintsALinkThatMakesTheFirstAdministratorOnce(t *testing.T) {
	s := serverIn(t.TempDir())
	r := start(t, s, "turbine-hall")
	first := r.link()
	if len(first) < 40 {
		t.Fatalf("the secret of the link is %q", first)
	}
	r.want(r.do("GET", "/projects", nil), http.StatusUnauthorized)
	r.signUp("anna")
	a := r.want(r.do("GET", "/projects", nil), http.StatusOK)
	if !strings.Contains(a.body, `"key":"turbine-hall"`) || !strings.Contains(a.body, `"role":"owner"`) {
		t.Errorf("the first administrator is not the owner of the sample:\n%s", a.body)
	}
	if events := r.want(r.do("GET", "/security-events?limit=50", nil), http.StatusOK); !strings.Contains(events.body, "role granted") {
		t.Errorf("becoming owner was not recorded:\n%s", events.body)
	}
	r.browser.Jar = nil
	r.want(r.do("POST", "/sign-in/link/use", map[string]string{"link": first, "login": "ben", "password": password}), http.StatusNotFound)
	r.stop()
	again := start(t, s, "turbine-hall")
	again.want(again.do("GET", "//readyz", nil), http.StatusOK)
	again.stop()
	if strings.Contains(again.out.String(), "/#/link/") {
		t.Errorf("with an administrator the server still prints\n%s", again.out)
	}
}

// spec: SRV-5
func TestHealthAnswersAnybodyAndFiguresAdministratorsOnly(t *testing.T) {
	r := start(t, serverIn(t.TempDir()), "turbine-hall")
	for _, path := range []string{"//healthz", "//readyz"} {
		a := r.want(r.do("GET", path, nil), http.StatusOK)
		if strings.Contains(a.body, "turbine") || len(a.body) > 200 {
			t.Errorf("%s says %q", path, a.body)
		}
	}
	r.want(r.do("GET", "//metrics", nil), http.StatusUnauthorized)
	r.signUp("anna")
	a := r.want(r.do("GET", "//metrics", nil), http.StatusOK)
	for _, figure := range []string{"cordon_projects_open", "go_goroutines", "process_resident_memory_bytes"} {
		if !strings.Contains(a.body, figure) {
			t.Errorf("the figures lack %s", figure)
		}
	}
	if strings.Contains(a.body, "turbine") {
		t.Error("the figures name a project")
	}
}

// slowBody gives its first part at once and the rest when it is told to.
type slowBody struct {
	first io.Reader
	told  chan struct{}
	rest  io.Reader
}

func (b *slowBody) Read(p []byte) (int, error) {
	if n, err := b.first.Read(p); n > 0 || err != io.EOF {
		return n, nil
	}
	<-b.told
	return b.rest.Read(p)
}

// spec: SRV-4
func TestStoppingFinishesWhatRunsAndTellsStreamsWhy(t *testing.T) {
	r := start(t, serverIn(t.TempDir()), "turbine-hall")
	r.signUp("anna")
	req, err := http.NewRequestWithContext(context.Background(), "GET", r.url+"/api/v1/projects/turbine-hall/events", nil)
	must(t, err)
	stream, err := r.browser.Do(req)
	must(t, err)
	defer stream.Body.Close()
	lines := bufio.NewScanner(stream.Body)
	for lines.Scan() {
		if lines.Text() == "" { // the first event has come
			break
		}
	}
	body := `{"kind":"zone","title":"Made while the server stops"}`
	slow := &slowBody{first: strings.NewReader(body[:20]), told: make(chan struct{}), rest: strings.NewReader(body[20:])}
	done := make(chan answer, 1)
	go func() { done <- r.do("POST", "/projects/turbine-hall/items", slow) }()
	time.Sleep(300 * time.Millisecond) // the request is under way
	r.end()
	var told string
	for lines.Scan() {
		told += lines.Text() + "\n"
	}
	if !strings.Contains(told, "event: ended") || !strings.Contains(told, "the server stops") {
		t.Errorf("the stream ended with\n%s", told)
	}
	close(slow.told)
	if a := <-done; a.StatusCode != http.StatusOK && a.StatusCode != http.StatusCreated {
		t.Fatalf("the request that ran: %d\n%s", a.StatusCode, a.body)
	}
	r.stop()
	s := serverIn(filepath.Dir(filepath.Dir(onlyProject(t, r.folder()))))
	again := start(t, s, "")
	again.browser.Jar = r.browser.Jar
	if a := again.want(again.do("GET", "/projects/turbine-hall/items?kind=zone", nil), http.StatusOK); !strings.Contains(a.body, "Made while the server stops") {
		t.Error("what was acknowledged while stopping is not there")
	}
}

// folder gives the data folder from the log.
func (r *running) folder() string {
	_, rest, _ := strings.Cut(r.log.String(), "data=")
	dir, _, _ := strings.Cut(rest, "\n")
	return dir
}

// spec: SRV-8
func TestACertificateThatIsRenewedOnDiskIsShownWithoutARestart(t *testing.T) {
	dir := t.TempDir()
	cert, key := filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	must(t, ownCertificate(cert, key, []string{"localhost", "first.example"}, time.Now(), rand.Reader))
	s := serverIn(filepath.Join(dir, "data"))
	s.TLSCert, s.TLSKey = cert, key
	r := start(t, s, "")
	if names := shown(t, r.url); names != "localhost first.example" {
		t.Fatalf("the certificate is for %s", names)
	}
	old := time.Now()
	must(t, ownCertificate(cert, key, []string{"localhost", "second.example"}, time.Now(), rand.Reader))
	for _, path := range []string{cert, key} { // clocks of file systems are coarse
		must(t, os.Chtimes(path, old.Add(2*time.Second), old.Add(2*time.Second)))
	}
	if names := shown(t, r.url); names != "localhost second.example" {
		t.Errorf("after renewing it is for %s, want second.example", names)
	}
	must(t, os.WriteFile(cert, []byte("spoilt"), 0o600))
	must(t, os.Chtimes(cert, old.Add(4*time.Second), old.Add(4*time.Second)))
	if names := shown(t, r.url); names != "localhost second.example" {
		t.Errorf("with a spoilt file it is for %s, want the last good one", names)
	}
	s.TLSKey = cert
	wantFault(t, Run(t.Context(), s, quietEnv(), io.Discard), fault.Conflict, "another server uses this folder")
	s.Data = filepath.Join(dir, "other")
	wantFault(t, Run(t.Context(), s, quietEnv(), io.Discard), fault.Invalid, "certificate and key cannot be used together")
}

// shown gives the names of the certificate that a server shows.
func shown(t testing.TB, url string) string {
	t.Helper()
	address := strings.Replace(strings.TrimPrefix(url, "https://"), "localhost", "127.0.0.1", 1)
	c, err := tls.Dial("tcp", address, &tls.Config{InsecureSkipVerify: true}) //nolint:gosec,noctx // looking at a certificate of its own
	must(t, err)
	defer c.Close()
	return strings.Join(c.ConnectionState().PeerCertificates[0].DNSNames, " ")
}

// spec: SRV-6
func TestTheLogHoldsNoSecretAndNothingOfThePlant(t *testing.T) {
	r := start(t, serverIn(t.TempDir()), "")
	secrets := map[string]string{"the password": password, "the first link": r.link()}
	r.signUp("anna")
	r.want(r.do("POST", "/projects", map[string]string{"key": "hall", "title": "Hall of secrets"}), http.StatusCreated)
	secrets["a title"] = "Zeppelin-Halle"
	a := r.want(r.do("POST", "/projects/hall/items", map[string]any{"kind": "zone", "title": "Zeppelin-Halle", "properties": map[string]string{"description": "Kranich-Schleuse"}}), http.StatusOK)
	secrets["a property"] = "Kranich-Schleuse"
	if !strings.Contains(a.body, "Kranich-Schleuse") && !strings.Contains(a.body, "commit") {
		t.Fatalf("the property was not taken: %s", a.body)
	}
	secrets["a search"] = "Reiherstieg"
	r.do("GET", "/projects/hall/search?q=Reiherstieg", nil)
	r.do("GET", "/projects/hall/items?filter="+`title=="Reiherstieg"`, nil)
	token := r.token()
	secrets["the token"] = token
	r.do("POST", "/account/confirm", map[string]string{"password": "wrong-Wort-99-im-Tal"})
	secrets["a wrong password"] = "wrong-Wort-99-im-Tal"
	inv := r.want(r.do("POST", "/invitations", map[string]any{"note": "for ben"}), http.StatusCreated)
	if _, rest, ok := strings.Cut(inv.body, "/#/link/"); ok {
		secrets["an invitation"], _, _ = strings.Cut(rest, `"`)
	} else {
		t.Errorf("no link in %s", inv.body)
	}
	for i, v := range r.cookies() {
		secrets[fmt.Sprint("cookie ", i)] = v
	}
	if len(secrets) < 9 {
		t.Fatalf("only %d secrets: %v", len(secrets), secrets)
	}
	r.want(r.do("POST", "/sign-out", nil), http.StatusNoContent)
	r.browser.Jar = nil
	bad := r.want(r.do("POST", "/sign-in", map[string]string{"login": "anna", "password": "falsch-Pegel-31-am-Wehr"}), http.StatusUnauthorized)
	secrets["another wrong password"] = "falsch-Pegel-31-am-Wehr"
	req, err := http.NewRequestWithContext(t.Context(), "GET", r.url+"/api/v1/projects/hall/items", nil)
	must(t, err)
	req.Header.Set("Authorization", "Bearer "+token)
	r.want(r.send(req), http.StatusOK)
	req.Header.Set("Authorization", "Bearer "+token+"x")
	r.want(r.send(req), http.StatusUnauthorized)
	secrets["a wrong token"] = token + "x"

	id := bad.Header.Get("X-Request-Id")
	if id == "" || !strings.Contains(bad.body, id) || !strings.Contains(r.log.String(), id) {
		t.Errorf("the id of a request, %q, must stand in the answer, the problem (%s) and the log", id, bad.body)
	}
	r.stop()
	log := r.log.String()
	if len(log) < 2000 {
		t.Fatalf("the log is short:\n%s", log)
	}
	for what, secret := range secrets {
		if secret == "" || strings.Contains(log, secret) {
			t.Errorf("the log holds %s: %q", what, secret)
		}
	}
}

// spec: OPS-43
func TestTwoServersDoNotShareAFolder(t *testing.T) {
	s := serverIn(t.TempDir())
	r := start(t, s, "")
	err := Run(t.Context(), s, quietEnv(), io.Discard)
	wantFault(t, err, fault.Conflict, "another server uses this folder", fmt.Sprintf("(process %d)", os.Getpid()))
	r.want(r.do("GET", "//readyz", nil), http.StatusOK)
	r.stop()
	start(t, s, "").stop()
}

// spec: OPS-44
func TestAFolderThatWasHalfRestoredIsRefused(t *testing.T) {
	for _, name := range []string{"projects/p.cordon", "security.cordon", ".restoring-123/admin.db"} {
		dir := t.TempDir()
		must(t, os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o700))
		must(t, os.WriteFile(filepath.Join(dir, name), []byte("x"), 0o600))
		wantFault(t, Run(t.Context(), serverIn(dir), quietEnv(), io.Discard), fault.Conflict, "a restore or a move was interrupted")
		if _, err := os.Stat(filepath.Join(dir, "admin.db")); err == nil {
			t.Errorf("%s: the server made a database of its own", name)
		}
	}
	empty := t.TempDir()
	must(t, os.Mkdir(filepath.Join(empty, "projects"), 0o700)) // as a first start leaves that was stopped at once
	start(t, serverIn(empty), "").stop()
}

func TestACertificateOfOnesOwnIsMadeAnewBeforeItEnds(t *testing.T) {
	dir := t.TempDir()
	cert, key := filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	now := time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)
	must(t, ownCertificate(cert, key, []string{"localhost"}, now, rand.Reader))
	first, err := os.ReadFile(cert)
	must(t, err)
	for _, c := range []struct {
		when  time.Time
		names []string
		same  bool
	}{
		{now.AddDate(1, 0, 0), []string{"localhost"}, true},
		{now.AddDate(1, 11, 0), []string{"localhost"}, false},
		{now, []string{"localhost", "other.example"}, false},
	} {
		must(t, os.WriteFile(cert, first, 0o600))
		must(t, ownCertificate(cert, key, c.names, c.when, rand.Reader))
		got, err := os.ReadFile(cert)
		must(t, err)
		if bytes.Equal(got, first) != c.same {
			t.Errorf("at %v for %v: the same certificate is %v, want %v", c.when, c.names, !c.same, c.same)
		}
	}
}

func TestTheOriginFollowsWhatIsListenedOn(t *testing.T) {
	for listen, want := range map[string]string{
		"127.0.0.1:8080": "http://localhost:8080", ":8080": "http://localhost:8080", "0.0.0.0:80": "http://localhost:80",
		"plant.example:8080": "http://plant.example:8080", "[::1]:8080": "http://localhost:8080",
	} {
		if got := OriginOf(&settings.Server{Listen: listen}); got != want {
			t.Errorf("%s: %s, want %s", listen, got, want)
		}
	}
	if got := OriginOf(&settings.Server{Listen: ":1", Origin: "https://a.example", TLSOwn: true}); got != "https://a.example" {
		t.Errorf("with an origin: %s", got)
	}
}
