package search

import (
	"cmp"
	"context"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/model"
	"github.com/cordon-ot/cordon/internal/standard"
)

// pageCost is what a kept page takes: its signature and its place in the table.
const pageCost = signatureSize + 64

// Index searches states and keeps the signatures of their pages. One is enough
// for all projects of a server that share a library. It is safe for use by
// many goroutines.
type Index struct {
	lib    *standard.Library
	titles map[string][]string // of rows, by reference
	room   int                 // pages to be kept at most

	signing chan struct{} // held by whoever signs pages, so that two do not sign the same
	mu      sync.Mutex
	turn    uint64 // rises with each search
	pages   map[model.PageID]*kept
}

type kept struct {
	sig  *signature
	used uint64 // the turn that last asked for it
}

// New makes an Index that keeps at most memory bytes of signatures, which take
// 49 bytes an item: of a state with more items the rest is read at each search.
// The library gives the titles of rows; nil for none.
func New(lib *standard.Library, memory int) *Index {
	x := &Index{
		lib: lib, titles: map[string][]string{}, room: memory / pageCost,
		signing: make(chan struct{}, 1), pages: map[model.PageID]*kept{},
	}
	if lib != nil {
		for _, c := range lib.Catalogues() {
			for _, r := range c.Requirements() {
				x.titles[r.Ref.String()] = titlesOf(c, r)
			}
		}
	}
	return x
}

// Memory gives the bytes that the kept signatures take.
func (x *Index) Memory() int {
	x.mu.Lock()
	defer x.mu.Unlock()
	return len(x.pages) * pageCost
}

// Warm makes the signatures of a state that are not there yet, so that the
// first search of it is as fast as the next. It ends early with ctx.
func (x *Index) Warm(ctx context.Context, s *model.Snapshot) error {
	_, err := x.gather(ctx, s)
	return err
}

// gather gives the signatures of all pages of a state, nil where there is no
// room for one.
func (x *Index) gather(ctx context.Context, s *model.Snapshot) ([]*signature, error) {
	sigs := make([]*signature, (s.Len()+model.PageNodes-1)/model.PageNodes)
	missing := x.look(s, sigs)
	if len(missing) == 0 || len(sigs)-len(missing) >= x.room {
		return sigs, nil
	}
	select {
	case x.signing <- struct{}{}:
	case <-ctx.Done():
		return nil, fault.Wrap(fault.Unavailable, opSearch, ctx.Err())
	}
	defer func() { <-x.signing }()
	missing = x.look(s, sigs) // another search may have signed them meanwhile
	missing = missing[:min(len(missing), max(0, x.room-(len(sigs)-len(missing))))]
	if err := x.signAll(ctx, s, sigs, missing); err != nil {
		return nil, err
	}
	x.keep(s, sigs, missing)
	return sigs, nil
}

// look fills in the kept signatures and lists the pages without one.
func (x *Index) look(s *model.Snapshot, sigs []*signature) (missing []int) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.turn++
	for i := range sigs {
		if k := x.pages[s.PageID(model.Node(i*model.PageNodes))]; k != nil {
			k.used, sigs[i] = x.turn, k.sig
		} else {
			missing = append(missing, i)
		}
	}
	return missing
}

// signAll signs pages on all processors.
func (x *Index) signAll(ctx context.Context, s *model.Snapshot, sigs []*signature, pages []int) error {
	var next atomic.Int64
	var wg sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), 1+len(pages)/16) {
		wg.Go(func() {
			for ctx.Err() == nil {
				i := int(next.Add(1)) - 1
				if i >= len(pages) {
					return
				}
				sigs[pages[i]] = x.sign(s, model.Node(pages[i]*model.PageNodes))
			}
		})
	}
	wg.Wait()
	return fault.Wrap(fault.Unavailable, opSearch, ctx.Err())
}

// keep stores new signatures and drops those that were not asked for longest.
func (x *Index) keep(s *model.Snapshot, sigs []*signature, pages []int) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.turn++
	for _, i := range pages {
		x.pages[s.PageID(model.Node(i*model.PageNodes))] = &kept{sig: sigs[i], used: x.turn}
	}
	if len(x.pages) <= x.room {
		return
	}
	type entry struct {
		id   model.PageID
		used uint64
	}
	all := make([]entry, 0, len(x.pages))
	for id, k := range x.pages {
		all = append(all, entry{id, k.used})
	}
	slices.SortFunc(all, func(a, b entry) int { return cmp.Or(cmp.Compare(a.used, b.used), cmp.Compare(a.id, b.id)) })
	// An eighth more than needed, so that the next commit finds room.
	for _, e := range all[:min(len(all), len(all)-x.room+x.room/8)] {
		if e.used == x.turn {
			break
		}
		delete(x.pages, e.id)
	}
}
