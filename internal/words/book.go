package words

import (
	"cmp"
	_ "embed" // the sentences are data
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
)

//go:embed de.po
var germanFile string

// book is what there is in one language.
type book struct {
	formats map[string]*entry // by the English format
	byStart map[string][]*entry
	words   map[string]string
	and, or string
}

// entry is a sentence in English and in the book's language.
type entry struct {
	english  string
	context  string // empty, or who says it if not this program's source
	from, to format
	match    func(string) []string
}

// startLength is how much of a sentence's beginning chooses among formats.
const startLength = 5

// read makes a book of a file in the format of gettext, of which it knows
// comments, msgctxt, msgid and msgstr. The file is part of the program, and a
// test reads it first: what is wrong with it is a fault of the program.
func read(file string) *book {
	b := &book{formats: map[string]*entry{}, byStart: map[string][]*entry{}, words: map[string]string{}}
	for _, e := range mustEntries(file) {
		if e.context == "word" {
			b.words[e.english] = e.german
			continue
		}
		b.add(e)
	}
	b.and, b.or = b.words["and"], b.words["or"]
	for _, list := range b.byStart {
		slices.SortStableFunc(list, func(x, y *entry) int {
			return cmp.Or(cmp.Compare(y.from.size(), x.from.size()), cmp.Compare(y.from.sharp(), x.from.sharp()))
		})
	}
	return b
}

func (b *book) add(e raw) {
	from, err := parse(e.english)
	to, err2 := parse(e.german)
	if err != nil || err2 != nil {
		panic(fmt.Sprintf("the sentences of a language cannot be read: %v %v", err, err2))
	}
	if err := fits(from, to); err != nil {
		panic(fmt.Sprintf("the sentences of a language do not fit: %q: %v", e.english, err))
	}
	x := &entry{english: e.english, context: e.context, from: from, to: to}
	x.match = matcher(from)
	b.formats[e.english] = x
	if from.size() >= startLength {
		start := ""
		if len(from.literal[0]) >= startLength {
			start = from.literal[0][:startLength]
		}
		b.byStart[start] = append(b.byStart[start], x)
	}
}

// matcher makes its expression when it is first asked for.
func matcher(f format) func(string) []string {
	pattern := sync.OnceValue(f.pattern)
	longest := ""
	for _, s := range f.literal {
		if len(s) > len(longest) {
			longest = s
		}
	}
	return func(s string) []string {
		if !strings.Contains(s, longest) {
			return nil
		}
		if m := pattern().FindStringSubmatch(s); m != nil {
			return m[1:]
		}
		return nil
	}
}

// raw is an entry as the file has it.
type raw struct{ context, english, german string }

func mustEntries(file string) []raw {
	list, err := entries(file)
	if err != nil {
		panic(err.Error())
	}
	return list
}

// entries reads the file.
func entries(file string) ([]raw, error) {
	var list []raw
	var now raw
	var into *string
	line := 0
	for text := range strings.Lines(file) {
		line++
		text = strings.TrimSpace(text)
		if text == "" || text[0] == '#' {
			continue
		}
		word, rest, _ := strings.Cut(text, " ")
		switch {
		case text[0] == '"':
			rest = text
		case word == "msgctxt":
			now, into = raw{}, &now.context
		case word == "msgid":
			if into == &now.german {
				now = raw{}
			}
			into = &now.english
		case word == "msgstr":
			into = &now.german
		default:
			return nil, fmt.Errorf("line %d: %q is not known", line, word)
		}
		s, err := strconv.Unquote(rest)
		if err != nil || into == nil {
			return nil, fmt.Errorf("line %d: a text in quotes is needed", line)
		}
		*into += s
		switch {
		case into != &now.german:
		case text[0] == '"' && len(list) > 0:
			list[len(list)-1] = now
		default:
			list = append(list, now)
		}
	}
	if len(list) > 0 && list[0].english == "" { // what gettext keeps about the file
		list = list[1:]
	}
	return list, nil
}

