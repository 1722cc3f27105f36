//go:build !linux

package soak

import "syscall"

func ownGroup() *syscall.SysProcAttr { return nil }
