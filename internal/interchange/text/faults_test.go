package text

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/model"
)

// folder makes a folder of a header and the files given as name, text, ….
func folder(files ...string) fstest.MapFS {
	out := fstest.MapFS{HeaderFile: {Data: []byte("format: 1\n")}}
	for i := 0; i < len(files); i += 2 {
		out[files[i]] = &fstest.MapFile{Data: []byte(files[i+1])}
	}
	return out
}

const zone = "ZON-1:\n  title: A\n"

var placedFaults = []struct {
	name  string
	files []string
	want  []string // what the lines of the error begin with
}{
	{"truncated in a quoted text", []string{"zones.yaml", zone + "  owner: \"Bo"}, []string{"p/zones.yaml: line 3: the YAML cannot be read: found unexpected end of stream; the file seems to be cut off"}},
	{"truncated in a list", []string{"zones.yaml", zone + "  target: [2, 2,"}, []string{"p/zones.yaml: line 3: the YAML cannot be read: "}},
	{"key under a text", []string{"zones.yaml", "ZON-1:\n  title: A\n\nZON-2:\n  title: B\n - x\n\nZON-3:\n  title: C\n"}, []string{"p/zones.yaml: line 6: the YAML cannot be read: did not find expected key; check the indentation and the quotes of this line"}},
	{"list left open", []string{"zones.yaml", zone + "ZON-2:\n  title: B\n  target: [1, 2\n  owner: c\n"}, []string{"p/zones.yaml: line 5: the YAML cannot be read: did not find expected"}},
	{"bracket too many", []string{"zones.yaml", zone + "}\n"}, []string{"p/zones.yaml: line 3: the YAML cannot be read: "}},
	{"text after a quoted one", []string{"zones.yaml", zone + "  owner: \"x\" y\n"}, []string{"p/zones.yaml: line 3: the YAML cannot be read: "}},
	{"key without colon", []string{"zones.yaml", zone + "ZON-2\n"}, []string{"p/zones.yaml: line 3: the YAML cannot be read: could not find expected ':'"}},
	{"block of a text too shallow", []string{"zones.yaml", zone + "  owner: |\n    a\n   b\n  due: c\n"}, []string{"p/zones.yaml: line 5: the YAML cannot be read: "}},
	{"tab as indentation", []string{"zones.yaml", "ZON-1:\n\ttitle: A\n"}, []string{"p/zones.yaml: line 2: the YAML cannot be read: found character that cannot start any token; put"}},
	{"colon in a plain text", []string{"zones.yaml", "ZON-1:\n  title: A: b\n"}, []string{"p/zones.yaml: line 2: the YAML cannot be read: mapping values are not allowed in this context; put"}},
	{"kind nobody knows", []string{"widgets.yaml", zone}, []string{"p/widgets.yaml: no kind of item has a file of this name; there are cordon.yaml"}},
	{"file name with a slip", []string{"zonse.yaml", zone}, []string{`p/zonse.yaml: no kind of item has a file of this name; did you mean "zones.yaml"?`}},
	{"singular as file name", []string{"zone.yaml", zone}, []string{"p/zone.yaml: the items of this kind stand in zones.yaml; rename the file"}},
	{"extension yml", []string{"test_cases.yml", zone}, []string{"p/test_cases.yml: the items of this kind stand in test_cases.yaml"}},
	{"allocations of no place", []string{"allocations/AST-1.yaml", zone}, []string{"p/allocations/AST-1.yaml: a file of allocations is named by a zone"}},
	{"folder nobody knows", []string{"old/zones.yaml", zone}, []string{"p/old: the format has no such folder"}},
	{"prefix nobody knows", []string{"zones.yaml", "ZOO-1:\n  title: A\n"}, []string{`p/zones.yaml: line 1, column 1: "ZOO-1" is no key: no kind of item has the letters "ZOO"`}},
	{"no key", []string{"zones.yaml", "pump:\n  title: A\n"}, []string{`p/zones.yaml: line 1, column 1: "pump" is no key`}},
	{"key in the file of another kind", []string{"zones.yaml", "AST-1:\n  title: A\n"}, []string{"p/zones.yaml: line 1, column 1: AST-1: AST-1 is an asset and belongs in assets.yaml"}},
	{"property with a slip", []string{"zones.yaml", zone + "  taget: 2\n"}, []string{`p/zones.yaml: line 3, column 3 (taget): ZON-1: a zone has no property and no link "taget"; did you mean "target"?`}},
	{"link of another kind", []string{"zones.yaml", zone + "  verifies: ZON-1\n"}, []string{`p/zones.yaml: line 3, column 3 (verifies): ZON-1: a zone has no property and no link "verifies"`}},
	{"custom property without declaration", []string{"zones.yaml", zone + "  x_line: 4\n"}, []string{`p/zones.yaml: line 3, column 3 (x_line): ZON-1: a zone has no property and no link "x_line"; declare it under custom_properties of the system`}},
	{"word that is none", []string{"zones.yaml", zone + "  type: contrl\n"}, []string{`p/zones.yaml: line 3, column 9 (type): ZON-1: "contrl" is none of: business, dmz`}},
	{"level above 4", []string{"zones.yaml", zone + "  target: [2, 2, 5, 2, 2, 2, 2]\n"}, []string{"p/zones.yaml: line 3, column 11 (target): ZON-1: "}},
	{"six levels", []string{"zones.yaml", zone + "  target: [2, 2, 2, 2, 2, 2]\n"}, []string{"p/zones.yaml: line 3, column 11 (target): ZON-1: a vector has seven levels"}},
	{"list where a text is needed", []string{"zones.yaml", zone + "  owner: [a]\n"}, []string{"p/zones.yaml: line 3, column 10 (owner): ZON-1: a text is needed here, not a list"}},
	{"list in a list", []string{"zones.yaml", zone + "  access_points:\n    - a\n    - [b]\n"}, []string{"p/zones.yaml: line 5, column 7 (access_points): ZON-1: an entry of the list must be a text, not a list"}},
	{"day that is none", []string{"zones.yaml", zone + "  due: 31.3.2026\n"}, []string{`p/zones.yaml: line 3, column 8 (due): ZON-1: "31.3.2026" is no day`}},
	{"column that is none", []string{"zones.yaml", zone + "  acceptances:\n    - rule: ZCR 3.4\n      reason: a\n      by: b\n    - rule: ZCR 3.5\n      why: c\n      reason: a\n      by: b\n"}, []string{`p/zones.yaml: line 7, column 7 (acceptances): ZON-1: there is no column "why"`}},
	{"several records that are wrong", []string{"zones.yaml", zone + "  acceptances:\n    - rule: ZCR 3.4\n    - rule: ZCR 3.5\n      reason: a\n      by: b\n    - by: c\n"}, []string{"p/zones.yaml: line 4, column 7 (acceptances): ZON-1: reason is missing", "p/zones.yaml: line 8, column 7 (acceptances): ZON-1: rule is missing"}},
	{"column missing", []string{"zones.yaml", zone + "  acceptances:\n    - rule: ZCR 3.4\n"}, []string{"p/zones.yaml: line 4, column 7 (acceptances): ZON-1: reason is missing"}},
	{"title missing", []string{"zones.yaml", "ZON-1:\nZON-2:\n  owner: a\n"}, []string{"p/zones.yaml: line 1, column 1 (title): ZON-1: the title is missing", "p/zones.yaml: line 2, column 1 (title): ZON-2: the title is missing"}},
	{"title of two lines", []string{"zones.yaml", "ZON-1:\n  title: \"a\\nb\"\n"}, []string{"p/zones.yaml: line 2, column 10 (title): ZON-1: a title is one line"}},
	{"control character", []string{"zones.yaml", "ZON-1:\n  title: \"a\\ab\"\n"}, []string{"p/zones.yaml: line 2, column 10 (title): ZON-1: the text holds the control character U+0007; remove it"}},
	{"property twice", []string{"zones.yaml", zone + "  owner: a\n  owner: b\n"}, []string{`p/zones.yaml: line 4, column 3 (owner): ZON-1: "owner" stands twice; the other is in line 3`}},
	{"key twice in a file", []string{"zones.yaml", zone + "\n" + zone}, []string{`p/zones.yaml: line 4, column 1 (ZON-1): "ZON-1" stands twice; the other is in line 1`}},
	{"key twice in different letters", []string{"zones.yaml", zone + "zon-1:\n  title: B\n"}, []string{"p/zones.yaml: line 3, column 1: ZON-1: the key stands twice; the other is in p/zones.yaml: line 1"}},
	{"key twice in two files", []string{"zones.yaml", zone, "zones-2.yaml", zone}, []string{"p/zones.yaml: line 1, column 1: ZON-1: the key stands twice; the other is in p/zones-2.yaml: line 1"}},
	{"dangling link", []string{"zones.yaml", zone + "  within: ZON-9\n"}, []string{"p/zones.yaml: line 3, within: ZON-1: there is no ZON-9, neither in the folder nor in the project"}},
	{"link to the wrong kind", []string{"zones.yaml", zone + "  within: AST-1\n", "assets.yaml", "AST-1:\n  title: B\n"}, []string{`p/zones.yaml: line 3, column 11 (within): ZON-1: a zone cannot be "within" an asset (AST-1)`}},
	{"link to no key", []string{"zones.yaml", zone + "  within: pump\n"}, []string{`p/zones.yaml: line 3, column 11 (within): ZON-1: "pump" is no key`}},
	{"link twice", []string{"conduits.yaml", "CON-1:\n  title: A\n  connects:\n    - ZON-1\n    - ZON-1\n", "zones.yaml", zone}, []string{"p/conduits.yaml: line 5, connects: CON-1: the link to ZON-1 stands twice; the other is in line 4"}},
	{"link without end", []string{"countermeasures.yaml", "CMS-1:\n  title: A\n  compensates:\n    - until: 2026-01-01\n"}, []string{"p/countermeasures.yaml: line 4, column 7 (compensates): CMS-1: the link does not say where it leads"}},
	{"link property that is none", []string{"countermeasures.yaml", "CMS-1:\n  title: A\n  compensates:\n    - to: ALL-1\n      untl: 2026-01-01\n", "allocations/none.yaml", "ALL-1:\n  title: B\n"}, []string{`p/countermeasures.yaml: line 5, column 7 (compensates): CMS-1: a link "compensates" has no property "untl"; did you mean "until"?`}},
	{"no UTF-8", []string{"zones.yaml", "ZON-1:\n  title: B\xfcro\n"}, []string{"p/zones.yaml: line 2, column 11: the byte FC is not UTF-8 text; save the file as UTF-8"}},
	{"UTF-16", []string{"zones.yaml", "\xff\xfeZ\x00"}, []string{"p/zones.yaml: line 1, column 1: the file is in UTF-16; save it as UTF-8"}},
	{"UTF-16, the other way round", []string{"zones.yaml", "\xfe\xff\x00Z"}, []string{"p/zones.yaml: line 1, column 1: the file is in UTF-16; save it as UTF-8"}},
	{"UTF-32", []string{"zones.yaml", "\xff\xfe\x00\x00Z"}, []string{"p/zones.yaml: line 1, column 1: the file is in UTF-32; save it as UTF-8"}},
	{"empty file", []string{"zones.yaml", ""}, []string{"p/zones.yaml: the file is empty; remove it or write an item in it"}},
	{"nothing but comments", []string{"zones.yaml", "# later\n\n"}, []string{"p/zones.yaml: the file is empty; remove it or write an item in it"}},
	{"list instead of a mapping", []string{"zones.yaml", "- ZON-1\n"}, []string{"p/zones.yaml: line 1, column 1: the file must be a mapping"}},
	{"text instead of an entry", []string{"zones.yaml", "ZON-1: A\n"}, []string{"p/zones.yaml: line 1, column 8: ZON-1: what follows the key must be a mapping"}},
	{"two documents", []string{"zones.yaml", zone + "---\nZON-2:\n  title: B\n"}, []string{"p/zones.yaml: line 3: the file holds more than one YAML document"}},
	{"anchor and alias", []string{"zones.yaml", "ZON-1: &a\n  title: A\nZON-2: *a\n"}, []string{"p/zones.yaml: line 1, column 8: the format has no anchor (&a)", "p/zones.yaml: line 3, column 8: the format has no alias (*a)"}},
	{"merge key", []string{"zones.yaml", "ZON-1:\n  <<: {title: A}\n"}, []string{"p/zones.yaml: line 2, column 3: the format has no merge key (<<)"}},
	{"tag", []string{"zones.yaml", "ZON-1:\n  title: !!int 3\n"}, []string{"p/zones.yaml: line 2, column 10: the format has no tag (!!int)"}},
	{"mapping as key", []string{"zones.yaml", "? {a: b}\n: c\n"}, []string{"p/zones.yaml: line 1, column 3: a key must be a word"}},
	{"billion laughs", []string{"zones.yaml", "a: &a [x]\nb: [*a,*a]\n"}, []string{"p/zones.yaml: line 1, column 4: the format has no anchor", "p/zones.yaml: line 2, column 5: the format has no alias", "p/zones.yaml: line 2, column 8: the format has no alias"}},
	{"too deep", []string{"zones.yaml", "ZON-1: " + strings.Repeat("[", 20000)}, []string{"p/zones.yaml: line 1: the YAML cannot be read: exceeded max depth of 10000"}},
	{"too many parts", []string{"zones.yaml", "ZON-1: [" + strings.Repeat(",", maxParts) + "]"}, []string{"p/zones.yaml: the file has more than 4000000 lines, commas and brackets"}},
	{"identity that is none", []string{"zones.yaml", zone, "record.yaml", "items:\n  ZON-1: 12\n"}, []string{"p/record.yaml: line 2, column 3: ZON-1: the identity is not a UUID"}},
	{"record without parts", []string{"zones.yaml", zone, "record.yaml", "  ZON-1: 12\n"}, []string{"p/record.yaml: line 1, column 1: a record file begins with items or links"}},
	{"record with another part", []string{"zones.yaml", zone, "record.yaml", "things:\n"}, []string{"p/record.yaml: line 1, column 1: a record file has the parts items and links"}},
	{"item recorded twice", []string{"record.yaml", "items:\n  ZON-1: 01932f6e-7c1a-7000-8000-0123456789ab\n  ZON-1: 01932f6e-7c1a-7000-8000-0123456789ab\n"}, []string{"p/record.yaml: line 3, column 3: ZON-1: ZON-1 is recorded twice, first in line 2"}},
	{"declaration at fault is named once", []string{"systems.yaml", "SYS-1:\n  title: A\n  custom_properties:\n    - kind: widget\n      name: x_a\n      type: text\n", "zones.yaml", zone + "  x_a: b\n"}, []string{`p/systems.yaml: line 4, column 5 (custom_properties): SYS-1: record 1: there is no kind "widget"`}},
	{"unreadable kind makes no dangling links", []string{"zones.yaml", "\xff\xfe", "assets.yaml", "AST-1:\n  title: A\n  in: ZON-1\n"}, []string{"p/zones.yaml: line 1, column 1: the file is in UTF-16"}},
	{"all files, in order", []string{"zones.yaml", zone + "  b: 1\n  a: 1\n", "assets.yaml", "AST-1:\n  title: A\n  c: 1\n"}, []string{"p/assets.yaml: line 3", "p/zones.yaml: line 3", "p/zones.yaml: line 4"}},
}

