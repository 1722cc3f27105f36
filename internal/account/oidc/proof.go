package oidc

import (
	"context"
	"crypto/subtle"
	"encoding/base64"
	"encoding/json"
	"errors"
	"net/url"
	"slices"
	"strings"

	lib "github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"
)

const (
	longestProof   = 256 << 10
	longestSubject = 255 // OpenID Connect Core section 2
)

// keys remembers why a signature was not confirmed, which the library turns
// into text only.
type keys struct{ lib.KeySet }

type whyKey struct{}

// VerifySignature leaves its error in the place that the context names.
func (k keys) VerifySignature(ctx context.Context, jwt string) ([]byte, error) {
	payload, err := k.KeySet.VerifySignature(ctx, jwt)
	if why, ok := ctx.Value(whyKey{}).(*error); ok {
		*why = err
	}
	return payload, err
}

// verify checks the ID token after OpenID Connect Core section 3.1.3.7.
func (p *Provider) verify(ctx context.Context, d *description, a attempt, token *oauth2.Token) (*lib.IDToken, error) {
	raw, _ := token.Extra("id_token").(string)
	if raw == "" || len(raw) > longestProof {
		return nil, p.unavailable(nil, "The provider gave no proof of who you are. The administrator should check that the scope openid is allowed for this server there.")
	}
	var why error
	proof, err := d.verifier.Verify(context.WithValue(ctx, whyKey{}, &why), raw)
	if err != nil {
		return nil, p.notProven(raw, err, why)
	}
	var more struct {
		AZP string `json:"azp"`
	}
	if err := proof.Claims(&more); err != nil {
		return nil, p.denied("The provider's proof of who you are cannot be read.")
	}
	switch {
	case subtle.ConstantTimeCompare([]byte(proof.Nonce), []byte(a.Nonce)) != 1:
		return nil, p.denied("The provider's proof belongs to another attempt to sign in. Start again.")
	case more.AZP != "" && more.AZP != p.config.ClientID, len(proof.Audience) > 1 && more.AZP == "":
		return nil, p.denied("The provider's proof was given to another application than this server.")
	case proof.Subject == "" || len(proof.Subject) > longestSubject:
		return nil, p.denied("The provider's proof does not name a person.")
	}
	if proof.AccessTokenHash != "" {
		if err := proof.VerifyAccessToken(token.AccessToken); err != nil {
			return nil, p.denied("The provider's proof does not fit the rest of its answer. Start again.")
		}
	}
	return proof, nil
}

// notProven says what is wrong with a token that was refused. Only the sentence
// rests on the unverified parts.
func (p *Provider) notProven(raw string, err, why error) error {
	var call *url.Error
	switch {
	case errors.As(why, &call) || cause(why) != nil:
		return p.notReached(why)
	case why != nil && strings.HasPrefix(why.Error(), "fetching keys"):
		return p.unavailable(nil, "The provider's keys cannot be read. Try again later; the administrator should check the provider.")
	case why != nil:
		return p.denied("The provider's proof of who you are is not signed with a key of this provider.")
	}
	var header struct {
		Alg string `json:"alg"`
	}
	var claims struct {
		Issuer string `json:"iss"`
	}
	parts := strings.Split(raw, ".")
	if len(parts) != 3 || !decode(parts[0], &header) || !decode(parts[1], &claims) {
		return p.denied("The provider's proof of who you are cannot be read.")
	}
	var expired *lib.TokenExpiredError
	switch {
	case !slices.Contains(asymmetric, header.Alg):
		return p.denied("The provider's proof of who you are is not signed in a way that only the provider can. The administrator should choose RS256 or ES256 there.")
	case errors.As(err, &expired):
		return p.denied("The provider's proof is out of date. The administrator should compare the clocks of this server and of the provider.")
	case claims.Issuer != p.config.Issuer:
		return p.denied("The provider's proof was made by another provider.")
	}
	return p.denied("The provider's proof was made for another application than this server, or for another time.")
}

func decode(part string, into any) bool {
	b, err := base64.RawURLEncoding.DecodeString(part)
	return err == nil && json.Unmarshal(b, into) == nil
}
