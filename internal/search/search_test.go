package search

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/cordon-ot/cordon/internal/model"
	"github.com/cordon-ot/cordon/internal/plant"
)

func hall(t testing.TB) *model.Snapshot {
	t.Helper()
	p, err := plant.Parse(`
zone     ZON-1 control description "The cooling of the main turbine; see ZON-12."
zone     ZON-12 business
product  PRD-1 vendor Siemens
  states "CR 1.1" "met when configured" configuration "Switch off guest accounts"
asset    AST-1 in ZON-1 instance-of PRD-1 firmware 2.17 addresses 10.0.0.1,10.0.3.17 location "Straße 17"
asset    AST-2 in ZON-1 description "Kühlwasserpumpe, Łódź"
asset    AST-3 in ZON-1 location "main pump house"
asset    AST-4 in ZON-1 location "pump, then the main"
allocation ALL-1 "SR 1.1" at ZON-1 met
allocation ALL-2 "SR 1.2" at ZON-1
countermeasure CMS-1 compensating compensates ALL-2 justification "A guard stands there" approved-by Ann until 2026-12-31
`)
	if err != nil {
		t.Fatal(err)
	}
	s := p.Snapshot
	for key, title := range map[string]string{"AST-1": "Pump", "AST-2": "Pumping station", "AST-3": "Historian", "AST-4": "Old pump", "ZON-1": "Hall of pumps"} {
		k, _ := model.ParseKey(key)
		n, _ := s.ByKey(k)
		s = commit(t, s, model.Op{Kind: model.OpSet, Item: s.ID(n), Title: title, TitleSet: true})
	}
	k, _ := model.ParseKey("AST-4")
	n, _ := s.ByKey(k)
	return commit(t, s, model.Op{Kind: model.OpRetire, Item: s.ID(n)})
}

// hits prints the keys found with their ranks.
func hits(t testing.TB, x *Index, s *model.Snapshot, text string, o Options) string {
	t.Helper()
	q, err := Parse(text)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	res, err := x.Search(context.Background(), s, q, o)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	var out []string
	for _, h := range res.Hits {
		out = append(out, fmt.Sprintf("%s(%s)", h.Key, h.Rank))
	}
	return strings.Join(out, " ")
}

// spec: SEARCH-1, SEARCH-2, SEARCH-3, SEARCH-4, SEARCH-5, SEARCH-6
func TestQueriesFindWhatTheySay(t *testing.T) {
	s, x := hall(t), New(shipped(t), 1<<20)
	for _, c := range []struct{ query, want string }{
		{"pump", "AST-1(title word) ZON-1(title) AST-2(title) AST-3(property)"},
		{"PUMP", "AST-1(title word) ZON-1(title) AST-2(title) AST-3(property)"},
		{"ump", "ZON-1(title) AST-1(title) AST-2(title) AST-3(property)"},
		{"pump main", "ZON-1(property) AST-3(property)"},
		{`"main pump"`, "AST-3(property)"},
		{`"main pum"`, ""},
		{`"pump"`, "AST-1(title word) AST-3(property)"},
		{`"main pump`, "AST-3(property)"},
		{"pump -station -hall", "AST-1(title word) AST-3(property)"},
		{"pump -", "AST-1(title word) ZON-1(title) AST-2(title) AST-3(property)"},
		{"strasse", "AST-1(property)"},
		{"STRASSE straße", "AST-1(property)"},
		{"kuhlwasser", "AST-2(property)"},
		{"kühl lodz", "AST-2(property)"},
		{"17", "AST-1(property)"},
		{"7", ""},
		{"0.3.1", "AST-1(property)"},
		{"zon-1", "ZON-1(key) ZON-12(title)"},
		{"zon-12", "ZON-12(key) ZON-1(property)"},
		{"ZON-1 cooling", "ZON-1(key)"},
		{"key:zon-1", "ZON-1(key)"},
		{"key:ZON-1 pump", "ZON-1(key)"},
		{"key:ZON-1 historian", ""},
		{"key:ZON-1 key:ZON-12", ""},
		{"ZON-12 ZON-1", "ZON-1(key) ZON-12(key)"},
		{"kind:zone", "ZON-1(title word) ZON-12(title word)"},
		{"kind:zone kind:product", "ZON-1(title word) ZON-12(title word) PRD-1(title word)"},
		{"pump -kind:asset", "ZON-1(title)"},
		{"-kind:zone kind:zone pump", "ZON-1(title)"},
		{`pump kind:"asset"`, "AST-1(title word) AST-2(title) AST-3(property)"},
		{"retired:yes", "AST-4(title word)"},
		{"pump retired:any kind:asset", "AST-1(title word) AST-4(title word) AST-2(title) AST-3(property)"},
		{"AST-4", "AST-4(key)"},
		{"guest", "PRD-1(property)"},
		{"siemens", "PRD-1(property)"},
		{"guard", "CMS-1(property)"},
		{`"sr 1.1"`, "ALL-1(property)"},
		{"human user ident", "ALL-1(property)"},
		{"met", "PRD-1(property) ALL-1(property)"},
		{"nothing like this", ""},
		{"kind:zone -pumps", "ZON-12(title word)"},
	} {
		if got := hits(t, x, s, c.query, Options{}); got != c.want {
			t.Errorf("%s\n got %s\nwant %s", c.query, got, c.want)
		}
	}
}

