package impact

import (
	"encoding/json"
	"flag"
	"os"
	"slices"
	"testing"
)

var updateWords = flag.Bool("update", false, "write the list of reasons for the web app again")

const webReasons = "../../web/src/messages/testdata/impact-reasons.json"

// The web app says the reasons in other languages; its own test compares its
// words with this list.
func TestListOfReasonsForTheWebApp(t *testing.T) {
	if *updateWords {
		data, err := json.MarshalIndent(reasonWords[:], "", " ")
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(webReasons, append(data, '\n'), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	data, err := os.ReadFile(webReasons)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	if err := json.Unmarshal(data, &got); err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(got, reasonWords[:]) {
		t.Errorf("%s differs from the reasons; run go test ./internal/impact -run WebApp -update, then write the new words in web/src/messages", webReasons)
	}
}
