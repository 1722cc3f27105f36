package standard

import (
	"cmp"
	"slices"
)

// nearest gives the words at most limit edits away from s, nearest first and
// then in the order given.
func nearest(s string, words []string, limit int) []string {
	type hit struct {
		word string
		far  int
	}
	var hits []hit
	for _, w := range words {
		if d := editDistance(s, w, limit); d <= limit {
			hits = append(hits, hit{w, d})
		}
	}
	slices.SortStableFunc(hits, func(a, b hit) int { return cmp.Compare(a.far, b.far) })
	var out []string
	for _, h := range hits {
		if !slices.Contains(out, h.word) {
			out = append(out, h.word)
		}
	}
	return out
}

// editDistance counts the insertions, deletions and replacements that turn a
// into b. Above limit it gives some number above limit.
func editDistance(a, b string, limit int) int {
	x, y := []rune(a), []rune(b)
	if d := len(x) - len(y); d > limit || -d > limit {
		return limit + 1
	}
	row := make([]int, len(y)+1)
	for j := range row {
		row[j] = j
	}
	for i, r := range x {
		diagonal := row[0]
		row[0] = i + 1
		for j, q := range y {
			cost := 1
			if r == q {
				cost = 0
			}
			diagonal, row[j+1] = row[j+1], min(diagonal+cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(y)]
}
