package filter

import (
	"slices"
	"strings"
	"unicode"

	"github.com/cordon-ot/cordon/internal/model"
	"github.com/cordon-ot/cordon/internal/near"
)

// Suggestion is something that can stand at a place of an expression.
type Suggestion struct {
	Text string // what to put in, quotes included
	What string // property, function, operator, word, link, level, column or value
	Help string // what it means, may be empty
}

// Completion is what can stand at a place, and which part of the source it
// replaces: the characters from From to before To, counted from 0.
type Completion struct {
	From, To int
	Items    []Suggestion
}

// MaxSuggestions bounds the items of a Completion.
const MaxSuggestions = 100

// Suggest tells what can stand at the cursor, a number of characters from the
// beginning: what begins with the letters before the cursor, then what holds
// them, then what is like them; properties in order of the alphabet, words of a
// property as declared. The expression need not be complete or right. A cursor
// outside the source stands at its nearer end.
func Suggest(schema *model.Schema, kind model.Kind, source string, cursor int, computed ...Computed) Completion {
	runes := []rune(source)
	runes = runes[:min(len(runes), MaxSource)]
	cursor = max(0, min(cursor, len(runes)))
	g := guesser{schema: schema, kind: kind, names: namesOf(schema, kind, computed), toks: scan(runes[:cursor])}
	out := Completion{From: cursor, To: cursor}
	partial := ""
	if n := len(g.toks); n > 0 {
		last := g.toks[n-1]
		if last.kind == openString || last.kind == ident && last.to == cursor {
			g.toks, partial, out.From = g.toks[:n-1], last.text, last.from
			out.To = tail(runes, cursor, last)
		}
		out.Items = pick(partial, g.at(last.kind == openString))
		return out
	}
	out.Items = pick("", g.at(false))
	return out
}

// tail finds the end of the word or text that the cursor stands in.
func tail(runes []rune, at int, t tok) int {
	if t.kind != openString {
		for at < len(runes) && identRune(runes[at]) {
			at++
		}
		return at
	}
	for i := at; i < len(runes); i++ {
		if runes[i] == runes[t.from] {
			return i + 1
		}
	}
	return at
}

// pick chooses and orders what fits the letters that are there.
func pick(partial string, all []Suggestion) []Suggestion {
	want := strings.ToLower(partial)
	var out, holds []Suggestion
	texts := make([]string, 0, len(all))
	for _, s := range all {
		bare := strings.Trim(s.Text, `"`)
		texts = append(texts, bare)
		switch has := strings.ToLower(bare); {
		case strings.HasPrefix(has, want):
			out = append(out, s)
		case len(want) >= 2 && strings.Contains(has, want):
			holds = append(holds, s)
		}
	}
	out = append(out, holds...)
	if len(out) == 0 {
		for _, w := range near.Words(partial, texts, 3) {
			out = append(out, all[slices.Index(texts, w)])
		}
	}
	return out[:min(len(out), MaxSuggestions)]
}

type tokKind uint8

const (
	ident tokKind = iota
	literal
	openString
	operator
)

type tok struct {
	kind     tokKind
	text     string
	from, to int
}

func identRune(r rune) bool { return r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r) }

// scan takes apart what stands before the cursor. It never fails: what it does
// not know is an operator of one character.
func scan(src []rune) []tok {
	var out []tok
	for i := 0; i < len(src); {
		from := i
		switch r := src[i]; {
		case unicode.IsSpace(r):
			i++
			continue
		case r == '"' || r == '\'' || r == '`':
			for i++; i < len(src) && src[i] != r; i++ {
				if src[i] == '\\' && r != '`' {
					i++
				}
			}
			if i >= len(src) {
				return append(out, tok{openString, string(src[from+1:]), from, len(src)})
			}
			i++
			out = append(out, tok{literal, string(src[from+1 : i-1]), from, i})
			continue
		case identRune(r):
			for i < len(src) && identRune(src[i]) {
				i++
			}
		default:
			i++
			if i < len(src) && slices.Contains(pairs, string(src[from:i+1])) {
				i++
			}
		}
		t := tok{operator, string(src[from:i]), from, i}
		switch word := t.text; {
		case unicode.IsDigit(src[from]):
			t.kind = literal
		case identRune(src[from]) && !slices.Contains(wordOperators, word):
			t.kind = ident
		}
		out = append(out, t)
	}
	return out
}

var pairs = []string{"==", "!=", "<=", ">=", "&&", "||", "??", ".."}

var wordOperators = []string{"and", "or", "not", "in", "contains", "startsWith", "endsWith", "matches"}

// guesser tells what can follow tokens.
type guesser struct {
	schema *model.Schema
	kind   model.Kind
	names  names
	toks   []tok
}

// back gives the token n before the cursor, 1 for the last.
func (g *guesser) back(n int) tok {
	if n < 1 || n > len(g.toks) {
		return tok{kind: operator}
	}
	return g.toks[len(g.toks)-n]
}

