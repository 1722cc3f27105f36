package filter

import (
	"context"
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/cordon-ot/cordon/internal/model"
	"github.com/cordon-ot/cordon/internal/plant"
	"github.com/cordon-ot/cordon/internal/sl"
)

// page takes the fences of one language out of the specification.
func page(t testing.TB, language string) []string {
	t.Helper()
	b, err := os.ReadFile("../../docs/formats/filter.md")
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, m := range regexp.MustCompile("(?s)\n```"+language+"\n(.*?)```").FindAllSubmatch(b, -1) {
		out = append(out, string(m[1]))
	}
	if len(out) == 0 {
		t.Fatalf("the page has no part in %s", language)
	}
	return out
}

func hall(t testing.TB) *model.Snapshot {
	t.Helper()
	p, err := plant.Parse(page(t, "plant")[0])
	if err != nil {
		t.Fatal(err)
	}
	return p.Snapshot
}

func examples(t testing.TB, language string) (out [][2]string) {
	t.Helper()
	for _, part := range page(t, language) {
		for _, line := range strings.Split(strings.TrimSpace(part), "\n") {
			source, want, ok := strings.Cut(line, "->")
			if !ok {
				t.Fatalf("an example without an arrow: %s", line)
			}
			out = append(out, [2]string{strings.TrimSpace(source), strings.TrimSpace(want)})
		}
	}
	return out
}

const day = "2026-03-31"

// found evaluates an expression on a state and gives the keys that fit.
func found(t testing.TB, s *model.Snapshot, kind model.Kind, source string) string {
	t.Helper()
	f, faults := Compile(s.Schema(), kind, source)
	if len(faults) > 0 {
		t.Fatalf("%s: %v", source, faults[0])
	}
	m, err := f.On(Env{Snapshot: s, Today: day})
	if err != nil {
		t.Fatal(err)
	}
	nodes, err := m.Select(context.Background(), everything(s))
	if err != nil {
		t.Fatalf("%s: %v", source, err)
	}
	s.SortByKey(nodes)
	var keys []string
	for _, n := range nodes {
		keys = append(keys, s.Key(n).String())
	}
	return strings.Join(keys, " ")
}

func everything(s *model.Snapshot) func(func(model.Node) bool) {
	return func(yield func(model.Node) bool) {
		for n := range model.Node(s.Len()) {
			if !yield(n) {
				return
			}
		}
	}
}

// spec: FILTER-1, FILTER-2
func TestEveryExampleOfThePageGivesWhatThePageSays(t *testing.T) {
	s := hall(t)
	for _, e := range examples(t, "filter") {
		if got := found(t, s, model.NoKind, e[0]); got != e[1] {
			t.Errorf("%s\n got %s\nwant %s", e[0], got, e[1])
		}
	}
}

// spec: FILTER-3
func TestEveryFaultOfThePageIsReportedAsThePageSays(t *testing.T) {
	s := hall(t)
	for _, e := range examples(t, "faults") {
		f, faults := Compile(s.Schema(), model.NoKind, e[0])
		if f != nil || len(faults) == 0 {
			t.Errorf("%s: no fault, want %s", e[0], e[1])
			continue
		}
		if got := fmt.Sprintf("column %d: %s", faults[0].Place.Column, faults[0].Message); got != e[1] {
			t.Errorf("%s\n got %s\nwant %s", e[0], got, e[1])
		}
	}
}

// spec: FILTER-3
func TestAFaultInALaterLineNamesTheLineAndEveryFaultIsNamed(t *testing.T) {
	_, faults := Compile(model.BaseSchema(), model.KindAsset, "firmware == \"1\" and\n  firmwar == \"ü\" or lgacy")
	if len(faults) != 2 {
		t.Fatalf("got %v, want two faults", faults)
	}
	for i, want := range []string{"line 2, column 3: an asset has no property firmwar: did you mean firmware?", "line 2, column 21: an asset has no property lgacy: did you mean legacy?"} {
		if got := faults[i].Error(); got != want {
			t.Errorf("fault %d: got %s, want %s", i, got, want)
		}
	}
}

