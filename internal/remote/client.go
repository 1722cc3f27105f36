package remote

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/cordon-ot/cordon/internal/api"
	"github.com/cordon-ot/cordon/internal/fault"
)

// Config says which server is spoken to, and as whom. Server and Version are
// needed.
type Config struct {
	Server  string // address, such as https://cordon.plant.example
	Token   string // API token; empty for nobody
	CA      []byte // certificates (PEM) that are trusted beside the system's, may be empty
	Plain   bool   // the token may go to another machine without TLS
	Version string // of this program, told to the server
}

// Client speaks to one server. Its methods may be called concurrently.
type Client struct {
	base    *url.URL // without a slash at its end
	token   string
	version string
	http    *http.Client
}

const (
	dialTime   = 10 * time.Second
	answerTime = 10 * time.Minute // until the first byte of an answer: a large import is checked before it
)

// Dial makes a client. It sends nothing. Invalid for an address that is none,
// for CA without a certificate, and for one without TLS on another machine
// unless Plain allows it.
func Dial(c Config) (*Client, error) {
	base, err := ParseServer(c.Server)
	if err != nil {
		return nil, err
	}
	if base.Scheme == "http" && !c.Plain && !loopback(base.Hostname()) {
		return nil, invalid("%s has no TLS, so that everybody on the way could read the token; write https://, or give --plain-http if the way is safe", base)
	}
	t := &http.Transport{
		Proxy:                 http.ProxyFromEnvironment,
		DialContext:           (&net.Dialer{Timeout: dialTime}).DialContext,
		TLSHandshakeTimeout:   dialTime,
		ResponseHeaderTimeout: answerTime,
		IdleConnTimeout:       time.Minute,
		ForceAttemptHTTP2:     true,
		DisableCompression:    true, // answers are told whole by their length
	}
	if len(c.CA) > 0 {
		pool, err := x509.SystemCertPool()
		if err != nil {
			pool = x509.NewCertPool()
		}
		if !pool.AppendCertsFromPEM(c.CA) {
			return nil, invalid("the file of --ca holds no certificate; it needs a block that begins with -----BEGIN CERTIFICATE-----")
		}
		t.TLSClientConfig = &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS12}
	}
	return &Client{
		base: base, token: c.Token, version: c.Version,
		http: &http.Client{Transport: t, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }},
	}, nil
}

func invalid(format string, a ...any) *fault.Error {
	return fault.New(fault.Invalid, "reach the server", format, a...)
}

// ParseServer reads the address of a server and gives it in its one form, by
// which saved logins are found. Invalid if it is none.
func ParseServer(text string) (*url.URL, error) {
	u, err := url.Parse(strings.TrimSpace(text))
	switch {
	case err != nil || (u.Scheme != "https" && u.Scheme != "http") || u.Hostname() == "":
		return nil, invalid("%q is no address of a server; write one such as https://cordon.plant.example", withoutUser(text))
	case u.User != nil:
		return nil, invalid("the address of a server holds no name and no password; leave them out and give a token")
	case u.RawQuery != "" || u.Fragment != "":
		return nil, invalid("the address %q says more than a server; leave out what comes after the path", text)
	}
	return &url.URL{Scheme: u.Scheme, Host: strings.ToLower(u.Host), Path: strings.TrimRight(u.Path, "/")}, nil
}

// withoutUser keeps a secret in a mistyped address out of a message.
func withoutUser(text string) string {
	if i := strings.LastIndexByte(text, '@'); i >= 0 {
		return "…" + text[i:]
	}
	return text
}

func loopback(host string) bool {
	if strings.EqualFold(host, "localhost") {
		return true
	}
	a, err := netip.ParseAddr(host)
	return err == nil && a.Unmap().IsLoopback()
}

// Server gives the address in its one form.
func (c *Client) Server() string { return c.base.String() }

// request is one call.
type request struct {
	method string // GET if empty
	path   string // below /api/v1, its parts escaped
	query  url.Values
	once   string      // Idempotency-Key; with one the call is made again if its answer is lost
	media  string      // of the body
	header http.Header // more to send
	body   []byte
	stream io.Reader // in place of body
	length int64     // of stream, if known
}

