// Package s3 keeps files of evidence in a bucket of an S3-compatible store.
//
// A file with the SHA-256 digest D is the object <prefix>/D, with D in 64
// lower-case hexadecimal digits; a prefix belongs to one project. Objects of
// other names are left alone. Bucket is a blob.Store and keeps its promises:
//
//   - Put writes the content to a file of its own first (Config.Spool), so
//     that the digest is known before anything is sent. The object then appears
//     under its final name in one request which carries the digest in its
//     signature, and is read back before Put returns. A Put that is interrupted
//     leaves nothing in the bucket. One object has at most 5 GiB, as much as
//     the protocol takes in one request.
//   - A verdict on an object is remembered with its ETag, length and time of
//     change. State compares them with a listing of the prefix that is at most
//     Config.Fresh old (one request for 1,000 objects), so a change in the
//     bucket is seen after that time at the latest; a file that another node
//     has just stored is seen after two seconds. While the store does not
//     answer, the last listing stands for Config.Stale; after that every file
//     counts as missing until it answers again.
//   - No request goes anywhere but to the configured endpoint: redirects,
//     proxies of the environment and lookups of credentials are not used.
//
// It refuses to make or delete buckets and objects, and to send anything over
// plain HTTP to another machine unless the configuration says so.
package s3

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"net"
	"net/http"
	"net/url"
	"os"
	"regexp"
	"strings"
	"sync"
	"time"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"

	"github.com/cordon-ot/cordon/internal/blob"
	"github.com/cordon-ot/cordon/internal/fault"
)

// Config says where the bucket is and how it is used. Endpoint, Bucket, Clock
// and a pair of keys are needed.
type Config struct {
	Endpoint   string // https://HOST or https://HOST:PORT, nothing after it
	AllowPlain bool   // accept http:// to a machine that is not this one
	Region     string // as the store names it; empty is us-east-1, which most stores other than Amazon's take
	Bucket     string // must exist
	Prefix     string // folder in the bucket, without a slash at the ends; empty is the bucket itself
	PathStyle  bool   // https://HOST/BUCKET/… instead of https://BUCKET.HOST/…

	AccessKey    string // empty: AccessKey, SecretKey and SessionToken come from Env
	SecretKey    string
	SessionToken string // for temporary keys, else empty
	// Env looks up AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and
	// AWS_SESSION_TOKEN; nil knows none. os.Getenv outside tests.
	Env func(string) string

	CAFile string // PEM file of the authorities to trust instead of the system's; empty: the system's

	Spool string // folder for files on their way to the bucket; empty is the system's for temporary files
	Cache string // file of remembered verdicts on this machine, a cache; empty keeps them in memory only

	Clock   func() time.Time
	Timeout time.Duration // how long the store may say nothing; zero is 30 s
	Fresh   time.Duration // how old a listing may be; zero is one minute
	Stale   time.Duration // how long the last listing stands while the store does not answer; zero is 15 minutes
}

// Bucket is a blob.Store in a bucket. Make one with New. It is safe for
// concurrent use, also by several nodes.
type Bucket struct {
	conf     Config
	core     minio.Core
	verdicts *blob.Verdicts
	guard    *guard

	listing sync.Mutex // held while the prefix is being listed
	mu      sync.Mutex // guards what follows
	seen    seen
}

var _ blob.Store = (*Bucket)(nil)

var prefixForm = regexp.MustCompile(`^([A-Za-z0-9_-][A-Za-z0-9._-]*(/[A-Za-z0-9_-][A-Za-z0-9._-]*)*)?$`)

const configOp = "set up the S3 store"

// New checks a configuration and gives the bucket. It sends nothing; see
// Reachable. The kind is Invalid for a wrong setting, which it names.
func New(c Config) (*Bucket, error) {
	host, secure, err := c.endpoint()
	if err != nil {
		return nil, err
	}
	if c.Bucket == "" || c.Clock == nil {
		return nil, fault.New(fault.Invalid, configOp, "the name of the bucket and a clock are needed")
	}
	if !prefixForm.MatchString(c.Prefix) {
		return nil, fault.New(fault.Invalid, configOp, "the prefix %q cannot be used; use letters, digits, - _ . and single slashes between them", c.Prefix)
	}
	if c.AccessKey == "" && c.Env != nil {
		c.AccessKey, c.SecretKey, c.SessionToken = c.Env("AWS_ACCESS_KEY_ID"), c.Env("AWS_SECRET_ACCESS_KEY"), c.Env("AWS_SESSION_TOKEN")
	}
	if c.AccessKey == "" || c.SecretKey == "" {
		return nil, fault.New(fault.Invalid, configOp, "there are no credentials for the bucket; configure an access key and its secret, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY")
	}
	c.defaults()
	roots, err := c.roots()
	if err != nil {
		return nil, err
	}
	lookup := minio.BucketLookupDNS
	hosts := []string{c.Bucket + "." + host}
	if c.PathStyle {
		lookup, hosts = minio.BucketLookupPath, []string{host}
	}
	pass := newGuard(hosts, roots, c.Timeout)
	core, err := minio.NewCore(host, &minio.Options{
		Creds:  credentials.NewStaticV4(c.AccessKey, c.SecretKey, c.SessionToken),
		Secure: secure, Region: c.Region, BucketLookup: lookup, MaxRetries: tries,
		Transport: pass,
	})
	if err != nil {
		return nil, &fault.Error{Kind: fault.Invalid, Op: configOp, Message: "the S3 store cannot be addressed like this; check endpoint, bucket and region", Err: err}
	}
	core.SetS3EnableDualstack(false) // those names are not the configured one
	return &Bucket{conf: c, core: *core, verdicts: blob.NewVerdicts(c.Cache), guard: pass}, nil
}