// spec: FILTER-2
func TestInAListOfOneKindOnlyItsItemsAndNamesCount(t *testing.T) {
	s := hall(t)
	if got := found(t, s, model.KindZone, `title != ""`); got != "ZON-1 ZON-2 ZON-3" {
		t.Errorf("got %s", got)
	}
	for source, want := range map[string]string{
		`firmware == "2"`:                     "a zone has no property firmware",
		`linked("verifies")`:                  "no link of a zone reads",
		`score == "1"`:                        "a zone has no property score",
		`type == "contrl"`:                    `did you mean "control"?`,
		`any(acceptances, .rul == "ZCR 3.4")`: "did you mean rule",
	} {
		if _, faults := Compile(s.Schema(), model.KindZone, source); len(faults) == 0 || !strings.Contains(faults[0].Error(), want) {
			t.Errorf("%s: got %v, want %s", source, faults, want)
		}
	}
}

// spec: FILTER-5
func TestAComputedValueIsAskedForOnlyWhenTheExpressionGetsThere(t *testing.T) {
	s := hall(t)
	gap := Computed{Kinds: []model.Kind{model.KindZone}, Decl: model.PropDecl{Name: "achieved", Type: model.Vector}}
	asked := 0
	env := Env{Snapshot: s, Compute: func(model.Node, string) model.Value {
		asked++
		return model.VectorValue(sl.Uniform(2))
	}}
	f, faults := Compile(s.Schema(), model.KindZone, `type == "business" and achieved.IAC == 2`, gap)
	if len(faults) > 0 {
		t.Fatal(faults[0])
	}
	m, err := f.On(env)
	if err != nil {
		t.Fatal(err)
	}
	got, err := m.Select(context.Background(), everything(s))
	if err != nil || len(got) != 1 || asked != 1 {
		t.Errorf("got %v, %v and %d questions; want ZON-2 and one question", got, err, asked)
	}
	if _, faults := Compile(s.Schema(), model.KindAsset, `achieved.IAC == 2`, gap); len(faults) == 0 {
		t.Error("an asset has no such value, and nothing is said")
	}
}

// patience is far more than a bounded expression takes on a loaded machine, and
// far less than the hours it would take without its bounds.
const patience = 20 * time.Second

// spec: FILTER-6
func TestHostileExpressionsAreRefusedOrEndSoon(t *testing.T) {
	var b strings.Builder
	b.WriteString("product PRD-1\n")
	for i := range 400 {
		fmt.Fprintf(&b, "  states \"CR 1.%d\" met reason \"%s\"\n", i+1, strings.Repeat("a", 500))
	}
	p, err := plant.Parse(b.String())
	if err != nil {
		t.Fatal(err)
	}
	s := p.Snapshot
	loop := "true"
	for range 6 {
		loop = "all(statements, " + loop + ")"
	}
	for _, source := range []string{
		"all(1..1000000000, # > 0)", "count(1..1000000000) > 1", "map(1..10, #) == nil", "any(1..10000, any(1..10000, true))",
		"reduce(1..1000000000, #acc + #) > 1", "let x = 1; x > 0", "title.repeat(1000000)", `repeat(title, 1000000000) == ""`,
		loop, "all(statements, all(statements, .reason contains \"b\" or .reason contains \"c\"))", "none(statements, any(statements, .reason matches \"(a?){90}(b|c)$\"))",
		`title matches "((a{30}){30}){30}"`, `title matches "` + strings.Repeat("(", 5000) + `"`, `title matches "("`, `title matches title`,
		strings.Repeat("(", 3000) + "true" + strings.Repeat(")", 3000), strings.Repeat("not ", 900) + "true", strings.Repeat("!", 3900) + "true",
		strings.Repeat("true and ", 440) + "true", strings.Repeat("[", 3000), "a" + strings.Repeat(".a", 1900), strings.Repeat("-", 3000) + "1 > 0",
		strings.Repeat("true ? true : ", 250) + "true", "\x00", "\xff", "#", "#acc", ".x", "::lower(title)", "{a: 1}", "title[0:1] == \"\"", "title[0]", "$env", "$env.title == nil",
		"1 / 0 > 0", "9223372036854775807 + 1 > 0", "99999999999999999999 > 1", "1e309 > 1", "0x > 1", "key in 1..99999999999", "revision in 1..9223372036854775807", "if true { true } else { false }", "true; true",
		"statements", "statements.answer == \"met\"", "any(statements, any(component_types, .answer == \"met\"))", "any(statements, #) ", "any(statements)", "linked()", "linked(title)", "to()", "count()", "len()",
		`b"abc" == title`, "approved_target.IAC.IAC > 1", "min(target, 2) > 1", "nil", "nil == nil", "nil < 1", "nil in [nil]", "not nil", "today", "today + 1 == today", "days(1) == 1",
	} {
		begun := time.Now()
		f, faults := Compile(s.Schema(), model.NoKind, source)
		if f == nil && len(faults) == 0 {
			t.Errorf("%.60q: neither a filter nor a fault", source)
		}
		if f != nil {
			m, err := f.On(Env{Snapshot: s, Today: day})
			if err != nil {
				t.Errorf("%.60q: %v", source, err)
				continue
			}
			_, _ = m.Match(0)
		}
		if took := time.Since(begun); took > patience {
			t.Errorf("%.60q took %v", source, took)
		}
	}
	wide := "all(statements, all(statements, all(statements, " + strings.Repeat("not wireless and ", 110) + "true)))"
	f, _ := Compile(s.Schema(), model.NoKind, wide)
	m, _ := f.On(Env{Snapshot: s, Today: day})
	begun := time.Now()
	for range 20 {
		_, _ = m.Match(0)
	}
	if took := time.Since(begun); took > patience {
		t.Errorf("a wide condition in three loops took %v for 20 items", took)
	}
	f, _ = Compile(s.Schema(), model.NoKind, loop)
	m, _ = f.On(Env{Snapshot: s})
	if _, err := m.Match(0); err == nil || !strings.Contains(err.Error(), "PRD-1: the expression takes too many steps") {
		t.Errorf("six loops in one another over 400 rows: got %v", err)
	}
}

