package cli

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/cordon-ot/cordon/internal/api"
	"github.com/cordon-ot/cordon/internal/settings"
)

// heard is a Server that keeps what it was told.
type heard struct {
	Server
	serve  *settings.Server
	backup *settings.Place

	checked *settings.Place
}

func (h *heard) Check(_ context.Context, p *settings.Place, _ DataRun, _ bool) (api.ServerCheck, error) {
	h.checked = p
	return api.ServerCheck{Found: 1}, nil
}

func (h *heard) Serve(_ context.Context, s *settings.Server, _ ServeRun) error {
	h.serve = s
	return nil
}

func (h *heard) Backup(_ context.Context, p *settings.Place, _ DataRun, _ string) (api.BackupReport, error) {
	h.backup = p
	return api.BackupReport{}, nil
}

// say runs a command line with an environment.
func say(t testing.TB, env map[string]string, args ...string) (h *heard, stderr string, status int) {
	t.Helper()
	h = &heard{}
	var out, errs bytes.Buffer
	status = Run(t.Context(), args, Env{
		Getenv: func(name string) string { return env[name] }, Stdin: strings.NewReader(""), Stdout: &out, Stderr: &errs, Server: h, Version: "test",
	})
	return h, errs.String(), status
}

func configuration(t testing.TB, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "cordon.yaml")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// spec: SRV-3
func TestASettingIsTakenFromTheFlagThenTheEnvironmentThenTheFileThenTheDefault(t *testing.T) {
	file := configuration(t, "listen: 127.0.0.1:3\nsession-idle: 3h\nmost-open: 3\nplain-http: true\noidc: [a.yaml, 'b,c.yaml']\n")
	environment := map[string]string{"CORDON_LISTEN": "127.0.0.1:2", "CORDON_SESSION_IDLE": "2h"}
	both := func() map[string]string {
		m := map[string]string{"CORDON_CONFIG": file}
		for k, v := range environment {
			m[k] = v
		}
		return m
	}()
	for _, c := range []struct {
		name   string
		env    map[string]string
		args   []string
		listen string
		idle   string
		open   int
	}{
		{"default", nil, nil, "127.0.0.1:8080", "12h0m0s", 32},
		{"file", nil, []string{"--config", file}, "127.0.0.1:3", "3h0m0s", 3},
		{"file as one word", nil, []string{"--config=" + file}, "127.0.0.1:3", "3h0m0s", 3},
		{"environment", environment, nil, "127.0.0.1:2", "2h0m0s", 32},
		{"environment above file", both, nil, "127.0.0.1:2", "2h0m0s", 3},
		{"flag above both", both, []string{"--listen=127.0.0.1:1", "--most-open=1"}, "127.0.0.1:1", "2h0m0s", 1},
	} {
		h, stderr, status := say(t, c.env, append([]string{"serve"}, c.args...)...)
		if status != StatusOK || h.serve == nil {
			t.Errorf("%s: status %d, %s", c.name, status, stderr)
			continue
		}
		if s := h.serve; s.Listen != c.listen || s.SessionIdle.String() != c.idle || s.MostOpen != c.open {
			t.Errorf("%s: %s, %v, %d; want %s, %s, %d", c.name, s.Listen, s.SessionIdle, s.MostOpen, c.listen, c.idle, c.open)
		}
		if fromFile := strings.Contains(c.name, "file") || strings.Contains(c.name, "both"); fromFile != h.serve.PlainHTTP || fromFile != (strings.Join(h.serve.OIDC, " ") == "a.yaml b,c.yaml") {
			t.Errorf("%s: plain-http is %v, oidc %q", c.name, h.serve.PlainHTTP, h.serve.OIDC)
		}
	}
}

// spec: SRV-3
func TestANameTheConfigurationMistypesIsRefused(t *testing.T) {
	for _, c := range []struct{ text, words string }{
		{"lissten: 127.0.0.1:3\n", "lissten: this command has no flag of this name; did you mean listen?"},
		{"listen: {a: b}\n", "listen cannot hold"},
		{"listen: [a, b]\n", "listen cannot hold"},
		{"- listen\n", "this is no list of NAME: VALUE in YAML"},
		{"session-idle: soon\n", "soon"},
		{"log-level: loud\n", "log-level"},
	} {
		h, stderr, status := say(t, nil, "serve", "--config", configuration(t, c.text))
		if status != StatusFailed || h.serve != nil || !strings.Contains(stderr, c.words) {
			t.Errorf("%q: status %d, %q; want it refused with %q", c.text, status, stderr, c.words)
		}
	}
	if _, stderr, status := say(t, map[string]string{"CORDON_CONFIG": "no/such.yaml"}, "serve"); status != StatusFailed || !strings.Contains(stderr, "there is no such file") {
		t.Errorf("a file that is not there: %d, %q", status, stderr)
	}
	if h, stderr, status := say(t, nil, "serve", "--config", configuration(t, "")); status != StatusOK || h.serve == nil {
		t.Errorf("an empty file: %d, %q", status, stderr)
	}
}

// spec: SRV-3
func TestACommandOnTheDataSharesTheFileOfTheServer(t *testing.T) {
	file := configuration(t, "data: /srv/cordon\nlisten: 127.0.0.1:3\n")
	h, stderr, status := say(t, nil, "backup", "x.backup", "--config", file)
	if status != StatusOK || h.backup == nil || h.backup.Data != "/srv/cordon" {
		t.Errorf("status %d, %q, %+v; want the data folder of the file", status, stderr, h.backup)
	}
	if _, stderr, status := say(t, nil, "backup", "x.backup", "--config", configuration(t, "dta: x\n")); status != StatusFailed || !strings.Contains(stderr, "did you mean data?") {
		t.Errorf("a mistyped name: %d, %q", status, stderr)
	}
}

func TestDoctorLooksAtAServerOnlyIfTheCommandLineNamesOne(t *testing.T) {
	project := filepath.Join(t.TempDir(), "folder") // a text folder, of which doctor says that it has no record
	if err := os.Mkdir(project, 0o700); err != nil {
		t.Fatal(err)
	}
	env := map[string]string{"CORDON_DATA": "/srv/cordon", "CORDON_PROJECT": project}
	if h, stderr, _ := say(t, env, "doctor"); h.checked != nil || !strings.Contains(stderr, project) {
		t.Errorf("with only an environment: asked for %+v, %q; want the project", h.checked, stderr)
	}
	h, stderr, status := say(t, env, "doctor", "--check", "--data", "/srv/other")
	if status != StatusFindings || h.checked == nil || h.checked.Data != "/srv/other" {
		t.Errorf("with --data: status %d, %q, %+v; want findings of /srv/other", status, stderr, h.checked)
	}
}
