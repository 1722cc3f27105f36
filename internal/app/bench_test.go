package app_test

import (
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/cordon-ot/cordon/internal/app"
	"github.com/cordon-ot/cordon/internal/model"
	"github.com/cordon-ot/cordon/internal/store/sqlite"
)

// turn is how long one side of an interleaved comparison runs.
const turn = 400 * time.Millisecond

// rate counts work over the turns it was given.
type rate struct {
	n    int64
	time time.Duration
}

func (r *rate) perSecond() float64 { return float64(r.n) / r.time.Seconds() }

func (r *rate) run(fn func(until time.Time) int64) {
	start := time.Now()
	r.n += fn(start.Add(turn))
	r.time += time.Since(start)
}

// BenchmarkDurableCommit compares commits a second through the whole writer
// (one property of one of 20,000 assets set, with history, row and Merkle
// leaf) with 4 KiB writes a second, each synced, to a growing file on the same
// disk in the same run.
//
// spec: PERF-7
func BenchmarkDurableCommit(b *testing.B) {
	for _, writers := range []int{1, 16} {
		b.Run(fmt.Sprintf("writers=%d", writers), func(b *testing.B) {
			dir := b.TempDir()
			s, err := sqlite.Create(filepath.Join(dir, "p.cordon"))
			if err != nil {
				b.Fatal(err)
			}
			f := create(b, s)
			f.commit("import", func(m *app.Maker) {
				for range 20_000 {
					m.Create(model.KindAsset, "asset", model.Props{text("firmware", "1.0"), text("location", "hall 3, cabinet 7")})
				}
			})
			raw, err := os.Create(filepath.Join(dir, "raw"))
			if err != nil {
				b.Fatal(err)
			}
			defer raw.Close()
			var ours, disk rate
			var count atomic.Uint32
			for b.Loop() {
				ours.run(func(until time.Time) int64 { return f.commitUntil(b, until, writers, &count) })
				disk.run(func(until time.Time) int64 { return syncUntil(b, raw, until) })
			}
			b.ReportMetric(ours.perSecond(), "commits/s")
			b.ReportMetric(disk.perSecond(), "syncs/s")
			b.ReportMetric(ours.perSecond()/disk.perSecond(), "ratio")
		})
	}
}

// commitUntil commits from several goroutines, each waiting for its own.
func (f *fixture) commitUntil(b *testing.B, until time.Time, writers int, count *atomic.Uint32) int64 {
	var n atomic.Int64
	var wg sync.WaitGroup
	head := f.head()
	for range writers {
		wg.Go(func() {
			for time.Now().Before(until) {
				i := count.Add(1)
				_, err := f.Commit(background, app.Change{Author: "bench", Label: "edit", Ops: []model.Op{{
					Kind: model.OpSet, Item: head.ID(model.Node(1 + i*7919%20_000)), Props: model.Props{text("firmware", fmt.Sprint(i))},
				}}})
				if err != nil {
					b.Error(err)
					return
				}
				n.Add(1)
			}
		})
	}
	wg.Wait()
	return n.Load()
}

func syncUntil(b *testing.B, f *os.File, until time.Time) (n int64) {
	page := make([]byte, 4096)
	for time.Now().Before(until) {
		if _, err := f.Write(page); err != nil {
			b.Fatal(err)
		}
		if err := syncData(f); err != nil {
			b.Fatal(err)
		}
		n++
	}
	return n
}

// BenchmarkApply measures the writer's own work: one property set in a project
// of 20,000 assets, planned in memory.
func BenchmarkApply(b *testing.B) {
	s, err := sqlite.Create(filepath.Join(b.TempDir(), "p.cordon"))
	if err != nil {
		b.Fatal(err)
	}
	f := create(b, s)
	f.commit("import", func(m *app.Maker) {
		for range 20_000 {
			m.Create(model.KindAsset, "asset", model.Props{text("firmware", "1.0")})
		}
	})
	head, _ := f.Head(background)
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		i++
		if _, err := f.Plan(background, head, []model.Op{{
			Kind: model.OpSet, Item: head.Snapshot.ID(model.Node(1 + i*7919%20_000)), Props: model.Props{text("firmware", "2")},
		}}); err != nil {
			b.Fatal(err)
		}
	}
}
