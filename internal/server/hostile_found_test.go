package server

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/cordon-ot/cordon/internal/access"
	"github.com/cordon-ot/cordon/internal/api"
)

// What hostile requests once brought down, each by itself.

type brokenBody struct{}

func (brokenBody) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

// spec: SRV-18, SRV-21
func TestABodyThatBreaksOffIsNoFaultOfOurs(t *testing.T) {
	f := newFixture(t)
	p := f.anybody().do("POST", "/sign-in", io.MultiReader(strings.NewReader(`{"login":`), brokenBody{})).problem(http.StatusBadRequest)
	if p.Type != "urn:cordon:problem:invalid" || !strings.Contains(p.Detail, "broke off") {
		t.Errorf("got %+v", p)
	}
}

// spec: SRV-18
func TestAPathOfTheAPIThatIsNotPlainIsNoRoute(t *testing.T) {
	f := newFixture(t)
	anna := f.user("anna")
	for _, path := range []string{"//api/v1//projects", "//api/v1/./projects", "//api/v1/x/../projects", "//api/../healthz", "//api", "//api/", "//api/v1", "//api/v2/projects", "//x/../api/v1/projects"} {
		for _, method := range []string{"GET", "POST"} {
			anna.do(method, path, nil).problem(http.StatusNotFound)
		}
	}
}

// spec: SRV-18
func TestAFileThatIsNotSentIsAProblemDocument(t *testing.T) {
	f := newFixture(t)
	f.project("hall")
	anna := f.member("hall", "anna", access.Owner)
	raw := anna.with("Content-Type", "application/octet-stream")
	stored := decode[api.StoredFile](raw.do("POST", "/projects/hall/evidence", []byte("abc")).want(http.StatusCreated))
	file := "/projects/hall/evidence/" + stored.Digest
	if p := anna.with("Range", "bytes=9-").do("GET", file, nil).problem(http.StatusRequestedRangeNotSatisfiable); p.Type != "urn:cordon:problem:invalid" {
		t.Errorf("a range behind the end: got %+v", p)
	}
	if p := anna.with("If-Match", `"other"`).do("GET", file, nil).problem(http.StatusPreconditionFailed); p.Type != "urn:cordon:problem:changed" {
		t.Errorf("another ETag: got %+v", p)
	}
	r := anna.with("Range", "bytes=1-1").do("GET", file, nil).want(http.StatusPartialContent)
	if string(r.body) != "b" {
		t.Errorf("a range: got %q", r.body)
	}
}

// spec: SRV-18
func TestAMethodThatAPathDoesNotTakeIsRefusedWithThoseItTakes(t *testing.T) {
	f := newFixture(t)
	for _, c := range []struct{ method, path, want string }{
		{"POST", "/roles", "GET"},
		{"OPTIONS", "/projects", "GET, POST"},
		{"FOO", "/projects/hall/items/ZON-1", "GET, PATCH, DELETE"},
		{"PUT", "/projects/a%2Fb", "GET, PATCH"},
	} {
		r := f.anybody().do(c.method, c.path, nil)
		if p := r.problem(http.StatusMethodNotAllowed); r.header.Get("Allow") != c.want {
			t.Errorf("%s %s: allows %q, want %q (%s)", c.method, c.path, r.header.Get("Allow"), c.want, p.Detail)
		}
	}
	f.anybody().do("POST", "/nothing", nil).problem(http.StatusNotFound)
}
