package zone

import (
	"testing"

	"github.com/cordon-ot/cordon/internal/finding"
)

// spec: RULE-8.11
func TestConduitTargetIsAtLeastTheHighestOfItsZones(t *testing.T) {
	const zones = "zone Z target 2,2,2,1,2,2,2\nzone Y target 1,1,1,3,1,1,1\n"
	judge(t, finding.ConduitBelowZones, []drawing{
		{"equal to the join", zones + "conduit C connects Z,Y target 2,2,2,3,2,2,2", nil},
		{"above", zones + "conduit C connects Z,Y target 4", nil},
		{"below one zone in one FR", zones + "conduit C connects Z,Y target 2", []string{"C Y"}},
		{"below both", zones + "conduit C connects Z,Y target 1", []string{"C Z Y"}},
		{"a sum that is high enough is not enough", zones + "conduit C connects Z,Y target 4,4,4,0,4,4,4", []string{"C Z Y"}},
		{"without a target it counts as zeros", zones + "conduit C connects Z,Y", []string{"C Z Y"}},
		{"a proposed target does not count", zones + "conduit C connects Z,Y proposed 4", []string{"C Z Y"}},
		{"a proposed target of a zone asks for nothing", "zone Z proposed 3\nzone Y\nconduit C connects Z,Y", nil},
		{"with a written reason", zones + "conduit C connects Z,Y target 1 target-below-reason \"one way, by a diode\"", nil},
		{"a retired zone asks for nothing", zones + "conduit C connects Z,Y target 2\ncommit\nretire Y", nil},
		{"outer zones ask for nothing", "zone O target 4\nzone Z within O target 1\nzone Y target 1\nconduit C connects Z,Y target 1", nil},
	})
	p := read(t, zones+"conduit C connects Z,Y target 2")
	for _, f := range Findings(p.Snapshot) {
		if got, want := f.Text(p.Snapshot), "SL-T {2,2,2,2,2,2,2} of CON-1 is below the {2,2,2,3,2,2,2} of its zones in DC: ZON-2"; got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestConduitWithFewerThanTwoZonesIsWorthKnowing(t *testing.T) {
	judge(t, finding.ConduitFewZones, []drawing{
		{"none", "conduit C", []string{"C"}},
		{"one", "zone Z\nconduit C connects Z", []string{"C Z"}},
		{"two", "zone Z\nzone Y\nconduit C connects Z,Y", nil},
		{"one of two retired", "zone Z\nzone Y\nconduit C connects Z,Y\ncommit\nretire Y", []string{"C Z"}},
	})
	p := read(t, "conduit C")
	if list := Findings(p.Snapshot); finding.Counting(list) != 0 {
		t.Errorf("an info counts for the exit status: %+v", list)
	}
}
