package capability_test

import (
	"testing"

	"github.com/cordon-ot/cordon/internal/sl"
)

const met = " types embedded-device\nstates " + fr6 + " met reason tested\n"

// spec: RULE-3.1
func TestARowConcernsAssetsDirectlyInThePlaceOnly(t *testing.T) {
	d := draw(t, "zone O\nzone Z within O\nzone I within Z\nasset A in Z"+met+"asset B in I types embedded-device\nasset C in O types embedded-device")
	if got := d.concerned(t, "Z", "SR 6.1"); got != "A" {
		t.Errorf("SR 6.1 in Z concerns %q, want A only", got)
	}
	// B and C state nothing: they would hold Z at 0 if they were concerned.
	if got := d.levels("Z"); got != sixth(4) {
		t.Errorf("SL-C of Z: got %s, want %s", got, sixth(4))
	}
	if got := d.levels("O"); got != (sl.Vector{}) {
		t.Errorf("SL-C of O: got %s, want zeros; what A has does not reach the outer zone", got)
	}
}

// spec: RULE-3.2
func TestForAZoneRestrictedDataFlowAlsoConcernsTheAssetsInItsConduits(t *testing.T) {
	const text = `
zone Z
zone Y
zone X
conduit C connects Z,Y
conduit D connects Y
asset A in Z types embedded-device
asset F in C types network-device
asset G in D types network-device
`
	d := draw(t, text)
	for _, c := range []struct{ place, row, want string }{
		{"Z", "SR 5.1", "A, F"},
		{"Z", "SR 5.2", "F"}, // only network devices have a component row for it
		{"Y", "SR 5.2", "F, G"},
		{"X", "SR 5.2", ""}, // no conduit connects it
		{"Z", "SR 1.1", "A"},
		{"Y", "SR 1.1", ""},
		{"C", "SR 5.2", "F"},
		{"C", "SR 5.1", "F"}, // a conduit does not answer with its zones
		{"C", "SR 1.1", "F"},
		{"D", "SR 5.2", "G"},
	} {
		if got := d.concerned(t, c.place, c.row); got != c.want {
			t.Errorf("%s in %s concerns %q, want %q", c.row, c.place, got, c.want)
		}
	}
	const firewall = "zone Z\nconduit C connects Z\nasset F in C types network-device\n" +
		"states \"CR 5.1\",\"NDR 5.2\",\"NDR 5.2 RE(1)\",\"NDR 5.2 RE(2)\",\"NDR 5.2 RE(3)\",\"NDR 5.3\",\"CR 6.1\" met reason tested\n"
	const all = "SR 5.1, SR 5.2, SR 5.2 RE(1), SR 5.2 RE(2), SR 5.2 RE(3), SR 5.3"
	for _, c := range []struct{ name, text, place, want string }{
		{"the firewall covers the zone in FR 5 only", firewall, "Z", all},
		{"and the conduit in both", firewall, "C", all + ", SR 6.1"},
		{"an asset inside that does not count uncovers its row", firewall + "asset A in Z types embedded-device", "Z", "SR 5.2, SR 5.2 RE(1), SR 5.2 RE(2), SR 5.2 RE(3), SR 5.3"},
		{"so does a second asset in the conduit", firewall + "asset G in C types network-device", "Z", ""},
		{"a firewall in no conduit of the zone", firewall + "commit\nunlink C connects Z", "Z", ""},
	} {
		if got := draw(t, c.text).covered(c.place, sl.RDF, sl.TRE); got != c.want {
			t.Errorf("%s: covered in %s\n got %s\nwant %s", c.name, c.place, got, c.want)
		}
	}
}

