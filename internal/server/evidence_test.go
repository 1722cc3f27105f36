package server

import (
	"bytes"
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/cordon-ot/cordon/internal/access"
	"github.com/cordon-ot/cordon/internal/api"
)

// page reads one page of the files of evidence.
func (p *person) page(path string) api.EvidencePage {
	p.f.Helper()
	return decode[api.EvidencePage](p.do("GET", path, nil).want(http.StatusOK))
}

// spec: XFER-1
func TestFilesOfEvidenceAreListedRecordedAndStored(t *testing.T) {
	f := newTransfers(t)
	f.project("hall")
	anna := f.member("hall", "anna", access.Engineer)
	all := anna.page("/projects/hall/evidence?limit=10000")
	states := map[string]int{}
	for i, e := range all.Files {
		states[e.State]++
		if i > 0 && e.Digest <= all.Files[i-1].Digest {
			t.Errorf("%s stands behind %s", e.Digest, all.Files[i-1].Digest)
		}
		if (e.Size == nil) != (e.State == "missing") {
			t.Errorf("%s is %s and has the size %v", e.Digest, e.State, e.Size)
		}
		if len(e.Items) == 0 {
			t.Errorf("nothing records %s of the sample", e.Digest)
		}
	}
	if states["present"] == 0 || states["changed"] == 0 || states["missing"] == 0 || all.State.Commit != anna.head("hall") || all.Next != "" {
		t.Fatalf("states %v, commit %d, next %q; the sample has every state of a file", states, all.State.Commit, all.Next)
	}
	stored := anna.put("hall", []byte("a test protocol"))
	loose := anna.page("/projects/hall/evidence?recorded=no")
	if len(loose.Files) != 1 || loose.Files[0].Digest != stored.Digest || *loose.Files[0].Size != 15 || len(loose.Files[0].Items) != 0 {
		t.Errorf("files that nothing records: %+v", loose.Files)
	}
	// Page by page it is the same list.
	var paged []api.EvidenceFile
	for next := ""; ; {
		p := anna.page("/projects/hall/evidence?limit=3&cursor=" + next)
		paged = append(paged, p.Files...)
		if next = p.Next; next == "" {
			break
		}
	}
	if want := len(all.Files) + 1; len(paged) != want {
		t.Errorf("page by page %d files, want %d", len(paged), want)
	}
	f.member("hall", "viktor", access.Viewer).do("GET", "/projects/hall/evidence/"+stored.Digest, nil).problem(http.StatusForbidden)
	f.member("hall", "sven", access.Supplier, "PRD-1").do("GET", "/projects/hall/evidence/"+stored.Digest, nil).problem(http.StatusForbidden)
}

