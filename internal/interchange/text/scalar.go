package text

import (
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"
)

// numberLike are the texts beginning with a digit that YAML 1.1 or 1.2 takes
// for a number, a time in base 60, or a day.
var numberLike = regexp.MustCompile(`^(0[bB][01_]+|0[oO][0-7_]+|0[xX][0-9a-fA-F_]+|` +
	`[0-9][0-9_]*(\.[0-9_]*)?([eE][-+]?[0-9]+)?|` +
	`[0-9][0-9_]*(:[0-5]?[0-9])+(\.[0-9_]*)?|` +
	`[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}($|[Tt \t].*))$`)

// words are the texts beginning with a letter that some YAML version takes for
// something else, in lower case.
var words = map[string]bool{
	"y": true, "n": true, "yes": true, "no": true, "on": true, "off": true,
	"true": true, "false": true, "null": true,
}

// plain reports whether a text is written without quotes. It begins with an
// ASCII letter or digit, with / ( or _, or with a character beyond ASCII; it
// holds no ": " and no " #" and does not end in a colon or a blank; nothing in
// it needs an escape; and no YAML version takes it for anything but a text.
func plain(s string) bool {
	if s == "" {
		return false
	}
	c := s[0]
	digit := c >= '0' && c <= '9'
	letter := c|0x20 >= 'a' && c|0x20 <= 'z'
	if !digit && !letter && c != '/' && c != '(' && c != '_' && c < utf8.RuneSelf {
		return false
	}
	prev := rune(0)
	for _, r := range s {
		if escaped(r) || (prev == ':' && r == ' ') || (prev == ' ' && r == '#') {
			return false
		}
		prev = r
	}
	switch {
	case prev == ':' || prev == ' ':
		return false
	case digit:
		return !numberLike.MatchString(s)
	case letter && len(s) <= 5:
		return !words[strings.ToLower(s)]
	}
	return true
}

// escaped reports whether a character is only ever written as an escape: line
// ends, tabs, and everything that does not show or that changes how the text
// around it shows. The ranges are fixed so that the same text gives the same
// bytes whatever Unicode version the program was built with.
func escaped(r rune) bool {
	switch {
	case r < 0x20, r >= 0x7F && r <= 0xA0, r == 0xAD, r == utf8.RuneError:
		return true
	case r < 0x61C:
		return false
	case r == 0x61C, r == 0x1680, r == 0x180E,
		r >= 0x2000 && r <= 0x200F, r >= 0x2028 && r <= 0x202F, r >= 0x205F && r <= 0x206F,
		r == 0xFEFF, r >= 0xFFF9 && r <= 0xFFFB, r&0xFFFE == 0xFFFE,
		r >= 0xE0000 && r <= 0xE0FFF:
		return true
	}
	return false
}

// block reports whether a text of several lines is written as a literal block:
// it does not begin or end in a blank line or a blank, no line ends in a blank
// (editors take those away), and nothing in it needs an escape.
func block(s string) bool {
	if !strings.Contains(s, "\n") || s[0] == ' ' || s[0] == '\n' || s[len(s)-1] == '\n' || s[len(s)-1] == ' ' || strings.Contains(s, " \n") {
		return false
	}
	for _, r := range s {
		if r != '\n' && escaped(r) {
			return false
		}
	}
	return true
}

// appendScalar writes a text on one line: plain or in double quotes.
func appendScalar(b []byte, s string) []byte {
	if plain(s) {
		return append(b, s...)
	}
	b = append(b, '"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b = append(b, '\\', byte(r))
		case r == '\n':
			b = append(b, '\\', 'n')
		case r == '\t':
			b = append(b, '\\', 't')
		case !escaped(r) || r == utf8.RuneError:
			b = utf8.AppendRune(b, r)
		case r > 0xFFFF:
			b = fmt.Appendf(b, `\U%08X`, r)
		default:
			b = fmt.Appendf(b, `\u%04X`, r)
		}
	}
	return append(b, '"')
}

// appendText writes a text after its key or list mark: on the same line, or as
// a literal block whose lines are indented by indent.
func appendText(b []byte, s string, indent int) []byte {
	if !block(s) {
		return append(appendScalar(append(b, ' '), s), '\n')
	}
	b = append(b, " |\n"...)
	for line := range strings.SplitSeq(s, "\n") {
		if line != "" {
			b = appendIndent(b, indent)
			b = append(b, line...)
		}
		b = append(b, '\n')
	}
	return b
}

func appendIndent(b []byte, n int) []byte {
	for range n {
		b = append(b, ' ')
	}
	return b
}
