//go:build !linux

package main

import "errors"

// secret refuses: what is typed would be shown.
func secret(string) (string, error) {
	return "", errors.New("cordon cannot hide what is typed on this system; give the token with --token-file, or on standard input with --token-file /dev/stdin")
}
