package server

import (
	"context"
	"net/netip"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"github.com/cordon-ot/cordon/internal/fault"
)

// Limits says how much one caller may ask for. The zero value of a field means
// its default.
type Limits struct {
	PublicRate  float64 // requests a second from one network without signing in
	PublicBurst int
	CallerRate  float64 // requests a second of one user
	CallerBurst int
	Heavy       int // expensive requests that run at once
	HeavyEach   int // of them for one user
}

func (l Limits) withDefaults() Limits {
	set := func(v *int, d int) {
		if *v == 0 {
			*v = d
		}
	}
	if l.PublicRate == 0 {
		l.PublicRate = 5
	}
	if l.CallerRate == 0 {
		l.CallerRate = 500
	}
	set(&l.PublicBurst, 60)
	set(&l.CallerBurst, 2000)
	set(&l.Heavy, 8)
	set(&l.HeavyEach, 4)
	return l
}

// limits keeps the account of who asked for how much. Entries that are full
// again are forgotten, so its size is bounded by the traffic of a few minutes.
type limits struct {
	limits Limits
	now    func() time.Time
	slots  chan struct{} // one for each expensive request that runs

	mu      sync.Mutex
	buckets map[string]*bucket
	running map[string]int // expensive requests by user
	swept   time.Time
}

type bucket struct {
	*rate.Limiter
	used time.Time
}

func newLimits(l Limits, now func() time.Time) *limits {
	l = l.withDefaults()
	return &limits{
		limits: l, now: now, slots: make(chan struct{}, l.Heavy),
		buckets: map[string]*bucket{}, running: map[string]int{}, swept: now(),
	}
}

// bucketFor is how long an unused bucket is kept: longer than it takes to fill.
const bucketFor = 10 * time.Minute

func (l *limits) allow(name string, perSecond float64, burst int) (wait time.Duration, ok bool) {
	now := l.now()
	l.mu.Lock()
	defer l.mu.Unlock()
	if now.Sub(l.swept) > bucketFor {
		for k, b := range l.buckets {
			if now.Sub(b.used) > bucketFor {
				delete(l.buckets, k)
			}
		}
		l.swept = now
	}
	b := l.buckets[name]
	if b == nil {
		b = &bucket{Limiter: rate.NewLimiter(rate.Limit(perSecond), burst)}
		l.buckets[name] = b
	}
	b.used = now
	r := b.ReserveN(now, 1)
	if wait = r.DelayFrom(now); wait > 0 {
		r.CancelAt(now)
		return wait, false
	}
	return 0, true
}

func (l *limits) ask(name string, perSecond float64, burst int) error {
	if wait, ok := l.allow(name, perSecond, burst); !ok {
		seconds := int(wait/time.Second) + 1
		return tooMany(seconds, "too many requests; wait %d s and go on more slowly", seconds)
	}
	return nil
}

// public limits callers who are not signed in, by their network.
func (l *limits) public(address string) error {
	return l.ask("n "+network(address), l.limits.PublicRate, l.limits.PublicBurst)
}

// caller limits one user.
func (l *limits) caller(user string) error {
	return l.ask("u "+user, l.limits.CallerRate, l.limits.CallerBurst)
}

// note reports whether a refusal of this user is worth recording: not more than
// a few a minute, so that nobody fills the stream of security events.
func (l *limits) note(user string) bool {
	_, ok := l.allow("d "+user, 1, 20)
	return ok
}

// heavy waits for a place among the expensive requests; done gives it back.
func (l *limits) heavy(ctx context.Context, user string) (done func(), err error) {
	l.mu.Lock()
	if l.running[user] >= l.limits.HeavyEach {
		l.mu.Unlock()
		return func() {}, tooMany(1, "%d expensive requests of yours are running; wait until one has ended", l.limits.HeavyEach)
	}
	l.running[user]++
	l.mu.Unlock()
	leave := func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		if l.running[user]--; l.running[user] == 0 {
			delete(l.running, user)
		}
	}
	select {
	case l.slots <- struct{}{}:
		return func() { <-l.slots; leave() }, nil
	case <-ctx.Done():
		leave()
		return func() {}, fault.Wrap(fault.Unavailable, "wait for a place", ctx.Err())
	case <-time.After(heavyWait):
		leave()
		return func() {}, &statusError{wait: 2, err: fault.New(fault.Unavailable, "wait for a place", "the server is busy with other expensive requests; try again in a moment")}
	}
}

const heavyWait = 20 * time.Second

// network gives the part of an address that one caller can be expected to
// have: all of IPv4, the first 64 bits of IPv6.
func network(address string) string {
	a, err := netip.ParseAddr(address)
	if err != nil {
		return address
	}
	a = a.Unmap()
	if a.Is4() {
		return a.String()
	}
	p, err := a.WithZone("").Prefix(64)
	if err != nil {
		return address
	}
	return p.String()
}
