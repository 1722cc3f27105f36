package standard

import (
	"maps"
	"slices"

	"go.yaml.in/yaml/v3"
)

// translation is a file with the texts of one part in another language, in the
// format of docs/formats/translation.md. It holds words alone: what a row is,
// its level and what it derives from stay with the catalogue.
type translation struct {
	rd        *reader
	part      string
	titles    *object // of the editions, by year
	groups    map[string]*groupWords
	groupsAt  *object
	types     *object
	entries   map[string]*entryWords
	entriesAt *object
	missing   map[string]*yaml.Node
	missingAt []string
}

// entryWords are the texts of one code.
type entryWords struct {
	at       *yaml.Node // the code
	o        *object
	title    string
	intent   string
	evidence []string
	others   map[string]string // attributes that are words
	used     bool
}

type groupWords struct {
	at            *yaml.Node
	title, intent string
	used          bool
}

// wordAttributes are the attributes of requirements that are words for people
// and not marks for programs.
var wordAttributes = []string{"proof", "inputs", "outputs", "topic", "subtopic"}

// parseTranslation reads the file, which must say that it is in the language.
// Whether its codes are those of the part is seen by translate.
func parseTranslation(name, language string, data []byte) (*translation, error) {
	rd := &reader{op: "read a translation", file: name}
	top, ok := rd.parse(data)
	if !ok {
		return nil, rd.err()
	}
	t := &translation{
		rd: rd, part: CanonicalPart(top.must("part")),
		titles: top.child("titles"), types: top.child("component_types"), groupsAt: top.child("groups"), entriesAt: top.child("requirements"),
		groups: map[string]*groupWords{}, entries: map[string]*entryWords{}, missing: map[string]*yaml.Node{},
	}
	top.inLanguage(language)
	if t.titles == nil {
		top.fail("titles", "titles are missing; give the title of each edition under its year")
	}
	if t.entriesAt == nil {
		top.fail("requirements", "requirements are missing; give the texts by code")
	}
	t.missingAt = top.list("missing")
	if n := top.get("missing"); n != nil {
		for i, code := range t.missingAt {
			if t.missing[code] != nil {
				rd.fail(n, code, "missing", "the code is named twice; keep one")
			}
			t.missing[code] = n
			if n.Kind == yaml.SequenceNode && i < len(n.Content) {
				t.missing[code] = n.Content[i]
			}
		}
	}
	t.readGroups()
	t.readEntries()
	top.finish()
	if err := rd.err(); err != nil {
		return nil, err
	}
	return t, nil
}

func (o *object) inLanguage(want string) {
	if got := o.must("language"); got != "" && got != want {
		o.fail("language", "the language is %s but the file stands among those of %s; correct one", quoted(got), quoted(want))
	}
}

// each calls f for every key of a mapping that has a mapping for its value.
func (o *object) each(f func(key *yaml.Node, value *object)) {
	if o == nil {
		return
	}
	for i := 0; i+1 < len(o.node.Content); i += 2 {
		key := o.node.Content[i]
		if o.values[key.Value] != o.node.Content[i+1] {
			continue // the key is given twice, which is a fault already
		}
		if v := o.child(key.Value); v != nil {
			v.code = key.Value
			f(key, v)
		} else if o.get(key.Value) == nil {
			o.rd.fail(key, key.Value, "", "there are no texts; give them or leave the key out")
		}
	}
}

func (t *translation) readGroups() {
	t.groupsAt.each(func(key *yaml.Node, o *object) {
		t.groups[key.Value] = &groupWords{at: key, title: o.must("title"), intent: o.text("intent")}
		o.finish()
	})
}

func (t *translation) readEntries() {
	t.entriesAt.each(func(key *yaml.Node, o *object) {
		e := &entryWords{at: key, o: o, title: o.must("title"), intent: o.text("intent"), evidence: o.list("evidence")}
		e.others = o.attributes(wordAttributes...)
		o.finish()
		t.entries[key.Value] = e
	})
}

