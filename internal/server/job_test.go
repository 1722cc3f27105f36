package server

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/cordon-ot/cordon/internal/access"
	"github.com/cordon-ot/cordon/internal/api"
	"github.com/cordon-ot/cordon/internal/app"
)

const lineInventory = "Asset name;IP address;Zone;Vendor;Model\n" +
	"Mixer PLC;10.0.0.5;Mixing;Acme;X1\n" +
	"Mixer HMI;10.0.0.6;Mixing;Acme;H2\n"

// spec: XFER-11
func TestAnInventoryIsPlannedAndThenImported(t *testing.T) {
	f := newTransfers(t)
	f.projectFrom("plant", "")
	anna := f.member("plant", "anna", access.Engineer)
	file := anna.put("plant", []byte(lineInventory))
	before := anna.head("plant")
	plan := anna.result("plant", anna.run("plant", "import-inventory", api.JobParams{File: file.Digest, Name: "line.csv", DryRun: true})).Import
	if plan == nil || !plan.DryRun || len(plan.Inventory.Added) != 2 || plan.Entries != 2 || plan.Ops == 0 || len(plan.Commits) != 0 || !strings.Contains(plan.Mapping, "IP address") {
		t.Fatalf("plan: %+v", plan)
	}
	if got := anna.head("plant"); got != before {
		t.Fatalf("a dry run led from commit %d to %d", before, got)
	}
	// What was guessed can be given back.
	j := anna.run("plant", "import-inventory", api.JobParams{File: file.Digest, Name: "line.csv", Mapping: plan.Mapping})
	done := anna.result("plant", j).Import
	if done.DryRun || len(done.Commits) != 1 || done.Commits[0].Message != "inventory line.csv" || done.Head != before+1 || done.Commits[0].Author != "anna" {
		t.Fatalf("import: %+v", done)
	}
	if it := decode[api.ItemDetail](anna.do("GET", "/projects/plant/items/AST-1", nil).want(http.StatusOK)); it.Title != "Mixer PLC" {
		t.Errorf("AST-1 is %q", it.Title)
	}
	whole := decode[api.ImportReport](anna.do("GET", "/projects/plant/jobs/"+j.ID+"/file", nil).want(http.StatusOK))
	if len(whole.Inventory.Added) != 2 || whole.Cut {
		t.Errorf("the file of the job: %+v", whole)
	}
	again := anna.result("plant", anna.run("plant", "import-inventory", api.JobParams{File: file.Digest, Name: "line.csv"})).Import
	if again.Ops != 0 || again.Inventory.Unchanged != 2 || anna.head("plant") != before+1 {
		t.Errorf("the same list once more: %+v", again)
	}
	broken := anna.run("plant", "import-inventory", api.JobParams{File: anna.put("plant", []byte("%PDF-1.7")).Digest, Name: "line.pdf"})
	if broken.State != "failed" || broken.Failure.Kind != "invalid" || !strings.Contains(broken.Failure.Message, "PDF") {
		t.Errorf("a PDF: %+v %+v", broken, broken.Failure)
	}
}

