package server

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"runtime/debug"
	"time"
	"unicode/utf8"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"
	"github.com/prometheus/client_golang/prometheus"

	"github.com/cordon-ot/cordon/internal/account"
	"github.com/cordon-ot/cordon/internal/api"
	"github.com/cordon-ot/cordon/internal/app"
	"github.com/cordon-ot/cordon/internal/audit"
	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/host"
	"github.com/cordon-ot/cordon/internal/job"
	"github.com/cordon-ot/cordon/internal/search"
	"github.com/cordon-ot/cordon/internal/upload"
	"github.com/cordon-ot/cordon/internal/words"
)

// Config is what the server is made from. All fields are needed but those that
// say so.
type Config struct {
	Host     *host.Host
	Accounts *account.Service
	Audit    audit.Recorder
	Clock    func() time.Time
	Log      *slog.Logger
	Metrics  *prometheus.Registry
	Version  string
	Uploads  *upload.Uploads // files of evidence on their way
	Jobs     *job.Runner     // work that takes long; started by whoever made it
	// MaxUpload is the longest file of evidence in bytes, 0 if only Uploads
	// bounds it.
	MaxUpload int64
	// Examine checks the record of a project, and with repair makes tables anew
	// that differ from it; see app.Doctor. Optional.
	Examine func(ctx context.Context, project string, repair bool, progress func(what string, done, total uint64)) (app.DoctorReport, error)
	// Origin is the address people use, such as https://cordon.plant.example;
	// links that are sent begin with it.
	Origin string
	// Secure says that callers come over TLS, so that cookies ask for it.
	Secure bool
	// TrustProxy says that a proxy in front writes X-Forwarded-For.
	TrustProxy bool
	Limits     Limits
	// Ready tells what keeps the server from its work, nil if nothing does.
	Ready func(ctx context.Context) error
	// Security is the stream that Audit writes to, for administrators to read.
	Security SecurityStream
	// Providers are where people can sign in from elsewhere. Optional.
	Providers []Provider
	// Policy is the one that Accounts works by, to be told to people.
	Policy account.Policy
	// Passkeys says that Accounts has passkeys.
	Passkeys bool
	// Web serves what is no route of the API: the web app. Optional.
	Web http.Handler
}

// searchMemory is how many bytes the search may keep for all projects: enough
// for some four million items.
const searchMemory = 200 << 20

// Server answers HTTP requests. Make one with New.
type Server struct {
	cfg     Config
	api     huma.API
	mux     *routeMux
	limits  *limits
	metrics *metrics
	index   *search.Index
	handler http.Handler
	ending  context.Context // ends when the server is to stop, for streams
	end     context.CancelFunc
}

// New makes a server.
func New(cfg Config) *Server {
	useProblems()
	s := &Server{cfg: cfg, mux: newRouteMux(), limits: newLimits(cfg.Limits, cfg.Clock), metrics: newMetrics(cfg.Metrics), index: search.New(cfg.Host.Library(), searchMemory)}
	s.ending, s.end = context.WithCancel(context.Background())
	s.api = humago.New(s.mux, s.describe())
	s.api.UseMiddleware(s.gate)
	s.routes()
	finishSchemas(s.api.OpenAPI().Components.Schemas)
	s.static()
	// From the outside in: what every request gets, even one that panics.
	guard := http.NewCrossOriginProtection()
	guard.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		writeProblem(w, r, fault.New(fault.Denied, "let a request in", "this request comes from a page of another site"))
	}))
	s.handler = s.around(guard.Handler(s.mux))
	return s
}

// ServeHTTP implements http.Handler.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.handler.ServeHTTP(w, r) }

// Document gives the OpenAPI document of the API.
func (s *Server) Document() *huma.OpenAPI { return s.api.OpenAPI() }

// Stop ends the streams that would otherwise go on for ever, so that the HTTP
// server can shut down.
func (s *Server) Stop() { s.end() }

// around gives every request its id, its answer the headers that protect it,
// and the log its line.
func (s *Server) around(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		began := s.cfg.Clock()
		c := &call{id: takenID(r), address: s.address(r), agent: r.UserAgent(), reads: words.Language(languageOf(r))}
		if c.id == "" {
			c.id = newRequestID()
		}
		h := w.Header()
		h.Set("X-Request-Id", c.id)
		protect(h, s.cfg.Secure)
		ctx := context.WithValue(r.Context(), callKey{}, c)
		r = r.WithContext(ctx)
		seen := &watched{ResponseWriter: w, reads: c.reads}
		s.metrics.began()
		defer func() {
			if p := recover(); p != nil {
				s.panicked(seen, r, c, p)
			}
			took := max(0, s.cfg.Clock().Sub(began)) // the clock may be set back
			s.metrics.ended(r, seen.status, took)
			s.logRequest(ctx, r, c, seen, took)
		}()
		next.ServeHTTP(seen, r)
	})
}

