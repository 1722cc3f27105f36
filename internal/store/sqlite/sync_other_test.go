//go:build !linux

package sqlite

import (
	"os"
	"time"
)

func syncData(f *os.File) error { return f.Sync() }

// cpuTime is not asked for here; the figures then show zero.
func cpuTime() time.Duration { return 0 }
