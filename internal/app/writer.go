package app

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/ledger"
	"github.com/cordon-ot/cordon/internal/model"
	"github.com/cordon-ot/cordon/internal/store"
)

// Commit implements Service.
func (p *Project) Commit(ctx context.Context, c Change) (*model.Commit, error) {
	return p.submit(ctx, &request{change: c})
}

// writeLoop is the one writer of the project.
func (p *Project) writeLoop() {
	defer close(p.queue.drained)
	for {
		// Callers that were just answered get a moment to ask again, so that
		// they share the next transaction.
		runtime.Gosched()
		batch := p.queue.take()
		if batch == nil {
			return
		}
		p.write(batch)
	}
}

// attempts bounds how often a batch is redone because another process was
// faster. Each attempt that loses means that somebody else got on.
const attempts = 100

// write makes the changes of a batch durable in one transaction and answers
// every caller.
func (p *Project) write(batch []*request) {
	// The batch is carried to its end even if some caller goes away.
	ctx := context.Background()
	var open []*request
	for _, r := range batch {
		if r.taken.CompareAndSwap(false, true) {
			open = append(open, r)
		}
	}
	if len(open) == 0 {
		return
	}
	var err error
	for range attempts {
		b := p.build(ctx, open)
		// A batch in which nothing was accepted comes here too: if the head
		// has moved, what was refused may be right now.
		if err = p.append(ctx, b); err == nil {
			p.answer(open, b)
			return
		}
		if fault.KindOf(err) != fault.Conflict {
			break
		}
		if err := p.catchUp(ctx); err != nil {
			p.fail(open, err)
			return
		}
	}
	p.fail(open, err)
}

// append writes what was built. A batch that only wants to see what others
// wrote is not a write: it works on a read-only record too.
func (p *Project) append(ctx context.Context, b built) error {
	if len(b.entries) > 0 {
		if b.base.Damaged() {
			return errDamaged("commit")
		}
		return p.cfg.Store.Append(ctx, b.base.Commit(), b.entries)
	}
	head, _, err := p.cfg.Store.Head(ctx)
	if err == nil && head != b.base.Commit() {
		err = store.Moved("commit", b.base.Commit(), head)
	}
	return err
}

func (p *Project) answer(open []*request, b built) {
	for i, s := range b.states {
		p.grew(s, len(b.entries[i].Commit))
		p.once.saw(s.Commit(), b.entries[i].Commit)
		p.publish(s)
	}
	for i, r := range open {
		r.done <- b.outcomes[i]
	}
}

func (p *Project) fail(open []*request, err error) {
	for _, r := range open {
		r.done <- outcome{err: err}
	}
}

// catchUp replays what other processes have written.
func (p *Project) catchUp(ctx context.Context) error {
	_, err := p.replay(ctx, p.head.Load(), 0, func(s *model.Snapshot, commit []byte) {
		p.grew(s, len(commit))
		p.once.saw(s.Commit(), commit)
		p.publish(s)
	})
	return err
}

// built is a batch that is ready to be appended after base.
type built struct {
	base     *model.Snapshot
	entries  []store.Entry
	states   []*model.Snapshot // after each entry
	outcomes []outcome         // one per request
}

// build applies the changes of a batch in order, each to the state that those
// before it lead to. A change that is refused leaves no trace in it.
func (p *Project) build(ctx context.Context, open []*request) built {
	head := p.head.Load()
	b := built{base: head, outcomes: make([]outcome, len(open))}
	for i, r := range open {
		if r.refresh {
			continue
		}
		if done, err := p.doneBefore(ctx, &r.change, b.entries, head); done != nil || err != nil {
			b.outcomes[i] = outcome{commit: done, err: err}
			continue
		}
		if r.lookup {
			continue
		}
		commit, next, err := p.apply(ctx, head, &r.change)
		if err != nil {
			b.outcomes[i].err = err
			continue
		}
		entry, err := entryOf(commit, next)
		if err != nil {
			b.outcomes[i].err = err
			continue
		}
		b.outcomes[i].commit = commit
		b.entries = append(b.entries, entry)
		b.states = append(b.states, next.Snapshot())
		head = next.Snapshot()
	}
	return b
}

