package oidc

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net/http"
	"net/url"
	"time"
)

const (
	longestCall   = 10 * time.Second
	largestAnswer = 1 << 20 // bytes after decompression
	mostRedirects = 3
)

var (
	errPlain    = errors.New("the provider points to an address without encryption")
	errRedirect = errors.New("the provider redirects too often, or redirects a request that carries a secret")
	errTooLarge = errors.New("the provider's answer is larger than 1 MiB")
)

// newClient makes the only way out of this package: bounded in time, size and
// redirects, encrypted, or on this machine if plain is set.
func newClient(roots *x509.CertPool, plain bool) *http.Client {
	t := &http.Transport{
		Proxy:                  http.ProxyFromEnvironment,
		TLSClientConfig:        &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: roots},
		TLSHandshakeTimeout:    longestCall / 2,
		MaxResponseHeaderBytes: 64 << 10,
		MaxIdleConns:           4,
		IdleConnTimeout:        30 * time.Second,
		ForceAttemptHTTP2:      true,
	}
	return &http.Client{
		Timeout:   longestCall,
		Transport: guard{next: t, plain: plain},
		CheckRedirect: func(_ *http.Request, via []*http.Request) error {
			first := via[0]
			if len(via) > mostRedirects || first.Method != http.MethodGet || first.Header.Get("Authorization") != "" {
				return errRedirect
			}
			return nil
		},
	}
}

// guard sees every request, also those a redirect leads to.
type guard struct {
	next  http.RoundTripper
	plain bool
}

// RoundTrip refuses plain http and bounds the answer.
func (g guard) RoundTrip(r *http.Request) (*http.Response, error) {
	if !g.allowed(r.URL) {
		return nil, errPlain
	}
	resp, err := g.next.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	// Read here, and not where the libraries read, so that their errors keep the cause.
	body, err := io.ReadAll(io.LimitReader(resp.Body, largestAnswer+1))
	if closing := resp.Body.Close(); err == nil {
		err = closing
	}
	switch {
	case err != nil:
		return nil, err
	case len(body) > largestAnswer:
		return nil, errTooLarge
	}
	resp.Body = io.NopCloser(bytes.NewReader(body))
	return resp, nil
}

// allowed tells whether something may be sent to u. Plain http is for a provider
// that is itself on this machine and plain.
func (g guard) allowed(u *url.URL) bool {
	return u.Scheme == "https" || g.plain && u.Scheme == "http" && isLoopback(u)
}
