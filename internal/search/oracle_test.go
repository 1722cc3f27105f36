package search

import (
	"context"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"unicode"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"

	"github.com/cordon-ot/cordon/internal/model"
)

// plain folding of the oracle, by other means than the package's.
func oracleFold(s string) string {
	if f, ok := oracleFolded[s]; ok {
		return f
	}
	f := oracleFoldAnew(s)
	oracleFolded[s] = f
	return f
}

var oracleFolded = map[string]string{} // folding anew for each query would take most of the test's time

func oracleFoldAnew(s string) string {
	s = strings.NewReplacer("ł", "l", "Ł", "l", "ø", "o", "Ø", "o", "æ", "ae", "Æ", "ae", "–", "-", "\u00ad", "").Replace(s)
	s = cases.Fold().String(norm.NFKD.String(s))
	s = strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return r
	}, s)
	return strings.Join(strings.Fields(s), " ")
}

func oracleWord(r rune) bool {
	return (unicode.IsLetter(r) || unicode.IsNumber(r)) && !unicode.Is(unicode.Han, r)
}

// oracleIn looks at every place of a text.
func oracleIn(text []rune, term string, quoted bool) (found, whole bool) {
	w := []rune(term)
	for i := 0; i+len(w) <= len(text); i++ {
		if string(text[i:i+len(w)]) != term {
			continue
		}
		j := i + len(w)
		left := i == 0 || !oracleWord(text[i-1]) || !oracleWord(text[i])
		right := j == len(text) || !oracleWord(text[j]) || !oracleWord(text[j-1])
		if (quoted || len(w) < 3) && !left || quoted && !right {
			continue
		}
		found = true
		whole = whole || left && right
	}
	return found, whole
}

// oracle reads every item and judges it by the rules of the package's page.
func oracle(s *model.Snapshot, titles map[string][]string, terms []oracleTerm) []Cursor {
	var out []Cursor
	for n := range model.Node(s.Len()) {
		it := s.Item(n)
		if !s.Live(n) {
			continue
		}
		head := []string{it.Key.String(), it.Title}
		var rest []string
		add := func(props model.Props) {
			for _, p := range props {
				if t := p.Value.Text(); t != "" {
					if own := titles[t]; p.Value.Type() == model.Row && len(own) > 0 {
						t += " " + own[0]
						rest = append(rest, own[1:]...)
					}
					rest = append(rest, t)
				}
				rest = append(rest, p.Value.List()...)
				for _, r := range p.Value.Records() {
					for _, c := range r {
						rest = append(rest, c.Text)
					}
				}
			}
		}
		add(it.Props)
		for _, l := range it.Links {
			add(l.Props)
		}
		rank, ok := TitleWord, true
		for _, t := range terms {
			inHead, whole, inRest := false, false, false
			for _, f := range head {
				a, b := oracleIn([]rune(oracleFold(f)), t.text, t.quoted)
				inHead, whole = inHead || a, whole || b
			}
			for _, f := range rest {
				a, _ := oracleIn([]rune(oracleFold(f)), t.text, t.quoted)
				inRest = inRest || a
			}
			switch {
			case (inHead || inRest) == t.not:
				ok = false
			case t.not || whole:
			case inHead:
				rank = max(rank, InTitle)
			default:
				rank = InProperty
			}
		}
		if ok {
			out = append(out, Cursor{rank, it.Key})
		}
	}
	slices.SortFunc(out, Cursor.compare)
	return out
}

type oracleTerm struct {
	text        string
	quoted, not bool
}

var pieces = []string{"pump", "Pump", "Kühl", "ß", "STRASSE", "ł", "Łódź", "17", "1", "-", ".", "0.3", "é", "e\u0301", "泵", "泵站", "ﬁ", "Ω", "ab", "a", "SR 1.1", "æ", "x_y", "\u00a0", "–", "so\u00adft", "ÅÄ", "İ"}

func randomText(r *rand.Rand) string {
	return strings.TrimSpace(randomPieces(r)) + "."
}

func randomPieces(r *rand.Rand) string {
	var b strings.Builder
	for range 1 + r.IntN(5) {
		b.WriteString(pieces[r.IntN(len(pieces))])
		if r.IntN(2) == 0 {
			b.WriteByte(' ')
		}
	}
	return b.String()
}

