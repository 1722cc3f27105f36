package main

import (
	"maps"
	"regexp"
	"slices"
	"strings"
)

// verbs are the words an operationId may begin with.
var verbs = strings.Fields(`accept append approve begin cancel change clear commit come compare confirm create edit end export
	finish follow grant invite leave link list look make open plan read remove restore retire revoke say search see set sign
	start stop store undo unlink use visit write`)

const (
	longestText    = 600 // characters of a description: what is longer belongs into the guide
	longestSummary = 120
	problem        = "application/problem+json"
)

// refusals are the statuses that every operation may answer with.
var refusals = []string{"422", "429", "500", "503"}

var (
	idForm = regexp.MustCompile(`^[a-z]+(-[a-z]+)*$`)
	braces = regexp.MustCompile(`\{[^}]*\}`)
)

func (l *linter) operations() {
	for _, path := range slices.Sorted(maps.Keys(l.Paths)) {
		for _, method := range slices.Sorted(maps.Keys(l.Paths[path])) {
			o := l.Paths[path][method]
			where := strings.ToUpper(method) + " " + path
			l.named(where, o)
			l.secured(where, o)
			l.parameters(where, path, o)
			l.answers(where, o)
			if o.Body != nil {
				for _, m := range o.Body.Content {
					if m.Schema == nil {
						l.fault(where, "the body has no schema")
						continue
					}
					l.check(where+" body", m.Schema, asInput)
					l.reach(m.Schema, l.input)
				}
			}
		}
	}
}

func (l *linter) named(where string, o *operation) {
	verb, _, _ := strings.Cut(o.ID, "-")
	switch other, taken := l.ids[o.ID]; {
	case !idForm.MatchString(o.ID):
		l.fault(where, "operationId %q is no verb-noun in lower case", o.ID)
	case !slices.Contains(verbs, verb) || verb == o.ID:
		l.fault(where, "operationId %q is no verb-noun; the verbs are listed in this program", o.ID)
	case taken:
		l.fault(where, "operationId %q is that of %s too", o.ID, other)
	}
	l.ids[o.ID] = where
	if o.Summary == "" || len(o.Summary) > longestSummary {
		l.fault(where, "the summary has %d characters; it needs 1 to %d", len(o.Summary), longestSummary)
	}
	l.text(where, o.Description)
	if len(o.Tags) != 1 {
		l.fault(where, "it has %d tags; it needs one", len(o.Tags))
	}
	for _, t := range o.Tags {
		if !slices.ContainsFunc(l.Tags, func(d struct{ Name, Description string }) bool { return d.Name == t && d.Description != "" }) {
			l.fault(where, "the tag %q is not declared, or without a description", t)
		}
	}
}

func (l *linter) text(where, s string) {
	if n := len([]rune(s)); n > longestText {
		l.fault(where, "the description has %d characters; more than %d belongs into the guide", n, longestText)
	}
}

// secured checks that what is said of sign-in fits the area the right to the
// operation comes from.
func (l *linter) secured(where string, o *operation) {
	if o.Action == "" {
		l.fault(where, "it has no x-action")
	}
	if !slices.Contains([]string{"public", "account", "server", "project"}, o.Area) {
		l.fault(where, "x-area is %q", o.Area)
	}
	if o.Security == nil {
		l.fault(where, "it says nothing of security")
		return
	}
	session := false
	for _, one := range *o.Security {
		for name := range one {
			if _, ok := l.Parts.Security[name]; !ok {
				l.fault(where, "the security scheme %q is not declared", name)
			}
			session = session || name == "session"
		}
		if len(one) == 0 {
			l.fault(where, "it can be called without any security scheme")
		}
	}
	switch {
	case o.Area == "public" && len(*o.Security) > 0:
		l.fault(where, "it is public and asks for sign-in")
	case o.Area != "public" && !session:
		l.fault(where, "it is not public and a session is not enough for it")
	}
}

func (l *linter) parameters(where, path string, o *operation) {
	inPath := map[string]bool{}
	for _, m := range braces.FindAllString(path, -1) {
		inPath[strings.Trim(m, "{}.")] = false
	}
	for i := range o.Parameters {
		p := &o.Parameters[i]
		at := where + " " + p.In + "." + p.Name
		if p.Description == "" {
			l.fault(at, "it has no description")
		}
		l.text(at, p.Description)
		if p.Schema == nil {
			l.fault(at, "it has no schema")
			continue
		}
		l.check(at, p.Schema, asInput)
		if p.In != "path" {
			continue
		}
		if _, ok := inPath[p.Name]; !ok || !p.Required {
			l.fault(at, "it is not in the path, or not required")
		}
		inPath[p.Name] = true
	}
	for _, name := range slices.Sorted(maps.Keys(inPath)) {
		if !inPath[name] {
			l.fault(where, "the parameter %s of the path is not declared", name)
		}
	}
}

func (l *linter) answers(where string, o *operation) {
	wanted := slices.Clone(refusals)
	switch o.Area {
	case "project":
		wanted = append(wanted, "404", "401", "403")
	case "account", "server":
		wanted = append(wanted, "401", "403")
	}
	for _, status := range wanted {
		if _, ok := o.Responses[status]; !ok {
			l.fault(where, "it does not say that it may answer %s", status)
		}
	}
	success := false
	for _, status := range slices.Sorted(maps.Keys(o.Responses)) {
		r := o.Responses[status]
		at := where + " " + status
		if r.Description == "" {
			l.fault(at, "it has no description")
		}
		if success = success || status < "400"; status >= "400" {
			if _, ok := r.Content[problem]; !ok || len(r.Content) != 1 {
				l.fault(at, "a refusal is not %s", problem)
			}
		}
		for name, h := range r.Headers {
			if h.Schema == nil || h.Description == "" && h.Schema.Description == "" {
				l.fault(at, "the header %s has no description", name)
			}
		}
		for kind, m := range r.Content {
			if m.Schema == nil {
				if kind == "application/json" || kind == problem {
					l.fault(at, "%s has no schema", kind)
				}
				continue
			}
			l.check(at, m.Schema, asOutput)
			l.reach(m.Schema, l.output)
		}
	}
	if !success {
		l.fault(where, "it never succeeds")
	}
}

// paths finds paths that differ only in the name of a parameter, and those of
// which one name means two things.
func (l *linter) paths() {
	seen := map[string]string{}
	for _, path := range slices.Sorted(maps.Keys(l.Paths)) {
		form := braces.ReplaceAllString(path, "{}")
		if other, ok := seen[form]; ok {
			l.fault(path, "it differs from %s only in the name of a parameter", other)
		}
		seen[form] = path
		if strings.HasSuffix(path, "/") && path != "/" || strings.Contains(path, "//") {
			l.fault(path, "it has an empty segment")
		}
	}
}