// spec: SEARCH-7
func TestAHitShowsWhereItsTermsAre(t *testing.T) {
	s, x := hall(t), New(shipped(t), 1<<20)
	for _, c := range []struct{ query, want string }{
		{"pump", "title: [Pump] | title: Hall of [pump]s | title: [Pump]ing station | location: main [pump] house"},
		{"strasse 10.0.3 pump", "title: [Pump] addresses 2: [10.0.3].17 location: [Straße] 17"},
		{"kuhlwasser lodz", "description: [Kühlwasser]pumpe, [Łódź]"},
		{"guest met", "statements 1 answer: [met] when configured statements 1 configuration: Switch off [guest] accounts"},
		{"guard", "justification of compensates ALL-2: A [guard] stands there"},
		{"human identification", "row: 62443-3-3:2013 SR 1.1 [Human] user [identification] and authentication"},
		{"menschlicher Identifizierung", "row: [Identifizierung] und Authentifizierung [menschlicher] Benutzer"},
	} {
		q, _ := Parse(c.query)
		res, err := x.Search(context.Background(), s, q, Options{})
		if err != nil {
			t.Fatal(err)
		}
		var all []string
		for _, h := range res.Hits {
			var one []string
			for _, m := range h.Matches {
				one = append(one, shownMatch(s, m))
			}
			all = append(all, strings.Join(one, " "))
		}
		if got := strings.Join(all, " | "); got != c.want {
			t.Errorf("%s\n got %s\nwant %s", c.query, got, c.want)
		}
	}
}

// shownMatch prints a match with its spans in brackets.
func shownMatch(s *model.Snapshot, m Match) string {
	var b strings.Builder
	b.WriteString(m.Property)
	if m.Verb != model.NoVerb {
		fmt.Fprintf(&b, " of %s %s", m.Verb, s.Key(m.To))
	}
	if m.Row > 0 {
		fmt.Fprintf(&b, " %d", m.Row)
	}
	if m.Column != "" {
		b.WriteString(" " + m.Column)
	}
	b.WriteString(": ")
	at := 0
	runes := []rune(m.Snippet)
	for _, p := range m.Spans {
		b.WriteString(string(runes[at:p.From]) + "[" + string(runes[p.From:p.To]) + "]")
		at = p.To
	}
	b.WriteString(string(runes[at:]))
	return b.String()
}

