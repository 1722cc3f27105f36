package soak

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/cordon-ot/cordon/internal/api"
)

// writers is how many programs write at once.
const writers = 16

// load is writers, readers and followers who are at work on some nodes.
type load struct {
	t     testing.TB
	nodes []*node
	stop  chan struct{} // closed when no new work is to begin
	work  sync.WaitGroup

	mu    sync.Mutex
	acked map[string]uint64 // title to the commit that was acknowledged
	took  []time.Duration   // from the first try of a change to its answer

	retries, conflicts, reads, away atomic.Int64
	followers                       []*follower
}

// patience is how long a change is tried again before it counts as lost.
const patience = 60 * time.Second

// begin lets everybody begin.
func begin(t testing.TB, team *team, nodes ...*node) *load {
	t.Helper()
	l := &load{t: t, nodes: nodes, stop: make(chan struct{}), acked: map[string]uint64{}}
	for i := range 4 {
		f := &follower{load: l, caller: team.program(t, nodes[0], i), at: i}
		l.followers = append(l.followers, f)
		f.begin()
	}
	for w := range writers {
		c := team.program(t, nodes[0], w)
		l.work.Go(func() { l.write(w, c) })
	}
	for i := range 3 {
		c := team.program(t, nodes[0], i)
		l.work.Go(func() { l.read(i, c) })
	}
	return l
}

func (l *load) over() bool {
	select {
	case <-l.stop:
		return true
	default:
		return false
	}
}

// write makes changes under a title that nobody else uses, each under a name of
// its own, and tries each again until it is told what became of it.
func (l *load) write(w int, c *caller) {
	for i := 0; !l.over(); i++ {
		title := fmt.Sprintf("writer %02d change %06d", w, i)
		change := api.Change{Message: "soak", Ops: []api.Op{{Op: "create", Kind: "asset", Title: title}}}
		began := time.Now()
		n, err := l.settle(w, c, title, change)
		if err != nil {
			l.t.Errorf("%s: %v", title, err)
			return
		}
		l.mu.Lock()
		l.acked[title] = n
		l.took = append(l.took, time.Since(began))
		l.mu.Unlock()
	}
}

// settle makes one change until it is known to be made.
func (l *load) settle(w int, c *caller, title string, change api.Change) (uint64, error) {
	var last string
	until := time.Now().Add(patience)
	for try := 0; time.Now().Before(until); try++ {
		at := l.nodes[(w+try)%len(l.nodes)]
		a, err := c.call(context.Background(), at.url, http.MethodPost, "/projects/"+project+"/commits", change, "Idempotency-Key", title)
		if err == nil && a.status == http.StatusOK {
			var done api.Committed
			if err := json.Unmarshal(a.body, &done); err != nil || done.Commit == nil {
				return 0, fmt.Errorf("the answer is %s (%w)", a.body, err)
			}
			return done.Commit.Number, nil
		}
		l.retries.Add(1)
		switch {
		case err != nil:
			last = err.Error()
		case a.status == http.StatusConflict:
			l.conflicts.Add(1)
			last = string(a.body)
		case a.status == http.StatusServiceUnavailable || a.status == http.StatusTooManyRequests:
			last = string(a.body)
		default:
			return 0, fmt.Errorf("status %d from %s: %s", a.status, at.url, a.body)
		}
		time.Sleep(time.Duration(20+rand.IntN(60)) * time.Millisecond)
	}
	return 0, fmt.Errorf("not settled in %v; the last answer was %s", patience, last)
}

// read asks for pages, levels and search results. What a node shows never goes
// back behind what it has shown.
func (l *load) read(i int, c *caller) {
	paths := []string{"/items?limit=50", "/levels", "/search?q=change", "/findings", "/items?kind=asset&limit=20"}
	seen := make([]uint64, len(l.nodes))
	for n := i; !l.over(); n++ {
		which := n % len(l.nodes)
		path := paths[n%len(paths)]
		a, err := c.call(context.Background(), l.nodes[which].url, http.MethodGet, "/projects/"+project+path, nil)
		switch {
		case err != nil || a.status == http.StatusServiceUnavailable || a.status == http.StatusTooManyRequests:
			l.away.Add(1)
			time.Sleep(30 * time.Millisecond)
			continue
		case a.status != http.StatusOK:
			l.t.Errorf("GET %s = %d: %s", path, a.status, a.body)
			return
		}
		l.reads.Add(1)
		commit, err := strconv.ParseUint(a.header.Get("Cordon-Commit"), 10, 64)
		if err != nil || commit < seen[which] {
			l.t.Errorf("GET %s at node %d was read at commit %d (%v) after one at %d", path, which, commit, err, seen[which])
		}
		seen[which] = max(seen[which], commit)
		time.Sleep(5 * time.Millisecond)
	}
}

// finish lets writers and readers end their work and followers see the last
// commit.
func (l *load) finish() {
	close(l.stop)
	l.work.Wait()
	var last uint64
	for _, n := range l.acked {
		last = max(last, n)
	}
	for _, f := range l.followers {
		f.until <- last
	}
	for _, f := range l.followers {
		f.finish(last)
	}
}

// report tells what was measured.
func (l *load) report(d time.Duration, kills, restarts int) {
	l.t.Helper()
	slices.Sort(l.took)
	at := func(p int) time.Duration {
		if len(l.took) == 0 {
			return 0
		}
		return l.took[min(len(l.took)-1, len(l.took)*p/100)].Round(100 * time.Microsecond)
	}
	events, breaks := 0, 0
	for _, f := range l.followers {
		events, breaks = events+f.events, breaks+f.breaks
	}
	l.t.Logf("%d commits of %d writers in %v: %.0f/s, p50 %v, p99 %v, longest %v; %d kills of a node, %d restarts of the database, "+
		"%d tries again (%d conflicts); %d reads, %d times away; %d events on %d streams with %d breaks",
		len(l.acked), writers, d, float64(len(l.acked))/d.Seconds(), at(50), at(99), at(100), kills, restarts,
		l.retries.Load(), l.conflicts.Load(), l.reads.Load(), l.away.Load(), events, len(l.followers), breaks)
}
