package main

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

// testTime is when the images of these tests were made.
var testTime = time.Unix(0, 0)

const packaging = "../../packaging"

func page(t *testing.T, name string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(packaging, name))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// settings reads a unit file: section and name to the values in order.
func settings(t *testing.T, unit string) map[string][]string {
	t.Helper()
	found := map[string][]string{}
	section := ""
	for i, line := range strings.Split(unit, "\n") {
		line = strings.TrimSpace(line)
		switch {
		case line == "", strings.HasPrefix(line, "#"):
		case strings.HasPrefix(line, "[") && strings.HasSuffix(line, "]"):
			section = line
		default:
			name, value, ok := strings.Cut(line, "=")
			if !ok || section == "" || strings.TrimSpace(name) != name {
				t.Fatalf("line %d is no setting: %q", i+1, line)
			}
			found[section+name] = append(found[section+name], value)
		}
	}
	return found
}

// spec: OPS-30
func TestTheServiceRunsWithNoMoreThanItNeeds(t *testing.T) {
	s := settings(t, page(t, "systemd/cordon.service"))
	for name, want := range map[string]string{
		"User": "cordon", "StateDirectory": "cordon", "StateDirectoryMode": "0700", "UMask": "0077",
		"ExecStart":     "/usr/local/bin/cordon serve --data /var/lib/cordon",
		"ProtectSystem": "strict", "ProtectHome": "true", "PrivateTmp": "true", "PrivateDevices": "true", "NoNewPrivileges": "true",
		"CapabilityBoundingSet": "", "MemoryDenyWriteExecute": "true", "RestrictNamespaces": "true", "ProtectKernelTunables": "true",
		"RestrictAddressFamilies": "AF_INET AF_INET6 AF_UNIX", "SystemCallArchitectures": "native",
	} {
		if got := s["[Service]"+name]; len(got) != 1 || got[0] != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	if got := s["[Install]WantedBy"]; len(got) != 1 {
		t.Errorf("WantedBy is %q", got)
	}
}

// spec: OPS-30
func TestSystemdTakesTheUnit(t *testing.T) {
	tool, err := exec.LookPath("systemd-analyze")
	if err != nil {
		t.Skip("systemd-analyze is not there; the unit was checked by our own rules only")
	}
	// The program is not installed here; another one stands in its place.
	sh, err := exec.LookPath("true")
	if err != nil {
		t.Skip("there is no program to stand for cordon")
	}
	unit := strings.ReplaceAll(page(t, "systemd/cordon.service"), "/usr/local/bin/cordon", sh)
	unit = regexp.MustCompile(`(?m)^(User|Group)=cordon$`).ReplaceAllString(unit, "$1=daemon")
	path := filepath.Join(t.TempDir(), "cordon.service")
	if err := os.WriteFile(path, []byte(unit), 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(tool, "verify", "--man=no", "--recursive-errors=no", path).CombinedOutput()
	if err != nil || strings.Contains(string(out), "cordon.service:") {
		t.Errorf("systemd-analyze verify: %v\n%s", err, out)
	}
	out, err = exec.Command(tool, "security", "--offline=true", "--threshold=20", "--no-pager", path).CombinedOutput()
	if strings.Contains(string(out), "unrecognized option") {
		t.Skip("this systemd-analyze does not measure a file")
	}
	if err != nil {
		t.Errorf("systemd-analyze security finds an exposure of more than 2.0: %v\n%s", err, out)
	}
}

// spec: OPS-31
func TestTheContainerRecipeNeedsNothingFromOutsideAndMakesTheSameImage(t *testing.T) {
	recipe := map[string]string{}
	for _, line := range strings.Split(page(t, "container/Dockerfile"), "\n") {
		if line = strings.TrimSpace(line); line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		word, rest, _ := strings.Cut(line, " ")
		if recipe[word] != "" {
			t.Errorf("%s stands twice", word)
		}
		recipe[word] = rest
	}
	harmless := strings.Fields("FROM ADD USER ENV VOLUME EXPOSE STOPSIGNAL ENTRYPOINT CMD")
	for word := range recipe {
		if !slices.Contains(harmless, word) {
			t.Errorf("%s is no step of a recipe that needs nothing from outside", word)
		}
	}
	if recipe["FROM"] != "scratch" || recipe["ADD"] != "rootfs.tar /" {
		t.Errorf("the image is made from %q with %q", recipe["FROM"], recipe["ADD"])
	}
	image, err := imageOf([]byte("layer"), "amd64", "x", testTime)
	if err != nil {
		t.Fatal(err)
	}
	files, _ := members(t, image)
	var docker []struct{ Config string }
	if err := json.Unmarshal(files["manifest.json"], &docker); err != nil {
		t.Fatal(err)
	}
	var c struct {
		Config struct {
			User, StopSignal     string
			Env, Entrypoint, Cmd []string
			Volumes              map[string]any
			ExposedPorts         map[string]any
		}
	}
	if err := json.Unmarshal(files[docker[0].Config], &c); err != nil {
		t.Fatal(err)
	}
	list := func(s string) (l []string) {
		if err := json.Unmarshal([]byte(s), &l); err != nil {
			t.Errorf("%q is no list: %v", s, err)
		}
		return l
	}
	same := func(what, a, b string) {
		if a != b {
			t.Errorf("%s is %q in the recipe and %q in the image", what, a, b)
		}
	}
	same("USER", recipe["USER"], c.Config.User)
	same("ENV", recipe["ENV"], strings.Join(c.Config.Env, " "))
	same("STOPSIGNAL", recipe["STOPSIGNAL"], c.Config.StopSignal)
	same("ENTRYPOINT", strings.Join(list(recipe["ENTRYPOINT"]), " "), strings.Join(c.Config.Entrypoint, " "))
	same("CMD", strings.Join(list(recipe["CMD"]), " "), strings.Join(c.Config.Cmd, " "))
	if _, ok := c.Config.Volumes[recipe["VOLUME"]]; !ok {
		t.Errorf("the volumes of the image are %v, that of the recipe is %s", c.Config.Volumes, recipe["VOLUME"])
	}
	if _, ok := c.Config.ExposedPorts[recipe["EXPOSE"]+"/tcp"]; !ok {
		t.Errorf("the ports of the image are %v, that of the recipe is %s", c.Config.ExposedPorts, recipe["EXPOSE"])
	}
}

// spec: OPS-32
func TestTheInstallScriptLaysOutAServiceAndKeepsWhatIsThere(t *testing.T) {
	sh, err := exec.LookPath("sh")
	if err != nil {
		t.Skip("there is no shell")
	}
	root, dir := filepath.Join(t.TempDir(), "root"), t.TempDir()
	install := func(content string) string {
		t.Helper()
		binary := filepath.Join(dir, "cordon")
		if err := os.WriteFile(binary, []byte(content), 0o700); err != nil {
			t.Fatal(err)
		}
		c := exec.Command(sh, filepath.Join(packaging, "install.sh"), binary)
		c.Env = append(os.Environ(), "DESTDIR="+root)
		out, err := c.CombinedOutput()
		if err != nil {
			t.Fatalf("install.sh: %v\n%s", err, out)
		}
		return string(out)
	}
	want := func(name, content string, mode os.FileMode) {
		t.Helper()
		path := filepath.Join(root, name)
		b, err := os.ReadFile(path)
		if err != nil {
			t.Error(err)
			return
		}
		info, err := os.Stat(path)
		if err != nil || info.Mode() != mode || string(b) != content {
			t.Errorf("%s has mode %v and holds %.40q; want %v and %.40q (%v)", name, info.Mode(), b, mode, content, err)
		}
	}
	install("first")
	want("usr/local/bin/cordon", "first", 0o755)
	want("etc/systemd/system/cordon.service", page(t, "systemd/cordon.service"), 0o644)
	want("etc/cordon/cordon.env", page(t, "systemd/cordon.env"), 0o600)
	settings := filepath.Join(root, "etc/cordon/cordon.env")
	if err := os.WriteFile(settings, []byte("CORDON_LISTEN=x\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	install("second")
	want("usr/local/bin/cordon", "second", 0o755)
	want("usr/local/bin/cordon.previous", "first", 0o755)
	want("etc/cordon/cordon.env", "CORDON_LISTEN=x\n", 0o600)
	c := exec.Command(sh, filepath.Join(packaging, "install.sh"), filepath.Join(dir, "none"))
	c.Env = append(os.Environ(), "DESTDIR="+root)
	if out, err := c.CombinedOutput(); err == nil || !strings.Contains(string(out), "There is no program") {
		t.Errorf("a binary that is not there: %v\n%s", err, out)
	}
}
