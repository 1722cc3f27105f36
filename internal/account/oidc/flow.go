package oidc

import (
	"context"
	"crypto/subtle"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"net/url"
	"slices"
	"time"

	lib "github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"github.com/cordon-ot/cordon/internal/fault"
)

const (
	attemptTime  = 10 * time.Minute
	longestParam = 8 << 10
	secretLength = 32 // bytes of state, nonce and verifier each
)

// attempt is what a pending value looks like inside.
type attempt struct {
	Issuer   string `json:"issuer"`
	ClientID string `json:"client_id"`
	State    string `json:"state"`
	Nonce    string `json:"nonce"`
	Verifier string `json:"verifier"`
	Redirect string `json:"redirect"`
	Expires  int64  `json:"expires"` // Unix milliseconds
}

// Begin starts a sign-in: address is where to send the browser, pending what to
// keep on the server for Finish, good for ten minutes. pending is secret.
// redirectURL is where the provider sends the browser back to, as registered
// there; one that is not https (or http on loopback) is Invalid. A provider that
// does not answer is Unavailable.
func (p *Provider) Begin(ctx context.Context, redirectURL string) (address string, pending json.RawMessage, err error) {
	const op = "begin to sign in through a provider"
	u, err := url.Parse(redirectURL)
	if err != nil || u.Host == "" || u.Fragment != "" || u.Scheme != "https" && (u.Scheme != "http" || !isLoopback(u)) {
		return "", nil, fault.New(fault.Invalid, op, "The address to come back to, %q, must begin with https. Plain http is allowed only on this machine itself.", redirectURL)
	}
	d, err := p.discover(ctx)
	if err != nil {
		return "", nil, err
	}
	raw := make([]byte, 3*secretLength)
	if _, err := io.ReadFull(p.random, raw); err != nil {
		return "", nil, fault.Wrap(fault.Internal, op, err)
	}
	word := func(i int) string {
		return base64.RawURLEncoding.EncodeToString(raw[i*secretLength : (i+1)*secretLength])
	}
	a := attempt{
		Issuer: p.config.Issuer, ClientID: p.config.ClientID, Redirect: redirectURL,
		State: word(0), Nonce: word(1), Verifier: word(2), Expires: p.now().Add(attemptTime).UnixMilli(),
	}
	pending, err = json.Marshal(a)
	if err != nil {
		return "", nil, fault.Wrap(fault.Internal, op, err)
	}
	oauth := d.oauth
	oauth.RedirectURL = redirectURL
	return oauth.AuthCodeURL(a.State, lib.Nonce(a.Nonce), oauth2.S256ChallengeOption(a.Verifier)), pending, nil
}

// Finish ends a sign-in with the parameters the browser brought back and says
// who it was. The caller has taken pending away from its storage, so that it
// cannot be used again whatever comes out. The error is Invalid for a request
// that belongs to no attempt, Denied for a person or a proof that is refused,
// Unavailable when the provider does not answer or does not accept this server.
func (p *Provider) Finish(ctx context.Context, pending json.RawMessage, query url.Values) (Identity, error) {
	a, err := p.open(pending)
	if err != nil {
		return Identity{}, err
	}
	if err := p.cameBack(a, query); err != nil {
		return Identity{}, err
	}
	d, err := p.discover(ctx)
	if err != nil {
		return Identity{}, err
	}
	if d.namesIss && query.Get("iss") == "" {
		return Identity{}, p.denied("The answer does not say which provider it comes from, though this provider always does. Start again.")
	}
	if code := query.Get("error"); code != "" {
		return Identity{}, p.refusedBy(code)
	}
	code := query.Get("code")
	if code == "" {
		return Identity{}, p.invalid("The provider sent you back without an answer. Start again.")
	}
	ctx = lib.ClientContext(ctx, p.client)
	oauth := d.oauth
	oauth.RedirectURL = a.Redirect
	token, err := oauth.Exchange(ctx, code, oauth2.VerifierOption(a.Verifier))
	if err != nil {
		return Identity{}, p.notExchanged(err)
	}
	proof, err := p.verify(ctx, d, a, token)
	if err != nil {
		return Identity{}, err
	}
	return p.identify(ctx, d, token, proof)
}

