package model

import (
	"bytes"
	"crypto/sha256"
	"flag"
	"fmt"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/cordon-ot/cordon/internal/sl"
)

var update = flag.Bool("update", false, "rewrite the worked example in docs/formats")

const commitPage = "../../docs/formats/commit.md"

// exampleCommit is the commit of the worked example: every kind of op and
// every form of value once.
func exampleCommit() *Commit {
	id := func(n byte) ID { return ID{0x01, 0x93, 0x2f, 0x6e, 0x7c, 0x1a, 0x70, 0, 0x80, 15: n} }
	return &Commit{
		Number: 2, Time: time.Date(2026, 3, 1, 8, 5, 0, 250e6, time.UTC),
		Author: "Anna Weiß", Label: "edit", Message: "first \"real\" plant\nas built", Change: id(0x99),
		Ops: []Op{
			{Kind: OpCreate, Item: id(1), Key: Key{KindZone, 1}, Title: "Control", Props: Props{
				{"access_points", ListValue([]string{"switch 3", "USB of HMI"})},
				{"safety", BoolValue(true)},
				{"target", VectorValue(sl.Vector{2, 2, 2, 1, 2, 2, 2})},
			}},
			{Kind: OpCreate, Item: id(2), Key: Key{KindProduct, 1}, Title: "Relay", Props: Props{
				{"statements", TableValue([]Record{
					{{"row", "62443-4-2:2019 CR 1.1"}, {"answer", "met when configured"}, {"configuration", "accounts on"}},
					{{"row", "62443-4-2:2019 CR 1.2"}, {"answer", "not met"}},
				})},
			}},
			{Kind: OpCreate, Item: id(3), Key: Key{KindProgramme, 1}, Title: "Training", Props: Props{{"maturity", IntValue(2)}}},
			{Kind: OpSet, Item: id(4), Title: "New title", TitleSet: true, Revive: true, Props: Props{{"description", TextValue(Text, "tab\tand \\")}}},
			{Kind: OpUnset, Item: id(4), Names: []string{"firmware", "serial"}},
			{Kind: OpLink, Link: id(16), Verb: ImplementedBy, Item: id(5), To: id(4), Fingerprint: Fingerprint{0xab, 15: 0xcd}},
			{Kind: OpSet, Link: id(17), Item: id(6), Confirm: true, Reason: "same type", Props: Props{{"until", TextValue(Text, "2027-03-01")}}, Fingerprint: Fingerprint{1}},
			{Kind: OpUnset, Link: id(17), Item: id(6), Names: []string{"until"}},
			{Kind: OpUnlink, Link: id(18), Item: id(6)},
			{Kind: OpRetire, Item: id(7), Reason: "scrapped"},
		},
	}
}

// spec: REC-11
func TestTheWorkedExampleOfTheCommitPageIsWhatIsWritten(t *testing.T) {
	page, err := os.ReadFile(commitPage)
	if err != nil {
		t.Fatal(err)
	}
	m := regexp.MustCompile("(?s)<!-- example commit -->\n```json\n(.*?)```\n").FindSubmatchIndex(page)
	if m == nil {
		t.Fatal("the page has no block \"example commit\"")
	}
	want := string(EncodeCommit(exampleCommit()))
	// The page breaks the line before each op so that it can be read.
	shown := strings.NewReplacer(`,"ops":[`, ",\n\"ops\":[\n", `},{"op"`, "},\n{\"op\"").Replace(strings.TrimSuffix(want, "]}")) + "\n]}\n"
	if *update {
		page = append(append(bytes.Clone(page[:m[2]]), shown...), page[m[3]:]...)
		if err := os.WriteFile(commitPage, page, 0o666); err != nil {
			t.Fatal(err)
		}
		return
	}
	if got := strings.ReplaceAll(string(page[m[2]:m[3]]), "\n", ""); got != want {
		t.Fatalf("the page shows\n%s\nwant\n%s", got, want)
	}
	for _, figure := range []string{
		fmt.Sprintf("has %d bytes", len(want)),
		fmt.Sprintf("`%x`", sha256.Sum256([]byte(want))),
		fmt.Sprintf("`%x`", sha256.Sum256([]byte("\x00"+want))),
	} {
		if !strings.Contains(string(page), figure) {
			t.Errorf("the page does not give %s", figure)
		}
	}
	got, err := DecodeCommit([]byte(want))
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(got, exampleCommit()) {
		t.Fatalf("read back %+v\nwant %+v", got, exampleCommit())
	}
}

