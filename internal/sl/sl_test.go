package sl

import (
	"testing"

	"pgregory.net/rapid"
)

// everyPair calls f with all pairs of levels in the component i.
func everyPair(f func(i int, a, b Vector)) {
	for i := range NumFR {
		for x := Level(0); x <= MaxLevel; x++ {
			for y := Level(0); y <= MaxLevel; y++ {
				var a, b Vector
				a[i], b[i] = x, y
				f(i, a, b)
			}
		}
	}
}

func TestJoinAndMeetOfEveryPairOfLevels(t *testing.T) {
	everyPair(func(i int, a, b Vector) {
		high, low := a, b
		if a[i] < b[i] {
			high, low = b, a
		}
		if got := Join(a, b); got != high {
			t.Errorf("Join(%v, %v) = %v, want %v", a, b, got, high)
		}
		if got := Meet(a, b); got != low {
			t.Errorf("Meet(%v, %v) = %v, want %v", a, b, got, low)
		}
	})
}

func TestShortfallOfEveryPairOfLevels(t *testing.T) {
	everyPair(func(i int, target, achieved Vector) {
		var want Vector
		if d := int(target[i]) - int(achieved[i]); d > 0 {
			want[i] = Level(d)
		}
		if got := Shortfall(target, achieved); got != want {
			t.Errorf("Shortfall(%v, %v) = %v, want %v", target, achieved, got, want)
		}
	})
}

func TestCoversOfEveryPairOfLevels(t *testing.T) {
	everyPair(func(i int, a, b Vector) {
		if got, want := Covers(a, b), int(a[i]) >= int(b[i]); got != want {
			t.Errorf("Covers(%v, %v) = %v, want %v", a, b, got, want)
		}
	})
}

func TestShortfallInOneComponentIsNotMadeUpByAnother(t *testing.T) {
	target, achieved := Vector{2, 2, 2, 2, 2, 2, 2}, Vector{4, 4, 1, 4, 4, 4, 4}
	if got, want := Shortfall(target, achieved), (Vector{0, 0, 1, 0, 0, 0, 0}); got != want {
		t.Errorf("Shortfall(%v, %v) = %v, want %v", target, achieved, got, want)
	}
}

func drawVector(t *rapid.T, name string) Vector {
	var v Vector
	for i, n := range rapid.SliceOfN(rapid.IntRange(0, int(MaxLevel)), NumFR, NumFR).Draw(t, name) {
		v[i] = Level(n)
	}
	return v
}

func TestJoinAndMeetFormALattice(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b, c := drawVector(t, "a"), drawVector(t, "b"), drawVector(t, "c")
		same := func(law string, x, y Vector) {
			if x != y {
				t.Fatalf("%s: %v != %v for a=%v b=%v c=%v", law, x, y, a, b, c)
			}
		}
		same("join commutes", Join(a, b), Join(b, a))
		same("meet commutes", Meet(a, b), Meet(b, a))
		same("join associates", Join(a, Join(b, c)), Join(Join(a, b), c))
		same("meet associates", Meet(a, Meet(b, c)), Meet(Meet(a, b), c))
		same("join is idempotent", Join(a, a), a)
		same("meet is idempotent", Meet(a, a), a)
		same("join absorbs meet", Join(a, Meet(a, b)), a)
		same("meet absorbs join", Meet(a, Join(a, b)), a)
		same("meet distributes", Meet(a, Join(b, c)), Join(Meet(a, b), Meet(a, c)))
		if !Covers(Join(a, b), a) || !Covers(a, Meet(a, b)) {
			t.Fatalf("join does not cover or meet is not covered: a=%v b=%v", a, b)
		}
		if Covers(a, b) != (Join(a, b) == a) {
			t.Fatalf("Covers disagrees with Join: a=%v b=%v", a, b)
		}
	})
}

func TestShortfallAddedToWhatIsAchievedReachesTheTarget(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		target, achieved := drawVector(t, "target"), drawVector(t, "achieved")
		d := Shortfall(target, achieved)
		sum := achieved
		for i := range sum {
			sum[i] += d[i]
		}
		if want := Join(target, achieved); sum != want {
			t.Fatalf("achieved + Shortfall(%v, %v) = %v, want %v", target, achieved, sum, want)
		}
		if d.IsZero() != Covers(achieved, target) {
			t.Fatalf("Shortfall(%v, %v) = %v, Covers = %v", target, achieved, d, Covers(achieved, target))
		}
	})
}

func TestAtAndWithReachEveryComponentAndNoOther(t *testing.T) {
	for _, f := range FRs() {
		for l := Level(0); l <= MaxLevel; l++ {
			base := Vector{1, 2, 3, 4, 0, 1, 2}
			got := base.With(f, l)
			for _, g := range FRs() {
				want := base.At(g)
				if g == f {
					want = l
				}
				if got.At(g) != want {
					t.Errorf("%v.With(%v, %d).At(%v) = %d, want %d", base, f, l, g, got.At(g), want)
				}
			}
		}
	}
}

func TestAnFRThatIsNoneOfTheSevenHasLevelZero(t *testing.T) {
	v := Uniform(3)
	for _, f := range []FR{0, 8, 255} {
		if v.At(f) != 0 || v.With(f, 1) != v || f.Valid() || f.String() != "" {
			t.Errorf("FR %d: At %d, With %v, Valid %v, String %q; want 0, %v, false, \"\"", f, v.At(f), v.With(f, 1), f.Valid(), f.String(), v)
		}
	}
}

func TestFRsComeInTheOrderOfTheStandard(t *testing.T) {
	want := []string{"IAC", "UC", "SI", "DC", "RDF", "TRE", "RA"}
	for i, f := range FRs() {
		if int(f) != i+1 || f.String() != want[i] {
			t.Errorf("FRs()[%d] = %d %s, want %d %s", i, f, f, i+1, want[i])
		}
	}
}
