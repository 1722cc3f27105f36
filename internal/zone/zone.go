package zone

import (
	"slices"

	"github.com/cordon-ot/cordon/internal/finding"
	"github.com/cordon-ot/cordon/internal/model"
)

// Findings gives everything the zone rules find in a state, in the order of
// finding.Sort. Accepted findings are among them, marked.
func Findings(s *model.Snapshot) []finding.Finding {
	var out []finding.Finding
	for z := range s.OfKind(model.KindZone) {
		for i := range apartRules {
			if f, found := apartRules[i].judge(s, z); found {
				out = append(out, f)
			}
		}
	}
	out = append(out, circles(s)...)
	for c := range s.OfKind(model.KindConduit) {
		out = appendFound(out, s, c, belowZones, fewZones)
	}
	for c := range s.OfKind(model.KindChannel) {
		out = appendFound(out, s, c, channel)
	}
	for a := range s.OfKind(model.KindAsset) {
		out = appendFound(out, s, a, onePlace)
	}
	finding.Sort(s, out)
	return out
}

// rule judges one item; found is false if there is nothing to say.
type rule func(s *model.Snapshot, n model.Node) (f finding.Finding, found bool)

func appendFound(out []finding.Finding, s *model.Snapshot, n model.Node, rules ...rule) []finding.Finding {
	for _, r := range rules {
		if f, found := r(s, n); found {
			out = append(out, f)
		}
	}
	return out
}

// nodes collects items in order of their keys.
func nodes(s *model.Snapshot, seq func(func(model.Node) bool)) []model.Node {
	list := slices.Collect(seq)
	s.SortByKey(list)
	return list
}