// The bytes of a commit are frozen: this sample was written by the first
// version and must be read, and written, for ever.
func TestTheFrozenSampleIsReadAndWrittenByteForByte(t *testing.T) {
	want, err := os.ReadFile("testdata/commit-v1.json")
	if err != nil {
		t.Fatal(err)
	}
	c, err := DecodeCommit(want)
	if err != nil {
		t.Fatal(err)
	}
	if got := EncodeCommit(c); !bytes.Equal(got, want) {
		t.Fatalf("got\n%s\nwant\n%s", got, want)
	}
	if got := EncodeCommit(exampleCommit()); !bytes.Equal(got, want) {
		t.Fatalf("today's bytes differ from those of version 1:\n%s\nwant\n%s", got, want)
	}
}

func TestNamesThatStandInTheLogAreFrozen(t *testing.T) {
	var got []string
	for _, k := range Kinds() {
		got = append(got, k.Prefix()+" "+k.String())
	}
	for _, v := range Verbs() {
		got = append(got, v.String())
	}
	got = append(got, opNames[1:]...)
	page, err := os.ReadFile(commitPage)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range got {
		if !strings.Contains(string(page), "`"+strings.TrimSpace(name)+"`") && !strings.Contains(string(page), "| `"+strings.Replace(name, " ", "` | `", 1)+"` |") {
			t.Errorf("docs/formats/commit.md does not name %q", name)
		}
	}
}

func TestAnotherSpellingOfACommitIsRefused(t *testing.T) {
	const id = `"01932f6e-7c1a-7000-8000-000000000001"`
	op := `{"op":"create","item":` + id + `,"kind":"zone","key":"ZON-1","title":"Z"}`
	good := `{"v":1,"n":1,"time":"2026-03-01T08:00:00.000Z","author":"a","ops":[` + op + `]}`
	if _, err := DecodeCommit([]byte(good)); err != nil {
		t.Fatalf("the sample itself: %v", err)
	}
	for name, edit := range map[string]func(string) string{
		"empty":                 func(string) string { return "" },
		"cut short":             func(s string) string { return s[:len(s)-1] },
		"something after":       func(s string) string { return s + " " },
		"two commits":           func(s string) string { return s + s },
		"a blank":               func(s string) string { return strings.Replace(s, `"n":1`, `"n": 1`, 1) },
		"another version":       func(s string) string { return strings.Replace(s, `"v":1`, `"v":2`, 1) },
		"another order":         func(s string) string { return strings.Replace(s, `"v":1,"n":1`, `"n":1,"v":1`, 1) },
		"capital member":        func(s string) string { return strings.Replace(s, `"author"`, `"Author"`, 1) },
		"unknown member":        func(s string) string { return strings.Replace(s, `"author"`, `"mood":"x","author"`, 1) },
		"member twice":          func(s string) string { return strings.Replace(s, `"n":1`, `"n":2,"n":1`, 1) },
		"empty member":          func(s string) string { return strings.Replace(s, `"author":"a"`, `"author":"a","label":""`, 1) },
		"needless escape":       func(s string) string { return strings.Replace(s, `"a"`, `"\u0061"`, 1) },
		"escaped slash":         func(s string) string { return strings.Replace(s, `"a"`, `"\/"`, 1) },
		"lone surrogate":        func(s string) string { return strings.Replace(s, `"a"`, `"\ud800"`, 1) },
		"invalid UTF-8":         func(s string) string { return strings.Replace(s, `"a"`, "\"\xff\"", 1) },
		"number with zero":      func(s string) string { return strings.Replace(s, `"n":1`, `"n":01`, 1) },
		"number as power":       func(s string) string { return strings.Replace(s, `"n":1`, `"n":1e0`, 1) },
		"negative number":       func(s string) string { return strings.Replace(s, `"n":1`, `"n":-1`, 1) },
		"time without fraction": func(s string) string { return strings.Replace(s, `00.000Z`, `00Z`, 1) },
		"time in another zone":  func(s string) string { return strings.Replace(s, `00.000Z`, `00.000+00:00`, 1) },
		"time with comma":       func(s string) string { return strings.Replace(s, `00.000Z`, `00,000Z`, 1) },
		"day that is none":      func(s string) string { return strings.Replace(s, `2026-03-01`, `2026-02-30`, 1) },
		"capital id":            func(s string) string { return strings.Replace(s, `7c1a`, `7C1A`, 1) },
		"unknown op":            func(s string) string { return strings.Replace(s, `"create"`, `"destroy"`, 1) },
		"op none":               func(s string) string { return strings.Replace(s, `"create"`, `"none"`, 1) },
		"key of another kind":   func(s string) string { return strings.Replace(s, `"ZON-1"`, `"CON-1"`, 1) },
		"small key":             func(s string) string { return strings.Replace(s, `"ZON-1"`, `"zon-1"`, 1) },
		"key with zero":         func(s string) string { return strings.Replace(s, `"ZON-1"`, `"ZON-01"`, 1) },
		"plural kind":           func(s string) string { return strings.Replace(s, `"zone"`, `"zones"`, 1) },
		"empty props":           func(s string) string { return strings.Replace(s, `"title":"Z"`, `"title":"Z","props":{}`, 1) },
		"props out of order": func(s string) string {
			return strings.Replace(s, `"title":"Z"`, `"title":"Z","props":{"b":"1","a":"1"}`, 1)
		},
		"prop null":       func(s string) string { return strings.Replace(s, `"title":"Z"`, `"title":"Z","props":{"a":null}`, 1) },
		"prop fraction":   func(s string) string { return strings.Replace(s, `"title":"Z"`, `"title":"Z","props":{"a":1.5}`, 1) },
		"prop empty list": func(s string) string { return strings.Replace(s, `"title":"Z"`, `"title":"Z","props":{"a":[]}`, 1) },
		"prop mixed list": func(s string) string {
			return strings.Replace(s, `"title":"Z"`, `"title":"Z","props":{"a":["x",1]}`, 1)
		},
		"short vector": func(s string) string { return strings.Replace(s, `"title":"Z"`, `"title":"Z","props":{"a":[1,2]}`, 1) },
		"level of 5": func(s string) string {
			return strings.Replace(s, `"title":"Z"`, `"title":"Z","props":{"a":[1,2,3,4,5,0,0]}`, 1)
		},
		"table with a number": func(s string) string {
			return strings.Replace(s, `"title":"Z"`, `"title":"Z","props":{"a":[{"x":1}]}`, 1)
		},
		"ops null":      func(s string) string { return strings.Replace(s, `[`+op+`]`, `null`, 1) },
		"not an object": func(string) string { return `[]` },
		"deep nesting":  func(string) string { return strings.Repeat(`{"ops":[`, 100_000) },
	} {
		bad := edit(good)
		if bad == good {
			t.Fatalf("%s: the edit changed nothing", name)
		}
		if c, err := DecodeCommit([]byte(bad)); err == nil {
			t.Errorf("%s: %.200s was read as %+v", name, bad, c)
		}
	}
}

