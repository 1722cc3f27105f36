package oidc

import (
	"net/http"
	"reflect"
	"strings"
	"testing"

	"github.com/cordon-ot/cordon/internal/fault"
)

// spec: SIGN-17
func TestOnlyThoseTheAdministratorAdmitsComeIn(t *testing.T) {
	for _, c := range []struct {
		name    string
		domains []string
		require map[string][]string
		claims  map[string]any
		want    string // empty for admitted
	}{
		{"domain", []string{"Example.com"}, nil, nil, ""},
		{"one of two domains", []string{"example.org", "example.com"}, nil, nil, ""},
		{"another domain", []string{"example.org"}, nil, nil, "your domain"},
		{"subdomain", []string{"example.com"}, nil, map[string]any{"email": "a@evil.example.com"}, "your domain"},
		{"domain with the same end", []string{"example.com"}, nil, map[string]any{"email": "a@notexample.com"}, "your domain"},
		{"domain as the name", []string{"example.com"}, nil, map[string]any{"email": "example.com"}, "your domain"},
		{"two at signs", []string{"example.com"}, nil, map[string]any{"email": "a@example.com@evil.org"}, "your domain"},
		{"address not verified", []string{"example.com"}, nil, map[string]any{"email_verified": false}, "verified"},
		{"verified as text", []string{"example.com"}, nil, map[string]any{"email_verified": "true"}, ""},
		{"verified as another text", []string{"example.com"}, nil, map[string]any{"email_verified": "yes"}, "verified"},
		{"group", nil, map[string][]string{"groups": {"cordon", "it"}}, map[string]any{"groups": []string{"a", "cordon"}}, ""},
		{"group as text", nil, map[string][]string{"groups": {"cordon"}}, map[string]any{"groups": "cordon"}, ""},
		{"no group", nil, map[string][]string{"groups": {"cordon"}}, nil, "claim groups"},
		{"another group", nil, map[string][]string{"groups": {"cordon"}}, map[string]any{"groups": []string{"cordon2", ""}}, "claim groups"},
		{"true", nil, map[string][]string{"staff": {"true"}}, map[string]any{"staff": true}, ""},
		{"a number", nil, map[string][]string{"level": {"3"}}, map[string]any{"level": 3}, ""},
		{"one claim of two", nil, map[string][]string{"a": {"1"}, "b": {"1"}}, map[string]any{"a": "1"}, "claim b"},
		{"domain without group", []string{"example.com"}, map[string][]string{"groups": {"cordon"}}, nil, "claim groups"},
		{"an object for a group", nil, map[string][]string{"groups": {"cordon"}}, map[string]any{"groups": map[string]any{"cordon": 1}}, "neither a value"},
		{"lists in a list", nil, map[string][]string{"groups": {"cordon"}}, map[string]any{"groups": []any{[]any{"cordon"}}}, "neither a value"},
		{"a list without end", nil, map[string][]string{"groups": {"cordon"}}, map[string]any{"groups": make([]bool, mostValues+1)}, "neither a value"},
		{"a name that breaks lines", nil, nil, map[string]any{"name": "Anna\nAdmin"}, "no usable name"},
		{"a name that turns round", nil, nil, map[string]any{"name": "Anna\u202enimda"}, "no usable name"},
		{"an address that is a list", nil, nil, map[string]any{"email": []string{"a@example.com"}}, "no usable e-mail"},
		{"an endless name", nil, nil, map[string]any{"name": strings.Repeat("ä", longestName+1)}, "no usable name"},
	} {
		h := newHostile(t, false)
		h.claims = func(all map[string]any) {
			for k, v := range c.claims {
				all[k] = v
			}
		}
		conf := h.config()
		conf.Domains, conf.Require = c.domains, c.require
		id, err := h.signIn(t, conf)
		if c.want != "" {
			wantFault(t, c.name, err, fault.Denied, c.want)
		} else if err != nil || id.Subject != "s-1" {
			t.Errorf("%s: got %+v, %v; want admitted", c.name, id, err)
		}
	}
}

