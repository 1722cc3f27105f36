package words

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// format is a format of package fmt, taken apart.
type format struct {
	literal []string // what stands before, between and behind the verbs
	verbs   []string // as they are printed: %d, %.60q, without the index
	index   []int    // which argument each takes, from 0
}

var verbRE = regexp.MustCompile(`%([-+#0]*[0-9]*(?:\.[0-9]+)?)(?:\[([0-9]+)\])?([a-zA-Z%])`)

// parse takes a format apart.
func parse(s string) (format, error) {
	var f format
	var text strings.Builder
	last, next := 0, 0
	for _, m := range verbRE.FindAllStringSubmatchIndex(s, -1) {
		text.WriteString(s[last:m[0]])
		last = m[1]
		verb := s[m[6]:m[7]]
		if verb == "%" {
			text.WriteByte('%')
			continue
		}
		if m[4] >= 0 {
			n, err := strconv.Atoi(s[m[4]:m[5]])
			if err != nil || n < 1 {
				return f, fmt.Errorf("%q has a verb without an argument", s)
			}
			next = n - 1
		}
		f.literal = append(f.literal, text.String())
		text.Reset()
		f.verbs = append(f.verbs, "%"+s[m[2]:m[3]]+verb)
		f.index = append(f.index, next)
		next++
	}
	text.WriteString(s[last:])
	f.literal = append(f.literal, text.String())
	if strings.Contains(verbRE.ReplaceAllString(s, ""), "%") {
		return f, fmt.Errorf("%q holds a verb that cannot be read", s)
	}
	return f, nil
}

// fits reports whether to says the same arguments as from, printed alike.
func fits(from, to format) error {
	said := map[int]bool{}
	for i, n := range to.index {
		if n >= len(from.verbs) {
			return fmt.Errorf("there is no argument %d", n+1)
		}
		if to.verbs[i] != from.verbs[n] {
			return fmt.Errorf("argument %d is printed by %s, not %s", n+1, from.verbs[n], to.verbs[i])
		}
		said[n] = true
	}
	for i, n := range from.index {
		if n != i {
			return fmt.Errorf("the English has its arguments out of order")
		}
	}
	if len(said) != len(from.verbs) {
		return fmt.Errorf("it says %d of %d arguments", len(said), len(from.verbs))
	}
	return nil
}

// piece is a printed argument, or what became of a whole text.
type piece struct {
	text string
	is   origin
}

// origin says whose words a text is made of.
type origin uint8

const (
	foreign  origin = iota // somebody wrote it: it stays as it is
	word                   // a word of the language
	sentence               // a sentence of the language, or a part of one
)

// begin gives the text as it begins a sentence: with a capital, unless somebody
// else wrote it.
func (p piece) begin() string {
	if p.is == foreign {
		return p.text
	}
	r, n := utf8.DecodeRuneInString(p.text)
	if u := unicode.ToUpper(r); u != r {
		return string(u) + p.text[n:]
	}
	return p.text
}

// fill puts printed arguments into the format. A sentence after a colon begins
// as one.
func (f format) fill(pieces []piece) piece {
	var b strings.Builder
	b.WriteString(f.literal[0])
	for i, n := range f.index {
		if p := pieces[n]; p.is == sentence && strings.HasSuffix(f.literal[i], ": ") {
			b.WriteString(p.begin())
		} else {
			b.WriteString(p.text)
		}
		b.WriteString(f.literal[i+1])
	}
	out := piece{b.String(), sentence}
	if f.literal[0] == "" && len(f.index) > 0 && pieces[f.index[0]].is == foreign {
		out.is = foreign
	}
	return out
}

// size is how many letters a format says of its own.
func (f format) size() int {
	n := 0
	for _, s := range f.literal {
		for _, r := range s {
			if unicode.IsLetter(r) {
				n++
			}
		}
	}
	return n
}

// sharp is how many arguments a format finds by their own form.
func (f format) sharp() int {
	n := 0
	for _, v := range f.verbs {
		if last := v[len(v)-1]; last != 's' && last != 'v' && last != 'w' {
			n++
		}
	}
	return n
}

func hasWords(s string) bool {
	f, err := parse(s)
	return err == nil && f.size() > 0
}

// pattern gives the expression that finds the arguments in a finished sentence.
func (f format) pattern() *regexp.Regexp {
	var b strings.Builder
	b.WriteString(`(?s)\A`)
	b.WriteString(regexp.QuoteMeta(f.literal[0]))
	for i, v := range f.verbs {
		switch v[len(v)-1] {
		case 'd':
			b.WriteString(`(-?[0-9]+)`)
		case 'q':
			b.WriteString(`("(?:[^"\\]|\\.)*")`)
		case 'X', 'x':
			b.WriteString(`([0-9A-Fa-f]+)`)
		case 'c':
			b.WriteString(`(.)`)
		default:
			if i > 0 && f.literal[i] == "" { // an appendix, such as "; did you mean …?"
				b.WriteString(`((?:[;:( ].*)?)`)
				break
			}
			b.WriteString(`(.*?)`)
		}
		b.WriteString(regexp.QuoteMeta(f.literal[i+1]))
	}
	b.WriteString(`\z`)
	return regexp.MustCompile(b.String())
}
