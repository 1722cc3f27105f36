package main

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
)

// TestTheSamplesAreWhatTheSourcesGive fails when a source or a sample was
// edited without go generate.
func TestTheSamplesAreWhatTheSourcesGive(t *testing.T) {
	made := t.TempDir()
	if err := run(".", made); err != nil {
		t.Fatal(err)
	}
	want, got := contents(t, made), contents(t, filepath.Join("..", "data"))
	for name, data := range want {
		if !bytes.Equal(got[name], data) {
			t.Errorf("data/%s is not what gen makes; run go generate ./internal/template", name)
		}
	}
	for name := range got {
		if want[name] == nil {
			t.Errorf("data/%s is made by nothing; run go generate ./internal/template", name)
		}
	}
}

func contents(t *testing.T, dir string) map[string][]byte {
	t.Helper()
	files := map[string][]byte{}
	err := fs.WalkDir(os.DirFS(dir), ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		files[path], err = os.ReadFile(filepath.Join(dir, path))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func TestContradictionsAreRefused(t *testing.T) {
	for _, c := range []struct {
		name string
		w    work
		want string
	}{
		{"a row that is not asked for", work{Satisfied: []string{"SR 9.9"}}, "SR 9.9 is not asked for"},
		{"a row that stands twice", work{Satisfied: []string{"SR 1.1", "SR 1.1"}}, "SR 1.1 stands twice"},
		{"a complete row without design", work{Complete: []string{"SR 1.1"}}, "SR 1.1 is to be complete and has no design"},
		{"a chain without design", work{Rows: map[string]rowState{"SR 1.1": {Chain: notRun}}}, "SR 1.1 has a chain and no design"},
		{"an unknown break", work{Rows: map[string]rowState{"SR 1.1": {Chain: "lost"}}}, `SR 1.1: "lost" is no place where a chain breaks`},
	} {
		p := &placeWork{plant: &plant{allocations: map[string]string{"ZON-1/SR 1.1": "ALL-1"}}, key: "ZON-1", w: c.w}
		if err := p.check(map[string]bool{}); err == nil || err.Error() != c.want {
			t.Errorf("%s: %v, want %q", c.name, err, c.want)
		}
	}
}
