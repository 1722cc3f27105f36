package filter

import (
	"cmp"
	"strings"
	"time"

	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/model"
)

// Env is what an expression is evaluated in.
type Env struct {
	Snapshot *model.Snapshot
	Today    string // the day of the project, YYYY-MM-DD; needed by expressions that say today
	// Compute gives a Computed value of an item, the zero Value for none. It is
	// needed only where Compile was given some.
	Compute func(n model.Node, name string) model.Value
}

// MaxSteps bounds what evaluating an expression on one item may cost, and
// MaxTotalSteps what one Matcher may spend. An ordinary expression takes some
// ten steps an item.
const (
	MaxSteps      = 100_000
	MaxTotalSteps = 200_000_000
)

// run is an expression being evaluated on one item.
type run struct {
	env   Env
	today float64
	n     model.Node
	it    *model.Item
	left  int            // steps left for this item
	texts []string       // the entries of lists that predicates look at, innermost last
	rows  []model.Record // the same for tables
}

// spend takes steps off; false says that there are none left.
func (r *run) spend(n int) bool {
	r.left -= n
	return r.left >= 0
}

// The functions that expressions become. The second result is false for a
// value that is missing.
type (
	textFn  func(*run) (string, bool)
	numFn   func(*run) (float64, bool)
	yesFn   func(*run) (bool, bool)
	listFn  func(*run) ([]string, bool)
	tableFn func(*run) ([]model.Record, bool)
	levelFn func(*run) (model.Value, bool)
)

// value is a compiled expression. The function that its type calls for is set.
type value struct {
	typ     typ
	words   []string
	ordered bool
	columns []model.Column
	what    string // how people call it: its name, or empty
	literal bool   // text of a literal stands in lit
	lit     string

	text  textFn // text and word
	num   numFn  // number, date (days since 1970-01-01) and days
	yes   yesFn
	list  listFn
	table tableFn
	level levelFn
}

// has gives the function that tells whether there is a value.
func (v *value) has() func(*run) bool {
	switch v.typ {
	case text, word:
		return func(r *run) bool { _, ok := v.text(r); return ok }
	case number, date, days:
		return func(r *run) bool { _, ok := v.num(r); return ok }
	case yesno:
		return func(r *run) bool { _, ok := v.yes(r); return ok }
	case list:
		return func(r *run) bool { _, ok := v.list(r); return ok }
	case table:
		return func(r *run) bool { _, ok := v.table(r); return ok }
	case vector:
		return func(r *run) bool { _, ok := v.level(r); return ok }
	}
	return func(*run) bool { return false }
}

// property makes the value of a declared property or a computed one.
func property(id string, n *name) value {
	v := value{typ: n.typ, words: n.words, ordered: n.ordered, columns: n.columns, what: id}
	fetch := func(r *run) model.Value { return r.it.Props.Value(id) }
	if n.computed {
		fetch = func(r *run) model.Value { r.spend(100); return r.env.Compute(r.n, id) }
	}
	v.from(fetch)
	return v
}

// from sets the function that reads a value of the model.
func (v *value) from(fetch func(*run) model.Value) {
	switch v.typ {
	case text, word:
		v.text = func(r *run) (string, bool) { s := fetch(r).Text(); return s, s != "" }
	case number:
		v.num = func(r *run) (float64, bool) { x := fetch(r); return float64(x.Int()), x.Type() == model.Int }
	case yesno:
		v.yes = func(r *run) (bool, bool) { x := fetch(r); return x.Bool(), x.Type() == model.Bool }
	case date:
		v.num = func(r *run) (float64, bool) { return dayOf(fetch(r).Text()) }
	case vector:
		v.level = func(r *run) (model.Value, bool) { x := fetch(r); return x, x.Type() == model.Vector }
	case list:
		v.list = func(r *run) ([]string, bool) { x := fetch(r); return x.List(), x.Type() == model.TextList }
	case table:
		v.table = func(r *run) ([]model.Record, bool) { x := fetch(r); return x.Records(), x.Type() == model.Table }
	}
}

// dayOf gives the day of a date or a moment as days since 1970-01-01, in UTC.
func dayOf(s string) (float64, bool) {
	if len(s) < 10 {
		return 0, false
	}
	if len(s) > 10 {
		t, err := time.Parse(time.RFC3339, s)
		if err != nil {
			return 0, false
		}
		s = t.UTC().Format(time.DateOnly)
	}
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return 0, false
	}
	return float64(t.Unix() / 86400), true
}

// natural compares texts so that numbers in them count by value: 2.9 before
// 2.10, AST-2 before AST-10.
func natural(a, b string) int {
	for a != "" && b != "" {
		if digit(a[0]) && digit(b[0]) {
			var x, y string
			x, a = digits(a)
			y, b = digits(b)
			if c := cmp.Or(cmp.Compare(len(x), len(y)), cmp.Compare(x, y)); c != 0 {
				return c
			}
			continue
		}
		if a[0] != b[0] {
			return cmp.Compare(a[0], b[0])
		}
		a, b = a[1:], b[1:]
	}
	return cmp.Compare(len(a), len(b))
}

func digit(c byte) bool { return '0' <= c && c <= '9' }

func digits(s string) (number, rest string) {
	i := 0
	for i < len(s) && digit(s[i]) {
		i++
	}
	return strings.TrimLeft(s[:i], "0"), s[i:]
}

const opFilter = "filter"

// tooLong is the fault of an expression that ran out of steps.
func tooLong(it *model.Item) error {
	e := fault.New(fault.Invalid, opFilter, "the expression takes too many steps here; take loops out of loops, or filter by kind first")
	e.Subject = it.Key.String()
	return e
}
