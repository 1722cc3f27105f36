package host

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"os"
	"sync"
	"testing"
	"time"

	"github.com/cordon-ot/cordon/internal/answer"
	"github.com/cordon-ot/cordon/internal/app"
	"github.com/cordon-ot/cordon/internal/blob"
	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/gap"
	"github.com/cordon-ot/cordon/internal/model"
	"github.com/cordon-ot/cordon/internal/starter"
)

// spec: SRV-7
func TestAProjectIsOpenedOnceHoweverManyAskForIt(t *testing.T) {
	cfg, f, _ := config(t)
	h := start(t, cfg)
	e := create(t, h, "hall")
	if n := h.Open(); n != 0 {
		t.Errorf("%d projects are open before anybody asks, want 0", n)
	}
	var wg sync.WaitGroup
	for range 20 {
		wg.Go(func() {
			l, err := h.Acquire(t.Context(), e.ID)
			if err != nil {
				t.Errorf("Acquire: %v", err)
				return
			}
			l.Release()
			l.Release() // does nothing
		})
	}
	wg.Wait()
	if h.Open() != 1 || f.opened != 1 {
		t.Errorf("%d projects are open after %d openings, want 1 after 1", h.Open(), f.opened)
	}
	if _, err := h.Acquire(t.Context(), "nobody"); fault.KindOf(err) == fault.Internal || err == nil {
		t.Errorf("a project that is not there: got %v, want a refusal", err)
	}
}

// spec: SRV-7
func TestWhatNobodyUsesIsClosedAndWhatSomebodyHoldsIsNot(t *testing.T) {
	cfg, _, c := config(t)
	h := start(t, cfg)
	held, idle := create(t, h, "held"), create(t, h, "idle")
	l := acquire(t, h, held.ID)
	acquire(t, h, idle.ID).Release()
	c.pass(59 * time.Minute)
	h.closeIdle()
	if n := h.Open(); n != 2 {
		t.Errorf("%d are open before the idle time is over, want 2", n)
	}
	c.pass(2 * time.Minute)
	h.closeIdle()
	if n := h.Open(); n != 1 {
		t.Errorf("%d are open after it, want the one that is held", n)
	}
	add(t, l, model.KindZone, "Still open")
	again := acquire(t, h, idle.ID)
	add(t, again, model.KindZone, "Open again")
	l.Release()
	c.pass(-48 * time.Hour) // the clock is set back: the time begins anew
	h.closeIdle()
	c.pass(61 * time.Minute)
	h.closeIdle()
	if n := h.Open(); n != 1 {
		t.Errorf("%d are open an hour after the clock was set back, want 1", n)
	}
}

// spec: SRV-7
func TestBeyondTheMostTheLongestUnusedIsClosed(t *testing.T) {
	cfg, _, c := config(t)
	cfg.MostOpen = 2
	h := start(t, cfg)
	var ids []string
	for _, key := range []string{"a", "b", "c", "d"} {
		e := create(t, h, key)
		ids = append(ids, e.ID)
		acquire(t, h, e.ID).Release()
		c.pass(time.Minute)
	}
	h.closeIdle()
	var open []string
	h.mu.Lock()
	for _, id := range ids {
		if h.rooms[id] != nil {
			open = append(open, id)
		}
	}
	h.mu.Unlock()
	if len(open) != 2 || open[0] != ids[2] || open[1] != ids[3] {
		t.Errorf("open are %v, want the last two of %v", open, ids)
	}
}

func TestAnOpeningThatFailsIsTriedAgainByTheNextCaller(t *testing.T) {
	cfg, f, _ := config(t)
	h := start(t, cfg)
	e := create(t, h, "hall")
	f.refuse = errors.New("no luck")
	if _, err := h.Acquire(t.Context(), e.ID); !errors.Is(err, f.refuse) || h.Open() != 0 {
		t.Errorf("got %v with %d open, want %v with none", err, h.Open(), f.refuse)
	}
	f.refuse = nil
	acquire(t, h, e.ID)
}

func TestCloseWaitsForLeasesAndRefusesNewOnes(t *testing.T) {
	cfg, _, _ := config(t)
	h, err := New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	e := create(t, h, "hall")
	l := acquire(t, h, e.ID)
	closed := make(chan error, 1)
	go func() { closed <- h.Close() }()
	for {
		late, err := h.Acquire(t.Context(), e.ID)
		if err != nil {
			if fault.KindOf(err) != fault.Unavailable {
				t.Errorf("Acquire of a closed host: %v, want Unavailable", err)
			}
			break
		}
		late.Release()
	}
	add(t, l, model.KindZone, "The last word")
	select {
	case err := <-closed:
		t.Errorf("Close ended with %v while a lease was out", err)
	default:
	}
	l.Release()
	if err := <-closed; err != nil {
		t.Errorf("Close: %v", err)
	}
}

