// Package near finds what somebody who mistyped a word may have meant. It knows
// words only; where they come from and how the hint reads is for the caller.
//
// Case does not count. The order is fixed by the words and the order they are
// given in.
package near

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"
)

// Words gives at most limit of the words that are like word, the most alike
// first and then in the order given, none twice. Alike are words at most a quarter
// of their letters, and at least one, apart from it, and words of which one
// holds the other, from three letters on.
func Words(word string, words []string, limit int) []string {
	type candidate struct {
		word string
		away int
	}
	want := strings.ToLower(word)
	var hits []candidate
	for _, w := range words {
		has := strings.ToLower(w)
		away := Distance(want, has)
		if away <= max(1, utf8.RuneCountInString(want)/4) || holds(has, want) || holds(want, has) {
			hits = append(hits, candidate{w, away})
		}
	}
	slices.SortStableFunc(hits, func(a, b candidate) int { return cmp.Compare(a.away, b.away) })
	var out []string
	for _, h := range hits {
		if len(out) < limit && !slices.Contains(out, h.word) {
			out = append(out, h.word)
		}
	}
	return out
}

// holds reports whether part, of three letters or more, is in whole.
func holds(whole, part string) bool { return len(part) >= 3 && strings.Contains(whole, part) }

// Distance counts the letters to put in, take out, replace or swap with their
// neighbour to come from a to b; no letter is touched twice.
func Distance(a, b string) int {
	x, y := []rune(a), []rune(b)
	before, last, row := make([]int, len(y)+1), make([]int, len(y)+1), make([]int, len(y)+1)
	for j := range last {
		last[j] = j
	}
	for i := range x {
		row[0] = i + 1
		for j := range y {
			replace := last[j]
			if x[i] != y[j] {
				replace++
			}
			row[j+1] = min(replace, last[j+1]+1, row[j]+1)
			if i > 0 && j > 0 && x[i] == y[j-1] && x[i-1] == y[j] {
				row[j+1] = min(row[j+1], before[j-1]+1)
			}
		}
		before, last, row = last, row, before
	}
	return last[len(y)]
}
