package ledger

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const testOrigin = "cordon/turbine-hall"

// testKey makes the key whose 32 secret bytes are seed, seed+1, ...
func testKey(t testing.TB, origin string, seed byte) (note.Signer, string) {
	t.Helper()
	b := make([]byte, 32)
	for i := range b {
		b[i] = seed + byte(i)
	}
	private, public, err := GenerateKey(bytes.NewReader(b), origin)
	if err != nil {
		t.Fatal(err)
	}
	s, err := NewSigner(private)
	if err != nil {
		t.Fatal(err)
	}
	return s, public
}

func known(t testing.TB, keys ...string) note.Verifiers {
	t.Helper()
	var list []note.Verifier
	for _, k := range keys {
		v, err := NewVerifier(k)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, v)
	}
	return note.VerifierList(list...)
}

func sign(t testing.TB, c Checkpoint, s note.Signer) []byte {
	t.Helper()
	signed, err := SignCheckpoint(c, s)
	if err != nil {
		t.Fatal(err)
	}
	return signed
}

func TestCheckpointTextReadsBackTheSame(t *testing.T) {
	for _, c := range []Checkpoint{
		{Origin: testOrigin, Size: 0, Root: EmptyRoot()},
		{Origin: "cordon/a", Size: MaxCommits, Root: tlog.Hash{31: 255}},
		{Origin: testOrigin, Size: 17, Root: tlog.RecordHash(nil), Extensions: []string{"time 2026-01-01", "\u2014 x"}},
	} {
		text, err := FormatCheckpoint(c)
		if err != nil {
			t.Errorf("formatting %+v: %v", c, err)
			continue
		}
		got, err := ParseCheckpoint(text)
		again, err2 := FormatCheckpoint(got)
		if err != nil || err2 != nil || again != text {
			t.Errorf("%q reads back as %q (%v, %v)", text, again, err, err2)
		}
	}
}

func TestCheckpointTextHasOneFormOnly(t *testing.T) {
	root := tlog.RecordHash(nil).String()
	good := testOrigin + "\n17\n" + root + "\n"
	if _, err := ParseCheckpoint(good); err != nil {
		t.Fatalf("%q: %v", good, err)
	}
	otherBits := root[:42] + string(root[42]+1) + "=" // same 32 bytes, other trailing bits
	for name, text := range map[string]string{
		"empty":             "",
		"no last line end":  strings.TrimSuffix(good, "\n"),
		"two line ends":     good + "\n",
		"leading zero":      testOrigin + "\n017\n" + root + "\n",
		"plus sign":         testOrigin + "\n+17\n" + root + "\n",
		"negative":          testOrigin + "\n-1\n" + root + "\n",
		"empty size":        testOrigin + "\n\n" + root + "\n",
		"underscore":        testOrigin + "\n1_7\n" + root + "\n",
		"too many":          testOrigin + "\n18446744073709551616\n" + root + "\n",
		"above the limit":   testOrigin + "\n281474976710657\n" + root + "\n",
		"carriage return":   strings.ReplaceAll(good, "\n", "\r\n"),
		"trailing bits":     testOrigin + "\n17\n" + otherBits + "\n",
		"unpadded root":     testOrigin + "\n17\n" + root[:43] + "\n",
		"short root":        testOrigin + "\n17\nAAAA\n",
		"foreign origin":    "example.org/log\n17\n" + root + "\n",
		"empty project":     "cordon/\n17\n" + root + "\n",
		"space in origin":   "cordon/a b\n17\n" + root + "\n",
		"empty extension":   good + "a\n\nb\n",
		"control character": good + "a\tb\n",
		"bad UTF-8":         good + "\xff\n",
		"many extensions":   good + strings.Repeat("x\n", 17),
		"long":              good + strings.Repeat("x", maxCheckpoint) + "\n",
	} {
		var f *Fault
		if c, err := ParseCheckpoint(text); !errors.As(err, &f) || f.Where != "checkpoint" {
			t.Errorf("%s: got %+v, %v; want a fault of the checkpoint", name, c, err)
		}
	}
}

