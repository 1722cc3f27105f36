package oidc

import (
	"crypto/x509"
	"io"
	"log/slog"
	"net"
	"net/url"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/cordon-ot/cordon/internal/fault"
)

// Config is what the administrator says about one provider.
type Config struct {
	Name         string              // what people read on the button
	Issuer       string              // exactly as the provider writes it, https; http only on loopback
	ClientID     string              // what the provider calls this installation
	ClientSecret string              // empty for a public client
	Scopes       []string            // asked for beside openid; nil means email and profile
	Claims       ClaimNames          // empty names mean the standard ones
	Keep         []string            // further claims to give in Identity.Claims
	CAFile       string              // PEM file; if set, only its certificates vouch for the provider
	AutoCreate   bool                // whether a first sign-in makes an account; for the caller, see Provider.AutoCreate
	Domains      []string            // if set, only people with a verified e-mail address in one of them
	Require      map[string][]string // if set, only people who have, for each claim named, one of its values
}

// ClaimNames says which claims of the provider hold what.
type ClaimNames struct {
	Email         string // default "email"
	EmailVerified string // default "email_verified"
	Name          string // default "name"
}

// String names the provider and hides the secret.
func (c Config) String() string { return "provider " + c.Name + " (" + c.Issuer + ")" }

// GoString hides the secret.
func (c Config) GoString() string { return c.String() }

// LogValue hides the secret.
func (c Config) LogValue() slog.Value { return slog.StringValue(c.String()) }

// Identity is a person as the provider vouches for them. Issuer and Subject
// together are the only thing that stays the same; an account is tied to both.
type Identity struct {
	Issuer        string
	Subject       string         // 1 to 255 bytes
	Email         string         // empty if the provider gives none
	EmailVerified bool           // the provider says that the address is the person's
	Name          string         // empty if the provider gives none
	Claims        map[string]any // those named in Config.Keep and Config.Require, if given: string, bool, json.Number or []any of these
}

// New checks c and reads CAFile; it calls nobody. now is the clock, random the
// source of state, nonce and verifier. Every fault is Invalid and names the
// setting, except Unavailable for a CAFile that cannot be read.
func New(c Config, now func() time.Time, random io.Reader) (*Provider, error) {
	const op = "set up sign-in through a provider"
	invalid := func(format string, a ...any) (*Provider, error) {
		f := fault.New(fault.Invalid, op, format, a...)
		f.Subject = c.Name
		return nil, f
	}
	if strings.TrimSpace(c.Name) == "" {
		return invalid("The provider has no name. People need one to choose how to sign in.")
	}
	issuer, err := url.Parse(c.Issuer)
	if err != nil || issuer.Host == "" || issuer.User != nil || issuer.RawQuery != "" || issuer.Fragment != "" {
		return invalid("The issuer %q is not an address like https://login.example.com.", c.Issuer)
	}
	local := isLoopback(issuer)
	if issuer.Scheme != "https" && (issuer.Scheme != "http" || !local) {
		return invalid("The issuer %q must begin with https. Plain http is allowed only on this machine itself.", c.Issuer)
	}
	if c.ClientID == "" {
		return invalid("The client id is empty. The provider's administrator gives it out when this server is registered there.")
	}
	for _, d := range c.Domains {
		if d == "" || strings.ContainsAny(d, "@ *") || strings.HasPrefix(d, ".") {
			return invalid("The e-mail domain %q is not one. Write it as example.com; subdomains are listed one by one.", d)
		}
	}
	for claim, values := range c.Require {
		if claim == "" || len(values) == 0 {
			return invalid("The required claim %q has no accepted value, so nobody could sign in. List at least one.", claim)
		}
	}
	var roots *x509.CertPool
	if c.CAFile != "" {
		if roots, err = readCA(op, c.CAFile); err != nil {
			return nil, err
		}
	}
	c.fillIn()
	return &Provider{
		config: c, now: now, random: random,
		client: newClient(roots, issuer.Scheme == "http"),
		turn:   make(chan struct{}, 1),
	}, nil
}

// fillIn puts the documented defaults and takes copies of what the caller could change.
func (c *Config) fillIn() {
	if c.Scopes == nil {
		c.Scopes = []string{"email", "profile"}
	}
	scopes := []string{"openid"}
	for _, s := range c.Scopes {
		if !slices.Contains(scopes, s) {
			scopes = append(scopes, s)
		}
	}
	c.Scopes = scopes
	for _, d := range []struct {
		name     *string
		standard string
	}{{&c.Claims.Email, "email"}, {&c.Claims.EmailVerified, "email_verified"}, {&c.Claims.Name, "name"}} {
		if *d.name == "" {
			*d.name = d.standard
		}
	}
	c.Domains = slices.Clone(c.Domains)
	require := make(map[string][]string, len(c.Require))
	for claim, values := range c.Require {
		require[claim] = slices.Clone(values)
	}
	c.Require = require
	c.Keep = slices.Clone(c.Keep)
}

// kept lists the claims that go into an Identity, each once, sorted.
func (c *Config) kept() []string {
	all := slices.Clone(c.Keep)
	for claim := range c.Require {
		all = append(all, claim)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

func readCA(op, path string) (*x509.CertPool, error) {
	pem, err := os.ReadFile(path)
	if err != nil {
		f := fault.New(fault.Unavailable, op, "The file of certificates cannot be read. Check its name and permissions.")
		f.Place.File = path
		return nil, f
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(pem) {
		f := fault.New(fault.Invalid, op, "The file holds no certificate in PEM form.")
		f.Place.File = path
		return nil, f
	}
	return pool, nil
}

// isLoopback tells whether an address means this machine.
func isLoopback(u *url.URL) bool {
	host := u.Hostname()
	ip := net.ParseIP(host)
	return strings.EqualFold(host, "localhost") || ip != nil && ip.IsLoopback()
}