// spec: SEARCH-7
func TestASnippetOfALongTextShowsTheFirstPlace(t *testing.T) {
	var w writer
	long := strings.Repeat("Vor der Tür. ", 200) + "Ein Kuckuck ruft." + strings.Repeat(" Es wird still.", 200)
	w.add(model.KindTask, "x", prop("description", long))
	s := w.state(t)
	q, _ := Parse("kuckuck")
	res, err := New(nil, 1<<20).Search(context.Background(), s, q, Options{})
	if err != nil || len(res.Hits) != 1 {
		t.Fatal(res, err)
	}
	m := res.Hits[0].Matches[0]
	if n := len([]rune(m.Snippet)); n > snippetLength || !m.Before || !m.After || len(m.Spans) != 1 || string([]rune(m.Snippet)[m.Spans[0].From:m.Spans[0].To]) != "Kuckuck" {
		t.Errorf("the snippet is %q with %v", m.Snippet, m.Spans)
	}
	if strings.HasPrefix(m.Snippet, " ") || !strings.Contains(long, " "+m.Snippet) {
		t.Errorf("the snippet begins inside a word: %q", m.Snippet)
	}
}

// spec: SEARCH-2
func TestFaultyQueriesAreRefusedWithTheirPlace(t *testing.T) {
	for text, want := range map[string]string{
		"":                             "says nothing to look for",
		"  - ":                         "says nothing to look for",
		"-pump":                        "says nothing to look for",
		"\u0301":                       "says nothing to look for",
		"pump kind:zonne":              `column 6: there is no kind "zonne"; did you mean zone?`,
		"key:ZON":                      "column 1: key:ZON names no key",
		"a -key:ZON-1":                 "column 3: a key cannot be left out",
		"a retired:maybe":              "column 3: retired: takes no, yes or any",
		strings.Repeat("a", 1001):      "has 1001 characters",
		strings.Repeat("a b c d ", 10): "", // the same again is no more
		manyWords():                    "has 60 terms",
	} {
		_, err := Parse(text)
		if want == "" && err != nil || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("%.30q: got %v, want %s", text, err, want)
		}
	}
}

func manyWords() string {
	var b strings.Builder
	for i := range 60 {
		fmt.Fprintf(&b, "w%d ", i)
	}
	return b.String()
}

// spec: SEARCH-9
func TestACommitSignsOnlyThePagesThatItTouched(t *testing.T) {
	s := freshPlant(t, 20*model.PageNodes)
	x := New(shipped(t), 1<<20)
	if err := x.Warm(context.Background(), s); err != nil {
		t.Fatal(err)
	}
	before := len(x.pages)
	n, _ := s.ByKey(model.Key{Kind: model.KindAsset, Number: 300})
	next := commit(t, s, model.Op{Kind: model.OpSet, Item: s.ID(n), Props: model.Props{prop("function", "Quuxotron")}})
	if got := hits(t, x, next, "quuxotron", Options{}); got != "AST-300(property)" {
		t.Errorf("in the new state: %s", got)
	}
	if got := hits(t, x, s, "quuxotron", Options{}); got != "" {
		t.Errorf("in the old state: %s", got)
	}
	if got := len(x.pages) - before; got != 1 {
		t.Errorf("%d pages were signed, want 1", got)
	}
}

// spec: SEARCH-10
func TestTheMemoryIsBoundedAndWhatIsNotAskedForGoesFirst(t *testing.T) {
	x := New(shipped(t), 10*pageCost)
	a, b := freshPlant(t, 6*model.PageNodes), freshPlant(t, 6*model.PageNodes)
	for range 3 {
		for _, s := range []*model.Snapshot{a, b} {
			if got := hits(t, x, s, "key:AST-1", Options{}); got != "AST-1(key)" {
				t.Error(got)
			}
			if err := x.Warm(context.Background(), s); err != nil {
				t.Fatal(err)
			}
			if x.Memory() > 10*pageCost {
				t.Fatalf("%d bytes are kept, want at most %d", x.Memory(), 10*pageCost)
			}
			for i := range 6 {
				if x.pages[s.PageID(model.Node(i*model.PageNodes))] == nil {
					t.Fatal("a page of the state just asked about is not kept")
				}
			}
		}
	}
	if per := float64(pageCost) / model.PageNodes; per > 64 {
		t.Errorf("a signature takes %.1f bytes an item, want at most 64", per)
	}
}

