package standard

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/cordon-ot/cordon/internal/fault"
)

const sampleOverlay = `# Our licensed copy.
part: 62443-3-3
edition: "2013"
licence: Plant library, copy 17, not for distribution
texts:
  SR 1.1: |
    Invented wording of the first requirement,
    over two lines.
  sr 1.1 re 1: Invented wording of its enhancement.
`

func laid(t *testing.T, text string) *Library {
	t.Helper()
	o, err := ParseOverlay("own.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	l, err := library(t).WithOverlay(o)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// spec: STD-5
func TestWordingOfAnOverlayIsShownForItsCodesAlone(t *testing.T) {
	l := laid(t, sampleOverlay)
	for code, want := range map[string]string{
		"SR 1.1":       "Invented wording of the first requirement,\nover two lines.",
		"SR 1.1 RE(1)": "Invented wording of its enhancement.",
		"sr 1.1":       "Invented wording of the first requirement,\nover two lines.",
		"SR 1.2":       "",
		"SR 9.9":       "",
	} {
		got, ok := l.Wording(Ref{"62443-3-3", "2013", code})
		if got != want || ok != (want != "") {
			t.Errorf("Wording(%s) = %q, %v, want %q", code, got, ok, want)
		}
	}
	if got, ok := l.Wording(Ref{"62443-4-2", "2019", "CR 1.1"}); ok {
		t.Errorf("Wording of another part = %q, want none", got)
	}
	if got, ok := library(t).Wording(Ref{"62443-3-3", "2013", "SR 1.1"}); ok {
		t.Errorf("the shipped library shows the wording %q of somebody's overlay", got)
	}
}

// spec: STD-5
func TestNothingMadeFromRequirementsCarriesTheWording(t *testing.T) {
	l := laid(t, sampleOverlay)
	for _, c := range l.Catalogues() {
		for _, r := range c.Requirements() {
			data, err := json.Marshal(r)
			if err != nil {
				t.Fatal(err)
			}
			if strings.Contains(string(data), "Invented wording") || strings.Contains(fmt.Sprintf("%+v", *r), "Invented wording") {
				t.Errorf("%s carries the wording of the overlay", r.Ref)
			}
		}
	}
}

func TestTheOverlayLaidLastShows(t *testing.T) {
	l := laid(t, sampleOverlay)
	o, err := ParseOverlay("newer.yaml", []byte("part: 3-3\nedition: '1.0'\nlicence: x\ntexts: {SR 1.1: Newer.}\n"))
	if err != nil {
		t.Fatal(err)
	}
	l, err = l.WithOverlay(o)
	if err != nil {
		t.Fatal(err)
	}
	for code, want := range map[string]string{"SR 1.1": "Newer.", "SR 1.1 RE(1)": "Invented wording of its enhancement."} {
		if got, _ := l.Wording(Ref{"62443-3-3", "2013", code}); got != want {
			t.Errorf("Wording(%s) = %q, want %q", code, got, want)
		}
	}
	if n := len(l.With(madeUp(t, 1)).Overlays()); n != 2 {
		t.Errorf("%d overlays are left after With, want 2", n)
	}
}

func TestOverlayWithUnknownCodesNamesEachLine(t *testing.T) {
	text := strings.Replace(sampleOverlay, "texts:\n", "texts:\n  SR 9.9: No such.\n", 1) + "  XX 1: Nor this.\n"
	o, err := ParseOverlay("own.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	_, err = library(t).WithOverlay(o)
	if err == nil || fault.KindOf(err) != fault.Invalid {
		t.Fatalf("WithOverlay = %v, want an error of kind invalid", err)
	}
	want := "own.yaml: line 6, column 3 (texts): SR 9.9: 2013 of 62443-3-3 has no such code; correct or remove it\n" +
		"own.yaml: line 11, column 3 (texts): XX 1: 2013 of 62443-3-3 has no such code; correct or remove it"
	if err.Error() != want {
		t.Errorf("the error is\n%v\nwant\n%s", err, want)
	}
}

func TestOverlayForAnEditionThatIsNotThereIsRefused(t *testing.T) {
	o, err := ParseOverlay("own.yaml", []byte(strings.Replace(sampleOverlay, `"2013"`, `"2031"`, 1)))
	if err != nil {
		t.Fatal(err)
	}
	_, err = library(t).WithOverlay(o)
	if want := "own.yaml: line 3, column 10 (edition): the library has no edition 2031 of 62443-3-3"; err == nil || !strings.HasPrefix(err.Error(), want) {
		t.Errorf("WithOverlay = %v, want %s", err, want)
	}
}

func TestFaultyOverlayIsRefused(t *testing.T) {
	for what, c := range map[string]struct{ text, want string }{
		"empty":        {"", "the file is empty"},
		"no texts":     {"part: 3-3\nedition: '2013'\nlicence: x\n", "texts are missing"},
		"no licence":   {"part: 3-3\nedition: '2013'\ntexts: {SR 1.1: x}\n", "licence is missing"},
		"blank text":   {"part: 3-3\nedition: '2013'\nlicence: x\ntexts: {SR 1.1: ''}\n", "SR 1.1 is missing"},
		"code twice":   {"part: 3-3\nedition: '2013'\nlicence: x\ntexts: {SR 1.1 RE(1): x, sr 1.1 re 1: y}\n", "SR 1.1 RE(1): the code has two texts"},
		"text a list":  {"part: 3-3\nedition: '2013'\nlicence: x\ntexts: {SR 1.1: [x]}\n", "a list stands where a text belongs"},
		"unknown key":  {"part: 3-3\nedition: '2013'\nlicense: x\ntexts: {SR 1.1: x}\n", "did you mean licence?"},
		"broken YAML":  {"part: [3-3\n", "not readable as YAML"},
		"list of text": {"part: 3-3\nedition: '2013'\nlicence: x\ntexts: [x]\n", "a list stands where keys with values belong"},
	} {
		_, err := ParseOverlay("own.yaml", []byte(c.text))
		if err == nil || fault.KindOf(err) != fault.Invalid || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", what, err, c.want)
		}
	}
}

func FuzzParseOverlay(f *testing.F) {
	f.Add([]byte(sampleOverlay))
	f.Add([]byte("part: 3-3\nedition: x\nlicence: x\ntexts: {? [a] : b}\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		o, err := ParseOverlay("fuzz.yaml", data)
		if err != nil {
			return
		}
		if _, err := library(t).WithOverlay(o); err != nil && fault.KindOf(err) != fault.Invalid {
			t.Errorf("WithOverlay: kind %v: %v", fault.KindOf(err), err)
		}
	})
}
