package inventory

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// errAmbiguous says that day and month could be either way round.
var errAmbiguous = errors.New("the day and the month could be either way round; say dates: dmy or dates: mdy in the mapping file")

// dayParts splits a date such as 19.03.2026 or 2026-03-19T10:00 into its three
// numbers as they stand and its separator; ok is false if it is no such thing.
func dayParts(s string) (parts [3]string, sep byte, ok bool) {
	day, _, _ := strings.Cut(strings.TrimSpace(s), " ")
	if i := strings.IndexByte(day, 'T'); i == 10 {
		day = day[:i]
	}
	i := strings.IndexAny(day, "-./")
	if i < 0 {
		return parts, 0, false
	}
	sep = day[i]
	list := strings.Split(strings.TrimSuffix(day, "."), string(sep))
	if len(list) != 3 {
		return parts, 0, false
	}
	for i, p := range list {
		if p == "" || len(p) > 4 || strings.Trim(p, "0123456789") != "" {
			return parts, 0, false
		}
		parts[i] = p
	}
	return parts, sep, true
}

// parseDay reads a day in one of the notations 2026-03-19, 2026/3/19,
// 19.3.2026, 19/03/2026, 03/19/2026, a time of day behind it being left out.
// Dots always mean day, month, year. With slashes or hyphens order decides
// ("dmy" or "mdy"); without an order a day that can be read in two ways is
// errAmbiguous. Years of two digits are of this century.
func parseDay(s, order string) (string, error) {
	parts, sep, ok := dayParts(s)
	if !ok {
		return "", fmt.Errorf("%q is no day; write it as 2026-03-31", s)
	}
	var n [3]int
	for i, p := range parts {
		n[i], _ = strconv.Atoi(p) // digits only, at most four
	}
	if len(parts[0]) == 4 {
		return day(s, n[0], n[1], n[2])
	}
	year := n[2]
	switch len(parts[2]) {
	case 2:
		year += 2000
	case 4:
	default:
		return "", fmt.Errorf("%q is no day; write it as 2026-03-31", s)
	}
	first, second := n[0], n[1]
	switch {
	case sep == '.' || first > 12 || first == second:
		order = "dmy"
	case second > 12:
		order = "mdy"
	case order == "":
		return "", errAmbiguous
	}
	if order == "mdy" {
		first, second = second, first
	}
	return day(s, year, second, first)
}

func day(s string, y, m, d int) (string, error) {
	t := time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC)
	if y < 1900 || y > 9999 || t.Year() != y || int(t.Month()) != m || t.Day() != d {
		return "", fmt.Errorf("%q is no day of the calendar", s)
	}
	return t.Format(time.DateOnly), nil
}

// dayOrder tells the order of day and month from dates that can be read in one
// way only; empty if they do not tell or contradict each other.
func dayOrder(cells []string) (order string, ambiguous bool) {
	var dmy, mdy, either bool
	for _, c := range cells {
		parts, sep, ok := dayParts(c)
		if !ok || sep == '.' || len(parts[0]) == 4 {
			continue
		}
		a, _ := strconv.Atoi(parts[0])
		b, _ := strconv.Atoi(parts[1])
		switch {
		case a > 12:
			dmy = true
		case b > 12:
			mdy = true
		case a != b:
			either = true
		}
	}
	switch {
	case dmy && !mdy:
		return "dmy", false
	case mdy && !dmy:
		return "mdy", false
	}
	return "", either
}
