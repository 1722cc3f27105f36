package archtest

import (
	"fmt"
	"path"
	"slices"
	"strings"
)

// breaches gives every breach of the rules by files, in the order of the
// files, one sentence each with place and reason.
func breaches(files []file) []string {
	var found []string
	documented := map[string]bool{}
	for _, f := range files {
		documented[f.dir()] = documented[f.dir()] || f.doc != "" && !f.test
	}
	seen := map[string]bool{}
	for _, f := range files {
		if !f.test {
			if !seen[f.dir()] {
				seen[f.dir()] = true
				found = append(found, packageBreaches(f, documented[f.dir()])...)
			}
			found = append(found, importBreaches(f)...)
			found = append(found, callBreaches(f)...)
			found = append(found, sizeBreaches(f)...)
		}
	}
	return found
}

func packageBreaches(f file, documented bool) []string {
	var found []string
	dir := f.dir()
	if _, ok := ruleOf(dir); !ok {
		found = append(found, fmt.Sprintf("%s: package has no row in the import table; add one to internal/archtest/rules.go that says what it may import, and why", dir))
	}
	if !documented {
		found = append(found, fmt.Sprintf("%s: package has no package comment; say what it answers, what it refuses and what always holds", dir))
	}
	if emptyNames[f.name] || emptyNames[path.Base(dir)] {
		found = append(found, fmt.Sprintf("%s: the package name %s says nothing; name it by the domain word it is about", dir, f.name))
	}
	if f.name != "main" && f.name != path.Base(dir) {
		found = append(found, fmt.Sprintf("%s: package %s lies in a folder of another name; a path is guessed from a domain word", dir, f.name))
	}
	return found
}

func importBreaches(f file) []string {
	r, ok := ruleOf(f.dir())
	if !ok {
		return nil
	}
	var found []string
	for _, i := range f.imports {
		if reason := r.refuses(i.path); reason != "" {
			found = append(found, fmt.Sprintf("%s:%d: %s must not import %s: %s", f.path, i.line, f.dir(), i.path, reason))
		}
	}
	return found
}

func callBreaches(f file) []string {
	r, ok := ruleOf(f.dir())
	if !ok || !r.pure {
		return nil
	}
	var found []string
	for _, c := range f.calls {
		reason := bannedCalls[c.pkg][c.name]
		if c.pkg == "math/rand/v2" && !seededRand[c.name] {
			reason = randWhy
		}
		if reason != "" {
			found = append(found, fmt.Sprintf("%s:%d: %s must not use %s.%s: %s", f.path, c.line, f.dir(), c.pkg, c.name, reason))
		}
	}
	return found
}

func sizeBreaches(f file) []string {
	if f.generated || f.longWhy || f.lines <= longestFile {
		return nil
	}
	return []string{fmt.Sprintf("%s: %d lines, more than %d; split it by meaning, or say why not in a comment that begins \"// Long file:\"", f.path, f.lines, longestFile)}
}

// ruleOf finds the row for a folder: its own, else the one for the folders beside it.
func ruleOf(dir string) (rule, bool) {
	for _, want := range []string{dir, path.Dir(dir) + "/*"} {
		for _, r := range rules {
			if r.path == want {
				return r, true
			}
		}
	}
	return rule{}, false
}

// refuses gives the reason why the rule's packages may not import target, or nothing.
func (r rule) refuses(target string) string {
	if ours, ok := strings.CutPrefix(target, Module+"/"); ok {
		if grants(r.may, ours) {
			return ""
		}
		return r.why
	}
	if standardLibrary(target) {
		if !r.pure {
			return ""
		}
		return banned(target)
	}
	if slices.ContainsFunc(r.modules, func(m string) bool { return m == "*" || below(target, m) }) {
		return ""
	}
	return r.why + "; the table grants it no such module"
}

func grants(may []string, dir string) bool {
	return slices.ContainsFunc(may, func(m string) bool {
		return m == "*" || m == dir || m == path.Dir(dir)+"/*"
	})
}

// standardLibrary tells by the first element, which for every module but the
// standard library holds a dot.
func standardLibrary(target string) bool {
	first, _, _ := strings.Cut(target, "/")
	return !strings.Contains(first, ".")
}

func banned(target string) string {
	if target == "math/rand/v2" {
		return "" // its functions are checked one by one
	}
	for p, reason := range bannedWhenPure {
		if below(target, p) {
			return reason
		}
	}
	return ""
}

func below(target, parent string) bool {
	return target == parent || strings.HasPrefix(target, parent+"/")
}
