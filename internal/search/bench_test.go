package search

import (
	"context"
	"fmt"
	"os"
	"runtime"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/cordon-ot/cordon/internal/model"
)

// CORDON_SEARCH_ITEMS sets the size of the benchmarks' state.
func benchItems() int {
	if n, err := strconv.Atoi(os.Getenv("CORDON_SEARCH_ITEMS")); err == nil && n > 0 {
		return n
	}
	return 100_000
}

var benchQueries = []string{
	"pump", "historian siemens", "10.17.33", "SN4", "SN4A", "kuhlwasser", "nothing-like-this", "AST-77", "sr 1.1",
	`"human user identification"`, "17", "as", "switch -siemens", "pump 17 abb", "kind:test-case password", "kind:zone", "station 399", "high", "e", "zzz",
	"asset -pump", "the refused", "1.1.1", "pump -pump",
}

func BenchmarkFirstSearchOfAFreshState(b *testing.B) {
	q, _ := Parse("pump")
	for b.Loop() {
		b.StopTimer()
		s := freshPlant(b, benchItems())
		x := New(shipped(b), 1<<30)
		b.StartTimer()
		if _, err := x.Search(context.Background(), s, q, Options{}); err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(x.Memory())/float64(s.Len()), "B/item")
	}
}

func BenchmarkWarmSearch(b *testing.B) {
	s := freshPlant(b, benchItems())
	x := New(shipped(b), 1<<30)
	if err := x.Warm(context.Background(), s); err != nil {
		b.Fatal(err)
	}
	var all []time.Duration
	for _, text := range benchQueries {
		b.Run(text, func(b *testing.B) {
			q, err := Parse(text)
			if err != nil {
				b.Fatal(err)
			}
			var took []time.Duration
			hits := 0
			for b.Loop() {
				t0 := time.Now()
				res, err := x.Search(context.Background(), s, q, Options{})
				if err != nil {
					b.Fatal(err)
				}
				hits = len(res.Hits)
				took = append(took, time.Since(t0))
			}
			slices.Sort(took)
			all = append(all, took[len(took)/2])
			b.ReportMetric(float64(took[len(took)/2].Microseconds()), "median-µs")
			b.ReportMetric(float64(hits), "hits")
		})
	}
	slices.Sort(all)
	b.Logf("median of the queries' medians %v, slowest %v", all[len(all)/2], all[len(all)-1])
}

func BenchmarkSearchAfterACommitOfOneItem(b *testing.B) {
	s := freshPlant(b, benchItems())
	x := New(shipped(b), 1<<30)
	if err := x.Warm(context.Background(), s); err != nil {
		b.Fatal(err)
	}
	i := 0
	for b.Loop() {
		b.StopTimer()
		i++
		n, _ := s.ByKey(model.Key{Kind: model.KindAsset, Number: uint32(i*37%(benchItems()/2) + 1)})
		s = commit(b, s, model.Op{Kind: model.OpSet, Item: s.ID(n), Props: model.Props{prop("firmware", fmt.Sprint(i))}})
		b.StartTimer()
		if err := x.Warm(context.Background(), s); err != nil {
			b.Fatal(err)
		}
	}
}

// What signing leaves behind beside the signatures: items that had to be decoded.
func BenchmarkMemoryOfTheFirstSearch(b *testing.B) {
	q, _ := Parse("pump")
	for b.Loop() {
		s := freshPlant(b, benchItems())
		x := New(shipped(b), 1<<30)
		var before, after runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		if _, err := x.Search(context.Background(), s, q, Options{}); err != nil {
			b.Fatal(err)
		}
		runtime.GC()
		runtime.ReadMemStats(&after)
		b.ReportMetric((float64(after.HeapAlloc)-float64(before.HeapAlloc))/float64(s.Len()), "heap-B/item")
		b.ReportMetric(float64(x.Memory())/float64(s.Len()), "signatures-B/item")
		runtime.KeepAlive(s)
	}
}
