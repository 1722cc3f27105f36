package standard

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/cordon-ot/cordon/internal/sl"
)

// levelled reads a part that sorts its rows by security level: requirements
// for systems, or, if it knows component types, for components.
type levelled struct {
	top   *object
	c     *Catalogue
	codes codes
	types []string
}

func loadLevelled(top *object) []*Catalogue {
	l := &levelled{top: top, c: &Catalogue{}, codes: codes{}}
	l.head()
	l.foundational()
	l.componentTypes()
	for _, o := range top.children("constraints") {
		l.constraint(o)
	}
	for _, o := range top.children("delegated") {
		l.delegate(o)
	}
	rows := top.children("requirements")
	if len(rows) == 0 {
		top.fail("requirements", "the file has no requirements; add them")
	}
	for _, o := range rows {
		l.requirement(o)
	}
	l.replacements()
	l.totals()
	top.finish()
	return []*Catalogue{l.c}
}

func (l *levelled) component() bool { return len(l.types) > 0 }

func (l *levelled) head() {
	h := &l.c.head
	name := l.top.must("standard")
	h.part = CanonicalPart(strings.TrimPrefix(name, "IEC "))
	if name != "" && !validPart(h.part) {
		l.top.fail("standard", "%s is not the name of a part; write it like IEC 62443-3-3", quoted(name))
	}
	l.top.readEdition(h)
	h.title = l.top.must("title")
	h.corrigenda = l.top.list("corrigenda")
	h.sources = l.top.list("sources")
	h.attributes = l.top.attributes()
	h.hasLevels = true
}

func (l *levelled) foundational() {
	seen := map[sl.FR]bool{}
	for _, o := range l.top.children("foundational_requirements") {
		f := o.fr("number")
		g := Group{Code: o.must("abbreviation"), Number: int(f), Title: o.must("title"), Intent: o.text("intent")}
		switch {
		case f == 0:
		case seen[f]:
			o.fail("number", "FR %d is given twice; keep one", f)
		case g.Code != "" && g.Code != f.String():
			o.fail("abbreviation", "%s is not the abbreviation of FR %d; write %s", quoted(g.Code), f, f)
		}
		seen[f] = true
		g.Attributes = o.attributes()
		o.finish()
		l.c.groups = append(l.c.groups, g)
	}
	switch {
	case len(seen) == 0 && l.top.has("component_types"):
		for _, f := range sl.FRs() {
			l.c.groups = append(l.c.groups, Group{Code: f.String(), Number: int(f)})
		}
	case len(seen) != sl.NumFR:
		l.top.fail("foundational_requirements", "the file has %d foundational requirements; list all seven", len(seen))
	}
}

func (l *levelled) componentTypes() {
	for _, o := range l.top.children("component_types") {
		t := ComponentType{ID: o.must("id"), Prefix: o.must("prefix"), Note: o.text("note")}
		o.finish()
		if slices.Contains(l.types, t.ID) {
			o.fail("id", "the component type %s is given twice; keep one", quoted(t.ID))
			continue
		}
		l.types = append(l.types, t.ID)
		l.c.types = append(l.c.types, t)
	}
	if len(l.types) > maxComponentTypes {
		l.top.fail("component_types", "the file has %d component types; at most %d can be handled", len(l.types), maxComponentTypes)
	}
}

// constraint reads an entry that holds for everything and has no level. Those
// of a part for systems have no id and go by their clause.
func (l *levelled) constraint(o *object) {
	r := &Requirement{Constraint: true, Clause: o.text("clause")}
	code := r.Clause
	if o.has("id") || code == "" {
		code = o.id()
	}
	o.code = code
	r.Ref = l.c.Ref(code)
	l.codes.add(o, code)
	if l.component() {
		r.ComponentTypes = o.list("applies_to")
		o.among("applies_to", r.ComponentTypes, l.types)
	}
	l.common(o, r)
	o.finish()
	l.c.requirements = append(l.c.requirements, r)
}

