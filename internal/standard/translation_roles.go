package standard

import (
	"slices"

	"go.yaml.in/yaml/v3"
)

// translateRoles gives the table with the words of a file, which has them by the
// ids of roles, parts and meeting points. Every id must be there. The error joins
// every fault, each with its place.
func translateRoles(table *RoleTable, name, language string, data []byte) (*RoleTable, error) {
	rd := &reader{op: "read a translation", file: name}
	top, ok := rd.parse(data)
	if !ok {
		return nil, rd.err()
	}
	top.inLanguage(language)
	t := &RoleTable{Roles: slices.Clone(table.Roles), Parts: slices.Clone(table.Parts), Points: slices.Clone(table.Points)}
	words := top.words("roles")
	for i := range t.Roles {
		translateRole(&t.Roles[i], words(t.Roles[i].ID))
	}
	words = top.words("parts")
	for i := range t.Parts {
		if o := words(t.Parts[i].Part); o != nil {
			t.Parts[i].Title, t.Parts[i].Purpose = o.must("title"), o.must("purpose")
		}
	}
	points := top.child("meeting_points")
	for i := range t.Points {
		if points != nil {
			t.Points[i].Where = points.must(t.Points[i].ID)
		}
	}
	if points == nil {
		top.fail("meeting_points", "the meeting points are missing; add them")
	} else {
		points.finish()
	}
	top.finishWords()
	return t, rd.err()
}

func translateRole(r *Role, o *object) {
	if o == nil {
		return
	}
	list := func(key string, english []string) []string {
		own := o.list(key)
		if len(own) != len(english) {
			o.fail(key, "there are %d texts for %s but the table has %d; give one for each", len(own), key, len(english))
		}
		return own
	}
	r.Name, r.Who = o.must("name"), o.must("who")
	r.Duties, r.Delivers, r.Receives = list("duties", r.Duties), list("delivers", r.Delivers), list("receives", r.Receives)
	r.Kinds = slices.Clone(r.Kinds)
	kinds := o.child("kinds")
	for i := range r.Kinds {
		if kinds == nil {
			o.fail("kinds", "the kinds are missing; name them by their ids")
			break
		}
		r.Kinds[i].Name = kinds.must(r.Kinds[i].ID)
	}
	if kinds != nil {
		kinds.finish()
	}
}

// words gives the mappings under a key by their own keys. A key that is asked
// for and not there is a fault; finishWords finds those nobody asked for.
func (o *object) words(key string) func(id string) *object {
	list := o.child(key)
	byID := map[string]*object{}
	list.each(func(k *yaml.Node, v *object) { byID[k.Value] = v })
	if list != nil {
		list.asked = map[string]bool{}
		o.opened = append(o.opened, list)
	}
	return func(id string) *object {
		v := byID[id]
		if v == nil {
			o.fail(key, "%s has no texts; add them", id)
			return nil
		}
		list.asked[id] = true
		o.opened = append(o.opened, v)
		return v
	}
}

// finishWords is finish for o and for what words has opened.
func (o *object) finishWords() {
	for _, v := range o.opened {
		v.finish()
	}
	o.finish()
}
