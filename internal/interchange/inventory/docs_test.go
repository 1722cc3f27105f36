package inventory

import (
	"os"
	"strings"
	"testing"

	"github.com/cordon-ot/cordon/internal/model"
)

const formatPage = "../../../docs/formats/inventory.md"

// block gives the first fenced block of a language on a page.
func block(t *testing.T, page, language string) string {
	t.Helper()
	_, rest, ok := strings.Cut(page, "```"+language+"\n")
	text, _, closed := strings.Cut(rest, "```\n")
	if !ok || !closed {
		t.Fatalf("%s has no %s block", formatPage, language)
	}
	return text
}

func TestWorkedExampleOfTheFormatPageHolds(t *testing.T) {
	b, err := os.ReadFile(formatPage)
	if err != nil {
		t.Fatal(err)
	}
	page := string(b)
	file := block(t, page, "yaml")
	m, err := DecodeMapping("plant.mapping.yaml", []byte(file))
	if err != nil {
		t.Fatal(err)
	}
	if got := string(m.Encode()); got != file {
		t.Errorf("the mapping is written differently\ngot:\n%s\nwant:\n%s", got, file)
	}
	sheet := read(t, "plant.csv", block(t, page, "csv"))
	p := prepare(t, sheet, m, model.Empty())
	if got, want := string(planText(t, p)), block(t, page, "text"); got != want {
		t.Errorf("plan\ngot:\n%s\nwant:\n%s", got, want)
	}
	twice(t, sheet, m, model.Empty())
}

func TestFormatPageNamesEveryTarget(t *testing.T) {
	b, err := os.ReadFile(formatPage)
	if err != nil {
		t.Fatal(err)
	}
	for _, to := range Targets(model.BaseSchema()) {
		if !strings.Contains(string(b), "`"+to+"`") {
			t.Errorf("%s does not name the target %q", formatPage, to)
		}
	}
}
