package near_test

import (
	"strings"
	"testing"

	"github.com/cordon-ot/cordon/internal/near"
)

func TestDistanceCountsLettersToChange(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want int
	}{
		{"", "", 0},
		{"", "abc", 3},
		{"zone", "zone", 0},
		{"zone", "zones", 1},
		{"taget", "target", 1},
		{"zonse", "zones", 1}, // two neighbours swapped
		{"zone", "conduit", 5},
		{"Tür", "Tor", 1}, // letters, not bytes
	} {
		if got := near.Distance(c.a, c.b); got != c.want {
			t.Errorf("%q to %q: got %d, want %d", c.a, c.b, got, c.want)
		}
		if got := near.Distance(c.b, c.a); got != c.want {
			t.Errorf("%q to %q: got %d, want %d", c.b, c.a, got, c.want)
		}
	}
}

func TestWordsGivesTheMostAlikeFirst(t *testing.T) {
	props := []string{"target_rationale", "type", "target", "safety", "firmware", "firmware_to", "target"}
	for _, c := range []struct {
		word  string
		limit int
		want  string
	}{
		{"taget", 3, "target"},
		{"TARGET", 3, "target target_rationale"},
		{"firm", 3, "firmware firmware_to"},
		{"firm", 1, "firmware"},
		{"firmware_version", 3, "firmware"},
		{"typ", 3, "type"},
		{"ty", 3, ""},
		{"ype", 3, "type"},
		{"colour", 3, ""},
		{"", 3, ""},
	} {
		if got := strings.Join(near.Words(c.word, props, c.limit), " "); got != c.want {
			t.Errorf("%q, at most %d: got %q, want %q", c.word, c.limit, got, c.want)
		}
	}
}
