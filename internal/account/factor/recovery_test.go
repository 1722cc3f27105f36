package factor

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/cordon-ot/cordon/internal/fault"
)

// spec: SIGN-5
func TestTenReadableCodesOfWhichOnlyHashesAreKept(t *testing.T) {
	shown, kept, err := NewRecoveryCodes(seeded(1))
	if err != nil {
		t.Fatal(err)
	}
	if len(shown) != 10 || kept.Left() != 10 {
		t.Fatalf("got %d codes shown and %d kept, want 10", len(shown), kept.Left())
	}
	stored, err := json.Marshal(kept)
	if err != nil {
		t.Fatal(err)
	}
	form := regexp.MustCompile(`^([0-9a-hjkmnp-tv-z]{4}-){3}[0-9a-hjkmnp-tv-z]{4}$`)
	for i, c := range shown {
		if !form.MatchString(c) {
			t.Errorf("code %q is not four groups of readable signs", c)
		}
		if slices.Contains(shown[:i], c) {
			t.Errorf("code %q was given twice", c)
		}
		for _, part := range append(strings.Split(c, "-"), strings.ReplaceAll(c, "-", "")) {
			if len(part) > 4 && strings.Contains(string(stored), part) {
				t.Errorf("the stored state %s holds code %s", stored, c)
			}
		}
	}
	_, other, _ := NewRecoveryCodes(seeded(2))
	if other.Salt == kept.Salt {
		t.Error("two persons share a salt")
	}
	_, _, err = NewRecoveryCodes(broken{})
	wantFault(t, "no randomness", err, fault.Internal, "draw recovery codes")
}

// spec: SIGN-5
func TestEachRecoveryCodeWorksOnce(t *testing.T) {
	shown, kept, _ := NewRecoveryCodes(seeded(3))
	first := kept
	for i, c := range shown {
		next, err := kept.Use(c)
		if err != nil || next.Left() != 9-i {
			t.Fatalf("code %d: got %d left, error %v; want %d left", i, next.Left(), err, 9-i)
		}
		again, err := next.Use(c)
		wantFault(t, "the same code again", err, fault.Denied, "used already")
		if again.Left() != next.Left() {
			t.Errorf("a refused code changed what is left from %d to %d", next.Left(), again.Left())
		}
		kept = next
	}
	if first.Left() != 10 {
		t.Errorf("the first state was changed: %d left, want 10", first.Left())
	}
	if _, err := first.Use(shown[9]); err != nil {
		t.Errorf("the first state no longer knows its codes: %v", err)
	}
}

// spec: SIGN-5
func TestARecoveryCodeIsReadAsPeopleWriteIt(t *testing.T) {
	_, kept, _ := NewRecoveryCodes(seeded(4))
	kept.Hashes[4] = kept.hash("0123456789abcd10")
	for _, c := range []string{"0123-4567-89ab-cd10", "0123456789ABCD10", " o123 4567 89ab CDlO ", "OI23-4567-89AB-CDIO"} {
		if next, err := kept.Use(c); err != nil || next.Left() != 9 {
			t.Errorf("%q: got %d left, error %v", c, next.Left(), err)
		}
	}
	for _, c := range []string{"", "0123", "0123-4567-89ab-cd1u", "0123-4567-89ab-cd100", strings.Repeat("a", 1<<20), "\xff\xff"} {
		_, err := kept.Use(c)
		wantFault(t, "code "+c[:min(len(c), 20)], err, fault.Invalid, "four groups")
	}
	_, err := kept.Use("zzzz-zzzz-zzzz-zzzz")
	wantFault(t, "a code of nobody", err, fault.Denied, "unknown")
	_, err = RecoveryCodes{}.Use("zzzz-zzzz-zzzz-zzzz")
	wantFault(t, "no codes", err, fault.Denied, "unknown")
}
