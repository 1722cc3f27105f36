package search

import (
	"bytes"
	"cmp"
	"iter"
	"slices"
	"unicode"

	"github.com/cordon-ot/cordon/internal/model"
)

// occurrences yields where a term stands in a folded text, as byte offsets,
// also where it overlaps itself.
func (t *term) occurrences(text []byte) iter.Seq2[int, int] {
	return func(yield func(int, int) bool) {
		for at := 0; ; at++ {
			i := bytes.Index(text[at:], t.text)
			if i < 0 {
				return
			}
			at += i
			end := at + len(t.text)
			if t.starts && !begins(text, at) || t.whole && !ends(text, end) {
				continue
			}
			if !yield(at, end) {
				return
			}
		}
	}
}

// in reports whether a term stands in a folded text, and whether somewhere as
// whole words.
func (t *term) in(text []byte) (found, whole bool) {
	for from, to := range t.occurrences(text) {
		if found = true; t.whole || begins(text, from) && ends(text, to) {
			return true, true
		}
	}
	return found, false
}

// matcher tells the rank of items. It is for one goroutine.
type matcher struct {
	x     *Index
	q     *Query
	f     folder
	found []bool // per term: somewhere in the item
	not   bool   // there are terms that must not occur
}

func newMatcher(x *Index, q *Query) *matcher {
	return &matcher{
		x: x, q: q, found: make([]bool, len(q.terms)),
		not: slices.ContainsFunc(q.terms, func(t term) bool { return t.not }),
	}
}

// rank gives the rank of an item by its texts; ok is false if it is no hit, or
// none as good as worst.
func (m *matcher) rank(it *model.Item, worst Rank) (rank Rank, ok bool) {
	clear(m.found)
	missing := 0
	for i := range m.q.terms {
		if !m.q.terms[i].not {
			missing++
		}
	}
	rank = TitleWord
	var whole uint64 // terms found as whole words; MaxTerms is below 64
	heads := 2       // fields of the head still to come
	for v := range m.x.fields(it) {
		if heads == 0 && missing == 0 && !m.not {
			break
		}
		m.f.reset()
		v.fold(&m.f)
		for i := range m.q.terms {
			t := &m.q.terms[i]
			if m.found[i] && (heads == 0 || whole>>i&1 != 0) {
				continue
			}
			found, w := t.in(m.f.out)
			if found && t.not {
				return 0, false
			}
			if found && !m.found[i] {
				m.found[i] = true
				missing--
			}
			if w && heads > 0 {
				whole |= 1 << i
			}
		}
		if heads--; heads == 0 {
			if rank = m.headRank(missing, whole); rank > worst {
				return rank, false
			}
		}
		heads = max(heads, 0)
	}
	return rank, missing == 0
}

func (m *matcher) headRank(missing int, whole uint64) Rank {
	if missing > 0 {
		return InProperty
	}
	for i := range m.q.terms {
		if !m.q.terms[i].not && whole>>i&1 == 0 {
			return InTitle
		}
	}
	return TitleWord
}

// Span is a part of a text from one character to before another. Characters
// are Unicode code points, counted from 0.
type Span struct {
	From, To int
}

// Match is one text of an item in which terms were found.
type Match struct {
	Property string     // "key", "title", or the name of the property
	Verb     model.Verb // of the link whose property it is; NoVerb for the item's own
	To       model.Node // where that link leads to; NoNode for none
	Row      int        // in a list or table the number of the entry, from 1; else 0
	Column   string     // in a table
	Snippet  string     // the text, or a part of it around the first place
	Before   bool       // there is text before the snippet
	After    bool       // there is text after the snippet
	Spans    []Span     // what matched in the snippet, ascending and apart
}

// The length of a snippet and of what it shows before the first match, in
// characters.
const (
	snippetLength = 160
	snippetLead   = 40
)

// matches lists the texts of an item that show where the terms are.
func (x *Index) matches(it *model.Item, q *Query) []Match {
	var out []Match
	shown := make([]bool, len(q.terms))
	var f folder
	for v := range x.fields(it) {
		f.reset()
		v.fold(&f)
		tells := false
		for i := range q.terms {
			if found, _ := q.terms[i].in(f.out); found && !shown[i] {
				shown[i], tells = true, true
			}
		}
		if tells {
			out = append(out, snippet(v, q))
		}
		if !slices.Contains(shown, false) {
			break
		}
	}
	return out
}

// snippet cuts the part of a text that shows the first match.
func snippet(v *field, q *Query) Match {
	text := v.shown()
	folded, at := foldedPlaces(text)
	var spans []Span
	for i := range q.terms {
		for from, to := range q.terms[i].occurrences(folded) {
			spans = append(spans, Span{int(at[from]), int(at[to-1]) + 1})
		}
	}
	slices.SortFunc(spans, func(a, b Span) int { return cmp.Or(cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To)) })
	runes := []rune(text)
	from, to := window(runes, spans[0])
	m := Match{
		Property: v.name, Verb: v.verb, To: v.to, Row: v.row, Column: v.column,
		Snippet: string(runes[from:to]), Before: from > 0, After: to < len(runes),
	}
	for _, s := range spans {
		s = Span{max(s.From, from) - from, min(s.To, to) - from}
		// A mark after the last letter belongs to it.
		for s.To > 0 && s.To < to-from && unicode.Is(unicode.Mn, runes[from+s.To]) {
			s.To++
		}
		switch last := len(m.Spans) - 1; {
		case s.From >= s.To:
		case last >= 0 && s.From <= m.Spans[last].To:
			m.Spans[last].To = max(m.Spans[last].To, s.To)
		default:
			m.Spans = append(m.Spans, s)
		}
	}
	return m
}

// window chooses what of a text is shown: all of it if it is short, else from
// the beginning of a word shortly before the first match.
func window(text []rune, first Span) (from, to int) {
	if len(text) <= snippetLength {
		return 0, len(text)
	}
	if from = max(0, first.From-snippetLead); from > 0 {
		for i := from; i < first.From; i++ {
			if unicode.IsSpace(text[i-1]) {
				from = i
				break
			}
		}
	}
	to = min(len(text), from+snippetLength)
	from = max(0, min(from, to-snippetLength))
	for from > 0 && unicode.Is(unicode.Mn, text[from]) {
		from--
	}
	for to < len(text) && unicode.Is(unicode.Mn, text[to]) {
		to++
	}
	return from, to
}
