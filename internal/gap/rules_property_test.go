package gap_test

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/cordon-ot/cordon/internal/gap"
	"github.com/cordon-ot/cordon/internal/model"
	"github.com/cordon-ot/cordon/internal/plant/oracle"
	"github.com/cordon-ot/cordon/internal/plant/translate"
	"github.com/cordon-ot/cordon/internal/sl"
	"github.com/cordon-ot/cordon/internal/trace"
)

// eachRandomState runs fn on the states of random histories, the same ones in
// every run.
func eachRandomState(t *testing.T, seeds int, fn func(t *testing.T, rng *rand.Rand, in gap.Input)) {
	t.Helper()
	basis, cat := translate.ShippedBasis(t), oracleCatalogue(t)
	for seed := range seeds {
		rng := rand.New(rand.NewPCG(uint64(seed), 62443))
		m := oracle.Maker{Rng: rng, Catalogue: cat, Circles: seed%2 == 0}
		for _, in := range translate.Plants(t, basis, m.RandomHistory(20, 4)).Inputs {
			fn(t, rng, in)
		}
		if t.Failed() {
			t.Fatalf("seed %d", seed)
		}
	}
}

// linkEnds is one link that can be suspect.
type linkEnds struct {
	from model.Node
	verb model.Verb
	to   model.Node
}

// canBeSuspect lists the links of a state that can be suspect.
func canBeSuspect(s *model.Snapshot) []linkEnds {
	var out []linkEnds
	for n := range model.Node(s.Len()) {
		for _, l := range s.Item(n).Links {
			if s.Schema().Verb(l.Verb).Suspect {
				out = append(out, linkEnds{n, l.Verb, l.To})
			}
		}
	}
	return out
}

func suspectLinks(in gap.Input) []linkEnds {
	p := trace.NewPrints(in.Basis, in.Snapshot)
	return slices.DeleteFunc(canBeSuspect(in.Snapshot), func(l linkEnds) bool { return !p.Suspect(l.from, l.verb, l.to) })
}

// after gives the input with a state to which ops were applied.
func after(t *testing.T, in gap.Input, change func(b *model.Builder)) gap.Input {
	t.Helper()
	b := model.NewBuilder(in.Snapshot, in.Snapshot.Commit()+1, time.Unix(0, 0), model.Options{Lenient: true})
	change(b)
	for _, f := range b.Faults() {
		t.Fatal(f)
	}
	in.Snapshot = b.Snapshot()
	return in
}

func set(s *model.Snapshot, n model.Node, props model.Props) []model.Op {
	return []model.Op{{Kind: model.OpSet, Item: s.ID(n), Props: props}}
}

// live lists the nodes that are not retired.
func live(s *model.Snapshot) []model.Node {
	var out []model.Node
	for n := range model.Node(s.Len()) {
		if s.Live(n) {
			out = append(out, n)
		}
	}
	return out
}

// spec: RULE-4.11, RULE-4.13, RULE-7.1
func TestVerifiedNeverExceedsClaimedOnRandomPlants(t *testing.T) {
	counted := 0
	eachRandomState(t, 40, func(t *testing.T, _ *rand.Rand, in gap.Input) {
		for _, p := range gap.Assess(in).Places {
			if !sl.Covers(p.Claimed, p.Achieved) {
				t.Errorf("%s: verified %s exceeds claimed %s", in.Snapshot.Key(p.Node), p.Achieved, p.Claimed)
			}
			for i := range p.Rows {
				r := &p.Rows[i]
				if r.Counts != gap.NotCounted {
					counted++
				}
				if r.Counts != gap.NotCounted && !r.Claimed {
					t.Errorf("%s, row %d counts as %s and is not claimed", in.Snapshot.Key(p.Node), i, r.Counts)
				}
				if (r.Counts == gap.NotCounted) != (r.Why != gap.NoReason) {
					t.Errorf("%s, row %d: %s with reason %q", in.Snapshot.Key(p.Node), i, r.Counts, r.Why)
				}
			}
			for fr := range p.Gap {
				if want := max(int(p.Target[fr])-int(p.Achieved[fr]), 0); int(p.Gap[fr]) != want {
					t.Errorf("%s: gap %s of target %s and %s", in.Snapshot.Key(p.Node), p.Gap, p.Target, p.Achieved)
				}
			}
		}
	})
	if counted == 0 {
		t.Error("no row counted in any plant: the test shows nothing")
	}
}

