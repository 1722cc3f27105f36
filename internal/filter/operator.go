package filter

import (
	"cmp"
	"regexp"
	"regexp/syntax"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/expr-lang/expr/ast"

	"github.com/cordon-ot/cordon/internal/fault"
)

func (c *compiler) unary(n *ast.UnaryNode) value {
	v := c.expr(n.Node)
	switch {
	case v.typ == bad:
		return v
	case (n.Operator == "not" || n.Operator == "!") && v.typ == yesno:
		return value{typ: yesno, yes: func(r *run) (bool, bool) { b, _ := v.yes(r); return !b, true }}
	case n.Operator == "-" && (v.typ == number || v.typ == days):
		return value{typ: v.typ, num: func(r *run) (float64, bool) { x, ok := v.num(r); return -x, ok }}
	}
	return c.fault(n, "%s cannot be put before %s", n.Operator, v.typ)
}

func (c *compiler) binary(n *ast.BinaryNode) value {
	if n.Operator == "in" {
		return c.within(n)
	}
	if n.Operator == ".." {
		return c.fault(n, "a range stands only after in, as in revision in 1..5")
	}
	l, r := c.expr(n.Left), c.expr(n.Right)
	if l.typ == bad || r.typ == bad {
		return value{}
	}
	switch n.Operator {
	case "and", "&&", "or", "||":
		return c.logic(n, l, r)
	case "==", "!=", "<", "<=", ">", ">=":
		return c.compare(n, l, r)
	case "contains", "startsWith", "endsWith":
		return c.search(n, l, r)
	case "matches":
		return c.matches(n, l, r)
	case "+", "-", "*", "/":
		return c.arithmetic(n, l, r)
	case "??":
		return c.instead(n, l, r)
	}
	return c.fault(n, "%s is not part of the filter language", n.Operator)
}

func (c *compiler) logic(n *ast.BinaryNode, l, r value) value {
	for _, v := range []value{l, r} {
		if v.typ != yesno {
			return c.fault(n, "%s joins conditions, and %s is none; compare it, as in %s", n.Operator, v.typ, example(v))
		}
	}
	a, b := l.yes, r.yes
	if n.Operator == "and" || n.Operator == "&&" {
		return condition(func(r *run) bool {
			x, _ := a(r)
			y := false
			if x {
				y, _ = b(r)
			}
			return y
		})
	}
	return condition(func(r *run) bool {
		x, _ := a(r)
		if !x {
			x, _ = b(r)
		}
		return x
	})
}

func condition(f func(*run) bool) value {
	return value{typ: yesno, yes: func(r *run) (bool, bool) { return f(r), true }}
}

// as takes a literal for a value of the type it is compared with.
func (c *compiler) as(n ast.Node, v, with value) value {
	switch {
	case !v.literal:
	case with.typ == date:
		day, ok := dayOf(v.lit)
		if !ok {
			return c.fault(n, "%q is not a day; write one such as \"2026-03-31\"", v.lit)
		}
		return value{typ: date, num: func(*run) (float64, bool) { return day, true }}
	case with.typ == word && !slices.Contains(with.words, v.lit):
		return c.fault(n, "%s is never %q%s", with.what, v.lit, meant(v.lit, with.words, "its words are", true))
	case with.typ == word:
		return value{typ: word, words: with.words, ordered: with.ordered, literal: true, lit: v.lit, text: v.text}
	}
	return v
}

// both takes literals for what they are compared with.
func (c *compiler) both(n *ast.BinaryNode, l, r value) (value, value, bool) {
	l, r = c.as(n.Left, l, r), c.as(n.Right, r, l)
	return l, r, l.typ != bad && r.typ != bad
}

