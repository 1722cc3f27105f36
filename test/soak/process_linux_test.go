package soak

import "syscall"

// ownGroup lets a process end with this one, and keeps the terminal's signals
// from it.
func ownGroup() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL, Setpgid: true}
}