func (l *levelled) delegate(o *object) {
	r := &Requirement{Ref: l.c.Ref(o.id()), FR: o.fr("fr"), Delegated: o.must("status"), ReplacedBy: o.list("replaced_by")}
	l.codes.add(o, r.Ref.Code)
	r.Group = r.FR.String()
	r.SystemRows = l.systemRows(o)
	l.common(o, r)
	o.finish()
	switch {
	case r.Delegated == "":
	case r.Delegated == DelegatedTypeSpecific && len(r.ReplacedBy) == 0:
		o.fail("replaced_by", "a type-specific number must name the rows that stand in for it")
	case r.Delegated == DelegatedNone && len(r.ReplacedBy) > 0:
		o.fail("replaced_by", "a number with status %s can have no rows that stand in for it", DelegatedNone)
	case r.Delegated != DelegatedTypeSpecific && r.Delegated != DelegatedNone:
		o.fail("status", "%s is not a status; write %s or %s", quoted(r.Delegated), DelegatedTypeSpecific, DelegatedNone)
	}
	l.c.requirements = append(l.c.requirements, r)
}

// common reads what every kind of entry has.
func (l *levelled) common(o *object, r *Requirement) {
	r.Title = o.must("title")
	r.Intent = o.text("intent")
	r.Evidence = o.list("evidence")
	r.Layers = o.list("layer")
	o.among("layer", r.Layers, layers)
	r.Confidence = o.text("confidence")
	if r.Clause == "" {
		r.Clause = o.text("clause")
	}
	r.Roles = o.list("roles")
	r.Attributes = o.attributes("confidence_note")
}

func (l *levelled) requirement(o *object) {
	r := &Requirement{Ref: l.c.Ref(o.id()), FR: o.fr("fr"), Level: o.level("sl")}
	l.codes.add(o, r.Ref.Code)
	if _, _, ok := splitEnhancement(r.Ref.Code); ok {
		o.fail("id", "an enhancement must stand under the enhancements of its base")
	}
	l.numbering(o, r)
	r.Group = r.FR.String()
	if l.component() {
		r.ComponentTypes = o.list("applies_to")
		r.Replaces = o.text("replaces")
		r.SystemRows = l.systemRows(o)
		l.applicability(o, r)
	}
	l.common(o, r)
	enhancements := o.children("enhancements")
	o.finish()
	l.c.requirements = append(l.c.requirements, r)
	for _, e := range enhancements {
		l.enhancement(e, r)
	}
}

func (l *levelled) enhancement(o *object, base *Requirement) {
	r := &Requirement{
		Ref: l.c.Ref(o.id()), Parent: base.Ref.Code, Level: o.level("sl"),
		FR: base.FR, Group: base.Group, ComponentTypes: base.ComponentTypes, Replaces: base.Replaces,
	}
	l.codes.add(o, r.Ref.Code)
	if parent, n, ok := splitEnhancement(r.Ref.Code); r.Ref.Code != "" && (!ok || parent != base.Ref.Code || strings.Trim(n, "0123456789") != "") {
		o.fail("id", "the enhancement stands under %s; write its code as %s RE(1)", base.Ref.Code, base.Ref.Code)
	}
	if l.component() {
		r.SystemRows = l.systemRows(o)
	}
	l.common(o, r)
	if len(r.Roles) == 0 {
		r.Roles = base.Roles
	}
	o.finish()
	l.c.requirements = append(l.c.requirements, r)
}

var numbered = regexp.MustCompile(`^[A-Z]+ ([0-9]+)\.[0-9]+$`)

// numbering holds the FR against the code, whose first number is that of the FR.
func (l *levelled) numbering(o *object, r *Requirement) {
	if m := numbered.FindStringSubmatch(r.Ref.Code); m != nil && r.FR != 0 && m[1] != strconv.Itoa(int(r.FR)) {
		o.fail("fr", "the code belongs to FR %s but fr is %d; correct one", m[1], r.FR)
	}
}

// applicability checks the component types of a row. A row under the prefix of
// a component type is written for that type alone.
func (l *levelled) applicability(o *object, r *Requirement) {
	if len(r.ComponentTypes) == 0 {
		o.fail("applies_to", "applies_to is missing; name the component types the row is written for")
	}
	o.among("applies_to", r.ComponentTypes, l.types)
	if sorted := slices.Compact(slices.Sorted(slices.Values(r.ComponentTypes))); len(sorted) != len(r.ComponentTypes) {
		o.fail("applies_to", "a component type is named twice; keep one")
	}
	for _, t := range l.c.types {
		if prefix(r.Ref.Code) == t.Prefix && !slices.Equal(r.ComponentTypes, []string{t.ID}) {
			o.fail("applies_to", "the prefix %s belongs to %s alone; correct the code or applies_to", t.Prefix, t.ID)
		}
	}
}