func (c *compiler) compare(n *ast.BinaryNode, l, r value) value {
	equality := n.Operator == "==" || n.Operator == "!="
	if l.typ == absent || r.typ == absent {
		if !equality {
			return c.fault(n, "nil has no order; write == nil or != nil")
		}
		a, b, is := l.has(), r.has(), n.Operator == "=="
		return condition(func(r *run) bool { return (!a(r) && !b(r)) == is })
	}
	l, r, ok := c.both(n, l, r)
	if !ok {
		return value{}
	}
	t, u := l.typ, r.typ
	textual := (t == text || t == word) && (u == text || u == word)
	counted := (t == number || t == days) && (u == number || u == days) || t == date && u == date
	switch {
	case textual && !equality && (t == word || u == word):
		return c.compareWords(n, l, r)
	case textual:
		a, b := l.text, r.text
		return comparison(n.Operator, func(r *run) (int, bool) {
			x, okX := a(r)
			y, okY := b(r)
			if !okX || !okY {
				return 0, false
			}
			r.spend(1 + min(len(x), len(y))/16)
			if equality {
				if x == y {
					return 0, true
				}
				return 1, true
			}
			return natural(x, y), true
		})
	case counted:
		a, b := l.num, r.num
		return comparison(n.Operator, func(r *run) (int, bool) {
			x, okX := a(r)
			y, okY := b(r)
			return cmp.Compare(x, y), okX && okY
		})
	case t == yesno && u == yesno && equality:
		// A mark that is not set is no.
		a, b, is := l.yes, r.yes, n.Operator == "=="
		return condition(func(r *run) bool { x, _ := a(r); y, _ := b(r); return (x == y) == is })
	}
	return c.mismatch(n, l, r)
}

// mismatch says why two values cannot be compared, and how they could be.
func (c *compiler) mismatch(n *ast.BinaryNode, l, r value) value {
	t, u := l.typ, r.typ
	help := fault.Said{}
	switch {
	case (t == text || t == word) && u == number:
		help = fault.Say("; write the number in quotes, or number(%s)", cmp.Or(l.what, "…"))
	case t == list && u == text:
		help = fault.Say("; write … in %s, or any(%s, # == …)", cmp.Or(l.what, "the list"), cmp.Or(l.what, "the list"))
	case t == vector:
		help = fault.Say("; name a level, as in %s.IAC", cmp.Or(l.what, "target"))
	case t == date && u == text:
		help = fault.Say("; write a day such as \"2026-03-31\"")
	}
	return c.fault(n, "%s and %s cannot be compared by %s%s", t, u, n.Operator, help)
}

func (c *compiler) compareWords(n *ast.BinaryNode, l, r value) value {
	if l.typ != word || r.typ != word || !l.ordered || !r.ordered || !slices.Equal(l.words, r.words) {
		return c.fault(n, "words have an order only among those of one property of one kind; compare with == or in")
	}
	place := map[string]int{}
	for i, w := range l.words {
		place[w] = i
	}
	a, b := l.text, r.text
	return comparison(n.Operator, func(r *run) (int, bool) {
		x, okX := a(r)
		y, okY := b(r)
		return cmp.Compare(place[x], place[y]), okX && okY
	})
}

// comparison makes a condition of an order; where a value is missing only !=
// holds.
func comparison(op string, order func(*run) (int, bool)) value {
	return condition(func(r *run) bool {
		o, ok := order(r)
		if !ok {
			return op == "!="
		}
		switch op {
		case "==":
			return o == 0
		case "!=":
			return o != 0
		case "<":
			return o < 0
		case "<=":
			return o <= 0
		case ">":
			return o > 0
		}
		return o >= 0
	})
}

