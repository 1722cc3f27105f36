package fault

import (
	"fmt"
	"strings"
)

// Said is an English sentence, or a part of one, that remembers what it was
// made from, so that whoever shows it can say it in another language. It is an
// argument of New and of Say like any other, and where an error is wanted it is
// one.
type Said struct {
	Format string // as for fmt.Sprintf
	Args   []any
}

// Say makes a sentence, or a part of one.
func Say(format string, a ...any) Said { return Said{format, a} }

// Or lists names of which one is meant.
func Or(names []string) Said {
	switch n := len(names); n {
	case 0:
		return Said{}
	case 1:
		return Say("%s", names[0])
	default:
		return Say("%s or %s", Or(names[:n-1]), names[n-1])
	}
}

// Word is a word of the program's own among the arguments of a sentence, which
// is said in the language of the sentence, where a plain text stays as it is.
type Word string

// String gives it in English.
func (s Said) String() string { return fmt.Sprintf(s.Format, s.Args...) }

// Error implements error.
func (s Said) Error() string { return s.String() }

// Say gives e the message that is formatted as by fmt.Sprintf.
func (e *Error) Say(format string, a ...any) {
	e.said = Said{format, a}
	e.Message = e.said.String()
}

// Cut puts in place of the message what cut makes of it.
func (e *Error) Cut(cut func(string) string) { e.Message = cut(e.Message) }

// Said gives the message with what it was made from. A message that was set as
// a whole is its own format.
func (e *Error) Said() Said {
	if e.said.Format != "" && e.said.String() == e.Message {
		return e.said
	}
	return Said{Format: strings.ReplaceAll(e.Message, "%", "%%")}
}
