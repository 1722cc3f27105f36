package answer

import (
	"testing"

	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/sl"
)

// oneWayIn holds a zone behind a conduit, with one row held by CMS-1 alone.
const oneWayIn = `
zone ZON-1 business
zone ZON-2 control target 1
conduit CON-1 connects ZON-1,ZON-2
allocation ALL-1 "SR 6.1" at ZON-2 met
countermeasure CMS-1 satisfies ALL-1
test-case TST-1 verifies CMS-1
test-run RUN-1 executes TST-1 passed at 2026-01-05
evidence EVD-1 evidences RUN-1` + there + `
countermeasure CMS-2
`

func TestDefenceShowsTheWayInAndWhatHoldsIt(t *testing.T) {
	_, v := drawn(t, "2026-03-02", oneWayIn)
	d, err := Defence(v, DefenceOptions{Zone: "ZON-2", FRs: []sl.FR{sl.TRE}})
	if err != nil {
		t.Fatal(err)
	}
	if len(d.Entries) != 1 || d.Entries[0].Place != "ZON-1" {
		t.Errorf("entries: got %+v, want ZON-1", d.Entries)
	}
	if len(d.Paths) != 1 || d.Paths[0].Layers != 1 || len(d.Paths[0].Steps) != 3 {
		t.Fatalf("paths: got %+v, want one with one layer over ZON-1, CON-1, ZON-2", d.Paths)
	}
	last := d.Paths[0].Steps[2]
	if last.Place != "ZON-2" || !last.Layer || last.Achieved != 1 || len(last.Rows) != 1 || last.Rows[0] != "SR 6.1" {
		t.Errorf("the last step: got %+v, want ZON-2 as a layer by SR 6.1 with SL-A 1", last)
	}
	if len(d.Alone) != 1 || d.Alone[0].Countermeasure != "CMS-1" || d.Alone[0].Row != "SR 6.1" {
		t.Errorf("held alone: got %+v, want SR 6.1 by CMS-1", d.Alone)
	}
}

func TestDefenceSaysWhatFallsWithoutACountermeasure(t *testing.T) {
	_, v := drawn(t, "2026-03-02", oneWayIn)
	d, err := Defence(v, DefenceOptions{Remove: []string{"CMS-1"}})
	if err != nil {
		t.Fatal(err)
	}
	if len(d.Falls) != 1 || d.Falls[0].Place != "ZON-2" || d.Falls[0].FR != "TRE" || d.Falls[0].From != 1 || d.Falls[0].To != 0 {
		t.Errorf("falls: got %+v, want TRE of ZON-2 from 1 to 0", d.Falls)
	}
	want := "assessed met; chain: no design realizes it and no existing countermeasure satisfies it"
	if len(d.Lost) != 1 || d.Lost[0].Row != "SR 6.1" || d.Lost[0].Text != want {
		t.Errorf("lost: got %+v, want SR 6.1, %q", d.Lost, want)
	}
	if v.Assessment().Places[1].Achieved.At(sl.TRE) != 1 {
		t.Error("thinking a countermeasure away changed the view")
	}
	none, err := Defence(v, DefenceOptions{Remove: []string{"CMS-2"}})
	if err != nil || len(none.Falls)+len(none.Lost) != 0 {
		t.Errorf("CMS-2, on which nothing rests: got %+v, %v", none.Falls, err)
	}
	for name, kind := range map[string]fault.Kind{"ZON-1": fault.Invalid, "CMS-9": fault.NotFound} {
		if _, err := Defence(v, DefenceOptions{Remove: []string{name}}); err == nil || fault.KindOf(err) != kind {
			t.Errorf("remove %s: got %v, want a fault of kind %s", name, err, kind)
		}
	}
}
