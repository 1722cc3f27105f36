package app

import (
	"bytes"
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/model"
)

// At implements Service.
func (p *Project) At(ctx context.Context, ref string) (State, error) {
	ref = strings.TrimSpace(ref)
	if ref == "" || strings.EqualFold(ref, "head") {
		return p.Head(ctx)
	}
	if err := p.usable(ctx, "find a state"); err != nil {
		return State{}, err
	}
	head := p.head.Load()
	if digits, ok := commitRef(ref); ok {
		// A commit beyond the head known here may be another process's.
		if n, err := strconv.ParseUint(digits, 10, 64); err == nil && n > head.Commit() {
			if _, err := p.Refresh(ctx); err != nil {
				return State{}, err
			}
			head = p.head.Load()
		}
		return p.atCommit(ctx, head, digits)
	}
	if day, ok := parseDay(ref); ok {
		return p.atDay(ctx, head, day)
	}
	if moment, ok := parseMoment(ref); ok {
		return p.atMoment(ctx, head, moment)
	}
	return p.atBaseline(ctx, head, ref)
}

// commitRef recognises a commit number, also as "#12" or "commit 12".
func commitRef(ref string) (digits string, ok bool) {
	digits = strings.TrimPrefix(ref, "#")
	if words := strings.Fields(ref); len(words) == 2 && strings.EqualFold(words[0], "commit") {
		digits = words[1]
	}
	return digits, digits != "" && strings.Trim(digits, "0123456789") == ""
}

func parseDay(ref string) (time.Time, bool) {
	t, err := time.Parse(time.DateOnly, ref)
	return t, err == nil
}

func parseMoment(ref string) (time.Time, bool) {
	t, err := time.Parse(time.RFC3339Nano, ref)
	return t, err == nil
}

func (p *Project) atCommit(ctx context.Context, head *model.Snapshot, digits string) (State, error) {
	n, err := strconv.ParseUint(digits, 10, 64)
	if err != nil || n == 0 || n > head.Commit() {
		f := fault.New(fault.NotFound, "find a state", "there is no such commit; the record holds commits 1 to %d", head.Commit())
		if head.Commit() == 0 {
			f.Say("there is no such commit; the record is empty")
		}
		f.Subject = "commit " + digits
		return State{}, f
	}
	return p.atNumber(ctx, n, fmt.Sprintf("commit %d", n))
}

// atNumber gives the state after a commit, dated the day of that commit.
func (p *Project) atNumber(ctx context.Context, n uint64, label string) (State, error) {
	s, err := p.state(ctx, n)
	if err != nil {
		return State{}, err
	}
	day, err := p.day(s, s.Time())
	return State{Snapshot: s, Date: day, Label: label}, err
}

// atDay gives the state at the end of a day in the project's time zone of
// today, dated that day. It may lie in the future: then it is today's state
// with what will have expired by then.
func (p *Project) atDay(ctx context.Context, head *model.Snapshot, day time.Time) (State, error) {
	loc, err := p.Location(head)
	if err != nil {
		return State{}, err
	}
	name := day.Format(time.DateOnly)
	next := time.Date(day.Year(), day.Month(), day.Day()+1, 0, 0, 0, 0, loc)
	n, err := p.lastBefore(ctx, head, next)
	if err != nil {
		return State{}, err
	}
	if n == 0 {
		return State{}, p.beforeTheRecord(ctx, head, name, loc)
	}
	s, err := p.state(ctx, n)
	return State{Snapshot: s, Date: name, Label: name}, err
}

// atMoment gives the state at a point in time, dated its day.
func (p *Project) atMoment(ctx context.Context, head *model.Snapshot, t time.Time) (State, error) {
	loc, err := p.Location(head)
	if err != nil {
		return State{}, err
	}
	n, err := p.lastBefore(ctx, head, t.Add(time.Nanosecond))
	if err != nil {
		return State{}, err
	}
	label := t.Format(time.RFC3339Nano)
	if n == 0 {
		return State{}, p.beforeTheRecord(ctx, head, label, loc)
	}
	s, err := p.state(ctx, n)
	return State{Snapshot: s, Date: t.In(loc).Format(time.DateOnly), Label: label}, err
}

