package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"syscall"
	"time"

	"github.com/cordon-ot/cordon/internal/app"
	"github.com/cordon-ot/cordon/internal/model"
	"github.com/cordon-ot/cordon/internal/standard"
	"github.com/cordon-ot/cordon/internal/store/sqlite"
	"github.com/cordon-ot/cordon/internal/trace"
)

// openFastTraceSeconds is what OpenFastTrace needed for 100,000 items on the
// same kind of machine, measured once; it is not run here.
const openFastTraceSeconds = 107

// traceWorkloads measures P1 to P5 on a project of n items.
func (b *bench) traceWorkloads(n int) error {
	if !b.wants("P1", "P2", "P3", "P4", "P5") {
		return nil
	}
	size := strconv.Itoa(n)
	dir := filepath.Join(b.dir, size)
	items := graph(n)
	db := filepath.Join(dir, "bench.cordon")
	if _, err := os.Stat(db); err != nil {
		if err := b.importGraph(dir, db, items); err != nil {
			return err
		}
	}
	if b.wants("P1") {
		if err := b.coldCoverage(size, db, n); err != nil {
			return err
		}
	}
	b.say("%s: starting", size)
	s, err := b.start(size, db, n)
	if err != nil {
		return err
	}
	ref := newCSR(items)
	if err := b.coverage(size, s, ref); err != nil {
		return err
	}
	var q *sqlGraph
	if b.wants("P3", "P4") {
		b.say("%s: loading the SQL reference", size)
		if q, err = newSQL(filepath.Join(dir, "reference.db"), items); err != nil {
			return err
		}
		defer q.close()
		if err := b.againstSQL(size, s, ref, q); err != nil {
			return err
		}
	}
	return b.impact(size, s, ref, q)
}

// importGraph brings the graph in as a user would: a folder of text, imported.
func (b *bench) importGraph(dir, db string, items []vertex) error {
	folder := filepath.Join(dir, "text")
	b.say("%d: writing the project as text", len(items))
	if err := writeText(folder, items); err != nil {
		return err
	}
	for _, args := range [][]string{
		{"init", db, "--title", "Bench"},
		{"--project", db, "--author", "bench", "import", "text", folder},
	} {
		t := time.Now()
		cmd := exec.Command(b.binary, args...)
		if out, err := cmd.CombinedOutput(); err != nil {
			return fmt.Errorf("%v: %w\n%s", args, err, out)
		}
		u := cmd.ProcessState.SysUsage().(*syscall.Rusage)
		b.say("%d: cordon %s: %v, %v processor time, %d MiB", len(items), args[len(args)-3], time.Since(t).Round(time.Millisecond),
			(cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()).Round(time.Millisecond), u.Maxrss/1024)
	}
	return os.RemoveAll(folder)
}

// coldCoverage measures P1: from process start to coverage of everything.
//
// spec: PERF-1
func (b *bench) coldCoverage(size, db string, n int) error {
	var took []time.Duration
	var rss int64
	for range 5 {
		cmd := exec.Command(b.binary, "--project", db, "trace", "--coverage", "--json")
		if out, err := cmd.CombinedOutput(); err != nil {
			return fmt.Errorf("trace --coverage: %w\n%s", err, out)
		}
		took = append(took, cmd.ProcessState.UserTime()+cmd.ProcessState.SystemTime())
		rss = max(rss, cmd.ProcessState.SysUsage().(*syscall.Rusage).Maxrss)
	}
	// The budget is set at 100,000 items. A smaller project pays for the start
	// of the program all the same.
	limit := time.Duration(max(1, float64(n)/100_000) * openFastTraceSeconds / 100 * float64(time.Second))
	b.limit("P1", size, "process start to coverage, CPU (1/100 of OpenFastTrace)", median(took), limit)
	b.bytes("P1", size, "peak memory of it", float64(rss)/1024, 550*max(1, float64(n)/100_000), "MiB")
	return nil
}

