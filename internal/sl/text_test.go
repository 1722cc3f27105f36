package sl

import (
	"encoding/json"
	"errors"
	"os"
	"strings"
	"testing"
)

type vectorCases struct {
	Pairs []struct {
		A, B, Join, Meet, Shortfall Vector
		Covers, Zero                bool
		Max, Min                    Level
		Text                        string
	}
	Parse []struct {
		Text   string
		Vector Vector
	}
	Reject []struct {
		Text     string
		Position int
	}
}

// sharedCases reads the cases that the front end is tested with as well.
func sharedCases(t *testing.T) vectorCases {
	t.Helper()
	data, err := os.ReadFile("testdata/vectors.json")
	if err != nil {
		t.Fatal(err)
	}
	var c vectorCases
	if err := json.Unmarshal(data, &c); err != nil {
		t.Fatal(err)
	}
	if len(c.Pairs) < 20 || len(c.Parse) < 10 || len(c.Reject) < 20 {
		t.Fatalf("testdata/vectors.json has %d pairs, %d to parse, %d to reject; some were lost", len(c.Pairs), len(c.Parse), len(c.Reject))
	}
	return c
}

func TestSharedCasesOfTheArithmetic(t *testing.T) {
	for _, c := range sharedCases(t).Pairs {
		if got := Join(c.A, c.B); got != c.Join {
			t.Errorf("Join(%v, %v) = %v, want %v", c.A, c.B, got, c.Join)
		}
		if got := Meet(c.A, c.B); got != c.Meet {
			t.Errorf("Meet(%v, %v) = %v, want %v", c.A, c.B, got, c.Meet)
		}
		if got := Shortfall(c.A, c.B); got != c.Shortfall {
			t.Errorf("Shortfall(%v, %v) = %v, want %v", c.A, c.B, got, c.Shortfall)
		}
		if got := Covers(c.A, c.B); got != c.Covers {
			t.Errorf("Covers(%v, %v) = %v, want %v", c.A, c.B, got, c.Covers)
		}
		if c.A.Max() != c.Max || c.A.Min() != c.Min || c.A.IsZero() != c.Zero || c.A.String() != c.Text {
			t.Errorf("%v: max %d min %d zero %v, want %d %d %v %s", c.A, c.A.Max(), c.A.Min(), c.A.IsZero(), c.Max, c.Min, c.Zero, c.Text)
		}
	}
}

func TestSharedCasesOfParsing(t *testing.T) {
	c := sharedCases(t)
	for _, p := range c.Parse {
		if got, err := ParseVector(p.Text); err != nil || got != p.Vector {
			t.Errorf("ParseVector(%q) = %v, %v, want %v", p.Text, got, err, p.Vector)
		}
	}
	for _, r := range c.Reject {
		got, err := ParseVector(r.Text)
		var pe *ParseError
		if !errors.As(err, &pe) {
			t.Errorf("ParseVector(%q) = %v, %v, want a *ParseError", r.Text, got, err)
			continue
		}
		if pe.Pos != r.Position || !strings.Contains(pe.Message, "; ") {
			t.Errorf("ParseVector(%q): position %d and %q, want position %d and what to do", r.Text, pe.Pos, pe.Message, r.Position)
		}
	}
}

// someVectors calls f with every 97th vector of all 78,125, and the corners.
func someVectors(f func(Vector)) {
	for n := 0; n < 78125; n += 97 {
		var v Vector
		for i, x := 0, n; i < NumFR; i, x = i+1, x/5 {
			v[i] = Level(x % 5)
		}
		f(v)
	}
	f(Uniform(MaxLevel))
}

func TestPrintedVectorsReadBack(t *testing.T) {
	someVectors(func(v Vector) {
		if got, err := ParseVector(v.String()); err != nil || got != v {
			t.Errorf("ParseVector(%q) = %v, %v, want %v", v.String(), got, err, v)
		}
		data, err := json.Marshal(v)
		if err != nil {
			t.Fatalf("Marshal(%v): %v", v, err)
		}
		var back Vector
		if err := json.Unmarshal(data, &back); err != nil || back != v {
			t.Errorf("Unmarshal(%s) = %v, %v, want %v", data, back, err, v)
		}
	})
}

func TestVectorInJSONIsAnArrayOfSevenIntegers(t *testing.T) {
	got, err := json.Marshal(struct {
		Target Vector `json:"target"`
	}{Vector{2, 2, 2, 1, 2, 2, 2}})
	if want := `{"target":[2,2,2,1,2,2,2]}`; err != nil || string(got) != want {
		t.Errorf("Marshal = %s, %v, want %s", got, err, want)
	}
}

func TestJSONThatIsNoVectorIsRefusedAndLeavesTheOldValue(t *testing.T) {
	for _, text := range []string{
		`null`, `2`, `"{2,2,2,1,2,2,2}"`, `{}`, `[]`, `[2,2,2,2,2,2]`, `[2,2,2,2,2,2,2,2]`,
		`[2,2,2,2,2,2,5]`, `[2,2,2,2,2,2,-1]`, `[2,2,2,2,2,2,1.5]`, `[2,2,2,2,2,2,null]`, `[2,2,2,2,2,2,"2"]`, `[2,2,2,2,2,2,258]`,
	} {
		v := Uniform(1)
		if err := json.Unmarshal([]byte(text), &v); err == nil || v != Uniform(1) {
			t.Errorf("Unmarshal(%s) = %v, %v, want an error and the old value", text, v, err)
		}
	}
}

func TestParseLevel(t *testing.T) {
	for text, want := range map[string]Level{"0": 0, "1": 1, " 4 ": 4} {
		if got, err := ParseLevel(text); err != nil || got != want {
			t.Errorf("ParseLevel(%q) = %d, %v, want %d", text, got, err, want)
		}
	}
	for _, text := range []string{"", "5", "-1", "02", "1.0", "SL1", "٣"} {
		if got, err := ParseLevel(text); err == nil {
			t.Errorf("ParseLevel(%q) = %d, want an error", text, got)
		}
	}
}

func TestParseFRTakesAbbreviationAndNumber(t *testing.T) {
	for _, f := range FRs() {
		n := string(rune('0' + f))
		for _, text := range []string{f.String(), strings.ToLower(f.String()), n, "FR " + n, "fr" + n, " " + f.String() + " "} {
			if got, err := ParseFR(text); err != nil || got != f {
				t.Errorf("ParseFR(%q) = %v, %v, want %v", text, got, err, f)
			}
		}
	}
	for _, text := range []string{"", "0", "8", "FR", "FR 0", "IACS", "10"} {
		if got, err := ParseFR(text); err == nil {
			t.Errorf("ParseFR(%q) = %v, want an error", text, got)
		}
	}
}

func FuzzParseVector(f *testing.F) {
	for _, s := range []string{"{2,2,2,1,2,2,2}", "2", "IAC=3 UC=2", "{}", "[2", "{,}", "é=1", "\xff,2", "IAC=1,IAC=1"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		v, err := ParseVector(s)
		if err != nil {
			if err.Error() == "" {
				t.Errorf("ParseVector(%q): an error without words", s)
			}
			return
		}
		if !v.Valid() {
			t.Errorf("ParseVector(%q) = %v with a level above 4", s, v)
		}
		if back, err := ParseVector(v.String()); err != nil || back != v {
			t.Errorf("ParseVector(%q) = %v, %v, want %v", v.String(), back, err, v)
		}
	})
}