// The assessment of a later state is worked out from an earlier one; it must
// read as one made from nothing, whatever changed in between.
func TestAViewMadeFromAnEarlierOneEqualsOneMadeAnew(t *testing.T) {
	cfg, _, c := config(t)
	h := start(t, cfg)
	src, err := starter.Template("turbine-hall")
	if err != nil {
		t.Fatal(err)
	}
	e, err := h.Create(t.Context(), Start{Key: "hall", Title: "Hall", Fill: func(ctx context.Context, p *app.Project, files blob.Store) error {
		_, err := src.Fill(ctx, p, starter.Options{Author: "test", Files: files})
		return err
	}})
	if err != nil {
		t.Fatal(err)
	}
	l := acquire(t, h, e.ID)
	first, err := l.Head(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	l.View(first)
	retired := 0
	for n := range first.Snapshot.OfKind(model.KindAsset) {
		if retired++; retired > 6 {
			break
		}
		if _, err := l.Commit(t.Context(), app.Change{Author: "test", Label: "edit", Ops: []model.Op{
			{Kind: model.OpSet, Item: first.Snapshot.ID(n), Title: "Renamed"},
			{Kind: model.OpSet, Item: first.Snapshot.ID(n), Props: model.Props{{Name: "firmware", Value: model.TextValue(model.Text, "9.9")}}},
		}}); err != nil {
			t.Fatal(err)
		}
		if retired == 3 {
			l.FilesChanged()
			c.pass(time.Minute)
		}
		st, err := l.Head(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		fast := l.View(st)
		anew := answer.NewView(st, l.Basis(st.Snapshot), l.evidence(), nil)
		if got, want := places(t, fast.Assessment()), places(t, anew.Assessment()); !bytes.Equal(got, want) {
			t.Fatalf("after change %d: got\n%.1000s\nwant\n%.1000s", retired, got, want)
		}
		if l.View(st).Assessment() != fast.Assessment() {
			t.Error("the same state was assessed twice")
		}
	}
	if retired == 0 {
		t.Fatal("the sample has no assets")
	}
}

func places(t testing.TB, a *gap.Project) []byte {
	t.Helper()
	b, err := json.Marshal(a.Places)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestTheListOfProjectsKeepsItsRules(t *testing.T) {
	cfg, f, _ := config(t)
	h := start(t, cfg)
	hall := create(t, h, "hall")
	create(t, h, "boiler")
	for key, want := range map[string]fault.Kind{"hall": fault.Conflict, "Hall 1": fault.Invalid, "": fault.Invalid, "1st": fault.Invalid} {
		if _, err := h.Create(t.Context(), Start{Key: key, Title: "x"}); err == nil || fault.KindOf(err) != want {
			t.Errorf("Create with the key %q: %v, want %v", key, err, want)
		}
	}
	if _, err := h.Create(t.Context(), Start{Key: "new", Title: " "}); fault.KindOf(err) != fault.Invalid {
		t.Errorf("Create without a title: %v, want Invalid", err)
	}
	broken := errors.New("broken")
	id := "019cad8f-ac00-74c7-80e9-2ecd666ee895"
	_, err := h.Create(t.Context(), Start{ID: id, Key: "broken", Title: "x", Fill: func(context.Context, *app.Project, blob.Store) error { return broken }})
	if _, statErr := os.Stat(f.path(id)); !errors.Is(err, broken) || !errors.Is(statErr, os.ErrNotExist) {
		t.Errorf("a creation that fails: %v, its record: %v; want %v and nothing left", err, statErr, broken)
	}
	if err := h.Change(t.Context(), hall.ID, "The hall", true); err != nil {
		t.Fatal(err)
	}
	list, err := h.Projects(t.Context())
	if err != nil || len(list) != 2 || list[0].Key != "boiler" || list[1].Title != "The hall" || !list[1].Retired {
		t.Errorf("Projects = %+v, %v; want boiler and the retired hall", list, err)
	}
	if err := h.Change(t.Context(), "nobody", "x", false); fault.KindOf(err) != fault.NotFound {
		t.Errorf("Change of what is not there: %v, want NotFound", err)
	}
	if e, err := Find(list, "HALL"); err != nil || e.ID != hall.ID {
		t.Errorf("Find(HALL) = %+v, %v", e, err)
	}
	if _, err := Find(list, "hal"); fault.KindOf(err) != fault.NotFound || !bytes.Contains([]byte(err.Error()), []byte("hall?")) {
		t.Errorf("Find(hal): %v, want NotFound with a suggestion", err)
	}
}
