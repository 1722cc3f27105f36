package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"github.com/cordon-ot/cordon/internal/app"
	"github.com/cordon-ot/cordon/internal/model"
	"github.com/cordon-ot/cordon/internal/standard"
	"github.com/cordon-ot/cordon/internal/store/sqlite"
)

// commitWorkload measures P7: durable edits with history and Merkle leaf, as a
// rate against what the disk gives for durable appends of 4 KiB. The two take
// turns.
func (b *bench) commitWorkload() error {
	if !b.wants("P7") {
		return nil
	}
	b.say("P7: commits")
	p, assets, err := b.commitProject(2000)
	if err != nil {
		return err
	}
	defer func() { _ = p.Close() }()
	for _, w := range []struct {
		writers int
		budget  float64
	}{{1, 0.35}, {16, 1.0}} {
		var ours, disk float64
		const rounds, slice = 5, 600 * time.Millisecond
		for range rounds {
			d, err := diskRate(filepath.Join(b.dir, "fsync"), slice)
			if err != nil {
				return err
			}
			c, err := commitRate(p, assets, w.writers, slice)
			if err != nil {
				return err
			}
			disk, ours = disk+d/rounds, ours+c/rounds
		}
		b.results = append(b.results, result{
			"P7", "2000", fmt.Sprintf("durable edits, %d writers, rate", w.writers), fmt.Sprintf("%.0f/s", ours), fmt.Sprintf("%.0f fdatasync/s", disk),
			fmt.Sprintf("%.2fx", ours/disk), fmt.Sprintf(">= %gx", w.budget), ours/disk >= w.budget,
		})
	}
	return nil
}

func (b *bench) commitProject(n int) (*app.Project, []model.ID, error) {
	path := filepath.Join(b.dir, "commits.cordon")
	_ = os.Remove(path)
	st, err := sqlite.Create(path)
	if err != nil {
		return nil, nil, err
	}
	lib, err := standard.Shipped()
	if err != nil {
		return nil, nil, err
	}
	ctx := context.Background()
	p, err := app.Create(ctx, app.Config{
		Store: st, Library: lib, Clock: time.Now, Random: rand.NewChaCha8([32]byte{1}), Zone: time.LoadLocation,
	}, app.Genesis{Author: "bench", Title: "Bench"})
	if err != nil {
		return nil, nil, err
	}
	ids := make([]model.ID, n)
	ops := make([]model.Op, n)
	for i := range ids {
		ids[i] = p.NewID()
		ops[i] = model.Op{Kind: model.OpCreate, Item: ids[i], Key: model.Key{Kind: model.KindAsset, Number: uint32(i + 1)}, Title: "Asset"}
	}
	_, err = p.Commit(ctx, app.Change{Author: "bench", Label: "import", Ops: ops})
	return p, ids, err
}

// commitRate commits edits with a number of writers for a while.
func commitRate(p *app.Project, ids []model.ID, writers int, d time.Duration) (perSecond float64, err error) {
	ctx := context.Background()
	var done atomic.Int64
	var first atomic.Pointer[error]
	var wg sync.WaitGroup
	start := time.Now()
	for w := range writers {
		wg.Go(func() {
			for i := w; time.Since(start) < d; i += writers {
				v := text(fmt.Sprintf("Stands in cabinet %d, looked at %d times.", i%7, i))
				_, err := p.Commit(ctx, app.Change{Author: "bench", Label: "edit", Ops: []model.Op{
					{Kind: model.OpSet, Item: ids[i%len(ids)], Props: model.Props{{Name: "description", Value: v}}},
				}})
				if err != nil {
					first.CompareAndSwap(nil, &err)
					return
				}
				done.Add(1)
			}
		})
	}
	wg.Wait()
	if e := first.Load(); e != nil {
		return 0, *e
	}
	return float64(done.Load()) / time.Since(start).Seconds(), nil
}
