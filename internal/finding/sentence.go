package finding

import (
	"strconv"
	"strings"
)

// fill writes a rule's sentence. {name} stands for a fact, {it} for the first
// subject; a part in [ ] is left out if one of the facts in it is not there.
// Brackets do not nest.
func fill(says string, fact func(string) (string, bool)) string {
	var b strings.Builder
	for says != "" {
		plain, rest, optional := strings.Cut(says, "[")
		b.WriteString(replace(plain, fact, nil))
		if !optional {
			break
		}
		var part string
		part, says, _ = strings.Cut(rest, "]")
		complete := true
		text := replace(part, fact, &complete)
		if complete {
			b.WriteString(text)
		}
	}
	return b.String()
}

func replace(s string, fact func(string) (string, bool), complete *bool) string {
	var b strings.Builder
	for {
		plain, rest, found := strings.Cut(s, "{")
		b.WriteString(plain)
		if !found {
			return b.String()
		}
		name, after, _ := strings.Cut(rest, "}")
		text, ok := fact(name)
		switch {
		case ok:
			b.WriteString(text)
		case complete != nil:
			*complete = false
		default:
			b.WriteString("?")
		}
		s = after
	}
}

func count(n int) string { return strconv.Itoa(n) }