const apiPrefix = "/api/" + api.Version

// waits are the pauses before a call is made again.
var waits = []time.Duration{300 * time.Millisecond, time.Second, 3 * time.Second}

// longestWait is how long a server may ask to wait before a call is made again.
const longestWait = 15

// do makes a call and gives the answer, whose status is 200 to 299 and whose
// body is to be closed. Calls that change nothing, and those that may be made
// again, are made again when the server asks to wait; those with a name also
// when their answer is lost.
func (c *Client) do(ctx context.Context, r request) (*http.Response, error) {
	for attempt := 0; ; attempt++ {
		resp, err := c.once(ctx, r)
		if err == nil || attempt == len(waits) || r.stream != nil || ctx.Err() != nil {
			return resp, r.lost(err)
		}
		pause := waits[attempt]
		var p *api.Problem
		switch isProblem := errors.As(err, &p); {
		case isProblem && p.Wait > 0 && p.Wait <= longestWait:
			pause = time.Duration(p.Wait) * time.Second
		case isProblem && p.Status != http.StatusBadGateway && p.Status != http.StatusGatewayTimeout:
			return nil, err
		case r.once == "":
			return nil, r.lost(err)
		}
		select {
		case <-ctx.Done():
			return nil, r.lost(err)
		case <-time.After(pause):
		}
	}
}

// lost says of a change whose answer did not come that it may have been made.
func (r *request) lost(err error) error {
	var n *networkError
	if err == nil || (r.once == "" && r.method != http.MethodPost) || !errors.As(err, &n) || !n.sent {
		return err
	}
	f := fault.New(fault.Unavailable, "send a change", "the server's answer did not come, so that the change may have been made or not; look with \"cordon log\" before making it again")
	f.Err = err
	return f
}

// once makes a call one time.
func (c *Client) once(ctx context.Context, r request) (*http.Response, error) {
	req, err := c.request(ctx, r)
	if err != nil {
		return nil, err
	}
	resp, err := c.http.Do(req)
	if err != nil {
		return nil, c.unreachable(err)
	}
	if resp.StatusCode >= 200 && resp.StatusCode < 300 {
		return resp, nil
	}
	defer resp.Body.Close()
	if to := resp.Header.Get("Location"); resp.StatusCode >= 300 && resp.StatusCode < 400 && to != "" {
		where, err := req.URL.Parse(to)
		if err != nil {
			where = &url.URL{}
		}
		return nil, fault.New(fault.Unavailable, "reach the server", "%s sends callers on to %s://%s; cordon follows nobody with a token: give that address with --server if it is right", c.base, where.Scheme, where.Host)
	}
	return nil, c.refusal(resp)
}

func (c *Client) request(ctx context.Context, r request) (*http.Request, error) {
	u, err := url.Parse(c.base.String() + apiPrefix + r.path)
	if err != nil {
		return nil, fault.Wrap(fault.Internal, "write the address of a call", err)
	}
	u.RawQuery = r.query.Encode()
	if r.method == "" {
		r.method = http.MethodGet
	}
	body := r.stream
	if r.body != nil {
		body = bytes.NewReader(r.body)
	}
	req, err := http.NewRequestWithContext(ctx, r.method, u.String(), body)
	if err != nil {
		return nil, fault.Wrap(fault.Internal, "write a call", err)
	}
	if r.stream != nil && r.length > 0 {
		req.ContentLength = r.length
	}
	h := req.Header
	maps.Copy(h, r.header)
	h.Set("User-Agent", "cordon/"+c.version)
	h.Set("Accept", "*/*")
	if r.media != "" {
		h.Set("Content-Type", r.media)
	}
	if c.token != "" {
		h.Set("Authorization", "Bearer "+c.token)
	}
	if r.once != "" {
		h.Set("Idempotency-Key", r.once)
	}
	return req, nil
}

// networkError is a call that came to no answer.
type networkError struct {
	sent bool // some of it may have reached the server
	err  error
}

func (e *networkError) Error() string { return e.err.Error() }
func (e *networkError) Unwrap() error { return e.err }

