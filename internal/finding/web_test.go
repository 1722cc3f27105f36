package finding

import (
	"bytes"
	"encoding/json"
	"os"
	"testing"

	"github.com/cordon-ot/cordon/internal/model"
)

const webWords = "../../web/src/messages/testdata/model-words.json"

// wordList names everything that the web app has words of its own for.
type wordList struct {
	Kinds   []wordKind `json:"kinds"`
	Verbs   []wordVerb `json:"verbs"`
	Choices []string   `json:"choices"`
	Rules   []wordRule `json:"rules"`
}

type wordKind struct {
	Kind       string         `json:"kind"`
	Properties []wordProperty `json:"properties"`
}

type wordProperty struct {
	Name    string   `json:"name"`
	Columns []string `json:"columns,omitempty"`
}

type wordVerb struct {
	Verb       string         `json:"verb"`
	Inverse    string         `json:"inverse"`
	Properties []wordProperty `json:"properties,omitempty"`
}

type wordRule struct {
	Rule string `json:"rule"`
	Says string `json:"says"`
}

func wordsOfTheModel() wordList {
	s := model.BaseSchema()
	var out wordList
	seen := map[string]bool{}
	choose := func(words []string) {
		for _, w := range words {
			if !seen[w] {
				seen[w] = true
				out.Choices = append(out.Choices, w)
			}
		}
	}
	properties := func(list []model.PropDecl) (names []wordProperty) {
		for _, p := range list {
			one := wordProperty{Name: p.Name}
			choose(p.Values)
			for _, c := range p.Columns {
				one.Columns = append(one.Columns, c.Name)
				choose(c.Values)
			}
			names = append(names, one)
		}
		return names
	}
	for _, k := range model.Kinds() {
		out.Kinds = append(out.Kinds, wordKind{Kind: s.Kind(k).Name, Properties: properties(s.Props(k))})
	}
	for _, v := range model.Verbs() {
		d := s.Verb(v)
		out.Verbs = append(out.Verbs, wordVerb{Verb: d.Name, Inverse: d.Inverse, Properties: properties(d.Props)})
	}
	for _, r := range Rules() {
		out.Rules = append(out.Rules, wordRule{Rule: r.ID, Says: r.Says})
	}
	return out
}

// The web app says in other languages what the server says in English. Its own
// test compares its words with this list.
func TestListOfWordsForTheWebApp(t *testing.T) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", " ")
	if err := e.Encode(wordsOfTheModel()); err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile(webWords, b.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	got, err := os.ReadFile(webWords)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, b.Bytes()) {
		t.Errorf("%s differs from the schema and the rules; run go test ./internal/finding -update, then write the new words in web/src/messages", webWords)
	}
}
