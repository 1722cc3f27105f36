//go:build !linux

package app_test

import "os"

func syncData(f *os.File) error { return f.Sync() }