// at suggests where | stands in an expression.
func at(s *model.Snapshot, kind model.Kind, marked string) (replaced string, items []string) {
	before, after, _ := strings.Cut(marked, "|")
	c := Suggest(s.Schema(), kind, before+after, len([]rune(before)))
	for _, i := range c.Items {
		items = append(items, i.Text)
	}
	return string([]rune(before + after)[c.From:c.To]), items
}

// spec: FILTER-4
func TestSuggestionsAreWhatCanStandAtTheCursor(t *testing.T) {
	s := hall(t)
	for _, c := range []struct {
		kind            model.Kind
		marked          string
		replaced, first string // first items, in order
	}{
		{model.KindAsset, `fir|`, "fir", "firmware"},
		{model.KindAsset, `fir|mw`, "firmw", "firmware"},
		{model.KindAsset, `firmwar3|`, "firmwar3", "firmware"},
		{model.KindAsset, `firmware |`, "", "== != contains"},
		{model.KindAsset, `firmware con|`, "con", "contains"},
		{model.KindAsset, `lifecycle == |`, "", `"planned" "in service" "out of service" "spare" "decommissioned" nil`},
		{model.KindAsset, `lifecycle == "in|`, `"in`, `"in service"`},
		{model.KindAsset, `lifecycle == "in|" and wireless`, `"in"`, `"in service"`},
		{model.KindAsset, `lifecycle not in ["spare", |`, "", `"planned" "in service"`},
		{model.KindAsset, `wireless == |`, "", "true false nil"},
		{model.KindAsset, `inventory_seen < |`, "", "today"},
		{model.KindAsset, `linked("|`, `"`, `"in" "is source of"`},
		{model.KindAsset, `not linked("inst|")`, `"inst"`, `"instance of"`},
		{model.KindAsset, `wireless and le|`, "le", "legacy len("},
		{model.KindAsset, `any(overrides, .|`, "", "row answer configuration reason measure"},
		{model.KindAsset, `any(overrides, .answer == "not|`, `"not`, `"not relevant" "not met"`},
		{model.KindZone, `approved_target.|`, "", "IAC UC SI DC RDF TRE RA"},
		{model.KindZone, `approved_target.I|`, "I", "IAC"},
		{model.NoKind, `kind == "con|`, `"con`, `"conduit"`},
		{model.NoKind, `title contains "|`, `"`, ``},
		{model.NoKind, `ü == 1 and tit|`, "tit", "title"},
		{model.KindAsset, `|`, "", "addresses"},
	} {
		replaced, items := at(s, c.kind, c.marked)
		got := strings.Join(items, " ")
		if replaced != c.replaced || !strings.HasPrefix(got, c.first) || c.first == "" && got != "" {
			t.Errorf("%s\n got %q for %q\nwant %q for %q", c.marked, got, replaced, c.first, c.replaced)
		}
	}
}

// spec: FILTER-4
func TestASuggestedNameCompilesWhereItIsPut(t *testing.T) {
	s := hall(t)
	for _, k := range append(model.Kinds(), model.NoKind) {
		for _, i := range Suggest(s.Schema(), k, "", 0).Items {
			if i.What != "property" {
				continue
			}
			if _, faults := Compile(s.Schema(), k, i.Text+" != nil"); len(faults) > 0 {
				t.Errorf("%s: %v", k, faults[0])
			}
		}
	}
}