// spec: SEARCH-6
func TestACursorGoesOnWhereItWasAlsoWhenTheStateMoves(t *testing.T) {
	s, x := hall(t), New(shipped(t), 1<<20)
	q, _ := Parse("pump")
	first, err := x.Search(context.Background(), s, q, Options{Limit: 2})
	if err != nil || !first.More || first.Next.String() != "2.ZON-1" {
		t.Fatalf("got %+v, %v", first, err)
	}
	after, err := ParseCursor(first.Next.String())
	if err != nil {
		t.Fatal(err)
	}
	k, _ := model.ParseKey("AST-1")
	n, _ := s.ByKey(k)
	s = commit(t, s, model.Op{Kind: model.OpRetire, Item: s.ID(n)})
	if got := hits(t, x, s, "pump", Options{After: after}); got != "AST-2(title) AST-3(property)" {
		t.Errorf("the rest is %s", got)
	}
	for _, bad := range []string{"x", "9.ZON-1", "1", "1.ZON", "-1.ZON-1", "1.ZON-1.2"} {
		if _, err := ParseCursor(bad); err == nil {
			t.Errorf("%q is taken for a cursor", bad)
		}
	}
	for _, limit := range []int{-1, MaxLimit + 1} {
		if _, err := x.Search(context.Background(), s, q, Options{Limit: limit}); err == nil {
			t.Errorf("a limit of %d is taken", limit)
		}
	}
}

// spec: SEARCH-11
func TestWhatACallerMayNotSeeIsNotFound(t *testing.T) {
	s, x := hall(t), New(shipped(t), 1<<20)
	only := func(n model.Node) bool { return s.Kind(n) == model.KindProduct }
	for _, query := range []string{"pump", "ZON-1", "key:ZON-1", "kind:asset"} {
		if got := hits(t, x, s, query, Options{Visible: only}); got != "" {
			t.Errorf("%s gives %s", query, got)
		}
	}
	if got := hits(t, x, s, "siemens", Options{Visible: only}); got != "PRD-1(property)" {
		t.Errorf("siemens gives %s", got)
	}
}

func TestASearchEndsWhenItsCallerDoes(t *testing.T) {
	s, x := freshPlant(t, 100*model.PageNodes), New(shipped(t), 1<<30)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	q, _ := Parse("pump -pump")
	if _, err := x.Search(ctx, s, q, Options{}); err == nil {
		t.Error("a search that was given up gives no error while signing")
	}
	if err := x.Warm(context.Background(), s); err != nil {
		t.Fatal(err)
	}
	if _, err := x.Search(ctx, s, q, Options{}); err == nil {
		t.Error("a search that was given up gives no error while reading")
	}
}

func TestManySearchesAtOnceFindTheSame(t *testing.T) {
	s, x := freshPlant(t, 30*model.PageNodes), New(shipped(t), 20*pageCost)
	want := hits(t, New(nil, 0), s, "pump hall", Options{})
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			at := commit(t, s, model.Op{Kind: model.OpSet, Item: s.ID(model.Node(64 * i)), Props: model.Props{prop("colour", "red")}})
			for range 5 {
				if got := hits(t, x, at, "pump hall", Options{}); got != want {
					t.Errorf("got %.80s, want %.80s", got, want)
				}
			}
		})
	}
	wg.Wait()
}

func FuzzParse(f *testing.F) {
	for _, s := range append(benchQueries, `"main pump`, "-kind:zone", `kind:"test case" -"x y"`, "key:", "ZON-1 -", "\xff\"", "a\u0301 –") {
		f.Add(s)
	}
	s := hall(f)
	x := New(nil, 1<<20)
	f.Fuzz(func(t *testing.T, text string) {
		q, err := Parse(text)
		if err != nil {
			return
		}
		res, err := x.Search(context.Background(), s, q, Options{})
		if err != nil {
			t.Fatal(err)
		}
		all, err := New(nil, 0).Search(context.Background(), s, q, Options{})
		if err != nil {
			t.Fatal(err)
		}
		if fmt.Sprint(res) != fmt.Sprint(all) {
			t.Fatalf("%q: with signatures %v, without %v", text, res, all)
		}
		for _, h := range res.Hits {
			if !sound(h.Matches) {
				t.Fatalf("%q: %v", text, h.Matches)
			}
		}
	})
}
