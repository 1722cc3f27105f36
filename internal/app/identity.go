package app

import (
	"bufio"
	"io"
	"sync"
	"time"

	"github.com/cordon-ot/cordon/internal/model"
)

// identities makes identities from a clock and a source of randomness.
type identities struct {
	mu     sync.Mutex
	clock  func() time.Time
	random *bufio.Reader // an import asks for many; one system call serves a few hundred
}

func newIdentities(clock func() time.Time, random io.Reader) *identities {
	return &identities{clock: clock, random: bufio.NewReaderSize(random, 4096)}
}

// next gives a new version 7 UUID. If the source of randomness does not answer
// it gives the zero ID, which every op refuses.
func (m *identities) next() model.ID {
	m.mu.Lock()
	defer m.mu.Unlock()
	var random [10]byte
	if _, err := io.ReadFull(m.random, random[:]); err != nil {
		return model.ID{}
	}
	return model.NewID(m.clock().UnixMilli(), random)
}
