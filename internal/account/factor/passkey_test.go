package factor

import (
	"bytes"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/descope/virtualwebauthn"

	"github.com/cordon-ot/cordon/internal/account/factor/factortest"
	"github.com/cordon-ot/cordon/internal/fault"
)

const testOrigin = "https://cordon.example.com:8443"

var home = virtualwebauthn.RelyingParty{ID: "cordon.example.com", Name: "Cordon", Origin: testOrigin}

// site is a server with a clock that the test moves.
type site struct {
	*Passkeys
	now time.Time
}

func newSite(t testing.TB) *site {
	t.Helper()
	s := &site{now: time.Unix(1_800_000_000, 0)}
	p, err := NewPasskeys(PasskeyConfig{
		RelyingParty: home.ID, Name: home.Name, Origins: []string{testOrigin, "https://cordon.example.com"},
		Now: func() time.Time { return s.now }, Random: rand.Reader,
	})
	if err != nil {
		t.Fatal(err)
	}
	s.Passkeys = p
	return s
}

// device is a software authenticator that holds one passkey of one person.
type device struct {
	virtualwebauthn.Authenticator
	cred virtualwebauthn.Credential
}

func newDevice(u User) *device {
	return &device{
		virtualwebauthn.NewAuthenticatorWithOptions(virtualwebauthn.AuthenticatorOptions{UserHandle: u.Handle}),
		factortest.NewCredential(virtualwebauthn.KeyTypeEC2),
	}
}

func (d *device) create(t testing.TB, rp virtualwebauthn.RelyingParty, options json.RawMessage) json.RawMessage {
	t.Helper()
	o, err := virtualwebauthn.ParseAttestationOptions(string(options))
	if err != nil {
		t.Fatalf("%s: %v", options, err)
	}
	return json.RawMessage(virtualwebauthn.CreateAttestationResponse(rp, d.Authenticator, d.cred, *o))
}

// sign answers with the counter at count.
func (d *device) sign(t testing.TB, rp virtualwebauthn.RelyingParty, options json.RawMessage, count uint32) json.RawMessage {
	t.Helper()
	o, err := virtualwebauthn.ParseAssertionOptions(string(options))
	if err != nil {
		t.Fatalf("%s: %v", options, err)
	}
	d.cred.Counter = count
	return json.RawMessage(virtualwebauthn.CreateAssertionResponse(rp, d.Authenticator, d.cred, *o))
}

func anna() User { return User{Handle: []byte("handle-of-anna"), Name: "anna"} }
func bert() User { return User{Handle: []byte("handle-of-bert"), Name: "bert", DisplayName: "Bert"} }

// enrol registers a new device for u and adds its passkey.
func enrol(t testing.TB, s *site, u *User) *device {
	t.Helper()
	d := newDevice(*u)
	options, session, err := s.BeginRegistration(*u)
	if err != nil {
		t.Fatal(err)
	}
	k, err := s.FinishRegistration(*u, session, d.create(t, home, options))
	if err != nil {
		t.Fatal(err)
	}
	u.Passkeys = append(u.Passkeys, k)
	return d
}

// spec: SIGN-6
func TestAPasskeyIsRegisteredAndSignsIn(t *testing.T) {
	for _, kind := range []virtualwebauthn.KeyType{virtualwebauthn.KeyTypeEC2, virtualwebauthn.KeyTypeRSA} {
		s, u := newSite(t), bert()
		d := newDevice(u)
		d.cred = factortest.NewCredential(kind)
		options, session, err := s.BeginRegistration(u)
		if err != nil {
			t.Fatal(err)
		}
		for _, want := range []string{`"userVerification":"required"`, `"id":"cordon.example.com"`, `"displayName":"Bert"`, base64.RawURLEncoding.EncodeToString(u.Handle)} {
			if !strings.Contains(string(options), want) {
				t.Errorf("options %s lack %s", options, want)
			}
		}
		k, err := s.FinishRegistration(u, session, d.create(t, home, options))
		if err != nil {
			t.Fatalf("%s: %v", kind, err)
		}
		if k.ID != base64.RawURLEncoding.EncodeToString(d.cred.ID) {
			t.Errorf("passkey has id %s, want that of the device", k.ID)
		}
		u.Passkeys = []Passkey{k}
		for count := uint32(1); count < 4; count++ {
			options, session, err := s.BeginAssertion(u)
			if err != nil {
				t.Fatal(err)
			}
			next, err := s.FinishAssertion(u, session, d.sign(t, home, options, count))
			if err != nil || next.ID != k.ID {
				t.Fatalf("%s: sign-in %d: got %s, %v; want %s", kind, count, next.ID, err, k.ID)
			}
			u.Passkeys[0] = next
		}
	}
}

