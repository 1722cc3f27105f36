package template_test

import (
	"os"
	"strings"
	"testing"
	"time"

	"github.com/cordon-ot/cordon/internal/gap"
	"github.com/cordon-ot/cordon/internal/model"
	"github.com/cordon-ot/cordon/internal/sl"
	"github.com/cordon-ot/cordon/internal/trace"
	"github.com/cordon-ot/cordon/internal/zone"
)

func vector(t *testing.T, s string) sl.Vector {
	t.Helper()
	v, err := sl.ParseVector(s)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// spec: PLANT-1
func TestTheTurbineHallIsTheOneThatWasAskedFor(t *testing.T) {
	s := open(t, "turbine-hall")
	if got := count(s.now(), model.KindAsset); got < 30 {
		t.Errorf("%d assets, want at least 30", got)
	}
	legacy := 0
	for n := range s.now().OfKind(model.KindAsset) {
		if s.now().Item(n).Props.Value("legacy").Bool() {
			legacy++
		}
	}
	if legacy != 2 {
		t.Errorf("%d legacy assets, want 2", legacy)
	}
	if got := s.now().Item(s.node("AST-1")).Title; !strings.Contains(got, "Turbine controller") {
		t.Errorf("AST-1 is %q, want the turbine controller", got)
	}
	p := s.assess(1)
	if got, want := p.Place(s.node("ZON-2")).Target, vector(t, "{3,3,3,3,3,3,3}"); got != want {
		t.Errorf("target of emergency shutdown %v, want %v", got, want)
	}
}

func TestTheLaptopZoneIsFullyProven(t *testing.T) {
	s := open(t, "turbine-hall")
	for commit := range s.states {
		p := s.assess(commit + 1).Place(s.node("ZON-6"))
		if p.Achieved != p.Target || p.Gap != (sl.Vector{}) || p.Target != vector(t, "{1,1,1,1,1,1,1}") {
			t.Errorf("after commit %d: target %v, achieved %v, gap %v; want target 1 everywhere and no gap", commit+1, p.Target, p.Achieved, p.Gap)
		}
	}
}

func TestEveryChainStateIsThere(t *testing.T) {
	s := open(t, "turbine-hall")
	states := map[trace.State]string{}
	causes := map[trace.Validity]string{}
	for _, p := range s.assess(3).Places {
		for _, r := range p.Rows {
			// Only rows that claim to be met: elsewhere nobody expects a chain.
			if r.Allocation == model.NoNode || r.Assessment != model.AssessedMet {
				continue
			}
			key := s.now().Item(r.Allocation).Key.String()
			states[r.Chain.State] = key
			if r.Chain.State == trace.EvidenceNotValid {
				causes[r.Chain.Cause] = key
			}
		}
	}
	for _, state := range trace.States() {
		if states[state] == "" {
			t.Errorf("no allocation that is assessed met is %q", state)
		}
	}
	if len(causes) < 4 {
		t.Errorf("evidence is not valid for %d causes (%v), want expired, out of scope, missing and changed", len(causes), causes)
	}
}

func TestTheHistoryShowsDriftBothWays(t *testing.T) {
	s := open(t, "turbine-hall")
	for _, c := range []struct {
		commit     int
		place, why string
		want       string
	}{
		{1, "ZON-1", "as imported", "{1,1,1,1,2,1,1}"},
		{2, "ZON-1", "the proof test is elsewhere", "{1,1,1,1,2,1,1}"},
		{3, "ZON-1", "the operator station was updated", "{1,0,1,1,2,1,1}"},
		{1, "ZON-2", "log collection and monitoring not shown yet", "{1,1,2,1,2,1,1}"},
		{2, "ZON-2", "both shown; FR 6 has no row of level 4", "{1,1,2,1,2,4,1}"},
		{3, "ZON-2", "the update is elsewhere", "{1,1,2,1,2,4,1}"},
	} {
		if got := s.assess(c.commit).Place(s.node(c.place)).Achieved; got != vector(t, c.want) {
			t.Errorf("%s after commit %d (%s): achieved %v, want %s", c.place, c.commit, c.why, got, c.want)
		}
	}
}

func TestFirmwareOfTheTurbineControllerLowersItsZoneUntilConfirmed(t *testing.T) {
	s := open(t, "turbine-hall")
	s.apply([]model.Op{{Kind: model.OpSet, Item: s.now().Item(s.node("AST-1")).ID, Props: model.Props{
		{Name: "firmware", Value: model.TextValue(model.Text, "4.3.0")},
	}}})
	if got, want := s.assess(4).Place(s.node("ZON-1")).Achieved, vector(t, "{0,0,0,1,2,1,0}"); got != want {
		t.Errorf("after the firmware change: achieved %v, want %v", got, want)
	}
	s.confirmAll(s.assess(4))
	if got, want := s.assess(5).Place(s.node("ZON-1")).Achieved, vector(t, "{1,1,1,1,2,1,1}"); got != want {
		t.Errorf("after all links were confirmed: achieved %v, want %v", got, want)
	}
}

// confirmAll says in one commit that every suspect link still holds.
func (s *sample) confirmAll(p *gap.Project) {
	prints := trace.NewPrints(s.basis, s.now())
	b := model.NewBuilder(s.now(), s.now().Commit()+1, time.Time{}, model.Options{})
	for _, place := range p.Places {
		for _, l := range place.Suspects {
			b.Confirm(l.From, l.Verb, l.To, prints.Link(l.From, l.Verb, l.To))
		}
	}
	s.states = append(s.states, b.Snapshot())
}

func TestTheZoneFindingsAreTheDeliberateOnes(t *testing.T) {
	s := open(t, "turbine-hall")
	want := map[string]string{
		"62443-3-2 ZCR 3.1": "CHN-24",
		"62443-3-2 ZCR 3.5": "ZON-3 accepted",
		"62443-3-2 ZCR 3.6": "ZON-3",
		"62443-3-2 ZCR 5.6": "CON-7",
	}
	for _, f := range zone.Findings(s.now()) {
		got := s.now().Item(f.Subjects[0]).Key.String()
		if f.Accepted != nil {
			got += " accepted"
		}
		if want[f.Clause] != got {
			t.Errorf("finding %s (%s) about %s, want %q", f.Rule, f.Clause, got, want[f.Clause])
		}
		delete(want, f.Clause)
	}
	for clause, about := range want {
		t.Errorf("there is no finding %s about %s", clause, about)
	}
	press := open(t, "press-line")
	for _, f := range zone.Findings(press.now()) {
		t.Errorf("press-line: finding %s about %s, want none", f.Rule, press.now().Item(f.Subjects[0]).Key)
	}
}

// TestTheGuideNamesTheRightAllocations reads the tables of docs/guide, whose
// lines are "| key | row | what it shows | why |".
func TestTheGuideNamesTheRightAllocations(t *testing.T) {
	guide, err := os.ReadFile("../../docs/guide/samples.md")
	if err != nil {
		t.Fatal(err)
	}
	s := open(t, "turbine-hall")
	shown := map[string]string{}
	for _, p := range s.assess(3).Places {
		for i, r := range p.Rows {
			if r.Allocation != model.NoNode {
				key := s.now().Item(r.Allocation).Key.String()
				shown[key+" "+s.basis.Rows()[i].Ref.Code] = inGuide(r)
			}
		}
	}
	lines := 0
	for line := range strings.Lines(string(guide)) {
		cells := strings.Split(line, "|")
		if len(cells) < 6 || !strings.HasPrefix(strings.TrimSpace(cells[1]), "ALL-") {
			continue
		}
		lines++
		at := strings.TrimSpace(cells[1]) + " " + strings.TrimSpace(cells[2])
		if got, want := shown[at], strings.TrimSpace(cells[3]); got != want {
			t.Errorf("the guide says %s is %q, it is %q", at, want, got)
		}
	}
	if lines < 14 {
		t.Errorf("the guide names %d allocations, want at least one per state", lines)
	}
}

func inGuide(r gap.Row) string {
	switch {
	case r.Counts == gap.CountsNotApplicable || r.Counts == gap.CountsCompensated:
		return r.Counts.String()
	case r.Assessment != model.AssessedMet:
		return r.Assessment
	case r.Chain.State == trace.EvidenceNotValid:
		return r.Chain.State.String() + ": " + strings.SplitN(r.Chain.Cause.String(), ":", 2)[0]
	}
	return r.Chain.State.String()
}
