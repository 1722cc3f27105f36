// Package oidc signs people in through an OpenID Connect provider that the
// administrator configured: authorization code flow with PKCE, state and nonce.
//
// It answers who the provider says somebody is. What that person may do, and
// whether there is an account, is for the caller. It keeps nothing but the
// provider's published description and keys: what must survive between sending
// somebody away and their coming back is the pending value, which the caller
// stores on the server, bound to the browser that began (a cookie, not the
// state parameter alone), and takes away before it calls Finish, so that it
// serves once.
//
// The provider is asked only when somebody signs in; a server starts while it
// is down. Nothing is ever sent anywhere but to the issuer and the addresses it
// publishes.
//
// It refuses: plain http, except with a provider on this very machine; answers
// that are large or slow; redirects of requests that carry a secret; proofs that
// are unsigned, signed with a shared secret or with a key the provider does not
// publish, meant for another client, another attempt or another time; answers of
// another provider (RFC 9207).
//
// Invariants: every error is a *fault.Error: Unavailable when the provider or
// its configuration is in the way, Denied when the person is not let in, Invalid
// for settings and for requests no browser of ours sends. No error, log line or
// printed value holds a secret, a code or a token.
package oidc
