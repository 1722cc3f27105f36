package cli

import (
	"fmt"
	"strings"
	"testing"
)

func TestSplitWordsTakesQuotesOff(t *testing.T) {
	for in, want := range map[string]string{
		`set AST-1 firmware=3.2`:            `["set" "AST-1" "firmware=3.2"]`,
		`set CMS-1 description="new  text"`: `["set" "CMS-1" "description=new  text"]`,
		"  a\tb ":                           `["a" "b"]`,
		`add zone title='a "b" c'`:          `["add" "zone" "title=a \"b\" c"]`,
		`set AST-1 owner=""`:                `["set" "AST-1" "owner="]`,
		`retire ""`:                         `["retire" ""]`,
		``:                                  `[]`,
	} {
		got, err := splitWords(in)
		if err != nil || fmt.Sprintf("%q", got) != want {
			t.Errorf("%q: got %q, %v; want %s", in, got, err, want)
		}
	}
	for _, in := range []string{`set AST-1 title="open`, `it's`} {
		if got, err := splitWords(in); err == nil {
			t.Errorf("%q: got %q, want a fault for the quote that is not closed", in, got)
		}
	}
}

func TestSentencesSkipCommentsAndKeepLineNumbers(t *testing.T) {
	list, lines, err := sentences(strings.NewReader("# plan\n\nretire CMS-1\n  set A b=c  \n#end"), "plan.txt")
	if got := fmt.Sprint(list, lines, err); got != "[retire CMS-1 set A b=c] [3 4] <nil>" {
		t.Errorf("got %s", got)
	}
	if _, _, err := sentences(strings.NewReader(strings.Repeat("x", 2<<20)), "long.txt"); err == nil || !strings.Contains(err.Error(), "long.txt") {
		t.Errorf("a line of 2 MB: got %v, want a fault that names the file", err)
	}
}

func TestKindAtFrontTakesTheLongestName(t *testing.T) {
	for in, want := range map[string]string{
		"component requirement title=x": "component requirement 2",
		"zone title=x":                  "zone 1",
		"safety-function as SAF-1":      "safety function 1",
	} {
		k, n, err := kindAtFront(strings.Fields(in))
		if got := fmt.Sprintf("%s %d", k, n); err != nil || got != want {
			t.Errorf("%q: got %s, %v; want %s", in, got, err, want)
		}
	}
	if _, _, err := kindAtFront(nil); err == nil {
		t.Error("without words: got no fault")
	}
	if _, _, err := kindAtFront([]string{"gadget"}); err == nil {
		t.Error("gadget: got no fault")
	}
}