func TestEachFaultIsNamedWithItsPlace(t *testing.T) {
	for _, c := range placedFaults {
		t.Run(c.name, func(t *testing.T) {
			_, err := Read(folder(c.files...), "p", model.Empty(), Options{})
			if err == nil {
				t.Fatalf("got no fault, want %q", c.want)
			}
			got := strings.Split(err.Error(), "\n")
			if len(got) != len(c.want) {
				t.Fatalf("got %d faults, want %d:\n%v", len(got), len(c.want), err)
			}
			for i := range got {
				if !strings.HasPrefix(got[i], c.want[i]) {
					t.Errorf("fault %d\n got %s\nwant %s", i+1, got[i], c.want[i])
				}
			}
			if k := fault.KindOf(err); k != fault.Invalid {
				t.Errorf("the fault is %s, want invalid", k)
			}
		})
	}
}

func TestHeaderFaults(t *testing.T) {
	cases := []struct{ text, want string }{
		{"format: 2\n", `p/cordon.yaml: line 1, column 9 (format): this program reads format 1 and the folder has format "2"; a newer Cordon may have written it`},
		{"project: 01932f6e-7c1a-7000-8000-0123456789ab\n", "p/cordon.yaml: line 1, column 1 (format): the header does not say its format"},
		{"format: 1\nproject: mine\n", `p/cordon.yaml: line 2, column 10 (project): "mine" is no identifier`},
		{"format: 1\nprojekt: x\n", `p/cordon.yaml: line 2, column 1 (projekt): the header has no "projekt"; did you mean "project"?`},
		{"", "p/cordon.yaml: the file is empty"},
	}
	for _, c := range cases {
		f := folder()
		f[HeaderFile].Data = []byte(c.text)
		if _, err := Read(f, "p", model.Empty(), Options{}); err == nil || !strings.HasPrefix(err.Error(), c.want) {
			t.Errorf("header %q: got %v, want %s", c.text, err, c.want)
		}
	}
	_, err := Read(fstest.MapFS{"zones.yaml": {}}, "p", model.Empty(), Options{})
	if fault.KindOf(err) != fault.NotFound {
		t.Errorf("folder without header: got %v, want a fault of kind not found", err)
	}
}

