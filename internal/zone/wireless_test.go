package zone

import (
	"testing"

	"github.com/cordon-ot/cordon/internal/finding"
)

// spec: RULE-8.2, RULE-8.5
func TestWirelessAssetsAreApart(t *testing.T) {
	judge(t, finding.ZoneWirelessApart, []drawing{
		{"a zone holds both", "zone Z control\nasset A in Z wireless\nasset B in Z", []string{"Z A"}},
		{"wired only", "zone Z control\nasset A in Z", nil},
		{"a wireless zone counts as holding one", "zone Z wireless\nasset A in Z", []string{"Z A"}},
		{"accepted stays visible", "zone Z wireless\naccepts \"ZCR 3.5\" reason \"the access point\" by Ann\nasset A in Z", []string{"Z A accepted"}},
		{"retired assets are not there", "zone Z\nasset A in Z wireless\nasset B in Z\ncommit\nretire B", nil},
	})
}
