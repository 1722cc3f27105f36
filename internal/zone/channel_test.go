package zone

import (
	"testing"

	"github.com/cordon-ot/cordon/internal/finding"
)

const two = "zone Z\nzone Y\nasset A in Z\nasset B in Y\n"

// spec: RULE-8.6, RULE-8.7
func TestChannelBetweenTwoPlacesRunsInOneConduitThatConnectsBoth(t *testing.T) {
	judge(t, finding.ChannelConduit, []drawing{
		{"in a conduit that connects both", two + "conduit C connects Z,Y\nchannel F from A to B via C", nil},
		{"in no conduit", two + "channel F from A to B", []string{"F Z Y"}},
		{"beside a conduit that connects both", two + "conduit C connects Z,Y\nchannel F from A to B", []string{"F Z Y"}},
		{"in a conduit that connects one", two + "conduit C connects Z\nchannel F from A to B via C", []string{"F Z Y C"}},
		{"in two conduits that connect one each", two + "conduit C connects Z\nconduit D connects Y\nchannel F from A to B via C,D", []string{"F Z Y C D"}},
		{"one of two conduits connects both", two + "conduit C connects Z\nconduit D connects Z,Y\nchannel F from A to B via C,D", nil},
		{"within one zone", "zone Z\nasset A in Z\nasset B in Z\nchannel F from A to B", nil},
		{"from an asset to its own zone", "zone Z\nasset A in Z\nchannel F from A to Z", nil},
		{"ends are zones", "zone Z\nzone Y\nchannel F from Z to Y", []string{"F Z Y"}},
		{"outer and inner zone are two places", "zone Z\nzone Y within Z\nasset A in Z\nasset B in Y\nchannel F from A to B", []string{"F Z Y"}},
		{"outer and inner zone with a conduit", "zone Z\nzone Y within Z\nconduit C connects Z,Y\nchannel F from Z to Y via C", nil},
		{"an end in the conduit is connected", "zone Z\nconduit C connects Z\nasset A in Z\nasset FW in C\nchannel F from FW to A via C", nil},
		{"an end in another conduit is not", "zone Z\nconduit C connects Z\nconduit D connects Z\nasset A in Z\nasset FW in D\nchannel F from FW to A via C", []string{"F D Z C"}},
		{"an end in the conduit, the other not connected", "zone Z\nconduit C\nasset A in Z\nasset FW in C\nchannel F from A to FW via C", []string{"F Z C"}},
		{"both ends in the conduit", "conduit C\nasset A in C\nasset B in C\nchannel F from A to B", nil},
		{"the conduit was retired", two + "conduit C connects Z,Y\nchannel F from A to B via C\ncommit\nretire C", []string{"F Z Y"}},
		{"a spare asset is an end like any other", two + "channel F from A to S\nasset S in Y spare", []string{"F Z Y"}},
		{"of an asset in two places either will do", two + "conduit C connects Z,Y\nzone X\nasset D in X,Y\nchannel F from A to D via C", nil},
	})
}

// spec: ANALYSIS-8
func TestChannelWithAnUnknownEndIsAFinding(t *testing.T) {
	judge(t, finding.ChannelIncomplete, []drawing{
		{"no end", "channel F", []string{"F"}},
		{"no destination", "zone Z\nchannel F from Z", []string{"F"}},
		{"both ends known", "zone Z\nchannel F from Z to Z", nil},
		{"its end was retired", two + "channel F from A to B\ncommit\nretire B", []string{"F"}},
		{"a spare asset in no place", "zone Z\nasset A spare\nchannel F from A to Z", []string{"F A"}},
		{"an installed asset in no place is said once, for the asset", "zone Z\nasset A\nchannel F from A to Z\nchannel G from Z to A", nil},
		{"an end missing and an installed asset in no place", "asset A\nchannel F from A", []string{"F"}},
	})
	p := read(t, "channel F")
	list := Findings(p.Snapshot)
	if got, want := list[0].Text(p.Snapshot), "CHN-1 cannot be judged; no end recorded: from and to"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
