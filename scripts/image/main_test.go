package main

import (
	"archive/tar"
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"
)

// program builds a small static program, which stands for cordon.
func program(t *testing.T) string {
	t.Helper()
	if runtime.GOOS != "linux" {
		t.Skip("images are of Linux programs")
	}
	dir := t.TempDir()
	src := filepath.Join(dir, "main.go")
	if err := os.WriteFile(src, []byte("package main\n\nfunc main() {}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "cordon")
	c := exec.Command("go", "build", "-o", path, src)
	c.Env = append(os.Environ(), "CGO_ENABLED=0", "GOFLAGS=")
	if out, err := c.CombinedOutput(); err != nil {
		t.Fatalf("build: %v\n%s", err, out)
	}
	return path
}

func members(t *testing.T, data []byte) (map[string][]byte, map[string]*tar.Header) {
	t.Helper()
	contents, headers := map[string][]byte{}, map[string]*tar.Header{}
	for r := tar.NewReader(bytes.NewReader(data)); ; {
		h, err := r.Next()
		if errors.Is(err, io.EOF) {
			return contents, headers
		}
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		contents[h.Name], headers[h.Name] = b, h
	}
}

// spec: OPS-31
func TestAnImageIsMadeWithoutContainerToolsAndHoldsTogether(t *testing.T) {
	binary, dir := program(t), t.TempDir()
	image, root := filepath.Join(dir, "image.tar"), filepath.Join(dir, "rootfs.tar")
	args := []string{"-binary", binary, "-out", image, "-rootfs", root, "-tag", "cordon:1.2.3"}
	if err := run(args, "1772352000"); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(image)
	if err != nil {
		t.Fatal(err)
	}
	files, _ := members(t, data)
	for name, b := range files {
		if sum, ok := strings.CutPrefix(name, "blobs/sha256/"); ok && sum != hash(b) {
			t.Errorf("%s holds content with the digest %s", name, hash(b))
		}
	}
	type descriptor struct {
		Digest string
		Size   int
	}
	follow := func(d descriptor) []byte {
		t.Helper()
		b, ok := files["blobs/sha256/"+strings.TrimPrefix(d.Digest, "sha256:")]
		if !ok || len(b) != d.Size {
			t.Fatalf("%+v leads to %d bytes", d, len(b))
		}
		return b
	}
	read := func(b []byte, v any) {
		t.Helper()
		if err := json.Unmarshal(b, v); err != nil {
			t.Fatal(err)
		}
	}
	var index struct{ Manifests []descriptor }
	read(files["index.json"], &index)
	var manifest struct {
		Config descriptor
		Layers []descriptor
	}
	read(follow(index.Manifests[0]), &manifest)
	var config struct {
		Architecture, OS string
		Config           struct {
			User            string
			Entrypoint, Cmd []string
		}
		RootFS struct {
			DiffIDs []string `json:"diff_ids"`
		}
	}
	read(follow(manifest.Config), &config)
	layer := follow(manifest.Layers[0])
	if config.RootFS.DiffIDs[0] != "sha256:"+hash(layer) || config.OS != "linux" || config.Architecture != runtime.GOARCH || config.Config.User != "65532:65532" {
		t.Errorf("the configuration is %+v", config)
	}
	var docker []struct {
		Config           string
		RepoTags, Layers []string
	}
	read(files["manifest.json"], &docker)
	if docker[0].RepoTags[0] != "cordon:1.2.3" || files[docker[0].Config] == nil || !bytes.Equal(files[docker[0].Layers[0]], layer) {
		t.Errorf("manifest.json is %+v", docker)
	}
	if alone, err := os.ReadFile(root); err != nil || !bytes.Equal(alone, layer) {
		t.Errorf("the file system alone is not the layer of the image: %v", err)
	}
	contents, headers := members(t, layer)
	if b, err := os.ReadFile(binary); err != nil || !bytes.Equal(contents["cordon"], b) || headers["cordon"].Mode != 0o755 {
		t.Errorf("the program in the image has %d bytes, mode %o", len(contents["cordon"]), headers["cordon"].Mode)
	}
	if h := headers["data/"]; h.Uid != account || h.Mode != 0o700 || h.Typeflag != tar.TypeDir {
		t.Errorf("the data folder is of %d with mode %o", h.Uid, h.Mode)
	}
	if err := run(args, "1772352000"); err != nil {
		t.Fatal(err)
	}
	if again, _ := os.ReadFile(image); !bytes.Equal(again, data) {
		t.Error("the same program and time give another image")
	}
}

func TestWhatWouldNotStartInAnImageIsRefused(t *testing.T) {
	dir := t.TempDir()
	text := filepath.Join(dir, "text")
	if err := os.WriteFile(text, []byte("#!/bin/sh\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"-binary", text, "-out", filepath.Join(dir, "x")}, "no Linux program"},
		{[]string{"-binary", filepath.Join(dir, "none"), "-out", "x"}, "make build"},
		{nil, "say what to write"},
	} {
		if err := run(c.args, ""); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("run(%q) gives %v, want it to say %q", c.args, err, c.want)
		}
	}
	if sh, err := os.ReadFile("/bin/sh"); err == nil && runtime.GOOS == "linux" && bytes.HasPrefix(sh, []byte("\x7fELF")) {
		if _, err := staticArch(sh); err == nil {
			t.Error("a program that needs a loader is taken")
		}
	}
	if _, err := timeOf("yesterday"); err == nil {
		t.Error("a time that is no number is taken")
	}
	if got, err := timeOf("1772352000"); err != nil || !got.Equal(time.Unix(1772352000, 0)) {
		t.Errorf("got %v, %v", got, err)
	}
}
