package server

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/cordon-ot/cordon/internal/access"
	"github.com/cordon-ot/cordon/internal/admin"
	"github.com/cordon-ot/cordon/internal/api"
	"github.com/cordon-ot/cordon/internal/app"
	"github.com/cordon-ot/cordon/internal/blob"
	"github.com/cordon-ot/cordon/internal/job"
	"github.com/cordon-ot/cordon/internal/upload"
)

// newTransfers makes a fixture that takes uploads and runs jobs.
func newTransfers(t testing.TB, change ...func(*setup)) *fixture {
	t.Helper()
	dir := t.TempDir()
	var f *fixture
	var jobs *job.Runner
	more := append([]func(*setup){func(b *setup) {
		db, err := admin.OpenSQLite(t.Context(), filepath.Join(dir, "jobs.db"))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = db.Close() })
		b.Uploads, err = upload.New(upload.Config{Folder: filepath.Join(dir, "uploads"), Clock: b.clock.Now, Random: rand.Reader, MaxSize: 1 << 30})
		if err != nil {
			t.Fatal(err)
		}
		jobs, err = job.New(job.Config{
			DB: db, Folder: filepath.Join(dir, "jobs"), Node: "n1", Clock: time.Now, Random: rand.Reader, Log: slog.New(slog.DiscardHandler), Beat: 5 * time.Millisecond,
		})
		if err != nil {
			t.Fatal(err)
		}
		b.Jobs = jobs
		b.Examine = func(ctx context.Context, project string, repair bool, progress func(string, uint64, uint64)) (app.DoctorReport, error) {
			st, err := folder(f.dir).Open(ctx, project)
			if err != nil {
				return app.DoctorReport{}, err
			}
			defer st.Close()
			return app.Doctor(ctx, app.Config{Store: st, Progress: progress}, repair)
		}
	}}, change...)
	f = newFixture(t, more...)
	if f.Document().Paths[prefix+"/jobs"] == nil {
		f.transferRoutes()
	}
	f.must(jobs.Start(t.Context()))
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
		defer cancel()
		if err := jobs.Stop(ctx); err != nil {
			t.Errorf("stop jobs: %v", err)
		}
	})
	return f
}

// filesOf gives the folder of a project's evidence files.
func (f *fixture) filesOf(key string) string { return filepath.Join(f.dir, f.idOf(key)+"-files") }

