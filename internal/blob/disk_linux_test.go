package blob

import (
	"bytes"
	"io"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/trace"
)

// disk mounts an empty disk of the given size in memory and gives its folder
// and a function that mounts it anew with other options.
func disk(t *testing.T, size string) (dir string, remount func(flags uintptr, options string)) {
	t.Helper()
	dir = t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size="+size); err != nil {
		t.Skipf("mounting is not allowed here (%v)", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(dir, 0); err != nil {
			t.Errorf("unmount: %v", err)
		}
	})
	return dir, func(flags uintptr, options string) {
		t.Helper()
		if err := syscall.Mount("tmpfs", dir, "tmpfs", syscall.MS_REMOUNT|flags, options); err != nil {
			t.Fatalf("remount: %v", err)
		}
	}
}

func wantUnavailable(t *testing.T, what string, err error, say string) {
	t.Helper()
	if fault.KindOf(err) != fault.Unavailable || !strings.Contains(err.Error(), say) {
		t.Errorf("%s: %v, want Unavailable with %q", what, err, say)
	}
}

// spec: EVID-6
func TestAFullDiskStoresNothingAndGoesOnReading(t *testing.T) {
	dir, remount := disk(t, "1m")
	d := Open(filepath.Join(dir, "files"))
	digest := put(t, d, "small")
	long := pattern(2 << 20)
	_, _, err := d.Put(bytes.NewReader(long))
	wantUnavailable(t, "Put on a full disk", err, "the disk is full")
	if left, _ := filepath.Glob(filepath.Join(d.Path(), ".put-*")); len(left) != 0 {
		t.Errorf("left behind: %v", left)
	}
	wantReadable(t, d, digest, "small")
	remount(0, "size=8m")
	put(t, d, string(long))
}

// spec: EVID-6
func TestAReadOnlyDiskStoresNothingAndGoesOnReading(t *testing.T) {
	dir, remount := disk(t, "1m")
	d := Open(filepath.Join(dir, "files"))
	digest := put(t, d, "small")
	remount(syscall.MS_RDONLY, "")
	for _, d := range []*Dir{d, Open(d.Path())} {
		_, _, err := d.Put(strings.NewReader("more"))
		wantUnavailable(t, "Put on a read-only disk", err, "may not be written")
		_, err = d.Adopt(digest, strings.NewReader("more"))
		wantUnavailable(t, "Adopt on a read-only disk", err, "may not be written")
		wantReadable(t, d, digest, "small")
	}
	_, _, err := Open(filepath.Join(dir, "other")).Put(strings.NewReader("x"))
	wantUnavailable(t, "Put that would make its folder", err, "may not be written")
	remount(0, "")
	put(t, d, "more")
}

func wantReadable(t *testing.T, d *Dir, digest, content string) {
	t.Helper()
	wantState(t, d, digest, trace.FilePresent)
	r, err := d.Open(digest)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if got, err := io.ReadAll(r); string(got) != content || err != nil {
		t.Errorf("read %q, %v, want %q", got, err, content)
	}
}