// unreachable says what to check when no answer came.
func (c *Client) unreachable(err error) error {
	var u *url.Error
	if errors.As(err, &u) {
		err = u.Err // without the address, which is said already
	}
	if errors.Is(err, context.Canceled) {
		return fault.New(fault.Unavailable, "ask the server", "interrupted")
	}
	n := &networkError{sent: true, err: err}
	f := &fault.Error{Kind: fault.Unavailable, Op: "reach the server", Err: n}
	var unknown x509.UnknownAuthorityError
	var name x509.HostnameError
	var expired x509.CertificateInvalidError
	var dial *net.OpError
	switch {
	case errors.As(err, &unknown):
		n.sent = false
		f.Message = c.base.Host + " shows a certificate of an authority that is not known here; if it is your own, give its certificate with --ca FILE"
	case errors.As(err, &name), errors.As(err, &expired):
		n.sent = false
		f.Message = "the certificate of " + c.base.Host + " does not hold; check the address, and ask who runs the server"
	case errors.As(err, &dial) && dial.Op == "dial":
		n.sent = false
		f.Message = c.base.String() + " cannot be reached; check the address, whether the server runs, and the network"
	default:
		f.Message = "the connection to " + c.base.String() + " broke; check whether the server runs, and the network"
	}
	return f
}

// maxDocument bounds a document that is read into memory.
const maxDocument = 512 << 20

// get asks for a document.
func (c *Client) get(ctx context.Context, path string, query url.Values, into any) error {
	return c.call(ctx, request{path: path, query: query}, into)
}

// post sends a document and reads the one that answers.
func (c *Client) post(ctx context.Context, path, once string, doc, into any) error {
	body, err := json.Marshal(doc)
	if err != nil {
		return fault.Wrap(fault.Internal, "write a document", err)
	}
	return c.call(ctx, request{method: http.MethodPost, path: path, once: once, media: "application/json", body: body}, into)
}

func (c *Client) call(ctx context.Context, r request, into any) error {
	data, _, err := c.read(ctx, r)
	if err != nil {
		return err
	}
	if into == nil || len(data) == 0 {
		return nil
	}
	if err := json.Unmarshal(data, into); err != nil {
		return c.strange(err)
	}
	return nil
}

// read makes a call and reads its whole answer.
func (c *Client) read(ctx context.Context, r request) (data []byte, head http.Header, err error) {
	resp, err := c.do(ctx, r)
	if err != nil {
		return nil, nil, err
	}
	defer resp.Body.Close()
	var b bytes.Buffer
	if n, err := strconv.Atoi(resp.Header.Get("Content-Length")); err == nil && n > 0 && n <= maxDocument {
		b.Grow(n + bytes.MinRead)
	}
	if _, err := b.ReadFrom(io.LimitReader(resp.Body, maxDocument+1)); err != nil {
		return nil, nil, r.lost(c.unreachable(err))
	}
	if b.Len() > maxDocument {
		return nil, nil, fault.New(fault.Unavailable, "ask the server", "the answer is larger than %d MB, which is more than this program takes", maxDocument>>20)
	}
	return b.Bytes(), resp.Header, nil
}

// copy streams an answer into w.
func (c *Client) copy(ctx context.Context, r request, w io.Writer) error {
	resp, err := c.do(ctx, r)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	out := &writing{w: w}
	_, err = io.Copy(out, resp.Body)
	switch {
	case out.err != nil:
		return fault.Wrap(fault.Unavailable, "write what the server sends", out.err)
	case err != nil:
		return c.unreachable(err)
	}
	return nil
}

// writing tells a failure to write from one to read.
type writing struct {
	w   io.Writer
	err error
}

func (w *writing) Write(p []byte) (int, error) {
	n, err := w.w.Write(p)
	if err != nil {
		w.err = err
	}
	return n, err
}

// strange is the error for what answers but is no Cordon.
func (c *Client) strange(err error) error {
	f := fault.New(fault.Unavailable, "ask the server", "what answers at %s is not understood; check that it is the address of a Cordon server, and that it is not newer than this program (%s)", c.base, c.version)
	f.Err = err
	return f
}