func digestOf(t testing.TB, content []byte) string {
	t.Helper()
	d, _, err := blob.Digest(bytes.NewReader(content))
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// put stores a file of evidence in one request.
func (p *person) put(project string, content []byte) api.StoredFile {
	p.f.Helper()
	return decode[api.StoredFile](p.with("Content-Type", "application/octet-stream").do("POST", "/projects/"+project+"/evidence", content).want(http.StatusCreated))
}

// run has a job done and waits for its end.
func (p *person) run(project, kind string, params api.JobParams) api.Job {
	p.f.Helper()
	j := decode[api.Job](p.do("POST", "/projects/"+project+"/jobs", api.NewJob{Kind: kind, Params: params}).want(http.StatusAccepted))
	return p.wait(project, j.ID)
}

func (p *person) wait(project, id string) api.Job {
	p.f.Helper()
	for range 4000 {
		j := decode[api.Job](p.do("GET", "/projects/"+project+"/jobs/"+id, nil).want(http.StatusOK))
		if j.State != "queued" && j.State != "running" {
			return j
		}
		time.Sleep(5 * time.Millisecond)
	}
	p.f.Fatalf("job %s does not end", id)
	return api.Job{}
}

// result is wait for a job that has to succeed.
func (p *person) result(project string, j api.Job) api.JobResult {
	p.f.Helper()
	if j.State != "done" {
		p.f.Fatalf("job %s is %s: %+v", j.Kind, j.State, j.Failure)
	}
	return decode[api.JobResult](p.do("GET", "/projects/"+project+"/jobs/"+j.ID+"/result", nil).want(http.StatusOK))
}

func (p *person) head(project string) uint64 {
	p.f.Helper()
	return decode[api.ProjectDetail](p.do("GET", "/projects/"+project, nil).want(http.StatusOK)).Head.Commit
}

// spec: XFER-9
func TestBulkWritingIsOneCommitWithNamesForRefs(t *testing.T) {
	f := newTransfers(t)
	f.projectFrom("empty", "")
	anna := f.member("empty", "anna", access.Engineer)
	body := `{"op":"create","kind":"zone","ref":"$z","title":"Cell 1"}

{"op":"create","kind":"asset","ref":"$a","title":"Controller","properties":{"description":"a"}}
{"op":"create","kind":"asset","title":"Panel"}
{"op":"link","from":"$a","verb":"in","to":"$z"}`
	before := anna.head("empty")
	d := decode[api.BulkCommitted](anna.do("POST", "/projects/empty/bulk?message=the+first+list", strings.NewReader(body)).want(http.StatusOK))
	if d.Steps != 4 || len(d.Commits) != 1 || d.Ops != 4 || d.Head != before+1 || d.Again {
		t.Fatalf("got %+v", d)
	}
	if len(d.Items) != 2 || d.Items[0].Ref != "$z" || d.Items[0].Key != "ZON-1" || d.Items[1].Ref != "$a" || d.Items[1].Key != "AST-1" {
		t.Fatalf("names of refs: %+v", d.Items)
	}
	if d.Commits[0].Message != "the first list" || d.Commits[0].Author == "" {
		t.Errorf("commit: %+v", d.Commits[0])
	}
	it := decode[api.ItemDetail](anna.do("GET", "/projects/empty/items/AST-1", nil).want(http.StatusOK))
	if len(it.Links) != 1 || it.Links[0].To != "ZON-1" {
		t.Errorf("links of AST-1: %+v", it.Links)
	}
}

// spec: XFER-9
func TestOneWrongLineStopsAllOfABulkChange(t *testing.T) {
	f := newTransfers(t)
	f.projectFrom("empty", "")
	anna := f.member("empty", "anna", access.Engineer)
	before := anna.head("empty")
	body := `{"op":"create","kind":"zone","title":"Cell 1"}
{"op":"create","kind":"zone","title":"Cell 2","properties":{"colourr":"x"}}
nonsense
{"op":"create","kind":"zone","tittle":"Cell 3"}
{"op":"link","from":"AST-77","verb":"in","to":"ZON-1"}
` + "{\"op\":\"create\",\"kind\":\"zone\",\"title\":\"\xff\"}\n"
	p := anna.do("POST", "/projects/empty/bulk", strings.NewReader(body)).problem(http.StatusUnprocessableEntity)
	want := map[int]string{2: "colourr", 3: "no JSON", 4: "tittle", 5: "AST-77", 6: "UTF-8"}
	for _, e := range p.Errors {
		if w, ok := want[e.Line]; ok && strings.Contains(e.Message, w) {
			delete(want, e.Line)
		}
	}
	if len(want) > 0 {
		t.Errorf("no fault of lines %v in %+v", want, p.Errors)
	}
	// What only the model sees has its line, too.
	p = anna.do("POST", "/projects/empty/bulk", strings.NewReader(`{"op":"create","key":"ZON-5","title":"Cell"}`+"\n"+`{"op":"create","key":"ZON-5","title":"Again"}`)).problem(http.StatusUnprocessableEntity)
	if len(p.Errors) != 1 || p.Errors[0].Line != 2 {
		t.Errorf("a key given twice: %+v", p.Errors)
	}
	if after := anna.head("empty"); after != before {
		t.Errorf("the record went from %d to %d", before, after)
	}
}

// spec: XFER-10
func TestABulkChangeUnderAKeyIsCarriedOutOnce(t *testing.T) {
	f := newTransfers(t)
	f.projectFrom("empty", "")
	anna := f.member("empty", "anna", access.Engineer)
	body := `{"op":"create","key":"ZON-9","ref":"$z","title":"Cell"}`
	key := anna.with("Idempotency-Key", "list-1")
	first := decode[api.BulkCommitted](key.do("POST", "/projects/empty/bulk", strings.NewReader(body)).want(http.StatusOK))
	again := decode[api.BulkCommitted](key.do("POST", "/projects/empty/bulk", strings.NewReader(body)).want(http.StatusOK))
	if !again.Again || again.Head != first.Head || len(again.Commits) != 1 || again.Commits[0] != first.Commits[0] || again.Items[0] != first.Items[0] {
		t.Errorf("first %+v\nagain %+v", first, again)
	}
	key.do("POST", "/projects/empty/bulk", strings.NewReader(`{"op":"create","key":"ZON-10","title":"Other"}`)).problem(http.StatusUnprocessableEntity)
}

// spec: XFER-9
func TestABulkChangeIsDecidedLikeAnyOther(t *testing.T) {
	f := newTransfers(t)
	f.project("hall")
	step := `{"op":"set","key":"ZON-1","title":"Mine now"}`
	for login, want := range map[string]struct {
		role   access.Role
		status int
	}{
		"viktor": {access.Viewer, http.StatusForbidden}, "rita": {access.Reviewer, http.StatusForbidden},
		"alma": {access.Auditor, http.StatusForbidden}, "erik": {access.Engineer, http.StatusOK},
	} {
		p := f.member("hall", login, want.role)
		r := p.do("POST", "/projects/hall/bulk", strings.NewReader(step))
		if r.status != want.status {
			t.Errorf("%s: got %d, want %d: %.300s", want.role, r.status, want.status, r.body)
		}
	}
	sven := f.member("hall", "sven", access.Supplier, "PRD-1")
	sven.do("POST", "/projects/hall/bulk", strings.NewReader(step)).problem(http.StatusForbidden)
	olga := f.member("hall", "olga", access.Owner)
	olga.do("PUT", "/projects/hall/retired", api.ProjectRetirement{Retired: true}).want(http.StatusOK)
	olga.do("POST", "/projects/hall/bulk", strings.NewReader(step)).problem(http.StatusConflict)
}

// spec: XFER-9
func TestABulkChangeOnAnOldCommitNamesTheConflict(t *testing.T) {
	f := newTransfers(t)
	f.project("hall")
	anna := f.member("hall", "anna", access.Engineer)
	seen := anna.head("hall")
	anna.do("PATCH", "/projects/hall/items/ZON-1", api.ItemEdit{Title: "Theirs"}).want(http.StatusOK)
	path := "/projects/hall/bulk?expected=" + jsonNumber(seen)
	p := anna.do("POST", path, strings.NewReader(`{"op":"set","key":"ZON-1","title":"Ours"}`)).problem(http.StatusConflict)
	if p.Head != seen+1 {
		t.Errorf("head %d, want %d", p.Head, seen+1)
	}
}

func jsonNumber(n uint64) string {
	b, _ := json.Marshal(n)
	return string(b)
}

// stalling yields its content and then fails, as a broken line does.
type stalling struct {
	io.Reader
	err error
}

func (s *stalling) Read(p []byte) (int, error) {
	n, err := s.Reader.Read(p)
	if err == io.EOF {
		err = s.err
	}
	return n, err
}

// spec: XFER-9
func TestABulkChangeWhoseLineBreaksWritesNothing(t *testing.T) {
	f := newTransfers(t)
	f.projectFrom("empty", "")
	anna := f.member("empty", "anna", access.Engineer)
	before := anna.head("empty")
	body := &stalling{strings.NewReader(`{"op":"create","kind":"zone","title":"Cell"}` + "\n"), io.ErrUnexpectedEOF}
	p := anna.do("POST", "/projects/empty/bulk", body).problem(http.StatusServiceUnavailable)
	if !strings.Contains(p.Detail, "nothing was written") || anna.head("empty") != before {
		t.Errorf("head %d, was %d; %s", anna.head("empty"), before, p.Detail)
	}
}
