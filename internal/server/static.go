package server

import (
	_ "embed" // the page of the API
	"net/http"

	"github.com/cordon-ot/cordon/internal/fault"
)

//go:embed docs/index.html
var docsPage []byte

//go:embed docs/docs.js
var docsScript []byte

//go:embed docs/docs.css
var docsStyle []byte

// staticRoutes are the paths that answer with files of the program. They are no
// operations of the API and hold nothing of any plant.
var staticRoutes = map[string]struct {
	media string
	body  *[]byte
}{
	"GET /api/docs":          {"text/html; charset=utf-8", &docsPage},
	"GET /api/docs/docs.js":  {"text/javascript; charset=utf-8", &docsScript},
	"GET /api/docs/docs.css": {"text/css; charset=utf-8", &docsStyle},
}

// static serves the page of the API, its document, and the web app if there is
// one.
func (s *Server) static() {
	for pattern, f := range staticRoutes {
		s.mux.HandleFunc(pattern, func(w http.ResponseWriter, _ *http.Request) { sendFile(w, f.media, *f.body) })
	}
	document := mustJSON(s.api.OpenAPI())
	s.mux.HandleFunc("GET "+prefix+"/openapi.json", func(w http.ResponseWriter, _ *http.Request) {
		sendFile(w, "application/json", document)
	})
	s.mux.HandleFunc(prefix+"/", func(w http.ResponseWriter, r *http.Request) {
		writeProblem(w, r, fault.New(fault.NotFound, "find the route", "there is no such route; %s/openapi.json lists them, and /api/docs shows them", prefix))
	})
	if s.cfg.Web != nil {
		s.mux.Handle("/", s.cfg.Web)
		return
	}
	s.mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/api/docs", http.StatusFound) })
}

func sendFile(w http.ResponseWriter, media string, body []byte) {
	h := w.Header()
	h.Set("Content-Type", media)
	h.Set("Cache-Control", "no-cache")
	_, _ = w.Write(body) // the caller is gone
}
