package archtest

import (
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"strings"
	"testing"
)

const dependencyPage = "docs/decisions/dependencies.md"

// required is one module of go.mod.
type required struct {
	path, version string
	direct        bool
}

func requirements(goMod string) []required {
	var all []required
	inBlock := false
	for _, line := range strings.Split(goMod, "\n") {
		fields := strings.Fields(line)
		switch {
		case strings.HasPrefix(line, "require ("):
			inBlock = true
			continue
		case strings.HasPrefix(line, ")"):
			inBlock = false
			continue
		case strings.HasPrefix(line, "require "):
			fields = fields[1:]
		case !inBlock:
			continue
		}
		if len(fields) >= 2 {
			all = append(all, required{fields[0], fields[1], !strings.HasSuffix(line, "// indirect")})
		}
	}
	return all
}

// argued reads the table of the dependency page: module to the two columns
// that say who uses it and what it saves.
func argued(page string) map[string][2]string {
	row := regexp.MustCompile("(?m)^\\| `([^`]+)` \\|([^|]*)\\|([^|]*)\\|$")
	rows := map[string][2]string{}
	for _, m := range row.FindAllStringSubmatch(page, -1) {
		rows[m[1]] = [2]string{strings.TrimSpace(m[2]), strings.TrimSpace(m[3])}
	}
	return rows
}

func read(t *testing.T, fsys fs.FS, name string) string {
	t.Helper()
	b, err := fs.ReadFile(fsys, name)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestEveryModuleIsArguedFor(t *testing.T) {
	fsys := root(t)
	rows := argued(read(t, fsys, dependencyPage))
	mods := requirements(read(t, fsys, "go.mod"))
	present := map[string]bool{}
	for _, m := range mods {
		present[m.path] = true
		if row, ok := rows[m.path]; m.direct && !ok {
			t.Errorf("go.mod requires %s, which %s does not argue for; add a row that says what it saves, or do without", m.path, dependencyPage)
		} else if ok && len(strings.Fields(row[1])) < 4 {
			t.Errorf("%s: the reason for %s is %q; say in a sentence what it saves", dependencyPage, m.path, row[1])
		}
	}
	for m := range rows {
		if !present[m] {
			t.Errorf("%s argues for %s, which go.mod does not require; remove the row", dependencyPage, m)
		}
	}
}

func TestNoticeNamesEveryShippedModule(t *testing.T) {
	fsys := root(t)
	notice := read(t, fsys, "NOTICE")
	rows := argued(read(t, fsys, dependencyPage))
	for _, m := range requirements(read(t, fsys, "go.mod")) {
		if rows[m.path][0] == "tests only" {
			continue
		}
		listed := regexp.MustCompile(`(?m)^  ` + regexp.QuoteMeta(m.path) + ` +` + regexp.QuoteMeta(m.version) + ` `)
		if !listed.MatchString(notice) {
			t.Errorf("NOTICE does not list %s %s; run make notice", m.path, m.version)
		}
	}
}

func TestRequirementsAreReadFromGoMod(t *testing.T) {
	got := fmt.Sprint(requirements("module m\n\ngo 1.26\n\nrequire a.b/c v1.0.0\n\nrequire (\n\td.e/f v2.0.0\n\tg.h/i v0.1.0 // indirect\n)\n"))
	want := "[{a.b/c v1.0.0 true} {d.e/f v2.0.0 true} {g.h/i v0.1.0 false}]"
	if got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// documents gives every Markdown page of the tree.
func documents(t *testing.T, fsys fs.FS) []string {
	t.Helper()
	var pages []string
	err := fs.WalkDir(fsys, ".", func(p string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && p != "." && skipped(fsys, p):
			return fs.SkipDir
		case path.Ext(p) == ".md":
			pages = append(pages, p)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return pages
}

var (
	fence    = regexp.MustCompile("(?ms)^```.*?^```$")
	codeSpan = regexp.MustCompile("`[^`\n]*`")
	mdLink   = regexp.MustCompile(`\]\(([^)\s]+)\)`)
)

func TestLinksInDocumentsLeadSomewhere(t *testing.T) {
	fsys := root(t)
	for _, page := range documents(t, fsys) {
		text := codeSpan.ReplaceAllString(fence.ReplaceAllString(read(t, fsys, page), ""), "")
		for _, m := range mdLink.FindAllStringSubmatch(text, -1) {
			target, _, _ := strings.Cut(m[1], "#")
			if target == "" || strings.Contains(target, ":") {
				continue
			}
			if _, err := fs.Stat(fsys, path.Join(path.Dir(page), target)); err != nil {
				t.Errorf("%s links to %s, which is not there", page, m[1])
			}
		}
	}
}

func TestDecisionPagesHaveTheirSections(t *testing.T) {
	fsys := root(t)
	pages, err := fs.Glob(fsys, "docs/decisions/*.md")
	if err != nil {
		t.Fatal(err)
	}
	if len(pages) == 0 {
		t.Fatal("no decision pages found")
	}
	for _, page := range pages {
		if path.Base(page) == "README.md" {
			continue
		}
		text := read(t, fsys, page)
		at := 0
		for _, part := range []string{"# ", "\n## Context\n", "\n## Decision\n", "\n## Consequences\n", "\n## Refused\n"} {
			i := strings.Index(text[at:], part)
			if i < 0 {
				t.Errorf("%s: section %q is missing or out of order", page, strings.TrimSpace(part))
				break
			}
			at += i
		}
		if n := strings.Count(text, "\n"); n > 60 {
			t.Errorf("%s has %d lines; a decision is one page (60 lines)", page, n)
		}
	}
}

// TestPrintedMakeCommandsExist keeps the commands that a page shows in a code
// block in step with the Makefile.
func TestPrintedMakeCommandsExist(t *testing.T) {
	fsys := root(t)
	makefile := read(t, fsys, "Makefile")
	command := regexp.MustCompile(`(?m)^make ([a-z-]+)`)
	shown := 0
	for _, page := range documents(t, fsys) {
		for _, block := range fence.FindAllString(read(t, fsys, page), -1) {
			for _, m := range command.FindAllStringSubmatch(block, -1) {
				shown++
				if !regexp.MustCompile(`(?m)^` + m[1] + `:`).MatchString(makefile) {
					t.Errorf("%s shows `make %s`, which is no target of the Makefile", page, m[1])
				}
			}
		}
	}
	if shown == 0 {
		t.Error("no page shows a make command; README should show make run and make test")
	}
}
