package capability

import "strings"

// CompareVersions orders two versions (rules, section 2): they are split at
// dots; of each part the leading digits compare as a number, none being 0,
// then the rest as text without regard to case, no text before any. A leading
// v is dropped and missing parts are 0: 2.0 = 2.0.0, 3.9 < 3.10,
// 2.9 < 2.9a < 2.10.
func CompareVersions(a, b string) int {
	as, bs := splitVersion(a), splitVersion(b)
	for i := range max(len(as), len(bs)) {
		var x, y string
		if i < len(as) {
			x = as[i]
		}
		if i < len(bs) {
			y = bs[i]
		}
		if c := comparePart(x, y); c != 0 {
			return c
		}
	}
	return 0
}

func splitVersion(s string) []string {
	s = strings.ToLower(strings.TrimSpace(s))
	return strings.Split(strings.TrimPrefix(s, "v"), ".")
}

func comparePart(a, b string) int {
	na, ra := cutDigits(a)
	nb, rb := cutDigits(b)
	// Without leading zeros the longer number is the greater one, however long.
	if len(na) != len(nb) {
		return len(na) - len(nb)
	}
	if c := strings.Compare(na, nb); c != 0 {
		return c
	}
	return strings.Compare(ra, rb)
}

func cutDigits(s string) (digits, rest string) {
	i := 0
	for i < len(s) && s[i] >= '0' && s[i] <= '9' {
		i++
	}
	return strings.TrimLeft(s[:i], "0"), s[i:]
}

// InRange reports whether a version lies between from and to, both included;
// an empty end is open. An empty version is unknown and lies in no range that
// has an end.
func InRange(version, from, to string) bool {
	if from == "" && to == "" {
		return true
	}
	if strings.TrimSpace(version) == "" {
		return false
	}
	return (from == "" || CompareVersions(version, from) >= 0) && (to == "" || CompareVersions(version, to) <= 0)
}
