package access

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the table into the guide")

const (
	guide = "../../docs/guide/roles.md"
	begin = "<!-- table of actions: go test ./internal/access -update -->\n"
	end   = "<!-- end of table -->\n"
)

// printed gives the table in the form of the guide.
func printed() string {
	var b strings.Builder
	head := append([]string{"action", "you may …"}, Columns()...)
	head = append(head, "with a token")
	fmt.Fprintf(&b, "| %s |\n|%s\n", strings.Join(head, " | "), strings.Repeat("---|", len(head)))
	for _, r := range Table() {
		cells := []string{"`" + string(r.Action) + "`", r.Words}
		for _, c := range r.Cells {
			if c == No {
				c = "–"
			}
			cells = append(cells, string(c))
		}
		token := "yes"
		switch {
		case r.Token == No:
			token = "–"
		case r.Writes && r.Area != Public:
			token = "one that writes"
		}
		fmt.Fprintf(&b, "| %s | %s |\n", strings.Join(cells, " | "), token)
	}
	return b.String()
}

// spec: ACCESS-8
func TestTheGuideShowsTheTableThatIsInForce(t *testing.T) {
	page, err := os.ReadFile(guide)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, ok := strings.Cut(string(page), begin)
	table, after, ok2 := strings.Cut(rest, end)
	if !ok || !ok2 {
		t.Fatalf("%s has no place for the table, from %q to %q", guide, begin, end)
	}
	want := "\n" + printed() + "\n"
	if *update && table != want {
		if err := os.WriteFile(guide, []byte(before+begin+want+end+after), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if table != want {
		t.Errorf("%s shows\n%s\nbut in force is\n%s\n(go test ./internal/access -update, and read the difference)", guide, table, want)
	}
}

// spec: ACCESS-8
func TestEveryRowHasACellForEveryColumn(t *testing.T) {
	if got, want := len(Table()), len(Actions()); got != want {
		t.Errorf("%d rows for %d actions", got, want)
	}
	for _, r := range Table() {
		if len(r.Cells) != len(Columns()) {
			t.Errorf("%s has %d cells for %d columns", r.Action, len(r.Cells), len(Columns()))
		}
		for i, c := range r.Cells {
			if (c != No) != (r.Area == Public) && i == 0 {
				t.Errorf("anybody, %s: %s", r.Action, c)
			}
		}
	}
}
