package soak

import (
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/cordon-ot/cordon/internal/settings"
)

// disk mounts an empty disk of a size in memory; remount changes how.
func disk(t *testing.T, size string) (dir string, remount func(flags uintptr)) {
	t.Helper()
	dir = t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size="+size); err != nil {
		t.Skipf("mounting is not allowed here: %v", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(dir, 0); err != nil {
			t.Errorf("unmount: %v", err)
		}
	})
	return dir, func(flags uintptr) {
		t.Helper()
		if err := syscall.Mount("tmpfs", dir, "tmpfs", syscall.MS_REMOUNT|flags, "size="+size); err != nil {
			t.Fatalf("remount: %v", err)
		}
	}
}

// spec: SRV-52
func TestOnAFullDiskReadingGoesOnAndChangesAreRefusedWithASentence(t *testing.T) {
	dir, _ := disk(t, "24m")
	s := newSite(t, settings.Place{Data: filepath.Join(dir, "data")})
	s.want(200, "", "POST", here+"/commits", edit())
	s.reads()
	full := filepath.Join(dir, "filler")
	fill(t, full)
	for range 200 { // what SQLite holds ready is used up first
		a, err := s.root.call(t.Context(), s.url, "POST", here+"/commits", edit())
		if err != nil {
			t.Fatal(err)
		}
		if a.status != 200 {
			break
		}
	}
	s.want(503, "the disk is full; nothing was written", "POST", here+"/commits", edit())
	s.wantStored(503, "disk is full", "A report of a test that is longer than nothing.")
	s.clock.pass(5 * time.Minute)
	s.reads()
	if err := os.Remove(full); err != nil {
		t.Fatal(err)
	}
	s.recovers()
	s.wantStored(201, "sha256:", "A report of a test that is longer than nothing.")
}

// fill writes until nothing more fits.
func fill(t *testing.T, path string) {
	t.Helper()
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for b := filler(); len(b) > 0; {
		if _, err := f.Write(b); errors.Is(err, syscall.ENOSPC) {
			b = b[:len(b)/2]
		} else if err != nil {
			t.Fatal(err)
		}
	}
}

// spec: SRV-52
func TestWithAReadOnlyFolderOfEvidenceTheRestGoesOn(t *testing.T) {
	dir, remount := disk(t, "16m")
	s := newSite(t, settings.Place{Data: t.TempDir(), Files: filepath.Join(dir, "evidence")})
	s.wantStored(201, "sha256:", "The first report.")
	remount(syscall.MS_RDONLY)
	s.wantStored(503, "may not be written", "The second report.")
	s.reads()
	s.want(200, "", "POST", here+"/commits", edit())
	s.want(200, "The first report.", "GET", here+"/evidence/sha256:"+sum("The first report."), nil)
	remount(0)
	s.wantStored(201, "sha256:", "The second report.")
}
