package inventory

import "strings"

// describe makes the description from the texts of a row. One column gives its
// text as it is. Several give a block each, "Header: text", whose further
// lines are indented; the block of a blank cell, and text of other origin, are
// kept from the old description. Empty means that the row has no text.
func describe(texts []labelled, labels bool, old string) string {
	if !labels {
		if len(texts) == 1 {
			return strings.TrimSpace(texts[0].text)
		}
		return ""
	}
	some := false
	for _, t := range texts {
		some = some || t.text != ""
	}
	if !some {
		return ""
	}
	if old != "" && describe(texts, labels, "") == old {
		return old
	}
	free, blocks := splitBlocks(texts, old)
	lines := free
	for _, t := range texts {
		if t.text != "" {
			lines = append(lines, t.header+": "+strings.ReplaceAll(t.text, "\n", "\n  "))
		} else {
			lines = append(lines, blocks[t.header]...)
		}
	}
	return strings.TrimSpace(strings.Join(lines, "\n"))
}

// splitBlocks finds the blocks of an old description and the lines that belong
// to none.
func splitBlocks(texts []labelled, old string) (free []string, blocks map[string][]string) {
	blocks = map[string][]string{}
	if old == "" {
		return nil, blocks
	}
	current := ""
	for _, line := range strings.Split(old, "\n") {
		begins := ""
		for _, t := range texts {
			if strings.HasPrefix(line, t.header+": ") && len(t.header) > len(begins) {
				begins = t.header
			}
		}
		switch {
		case begins != "":
			current = begins
			blocks[current] = append(blocks[current], line)
		case current != "" && strings.HasPrefix(line, "  "):
			blocks[current] = append(blocks[current], line)
		default:
			current = ""
			free = append(free, line)
		}
	}
	return free, blocks
}