// within compiles in: a list, a property that is a list, or a range.
func (c *compiler) within(n *ast.BinaryNode) value {
	l := c.expr(n.Left)
	if l.typ == bad {
		return l
	}
	switch right := n.Right.(type) {
	case *ast.ArrayNode:
		return c.oneOf(l, right)
	case *ast.BinaryNode:
		if right.Operator == ".." {
			return c.between(right, l)
		}
	}
	r := c.expr(n.Right)
	switch {
	case r.typ == bad:
		return r
	case r.typ == list && (l.typ == text || l.typ == word):
		a, b := l.text, r.list
		return condition(func(r *run) bool {
			x, ok := a(r)
			all, _ := b(r)
			r.spend(1 + len(all))
			return ok && slices.Contains(all, x)
		})
	case r.typ == text || r.typ == word:
		return c.fault(n, "in looks into lists; for a part of a text write %s contains …", cmp.Or(r.what, "it"))
	}
	return c.fault(n, "%s cannot be in %s", l.typ, r.typ)
}

func (c *compiler) oneOf(l value, list *ast.ArrayNode) value {
	var others []yesFn
	words := map[string]bool{}
	for _, item := range list.Nodes {
		v := c.expr(item)
		if v.typ == bad {
			continue
		}
		if v.literal && (l.typ == text || l.typ == word) {
			if v = c.as(item, v, l); v.typ != bad {
				words[v.lit] = true
			}
			continue
		}
		eq := &ast.BinaryNode{Operator: "==", Left: item, Right: item}
		eq.SetLocation(item.Location())
		others = append(others, c.compare(eq, l, v).yes)
	}
	return condition(func(r *run) bool {
		if len(words) > 0 {
			if x, ok := l.text(r); ok && words[x] {
				return true
			}
		}
		for _, f := range others {
			if yes, _ := f(r); yes {
				return true
			}
		}
		return false
	})
}

func (c *compiler) between(n *ast.BinaryNode, l value) value {
	from, okFrom := n.Left.(*ast.IntegerNode)
	to, okTo := n.Right.(*ast.IntegerNode)
	if !okFrom || !okTo || l.typ != number && l.typ != days {
		return c.fault(n, "a range is of two whole numbers and holds a number, as in revision in 1..5")
	}
	x := l.num
	low, high := float64(from.Value), float64(to.Value)
	return condition(func(r *run) bool { v, ok := x(r); return ok && low <= v && v <= high && v == float64(int64(v)) })
}

func (c *compiler) search(n *ast.BinaryNode, l, r value) value {
	if l.typ == list {
		return c.fault(n, "%s looks into texts; write any(%s, # %s …), or … in %s", n.Operator, l.what, n.Operator, l.what)
	}
	for _, v := range []value{l, r} {
		if v.typ != text && v.typ != word {
			return c.fault(n, "%s looks for a text in a text, not for %s in %s", n.Operator, r.typ, l.typ)
		}
	}
	find := map[string]func(string, string) bool{"contains": strings.Contains, "startsWith": strings.HasPrefix, "endsWith": strings.HasSuffix}[n.Operator]
	a, b := l.text, r.text
	return condition(func(r *run) bool {
		x, okX := a(r)
		y, okY := b(r)
		r.spend(1 + len(x)/16)
		return okX && okY && find(x, y)
	})
}

func (c *compiler) matches(n *ast.BinaryNode, l, r value) value {
	if l.typ != text && l.typ != word || !r.literal {
		return c.fault(n, "matches compares a text with a pattern in quotes, not %s with %s", l.typ, r.typ)
	}
	re, size, problem := pattern(r.lit)
	if problem != "" {
		return c.fault(n.Right, "%s", problem)
	}
	a := l.text
	return condition(func(r *run) bool {
		x, ok := a(r)
		return ok && r.spend(1+len(x)*size/16) && re.MatchString(x)
	})
}

