package impact

import (
	"slices"

	"github.com/cordon-ot/cordon/internal/model"
	"github.com/cordon-ot/cordon/internal/sl"
)

// members reaches the allocations whose rows concern an asset that is, was or
// will be a member of their place, as one state has it.
func (w *Walker) members(s *model.Snapshot, i uint32, a aspects) {
	n := w.items[i].Node
	suspect := func(alloc model.Node, hops []Hop) { w.reachOver(i, MembershipChange, hops...) }
	switch s.Kind(n) {
	case model.KindAsset:
		if w.counted(s, n, a) {
			w.concerned(s, n, w.typesOf(s, n, a), nil, suspect)
		}
	case model.KindProduct:
		for asset := range s.FromOf(n, model.InstanceOf) {
			if v := s.AssetView(asset); v.Installed() && len(v.OwnTypes()) == 0 {
				w.concerned(s, asset, w.typesOf(s, asset, a), []Hop{{n, asset, model.InstanceOf, false}}, suspect)
			}
		}
	case model.KindConduit:
		for asset := range s.PlaceView(n).Assets() {
			if !s.AssetView(asset).Installed() {
				continue
			}
			mask := w.typesOf(s, asset, 0)
			for zone := range s.To(n, model.Connects) {
				w.asking(s, zone, mask, sl.RDF, []Hop{{n, zone, model.Connects, true}}, suspect)
			}
		}
	}
}

// counted reports whether an asset is a member that rows can concern. Between
// two states this is exact in each; of one state alone, a retired asset is
// taken as one that comes back, and a change of its lifecycle as one that
// installs it.
func (w *Walker) counted(s *model.Snapshot, asset model.Node, a aspects) bool {
	if w.old != nil && !s.Live(asset) {
		return false
	}
	return s.AssetView(asset).Installed() || (w.old == nil && a&enlisted != 0)
}

// everyType stands for component types that are not known yet.
const everyType = ^uint64(0)

func (w *Walker) typesOf(s *model.Snapshot, asset model.Node, a aspects) uint64 {
	if w.old == nil && a&types != 0 {
		return everyType
	}
	return w.b.Component.TypeMask(s.AssetView(asset).Types())
}

// concerned yields the allocations whose rows concern an asset of these
// component types where it is: those of its place and, if that is a conduit,
// those of FR 5 of the zones it connects (rules, section 3). The links lead
// from the asset, after those given, to the allocation.
func (w *Walker) concerned(s *model.Snapshot, asset model.Node, mask uint64, before []Hop, yield func(model.Node, []Hop)) {
	for place := range s.To(asset, model.In) {
		way := onward(before, Hop{asset, place, model.In, true})
		w.asking(s, place, mask, 0, way, yield)
		for zone := range s.To(place, model.Connects) {
			w.asking(s, zone, mask, sl.RDF, onward(way, Hop{place, zone, model.Connects, true}), yield)
		}
	}
}

// onward gives a copy of a way with one more link.
func onward(way []Hop, h Hop) []Hop { return append(slices.Clip(way), h) }

// asking yields the allocations on a place whose rows concern an asset of these
// component types; of one FR, or of all with 0.
func (w *Walker) asking(s *model.Snapshot, place model.Node, mask uint64, fr sl.FR, before []Hop, yield func(model.Node, []Hop)) {
	for _, e := range s.In(place) {
		if e.Verb != model.AllocatedTo {
			continue
		}
		row, ok := w.b.Row(s.AllocationView(e.Node).RowText())
		if !ok || (fr != 0 && w.b.Rows()[row].FR != fr) {
			continue
		}
		for _, c := range w.b.Derived(row) {
			if w.b.Component.RowMask(c)&mask != 0 {
				yield(e.Node, onward(before, Hop{place, e.Node, model.AllocatedTo, false}))
				break
			}
		}
	}
}

// opensBy notes the places whose target decision an item of the first two
// phases opens: by a changed membership, or by a risk (rules, section 6).
func (w *Walker) opensBy(i uint32) {
	w.opensIn(w.s, i)
	if w.inOld(i) {
		w.opensIn(w.old, i)
	}
}

func (w *Walker) opensIn(s *model.Snapshot, i uint32) {
	n := w.items[i].Node
	a := content
	if int(i) < len(w.what) {
		a = w.what[i]
	}
	switch s.Kind(n) {
	case model.KindAsset:
		if int(i) < len(w.what) && a&membership != 0 {
			w.opensOver(s, i, n, nil)
		}
	case model.KindProduct:
		if int(i) < len(w.what) && a&membership != 0 {
			for asset := range s.FromOf(n, model.InstanceOf) {
				if len(s.AssetView(asset).OwnTypes()) == 0 {
					w.opensOver(s, i, asset, []Hop{{n, asset, model.InstanceOf, false}})
				}
			}
		}
	case model.KindRisk:
		if a&content == 0 {
			return
		}
		for end := range s.To(n, model.Threatens) {
			hop := Hop{n, end, model.Threatens, true}
			if isPlace(s.Kind(end)) {
				w.open(i, hop)
				continue
			}
			w.opensOver(s, i, end, []Hop{hop})
		}
	}
}

// opensOver notes the place an asset is in.
func (w *Walker) opensOver(s *model.Snapshot, i uint32, asset model.Node, before []Hop) {
	for place := range s.To(asset, model.In) {
		w.open(i, onward(before, Hop{asset, place, model.In, true})...)
	}
}

// open notes a place whose target decision opens. Where no target is approved,
// nothing was decided that could open.
func (w *Walker) open(i uint32, hops ...Hop) {
	place := hops[len(hops)-1].To
	if _, approved := w.s.PlaceView(place).Target(); approved {
		w.opens = append(w.opens, w.over(i, DecisionOpen, hops...))
	}
}