// randomOp draws an op with every field that its kind may carry.
func randomOp(t *rapid.T) Op {
	id := func() ID { return ID(rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "id")) }
	text := func() string {
		return rapid.SampledFrom([]string{"a", "two\nlines", "\"\\\t\x1f", "ü∞\u2028<>&", "\x7f"}).Draw(t, "text")
	}
	op := Op{Kind: OpKind(rapid.IntRange(1, int(OpRetire)).Draw(t, "kind")), Item: id()}
	onLink := rapid.Bool().Draw(t, "on a link")
	switch op.Kind {
	case OpCreate:
		op.Key = Key{rapid.SampledFrom(Kinds()).Draw(t, "kind"), uint32(rapid.IntRange(1, MaxNumber).Draw(t, "number"))}
		op.Title, op.Props = text(), randomProps(t, text)
	case OpSet:
		op.Props = randomProps(t, text)
		if onLink {
			op.Link, op.Confirm, op.Reason, op.Fingerprint = id(), rapid.Bool().Draw(t, "confirm"), text(), Fingerprint(id())
		} else if op.Revive = rapid.Bool().Draw(t, "revive"); rapid.Bool().Draw(t, "titled") {
			op.Title, op.TitleSet = text(), true
		}
	case OpUnset:
		op.Names = []string{text(), "b"}
		if onLink {
			op.Link = id()
		}
	case OpLink:
		op.Link, op.Verb, op.To, op.Fingerprint = id(), rapid.SampledFrom(Verbs()).Draw(t, "verb"), id(), Fingerprint(id())
		op.Props = randomProps(t, text)
	case OpUnlink:
		op.Link = id()
	case OpRetire:
		op.Reason = text()
	}
	return op
}