func TestManyFaultsAreCutOffWithTheirCount(t *testing.T) {
	var b strings.Builder
	for i := range 2500 {
		fmt.Fprintf(&b, "ZON-%d:\n  title: A\n  wrong: b\n", i+1)
	}
	_, err := Read(folder("zones.yaml", b.String()), "p", model.Empty(), Options{})
	lines := strings.Split(err.Error(), "\n")
	if len(lines) != 101 || lines[100] != "and 2400 more faults; correct the ones above and read again" {
		t.Fatalf("got %d lines, the last %q", len(lines), lines[len(lines)-1])
	}
}

func TestFaultsOfTheModelHaveFileAndLine(t *testing.T) {
	_, _, err := Load(folder("zones.yaml", "ZON-1:\n  title: A\n  within: ZON-2\n\nZON-2:\n  title: B\n  within: ZON-1\n"), "p", Options{})
	var f *fault.Error
	if !errors.As(err, &f) || f.Place.File != "p/zones.yaml" || f.Place.Line != 7 || f.Place.Field != "within" {
		t.Fatalf("got %v at %+v, want the circle at p/zones.yaml line 7", err, f)
	}
	if !strings.Contains(err.Error(), "this would close a circle: ZON-2 within ZON-1 within ZON-2") {
		t.Errorf("got %v", err)
	}
	if _, _, err := Load(folder("zones.yaml", "ZON-1:\n  title: A\n  within: ZON-2\n\nZON-2:\n  title: B\n  within: ZON-1\n"), "p", Options{Lenient: true}); err != nil {
		t.Errorf("lenient: got %v, want the circle to be taken in", err)
	}
}

