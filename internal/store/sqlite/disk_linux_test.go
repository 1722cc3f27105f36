package sqlite

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/store"
)

// disk mounts an empty disk of the given size in memory and gives its folder
// and a function that makes it read-only.
func disk(t *testing.T, size string) (dir string, freeze func()) {
	t.Helper()
	dir = t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size="+size); err != nil {
		t.Skipf("mounting is not allowed here (%v); the portable cases in disk_test.go cover the rules", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(dir, 0); err != nil {
			t.Errorf("unmount: %v", err)
		}
	})
	return dir, func() {
		if err := syscall.Mount("tmpfs", dir, "tmpfs", syscall.MS_REMOUNT|syscall.MS_RDONLY, ""); err != nil {
			t.Fatalf("remount: %v", err)
		}
	}
}

func TestARealFullDisk(t *testing.T) {
	dir, _ := disk(t, "2m")
	ctx := context.Background()
	s, err := Create(filepath.Join(dir, "p.cordon"))
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	body := bytes.Repeat([]byte("x"), 20_000)
	n := uint64(0)
	for ; n < 1000; n++ {
		if err = s.Append(ctx, n, []store.Entry{{Commit: body, Rows: []store.Row{{Node: uint32(n), Body: body}}}}); err != nil {
			break
		}
	}
	wantFault(t, "Append on a full disk", err, fault.Unavailable, "the disk is full; nothing was written")
	if head, _, err := s.Head(ctx); head != n || err != nil {
		t.Fatalf("Head = %d, %v, want %d", head, err, n)
	}
	err = s.SaveSnapshot(ctx, n, zeros(2<<20))
	wantFault(t, "SaveSnapshot on a full disk", err, fault.Unavailable, "the disk is full")
	if list, _ := filepath.Glob(filepath.Join(dir, "*snapshot*")); len(list) != 0 {
		t.Errorf("left behind: %v", list)
	}
	if err := syscall.Mount("tmpfs", dir, "tmpfs", syscall.MS_REMOUNT, "size=8m"); err != nil {
		t.Fatal(err)
	}
	if err := s.Append(ctx, n, []store.Entry{{Commit: body}}); err != nil {
		t.Fatalf("Append with space again: %v", err)
	}
	if err := s.Close(); err != nil {
		t.Fatalf("Close: %v", err)
	}
	again := open(t, s.path, Options{})
	defer again.Close()
	if head, _, err := again.Head(ctx); head != n+1 || err != nil {
		t.Fatalf("Head after reopening = %d, %v, want %d", head, err, n+1)
	}
}

func TestCreateOnARealFullDiskLeavesNothing(t *testing.T) {
	dir, _ := disk(t, "16k")
	path := filepath.Join(dir, "p.cordon")
	if s, err := Create(path); err == nil {
		s.Close()
		t.Fatal("Create on a disk of 16 KiB succeeded")
	} else {
		wantFault(t, "Create", err, fault.Unavailable, "disk is full")
	}
	if list, _ := filepath.Glob(path + "*"); len(list) != 0 {
		t.Errorf("left behind: %v", list)
	}
}

func TestARealReadOnlyDisk(t *testing.T) {
	dir, freeze := disk(t, "8m")
	path := filepath.Join(dir, "p.cordon")
	s, err := Create(path)
	if err != nil {
		t.Fatal(err)
	}
	fill(t, s, 100)
	if err := s.SaveSnapshot(context.Background(), 1, zeros(5000)); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	freeze()
	_, err = Open(path, Options{})
	wantFault(t, "Open for writing", err, fault.Unavailable, "read-only", path)
	_, err = Create(filepath.Join(dir, "new.cordon"))
	wantFault(t, "Create", err, fault.Unavailable, "read-only")
	r := open(t, path, Options{ReadOnly: true})
	defer r.Close()
	rows := 0
	n, err := r.Rows(context.Background(), func(store.Row) error { rows++; return nil })
	if n != 1 || rows != 100 || err != nil {
		t.Fatalf("Rows on a read-only disk = head %d, %d rows, %v", n, rows, err)
	}
	if _, size, snap, err := r.LoadSnapshot(context.Background()); err != nil || size != 5000 {
		t.Errorf("LoadSnapshot on a read-only disk = %d, %v", size, err)
	} else {
		snap.Close()
	}
}

func TestAReadOnlyDiskWithAnOpenLogIsToldInWords(t *testing.T) {
	dir, freeze := disk(t, "8m")
	s := create(t)
	fill(t, s, 100)
	path := filepath.Join(dir, "p.cordon")
	for _, tail := range []string{"", "-wal"} {
		if err := os.WriteFile(path+tail, read(t, s.path+tail), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	freeze()
	r, err := Open(path, Options{ReadOnly: true})
	if err != nil {
		wantFault(t, "Open", err, fault.Unavailable, path)
		return
	}
	defer r.Close()
	if n, _, err := r.Head(context.Background()); n != 1 || err != nil {
		t.Errorf("Head = %d, %v, want 1 as the log says", n, err)
	}
}
