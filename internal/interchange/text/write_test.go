package text

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/model"
)

func readFolder(t testing.TB, dir string) fstest.MapFS {
	t.Helper()
	out := fstest.MapFS{}
	fsys := os.DirFS(dir)
	err := fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := fs.ReadFile(fsys, name)
		out[name] = &fstest.MapFile{Data: data}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestExampleOfTheFormatPageReadsAndWritesBack(t *testing.T) {
	want := readFolder(t, "testdata/example")
	s, p, err := Load(want, "example", Options{})
	if err != nil {
		t.Fatal(err)
	}
	if p.Items != 8 || p.Links != 7 {
		t.Errorf("got %d items and %d links, want 8 and 7", p.Items, p.Links)
	}
	got := fstest.MapFS{}
	if err := Write(s, p.Header, func(name string, data []byte) error {
		got[name] = &fstest.MapFile{Data: append([]byte(nil), data...)}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if d := differ(want, got, ""); d != "" {
		t.Error(d)
	}
}

func TestTheFormatPageShowsTheExampleAsItIs(t *testing.T) {
	page, err := os.ReadFile("../../../docs/formats/text.md")
	if err != nil {
		t.Fatal(err)
	}
	for name, f := range readFolder(t, "testdata/example") {
		if block := "`" + name + "`:\n\n```yaml\n" + string(f.Data) + "```\n"; !strings.Contains(string(page), block) {
			t.Errorf("the page does not show %s as it is; it should hold\n%s", name, block)
		}
	}
}

func TestPlainTextsAndQuotedOnes(t *testing.T) {
	for _, s := range []string{
		"Turbine", "62443-3-3:2013 SR 1.1", "10.0.0.1", "00:1b:1b:aa:bb:cc", "502/tcp", "a: ", "+K1", "éa", "(a)", "/a", "a#b", "a:b", "yess", "12 bar", "1e3 units", "2026-03-31-rev1", "it's", `a "b"`,
	} {
		if want := s != "a: " && s != "+K1"; plain(s) != want {
			t.Errorf("%q: plain is %v, want %v", s, !want, want)
		}
	}
	for _, s := range []string{
		"", "yes", "No", "ON", "null", "~", "1", "1.5", "1e3", "0x1f", "0o17", "1_000", "12:30", "2026-03-31", "2026-03-31T10:00:00Z", ".5", "-1", "a: b", "a:", "a #b", "#a", "- a", "a\tb", "a\nb", "\u00a0", "a\u200bb",
	} {
		if plain(s) {
			t.Errorf("%q is written without quotes", s)
		}
	}
	cases := []struct{ text, want string }{
		{`a"b\c`, `a"b\c`},
		{`"a\`, `"\"a\\"`},
		{"a\tb", `"a\tb"`},
		{"a\u2028b\U000E0001", `"a\u2028b\U000E0001"`},
		{"a \nb", `"a \nb"`},
		{"\ufffd", "\"\ufffd\""},
	}
	for _, c := range cases {
		if got := string(appendScalar(nil, c.text)); got != c.want {
			t.Errorf("%q: got %s, want %s", c.text, got, c.want)
		}
	}
}

func TestFilesHoldAThousandKeysEach(t *testing.T) {
	b := newBuilder(model.Empty(), Options{})
	ids := counter(1)
	for _, n := range []uint32{1, 1000, 1001, 3000, 10_000, model.MaxNumber} {
		b.Apply([]model.Op{
			{Kind: model.OpCreate, Item: ids(), Key: model.Key{Kind: model.KindTest, Number: n}, Title: "T"},
		})
	}
	for n := range uint32(1001) {
		b.Apply([]model.Op{{Kind: model.OpCreate, Item: ids(), Key: model.Key{Kind: model.KindAllocation, Number: n + 1}, Title: "A"}})
	}
	if len(b.Faults()) > 0 {
		t.Fatal(b.Faults()[0])
	}
	var got []string
	if err := Write(b.Snapshot(), Header{}, func(name string, data []byte) error {
		got = append(got, fmt.Sprintf("%s:%d", name, strings.Count(string(data), "title")))
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	want := "cordon.yaml:0 allocations/none.yaml:1000 allocations/none-2.yaml:1 " +
		"test_cases.yaml:2 test_cases-2.yaml:1 test_cases-3.yaml:1 test_cases-10.yaml:1 test_cases-10000.yaml:1 " +
		"record.yaml:0 record-2.yaml:0 record-3.yaml:0 record-10.yaml:0 record-10000.yaml:0"
	if strings.Join(got, " ") != want {
		t.Errorf("got  %s\nwant %s", strings.Join(got, " "), want)
	}
}

func TestAnAllocationStandsWithItsLivePlace(t *testing.T) {
	b := newBuilder(model.Empty(), Options{})
	ids := counter(1)
	id := map[string]model.ID{}
	create := func(k model.Kind, n uint32) {
		key := model.Key{Kind: k, Number: n}
		id[key.String()] = ids()
		b.Apply([]model.Op{{Kind: model.OpCreate, Item: id[key.String()], Key: key, Title: "T"}})
	}
	create(model.KindZone, 1)
	create(model.KindZone, 2)
	create(model.KindAllocation, 1)
	link := func(to string) model.Op {
		return model.Op{Kind: model.OpLink, Link: ids(), Verb: model.AllocatedTo, Item: id["ALL-1"], To: id[to]}
	}
	b.Apply([]model.Op{link("ZON-1"), {Kind: model.OpRetire, Item: id["ZON-1"]}, link("ZON-2")})
	f := written(t, b.Snapshot())
	if f["allocations/ZON-2.yaml"] == nil || f["allocations/ZON-1.yaml"] != nil {
		t.Errorf("the allocation does not stand in allocations/ZON-2.yaml")
	}
	b.Apply([]model.Op{{Kind: model.OpRetire, Item: id["ZON-2"]}})
	if f := written(t, b.Snapshot()); f["allocations/ZON-1.yaml"] == nil {
		t.Errorf("with both places retired it does not stand in allocations/ZON-1.yaml")
	}
}

func TestWritingEndsWithTheErrorOfPut(t *testing.T) {
	full := errors.New("disk full")
	calls := 0
	err := Write(model.Empty(), Header{}, func(string, []byte) error { calls++; return full })
	if !errors.Is(err, full) || calls != 1 {
		t.Errorf("got %v after %d calls, want the error after one", err, calls)
	}
	b := newBuilder(model.Empty(), Options{})
	big := model.Props{{Name: "description", Value: model.TextValue(model.Text, strings.Repeat("x", MaxFile))}}
	b.Apply([]model.Op{{Kind: model.OpCreate, Item: model.ID{1}, Key: model.Key{Kind: model.KindZone, Number: 1}, Title: "A", Props: big}})
	if err := Write(b.Snapshot(), Header{}, func(string, []byte) error { return nil }); fault.KindOf(err) != fault.Invalid || !strings.Contains(err.Error(), "zones.yaml") {
		t.Errorf("a file too large to be read back: got %v", err)
	}
}

func TestBelongsKnowsWhatWriteCanWrite(t *testing.T) {
	for name, want := range map[string]bool{
		"cordon.yaml": true, "zones.yaml": true, "zones-2.yaml": true, "record-12.yaml": true, "allocations/none.yaml": true, "allocations/none-2.yaml": true,
		"allocations/CON-7.yaml": true, "allocations/CON-7-2.yaml": true, "allocations/con-7.yaml": false, "allocations/AST-7.yaml": false, "zones-1.yaml": false, "zones-02.yaml": false,
		"README.md": false, "zones.yml": false, "sub/zones.yaml": false, "allocations": false, "files/ab": false,
	} {
		if Belongs(name) != want {
			t.Errorf("%s: got %v, want %v", name, !want, want)
		}
	}
}

// The keys of an entry must not mean two things.
func TestNamesOfPropertiesAndVerbsDoNotCollide(t *testing.T) {
	s := model.BaseSchema()
	for _, k := range model.Kinds() {
		for _, d := range s.Props(k) {
			if verbByKey[d.Name] != model.NoVerb || d.Name == "title" || d.Name == "retired" || strings.HasPrefix(d.Name, "x_") {
				t.Errorf("%s: the property %q is also a link or a word of the format", k, d.Name)
			}
		}
	}
	for _, v := range model.Verbs() {
		if s.LinkProp(v, "to") != nil {
			t.Errorf("%s: a property of the link is called \"to\"", v)
		}
	}
}
