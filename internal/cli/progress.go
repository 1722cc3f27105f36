package cli

import (
	"fmt"
	"strings"
	"time"
)

// Progress gives a function to be told how far long work is. It shows a count
// on standard error once a second has passed, if that is a terminal; the line
// is wiped when the work is done. total 0 means not known.
func (ss *Session) Progress(what string) (step func(done, total int), end func()) {
	if !ss.env.Screen.Err {
		return func(int, int) {}, func() {}
	}
	start := ss.env.Now()
	var last time.Time
	shown := 0
	step = func(done, total int) {
		now := ss.env.Now()
		if now.Sub(start) < time.Second || now.Sub(last) < 100*time.Millisecond {
			return
		}
		last = now
		line := fmt.Sprintf("%s: %d", what, done)
		if total > 0 {
			line += fmt.Sprintf(" of %d", total)
		}
		fmt.Fprintf(ss.env.Stderr, "\r%s%s", line, strings.Repeat(" ", max(0, shown-runes(line))))
		shown = runes(line)
	}
	end = func() {
		if shown > 0 {
			fmt.Fprintf(ss.env.Stderr, "\r%s\r", strings.Repeat(" ", shown))
			shown = 0
		}
	}
	return step, end
}
