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
		writeProblem(w, r, fault.New(fault.NotFound, "find the route", "this path is not in its plain form: leave out empty segments and those of dots"))
		return
	}
	m.ServeMux.ServeHTTP(w, r)
}

// noRoute answers for a path of the API that leads nowhere, or not by this
// method.
func (m *routeMux) noRoute(w http.ResponseWriter, r *http.Request) {
	if allow := m.methods(r); len(allow) > 0 {
		list := strings.Join(allow, ", ")
		w.Header().Set("Allow", list)
		writeProblem(w, r, withStatus(http.StatusMethodNotAllowed, fault.New(fault.Invalid, "find the route", "this path does not take %.20q; it takes %s", r.Method, list)))
		return
	}
	writeProblem(w, r, fault.New(fault.NotFound, "find the route", "there is no such route; %s/openapi.json lists them, and /api/docs shows them", prefix))
}

// methods lists the methods that the path of a request takes.
func (m *routeMux) methods(r *http.Request) (list []string) {
	for _, method := range []string{http.MethodGet, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete} {
		asked := *r
		asked.Method = method
		if _, pattern := m.Handler(&asked); strings.HasPrefix(pattern, method+" ") {
			list = append(list, method)
		}
	}
	return list
}
