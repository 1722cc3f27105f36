package sqlite

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"testing"
	"time"

	"github.com/cordon-ot/cordon/internal/store"
)

// The figures of this file are ratios against what the disk or memory gives in
// the same run; run them with
//
//	go test -run '^$' -bench . ./internal/store/sqlite
//
// CORDON_BENCH_ROWS sets the number of rows (1,000,000 if unset).

// turn is how long one side of an interleaved comparison runs.
const turn = 500 * time.Millisecond

// BenchmarkDurableAppend compares appends a second (one commit of 300 bytes
// with one changed row of 300 bytes, and the same in batches of 16) with
// synced 4 KiB writes a second to a growing file on the same disk.
func BenchmarkDurableAppend(b *testing.B) {
	for _, batch := range []int{1, 16} {
		b.Run(fmt.Sprintf("batch=%d", batch), func(b *testing.B) {
			dir := b.TempDir()
			s, err := Create(filepath.Join(dir, "p.cordon"))
			if err != nil {
				b.Fatal(err)
			}
			defer s.Close()
			fill(b, s, 20000)
			var ours, disk rate
			for b.Loop() {
				ours.run(func() int {
					appendNext(b, s, batch)
					return batch
				})
				disk.runFile(b, filepath.Join(dir, "raw"))
			}
			b.ReportMetric(ours.perSecond(), "commits/s")
			b.ReportMetric(disk.perSecond(), "syncs/s")
			b.ReportMetric(ours.perSecond()/disk.perSecond(), "ratio")
		})
	}
}

// rate counts work over the turns it was given.
type rate struct {
	n    int
	time time.Duration
}

func (r *rate) perSecond() float64 { return float64(r.n) / r.time.Seconds() }

func (r *rate) run(fn func() int) {
	start := time.Now()
	for time.Since(start) < turn {
		r.n += fn()
	}
	r.time += time.Since(start)
}

func (r *rate) runFile(b *testing.B, path string) {
	f, err := os.Create(path)
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	page := make([]byte, 4096)
	r.run(func() int {
		if _, err := f.Write(page); err != nil {
			b.Fatal(err)
		}
		if err := syncData(f); err != nil {
			b.Fatal(err)
		}
		return 1
	})
}

// fill gives s n rows of 300 bytes, in batches of 10,000 rows per commit.
func fill(b testing.TB, s store.Store, n int) {
	body := bytes.Repeat([]byte("0123456789"), 30)
	for at := 0; at < n; at += 10000 {
		rows := make([]store.Row, min(10000, n-at))
		for i := range rows {
			rows[i] = store.Row{Node: uint32(at + i), Body: body}
		}
		head, _, err := s.Head(context.Background())
		if err != nil {
			b.Fatal(err)
		}
		if err := s.Append(context.Background(), head, []store.Entry{{Commit: body, Rows: rows}}); err != nil {
			b.Fatal(err)
		}
	}
}

var appended uint64

// appendNext adds batch commits that each change one of the first 20,000 rows.
func appendNext(b testing.TB, s *Store, batch int) {
	body := bytes.Repeat([]byte("0123456789"), 30)
	entries := make([]store.Entry, batch)
	for i := range entries {
		appended++
		entries[i] = store.Entry{Commit: body, Rows: []store.Row{{Node: uint32(appended * 7919 % 20000), Body: body}}}
	}
	if err := s.Append(context.Background(), s.head.Load(), entries); err != nil {
		b.Fatal(err)
	}
}

// BenchmarkRows reads every row of 300 bytes once.
func BenchmarkRows(b *testing.B) {
	n := 1_000_000
	if v := os.Getenv("CORDON_BENCH_ROWS"); v != "" {
		if _, err := fmt.Sscan(v, &n); err != nil {
			b.Fatalf("CORDON_BENCH_ROWS=%q: %v", v, err)
		}
	}
	s, err := Create(filepath.Join(b.TempDir(), "p.cordon"))
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	start := time.Now()
	fill(b, s, n)
	b.Logf("%d rows written in %.2f s", n, time.Since(start).Seconds())
	for b.Loop() {
		count, sum := 0, 0
		_, err := s.Rows(context.Background(), func(r store.Row) error {
			count++
			sum += len(r.Body)
			return nil
		})
		if err != nil || count != n || sum != 300*n {
			b.Fatalf("read %d rows, %d bytes, %v", count, sum, err)
		}
	}
	b.ReportMetric(float64(n)*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
}

// zeros writes size bytes that differ from chunk to chunk.
type zeros int64

func (z zeros) WriteTo(w io.Writer) (int64, error) {
	chunk := make([]byte, 1<<16)
	for at := int64(0); at < int64(z); at += int64(len(chunk)) {
		chunk[0], chunk[1] = byte(at>>16), byte(at>>24)
		if _, err := w.Write(chunk[:min(int64(len(chunk)), int64(z)-at)]); err != nil {
			return at, err
		}
	}
	return int64(z), nil
}

// BenchmarkSnapshot saves and loads a snapshot of 250 MB, loading with one
// reader and with one per processor.
func BenchmarkSnapshot(b *testing.B) {
	const size = 250 << 20
	ctx := context.Background()
	s, err := Create(filepath.Join(b.TempDir(), "p.cordon"))
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	b.Run("save", func(b *testing.B) {
		for b.Loop() {
			if err := s.SaveSnapshot(ctx, 0, zeros(size)); err != nil {
				b.Fatal(err)
			}
		}
	})
	for _, workers := range []int{1, runtime.GOMAXPROCS(0)} {
		b.Run(fmt.Sprintf("load/workers=%d", workers), func(b *testing.B) {
			cpu := cpuTime()
			for b.Loop() {
				_, n, r, err := s.LoadSnapshot(ctx)
				if err != nil || n != size {
					b.Fatal(n, err)
				}
				buf := make([]byte, n)
				var wg sync.WaitGroup
				part := (n/int64(workers)/chunkSize + 1) * chunkSize
				for from := int64(0); from < n; from += part {
					wg.Go(func() {
						to := min(n, from+part)
						if _, err := r.ReadAt(buf[from:to], from); err != nil {
							b.Error(err)
						}
					})
				}
				wg.Wait()
				r.Close()
			}
			b.ReportMetric((cpuTime()-cpu).Seconds()*1000/float64(b.N), "cpu-ms/op")
		})
	}
}
