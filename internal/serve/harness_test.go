package serve

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/tls"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/settings"
	"github.com/cordon-ot/cordon/internal/standard"
	"github.com/cordon-ot/cordon/internal/store/postgres/pgtest"
)

// With this variable the test binary is a server on the folder it names, for
// tests that kill one.
const serveFolder = "CORDON_TEST_SERVE"

func TestMain(m *testing.M) {
	if dir := os.Getenv(serveFolder); dir != "" {
		if err := Run(context.Background(), serverIn(dir), testEnv(slog.New(slog.DiscardHandler)), os.Stdout); err != nil {
			fmt.Println(err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(pgtest.Main(m))
}

const password = "Kupfer-Laterne 77 am Fluss"

var library = sync.OnceValues(standard.Shipped)

func testEnv(log *slog.Logger) Env {
	lib, err := library()
	if err != nil {
		panic(err)
	}
	return Env{Now: time.Now, Random: rand.Reader, Zone: time.LoadLocation, Library: lib, Log: log, Version: "1.2.3"}
}

func quietEnv() Env { return testEnv(slog.New(slog.DiscardHandler)) }

// serverIn gives the settings of a server with its data in a folder.
func serverIn(dir string) *settings.Server {
	s := commandSettings(settings.Place{Data: dir})
	s.Listen, s.Node, s.MaxUpload, s.MostOpen = "127.0.0.1:0", "test", 1<<30, 10
	return s
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func wantFault(t testing.TB, err error, kind fault.Kind, words ...string) {
	t.Helper()
	if err == nil || fault.KindOf(err) != kind {
		t.Fatalf("got %v, want a fault of kind %s", err, kind)
	}
	for _, w := range words {
		if !strings.Contains(err.Error(), w) {
			t.Fatalf("got %q, want it to say %q", err, w)
		}
	}
}

// buffer is written by a server while a test reads it.
type buffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (b *buffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.Write(p)
}

func (b *buffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.String()
}

// running is a server behind a real listener.
type running struct {
	testing.TB
	url      string
	out, log *buffer
	end      context.CancelFunc
	ended    chan error
	browser  *http.Client
}

// start runs a server until the end of the test or stop.
func start(t testing.TB, s *settings.Server, sample string) *running {
	t.Helper()
	r := &running{TB: t, out: &buffer{}, log: &buffer{}, ended: make(chan error, 1)}
	ctx, end := context.WithCancel(context.Background())
	r.end = end
	log := slog.New(slog.NewTextHandler(r.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	go func() { r.ended <- RunWith(ctx, s, testEnv(log), r.out, Sample(sample)) }()
	t.Cleanup(func() { r.stop() })
	for range 4000 {
		if line, _, ok := strings.Cut(r.out.String(), "\n"); ok {
			r.url = strings.TrimPrefix(line, "Cordon is at ")
			break
		}
		select {
		case err := <-r.ended:
			t.Fatalf("the server ended: %v", err)
		case <-time.After(25 * time.Millisecond):
		}
	}
	if r.url == "" {
		t.Fatal("the server did not start")
	}
	jar, err := cookiejar.New(nil)
	must(t, err)
	r.browser = &http.Client{
		Jar: jar, Timeout: 30 * time.Second,
		Transport: &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}, //nolint:gosec // a certificate of its own
	}
	return r
}

// stop ends the server in order and wants no error.
func (r *running) stop() {
	r.Helper()
	r.end()
	select {
	case err, ok := <-r.ended:
		if ok {
			close(r.ended)
		}
		if err != nil {
			r.Errorf("the server ended with %v", err)
		}
	case <-time.After(100 * time.Second):
		r.Error("the server did not stop")
	}
}

// answer is what came back.
type answer struct {
	*http.Response
	body string
}

// do makes a request below /api/v1, or below the root for a path with two
// slashes, with the cookies so far.
func (r *running) do(method, path string, body any) answer {
	r.Helper()
	address := r.url + "/api/v1" + path
	if strings.HasPrefix(path, "//") {
		address = r.url + path[1:]
	}
	var content io.Reader
	switch b := body.(type) {
	case nil:
	case io.Reader:
		content = b
	default:
		text, err := json.Marshal(b)
		must(r, err)
		content = bytes.NewReader(text)
	}
	req, err := http.NewRequestWithContext(context.Background(), method, address, content)
	must(r, err)
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	req.Header.Set("Origin", r.url)
	return r.send(req)
}

func (r *running) send(req *http.Request) answer {
	r.Helper()
	res, err := r.browser.Do(req)
	must(r, err)
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	must(r, err)
	return answer{res, string(text)}
}

func (r *running) want(a answer, status int) answer {
	r.Helper()
	if a.StatusCode != status {
		r.Fatalf("%s %s: %d, want %d\n%s", a.Request.Method, a.Request.URL.Path, a.StatusCode, status, a.body)
	}
	return a
}

// link gives the secret of the link that the server prints.
func (r *running) link() string {
	r.Helper()
	for range 200 {
		if _, rest, ok := strings.Cut(r.out.String(), "/#/link/"); ok {
			if secret, _, ok := strings.Cut(rest, "\n"); ok {
				return secret
			}
		}
		time.Sleep(25 * time.Millisecond)
	}
	r.Fatalf("no link in\n%s", r.out)
	return ""
}

// signUp makes the first administrator and stays signed in.
func (r *running) signUp(login string) {
	r.Helper()
	r.want(r.do("POST", "/sign-in/link/use", map[string]string{"link": r.link(), "login": login, "password": password}), http.StatusOK)
}

// token makes an API token and gives its secret.
func (r *running) token() string {
	r.Helper()
	a := r.want(r.do("POST", "/account/tokens", map[string]any{"name": "test", "expires": time.Now().AddDate(0, 1, 0).Format(time.DateOnly)}), http.StatusCreated)
	var made struct{ Secret string }
	must(r, json.Unmarshal([]byte(a.body), &made))
	return made.Secret
}

func (r *running) cookies() (values []string) {
	u, err := url.Parse(r.url)
	must(r, err)
	for _, c := range r.browser.Jar.Cookies(u) {
		values = append(values, c.Value)
	}
	return values
}

// place gives the settings of the data alone.
func place(dir string) *settings.Place { return &settings.Place{Data: dir} }

// onlyProject gives the path of the only project file of a data folder.
func onlyProject(t testing.TB, dir string) string {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(dir, "projects", "*.cordon"))
	must(t, err)
	if len(found) != 1 {
		t.Fatalf("project files %q, want one", found)
	}
	return found[0]
}
