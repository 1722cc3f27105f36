package main

import (
	"debug/elf"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"testing"
)

// spec: CLI-9
func TestTheBinaryIsStaticAndNeedsNoCLibrary(t *testing.T) {
	path := filepath.Join(t.TempDir(), "cordon")
	build := exec.Command("go", "build", "-o", path, ".")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("building without cgo: %v\n%s", err, out)
	}
	if runtime.GOOS != "linux" {
		return // elsewhere programs always load the system's own libraries
	}
	f, err := elf.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for _, p := range f.Progs {
		if p.Type == elf.PT_INTERP || p.Type == elf.PT_DYNAMIC {
			t.Errorf("the binary has a %v segment: it loads shared libraries", p.Type)
		}
	}
}
