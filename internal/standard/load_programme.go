package standard

import (
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// programme reads a part about processes: requirements without levels, sorted
// into groups of some kind. The file holds one edition, or several that share
// their rows (each row names its editions), or several in sections of their
// own.
type programme struct {
	top        *object
	part       string
	roles      []string
	confidence string
	editions   []head
	maturity   []MaturityLevel
	sources    []string
	kinds      []string // of services
	steps      []string // of a workflow
}

// groupings are the ways the parts sort requirements: the key of the list of
// groups and the key by which a requirement names its group.
var groupings = []struct{ list, key string }{
	{"practices", "practice"},
	{"areas", "area"},
	{"elements", "element"},
	{"spe", "spe"},
	{"groups", "group"},
}

func loadProgramme(top *object) []*Catalogue {
	p := &programme{top: top}
	p.part = CanonicalPart(top.must("part"))
	if p.part != "" && !validPart(p.part) {
		top.fail("part", "%s is not the name of a part; write it like 62443-2-1", quoted(p.part))
	}
	p.roles = append(top.list("role"), top.list("roles")...)
	p.confidence = top.text("confidence_default")
	p.sources = top.list("sources")
	p.shared()
	p.readEditions()

	var cs []*Catalogue
	if sections := p.sections(); len(sections) > 0 {
		cs = p.bySection(sections)
	} else {
		cs = p.section(top, p.editions)
	}
	top.finish()
	return cs
}

// shared reads what all editions of the file have in common.
func (p *programme) shared() {
	for _, o := range p.top.children("maturity_levels") {
		p.maturity = append(p.maturity, MaturityLevel{o.must("level"), o.must("name"), o.text("meaning"), o.text("evidence")})
		o.skip("cmmi_dev")
		o.finish()
	}
	for _, o := range p.top.children("service_kinds") {
		p.kinds = append(p.kinds, o.must("id"))
		o.skip("name", "work")
		o.finish()
	}
	for _, o := range p.top.children("workflow") {
		p.steps = append(p.steps, o.must("id"))
		o.skip("order", "zcr")
		o.finish()
	}
	p.top.skip("maturity_note", "workflow_notes", "crs_contents", "informative_annexes")
}

// readEditions reads the list of editions, or the one edition that the top of
// the file describes.
func (p *programme) readEditions() {
	if !p.top.has("editions") {
		h := head{title: p.top.must("title"), corrigenda: p.top.list("corrigenda")}
		p.top.readEdition(&h)
		p.editions = []head{h}
		return
	}
	years, ids := map[int]bool{}, map[string]bool{}
	for _, o := range p.top.children("editions") {
		h := head{id: o.id(), title: o.must("title"), corrigenda: o.list("corrigenda")}
		o.must("year")
		o.readEdition(&h)
		h.attributes = o.attributes("status", "structure", "published", "wording")
		o.finish()
		if years[h.year] || ids[h.id] {
			o.fail("id", "two editions of the file have the same year or id; correct one")
		}
		years[h.year], ids[h.id] = true, true
		p.editions = append(p.editions, h)
	}
	if len(p.editions) == 0 {
		p.top.fail("editions", "the list of editions is empty; describe at least one")
	}
}

// sections finds the parts of the file that hold one edition each.
func (p *programme) sections() []string {
	var out []string
	for _, k := range p.top.keys {
		n := p.top.values[k]
		for i := 0; i+1 < len(n.Content) && n.Kind == yaml.MappingNode; i += 2 {
			if n.Content[i].Value == "requirements" && n.Content[i+1].Kind == yaml.SequenceNode {
				out = append(out, k)
			}
		}
	}
	return out
}

func (p *programme) bySection(keys []string) []*Catalogue {
	var cs []*Catalogue
	related := map[*Catalogue]*object{}
	used := map[string]bool{}
	for _, k := range keys {
		o := p.top.child(k)
		if o == nil {
			continue
		}
		id := o.must("edition")
		i := slices.IndexFunc(p.editions, func(h head) bool { return h.id == id })
		if i < 0 || used[id] {
			o.fail("edition", "%s must be the id of an edition in the list of editions, and of no other section", quoted(id))
			continue
		}
		used[id] = true
		for _, c := range p.section(o, p.editions[i:i+1]) {
			cs = append(cs, c)
			related[c] = o
		}
		o.finish()
	}
	for _, h := range p.editions {
		if !used[h.id] {
			p.top.fail("editions", "the edition %s has no section with its requirements", quoted(h.id))
		}
	}
	p.related(cs, related)
	return cs
}

// related checks that what one edition's groups name in another is there.
func (p *programme) related(cs []*Catalogue, objects map[*Catalogue]*object) {
	for _, c := range cs {
		for _, g := range c.groups {
			for key, list := range g.Attributes {
				year, ok := strings.CutPrefix(key, "related_")
				if !ok {
					continue
				}
				for _, o := range cs {
					if o.edition != year {
						continue
					}
					for _, code := range strings.Split(list, "; ") {
						if !slices.ContainsFunc(o.requirements, func(r *Requirement) bool { return r.Ref.Code == code }) {
							objects[c].rd.fail(objects[c].node, g.Code, key, "%s is not a requirement of the edition %s", quoted(code), year)
						}
					}
				}
			}
		}
	}
}

// section reads groups and requirements from o and gives one catalogue per edition.
func (p *programme) section(o *object, editions []head) []*Catalogue {
	s := &section{programme: p, o: o, codes: codes{}, shared: o.has("editions") && o == p.top, perGroup: map[string]*[2]int{}, above: map[string]int{}}
	s.findGrouping()
	rows := o.children("requirements")
	if len(rows) == 0 {
		o.fail("requirements", "there are no requirements; add them")
	}
	for _, h := range editions {
		h.part, h.sources = p.part, p.sources
		c := &Catalogue{head: h, groups: s.groups, headings: s.headings, maturity: p.maturity}
		s.catalogues = append(s.catalogues, c)
	}
	for _, row := range rows {
		s.requirement(row)
	}
	s.parents()
	s.groupCounts()
	s.totals()
	return s.catalogues
}
