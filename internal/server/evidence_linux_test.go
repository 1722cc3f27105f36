package server

import (
	"net/http"
	"os"
	"strings"
	"syscall"
	"testing"

	"github.com/cordon-ot/cordon/internal/access"
)

// readOnly makes a folder one that may not be written, also by root.
func readOnly(t *testing.T, dir string) {
	t.Helper()
	if os.Getuid() != 0 {
		if err := os.Chmod(dir, 0o500); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = os.Chmod(dir, 0o700) })
		return
	}
	if err := syscall.Mount(dir, dir, "", syscall.MS_BIND, ""); err != nil {
		t.Skipf("mounting is not allowed here (%v)", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(dir, syscall.MNT_DETACH); err != nil {
			t.Errorf("unmount: %v", err)
		}
	})
	if err := syscall.Mount("", dir, "", syscall.MS_BIND|syscall.MS_REMOUNT|syscall.MS_RDONLY, ""); err != nil {
		t.Skipf("mounting for reading only is not allowed here (%v)", err)
	}
}

// spec: XFER-5
func TestAFolderThatMayNotBeWrittenIsToldAndReadingGoesOn(t *testing.T) {
	f := newTransfers(t)
	f.project("hall")
	anna := f.member("hall", "anna", access.Engineer)
	d := anna.put("hall", []byte("before"))
	dir := f.filesOf("hall")
	readOnly(t, dir)
	p := anna.do("POST", "/projects/hall/evidence", []byte("after")).problem(http.StatusServiceUnavailable)
	if !strings.Contains(p.Detail, "may not be written") {
		t.Errorf("detail: %s", p.Detail)
	}
	if r := anna.do("GET", "/projects/hall/evidence/"+d.Digest, nil).want(http.StatusOK); string(r.body) != "before" {
		t.Errorf("got %q", r.body)
	}
	anna.page("/projects/hall/evidence")
}
