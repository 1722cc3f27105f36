package zone

import (
	"testing"

	"github.com/cordon-ot/cordon/internal/finding"
)

// spec: RULE-8.2, RULE-8.5
func TestExternallyConnectedAssetsAreApart(t *testing.T) {
	judge(t, finding.ZoneExternalApart, []drawing{
		{"a zone holds both", "zone Z control\nasset A in Z externally-connected\nasset B in Z", []string{"Z A"}},
		{"no way out", "zone Z control\nasset A in Z", nil},
		{"an external zone counts as holding one", "zone Z external\nasset A in Z", []string{"Z A"}},
		{"accepted stays visible", "zone Z\naccepts \"ZCR 3.6\" reason r by Ann\nasset A in Z externally-connected\nasset B in Z", []string{"Z A accepted"}},
		{"several out of place", "zone Z external\nasset A in Z\nasset B in Z externally-connected\nasset C in Z", []string{"Z A C"}},
	})
}

// spec: RULE-8.5
func TestAcceptedFindingNamesReasonAndPersonAndDoesNotCount(t *testing.T) {
	p := read(t, "zone Z\naccepts \"ZCR 3.6\" reason \"until the new router\" by \"Ann Roe\"\nasset A in Z externally-connected\nasset B in Z")
	list := Findings(p.Snapshot)
	if len(list) != 1 || list[0].Accepted == nil {
		t.Fatalf("got %+v, want one accepted finding", list)
	}
	if got := *list[0].Accepted; got.Reason != "until the new router" || got.By != "Ann Roe" {
		t.Errorf("got %+v", got)
	}
	if list[0].Counts() || finding.Counting(list) != 0 {
		t.Error("an accepted finding is not to stop a pipeline")
	}
}
