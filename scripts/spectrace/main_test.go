package main

import (
	"strings"
	"testing"
	"testing/fstest"
)

func tree(files map[string]string) fstest.MapFS {
	fsys := fstest.MapFS{}
	for name, text := range files {
		fsys[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return fsys
}

func TestUntestedAndUnknownIdsAreListedInNaturalOrder(t *testing.T) {
	fsys := tree(map[string]string{
		"docs/spec/a.md": "# A\n- **A-1.10** Ten.\n- **A-1.9** Nine.\n- **A-1.2** Two.\n- **A-1.3** *withdrawn*, said twice.\n- **A-2** In a script.\n- **A-3** In a bench.\n- **A-4** In a journey.\n- **A-5** In a test of the app.\n",
		"x/x_test.go":    "// spec: A-1.2, B-7\nfunc TestX() {}\n",
		// Neither plain code nor fixtures count.
		"x/x.go":                       "// spec: A-1.9\n",
		"x/testdata/y_test.go":         "// spec: A-1.9\n",
		"test/script/s.txtar":          "# spec: A-2\nexec cordon\n",
		"bench/run.go":                 "// spec: A-3\n",
		"web/e2e/journeys/a.mjs":       "// spec: A-4\n",
		"web/src/a.test.ts":            "// spec: A-5\n",
		"web/src/a.ts":                 "// spec: A-99\n",
		"scripts/spectrace/me_test.go": "// spec: A-1.10\n",
	})
	var out strings.Builder
	open, err := run(fsys, &out)
	if err != nil {
		t.Fatal(err)
	}
	want := "" +
		"A-1.9        untested  docs/spec/a.md:3  Nine.\n" +
		"A-1.10       untested  docs/spec/a.md:2  Ten.\n" +
		"B-7          unknown   x/x_test.go:1  marked here, stands in no page of docs/spec\n" +
		"8 requirements, 2 untested, 1 unknown marks\n"
	if out.String() != want || !open {
		t.Errorf("got open=%v\n%s\nwant open=true\n%s", open, out.String(), want)
	}
}

func TestNothingIsOpenWhenEveryIdIsCarried(t *testing.T) {
	fsys := tree(map[string]string{
		"docs/spec/a.md": "- **A-1** One.\n- **A-2** Two.\n",
		"x/x_test.go":    "// spec: A-1 A-2\n",
	})
	var out strings.Builder
	open, err := run(fsys, &out)
	if want := "2 requirements, 0 untested, 0 unknown marks\n"; err != nil || open || out.String() != want {
		t.Errorf("got open=%v err=%v %q, want open=false %q", open, err, out.String(), want)
	}
}

func TestAnIdGivenTwiceIsAnError(t *testing.T) {
	fsys := tree(map[string]string{
		"docs/spec/a.md": "- **A-1** One.\n",
		"docs/spec/b.md": "\n- **A-1** Another.\n",
	})
	_, err := run(fsys, &strings.Builder{})
	if want := "docs/spec/b.md:2: A-1 stands already at docs/spec/a.md:1"; err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("got %v, want an error with %q", err, want)
	}
}

func TestATreeWithoutRequirementsIsAnError(t *testing.T) {
	if _, err := run(tree(map[string]string{"x_test.go": ""}), &strings.Builder{}); err == nil {
		t.Error("got no error, want one that says where to run the tool")
	}
}
