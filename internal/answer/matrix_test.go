package answer

import (
	"encoding/json"
	"slices"
	"testing"

	"github.com/cordon-ot/cordon/internal/api"
	"github.com/cordon-ot/cordon/internal/fault"
)

// cellOf writes one cell of a matrix as the trace of a place says it.
func cellOf(d api.Matrix, p api.MatrixPlace, i int) api.RowWhy {
	r := d.Rows[i]
	return api.RowWhy{
		Row: r.Row, Level: r.Level, Title: r.Title, Allocation: p.Allocations[i],
		Assessment: d.Assessments[p.Assessments[i]], Chain: d.Chains[p.Chains[i]],
		Counts: d.Counts[p.Counts[i]], Reason: d.Reasons[p.Reasons[i]],
	}
}

func TestTheMatrixSaysOfEachCellWhatTheTraceOfItsPlaceSays(t *testing.T) {
	_, small := drawn(t, "2026-03-02", everyReason)
	for name, v := range map[string]*View{"hall": hall(t).view(t, "head"), "every reason": small} {
		d, err := Matrix(v, nil)
		if err != nil {
			t.Fatal(err)
		}
		checkDocument(t, name, d)
		levels, err := Levels(v, LevelOptions{})
		if err != nil {
			t.Fatal(err)
		}
		if len(d.Rows) != 100 || len(d.Places) != len(levels.Places) {
			t.Fatalf("%s: got %d rows on %d places, want 100 on %d", name, len(d.Rows), len(d.Places), len(levels.Places))
		}
		compared := 0
		for i, p := range d.Places {
			if l := levels.Places[i]; p.Key != l.Key || p.Vectors != l.Vectors || p.Approved != l.Decision.Approved || p.Suspects != l.Suspects {
				t.Errorf("%s: got column %s %+v, the levels say %s %+v", name, p.Key, p.Vectors, l.Key, l.Vectors)
			}
			compared += sameAsTrace(t, v, d, p)
		}
		if compared == 0 {
			t.Errorf("%s: no cell was compared", name)
		}
	}
}

// sameAsTrace compares a column with the trace of its place and tells how many
// cells that were.
func sameAsTrace(t *testing.T, v *View, d api.Matrix, p api.MatrixPlace) int {
	t.Helper()
	zone, err := TraceZone(v, p.Key)
	if err != nil {
		t.Fatal(err)
	}
	told := map[string]api.RowWhy{}
	for _, w := range zone.Rows {
		told[w.Row] = w
	}
	for i, r := range d.Rows {
		w, is := told[r.Row]
		if !is {
			if p.Allocations[i] != "" && !slices.Contains(p.Retired, i) {
				t.Errorf("%s %s: allocated as %s, but the trace leaves it out", p.Key, r.Row, p.Allocations[i])
			}
			continue
		}
		if compensation := d.Compensations[p.Compensations[i]]; w.Compensation == nil && compensation != "" || w.Compensation != nil && w.Compensation.State != compensation {
			t.Errorf("%s %s: compensation %q, the trace says %+v", p.Key, r.Row, compensation, w.Compensation)
		}
		w.Text, w.Item, w.Compensation = "", "", nil
		if got := cellOf(d, p, i); got != w {
			t.Errorf("%s: got %+v, the trace says %+v", p.Key, got, w)
		}
	}
	return len(zone.Rows)
}

func TestTheMatrixOfSomePlacesIsThatOfAllWithoutTheOthers(t *testing.T) {
	v := hall(t).view(t, "head")
	all, err := Matrix(v, nil)
	if err != nil {
		t.Fatal(err)
	}
	some, err := Matrix(v, []string{all.Places[2].Key, all.Places[0].Key})
	if err != nil {
		t.Fatal(err)
	}
	got, _ := json.Marshal(some.Places)
	want, _ := json.Marshal([]api.MatrixPlace{all.Places[2], all.Places[0]})
	if string(got) != string(want) {
		t.Errorf("got %s\nwant %s", got, want)
	}
	if _, err := Matrix(v, []string{"ZON-999"}); fault.KindOf(err) != fault.NotFound {
		t.Errorf("a zone that is not there: got %v, want NotFound", err)
	}
}
