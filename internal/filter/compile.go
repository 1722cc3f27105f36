package filter

import (
	"context"
	"errors"
	"iter"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/conf"
	"github.com/expr-lang/expr/file"
	"github.com/expr-lang/expr/parser"

	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/model"
)

// The bounds of an expression.
const (
	MaxSource  = 4000 // characters
	MaxNodes   = 500  // names, literals and operators
	MaxNesting = 200  // expressions inside expressions
	MaxPattern = 200  // characters of a pattern
)

// Filter is a compiled expression. It is immutable and safe for use by many
// goroutines.
type Filter struct {
	source   string
	kind     model.Kind
	yes      yesFn
	size     int // nodes: what evaluating costs at least
	today    bool
	computed bool
}

// String gives the expression as it was written.
func (f *Filter) String() string { return f.source }

// Compile reads an expression over the items of a kind, NoKind for items of any
// kind. Where kinds disagree on the type of a property it can be used only with
// a kind. Otherwise the result is nil and the faults, of kind Invalid, say what
// is wrong at which line and column, in order of place.
func Compile(schema *model.Schema, kind model.Kind, source string, computed ...Computed) (*Filter, []*fault.Error) {
	c := &compiler{source: source, kind: kind, names: namesOf(schema, kind, computed), schema: schema}
	c.ways, c.wayNames = ways(schema, kind)
	switch n := utf8.RuneCountInString(source); {
	case n > MaxSource:
		return nil, []*fault.Error{fault.New(fault.Invalid, opFilter, "the expression has %d characters; write at most %d", n, MaxSource)}
	case !utf8.ValidString(source):
		return nil, []*fault.Error{fault.New(fault.Invalid, opFilter, "the expression is not valid UTF-8")}
	case strings.TrimSpace(source) == "":
		return nil, []*fault.Error{fault.New(fault.Invalid, opFilter, "the expression is empty; write one such as firmware == \"2.1\"")}
	}
	config := conf.CreateNew()
	config.MaxNodes = MaxNodes
	for name := range config.Builtins {
		config.Disabled[name] = true
	}
	tree, err := parser.ParseWithConfig(source, config)
	if err != nil {
		return nil, []*fault.Error{c.unreadable(err)}
	}
	v := c.expr(tree.Node)
	if v.typ != bad && v.typ != yesno {
		c.fault(tree.Node, "the expression gives %s; a filter says yes or no, so compare it, as in %s", v.typ, example(v))
	}
	if len(c.faults) > 0 {
		return nil, c.faults
	}
	return &Filter{source: source, kind: kind, yes: v.yes, size: c.size, today: c.today, computed: c.computed}, nil
}

func example(v value) string {
	what := v.what
	if what == "" {
		what = "title"
	}
	switch v.typ {
	case number:
		return what + " > 1"
	case vector:
		return what + ".IAC >= 2"
	case list:
		return "len(" + what + ") > 0"
	}
	return what + " != nil"
}

// Matcher evaluates a filter in one Env. It is for one goroutine.
type Matcher struct {
	f     *Filter
	r     run
	spent int
}

// On makes a Matcher. It is Invalid if the filter says today and Env has no
// valid day.
func (f *Filter) On(e Env) (*Matcher, error) {
	m := &Matcher{f: f, r: run{env: e}}
	if f.today {
		day, ok := dayOf(e.Today)
		if !ok || len(e.Today) != 10 {
			return nil, fault.New(fault.Invalid, opFilter, "the day %q that stands for today is not written like 2026-03-31", e.Today)
		}
		m.r.today = day
	}
	if f.computed && e.Compute == nil {
		return nil, fault.New(fault.Internal, opFilter, "the expression asks for a computed value that cannot be computed here")
	}
	return m, nil
}

// Match reports whether an item fits. Items of other kinds than the filter was
// compiled for do not. It is Invalid if the expression takes too many steps.
func (m *Matcher) Match(n model.Node) (bool, error) {
	s := m.r.env.Snapshot
	if m.f.kind != model.NoKind && s.Kind(n) != m.f.kind {
		return false, nil
	}
	m.r.n, m.r.it, m.r.left = n, s.Item(n), min(MaxSteps, MaxTotalSteps-m.spent)
	m.r.texts, m.r.rows = m.r.texts[:0], m.r.rows[:0]
	before := m.r.left
	m.r.spend(m.f.size)
	yes, _ := m.f.yes(&m.r)
	if m.r.left < 0 {
		return false, tooLong(m.r.it)
	}
	m.spent += before - m.r.left
	return yes, nil
}

