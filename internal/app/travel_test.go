package app_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/cordon-ot/cordon/internal/app"
	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/model"
	"github.com/cordon-ot/cordon/internal/store"
	"github.com/cordon-ot/cordon/internal/store/memory"
)

// dated makes a record whose commits 2, 3, 4 … are made at the given moments;
// commit 1 was made on 2026-03-01 at 08:00 UTC. Each sets the title of SYS-1 to
// its number.
func dated(t *testing.T, s store.Store, zone string, moments ...string) *fixture {
	f := create(t, s)
	for i, m := range moments {
		at, err := time.Parse(time.RFC3339, m)
		if err != nil {
			t.Fatal(err)
		}
		f.clock.add(at.Add(-time.Minute).Sub(f.clock.now())) // commit adds the minute
		f.commit("edit", func(m *app.Maker) {
			var props model.Props
			if zone != "" {
				props = model.Props{text("time_zone", zone)}
			}
			f.must(m.Set(mustKey(t, "SYS-1"), fmt.Sprintf("state %d", i+2), props))
		})
	}
	return f
}

// spec: REC-7
func TestAtFindsCommitsDaysMomentsAndBaselines(t *testing.T) {
	stores(t, func(t *testing.T, s store.Store) {
		f := dated(t, s, "", "2026-03-01T23:59:00Z", "2026-03-02T00:00:00Z", "2026-03-05T12:00:00Z", "2026-03-05T13:00:00Z")
		f.commit(app.LabelBaseline, func(m *app.Maker) {
			if _, err := m.SetBaseline("Factory test", 3); err != nil {
				t.Fatal(err)
			}
		})
		f.clock.add(48 * time.Hour)
		for _, c := range []struct {
			ref    string
			commit uint64
			date   string
			label  string
		}{
			{"", 6, "2026-03-07", "head"},
			{"HEAD", 6, "2026-03-07", "head"},
			{"1", 1, "2026-03-01", "commit 1"},
			{"#3", 3, "2026-03-02", "commit 3"},
			{"commit 5", 5, "2026-03-05", "commit 5"},
			{" 6 ", 6, "2026-03-05", "commit 6"},
			{"2026-03-01", 2, "2026-03-01", "2026-03-01"},
			{"2026-03-02", 3, "2026-03-02", "2026-03-02"},
			{"2026-03-04", 3, "2026-03-04", "2026-03-04"},
			{"2026-03-05", 6, "2026-03-05", "2026-03-05"},
			{"2030-01-01", 6, "2030-01-01", "2030-01-01"},
			{"2026-03-05T12:00:00Z", 4, "2026-03-05", "2026-03-05T12:00:00Z"},
			{"2026-03-05T11:59:59.999Z", 3, "2026-03-05", "2026-03-05T11:59:59.999Z"},
			{"2026-03-02T01:30:00+02:00", 1, "2026-03-01", "2026-03-02T01:30:00+02:00"},
			{"BAS-1", 3, "2026-03-02", "BAS-1"},
			{"bas-1", 3, "2026-03-02", "BAS-1"},
			{"Factory test", 3, "2026-03-02", "BAS-1"},
			{"factory TEST", 3, "2026-03-02", "BAS-1"},
		} {
			st, err := f.At(background, c.ref)
			if err != nil {
				t.Errorf("At(%q): %v", c.ref, err)
				continue
			}
			if st.Snapshot.Commit() != c.commit || st.Date != c.date || st.Label != c.label {
				t.Errorf("At(%q) = commit %d, %s, %q, want commit %d, %s, %q", c.ref, st.Snapshot.Commit(), st.Date, st.Label, c.commit, c.date, c.label)
			}
		}
	})
}

func TestADayIsThatOfTheProjectsTimeZone(t *testing.T) {
	// Berlin is an hour ahead of UTC in winter: 23:30 UTC is the next day there.
	f := dated(t, memory.New(), "Europe/Berlin", "2026-03-01T22:30:00Z", "2026-03-01T23:30:00Z")
	for _, c := range []struct {
		ref    string
		commit uint64
		date   string
	}{
		{"2026-03-01", 2, "2026-03-01"},
		{"2026-03-02", 3, "2026-03-02"},
		{"3", 3, "2026-03-02"},
		{"", 3, "2026-03-02"},
		{"2026-03-01T23:30:00Z", 3, "2026-03-02"},
	} {
		st, err := f.At(background, c.ref)
		if err != nil || st.Snapshot.Commit() != c.commit || st.Date != c.date {
			t.Errorf("At(%q) = commit %d, %s, %v, want commit %d, %s", c.ref, st.Snapshot.Commit(), st.Date, err, c.commit, c.date)
		}
	}
}

