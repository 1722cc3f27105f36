package oracle

import (
	"math/big"
	"strings"
)

// CompareVersions orders two firmware versions by rule 2: -1, 0 or 1.
func CompareVersions(a, b string) int {
	pa, pb := versionParts(a), versionParts(b)
	for i := range max(len(pa), len(pb)) {
		if c := compareParts(part(pa, i), part(pb, i)); c != 0 {
			return c
		}
	}
	return 0
}

// versionParts drops a leading v and splits at dots.
func versionParts(s string) []string {
	s = strings.ToLower(strings.TrimSpace(s))
	return strings.Split(strings.TrimPrefix(s, "v"), ".")
}

// part is the i-th part, or none: 2.0 equals 2.0.0 because no part is 0.
func part(parts []string, i int) string {
	if i < len(parts) {
		return parts[i]
	}
	return ""
}

// compareParts compares the leading digits as a number, where none is 0, then
// the rest as text, where no text comes before any.
func compareParts(a, b string) int {
	na, ra := leadingNumber(a)
	nb, rb := leadingNumber(b)
	if c := na.Cmp(nb); c != 0 {
		return c
	}
	return strings.Compare(ra, rb)
}

func leadingNumber(s string) (*big.Int, string) {
	i := 0
	for i < len(s) && s[i] >= '0' && s[i] <= '9' {
		i++
	}
	n := new(big.Int)
	if i > 0 {
		n.SetString(s[:i], 10)
	}
	return n, s[i:]
}

// inRange reports whether a firmware version lies between two ends, both
// included (rule 2). An end that is not given is open. Where no end is given
// there is no range and every firmware lies in it, unknown ones too; where one
// is, unknown firmware lies outside.
func inRange(firmware, from, to string) bool {
	if blank(from) && blank(to) {
		return true
	}
	if blank(firmware) {
		return false
	}
	if !blank(from) && CompareVersions(firmware, from) < 0 {
		return false
	}
	return blank(to) || CompareVersions(firmware, to) <= 0
}
