package zone

import (
	"testing"

	"github.com/cordon-ot/cordon/internal/finding"
)

// spec: RULE-8.9
func TestInstalledAssetInNoPlaceIsAFinding(t *testing.T) {
	judge(t, finding.AssetNoPlace, []drawing{
		{"in none", "asset A", []string{"A"}},
		{"in a zone", "zone Z\nasset A in Z", nil},
		{"in a conduit", "conduit C\nasset A in C", nil},
		{"not installed", "asset A spare\nasset B planned\nasset C decommissioned", nil},
		{"out of service is installed", "asset A out-of-service", []string{"A"}},
		{"its zone was retired", "zone Z\nasset A in Z\ncommit\nretire Z", []string{"A"}},
		{"retired", "asset A\ncommit\nretire A", nil},
	})
}

// spec: RULE-8.8
func TestAssetInTwoPlacesIsAFinding(t *testing.T) {
	judge(t, finding.AssetTwoPlaces, []drawing{
		{"in two zones", "zone Z\nzone Y\nasset A in Y,Z", []string{"A Z Y"}},
		{"in a zone and a conduit", "zone Z\nconduit C connects Z\nasset A in C,Z", []string{"A Z C"}},
		{"also when it is spare", "zone Z\nzone Y\nasset A in Z,Y spare", []string{"A Z Y"}},
		{"one of them retired", "zone Z\nzone Y\nasset A in Z,Y\ncommit\nretire Y", nil},
		{"in one", "zone Z\nasset A in Z", nil},
	})
}