// start opens the project from rows and from its saved snapshot (P2, P5).
//
// spec: PERF-5
func (b *bench) start(size, db string, n int) (*model.Snapshot, error) {
	open := func() (*app.Project, time.Duration, error) {
		lib, err := standard.Shipped()
		if err != nil {
			return nil, 0, err
		}
		t := time.Now()
		st, err := sqlite.Open(db, sqlite.Options{})
		if err != nil {
			return nil, 0, err
		}
		p, err := app.Open(context.Background(), app.Config{
			Store: st, Library: lib, Clock: time.Now, Random: rand.NewChaCha8([32]byte{}), Zone: time.LoadLocation,
		})
		return p, time.Since(t), err
	}
	// Items share memory with nothing yet: what the heap holds after a start is
	// the state.
	_ = os.Remove(sqlite.SnapshotPath(db))
	before := heap()
	p, rows, err := open()
	if err != nil {
		return nil, err
	}
	whole := heap() - before
	if err := p.Close(); err != nil { // saves a snapshot
		return nil, err
	}
	var saved []time.Duration
	var s *model.Snapshot
	for range 5 {
		p, d, err := open()
		if err != nil {
			return nil, err
		}
		saved = append(saved, d)
		state, err := p.Head(context.Background())
		if err != nil {
			return nil, err
		}
		s = state.Snapshot
		if err := p.Close(); err != nil {
			return nil, err
		}
	}
	if b.wants("P2") {
		b.limit("P2", size, "start from a saved snapshot, wall", median(saved), scaled(300*time.Millisecond, n))
		b.limit("P2", size, "start from rows, wall", rows, scaled(6*time.Second, n))
	}
	if b.wants("P5") {
		itemBytes, linkBytes := s.GraphMemory()
		b.bytes("P5", size, "graph part per item", itemBytes, 80, "B")
		b.bytes("P5", size, "graph part per link", linkBytes, 16, "B")
		b.bytes("P5", size, "heap of the whole state", float64(whole)/(1<<20), 2.5*1024*max(0.1, float64(n)/1e6), "MiB")
	}
	return s, nil
}

// scaled gives a budget set at a million items for n, never less than a tenth.
func scaled(d time.Duration, n int) time.Duration {
	return time.Duration(float64(d) * max(0.1, float64(n)/1e6))
}

func heap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// coverage measures P2 against bare adjacency and checks the counts.
//
// spec: PERF-2
func (b *bench) coverage(size string, s *model.Snapshot, ref *csr) error {
	if err := sameCounts(trace.Cover(s), ref.coverage()); err != nil {
		return err
	}
	if b.wants("P2") {
		ours, theirs := interleave(9, func() { trace.Cover(s) }, func() { ref.coverage() })
		b.ratio("P2", size, "coverage, warm, against bare adjacency", ours, theirs, 3)
	}
	return nil
}

// sameCounts compares items and complete items, the two upper layers of the
// reference being one kind of Cordon.
func sameCounts(c trace.Coverage, want [layers][2]int) error {
	sum := map[string][2]int{}
	for l, w := range want {
		have := sum[prefixes[l]]
		sum[prefixes[l]] = [2]int{have[0] + w[0], have[1] + w[1]}
	}
	for _, l := range c.Layers {
		if got := [2]int{l.Items, l.Complete}; got != sum[l.Kind.Prefix()] {
			return fmt.Errorf("coverage of %s: got %v, the reference has %v", l.Kind, got, sum[l.Kind.Prefix()])
		}
	}
	return nil
}

// againstSQL measures P3 and checks the counts.
//
// spec: PERF-3
func (b *bench) againstSQL(size string, s *model.Snapshot, ref *csr, q *sqlGraph) error {
	counts, err := q.coverage()
	if err != nil {
		return err
	}
	if counts != ref.coverage() {
		return fmt.Errorf("coverage by SQL is %v, by adjacency %v", counts, ref.coverage())
	}
	if b.wants("P3") {
		ours, theirs := interleave(5, func() { trace.Cover(s) }, func() { _, _ = q.coverage() })
		b.faster("P3", size, "coverage against recursive SQL", ours, theirs, 30)
	}
	return nil
}