// spec: RULE-3.3
func TestOnlyInstalledAssetsAreConcerned(t *testing.T) {
	for lifecycle, want := range map[string]string{
		"": "A", "lifecycle in-service": "A", "lifecycle out-of-service": "A",
		"lifecycle planned": "", "lifecycle spare": "", "lifecycle decommissioned": "",
	} {
		d := draw(t, "zone Z\nasset A in Z "+lifecycle+met)
		level := sixth(0)
		if want != "" {
			level = sixth(4)
		}
		if got := d.concerned(t, "Z", "SR 6.1"); got != want || d.levels("Z") != level {
			t.Errorf("%q: SR 6.1 concerns %q, SL-C %s; want %q, %s", lifecycle, got, d.levels("Z"), want, level)
		}
	}
	// What is not installed neither helps nor harms.
	if got := draw(t, "zone Z\nasset A in Z"+met+"asset B in Z spare types embedded-device").levels("Z"); got != sixth(4) {
		t.Errorf("beside a spare part that states nothing: got %s, want %s", got, sixth(4))
	}
}

// spec: RULE-3.4
func TestARowConcernsAssetsOfATypeWithAComponentRowDerivedFromIt(t *testing.T) {
	d := draw(t, "zone Z\nasset S in Z types software-application\nasset E in Z types embedded-device\nasset H in Z types host-device\nasset N in Z types network-device\nasset U in Z")
	for row, want := range map[string]string{
		"SR 1.1":       "E, H, N, S",
		"SR 1.1 RE(3)": "E, H, N, S", // CR 1.1 RE(2) names it as a further row
		"SR 3.8 RE(2)": "E, H, N, S", // so does CR 3.8
		"SR 1.6":       "N",          // NDR 1.6 alone
		"SR 3.2 RE(2)": "H",          // HDR 3.2 RE(1) alone
		"SR 2.4 RE(1)": "E, H, N, S", // each by a row of its own type
		"SR 2.3":       "",           // nothing in 62443-4-2 derives from it
		"SR 5.4":       "",
	} {
		if got := d.concerned(t, "Z", row); got != want {
			t.Errorf("%s concerns %q, want %q", row, got, want)
		}
	}
}

// spec: RULE-3.5
func TestARowIsCoveredWhenEveryAssetItConcernsCountsForAllItsComponentRows(t *testing.T) {
	asset := func(name, types, rows string) string {
		return "asset " + name + " in Z types " + types + "\nstates " + rows + " met reason tested\n"
	}
	for _, c := range []struct {
		name, text string
		fr         sl.FR
		want       string
	}{
		{"no asset", "", sl.TRE, ""},
		{"an asset without types", "asset A in Z", sl.TRE, ""},
		{"one asset", asset("A", "embedded-device", `"CR 6.1"`), sl.TRE, "SR 6.1"},
		{"two assets", asset("A", "embedded-device", `"CR 6.1","CR 6.2"`) + asset("B", "host-device", `"CR 6.2"`), sl.TRE, "SR 6.2"},
		{"an asset the row does not concern is not asked", asset("A", "host-device", `"HDR 3.2","HDR 3.2 RE(1)"`) + asset("B", "embedded-device", `"EDR 3.2"`), sl.SI, "SR 3.2, SR 3.2 RE(2)"},
		{"an asset of two types answers for both", asset("A", "embedded-device,host-device", `"EDR 3.2"`), sl.SI, ""},
		{"and does", asset("A", "embedded-device,host-device", `"EDR 3.2","HDR 3.2"`), sl.SI, "SR 3.2"},
		// The system row has level 2, the component row behind it level 3.
		{"a component row of a higher level than the row", asset("A", "network-device", `"NDR 1.13 RE(1)"`), sl.IAC, "SR 1.13 RE(1)"},
		{"and that row is needed", asset("A", "network-device", `"NDR 1.13"`), sl.IAC, "SR 1.13"},
		// CR 1.1 RE(2) of level 3 stands behind SR 1.1 RE(3) of level 4 as well.
		{"a component row of a lower level than the row", asset("A", "embedded-device", `"CR 1.1 RE(2)"`), sl.IAC, "SR 1.1 RE(2), SR 1.1 RE(3)"},
		{"one component row for four rows", asset("A", "embedded-device", `"CR 3.8"`), sl.SI, "SR 3.8, SR 3.8 RE(1), SR 3.8 RE(2), SR 3.8 RE(3)"},
		{"not relevant counts", "asset A in Z types embedded-device\nstates \"CR 6.1\" \"not relevant\" reason \"no log\"", sl.TRE, "SR 6.1"},
	} {
		if got := draw(t, "zone Z\n"+c.text).covered("Z", c.fr); got != c.want {
			t.Errorf("%s: covered\n got %s\nwant %s", c.name, got, c.want)
		}
	}
}

