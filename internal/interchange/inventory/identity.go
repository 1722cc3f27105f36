package inventory

import (
	"slices"
	"strings"

	"github.com/cordon-ot/cordon/internal/model"
)

// slot stands for one asset: one of the project, or one that a row adds.
type slot struct {
	node model.Node // NoNode for a new one
	ids  identity
	rows []int // indexes of the rows that matched it
}

// identity holds the values by which an asset is recognised, one list per name
// of the mapping's match, in that order, folded for comparison.
type identity [][]string

// strongest is the first kind that has a value, -1 if none has.
func (id identity) strongest() int {
	return slices.IndexFunc(id, func(v []string) bool { return len(v) > 0 })
}

// denies reports whether the other differs in a kind before the given one, in
// which both have values: then they are not the same asset, whatever weaker
// values they share.
func (id identity) denies(o identity, before int) bool {
	for k := range before {
		if len(id[k]) > 0 && len(o[k]) > 0 && !overlap(id[k], o[k]) {
			return true
		}
	}
	return false
}

func overlap(a, b []string) bool {
	return slices.ContainsFunc(a, func(x string) bool { return slices.Contains(b, x) })
}

// register finds slots by the values of their identities.
type register struct {
	match []string
	slots []*slot
	index []map[string][]*slot // per kind
}

func newRegister(match []string) *register {
	r := &register{match: match}
	for range match {
		r.index = append(r.index, map[string][]*slot{})
	}
	return r
}

// add enters a slot, or further values of one that is there.
func (r *register) add(s *slot, ids identity) {
	if s.ids == nil {
		s.ids = make(identity, len(r.match))
		r.slots = append(r.slots, s)
	}
	for k, values := range ids {
		for _, v := range values {
			if !slices.Contains(s.ids[k], v) {
				s.ids[k] = append(s.ids[k], v)
				r.index[k][v] = append(r.index[k][v], s)
			}
		}
	}
}

// Bounds of find. A value that so many assets share identifies nothing, and
// must not cost the square of their number.
const (
	maxSharing = 1000
	maxFound   = 5
)

// find gives the slots that a row may be: those that share a value of the
// first kind under which any is found, at most maxFound. kind says which.
func (r *register) find(ids identity) (found []*slot, kind int) {
	for k, values := range ids {
		for _, v := range values {
			sharing := r.index[k][v]
			for _, s := range sharing[:min(len(sharing), maxSharing)] {
				if len(found) < maxFound && !slices.Contains(found, s) && !ids.denies(s.ids, k) {
					found = append(found, s)
				}
			}
		}
		if len(found) > 0 {
			return found, k
		}
	}
	return nil, -1
}

// foldIdentity brings a value to the form in which identities are compared.
func foldIdentity(kind, s string) string {
	if kind == "mac" {
		return strings.Map(func(r rune) rune {
			if strings.ContainsRune(":-. ", r) {
				return -1
			}
			return r
		}, strings.ToLower(s))
	}
	return strings.ToLower(oneLine(s))
}

// recordIdentity gives the identity a row states.
func recordIdentity(match []string, rec *record) identity {
	ids := make(identity, len(match))
	for k, kind := range match {
		switch kind {
		case toKey:
			ids[k] = foldAll(kind, rec.key)
		case toTitle:
			ids[k] = foldAll(kind, rec.title)
		default:
			ids[k] = propIdentity(kind, rec.props)
		}
	}
	return ids
}

// itemIdentity gives the identity of an asset of the project.
func itemIdentity(match []string, it *model.Item) identity {
	ids := make(identity, len(match))
	for k, kind := range match {
		switch kind {
		case toKey:
			ids[k] = foldAll(kind, it.Key.String())
		case toTitle:
			ids[k] = foldAll(kind, it.Title)
		default:
			ids[k] = propIdentity(kind, it.Props)
		}
	}
	return ids
}

// writtenIdentity gives what an asset would be recognised by as it is
// recorded, where itemIdentity gives it as it is compared.
func writtenIdentity(kind string, it *model.Item) string {
	switch kind {
	case toKey:
		return it.Key.String()
	case toTitle:
		return it.Title
	}
	return it.Props.Value(kind).String()
}

func propIdentity(kind string, props model.Props) []string {
	v := props.Value(kind)
	if v.Type() == model.TextList {
		return foldAll(kind, v.List()...)
	}
	return foldAll(kind, v.Text())
}

func foldAll(kind string, values ...string) []string {
	var out []string
	for _, v := range values {
		if f := foldIdentity(kind, v); f != "" && !slices.Contains(out, f) {
			out = append(out, f)
		}
	}
	return out
}
