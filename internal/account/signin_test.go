package account

import (
	"crypto/hmac"
	"crypto/sha1" //nolint:gosec // RFC 6238 as authenticator apps compute it
	"encoding/base32"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/descope/virtualwebauthn"

	"github.com/cordon-ot/cordon/internal/access"
	"github.com/cordon-ot/cordon/internal/account/factor"
	"github.com/cordon-ot/cordon/internal/account/factor/factortest"
	"github.com/cordon-ot/cordon/internal/audit"
	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/model"
)

// spec: ACCOUNT-8
func TestEverySignInThatFailsGetsOneAnswer(t *testing.T) {
	everywhere(t, cheap(), func(t *testing.T, s *site) {
		s.user("ann", false)
		gone := s.user("gone", false)
		_, err := s.ChangeUser(t.Context(), By{}, gone.ID, UserChange{Disabled: ptr(true)})
		must(t, "disable", err)
		_, err = s.CreateUser(t.Context(), By{}, NewUser{Login: "sso"})
		must(t, "user without a password", err)
		answers := map[string]bool{}
		for i, try := range [][2]string{{"ann", "wrong"}, {"ann", ""}, {"nobody", goodWord}, {"gone", goodWord}, {"sso", ""}, {"sso", goodWord}, {"two words", "x"}, {"", ""}, {"ann", strings.Repeat("x", 1<<20)}} {
			_, err := s.SignIn(t.Context(), from(fmt.Sprintf("192.0.2.%d", i+1)), try[0], try[1])
			if !errors.Is(err, ErrSignIn) || fault.KindOf(err) != fault.Denied {
				t.Errorf("%.40q: got %v, want Denied and ErrSignIn", try, err)
			}
			answers[fmt.Sprint(err)] = true
		}
		if len(answers) != 1 {
			t.Errorf("answers differ: %v", answers)
		}
		for _, e := range s.log.Events() {
			if e.Kind == audit.SignInFailed && (e.Outcome != audit.Refused || e.Address == "" || e.Details["reason"] == "unknown name" && e.Subject+e.Details["login"] != "") {
				t.Errorf("recorded %+v; a name nobody has may be a password", e)
			}
		}
	})
}

// spec: ACCOUNT-8
func TestADisabledUserIsNotAskedForAFactor(t *testing.T) {
	s := newSite(t, onSQLite(t), cheap())
	u := s.user("ann", false)
	p, _ := s.principal("ann")
	s.withTOTP(p)
	_, err := s.ChangeUser(t.Context(), By{}, u.ID, UserChange{Disabled: ptr(true)})
	must(t, "disable", err)
	if e, err := s.SignIn(t.Context(), office, "ann", goodWord); !errors.Is(err, ErrSignIn) {
		t.Errorf("got %+v, %v; a step would tell that the password is right", e, err)
	}
}

// spec: ACCOUNT-8
func TestAnUnknownUserCostsAsMuchWork(t *testing.T) {
	p := cheap()
	p.Hash = Hashing{Memory: 16 << 10, Time: 2, Threads: 1, Parallel: 4, Waiting: 8}
	s := newSite(t, onSQLite(t), p)
	s.user("ann", false)
	took := func(login string, from netip.Addr) time.Duration {
		begin := time.Now()
		_, _ = s.SignIn(t.Context(), Client{Address: from}, login, "wrong wrong wrong")
		return time.Since(begin)
	}
	// Other programs take time away, never give any: the shortest of many tries,
	// made in turn, is the work itself, and one round that is even is enough.
	known, unknown := time.Hour, time.Hour
	address := netip.MustParseAddr("198.51.100.0")
	for range 60 {
		address = address.Next()
		known, unknown = min(known, took("ann", address)), min(unknown, took("nobody", address))
		if known < 2*unknown && unknown < 2*known && known > time.Millisecond {
			return
		}
	}
	t.Errorf("known %v, unknown %v; want about the same", known, unknown)
}

