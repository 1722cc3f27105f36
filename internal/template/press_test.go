package template_test

import (
	"testing"

	"github.com/cordon-ot/cordon/internal/model"
)

// spec: PLANT-2
func TestThePressLineHasItsSafetyData(t *testing.T) {
	s := open(t, "press-line")
	if got := count(s.now(), model.KindAsset); got < 15 || got > 25 {
		t.Errorf("%d assets, want 15 to 25", got)
	}
	pl, sil := map[string]bool{}, false
	for n := range s.now().OfKind(model.KindSafetyFunction) {
		p := s.now().Item(n).Props
		pl[p.Value("reached_pl").Text()] = true
		sil = sil || p.Value("standard").Text() == "IEC 62061" && p.Value("reached_sil").Text() != ""
	}
	if !pl["d"] || !pl["e"] || !sil {
		t.Errorf("performance levels %v, SIL after IEC 62061 %v; want PL d and e, and SIL", pl, sil)
	}
}

func TestAcceptanceOfThePressLineRaisesItsControlZone(t *testing.T) {
	s := open(t, "press-line")
	before, after := s.assess(1).Place(s.node("ZON-1")).Achieved, s.assess(2).Place(s.node("ZON-1")).Achieved
	if before != vector(t, "{0,0,1,1,1,1,0}") || after != vector(t, "{0,0,1,1,2,1,0}") {
		t.Errorf("achieved %v, then %v; want data flow to rise from 1 to 2 and nothing else", before, after)
	}
}
