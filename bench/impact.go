package main

import (
	"fmt"
	"time"

	"github.com/cordon-ot/cordon/internal/capability"
	"github.com/cordon-ot/cordon/internal/impact"
	"github.com/cordon-ot/cordon/internal/model"
	"github.com/cordon-ot/cordon/internal/standard"
)

// impact measures P4: what one changed item touches, against bare adjacency
// and, for one changed requirement of the standard, against recursive SQL. The
// items asked about are the same in all three.
//
// spec: PERF-4
func (b *bench) impact(size string, s *model.Snapshot, ref *csr, q *sqlGraph) error {
	if !b.wants("P4") {
		return nil
	}
	lib, err := standard.Shipped()
	if err != nil {
		return err
	}
	w := impact.NewWalker(capability.BasisFor(lib, s))
	walk := newWalk(ref.n)
	nodes, err := nodesByID(s, ref)
	if err != nil {
		return err
	}
	picked := pick(ref, 1000, func(int32) bool { return true })
	for _, mode := range []struct {
		what   string
		run    func(model.Node) int
		budget float64
	}{
		{"impact of one item, counts", func(n model.Node) int { return w.Count(s, impact.Item(n, impact.Any)).Items }, 3},
		{"impact of one item, paths and reasons", func(n model.Node) int { return len(w.Of(s, impact.Item(n, impact.Any)).Items) - 1 }, 6},
	} {
		// A query takes microseconds, in which a busy machine may well do
		// something else: all are asked in five rounds, so that none finds its
		// own data in the cache, and the median of each counts.
		ours, theirs := make([][]time.Duration, len(picked)), make([][]time.Duration, len(picked))
		for range 5 {
			for i, v := range picked {
				t := time.Now()
				items, _ := walk.run(ref, v)
				theirs[i] = append(theirs[i], time.Since(t))
				t = time.Now()
				got := mode.run(nodes[v])
				ours[i] = append(ours[i], time.Since(t))
				if got != items {
					return fmt.Errorf("impact of item %d: got %d items, adjacency has %d", v+1, got, items)
				}
			}
		}
		a, c := medians(ours), medians(theirs)
		b.ratio("P4", size, mode.what+", p50 wall", percentile(a, 50), percentile(c, 50), mode.budget)
		b.ratio("P4", size, mode.what+", p99 wall", percentile(a, 99), percentile(c, 99), mode.budget)
	}
	return b.impactOfRows(size, s, ref, q, w, nodes)
}

// impactOfRows asks about requirements of the standard only.
func (b *bench) impactOfRows(size string, s *model.Snapshot, ref *csr, q *sqlGraph, w *impact.Walker, nodes []model.Node) error {
	var ours, theirs []time.Duration
	for _, v := range pick(ref, 25, func(v int32) bool { return ref.layer[v] == 1 }) {
		items, d, err := q.impact(int(v) + 1)
		if err != nil {
			return err
		}
		theirs = append(theirs, d)
		t := cpuTime()
		r := w.Of(s, impact.Item(nodes[v], impact.Any))
		ours = append(ours, cpuTime()-t)
		if len(r.Items)-1 != items {
			return fmt.Errorf("impact of item %d: got %d items, SQL has %d", v+1, len(r.Items)-1, items)
		}
	}
	b.faster("P4", size, "impact of one SR with paths, against recursive SQL", median(ours), median(theirs), 25)
	return nil
}

// pick draws n items that fit, always the same ones.
func pick(ref *csr, n int, fits func(int32) bool) []int32 {
	var out []int32
	for x := uint64(12345); len(out) < n; {
		x = x*6364136223846793005 + 1442695040888963407
		if v := int32((x >> 33) % uint64(ref.n)); fits(v) {
			out = append(out, v)
		}
	}
	return out
}

// nodesByID finds the node of each vertex of the graph by its key.
func nodesByID(s *model.Snapshot, ref *csr) ([]model.Node, error) {
	nodes := make([]model.Node, ref.n)
	for i := range nodes {
		key, err := model.ParseKey(fmt.Sprintf("%s-%d", prefixes[ref.layer[i]], i+1))
		if err != nil {
			return nil, err
		}
		n, ok := s.ByKey(key)
		if !ok {
			return nil, fmt.Errorf("%v is not in the project", key)
		}
		nodes[i] = n
	}
	return nodes, nil
}