// spec: RULE-3.6
func TestAnExistingSystemCountermeasureCoversTheRowOfTheAllocationItSatisfies(t *testing.T) {
	const row = "zone Z\nzone Y\nallocation L \"SR 6.1\" at Z\nallocation K \"SR 6.1\" at Y\n"
	for _, c := range []struct{ name, text, want string }{
		{"none", row, ""},
		{"existing", row + "countermeasure M existing satisfies L", "SR 6.1"},
		{"without a status it exists", row + "countermeasure M satisfies L", "SR 6.1"},
		{"planned", row + "countermeasure M planned satisfies L", ""},
		{"marked compensating", row + "countermeasure M compensating satisfies L", ""},
		{"it compensates the row", row + "countermeasure M compensates L", ""},
		{"planned beside an existing one", row + "countermeasure M planned satisfies L\ncountermeasure N satisfies L", "SR 6.1"},
		{"for another place", row + "countermeasure M satisfies K", ""},
		{"the allocation was retired", row + "countermeasure M satisfies L\ncommit\nretire L", "SR 6.1"},
		{"the countermeasure was retired", row + "countermeasure M satisfies L\ncommit\nretire M", ""},
		{"in spite of an asset that does not count", row + "countermeasure M satisfies L\nasset A in Z types embedded-device", "SR 6.1"},
		{"assets cover without any", row + "asset A in Z types embedded-device\nstates \"CR 6.1\" met reason r", "SR 6.1"},
	} {
		if got := draw(t, c.text).covered("Z", sl.TRE); got != c.want {
			t.Errorf("%s: covered %q, want %q", c.name, got, c.want)
		}
	}
}

// spec: RULE-3.7
func TestTheCapabilityOfAPlaceIsTheHighestLevelUpToWhichEveryRowIsCovered(t *testing.T) {
	covers := func(rows ...string) string {
		text := "zone Z\n"
		for i, r := range rows {
			n := string(rune('a' + i))
			text += "allocation L" + n + " \"" + r + "\" at Z\ncountermeasure M" + n + " satisfies L" + n + "\n"
		}
		return text
	}
	for _, c := range []struct {
		name, text string
		want       sl.Vector
	}{
		{"nothing", "zone Z", sl.Vector{}},
		{"level 1", covers("SR 6.1"), sixth(1)},
		{"a hole at level 1", covers("SR 6.2", "SR 6.1 RE(1)"), sixth(0)},
		{"a hole at level 2", covers("SR 6.1", "SR 6.1 RE(1)"), sixth(1)},
		{"no row of FR 6 stands at level 4", covers("SR 6.1", "SR 6.2", "SR 6.1 RE(1)"), sixth(4)},
		{"one of two rows of FR 4 at level 2", covers("SR 4.1", "SR 4.3", "SR 4.2"), sl.Vector{0, 0, 0, 1, 0, 0, 0}},
		{"FR 4 up to level 3", covers("SR 4.1", "SR 4.3", "SR 4.2", "SR 4.1 RE(1)", "SR 4.2 RE(1)"), sl.Vector{0, 0, 0, 3, 0, 0, 0}},
		{"assets and countermeasures together", covers("SR 6.2") + "asset A in Z types host-device\nstates \"CR 6.1\",\"CR 6.1 RE(1)\" met reason r", sixth(4)},
	} {
		if got := draw(t, c.text).levels("Z"); got != c.want {
			t.Errorf("%s: got %s, want %s", c.name, got, c.want)
		}
	}
}
