package standard

import (
	"maps"
	"slices"
	"strings"
)

// section is a list of groups with their requirements, for one edition or for
// several that share it.
type section struct {
	*programme
	o          *object
	codes      codes
	shared     bool   // rows name their editions
	list, key  string // the grouping in use
	groups     []Group
	headings   []Group
	above      map[string]int // number of headings by key
	groupObjs  []*object
	catalogues []*Catalogue
	perGroup   map[string]*[2]int // bases, enhancements
	bases      int
	extras     int
}

func (s *section) findGrouping() {
	for _, g := range groupings {
		if s.o.has(g.list) {
			s.list, s.key = g.list, g.key
			break
		}
	}
	if s.list == "" {
		s.o.fail("groups", "there is no list of groups; add one under groups, practices, areas, elements or spe")
		return
	}
	seen := codes{}
	for _, key := range []string{"categories", "element_groups"} {
		above := s.o.children(key)
		s.above[key] = len(above)
		for _, o := range above {
			s.headings = append(s.headings, s.group(o, seen))
			o.finish()
		}
	}
	for _, o := range s.o.children(s.list) {
		g := s.group(o, seen)
		s.groupObjs = append(s.groupObjs, o)
		s.groups = append(s.groups, g)
		s.perGroup[g.Code] = &[2]int{}
		if s.list == "groups" {
			continue
		}
		for _, sub := range o.children("groups") {
			h := s.group(sub, seen)
			h.Parent = g.Code
			s.headings = append(s.headings, h)
			sub.finish()
		}
	}
	for _, o := range s.groupObjs {
		s.headingExists(o, "category")
		s.headingExists(o, "element_group")
	}
}

func (s *section) headingExists(o *object, key string) {
	name := o.text(key)
	if name != "" && !slices.ContainsFunc(s.headings, func(h Group) bool { return h.Code == name }) {
		o.fail(key, "%s is not a heading of this file", quoted(name))
	}
}

// group reads a group. Its counts are compared later, its keys are finished then.
func (s *section) group(o *object, seen codes) Group {
	g := Group{Code: o.id(), Title: o.must("title"), Intent: o.text("intent"), Clause: o.text("clause")}
	if g.Code != "" && seen[g.Code] != nil {
		o.fail("id", "the group is given twice, first in line %d; correct one", seen[g.Code].node.Line)
	}
	seen[g.Code] = o
	g.Parent = o.text("element_group")
	if g.Parent == "" {
		g.Parent = o.text("category")
	}
	keys := []string{"number", "order", "workflow_step", "csf11", "confidence", "category"}
	for _, k := range o.keys {
		if strings.HasPrefix(k, "related_") {
			keys = append(keys, k)
		}
	}
	g.Attributes = o.attributes(keys...)
	s.step(o)
	return g
}

// step checks that a step of the workflow is one the file lists.
func (s *section) step(o *object) {
	if step := o.text("workflow_step"); step != "" {
		o.among("workflow_step", []string{step}, s.steps)
	}
}

func (s *section) requirement(o *object) {
	r := Requirement{Intent: o.text("intent"), Evidence: o.list("evidence"), Clause: o.text("clause")}
	code := o.id()
	s.codes.add(o, code)
	if r.Title = o.text("short_title"); r.Title == "" {
		r.Title = o.must("title")
	}
	r.Roles = append(o.list("role"), o.list("roles")...)
	if len(r.Roles) == 0 {
		r.Roles = s.roles
	}
	if r.Confidence = o.text("confidence"); r.Confidence == "" {
		r.Confidence = s.confidence
	}
	s.placeInGroup(o, &r)
	s.enhancementOf(o, code, &r)
	keys := []string{
		"obligation", "strength", "topic", "subtopic", "kind", "base", "enhancement", "csf11", "confidence_note",
		"listed_points", "workflow_step", "proof", "inputs", "outputs", "applies_to",
	}
	if s.key != "group" {
		keys = append(keys, "group")
	}
	r.Attributes = o.attributes(keys...)
	if len(s.kinds) > 0 {
		o.among("applies_to", o.list("applies_to"), s.kinds)
	}
	s.step(o)
	s.distribute(o, code, r)
	o.finish()
}

func (s *section) placeInGroup(o *object, r *Requirement) {
	if s.key == "" {
		return
	}
	r.Group = o.must(s.key)
	if r.Group != "" && s.perGroup[r.Group] == nil {
		o.fail(s.key, "%s is not among the %s of this file", quoted(r.Group), s.list)
	}
	if sub := o.text("group"); s.key != "group" && sub != "" {
		if !slices.ContainsFunc(s.headings, func(h Group) bool { return h.Code == sub && h.Parent == r.Group }) {
			o.fail("group", "%s is not a group under %s", quoted(sub), r.Group)
		}
	}
}