// spec: REC-4
func TestSignedCheckpointOpensWithItsOwnKeyOnly(t *testing.T) {
	s, key := testKey(t, testOrigin, 1)
	_, other := testKey(t, testOrigin, 2)
	witness, witnessKey := testKey(t, "cordon/witness", 3)
	c := Checkpoint{Origin: testOrigin, Size: 3, Root: tlog.Hash{1}}
	signed := sign(t, c, s)
	if got, err := OpenCheckpoint(signed, known(t, key)); err != nil || got.Size != 3 || got.Root != c.Root {
		t.Errorf("with its key: %+v, %v", got, err)
	}
	for name, v := range map[string]note.Verifiers{"another key": known(t, other), "no key": nil} {
		if got, err := OpenCheckpoint(signed, v); err == nil {
			t.Errorf("with %s: opened as %+v", name, got)
		}
	}
	if _, err := SignCheckpoint(c, witness); err == nil {
		t.Error("a key signed a checkpoint of another log")
	}

	text, _ := FormatCheckpoint(c)
	both, err := note.Sign(&note.Note{Text: text}, s, witness)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := OpenCheckpoint(both, known(t, key)); err != nil {
		t.Errorf("a further signature of a witness hinders: %v", err)
	}
	if _, err := OpenCheckpoint(both, known(t, witnessKey)); err == nil {
		t.Error("the signature of a witness alone was taken for the log's own")
	}
	if _, err := openOwn(both, key); err == nil {
		t.Error("a file was allowed to carry a signature nobody can check")
	}
}

func TestEveryChangedByteOfSignedCheckpointIsFound(t *testing.T) {
	s, key := testKey(t, testOrigin, 1)
	signed := sign(t, Checkpoint{Origin: testOrigin, Size: 3, Root: tlog.Hash{1}, Extensions: []string{"x"}}, s)
	everyChange(signed, func(what string, at int, b []byte) {
		if _, err := OpenCheckpoint(b, known(t, key)); err == nil {
			t.Errorf("byte %d %s: still opens: %q", at, what, b)
		}
	})
}

func TestKeysComeFromGivenRandomnessAndHaveOneForm(t *testing.T) {
	seed := bytes.Repeat([]byte{9}, 32)
	private, public, err := GenerateKey(bytes.NewReader(seed), testOrigin)
	private2, public2, err2 := GenerateKey(bytes.NewReader(seed), testOrigin)
	if err != nil || err2 != nil || private != private2 || public != public2 {
		t.Fatalf("the same randomness gave %q and %q (%v, %v)", public, public2, err, err2)
	}
	if got, err := VerifierKey(private); err != nil || got != public {
		t.Errorf("VerifierKey = %q, %v; want %q", got, err, public)
	}
	if _, _, err := GenerateKey(bytes.NewReader(seed[:31]), testOrigin); err == nil {
		t.Error("a key was made from too little randomness")
	}
	for _, origin := range []string{"", "cordon/", "cordon", "x/y", "cordon/a/b", "cordon/a+b", "cordon/\u00fc", "cordon/" + strings.Repeat("a", 101)} {
		if _, _, err := GenerateKey(bytes.NewReader(seed), origin); err == nil {
			t.Errorf("a key was made for origin %q", origin)
		}
	}
	everyChange([]byte(public), func(what string, at int, b []byte) {
		if _, err := NewVerifier(string(b)); err == nil {
			t.Errorf("byte %d %s: still a key: %q", at, what, b)
		}
	})
	if _, err := NewVerifier(strings.Replace(public, "+", "+\n", 2)); err == nil {
		t.Error("a line feed in a key was accepted")
	}
	for _, bad := range []string{"", public, private[:len(private)-1], "PRIVATE+KEY+" + testOrigin} {
		_, err := VerifierKey(bad)
		if err == nil {
			t.Errorf("%q was taken for a signing key", bad)
		} else if strings.Contains(err.Error(), private[60:80]) {
			t.Errorf("the error repeats the secret: %v", err)
		}
	}
}

// everyChange calls f with b after each small change of each byte: every bit
// flipped, the byte removed, and bytes put before it; also after the end.
func everyChange(b []byte, f func(what string, at int, changed []byte)) {
	for at := 0; at <= len(b); at++ {
		for _, c := range []byte{'\n', ' ', '0', 0} {
			changed := append(append(append(make([]byte, 0, len(b)+1), b[:at]...), c), b[at:]...)
			f("after insertion of "+string(rune(c)), at, changed)
		}
		if at == len(b) {
			return
		}
		for bit := range 8 {
			changed := bytes.Clone(b)
			changed[at] ^= 1 << bit
			f("flipped", at, changed)
		}
		f("removed", at, append(bytes.Clone(b[:at]), b[at+1:]...))
	}
}

func FuzzParseCheckpoint(f *testing.F) {
	f.Add(testOrigin + "\n17\n" + tlog.RecordHash(nil).String() + "\n")
	f.Add(testOrigin + "\n0\n" + EmptyRoot().String() + "\nextension\n")
	f.Add("\n\n\n")
	f.Add("cordon/\n00\nAAAA\n")
	f.Fuzz(func(t *testing.T, text string) {
		c, err := ParseCheckpoint(text)
		if err != nil {
			return
		}
		if again, err := FormatCheckpoint(c); err != nil || again != text {
			t.Errorf("%q reads as %+v and is written as %q (%v)", text, c, again, err)
		}
	})
}