// Select gives the nodes that fit, in the order they come in. It is Unavailable
// when ctx ends.
func (m *Matcher) Select(ctx context.Context, nodes iter.Seq[model.Node]) ([]model.Node, error) {
	var out []model.Node
	i := 0
	for n := range nodes {
		if i++; i%64 == 0 && ctx.Err() != nil {
			return nil, fault.Wrap(fault.Unavailable, opFilter, ctx.Err())
		}
		yes, err := m.Match(n)
		if err != nil {
			return nil, err
		}
		if yes {
			out = append(out, n)
		}
	}
	return out, nil
}

// compiler checks a tree and makes functions of it.
type compiler struct {
	source   string
	kind     model.Kind
	schema   *model.Schema
	names    names
	ways     map[string]verbWay
	wayNames []string
	scope    []value // what # stands for, innermost last
	depth    int
	size     int // nodes compiled so far
	today    bool
	computed bool
	faults   []*fault.Error
}

// fault notes what is wrong at a node and gives a value that raises no more.
func (c *compiler) fault(n ast.Node, format string, a ...any) value {
	return c.faultAt(n.Location().From, format, a...)
}

func (c *compiler) faultAt(at int, format string, a ...any) value {
	e := fault.New(fault.Invalid, opFilter, format, a...)
	e.Place = fault.Place{Line: 1, Column: 1}
	for i, r := range []rune(c.source) {
		if i == at {
			break
		}
		if e.Place.Column++; r == '\n' {
			e.Place.Line++
			e.Place.Column = 1
		}
	}
	c.faults = append(c.faults, e)
	return value{}
}

var tokenRE = regexp.MustCompile(`^unexpected token \w+\("(.*)"\)$`)

// unreadable words a fault of the parser.
func (c *compiler) unreadable(err error) *fault.Error {
	at, msg := 0, err.Error()
	var e *file.Error
	if errors.As(err, &e) {
		at, msg = e.From, e.Message
	}
	said := fault.Say("the expression cannot be read here: %s", msg)
	token := tokenRE.FindStringSubmatch(msg)
	switch {
	case strings.Contains(msg, "maximum allowed nodes"):
		said = fault.Say("the expression has more than %d parts; make it shorter", MaxNodes)
	case strings.Contains(msg, "EOF"), strings.Contains(msg, "unexpected end"):
		at, said = utf8.RuneCountInString(c.source), fault.Say("the expression ends too early; something is still to come or a bracket is not closed")
	case strings.Contains(msg, "literal not terminated"):
		for _, t := range scan([]rune(c.source)) {
			at = t.from
		}
		said = fault.Say("a text begins here and does not end; close it with the same quote")
	case token != nil && token[1] == "=":
		said = fault.Say("= does not compare; write ==")
	case token != nil:
		said = fault.Say("the expression cannot go on with %s here", token[1])
	}
	c.faultAt(at, "%v", said)
	return c.faults[len(c.faults)-1]
}

// expr compiles one node.
func (c *compiler) expr(n ast.Node) value {
	c.size++
	if c.depth++; c.depth > MaxNesting {
		c.depth--
		return c.fault(n, "the expression is nested more than %d deep; make it simpler", MaxNesting)
	}
	defer func() { c.depth-- }()
	switch n := n.(type) {
	case *ast.IdentifierNode:
		return c.name(n)
	case *ast.StringNode:
		s := n.Value
		return value{typ: text, literal: true, lit: s, text: func(*run) (string, bool) { return s, true }}
	case *ast.IntegerNode:
		return constant(float64(n.Value))
	case *ast.FloatNode:
		return constant(n.Value)
	case *ast.BoolNode:
		b := n.Value
		return value{typ: yesno, yes: func(*run) (bool, bool) { return b, true }}
	case *ast.NilNode:
		return value{typ: absent}
	case *ast.UnaryNode:
		return c.unary(n)
	case *ast.BinaryNode:
		return c.binary(n)
	case *ast.MemberNode:
		return c.member(n)
	case *ast.ConditionalNode:
		return c.conditional(n)
	case *ast.PointerNode:
		return c.pointer(n)
	case *ast.BuiltinNode:
		return c.loop(n)
	case *ast.CallNode:
		return c.call(n)
	case *ast.ArrayNode:
		return c.fault(n, "a list in brackets stands only after in, as in key in [\"AST-1\", \"AST-2\"]")
	}
	return c.fault(n, "this is not part of the filter language")
}

