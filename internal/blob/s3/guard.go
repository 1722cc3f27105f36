package s3

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"slices"
	"time"
)

var (
	errForeign = errors.New("the request would go to another address than the configured one")
	errSilent  = errors.New("the store stopped sending in the middle of an answer")
)

// guard lets requests pass to the configured hosts only, and ends one whose
// answer stops coming.
type guard struct {
	hosts   []string
	timeout time.Duration
	next    http.RoundTripper
}

func (g *guard) RoundTrip(r *http.Request) (*http.Response, error) {
	if !slices.Contains(g.hosts, r.URL.Host) {
		if r.Body != nil {
			r.Body.Close()
		}
		return nil, errForeign
	}
	ctx, cancel := context.WithCancelCause(r.Context())
	resp, err := g.next.RoundTrip(r.WithContext(ctx))
	if err != nil {
		cancel(err)
		return nil, err
	}
	resp.Body = &limitedBody{ReadCloser: resp.Body, ctx: ctx, cancel: cancel, timeout: g.timeout}
	return resp, nil
}

// limitedBody bounds the time that one read may take. The time that its reader
// takes between reads does not count.
type limitedBody struct {
	io.ReadCloser
	ctx     context.Context
	cancel  context.CancelCauseFunc
	timeout time.Duration
}

func (b *limitedBody) Read(p []byte) (int, error) {
	t := time.AfterFunc(b.timeout, func() { b.cancel(errSilent) })
	n, err := b.ReadCloser.Read(p)
	t.Stop()
	if err != nil && errors.Is(context.Cause(b.ctx), errSilent) {
		err = errSilent
	}
	return n, err
}

func (b *limitedBody) Close() error {
	b.cancel(nil)
	return b.ReadCloser.Close()
}

// writeLimit bounds the time that one write may take.
type writeLimit struct {
	net.Conn
	timeout time.Duration
}

func (c *writeLimit) Write(p []byte) (int, error) {
	if err := c.SetWriteDeadline(time.Now().Add(c.timeout)); err != nil {
		return 0, err
	}
	return c.Conn.Write(p)
}
