package server

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// oneLine refuses text that is to stand in one line and does not.
func oneLine(where, text string) error {
	if !utf8.ValidString(text) || strings.ContainsFunc(text, unicode.IsControl) {
		return badField(where, "this holds a line break or another control character; write it in one line")
	}
	return nil
}

// lastForwarded gives the address a proxy saw the caller come from: the last of
// the header, which the proxy itself has written.
func lastForwarded(values []string) string {
	if len(values) == 0 {
		return ""
	}
	list := strings.Split(values[len(values)-1], ",")
	return strings.TrimSpace(list[len(list)-1])
}