// spec: ACCOUNT-9
func TestAHundredThousandWrongPasswordsFromElsewhereKeepNobodyOut(t *testing.T) {
	s := newSite(t, onSQLite(t), cheap())
	s.user("ann", false)
	device := s.enter(office, "ann").Device
	checked, base := 0, netip.MustParseAddr("10.0.0.0").As4()
	for i := range 100_000 {
		a := base
		binary.BigEndian.PutUint32(a[:], binary.BigEndian.Uint32(a[:])+uint32(i%1000))
		_, err := s.SignIn(t.Context(), Client{Address: netip.AddrFrom4(a)}, "ann", "wrong")
		var late *Throttled
		if !errors.As(err, &late) {
			checked++
		}
		if i%100 == 0 {
			s.clock.pass(time.Millisecond)
		}
	}
	if checked > 4*1000+100 {
		t.Errorf("%d of 100,000 passwords were looked at, want at most 4 for each of 1,000 networks", checked)
	}
	s.enter(from("203.0.113.5"), "ann") // from where nobody failed
	// From the very network of an attack, the browser that was here before gets in.
	bad := from("10.0.0.7")
	if _, err := s.SignIn(t.Context(), bad, "ann", goodWord); !errors.As(err, new(*Throttled)) {
		t.Errorf("the attacker's network without a device: %v, want throttled", err)
	}
	bad.Device = device
	s.enter(bad, "ann")
	bad.Device = s.enter(office, "ann").Device[:10]
	if _, err := s.SignIn(t.Context(), bad, "ann", goodWord); !errors.As(err, new(*Throttled)) {
		t.Errorf("with a forged device: %v, want throttled", err)
	}
	throttled := 0
	for _, k := range s.log.Kinds() {
		if k == audit.SignInThrottled {
			throttled++
		}
	}
	if throttled == 0 || throttled > 1001 {
		t.Errorf("%d refusals recorded, want one for each network, not for each attempt", throttled)
	}
}

// spec: ACCOUNT-9
func TestTheDelayGrowsAndEndsWithTheRightPassword(t *testing.T) {
	s := newSite(t, onSQLite(t), cheap())
	s.user("ann", false)
	s.user("ben", false)
	fail := func(login string) time.Duration {
		_, err := s.SignIn(t.Context(), office, login, "wrong")
		var late *Throttled
		if errors.As(err, &late) {
			return late.Wait
		}
		if !errors.Is(err, ErrSignIn) {
			t.Fatalf("got %v", err)
		}
		return 0
	}
	for i, want := range []time.Duration{0, 0, 0, 0, time.Second, 0} {
		if got := fail("ann"); got != want {
			t.Errorf("attempt %d: wait %v, want %v", i+1, got, want)
		}
		if i == 4 {
			s.clock.pass(time.Second)
		}
	}
	if got := fail("ann"); got != 2*time.Second {
		t.Errorf("after five failures: wait %v, want 2s", got)
	}
	s.enter(office, "ben") // another user in the same network
	s.clock.pass(2 * time.Second)
	s.enter(office, "ann")
	for i := range 4 {
		if got := fail("ann"); got != 0 {
			t.Errorf("failure %d after success: wait %v, want none", i, got)
		}
	}
	for range 40 {
		s.clock.pass(16 * time.Minute)
		fail("ann")
	}
	if got := fail("ann"); got != 15*time.Minute {
		t.Errorf("the longest wait is %v, want 15m", got)
	}
	s.clock.pass(25 * time.Hour)
	if got := fail("ann"); got != 0 {
		t.Errorf("a day later: wait %v, want none", got)
	}
}

