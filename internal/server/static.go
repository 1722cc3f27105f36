package server

import (
	"embed"
	"net/http"
	"net/url"
)

//go:embed docs
var docs embed.FS

const (
	htmlType   = "text/html; charset=utf-8"
	scriptType = "text/javascript; charset=utf-8"
	styleType  = "text/css; charset=utf-8"
)

// staticRoutes are the paths that answer with files of the program. They are no
// operations of the API and hold nothing of any plant.
var staticRoutes = map[string]struct{ file, media string }{
	"GET /api/docs":              {"docs/index.html", htmlType},
	"GET /api/docs/docs.css":     {"docs/docs.css", styleType},
	"GET /api/docs/docs.js":      {"docs/docs.js", scriptType},
	"GET /api/docs/page.js":      {"docs/page.js", scriptType},
	"GET /api/docs/schema.js":    {"docs/schema.js", scriptType},
	"GET /api/docs/operation.js": {"docs/operation.js", scriptType},
	"GET /api/docs/account.js":   {"docs/account.js", scriptType},
}

// otherRoutes are the patterns beside operations and staticRoutes, with what
// answers there.
var otherRoutes = map[string]string{
	"GET " + prefix + "/openapi.json": "the API document itself",
	"/api/":                           "a problem document for every path that is no route",
	"/api":                            "the same",
	"GET /{$}":                        "where there is no web app: on to the page of the API",
	"/":                               "the web app",
}

// static serves the page of the API, its document, and the web app if there is
// one.
func (s *Server) static() {
	for pattern, f := range staticRoutes {
		body, err := docs.ReadFile(f.file)
		if err != nil {
			panic(err) // a fault of this program, at its start
		}
		s.mux.HandleFunc(pattern, func(w http.ResponseWriter, _ *http.Request) { sendFile(w, f.media, body) })
	}
	document := mustJSON(s.api.OpenAPI())
	s.mux.HandleFunc("GET "+prefix+"/openapi.json", func(w http.ResponseWriter, _ *http.Request) {
		sendFile(w, "application/json", document)
	})
	s.mux.HandleFunc("/api/", s.mux.noRoute)
	s.mux.HandleFunc("/api", s.mux.noRoute)
	if s.cfg.Web != nil {
		s.mux.Handle("/", s.cfg.Web)
		return
	}
	s.mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, r *http.Request) {
		to := url.URL{Path: "/api/docs", RawQuery: r.URL.RawQuery} // a provider's refusal comes in the query
		http.Redirect(w, r, to.String(), http.StatusFound)
	})
}

func sendFile(w http.ResponseWriter, media string, body []byte) {
	h := w.Header()
	h.Set("Content-Type", media)
	h.Set("Cache-Control", "no-cache")
	_, _ = w.Write(body) // the caller is gone
}