// lastBefore finds the last commit dated before t, 0 if there is none. Commits
// are dated in ascending order, so a few of them are looked at.
func (p *Project) lastBefore(ctx context.Context, head *model.Snapshot, t time.Time) (uint64, error) {
	if head.Commit() == 0 || head.Time().Before(t) {
		return head.Commit(), nil
	}
	low, high := uint64(0), head.Commit() // low is before t (or 0), high is not
	for high-low > 1 {
		mid := low + (high-low)/2
		at, err := p.commitTime(ctx, mid)
		if err != nil {
			return 0, err
		}
		if at.Before(t) {
			low = mid
		} else {
			high = mid
		}
	}
	return low, nil
}

// commitTime reads when a commit was made, without decoding its ops: an import
// may be large.
func (p *Project) commitTime(ctx context.Context, n uint64) (time.Time, error) {
	var at time.Time
	err := p.cfg.Store.Commits(ctx, n, n, func(n uint64, data []byte) error {
		const member = `"time":"`
		i := bytes.Index(data, []byte(member))
		if i < 0 || len(data) < i+len(member)+len(model.TimeLayout) {
			return damagedCommit(n, fmt.Errorf("it has no time"))
		}
		i += len(member)
		var err error
		if at, err = time.Parse(model.TimeLayout, string(data[i:i+len(model.TimeLayout)])); err != nil {
			return damagedCommit(n, err)
		}
		return nil
	})
	return at, err
}

func (p *Project) beforeTheRecord(ctx context.Context, head *model.Snapshot, asked string, loc *time.Location) error {
	f := fault.New(fault.NotFound, "find a state", "the record is empty")
	f.Subject = asked
	if head.Commit() > 0 {
		first, err := p.commitTime(ctx, 1)
		if err != nil {
			return err
		}
		f.Say("the record does not go back that far; it begins on %s", first.In(loc).Format("2006-01-02 15:04:05 MST"))
	}
	return f
}

// atBaseline finds a baseline of the head by key or title.
func (p *Project) atBaseline(ctx context.Context, head *model.Snapshot, ref string) (State, error) {
	n, err := findBaseline(head, ref)
	if err != nil {
		return State{}, err
	}
	b := head.BaselineView(n)
	if b.At() == 0 || b.At() > head.Commit() {
		f := fault.New(fault.Invalid, "find a state", "the baseline names no commit of this record (1 to %d)", head.Commit())
		f.Subject = b.Key.String()
		return State{}, f
	}
	return p.atNumber(ctx, b.At(), b.Key.String())
}

// findBaseline finds a live baseline by key or title, the title without regard
// to case if none has it exactly. NotFound lists the baselines there are,
// Invalid the ones that share the title.
func findBaseline(s *model.Snapshot, ref string) (model.Node, error) {
	var exact, loose []model.Node
	var all []string
	for n := range s.OfKind(model.KindBaseline) {
		it := s.Item(n)
		all = append(all, fmt.Sprintf("%s %q", it.Key, it.Title))
		switch {
		case strings.EqualFold(it.Key.String(), ref):
			return n, nil
		case it.Title == ref:
			exact = append(exact, n)
		case strings.EqualFold(it.Title, ref):
			loose = append(loose, n)
		}
	}
	if len(exact) == 0 {
		exact = loose
	}
	f := fault.New(fault.NotFound, "find a state", "")
	f.Subject = ref
	switch {
	case len(exact) == 1:
		return exact[0], nil
	case len(exact) > 1:
		f.Kind = fault.Invalid
		f.Say("%s and %s have this title; use the key", s.Key(exact[0]), s.Key(exact[1]))
	case len(all) == 0:
		f.Say("this is no commit number, no day such as 2026-03-31 and no point in time, and there are no baselines")
	default:
		const most = 12
		if more := len(all) - most; more > 0 {
			all = append(all[:most], fault.Say("%d more", more).String())
		}
		f.Say("this is no commit number, no day such as 2026-03-31, no point in time and no baseline; the baselines are %s", strings.Join(all, ", "))
	}
	return model.NoNode, f
}
