package server

import (
	"net/http"
	"strings"
	"testing"

	"github.com/cordon-ot/cordon/internal/access"
	"github.com/cordon-ot/cordon/internal/api"
)

const faultyInventory = "Asset ID;Name;Zone;Criticality\n" +
	"P-1;Mixer;Mixing;egal\n" +
	"P-2;Filler;Filling;egal\n" +
	"P-3;Packer;Packing;low\n" +
	"P-3;Packer, old;Packing;low\n"

// spec: XFER-21
func TestAListIsImportedWithCorrections(t *testing.T) {
	f := newTransfers(t)
	f.projectFrom("plant", "")
	anna := f.member("plant", "anna", access.Engineer)
	file := anna.put("plant", []byte(faultyInventory))
	params := api.JobParams{File: file.Digest, Name: "line.csv", DryRun: true}
	plan := anna.result("plant", anna.run("plant", "import-inventory", params)).Import.Inventory
	if plan.LeftOut != 4 || len(plan.Problems) != 4 || plan.Problems[0].Header != "Criticality" || plan.Problems[0].Value != "egal" || plan.Problems[0].Asset != "Mixer" || plan.Problems[0].To != "criticality" {
		t.Fatalf("plan: %+v", plan)
	}
	params.Corrections = &api.InventoryCorrections{Cells: []api.InventoryCorrection{}, Omit: []int{5}}
	for _, p := range plan.Problems[:2] {
		params.Corrections.Cells = append(params.Corrections.Cells, api.InventoryCorrection{Row: p.Row, Column: p.Header, Was: p.Value, Value: "low"})
	}
	if again := anna.result("plant", anna.run("plant", "import-inventory", params)).Import; again.Inventory.LeftOut != 0 || len(again.Inventory.Corrected) != 2 || len(again.Inventory.Added) != 3 {
		t.Fatalf("corrected plan: %+v", again.Inventory)
	}
	params.DryRun = false
	j := anna.run("plant", "import-inventory", params)
	done := anna.result("plant", j).Import
	if len(done.Commits) != 1 || len(done.Inventory.Added) != 3 || len(done.Inventory.Omitted) != 1 || done.Inventory.Omitted[0] != (api.InventoryOmitted{Row: 5, Asset: "Packer, old"}) {
		t.Fatalf("import: %+v", done)
	}
	for _, says := range []string{"inventory line.csv", `"egal" became "low" (rows 2–3)`, "(row 5)"} {
		if !strings.Contains(done.Commits[0].Message, says) {
			t.Errorf("the commit does not say %q: %s", says, done.Commits[0].Message)
		}
	}
	if got := j.Params.Corrections; got == nil || len(got.Cells) != 2 || len(got.Omit) != 1 {
		t.Errorf("the job does not say what was corrected: %+v", j.Params)
	}
}

// spec: XFER-21
func TestCorrectionsThatAreWrongAreRefusedBeforeAnythingIsDone(t *testing.T) {
	f := newTransfers(t)
	f.projectFrom("plant", "")
	anna := f.member("plant", "anna", access.Engineer)
	file := anna.put("plant", []byte(faultyInventory))
	before := anna.head("plant")
	cell := api.InventoryCorrection{Row: 2, Column: "Criticality", Was: "egal", Value: "low"}
	ask := func(kind string, c *api.InventoryCorrections) api.NewJob {
		return api.NewJob{Kind: kind, Params: api.JobParams{File: file.Digest, Name: "line.csv", Corrections: c}}
	}
	long := &api.InventoryCorrections{Omit: []int{}}
	for i := range 5 {
		long.Cells = append(long.Cells, api.InventoryCorrection{Row: i + 2, Column: "Name", Value: strings.Repeat("x", 32_000)})
	}
	for name, b := range map[string]api.NewJob{
		"twice":            ask("import-inventory", &api.InventoryCorrections{Cells: []api.InventoryCorrection{cell, cell}, Omit: []int{}}),
		"too much":         ask("import-inventory", long),
		"too many":         ask("import-inventory", &api.InventoryCorrections{Cells: make([]api.InventoryCorrection, 1001), Omit: []int{}}),
		"no row":           ask("import-inventory", &api.InventoryCorrections{Cells: []api.InventoryCorrection{}, Omit: []int{0}}),
		"steps in a file":  ask("import-ndjson", &api.InventoryCorrections{Cells: []api.InventoryCorrection{cell}, Omit: []int{}}),
		"both in one plan": ask("import-inventory", &api.InventoryCorrections{Cells: []api.InventoryCorrection{cell}, Omit: []int{2}}),
	} {
		p := anna.do("POST", "/projects/plant/jobs", b).problem(http.StatusUnprocessableEntity)
		if len(p.Errors) == 0 || !strings.Contains(p.Errors[0].Location, "corrections") {
			t.Errorf("%s: %+v", name, p)
		}
	}
	cell.Was = "low"
	j := anna.run("plant", "import-inventory", ask("import-inventory", &api.InventoryCorrections{Cells: []api.InventoryCorrection{cell}, Omit: []int{}}).Params)
	if j.State != "failed" || j.Failure.Kind != "invalid" || !strings.Contains(j.Failure.Message, "row 2") {
		t.Errorf("a correction for another list: %+v %+v", j, j.Failure)
	}
	if got := anna.head("plant"); got != before {
		t.Errorf("the record went from %d to %d", before, got)
	}
}