// panicked answers for a handler that broke down. The server goes on.
func (s *Server) panicked(w *watched, r *http.Request, c *call, p any) {
	if p == http.ErrAbortHandler { //nolint:errorlint // it is thrown, not wrapped
		panic(p)
	}
	s.cfg.Log.ErrorContext(r.Context(), "a handler broke down", "request", c.id, "panic", p, "stack", string(debug.Stack()))
	if w.status == 0 {
		writeProblem(w, r, fault.New(fault.Internal, "answer a request", "a handler broke down"))
	}
}

func (s *Server) logRequest(ctx context.Context, r *http.Request, c *call, w *watched, took time.Duration) {
	level := slog.LevelInfo
	if w.status < http.StatusBadRequest && (r.Pattern == "GET /healthz" || r.Pattern == "GET /readyz" || r.Pattern == "GET /metrics") {
		level = slog.LevelDebug
	}
	// The path without its query: filters and search words are the plant's.
	s.cfg.Log.Log(ctx, level, "request", "request", c.id, "method", r.Method, "path", r.URL.Path, "status", w.status,
		"ms", took.Milliseconds(), "bytes", w.bytes, "user", c.caller.user, "address", c.address)
}

// protect sets what keeps a browser from doing harm with an answer.
func protect(h http.Header, secure bool) {
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "DENY")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
	h.Set("Content-Security-Policy", "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "+
		"connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'")
	if secure {
		h.Set("Strict-Transport-Security", "max-age=31536000")
	}
}

// address is the network address of the caller.
func (s *Server) address(r *http.Request) string {
	if s.cfg.TrustProxy {
		if a := lastForwarded(r.Header.Values("X-Forwarded-For")); a != "" {
			return a
		}
	}
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return host
}

func newRequestID() string {
	var b [8]byte
	_, _ = rand.Read(b[:]) // never fails
	return hex.EncodeToString(b[:])
}

// watched remembers what was answered.
type watched struct {
	http.ResponseWriter
	reads  words.Language
	status int
	bytes  int64
}

// WriteHeader implements http.ResponseWriter.
func (w *watched) WriteHeader(status int) {
	if w.status == 0 && status >= http.StatusOK {
		w.status = status
		inLanguage(w.Header(), w.reads)
	}
	w.ResponseWriter.WriteHeader(status)
}

// Write implements http.ResponseWriter.
func (w *watched) Write(p []byte) (int, error) {
	if w.status == 0 {
		w.status = http.StatusOK
	}
	n, err := w.ResponseWriter.Write(p)
	w.bytes += int64(n)
	return n, err
}

// Unwrap lets http.ResponseController reach what it asks for.
func (w *watched) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// Flush implements http.Flusher for streams.
func (w *watched) Flush() { _ = http.NewResponseController(w.ResponseWriter).Flush() }

// describe is the frame of the OpenAPI document.
func (s *Server) describe() huma.Config {
	c := huma.DefaultConfig("Cordon", api.Version)
	c.Info.Description = aboutAPI
	c.Info.License = &huma.License{Name: "Apache-2.0", Identifier: "Apache-2.0"}
	c.OpenAPIPath, c.DocsPath, c.SchemasPath = "", "", "" // served below, with our own page
	c.CreateHooks = nil                                   // no $schema members in answers
	c.Formats = map[string]huma.Format{"application/json": jsonFormat, "json": jsonFormat}
	c.Tags = tags
	shapes(c.Components.Schemas)
	c.Components.SecuritySchemes = map[string]*huma.SecurityScheme{
		"session": {Type: "apiKey", In: "cookie", Name: cookieName(true), Description: "The cookie that signing in sets. Without TLS, on the machine itself, it is called " + cookieName(false) + "."},
		"token":   {Type: "http", Scheme: "bearer", BearerFormat: "cdn_…", Description: "An API token, made on the page of your account."},
	}
	return c
}

var jsonFormat = huma.Format{
	Marshal: func(w io.Writer, v any) error {
		e := json.NewEncoder(w)
		e.SetEscapeHTML(false)
		return e.Encode(v)
	},
	Unmarshal: func(data []byte, v any) error {
		// The decoder would put U+FFFD in place of what it cannot read, and the
		// record would hold what nobody wrote.
		if !utf8.Valid(data) {
			return errors.New("the body is not UTF-8")
		}
		return json.Unmarshal(data, v)
	},
}

// mustJSON encodes what always can be encoded.
func mustJSON(v any) []byte {
	b, err := json.Marshal(v)
	if err != nil {
		return []byte("{}")
	}
	return b
}
