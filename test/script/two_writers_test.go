package script

import (
	"bytes"
	"context"
	"crypto/rand"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/cordon-ot/cordon/internal/cli"
)

// runAs runs one command as a program of its own would, and gives what it
// printed and its exit status.
func runAs(t *testing.T, args ...string) (out string, status int) {
	t.Helper()
	var b bytes.Buffer
	env := map[string]string{"CORDON_AUTHOR": "anna"}
	status = cli.Run(context.Background(), args, cli.Env{
		Getenv: func(name string) string { return env[name] }, Stdin: strings.NewReader(""), Stdout: &b, Stderr: &b,
		Now: time.Now, Random: rand.Reader, Zone: time.LoadLocation, Stores: stores{}, Version: "test",
	})
	return b.String(), status
}

// Nobody chose the keys of items that are added, so nobody is asked to choose
// others when two programs add at once.
func TestProgramsThatAddItemsAtOnceAllSucceed(t *testing.T) {
	project := filepath.Join(t.TempDir(), "plant.cordon")
	if out, status := runAs(t, "init", project); status != 0 {
		t.Fatal(out)
	}
	const programs, each = 4, 8
	var wg sync.WaitGroup
	for p := range programs {
		wg.Go(func() {
			for i := range each {
				if out, status := runAs(t, "--project", project, "item", "add", "zone", "--title", fmt.Sprintf("zone %d of %d", i, p)); status != 0 {
					t.Errorf("program %d, item %d: status %d: %s", p, i, status, out)
				}
			}
		})
	}
	wg.Wait()
	out, _ := runAs(t, "--project", project, "item", "list", "zone")
	if got := strings.Count(out, "zone "); got != programs*each {
		t.Errorf("got %d zones, want %d:\n%s", got, programs*each, out)
	}
}

// The parser of the command line would write U+FFFD for what it cannot read.
func TestWordsThatAreNotUTF8AreRefused(t *testing.T) {
	project := filepath.Join(t.TempDir(), "plant.cordon")
	if out, status := runAs(t, "init", project); status != 0 {
		t.Fatal(out)
	}
	for _, args := range [][]string{
		{"item", "add", "zone", "--title", "caf\xe9"},
		{"item", "set", "SYS-1", "owner=caf\xe9"},
		{"item", "set", "SYS-1", "owner=a", "--author", "\xff"},
	} {
		out, status := runAs(t, append([]string{"--project", project}, args...)...)
		if status != cli.StatusFailed || !strings.Contains(out, "is not UTF-8 text") {
			t.Errorf("%q: status %d, got %q, want status 2 and that the word is not UTF-8", args, status, out)
		}
	}
	if out, _ := runAs(t, "--project", project, "log"); strings.Contains(out, "edit") {
		t.Errorf("something was written:\n%s", out)
	}
}
