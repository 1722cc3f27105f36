package finding

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the tables of docs/guide/findings.md again")

const (
	guide = "../../docs/guide/findings.md"
	begin = "<!-- rules: written by go test ./internal/finding -update -->\n"
	end   = "<!-- end of rules -->\n"
)

var areaTitles = [...]string{"The partition", "Targets and editions", "Assets, products, statements", "The chain from row to evidence", "Levels"}

// tables gives the part of the guide that lists the rules.
func tables() string {
	var b strings.Builder
	for i, area := range areas {
		fmt.Fprintf(&b, "\n## %s\n\n| rule | severity | what it says | why it matters | what to do |\n|---|---|---|---|---|\n", areaTitles[i])
		for _, r := range area {
			fmt.Fprintf(&b, "| `%s` | %s | %s (%s) | %s | %s |\n", r.ID, r.Severity, r.Title, r.Clause, r.Why, r.Help)
		}
	}
	return b.String() + "\n"
}

func TestGuideListsEveryRule(t *testing.T) {
	data, err := os.ReadFile(guide)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, ok := strings.Cut(string(data), begin)
	got, after, closed := strings.Cut(rest, end)
	if !ok || !closed {
		t.Fatalf("%s lacks the lines %q and %q", guide, begin, end)
	}
	want := tables()
	if *update {
		if err := os.WriteFile(guide, []byte(before+begin+want+end+after), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	gotLines, wantLines := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range max(len(gotLines), len(wantLines)) {
		var g, w string
		if i < len(gotLines) {
			g = gotLines[i]
		}
		if i < len(wantLines) {
			w = wantLines[i]
		}
		if g != w {
			t.Fatalf("%s differs from the rules in line %d of its tables; run go test ./internal/finding -update and read the difference\n got %s\nwant %s", guide, i+1, g, w)
		}
	}
}
