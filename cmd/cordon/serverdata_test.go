package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/cordon-ot/cordon/internal/cli"
)

// With this variable the test binary is the program itself.
const asProgram = "CORDON_TEST_PROGRAM"

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		main()
	}
	os.Exit(m.Run())
}

// types runs one command line and gives what it printed.
func types(t testing.TB, want int, args ...string) string {
	t.Helper()
	var out bytes.Buffer
	env := environment(func(name string) string { return map[string]string{"USER": "anna"}[name] })
	env.Stdout, env.Stderr, env.Screen = &out, &out, cli.Terminal{}
	if got := cli.Run(context.Background(), args, env); got != want {
		t.Fatalf("cordon %s: status %d, want %d\n%s", strings.Join(args, " "), got, want, &out)
	}
	return out.String()
}

func says(t testing.TB, text string, words ...string) {
	t.Helper()
	for _, w := range words {
		if !strings.Contains(text, w) {
			t.Errorf("it says\n%s\nwant %q in it", text, w)
		}
	}
}

// spec: SRV-4 OPS-41 OPS-42 OPS-47
func TestTheCommandsOnAServersDataWorkBesideItAndAWordOfTheServiceManagerStopsIt(t *testing.T) {
	dir := t.TempDir()
	data, file := filepath.Join(dir, "data"), filepath.Join(dir, "b.backup")
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(program, "serve", "--data", data, "--listen", "127.0.0.1:0", "--sample", "turbine-hall")
	cmd.Env = append(os.Environ(), asProgram+"=1")
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	defer cmd.Process.Kill() //nolint:errcheck // it has ended, unless the test failed
	lines := bufio.NewScanner(out)
	lines.Scan()
	url := strings.TrimPrefix(lines.Text(), "Cordon is at ")
	res, err := http.Get(url + "/healthz") //nolint:noctx // one request
	if err != nil || res.StatusCode != http.StatusOK {
		t.Fatalf("%s: %v, %v", url, res, err)
	}
	res.Body.Close()

	says(t, types(t, 2, "serve", "--data", data, "--listen", "127.0.0.1:0"), "another server uses this folder (process ")
	says(t, types(t, 0, "backup", file, "--data", data), "read again and whole", "1 missing, 1 changed", "not encrypted")
	says(t, types(t, 2, "backup", file, "--data", data), "there is a file of this name already")
	says(t, types(t, 0, "restore", "--verify", file), "whole.", "1 project with 3 commits")
	says(t, types(t, 1, "doctor", "--check", "--data", data), "administrative database: sound", "EVD-17 rests on it", "2 things were found")
	says(t, types(t, 0, "admin", "users", "--data", data), "There are no users yet")
	says(t, types(t, 0, "admin", "link", "--data", data, "--origin", url), "This link makes the first administrator", url+"/#/link/")
	copied := filepath.Join(dir, "hall.cordon")
	says(t, types(t, 0, "admin", "extract", "turbine-hall", copied, "--data", data), "3 commits, root ", "stays in use")
	says(t, types(t, 0, "--project", copied, "doctor"), "3 commits replayed")

	if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	for lines.Scan() {
		_ = lines.Text()
	}
	if err := cmd.Wait(); err != nil {
		t.Errorf("after SIGTERM: %v, want status 0", err)
	}
	again := filepath.Join(dir, "again")
	says(t, types(t, 0, "restore", file, "--data", again), "Restored into "+again, "Everybody signs in anew")
	says(t, types(t, 2, "restore", file, "--data", again), "not empty")
	var moved struct {
		Projects []struct{ Key, Root string }
	}
	to := filepath.Join(dir, "moved")
	if err := json.Unmarshal([]byte(types(t, 0, "admin", "move", "--data", again, "--to-data", to, "--json")), &moved); err != nil || len(moved.Projects) != 1 || moved.Projects[0].Root == "" {
		t.Errorf("moved %+v, %v", moved, err)
	}
	says(t, types(t, 2, "admin", "move", "--data", again), "--to-database")
	says(t, types(t, 2, "admin", "adopt", copied, "--key", "hall", "--data", to), "on the server already, as turbine-hall")
	for _, command := range []string{"backup x", "restore x", "admin users", "admin link"} {
		says(t, types(t, 2, append([]string{"--at", "1"}, strings.Fields(command)...)...), "--at says nothing")
	}
}
