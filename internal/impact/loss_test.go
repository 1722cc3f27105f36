package impact_test

import (
	"testing"

	"github.com/cordon-ot/cordon/internal/impact"
	"github.com/cordon-ot/cordon/internal/plant/translate"
	"github.com/cordon-ot/cordon/internal/sl"
)

func TestLossIsTheLevelWithNoneOfTheRowsTouched(t *testing.T) {
	p, states := assessed(t, proven+`countermeasure Wall satisfies L51
allocation L51 "SR 5.1" at Hall met
test-case TWall verifies Wall
test-run RWall passed at 2026-01-05 executes TWall
evidence EWall evidences RWall digest sha256:`+digest+"\n")
	state := states[len(states)-1]
	r := impact.Of(state.Snapshot(), translate.ShippedBasis(t), impact.Item(p.Node("Controller"), impact.Firmware))
	losses := r.Losses(state)
	if len(losses) != 1 || losses[0].Place.Node != p.Node("Hall") {
		t.Fatalf("losses %+v, want Hall alone", losses)
	}
	l := losses[0]
	if l.Place.Achieved.At(sl.TRE) != 1 || l.Achieved.At(sl.TRE) != 0 {
		t.Errorf("TRE is %d and could fall to %d; want 1 and 0", l.Place.Achieved.At(sl.TRE), l.Achieved.At(sl.TRE))
	}
	if got := l.Achieved.With(sl.TRE, l.Place.Achieved.At(sl.TRE)); got != l.Place.Achieved {
		t.Errorf("could fall to %v from %v; want TRE alone to fall", l.Achieved, l.Place.Achieved)
	}
	row, _ := translate.ShippedBasis(t).Row(state.Snapshot().AllocationView(p.Node("L61")).RowText())
	if len(l.Rows) != 1 || l.Rows[0] != row {
		t.Errorf("rows %v, want that of SR 6.1 (%d) alone", l.Rows, row)
	}
}

func TestLossOfAPlaceThatNoRowIsReachedInIsNothing(t *testing.T) {
	p, states := assessed(t, proven+"risk Loss threatens Hall\n")
	state := states[len(states)-1]
	r := impact.Of(state.Snapshot(), translate.ShippedBasis(t), impact.Item(p.Node("Loss"), impact.Any))
	for _, l := range r.Losses(state) {
		if len(l.Rows) != 0 || l.Achieved != l.Place.Achieved {
			t.Errorf("%s: rows %v, could fall from %v to %v; want none and no fall", p.Name(l.Place.Node), l.Rows, l.Place.Achieved, l.Achieved)
		}
	}
}
