package plant

import "strings"

// word is one word of a line: a list of texts, mostly of one.
type word struct {
	parts  []string
	quoted bool // its first text stood in quotes
}

func (w word) text() string { return strings.Join(w.parts, ",") }

// line is one statement with its number in the text, from 1.
type line struct {
	number int
	words  []word
}

// commits splits a text into commits of lines, leaving out blank ones.
func (p *parser) commits(text string) [][]line {
	out := [][]line{nil}
	for i, raw := range strings.Split(text, "\n") {
		words, ok := split(strings.TrimSuffix(raw, "\r"))
		if !ok {
			p.fault(i+1, "a quotation mark has no partner; close the text on the same line")
			continue
		}
		switch {
		case len(words) == 0:
		case len(words) == 1 && !words[0].quoted && words[0].text() == "commit":
			out = append(out, nil)
		default:
			out[len(out)-1] = append(out[len(out)-1], line{i + 1, words})
		}
	}
	return out
}

// split cuts a line into words; ok is false if a quotation is left open.
func split(s string) (words []word, ok bool) {
	for {
		s = strings.TrimLeft(s, " \t")
		if s == "" || s[0] == '#' {
			return words, true
		}
		var w word
		w.quoted = s[0] == '"'
		for more := true; more; {
			var part string
			if part, s, ok = cutPart(s); !ok {
				return nil, false
			}
			w.parts = append(w.parts, part)
			if more = strings.HasPrefix(s, ","); more {
				s = s[1:]
			}
		}
		words = append(words, w)
	}
}

// cutPart takes one text off s: in quotes, or up to a blank or comma.
func cutPart(s string) (part, rest string, ok bool) {
	if quoted, is := strings.CutPrefix(s, `"`); is {
		return strings.Cut(quoted, `"`)
	}
	i := strings.IndexAny(s, " \t,")
	if i < 0 {
		i = len(s)
	}
	return s[:i], s[i:], true
}