// spec: SIGN-7
func TestAPasskeySignsInWithoutAUserName(t *testing.T) {
	s, a, b := newSite(t), anna(), bert()
	da, db := enrol(t, s, &a), enrol(t, s, &b)
	find := func(handle []byte, id string) (User, error) {
		for _, u := range []User{a, b} {
			if bytes.Equal(u.Handle, handle) && u.Passkeys[0].ID == id {
				return u, nil
			}
		}
		return User{}, fault.New(fault.NotFound, "find", "nobody")
	}
	options, session, err := s.BeginDiscovery()
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(options), "allowCredentials") {
		t.Errorf("options %s name passkeys before anybody said who they are", options)
	}
	u, k, err := s.FinishDiscovery(session, db.sign(t, home, options, 7), find)
	if err != nil || u.Name != "bert" || k.ID != b.Passkeys[0].ID {
		t.Fatalf("got user %q, passkey %q, error %v; want bert", u.Name, k.ID, err)
	}

	_, session2, _ := s.BeginDiscovery()
	_, _, err = s.FinishDiscovery(session2, db.sign(t, home, options, 8), find)
	wantFault(t, "answer to the challenge before", err, fault.Denied, "another attempt")

	da.Options.UserHandle = nil
	_, _, err = s.FinishDiscovery(session, da.sign(t, home, options, 1), find)
	wantFault(t, "no handle", err, fault.Denied, "whose passkey")
	da.Options.UserHandle = b.Handle
	_, _, err = s.FinishDiscovery(session, da.sign(t, home, options, 1), find)
	wantFault(t, "handle of somebody else", err, fault.Denied, "not registered here")
	trusting := func([]byte, string) (User, error) { return b, nil }
	_, _, err = s.FinishDiscovery(session, da.sign(t, home, options, 1), trusting)
	wantFault(t, "passkey that the found person does not have", err, fault.Denied, "registered for this account")
	da.Options.UserHandle = a.Handle
	_, _, err = s.FinishDiscovery(session, da.sign(t, home, options, 1), trusting)
	wantFault(t, "found person with another handle", err, fault.Denied, "registered for this account")
	down := func([]byte, string) (User, error) { return User{}, fault.New(fault.Unavailable, "find", "no database") }
	_, _, err = s.FinishDiscovery(session, da.sign(t, home, options, 1), down)
	wantFault(t, "database gone", err, fault.Unavailable, "no database")
}

// spec: SIGN-8
func TestAnAnswerForAnotherSiteIsRefused(t *testing.T) {
	for _, c := range []struct {
		name, id, origin, want string
	}{
		{"wrong origin", home.ID, "https://cordon.example.org", "not an address of this server"},
		{"origin with another port", home.ID, "https://cordon.example.com:9443", "not an address of this server"},
		{"origin without encryption", home.ID, "http://cordon.example.com", "not an address of this server"},
		{"origin below ours", home.ID, "https://evil.cordon.example.com", "not an address of this server"},
		{"origin that begins with ours", home.ID, testOrigin + ".evil.com", "not an address of this server"},
		{"no origin", home.ID, "", "not an address of this server"},
		{"wrong relying party", "example.com", testOrigin, "another site"},
	} {
		s, u := newSite(t), anna()
		rp := virtualwebauthn.RelyingParty{ID: c.id, Name: home.Name, Origin: c.origin}
		options, session, _ := s.BeginRegistration(u)
		_, err := s.FinishRegistration(u, session, newDevice(u).create(t, rp, options))
		wantFault(t, c.name+", registering", err, fault.Denied, c.want)

		d := enrol(t, s, &u)
		options, session, _ = s.BeginAssertion(u)
		_, err = s.FinishAssertion(u, session, d.sign(t, rp, options, 1))
		wantFault(t, c.name+", signing in", err, fault.Denied, c.want)
	}
}