func TestAStateThatDoesNotExistIsAnsweredWithWhatDoes(t *testing.T) {
	f := dated(t, memory.New(), "", "2026-03-02T00:00:00Z")
	f.commit("baseline", func(m *app.Maker) { _, err := m.SetBaseline("Gate 1", 0); f.must(err) })
	for ref, words := range map[string][]string{
		"0":                          {"commits 1 to 3"},
		"4":                          {"commits 1 to 3"},
		"99999999999999999999999999": {"commits 1 to 3"},
		"2026-02-28":                 {"begins on 2026-03-01 08:00:00 UTC"},
		"2026-03-01T07:59:59Z":       {"begins on 2026-03-01"},
		"Gate 2":                     {`BAS-1 "Gate 1"`},
		"BAS-2":                      {`BAS-1 "Gate 1"`},
		"-1":                         {"BAS-1"},
	} {
		_, err := f.At(background, ref)
		wantKind(t, err, fault.NotFound, words...)
	}
	empty, err := app.Create(background, config(t, memory.New(), f.clock), app.Genesis{ProjectID: "e"})
	f.must(err)
	defer empty.Close()
	_, err = empty.At(background, "2026-03-01")
	wantKind(t, err, fault.NotFound, "the record is empty")
	_, err = empty.At(background, "Gate")
	wantKind(t, err, fault.NotFound, "no baselines")
	if st, err := empty.At(background, ""); err != nil || st.Snapshot.Commit() != 0 {
		t.Fatalf("the head of an empty record: %v, %v", st, err)
	}
}

func TestATitleOfABaselineIsUnmistakable(t *testing.T) {
	f := dated(t, memory.New(), "")
	f.commit("baseline", func(m *app.Maker) { _, err := m.SetBaseline("Gate 1", 0); f.must(err) })
	for title, kind := range map[string]fault.Kind{
		"": fault.Invalid, "12": fault.Invalid, "#12": fault.Invalid, "Head": fault.Invalid, "2026-03-01": fault.Invalid,
		"2026-03-01T00:00:00Z": fault.Invalid, "ZON-1": fault.Invalid, "gate 1": fault.Conflict,
	} {
		if _, err := f.maker().SetBaseline(title, 0); err == nil || fault.KindOf(err) != kind {
			t.Errorf("SetBaseline(%q): %v, want %s", title, err, kind)
		}
	}
	_, err := f.maker().SetBaseline("later", 99)
	wantKind(t, err, fault.NotFound, "the last one is 2")
}

// spec: REC-7, MODEL-4
func TestTheStateAsOfACommitIsTheOneKeptAtThatTime(t *testing.T) {
	stores(t, func(t *testing.T, s store.Store) {
		f := create(t, s)
		kept := []string{""}
		for c := f.head(); ; c = f.head() {
			kept = append(kept, dump(c))
			if c.Commit() == 150 {
				break
			}
			f.commit("edit", func(m *app.Maker) {
				a := m.Create(model.KindAsset, fmt.Sprintf("asset %d", c.Commit()), nil)
				if c.Commit() > 3 {
					f.must(m.Link(m.Create(model.KindTask, "look", nil), model.For, a, nil))
					f.must(m.Set(mustKey(t, "AST-1"), fmt.Sprintf("changed in %d", c.Commit()+1), nil))
				}
			})
		}
		// A new process has no states at hand.
		again, err := app.Open(background, config(t, lastingStore{s}, f.clock))
		f.must(err)
		defer again.Close()
		for _, p := range []*app.Project{f.Project, again} {
			for _, n := range []int{150, 1, 149, 75, 76, 74, 2, 120, 33} {
				st, err := p.At(background, fmt.Sprint(n))
				f.must(err)
				if got := dump(st.Snapshot); got != kept[n] {
					t.Fatalf("as of commit %d: %s", n, firstDifference(got, kept[n]))
				}
			}
		}
	})
}

// lastingStore is a store that a second project may close.
type lastingStore struct{ store.Store }

func (lastingStore) Close() error { return nil }

func TestHistoryGivesTheCommitsAskedFor(t *testing.T) {
	f := dated(t, memory.New(), "", "2026-03-02T00:00:00Z", "2026-03-03T00:00:00Z", "2026-03-04T00:00:00Z")
	read := func(from, to uint64) (got []uint64, err error) {
		err = f.History(background, from, to, func(c *model.Commit) error { got = append(got, c.Number); return nil })
		return got, err
	}
	for _, c := range []struct {
		from, to uint64
		want     string
	}{{1, 0, "[1 2 3 4]"}, {2, 3, "[2 3]"}, {4, 4, "[4]"}, {5, 0, "[]"}, {3, 2, "[]"}} {
		if got, err := read(c.from, c.to); err != nil || fmt.Sprint(got) != c.want {
			t.Errorf("History(%d, %d) = %v, %v, want %s", c.from, c.to, got, err, c.want)
		}
	}
	_, err := read(0, 0)
	wantKind(t, err, fault.Invalid)
	_, err = read(1, 5)
	wantKind(t, err, fault.NotFound)
	ctx, cancel := context.WithCancel(background)
	cancel()
	wantKind(t, f.History(ctx, 1, 0, nil), fault.Unavailable)
}