// spec: ACCOUNT-9
func TestOneNetworkCannotTryAllUsers(t *testing.T) {
	s := newSite(t, onSQLite(t), cheap())
	looked := 0
	for i := range 200 {
		_, err := s.SignIn(t.Context(), from(fmt.Sprintf("2001:db8::%x", i)), fmt.Sprint("user", i), "wrong")
		if !errors.As(err, new(*Throttled)) {
			looked++
		}
	}
	if looked != s.policy.Attempts.NetworkBurst {
		t.Errorf("%d users tried from one network, want %d", looked, s.policy.Attempts.NetworkBurst)
	}
	s.clock.pass(s.policy.Attempts.NetworkEvery)
	if _, err := s.SignIn(t.Context(), from("2001:db8::1"), "fresh", "wrong"); errors.As(err, new(*Throttled)) {
		t.Errorf("a while later: %v, want looked at", err)
	}
	// Pages that offer a passkey are opened often, and take nothing from this.
	begun := 0
	for range 1000 {
		if _, err := s.BeginDiscovery(t.Context(), from("2001:db8:1::1")); err == nil {
			begun++
		} else if !errors.As(err, new(*Throttled)) {
			t.Fatal(err)
		}
	}
	if begun != 10*s.policy.Attempts.NetworkBurst {
		t.Errorf("%d challenges begun, want %d", begun, 10*s.policy.Attempts.NetworkBurst)
	}
	s.user("ann", false)
	s.enter(from("2001:db8:1::2"), "ann")
}

// spec: ACCOUNT-9, ACCOUNT-12
func TestAClockThatIsSetBackLocksNobodyOutAndKeepsNothingAlive(t *testing.T) {
	s := newSite(t, onSQLite(t), cheap())
	u := s.user("ann", false)
	e := s.enter(office, "ann")
	other := s.node(s.open())
	for range 20 {
		_, _ = s.SignIn(t.Context(), office, "ann", "wrong")
		s.clock.pass(time.Second)
	}
	if _, err := other.Principal(t.Context(), e.Secret); err != nil {
		t.Fatal(err)
	}
	s.clock.pass(-48 * time.Hour)
	must(t, "end", s.EndAll(t.Context(), By{}, u.ID))
	if _, err := other.Principal(t.Context(), e.Secret); !errors.Is(err, ErrSignIn) {
		t.Errorf("the other node: %v, want ErrSignIn", err)
	}
	var late *Throttled
	if _, err := s.SignIn(t.Context(), office, "ann", goodWord); errors.As(err, &late) && late.Wait > s.policy.Attempts.Longest {
		t.Errorf("wait %v, want at most %v", late.Wait, s.policy.Attempts.Longest)
	}
	s.clock.pass(s.policy.Attempts.Longest)
	s.enter(office, "ann")
}

func TestTheMemoryOfFailuresIsBounded(t *testing.T) {
	now := time.Unix(1e9, 0)
	th := newThrottle(cheap(), func() time.Time { return now })
	for i := range mostCounts + 50_000 {
		if a, r := th.begin(tryPassword, "u", fmt.Sprint(i), ""); a == nil {
			t.Fatalf("network %d: %v", i, r)
		}
	}
	if len(th.counts) > mostCounts || len(th.networks) > mostCounts {
		t.Errorf("%d counts and %d networks, want at most %d", len(th.counts), len(th.networks), mostCounts)
	}
}

// code is what an authenticator app shows for an otpauth address.
func code(t testing.TB, address string, now time.Time) string {
	t.Helper()
	u, err := url.Parse(address)
	must(t, address, err)
	secret, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(u.Query().Get("secret"))
	must(t, "secret", err)
	h := hmac.New(sha1.New, secret)
	h.Write(binary.BigEndian.AppendUint64(nil, uint64(now.Unix()/30)))
	sum := h.Sum(nil)
	return fmt.Sprintf("%06d", binary.BigEndian.Uint32(sum[sum[19]&15:])&0x7fffffff%1_000_000)
}

// withTOTP registers a code generator and gives its address and the recovery codes.
func (s *site) withTOTP(p *Principal) (address string, recovery []string) {
	s.t.Helper()
	e, err := s.BeginTOTP(s.t.Context(), p)
	must(s.t, "begin", err)
	recovery, err = s.ConfirmTOTP(s.t.Context(), p, office, e.Pending, code(s.t, e.Address, s.clock.now()))
	must(s.t, "confirm", err)
	s.clock.pass(30 * time.Second)
	return e.Address, recovery
}

