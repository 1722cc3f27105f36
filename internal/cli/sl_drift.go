package cli

import (
	"context"
	"fmt"
	"time"

	"github.com/cordon-ot/cordon/internal/app"
	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/gap"
	"github.com/cordon-ot/cordon/internal/impact"
	"github.com/cordon-ot/cordon/internal/model"
	"github.com/cordon-ot/cordon/internal/sl"
)

// driftDoc is the document of cordon sl --drift.
type driftDoc struct {
	State  stateJSON    `json:"state"`
	From   uint64       `json:"from"` // the first commit looked at
	Places []driftPlace `json:"places"`
}

// driftPlace is how one place went: a point wherever its numbers changed.
type driftPlace struct {
	Key    string       `json:"key"`
	Title  string       `json:"title"`
	Points []driftPoint `json:"points"`
}

// driftPoint is one state in which the numbers of a place are not those of the
// state before.
type driftPoint struct {
	Commit     uint64    `json:"commit"`
	Date       string    `json:"date"`
	Label      string    `json:"label,omitempty"`
	Author     string    `json:"author,omitempty"`
	Message    string    `json:"message,omitempty"`
	Baselines  []string  `json:"baselines,omitempty"`
	Target     sl.Vector `json:"target"`
	Capability sl.Vector `json:"capability"`
	Achieved   sl.Vector `json:"achieved"`
	Claimed    sl.Vector `json:"claimed"`
	Gap        sl.Vector `json:"gap"`
	Approved   bool      `json:"approved"` // there is an approved target
	Open       bool      `json:"open"`     // what the target was decided on has changed
}

// drift tells how levels went over the commits.
func (c *SLCmd) drift(ctx context.Context, ss *Session, _ []sl.FR) error {
	if c.Limit < 1 {
		return fault.New(fault.Invalid, "read --limit", "--limit is %d; write how many commits to look at, 1 or more", c.Limit)
	}
	head, err := ss.State(ctx)
	if err != nil {
		return err
	}
	if ss.opened.folder != nil {
		return noPast(ss.opened.path, "--drift")
	}
	h := &driftHistory{ss: ss, head: head, from: 1}
	if n := head.Snapshot.Commit(); n > uint64(c.Limit) {
		h.from = n - uint64(c.Limit) + 1
	}
	if err := h.read(ctx); err != nil {
		return err
	}
	keep := map[model.Node]bool{}
	for _, name := range c.Items {
		n, err := ss.Place(head, name)
		if err != nil {
			return err
		}
		keep[n] = true
	}
	d := h.document(keep)
	if ss.WantJSON() {
		return ss.JSON(d)
	}
	ss.printDrift(&d)
	return nil
}

// driftHistory assesses one state after the other.
type driftHistory struct {
	ss      *Session
	head    app.State
	from    uint64
	states  []*gap.Project
	commits []*model.Commit // of each state
}

func (h *driftHistory) read(ctx context.Context) error {
	svc, err := h.ss.Service(ctx)
	if err != nil || h.head.Snapshot.Commit() == 0 {
		return err
	}
	s := model.Empty()
	if h.from > 1 {
		before, err := svc.At(ctx, fmt.Sprintf("commit %d", h.from-1))
		if err != nil {
			return err
		}
		s = before.Snapshot
	}
	last := h.head.Snapshot.Commit()
	step, end := h.ss.Progress("assessing commits")
	defer end()
	err = svc.History(ctx, h.from, last, func(c *model.Commit) error {
		step(int(c.Number-h.from), int(last-h.from+1))
		next, err := model.Replay(s, c)
		if err != nil {
			return fault.Wrap(fault.Invalid, "read the record", err)
		}
		s = next
		return h.assess(app.State{Snapshot: s}, c)
	})
	if err != nil {
		return err
	}
	// Days pass without commits, and evidence expires: the state as it stands
	// on the day asked for ends the list.
	if h.states[len(h.states)-1].Date() != h.head.Date {
		return h.assess(h.head, nil)
	}
	return nil
}

