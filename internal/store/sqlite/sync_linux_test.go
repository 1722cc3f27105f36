package sqlite

import (
	"os"
	"syscall"
	"time"
)

func syncData(f *os.File) error { return syscall.Fdatasync(int(f.Fd())) }

// cpuTime is the processor time this process has used.
func cpuTime() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
