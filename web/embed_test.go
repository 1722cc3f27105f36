package web

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"
)

var sample = fstest.MapFS{
	"index.html":          {Data: []byte("<!doctype html><title>Cordon</title>")},
	"favicon.svg":         {Data: []byte("<svg/>")},
	"manifest.json":       {Data: []byte("{}")},
	"README":              {Data: []byte("placeholder")},
	"assets/index-abc.js": {Data: []byte("1")},
}

func ask(t *testing.T, h http.Handler, method, target string) *http.Response {
	t.Helper()
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(method, target, nil))
	return w.Result()
}

func TestTheAppIsServedUnderAllItsAddresses(t *testing.T) {
	h := handler(sample)
	cases := []struct {
		target string
		status int
		media  string
		cache  string
	}{
		{"/", 200, "text/html", "no-cache"},
		{"/projects/turbine-hall/zones/ZON-1?at=12", 200, "text/html", "no-cache"},
		{"/projects/hall/documents/report.pdf", 200, "text/html", "no-cache"},
		{"/assets/index-abc.js", 200, "text/javascript", "immutable"},
		{"/favicon.svg", 200, "image/svg+xml", "no-cache"},
		{"/assets/index-old.js", 404, "text/plain", ""},
		{"/robots.txt", 404, "text/plain", ""},
		{"/manifest.json", 404, "text/plain", ""},
		{"/assets/../../secret.js", 404, "text/plain", ""},
	}
	for _, c := range cases {
		r := ask(t, h, http.MethodGet, c.target)
		if r.StatusCode != c.status || !strings.HasPrefix(r.Header.Get("Content-Type"), c.media) || !strings.Contains(r.Header.Get("Cache-Control"), c.cache) {
			t.Errorf("GET %s: got %d, %s, %s; want %d, %s, %s", c.target, r.StatusCode, r.Header.Get("Content-Type"), r.Header.Get("Cache-Control"), c.status, c.media, c.cache)
		}
	}
	if r := ask(t, h, http.MethodPost, "/"); r.StatusCode != http.StatusMethodNotAllowed {
		t.Errorf("POST /: got %d, want 405", r.StatusCode)
	}
	if r := ask(t, h, http.MethodHead, "/"); r.StatusCode != 200 || r.ContentLength == 0 {
		t.Errorf("HEAD /: got %d with length %d, want 200 and the length of the page", r.StatusCode, r.ContentLength)
	}
}

func TestWithoutTheAppTheProgramSaysSo(t *testing.T) {
	empty := fstest.MapFS{"README": {Data: []byte("placeholder")}}
	if built(empty) {
		t.Error("a folder with the placeholder alone counts as built")
	}
	if r := ask(t, handler(empty), http.MethodGet, "/"); r.StatusCode != http.StatusNotFound {
		t.Errorf("GET /: got %d, want 404", r.StatusCode)
	}
	if !built(sample) {
		t.Error("a folder with the page does not count as built")
	}
}
