package serve

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"io"
	"math/big"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/settings"
)

// certificates gives the certificate the server shows. Files are read again
// when they change, so that renewing one needs no restart.
type certificates struct {
	cert, key string
	mu        sync.Mutex
	read      time.Time // modification of the newer file when they were read
	shown     *tls.Certificate
}

// tlsConfig makes the settings of TLS, nil for plain HTTP.
func tlsConfig(s *settings.Server, l layout, now func() time.Time, random io.Reader) (*tls.Config, error) {
	if !s.Secure() {
		return nil, nil
	}
	c := &certificates{cert: s.TLSCert, key: s.TLSKey}
	if s.TLSOwn {
		c.cert, c.key = filepath.Join(l.tls(), "cert.pem"), filepath.Join(l.tls(), "key.pem")
		if err := ownCertificate(c.cert, c.key, namesOf(s), now(), random); err != nil {
			return nil, err
		}
	}
	if _, err := c.current(); err != nil {
		return nil, err
	}
	return &tls.Config{
		MinVersion:     tls.VersionTLS12,
		GetCertificate: func(*tls.ClientHelloInfo) (*tls.Certificate, error) { return c.current() },
	}, nil
}

// current gives the certificate of the files as they are now. One that cannot
// be read any more does not take the server down: the last good one is shown.
func (c *certificates) current() (*tls.Certificate, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	changed := newest(c.cert, c.key)
	if c.shown != nil && !changed.After(c.read) {
		return c.shown, nil
	}
	pair, err := tls.LoadX509KeyPair(c.cert, c.key)
	if err != nil {
		if c.shown != nil {
			return c.shown, nil
		}
		return nil, &fault.Error{
			Kind: fault.Invalid, Op: "read the certificate", Place: fault.Place{File: c.cert},
			Message: "certificate and key cannot be used together; both must be PEM, and the key that of the certificate", Err: err,
		}
	}
	c.shown, c.read = &pair, changed
	return c.shown, nil
}

func newest(paths ...string) time.Time {
	var latest time.Time
	for _, p := range paths {
		if info, err := os.Stat(p); err == nil && info.ModTime().After(latest) {
			latest = info.ModTime()
		}
	}
	return latest
}

// namesOf lists the names the server is reached by.
func namesOf(s *settings.Server) []string {
	names := []string{"localhost", "127.0.0.1", "::1"}
	if host, _, err := net.SplitHostPort(s.Listen); err == nil && host != "" {
		names = append(names, host)
	}
	if u, err := url.Parse(s.Origin); err == nil && u.Hostname() != "" {
		names = append(names, u.Hostname())
	}
	if host, err := os.Hostname(); err == nil {
		names = append(names, host)
	}
	return names
}

// ownFor is how long a certificate of our own is good, renewAt how long before
// its end it is made anew.
const (
	ownFor  = 2 * 365 * 24 * time.Hour
	renewAt = 60 * 24 * time.Hour
)

// ownCertificate makes a certificate that vouches for itself, unless there is a
// good one for these names.
func ownCertificate(cert, key string, names []string, now time.Time, random io.Reader) error {
	const op = "make a certificate"
	if stillGood(cert, names, now) {
		return nil
	}
	private, err := ecdsa.GenerateKey(elliptic.P256(), random)
	if err != nil {
		return fault.Wrap(fault.Internal, op, err)
	}
	serial := make([]byte, 16)
	if _, err := io.ReadFull(random, serial); err != nil {
		return fault.Wrap(fault.Internal, op, err)
	}
	t := &x509.Certificate{
		SerialNumber: new(big.Int).SetBytes(serial), Subject: pkix.Name{CommonName: names[len(names)-1], Organization: []string{"Cordon"}},
		NotBefore: now.Add(-time.Hour), NotAfter: now.Add(ownFor),
		KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		BasicConstraintsValid: true, IsCA: true,
	}
	for _, n := range names {
		if ip := net.ParseIP(n); ip != nil {
			t.IPAddresses = append(t.IPAddresses, ip)
		} else {
			t.DNSNames = append(t.DNSNames, n)
		}
	}
	der, err := x509.CreateCertificate(random, t, t, &private.PublicKey, private)
	if err != nil {
		return fault.Wrap(fault.Internal, op, err)
	}
	secret, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		return fault.Wrap(fault.Internal, op, err)
	}
	if err := os.MkdirAll(filepath.Dir(key), 0o700); err != nil {
		return fault.Wrap(fault.Unavailable, op, err)
	}
	if err := os.WriteFile(key, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: secret}), 0o600); err != nil {
		return fault.Wrap(fault.Unavailable, op, err)
	}
	return fault.Wrap(fault.Unavailable, op, os.WriteFile(cert, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), 0o600))
}

func stillGood(cert string, names []string, now time.Time) bool {
	data, err := os.ReadFile(cert)
	if err != nil {
		return false
	}
	block, _ := pem.Decode(data)
	if block == nil {
		return false
	}
	c, err := x509.ParseCertificate(block.Bytes)
	if err != nil || now.Add(renewAt).After(c.NotAfter) {
		return false
	}
	for _, n := range names {
		if c.VerifyHostname(n) != nil {
			return false
		}
	}
	return true
}
