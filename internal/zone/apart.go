package zone

import (
	"slices"

	"github.com/cordon-ot/cordon/internal/finding"
	"github.com/cordon-ot/cordon/internal/model"
)

// apartRules are the rules of apartness in the order of their clauses.
var apartRules = [...]apart{businessApart, safetyApart, temporaryApart, wirelessApart, externalApart}

// apart is a rule that no zone directly holds installed assets with and
// without a mark.
type apart struct {
	rule     string
	mark     func(model.Asset) bool
	with     []string               // zone types that count as holding an asset with the mark
	without  []string               // zone types that count as holding one without
	mayMix   func(model.Place) bool // nil: no zone may
	accepted string                 // name under which a zone accepts the finding; empty: it cannot
}

// judge looks at one zone. The subjects are the zone and the assets out of
// place: those that its type does not fit, else those with the mark.
func (r *apart) judge(s *model.Snapshot, zone model.Node) (finding.Finding, bool) {
	z := s.PlaceView(zone)
	if r.mayMix != nil && r.mayMix(z) {
		return finding.Finding{}, false
	}
	var with, without []model.Node
	for _, n := range nodes(s, z.Assets()) {
		a := s.AssetView(n)
		switch {
		case !a.Installed():
		case r.mark(a):
			with = append(with, n)
		default:
			without = append(without, n)
		}
	}
	typeWith, typeWithout := slices.Contains(r.with, z.Type()), slices.Contains(r.without, z.Type())
	if (len(with) == 0 && !typeWith) || (len(without) == 0 && !typeWithout) {
		return finding.Finding{}, false
	}
	odd := with
	if typeWith {
		odd = without
	}
	f := finding.New(r.rule, append([]model.Node{zone}, odd...),
		finding.Items("with", with...), finding.Items("without", without...))
	if typeWith || typeWithout {
		f.Facts = append(f.Facts, finding.Text("type", z.Type()))
	}
	if reason, by, ok := z.Acceptance(r.accepted); ok {
		f.Accepted = &finding.Acceptance{Reason: reason, By: by}
	}
	return f, true
}
