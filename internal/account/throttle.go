package account

import (
	"context"
	"crypto/sha256"
	"fmt"
	"net/netip"
	"sync"
	"time"

	"github.com/cordon-ot/cordon/internal/fault"
)

// Throttled is in the chain of the Denied fault of an attempt that came too
// soon after failed ones.
type Throttled struct {
	Wait time.Duration // until the next attempt is looked at
}

// Error says how long to wait.
func (t *Throttled) Error() string {
	return fmt.Sprintf("wait %s", max(t.Wait.Round(time.Second), time.Second))
}

func (t *Throttled) fault(op string) error {
	return &fault.Error{Kind: fault.Denied, Op: op, Message: "too many attempts failed; try again later", Err: t}
}

const (
	mostCounts  = 100_000         // of each kind that are kept in memory
	reportEvery = time.Minute     // a refusal that goes on is recorded again
	keySize     = sha256.Size / 2 // of a digest of names
	v6Network   = 64              // the bits of an IPv6 address that name a network
	v4Network   = 32              // and of an IPv4 address
	oneAttempt  = float64(1)      // taken from a network's bucket
)

// key names who tries what from where.
type key [keySize]byte

func keyOf(parts ...string) (k key) {
	h := sha256.New()
	for _, p := range parts {
		fmt.Fprintf(h, "%d:%s", len(p), p)
	}
	copy(k[:], h.Sum(nil))
	return k
}

// network is what addresses of one client have in common.
func network(a netip.Addr) string {
	a = a.Unmap().WithZone("")
	bits := v6Network
	if a.Is4() {
		bits = v4Network
	}
	p, err := a.Prefix(bits)
	if err != nil {
		return "" // no address: all of those are one network
	}
	return p.String()
}

// throttle counts failures in the memory of this process, and through shared with
// the other nodes. Where shared is nil a restart forgets them.
type throttle struct {
	shared   *shared
	mu       sync.Mutex
	now      func() time.Time
	set      Attempts
	counts   map[key]*count
	networks map[string]*bucket
}

// count is of one user from one network or browser.
type count struct {
	failures    int
	flying      int // of them, not decided yet
	until, last time.Time
	refused     int // since the last report
	reported    time.Time
}

// bucket holds the failures that a network may still make, over all users.
type bucket struct {
	left     float64
	last     time.Time
	refused  int
	reported time.Time
}

func newThrottle(p Policy, now func() time.Time) *throttle {
	return &throttle{now: now, set: p.Attempts, counts: map[key]*count{}, networks: map[string]*bucket{}}
}

// attempt is one that may go on. It counts as failed until succeed or cancel.
type attempt struct {
	t       *throttle
	key     key
	network string // empty: its bucket was not asked
	known   bool   // it comes from a browser that was here before
	before  count
	found   state // what the nodes knew together
	charged bool  // they hold it as failed
}

// refusal is an attempt that may not go on.
type refusal struct {
	Throttled
	report int // refused attempts to record now, 0: later
}

// The purposes that are counted apart from each other.
const (
	tryPassword = "password"
	// trySecond is counted for a user over all networks: who gets there has the
	// password, so that it can keep out nobody but from a browser never seen.
	trySecond = "second factor"
)

// begin asks whether purpose may be tried for a user now. A browser that is
// known for this user is counted on its own, whatever others do.
func (t *throttle) begin(purpose, user, network, device string) (*attempt, *refusal) {
	t.mu.Lock()
	defer t.mu.Unlock()
	now := t.now()
	t.bound(now)
	a := &attempt{t: t, key: keyOf(purpose, user, "device", device), known: device != ""}
	if device == "" {
		a.key, a.network = keyOf(purpose, user, "network", network), network
		if purpose == trySecond {
			a.key = keyOf(purpose, user)
		}
	}
	c := t.counts[a.key]
	if c == nil || now.Sub(c.last) > t.set.Forget {
		c = &count{}
	}
	if c.until.After(now.Add(t.set.Longest)) {
		c.until = now.Add(t.set.Longest) // the clock was set back
	}
	if wait := c.until.Sub(now); wait > 0 {
		return nil, &refusal{Throttled{wait}, tally(&c.refused, &c.reported, now)}
	}
	if device == "" {
		if r := t.take(network, now, 1); r != nil {
			return nil, r
		}
	}
	a.before = *c
	c.failures++
	c.flying++
	c.last, c.until = now, now.Add(t.set.delay(c.failures))
	t.counts[a.key] = c
	return a, nil
}

// challenge asks whether a network may begin one more step that costs a row but
// proves nothing; it has ten times as many of those as failures, apart from them.
func (t *throttle) challenge(network string) *refusal {
	t.mu.Lock()
	defer t.mu.Unlock()
	now := t.now()
	t.bound(now)
	return t.take("challenge "+network, now, 10)
}

// take takes one attempt from a bucket that is so many times the usual one.
func (t *throttle) take(name string, now time.Time, times int) *refusal {
	most, every := float64(t.set.NetworkBurst*times), float64(t.set.NetworkEvery)/float64(times)
	b := t.networks[name]
	if b == nil {
		b = &bucket{left: most, last: now}
		t.networks[name] = b
	}
	b.left = min(most, b.left+float64(max(0, now.Sub(b.last)))/every)
	b.last = now
	if b.left < oneAttempt {
		return &refusal{Throttled{time.Duration((oneAttempt - b.left) * every)}, tally(&b.refused, &b.reported, now)}
	}
	b.left -= oneAttempt
	return nil
}

