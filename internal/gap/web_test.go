package gap

import (
	"encoding/json"
	"flag"
	"os"
	"slices"
	"testing"
)

var updateWords = flag.Bool("update", false, "write the list of states for the web app again")

const webStates = "../../web/src/messages/testdata/compensation-states.json"

// The web app says in other languages what keeps a countermeasure from
// compensating; its own test compares its words with this list.
func TestListOfCompensationStatesForTheWebApp(t *testing.T) {
	if *updateWords {
		data, err := json.MarshalIndent(compensationWords[:], "", " ")
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(webStates, append(data, '\n'), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	data, err := os.ReadFile(webStates)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	if err := json.Unmarshal(data, &got); err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(got, compensationWords[:]) {
		t.Errorf("%s differs from the states; run go test ./internal/gap -run WebApp -update, then write the new words in web/src/messages", webStates)
	}
}
