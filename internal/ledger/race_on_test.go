//go:build race

package ledger

// raceDetector shortens the exhaustive loops: they run in one goroutine, so
// the race detector finds nothing there and takes minutes for it.
const raceDetector = true