// spec: ACCOUNT-10
func TestASecondFactorIsAskedForAndWorksOnce(t *testing.T) {
	everywhere(t, cheap(), func(t *testing.T, s *site) {
		s.user("ann", false)
		p, _ := s.principal("ann")
		address, recovery := s.withTOTP(p)
		if len(recovery) != 10 {
			t.Fatalf("%d recovery codes, want 10", len(recovery))
		}
		e := s.enter(office, "ann")
		if e.Session != nil || e.Secret != "" || e.Pending == nil || strings.Join(e.Pending.Factors, " ") != "totp recovery" {
			t.Fatalf("got %+v, want a step with totp and recovery", e)
		}
		now := code(t, address, s.clock.now())
		_, err := s.FinishTOTP(t.Context(), from("192.0.2.99"), e.Pending.Secret, now)
		want(t, "from another network", err, fault.Denied, "start again")
		_, err = s.Principal(t.Context(), e.Pending.Secret)
		want(t, "the step as a session", err, fault.Denied)
		_, err = s.FinishTOTP(t.Context(), office, e.Pending.Secret, "000000")
		want(t, "wrong code", err, fault.Denied)
		in, err := s.FinishTOTP(t.Context(), office, e.Pending.Secret, now)
		must(t, "right code", err)
		if in.Session.Method != "password+totp" || s.who(in.Secret).User.Login != "ann" {
			t.Errorf("session %+v", in.Session)
		}
		_, err = s.FinishTOTP(t.Context(), office, e.Pending.Secret, now)
		want(t, "the step again", err, fault.Denied, "start again")
		again := s.enter(office, "ann")
		_, err = s.FinishTOTP(t.Context(), office, again.Pending.Secret, now)
		want(t, "the code again", err, fault.Denied)
		_, err = s.FinishRecovery(t.Context(), office, again.Pending.Secret, recovery[3])
		must(t, "recovery", err)
		again = s.enter(office, "ann")
		_, err = s.FinishRecovery(t.Context(), office, again.Pending.Secret, recovery[3])
		want(t, "the recovery code again", err, fault.Denied)
		s.clock.pass(5*time.Minute + time.Second)
		_, err = s.FinishRecovery(t.Context(), office, again.Pending.Secret, recovery[4])
		want(t, "six minutes later", err, fault.Denied, "start again")
	})
}

// spec: ACCOUNT-10
func TestCodesCannotBeTriedOut(t *testing.T) {
	s := newSite(t, onSQLite(t), cheap())
	s.user("ann", false)
	p, first := s.principal("ann")
	known := first.Device
	address, _ := s.withTOTP(p)
	looked := 0
	device := s.enter(office, "ann").Device
	if device != "" {
		t.Error("a browser is known after half a sign-in")
	}
	for i := range 100 {
		c := from(fmt.Sprintf("198.51.100.%d", i)) // whoever has the password may come from many networks
		e := s.enter(c, "ann")
		for range 10 {
			_, err := s.FinishTOTP(t.Context(), c, e.Pending.Secret, "123456")
			if err == nil {
				t.Fatal("guessed")
			}
			if !errors.As(err, new(*Throttled)) && !errors.Is(err, ErrSignIn) {
				looked++
			}
		}
	}
	if looked > 4 {
		t.Errorf("%d codes were looked at, want at most 4 before the first delay", looked)
	}
	c := office
	c.Device = known
	e := s.enter(c, "ann")
	if _, err := s.FinishTOTP(t.Context(), c, e.Pending.Secret, code(t, address, s.clock.now())); err != nil {
		t.Errorf("the browser that was here before: %v", err)
	}
}

