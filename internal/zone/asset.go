package zone

import (
	"github.com/cordon-ot/cordon/internal/finding"
	"github.com/cordon-ot/cordon/internal/model"
)

// onePlace: an asset is in exactly one place. Only an installed one must be in
// any; faulty data may have any asset in several.
func onePlace(s *model.Snapshot, asset model.Node) (finding.Finding, bool) {
	places := nodes(s, s.To(asset, model.In))
	subjects := append([]model.Node{asset}, places...)
	switch {
	case len(places) > 1:
		return finding.New(finding.AssetTwoPlaces, subjects, finding.Items("places", places...)), true
	case len(places) == 0 && s.AssetView(asset).Installed():
		return finding.New(finding.AssetNoPlace, subjects), true
	}
	return finding.Finding{}, false
}
