package api

import (
	"bytes"
	"context"
	"crypto/rand"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/cordon-ot/cordon/internal/cli"
	"github.com/cordon-ot/cordon/internal/settings"
)

// taken is a server that only notes what it was told.
type taken struct {
	cli.Server
	settings *settings.Server
}

func (s *taken) Serve(_ context.Context, told *settings.Server, _ cli.ServeRun) error {
	s.settings = told
	return told.Check()
}

// told runs a command of the guide as far as the settings it makes.
func told(t *testing.T, env map[string]string, args ...string) *settings.Server {
	t.Helper()
	var out bytes.Buffer
	s := &taken{}
	status := cli.Run(t.Context(), args, cli.Env{
		Getenv: func(name string) string { return env[name] }, Stdin: strings.NewReader(""), Stdout: &out, Stderr: &out,
		Now: time.Now, Random: rand.Reader, Zone: time.LoadLocation, Server: s, Version: "test",
	})
	if status != 0 || s.settings == nil {
		t.Fatalf("cordon %s: status %d\n%s", strings.Join(args, " "), status, out.String())
	}
	return s.settings
}

// spec: SRV-3
func TestTheConfigurationOfTheGuideSaysWhatItSeemsTo(t *testing.T) {
	list := blocks(read(t, "docs/guide/server.md"), "yaml")
	if len(list) != 1 {
		t.Fatalf("%d blocks of YAML in the page, want 1", len(list))
	}
	file := filepath.Join(t.TempDir(), "cordon.yaml")
	if err := os.WriteFile(file, []byte(list[0]), 0o600); err != nil {
		t.Fatal(err)
	}
	got := told(t, nil, "serve", "--config", file)
	unset := told(t, nil, "serve")
	want := *unset
	want.Data, want.Listen, want.Origin = "/var/lib/cordon", ":8443", "https://cordon.plant.example:8443"
	want.TLSCert, want.TLSKey, want.Site = "/etc/cordon/cert.pem", "/etc/cordon/key.pem", "Plant West"
	want.SecondFactor, want.SessionIdle, want.MaxUpload, want.LogFormat = true, 4*time.Hour, 512<<20, "json"
	if !reflect.DeepEqual(*got, want) {
		t.Errorf("the file of the guide sets\n%+v\nwant\n%+v", *got, want)
	}
	// The flag wins over the environment, and that over the file.
	if s := told(t, map[string]string{"CORDON_SITE": "Env"}, "serve", "--config", file); s.Site != "Env" {
		t.Errorf("beside the environment the file says %q", s.Site)
	}
	if s := told(t, map[string]string{"CORDON_SITE": "Env"}, "serve", "--config", file, "--site", "Flag"); s.Site != "Flag" {
		t.Errorf("beside the flag there is %q", s.Site)
	}
}

func TestTheCommandsAndEnvironmentsOfTheGuideMakeSense(t *testing.T) {
	page := read(t, "docs/guide/server.md")
	file := filepath.Join(t.TempDir(), "cordon.yaml")
	if err := os.WriteFile(file, []byte(blocks(page, "yaml")[0]), 0o600); err != nil {
		t.Fatal(err)
	}
	commands := 0
	for _, block := range blocks(page, "sh") {
		for _, line := range strings.Split(strings.ReplaceAll(block, "\\\n", ""), "\n") {
			line = strings.ReplaceAll(line, "/etc/cordon/cordon.yaml", file)
			if rest, ok := strings.CutPrefix(line, "cordon serve "); ok {
				told(t, nil, append([]string{"serve"}, strings.Fields(rest)...)...)
				commands++
			}
		}
	}
	if commands != 4 {
		t.Errorf("tried %d commands, want 4", commands)
	}
	environments := blocks(page, "ini")
	for _, block := range environments {
		env := map[string]string{}
		for _, m := range regexp.MustCompile(`(?m)^(CORDON_\w+)=(.*)$`).FindAllStringSubmatch(block, -1) {
			env[m[1]] = m[2]
		}
		got, unset := reflect.ValueOf(*told(t, env, "serve")), reflect.ValueOf(*told(t, nil, "serve"))
		changed, want := 0, len(env)
		if env["CORDON_LISTEN"] == unset.FieldByName("Listen").String() {
			want-- // the page says it all the same
		}
		for i := range got.NumField() {
			if !reflect.DeepEqual(got.Field(i).Interface(), unset.Field(i).Interface()) {
				changed++
			}
		}
		if changed != want {
			t.Errorf("the settings %v change %d of the defaults, want %d", env, changed, want)
		}
	}
	if len(environments) != 2 {
		t.Errorf("%d environments in the page, want 2", len(environments))
	}
}
