package zone

import (
	"slices"

	"github.com/cordon-ot/cordon/internal/finding"
	"github.com/cordon-ot/cordon/internal/model"
)

// end is one end of a channel: the items recorded there and the places they
// are. Sound data has one of each.
type end struct {
	items    []model.Node
	places   []model.Node
	unplaced []model.Node // assets in no place
}

func endOf(s *model.Snapshot, channel model.Node, v model.Verb) end {
	e := end{items: nodes(s, s.To(channel, v))}
	for _, n := range e.items {
		if s.Kind(n) != model.KindAsset {
			e.places = append(e.places, n)
			continue
		}
		in := nodes(s, s.To(n, model.In))
		if len(in) == 0 {
			e.unplaced = append(e.unplaced, n)
		}
		e.places = append(e.places, in...)
	}
	return e
}

// channel: one whose ends are in two places runs in one conduit that connects
// both. An asset in two places is a finding of its own; here either place will
// do.
func channel(s *model.Snapshot, n model.Node) (finding.Finding, bool) {
	from, to := endOf(s, n, model.From), endOf(s, n, model.To)
	if len(from.places) == 0 || len(to.places) == 0 {
		return incomplete(s, n, from, to)
	}
	if slices.ContainsFunc(from.places, func(p model.Node) bool { return slices.Contains(to.places, p) }) {
		return finding.Finding{}, false
	}
	via := nodes(s, s.To(n, model.Via))
	for _, c := range via {
		if reaches(s, c, from.places) && reaches(s, c, to.places) {
			return finding.Finding{}, false
		}
	}
	subjects := slices.Concat([]model.Node{n}, from.places, to.places, via)
	return finding.New(finding.ChannelConduit, subjects,
		finding.Items("from", from.places...), finding.Items("to", to.places...), finding.Items("via", via...)), true
}

// reaches reports whether a conduit connects one of the places or is one.
func reaches(s *model.Snapshot, conduit model.Node, places []model.Node) bool {
	return slices.ContainsFunc(places, func(p model.Node) bool {
		return p == conduit || s.Link(conduit, model.Connects, p) != nil
	})
}

// incomplete says why a channel cannot be judged. An installed asset without a
// place is a finding itself, which need not be said again for its channels.
func incomplete(s *model.Snapshot, n model.Node, from, to end) (finding.Finding, bool) {
	f := finding.New(finding.ChannelIncomplete, []model.Node{n})
	var missing string
	switch {
	case len(from.items) == 0 && len(to.items) == 0:
		missing = "from and to"
	case len(from.items) == 0:
		missing = "from"
	case len(to.items) == 0:
		missing = "to"
	}
	if missing != "" {
		f.Facts = append(f.Facts, finding.Text("missing", missing))
	}
	var unplaced []model.Node
	for _, a := range slices.Concat(from.unplaced, to.unplaced) {
		if !s.AssetView(a).Installed() && !slices.Contains(unplaced, a) {
			unplaced = append(unplaced, a)
		}
	}
	if missing == "" && len(unplaced) == 0 {
		return finding.Finding{}, false
	}
	f.Subjects = append(f.Subjects, unplaced...)
	if len(unplaced) > 0 {
		f.Facts = append(f.Facts, finding.Items("unplaced", unplaced...))
	}
	return f, true
}
