package app

import (
	"context"
	"slices"
	"sync"

	"github.com/cordon-ot/cordon/internal/model"
)

const (
	recentStates    = 32   // heads kept, for changes made on a state that was the head a moment ago
	keptStates      = 48   // past states kept, of those asked for and those met on the way
	checkpointEvery = 1024 // a replay keeps one state in so many
)

// pastStates keeps a few states of the record. They share most of their memory
// with one another. Safe for concurrent use.
type pastStates struct {
	mu     sync.Mutex
	recent []*model.Snapshot // newest last
	kept   []*model.Snapshot // least recently used first
}

func (p *pastStates) addRecent(s *model.Snapshot) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.recent) == recentStates {
		copy(p.recent, p.recent[1:])
		p.recent = p.recent[:recentStates-1]
	}
	p.recent = append(p.recent, s)
}

func (p *pastStates) keep(s *model.Snapshot) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if slices.ContainsFunc(p.kept, func(k *model.Snapshot) bool { return k.Commit() == s.Commit() }) {
		return
	}
	if len(p.kept) == keptStates {
		p.kept = slices.Delete(p.kept, 0, 1)
	}
	p.kept = append(p.kept, s)
}

// nearest gives the latest state at or before commit n, the empty one if none
// is kept.
func (p *pastStates) nearest(n uint64) *model.Snapshot {
	p.mu.Lock()
	defer p.mu.Unlock()
	best, at := model.Empty(), -1
	for _, s := range p.recent {
		if s.Commit() <= n && s.Commit() >= best.Commit() {
			best = s
		}
	}
	for i, s := range p.kept {
		if s.Commit() <= n && s.Commit() > best.Commit() {
			best, at = s, i
		}
	}
	if at >= 0 {
		p.kept = append(slices.Delete(p.kept, at, at+1), best)
	}
	return best
}

// state gives the state after commit n, which must exist: from the nearest one
// that is kept, and the log.
func (p *Project) state(ctx context.Context, n uint64) (*model.Snapshot, error) {
	base := p.past.nearest(n)
	if base.Commit() == n {
		return base, nil
	}
	s, err := p.replay(ctx, base, n, func(s *model.Snapshot, _ []byte) {
		if s.Commit()%checkpointEvery == 0 {
			p.past.keep(s)
		}
	})
	if err != nil {
		return nil, err
	}
	p.past.keep(s)
	return s, nil
}
