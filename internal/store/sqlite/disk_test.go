package sqlite

import (
	"bytes"
	"context"
	"testing"
	"time"

	"zombiezen.com/go/sqlite"

	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/store"
)

// These cases run everywhere: SQLite's own limits stand in for the disk.
// disk_linux_test.go does the same on real small and read-only disks.

func mustApply(t *testing.T, c *sqlite.Conn, query string) {
	t.Helper()
	if err := apply(c, []string{query}); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
}

func TestAFullDiskChangesNothingAndWritingGoesOnWhenThereIsSpace(t *testing.T) {
	s, ctx := create(t), context.Background()
	fill(t, s, 100)
	mustApply(t, s.writer, "PRAGMA max_page_count = 40")
	n, wantRoot, _ := s.Head(ctx)
	big := []store.Entry{
		{Commit: []byte("fits"), Rows: []store.Row{{Node: 0, Body: []byte("changed")}}},
		{Commit: bytes.Repeat([]byte("x"), 1<<20)},
	}
	for name, err := range map[string]error{
		"Append":   s.Append(ctx, n, big),
		"SetValue": s.SetValue(ctx, "v", big[1].Commit),
		"ReplaceRows": s.ReplaceRows(ctx, n, func(add func(store.Row) error) error {
			return add(store.Row{Body: big[1].Commit})
		}),
	} {
		wantFault(t, name, err, fault.Unavailable, "the disk is full; nothing was written", s.path)
	}
	if head, root, err := s.Head(ctx); head != n || root != wantRoot || err != nil {
		t.Fatalf("Head = %d %v, %v, want %d %v", head, root, err, n, wantRoot)
	}
	if _, err := s.Rows(ctx, func(r store.Row) error {
		if string(r.Body) == "changed" {
			t.Error("a row of the refused append is there")
		}
		return nil
	}); err != nil {
		t.Fatalf("Rows after the refusal: %v", err)
	}
	mustApply(t, s.writer, "PRAGMA max_page_count = 1000000")
	if err := s.Append(ctx, n, big); err != nil {
		t.Fatalf("Append with space again: %v", err)
	}
}

func TestAReadOnlyConnectionIsToldInWords(t *testing.T) {
	s := create(t)
	mustApply(t, s.writer, "PRAGMA query_only = ON")
	err := s.Append(context.Background(), 0, []store.Entry{{Commit: []byte("x")}})
	wantFault(t, "Append", err, fault.Unavailable, "read-only", "nothing was written", s.path)
}

func TestAnotherWriterIsWaitedForAndThenReported(t *testing.T) {
	s, ctx := create(t), context.Background()
	s.writer.SetBusyTimeout(50 * time.Millisecond)
	c, err := sqlite.OpenConn(s.path, sqlite.OpenReadWrite)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	mustApply(t, c, "BEGIN IMMEDIATE")
	err = s.Append(ctx, 0, []store.Entry{{Commit: []byte("x")}})
	wantFault(t, "Append while another program writes", err, fault.Unavailable, "another program is writing")
	if n, _, err := s.Head(ctx); n != 0 || err != nil {
		t.Fatalf("Head while another program writes = %d, %v", n, err)
	}
	s.writer.SetBusyTimeout(busyLimit)
	released := make(chan struct{})
	go func() {
		defer close(released)
		time.Sleep(30 * time.Millisecond)
		if err := apply(c, []string{"ROLLBACK"}); err != nil {
			t.Errorf("ROLLBACK: %v", err)
		}
	}()
	defer func() { <-released }()
	if err := s.Append(ctx, 0, []store.Entry{{Commit: []byte("x")}}); err != nil {
		t.Fatalf("Append after the other program ended: %v", err)
	}
}

func TestAContextEndsTheWaitForTheWriter(t *testing.T) {
	s := create(t)
	s.token <- struct{}{}
	defer s.unlockWriter()
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Millisecond)
	defer cancel()
	wantFault(t, "Append behind a long writer", s.Append(ctx, 0, []store.Entry{{}}), fault.Unavailable, "stopped")
}

func TestTheLogIsCopiedWhileWritingAndStaysShort(t *testing.T) {
	s := create(t)
	fill(t, s, 2000)
	for range 1500 {
		appendNext(t, s, 1)
	}
	// Fifteen hundred commits fill some 5,000 pages; without the checkpointer
	// the log would hold them all. The bound leaves room for a busy machine.
	pages := len(read(t, s.path+"-wal")) / (pageSize + 24)
	t.Logf("the log has room for %d pages", pages)
	if pages > 4000 {
		t.Errorf("the log has room for %d pages, want at most 4000", pages)
	}
}
