package upload

import (
	"bytes"
	"strings"
	"syscall"
	"testing"

	"github.com/cordon-ot/cordon/internal/fault"
)

// spec: EVID-6
func TestAFullOrReadOnlyDiskKeepsWhatWasAcknowledged(t *testing.T) {
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=1m"); err != nil {
		t.Skipf("mounting is not allowed here (%v)", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(dir, 0); err != nil {
			t.Errorf("unmount: %v", err)
		}
	})
	remount := func(flags uintptr, options string) {
		t.Helper()
		if err := syscall.Mount("tmpfs", dir, "tmpfs", syscall.MS_REMOUNT|flags, options); err != nil {
			t.Fatal(err)
		}
	}
	b := newBench(t, func(c *Config) { c.Folder = dir })
	ref := b.start(announce(3 << 20))
	b.send(ref, 0, "12345", 5)
	rest := bytes.Repeat([]byte("x"), 3<<20-5)
	got, err := b.Append(t.Context(), ref, 5, bytes.NewReader(rest))
	wantKind(t, "Append on a full disk", err, fault.Unavailable, "the disk is full")
	if got != 5 {
		t.Errorf("offset %d, want 5", got)
	}
	b.wantOffset(ref, 5)
	remount(syscall.MS_RDONLY, "size=8m")
	_, err = b.Append(t.Context(), ref, 5, strings.NewReader("6"))
	wantKind(t, "Append on a read-only disk", err, fault.Unavailable, "may not be written")
	b.wantOffset(ref, 5)
	remount(0, "size=8m")
	b.send(ref, 5, string(rest), 3<<20)
	b.finish(ref)
}