// assess adds a state; a state of a commit is dated the day of the commit.
func (h *driftHistory) assess(st app.State, c *model.Commit) error {
	if c != nil {
		loc, err := h.ss.opened.project.Location(st.Snapshot)
		if err != nil {
			return err
		}
		st.Date = c.Time.In(loc).Format(time.DateOnly)
	}
	in, err := h.ss.gapInput(st)
	if err != nil {
		return err
	}
	if len(h.states) == 0 {
		h.states = append(h.states, gap.Assess(in))
	} else {
		h.states = append(h.states, gap.Update(h.states[len(h.states)-1], in, false))
	}
	h.commits = append(h.commits, c)
	return nil
}

// document keeps the states in which a place's numbers changed.
func (h *driftHistory) document(keep map[model.Node]bool) driftDoc {
	d := driftDoc{State: stateOf(h.head), From: h.from, Places: []driftPlace{}}
	named := map[uint64][]string{}
	for n := range h.head.Snapshot.OfKind(model.KindBaseline) {
		at := h.head.Snapshot.BaselineView(n).At()
		named[at] = append(named[at], h.head.Snapshot.Key(n).String())
	}
	line := impact.Drift(h.states...)
	for i := range line.Places {
		p := &line.Places[i]
		if len(keep) > 0 && !keep[p.Node] {
			continue
		}
		it := h.head.Snapshot.Item(p.Node)
		doc := driftPlace{Key: it.Key.String(), Title: it.Title}
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

func (h *driftHistory) point(st impact.State, at int, v impact.Vectors, named map[uint64][]string) driftPoint {
	p := driftPoint{
		Commit: st.Commit, Date: st.Date, Target: v.Target, Capability: v.Capability,
		Achieved: v.Achieved, Claimed: v.Claimed, Gap: v.Gap, Approved: v.Approved, Open: v.Open,
	}
	if c := h.commits[at]; c != nil {
		p.Label, p.Author, p.Message, p.Baselines = c.Label, c.Author, c.Message, named[c.Number]
	}
	return p
}

func (ss *Session) printDrift(d *driftDoc) {
	if len(d.Places) == 0 {
		ss.Printf("There are no zones or conduits yet, so there is nothing that could drift.")
		return
	}
	ss.Printf("Commits %d to %d; each state is judged by its own day.", d.From, d.State.Commit)
	ss.printed = true
	for i := range d.Places {
		p := &d.Places[i]
		ss.Heading(p.Key + " " + p.Title)
		t := NewTable(Col{Head: "COMMIT", Right: true}, Col{Head: "DAY"}, Col{Head: "TARGET"}, Col{Head: "CAPABILITY"}, Col{Head: "ACHIEVED"}, Col{Head: "CLAIMED"}, Col{Head: "WHAT", Flex: true})
		for j := range p.Points {
			q := &p.Points[j]
			target, achieved := Cell{Text: q.Target.String()}, Cell{Text: q.Achieved.String(), Style: Green}
			if !q.Approved {
				target = Cell{Text: "no target", Style: Yellow}
			}
			if !q.Gap.IsZero() {
				achieved.Style = Red
			}
			t.Add(fmt.Sprint(q.Commit), q.Date, target, q.Capability, achieved, q.Claimed, q.what())
		}
		ss.Print(t)
	}
	ss.frFooter()
	ss.next("cordon diff A B", "cordon sl --at N", "cordon log")
}

// what says in a few words what made the state.
func (p *driftPoint) what() string {
	text := p.Label
	switch {
	case p.Label == "":
		text = "time passed"
	case p.Message != "":
		text = p.Message
	}
	for _, b := range p.Baselines {
		text += " [" + b + "]"
	}
	if p.Open {
		text += " (target decision open)"
	}
	return text
}
