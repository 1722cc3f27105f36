// Command spectrace ties our requirements to their tests.
//
// It reads the requirements of docs/spec (list items that begin with an id in
// bold) and the marks "spec: ID, ID" in Go tests, in the command scripts of
// test/script, in the programs below bench and in the tests and journeys of the
// web app. It prints the requirements that
// no mark names, and the marks that name no requirement, in a fixed order, and
// ends with status 1 if there are any.
//
// It trusts the mark: whether a test can fail is for its reader to judge.
package main

import (
	"cmp"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

func main() {
	if len(os.Args) > 2 {
		fmt.Fprintln(os.Stderr, "usage: spectrace [FOLDER]")
		os.Exit(2)
	}
	root := "."
	if len(os.Args) == 2 {
		root = os.Args[1]
	}
	open, err := run(os.DirFS(root), os.Stdout)
	switch {
	case err != nil:
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	case open:
		os.Exit(1)
	}
}

// place is a line of a file where an id stands.
type place struct {
	id, file string
	line     int
	text     string // the requirement's words; empty for a mark
}

// run prints the report on fsys and tells whether anything is open.
func run(fsys fs.FS, out io.Writer) (open bool, err error) {
	wanted, err := requirements(fsys)
	if err != nil {
		return false, err
	}
	marks, err := collect(fsys)
	if err != nil {
		return false, err
	}
	known, carried := map[string]bool{}, map[string]bool{}
	for _, w := range wanted {
		known[w.id] = true
	}
	var unknown []place
	for _, m := range marks {
		carried[m.id] = true
		if !known[m.id] {
			unknown = append(unknown, m)
		}
	}
	var untested []place
	for _, w := range wanted {
		if !carried[w.id] && !strings.HasPrefix(w.text, "*withdrawn*") {
			untested = append(untested, w)
		}
	}
	_, err = io.WriteString(out, report(len(wanted), untested, unknown))
	return len(untested)+len(unknown) > 0, err
}

func report(total int, untested, unknown []place) string {
	var b strings.Builder
	for _, p := range untested {
		fmt.Fprintf(&b, "%-12s untested  %s:%d  %s\n", p.id, p.file, p.line, short(p.text))
	}
	for _, p := range unknown {
		fmt.Fprintf(&b, "%-12s unknown   %s:%d  marked here, stands in no page of docs/spec\n", p.id, p.file, p.line)
	}
	fmt.Fprintf(&b, "%d requirements, %d untested, %d unknown marks\n", total, len(untested), len(unknown))
	return b.String()
}

// short cuts a sentence to what fits beside its place.
func short(s string) string {
	const width = 70
	if r := []rune(s); len(r) > width {
		return strings.TrimSpace(string(r[:width])) + " ..."
	}
	return s
}

var (
	item = regexp.MustCompile(`^- \*\*([A-Z]+-\d+(?:\.\d+)?)\*\* (.+)$`)
	mark = regexp.MustCompile(`\bspec:((?:[ ,]+[A-Z]+-\d+(?:\.\d+)?)+)`)
	id   = regexp.MustCompile(`[A-Z]+-\d+(?:\.\d+)?`)
)

// requirements reads docs/spec in natural order of ids. An id given twice is an error.
func requirements(fsys fs.FS) ([]place, error) {
	pages, err := fs.Glob(fsys, "docs/spec/*.md")
	if err != nil {
		return nil, fmt.Errorf("listing docs/spec: %w", err)
	}
	first := map[string]place{}
	var all []place
	for _, page := range pages {
		err := lines(fsys, page, func(n int, line string) error {
			m := item.FindStringSubmatch(line)
			if m == nil {
				return nil
			}
			p := place{m[1], page, n, m[2]}
			if f, twice := first[p.id]; twice {
				return fmt.Errorf("%s:%d: %s stands already at %s:%d; an id is given once", page, n, p.id, f.file, f.line)
			}
			first[p.id] = p
			all = append(all, p)
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	if len(all) == 0 {
		return nil, fmt.Errorf("no requirement found in docs/spec; run this in the root of the repository")
	}
	slices.SortFunc(all, byID)
	return all, nil
}

// collect finds the marks of the tree, by id and then place.
func collect(fsys fs.FS) ([]place, error) {
	var all []place
	err := fs.WalkDir(fsys, ".", func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			base := path.Base(p)
			if base == "testdata" || base == "node_modules" || p != "." && strings.HasPrefix(base, ".") {
				return fs.SkipDir
			}
			return nil
		}
		if !carries(p) {
			return nil
		}
		return lines(fsys, p, func(n int, line string) error {
			for _, m := range mark.FindAllStringSubmatch(line, -1) {
				for _, i := range id.FindAllString(m[1], -1) {
					all = append(all, place{id: i, file: p, line: n})
				}
			}
			return nil
		})
	})
	slices.SortStableFunc(all, byID)
	return all, err
}

// carries tells whether a file may carry marks. Our own test holds examples.
func carries(p string) bool {
	switch {
	case strings.HasPrefix(p, "scripts/spectrace/"):
		return false
	case strings.HasSuffix(p, "_test.go"):
		return true
	case strings.HasPrefix(p, "bench/"):
		return path.Ext(p) == ".go"
	case strings.HasPrefix(p, "web/"):
		return strings.HasSuffix(p, ".test.ts") || strings.HasSuffix(p, ".test.tsx") || strings.HasPrefix(p, "web/e2e/") && path.Ext(p) == ".mjs"
	default:
		return strings.HasPrefix(p, "test/script/") && path.Ext(p) == ".txtar"
	}
}

func lines(fsys fs.FS, name string, each func(n int, line string) error) error {
	b, err := fs.ReadFile(fsys, name)
	if err != nil {
		return fmt.Errorf("reading %s: %w", name, err)
	}
	n := 0
	for line := range strings.Lines(string(b)) {
		n++
		if err := each(n, strings.TrimRight(line, "\r\n")); err != nil {
			return err
		}
	}
	return nil
}

// byID orders RULE-2.9 before RULE-2.10.
func byID(a, b place) int {
	areaA, numbersA := split(a.id)
	areaB, numbersB := split(b.id)
	return cmp.Or(strings.Compare(areaA, areaB), slices.Compare(numbersA, numbersB))
}

func split(id string) (area string, numbers []int) {
	area, rest, _ := strings.Cut(id, "-")
	for _, s := range strings.Split(rest, ".") {
		n, _ := strconv.Atoi(s) // digits by the pattern; one too large sorts as the largest
		numbers = append(numbers, n)
	}
	return area, numbers
}
