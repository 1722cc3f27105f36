package cli

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"regexp"
	"strings"
)

// writeJSON writes one document: UTF-8, indented by two, nothing escaped that
// JSON does not ask for.
func writeJSON(w io.Writer, v any) error {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(v); err != nil {
		return err
	}
	_, err := w.Write(numberLists.ReplaceAllFunc(b.Bytes(), func(list []byte) []byte {
		return bytes.ReplaceAll(bytes.ReplaceAll(bytes.Join(bytes.Fields(list), []byte(" ")), []byte("[ "), []byte("[")), []byte(" ]"), []byte("]"))
	}))
	return err
}

// numberLists finds arrays of numbers, such as vectors, which read best on one
// line. The line feeds keep it from matching inside a string.
var numberLists = regexp.MustCompile(`\[\n\s+-?\d+(?:,\n\s+-?\d+)*\n\s+\]`)

// JSON prints v as the one document of the command.
func (ss *Session) JSON(v any) error { return ss.written(writeJSON(&ss.out, v)) }

// WantJSON reports whether the command was asked for JSON.
func (ss *Session) WantJSON() bool { return ss.flags.JSON }

// Printf prints a line of text for people; it does nothing with --json.
func (ss *Session) Printf(format string, a ...any) {
	if ss.flags.JSON {
		return
	}
	fmt.Fprintf(&ss.out, format, a...)
	ss.out.WriteByte('\n')
}

// Note prints a line on standard error, for what is worth knowing beside the
// result. It is printed with --json too.
func (ss *Session) Note(format string, a ...any) {
	fmt.Fprintf(ss.env.Stderr, "cordon: %s\n", oneLine(fmt.Sprintf(format, a...)))
}

// Raw writes bytes to standard output as they are.
func (ss *Session) Raw(p []byte) error {
	_, err := ss.out.Write(p)
	return ss.written(err)
}

// Style is how a text looks on a terminal. Elsewhere it has no effect, so it
// must never be the only sign of anything.
type Style string

// The styles.
const (
	Plain  Style = ""
	Bold   Style = "1"
	Faint  Style = "2"
	Red    Style = "31"
	Green  Style = "32"
	Yellow Style = "33"
	Blue   Style = "34"
)

// Paint gives a text its style if standard output is a terminal that wants it.
func (ss *Session) Paint(st Style, text string) string {
	if st == Plain || text == "" || !ss.colour() {
		return text
	}
	return "\x1b[" + string(st) + "m" + text + "\x1b[0m"
}

// colour reports whether output may carry styles.
func (ss *Session) colour() bool {
	return ss.env.Screen.Out && !ss.flags.NoColor && ss.env.Getenv("TERM") != "dumb"
}

// Heading prints a heading with an empty line before it, unless it comes first.
func (ss *Session) Heading(text string) {
	if ss.flags.JSON {
		return
	}
	if ss.printed {
		ss.out.WriteByte('\n')
	}
	ss.printed = true
	ss.Printf("%s", ss.Paint(Bold, text))
}

// Wrap prints a paragraph, indented, broken between words on a terminal only.
func (ss *Session) Wrap(indent, text string) {
	width := ss.width()
	for _, par := range strings.Split(text, "\n") {
		line := indent
		for _, word := range strings.Fields(par) {
			if width > 0 && line != indent && runes(line)+1+runes(word) > width {
				ss.Printf("%s", line)
				line = indent
			}
			if line != indent {
				line += " "
			}
			line += word
		}
		ss.Printf("%s", strings.TrimRight(line, " "))
	}
}
