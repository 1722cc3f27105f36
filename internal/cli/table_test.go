package cli

import (
	"strings"
	"testing"
)

// screen gives a session on a terminal of some width, or on none.
func screen(width int) *Session {
	return &Session{flags: &Globals{}, env: Env{
		Getenv: func(string) string { return "" }, Screen: Terminal{Out: width > 0, Width: width},
	}}
}

func TestTableFitsTheTerminalAndOnlyFlexibleColumnsGiveWay(t *testing.T) {
	table := NewTable(Col{Head: "KEY"}, Col{Head: "N", Right: true}, Col{Head: "TITLE", Flex: true}, Col{Head: "STATE"})
	table.Add("ZON-1", 7, "A very long title that does not fit", "suspect")
	table.Add("ZON-12", 1234, "Short", "")
	for _, c := range []struct {
		width int
		want  string
	}{
		{0, "KEY        N  TITLE                                STATE\n" +
			"ZON-1      7  A very long title that does not fit  suspect\n" +
			"ZON-12  1234  Short\n"},
		{40, "KEY        N  TITLE              STATE\n" +
			"ZON-1      7  A very long titl…  suspect\n" +
			"ZON-12  1234  Short\n"},
		{5, "KEY        N  TITLE     STATE\n" +
			"ZON-1      7  A very…   suspect\n" +
			"ZON-12  1234  Short\n"},
	} {
		ss := screen(c.width)
		ss.flags.NoColor = true
		ss.Print(table)
		if got := ss.out.String(); got != c.want {
			t.Errorf("width %d: got\n%s\nwant\n%s", c.width, got, c.want)
		}
		if c.width == 40 {
			for _, line := range strings.Split(ss.out.String(), "\n") {
				if runes(line) > c.width {
					t.Errorf("width %d: line of %d characters: %q", c.width, runes(line), line)
				}
			}
		}
	}
}

func TestColourOnlyOnATerminalThatWantsIt(t *testing.T) {
	for _, c := range []struct {
		name    string
		width   int
		noColor bool
		term    string
		want    bool
	}{
		{"terminal", 80, false, "xterm", true},
		{"pipe", 0, false, "xterm", false},
		{"--no-color", 80, true, "xterm", false},
		{"dumb terminal", 80, false, "dumb", false},
	} {
		ss := screen(c.width)
		ss.flags.NoColor = c.noColor
		ss.env.Getenv = func(name string) string { return map[string]string{"TERM": c.term}[name] }
		if got := ss.Paint(Red, "x") != "x"; got != c.want {
			t.Errorf("%s: coloured is %v, want %v", c.name, got, c.want)
		}
	}
}

func TestTextOfOthersCannotSteerTheTerminal(t *testing.T) {
	for in, want := range map[string]string{
		"plain":                    "plain",
		"two\nlines":               "two lines",
		"\x1b]0;owned\x07 title":   "]0;owned title",
		"tab\there":                "tab here",
		"c1 \u009b31m control":     "c1 31m control",
		"Zürich – „Halle“ bleibt…": "Zürich – „Halle“ bleibt…",
	} {
		if got := oneLine(in); got != want {
			t.Errorf("oneLine(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestCutCountsCharactersAndShowsThatItCut(t *testing.T) {
	for _, c := range []struct {
		in    string
		width int
		want  string
	}{
		{"abc", 3, "abc"},
		{"abcd", 3, "ab…"},
		{"a cd", 3, "a…"},
		{"größer", 6, "größer"},
		{"größer", 4, "grö…"},
		{"abc", 0, "…"},
	} {
		if got := cut(c.in, c.width); got != c.want {
			t.Errorf("cut(%q, %d) = %q, want %q", c.in, c.width, got, c.want)
		}
	}
}

func TestTextCannotChangeTheDirectionOfWhatFollows(t *testing.T) {
	if got, want := oneLine("safe \u202e evil\u2066"), "safe \ufffd evil\ufffd"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
