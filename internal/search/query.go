package search

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/model"
	"github.com/cordon-ot/cordon/internal/near"
)

// The bounds of a query.
const (
	MaxQuery = 1000 // characters
	MaxTerms = 24
)

const opSearch = "search"

// Query is what is looked for. It is immutable.
type Query struct {
	terms   []term
	keys    []model.Key // keys named by a plain word: their items come first
	only    []model.Key // of key:
	kinds   [256]bool   // by kind; see every
	every   bool        // no kind was asked for: kinds holds those left out
	retired retiredWord
}

type retiredWord uint8

const (
	liveOnly retiredWord = iota
	retiredOnly
	retiredToo
)

// term is one word or phrase, folded.
type term struct {
	text   []byte
	whole  bool // a phrase: begins and ends with words
	starts bool // has to begin at a word
	not    bool
}

// wants reports whether items of a kind are looked for.
func (q *Query) wants(k model.Kind) bool { return q.kinds[k] != q.every }

// queryReader takes a query apart.
type queryReader struct {
	text []rune
	at   int
	q    Query
}

// Parse reads a query; see the package for its language. A quote that is not
// closed ends with the query, so that one can search while typing. Faults are
// of kind Invalid and tell the column.
func Parse(text string) (*Query, error) {
	r := queryReader{text: []rune(text)}
	if len(r.text) > MaxQuery {
		return nil, fault.New(fault.Invalid, opSearch, "the search has %d characters; write at most %d", len(r.text), MaxQuery)
	}
	r.q.every = true
	for r.skip(); r.at < len(r.text); r.skip() {
		if err := r.term(); err != nil {
			return nil, err
		}
	}
	if len(r.q.terms) > MaxTerms {
		return nil, fault.New(fault.Invalid, opSearch, "the search has %d terms; write at most %d", len(r.q.terms), MaxTerms)
	}
	positive := slices.ContainsFunc(r.q.terms, func(t term) bool { return !t.not })
	if !positive && r.q.every && len(r.q.only) == 0 && r.q.retired == liveOnly {
		return nil, fault.New(fault.Invalid, opSearch, "the search says nothing to look for; write a word, a key such as ZON-1, or kind:zone")
	}
	return &r.q, nil
}

func (r *queryReader) skip() {
	for r.at < len(r.text) && unicode.IsSpace(r.text[r.at]) {
		r.at++
	}
}

// fault puts a fault at the character that a term begins with.
func (r *queryReader) fault(at int, format string, a ...any) error {
	e := fault.New(fault.Invalid, opSearch, format, a...)
	e.Place = fault.Place{Column: at + 1}
	return e
}

// quoted takes what stands between the quote here and the next.
func (r *queryReader) quoted() string {
	r.at++
	from := r.at
	for r.at < len(r.text) && r.text[r.at] != '"' {
		r.at++
	}
	s := string(r.text[from:r.at])
	r.at = min(r.at+1, len(r.text))
	return s
}

// word takes what stands up to the next blank.
func (r *queryReader) word() string {
	from := r.at
	for r.at < len(r.text) && !unicode.IsSpace(r.text[r.at]) {
		r.at++
	}
	return string(r.text[from:r.at])
}

func (r *queryReader) term() error {
	at, not := r.at, false
	if r.text[r.at] == '-' {
		not = true
		r.at++
	}
	if r.at == len(r.text) || unicode.IsSpace(r.text[r.at]) {
		return nil // a lone hyphen, on the way to a word
	}
	if r.text[r.at] == '"' {
		r.add(r.quoted(), not, true)
		return nil
	}
	for _, name := range []string{"key", "kind", "retired"} {
		n := len(name) + 1
		if r.at+n <= len(r.text) && strings.EqualFold(string(r.text[r.at:r.at+n]), name+":") {
			r.at += n
			value := ""
			if r.at < len(r.text) && r.text[r.at] == '"' {
				value = r.quoted()
			} else {
				value = r.word()
			}
			return r.restrict(at, name, value, not)
		}
	}
	word := r.word()
	if k, err := model.ParseKey(word); err == nil && !not && !slices.Contains(r.q.keys, k) {
		r.q.keys = append(r.q.keys, k)
	}
	r.add(word, not, false)
	return nil
}

func (r *queryReader) add(text string, not, whole bool) {
	folded := foldedText(text)
	if folded == "" {
		return
	}
	t := term{text: []byte(folded), whole: whole, not: not}
	t.starts = whole || utf8.RuneCountInString(folded) < 3
	same := func(o term) bool { return string(o.text) == folded && o.whole == whole && o.not == not }
	if !slices.ContainsFunc(r.q.terms, same) {
		r.q.terms = append(r.q.terms, t)
	}
}

// restrict takes key:, kind: or retired:.
func (r *queryReader) restrict(at int, name, value string, not bool) error {
	if value == "" && r.at >= len(r.text) {
		return nil // still being typed
	}
	switch name {
	case "key":
		k, err := model.ParseKey(value)
		if err != nil {
			return r.fault(at, "key:%s names no key; write one such as key:ZON-1, or kind:zone for all of a kind", value)
		}
		if not {
			return r.fault(at, "a key cannot be left out of a search; drop -key:%s", value)
		}
		r.q.only = append(r.q.only, k)
	case "kind":
		k, err := model.ParseKind(value)
		if err != nil {
			return r.fault(at, "there is no kind %q%s", value, hint(value, kindNames()))
		}
		if not {
			r.q.kinds[k] = r.q.every
			break
		}
		if r.q.every {
			r.q.narrow()
		}
		r.q.kinds[k] = true
	case "retired":
		words := map[string]retiredWord{"no": liveOnly, "yes": retiredOnly, "any": retiredToo}
		w, ok := words[strings.ToLower(value)]
		if !ok || not {
			return r.fault(at, "retired: takes no, yes or any; write retired:yes for retired items only")
		}
		r.q.retired = w
	}
	return nil
}

// narrow turns "every kind but" into "no kind but".
func (q *Query) narrow() { q.every, q.kinds = false, [256]bool{} }

func kindNames() []string {
	var out []string
	for _, k := range model.Kinds() {
		out = append(out, strings.ReplaceAll(k.String(), " ", "-"))
	}
	return out
}

// hint words what a mistyped word may have meant.
func hint(word string, words []string) fault.Said {
	if alike := near.Words(word, words, 3); len(alike) > 0 {
		return fault.Say("; did you mean %s?", fault.Or(alike))
	}
	return fault.Say("; the words are %s", strings.Join(words, ", "))
}
