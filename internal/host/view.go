package host

import (
	"sync"
	"time"

	"github.com/cordon-ot/cordon/internal/answer"
	"github.com/cordon-ot/cordon/internal/app"
	"github.com/cordon-ot/cordon/internal/gap"
	"github.com/cordon-ot/cordon/internal/trace"
)

const (
	viewsKept = 6
	// filesFor is how long what was said of evidence files is believed. A file
	// can be changed behind our back at any time.
	filesFor = 30 * time.Second
)

// views keeps the latest assessed states of a project. The next commit's
// assessment is worked out from the last one, looking only where it reached.
type views struct {
	mu   sync.Mutex
	kept []assessed // the latest asked for last
	age  uint64     // counts changes of evidence files
}

type assessed struct {
	view  *answer.View
	age   uint64
	since time.Time // when files were last looked at
}

// View gives a state of this project ready for analyses, with its assessment.
func (l *Lease) View(st app.State) *answer.View {
	v := &l.room.views
	now := l.host.cfg.Clock()
	v.mu.Lock()
	defer v.mu.Unlock()
	var base *assessed
	for i := range v.kept {
		k := &v.kept[i]
		at := k.view.State
		if at.Date != st.Date || at.Snapshot.Commit() > st.Snapshot.Commit() {
			continue
		}
		if at.Snapshot == st.Snapshot && k.age == v.age && fresh(k.since, now) {
			found := *k
			v.kept = append(append(v.kept[:i:i], v.kept[i+1:]...), found)
			return answer.NewView(st, found.view.Basis, l.evidence(), found.view.Assessment())
		}
		if base == nil || at.Snapshot.Commit() > base.view.State.Snapshot.Commit() {
			base = k
		}
	}
	made := assessed{age: v.age, since: now}
	blank := answer.NewView(st, l.Basis(st.Snapshot), l.evidence(), nil)
	if base == nil {
		made.view = blank
		made.view.Assessment()
	} else {
		again := base.age != v.age || !fresh(base.since, now)
		if !again {
			made.since = base.since
		}
		made.view = answer.NewView(st, blank.Basis, l.evidence(), gap.Update(base.view.Assessment(), blank.Input(), again))
	}
	if len(v.kept) == viewsKept {
		v.kept = v.kept[1:]
	}
	v.kept = append(v.kept, made)
	return made.view
}

func fresh(since, now time.Time) bool {
	age := now.Sub(since)
	return age >= 0 && age < filesFor
}

// Light gives a state of this project for questions that need no assessment; it
// is made if one is asked all the same.
func (l *Lease) Light(st app.State) *answer.View {
	return answer.NewView(st, l.Basis(st.Snapshot), l.evidence(), nil)
}

func (l *Lease) evidence() trace.Context { return trace.Context{Files: l.EvidenceFiles().State} }

// FilesChanged says that files of evidence came or went, so that what was
// worked out from them is worked out again.
func (l *Lease) FilesChanged() {
	l.room.views.mu.Lock()
	defer l.room.views.mu.Unlock()
	l.room.views.age++
}
