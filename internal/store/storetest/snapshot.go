package storetest

import (
	"bytes"
	"context"
	"errors"
	"io"
	"math/rand/v2"
	"sync"
	"testing"

	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/store"
)

// content is a snapshot's bytes.
type content string

// WriteTo implements io.WriterTo in pieces of odd sizes.
func (c content) WriteTo(w io.Writer) (n int64, err error) {
	for b := []byte(c); len(b) > 0; {
		k, err := w.Write(b[:min(len(b), 70_001)])
		n += int64(k)
		if err != nil {
			return n, err
		}
		b = b[k:]
	}
	return n, nil
}

// failing writes something and then fails.
type failing struct{ err error }

func (f failing) WriteTo(w io.Writer) (int64, error) {
	n, err := w.Write(make([]byte, 3<<20))
	return int64(n), errors.Join(err, f.err)
}

func wantSnapshot(t testing.TB, s store.Store, n uint64, want string) {
	t.Helper()
	got, size, r, err := s.LoadSnapshot(context.Background())
	if err != nil {
		t.Fatalf("LoadSnapshot: %v", err)
	}
	defer r.Close()
	b, err := io.ReadAll(r)
	if err != nil || got != n || size != int64(len(want)) || string(b) != want {
		t.Fatalf("LoadSnapshot = commit %d, %d bytes, %.40q, %v; want commit %d, %d bytes, %.40q", got, size, b, err, n, len(want), want)
	}
}

func save(t testing.TB, s store.Store, n uint64, c content) {
	t.Helper()
	if err := s.SaveSnapshot(context.Background(), n, c); err != nil {
		t.Fatalf("SaveSnapshot(%d): %v", n, err)
	}
}

func (x suite) snapshot(t *testing.T) {
	s := x.create(t)
	_, _, _, err := s.LoadSnapshot(context.Background())
	wantKind(t, "LoadSnapshot of a store without one", err, fault.NotFound)
	save(t, s, 0, "of the empty project")
	wantSnapshot(t, s, 0, "of the empty project")
	must(t, s, 0, entry("one"), entry("two"), entry("three"))
	wantSnapshot(t, s, 0, "of the empty project")
	wantKind(t, "SaveSnapshot(4) at head 3", s.SaveSnapshot(context.Background(), 4, content("x")), fault.Invalid)
	wantSnapshot(t, s, 0, "of the empty project")
	save(t, s, 2, "")
	wantSnapshot(t, s, 2, "")
}

func (x suite) supersede(t *testing.T) {
	s := x.create(t)
	must(t, s, 0, entry("one"), entry("two"), entry("three"))
	save(t, s, 2, "two")
	save(t, s, 1, "one")
	wantSnapshot(t, s, 2, "two")
	save(t, s, 2, "two again")
	wantSnapshot(t, s, 2, "two again")
	save(t, s, 3, "three")
	wantSnapshot(t, s, 3, "three")
}

func (x suite) failedSave(t *testing.T) {
	s := x.create(t)
	must(t, s, 0, entry("one"), entry("two"))
	broken := errors.New("cannot serialise")
	if err := s.SaveSnapshot(context.Background(), 1, failing{broken}); !errors.Is(err, broken) {
		t.Fatalf("SaveSnapshot of a failing source = %v, want %v", err, broken)
	}
	_, _, _, err := s.LoadSnapshot(context.Background())
	wantKind(t, "LoadSnapshot after a failed save", err, fault.NotFound)
	save(t, s, 1, "one")
	if err := s.SaveSnapshot(context.Background(), 2, failing{broken}); !errors.Is(err, broken) {
		t.Fatalf("SaveSnapshot of a failing source = %v, want %v", err, broken)
	}
	wantSnapshot(t, s, 1, "one")
}

func (x suite) readAt(t *testing.T) {
	s := x.create(t)
	rng := rand.New(rand.NewPCG(3, 4))
	for _, size := range []int{1, 4096, 1 << 20, 1<<20 + 1, 5<<20 - 3} {
		want := make([]byte, size)
		for i := range want {
			want[i] = byte(rng.Uint32())
		}
		save(t, s, 0, content(want))
		_, _, r, err := s.LoadSnapshot(context.Background())
		if err != nil {
			t.Fatalf("LoadSnapshot of %d bytes: %v", size, err)
		}
		var wg sync.WaitGroup
		for range 30 {
			from := rng.IntN(size)
			to := from + rng.IntN(size-from+1)
			wg.Go(func() {
				got := make([]byte, to-from)
				if n, err := r.ReadAt(got, int64(from)); n != len(got) || (err != nil && !errors.Is(err, io.EOF)) || !bytes.Equal(got, want[from:to]) {
					t.Errorf("ReadAt(%d..%d of %d) = %d, %v or other bytes", from, to, size, n, err)
				}
			})
		}
		wg.Wait()
		over := make([]byte, size)
		if n, err := r.ReadAt(over, int64(size-size/2)); n != size/2 || !errors.Is(err, io.EOF) {
			t.Errorf("ReadAt over the end of %d bytes = %d, %v, want %d, EOF", size, n, err, size/2)
		}
		small := make([]byte, 0, size)
		buf := make([]byte, 1+size/7)
		for {
			n, err := r.Read(buf)
			small = append(small, buf[:n]...)
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		if !bytes.Equal(small, want) {
			t.Errorf("Read in pieces gave %d other bytes", len(small))
		}
		r.Close()
	}
}

func (x suite) openSnapshot(t *testing.T) {
	s := x.create(t)
	must(t, s, 0, entry("one"))
	save(t, s, 0, "old")
	_, _, r, err := s.LoadSnapshot(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	save(t, s, 1, "new")
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if b, err := io.ReadAll(r); err != nil || string(b) != "old" {
		t.Fatalf("reading an open snapshot = %q, %v, want old", b, err)
	}
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
}