// apply makes the commit of a change on a state and the builder that holds
// the state after it.
func (p *Project) apply(ctx context.Context, base *model.Snapshot, c *Change) (*model.Commit, *model.Builder, error) {
	if err := checkChange(c); err != nil {
		return nil, nil, err
	}
	if c.Allow != nil {
		if err := c.Allow(base, c.Ops); err != nil {
			return nil, nil, err
		}
	}
	seen, err := p.rebase(ctx, base, c)
	if err != nil {
		return nil, nil, err
	}
	commit := &model.Commit{
		Number: base.Commit() + 1, Time: p.now(base),
		Author: c.Author, Label: c.Label, Message: c.Message, Change: c.Request, Request: c.Once,
	}
	b, ops, err := p.derive(base, commit.Time, c.Ops)
	if err != nil {
		if seen != nil && p.accepts(seen, c.Ops) {
			err = asConflict(err, base.Commit())
		}
		return nil, nil, err
	}
	commit.Ops = ops
	return commit, b, nil
}

// entryOf freezes a commit and the rows it changes.
func entryOf(c *model.Commit, b *model.Builder) (store.Entry, error) {
	e := store.Entry{Commit: model.EncodeCommit(c)}
	if len(e.Commit) > maxCommitBytes {
		return e, fault.New(fault.Invalid, "commit",
			"the change is too large for one commit (%d MB of at most %d); make it in parts", len(e.Commit)>>20, maxCommitBytes>>20)
	}
	s := b.Snapshot()
	touched := b.Touched()
	e.Rows = make([]store.Row, len(touched))
	for i, n := range touched {
		e.Rows[i] = store.Row{Node: uint32(n), Body: model.AppendRow(nil, s.Item(n))}
	}
	return e, nil
}

// maxCommitBytes is the longest commit that every store and an exported log
// can hold.
const maxCommitBytes = min(ledger.MaxCommitBytes, 900<<20)

// checkChange refuses what would make a commit that cannot be read back.
func checkChange(c *Change) error {
	var all []error
	refuse := func(field, format string, a ...any) {
		f := fault.New(fault.Invalid, "commit", format, a...)
		f.Place.Field = field
		all = append(all, f)
	}
	if strings.TrimSpace(c.Author) == "" {
		refuse("author", "a commit needs its author; say who makes the change")
	}
	for _, t := range []struct {
		field, text string
		lines       bool
	}{{"author", c.Author, false}, {"label", c.Label, false}, {"message", c.Message, true}} {
		if err := checkWords(t.text, t.lines); err != nil {
			refuse(t.field, "the %s %v", t.field, err)
		}
	}
	if !model.RequestName(c.Once) {
		refuse("once", "the name of the call holds what it may not, or is longer than 64")
	}
	if len(c.Ops) == 0 {
		refuse("ops", "the change holds no ops; there is nothing to commit")
	}
	for i := range c.Ops {
		if err := checkWords(c.Ops[i].Reason, true); err != nil {
			refuse("reason", "the reason of op %d %v", i+1, err)
		}
	}
	return errors.Join(all...)
}

// checkWords refuses text that JSON or a terminal could not carry.
func checkWords(s string, lines bool) error {
	if !utf8.ValidString(s) {
		return errors.New("is not valid UTF-8")
	}
	for _, r := range s {
		if unicode.IsControl(r) && (!lines || (r != '\n' && r != '\t')) {
			return fmt.Errorf("holds the control character U+%04X; remove it", r)
		}
	}
	return nil
}

func joinFaults(faults []*fault.Error) error {
	errs := make([]error, len(faults))
	for i, f := range faults {
		errs[i] = f
	}
	return errors.Join(errs...)
}

// Plan implements Service.
func (p *Project) Plan(ctx context.Context, at State, ops []model.Op) (State, error) {
	if err := p.usable(ctx, "plan"); err != nil {
		return State{}, err
	}
	return p.Planner.Plan(at, ops)
}
