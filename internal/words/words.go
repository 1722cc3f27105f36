package words

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"sync"

	"github.com/cordon-ot/cordon/internal/fault"
)

// Language is one that sentences can be had in, named as HTTP does.
type Language string

// The languages there are. What is neither is English.
const (
	English Language = "en"
	German  Language = "de"
)

var german = sync.OnceValue(func() *book { return read(germanFile) })

// book gives the sentences of a language, nil for English.
func (l Language) book() *book {
	if l == German {
		return german()
	}
	return nil
}

// Said gives a sentence, or a part of one.
func (l Language) Said(s fault.Said) string {
	if b := l.book(); b != nil {
		return b.sentence(s).begin()
	}
	return s.String()
}

// Message gives what a fault says to people. One without a message of its own
// speaks with the words of what it places.
func (l Language) Message(f *fault.Error) string {
	if f.Message == "" {
		return l.Sentence(f.Error())
	}
	return l.Said(f.Said())
}

// Sentence gives a sentence that is finished English already, or several that
// are joined by line ends or colons, as errors are. What is not known stays as
// it is.
func (l Language) Sentence(english string) string {
	if b := l.book(); b != nil {
		return b.finished(english).begin()
	}
	return english
}

// Word gives a word of the program's own, such as the state of a job.
func (l Language) Word(english string) string {
	if b := l.book(); b != nil {
		if w, ok := b.words[english]; ok {
			return w
		}
	}
	return english
}

// sentence says s in the language of the book. Without a counterpart the
// arguments are still worth a try where the format adds nothing of its own.
func (b *book) sentence(s fault.Said) piece {
	f := b.formats[s.Format]
	if f == nil {
		if len(s.Args) == 1 && !hasWords(s.Format) {
			if said, ok := s.Args[0].(fault.Said); ok {
				return b.sentence(said)
			}
		}
		if len(s.Args) == 0 || !hasWords(s.Format) {
			return b.finished(s.String())
		}
		return piece{text: s.String()}
	}
	if len(s.Args) != len(f.from.verbs) {
		return piece{text: s.String()}
	}
	pieces := make([]piece, len(s.Args))
	for i, v := range f.from.verbs {
		pieces[i] = b.argument(v, s.Args[i])
	}
	return f.to.fill(pieces)
}

// argument prints one argument, in the language of the book if it is a
// sentence or a word of the program's own.
func (b *book) argument(verb string, a any) piece {
	text := fmt.Sprintf(strings.Replace(verb, "%w", "%v", 1), a)
	switch verb[len(verb)-1] {
	case 's', 'v', 'w':
	default:
		return piece{text: text}
	}
	if s, ok := a.(fault.Said); ok {
		return b.sentence(s)
	}
	if err, ok := a.(error); ok {
		if f := (*fault.Error)(nil); errors.As(err, &f) && f.Message == text {
			return b.sentence(f.Said())
		}
		return b.finished(text)
	}
	if named(a) {
		if w, ok := b.words[text]; ok {
			return piece{w, word}
		}
		return piece{text: text}
	}
	return b.part(text)
}

// part says a text that may be a part of a sentence, and may be what somebody
// wrote: it must be known word for word, and be more than one word.
func (b *book) part(text string) piece {
	if !strings.Contains(text, " ") {
		return piece{text: text}
	}
	if w, ok := b.list(text); ok {
		return piece{w, word}
	}
	if p, ok := b.find(text); ok {
		return p
	}
	return piece{text: text}
}

// named reports whether a value is of a type of our own that stands for a
// word: a kind, a role, a state.
func named(a any) bool {
	t := reflect.TypeOf(a)
	if t == nil || !strings.HasPrefix(t.PkgPath(), "github.com/cordon-ot/") {
		return false
	}
	if t.Kind() == reflect.String {
		return true
	}
	_, speaks := a.(fmt.Stringer)
	return speaks
}