func (g *guesser) at(inText bool) []Suggestion {
	last := g.back(1)
	if f := g.back(2); last.text == "(" && slices.Contains([]string{"linked", "to", "count"}, f.text) {
		if links := g.links(); inText || f.text != "count" {
			return links
		}
		return append(g.links(), g.starts()...)
	}
	if n := g.compared(); n != nil {
		return g.values(n, inText)
	}
	if inText {
		return nil
	}
	switch {
	case last.text == ".":
		return g.parts()
	case last.kind == ident, last.kind == literal, last.text == ")", last.text == "]", last.text == "#":
		return g.operators()
	}
	return g.starts()
}

// compared gives the name that what comes next is compared with; nil if there
// is none.
func (g *guesser) compared() *name {
	i := 1
	if t := g.back(1).text; t == "[" || t == "," {
		for i <= len(g.toks) && g.back(i).text != "in" {
			if t := g.back(i); t.kind != literal && t.text != "," && t.text != "[" {
				return nil
			}
			i++
		}
	}
	if !slices.Contains([]string{"==", "!=", "<", "<=", ">", ">=", "in"}, g.back(i).text) {
		return nil
	}
	if g.back(i+1).text == "not" {
		i++
	}
	t := g.back(i + 1)
	if t.kind != ident {
		return nil
	}
	if g.back(i+2).text == "." {
		for _, c := range g.columns() {
			if c.Name == t.text {
				return &name{typ: typOf[c.Type], words: c.Values}
			}
		}
		return nil
	}
	return g.names[t.text]
}

// columns are those of the table that the innermost open loop looks at.
func (g *guesser) columns() []model.Column {
	open := 0
	for i := len(g.toks) - 1; i > 0; i-- {
		switch g.toks[i].text {
		case ")":
			open++
		case "(":
			if open--; open < 0 {
				f := g.toks[i-1].text
				if slices.Contains([]string{"any", "all", "none", "count"}, f) && i+1 < len(g.toks) {
					if n := g.names[g.toks[i+1].text]; n != nil {
						return n.columns
					}
				}
				open = 0
			}
		}
	}
	return nil
}

func (g *guesser) values(n *name, inText bool) []Suggestion {
	var out []Suggestion
	for _, w := range n.words {
		out = append(out, Suggestion{Text: `"` + w + `"`, What: "word"})
	}
	if inText {
		return out
	}
	switch n.typ {
	case yesno:
		out = append(out, Suggestion{Text: "true", What: "value"}, Suggestion{Text: "false", What: "value"})
	case date:
		out = append(out, Suggestion{Text: "today", What: "value", Help: "The day of the project."}, Suggestion{Text: "today + days(30)", What: "value"})
	}
	out = append(out, Suggestion{Text: "nil", What: "value", Help: "No value."})
	for _, id := range g.names.list() {
		if o := g.names[id]; o.typ == n.typ && n.typ != word && id != "today" {
			out = append(out, Suggestion{id, "property", o.help})
		}
	}
	return out
}

func (g *guesser) links() []Suggestion {
	all, words := ways(g.schema, g.kind)
	var out []Suggestion
	for _, w := range words {
		out = append(out, Suggestion{`"` + w + `"`, "link", g.schema.Verb(all[w].verb).Help})
	}
	return out
}

// parts are what can stand after a dot.
func (g *guesser) parts() []Suggestion {
	var out []Suggestion
	if n := g.names[g.back(2).text]; n != nil && n.typ == vector {
		for _, f := range frNames() {
			out = append(out, Suggestion{f, "level", ""})
		}
		return out
	}
	for _, c := range g.columns() {
		out = append(out, Suggestion{c.Name, "column", c.Help})
	}
	return out
}

var operatorsOf = map[typ][]string{
	text:   {"==", "!=", "contains", "startsWith", "endsWith", "matches", "in", "<", "<=", ">", ">=", "??", "and", "or"},
	word:   {"==", "!=", "in", "contains", "<", "<=", ">", ">=", "and", "or"},
	number: {"==", "!=", "<", "<=", ">", ">=", "in", "+", "-", "*", "/", "??", "and", "or"},
	date:   {"<", "<=", ">", ">=", "==", "!=", "+", "-", "??", "and", "or"},
	yesno:  {"and", "or", "==", "!="},
	vector: {"."},
	bad:    {"and", "or", "==", "!=", "<", "<=", ">", ">=", "in", "contains"},
}

func (g *guesser) operators() []Suggestion {
	t := bad
	if n := g.names[g.back(1).text]; n != nil && g.back(1).kind == ident {
		t = n.typ
	}
	list, ok := operatorsOf[t]
	if !ok {
		list = operatorsOf[bad]
	}
	var out []Suggestion
	for _, o := range list {
		out = append(out, Suggestion{o, "operator", ""})
	}
	return out
}

// starts are what a condition can begin with.
func (g *guesser) starts() []Suggestion {
	var out []Suggestion
	for _, id := range g.names.list() {
		if n := g.names[id]; len(n.clash) == 0 {
			out = append(out, Suggestion{id, "property", n.help})
		}
	}
	for _, f := range functionNames() {
		out = append(out, Suggestion{f + "(", "function", "For example " + functionHelp[f] + "."})
	}
	return append(out, Suggestion{"not", "operator", ""})
}