// pattern compiles a regular expression and tells how many steps it takes for
// each character at most. Its kind (RE2) takes time in proportion to the text.
func pattern(s string) (re *regexp.Regexp, size int, problem string) {
	if utf8.RuneCountInString(s) > MaxPattern {
		return nil, 0, "the pattern is longer than the 200 characters that are allowed"
	}
	tree, err := syntax.Parse(s, syntax.Perl)
	if err == nil {
		var prog *syntax.Prog
		if prog, err = syntax.Compile(tree.Simplify()); err == nil {
			size = len(prog.Inst)
		}
	}
	if err == nil {
		re, err = regexp.Compile(s)
	}
	if err != nil {
		return nil, 0, "the pattern cannot be read: " + strings.TrimPrefix(err.Error(), "error parsing regexp: ")
	}
	if size > 1000 {
		return nil, 0, "the pattern repeats too much; make its counts smaller"
	}
	return re, size, ""
}

func (c *compiler) arithmetic(n *ast.BinaryNode, l, r value) value {
	if n.Operator == "-" && (l.typ == date || r.typ == date) {
		var ok bool
		if l, r, ok = c.both(n, l, r); !ok {
			return value{}
		}
	}
	t := bad
	switch op := n.Operator; {
	case l.typ == number && r.typ == number:
		t = number
	case op == "-" && l.typ == date && r.typ == date:
		t = days
	case (op == "+" || op == "-") && l.typ == date && r.typ == days, op == "+" && l.typ == days && r.typ == date:
		t = date
	case (op == "+" || op == "-") && l.typ == days && r.typ == days:
		t = days
	}
	if t == bad {
		help := ""
		if (l.typ == date || r.typ == date) && (l.typ == number || r.typ == number) {
			help = "; write days(30) for a number of days"
		}
		return c.fault(n, "%s cannot join %s and %s%s", n.Operator, l.typ, r.typ, help)
	}
	a, b, op := l.num, r.num, n.Operator
	return value{typ: t, num: func(r *run) (float64, bool) {
		x, okX := a(r)
		y, okY := b(r)
		ok := okX && okY
		switch op {
		case "+":
			return x + y, ok
		case "-":
			return x - y, ok
		case "*":
			return x * y, ok
		}
		if y == 0 {
			return 0, false
		}
		return x / y, ok
	}}
}

// instead compiles ??: the second value where the first is missing.
func (c *compiler) instead(n *ast.BinaryNode, l, r value) value {
	l, r, ok := c.both(n, l, r)
	if !ok {
		return value{}
	}
	has := l.has()
	return c.choose(n, has, l, r)
}

// choose gives one value or the other, which are of one type.
func (c *compiler) choose(n ast.Node, first func(*run) bool, l, r value) value {
	if l.typ == word && r.typ == text || l.typ == text && r.typ == word {
		l.typ, r.typ = text, text
	}
	if l.typ != r.typ {
		return c.fault(n, "one of two values has to be of one type, not %s or %s", l.typ, r.typ)
	}
	out := value{typ: l.typ, words: l.words, ordered: l.ordered, columns: l.columns, what: l.what}
	out.text = func(x *run) (string, bool) {
		if first(x) {
			return l.text(x)
		}
		return r.text(x)
	}
	out.num = func(x *run) (float64, bool) {
		if first(x) {
			return l.num(x)
		}
		return r.num(x)
	}
	out.yes = func(x *run) (bool, bool) {
		if first(x) {
			return l.yes(x)
		}
		return r.yes(x)
	}
	switch l.typ {
	case text, word, number, date, days, yesno:
		return out
	}
	return c.fault(n, "?: and ?? choose among texts, numbers, days and conditions, not %s", l.typ)
}

func (c *compiler) conditional(n *ast.ConditionalNode) value {
	cond, l, r := c.expr(n.Cond), c.expr(n.Exp1), c.expr(n.Exp2)
	if cond.typ == bad || l.typ == bad || r.typ == bad {
		return value{}
	}
	if cond.typ != yesno {
		return c.fault(n.Cond, "what stands before ? is a condition, not %s", cond.typ)
	}
	yes := func(r *run) bool { b, _ := cond.yes(r); return b }
	return c.choose(n.Exp1, yes, c.as(n.Exp1, l, r), c.as(n.Exp2, r, l))
}