// find says a finished sentence, if one is known.
func (b *book) find(s string) (piece, bool) {
	if e := b.formats[s]; e != nil && len(e.from.verbs) == 0 {
		return e.to.fill(nil), true
	}
	var starts []string
	if len(s) >= startLength {
		starts = append(starts, s[:startLength])
	}
	var best *entry
	var found []string
	for _, start := range append(starts, "") {
		for _, e := range b.byStart[start] {
			if best != nil && e.from.size() <= best.from.size() {
				break
			}
			if m := e.match(s); m != nil {
				best, found = e, m
				break
			}
		}
	}
	if best == nil {
		return piece{text: s}, false
	}
	pieces := make([]piece, len(found))
	for i, v := range best.from.verbs {
		pieces[i].text = found[i]
		if last := v[len(v)-1]; last == 's' || last == 'v' || last == 'w' {
			pieces[i] = b.found(found[i])
		}
	}
	return best.to.fill(pieces), true
}

var placeRE = regexp.MustCompile(`^(line|row|column) ([0-9]+)(,? [^:]*)?$`)

// known says a finished sentence, also one that ends with its place in
// brackets, and a place.
func (b *book) known(s string) (piece, bool) {
	if w, ok := b.words[s]; ok {
		return piece{w, word}, true
	}
	if p, ok := b.find(s); ok {
		return p, true
	}
	if m := placeRE.FindStringSubmatch(s); m != nil {
		if rest, ok := strings.CutPrefix(m[3], ", "); ok {
			p, _ := b.known(rest)
			m[3] = ", " + p.text
		}
		return piece{b.words[m[1]] + " " + m[2] + m[3], word}, true
	}
	if head, tail, ok := cutLast(s, " ("); ok && strings.HasSuffix(tail, ")") {
		if p, ok := b.find(head); ok {
			p.text += " (" + b.finished(tail[:len(tail)-1]).text + ")"
			return p, true
		}
	}
	return piece{text: s}, false
}

// found says what a finished sentence has in place of an argument.
func (b *book) found(s string) piece {
	if w, ok := b.list(s); ok {
		return piece{w, word}
	}
	if strings.Contains(s, " ") {
		return b.finished(s)
	}
	return piece{text: s}
}

// list says a word, or words that are listed.
func (b *book) list(s string) (string, bool) {
	if w, ok := b.words[s]; ok {
		return w, true
	}
	for _, sep := range [...]struct{ from, to string }{{" or ", " " + b.or + " "}, {" and ", " " + b.and + " "}, {", ", ", "}} {
		head, tail, ok := cutLast(s, sep.from)
		if !ok {
			continue
		}
		x, ok := b.list(head)
		y, ok2 := b.list(tail)
		if ok && ok2 {
			return x + sep.to + y, true
		}
	}
	return s, false
}

func cutLast(s, sep string) (head, tail string, ok bool) {
	i := strings.LastIndex(s, sep)
	if i < 0 {
		return s, "", false
	}
	return s[:i], s[i+len(sep):], true
}

// mostParts bounds what is tried to find sentences that colons join.
const mostParts = 8

// finished says what is English already: line by line, and in each line the
// longest parts between colons that are known.
func (b *book) finished(s string) piece {
	if p, ok := b.known(s); ok {
		return p
	}
	if strings.Contains(s, "\n") {
		lines := strings.Split(s, "\n")
		for i, line := range lines {
			if line != "" {
				lines[i] = b.finished(line).begin()
			}
		}
		return piece{text: strings.Join(lines, "\n")}
	}
	parts := strings.Split(s, ": ")
	if len(parts) == 1 || len(parts) > mostParts {
		return piece{text: s}
	}
	var out []string
	all := piece{}
	for i := 0; i < len(parts); {
		end, p := i+1, piece{text: parts[i]}
		for j := len(parts); j > i; j-- {
			if q, ok := b.known(strings.Join(parts[i:j], ": ")); ok {
				p, end = q, j
				break
			}
		}
		if i == 0 {
			all.is = p.is
			out = append(out, p.text)
		} else {
			out = append(out, p.begin())
		}
		i = end
	}
	all.text = strings.Join(out, ": ")
	return all
}
