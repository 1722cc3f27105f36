package answer

import (
	"context"
	"fmt"
	"time"

	"github.com/cordon-ot/cordon/internal/api"
	"github.com/cordon-ot/cordon/internal/app"
	"github.com/cordon-ot/cordon/internal/capability"
	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/gap"
	"github.com/cordon-ot/cordon/internal/impact"
	"github.com/cordon-ot/cordon/internal/model"
)

// Past is a record as drift reads it; app.Project is one.
type Past interface {
	// At gives the state after a commit, named "commit N".
	At(ctx context.Context, ref string) (app.State, error)
	// History calls fn with commits from..to, oldest first.
	History(ctx context.Context, from, to uint64, fn func(*model.Commit) error) error
	// Basis gives the catalogues in force in a state.
	Basis(*model.Snapshot) capability.Basis
	// Location gives the project's time zone in a state, by which a commit falls
	// on a day.
	Location(*model.Snapshot) (*time.Location, error)
}

// DriftOptions say what to look at.
type DriftOptions struct {
	Places   []string              // zones and conduits by key or title; all without
	Limit    int                   // the last so many commits, 1 or more
	Progress func(done, total int) // told how many states are assessed; may be nil
}

// Drift tells how levels went over the last commits of a record up to head,
// each state judged by the day of its commit, and by the files of evidence
// there are now. It reads and assesses every one of these commits, so it takes
// long where Limit is high. Invalid for a Limit below 1, NotFound for a name
// that nothing has, and the errors of the record.
func Drift(ctx context.Context, head *View, past Past, o DriftOptions) (api.Drift, error) {
	if o.Limit < 1 {
		return api.Drift{}, fault.New(fault.Invalid, "show how levels changed", "%d commits cannot be looked at; ask for 1 or more", o.Limit)
	}
	keep := map[model.Node]bool{}
	for _, name := range o.Places {
		n, err := FindPlace(head.State, name)
		if err != nil {
			return api.Drift{}, err
		}
		keep[n] = true
	}
	h := &driftHistory{head: head, past: past, progress: o.Progress, from: 1}
	if n := head.Snapshot().Commit(); n > uint64(o.Limit) {
		h.from = n - uint64(o.Limit) + 1
	}
	if err := h.read(ctx); err != nil {
		return api.Drift{}, err
	}
	return h.document(keep), nil
}

// driftHistory assesses one state after the other.
type driftHistory struct {
	head     *View
	past     Past
	progress func(done, total int)
	from     uint64
	states   []*gap.Project
	commits  []*model.Commit // of each state
}

func (h *driftHistory) read(ctx context.Context) error {
	last := h.head.Snapshot().Commit()
	if last == 0 {
		return nil
	}
	s := model.Empty()
	if h.from > 1 {
		before, err := h.past.At(ctx, fmt.Sprintf("commit %d", h.from-1))
		if err != nil {
			return err
		}
		s = before.Snapshot
	}
	err := h.past.History(ctx, h.from, last, func(c *model.Commit) error {
		if h.progress != nil {
			h.progress(int(c.Number-h.from), int(last-h.from+1))
		}
		next, err := model.Replay(s, c)
		if err != nil {
			return fault.Wrap(fault.Invalid, "read the record", err)
		}
		s = next
		return h.assessCommit(s, c)
	})
	if err != nil {
		return err
	}
	// Days pass without commits, and evidence expires: the state as it stands
	// on the day asked for ends the list.
	if len(h.states) == 0 || h.states[len(h.states)-1].Date() != h.head.State.Date {
		h.add(h.head.Input(), nil)
	}
	return nil
}

// assessCommit adds the state after a commit, dated the day of the commit.
func (h *driftHistory) assessCommit(s *model.Snapshot, c *model.Commit) error {
	loc, err := h.past.Location(s)
	if err != nil {
		return err
	}
	in := gap.Input{Basis: h.past.Basis(s), Snapshot: s, Context: h.head.Evidence}
	in.Date = c.Time.In(loc).Format(time.DateOnly)
	h.add(in, c)
	return nil
}

func (h *driftHistory) add(in gap.Input, c *model.Commit) {
	if len(h.states) == 0 {
		h.states = append(h.states, gap.Assess(in))
	} else {
		h.states = append(h.states, gap.Update(h.states[len(h.states)-1], in, false))
	}
	h.commits = append(h.commits, c)
}

// document keeps the states in which a place's numbers changed.
func (h *driftHistory) document(keep map[model.Node]bool) api.Drift {
	s := h.head.Snapshot()
	d := api.Drift{State: State(h.head.State), From: h.from, Places: []api.DriftPlace{}}
	named := map[uint64][]string{}
	for n := range s.OfKind(model.KindBaseline) {
		at := s.BaselineView(n).At()
		named[at] = append(named[at], s.Key(n).String())
	}
	line := impact.Drift(h.states...)
	for i := range line.Places {
		p := &line.Places[i]
		if len(keep) > 0 && !keep[p.Node] {
			continue
		}
		it := s.Item(p.Node)
		doc := api.DriftPlace{Key: it.Key.String(), Title: it.Title, Points: []api.DriftPoint{}}
		for _, at := range p.Moved() {
			v := p.Points[at]
			if at == 0 && !v.There {
				continue // the place came later
			}
			doc.Points = append(doc.Points, h.point(line.States[at], at, v, named))
		}
		d.Places = append(d.Places, doc)
	}
	return d
}

func (h *driftHistory) point(st impact.State, at int, v impact.Vectors, named map[uint64][]string) api.DriftPoint {
	p := api.DriftPoint{Commit: st.Commit, Date: st.Date, Standing: standingOf(v)}
	if c := h.commits[at]; c != nil {
		p.Label, p.Author, p.Message, p.Baselines = c.Label, c.Author, c.Message, named[c.Number]
	}
	return p
}
