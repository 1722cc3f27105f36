package answer

import (
	"github.com/cordon-ot/cordon/internal/api"
	"github.com/cordon-ot/cordon/internal/app"
	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/model"
)

// SuspectLinks lists the suspect links between live items in order of keys,
// those at one item only unless it is model.NoNode.
func SuspectLinks(v *View, only model.Node) []app.LinkName {
	x, done := v.explain()
	defer done()
	s := v.Snapshot()
	var names []app.LinkName
	for _, k := range model.Kinds() {
		for n := range s.OfKind(k) {
			for _, e := range s.Out(n) {
				if (only == model.NoNode || only == n || only == e.Node) && Suspect(s, x.prints, n, e.Verb, e.Node) {
					names = append(names, app.LinkName{From: s.Key(n), Verb: e.Verb, To: s.Key(e.Node)})
				}
			}
		}
	}
	return names
}

// SuspectLinksOf lists the suspect links in the chains of a zone or conduit,
// as Assessment has them. Invalid if it is retired.
func SuspectLinksOf(v *View, place model.Node) ([]app.LinkName, error) {
	p := v.Assessment().Place(place)
	if p == nil {
		return nil, fault.New(fault.Invalid, "confirm links", "%s is retired", v.Key(place))
	}
	s := v.Snapshot()
	var names []app.LinkName
	for _, l := range p.Suspects {
		names = append(names, app.LinkName{From: s.Key(l.From), Verb: l.Verb, To: s.Key(l.To)})
	}
	return names, nil
}

// Link names a link by its ends.
func Link(n app.LinkName) api.LinkName {
	return api.LinkName{From: n.From.String(), Verb: n.Verb.String(), To: n.To.String()}
}

// Links names links by their ends, in the order given.
func Links(names []app.LinkName) []api.LinkName {
	out := make([]api.LinkName, len(names))
	for i, n := range names {
		out[i] = Link(n)
	}
	return out
}
