package oidc

import (
	"encoding/json"
	"net/url"
	"testing"

	"github.com/cordon-ot/cordon/internal/fault"
)

func FuzzNoPendingValueAndNoQueryIsTrusted(f *testing.F) {
	h := newHostile(f, false)
	p := newProvider(f, h.config())
	pending, good := h.begin(f, p)
	h.Close()
	f.Add([]byte(pending), good.Encode())
	f.Add([]byte(pending), "state=&code=&iss=&error=")
	f.Add([]byte(`{"state":"a","nonce":"b","verifier":"c","expires":9e18}`), "state=a")
	f.Add([]byte{0xff}, "%zz&;=")
	f.Fuzz(func(t *testing.T, pending []byte, raw string) {
		query, _ := url.ParseQuery(raw)
		id, err := p.Finish(t.Context(), pending, query)
		switch fault.KindOf(err) {
		case fault.Invalid, fault.Denied, fault.Unavailable:
		default:
			t.Errorf("got %+v, %v; want a refusal", id, err)
		}
	})
}

func FuzzNoProofIsReadWithAPanic(f *testing.F) {
	p := newProvider(f, Config{Name: "x", Issuer: "https://login.example.com", ClientID: "cordon"})
	f.Add("a.b.c", []byte(`{"email":"a@b","groups":[[]],"name":5}`))
	f.Add(unsigned(map[string]any{"iss": 5}), []byte(`{"email":{"x":1}}`))
	f.Fuzz(func(t *testing.T, raw string, claimsJSON []byte) {
		if err := p.notProven(raw, nil, nil); fault.KindOf(err) != fault.Denied {
			t.Errorf("got %v, want Denied", err)
		}
		c, err := readClaims(func(v any) error { return json.Unmarshal(claimsJSON, v) })
		if err != nil {
			return
		}
		p.complete(c, claims{"email": "x", "email_verified": true})
		if _, err := p.keep(c); err != nil && fault.KindOf(err) != fault.Denied {
			t.Errorf("got %v, want Denied", err)
		}
		_ = p.admit(Identity{}, c)
	})
}
