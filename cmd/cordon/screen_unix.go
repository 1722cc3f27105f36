//go:build unix

package main

import (
	"os"

	"golang.org/x/sys/unix"

	"github.com/cordon-ot/cordon/internal/cli"
)

// screen asks the streams whether they are a terminal, and how wide it is.
func screen() cli.Terminal {
	width, out := columns(os.Stdout)
	_, err := columns(os.Stderr)
	return cli.Terminal{Out: out, Err: err, Width: width}
}

func columns(f *os.File) (width int, terminal bool) {
	size, err := unix.IoctlGetWinsize(int(f.Fd()), unix.TIOCGWINSZ)
	if err != nil {
		return 0, false
	}
	return int(size.Col), true
}
