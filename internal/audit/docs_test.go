package audit

import (
	"context"
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/tlog"
)

var update = flag.Bool("update", false, "write kinds and example into the format page")

const page = "../../docs/formats/security-log.md"

// between replaces what stands between two marks of the page.
func between(t *testing.T, text, begin, end, want string) string {
	t.Helper()
	begin, end = "<!-- "+begin+" -->\n", "<!-- "+end+" -->\n"
	before, rest, ok := strings.Cut(text, begin)
	old, after, ok2 := strings.Cut(rest, end)
	if !ok || !ok2 {
		t.Fatalf("%s has no place from %q to %q", page, begin, end)
	}
	if old != want && !*update {
		t.Errorf("%s shows\n%s\nbut the program has\n%s\n(go test ./internal/audit -update, and read the difference)", page, old, want)
	}
	return before + begin + want + end + after
}

// spec: AUDIT-2
func TestTheFormatPageShowsWhatIsWritten(t *testing.T) {
	data, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	var kinds strings.Builder
	kinds.WriteString("\n| kind | what happened |\n|---|---|\n")
	for _, k := range Kinds() {
		fmt.Fprintf(&kinds, "| `%s` | %s |\n", k.Kind, k.Words)
	}
	kinds.WriteString("\n")
	st := small(t)
	var hash string
	err = st.cfg.Store.Commits(context.Background(), 2, 2, func(_ uint64, leaf []byte) error {
		h := tlog.RecordHash(leaf)
		hash = fmt.Sprintf("\n```text\n%s\n%x\n```\n\n", leaf, h[:])
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	text := between(t, string(data), "kinds", "end of kinds", kinds.String())
	text = between(t, text, "example log", "end of example", "\n```text\n"+string(export(t, st))+"```\n\n")
	text = between(t, text, "example hash", "end of hash", hash)
	if *update && text != string(data) {
		if err := os.WriteFile(page, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func TestKindsAreNamedOnceAndCanBeRecorded(t *testing.T) {
	seen := map[string]bool{}
	for _, k := range Kinds() {
		if seen[k.Kind] || k.Words == "" {
			t.Errorf("%q: named twice or without words", k.Kind)
		}
		seen[k.Kind] = true
		if err := (Event{Kind: k.Kind}).Check(); err != nil {
			t.Errorf("%q cannot be recorded: %v", k.Kind, err)
		}
	}
}
