// Package settings declares how a server is set up: one declaration from which
// flags, environment variables, the configuration file, help and the manual
// are made. It says what may be set and what makes no sense together; what is
// done with it is the business of package serve.
package settings

import (
	"net"
	"net/url"
	"strings"
	"time"

	"github.com/cordon-ot/cordon/internal/fault"
)

// Place says where a server keeps its data. Commands that work on the data of a
// server that need not be running take it too.
type Place struct {
	Data     string `placeholder:"DIR" environ:"CORDON_DATA" default:"cordon-data" help:"Folder of the server's data. It is made if it is not there."`
	Database string `placeholder:"URL" environ:"CORDON_DATABASE" help:"PostgreSQL database for accounts and records, such as postgres://user@host/cordon. Without it they are files in the data folder."`
	Files    string `placeholder:"WHERE" environ:"CORDON_FILES" help:"Where files of evidence are kept: a folder, or s3://BUCKET/PREFIX. Without it, the data folder."`

	KeyFile string `name:"key-file" placeholder:"FILE" environ:"CORDON_KEY_FILE" help:"Key that seals the secrets of second factors in the database; servers over one database need the same. It is made if it is not there. Without it, secret.key in the data folder."`

	S3Endpoint  string `name:"s3-endpoint" placeholder:"URL" environ:"CORDON_S3_ENDPOINT" help:"Address of the S3-compatible store, such as https://s3.plant.example. Keys come from AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY."`
	S3Region    string `name:"s3-region" placeholder:"NAME" environ:"CORDON_S3_REGION" help:"Region, if the store has regions."`
	S3PathStyle bool   `name:"s3-path-style" environ:"CORDON_S3_PATH_STYLE" help:"Name the bucket in the path of the address, not in its host."`
	S3CA        string `name:"s3-ca" placeholder:"FILE" environ:"CORDON_S3_CA" help:"Certificates (PEM) that vouch for the store, in place of the system's."`
}

// Server is everything a server can be told.
type Server struct {
	Place

	Listen     string `placeholder:"ADDR" environ:"CORDON_LISTEN" default:"127.0.0.1:8080" help:"Address and port to listen on. Any but this machine's own needs TLS, or --plain-http."`
	Origin     string `placeholder:"URL" environ:"CORDON_ORIGIN" help:"Address people use, such as https://cordon.plant.example; without it, made from --listen. Sign-in links, passkeys and OpenID providers go by it."`
	TLSCert    string `name:"tls-cert" placeholder:"FILE" environ:"CORDON_TLS_CERT" help:"Certificate (PEM) for TLS, with those above it. It is read again when it changes."`
	TLSKey     string `name:"tls-key" placeholder:"FILE" environ:"CORDON_TLS_KEY" help:"Its key (PEM)."`
	TLSOwn     bool   `name:"tls-own" environ:"CORDON_TLS_OWN" help:"Make a certificate of the server's own and use it. Browsers warn of it until they are told to trust it."`
	PlainHTTP  bool   `name:"plain-http" environ:"CORDON_PLAIN_HTTP" help:"Listen without TLS on an address others can reach. Only behind a proxy that adds it."`
	TrustProxy bool   `name:"trust-proxy" environ:"CORDON_TRUST_PROXY" help:"Believe the proxy in front what address a request came from (X-Forwarded-For)."`

	Site         string        `placeholder:"NAME" environ:"CORDON_SITE" default:"Cordon" help:"Name of this server for people; authenticator apps show it."`
	SecondFactor bool          `name:"second-factor" environ:"CORDON_SECOND_FACTOR" help:"Everybody has to sign in with a second factor."`
	OIDC         []string      `name:"oidc" placeholder:"FILE" environ:"CORDON_OIDC" sep:"none" help:"An OpenID provider people may sign in with; the file says which. Repeatable."`
	SessionIdle  time.Duration `name:"session-idle" placeholder:"TIME" environ:"CORDON_SESSION_IDLE" default:"12h" help:"A session ends after so long without use."`
	SessionLong  time.Duration `name:"session-longest" placeholder:"TIME" environ:"CORDON_SESSION_LONGEST" default:"720h" help:"A session ends after so long in any case."`

	Idle      time.Duration `placeholder:"TIME" environ:"CORDON_IDLE" default:"30m" help:"A project nobody uses is closed after so long."`
	MostOpen  int           `name:"most-open" placeholder:"N" environ:"CORDON_MOST_OPEN" default:"32" help:"How many projects nobody uses stay open."`
	MaxUpload int64         `name:"max-upload" placeholder:"BYTES" environ:"CORDON_MAX_UPLOAD" default:"2147483648" help:"The longest file of evidence."`
	Node      string        `placeholder:"NAME" environ:"CORDON_NODE" help:"Name of this server among several over one database; the machine's name without it."`
	LogLevel  string        `name:"log-level" placeholder:"LEVEL" environ:"CORDON_LOG_LEVEL" enum:"debug,info,warn,error" default:"info" help:"What is logged: debug, info, warn or error."`
	LogFormat string        `name:"log-format" placeholder:"FORMAT" environ:"CORDON_LOG_FORMAT" enum:"text,json" default:"text" help:"How it is logged: text or json."`
}

