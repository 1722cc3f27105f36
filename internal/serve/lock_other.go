//go:build !unix

package serve

import "os"

// tryLock does nothing: on this system, whoever runs servers has to see to it
// that no two use one folder.
func tryLock(*os.File) (held bool, err error) { return false, nil }
