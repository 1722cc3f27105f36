package filter

import (
	"slices"
	"strconv"
	"strings"

	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/model"
	"github.com/cordon-ot/cordon/internal/near"
	"github.com/cordon-ot/cordon/internal/sl"
)

// Computed is a value that is worked out for an item rather than kept with it,
// such as its gap. Env.Compute gives it, and only when an expression asks.
type Computed struct {
	Kinds []model.Kind   // the kinds that have it
	Decl  model.PropDecl // its name, type, words and meaning
}

// typ is the type of an expression.
type typ uint8

const (
	bad typ = iota // already reported
	absent
	text
	word
	number
	yesno
	date
	days
	vector
	list
	table
	record
)

var typNames = [...]string{
	"nothing", "nil", "a text", "a word", "a number", "yes or no", "a day", "a number of days",
	"a vector of levels", "a list of texts", "a table", "a row of a table",
}

func (t typ) String() string { return typNames[t] }

var typOf = map[model.Type]typ{
	model.Text: text, model.Row: text, model.Digest: text, model.Enum: word, model.Bool: yesno, model.Int: number,
	model.Date: date, model.Moment: date, model.Vector: vector, model.TextList: list, model.Table: table,
}

// name is something of an item that expressions can name.
type name struct {
	typ      typ
	words    []string       // of a word, in order
	ordered  bool           // the order of words means something
	columns  []model.Column // of a table
	help     string
	computed bool
	built    bool         // part of every item, not a property
	clash    []model.Kind // two kinds in which it is of different types
	kinds    []model.Kind
}

// names are those of one kind, or of all kinds together.
type names map[string]*name

func namesOf(schema *model.Schema, kind model.Kind, computed []Computed) names {
	kinds := model.Kinds()
	if kind != model.NoKind {
		kinds = []model.Kind{kind}
	}
	var kindWords []string
	for _, k := range model.Kinds() {
		kindWords = append(kindWords, k.String())
	}
	ns := names{
		"key":      {typ: text, built: true, help: "The item's key."},
		"kind":     {typ: word, words: kindWords, built: true, help: "The kind of item."},
		"title":    {typ: text, built: true, help: "The item's title."},
		"revision": {typ: number, built: true, help: "How often the item was changed, its creation included."},
		"retired":  {typ: yesno, built: true, help: "The item is retired."},
		"today":    {typ: date, built: true, help: "The day of the project."},
	}
	for _, k := range kinds {
		for _, d := range schema.Props(k) {
			ns.add(k, d, false)
		}
		for _, c := range computed {
			if slices.Contains(c.Kinds, k) {
				ns.add(k, c.Decl, true)
			}
		}
	}
	return ns
}

func (ns names) add(k model.Kind, d model.PropDecl, computed bool) {
	t := typOf[d.Type]
	old := ns[d.Name]
	switch {
	case t == bad || old != nil && old.built:
	case old == nil:
		ns[d.Name] = &name{typ: t, words: d.Values, ordered: t == word, columns: d.Columns, help: d.Help, computed: computed, kinds: []model.Kind{k}}
	case old.computed != computed || old.typ != t && (old.typ != text || t != word) && (old.typ != word || t != text):
		old.clash = []model.Kind{old.kinds[0], k}
	default:
		old.join(t, d)
		old.kinds = append(old.kinds, k)
	}
}

// join lets a name stand for the property of one more kind.
func (n *name) join(t typ, d model.PropDecl) {
	if n.typ != t {
		n.typ, n.words, n.ordered = text, nil, false
		return
	}
	if !slices.Equal(n.words, d.Values) {
		n.ordered = false
	}
	n.words = slices.Clone(n.words)
	for _, w := range d.Values {
		if !slices.Contains(n.words, w) {
			n.words = append(n.words, w)
		}
	}
	for _, c := range d.Columns {
		if !slices.ContainsFunc(n.columns, func(o model.Column) bool { return o.Name == c.Name }) {
			n.columns = append(slices.Clone(n.columns), c)
		}
	}
}

// list gives the names in order of the alphabet.
func (ns names) list() []string {
	out := make([]string, 0, len(ns))
	for n := range ns {
		out = append(out, n)
	}
	slices.Sort(out)
	return out
}

// verbWay is a verb read from one end.
type verbWay struct {
	verb    model.Verb
	inverse bool
}

// ways gives what links can be called, for one kind or all of them, and the
// words in declared order.
func ways(schema *model.Schema, kind model.Kind) (map[string]verbWay, []string) {
	out := map[string]verbWay{}
	var words []string
	for _, v := range model.Verbs() {
		d := schema.Verb(v)
		for _, e := range d.Ends {
			if kind == model.NoKind || slices.Contains(e.From, kind) {
				out[d.Name] = verbWay{v, false}
			}
			if kind == model.NoKind || slices.Contains(e.To, kind) {
				out[d.Inverse] = verbWay{v, true}
			}
		}
		for _, w := range []string{d.Name, d.Inverse} {
			if _, ok := out[w]; ok {
				words = append(words, w)
			}
		}
	}
	return out, words
}

func frNames() []string {
	var out []string
	for _, f := range sl.FRs() {
		out = append(out, f.String())
	}
	return out
}

// meant words what a mistyped word may have been, else what words there are if
// they have a label. Words that stand in quotes are shown so.
func meant(w string, words []string, label string, quoted bool) fault.Said {
	alike := near.Words(w, words, 3)
	if len(alike) == 0 {
		if label == "" {
			return fault.Said{}
		}
		return fault.Say("; %s %s", fault.Word(label), strings.Join(words, ", "))
	}
	if quoted {
		for i := range alike {
			alike[i] = strconv.Quote(alike[i])
		}
	}
	last := len(alike) - 1
	if last == 0 {
		return fault.Say(": did you mean %s?", alike[0])
	}
	return fault.Say(": did you mean %s or %s?", strings.Join(alike[:last], ", "), alike[last])
}
