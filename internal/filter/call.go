package filter

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/expr-lang/expr/ast"

	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/model"
)

// functionHelp shows how each function is written.
var functionHelp = map[string]string{
	"lower":  "lower(title)",
	"upper":  "upper(title)",
	"trim":   "trim(title)",
	"number": "number(score)",
	"len":    "len(addresses)",
	"days":   "days(30)",
	"min":    "min(target)",
	"max":    "max(target)",
	"linked": "linked(\"in\", \"ZON-1\")",
	"to":     "to(\"in\")",
	"count":  "count(\"verifies\")",
	"any":    "any(addresses, # startsWith \"10.\")",
	"all":    "all(addresses, # startsWith \"10.\")",
	"none":   "none(addresses, # startsWith \"10.\")",
}

func functionNames() []string {
	var out []string
	for f := range functionHelp {
		out = append(out, f)
	}
	slices.Sort(out)
	return out
}

// call compiles a function of values.
func (c *compiler) call(n *ast.CallNode) value {
	callee, ok := n.Callee.(*ast.IdentifierNode)
	if !ok {
		return c.fault(n, "values have no functions of their own; write lower(title), not title.lower()")
	}
	f := callee.Value
	switch f {
	case "linked", "to":
		return c.links(n, f, n.Arguments)
	}
	help, known := functionHelp[f]
	if !known {
		return c.fault(n, "there is no function %s%s", f, meant(f, functionNames(), "the functions are", false))
	}
	if len(n.Arguments) != 1 {
		return c.fault(n, "%s takes one value, not %d; write %s", f, len(n.Arguments), help)
	}
	v := c.expr(n.Arguments[0])
	if v.typ == bad {
		return v
	}
	if out, ok := function(f, v); ok {
		return out
	}
	return c.fault(n.Arguments[0], "%s does not take %s; write %s", f, v.typ, help)
}

// function applies a function of one value; ok is false if it does not take it.
func function(f string, v value) (out value, ok bool) {
	textual := v.typ == text || v.typ == word
	switch {
	case textual && (f == "lower" || f == "upper" || f == "trim"):
		change := map[string]func(string) string{"lower": strings.ToLower, "upper": strings.ToUpper, "trim": strings.TrimSpace}[f]
		return value{typ: text, text: func(r *run) (string, bool) {
			s, ok := v.text(r)
			r.spend(1 + len(s)/4)
			return change(s), ok
		}}, true
	case textual && f == "number":
		return value{typ: number, num: func(r *run) (float64, bool) {
			s, _ := v.text(r)
			x, err := strconv.ParseFloat(strings.TrimSpace(s), 64)
			return x, err == nil && !math.IsInf(x, 0) && !math.IsNaN(x)
		}}, true
	case f == "days" && v.typ == number:
		return value{typ: days, num: v.num}, true
	case (f == "min" || f == "max") && v.typ == vector:
		return value{typ: number, num: func(r *run) (float64, bool) {
			x, ok := v.level(r)
			if f == "min" {
				return float64(x.Vector().Min()), ok
			}
			return float64(x.Vector().Max()), ok
		}}, true
	case f == "len":
		return length(v)
	}
	return value{}, false
}

// length counts characters or entries; what is missing has none.
func length(v value) (value, bool) {
	count := func(f func(*run) int) (value, bool) {
		return value{typ: number, num: func(r *run) (float64, bool) { return float64(f(r)), true }}, true
	}
	switch v.typ {
	case text, word:
		return count(func(r *run) int { s, _ := v.text(r); r.spend(1 + len(s)/16); return utf8.RuneCountInString(s) })
	case list:
		return count(func(r *run) int { l, _ := v.list(r); return len(l) })
	case table:
		return count(func(r *run) int { l, _ := v.table(r); return len(l) })
	}
	return value{}, false
}

// links compiles what looks at links: linked, to and count of a verb.
func (c *compiler) links(n ast.Node, f string, args []ast.Node) value {
	if len(args) == 0 || f != "linked" && len(args) != 1 {
		return c.fault(n, "%s takes the words of a link; write %s", f, functionHelp[f])
	}
	verb, ok := args[0].(*ast.StringNode)
	if !ok {
		return c.fault(args[0], "what a link is called stands in quotes, as in %s", functionHelp[f])
	}
	w, ok := c.ways[verb.Value]
	if !ok {
		whose := fault.Say("no link reads")
		if c.kind != model.NoKind {
			whose = fault.Say("no link of %s reads", c.kind.Indefinite())
		}
		return c.fault(args[0], "%v %q%s", whose, verb.Value, meant(verb.Value, c.wayNames, "there are", true))
	}
	var keys []model.Key
	for _, a := range args[1:] {
		s, ok := a.(*ast.StringNode)
		if !ok {
			return c.fault(a, "the key of an item stands in quotes, as in %s", functionHelp[f])
		}
		k, err := model.ParseKey(s.Value)
		if err != nil {
			return c.fault(a, "%s", err)
		}
		keys = append(keys, k)
	}
	switch f {
	case "to":
		return value{typ: list, what: f + "(…)", list: func(r *run) ([]string, bool) { return w.keys(r), true }}
	case "count":
		return value{typ: number, num: func(r *run) (float64, bool) { return float64(w.count(r)), true }}
	}
	return condition(func(r *run) bool { return w.linked(r, keys) })
}

