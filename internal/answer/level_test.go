package answer

import (
	"strings"
	"testing"

	"github.com/cordon-ot/cordon/internal/api"
	"github.com/cordon-ot/cordon/internal/fault"
)

func TestATargetThatWaitsIsShownBesideTheOneInForce(t *testing.T) {
	d, err := Levels(hall(t).view(t, "head"), LevelOptions{Items: []string{"ZON-5", "ZON-1"}})
	if err != nil {
		t.Fatal(err)
	}
	waits, stands := d.Places[0], d.Places[1]
	if waits.Key != "ZON-5" || waits.Decision.Approved || !waits.Target.IsZero() {
		t.Errorf("ZON-5 has no approved target: got %+v", waits)
	}
	if p := waits.Decision.Proposed; p == nil || *p != (api.Vector{1, 1, 1, 1, 1, 1, 1}) {
		t.Errorf("ZON-5: got proposed %v, want 1 everywhere", p)
	}
	if stands.Decision.Proposed != nil || !stands.Decision.Approved || stands.Target != (api.Vector{2, 2, 2, 1, 3, 2, 2}) {
		t.Errorf("ZON-1: got %+v, want an approved target and none that waits", stands)
	}
	if stands.Why != nil {
		t.Error("nobody asked why, but it is told")
	}
}

func TestAssetsAndProductsHaveCapabilityOnly(t *testing.T) {
	_, v := drawn(t, "2026-03-02", everyReason)
	d, err := Levels(v, LevelOptions{Items: []string{"AST-1", "PRD-1"}, Why: true})
	if err != nil {
		t.Fatal(err)
	}
	if len(d.Places) != 0 || len(d.Assets) != 1 || len(d.Products) != 1 {
		t.Fatalf("got %d places, %d assets, %d products; want none, 1, 1", len(d.Places), len(d.Assets), len(d.Products))
	}
	a := d.Assets[0]
	if a.Product != "PRD-1" || a.Place != "ZON-1" || a.Firmware != "2.1" || strings.Join(a.Types, ",") != "embedded-device" {
		t.Errorf("AST-1: got %+v", a)
	}
	if len(a.Why) != 7 || len(a.Why[0].Rows) == 0 || a.Why[0].Rows[0].Answer != "no statement" {
		t.Errorf("AST-1: got %+v, want rows without a statement for each FR", a.Why)
	}
}

func TestWhatHasNoLevelIsRefused(t *testing.T) {
	_, v := drawn(t, "2026-03-02", "zone ZON-1 control\ncountermeasure CMS-1\ncommit\nretire ZON-1")
	for name, want := range map[string]string{
		"ZON-1": "what is retired has no level",
		"CMS-1": "CMS-1 is a countermeasure",
	} {
		if _, err := Levels(v, LevelOptions{Items: []string{name}}); err == nil || fault.KindOf(err) != fault.Invalid || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want a fault of kind invalid that says %q", name, err, want)
		}
	}
	if _, err := Gaps(v, GapOptions{Places: []string{"ZON-1"}}); err == nil || fault.KindOf(err) != fault.Invalid {
		t.Errorf("gaps of the retired ZON-1: got %v, want a fault of kind invalid", err)
	}
	if _, err := Defence(v, DefenceOptions{Zone: "ZON-1"}); err == nil || fault.KindOf(err) != fault.Invalid {
		t.Errorf("defence of the retired ZON-1: got %v, want a fault of kind invalid", err)
	}
}

func TestFRsAreParsedOrRefused(t *testing.T) {
	got, err := ParseFRs([]string{"rdf", "1", "FR 6"})
	if err != nil || len(got) != 3 || got[0].String()+got[1].String()+got[2].String() != "RDFIACTRE" {
		t.Errorf("got %v, %v; want RDF IAC TRE", got, err)
	}
	if _, err := ParseFRs([]string{"IAC", "FR 8"}); fault.KindOf(err) != fault.Invalid || err == nil {
		t.Errorf("FR 8: got %v, want a fault of kind invalid", err)
	}
}