func randomState(t testing.TB, r *rand.Rand, rows []string) *model.Snapshot {
	var w writer
	ids := map[model.Kind][]model.ID{}
	kinds := []model.Kind{model.KindZone, model.KindAsset, model.KindAllocation, model.KindProduct, model.KindCountermeasure}
	for range 40 + r.IntN(200) {
		k := kinds[r.IntN(len(kinds))]
		var props []model.Prop
		if r.IntN(2) == 0 {
			props = append(props, prop("description", randomText(r)))
		}
		switch {
		case k == model.KindAsset && r.IntN(2) == 0:
			props = append(props, list("addresses", randomText(r), randomText(r)))
		case k == model.KindAllocation && r.IntN(2) == 0:
			props = append(props, model.Prop{Name: "row", Value: model.TextValue(model.Row, rows[r.IntN(len(rows))])})
		case k == model.KindProduct && r.IntN(2) == 0:
			props = append(props, model.Prop{Name: "certificates", Value: model.TableValue([]model.Record{{{Column: "scheme", Text: "x" + randomText(r) + "x"}, {Column: "number", Text: randomText(r) + "x"}}})})
		}
		ids[k] = append(ids[k], w.add(k, strings.TrimSpace(randomText(r))+"x", props...))
	}
	for i, c := range ids[model.KindCountermeasure] {
		if all := ids[model.KindAllocation]; len(all) > 0 {
			w.link(c, model.Compensates, all[i%len(all)], prop("justification", randomText(r)))
		}
	}
	return w.state(t)
}

// spec: SEARCH-8
func TestTheIndexFindsWhatReadingEverythingFinds(t *testing.T) {
	lib := shipped(t)
	titles := map[string][]string{}
	var rows []string
	for _, c := range lib.Catalogues() {
		if c.Part() == "62443-3-3" {
			for _, q := range c.Rows() {
				rows = append(rows, q.Ref.String())
				titles[q.Ref.String()] = []string{q.Title}
				if german, ok := c.In("de").Lookup(q.Ref.Code); ok && german != q {
					titles[q.Ref.String()] = append(titles[q.Ref.String()], german.Title)
				}
			}
		}
	}
	for seed := range uint64(20) {
		r := rand.New(rand.NewPCG(seed, 7))
		s := randomState(t, r, rows)
		// Room for no page, for one, and for all.
		for _, x := range []*Index{New(lib, 0), New(lib, pageCost), New(lib, 1<<20)} {
			for range 25 {
				text, terms := randomQuery(r)
				q, err := Parse(text)
				if err != nil {
					continue
				}
				want := oracle(s, titles, terms)
				limit := 1 + r.IntN(20)
				var got []Cursor
				for after := (Cursor{}); ; {
					res, err := x.Search(context.Background(), s, q, Options{Limit: limit, After: after})
					if err != nil {
						t.Fatal(err)
					}
					for _, h := range res.Hits {
						got = append(got, Cursor{h.Rank, h.Key})
						if len(h.Matches) == 0 || !sound(h.Matches) {
							t.Fatalf("seed %d, %q: the matches of %s are %v", seed, text, h.Key, h.Matches)
						}
					}
					if after = res.Next; !res.More {
						break
					}
				}
				if !slices.Equal(got, want) {
					t.Fatalf("seed %d, room %d, %q, %d at a time:\n got %v\nwant %v", seed, x.room, text, limit, got, want)
				}
			}
		}
	}
}

func sound(ms []Match) bool {
	for _, m := range ms {
		last := -1
		for _, p := range m.Spans {
			if p.From <= last || p.From >= p.To || p.To > len([]rune(m.Snippet)) {
				return false
			}
			last = p.To
		}
		if len(m.Spans) == 0 {
			return false
		}
	}
	return true
}

// randomQuery makes a query without keys, with the terms it should be read as.
func randomQuery(r *rand.Rand) (string, []oracleTerm) {
	var text []string
	var terms []oracleTerm
	for range 1 + r.IntN(3) {
		t := oracleTerm{quoted: r.IntN(4) == 0, not: len(terms) > 0 && r.IntN(4) == 0}
		word := strings.Trim(randomPieces(r), "-")
		if !t.quoted {
			word = strings.Trim(strings.Join(strings.Fields(word), ""), "-")
			if n := []rune(word); len(n) > 3 {
				word = strings.Trim(string(n[:2+r.IntN(3)]), "-")
			}
		}
		if t.text = oracleFold(word); t.text == "" {
			continue
		}
		terms = append(terms, t)
		if t.quoted {
			word = `"` + word + `"`
		}
		if t.not {
			word = "-" + word
		}
		text = append(text, word)
	}
	return strings.Join(text, " "), terms
}