// spec: SIGN-8
func TestAnAnswerServesOneChallengeOfOnePersonForFiveMinutes(t *testing.T) {
	s, a, b := newSite(t), anna(), bert()
	da, db := enrol(t, s, &a), enrol(t, s, &b)

	options, session, _ := s.BeginAssertion(a)
	answer := da.sign(t, home, options, 1)
	_, session2, _ := s.BeginAssertion(a)
	_, err := s.FinishAssertion(a, session2, answer)
	wantFault(t, "challenge of another attempt", err, fault.Denied, "another attempt")
	_, err = s.FinishAssertion(b, session, db.sign(t, home, options, 1))
	wantFault(t, "session of another person", err, fault.Denied, "somebody else")
	_, err = s.FinishAssertion(a, session, db.sign(t, home, options, 1))
	wantFault(t, "passkey of another person", err, fault.Denied, "not registered here")
	dx := newDevice(a)
	dx.cred.ID = da.cred.ID
	_, err = s.FinishAssertion(a, session, dx.sign(t, home, options, 1))
	wantFault(t, "another key under the same id", err, fault.Denied, "could not be confirmed")

	regOptions, regSession, _ := s.BeginRegistration(a)
	_, err = s.FinishAssertion(a, regSession, da.sign(t, home, options, 1))
	wantFault(t, "session of a registration", err, fault.Denied, "something else")
	_, err = s.FinishRegistration(a, session, da.create(t, home, regOptions))
	wantFault(t, "session of a sign-in", err, fault.Denied, "something else")
	_, err = s.FinishRegistration(a, regSession, da.create(t, home, options2(t, regOptions)))
	wantFault(t, "registration with another challenge", err, fault.Denied, "another attempt")
	_, err = s.FinishRegistration(a, regSession, da.create(t, home, regOptions))
	wantFault(t, "the same passkey again", err, fault.Conflict, "already")

	began := s.now
	for _, off := range []time.Duration{ceremonyTime, time.Hour, -time.Second} {
		s.now = began.Add(off)
		_, err = s.FinishAssertion(a, session, answer)
		wantFault(t, fmt.Sprintf("answer %v after the beginning", off), err, fault.Denied, "5 minutes")
	}
	s.now = began.Add(ceremonyTime - time.Millisecond)
	next, err := s.FinishAssertion(a, session, answer)
	if err != nil {
		t.Fatalf("the true answer in time: %v", err)
	}
	// The caller deletes the session; should it fail to, the counter still stands in the way.
	a.Passkeys[0] = next
	_, err = s.FinishAssertion(a, session, answer)
	wantFault(t, "the same answer again", err, fault.Denied, "copied")
}

