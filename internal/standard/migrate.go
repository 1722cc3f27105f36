package standard

import (
	"slices"
	"strings"
	"unicode"
)

// Migration says what a newer edition changes against an older one, for every
// entry, constraints and delegated numbers included. Our own texts (intent,
// evidence, notes) are not part of it.
//
// Each entry of the old edition has at most one counterpart in the new. A base
// is paired in three steps, each with what the step before left over:
//
//  1. same code and same title;
//  2. same title in the same group, if the title stands there only once in
//     each edition: a renumbered requirement, also where its new code meant
//     something else before;
//  3. same code: a retitled requirement.
//
// Enhancements are paired in the same way, but only under bases that are a
// pair, and "same code" means the same number of enhancement. Titles are
// compared without regard to case, punctuation and spacing. What has no
// counterpart is removed or added. An enhancement that becomes a requirement,
// or moves to another base, is therefore removed and added.
type Migration struct {
	Old, New       *Catalogue
	Added, Removed []*Requirement // in the order of their edition
	// The lists below are in the order of the new edition. A pair may stand in
	// several of them.
	LevelChanged []Change
	Renumbered   []Change
	Retitled     []Change
	TypesChanged []Change
	// OtherChanged is any other fact: FR or group, the system rows it derives
	// from, what it replaces, whether it is delegated. Change.Reason names them.
	OtherChanged []Change
	// Unchanged counts the pairs that stand in none of the lists.
	Unchanged int
}

// Change is one requirement in both editions.
type Change struct {
	Old, New *Requirement
	// Reason says why the two were taken for the same (Renumbered) or which
	// facts differ (OtherChanged); "" in the other lists.
	Reason string
}

// Migrate compares two editions of a part. It works on any two catalogues; of
// two different parts hardly anything will pair. The result depends on nothing
// but the two.
func Migrate(older, newer *Catalogue) Migration {
	m := Migration{Old: older, New: newer}
	p := pairing{toNew: map[*Requirement]*Requirement{}, toOld: map[*Requirement]Change{}}
	p.bases(bases(older), bases(newer))
	p.enhancements(older, newer)
	for _, o := range older.requirements {
		if p.toNew[o] == nil {
			m.Removed = append(m.Removed, o)
		}
	}
	for _, n := range newer.requirements {
		if c, ok := p.toOld[n]; ok {
			m.compare(c)
		} else {
			m.Added = append(m.Added, n)
		}
	}
	return m
}

// compare sorts a pair into the lists it belongs to.
func (m *Migration) compare(c Change) {
	changed := false
	put := func(list *[]Change, differs bool, reason string) {
		if differs {
			*list = append(*list, Change{c.Old, c.New, reason})
			changed = true
		}
	}
	put(&m.Renumbered, c.Old.Ref.Code != c.New.Ref.Code, c.Reason)
	put(&m.LevelChanged, c.Old.Level != c.New.Level, "")
	put(&m.Retitled, foldTitle(c.Old.Title) != foldTitle(c.New.Title), "")
	put(&m.TypesChanged, !sameSet(c.Old.ComponentTypes, c.New.ComponentTypes), "")
	other := otherFacts(c.Old, c.New)
	put(&m.OtherChanged, other != "", other)
	if !changed {
		m.Unchanged++
	}
}

func otherFacts(o, n *Requirement) string {
	var facts []string
	for _, f := range []struct {
		name    string
		differs bool
	}{
		{"fr", o.FR != n.FR},
		{"group", o.Group != n.Group},
		{"system rows", !sameSet(o.SystemRows, n.SystemRows)},
		{"replaces", o.Replaces != n.Replaces},
		{"delegated", o.Delegated != n.Delegated || !sameSet(o.ReplacedBy, n.ReplacedBy)},
		{"constraint", o.Constraint != n.Constraint},
	} {
		if f.differs {
			facts = append(facts, f.name)
		}
	}
	return strings.Join(facts, ", ")
}

// pairing grows the pairs of old and new entries.
type pairing struct {
	toNew map[*Requirement]*Requirement
	toOld map[*Requirement]Change
}

func (p pairing) join(o, n *Requirement, reason string) {
	p.toNew[o] = n
	p.toOld[n] = Change{o, n, reason}
}

func (p pairing) bases(older, newer []*Requirement) {
	p.equal(older, newer, "", func(r *Requirement) string { return r.Ref.Code + "\x00" + foldTitle(r.Title) })
	p.equal(older, newer, "same title in the same group", func(r *Requirement) string { return r.Group + "\x00" + foldTitle(r.Title) })
	p.equal(older, newer, "", func(r *Requirement) string { return r.Ref.Code })
}

func (p pairing) enhancements(older, newer *Catalogue) {
	number := func(r *Requirement) string {
		_, n, _ := splitEnhancement(r.Ref.Code)
		return n
	}
	for _, base := range bases(older) {
		to := p.toNew[base]
		if to == nil {
			continue
		}
		under, there := older.children[base.Ref.Code], newer.children[to.Ref.Code]
		p.equal(under, there, "base was renumbered", func(r *Requirement) string { return number(r) + "\x00" + foldTitle(r.Title) })
		p.equal(under, there, "same title under the same base", func(r *Requirement) string { return foldTitle(r.Title) })
		p.equal(under, there, "base was renumbered", number)
	}
}

// equal joins the entries without a partner whose key stands exactly once on
// both sides.
func (p pairing) equal(older, newer []*Requirement, reason string, key func(*Requirement) string) {
	from, to := map[string][]*Requirement{}, map[string][]*Requirement{}
	for _, o := range older {
		if p.toNew[o] == nil {
			from[key(o)] = append(from[key(o)], o)
		}
	}
	for _, n := range newer {
		if _, ok := p.toOld[n]; !ok {
			to[key(n)] = append(to[key(n)], n)
		}
	}
	for k, os := range from {
		if ns := to[k]; len(os) == 1 && len(ns) == 1 {
			p.join(os[0], ns[0], reason)
		}
	}
}

func bases(c *Catalogue) []*Requirement {
	var out []*Requirement
	for _, r := range c.requirements {
		if !r.IsEnhancement() {
			out = append(out, r)
		}
	}
	return out
}

// foldTitle keeps the letters and digits of a title in lower case, one space
// between words.
func foldTitle(s string) string {
	return strings.Join(strings.FieldsFunc(strings.ToLower(s), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r)
	}), " ")
}

func sameSet(a, b []string) bool {
	return slices.Equal(slices.Compact(slices.Sorted(slices.Values(a))), slices.Compact(slices.Sorted(slices.Values(b))))
}
