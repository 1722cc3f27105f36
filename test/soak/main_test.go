// Package soak runs real server processes under load and kills them.
//
// It answers whether what the server acknowledged is still there, once and in
// order, on every node, after nodes and databases died in the middle; and
// whether those who follow changes saw each one. Each test takes a few seconds;
// CORDON_SOAK=60s makes the two long ones as long as that says.
package soak

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/cordon-ot/cordon/internal/store/postgres/pgtest"
)

// binary is the program under test: the one that CORDON_SOAK_BINARY names, or
// else built by TestMain.
var binary string

func TestMain(m *testing.M) { os.Exit(run(m)) }

func run(m *testing.M) int {
	if binary = os.Getenv("CORDON_SOAK_BINARY"); binary != "" {
		return pgtest.Main(m)
	}
	dir, err := os.MkdirTemp("", "cordon-soak-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(dir)
	binary = filepath.Join(dir, "cordon")
	build := exec.Command("go", "build", "-o", binary, "github.com/cordon-ot/cordon/cmd/cordon")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "build the program: %v\n%s", err, out)
		return 1
	}
	return pgtest.Main(m)
}

// length is how long the load of a soak goes on.
func length(t *testing.T) time.Duration {
	t.Helper()
	if testing.Short() {
		t.Skip("the soak is left out of short runs")
	}
	s := os.Getenv("CORDON_SOAK")
	if s == "" {
		return 8 * time.Second
	}
	d, err := time.ParseDuration(s)
	if err != nil || d <= 0 {
		t.Fatalf("CORDON_SOAK is %q, want a time such as 60s", s)
	}
	return d
}