// spec: ACCOUNT-13, ACCOUNT-16
func TestFactorsNeedAFreshSessionAndEndTheOthersWhenRemoved(t *testing.T) {
	everywhere(t, cheap(), func(t *testing.T, s *site) {
		u := s.user("ann", false)
		other := s.enter(office, "ann")
		p, e := s.principal("ann")
		s.clock.pass(11 * time.Minute)
		_, err := s.BeginTOTP(t.Context(), p)
		if !errors.Is(err, ErrStale) {
			t.Errorf("11 minutes later: %v, want ErrStale", err)
		}
		want(t, "confirm with a wrong password", s.Confirm(t.Context(), p, office, otherWord), fault.Denied)
		must(t, "confirm", s.Confirm(t.Context(), p, office, goodWord))
		p = s.who(e.Secret)
		if !s.Fresh(p, time.Minute) {
			t.Error("confirmed and not fresh")
		}
		b, err := s.BeginTOTP(t.Context(), p)
		must(t, "begin", err)
		_, err = s.ConfirmTOTP(t.Context(), s.who(other.Secret), office, b.Pending, code(t, b.Address, s.clock.now()))
		want(t, "confirmed in another session", err, fault.Denied)
		_, err = s.ConfirmTOTP(t.Context(), p, office, b.Pending, "000000")
		want(t, "a wrong first code", err, fault.Denied)
		if f, _ := s.Factors(t.Context(), u.ID); !f.TOTP.IsZero() {
			t.Error("registered by a wrong code")
		}
		_, err = s.ConfirmTOTP(t.Context(), p, office, b.Pending, code(t, b.Address, s.clock.now()))
		must(t, "confirm code", err)
		if _, err := s.BeginTOTP(t.Context(), p); fault.KindOf(err) != fault.Conflict {
			t.Errorf("a second generator: %v, want Conflict", err)
		}
		s.who(other.Secret)
		must(t, "remove", s.RemoveTOTP(t.Context(), p, office))
		_, err = s.Principal(t.Context(), other.Secret)
		want(t, "the other session", err, fault.Denied)
		s.who(e.Secret)
		if f, _ := s.Factors(t.Context(), u.ID); !f.TOTP.IsZero() || f.RecoveryLeft != 0 {
			t.Errorf("left %+v", f)
		}
		if e := s.enter(office, "ann"); e.Pending != nil {
			t.Error("a factor is asked for that was removed")
		}
	})
}

// spec: ACCOUNT-16
func TestWhereAFactorIsDemandedOneWithoutMayOnlyRegisterOne(t *testing.T) {
	policy := cheap()
	policy.RequireSecondFactor = true
	everywhere(t, policy, func(t *testing.T, s *site) {
		s.project("p1")
		u := s.user("ann", true)
		must(t, "grant", s.Grant(t.Context(), By{}, "p1", u.ID, access.Grant{Role: access.Owner}))
		p, e := s.principal("ann")
		if w := p.Who("p1"); !p.Restricted || w.Admin || w.Grant != nil || !w.SignedIn || p.By("").Admin {
			t.Errorf("without a factor: %+v, want no rights", w)
		}
		_, _, err := s.CreateToken(t.Context(), p, "", "x", access.Scope{}, s.clock.now().Add(time.Hour))
		want(t, "token", err, fault.Denied)
		s.withTOTP(p)
		p = s.who(e.Secret)
		if w := p.Who("p1"); !w.Admin || w.Grant == nil {
			t.Errorf("with a factor: %+v, want all rights", w)
		}
		want(t, "remove the last", s.RemoveTOTP(t.Context(), p, office), fault.Invalid, "last one")
		must(t, "an administrator clears", s.ClearFactors(t.Context(), By{}, u.ID))
		_, err = s.Principal(t.Context(), e.Secret)
		want(t, "the session", err, fault.Denied)
	})
}

var home = virtualwebauthn.RelyingParty{ID: "cordon.example.com", Name: "Cordon", Origin: origin}

// authenticator is a software device with one passkey.
type authenticator struct {
	virtualwebauthn.Authenticator
	cred virtualwebauthn.Credential
}

func (s *site) withPasskey(p *Principal) *authenticator {
	s.t.Helper()
	id, err := model.ParseID(p.User.ID)
	must(s.t, "id", err)
	d := &authenticator{
		virtualwebauthn.NewAuthenticatorWithOptions(virtualwebauthn.AuthenticatorOptions{UserHandle: id[:]}),
		factortest.NewCredential(virtualwebauthn.KeyTypeEC2),
	}
	y, err := s.BeginNewPasskey(s.t.Context(), p)
	must(s.t, "begin passkey", err)
	o, err := virtualwebauthn.ParseAttestationOptions(string(y.Options))
	must(s.t, "options", err)
	_, err = s.FinishNewPasskey(s.t.Context(), p, office, y.Pending, "laptop", json.RawMessage(virtualwebauthn.CreateAttestationResponse(home, d.Authenticator, d.cred, *o)))
	must(s.t, "finish passkey", err)
	return d
}

