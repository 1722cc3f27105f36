package host

import (
	"sync"

	"github.com/cordon-ot/cordon/internal/model"
)

// keyring gives new items their keys. Many who create at once would all reckon
// with the same next number, and all but one would have to try again.
type keyring struct {
	mu   sync.Mutex
	last map[model.Kind]uint32 // the highest number given so far
}

// NextKey gives a key that no item has and that was not given by this process
// before. A number whose change is then refused stays free: numbers rise, but
// need not be without holes.
func (l *Lease) NextKey(s *model.Snapshot, k model.Kind) model.Key {
	r := &l.room.keys
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.last == nil {
		r.last = map[model.Kind]uint32{}
	}
	r.last[k] = max(r.last[k], s.LastNumber(k)) + 1
	return model.Key{Kind: k, Number: r.last[k]}
}
