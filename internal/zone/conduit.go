package zone

import (
	"strings"

	"github.com/cordon-ot/cordon/internal/finding"
	"github.com/cordon-ot/cordon/internal/model"
	"github.com/cordon-ot/cordon/internal/sl"
)

// belowZones: a conduit's SL-T is in each FR at least the highest of its
// zones', or a written reason stands beside it. Without an approved SL-T a
// place counts as zeros (rules, section 1).
func belowZones(s *model.Snapshot, conduit model.Node) (finding.Finding, bool) {
	c := s.PlaceView(conduit)
	target, _ := c.Target()
	var demanded sl.Vector
	var demanding []model.Node
	for _, z := range nodes(s, c.Zones()) {
		t, _ := s.PlaceView(z).Target()
		demanded = sl.Join(demanded, t)
		if !sl.Covers(target, t) {
			demanding = append(demanding, z)
		}
	}
	if len(demanding) == 0 || strings.TrimSpace(c.BelowReason()) != "" {
		return finding.Finding{}, false
	}
	var below []string
	for _, fr := range sl.FRs() {
		if target.At(fr) < demanded.At(fr) {
			below = append(below, fr.String())
		}
	}
	return finding.New(finding.ConduitBelowZones, append([]model.Node{conduit}, demanding...),
		finding.Text("target", target.String()), finding.Items("zones", demanding...),
		finding.Text("demanded", demanded.String()), finding.Text("frs", strings.Join(below, ", "))), true
}

// fewZones: a conduit joins at least two zones.
func fewZones(s *model.Snapshot, conduit model.Node) (finding.Finding, bool) {
	zones := nodes(s, s.PlaceView(conduit).Zones())
	if len(zones) > 1 {
		return finding.Finding{}, false
	}
	return finding.New(finding.ConduitFewZones, append([]model.Node{conduit}, zones...), finding.Items("zones", zones...)), true
}