// spec: SIGN-18
func TestWhatTheProofLeavesOutIsAskedForAndNeverMixed(t *testing.T) {
	for _, c := range []struct {
		name        string
		proof, info map[string]any // nil values take a claim away
		email       string
		verified    bool
	}{
		{"all in the user info", map[string]any{"email": nil, "email_verified": nil, "name": nil}, map[string]any{"email": "b@example.com", "email_verified": true, "name": "Anna"}, "b@example.com", true},
		{"word on the same address", map[string]any{"email_verified": nil}, map[string]any{"email": "anna@example.com", "email_verified": true}, "anna@example.com", true},
		{"word on another address", map[string]any{"email_verified": nil}, map[string]any{"email": "b@example.com", "email_verified": true}, "anna@example.com", false},
		{"word without an address", map[string]any{"email_verified": nil}, map[string]any{"email_verified": true}, "anna@example.com", false},
		{"word in the proof, address elsewhere", map[string]any{"email": nil}, map[string]any{"email": "b@example.com"}, "b@example.com", false},
		{"no address at all", map[string]any{"email": nil}, map[string]any{"email_verified": true}, "", false},
		{"proof has the last word", map[string]any{"name": nil, "email_verified": false}, map[string]any{"email": "b@example.com", "email_verified": true, "name": "Anna"}, "anna@example.com", false},
	} {
		h := newHostile(t, false)
		h.claims = func(all map[string]any) {
			for k, v := range c.proof {
				if all[k] = v; v == nil {
					delete(all, k)
				}
			}
		}
		h.info = func(w http.ResponseWriter, r *http.Request) {
			if r.Header.Get("Authorization") != "Bearer the-access-token" {
				t.Errorf("%s: user info was asked for with %q", c.name, r.Header.Get("Authorization"))
			}
			all := map[string]any{"sub": "s-1"}
			for k, v := range c.info {
				all[k] = v
			}
			writeJSON(w, all)
		}
		id, err := h.signIn(t, h.config())
		if err != nil || id.Email != c.email || id.EmailVerified != c.verified {
			t.Errorf("%s: got %q verified %v, %v; want %q verified %v", c.name, id.Email, id.EmailVerified, err, c.email, c.verified)
		}
	}
	h := newHostile(t, false)
	h.claims = func(c map[string]any) { delete(c, "name") }
	for name, info := range map[string]map[string]any{"another person": {"sub": "s-2"}, "nobody": {}} {
		h.info = func(w http.ResponseWriter, _ *http.Request) { writeJSON(w, info) }
		_, err := h.signIn(t, h.config())
		wantFault(t, name, err, fault.Denied, "two different persons")
	}
	h.info = func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "the-access-token", http.StatusTeapot) }
	_, err := h.signIn(t, h.config())
	wantFault(t, "user info refused", err, fault.Unavailable, "did not tell who you are")
}

// spec: SIGN-18
func TestClaimNamesAndKeptClaimsFollowTheConfiguration(t *testing.T) {
	h := newHostile(t, false)
	h.claims = func(c map[string]any) {
		c["upn"], c["upn_ok"], c["full"], c["groups"], c["secret_thing"] = "bert@example.com", true, "Bert", []string{"a", "b"}, "x"
	}
	c := h.config()
	c.Claims = ClaimNames{Email: "upn", EmailVerified: "upn_ok", Name: "full"}
	c.Keep = []string{"groups", "absent"}
	id, err := h.signIn(t, c)
	want := Identity{Issuer: h.URL, Subject: "s-1", Email: "bert@example.com", EmailVerified: true, Name: "Bert", Claims: map[string]any{"groups": []any{"a", "b"}}}
	if err != nil || !reflect.DeepEqual(id, want) {
		t.Errorf("got  %+v, %v\nwant %+v", id, err, want)
	}
}