// spec: RULE-6.26, RULE-6.30
func TestConfirmingEverythingClearsSuspicionAndLowersNoLevel(t *testing.T) {
	had := 0
	eachRandomState(t, 25, func(t *testing.T, _ *rand.Rand, in gap.Input) {
		had += len(suspectLinks(in))
		prints := trace.NewPrints(in.Basis, in.Snapshot)
		confirmed := after(t, in, func(b *model.Builder) {
			for _, l := range canBeSuspect(in.Snapshot) {
				b.Confirm(l.from, l.verb, l.to, prints.Link(l.from, l.verb, l.to))
			}
		})
		if left := suspectLinks(confirmed); len(left) > 0 {
			t.Errorf("%d links are suspect though all were confirmed: %v", len(left), left)
		}
		before, now := gap.Assess(in), gap.Assess(confirmed)
		for i, p := range now.Places {
			if !sl.Covers(p.Achieved, before.Places[i].Achieved) || !sl.Covers(p.Claimed, before.Places[i].Claimed) {
				t.Errorf("%s: confirming lowered %s, %s to %s, %s", in.Snapshot.Key(p.Node), before.Places[i].Achieved, before.Places[i].Claimed, p.Achieved, p.Claimed)
			}
			if len(p.Suspects) > 0 {
				t.Errorf("%s still shows suspects %v", in.Snapshot.Key(p.Node), p.Suspects)
			}
			for r := range p.Rows {
				if p.Rows[r].Allocation != model.NoNode && p.Rows[r].Chain.State == trace.Suspect {
					t.Errorf("%s, row %d: the chain is still suspect", in.Snapshot.Key(p.Node), r)
				}
			}
		}
	})
	if had == 0 {
		t.Error("no link was suspect in any plant: the test shows nothing")
	}
}

// spec: RULE-6.27
func TestUndoingAChangeClearsTheSuspicionItMadeOnRandomPlants(t *testing.T) {
	moved := 0
	eachRandomState(t, 25, func(t *testing.T, rng *rand.Rand, in gap.Input) {
		before := suspectLinks(in)
		for range 5 {
			nodes := live(in.Snapshot)
			n := nodes[rng.IntN(len(nodes))]
			old := in.Snapshot.Item(n).Props.Value("description")
			changed := after(t, in, func(b *model.Builder) {
				b.Apply(set(in.Snapshot, n, model.Props{{Name: "description", Value: model.TextValue(model.Text, "another word")}}))
			})
			if !slices.Equal(suspectLinks(changed), before) {
				moved++
			}
			undone := after(t, changed, func(b *model.Builder) {
				if old.IsZero() {
					b.Apply([]model.Op{{Kind: model.OpUnset, Item: in.Snapshot.ID(n), Names: []string{"description"}}})
					return
				}
				b.Apply(set(in.Snapshot, n, model.Props{{Name: "description", Value: old}}))
			})
			if got := suspectLinks(undone); !slices.Equal(got, before) {
				t.Errorf("%s changed and set back: suspect %v, before %v", in.Snapshot.Key(n), got, before)
			}
		}
	})
	if moved == 0 {
		t.Error("no change made a link suspect: the test shows nothing")
	}
}

