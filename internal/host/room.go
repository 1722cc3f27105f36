package host

import (
	"cmp"
	"context"
	"slices"
	"sync"
	"time"

	"github.com/cordon-ot/cordon/internal/app"
	"github.com/cordon-ot/cordon/internal/blob"
	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/store"
)

// room holds one project while it is open. Its own fields are guarded by
// Host.mu, except project and err, which are fixed once ready is closed.
type room struct {
	id      string
	ready   chan struct{} // closed when the project is open, or cannot be opened
	project *app.Project
	err     error

	holders int       // leases that are out
	used    time.Time // when the last one came back
	leaving bool      // it is being closed
	left    chan struct{}
	users   sync.WaitGroup // the same count as holders, to wait for at the end

	views views
	keys  keyring
}

func (r *room) isReady() bool {
	select {
	case <-r.ready:
		return true
	default:
		return false
	}
}

// Lease is the use of an open project. Release it when the work is done; the
// project stays open until then.
type Lease struct {
	*app.Project
	host     *Host
	room     *room
	released sync.Once
}

// Release gives the project back. A second Release does nothing.
func (l *Lease) Release() {
	l.released.Do(func() {
		l.host.mu.Lock()
		l.room.holders--
		l.room.used = l.host.cfg.Clock()
		l.host.mu.Unlock()
		l.room.users.Done()
	})
}

// Acquire opens the project with an id, or joins those who use it. NotFound if
// there is none of this id.
func (h *Host) Acquire(ctx context.Context, id string) (*Lease, error) {
	const op = "open project"
	for {
		h.mu.Lock()
		if h.closed {
			h.mu.Unlock()
			return nil, store.Closed(op)
		}
		r := h.rooms[id]
		if r != nil && r.leaving {
			h.mu.Unlock()
			select {
			case <-r.left:
				continue
			case <-ctx.Done():
				return nil, store.Cancelled(op, ctx.Err())
			}
		}
		if r == nil {
			r = &room{id: id, ready: make(chan struct{}), left: make(chan struct{})}
			h.rooms[id] = r
			// Opening goes on if this caller leaves: others may be waiting.
			go h.furnish(context.WithoutCancel(ctx), r)
		}
		r.holders++
		r.users.Add(1)
		h.mu.Unlock()
		l := &Lease{host: h, room: r}
		select {
		case <-r.ready:
		case <-ctx.Done():
			l.Release()
			return nil, store.Cancelled(op, ctx.Err())
		}
		if r.err != nil {
			l.Release()
			return nil, r.err
		}
		l.Project = r.project
		return l, nil
	}
}

// furnish opens the project of a room. One that cannot be opened leaves no
// room, so that the next caller tries again.
func (h *Host) furnish(ctx context.Context, r *room) {
	project, err := h.openProject(ctx, r.id)
	h.mu.Lock()
	r.project, r.err = project, err
	r.used = h.cfg.Clock()
	if err != nil {
		delete(h.rooms, r.id)
	}
	h.mu.Unlock()
	close(r.ready)
	if err == nil && h.cfg.Stores.Shared() {
		h.follow(r)
	}
}

func (h *Host) openProject(ctx context.Context, id string) (*app.Project, error) {
	s, err := h.cfg.Stores.Open(ctx, id)
	if err != nil {
		return nil, err
	}
	cfg, _, err := h.projectConfig(id)
	if err == nil {
		cfg.Store = s
		var p *app.Project
		if p, err = app.Open(ctx, cfg); err == nil {
			return p, nil
		}
	}
	_ = s.Close() // the first error says what is wrong
	return nil, err
}

func (h *Host) projectConfig(id string) (app.Config, blob.Store, error) {
	files, err := h.cfg.Files(id)
	if err != nil {
		return app.Config{}, nil, fault.Wrap(fault.Unavailable, "open the evidence files of the project", err)
	}
	return app.Config{Library: h.cfg.Library, Clock: h.cfg.Clock, Random: h.cfg.Random, Zone: h.cfg.Zone, Files: files}, files, nil
}

// Files gives the evidence files of the project.
func (l *Lease) Files() (blob.Store, error) { return l.host.cfg.Files(l.room.id) }

// closeIdle closes projects that nobody has used for the idle time, and the
// longest unused beyond the most that may stay open.
func (h *Host) closeIdle() {
	now := h.cfg.Clock()
	h.mu.Lock()
	var unused []*room
	for _, r := range h.rooms {
		if r.isReady() && r.holders == 0 && !r.leaving && r.err == nil {
			if r.used.After(now) { // the clock was set back
				r.used = now
			}
			unused = append(unused, r)
		}
	}
	slices.SortFunc(unused, func(a, b *room) int { return cmp.Or(b.used.Compare(a.used), cmp.Compare(a.id, b.id)) })
	var leave []*room
	for i, r := range unused {
		if i >= h.cfg.MostOpen || now.Sub(r.used) >= h.cfg.Idle {
			r.leaving = true
			leave = append(leave, r)
		}
	}
	h.mu.Unlock()
	for _, r := range leave {
		h.dismiss(r)
	}
}

func (h *Host) dismiss(r *room) {
	if err := r.project.Close(); err != nil {
		h.cfg.Log.Error("closing an idle project", "project", r.id, "error", err)
	}
	h.mu.Lock()
	delete(h.rooms, r.id)
	h.mu.Unlock()
	close(r.left)
}
