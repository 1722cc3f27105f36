package standard

import (
	"cmp"
	"regexp"
	"strings"
)

// maxCode bounds a code; the longest of the standard has 14 characters.
const maxCode = 40

var looseRE = regexp.MustCompile(`^(.*\S) ?RE ?\(? ?([0-9]+) ?\)?$`)

// CanonicalCode gives a code in the writing of the catalogues: single spaces,
// capitals, and "RE(1)" for the ways people write an enhancement ("RE 1",
// "re (1)"). It does not look whether such a code exists.
func CanonicalCode(s string) string {
	s = strings.ToUpper(strings.Join(strings.Fields(s), " "))
	if m := looseRE.FindStringSubmatch(s); m != nil && (strings.HasSuffix(m[1], " ") || !isLetter(m[1][len(m[1])-1])) {
		return strings.TrimSpace(m[1]) + " RE(" + m[2] + ")"
	}
	return s
}

func validCode(s string) bool {
	if s == "" || len(s) > maxCode || s != strings.TrimSpace(s) || strings.Contains(s, "  ") {
		return false
	}
	for i := range len(s) {
		if c := s[i]; !isDigit(c) && !isLetter(c) && !strings.ContainsRune(" .-()", rune(c)) {
			return false
		}
	}
	return true
}

// splitEnhancement gives the code of the base and the number of the
// enhancement; ok is false if the code is not that of an enhancement.
func splitEnhancement(code string) (base, number string, ok bool) {
	i := strings.LastIndex(code, " RE(")
	if i <= 0 || !strings.HasSuffix(code, ")") {
		return "", "", false
	}
	return code[:i], code[i+4 : len(code)-1], true
}

// CompareCodes orders codes as a reader of the standard expects: numbers by
// value, and an enhancement directly after its base. It is a total order.
func CompareCodes(a, b string) int {
	ba, na := sortKey(a)
	bb, nb := sortKey(b)
	return cmp.Or(compareNatural(ba, bb), compareNatural(na, nb), cmp.Compare(a, b))
}

// sortKey splits a code so that "SP.01.01 BR" and "SP.01.01 RE(1)" share their
// first half, as "SR 1.1" and "SR 1.1 RE(1)" do.
func sortKey(code string) (base, number string) {
	if b, n, ok := splitEnhancement(code); ok {
		return b, n
	}
	return strings.TrimSuffix(code, " BR"), ""
}

// compareNatural compares runs of digits by value and everything else byte by
// byte; digits come before other bytes only as in ASCII.
func compareNatural(a, b string) int {
	x, y := a, b
	for x != "" && y != "" {
		if isDigit(x[0]) && isDigit(y[0]) {
			var nx, ny string
			nx, x = cutDigits(x)
			ny, y = cutDigits(y)
			if c := cmp.Or(cmp.Compare(len(nx), len(ny)), cmp.Compare(nx, ny)); c != 0 {
				return c
			}
			continue
		}
		if x[0] != y[0] {
			return cmp.Compare(x[0], y[0])
		}
		x, y = x[1:], y[1:]
	}
	return cmp.Or(cmp.Compare(len(x), len(y)), cmp.Compare(a, b))
}

// cutDigits takes the leading digits off s and drops their leading zeros, so
// that a number of any length compares without being converted.
func cutDigits(s string) (digits, rest string) {
	i := 0
	for i < len(s) && isDigit(s[i]) {
		i++
	}
	return strings.TrimLeft(s[:i], "0"), s[i:]
}

func isDigit(c byte) bool  { return '0' <= c && c <= '9' }
func isLetter(c byte) bool { return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' }
