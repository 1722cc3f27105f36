package words

import (
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/cordon-ot/cordon/internal/fault"
)

// Whoever writes a sentence for people writes it in German too: here is the
// place where the test says which.
//
// spec: SRV-23
func TestEverySentenceHasItsGerman(t *testing.T) {
	all, err := sentences("..")
	if err != nil {
		t.Fatal(err)
	}
	if len(all) < 800 {
		t.Fatalf("%d sentences were found: the test no longer sees them", len(all))
	}
	b, said := german(), map[string]bool{}
	for _, s := range all {
		said[s.format] = true
		switch e := b.formats[s.format]; {
		case s.fault != "":
			t.Errorf("%s: %s", s.place, s.fault)
		case !hasWords(s.format):
			// Its arguments are all it says.
		case e == nil:
			t.Errorf("%s: no German in de.po for %q", s.place, s.format)
		}
	}
	for format, e := range b.formats {
		if e.context == "" && !said[format] {
			t.Errorf("de.po: nothing says %q any more; remove it", format)
		}
	}
}

// A file that does not fit would stop the program at the first German reader.
func TestTheFileCanBeRead(t *testing.T) {
	list, err := entries(germanFile)
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, e := range list {
		switch e.context {
		case "", "word", "fault", "framework":
		default:
			t.Errorf("the context %q is not known", e.context)
		}
		if e.german == "" || e.english == "" {
			t.Errorf("%q is empty in German", e.english)
		}
		if seen[e.context+e.english] {
			t.Errorf("%q stands twice", e.english)
		}
		seen[e.context+e.english] = true
		if e.context == "word" {
			continue
		}
		from, err := parse(e.english)
		to, err2 := parse(e.german)
		if err := errors.Join(err, err2); err != nil {
			t.Error(err)
			continue
		}
		if err := fits(from, to); err != nil {
			t.Errorf("%q: %v", e.english, err)
		}
	}
	if german() == nil {
		t.Error("there is no German")
	}
}