func (d *authenticator) sign(t testing.TB, options json.RawMessage, count uint32) json.RawMessage {
	t.Helper()
	o, err := virtualwebauthn.ParseAssertionOptions(string(options))
	must(t, "options", err)
	d.cred.Counter = count
	return json.RawMessage(virtualwebauthn.CreateAssertionResponse(home, d.Authenticator, d.cred, *o))
}

// spec: ACCOUNT-10
func TestAPasskeyIsASecondFactorOrASignInOfItsOwn(t *testing.T) {
	everywhere(t, cheap(), func(t *testing.T, s *site) {
		u := s.user("ann", false)
		p, first := s.principal("ann")
		d := s.withPasskey(p)
		e := s.enter(office, "ann")
		if e.Pending == nil || !slices.Contains(e.Pending.Factors, MethodPasskey) {
			t.Fatalf("got %+v, want a step with a passkey", e)
		}
		y, err := s.BeginPasskey(t.Context(), office, e.Pending.Secret)
		must(t, "begin", err)
		answer := d.sign(t, y.Options, 1)
		in, err := s.FinishPasskey(t.Context(), office, e.Pending.Secret, y.Pending, answer)
		must(t, "finish", err)
		if in.Session.Method != "password+passkey" {
			t.Errorf("method %q", in.Session.Method)
		}
		_, err = s.FinishPasskey(t.Context(), office, e.Pending.Secret, y.Pending, answer)
		want(t, "the same answer again", err, fault.Denied)

		y, err = s.BeginDiscovery(t.Context(), office)
		must(t, "begin without a name", err)
		in, err = s.FinishDiscovery(t.Context(), office, y.Pending, d.sign(t, y.Options, 2))
		must(t, "finish without a name", err)
		if in.User.Login != "ann" || in.Session.Method != MethodPasskey {
			t.Errorf("got %+v", in.Session)
		}
		s.clock.pass(time.Hour)
		if p = s.who(first.Secret); s.Fresh(p, 10*time.Minute) {
			t.Error("fresh after an hour")
		}
		y, err = s.BeginConfirmPasskey(t.Context(), p)
		must(t, "begin confirmation", err)
		must(t, "confirm", s.FinishConfirmPasskey(t.Context(), p, office, y.Pending, d.sign(t, y.Options, 3)))
		if p = s.who(first.Secret); !s.Fresh(p, 10*time.Minute) {
			t.Error("confirmed and not fresh")
		}
		// A counter that goes back: the passkey is locked, and stays.
		y, err = s.BeginDiscovery(t.Context(), office)
		must(t, "begin", err)
		_, err = s.FinishDiscovery(t.Context(), office, y.Pending, d.sign(t, y.Options, 2))
		if !errors.Is(err, factor.ErrCloned) {
			t.Errorf("a copied passkey: %v, want ErrCloned", err)
		}
		f, err := s.Factors(t.Context(), u.ID)
		must(t, "factors", err)
		if len(f.Passkeys) != 1 || !f.Passkeys[0].Locked || f.Passkeys[0].Name != "laptop" {
			t.Errorf("passkeys %+v, want one that is locked", f.Passkeys)
		}
		if e := s.enter(office, "ann"); e.Pending == nil || strings.Join(e.Pending.Factors, " ") != MethodRecovery {
			t.Errorf("with every passkey locked: %+v, want recovery codes only", e.Pending)
		}
	})
}

// spec: ACCOUNT-11
func TestAStepBeforeANewPasswordDoesNotOutliveIt(t *testing.T) {
	everywhere(t, cheap(), func(t *testing.T, s *site) {
		s.user("ann", false)
		p, _ := s.principal("ann")
		address, _ := s.withTOTP(p)
		e := s.enter(office, "ann")
		must(t, "change", s.ChangePassword(t.Context(), p, office, goodWord, otherWord))
		_, err := s.FinishTOTP(t.Context(), office, e.Pending.Secret, code(t, address, s.clock.now()))
		want(t, "the step", err, fault.Denied)
	})
}
