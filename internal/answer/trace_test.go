package answer

import (
	"context"
	"testing"

	"github.com/cordon-ot/cordon/internal/api"
	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/model"
)

func TestDocumentsOfTheChainHoldNoNullListAndNoWordOutsideItsEnum(t *testing.T) {
	s := hall(t)
	v := s.view(t, "head")
	first := s.view(t, "1")
	for _, what := range []string{"ZON-1", "ALL-1", "AST-1", "PRD-1", "CMS-1", "TST-1", "RUN-1", "EVD-1", "SR 1.1", "CR 1.1"} {
		d, err := Trace(v, TraceOptions{What: what})
		if err != nil {
			t.Fatal(err)
		}
		checkDocument(t, "trace "+what, d)
	}
	for _, p := range v.Assessment().Places {
		d, err := TraceZone(v, v.Key(p.Node))
		if err != nil {
			t.Fatal(err)
		}
		checkDocument(t, "trace of "+d.Place, d)
		rows := 0
		for _, c := range d.ByState {
			rows += c.Rows
		}
		if rows != len(d.Rows) {
			t.Errorf("%s: %d rows by state, %d rows", d.Place, rows, len(d.Rows))
		}
	}
	checkDocument(t, "coverage", TraceCoverage(v))
	for n := range v.Snapshot().OfKind(model.KindAsset) {
		d, err := Impact(v, ImpactOptions{Items: []string{v.Key(n)}})
		if err != nil {
			t.Fatal(err)
		}
		checkDocument(t, "impact of "+v.Key(n), d)
	}
	since, err := ImpactSince(v, first.State)
	if err != nil {
		t.Fatal(err)
	}
	if len(since.Seeds) == 0 || len(since.Items) == 0 {
		t.Errorf("since commit 1: got %d seeds and %d items", len(since.Seeds), len(since.Items))
	}
	checkDocument(t, "impact since", since)
	diff, err := Compare(first, v)
	if err != nil {
		t.Fatal(err)
	}
	checkDocument(t, "diff", diff)
	if _, err := Compare(v, first); fault.KindOf(err) != fault.Invalid {
		t.Errorf("compared backwards: got %v, want Invalid", err)
	}
	checkDocument(t, "baselines", Baselines(v.State))
}

func TestAChainIsFollowedBothWaysUnlessOneIsAskedFor(t *testing.T) {
	v := hall(t).view(t, "head")
	for _, c := range []struct {
		o        TraceOptions
		up, down bool
	}{
		{TraceOptions{What: "ALL-1"}, true, true},
		{TraceOptions{What: "ALL-1", Up: true}, true, false},
		{TraceOptions{What: "ALL-1", Down: true}, false, true},
	} {
		d, err := Trace(v, c.o)
		if err != nil {
			t.Fatal(err)
		}
		if (len(d.Up) > 0) != c.up || (len(d.Down) > 0) != c.down {
			t.Errorf("%+v: got %d steps up and %d down", c.o, len(d.Up), len(d.Down))
		}
	}
	if _, err := Trace(v, TraceOptions{What: "ALL-99999"}); fault.KindOf(err) != fault.NotFound {
		t.Errorf("an allocation that is not there: got %v, want NotFound", err)
	}
}

func TestWhatIfSaysWhatFallsWhenACountermeasureGoes(t *testing.T) {
	s := hall(t)
	v := s.view(t, "head")
	list := []api.Op{{Op: "retire", Key: "CMS-1"}, {Op: "create", Kind: "zone", Title: "New"}}
	ops, err := Ops(v.Snapshot(), list, OpOptions{NewID: s.project.NewID})
	if err != nil {
		t.Fatal(err)
	}
	after, err := s.project.Plan(context.Background(), v.State, ops)
	if err != nil {
		t.Fatal(err)
	}
	y := v.Planned(after, v.Basis)
	d := WhatIf(v, y, len(ops), FindingOptions{}, FindingOptions{})
	checkDocument(t, "what if", d)
	if len(d.Added) != 1 || d.Ops != 2 || len(d.Places) < 2 {
		t.Errorf("got %d ops, new %v, %d places", d.Ops, d.Added, len(d.Places))
	}
	isNew := 0
	for _, p := range d.Places {
		if p.Before == nil && p.After != nil && p.Key == d.Added[0] {
			isNew++
		}
	}
	if isNew != 1 {
		t.Errorf("the new zone stands %d times among the places, without numbers before", isNew)
	}
	if v.Snapshot() == y.Snapshot() || v.Snapshot().Commit() != s.view(t, "head").Snapshot().Commit() {
		t.Error("something was written")
	}
}

// spec: SRV-39
func TestLevelsCountTheChainsOfAPlaceAsItsTraceDoes(t *testing.T) {
	v := hall(t).view(t, "head")
	d, err := Levels(v, LevelOptions{Chains: true})
	if err != nil {
		t.Fatal(err)
	}
	rows := 0
	for _, p := range d.Places {
		zone, err := TraceZone(v, p.Key)
		if err != nil {
			t.Fatal(err)
		}
		got := 0
		for _, c := range p.ByState {
			got += c.Rows
			want := 0
			for _, r := range zone.Rows {
				if r.Chain == c.State || r.Chain == "" && c.State == "not allocated" {
					want++
				}
			}
			if c.Rows != want {
				t.Errorf("%s: %d rows %s, its trace has %d", p.Key, c.Rows, c.State, want)
			}
		}
		if got != len(zone.Rows) {
			t.Errorf("%s: %d rows counted, its trace has %d", p.Key, got, len(zone.Rows))
		}
		rows += got
	}
	if rows == 0 {
		t.Error("no row was counted at all")
	}
}
