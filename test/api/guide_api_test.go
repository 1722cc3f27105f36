// Package api tests the interface for programs as its guide describes it, on a
// whole server with a listener.
package api

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/cordon-ot/cordon/internal/serve"
	"github.com/cordon-ot/cordon/internal/settings"
	"github.com/cordon-ot/cordon/internal/standard"
)

// site is a server with the turbine hall, and its first administrator, who is an
// owner of it.
type site struct {
	testing.TB
	url, token string
	browser    *http.Client
}

// said takes what a server tells people, and can be waited for.
type said struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (s *said) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.Write(p)
}

func (s *said) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.String()
}

const password = "seven-grey-herons-on-a-weir"

var greeting = regexp.MustCompile(`(?s)Cordon is at (\S+).*#/link/(\S+)\n`)

// newSite starts a server as the command does and gets in by the link that it
// prints.
func newSite(t testing.TB) *site {
	t.Helper()
	library, err := standard.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	set := &settings.Server{
		Place: settings.Place{Data: t.TempDir()}, Listen: "127.0.0.1:0", Site: "Test", SessionIdle: time.Hour, SessionLong: time.Hour,
		Idle: time.Hour, MostOpen: 2, MaxUpload: 1 << 20,
	}
	env := serve.Env{Now: time.Now, Random: rand.Reader, Zone: time.LoadLocation, Library: library, Log: slog.New(slog.DiscardHandler), Version: "test"}
	out := &said{}
	ctx, stop := context.WithCancel(context.WithoutCancel(t.Context()))
	ended := make(chan error, 1)
	go func() { ended <- serve.RunWith(ctx, set, env, out, serve.Sample("turbine-hall")) }()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Errorf("the server ended with %v", err)
		}
	})
	for range 600 {
		if m := greeting.FindStringSubmatch(out.String()); m != nil {
			jar, err := cookiejar.New(nil)
			if err != nil {
				t.Fatal(err)
			}
			s := &site{TB: t, url: m[1], browser: &http.Client{Jar: jar}}
			s.settle(m[2])
			return s
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatalf("the server printed no link: %q", out.String())
	return nil
}

// settle makes the administrator and a token.
func (s *site) settle(link string) {
	s.Helper()
	s.want(http.StatusOK, "POST", "/sign-in/link/use", `{"link":"`+link+`","login":"anna","password":"`+password+`"}`)
	s.want(0, "PUT", "/projects/turbine-hall/members/anna", `{"role":"owner"}`) // unless she is one
	last := time.Now().AddDate(0, 0, 7).Format(time.DateOnly)
	var made struct{ Secret string }
	if err := json.Unmarshal(s.want(http.StatusCreated, "POST", "/account/tokens", `{"name":"guide","expires":"`+last+`"}`), &made); err != nil {
		s.Fatal(err)
	}
	s.token = made.Secret
}

// want calls the API as the browser does; status 0 is any.
func (s *site) want(status int, method, path, body string) []byte {
	s.Helper()
	r, err := http.NewRequestWithContext(s.Context(), method, s.url+"/api/v1"+path, strings.NewReader(body))
	if err != nil {
		s.Fatal(err)
	}
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	answer, err := s.browser.Do(r)
	if err != nil {
		s.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		s.Fatal(err)
	}
	if status != 0 && answer.StatusCode != status {
		s.Fatalf("%s %s: status %d, want %d\nsent %s\ngot  %s", method, path, answer.StatusCode, status, body, text)
	}
	return text
}

func read(t testing.TB, path string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", filepath.FromSlash(path)))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// blocks gives the code blocks of a page in a language.
func blocks(page, language string) []string {
	var list []string
	for _, m := range regexp.MustCompile("(?ms)^```(\\w+)\n(.*?)^```$").FindAllStringSubmatch(page, -1) {
		if m[1] == language {
			list = append(list, m[2])
		}
	}
	return list
}

// The two programs of the page run as they stand there.
func TestTheProgramsOfTheGuideWork(t *testing.T) {
	s := newSite(t)
	page := read(t, "docs/guide/api.md")
	for _, c := range []struct {
		language, runs string
		needs          []string
	}{
		{"sh", "sh", []string{"sh", "curl", "sed", "mkfifo", "mktemp"}},
		{"python", "python3", []string{"python3"}},
	} {
		t.Run(c.language, func(t *testing.T) {
			for _, need := range c.needs {
				if _, err := exec.LookPath(need); err != nil {
					if os.Getenv("CI") != "" {
						t.Fatalf("%s is missing", need)
					}
					t.Skipf("%s is missing, so this program of the guide is not run", need)
				}
			}
			programs := blocks(page, c.language)
			if len(programs) != 1 {
				t.Fatalf("%d blocks of %s in the page, want 1", len(programs), c.language)
			}
			if n := len(strings.Split(strings.TrimSpace(programs[0]), "\n")); n > 26 {
				t.Errorf("the program has %d lines; the page promises a short one", n)
			}
			ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
			defer cancel()
			run := exec.CommandContext(ctx, c.runs)
			run.Stdin = strings.NewReader(programs[0])
			run.Env = append(os.Environ(), "CORDON_SERVER="+s.url, "CORDON_PROJECT=turbine-hall", "CORDON_TOKEN="+s.token, "TMPDIR="+t.TempDir())
			run.WaitDelay = 5 * time.Second
			out, err := run.CombinedOutput()
			if err != nil {
				t.Fatalf("%v\n%s", err, out)
			}
			said := regexp.MustCompile(`^(ZON-\d+) lacks ([1-9]\d*) rows\ncommit (\d+) is on the stream\n$`).FindStringSubmatch(string(out))
			if said == nil {
				t.Fatalf("got\n%s\nwant a line about a zone with the rows it lacks and one about its commit", out)
			}
			s.madeBy(t, said[1], said[2], said[3])
		})
	}
}

// madeBy asks the server itself for what a program says.
func (s *site) madeBy(t *testing.T, zone, lacking, commit string) {
	t.Helper()
	if got := string(s.want(http.StatusOK, "GET", "/projects/turbine-hall/items/"+zone+"?at="+commit, "")); !strings.Contains(got, `"title":"Packing hall"`) {
		t.Errorf("%s at commit %s is %s", zone, commit, got)
	}
	if got := string(s.want(http.StatusOK, "GET", "/projects/turbine-hall/gaps?place="+zone, "")); !strings.Contains(got, `"lacking":`+lacking+`,`) {
		t.Errorf("%s lacks, after the server: %.600s; the program says %s", zone, got, lacking)
	}
}

// The problem and the change that the page shows are what the server says and
// takes.
func TestTheDocumentsOfTheGuideAreReal(t *testing.T) {
	s := newSite(t)
	shown := blocks(read(t, "docs/guide/api.md"), "json")
	if len(shown) != 2 {
		t.Fatalf("%d blocks of JSON in the page, want the change and the problem", len(shown))
	}
	change := strings.Replace(shown[0], "1431", "3", 1)
	s.want(http.StatusOK, "POST", "/projects/turbine-hall/commits", change)

	got := s.want(http.StatusUnprocessableEntity, "POST", "/projects/turbine-hall/commits", `{"ops":[{"op":"set","key":"AST-1","properties":{"firmwar":"8"}}]}`)
	normal := func(text []byte) string {
		text = regexp.MustCompile(`urn:cordon:request:\w+`).ReplaceAll(text, []byte("ID"))
		var v any
		if err := json.Unmarshal(text, &v); err != nil {
			t.Fatal(err)
		}
		out, err := json.MarshalIndent(v, "", "  ")
		if err != nil {
			t.Fatal(err)
		}
		return string(out)
	}
	if a, b := normal(got), normal([]byte(shown[1])); a != b {
		t.Errorf("the server says\n%s\nthe page shows\n%s", a, b)
	}
}

// The examples that the page of the API fills its forms with are taken.
func TestTheExamplesOfTheApiPageAreTaken(t *testing.T) {
	s := newSite(t)
	script := read(t, "internal/server/docs/operation.js")
	list := regexp.MustCompile(`(?m)^  "(\w+) (/\S+)": (\{.*\}),?$`).FindAllStringSubmatch(script, -1)
	if len(list) < 5 {
		t.Fatalf("found %d examples in the script, want 5 or more", len(list))
	}
	for _, m := range list {
		path := strings.NewReplacer("{project}", "turbine-hall", "{key}", "AST-1").Replace(m[2])
		s.want(http.StatusOK, m[1], path, m[3])
	}
}

// The page of the API comes whole from the program: each part it names is
// there, and nothing is fetched from elsewhere.
func TestTheApiPageNeedsNothingFromOutside(t *testing.T) {
	s := newSite(t)
	files, err := os.ReadDir(filepath.Join("..", "..", "internal", "server", "docs"))
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{".html": "text/html", ".js": "text/javascript", ".css": "text/css"}
	for _, f := range files {
		path := "/api/docs/" + f.Name()
		if f.Name() == "index.html" {
			path = "/api/docs"
		}
		answer, err := http.Get(s.url + path) //nolint:noctx // a test
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(answer.Body)
		_ = answer.Body.Close()
		if media := want[filepath.Ext(f.Name())]; err != nil || answer.StatusCode != http.StatusOK || !strings.HasPrefix(answer.Header.Get("Content-Type"), media) {
			t.Errorf("%s: status %d, %s, want 200 and %s", path, answer.StatusCode, answer.Header.Get("Content-Type"), media)
		}
		if !strings.Contains(answer.Header.Get("Content-Security-Policy"), "script-src 'self';") {
			t.Errorf("%s: the policy %q lets other scripts in", path, answer.Header.Get("Content-Security-Policy"))
		}
		if found := regexp.MustCompile(`https?://|innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|<script>`).Find(text); found != nil {
			t.Errorf("%s holds %q", path, found)
		}
		for _, m := range regexp.MustCompile(`from "\./([^"]+)"|(?:src|href)="/api/docs/([^"]+)"`).FindAllSubmatch(text, -1) {
			if _, err := os.Stat(filepath.Join("..", "..", "internal", "server", "docs", string(m[1])+string(m[2]))); err != nil {
				t.Errorf("%s names a part that is not there: %v", path, err)
			}
		}
	}
}
