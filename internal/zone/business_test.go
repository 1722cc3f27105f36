package zone

import (
	"testing"

	"github.com/cordon-ot/cordon/internal/finding"
)

// spec: RULE-8.1, RULE-8.2, RULE-8.3
func TestBusinessAndControlAreApart(t *testing.T) {
	judge(t, finding.ZoneBusinessApart, []drawing{
		{"a zone holds both", "zone Z\nasset A in Z business\nasset B in Z", []string{"Z A"}},
		{"only control", "zone Z control\nasset A in Z", nil},
		{"only business", "zone Z business\nasset A in Z business", nil},
		{"a control zone counts as holding control", "zone Z control\nasset A in Z business", []string{"Z A"}},
		{"a safety zone counts as holding control", "zone Z safety\nasset A in Z business safety-related", []string{"Z A"}},
		{"a business zone counts as holding business", "zone Z business\nasset A in Z", []string{"Z A"}},
		{"in a business zone the others are out of place", "zone Z business\nasset A in Z business\nasset B in Z", []string{"Z B"}},
		{"a dmz counts as neither", "zone Z dmz\nasset A in Z business", nil},
		{"a zone with another type counts as neither", "zone Z wireless\nasset A in Z business wireless", nil},
		{"an empty zone holds nothing", "zone Z business\nzone Y control", nil},
		{
			"spare, planned and decommissioned assets do not count",
			"zone Z\nasset A in Z business\nasset B in Z spare\nasset C in Z planned\nasset D in Z decommissioned", nil,
		},
		{"an asset out of service counts", "zone Z\nasset A in Z business\nasset B in Z out-of-service", []string{"Z A"}},
		{"a spare business asset does not count", "zone Z control\nasset A in Z business spare", nil},
		{"inner zones hold their own", "zone Z control\nzone Y business within Z\nasset A in Z\nasset B in Y business", nil},
		{"a conduit is no zone", "zone Z\nconduit C connects Z\nasset A in C business\nasset B in C", nil},
		{"the safety mark lets only safety mix", "zone Z safety safety\nasset A in Z business", []string{"Z A"}},
		{"a retired asset is not there", "zone Z control\nasset A in Z business\ncommit\nretire A", nil},
		{"a retired zone is not judged", "zone Z control\nasset A in Z business\ncommit\nretire Z", nil},
		{"business cannot be accepted", "zone Z control\naccepts \"ZCR 3.4\" reason old by Ann\nasset A in Z business", []string{"Z A"}},
		{"an asset in two zones is held by both", "zone Z control\nzone Y control\nasset A in Z,Y business", []string{"Z A", "Y A"}},
	})
}
