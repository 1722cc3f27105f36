package capability_test

import (
	"cmp"
	"testing"

	"github.com/cordon-ot/cordon/internal/capability"
)

// ascending are versions in order, those of one line being equal.
var ascending = [][]string{
	{"", "0", "0.0", "v", "v0", "00.000", ".", "..", "0."},
	{"0.0.1", "v0.0.1"},
	{"0.1", ".1", "0.01", "0.1.0"},
	{"0.9"},
	{"0.10"},
	{"a", "0a", "A", "v0A", "a.0"}, // no digits count as 0, and no text stands before any
	{"beta"},
	{"1", "1.0", "v1", "V1.0.0", "01", " 1.0 "},
	{"1.0.0.1"},
	{"1.a"},
	{"1.0b", "1.b.0"},
	{"1-rc1"},
	{"1a"},
	{"1b", "1B", "v1b", "1b.0.0"},
	{"2", "2.0", "2.0.0"},
	{"2.9"},
	{"2.9a", "2.9A"},
	{"2.9b"},
	{"2.10"},
	{"2.10.1"},
	{"3.9"},
	{"3.10"},
	{"99999999999999999999"}, // more digits than any machine number
	{"100000000000000000000"},
}

// spec: RULE-2.11, RULE-2.12
func TestVersionsAreComparedPartByPart(t *testing.T) {
	for i, as := range ascending {
		for j, bs := range ascending {
			for _, a := range as {
				for _, b := range bs {
					if got, want := cmp.Compare(capability.CompareVersions(a, b), 0), cmp.Compare(i, j); got != want {
						t.Errorf("%q against %q: got %d, want %d", a, b, got, want)
					}
				}
			}
		}
	}
}

// generated gives every version of up to three parts made of a few numbers
// and endings, with and without a leading v.
func generated() []string {
	parts := []string{"", "0", "1", "09", "10", "a", "1a", "2B", "1-"}
	out := append([]string(nil), parts...)
	level := parts
	for range 2 {
		var next []string
		for _, head := range level {
			for _, tail := range parts[1:6] {
				next = append(next, head+"."+tail)
			}
		}
		out = append(out, next...)
		level = next
	}
	return append(out, "v1", "V1.10", "v1a", "v")
}

// spec: RULE-2.11
func TestVersionsAreTotallyOrdered(t *testing.T) {
	all := generated()
	rank := map[string]int{} // how many versions are smaller
	for _, a := range all {
		if capability.CompareVersions(a, a) != 0 {
			t.Fatalf("%q differs from itself", a)
		}
		for _, b := range all {
			c := capability.CompareVersions(a, b)
			if cmp.Compare(c, 0) != -cmp.Compare(capability.CompareVersions(b, a), 0) {
				t.Fatalf("%q and %q: both directions do not agree", a, b)
			}
			if c > 0 {
				rank[a]++
			}
		}
	}
	// Comparing agrees with comparing ranks exactly if it is transitive.
	for _, a := range all {
		for _, b := range all {
			if got, want := cmp.Compare(capability.CompareVersions(a, b), 0), cmp.Compare(rank[a], rank[b]); got != want {
				t.Fatalf("%q against %q: got %d, but %d and %d versions are smaller: the order is not transitive", a, b, got, rank[a], rank[b])
			}
		}
	}
}

// spec: RULE-2.10, RULE-2.12, RULE-2.13
func TestBothEndsOfAVersionRangeAreIncludedAndAMissingEndIsOpen(t *testing.T) {
	for _, c := range []struct {
		version, from, to string
		want              bool
	}{
		{"2.0", "2.0", "3.0", true},
		{"2", "2.0.0", "3.0", true},
		{"3.0", "2.0", "3.0", true},
		{"v3", "2.0", "3.0", true},
		{"3", "v2.0", "v3.0", true},
		{"1.9.9", "2.0", "3.0", false},
		{"3.0a", "2.0", "3.0", false},
		{"3.0.1", "2.0", "3.0", false},
		{"9", "2.0", "", true},
		{"1", "2.0", "", false},
		{"0", "", "3.0", true},
		{"4", "", "3.0", false},
		{"4", "", "", true},
		{"", "", "", true},
		{"", "2.0", "", false},
		{"", "", "3.0", false},
		{"", "0", "9", false},
		{" ", "", "3.0", false},
		{"2.0", "3.0", "2.0", false}, // an empty range
	} {
		if got := capability.InRange(c.version, c.from, c.to); got != c.want {
			t.Errorf("%q in [%q, %q]: got %v, want %v", c.version, c.from, c.to, got, c.want)
		}
	}
	all := generated()
	for _, v := range all {
		if v == "" {
			continue // not known
		}
		for _, end := range all {
			if end == "" {
				continue // open
			}
			c := capability.CompareVersions(v, end)
			if capability.InRange(v, end, "") != (c >= 0) || capability.InRange(v, "", end) != (c <= 0) || capability.InRange(v, end, end) != (c == 0) {
				t.Fatalf("%q does not lie in the ranges at %q as it compares (%d)", v, end, c)
			}
		}
	}
}
