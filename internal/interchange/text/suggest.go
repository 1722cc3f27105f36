package text

import (
	"fmt"
	"strings"

	"github.com/cordon-ot/cordon/internal/model"
)

// suggest names the property or link that a misspelt name may have meant, or
// lists what there is.
func (p *parser) suggest(k model.Kind, name string) string {
	all := []string{"title", "retired"}
	for _, d := range p.schema.Props(k) {
		all = append(all, d.Name)
	}
	for _, v := range verbsFrom[k] {
		all = append(all, verbKey(v))
	}
	return nearest(name, all)
}

func linkNames(s *model.Schema, v model.Verb) []string {
	all := []string{"to"}
	for _, d := range s.Verb(v).Props {
		all = append(all, d.Name)
	}
	return all
}

// nearest says "did you mean" if one of the names is near, and lists them all
// if none is.
func nearest(name string, all []string) string {
	want := strings.NewReplacer("-", "_", " ", "_").Replace(strings.ToLower(name))
	best, bestAt := "", 3
	for _, s := range all {
		if d := distance(want, s, bestAt); d < bestAt && d < max(len(s)/2, 2) {
			best, bestAt = s, d
		}
	}
	for _, s := range all {
		if best == "" && len(want) >= 3 && (strings.HasPrefix(s, want) || strings.HasPrefix(want, s+"_") || strings.HasSuffix(s, "_"+want)) {
			best = s
		}
	}
	if best != "" {
		return fmt.Sprintf("; did you mean %q?", best)
	}
	return "; there are " + strings.Join(all, ", ")
}

// distance counts the letters to change, add, take away or swap with their
// neighbour to come from a to b; it stops counting at limit.
func distance(a, b string, limit int) int {
	if len(a)-len(b) >= limit || len(b)-len(a) >= limit {
		return limit
	}
	var prev2 []int
	prev := make([]int, len(b)+1)
	for j := range prev {
		prev[j] = j
	}
	for i := 1; i <= len(a); i++ {
		cur := make([]int, len(b)+1)
		cur[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			cur[j] = min(prev[j]+1, cur[j-1]+1, prev[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				cur[j] = min(cur[j], prev2[j-2]+1)
			}
		}
		prev2, prev = prev, cur
	}
	return prev[len(b)]
}

func withArticle(noun string) string {
	if strings.ContainsRune("aeiou", rune(noun[0])) {
		return "an " + noun
	}
	return "a " + noun
}
