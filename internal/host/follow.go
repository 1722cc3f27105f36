package host

import (
	"context"
	"time"
)

// follow looks from time to time for what other processes wrote, as long as the
// project is open.
func (h *Host) follow(r *room) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.closed {
		return
	}
	h.work.Go(func() {
		tick := time.NewTicker(h.cfg.Follow)
		defer tick.Stop()
		for {
			select {
			case <-h.ending.Done():
				return
			case <-tick.C:
			}
			h.mu.Lock()
			over := h.closed || r.leaving
			h.mu.Unlock()
			if over {
				return
			}
			h.lookAgain(r)
		}
	})
}

// heed looks at once where another process says that it wrote.
func (h *Host) heed(ctx context.Context, hints <-chan string) {
	for {
		select {
		case <-ctx.Done():
			return
		case id, ok := <-hints:
			if !ok {
				return
			}
			h.mu.Lock()
			r := h.rooms[id]
			h.mu.Unlock()
			if r != nil && r.isReady() && r.err == nil {
				h.lookAgain(r)
			}
		}
	}
}

// followFor bounds one look, so that a database that hangs does not stop the
// looking for ever.
const followFor = 10 * time.Second

func (h *Host) lookAgain(r *room) {
	ctx, cancel := context.WithTimeout(context.Background(), followFor)
	defer cancel()
	if _, err := r.project.Refresh(ctx); err != nil {
		// The next look comes soon; readers meanwhile see the last state known.
		h.cfg.Log.Debug("looking for what others wrote", "project", r.id, "error", err)
	}
}

// Wrote says that this process has written to the project, so that others are
// told.
func (l *Lease) Wrote(ctx context.Context) {
	if l.host.cfg.Stores.Shared() {
		l.host.cfg.Stores.Tell(context.WithoutCancel(ctx), l.room.id)
	}
}
