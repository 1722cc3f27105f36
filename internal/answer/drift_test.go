package answer

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/cordon-ot/cordon/internal/api"
	"github.com/cordon-ot/cordon/internal/app"
	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/model"
)

func drifted(t *testing.T, s *sample, o DriftOptions) api.Drift {
	t.Helper()
	d, err := Drift(context.Background(), s.view(t, "head"), s.project, o)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// points writes what drifted, one line for each point.
func points(d *api.Drift) string {
	var b strings.Builder
	for _, p := range d.Places {
		for _, q := range p.Points {
			fmt.Fprintf(&b, "%s %d %s %q %s %s\n", p.Key, q.Commit, q.Date, q.Label, q.Achieved, strings.Join(q.Baselines, ","))
		}
	}
	return b.String()
}

// spec: REC-7
func TestTheTurbineHallDriftsBothWaysAndWithTime(t *testing.T) {
	d := drifted(t, hall(t), DriftOptions{Places: []string{"ZON-1", "zon-2"}, Limit: 100})
	want := `ZON-1 1 2026-03-02 "create project" {1,1,1,1,2,1,1} BAS-1
ZON-1 3 2026-05-01 "edit" {1,0,1,1,2,1,1} 
ZON-2 1 2026-03-02 "create project" {1,1,2,1,2,1,1} BAS-1
ZON-2 2 2026-04-01 "edit" {1,1,2,1,2,4,1} 
`
	if got := points(&d); got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
	if d.From != 1 || d.State.Commit != 3 || d.State.Date != "2026-12-01" {
		t.Errorf("got commits %d to %d on %s, want 1 to 3 on 2026-12-01", d.From, d.State.Commit, d.State.Date)
	}
}

func TestALimitLooksAtTheLastCommitsOnly(t *testing.T) {
	s := hall(t)
	d := drifted(t, s, DriftOptions{Places: []string{"ZON-1"}, Limit: 2})
	want := `ZON-1 2 2026-04-01 "edit" {1,1,1,1,2,1,1} 
ZON-1 3 2026-05-01 "edit" {1,0,1,1,2,1,1} 
`
	if got := points(&d); got != want || d.From != 2 {
		t.Errorf("from %d, got\n%swant from 2\n%s", d.From, got, want)
	}
	_, err := Drift(context.Background(), s.view(t, "head"), s.project, DriftOptions{})
	if fault.KindOf(err) != fault.Invalid {
		t.Errorf("no limit: got %v, want a fault of kind invalid", err)
	}
	_, err = Drift(context.Background(), s.view(t, "head"), s.project, DriftOptions{Limit: 1, Places: []string{"ZON-99"}})
	if fault.KindOf(err) != fault.NotFound {
		t.Errorf("ZON-99: got %v, want a fault of kind not found", err)
	}
}

// broken is a record that cannot be read to its end.
type broken struct{ *app.Project }

var errBroken = errors.New("the disk is gone")

func (b broken) History(ctx context.Context, from, to uint64, fn func(*model.Commit) error) error {
	if err := b.Project.History(ctx, from, to-1, fn); err != nil {
		return err
	}
	return errBroken
}

func TestDriftSaysWhenTheRecordCannotBeRead(t *testing.T) {
	s := hall(t)
	_, err := Drift(context.Background(), s.view(t, "head"), broken{s.project}, DriftOptions{Limit: 10})
	if !errors.Is(err, errBroken) {
		t.Errorf("got %v, want the error of the record", err)
	}
}

func TestAnEmptyRecordHasNoDrift(t *testing.T) {
	s := hall(t)
	v := s.view(t, "head")
	empty := NewView(app.State{Snapshot: model.Empty(), Date: "2026-12-01"}, v.Basis, v.Evidence, nil)
	d, err := Drift(context.Background(), empty, s.project, DriftOptions{Limit: 10})
	if err != nil || len(d.Places) != 0 || d.Places == nil {
		t.Errorf("got %+v, %v; want no places and no fault", d, err)
	}
}

func TestAPlaceThatCameLaterHasNoPointBefore(t *testing.T) {
	ctx := context.Background()
	cfg := inMemory(func() time.Time { return time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC) })
	p, err := app.Create(ctx, cfg, app.Genesis{Author: "anna", Title: "Line"})
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	zone := model.Op{Kind: model.OpCreate, Item: p.NewID(), Key: model.Key{Kind: model.KindZone, Number: 1}, Title: "Control"}
	if _, err := p.Commit(ctx, app.Change{Author: "anna", Label: "edit", Ops: []model.Op{zone}}); err != nil {
		t.Fatal(err)
	}
	d := drifted(t, &sample{project: p}, DriftOptions{Limit: 10})
	if got, want := points(&d), "ZON-1 2 2026-03-02 \"edit\" {0,0,0,0,0,0,0} \n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