// spec: XFER-12, XFER-13
func TestATextArchiveBringsAnEarlierStateBackThroughAnUpload(t *testing.T) {
	f := newTransfers(t)
	f.project("hall")
	anna := f.member("hall", "anna", access.Engineer)
	exported := anna.run("hall", "export-text", api.JobParams{})
	rep := anna.result("hall", exported).Export
	if rep.Files == 0 || rep.Items == 0 || rep.Lacking != len(rep.Missing) || rep.Lacking == 0 {
		t.Fatalf("export: %+v", rep)
	}
	if exported.File == nil || exported.File.Name != "hall.tar.gz" {
		t.Fatalf("file: %+v", exported.File)
	}
	packed := anna.do("GET", "/projects/hall/jobs/"+exported.ID+"/file", nil).want(http.StatusOK).body
	if got := digestOf(t, packed); got != exported.File.Digest || int64(len(packed)) != exported.File.Size {
		t.Fatalf("the file has digest %s", got)
	}
	part := anna.with("Range", "bytes=2-5").do("GET", "/projects/hall/jobs/"+exported.ID+"/file", nil).want(http.StatusPartialContent)
	if !bytes.Equal(part.body, packed[2:6]) {
		t.Errorf("range: %x", part.body)
	}
	was := decode[api.ItemDetail](anna.do("GET", "/projects/hall/items/ZON-1", nil).want(http.StatusOK)).Title
	anna.do("PATCH", "/projects/hall/items/ZON-1", api.ItemEdit{Title: "Something else"}).want(http.StatusOK)
	path, up := anna.announce(api.NewUpload{Size: int64(len(packed)), Name: "hall.tar.gz"})
	if p := anna.do("POST", "/projects/hall/jobs", api.NewJob{Kind: "import-text", Params: api.JobParams{Upload: up.ID}}).problem(http.StatusUnprocessableEntity); !strings.Contains(p.Detail, "not finished") {
		t.Errorf("an open upload: %s", p.Detail)
	}
	anna.piece(path, 0, packed).want(http.StatusNoContent)
	anna.do("POST", path+"/finish", nil).want(http.StatusCreated)
	plan := anna.result("hall", anna.run("hall", "import-text", api.JobParams{Upload: up.ID, DryRun: true})).Import
	if plan.Changed != 1 || len(plan.Items) != 1 || plan.Items[0].Key != "ZON-1" {
		t.Fatalf("plan: %+v", plan)
	}
	done := anna.result("hall", anna.run("hall", "import-text", api.JobParams{Upload: up.ID, Message: "back"})).Import
	if len(done.Commits) != 1 || done.Commits[0].Message != "back" || len(done.Damaged) != 0 {
		t.Fatalf("import: %+v", done)
	}
	if got := decode[api.ItemDetail](anna.do("GET", "/projects/hall/items/ZON-1", nil).want(http.StatusOK)).Title; got != was {
		t.Errorf("ZON-1 is %q, was %q", got, was)
	}
}

// spec: XFER-13
func TestExportsHoldTheState(t *testing.T) {
	f := newTransfers(t)
	f.project("hall")
	anna := f.member("hall", "anna", access.Auditor)
	lines := anna.run("hall", "export-ndjson", api.JobParams{At: "1"})
	rep := anna.result("hall", lines).Export
	body := anna.do("GET", "/projects/hall/jobs/"+lines.ID+"/file", nil).want(http.StatusOK).body
	if n := bytes.Count(body, []byte("\n")); n != rep.Items+1 || rep.Commit != 1 || !bytes.HasSuffix(body, []byte(fmt.Sprintf(`{"end":{"items":%d,"commit":1}}`+"\n", rep.Items))) {
		t.Errorf("%d lines, %+v, end %.100s", n, rep, body[max(0, len(body)-100):])
	}
	log := anna.run("hall", "export-log", api.JobParams{})
	if rep := anna.result("hall", log).Export; rep.Verifier == "" || log.File.Size == 0 {
		t.Errorf("log: %+v %+v", rep, log.File)
	}
	direct := anna.do("GET", "/projects/hall/log", nil).want(http.StatusOK).body
	if got := anna.do("GET", "/projects/hall/jobs/"+log.ID+"/file", nil).want(http.StatusOK).body; len(got) != len(direct) {
		t.Errorf("the log has %d bytes, directly %d", len(got), len(direct))
	}
	if bad := anna.run("hall", "export-text", api.JobParams{At: "no such state"}); bad.State != "failed" || bad.Failure.Kind != "not found" {
		t.Errorf("an unknown state: %+v %+v", bad, bad.Failure)
	}
}

