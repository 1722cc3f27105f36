package app

import (
	"context"

	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/model"
)

// The saved snapshot makes a start fast. It is a cache: whatever is wrong with
// it, the rows give the same state.

// loadSaved reads the saved snapshot; ok is false if there is none that can be
// used, or if reading the rows is quicker than replaying what came after it.
func (p *Project) loadSaved(ctx context.Context) (s *model.Snapshot, ok bool) {
	n, size, r, err := p.cfg.Store.LoadSnapshot(ctx)
	if err != nil {
		return nil, false
	}
	defer r.Close()
	head, _, err := p.cfg.Store.Head(ctx)
	if err != nil || head-n > tooManyCommits {
		return nil, false
	}
	s, err = model.ReadSnapshot(r, size)
	if err != nil || s.Commit() != n {
		return nil, false
	}
	return s, true
}

// tooManyCommits is how many commits are not worth replaying at a start.
const tooManyCommits = 20_000

// A state is worth saving when replaying what came after the saved one would
// take about as long as reading it: the measure is bytes of commits, and each
// commit counts for the page lists it copies.
const (
	saveSmallest = 2000      // nodes; below, the rows are read in no time
	saveBase     = 128 << 10 // bytes, and savePerNode for each node
	savePerNode  = 2
	replayFixed  = 512 // per commit, and one byte for each of replayNodes nodes
	replayNodes  = 32
)

// grew counts what a start would have to replay for a commit that led to s.
func (p *Project) grew(s *model.Snapshot, commitBytes int) {
	p.unsaved.Add(int64(commitBytes + replayFixed + s.Len()/replayNodes))
}

// saveSnapshot saves the head for the next start if that pays. A failure to
// save costs time at the next start and nothing else, so it is not reported.
// If the head came from a damaged snapshot, a good one takes its place, and the
// error says that what was read is not to be relied on.
func (p *Project) saveSnapshot(ctx context.Context) error {
	p.saving.Lock()
	defer p.saving.Unlock()
	s := p.head.Load()
	if s.Damaged() {
		if whole, err := p.fromRows(ctx); err == nil {
			_ = p.cfg.Store.SaveSnapshot(ctx, whole.Commit(), whole)
		}
		return errDamaged("close project")
	}
	if s.Len() < saveSmallest || p.fromSaved && p.unsaved.Load() < int64(saveBase+savePerNode*s.Len()) {
		return nil
	}
	grown := p.unsaved.Load()
	if err := p.cfg.Store.SaveSnapshot(ctx, s.Commit(), s); err == nil {
		p.fromSaved = true
		p.unsaved.Add(-grown)
	}
	return nil
}

// Save saves a snapshot for the next start if that pays, as Close does, while
// the project goes on. A failure costs time at the next start and nothing else.
func (p *Project) Save(ctx context.Context) {
	if p.usable(ctx, "save a snapshot") == nil && !p.head.Load().Damaged() {
		_ = p.saveSnapshot(ctx)
	}
}

func errDamaged(op string) error {
	return fault.New(fault.Unavailable, op, "the saved snapshot beside the project holds what no program wrote, so that the answer is not to be relied on; the record itself is not concerned: run it again, and if this comes back delete the file that ends in -snapshot")
}
