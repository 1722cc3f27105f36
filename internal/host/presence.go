package host

import (
	"cmp"
	"context"
	"database/sql"
	"slices"
	"sync"
	"time"

	"github.com/cordon-ot/cordon/internal/fault"
)

// Person is somebody who has a project open.
type Person struct {
	User  string    // id of the user
	Name  string    // for people
	Where string    // key or page, empty if it was not said
	Since time.Time // since when he or she looks at that
	seen  time.Time
}

const (
	// presentFor is how long somebody counts as present who says nothing more.
	presentFor = time.Minute
	// presenceEvery is how often other nodes are asked who is there.
	presenceEvery = 2 * time.Second
)

// presence keeps who is there. It is no part of any record and may be lost.
type presence struct {
	mu    sync.Mutex
	rooms map[string]*attendance // by project id
}

type attendance struct {
	people  []Person // in order of name, then id
	changed chan struct{}
	asked   time.Time // when other nodes were asked
}

func (p *presence) of(project string) *attendance {
	if p.rooms == nil {
		p.rooms = map[string]*attendance{}
	}
	a := p.rooms[project]
	if a == nil {
		a = &attendance{changed: make(chan struct{})}
		p.rooms[project] = a
	}
	return a
}

// set puts a new list in place and wakes those who follow it if it reads
// otherwise.
func (a *attendance) set(people []Person) {
	slices.SortFunc(people, func(x, y Person) int { return cmp.Or(cmp.Compare(x.Name, y.Name), cmp.Compare(x.User, y.User)) })
	same := slices.EqualFunc(a.people, people, func(x, y Person) bool {
		return x.User == y.User && x.Name == y.Name && x.Where == y.Where
	})
	a.people = people
	if !same {
		close(a.changed)
		a.changed = make(chan struct{})
	}
}

func still(people []Person, now time.Time) []Person {
	return slices.DeleteFunc(slices.Clone(people), func(p Person) bool {
		age := now.Sub(p.seen)
		return age > presentFor || age < -presentFor // the clock was set back
	})
}

// Look says that somebody looks at a part of a project. It is to be said again
// within half a minute as long as it holds.
func (h *Host) Look(ctx context.Context, project string, p Person) error {
	now := h.cfg.Clock()
	h.presence.mu.Lock()
	a := h.presence.of(project)
	p.Since, p.seen = now, now
	people := still(a.people, now)
	if i := slices.IndexFunc(people, func(o Person) bool { return o.User == p.User }); i >= 0 {
		if people[i].Where == p.Where {
			p.Since = people[i].Since
		}
		people[i] = p
	} else {
		people = append(people, p)
	}
	a.set(people)
	h.presence.mu.Unlock()
	if !h.cfg.Stores.Shared() {
		return nil
	}
	return h.cfg.Admin.Write(ctx, func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, "DELETE FROM admin_presence WHERE seen < $1 OR (project = $2 AND user_id = $3)",
			now.Add(-presentFor).UnixMilli(), project, p.User); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, "INSERT INTO admin_presence (project, user_id, name, place, since, seen) VALUES ($1, $2, $3, $4, $5, $6)",
			project, p.User, p.Name, p.Where, p.Since.UnixMilli(), now.UnixMilli())
		return err
	})
}

// Leave says that somebody looks at nothing there any more.
func (h *Host) Leave(ctx context.Context, project, user string) error {
	h.presence.mu.Lock()
	a := h.presence.of(project)
	a.set(slices.DeleteFunc(slices.Clone(a.people), func(p Person) bool { return p.User == user }))
	h.presence.mu.Unlock()
	if !h.cfg.Stores.Shared() {
		return nil
	}
	return h.cfg.Admin.Write(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, "DELETE FROM admin_presence WHERE project = $1 AND user_id = $2", project, user)
		return err
	})
}

// Present lists who has a project open, in order of name. While the database
// does not answer, those on other nodes are as they were last heard of.
func (h *Host) Present(ctx context.Context, project string) ([]Person, error) {
	if err := h.askOthers(ctx, project); err != nil && (fault.KindOf(err) != fault.Unavailable || ctx.Err() != nil) {
		return nil, err
	}
	h.presence.mu.Lock()
	defer h.presence.mu.Unlock()
	return still(h.presence.of(project).people, h.cfg.Clock()), nil
}

// PresenceChanged gives a channel that is closed when the list of those who are
// present reads otherwise than now.
func (h *Host) PresenceChanged(project string) <-chan struct{} {
	h.presence.mu.Lock()
	defer h.presence.mu.Unlock()
	return h.presence.of(project).changed
}

// askOthers takes over what was said to other nodes.
func (h *Host) askOthers(ctx context.Context, project string) error {
	if !h.cfg.Stores.Shared() {
		return nil
	}
	now := h.cfg.Clock()
	h.presence.mu.Lock()
	a := h.presence.of(project)
	if age := now.Sub(a.asked); age >= 0 && age < presenceEvery {
		h.presence.mu.Unlock()
		return nil
	}
	a.asked = now
	h.presence.mu.Unlock()
	var people []Person
	err := h.cfg.Admin.Read(ctx, func(tx *sql.Tx) error {
		people = people[:0]
		rows, err := tx.QueryContext(ctx, "SELECT user_id, name, place, since, seen FROM admin_presence WHERE project = $1", project)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var p Person
			var since, seen int64
			if err := rows.Scan(&p.User, &p.Name, &p.Where, &since, &seen); err != nil {
				return err
			}
			p.Since, p.seen = time.UnixMilli(since).UTC(), time.UnixMilli(seen).UTC()
			people = append(people, p)
		}
		return rows.Err()
	})
	if err != nil {
		return err
	}
	h.presence.mu.Lock()
	defer h.presence.mu.Unlock()
	h.presence.of(project).set(still(people, now))
	return nil
}

// sweepPresence drops those who have gone without a word, so that those who
// follow see it.
func (h *Host) sweepPresence(ctx context.Context) {
	now := h.cfg.Clock()
	h.presence.mu.Lock()
	var open []string
	for id, a := range h.presence.rooms {
		a.set(still(a.people, now))
		open = append(open, id)
	}
	h.presence.mu.Unlock()
	for _, id := range open {
		if err := h.askOthers(ctx, id); err != nil {
			h.cfg.Log.DebugContext(ctx, "asking who is present on other nodes", "error", err)
		}
	}
}