// spec: XFER-12
func TestStepsAreImportedFromAFile(t *testing.T) {
	f := newTransfers(t)
	f.projectFrom("plant", "")
	anna := f.member("plant", "anna", access.Engineer)
	file := anna.put("plant", []byte(`{"op":"create","kind":"zone","ref":"$z","title":"Cell"}`+"\n"+`{"op":"create","kind":"asset","title":"PLC"}`))
	plan := anna.result("plant", anna.run("plant", "import-ndjson", api.JobParams{File: file.Digest, DryRun: true})).Import
	if plan.Changed != 2 || plan.Entries != 2 || len(plan.Given) != 0 {
		t.Errorf("plan: %+v", plan)
	}
	done := anna.result("plant", anna.run("plant", "import-ndjson", api.JobParams{File: file.Digest})).Import
	if len(done.Commits) != 1 || len(done.Given) != 1 || done.Given[0].Ref != "$z" {
		t.Errorf("import: %+v", done)
	}
	bad := anna.run("plant", "import-ndjson", api.JobParams{File: anna.put("plant", []byte("{}\n")).Digest})
	if bad.State != "failed" || !strings.Contains(bad.Failure.Message, "line 1") {
		t.Errorf("a line that is no step: %+v", bad.Failure)
	}
}

// spec: XFER-14
func TestWhoMayHaveWhichJobDone(t *testing.T) {
	f := newTransfers(t)
	f.project("hall")
	owner := f.member("hall", "olga", access.Owner)
	file := owner.put("hall", []byte(`{"op":"set","key":"ZON-1","title":"x"}`))
	people := map[access.Role]*person{
		access.Owner: owner, access.Engineer: f.member("hall", "erik", access.Engineer), access.Reviewer: f.member("hall", "rita", access.Reviewer),
		access.Auditor: f.member("hall", "alma", access.Auditor), access.Viewer: f.member("hall", "viktor", access.Viewer),
		access.Supplier: f.member("hall", "sven", access.Supplier, "PRD-1"),
	}
	may := map[string][]access.Role{
		"import-ndjson": {access.Owner, access.Engineer},
		"export-text":   {access.Owner, access.Engineer, access.Reviewer, access.Auditor},
		"export-log":    {access.Owner, access.Engineer, access.Reviewer, access.Auditor},
		"doctor":        {access.Owner},
	}
	for kind, roles := range may {
		for role, p := range people {
			want := http.StatusForbidden
			for _, r := range roles {
				if r == role {
					want = http.StatusAccepted
				}
			}
			n := api.NewJob{Kind: kind}
			if kind == "import-ndjson" {
				n.Params = api.JobParams{File: file.Digest, DryRun: true}
			}
			if r := p.do("POST", "/projects/hall/jobs", n); r.status != want {
				t.Errorf("%s, %s: got %d, want %d: %.300s", kind, role, r.status, want, r.body)
			}
		}
	}
	from := f.newest() // the last refusal of a kind is on record
	people[access.Auditor].do("POST", "/projects/hall/jobs", api.NewJob{Kind: "doctor"}).problem(http.StatusForbidden)
	if got := f.events(from + 1); len(got) != 1 || got[0] != "access denied refused" {
		t.Errorf("security events: %v", got)
	}
	reads := people[access.Engineer].token(api.NewToken{ReadOnly: true})
	reads.do("POST", "/projects/hall/jobs", api.NewJob{Kind: "import-ndjson", Params: api.JobParams{File: file.Digest}}).problem(http.StatusForbidden)
	reads.do("POST", "/projects/hall/jobs", api.NewJob{Kind: "export-text"}).want(http.StatusAccepted)
	for _, bad := range []api.NewJob{
		{Kind: "export-text", Params: api.JobParams{DryRun: true}},
		{Kind: "import-text"},
		{Kind: "import-text", Params: api.JobParams{File: file.Digest, Upload: "x"}},
		{Kind: "import-ndjson", Params: api.JobParams{File: "sha256:1"}},
		{Kind: "no such"},
	} {
		owner.do("POST", "/projects/hall/jobs", bad).problem(http.StatusUnprocessableEntity)
	}
	owner.do("POST", "/projects/hall/jobs", api.NewJob{Kind: "import-text", Params: api.JobParams{File: "sha256:" + strings.Repeat("0", 64)}}).problem(http.StatusNotFound)
}

