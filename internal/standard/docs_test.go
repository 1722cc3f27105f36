package standard

import (
	"regexp"
	"testing"
	"testing/fstest"
)

var yamlBlock = regexp.MustCompile("(?s)```yaml\n(.*?)```")

func examples(t *testing.T, page string) []string {
	t.Helper()
	var out []string
	for _, m := range yamlBlock.FindAllStringSubmatch(file(t, page), -1) {
		out = append(out, m[1])
	}
	return out
}

func TestExamplesOfTheCataloguePageLoad(t *testing.T) {
	all := examples(t, "../../docs/formats/catalogue.md")
	if len(all) != 2 {
		t.Fatalf("the page has %d examples, want 2", len(all))
	}
	l := library(t)
	for i, text := range all {
		cs, err := Load("example.yaml", []byte(text))
		if err != nil {
			t.Errorf("example %d: %v", i+1, err)
			continue
		}
		l = l.With(cs...)
	}
	if err := l.Check(); err != nil {
		t.Errorf("the examples beside the shipped catalogues: %v", err)
	}
	r, ok := l.Lookup(Ref{"62443-9-9", "1.0", "GDR 3.2"})
	if !ok || r.Attributes["x-remark"] != "our bell is broken" || r.Ref.Edition != "2030" {
		t.Errorf("GDR 3.2 of the example is %+v, %v", r, ok)
	}
	r, ok = l.Lookup(Ref{"62443-9-8", "2030", "TEA 1 RE(1)"})
	if !ok || r.Parent != "TEA 1" {
		t.Errorf("TEA 1 RE(1) of the example is %+v, %v", r, ok)
	}
}

func TestExampleOfTheTranslationPageReads(t *testing.T) {
	all := examples(t, "../../docs/formats/translation.md")
	if len(all) != 1 {
		t.Fatalf("the page has %d examples, want 1", len(all))
	}
	cs, err := Load("programme.yaml", []byte(examples(t, "../../docs/formats/catalogue.md")[1]))
	if err != nil {
		t.Fatal(err)
	}
	twins, err := translateAll(cs, fstest.MapFS{"data/de/iec-example.yaml": {Data: []byte(all[0])}}, "data/de")
	if err != nil {
		t.Fatal(err)
	}
	if r, ok := twins[cs[0]].Lookup("TEA 1"); !ok || r.Title != "Die Kanne wärmen" || len(r.EnglishOnly) > 0 {
		t.Errorf("TEA 1 of the example is %+v, %v", r, ok)
	}
}

func TestExampleOfTheOverlayPageReads(t *testing.T) {
	all := examples(t, "../../docs/formats/overlay.md")
	if len(all) != 1 {
		t.Fatalf("the page has %d examples, want 1", len(all))
	}
	if got, ok := laid(t, all[0]).Wording(Ref{"62443-3-3", "2013", "SR 1.1 RE(1)"}); !ok || got == "" {
		t.Errorf("Wording(SR 1.1 RE(1)) = %q, %v", got, ok)
	}
}
