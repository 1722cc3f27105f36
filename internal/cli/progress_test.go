package cli

import (
	"bytes"
	"testing"
	"time"
)

// spec: CLI-6
func TestProgressShowsACountAfterASecondAndIsWipedAtTheEnd(t *testing.T) {
	for _, c := range []struct {
		name     string
		terminal bool
		seconds  float64
		want     string
	}{
		{"quick work", true, 0.3, ""},
		{"no terminal", false, 5, ""},
		{"long work", true, 1.2, "\rreading: 10 of 20\r                 \r"},
	} {
		var errs bytes.Buffer
		now := time.Unix(1000, 0)
		ss := &Session{flags: &Globals{}, env: Env{Stderr: &errs, Now: func() time.Time { return now }, Screen: Terminal{Err: c.terminal}}}
		step, end := ss.Progress("reading")
		now = now.Add(time.Duration(c.seconds * float64(time.Second)))
		step(10, 20)
		step(11, 20) // too soon to be shown
		end()
		if got := errs.String(); got != c.want {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
}
