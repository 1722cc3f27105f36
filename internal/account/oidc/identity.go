package oidc

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/url"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	lib "github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"
)

const (
	longestName  = 320 // characters; the longest e-mail address has as many
	longestValue = 1024
	mostValues   = 1000 // of one claim
)

// claims are what a provider says about a person.
type claims map[string]any

// identify reads the person out of a verified proof and applies the rules on
// who may come in. What the proof leaves out is asked for at the provider.
func (p *Provider) identify(ctx context.Context, d *description, token *oauth2.Token, proof *lib.IDToken) (Identity, error) {
	c, err := readClaims(proof.Claims)
	if err != nil {
		return Identity{}, p.denied("The provider's proof of who you are cannot be read.")
	}
	if d.lib.UserInfoEndpoint() != "" && p.lacks(c) {
		more, err := p.userInfo(ctx, d, token, proof.Subject)
		if err != nil {
			return Identity{}, err
		}
		p.complete(c, more)
	}
	id := Identity{Issuer: p.config.Issuer, Subject: proof.Subject, EmailVerified: truth(c[p.config.Claims.EmailVerified])}
	for _, text := range []struct {
		into        *string
		claim, what string
	}{{&id.Email, p.config.Claims.Email, "e-mail address"}, {&id.Name, p.config.Claims.Name, "name"}} {
		s, ok := c[text.claim].(string)
		if !ok && c[text.claim] != nil || !printable(s) {
			return Identity{}, p.denied("The provider sends no usable %s in its claim %s. Its administrator should correct it.", text.what, text.claim)
		}
		*text.into = strings.TrimSpace(s)
	}
	if id.Email == "" {
		id.EmailVerified = false
	}
	if id.Claims, err = p.keep(c); err != nil {
		return Identity{}, err
	}
	return id, p.admit(id, c)
}

func readClaims(from func(any) error) (claims, error) {
	var raw json.RawMessage
	if err := from(&raw); err != nil {
		return nil, err
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	c := claims{}
	if err := d.Decode(&c); err != nil {
		return nil, err
	}
	return c, nil
}

// lacks tells whether a claim that we want is missing.
func (p *Provider) lacks(c claims) bool {
	for _, name := range append(p.config.kept(), p.config.Claims.Email, p.config.Claims.EmailVerified, p.config.Claims.Name) {
		if _, ok := c[name]; !ok {
			return true
		}
	}
	return false
}

func (p *Provider) userInfo(ctx context.Context, d *description, token *oauth2.Token, subject string) (claims, error) {
	info, err := d.lib.UserInfo(ctx, oauth2.StaticTokenSource(token))
	if err != nil {
		return nil, p.notRead(err)
	}
	// A provider, or somebody between, could put in another person here (OpenID Connect Core section 5.3.2).
	if info.Subject != subject {
		return nil, p.denied("The provider speaks of two different persons. Tell the administrator.")
	}
	c, err := readClaims(info.Claims)
	if err != nil {
		return nil, p.notRead(err)
	}
	return c, nil
}

func (p *Provider) notRead(err error) error {
	var call *url.Error
	if errors.As(err, &call) {
		return p.notReached(err)
	}
	return p.unavailable(nil, "The provider did not tell who you are. Try again later; the administrator should check the provider.")
}

// complete adds to c what more knows besides. Whether an address is verified is
// said of one address only, so the two are never taken from different answers.
func (p *Provider) complete(c, more claims) {
	email, verified := p.config.Claims.Email, p.config.Claims.EmailVerified
	if known, ok := c[email]; ok && known != more[email] {
		delete(more, verified)
	}
	if _, ok := c[email]; !ok {
		delete(c, verified)
	}
	for name, v := range more {
		if _, ok := c[name]; !ok {
			c[name] = v
		}
	}
}

// keep gives the claims that the configuration names, in bounds.
func (p *Provider) keep(c claims) (map[string]any, error) {
	kept := map[string]any{}
	for _, name := range p.config.kept() {
		v, ok := c[name]
		if !ok || v == nil {
			continue
		}
		if _, ok := values(v); !ok {
			return nil, p.denied("The provider's claim %s is neither a value nor a list of at most 1000 values. The administrator should choose another claim.", name)
		}
		kept[name] = v
	}
	return kept, nil
}

// admit applies Domains and Require.
func (p *Provider) admit(id Identity, c claims) error {
	if len(p.config.Domains) > 0 {
		if !id.EmailVerified {
			return p.denied("Only people with a verified e-mail address may sign in here, and the provider says of none that it is yours.")
		}
		domain := id.Email[strings.LastIndexByte(id.Email, '@')+1:]
		if !slices.ContainsFunc(p.config.Domains, func(d string) bool { return strings.EqualFold(d, domain) && len(domain) < len(id.Email) }) {
			return p.denied("E-mail addresses of your domain are not admitted here. Ask the administrator.")
		}
	}
	for _, name := range p.config.kept() {
		accepted, ok := p.config.Require[name]
		if !ok {
			continue
		}
		has, _ := values(c[name])
		if !slices.ContainsFunc(has, func(v string) bool { return slices.Contains(accepted, v) }) {
			return p.denied("The provider does not list you among those who may sign in here (claim %s). Ask the administrator.", name)
		}
	}
	return nil
}

// values reads a claim as a list of texts, false if it is nothing of the kind.
func values(v any) ([]string, bool) {
	switch v := v.(type) {
	case string:
		return []string{v}, utf8.RuneCountInString(v) <= longestValue
	case bool:
		return []string{map[bool]string{true: "true", false: "false"}[v]}, true
	case json.Number:
		return []string{v.String()}, len(v) <= longestValue
	case []any:
		if len(v) > mostValues {
			return nil, false
		}
		var all []string
		for _, e := range v {
			if _, nested := e.([]any); nested {
				return nil, false
			}
			s, ok := values(e)
			if !ok {
				return nil, false
			}
			all = append(all, s...)
		}
		return all, true
	}
	return nil, false
}

// truth reads a claim that some providers send as text.
func truth(v any) bool {
	switch v := v.(type) {
	case bool:
		return v
	case string:
		return v == "true"
	}
	return false
}

// printable refuses what would break a line or show a name in another order
// than it has.
func printable(s string) bool {
	return utf8.RuneCountInString(s) <= longestName && !strings.ContainsFunc(s, func(r rune) bool {
		return unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r)
	})
}
