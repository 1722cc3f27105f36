package gap_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/cordon-ot/cordon/internal/capability"
	"github.com/cordon-ot/cordon/internal/gap"
	"github.com/cordon-ot/cordon/internal/model"
	"github.com/cordon-ot/cordon/internal/plant/oracle"
	"github.com/cordon-ot/cordon/internal/plant/translate"
	"github.com/cordon-ot/cordon/internal/sl"
	"github.com/cordon-ot/cordon/internal/trace"
)

func oracleCatalogue(t testing.TB) *oracle.Catalogue {
	t.Helper()
	system, err := os.ReadFile("../standard/data/iec62443-3-3.yaml")
	if err != nil {
		t.Fatal(err)
	}
	component, err := os.ReadFile("../standard/data/iec62443-4-2.yaml")
	if err != nil {
		t.Fatal(err)
	}
	c, err := oracle.ReadCatalogue(system, component)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// answers asks the product the questions of the hand-worked table.
type answers struct {
	x      *translate.History
	p      *gap.Project
	prints *trace.Prints
	plant  *capability.Plant
	now    *oracle.Plant
}

func ask(x *translate.History, history []*oracle.Plant) answers {
	in := x.Inputs[len(x.Inputs)-1]
	plant := capability.NewPlant(in.Basis, in.Snapshot)
	return answers{x, gap.Assess(in), trace.PrintsOf(plant), plant, history[len(history)-1]}
}

func vector(v sl.Vector) string {
	s := fmt.Sprint([7]sl.Level(v))
	return s[1 : len(s)-1]
}

func (a answers) allocation(id string) *gap.Row {
	for _, p := range a.p.Places {
		for i := range p.Rows {
			if p.Rows[i].Allocation == a.x.Node[id] {
				return &p.Rows[i]
			}
		}
	}
	return nil
}

func rowAnswer(r *gap.Row) string {
	switch {
	case r.Counts != gap.NotCounted:
		return r.Counts.String()
	case r.Why == gap.Assessment:
		return "no: " + r.Assessment
	case r.Why == gap.ChainBroken:
		return "no: " + r.Chain.State.String()
	case r.Why == gap.NotApplSuspect:
		return "no: " + oracle.WhyNASuspect
	case r.Why == gap.Retired:
		return "no: " + oracle.WhyNotAllocated
	}
	return "no: " + r.Why.String()
}

// answer gives ok=false for questions that other packages answer.
func (a answers) answer(w oracle.Want) (string, bool) {
	n := a.x.Node[w.Subject]
	switch w.Ask {
	case oracle.AskProduct:
		return vector(a.plant.Capability(a.plant.Product(n))), true
	case oracle.AskAsset:
		return vector(a.plant.Capability(a.plant.Asset(n))), true
	case oracle.AskPlace:
		return vector(a.p.Place(n).Capability), true
	case oracle.AskAchieved:
		return vector(a.p.Place(n).Achieved), true
	case oracle.AskClaimed:
		return vector(a.p.Place(n).Claimed), true
	case oracle.AskGap:
		return vector(a.p.Place(n).Gap), true
	case oracle.AskChain:
		return a.chains().Of(n).State.String(), true
	case oracle.AskCompensation:
		return compensation(a.allocation(w.Subject)), true
	case oracle.AskRow:
		return a.row(w.Subject), true
	case oracle.AskSuspect:
		l := a.now.Links[w.Subject]
		if l == nil {
			return "no", true
		}
		return yes(a.suspect(l)), true
	case oracle.AskTargetOpen:
		return yes(a.p.Place(n) != nil && a.p.Place(n).Open), true
	}
	return "", false
}

func (a answers) chains() *trace.Chains {
	return trace.NewChains(a.prints, a.x.Inputs[len(a.x.Inputs)-1].Context)
}

func (a answers) suspect(l *oracle.Link) bool {
	s := a.prints
	from, to := a.x.Node[l.From], a.x.Node[l.To]
	snap := a.x.States[len(a.x.States)-1]
	for _, n := range []model.Node{from, to} {
		if !snap.Live(n) && snap.Kind(n) != model.KindAllocation {
			return false
		}
	}
	v, _ := model.ParseVerb(l.Verb)
	return s.Suspect(from, v, to)
}

func compensation(r *gap.Row) string {
	if r == nil || r.Compensation.State == gap.NotCompensated {
		return ""
	}
	return [...]string{
		"", oracle.NotMarked, oracle.StillPlanned, oracle.NotApproved, oracle.NoEndDate, oracle.Expired,
		oracle.NoJustification, oracle.NoPlace, oracle.OwnTestFailed, oracle.CompensationEvidence,
		oracle.CompensationOutOfDate, oracle.SuspectState, oracle.Valid,
	}[r.Compensation.State]
}

func yes(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

// row answers "place: code".
func (a answers) row(subject string) string {
	for i := range subject {
		if subject[i] == ':' {
			j, ok := a.x.Basis.Row("62443-3-3:2013 " + subject[i+2:])
			if !ok {
				return "no such row"
			}
			return rowAnswer(&a.p.Place(a.x.Node[subject[:i]]).Rows[j])
		}
	}
	return "bad question"
}

// spec: RULE-2.1, RULE-3.1, RULE-4.1
func TestHandWorkedTable(t *testing.T) {
	basis := translate.ShippedBasis(t)
	asked := 0
	for _, hand := range oracle.Cases(oracleCatalogue(t)) {
		t.Run(hand.Name, func(t *testing.T) {
			a := ask(translate.Plants(t, basis, hand.History), hand.History)
			for _, w := range hand.Wants {
				got, mine := a.answer(w)
				if !mine {
					continue
				}
				asked++
				if got != w.Text {
					t.Errorf("%s %s\n got %s\nwant %s\nworking: %s", w.Ask, w.Subject, got, w.Text, hand.Working)
				}
			}
		})
	}
	t.Logf("%d questions", asked)
}

// TestRandomPlantsAgreeWithSecondImplementation compares every vector, row,
// chain state, compensation and suspect link of random histories with the
// naive implementation, and the incremental result with the full one.
//
// spec: ANALYSIS-2, ANALYSIS-9
func TestRandomPlantsAgreeWithSecondImplementation(t *testing.T) {
	basis, cat := translate.ShippedBasis(t), oracleCatalogue(t)
	seeds := 12
	if testing.Short() {
		seeds = 4
	}
	for seed := range seeds {
		rng := rand.New(rand.NewPCG(uint64(seed), 7))
		m := oracle.Maker{Rng: rng, Catalogue: cat, Circles: seed%3 == 0}
		history := m.RandomHistory(10+rng.IntN(25), 8)
		x := translate.Plants(t, basis, history)
		var prev *gap.Project
		for i := range history {
			step := history[:i+1]
			a := ask(x.Until(i), step)
			if d := disagreement(a, oracle.View{Catalogue: cat, History: step}); d != "" {
				t.Fatalf("seed %d, state %d: %s", seed, i, d)
			}
			if prev != nil {
				// Files are judged anew in every state of the oracle.
				got := gap.Update(prev, x.Inputs[i], filesDiffer(history[i-1], history[i]))
				if d := cmp.Diff(a.p.Places, got.Places); d != "" {
					t.Fatalf("seed %d, state %d: incremental differs from full (-full +incremental):\n%s", seed, i, d)
				}
			}
			prev = a.p
		}
	}
}

func filesDiffer(a, b *oracle.Plant) bool {
	for _, id := range b.IDs(oracle.Evidence) {
		if old := a.Items[id]; old != nil && old.File != b.Items[id].File {
			return true
		}
	}
	return false
}

func disagreement(a answers, v oracle.View) string {
	differ := func(ask, subject, got, want string) string {
		if got == want {
			return ""
		}
		return fmt.Sprintf("%s %s: product %q, oracle %q", ask, subject, got, want)
	}
	now := v.History[len(v.History)-1]
	for _, id := range now.IDs("") {
		it := now.Items[id]
		if it.Retired && it.Kind != oracle.Allocation {
			continue
		}
		var asks []string
		switch it.Kind {
		case oracle.Product:
			asks = []string{oracle.AskProduct}
		case oracle.Asset:
			asks = []string{oracle.AskAsset}
		case oracle.Zone, oracle.Conduit:
			asks = []string{oracle.AskPlace, oracle.AskAchieved, oracle.AskClaimed, oracle.AskGap, oracle.AskTargetOpen}
			for i := range a.p.Place(a.x.Node[id]).Rows {
				code := a.x.Basis.Rows()[i].Ref.Code
				if d := differ("row", id+" "+code, a.row(id+": "+code), v.Answer(oracle.AskRow, id+": "+code)); d != "" {
					return d
				}
			}
		case oracle.Allocation:
			asks = []string{oracle.AskChain}
			if a.allocation(id) != nil {
				asks = append(asks, oracle.AskCompensation)
			}
		}
		for _, ask := range asks {
			got, _ := a.answer(oracle.Want{Ask: ask, Subject: id})
			if d := differ(ask, id, got, v.Answer(ask, id)); d != "" {
				return d
			}
		}
	}
	for id, l := range now.Links {
		if d := differ("suspect", id, yes(a.suspect(l)), yes(v.Suspect(id))); d != "" {
			return d
		}
	}
	return ""
}