// systemRows reads sr and sr_also. The key sr must be there, if only as null,
// so that "derives from nothing" is said and not forgotten.
func (l *levelled) systemRows(o *object) []string {
	if !o.has("sr") {
		o.fail("sr", "sr is missing; name the system row it derives from, or write null")
	}
	var out []string
	if s := o.text("sr"); s != "" {
		out = append(out, s)
	}
	also := o.list("sr_also")
	if len(out) == 0 && len(also) > 0 {
		o.fail("sr_also", "sr_also stands without sr; put the closest row into sr")
	}
	for _, s := range also {
		if slices.Contains(out, s) {
			o.fail("sr_also", "%s is named twice; keep one", s)
		}
		out = append(out, s)
	}
	return out
}

// replacements holds replaces against replaced_by, in both directions.
func (l *levelled) replacements() {
	byCode := map[string]*Requirement{}
	for _, r := range l.c.requirements {
		byCode[r.Ref.Code] = r
	}
	for _, r := range l.c.requirements {
		o := l.codes[r.Ref.Code]
		if o == nil {
			continue
		}
		if r.Replaces != "" && !r.IsEnhancement() {
			switch d := byCode[r.Replaces]; {
			case d == nil || d.Delegated != DelegatedTypeSpecific:
				o.fail("replaces", "%s is not a type-specific number of this file", quoted(r.Replaces))
			case !slices.Contains(d.ReplacedBy, r.Ref.Code):
				o.fail("replaces", "%s does not name %s in replaced_by; correct one", r.Replaces, r.Ref.Code)
			case d.FR != r.FR:
				o.fail("fr", "fr is %d but that of %s is %d; correct one", r.FR, r.Replaces, d.FR)
			}
		}
		for _, code := range r.ReplacedBy {
			if by := byCode[code]; by == nil || by.Replaces != r.Ref.Code || by.IsEnhancement() {
				o.fail("replaced_by", "%s is no row of this file that replaces %s", quoted(code), r.Ref.Code)
			}
		}
	}
}

// totals holds what was read against what the file promises.
func (l *levelled) totals() {
	o := l.top.child("totals")
	if o == nil {
		l.top.fail("totals", "totals are missing; state how many rows the file has, so that a lost one is noticed")
		return
	}
	if len(l.top.rd.faults) > 0 {
		return // the counts would only repeat the faults found so far
	}
	t := count(l.c.requirements)
	if !l.component() {
		o.promise("srs", t.Requirements)
		o.promise("res", t.Enhancements)
		promiseLevels(o, t.ByLevel)
		o.finish()
		return
	}
	perPrefix := map[string]*[2]int{}
	for _, r := range l.c.requirements {
		if !r.IsRow() {
			continue
		}
		p := prefix(r.Ref.Code)
		if perPrefix[p] == nil {
			perPrefix[p] = &[2]int{}
			if !o.has(p) {
				o.fail(p, "totals for the prefix %s are missing; state its requirements and enhancements", quoted(p))
			}
		}
		if r.IsEnhancement() {
			perPrefix[p][1]++
		} else {
			perPrefix[p][0]++
		}
	}
	for _, p := range o.keys {
		if p == "per_component_type" {
			continue
		}
		n := perPrefix[p]
		if n == nil {
			n = &[2]int{}
		}
		if c := o.child(p); c != nil {
			c.code = p
			c.promise("requirements", n[0])
			c.promise("enhancements", n[1])
			c.finish()
		}
	}
	l.typeTotals(o, t)
}

func (l *levelled) typeTotals(o *object, t Totals) {
	types := o.child("per_component_type")
	if types == nil {
		o.fail("per_component_type", "totals per component type are missing; state them per level")
		return
	}
	for _, id := range l.types {
		c := types.child(id)
		if c == nil {
			types.fail(id, "totals for %s are missing; state them per level", id)
			continue
		}
		c.code = id
		promiseLevels(c, t.ByType[id])
		c.finish()
	}
	types.finish()
}

func promiseLevels(o *object, n [sl.MaxLevel + 1]int) {
	for l := sl.Level(1); l <= sl.MaxLevel; l++ {
		o.promise(fmt.Sprintf("sl%d", l), n[l])
	}
}

// prefix gives the letters a code begins with.
func prefix(code string) string {
	p, _, _ := strings.Cut(code, " ")
	return p
}
