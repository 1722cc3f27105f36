package zone

import (
	"fmt"
	"strings"
	"testing"

	"github.com/cordon-ot/cordon/internal/finding"
)

// spec: RULE-8.10, RULE-6.35
func TestEachCircleOfZonesIsOneFinding(t *testing.T) {
	judge(t, finding.ZoneCircle, []drawing{
		{"zones in a row", "zone A within B\nzone B within C\nzone C", nil},
		{"two zones", "zone A within B\nzone B within A", []string{"A B"}},
		{"a zone within itself", "zone A within A", []string{"A"}},
		{"three zones with others inside and outside", "zone A within B\nzone B within C\nzone C within A\nzone D within A\nzone E", []string{"A B C"}},
		{"two circles", "zone A within B\nzone B within A\nzone C within D\nzone D within C", []string{"A B", "C D"}},
		{"circles that share a zone are one", "zone A within B,C\nzone B within A\nzone C within A", []string{"A B C"}},
		{"one circle leads into another", "zone A within B\nzone B within A,C\nzone C within D\nzone D within C", []string{"A B", "C D"}},
		{"two ways to the same outer zone", "zone A within B,C\nzone B within D\nzone C within D\nzone D", nil},
		{"a retired zone opens the circle", "zone A within B\nzone B within C\nzone C within A\ncommit\nretire B", nil},
	})
}

func TestDeepZonesEnd(t *testing.T) {
	var b strings.Builder
	const deep = 20000
	for i := range deep {
		fmt.Fprintf(&b, "zone Z%d within Z%d\n", i, (i+1)%deep)
	}
	if got := names(read(t, b.String()), finding.ZoneCircle); len(got) != 1 {
		t.Errorf("a circle of %d zones: got %d findings, want 1", deep, len(got))
	}
}