// tries is how often a request is sent before its failure is told.
const tries = 3

func (c *Config) defaults() {
	set := func(d *time.Duration, to time.Duration) {
		if *d <= 0 {
			*d = to
		}
	}
	set(&c.Timeout, 30*time.Second)
	set(&c.Fresh, time.Minute)
	set(&c.Stale, 15*time.Minute)
	if c.Region == "" {
		c.Region = "us-east-1"
	}
}

// endpoint takes the endpoint apart.
func (c *Config) endpoint() (host string, secure bool, err error) {
	u, err := url.Parse(c.Endpoint)
	if err != nil || u.Host == "" || strings.Trim(u.Path, "/") != "" || u.RawQuery != "" || u.Fragment != "" || u.User != nil || (u.Scheme != "https" && u.Scheme != "http") {
		// The text itself stays out of the message: it may hold a password.
		return "", false, fault.New(fault.Invalid, configOp, "the endpoint of the S3 store must have the form https://HOST or https://HOST:PORT, with nothing after it")
	}
	if u.Scheme == "http" && !c.AllowPlain && !loopback(u.Hostname()) {
		return "", false, fault.New(fault.Invalid, configOp, "the S3 store at %s would get evidence over plain HTTP; use https, or allow plain HTTP explicitly", u.Host)
	}
	host = strings.ToLower(u.Host)
	if port := u.Port(); u.Scheme == "https" && port == "443" || u.Scheme == "http" && port == "80" {
		host = strings.TrimSuffix(host, ":"+port) // as requests name it
	}
	return host, u.Scheme == "https", nil
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// roots reads the authorities to trust; nil means those of the system.
func (c *Config) roots() (*x509.CertPool, error) {
	if c.CAFile == "" {
		return nil, nil
	}
	b, err := os.ReadFile(c.CAFile)
	if err != nil {
		return nil, &fault.Error{Kind: fault.Invalid, Op: configOp, Place: fault.Place{File: c.CAFile}, Message: "the file of trusted authorities cannot be read", Err: err}
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(b) {
		return nil, &fault.Error{Kind: fault.Invalid, Op: configOp, Place: fault.Place{File: c.CAFile}, Message: "the file of trusted authorities holds no certificate in PEM form"}
	}
	return pool, nil
}

// Reachable reports whether the bucket is there and answers these credentials:
// nil, or a fault of kind Unavailable that says what to do.
func (b *Bucket) Reachable(ctx context.Context) error {
	ok, err := b.core.BucketExists(ctx, b.conf.Bucket)
	if err == nil && !ok {
		err = minio.ErrorResponse{Code: minio.NoSuchBucket}
	}
	return b.fail("reach the S3 store", "", err)
}

// key is the name of the object of a file name.
func (b *Bucket) key(name string) string {
	if b.conf.Prefix == "" {
		return name
	}
	return b.conf.Prefix + "/" + name
}

func newGuard(hosts []string, roots *x509.CertPool, timeout time.Duration) *guard {
	dialer := &net.Dialer{Timeout: min(timeout, 10*time.Second), KeepAlive: 30 * time.Second}
	return &guard{hosts: hosts, timeout: timeout, next: &http.Transport{
		DialContext: func(ctx context.Context, network, addr string) (net.Conn, error) {
			c, err := dialer.DialContext(ctx, network, addr)
			if err != nil {
				return nil, err
			}
			return &writeLimit{Conn: c, timeout: timeout}, nil
		},
		TLSClientConfig:       &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12},
		TLSHandshakeTimeout:   min(timeout, 10*time.Second),
		ResponseHeaderTimeout: timeout,
		IdleConnTimeout:       time.Minute,
		MaxIdleConnsPerHost:   16,
		DisableCompression:    true, // the digest is that of the bytes as they are stored
	}}
}