// translate makes the catalogues of the part anew with the texts of the file.
// frs are the groups of every part that sorts by FR, for the parts that do not
// name the FRs themselves. The error joins every fault, each with file and line:
// a code, group or type the part does not have, one that is neither there nor
// named as missing, a text that the catalogue has no place for.
func (t *translation) translate(cs []*Catalogue, frs map[string]*groupWords) (map[*Catalogue]*Catalogue, error) {
	out := map[*Catalogue]*Catalogue{}
	for _, c := range cs {
		if c.part == t.part && t.titles.has(c.edition) {
			out[c] = t.catalogue(c, frs)
		}
	}
	for _, key := range t.titles.keys {
		if !slices.ContainsFunc(slices.Collect(maps.Keys(out)), func(c *Catalogue) bool { return c.edition == key }) {
			t.titles.fail(key, "there is no edition %s of %s; correct part or year", quoted(key), t.part)
		}
	}
	if len(out) == 0 {
		return nil, t.rd.err()
	}
	for _, code := range slices.Sorted(maps.Keys(t.entries)) {
		if e := t.entries[code]; !e.used {
			t.rd.fail(e.at, code, "", "%s has no such code; correct or remove it", t.part)
		}
	}
	for _, code := range slices.Sorted(maps.Keys(t.groups)) {
		if g := t.groups[code]; !g.used {
			t.rd.fail(g.at, code, "", "%s has no such group; correct or remove it", t.part)
		}
	}
	for _, code := range t.missingAt {
		switch n := t.missing[code]; {
		case t.entries[code] != nil:
			t.rd.fail(n, code, "missing", "the code is named as missing but has texts; remove one")
		case !slices.ContainsFunc(slices.Collect(maps.Keys(out)), func(c *Catalogue) bool { return c.byCode[code] != nil }):
			t.rd.fail(n, code, "missing", "%s has no such code; remove it", t.part)
		}
	}
	if t.types != nil {
		t.types.finish()
	}
	return out, t.rd.err()
}

// catalogue makes one edition anew.
func (t *translation) catalogue(c *Catalogue, frs map[string]*groupWords) *Catalogue {
	n := &Catalogue{
		head: c.head, maturity: c.maturity,
		groups: slices.Clone(c.groups), headings: slices.Clone(c.headings), types: slices.Clone(c.types),
	}
	n.title = t.titles.must(c.edition)
	for _, list := range [][]Group{n.groups, n.headings} {
		for i := range list {
			t.group(&list[i], frs)
		}
	}
	for i := range n.types {
		if t.types == nil || !t.types.has(n.types[i].ID) {
			t.rd.fail(t.entriesAt.node, n.types[i].ID, "component_types", "the component type has no text; add it")
			continue
		}
		n.types[i].Note = t.types.must(n.types[i].ID)
	}
	for _, r := range c.requirements {
		own := *r
		t.requirement(&own)
		n.requirements = append(n.requirements, &own)
	}
	n.index()
	return n
}

func (t *translation) group(g *Group, frs map[string]*groupWords) {
	w := t.groups[g.Code]
	if w == nil && g.Number > 0 {
		w = frs[g.Code]
	}
	if w == nil {
		at := t.entriesAt.node
		if t.groupsAt != nil {
			at = t.groupsAt.node
		}
		t.rd.fail(at, g.Code, "groups", "the group has no texts; add them")
		return
	}
	w.used = true
	g.Title = w.title
	switch {
	case w.intent != "" && g.Intent == "":
		t.rd.fail(w.at, g.Code, "intent", "the catalogue has no intent for this; remove it")
	case w.intent != "":
		g.Intent = w.intent
	}
}

// requirement puts the texts of the file into r and remembers what stays English.
func (t *translation) requirement(r *Requirement) {
	e := t.entries[r.Ref.Code]
	if e == nil {
		if t.missing[r.Ref.Code] == nil {
			t.rd.fail(t.entriesAt.node, r.Ref.Code, "requirements", "the code has no texts; add them, or name it under missing")
		}
		e = &entryWords{}
	}
	e.used = true
	r.EnglishOnly = nil
	put := func(name string, has, given bool, set func()) {
		switch {
		case given && !has:
			e.o.fail(name, "the catalogue has no %s for this code; remove it", name)
		case given:
			set()
		case has:
			r.EnglishOnly = append(r.EnglishOnly, name)
		}
	}
	put("title", true, e.title != "", func() { r.Title = e.title })
	put("intent", r.Intent != "", e.intent != "", func() { r.Intent = e.intent })
	put("evidence", len(r.Evidence) > 0, len(e.evidence) > 0, func() {
		if len(e.evidence) != len(r.Evidence) {
			e.o.fail("evidence", "there are %d texts but the catalogue has %d; give one for each", len(e.evidence), len(r.Evidence))
		}
		r.Evidence = e.evidence
	})
	attributes := maps.Clone(r.Attributes)
	for _, key := range wordAttributes {
		put(key, r.Attributes[key] != "", e.others[key] != "", func() { attributes[key] = e.others[key] })
	}
	r.Attributes = attributes
}
