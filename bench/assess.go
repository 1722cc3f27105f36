package main

import (
	"fmt"
	"reflect"
	"strconv"
	"time"

	"github.com/cordon-ot/cordon/internal/capability"
	"github.com/cordon-ot/cordon/internal/gap"
	"github.com/cordon-ot/cordon/internal/model"
	"github.com/cordon-ot/cordon/internal/standard"
	"github.com/cordon-ot/cordon/internal/trace"
)

// plantWorkload measures P6: a plant of 500 zones with 100 rows each and 20,000
// assets, cold and after one commit.
//
// spec: PERF-6
func (b *bench) plantWorkload() error {
	if !b.wants("P6") {
		return nil
	}
	b.say("P6: making the plant")
	lib, err := standard.Shipped()
	if err != nil {
		return err
	}
	basis := capability.BasisFor(lib, model.Empty())
	s, err := plant(basis, 500)
	if err != nil {
		return err
	}
	in := gap.Input{Basis: basis, Snapshot: s, Context: trace.Context{
		Date: "2026-06-01", Files: func(string) trace.FileState { return trace.FilePresent },
	}}
	size := strconv.Itoa(s.Len())
	var cold, warm []time.Duration
	var state *gap.Project
	for range 5 {
		t := cpuTime()
		state = gap.Assess(in)
		cold = append(cold, cpuTime()-t)
	}
	b.limit("P6", size, "vectors, gaps, chains, suspects of 500 zones, cold", median(cold), time.Second)
	for i := range 25 {
		next := in
		if next.Snapshot, err = firmwareChange(in.Snapshot, i); err != nil {
			return err
		}
		t := cpuTime()
		updated := gap.Update(state, next, false)
		warm = append(warm, cpuTime()-t)
		if i%12 == 0 && !reflect.DeepEqual(updated.Places, gap.Assess(next).Places) {
			return fmt.Errorf("P6: commit %d: the update differs from the full computation", i)
		}
		in, state = next, updated
	}
	b.limit("P6", size, "the same correct again after one commit, median", median(warm), 5*time.Millisecond)
	b.limit("P6", size, "the same, worst of 25", percentile(warm, 100), 25*time.Millisecond)
	return nil
}

// firmwareChange commits a new firmware of one asset.
func firmwareChange(s *model.Snapshot, i int) (*model.Snapshot, error) {
	n, ok := s.ByKey(model.Key{Kind: model.KindAsset, Number: uint32(1 + i*797)})
	if !ok {
		return nil, fmt.Errorf("P6: there is no asset %d", 1+i*797)
	}
	bl := model.NewBuilder(s, s.Commit()+1, time.Unix(int64(i), 0), model.Options{})
	if !bl.Apply([]model.Op{{Kind: model.OpSet, Item: s.ID(n), Props: model.Props{{Name: "firmware", Value: text("3.0")}}}}) {
		return nil, bl.Faults()[0]
	}
	return bl.Snapshot(), nil
}
