package impact

import (
	"github.com/cordon-ot/cordon/internal/model"
)

// restsUp are the verbs that lead from an item to what rests on it.
var restsUp = map[model.Kind]verbSet{
	model.KindEvidence:             setOf(model.Evidences),
	model.KindRun:                  setOf(model.Executes),
	model.KindTest:                 setOf(model.Verifies),
	model.KindComponentRequirement: setOf(model.Refines),
	model.KindDesign:               setOf(model.Realizes),
	model.KindCountermeasure:       setOf(model.Satisfies, model.Compensates, model.Mitigates),
	model.KindAllocation:           setOf(model.AllocatedTo),
}

// upOf is restsUp by number of kind.
var upOf = func() (out [64]verbSet) {
	for k, s := range restsUp {
		out[k] = s
	}
	return out
}()

// restOn reaches what rests on an item.
func (w *Walker) restOn(i uint32) {
	seed := int(i) < len(w.what)
	if seed && w.what[i] == 0 {
		return // nothing that means anything changes
	}
	if k := w.s.Kind(w.items[i].Node); w.items[i].Phase == Flows && (k == model.KindEvidence || k == model.KindDesign) {
		// The item itself is as it was. What it is in doubt for has been reached:
		// the run it shows, the allocation it realizes, and for a design what looks
		// at it. Another run that it shows as well is not in doubt.
		return
	}
	w.restIn(w.s, i)
	if w.inOld(i) {
		w.restIn(w.old, i)
	}
	if seed {
		w.judgeScope(i)
	}
}

func (w *Walker) restIn(s *model.Snapshot, i uint32) {
	n := w.items[i].Node
	kind := s.Kind(n)
	if up := upOf[kind]; up != 0 {
		for _, e := range s.Out(n) {
			if up.has(e.Verb) {
				w.reach(e.Node, i, e.Verb, true, restReason(e.Verb))
				if e.Verb == model.AllocatedTo {
					w.fresh(e.Node, falling)
				}
			}
		}
		return
	}
	switch kind {
	case model.KindZone, model.KindConduit:
		w.risksOf(s, i)
		if int(i) < len(w.what) && w.what[i]&membership != 0 {
			w.boundary(s, i)
		}
	case model.KindAsset:
		w.assetRests(s, i)
	case model.KindChannel:
		// A channel that only ends at a changed asset says nothing about its conduit.
		if int(i) < len(w.what) {
			for c := range s.To(n, model.Via) {
				w.reach(c, i, model.Via, true, Carries)
			}
		}
	}
}

func restReason(v model.Verb) Reason {
	switch v {
	case model.AllocatedTo:
		return LevelMayFall
	case model.Mitigates:
		return RiskJudged
	}
	return RestsOn
}

// risksOf reaches the risks that bear on a place or on an asset in it. Edges
// are in order of verb, and a place has many of the later verbs.
func (w *Walker) risksOf(s *model.Snapshot, i uint32) {
	place := w.items[i].Node
	for _, e := range s.In(place) {
		switch {
		case e.Verb > model.Threatens:
			return
		case e.Verb == model.Threatens:
			w.reach(e.Node, i, e.Verb, false, RiskJudged)
		case e.Verb == model.In && s.Live(e.Node):
			for r := range s.FromOf(e.Node, model.Threatens) {
				w.reachOver(i, RiskJudged, Hop{place, e.Node, model.In, false}, Hop{e.Node, r, model.Threatens, false})
			}
		}
	}
}

// boundary reaches the zones whose boundary a conduit with assets is.
func (w *Walker) boundary(s *model.Snapshot, i uint32) {
	for range s.PlaceView(w.items[i].Node).Assets() {
		for zone := range s.To(w.items[i].Node, model.Connects) {
			w.reach(zone, i, model.Connects, true, CapabilityJudged)
		}
		return
	}
}

// assetRests reaches the place of an asset, and what performs or communicates
// by it.
func (w *Walker) assetRests(s *model.Snapshot, i uint32) {
	n := w.items[i].Node
	a := w.reasonsOf(i)
	capable := w.counted(s, n, a) && w.bearsOnCapability(s, n, a)
	for place := range s.To(n, model.In) {
		if !capable {
			w.reach(place, i, model.In, true, HoldsIt)
			continue
		}
		w.reach(place, i, model.In, true, CapabilityJudged)
		for zone := range s.To(place, model.Connects) {
			w.reachOver(i, CapabilityJudged, Hop{n, place, model.In, true}, Hop{place, zone, model.Connects, true})
		}
	}
	for _, e := range s.In(n) {
		switch e.Verb {
		case model.PerformedBy:
			w.reach(e.Node, i, e.Verb, false, Performs)
		case model.From, model.To:
			w.reach(e.Node, i, e.Verb, false, Carries)
		case model.Threatens:
			w.reach(e.Node, i, e.Verb, false, RiskJudged)
		}
	}
	if capable {
		w.judgeStatements(s, i, a)
	}
}

// reasonsOf says what changes of a seed, or of the product that an asset was
// reached from.
func (w *Walker) reasonsOf(i uint32) aspects {
	if p := w.items[i].parent; p != none && int(p) < len(w.what) {
		i = p
	}
	if int(i) < len(w.what) {
		return w.what[i]
	}
	return content
}

// bearsOnCapability reports whether SL-C of the place can differ. Firmware
// bears on it only through a version scope of the product's statements.
func (w *Walker) bearsOnCapability(s *model.Snapshot, asset model.Node, a aspects) bool {
	if a&^(content|judged|firmware) != 0 {
		return true
	}
	p := s.AssetView(asset).Product()
	if a&firmware == 0 || p == model.NoNode {
		return false
	}
	from, to := s.ProductView(p).VersionScope()
	return from != "" || to != ""
}
