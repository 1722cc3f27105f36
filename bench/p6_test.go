package main

import (
	"testing"
	"time"

	"github.com/cordon-ot/cordon/internal/capability"
	"github.com/cordon-ot/cordon/internal/gap"
	"github.com/cordon-ot/cordon/internal/model"
	"github.com/cordon-ot/cordon/internal/sl"
	"github.com/cordon-ot/cordon/internal/standard"
	"github.com/cordon-ot/cordon/internal/trace"
)

func p6(tb testing.TB, zones int) gap.Input {
	tb.Helper()
	lib, err := standard.Shipped()
	if err != nil {
		tb.Fatal(err)
	}
	basis := capability.BasisFor(lib, model.Empty())
	s, err := plant(basis, zones)
	if err != nil {
		tb.Fatal(err)
	}
	return gap.Input{Basis: basis, Snapshot: s, Context: trace.Context{
		Date: "2026-06-01", Files: func(string) trace.FileState { return trace.FilePresent },
	}}
}

func TestBenchPlantIsFullyProven(t *testing.T) {
	in := p6(t, 2)
	for _, p := range gap.Assess(in).Places {
		if p.Achieved != sl.Uniform(4) {
			t.Errorf("%s: achieved %v, capability %v", in.Snapshot.Key(p.Node), p.Achieved, p.Capability)
		}
	}
}

func BenchmarkAssessCold(b *testing.B) {
	in := p6(b, 500)
	b.Logf("%d items", in.Snapshot.Len())
	for b.Loop() {
		gap.Assess(in)
	}
}

func BenchmarkUpdateAfterFirmwareChange(b *testing.B) {
	in := p6(b, 500)
	prev := gap.Assess(in)
	var asset model.Node
	for n := range in.Snapshot.OfKind(model.KindAsset) {
		asset = n
	}
	bl := model.NewBuilder(in.Snapshot, 2, time.Unix(1, 0), model.Options{})
	bl.Apply([]model.Op{{Kind: model.OpSet, Item: in.Snapshot.ID(asset), Props: model.Props{{Name: "firmware", Value: text("3.0")}}}})
	next := in
	next.Snapshot = bl.Snapshot()
	for b.Loop() {
		gap.Update(prev, next, false)
	}
}
