package server

import (
	"net/http"
	"path"
	"strings"

	"github.com/cordon-ot/cordon/internal/fault"
)

// routeMux finds what answers a request. It remembers every pattern, so that a
// test can see that none was left out of the API document.
type routeMux struct {
	*http.ServeMux
	patterns []string
}

func newRouteMux() *routeMux { return &routeMux{ServeMux: http.NewServeMux()} }

// HandleFunc is that of http.ServeMux.
func (m *routeMux) HandleFunc(pattern string, h func(http.ResponseWriter, *http.Request)) {
	m.Handle(pattern, http.HandlerFunc(h))
}

// Handle is that of http.ServeMux.
func (m *routeMux) Handle(pattern string, h http.Handler) {
	m.patterns = append(m.patterns, pattern)
	m.ServeMux.Handle(pattern, h)
}

// ServeHTTP implements http.Handler. A path of the API that is not in its plain
// form, such as one with .. or an empty segment, is no route: sending the caller
// on to the plain form would turn a POST into a GET, or into something else
// than was asked for.
func (m *routeMux) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	p := r.URL.EscapedPath()
	plain := path.Clean("/" + p)
	if strings.HasSuffix(p, "/") && plain != "/" {
		plain += "/"
	}
	if p != plain && (strings.HasPrefix(plain+"/", "/api/") || strings.HasPrefix(p, "/api/")) {
		noRoute(w, r)
		return
	}
	m.ServeMux.ServeHTTP(w, r)
}

// noRoute answers for a path of the API that leads nowhere.
func noRoute(w http.ResponseWriter, r *http.Request) {
	writeProblem(w, r, fault.New(fault.NotFound, "find the route", "there is no such route; %s/openapi.json lists them, and /api/docs shows them", prefix))
}
