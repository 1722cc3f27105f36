package text

import (
	"bytes"
	"regexp"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/cordon-ot/cordon/internal/fault"
)

// maxSearch and maxSearchBytes bound the entry in which the line of a fault is
// searched for: the search reads the entry up to once per line.
const (
	maxSearch      = 1000
	maxSearchBytes = 256 << 10
)

var yamlLine = regexp.MustCompile(`^line ([0-9]+): `)

// yamlFault gives the library's complaint a place and some advice.
func (f *file) yamlFault(data []byte, err error) {
	problem, line := strings.TrimPrefix(err.Error(), "yaml: "), 1
	if m := yamlLine.FindStringSubmatch(problem); m != nil {
		line, _ = strconv.Atoi(m[1])
		problem = problem[len(m[0]):]
	}
	if at := brokenLine(data); at > 0 {
		line = at
	}
	hint := fault.Say("correct the YAML there")
	switch {
	case strings.Contains(problem, "cannot start any token"):
		hint = fault.Say("put a text that begins with such a character in quotes, and indent with blanks instead of tabs")
	case strings.Contains(problem, "end of stream"):
		hint = fault.Say("the file seems to be cut off")
	case strings.Contains(problem, "mapping values are not allowed"):
		hint = fault.Say("put a text that holds a colon and a blank in quotes")
	case strings.Contains(problem, "expected key"):
		hint = fault.Say("check the indentation and the quotes of this line")
	}
	f.fault(line, 0, "", "", "the YAML cannot be read: %s; %v", problem, hint)
}

// brokenLine finds the line from which on a file cannot be read; 0 if it finds
// none. The library names the line where the enclosing mapping began, which for
// a file of a thousand entries is its first. So each entry is read by itself,
// and of the first that cannot be, the longest beginning that can.
func brokenLine(data []byte) int {
	var lines [][]byte
	first := 1 // line of the entry's first line
	for l := range bytes.Lines(data) {
		if top := l[0] != ' ' && l[0] != '\t' && l[0] != '#' && len(bytes.TrimSpace(l)) > 0; top && len(lines) > 0 {
			if at := brokenIn(lines); at > 0 {
				return first + at - 1
			}
			first += len(lines)
			lines = lines[:0]
		}
		lines = append(lines, l)
	}
	if at := brokenIn(lines); at > 0 {
		return first + at - 1
	}
	return 0
}

// brokenIn gives the number, from 1, of the line after the longest beginning
// of an entry that can be read; 0 if all of it can.
func brokenIn(lines [][]byte) int {
	if readable(lines) {
		return 0
	}
	size := 0
	for _, l := range lines {
		size += len(l)
	}
	if len(lines) > maxSearch || size > maxSearchBytes {
		return 1
	}
	for n := len(lines) - 1; n > 0; n-- {
		if readable(lines[:n]) {
			return n + 1
		}
	}
	return 1
}

func readable(lines [][]byte) bool {
	data := bytes.Join(lines, nil)
	if blank(data) {
		return true
	}
	doc, err := decodeNode(yaml.NewDecoder(bytes.NewReader(data)))
	return err == nil && (doc.Content[0].Kind == yaml.MappingNode || isNull(doc.Content[0]))
}
