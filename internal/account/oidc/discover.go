package oidc

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net/http"
	"net/url"
	"slices"
	"time"

	lib "github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"github.com/cordon-ot/cordon/internal/fault"
)

const (
	descriptionLife = 12 * time.Hour  // after which the provider is asked again
	failureLife     = 3 * time.Second // during which a failed answer is given again, so that a crowd does not hammer
)

// asymmetric lists the signatures that only the provider can make. Neither
// "none" nor the ones under a shared secret are here.
var asymmetric = []string{lib.RS256, lib.RS384, lib.RS512, lib.PS256, lib.PS384, lib.PS512, lib.ES256, lib.ES384, lib.ES512, lib.EdDSA}

// Provider is one configured provider. It is safe for concurrent use if its
// clock and source of randomness are.
type Provider struct {
	config Config
	now    func() time.Time
	random io.Reader
	client *http.Client

	turn   chan struct{} // held while known and failed are read or made
	known  *description
	failed error
	since  time.Time // when known or failed was made
}

// description is what a provider publishes about itself.
type description struct {
	lib      *lib.Provider
	oauth    oauth2.Config
	verifier *lib.IDTokenVerifier
	namesIss bool // it puts iss into its answers, RFC 9207
}

// Name is what people read on the button.
func (p *Provider) Name() string { return p.config.Name }

// Issuer is the provider's own name, the first half of an identity.
func (p *Provider) Issuer() string { return p.config.Issuer }

// AutoCreate tells whether a first sign-in makes an account.
func (p *Provider) AutoCreate() bool { return p.config.AutoCreate }

// discover gives the provider's description, asking for it when there is none
// or it is old. An old one serves on while the provider does not answer.
func (p *Provider) discover(ctx context.Context) (*description, error) {
	select {
	case p.turn <- struct{}{}:
		defer func() { <-p.turn }()
	case <-ctx.Done():
		return nil, p.unavailable(nil, "The request was given up before the provider answered. Try again.")
	}
	age := p.now().Sub(p.since).Abs() // a clock set back makes things old, not eternal
	switch {
	case p.known != nil && age < descriptionLife:
		return p.known, nil
	case p.known == nil && p.failed != nil && age < failureLife:
		return nil, p.failed
	}
	d, err := p.ask(ctx)
	switch {
	case err == nil:
		p.known, p.failed, p.since = d, nil, p.now()
		return d, nil
	case p.known != nil:
		return p.known, nil
	case ctx.Err() == nil:
		p.failed, p.since = err, p.now()
	}
	return nil, err
}

func (p *Provider) ask(ctx context.Context) (*description, error) {
	found, err := lib.NewProvider(lib.ClientContext(ctx, p.client), p.config.Issuer)
	if err != nil {
		return nil, p.notReached(err)
	}
	var more struct {
		JWKS     string   `json:"jwks_uri"`
		Auth     []string `json:"token_endpoint_auth_methods_supported"`
		NamesIss bool     `json:"authorization_response_iss_parameter_supported"`
	}
	if err := found.Claims(&more); err != nil {
		return nil, p.unavailable(nil, "The provider's description of itself cannot be read. Its administrator should check it.")
	}
	e := found.Endpoint()
	addresses := []struct {
		what, url string
		optional  bool
	}{{"authorization_endpoint", e.AuthURL, false}, {"token_endpoint", e.TokenURL, false}, {"jwks_uri", more.JWKS, false}, {"userinfo_endpoint", found.UserInfoEndpoint(), true}}
	for _, a := range addresses {
		u, err := url.Parse(a.url)
		if a.optional && a.url == "" {
			continue
		}
		if err != nil || u.Host == "" || !p.client.Transport.(guard).allowed(u) {
			return nil, p.unavailable(nil, "The provider's description of itself has no encrypted address for %s. Its administrator should check it.", a.what)
		}
	}
	e.AuthStyle = authStyle(more.Auth, p.config.ClientSecret)
	return &description{
		lib:      found,
		namesIss: more.NamesIss,
		oauth:    oauth2.Config{ClientID: p.config.ClientID, ClientSecret: p.config.ClientSecret, Endpoint: e, Scopes: p.config.Scopes},
		verifier: lib.NewVerifier(p.config.Issuer, keys{lib.NewRemoteKeySet(lib.ClientContext(context.WithoutCancel(ctx), p.client), more.JWKS)}, &lib.Config{ClientID: p.config.ClientID, SupportedSigningAlgs: asymmetric, Now: p.now}),
	}, nil
}

// authStyle chooses how the client proves itself, so that no code is spent on
// trying. Basic is the default of the standard.
func authStyle(supported []string, secret string) oauth2.AuthStyle {
	basic := len(supported) == 0 || slices.Contains(supported, "client_secret_basic")
	if secret != "" && basic {
		return oauth2.AuthStyleInHeader
	}
	return oauth2.AuthStyleInParams
}

// notReached explains why a call to the provider failed.
func (p *Provider) notReached(err error) error {
	var mismatch *lib.IssuerMismatchError
	var untrusted *tls.CertificateVerificationError
	var call *url.Error
	switch {
	case errors.As(err, &untrusted):
		return p.unavailable(untrusted.Err, "The provider's certificate is not trusted by this server. The administrator can name the file of the authority that issued it")
	case errors.As(err, &mismatch):
		return p.unavailable(nil, "The provider calls itself %.100q, but its issuer is configured as %s. The administrator must set it exactly as the provider writes it.", mismatch.Discovered, p.config.Issuer)
	case errors.Is(err, errTooLarge), errors.Is(err, errPlain), errors.Is(err, errRedirect):
		return p.unavailable(cause(err), "The provider's answer was refused")
	case errors.As(err, &call):
		return p.unavailable(call.Err, "The provider does not answer. Try again later or use another way to sign in; the administrator can check the network and the provider")
	}
	return p.unavailable(nil, "Something else than an OpenID provider answers at %s. The administrator should check the issuer's address.", p.config.Issuer)
}

// cause gives the one of our own errors that is in err.
func cause(err error) error {
	for _, own := range []error{errTooLarge, errPlain, errRedirect} {
		if errors.Is(err, own) {
			return own
		}
	}
	return nil
}

func (p *Provider) unavailable(err error, format string, a ...any) error {
	f := fault.New(fault.Unavailable, "sign in through a provider", format, a...)
	f.Subject, f.Err = p.config.Name, err
	return f
}

func (p *Provider) denied(format string, a ...any) error {
	f := fault.New(fault.Denied, "sign in through a provider", format, a...)
	f.Subject = p.config.Name
	return f
}