// spec: RULE-6.16, RULE-6.23
func TestInsignificantChangesOfEverythingRaiseNoSuspicionOnRandomPlants(t *testing.T) {
	text := func(name, s string) model.Prop {
		return model.Prop{Name: name, Value: model.TextValue(model.Text, s)}
	}
	word := func(typ model.Type, name, s string) model.Prop {
		return model.Prop{Name: name, Value: model.TextValue(typ, s)}
	}
	yes := func(name string) model.Prop { return model.Prop{Name: name, Value: model.BoolValue(true)} }
	// In ascending order of names, as properties stand.
	own := map[model.Kind]model.Props{
		model.KindZone:       {{Name: "approved_target", Value: model.VectorValue(sl.Vector{3, 1, 4, 1, 2, 0, 3})}, text("target_approved_by", "Ann")},
		model.KindConduit:    {{Name: "approved_target", Value: model.VectorValue(sl.Uniform(4))}, text("target_below_reason", "a diode")},
		model.KindAllocation: {text("approved_by", "Ann"), word(model.Enum, "assessment", model.AssessedPartly), text("reason", "because")},
		model.KindEvidence:   {text("firmware_from", "7"), text("firmware_to", "8"), word(model.Date, "valid_until", "2020-01-01")},
		model.KindAsset:      {yes("business"), yes("legacy"), yes("safety_related"), yes("temporary"), yes("wireless")},
		model.KindRisk:       {text("acceptance_reason", "small"), text("accepted_by", "Ann")},
	}
	eachRandomState(t, 25, func(t *testing.T, _ *rand.Rand, in gap.Input) {
		before := suspectLinks(in)
		changed := after(t, in, func(b *model.Builder) {
			for _, n := range live(in.Snapshot) {
				props := slices.Clone(own[in.Snapshot.Kind(n)])
				for _, p := range []model.Prop{text("owner", "somebody else"), text("colour", "green"), word(model.Date, "due", "2026-09-01")} {
					props = props.With(p.Name, p.Value)
				}
				op := set(in.Snapshot, n, props)
				op[0].Title, op[0].TitleSet = "another title", true
				b.Apply(op)
				if in.Snapshot.Kind(n) == model.KindAllocation {
					b.Apply([]model.Op{{Kind: model.OpRetire, Item: in.Snapshot.ID(n)}})
				}
			}
		})
		if got := suspectLinks(changed); !slices.Equal(got, before) {
			t.Errorf("suspect %v, before %v", got, before)
		}
	})
}

// spec: RULE-4.6, RULE-4.8, RULE-6.16
func TestTheTargetOfAPlaceWithoutRetiredRowsBearsOnNoOtherNumber(t *testing.T) {
	eachRandomState(t, 15, func(t *testing.T, rng *rand.Rand, in gap.Input) {
		// Everything that was retired by hand comes back, so that what a target
		// asks for is always there.
		in = after(t, in, func(b *model.Builder) {
			for n := range model.Node(in.Snapshot.Len()) {
				if in.Snapshot.Kind(n) == model.KindAllocation && !in.Snapshot.Live(n) {
					b.Apply([]model.Op{{Kind: model.OpSet, Item: in.Snapshot.ID(n), Revive: true}})
				}
			}
		})
		moved := after(t, in, func(b *model.Builder) {
			for _, k := range []model.Kind{model.KindZone, model.KindConduit} {
				for n := range in.Snapshot.OfKind(k) {
					var v sl.Vector
					for i := range v {
						v[i] = sl.Level(rng.IntN(5))
					}
					b.Apply(set(in.Snapshot, n, model.Props{{Name: "approved_target", Value: model.VectorValue(v)}}))
				}
			}
		})
		before, now := gap.Assess(in), gap.Assess(moved)
		for i, p := range now.Places {
			old := before.Places[i]
			if p.Achieved != old.Achieved || p.Claimed != old.Claimed || p.Capability != old.Capability {
				t.Errorf("%s: target %s to %s changed SL-A %s to %s, claimed %s to %s, SL-C %s to %s",
					in.Snapshot.Key(p.Node), old.Target, p.Target, old.Achieved, p.Achieved, old.Claimed, p.Claimed, old.Capability, p.Capability)
			}
		}
	})
}