func TestRecordOfAnotherProjectIsAConflict(t *testing.T) {
	base := loaded(t, folder("zones.yaml", "ZON-1:\n  title: A\n"))
	_, err := Read(folder("zones.yaml", "ZON-1:\n  title: A\n", "record.yaml", "items:\n  ZON-1: 01932f6e-7c1a-7000-8000-0123456789ab\n"), "p", base, Options{})
	if fault.KindOf(err) != fault.Conflict || !strings.Contains(err.Error(), "comes from another project") {
		t.Fatalf("got %v, want a conflict", err)
	}
}

func TestAFileThatCannotBeReadIsUnavailable(t *testing.T) {
	f := folder("zones.yaml", "ZON-1:\n  title: A\n")
	f["zones.yaml"].Mode = 1 << 31 // a folder of that name
	if _, err := Read(f, "p", model.Empty(), Options{}); err == nil || !strings.Contains(err.Error(), "p/zones.yaml: the format has no such folder") {
		t.Errorf("a folder in place of a file: got %v", err)
	}
}

func loaded(t *testing.T, f fstest.MapFS) *model.Snapshot {
	t.Helper()
	s, _, err := Load(f, "p", Options{})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// Opening a named pipe waits for a writer, and a symbolic link may lead out of
// the folder: neither is opened.
func TestOnlyPlainFilesAreRead(t *testing.T) {
	for name, mode := range map[string]fs.FileMode{"pipe": fs.ModeNamedPipe, "link": fs.ModeSymlink, "device": fs.ModeDevice} {
		t.Run(name, func(t *testing.T) {
			f := folder("zones.yaml", zone)
			f["assets.yaml"] = &fstest.MapFile{Mode: mode, Data: []byte("zones.yaml")}
			_, err := Read(notOpened{f, "assets.yaml"}, "p", model.Empty(), Options{})
			if err == nil || !strings.Contains(err.Error(), "assets.yaml") || strings.Contains(err.Error(), errOpened.Error()) {
				t.Errorf("a folder with a %s: got error %v, want that the file is refused before it is opened", name, err)
			}
		})
	}
}

var errOpened = errors.New("somebody opened it")

// notOpened is a folder with a file that must not be opened.
type notOpened struct {
	fstest.MapFS
	name string
}

func (n notOpened) Open(name string) (fs.File, error) {
	if name == n.name {
		return nil, errOpened
	}
	return n.MapFS.Open(name)
}