// gated makes examinations wait until the test lets them go on.
func gated(gate chan struct{}) func(*setup) {
	return func(b *setup) {
		b.Examine = func(ctx context.Context, _ string, _ bool, _ func(string, uint64, uint64)) (app.DoctorReport, error) {
			select {
			case <-gate:
			case <-ctx.Done():
			}
			return app.DoctorReport{}, ctx.Err()
		}
	}
}

// spec: XFER-14
func TestAJobIsNotDoneForWhoLostTheRightMeanwhile(t *testing.T) {
	gate := make(chan struct{})
	f := newTransfers(t, gated(gate))
	f.project("hall")
	olga := f.member("hall", "olga", access.Owner)
	erik := f.member("hall", "erik", access.Engineer)
	before := olga.head("hall")
	file := erik.put("hall", []byte(`{"op":"set","key":"ZON-1","title":"x"}`))
	for range 2 { // all that run at once
		olga.do("POST", "/projects/hall/jobs", api.NewJob{Kind: "doctor"}).want(http.StatusAccepted)
	}
	j := decode[api.Job](erik.do("POST", "/projects/hall/jobs", api.NewJob{Kind: "import-ndjson", Params: api.JobParams{File: file.Digest}}).want(http.StatusAccepted))
	f.grant("hall", erik, access.Viewer)
	close(gate)
	j = olga.wait("hall", j.ID)
	if j.State != "failed" || j.Failure.Kind != "denied" || olga.head("hall") != before {
		t.Errorf("got %+v %+v", j, j.Failure)
	}
}

// spec: XFER-15
func TestWhatAJobLeftIsReadByWhoMayReadItNow(t *testing.T) {
	f := newTransfers(t)
	f.project("hall")
	erik := f.member("hall", "erik", access.Engineer)
	j := erik.run("hall", "export-text", api.JobParams{})
	path := "/projects/hall/jobs/" + j.ID
	f.member("hall", "bert", access.Engineer).do("GET", path, nil).problem(http.StatusNotFound)
	olga := f.member("hall", "olga", access.Owner)
	olga.do("GET", path+"/file", nil).want(http.StatusOK)
	f.grant("hall", erik, access.Viewer)
	erik.do("GET", path+"/file", nil).problem(http.StatusForbidden)
	erik.do("GET", path+"/result", nil).problem(http.StatusForbidden)
	if d := decode[api.Job](erik.do("GET", path, nil).want(http.StatusOK)); d.File != nil || d.Result || d.Progress.What != "" {
		t.Errorf("a viewer is told %+v", d)
	}
	f.project("other")
	f.grant("other", olga, access.Owner)
	olga.do("GET", "/projects/other/jobs/"+j.ID, nil).problem(http.StatusNotFound)
}