func constant(x float64) value {
	return value{typ: number, num: func(*run) (float64, bool) { return x, true }}
}

// name compiles a name of the item.
func (c *compiler) name(n *ast.IdentifierNode) value {
	id := n.Value
	switch id {
	case "key":
		return value{typ: text, what: id, text: func(r *run) (string, bool) { return r.it.Key.String(), true }}
	case "title":
		return value{typ: text, what: id, text: func(r *run) (string, bool) { return r.it.Title, true }}
	case "kind":
		return value{typ: word, what: id, words: c.names[id].words, text: func(r *run) (string, bool) { return r.it.Kind().String(), true }}
	case "revision":
		return value{typ: number, what: id, num: func(r *run) (float64, bool) { return float64(r.it.Rev), true }}
	case "retired":
		return value{typ: yesno, what: id, yes: func(r *run) (bool, bool) { return r.it.Retired, true }}
	case "today":
		c.today = true
		return value{typ: date, what: id, num: func(r *run) (float64, bool) { return r.today, true }}
	}
	d := c.names[id]
	switch {
	case d == nil && functionHelp[id] != "":
		return c.fault(n, "%s is a function; write %s", id, functionHelp[id])
	case d == nil && c.kind != model.NoKind:
		return c.fault(n, "%s has no property %s%s", c.kind.Indefinite(), id, meant(id, c.names.list(), "", false))
	case d == nil:
		return c.fault(n, "no item has a property %s%s", id, meant(id, c.names.list(), "", false))
	case len(d.clash) > 0:
		return c.fault(n, "%s of %s is not what it is of %s; filter the items of one kind", id, d.clash[0].Indefinite(), d.clash[1].Indefinite())
	}
	c.computed = c.computed || d.computed
	return property(id, d)
}

// member compiles what stands after a dot or in index brackets.
func (c *compiler) member(n *ast.MemberNode) value {
	v := c.expr(n.Node)
	part, isName := n.Property.(*ast.StringNode)
	switch v.typ {
	case bad:
		return v
	case vector:
		if !isName {
			break
		}
		for i, fr := range frNames() {
			if strings.EqualFold(fr, part.Value) {
				return value{typ: number, what: v.what + "." + fr, num: func(r *run) (float64, bool) {
					x, ok := v.level(r)
					return float64(x.Vector()[i]), ok
				}}
			}
		}
		return c.fault(n, "a vector has no level %s%s", part.Value, meant(part.Value, frNames(), "its levels are", false))
	case record:
		if isName {
			return c.column(n, v, part.Value)
		}
	case table:
		return c.fault(n, "%s is a table; say of which rows, as in any(%s, .%s != nil)", v.what, v.what, v.columns[0].Name)
	}
	return c.fault(n, "%s has no parts", v.typ)
}

func (c *compiler) column(n ast.Node, v value, id string) value {
	at := 0 // how many tables are looped over outside
	for _, o := range c.scope[:len(c.scope)-1] {
		if o.typ == record {
			at++
		}
	}
	var known []string
	for _, col := range v.columns {
		if known = append(known, col.Name); col.Name != id {
			continue
		}
		out := value{typ: typOf[col.Type], words: col.Values, ordered: len(col.Values) > 0, what: id}
		cell := func(r *run) (string, bool) { s := r.rows[at].Cell(id); return s, s != "" }
		if out.typ == date {
			out.num = func(r *run) (float64, bool) { s, _ := cell(r); return dayOf(s) }
			return out
		}
		out.text = cell
		return out
	}
	return c.fault(n, "the table has no column %s%s", id, meant(id, known, "its columns are", false))
}

// pointer compiles # inside a loop.
func (c *compiler) pointer(n *ast.PointerNode) value {
	if len(c.scope) == 0 || n.Name != "" {
		return c.fault(n, "# stands for an entry inside any, all, none or count, and nothing else")
	}
	v := c.scope[len(c.scope)-1]
	if v.typ == record {
		return v
	}
	at := 0
	for _, o := range c.scope[:len(c.scope)-1] {
		if o.typ == text {
			at++
		}
	}
	v.text = func(r *run) (string, bool) { return r.texts[at], true }
	return v
}
