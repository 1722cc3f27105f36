package server

import (
	"bytes"
	"encoding/json"
	"net/http"
	"slices"
	"testing"

	"github.com/cordon-ot/cordon/internal/access"
	"github.com/cordon-ot/cordon/internal/api"
)

func TestTheSamplePlantsAreListedByTheNamesThatProjectsTake(t *testing.T) {
	f := newTransfers(t)
	f.projectFrom("plant", "")
	anna := f.member("plant", "anna", access.Viewer)
	list := decode[api.Templates](anna.do("GET", "/templates", nil).want(http.StatusOK)).Templates
	i := slices.IndexFunc(list, func(x api.Template) bool { return x.Name == "press-line" })
	if i < 0 || list[i].Assets != 20 || list[i].Zones != 4 || list[i].Title == "" || list[i].About == "" {
		t.Fatalf("templates: %+v", list)
	}
}

func TestADryRunSaysHowColumnsWereReadAndTakesTheCorrectionAsJSON(t *testing.T) {
	f := newTransfers(t)
	f.projectFrom("plant", "")
	anna := f.member("plant", "anna", access.Engineer)
	csv := "Asset name;IP address;Hall;Type\nMixer PLC;10.0.0.5;North;SPS\nMixer HMI;10.0.0.6;-;HMI\n"
	file := anna.put("plant", []byte(csv))
	first := anna.result("plant", anna.run("plant", "import-inventory", api.JobParams{File: file.Digest, Name: "line.csv", DryRun: true})).Import
	r := first.Reading
	if r == nil || len(r.Columns) != 4 || r.HeaderRow != 1 || !r.SeekHeader {
		t.Fatalf("reading: %+v", r)
	}
	hall := r.Columns[2]
	if hall.Header != "Hall" || hall.To != "" || hall.Filled != 1 || !slices.Equal(hall.Examples, []string{"North"}) {
		t.Errorf("the unknown column: %+v", hall)
	}
	if r.Columns[0].To != "title" || r.Columns[1].To != "addresses" || r.Columns[3].To != "function" {
		t.Errorf("the known columns: %+v", r.Columns)
	}
	if !slices.Contains(r.Targets, api.InventoryTarget{Name: "protocols", Many: true, List: true}) || !slices.Equal(hall.Separators, []string{";", ",", "newline"}) {
		t.Errorf("lists: %+v, separators: %q", r.Targets, hall.Separators)
	}
	if !slices.Contains(r.Targets, api.InventoryTarget{Name: "location"}) || !slices.Contains(r.Targets, api.InventoryTarget{Name: "note", Many: true}) {
		t.Errorf("targets: %+v", r.Targets)
	}
	// A person says what the hall is; the whole mapping goes back as JSON.
	type column struct {
		Header string `json:"header"`
		To     string `json:"to,omitempty"`
		Ignore bool   `json:"ignore,omitempty"`
	}
	mapping := map[string]any{
		"version": 1, "match": r.Match, "blanks": r.Blanks,
		"columns":         []column{{"Asset name", "title", false}, {"IP address", "", true}, {"Hall", "location", false}, {"Type", "function", false}},
		"component_types": map[string][]string{"SPS": {"embedded-device"}},
	}
	var text bytes.Buffer
	if err := json.NewEncoder(&text).Encode(mapping); err != nil {
		t.Fatal(err)
	}
	done := anna.result("plant", anna.run("plant", "import-inventory", api.JobParams{File: file.Digest, Name: "line.csv", Mapping: text.String()})).Import
	if len(done.Commits) != 1 || done.Reading != nil {
		t.Fatalf("import: %+v", done)
	}
	it := decode[api.ItemDetail](anna.do("GET", "/projects/plant/items/AST-1", nil).want(http.StatusOK))
	if got := string(it.Properties); !bytes.Contains(it.Properties, []byte(`"location":"North"`)) || bytes.Contains(it.Properties, []byte("10.0.0.5")) {
		t.Errorf("AST-1: %s", got)
	}
}
