package postgres

import (
	"bytes"
	"context"
	"math/rand/v2"
	"syscall"
	"testing"

	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/store"
	"github.com/cordon-ot/cordon/internal/store/postgres/pgtest"
)

func TestAFullDiskOfTheServerLosesNothingAndRecovers(t *testing.T) {
	ctx := context.Background()
	server := pgtest.Shared(t)
	dir := server.Folder(t)
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=20m"); err != nil {
		t.Skipf("mounting is not allowed here (%v); TestEveryErrorOfTheServerHasASentence covers the rule", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(dir, 0); err != nil {
			t.Errorf("unmount: %v", err)
		}
	})
	db := connect(t, server.DatabaseIn(t, dir))
	s := create(t, db)
	rng := rand.New(rand.NewPCG(7, 8))
	body := make([]byte, 200_000)
	for i := range body {
		body[i] = byte(rng.Uint32()) // the server packs what repeats
	}
	n := uint64(0)
	var err error
	for ; n < 1000; n++ {
		if err = s.Append(ctx, n, []store.Entry{{Commit: body, Rows: []store.Row{{Node: uint32(n), Body: body}}}}); err != nil {
			break
		}
	}
	wantFault(t, "Append on a full disk", err, fault.Unavailable, diskFull)
	if head, _, err := s.Head(ctx); err != nil || head != n || n == 0 {
		t.Fatalf("Head = %d, %v, want %d", head, err, n)
	}
	if err := syscall.Mount("tmpfs", dir, "tmpfs", syscall.MS_REMOUNT, "size=60m"); err != nil {
		t.Fatal(err)
	}
	if err := s.Append(ctx, n, []store.Entry{{Commit: []byte("after")}}); err != nil {
		t.Fatalf("Append with room again: %v", err)
	}
	err = s.Commits(ctx, 1, n, func(k uint64, commit []byte) error {
		if !bytes.Equal(commit, body) {
			t.Errorf("commit %d has %d other bytes", k, len(commit))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
