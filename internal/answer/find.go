package answer

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/cordon-ot/cordon/internal/app"
	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/model"
	"github.com/cordon-ot/cordon/internal/near"
)

// Find finds the item a person means: by key (ZON-1, in any case) or, if only
// one item has it, by title. kinds, if any, bound what is looked for. Retired
// items are found by key only. NotFound says what is near; Invalid is an item
// of another kind, and a title that several items have.
func Find(st app.State, name string, kinds ...model.Kind) (model.Node, error) {
	s := st.Snapshot
	if k, err := model.ParseKey(name); err == nil {
		n, ok := s.ByKey(k)
		switch {
		case !ok:
			return model.NoNode, noItem(s, name, kinds, fault.Say("there is no %s%s", k, where(st)))
		case len(kinds) > 0 && !slices.Contains(kinds, k.Kind):
			return model.NoNode, fault.New(fault.Invalid, "find an item", "%s is %s; what is asked for here is a %s", k, k.Kind.Indefinite(), anyOf(kinds))
		}
		return n, nil
	}
	var exact, loose []model.Node
	for _, k := range kindsOr(kinds) {
		for n := range s.OfKind(k) {
			switch title := s.Item(n).Title; {
			case title == name:
				exact = append(exact, n)
			case strings.EqualFold(title, name):
				loose = append(loose, n)
			}
		}
	}
	if len(exact) == 0 {
		exact = loose
	}
	switch len(exact) {
	case 0:
		return model.NoNode, noItem(s, name, kinds, fault.Say("nothing has the key or title %q%s", name, where(st)))
	case 1:
		return exact[0], nil
	}
	return model.NoNode, fault.New(fault.Invalid, "find an item", "%q is the title of %s; say which by its key", name, keyList(s, exact))
}

// FindPlace finds a zone or conduit as Find does.
func FindPlace(st app.State, name string) (model.Node, error) {
	return Find(st, name, model.KindZone, model.KindConduit)
}

func where(st app.State) string {
	if st.Label == "" || st.Label == "head" {
		return ""
	}
	return fault.Say(" at %s", st.Label).String()
}

func kindsOr(kinds []model.Kind) []model.Kind {
	if len(kinds) == 0 {
		return model.Kinds()
	}
	return kinds
}

func anyOf(kinds []model.Kind) string {
	words := make([]string, len(kinds))
	for i, k := range kinds {
		words[i] = k.String()
	}
	return strings.Join(words, " or ")
}

// keyList lists up to five keys.
func keyList(s *model.Snapshot, nodes []model.Node) string {
	var keys []string
	for _, n := range nodes {
		if len(keys) == 5 {
			keys = append(keys, fault.Say("%d more", len(nodes)-5).String())
			break
		}
		keys = append(keys, s.Key(n).String())
	}
	return strings.Join(keys, ", ")
}

func noItem(s *model.Snapshot, name string, kinds []model.Kind, what fault.Said) error {
	alike := nearItems(s, name, kinds)
	hint := fault.Say("list what there is with \"cordon item list\"")
	if k, err := model.ParseKey(name); err == nil && len(alike) == 0 {
		if last := s.LastNumber(k.Kind); last > 0 {
			hint = fault.Say("the last key of its kind is %s", model.Key{Kind: k.Kind, Number: last})
		} else {
			hint = fault.Say("there are no %s yet", s.Schema().Kind(k.Kind).Plural)
		}
	}
	if len(alike) > 0 {
		words := make([]string, len(alike))
		for i, n := range alike {
			words[i] = fmt.Sprintf("%s %q", s.Key(n), s.Item(n).Title)
		}
		hint = fault.Say("did you mean %s?", strings.Join(words, ", "))
	}
	return fault.New(fault.NotFound, "find an item", "%v; %v", what, hint)
}

// nearItems gives up to three live items whose key or title is like a name.
func nearItems(s *model.Snapshot, name string, kinds []model.Kind) []model.Node {
	type candidate struct {
		n    model.Node
		away int
	}
	want := strings.ToLower(name)
	limit := max(1, len(want)/4)
	_, keyErr := model.ParseKey(name)
	var all []candidate
	for _, k := range kindsOr(kinds) {
		for n := range s.OfKind(k) {
			title := strings.ToLower(s.Item(n).Title)
			if keyErr == nil {
				title = strings.ToLower(s.Key(n).String())
			}
			switch {
			case len(want) >= 3 && strings.Contains(title, want):
				all = append(all, candidate{n, 1})
			case max(len(title)-len(want), len(want)-len(title)) <= 4*limit: // a letter has up to four bytes
				if away := near.Distance(want, title); away <= limit {
					all = append(all, candidate{n, away})
				}
			}
		}
	}
	slices.SortStableFunc(all, func(a, b candidate) int { return cmp.Compare(a.away, b.away) })
	var alike []model.Node
	for _, c := range all[:min(3, len(all))] {
		alike = append(alike, c.n)
	}
	return alike
}