// edges lists the links of one way and of others; see far.
func (w verbWay) edges(r *run) []model.Edge {
	e := r.env.Snapshot.Out(r.n)
	if w.inverse {
		e = r.env.Snapshot.In(r.n)
	}
	r.spend(1 + len(e)/16)
	return e
}

func (w verbWay) far(r *run, e model.Edge) bool {
	return e.Verb == w.verb && r.env.Snapshot.Live(e.Node)
}

func (w verbWay) count(r *run) int {
	n := 0
	for _, e := range w.edges(r) {
		if w.far(r, e) {
			n++
		}
	}
	return n
}

func (w verbWay) keys(r *run) []string {
	var out []string
	for _, e := range w.edges(r) {
		if w.far(r, e) {
			if !r.spend(4) {
				return nil
			}
			out = append(out, r.env.Snapshot.Key(e.Node).String())
		}
	}
	return out
}

// linked reports whether a link leads to an item of the keys, or to any item if
// there are no keys.
func (w verbWay) linked(r *run, keys []model.Key) bool {
	if len(keys) == 0 {
		return w.count(r) > 0
	}
	for _, k := range keys {
		n, ok := r.env.Snapshot.ByKey(k)
		if ok && slices.Contains(w.edges(r), model.Edge{Node: n, Verb: w.verb}) && r.env.Snapshot.Live(n) {
			return true
		}
	}
	return false
}

// loop compiles any, all, none and count over the entries of a list or table.
func (c *compiler) loop(n *ast.BuiltinNode) value {
	f := n.Name
	switch f {
	case "any", "all", "none":
	case "count":
		if _, ok := n.Arguments[0].(*ast.StringNode); ok && len(n.Arguments) == 1 {
			return c.links(n, f, n.Arguments)
		}
	default:
		return c.fault(n, "there is no function %s%s", f, meant(f, functionNames(), "the functions are", false))
	}
	over := c.expr(n.Arguments[0])
	if over.typ == bad {
		return over
	}
	if over.typ != list && over.typ != table {
		return c.fault(n.Arguments[0], "%s looks at the entries of a list or table, not of %s; write %s", f, over.typ, functionHelp[f])
	}
	if len(n.Arguments) == 1 {
		v, _ := length(over)
		return v
	}
	entry := value{typ: text, what: "#"}
	if over.typ == table {
		entry = value{typ: record, columns: over.columns}
	}
	c.scope = append(c.scope, entry)
	body := n.Arguments[1]
	if p, ok := body.(*ast.PredicateNode); ok {
		body = p.Node
	}
	before := c.size
	cond := c.expr(body)
	size := c.size - before
	c.scope = c.scope[:len(c.scope)-1]
	if cond.typ == bad {
		return cond
	}
	if cond.typ != yesno {
		return c.fault(body, "%s asks a question of each entry, and %s is none; compare it, as in %s", f, cond.typ, functionHelp[f])
	}
	return tally(f, over, cond.yes, size)
}

// tally counts the entries for which a condition holds, and for any, all and
// none stops as soon as the answer is known. size is the number of nodes of the
// condition.
func tally(f string, over value, cond yesFn, size int) value {
	count := func(r *run, enough func(yes bool) bool) (n, of int) {
		step := func() bool {
			yes, _ := cond(r)
			if yes {
				n++
			}
			of++
			return r.spend(size) && !enough(yes)
		}
		if over.typ == list {
			all, _ := over.list(r)
			r.texts = append(r.texts, "")
			at := len(r.texts) - 1
			for _, s := range all {
				if r.texts[at] = s; !step() {
					break
				}
			}
			r.texts = r.texts[:at]
			return n, of
		}
		all, _ := over.table(r)
		r.rows = append(r.rows, nil)
		at := len(r.rows) - 1
		for _, s := range all {
			if r.rows[at] = s; !step() {
				break
			}
		}
		r.rows = r.rows[:at]
		return n, of
	}
	switch f {
	case "any":
		return condition(func(r *run) bool { n, _ := count(r, func(yes bool) bool { return yes }); return n > 0 })
	case "none":
		return condition(func(r *run) bool { n, _ := count(r, func(yes bool) bool { return yes }); return n == 0 })
	case "all":
		return condition(func(r *run) bool { n, of := count(r, func(yes bool) bool { return !yes }); return n == of })
	}
	return value{typ: number, num: func(r *run) (float64, bool) {
		n, _ := count(r, func(bool) bool { return false })
		return float64(n), true
	}}
}
