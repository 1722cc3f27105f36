package account

import (
	"crypto/sha256"
	"sync"
	"sync/atomic"
	"time"
)

// mostCached bounds the memory of the cache: past it, it starts empty again.
const mostCached = 50_000

// cache holds who stands behind a secret, for a short time, and for a longer one
// for when the database does not answer.
type cache struct {
	bound      time.Duration
	away       time.Duration
	generation atomic.Uint64
	held       atomic.Int64
	entries    atomic.Pointer[sync.Map] // [32]byte to *cached
}

type cached struct {
	principal  *Principal
	generation uint64
	until      time.Time // no longer than the session or token holds
	read, ends time.Time // when it was read, and when the session or token ends
}

func (c *cache) init(bound, away time.Duration) {
	c.bound, c.away = bound, away
	c.entries.Store(&sync.Map{})
}

// clear forgets everything. What is being read from the database meanwhile
// belongs to the generation before and is not believed later.
func (c *cache) clear() {
	c.generation.Add(1)
	c.entries.Store(&sync.Map{})
	c.held.Store(0)
}

func (c *cache) find(digest [sha256.Size]byte, now time.Time) *Principal {
	found, ok := c.entries.Load().Load(digest)
	if !ok {
		return nil
	}
	e, ok := found.(*cached)
	if !ok {
		return nil
	}
	// More time left than the bound: the clock was set back.
	if left := e.until.Sub(now); e.generation != c.generation.Load() || left <= 0 || left > c.bound {
		return nil
	}
	return e.principal
}

// remembered gives who stood behind a secret when the database last said so, not
// longer ago than Policy.Away; nil if that is not known.
func (c *cache) remembered(digest [sha256.Size]byte, now time.Time) *Principal {
	found, ok := c.entries.Load().Load(digest)
	if !ok {
		return nil
	}
	e, ok := found.(*cached)
	if !ok {
		return nil
	}
	age := now.Sub(e.read)
	if e.generation != c.generation.Load() || !now.Before(e.ends) || age < 0 || age > c.away {
		return nil
	}
	return e.principal
}

// keep holds p, which was read after generation was, until the bound or ends,
// whichever comes first.
func (c *cache) keep(digest [sha256.Size]byte, p *Principal, generation uint64, now, ends time.Time) {
	until := now.Add(c.bound)
	if ends.Before(until) {
		until = ends
	}
	if c.held.Add(1) > mostCached {
		c.clear()
		return
	}
	c.entries.Load().Store(digest, &cached{principal: p, generation: generation, until: until, read: now, ends: ends})
}