// Secure reports whether the server itself speaks TLS.
func (s *Server) Secure() bool { return s.TLSOwn || s.TLSCert != "" }

// Check refuses what makes no sense together. Errors are Invalid and name the
// flag.
func (s *Server) Check() error {
	host, _, err := net.SplitHostPort(s.Listen)
	if err != nil {
		return refuse("--listen is %q; write address and port, such as 127.0.0.1:8080 or :8443", s.Listen)
	}
	switch {
	case (s.TLSCert == "") != (s.TLSKey == ""):
		return refuse("--tls-cert and --tls-key go together; name both files")
	case s.TLSCert != "" && s.TLSOwn:
		return refuse("--tls-cert names a certificate and --tls-own asks for another; use one of them")
	case s.PlainHTTP && s.Secure():
		return refuse("--plain-http and TLS exclude each other; leave one out")
	case !Loopback(host) && !s.Secure() && !s.PlainHTTP:
		return refuse("%s can be reached by other machines, and without TLS everybody between could read what goes over the wire; "+
			"give --tls-cert and --tls-key, or --tls-own, or say --plain-http if a proxy in front adds TLS", s.Listen)
	case s.SessionIdle <= 0 || s.SessionLong < s.SessionIdle:
		return refuse("--session-idle is %v and --session-longest is %v; both must be more than nothing, and the longest at least as long as idle", s.SessionIdle, s.SessionLong)
	case s.Idle <= 0 || s.MostOpen < 1:
		return refuse("--idle and --most-open must be more than nothing")
	case s.MaxUpload < 1:
		return refuse("--max-upload must be more than nothing")
	}
	if err := s.checkOrigin(); err != nil {
		return err
	}
	return s.Place.Check()
}

func (s *Server) checkOrigin() error {
	if s.Origin == "" {
		return nil
	}
	u, err := url.Parse(s.Origin)
	if err != nil || (u.Scheme != "https" && u.Scheme != "http") || u.Host == "" || strings.Trim(u.Path, "/") != "" || u.RawQuery != "" || u.User != nil {
		return refuse("--origin is %q; write what stands in the browser's address bar up to the first slash, such as https://cordon.plant.example", s.Origin)
	}
	s.Origin = u.Scheme + "://" + u.Host
	return nil
}

// Check refuses what makes no sense together.
func (p *Place) Check() error {
	bucket, ok := strings.CutPrefix(p.Files, "s3://")
	switch {
	case p.Data == "":
		return refuse("--data is empty; name a folder")
	case ok && (p.S3Endpoint == "" || bucket == "" || strings.HasPrefix(bucket, "/")):
		return refuse("files in an S3 store need --files s3://BUCKET and --s3-endpoint")
	case !ok && p.S3Endpoint != "":
		return refuse("--s3-endpoint says where a store is, but --files does not name a bucket in it; write --files s3://BUCKET")
	}
	return nil
}

// Loopback reports whether a host, as in an address to listen on, is this
// machine alone.
func Loopback(host string) bool {
	if strings.EqualFold(host, "localhost") {
		return true
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}

func refuse(format string, a ...any) error {
	return fault.New(fault.Invalid, "read the settings", format, a...)
}
