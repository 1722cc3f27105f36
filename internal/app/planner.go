package app

import (
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/model"
	"github.com/cordon-ot/cordon/internal/standard"
)

// Planner applies changes to states in memory by the rules of Commit: it checks
// ops, takes fingerprints and knows days and catalogues. It needs no record, so
// that whoever holds only a state of one can plan on it. Its methods may be
// called concurrently.
type Planner struct {
	library *standard.Library
	clock   func() time.Time
	zone    func(string) (*time.Location, error)
	zones   sync.Map // time zones found so far, by name
	bases   sync.Map // capability.Basis by the editions that a state pins
}

// NewPlanner makes a planner; what it is given is as in Config.
func NewPlanner(lib *standard.Library, clock func() time.Time, zone func(string) (*time.Location, error)) *Planner {
	return &Planner{library: lib, clock: clock, zone: zone}
}

// Plan applies ops to a state in memory only and gives the state they would
// lead to, on the same day. The errors are those of Commit.
func (p *Planner) Plan(at State, ops []model.Op) (State, error) {
	b, _, err := p.derive(at.Snapshot, p.now(at.Snapshot), ops)
	if err != nil {
		return State{}, err
	}
	return State{Snapshot: b.Snapshot(), Date: at.Date, Label: at.Label + " with changes"}, nil
}

// Try is Plan for a whole change: it also refuses what Commit would refuse of
// author, label and message.
func (p *Planner) Try(at State, c *Change) (State, error) {
	if err := checkChange(c); err != nil {
		return State{}, err
	}
	return p.Plan(at, c.Ops)
}

// derive applies ops to a state and seals them: it gives the builder of the
// state after them, and the ops as they are to be recorded.
func (p *Planner) derive(base *model.Snapshot, at time.Time, ops []model.Op) (*model.Builder, []model.Op, error) {
	b := model.NewBuilder(base, base.Commit()+1, at, model.Options{Row: p.checkRow})
	if !b.Apply(ops) {
		return nil, nil, joinFaults(b.Faults())
	}
	if err := p.checkZone(base, b.Snapshot()); err != nil {
		return nil, nil, err
	}
	ops, err := p.seal(b, ops)
	if err != nil {
		return nil, nil, err
	}
	return b, ops, nil
}

// accepts reports whether ops could be applied to a state.
func (p *Planner) accepts(s *model.Snapshot, ops []model.Op) bool {
	return model.NewBuilder(s, s.Commit()+1, s.Time(), model.Options{Row: p.checkRow}).Apply(ops)
}

// checkZone refuses a change to a time zone that cannot be found: every later
// question about a day would go wrong.
func (p *Planner) checkZone(base, next *model.Snapshot) error {
	if zoneName(base) == zoneName(next) {
		return nil
	}
	_, err := p.Location(next)
	return err
}

// now is the time of the next commit: the clock's, to the millisecond, but
// never before the commit it follows.
func (p *Planner) now(base *model.Snapshot) time.Time {
	t := p.clock().UTC().Truncate(time.Millisecond)
	if t.Before(base.Time()) {
		return base.Time()
	}
	return t
}

// day gives the day of a moment in the project's time zone of state s.
func (p *Planner) day(s *model.Snapshot, t time.Time) (string, error) {
	loc, err := p.Location(s)
	if err != nil {
		return "", err
	}
	return t.In(loc).Format(time.DateOnly), nil
}

// Location gives the time zone of the project's day in a state, UTC unless the
// system names one. Invalid if there is none of that name, and for "Local".
func (p *Planner) Location(s *model.Snapshot) (*time.Location, error) {
	name := zoneName(s)
	if name == "" {
		return time.UTC, nil
	}
	if loc, ok := p.zones.Load(name); ok {
		return loc.(*time.Location), nil
	}
	loc, err := p.zone(name)
	if name == "Local" {
		err = errors.New("it is another on every machine")
	}
	if err != nil {
		return nil, &fault.Error{
			Kind: fault.Invalid, Op: "find the time zone", Subject: s.Key(s.System()).String(), Place: fault.Place{Field: "time_zone"},
			Message: fmt.Sprintf("there is no time zone %q here; name one such as Europe/Berlin", name), Err: err,
		}
	}
	p.zones.Store(name, loc)
	return loc, nil
}

// zoneName names the project's time zone, empty for UTC.
func zoneName(s *model.Snapshot) string {
	sys, _ := s.SystemView()
	if sys.Item == nil {
		return ""
	}
	return sys.TimeZone()
}
