package host

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"sync"
	"time"

	"github.com/cordon-ot/cordon/internal/admin"
	"github.com/cordon-ot/cordon/internal/blob"
	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/standard"
	"github.com/cordon-ot/cordon/internal/store"
)

// Stores opens the databases that hold the records, by the id of the project.
// Errors are those of store.Store: NotFound if there is no such record to open,
// Conflict if there is one already where one is to be made.
type Stores interface {
	Open(ctx context.Context, id string) (store.Store, error)
	Create(ctx context.Context, id string) (store.Store, error)
	// Discard removes a record that was never listed, because making it failed.
	Discard(ctx context.Context, id string) error
	// Shared reports whether other processes write to the records.
	Shared() bool
	// Hints gives the ids of projects that others may have written to, as a
	// hint that may come late or not at all; nil if there are none to be had.
	Hints(ctx context.Context) <-chan string
	// Tell gives others the hint that a project was written to.
	Tell(ctx context.Context, id string)
}

// Config is what a host works with. All fields but Progress are needed.
type Config struct {
	Admin   *admin.DB
	Stores  Stores
	Files   func(id string) (blob.Store, error) // the evidence files of a project
	Library *standard.Library
	Clock   func() time.Time
	Random  io.Reader
	Zone    func(string) (*time.Location, error)
	Log     *slog.Logger
	// Idle is after what time a project that nobody uses is closed.
	Idle time.Duration
	// Follow is how often a project in a shared database is looked at for what
	// others wrote.
	Follow time.Duration
	// MostOpen is how many projects stay open that nobody uses just now.
	MostOpen int
}

// Host keeps the projects of a server. Make one with New and Close it. Its
// methods may be called concurrently.
type Host struct {
	cfg Config

	mu     sync.Mutex
	rooms  map[string]*room // by project id
	closed bool
	names  registryCache

	presence presence
	comments talk

	ending context.Context // ends when the host is closed
	stop   context.CancelFunc
	work   sync.WaitGroup
}

// New makes a host and starts what it does by itself: closing idle projects,
// saving snapshots, following a shared database.
func New(cfg Config) (*Host, error) {
	if cfg.Admin == nil || cfg.Stores == nil || cfg.Files == nil || cfg.Library == nil || cfg.Clock == nil ||
		cfg.Random == nil || cfg.Zone == nil || cfg.Log == nil || cfg.Idle <= 0 || cfg.Follow <= 0 || cfg.MostOpen <= 0 {
		return nil, fault.New(fault.Invalid, "start the host of projects", "its configuration is not complete")
	}
	ctx, stop := context.WithCancel(context.Background())
	h := &Host{cfg: cfg, rooms: map[string]*room{}, ending: ctx, stop: stop}
	h.work.Go(func() { h.keepHouse(ctx) })
	h.work.Go(func() { h.keepPresence(ctx) })
	if hints := cfg.Stores.Hints(ctx); hints != nil {
		h.work.Go(func() { h.heed(ctx, hints) })
	}
	return h, nil
}

// Library gives the catalogues of the standard that all projects share.
func (h *Host) Library() *standard.Library { return h.cfg.Library }

// Close closes every project, waiting for the leases that are out. Calls after
// it give Unavailable.
func (h *Host) Close() error {
	h.mu.Lock()
	h.closed = true
	rooms := make([]*room, 0, len(h.rooms))
	for _, r := range h.rooms {
		rooms = append(rooms, r)
	}
	h.mu.Unlock()
	h.stop()
	h.work.Wait()
	var errs []error
	for _, r := range rooms {
		<-r.ready
		r.users.Wait()
		if r.project != nil {
			errs = append(errs, r.project.Close())
		}
	}
	return errors.Join(errs...)
}

// Open gives how many projects are open now.
func (h *Host) Open() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return len(h.rooms)
}

// keepHouse closes what is idle and saves what has grown.
func (h *Host) keepHouse(ctx context.Context) {
	every := min(max(h.cfg.Idle/4, time.Second), time.Minute)
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		h.closeIdle()
		for _, r := range h.open() {
			r.project.Save(ctx)
		}
	}
}

// keepPresence looks who has come and gone, and who has said something on
// another node.
func (h *Host) keepPresence(ctx context.Context) {
	tick := time.NewTicker(presenceEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			h.sweepPresence(ctx)
			h.sweepComments(ctx)
		}
	}
}

// open lists the rooms whose project is open.
func (h *Host) open() []*room {
	h.mu.Lock()
	defer h.mu.Unlock()
	var list []*room
	for _, r := range h.rooms {
		if r.isReady() && r.project != nil && !r.leaving {
			list = append(list, r)
		}
	}
	return list
}
