package server

import (
	"io"
	"net/http"
	"strings"
	"testing"
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