// options2 gives the options another challenge.
func options2(t *testing.T, options json.RawMessage) json.RawMessage {
	t.Helper()
	var o map[string]map[string]any
	if err := json.Unmarshal(options, &o); err != nil {
		t.Fatal(err)
	}
	o["publicKey"]["challenge"] = base64.RawURLEncoding.EncodeToString(bytes.Repeat([]byte{7}, 32))
	b, err := json.Marshal(o)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// spec: SIGN-9
func TestAPasskeyWhoseCounterDoesNotAdvanceIsRefusedAsACopy(t *testing.T) {
	for _, c := range []struct {
		name     string
		old, new uint32
		clone    bool
	}{
		{"advanced", 5, 6, false},
		{"far ahead", 5, 1 << 31, false},
		{"device without counter", 0, 0, false},
		{"same count", 5, 5, true},
		{"behind", 5, 4, true},
		{"fallen to zero", 5, 0, true},
	} {
		s, u := newSite(t), anna()
		d := enrol(t, s, &u)
		for i, count := range []uint32{c.old, c.new} {
			options, session, _ := s.BeginAssertion(u)
			next, err := s.FinishAssertion(u, session, d.sign(t, home, options, count))
			if i == 1 && c.clone {
				wantFault(t, c.name, err, fault.Denied, "may have been copied")
				if !errors.Is(err, ErrCloned) || next.State != nil {
					t.Errorf("%s: got state %s, error %v; want no state and ErrCloned", c.name, next.State, err)
				}
				continue
			}
			if err != nil {
				t.Fatalf("%s: counter %d: %v", c.name, count, err)
			}
			u.Passkeys[0] = next
		}
	}
}

// spec: SIGN-6
func TestAPersonWhoWasNotVerifiedIsRefused(t *testing.T) {
	s, u := newSite(t), anna()
	d := newDevice(u)
	d.Options.UserNotVerified = true
	options, session, _ := s.BeginRegistration(u)
	_, err := s.FinishRegistration(u, session, d.create(t, home, options))
	wantFault(t, "registering", err, fault.Denied, "did not verify")
	d = enrol(t, s, &u)
	d.Options.UserNotVerified = true
	options, session, _ = s.BeginAssertion(u)
	lax := json.RawMessage(strings.ReplaceAll(string(session), `"userVerification":"required"`, `"userVerification":"discouraged"`))
	if string(lax) == string(session) {
		t.Fatalf("session %s does not demand verification", session)
	}
	for _, sess := range []json.RawMessage{session, lax} {
		_, err = s.FinishAssertion(u, sess, d.sign(t, home, options, 1))
		wantFault(t, "signing in", err, fault.Denied, "did not verify")
	}
	d.Options.UserNotVerified, d.Options.UserNotPresent = false, true
	_, err = s.FinishAssertion(u, session, d.sign(t, home, options, 1))
	wantFault(t, "nobody there", err, fault.Denied, "did not verify")
}

// spec: SIGN-10
func TestPasskeySettingsThatCannotWorkAreNamed(t *testing.T) {
	for _, c := range []struct{ rp, name, origin, want string }{
		{"192.0.2.7", "Cordon", "https://192.0.2.7", "need a host name"},
		{"::1", "Cordon", "https://[::1]", "need a host name"},
		{"", "Cordon", "https://a.example", "need a host name"},
		{"https://a.example", "Cordon", "https://a.example", "need a host name"},
		{"a.example:443", "Cordon", "https://a.example", "need a host name"},
		{"a.example", " ", "https://a.example", "name of this installation"},
		{"a.example", "Cordon", "", "No address"},
		{"a.example", "Cordon", "a.example", "not of the form"},
		{"a.example", "Cordon", "https://a.example/app", "not of the form"},
		{"a.example", "Cordon", "https://u:p@a.example", "not of the form"},
		{"a.example", "Cordon", "http://a.example", "must begin with https"},
		{"a.example", "Cordon", "https://b.example", "not part of the domain"},
		{"a.example", "Cordon", "https://nota.example", "not part of the domain"},
	} {
		var origins []string
		if c.origin != "" {
			origins = []string{c.origin}
		}
		_, err := NewPasskeys(PasskeyConfig{RelyingParty: c.rp, Name: c.name, Origins: origins, Now: time.Now, Random: rand.Reader})
		wantFault(t, fmt.Sprintf("%q %q %q", c.rp, c.name, c.origin), err, fault.Invalid, c.want)
	}
	for _, o := range []string{"http://localhost:8080", "https://localhost", "https://LOCALHOST:443/"} {
		if _, err := NewPasskeys(PasskeyConfig{RelyingParty: "localhost", Name: "Cordon", Origins: []string{o}, Now: time.Now, Random: rand.Reader}); err != nil {
			t.Errorf("%s: %v", o, err)
		}
	}
	p, err := NewPasskeys(PasskeyConfig{RelyingParty: "A.example", Name: "Cordon", Origins: []string{"https://X.A.example:443"}, Now: time.Now, Random: rand.Reader})
	if err != nil || p.origins[0] != "https://x.a.example" {
		t.Errorf("got %v, %v; want the origin as browsers write it", p, err)
	}
}

// spec: SIGN-10
func TestWhatTheCallerStoredWronglyIsNamedAndNeverTrusted(t *testing.T) {
	s, u := newSite(t), anna()
	_, _, err := s.BeginAssertion(u)
	wantFault(t, "nobody's passkey", err, fault.NotFound, "No passkey")
	_, _, err = s.BeginRegistration(User{Name: "anna"})
	wantFault(t, "no handle", err, fault.Invalid, "handle")
	_, _, err = s.BeginRegistration(User{Name: "anna", Handle: make([]byte, 65)})
	wantFault(t, "long handle", err, fault.Invalid, "handle")
	d := enrol(t, s, &u)
	options, session, _ := s.BeginAssertion(u)
	answer := d.sign(t, home, options, 1)
	for _, state := range []string{"", "{}", "null", "[1]", `{"id":5}`, string(u.Passkeys[0].State[:40])} {
		bad := u
		bad.Passkeys = []Passkey{{ID: u.Passkeys[0].ID, State: json.RawMessage(state)}}
		_, err := s.FinishAssertion(bad, session, answer)
		wantFault(t, "state "+state, err, fault.Internal, "damaged")
	}
	for _, sess := range []string{"", "{}", "null", "[]", string(session[:len(session)/2])} {
		_, err := s.FinishAssertion(u, json.RawMessage(sess), answer)
		wantFault(t, "session "+sess, err, fault.Invalid, "not known")
	}
	s.random = broken{}
	for _, begin := range []func() error{
		func() error { _, _, err := s.BeginRegistration(u); return err },
		func() error { _, _, err := s.BeginAssertion(u); return err },
		func() error { _, _, err := s.BeginDiscovery(); return err },
	} {
		wantFault(t, "no randomness", begin(), fault.Internal, "passkey")
	}
}

// spec: SIGN-11
func TestEveryTruncationOfAnAnswerIsRefused(t *testing.T) {
	s, u := newSite(t), anna()
	regOptions, regSession, _ := s.BeginRegistration(u)
	d := newDevice(u)
	created := d.create(t, home, regOptions)
	for n := range len(created) {
		if _, err := s.FinishRegistration(u, regSession, created[:n]); fault.KindOf(err) != fault.Invalid {
			t.Fatalf("the first %d of %d bytes of a registration: got %v, want an Invalid fault", n, len(created), err)
		}
	}
	d = enrol(t, s, &u)
	options, session, _ := s.BeginAssertion(u)
	signed := d.sign(t, home, options, 1)
	for n := range len(signed) {
		if _, err := s.FinishAssertion(u, session, signed[:n]); fault.KindOf(err) != fault.Invalid {
			t.Fatalf("the first %d of %d bytes of a sign-in: got %v, want an Invalid fault", n, len(signed), err)
		}
	}
	_, err := s.FinishAssertion(u, session, append(bytes.Clone(signed), bytes.Repeat([]byte(" "), longestResponse)...))
	wantFault(t, "a long answer", err, fault.Invalid, "longer than")
	// Inside the JSON the binary parts are cut as well, with every length.
	for _, field := range []string{"authenticatorData", "clientDataJSON", "signature", "userHandle"} {
		var m map[string]any
		if err := json.Unmarshal(signed, &m); err != nil {
			t.Fatal(err)
		}
		inner := m["response"].(map[string]any)
		raw, _ := base64.RawURLEncoding.DecodeString(inner[field].(string))
		for n := range len(raw) {
			if field == "userHandle" && n == 0 {
				continue // absent is allowed for a known person
			}
			inner[field] = base64.RawURLEncoding.EncodeToString(raw[:n])
			cut, _ := json.Marshal(m)
			_, err := s.FinishAssertion(u, session, cut)
			if k := fault.KindOf(err); k != fault.Invalid && k != fault.Denied {
				t.Fatalf("%s cut to %d bytes: got %v, want Invalid or Denied", field, n, err)
			}
		}
	}
}

// spec: SIGN-11
func TestAFaultInsideTheParserIsContained(t *testing.T) {
	_, err := read("use a passkey", nil, func([]byte) (int, error) { panic("index out of range") })
	if fault.KindOf(err) != fault.Internal || !errors.Is(err, errPanic) {
		t.Errorf("got %v, want an Internal fault", err)
	}
}

// TestCeremoniesRunBesideEachOther is for the race detector.
func TestCeremoniesRunBesideEachOther(t *testing.T) {
	s := newSite(t)
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			u := anna()
			d := enrol(t, s, &u)
			options, session, err := s.BeginAssertion(u)
			if err == nil {
				_, err = s.FinishAssertion(u, session, d.sign(t, home, options, 1))
			}
			if err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
}