// enhancementOf finds the base of a row. Parts that mark bases with BR and
// enhancements with RE name the base without a mark.
func (s *section) enhancementOf(o *object, code string, r *Requirement) {
	stem, number, isRE := splitEnhancement(code)
	kind, base := o.text("kind"), o.text("base")
	switch {
	case kind == "" && base == "":
		if isRE {
			r.Parent = stem
		}
	case kind == "BR" && code == base+" BR":
	case kind == "RE" && isRE && stem == base:
		r.Parent = base + " BR"
		if n := o.text("enhancement"); n != number {
			o.fail("enhancement", "enhancement is %s but the code says %s; correct one", quoted(n), number)
		}
	default:
		o.fail("kind", "code, kind and base do not fit together; write X BR with kind BR and base X, or X RE(1) with kind RE and base X")
	}
	n := s.perGroup[r.Group]
	if n == nil {
		n = &[2]int{}
	}
	if r.Parent != "" {
		n[1]++
		s.extras++
	} else {
		n[0]++
		s.bases++
	}
}

// distribute puts the row into the catalogues of its editions.
func (s *section) distribute(o *object, code string, r Requirement) {
	in := make([]string, 0, len(s.catalogues))
	for _, c := range s.catalogues {
		in = append(in, c.id)
	}
	want := in
	if s.shared {
		want = o.list("editions")
		o.among("editions", want, in)
		if len(want) == 0 {
			o.fail("editions", "editions is missing; name the editions that have this row")
		}
	}
	for _, c := range s.catalogues {
		if slices.Contains(want, c.id) {
			row := r
			row.Ref = c.Ref(code)
			c.requirements = append(c.requirements, &row)
		}
	}
}

// parents checks that every enhancement has its base in the same edition and
// the same group.
func (s *section) parents() {
	for _, c := range s.catalogues {
		group := map[string]string{}
		for _, r := range c.requirements {
			if !r.IsEnhancement() {
				group[r.Ref.Code] = r.Group
			}
		}
		for _, r := range c.requirements {
			o := s.codes[r.Ref.Code]
			if !r.IsEnhancement() || o == nil {
				continue
			}
			if g, ok := group[r.Parent]; !ok {
				o.fail("id", "the edition %s has no %s for this enhancement to belong to", c.edition, r.Parent)
			} else if g != r.Group {
				o.fail(s.key, "the enhancement is in %s but its base in %s; correct one", r.Group, g)
			}
		}
	}
}

// groupCounts holds the number of requirements in a group against its promise.
func (s *section) groupCounts() {
	sound := len(s.top.rd.faults) == 0
	for i, o := range s.groupObjs {
		n := s.perGroup[s.groups[i].Code]
		if sound && o.has("requirements_count") {
			o.promise("requirements_count", n[0]+n[1])
		}
		if sound && o.has("base_requirements") {
			o.promise("base_requirements", n[0])
		}
		if sound && o.has("enhancements") {
			o.promise("enhancements", n[1])
		}
		o.skip("requirements_count", "base_requirements", "enhancements")
		o.finish()
	}
}

func (s *section) totals() {
	o := s.o.child("totals")
	if o == nil {
		s.o.fail("totals", "totals are missing; state how many requirements the file has, so that a lost one is noticed")
		return
	}
	if len(s.top.rd.faults) > 0 {
		return // the counts would only repeat the faults found so far
	}
	sub := 0
	for _, h := range s.headings {
		if slices.ContainsFunc(s.groups, func(g Group) bool { return g.Code == h.Parent }) {
			sub++
		}
	}
	counted := map[string]int{
		"requirements": s.bases + s.extras, "rows": s.bases + s.extras,
		"base_requirements": s.bases, "enhancements": s.extras,
		"categories": s.above["categories"], "element_groups": s.above["element_groups"],
		"groups": sub,
	}
	if s.list != "" {
		counted[s.list] = len(s.groups)
	}
	for _, k := range o.keys {
		if n, ok := counted[k]; ok {
			o.promise(k, n)
		}
	}
	o.skip(slices.Collect(maps.Keys(counted))...)
	if !o.has("requirements") && !o.has("rows") {
		o.fail("requirements", "totals name no number of requirements; state it")
	}
	o.finish()
}
