package zone

import (
	"testing"

	"github.com/cordon-ot/cordon/internal/finding"
)

// spec: RULE-8.2, RULE-8.5
func TestTemporarilyConnectedAssetsAreApart(t *testing.T) {
	judge(t, finding.ZoneTemporaryApart, []drawing{
		{"a zone holds both", "zone Z control\nasset A in Z temporary\nasset B in Z", []string{"Z A"}},
		{"a control zone of laptops only", "zone Z control\nasset A in Z temporary", nil},
		{"a temporary zone counts as holding one", "zone Z temporary\nasset A in Z temporary\nasset B in Z", []string{"Z B"}},
		{"accepted stays visible", "zone Z\naccepts \"ZCR 3.4\" reason \"one shift only\" by Ann\nasset A in Z temporary\nasset B in Z", []string{"Z A accepted"}},
		{"accepting another rule does not help", "zone Z\naccepts \"ZCR 3.5\" reason r by Ann\nasset A in Z temporary\nasset B in Z", []string{"Z A"}},
		{"the safety mark does not let temporary mix", "zone Z control safety\nasset A in Z temporary\nasset B in Z", []string{"Z A"}},
		{"a planned laptop does not count", "zone Z\nasset A in Z temporary planned\nasset B in Z", nil},
	})
}