// spec: XFER-2
func TestAFileIsSentWholeOrInRangesAndNeverInsideAPage(t *testing.T) {
	f := newTransfers(t)
	f.project("hall")
	anna := f.member("hall", "anna", access.Engineer)
	content := []byte("<script>alert(1)</script> and more")
	d := anna.put("hall", content)
	path := "/projects/hall/evidence/" + d.Digest
	r := anna.do("GET", path+"?name=..%2f..%2fevil%0d%0a%22.html", nil).want(http.StatusOK)
	if !bytes.Equal(r.body, content) {
		t.Errorf("got %q", r.body)
	}
	for name, want := range map[string]string{
		"Content-Type": "application/octet-stream", "X-Content-Type-Options": "nosniff", "Content-Security-Policy": "default-src 'none'; sandbox",
		"Etag": `"` + d.Digest + `"`, "Cache-Control": "private, no-cache", "Content-Disposition": `attachment; filename=-..-evil---.html`,
	} {
		if got := r.header.Get(name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	if r := anna.do("HEAD", path, nil).want(http.StatusOK); r.header.Get("Content-Length") != "34" {
		t.Errorf("HEAD: %v", r.header)
	}
	r = anna.with("Range", "bytes=8-12").do("GET", path, nil).want(http.StatusPartialContent)
	if string(r.body) != "alert" {
		t.Errorf("range: got %q", r.body)
	}
	anna.with("If-None-Match", `"`+d.Digest+`"`).do("GET", path, nil).want(http.StatusNotModified)
	anna.do("GET", "/projects/hall/evidence/sha256:"+strings.Repeat("0", 64), nil).problem(http.StatusNotFound)
	anna.do("GET", "/projects/hall/evidence/..%2f..%2fadmin.db", nil).problem(http.StatusUnprocessableEntity)
}

// spec: XFER-2
func TestAChangedFileIsRefused(t *testing.T) {
	f := newTransfers(t)
	f.project("hall")
	anna := f.member("hall", "anna", access.Engineer)
	d := anna.put("hall", []byte("as it was"))
	path := filepath.Join(f.filesOf("hall"), strings.TrimPrefix(d.Digest, "sha256:"))
	f.must(os.Chmod(path, 0o600))
	f.must(os.WriteFile(path, []byte("as it is!"), 0o600))
	p := anna.do("GET", "/projects/hall/evidence/"+d.Digest, nil).problem(http.StatusConflict)
	if !strings.Contains(p.Detail, "changed") {
		t.Errorf("detail: %s", p.Detail)
	}
	// The right content makes it whole again.
	anna.put("hall", []byte("as it was"))
	anna.do("GET", "/projects/hall/evidence/"+d.Digest, nil).want(http.StatusOK)
}

// spec: XFER-3
func TestASmallFileIsTakenInOneRequestWithinBounds(t *testing.T) {
	f := newTransfers(t, func(b *setup) { b.MaxUpload = 1000 })
	f.project("hall")
	anna := f.member("hall", "anna", access.Engineer).with("Content-Type", "application/pdf")
	content := bytes.Repeat([]byte("x"), 1000)
	anna.do("POST", "/projects/hall/evidence?digest="+digestOf(t, content), content).want(http.StatusCreated)
	anna.do("POST", "/projects/hall/evidence", append(content, 'y')).problem(http.StatusRequestEntityTooLarge)
	anna.do("POST", "/projects/hall/evidence?digest="+digestOf(t, content), content[1:]).problem(http.StatusUnprocessableEntity)
	anna.do("POST", "/projects/hall/evidence?digest=md5:1", content).problem(http.StatusUnprocessableEntity)
	if left := anna.page("/projects/hall/evidence?recorded=no"); len(left.Files) != 1 {
		t.Errorf("stored: %+v, want one file", left.Files)
	}
	f.member("hall", "viktor", access.Viewer).do("POST", "/projects/hall/evidence", content).problem(http.StatusForbidden)
	f.member("hall", "sven", access.Supplier, "PRD-1").do("POST", "/projects/hall/evidence", content).want(http.StatusCreated)
}

// levelsOfHall gives the levels of all places as they are told.
func (p *person) levelsText() string {
	p.f.Helper()
	var d struct {
		Places json.RawMessage `json:"places"`
	}
	p.f.must(json.Unmarshal(p.do("GET", "/projects/hall/levels", nil).want(http.StatusOK).body, &d))
	return string(d.Places)
}

func (p *person) findings() int {
	p.f.Helper()
	return len(decode[api.Check](p.do("GET", "/projects/hall/findings", nil).want(http.StatusOK)).Findings)
}

// spec: XFER-4
func TestAFileGoneBehindTheServersBackLowersLevelsUntilItIsBack(t *testing.T) {
	f := newTransfers(t)
	f.project("hall")
	anna := f.member("hall", "anna", access.Engineer)
	levels, findings := anna.levelsText(), anna.findings()
	if levels == "" {
		t.Fatal("no levels")
	}
	for _, how := range []string{"missing", "changed"} {
		lowered := 0
		for _, e := range anna.page("/projects/hall/evidence?limit=10000").Files {
			if e.State != "present" {
				continue
			}
			path := filepath.Join(f.filesOf("hall"), strings.TrimPrefix(e.Digest, "sha256:"))
			content, err := os.ReadFile(path)
			f.must(err)
			f.must(os.Remove(path))
			if how == "changed" {
				f.must(os.WriteFile(path, append(content[:len(content)-1:len(content)-1], content[len(content)-1]^1), 0o600))
			}
			f.clock.pass(time.Minute) // what was seen of files is believed for half of it
			if anna.levelsText() != levels {
				lowered++
				if got := anna.findings(); got <= findings {
					t.Errorf("%s %s: %d findings, %d before", e.Digest, how, got, findings)
				}
			}
			// Storing it again is known at once.
			anna.put("hall", content)
			if got := anna.levelsText(); got != levels {
				t.Errorf("%s was %s and is back: the levels are not", e.Digest, how)
			}
			if lowered > 0 {
				break
			}
		}
		if lowered == 0 {
			t.Errorf("no file of the sample lowered a level by being %s", how)
		}
	}
	if got := anna.findings(); got != findings {
		t.Errorf("%d findings in the end, %d before", got, findings)
	}
}