// open reads a pending value of this provider that is still good.
func (p *Provider) open(pending json.RawMessage) (attempt, error) {
	var a attempt
	if err := json.Unmarshal(pending, &a); err != nil || a.State == "" || a.Nonce == "" || a.Verifier == "" {
		return a, p.invalid("This attempt to sign in is not known. Start again.")
	}
	if a.Issuer != p.config.Issuer || a.ClientID != p.config.ClientID {
		return a, p.denied("This attempt to sign in was begun with another provider. Start again.")
	}
	if left := time.UnixMilli(a.Expires).Sub(p.now()); left <= 0 || left > attemptTime {
		return a, p.denied("Signing in took longer than ten minutes. Start again.")
	}
	return a, nil
}

// cameBack checks what needs no provider: that the browser brings the answer to
// this attempt from this provider.
func (p *Provider) cameBack(a attempt, query url.Values) error {
	for _, name := range []string{"state", "code", "error", "iss"} {
		if v := query[name]; len(v) > 1 || len(v) == 1 && len(v[0]) > longestParam {
			return p.invalid("The answer of the provider has a parameter twice or one that is too long. Start again.")
		}
	}
	if subtle.ConstantTimeCompare([]byte(query.Get("state")), []byte(a.State)) != 1 {
		return p.denied("The answer does not belong to this attempt to sign in. Start again in this window.")
	}
	if iss, ok := query["iss"]; ok && iss[0] != p.config.Issuer {
		return p.denied("The answer comes from another provider than the one you chose. Do not go on; tell the administrator.")
	}
	return nil
}

// refusedBy turns an error code of RFC 6749 section 4.1.2.1 or OpenID Connect
// Core section 3.1.2.6 into a sentence. The code came with the browser, so only
// known ones are repeated.
func (p *Provider) refusedBy(code string) error {
	switch code {
	case "access_denied":
		return p.denied("The provider did not let you in, or you broke off there.")
	case "login_required", "interaction_required", "consent_required", "account_selection_required":
		return p.denied("The provider wants you to sign in there or to agree first. Start again and follow its pages.")
	case "server_error", "temporarily_unavailable":
		return p.unavailable(nil, "The provider has a problem of its own. Try again later or use another way to sign in.")
	}
	if !slices.Contains([]string{"invalid_request", "unauthorized_client", "unsupported_response_type", "invalid_scope"}, code) {
		code = "unknown reason"
	}
	return p.unavailable(nil, "The provider does not accept requests of this server (%s). The administrator should compare client id, scopes and return address with what is registered there.", code)
}

// notExchanged says why a code was not taken. The library's text holds the
// provider's whole answer and is not repeated.
func (p *Provider) notExchanged(err error) error {
	var call *url.Error
	if errors.As(err, &call) {
		return p.notReached(err)
	}
	var refused *oauth2.RetrieveError
	if !errors.As(err, &refused) {
		return p.unavailable(nil, "The provider's answer to the code cannot be read. Try again later; the administrator should check the provider.")
	}
	switch {
	case refused.ErrorCode == "invalid_grant":
		return p.denied("The provider no longer accepts this attempt. Start again.")
	case refused.ErrorCode == "invalid_client" || refused.ErrorCode == "unauthorized_client" || refused.Response.StatusCode == 401:
		return p.unavailable(nil, "The provider does not accept the client id and secret of this server. The administrator must correct them.")
	}
	return p.unavailable(nil, "The provider did not exchange the code (status %d). Try again later; the administrator should check the provider.", refused.Response.StatusCode)
}

func (p *Provider) invalid(message string) error {
	return &fault.Error{Kind: fault.Invalid, Op: "sign in through a provider", Subject: p.config.Name, Message: message}
}