// What takes the place of an argument must be a word that the program knows.
func TestEveryWordIsOneOfTheProgram(t *testing.T) {
	known := map[string]bool{"and": true, "or": true, "line": true, "row": true, "column": true} // those that places and lists are made of
	err := filepath.WalkDir("..", func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		tree, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		ast.Inspect(tree, func(n ast.Node) bool {
			if l, ok := n.(*ast.BasicLit); ok && l.Kind == token.STRING {
				if s, err := strconv.Unquote(l.Value); err == nil {
					known[s] = true
				}
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for w := range german().words {
		bare := strings.TrimPrefix(strings.TrimPrefix(w, "an "), "a ")
		if !known[w] && !known[bare] {
			t.Errorf("de.po: the word %q is said nowhere any more; remove it", w)
		}
	}
}

type state string

type colour int

func (colour) String() string { return "zone" }

func TestSentencesInGerman(t *testing.T) {
	for _, c := range []struct {
		said fault.Said
		want string
	}{
		{fault.Say("the password is wrong"), "Das Kennwort ist falsch"},
		{fault.Say("the password may have at most %d characters", 64), "Das Kennwort darf höchstens 64 Zeichen haben"},
		// Another order of the arguments, and none of ours to begin with.
		{fault.Say("there is no %s in commit %d, and no op before this one creates it", "ZON-9", 4), "ZON-9 gibt es in Commit 4 nicht, und kein Schritt vor diesem legt es an"},
		// What people wrote stays, whatever it looks like.
		{fault.Say("%s has this title already; choose another", "zone"), "zone hat schon diesen Titel; wählen Sie einen anderen"},
		{fault.Say("there is no project %q, or you have no role in it", "the password is wrong"), `Es gibt kein Projekt "the password is wrong", oder Sie haben darin keine Rolle`},
		// A word of our own does not, nor does a sentence.
		{fault.Say("this job has ended already; it is %s", state("failed")), "Diese Hintergrundarbeit ist schon zu Ende; sie ist fehlgeschlagen"},
		{fault.Say("only zones and conduits have a target; this is %s", "an asset"), "Nur Zonen und Conduits haben ein Ziel; dies ist ein Asset"},
		{fault.Say("there is no role %q; %s", "king", fault.Say("did you mean %q?", "owner")), `Es gibt keine Rolle "king"; meinten Sie "owner"?`},
		{
			fault.Say("%v, or give a digest (sha256: and 64 hexadecimal digits)", errors.New(`"x" is no key: no kind of item has the letters "X"`)),
			`"x" ist kein Schlüssel: Keine Art von Elementen hat die Buchstaben "X", oder geben Sie einen Digest an (sha256: und 64 hexadezimale Ziffern)`,
		},
		{fault.Say("%s has no part", colour(1)), "zone has no part"}, // not in the book: English as a whole
		// Nothing of its own: what it carries speaks.
		{
			fault.Say("%s", fault.Say("%v no property %q; did you mean %v?", fault.Say("%s has", "an asset"), "firmwar", fault.Or([]string{"firmware", "function"}))),
			`Ein Asset hat keine Eigenschaft "firmwar"; meinten Sie firmware oder function?`,
		},
		{
			fault.Say("%s", "as a viewer you may not change items and links; an owner or an engineer may"),
			"Mit der Rolle Leser dürfen Sie nicht Elemente und Verknüpfungen ändern; dafür braucht es Eigner oder Engineer",
		},
	} {
		if got := German.Said(c.said); got != c.want {
			t.Errorf("%q:\n got %s\nwant %s", c.said.String(), got, c.want)
		}
		if got := English.Said(c.said); got != c.said.String() {
			t.Errorf("English: got %q", got)
		}
	}
}

func TestFinishedSentencesInGerman(t *testing.T) {
	for english, want := range map[string]string{
		"the password is wrong":                                                               "Das Kennwort ist falsch",
		"assets.csv: row 7: \"31.02.\" is no day of the calendar":                             "assets.csv: Zeile 7: \"31.02.\" ist kein Tag des Kalenders",
		"assets.csv: row 7, column 3 (IP): the column is left out, as the mapping says":       "assets.csv: Zeile 7, Spalte 3 (IP): Die Spalte wird ausgelassen, wie die Zuordnung sagt",
		"PRD-1: component type host, because an asset of it is a \"PLC\" (assets.csv: row 2)": "PRD-1: Komponententyp host, weil ein Asset davon als \"PLC\" geführt wird (assets.csv: Zeile 2)",
		"record 2: the text is not valid UTF-8":                                               "Datensatz 2: Der Text ist kein gültiges UTF-8",
		"the password is wrong\nwhat is this?":                                                "Das Kennwort ist falsch\nwhat is this?",
		"expected number >= 1":                                                                "Erlaubt ist eine Zahl ab 1",
		"who asked for this may no longer have it done: you have no role in this project; ask one of its owners or a server administrator": "Wer das verlangt hat, darf es nicht mehr: Sie haben in diesem Projekt keine Rolle; wenden Sie sich an einen seiner Eigner oder an die Serveradministration",
		"a sentence of somebody else": "a sentence of somebody else",
		"":                            "",
		"assessed met; chain: test TST-1 Lock: remote was never run to a result": "Als erfüllt beurteilt; Kette: Die Prüfung TST-1 Lock: remote wurde nie bis zu einem Ergebnis durchgeführt",
	} {
		if got := German.Sentence(english); got != want {
			t.Errorf("%q:\n got %s\nwant %s", english, got, want)
		}
		if got := English.Sentence(english); got != english {
			t.Errorf("English: got %q", got)
		}
	}
}

// A fault keeps what it was made from, until somebody writes its message anew.
func TestTheMessageOfAFault(t *testing.T) {
	f := fault.New(fault.Invalid, "x", "there is no project %q, or you have no role in it", "the record is empty")
	if got, want := German.Message(f), `Es gibt kein Projekt "the record is empty", oder Sie haben darin keine Rolle`; got != want {
		t.Errorf("got %s", got)
	}
	f.Message = "the record is empty"
	if got, want := German.Message(f), "Der Datenbestand ist leer"; got != want {
		t.Errorf("a message that was changed: got %s", got)
	}
	var placed *fault.Error
	if err := fault.At(fault.Place{File: "a.csv", Row: 3}, f); !errors.As(err, &placed) {
		t.Fatalf("got %v, want a fault", err)
	}
	if got, want := German.Message(placed), "a.csv: Zeile 3: Der Datenbestand ist leer"; got != want {
		t.Errorf("placed: got %s", got)
	}
	percent := &fault.Error{Message: "100% of it"}
	if got := German.Message(percent); got != percent.Message {
		t.Errorf("a message that is no format: got %s", got)
	}
}

// Every sentence, finished in English, is found again with its arguments.
func TestFinishedSentencesAreFoundAgain(t *testing.T) {
	b := german()
	for english, e := range b.formats {
		if e.from.size() < startLength {
			continue
		}
		args, pieces := make([]any, len(e.from.verbs)), make([]piece, len(e.from.verbs))
		for i, v := range e.from.verbs {
			switch v[len(v)-1] {
			case 'd', 'X':
				args[i] = 17 + i
			case 'c':
				args[i] = ')'
			default:
				args[i] = "AST-" + strconv.Itoa(i)
				if i > 0 && e.from.literal[i] == "" {
					args[i] = "; x?"
				}
			}
			pieces[i].text = fmt.Sprintf(strings.Replace(v, "%w", "%v", 1), args[i])
		}
		sentence := fault.Say(strings.ReplaceAll(english, "%w", "%v"), args...).String()
		want := e.to.fill(pieces)
		if got, ok := b.find(sentence); !ok || got != want {
			t.Errorf("%q:\n got %s\nwant %s", sentence, got.text, want.text)
		}
	}
}

func TestAFileThatDoesNotFitIsRefused(t *testing.T) {
	for _, c := range []struct{ english, german string }{
		{"%d of %d", "%d von"},
		{"%d of %s", "%s von %d"},
		{"%d", "%[2]d"},
		{"%q", "%s"},
	} {
		from, err := parse(c.english)
		to, err2 := parse(c.german)
		if err != nil || err2 != nil {
			t.Fatal(err, err2)
		}
		if fits(from, to) == nil {
			t.Errorf("%q passed for %q", c.german, c.english)
		}
	}
	for _, bad := range []string{"%", "100 % sicher", "%[x]d"} {
		if _, err := parse(bad); err == nil {
			t.Errorf("%q can be read", bad)
		}
	}
	if f, err := parse("%[2]s und %[1]d, 100%%"); err != nil || !slices.Equal(f.index, []int{1, 0}) || f.literal[2] != ", 100%" {
		t.Errorf("got %v, %v", f, err)
	}
	for _, bad := range []string{"msgid x", "hello", `"x"`} {
		if _, err := entries(bad); err == nil {
			t.Errorf("%q can be read", bad)
		}
	}
}

// FuzzSentence sees that no text makes a sentence of nothing, or takes long.
func FuzzSentence(f *testing.F) {
	f.Add("row 7: the password is wrong (x): : :")
	f.Add(strings.Repeat("a: ", 50))
	f.Fuzz(func(t *testing.T, s string) {
		if got := German.Sentence(s); (got == "") != (s == "") {
			t.Errorf("%q became %q", s, got)
		}
	})
}