// tally counts a refusal, and gives the number not yet recorded when it is time to.
func tally(refused *int, reported *time.Time, now time.Time) (report int) {
	*refused++
	if since := now.Sub(*reported); since >= 0 && since < reportEvery {
		return 0
	}
	report, *refused, *reported = *refused, 0, now
	return report
}

func (a Attempts) delay(failures int) time.Duration {
	if failures <= a.Free {
		return 0
	}
	d := a.Delay
	for range failures - a.Free - 1 {
		if d > a.Longest/2 {
			return a.Longest
		}
		d *= 2
	}
	return min(d, a.Longest)
}

// agree asks the other nodes, through the database, about an attempt that the
// memory let pass.
func (a *attempt) agree(ctx context.Context) (*refusal, error) {
	t := a.t
	if t.shared == nil {
		return nil, nil //nolint:nilnil // no refusal
	}
	var err error
	if a.found, err = t.shared.look(ctx, a); err != nil {
		a.end(false)
		return nil, err
	}
	own, net := t.shared.wait(a.found, t.now())
	if own == 0 && net == 0 {
		a.learn()
		return nil, nil //nolint:nilnil // no refusal
	}
	a.end(false)
	return a.refuse(own, net), nil
}

// learn corrects the memory by what the other nodes know.
func (a *attempt) learn() {
	t := a.t
	t.mu.Lock()
	defer t.mu.Unlock()
	c := t.counts[a.key]
	if c == nil || c.flying > 1 && c.failures > a.found.own.failures {
		return
	}
	c.failures = a.found.own.failures + 1
	c.until = t.now().Add(t.set.delay(c.failures))
	a.before.failures, a.before.until = a.found.own.failures, a.found.own.until
}

// refuse notes that an attempt has to wait because of failures elsewhere, so that
// the next one does without the database.
func (a *attempt) refuse(own, net time.Duration) *refusal {
	t := a.t
	t.mu.Lock()
	defer t.mu.Unlock()
	now := t.now()
	if own > 0 {
		c := t.counts[a.key]
		if c == nil {
			c = &count{}
			t.counts[a.key] = c
		}
		c.failures, c.until, c.last = max(c.failures, a.found.own.failures), now.Add(own), now
		return &refusal{Throttled{own}, tally(&c.refused, &c.reported, now)}
	}
	b := t.networks[a.network]
	if b == nil {
		b = &bucket{}
		t.networks[a.network] = b
	}
	b.left, b.last = oneAttempt-float64(net)/float64(t.set.NetworkEvery), now
	return &refusal{Throttled{net}, tally(&b.refused, &b.reported, now)}
}

// succeed forgets the failures of this user from this place.
func (a *attempt) succeed(ctx context.Context) {
	a.end(true)
	if a.t.shared != nil && (a.charged || a.found.own.failures > 0) {
		_ = a.t.shared.refund(context.WithoutCancel(ctx), a, true) // the delay ends by itself
	}
}

// cancel takes back an attempt that was neither right nor wrong.
func (a *attempt) cancel(ctx context.Context) {
	a.end(false)
	if a.t.shared != nil && a.charged {
		_ = a.t.shared.refund(context.WithoutCancel(ctx), a, false) // then it counts as failed
	}
}

// fail tells the other nodes of an attempt that was wrong.
func (a *attempt) fail(ctx context.Context) {
	a.t.mu.Lock()
	if c := a.t.counts[a.key]; c != nil && c.flying > 0 {
		c.flying--
	}
	a.t.mu.Unlock()
	if a.t.shared != nil && !a.charged {
		_, _ = a.t.shared.charge(context.WithoutCancel(ctx), a, false) // this node knows it all the same
	}
}

func (a *attempt) end(right bool) {
	t := a.t
	t.mu.Lock()
	defer t.mu.Unlock()
	if b := t.networks[a.network]; b != nil && a.network != "" {
		b.left = min(float64(t.set.NetworkBurst), b.left+oneAttempt)
	}
	c := t.counts[a.key]
	switch {
	case c == nil:
	case right, c.failures <= 1:
		delete(t.counts, a.key)
	default:
		c.failures--
		c.flying = max(0, c.flying-1)
		c.until = a.before.until
	}
}

// bound keeps an attacker with many addresses from filling the memory: it drops
// what has expired, and if that is not enough, any of the rest.
func (t *throttle) bound(now time.Time) {
	if len(t.counts) >= mostCounts {
		for k, c := range t.counts {
			if now.Sub(c.last) > t.set.Forget || len(t.counts) > mostCounts*7/8 && c.until.Before(now) {
				delete(t.counts, k)
			}
		}
		for k := range t.counts {
			if len(t.counts) < mostCounts*7/8 {
				break
			}
			delete(t.counts, k)
		}
	}
	if len(t.networks) >= mostCounts {
		full := time.Duration(t.set.NetworkBurst) * t.set.NetworkEvery
		for k, b := range t.networks {
			if now.Sub(b.last) > full {
				delete(t.networks, k)
			}
		}
		for k := range t.networks {
			if len(t.networks) < mostCounts*7/8 {
				break
			}
			delete(t.networks, k)
		}
	}
}