// spec: XFER-15
func TestAdministratorsSeeThatJobsAreThereAndNothingOfThem(t *testing.T) {
	gate := make(chan struct{})
	defer close(gate)
	f := newTransfers(t, gated(gate))
	f.project("hall")
	olga := f.member("hall", "olga", access.Owner)
	olga.run("hall", "export-text", api.JobParams{})
	running := decode[api.Job](olga.do("POST", "/projects/hall/jobs", api.NewJob{Kind: "doctor"}).want(http.StatusAccepted))
	admin := f.administrator("root")
	r := admin.do("GET", "/jobs?limit=1", nil).want(http.StatusOK)
	first := decode[api.JobSummaries](r)
	rest := decode[api.JobSummaries](admin.do("GET", "/jobs?cursor="+first.Next, nil).want(http.StatusOK))
	if len(first.Jobs) != 1 || len(rest.Jobs) != 1 || rest.Next != "" || first.Jobs[0].Kind != "doctor" || rest.Jobs[0].Kind != "export-text" || rest.Jobs[0].Project != "hall" || rest.Jobs[0].Owner != olga.id {
		t.Errorf("got %+v and %+v", first, rest)
	}
	for _, word := range []string{"params", "progress", "file", "failure"} {
		if strings.Contains(string(r.body), `"`+word) {
			t.Errorf("an administrator is told of %s: %s", word, r.body)
		}
	}
	olga.do("GET", "/jobs", nil).problem(http.StatusForbidden)
	if own := decode[api.JobSummaries](olga.do("GET", "/account/jobs", nil).want(http.StatusOK)); len(own.Jobs) != 2 {
		t.Errorf("own jobs: %+v", own)
	}
	if d := decode[api.JobSummary](admin.do("DELETE", "/jobs/"+running.ID, nil).want(http.StatusOK)); d.ID != running.ID {
		t.Errorf("stopped %+v", d)
	}
	if d := olga.wait("hall", running.ID); d.State != "cancelled" {
		t.Errorf("the job is %s", d.State)
	}
}

// spec: XFER-16
func TestACancelledImportWritesNothing(t *testing.T) {
	f := newTransfers(t)
	f.projectFrom("plant", "")
	anna := f.member("plant", "anna", access.Engineer)
	var b bytes.Buffer
	for i := range 400_000 {
		fmt.Fprintf(&b, `{"op":"create","kind":"asset","title":"Asset %d"}`+"\n", i)
	}
	file := anna.put("plant", b.Bytes())
	before := anna.head("plant")
	j := decode[api.Job](anna.do("POST", "/projects/plant/jobs", api.NewJob{Kind: "import-ndjson", Params: api.JobParams{File: file.Digest}}).want(http.StatusAccepted))
	path := "/projects/plant/jobs/" + j.ID
	for d := j; d.Progress.What != "reading steps"; {
		if d.State == "done" {
			t.Fatal("the import was done before it could be cancelled")
		}
		time.Sleep(time.Millisecond)
		d = decode[api.Job](anna.do("GET", path, nil).want(http.StatusOK))
	}
	f.member("plant", "bert", access.Engineer).do("DELETE", path, nil).problem(http.StatusNotFound)
	anna.do("DELETE", path, nil).want(http.StatusOK)
	if d := anna.wait("plant", j.ID); d.State != "cancelled" || anna.head("plant") != before {
		t.Errorf("the job is %s, the head %d, was %d", d.State, anna.head("plant"), before)
	}
	anna.do("DELETE", path, nil).want(http.StatusOK) // twice is no error
	ended := anna.run("plant", "export-ndjson", api.JobParams{})
	anna.do("DELETE", "/projects/plant/jobs/"+ended.ID, nil).problem(http.StatusConflict)
}

// spec: XFER-17
func TestAnExaminationReadsRecordTablesAndFiles(t *testing.T) {
	f := newTransfers(t)
	f.project("hall")
	olga := f.member("hall", "olga", access.Owner)
	sound := olga.result("hall", olga.run("hall", "doctor", api.JobParams{})).Doctor
	if sound.Found != 0 || sound.Commits != olga.head("hall") || sound.Items == 0 || sound.Evidence.Present == 0 {
		t.Fatalf("got %+v", sound)
	}
	for _, e := range olga.page("/projects/hall/evidence?limit=10000").Files {
		if e.State == "present" {
			f.must(os.Remove(filepath.Join(f.filesOf("hall"), strings.TrimPrefix(e.Digest, "sha256:"))))
			after := olga.result("hall", olga.run("hall", "doctor", api.JobParams{Repair: true})).Doctor
			if after.Evidence.Wrong != sound.Evidence.Wrong+1 || after.Evidence.Present != sound.Evidence.Present-1 || !strings.Contains(strings.Join(after.Evidence.Missing, " "), e.Digest) {
				t.Errorf("without %s: %+v", e.Digest, after.Evidence)
			}
			return
		}
	}
}