func randomProps(t *rapid.T, text func() string) Props {
	var p Props
	for _, name := range []string{"a", "ä", "b"} {
		var v Value
		switch rapid.IntRange(0, 6).Draw(t, "type") {
		case 0:
			v = TextValue(Text, text())
		case 1:
			v = BoolValue(rapid.Bool().Draw(t, "bool"))
		case 2:
			v = IntValue(rapid.Int64().Draw(t, "int"))
		case 3:
			v = VectorValue(sl.Uniform(sl.Level(rapid.IntRange(0, 4).Draw(t, "level"))))
		case 4:
			v = ListValue([]string{text(), "x"})
		case 5:
			v = TableValue([]Record{{{"z", text()}, {"a", "y"}}, {{"a", text()}}})
		}
		if !v.IsZero() {
			p = p.With(name, v)
		}
	}
	return p
}

func TestEveryCommitIsReadBackAsItWasWritten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := &Commit{
			Number: rapid.Uint64().Draw(t, "number"),
			Time:   time.UnixMilli(rapid.Int64Range(0, 4e12).Draw(t, "time")).UTC(),
			Author: "a\"\\\n\u00e9", Ops: []Op{},
		}
		for range rapid.IntRange(0, 4).Draw(t, "ops") {
			c.Ops = append(c.Ops, randomOp(t))
		}
		data := EncodeCommit(c)
		got, err := DecodeCommit(data)
		if err != nil {
			t.Fatalf("%s: %v", data, err)
		}
		if !reflect.DeepEqual(got, c) {
			t.Fatalf("%s\nread back %+v\nwant %+v", data, got, c)
		}
	})
}

func FuzzDecodeCommit(f *testing.F) {
	f.Add(EncodeCommit(exampleCommit()))
	f.Add([]byte(`{"v":1,"n":1,"time":"2026-03-01T08:00:00.000Z","author":"","ops":[]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		c, err := DecodeCommit(data)
		if err != nil {
			return
		}
		if again := EncodeCommit(c); !bytes.Equal(again, data) {
			t.Fatalf("%q was accepted and is written as %q", data, again)
		}
		// Whatever it says, applying it must end in a state or an error.
		c.Number = 1
		_, _ = Replay(Empty(), c)
	})
}

// A byte of a stored row that is changed gives an error or another item, never
// a panic, and a row that is accepted is written back as it was.
func FuzzDecodeRow(f *testing.F) {
	s := plant(f)
	for n := range Node(s.Len()) {
		f.Add(AppendRow(nil, s.Item(n)))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		checked := checkRow(body)
		it, err := DecodeRow(body)
		if checked == nil && err != nil {
			t.Fatalf("%x passes the check and cannot be read: %v", body, err)
		}
		if err == nil {
			AppendRow(nil, it)
		}
		l := NewLoader(1, time.Time{})
		if l.Add(body) == nil {
			_, _ = l.Snapshot()
		}
	})
}

func TestRowsKeepEverythingAboutAnItem(t *testing.T) {
	s := plant(t)
	for n := range Node(s.Len()) {
		it := s.Item(n)
		got, err := DecodeRow(AppendRow(nil, it))
		if err != nil {
			t.Fatalf("%s: %v", it.Key, err)
		}
		if fmt.Sprintf("%+v", got) != fmt.Sprintf("%+v", it) || !got.Props.Equal(it.Props) {
			t.Errorf("%s: read back %+v, want %+v", it.Key, got, it)
		}
	}
}

func TestADamagedRowIsRefusedWithoutReadingPastItsEnd(t *testing.T) {
	s := plant(t)
	row := AppendRow(nil, s.Item(0))
	for i := range row {
		if _, err := DecodeRow(row[:i]); err == nil {
			t.Fatalf("the first %d of %d bytes were read as an item", i, len(row))
		}
	}
	if _, err := DecodeRow(append(slices.Clone(row), 0)); err == nil {
		t.Fatal("a row with a byte behind it was read")
	}
	for name, body := range map[string][]byte{
		"another format":     append([]byte{rowFormat + 1}, row[1:]...),
		"unknown kind":       append(append(slices.Clone(row[:17]), byte(kindCount)), row[18:]...),
		"absurd key number":  append(append(slices.Clone(row[:19]), 0xff, 0xff, 0xff, 0xff, 0x0f), row[20:]...),
		"absurd link count":  append(append(slices.Clone(row[:20]), 0xff, 0xff, 0xff, 0xff, 0x0f), row[21:]...),
		"overflowing number": append(append(slices.Clone(row[:19]), bytes.Repeat([]byte{0xff}, 11)...), row[20:]...),
	} {
		if err := NewLoader(1, time.Time{}).Add(body); err == nil {
			t.Errorf("%s: the row was accepted", name)
		}
	}
}
