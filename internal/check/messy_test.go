package check

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/cordon-ot/cordon/internal/finding"
	"github.com/cordon-ot/cordon/internal/trace"
)

var update = flag.Bool("update", false, "write the golden files again")

// foundElsewhere are the areas of rules whose findings other packages make.
var foundElsewhere = map[string]bool{"gap": true, "compensation": true, "defence": true}

// TestEveryRuleSpeaksInFullSentences runs a plant in which every rule finds
// something and compares the sentences with those reviewed.
func TestEveryRuleSpeaksInFullSentences(t *testing.T) {
	text, err := os.ReadFile("testdata/messy.plant")
	if err != nil {
		t.Fatal(err)
	}
	p := read(t, string(text))
	in := input(t, p)
	in.Chains.Files = func(digest string) trace.FileState {
		if strings.HasPrefix(digest, "sha256:a") {
			return trace.FileChanged
		}
		return trace.FileMissing
	}
	var b strings.Builder
	raised := map[string]bool{}
	for _, f := range Run(in) {
		raised[f.Rule] = true
		said := f.Text(p.Snapshot)
		if strings.Contains(said, "?") {
			t.Errorf("%s: a fact is missing in %q", f.Rule, said)
		}
		accepted := ""
		if f.Accepted != nil {
			accepted = " (accepted by " + f.Accepted.By + ": " + f.Accepted.Reason + ")"
		}
		fmt.Fprintf(&b, "%-7s  %-28s  %s%s\n", f.Severity, f.Rule, said, accepted)
	}
	for _, r := range finding.Rules() {
		if area, _, _ := strings.Cut(r.ID, "."); !raised[r.ID] && !foundElsewhere[area] {
			t.Errorf("rule %s found nothing in testdata/messy.plant; add to the plant what it looks for", r.ID)
		}
	}
	const golden = "testdata/messy.golden"
	if *update {
		if err := os.WriteFile(golden, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if got := b.String(); got != string(want) {
		t.Errorf("the findings of testdata/messy.plant changed; run with -update and review the difference\n got\n%s\nwant\n%s", got, want)
	}
}
