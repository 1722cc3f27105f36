//go:build !unix

package main

import (
	"os"

	"github.com/cordon-ot/cordon/internal/cli"
)

// screen asks the streams whether they are a terminal; its width is not asked
// for here.
func screen() cli.Terminal { return cli.Terminal{Out: terminal(os.Stdout), Err: terminal(os.Stderr)} }

func terminal(f *os.File) bool {
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