// spec: FILTER-6
func TestSelectEndsWhenItsCallerDoes(t *testing.T) {
	f, _ := Compile(model.BaseSchema(), model.NoKind, "true")
	m, _ := f.On(Env{Snapshot: hall(t)})
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	forever := func(yield func(model.Node) bool) {
		for yield(0) {
			continue
		}
	}
	if _, err := m.Select(ctx, forever); err == nil {
		t.Error("a selection that was given up gives no error")
	}
}

func TestAFilterThatSaysTodayNeedsADay(t *testing.T) {
	f, _ := Compile(model.BaseSchema(), model.NoKind, "due < today")
	for _, bad := range []string{"", "today", "2026-13-01", "2026-01-01T00:00:00Z"} {
		if _, err := f.On(Env{Snapshot: model.Empty(), Today: bad}); err == nil {
			t.Errorf("%q is taken for a day", bad)
		}
	}
}

func FuzzCompile(f *testing.F) {
	for _, e := range examples(f, "filter") {
		f.Add(e[0])
	}
	for _, e := range examples(f, "faults") {
		f.Add(e[0])
	}
	s := hall(f)
	f.Fuzz(func(t *testing.T, source string) {
		for _, k := range []model.Kind{model.NoKind, model.KindAsset} {
			c, faults := Compile(s.Schema(), k, source)
			if (c == nil) == (len(faults) == 0) {
				t.Fatalf("%q: filter %v, faults %v", source, c, faults)
			}
			for _, e := range faults {
				if e.Message == "" || strings.Contains(e.Message, "(BADINDEX)") || strings.Contains(e.Message, "%!") {
					t.Fatalf("%q: the fault reads %q", source, e.Message)
				}
			}
			if c == nil {
				continue
			}
			m, err := c.On(Env{Snapshot: s, Today: day})
			if err != nil {
				t.Fatal(err)
			}
			_, _ = m.Select(context.Background(), everything(s))
		}
		n := len([]rune(source))
		for _, at := range []int{0, n / 2, n} {
			got := Suggest(s.Schema(), model.KindAsset, source, at)
			if got.From > at || got.To < at && got.To > n || got.From < 0 || got.To > n {
				t.Fatalf("%q at %d: replaces %d to %d of %d", source, at, got.From, got.To, n)
			}
		}
	})
}

func BenchmarkSimpleExpressionOver100kAssets(b *testing.B) {
	l := model.NewLoader(1, time.Unix(0, 0))
	var body []byte
	for i := range 100_000 {
		it := model.Item{
			ID: model.ID{byte(i >> 16), byte(i >> 8), byte(i), 15: byte(i), 14: byte(i >> 8)}, Key: model.Key{Kind: model.KindAsset, Number: uint32(i + 1)}, Title: fmt.Sprintf("PLC %d", i), Rev: 1,
			Props: model.Props{
				{Name: "addresses", Value: model.ListValue([]string{fmt.Sprintf("10.0.%d.%d", i>>8&255, i&255)})},
				{Name: "criticality", Value: model.TextValue(model.Enum, "high")},
				{Name: "firmware", Value: model.TextValue(model.Text, fmt.Sprintf("2.%d", i%20))},
				{Name: "function", Value: model.TextValue(model.Text, "PLC")},
				{Name: "location", Value: model.TextValue(model.Text, "Hall 3")},
			},
		}
		if body = model.AppendRow(body[:0], &it); l.Add(body) != nil {
			b.Fatal("a row is not taken")
		}
	}
	s, err := l.Snapshot()
	if err != nil {
		b.Fatal(err)
	}
	for _, source := range []string{
		`firmware startsWith "2.1"`, `criticality >= "high" and firmware < "2.10" and not legacy`, `lower(location) contains "hall" and any(addresses, # startsWith "10.0.7.")`,
		`title matches "PLC [0-9]*7$"`, `not linked("in")`,
	} {
		b.Run(source, func(b *testing.B) {
			f, faults := Compile(s.Schema(), model.KindAsset, source)
			if len(faults) > 0 {
				b.Fatal(faults[0])
			}
			for b.Loop() {
				m, _ := f.On(Env{Snapshot: s, Today: day})
				if _, err := m.Select(context.Background(), everything(s)); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
