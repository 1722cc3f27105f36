package server

import (
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/descope/virtualwebauthn"

	"github.com/cordon-ot/cordon/internal/access"
	"github.com/cordon-ot/cordon/internal/account/factor/factortest"
	"github.com/cordon-ot/cordon/internal/api"
	"github.com/cordon-ot/cordon/internal/model"
)

// spec: SRV-12
func TestOnlyTheseOperationsAnswerWithoutASignIn(t *testing.T) {
	f := newFixture(t)
	want := []string{
		"GET /api/v1/sign-in/providers",
		"GET /api/v1/sign-in/providers/{provider}/back",
		"GET /healthz",
		"GET /readyz",
		"POST /api/v1/sign-in",
		"POST /api/v1/sign-in/factor",
		"POST /api/v1/sign-in/link",
		"POST /api/v1/sign-in/link/use",
		"POST /api/v1/sign-in/passkey",
		"POST /api/v1/sign-in/passkey/answer",
		"POST /api/v1/sign-in/providers/{provider}",
	}
	var open []string
	for path, item := range f.Document().Paths {
		for method, op := range map[string]any{"GET": item.Get, "POST": item.Post, "PUT": item.Put, "PATCH": item.Patch, "DELETE": item.Delete} {
			b, err := json.Marshal(op)
			f.must(err)
			var d *struct {
				Security []any  `json:"security"`
				Area     string `json:"x-area"`
			}
			f.must(json.Unmarshal(b, &d))
			if d == nil {
				continue
			}
			if public := d.Area == string(access.Public); public != (len(d.Security) == 0) {
				t.Errorf("%s %s: area %q, security %v", method, path, d.Area, d.Security)
			}
			if len(d.Security) == 0 {
				open = append(open, method+" "+path)
				continue
			}
			// What the document says is what happens.
			where := strings.NewReplacer("{", "", "}", "").Replace(path)
			got := f.anybody().do(method, "/"+where, nil)
			if got.status != http.StatusUnauthorized {
				t.Errorf("%s %s by nobody: got %d, want 401", method, path, got.status)
			}
		}
	}
	slices.Sort(open)
	if !slices.Equal(open, want) {
		t.Errorf("operations that answer without a sign-in:\n%s\nwant\n%s", strings.Join(open, "\n"), strings.Join(want, "\n"))
	}
}

func TestASessionIsACookieThatNoScriptAndNoOtherSiteHas(t *testing.T) {
	for _, c := range []struct {
		secure bool
		want   []string
	}{
		{true, []string{"__Host-cordon-device", "__Host-cordon-session"}},
		{false, []string{"cordon-device", "cordon-session"}},
	} {
		f := newFixture(t, func(s *setup) { s.Secure = c.secure })
		anna := f.user("anna")
		if got := slices.Sorted(maps.Keys(anna.jar)); !slices.Equal(got, c.want) {
			t.Errorf("secure %v: cookies %v, want %v", c.secure, got, c.want)
		}
		for name, k := range anna.jar {
			if !k.HttpOnly || k.Secure != c.secure || k.SameSite != http.SameSiteStrictMode || k.Path != "/" || k.Domain != "" || k.Expires.Before(f.clock.Now()) {
				t.Errorf("secure %v: the cookie %s is %+v", c.secure, name, k)
			}
		}
	}
}

func TestAnotherSiteCanMakeNobodyDoAnything(t *testing.T) {
	f := newFixture(t)
	anna := f.user("anna")
	session := anna.jar[cookieName(true)]
	for _, header := range []http.Header{
		{"Sec-Fetch-Site": {"cross-site"}, "Origin": {"https://evil.example"}},
		{"Sec-Fetch-Site": {"same-site"}, "Origin": {"https://other.plant.example"}},
		{"Origin": {"https://evil.example"}},
		{"Origin": {"null"}},
	} {
		for _, path := range []string{"/sign-out", "/account/factors/totp", "/sign-in"} {
			r := anna.request("POST", path, api.SignIn{Login: "anna", Password: fixturePassword})
			r.Header.Del("Sec-Fetch-Site")
			r.Header.Del("Cookie")
			maps.Copy(r.Header, header)
			r.AddCookie(session) // as an old browser would
			anna.send(r).problem(http.StatusForbidden)
		}
	}
	// A form of another site sends no JSON, and the browser no strict cookie.
	r := anna.with("Sec-Fetch-Site", "cross-site").request("GET", "/account", nil)
	if len(r.Cookies()) != 0 {
		t.Fatalf("the browser of the test sends %v to another site", r.Cookies())
	}
	anna.send(r).problem(http.StatusUnauthorized)
	anna.do("GET", "/account", nil).want(http.StatusOK)
}

// spec: ACCOUNT-8
func TestARefusalDoesNotTellWhetherTheUserExists(t *testing.T) {
	f := newFixture(t)
	f.user("anna")
	off := f.user("olaf")
	yes := true
	f.administrator("root").do("PATCH", "/users/"+off.id, api.UserChange{Disabled: &yes}).want(http.StatusOK)
	plain := func(login, password string) string {
		p := f.anybody().do("POST", "/sign-in", api.SignIn{Login: login, Password: password}).problem(http.StatusUnauthorized)
		p.Instance = ""
		return string(mustJSON(p))
	}
	want := plain("anna", "wrong")
	for _, c := range [][2]string{{"nobody", "wrong"}, {"olaf", fixturePassword}, {"a b\u0000", "wrong"}, {strings.Repeat("x", 500), "wrong"}, {"anna", ""}} {
		if got := plain(c[0], c[1]); got != want {
			t.Errorf("%q: got\n%s\nwant\n%s", c[0], got, want)
		}
	}
}

// spec: ACCOUNT-9
func TestGuessingPasswordsIsSlowedDownAndLocksTheUserOutNowhereElse(t *testing.T) {
	f := newFixture(t)
	anna := f.user("anna")
	wrong := api.SignIn{Login: "anna", Password: "wrong"}
	right := api.SignIn{Login: "anna", Password: fixturePassword}
	thief := f.anybody()
	statuses := map[int]int{}
	for range 30 {
		statuses[thief.do("POST", "/sign-in", wrong).status]++
	}
	if statuses[401] != 4 || statuses[429] != 26 {
		t.Errorf("30 guesses: statuses %v, want 4 looked at and 26 put off", statuses)
	}
	r := thief.do("POST", "/sign-in", right) // not even the right one now
	if p := r.problem(http.StatusTooManyRequests); p.Wait < 1 || r.header.Get("Retry-After") == "" || p.Type != "urn:cordon:problem:too-many" {
		t.Errorf("put off: %+v, Retry-After %q", p, r.header.Get("Retry-After"))
	}
	anna.do("GET", "/account", nil).want(http.StatusOK)
	anna.do("POST", "/sign-in", right).want(http.StatusOK) // her browser is known, even from there
	f.anybody().from("198.51.100.7").do("POST", "/sign-in", right).want(http.StatusOK)
	f.clock.pass(time.Hour)
	thief.do("POST", "/sign-in", right).want(http.StatusOK)
}

// spec: ACCOUNT-11
func TestSigningInAgainEndsTheSessionOfTheBrowserBefore(t *testing.T) {
	f := newFixture(t)
	anna := f.user("anna")
	before := anna.jar[cookieName(true)].Value
	anna.signIn()
	if anna.jar[cookieName(true)].Value == before {
		t.Error("the session has the same secret as before")
	}
	if got := decode[api.Sessions](anna.do("GET", "/account/sessions", nil)).Sessions; len(got) != 1 {
		t.Errorf("got %d sessions, want 1: %+v", len(got), got)
	}
	r := anna.request("GET", "/account", nil)
	r.Header.Set("Cookie", cookieName(true)+"="+before)
	anna.send(r).problem(http.StatusUnauthorized)

	other := f.anybody()
	other.login = "anna"
	other.signIn()
	anna.do("DELETE", "/account/sessions", nil).want(http.StatusNoContent)
	other.do("GET", "/account", nil).problem(http.StatusUnauthorized)
	anna.do("GET", "/account", nil).want(http.StatusOK)
}

// spec: ACCOUNT-6, ACCOUNT-11
func TestANewPasswordNeedsTheOldOneAndEndsOtherSessions(t *testing.T) {
	f := newFixture(t)
	anna := f.user("anna")
	other := f.anybody()
	other.login = "anna"
	other.signIn()
	const next = "four-slow-barges-at-noon"
	for _, c := range []struct {
		change api.PasswordChange
		where  string
	}{
		{api.PasswordChange{Old: "wrong", New: next}, "body/old"},
		{api.PasswordChange{Old: fixturePassword, New: "short"}, "body/new"},
		{api.PasswordChange{Old: fixturePassword, New: "anna-anna-has-a-key"}, "body/new"},
	} {
		p := anna.do("POST", "/account/password", c.change).problem(http.StatusUnprocessableEntity)
		if p.Errors[0].Location != c.where {
			t.Errorf("%s: refused at %q", c.where, p.Errors[0].Location)
		}
	}
	anna.do("POST", "/account/password", api.PasswordChange{Old: fixturePassword, New: next}).want(http.StatusNoContent)
	anna.do("GET", "/account", nil).want(http.StatusOK)
	other.do("GET", "/account", nil).problem(http.StatusUnauthorized)
	f.anybody().do("POST", "/sign-in", api.SignIn{Login: "anna", Password: fixturePassword}).problem(http.StatusUnauthorized)
	f.anybody().do("POST", "/sign-in", api.SignIn{Login: "ANNA", Password: next}).want(http.StatusOK)
}

// spec: ACCOUNT-13
func TestASensitiveChangeNeedsARecentProof(t *testing.T) {
	f := newFixture(t)
	anna, root := f.user("anna"), f.administrator("root")
	f.clock.pass(freshFor + time.Second)
	stale := func(r *reply) {
		t.Helper()
		if p := r.problem(http.StatusForbidden); p.Type != "urn:cordon:problem:confirm-identity" {
			t.Errorf("%s: %+v", r.what, p)
		}
	}
	admin := true
	stale(anna.do("POST", "/account/tokens", api.NewToken{Name: "x", Expires: "2026-03-20"}))
	stale(anna.do("POST", "/account/factors/totp", nil))
	stale(anna.do("POST", "/account/factors/recovery-codes", nil))
	stale(anna.do("POST", "/account/passkeys", nil))
	stale(root.do("PATCH", "/users/anna", api.UserChange{Admin: &admin}))
	stale(root.do("POST", "/invitations", api.NewInvitation{Admin: true}))
	stale(root.do("DELETE", "/users/anna/factors", nil))
	p := anna.do("POST", "/account/confirm", api.PasswordProof{Password: "wrong"}).problem(http.StatusUnprocessableEntity)
	if p.Errors[0].Location != "body/password" {
		t.Errorf("a wrong confirmation: %+v", p)
	}
	anna.do("POST", "/account/confirm", api.PasswordProof{Password: fixturePassword}).want(http.StatusNoContent)
	anna.do("POST", "/account/tokens", api.NewToken{Name: "x", Expires: "2026-03-20"}).want(http.StatusCreated)
	anna.do("POST", "/account/tokens", api.NewToken{Name: "x", Expires: "2028-03-20"}).problem(http.StatusUnprocessableEntity)
	anna.do("POST", "/account/tokens", api.NewToken{Name: "x", Expires: "next week."}).problem(http.StatusUnprocessableEntity)
}

// spec: ACCOUNT-10
func TestARecoveryCodeStandsInOnce(t *testing.T) {
	f := newFixture(t)
	anna := f.user("anna")
	_, codes := anna.enrolTOTP()
	enter := func(code string) *reply {
		p := f.anybody()
		step := decode[api.SignInResult](p.do("POST", "/sign-in", api.SignIn{Login: "anna", Password: fixturePassword}).want(http.StatusOK))
		return p.do("POST", "/sign-in/factor", api.SecondFactor{Challenge: step.Challenge, Code: code, Recovery: true})
	}
	enter(codes[0]).want(http.StatusOK)
	enter(codes[0]).problem(http.StatusUnauthorized)
	if got := decode[api.Factors](anna.do("GET", "/account/factors", nil)); got.RecoveryLeft != 9 || got.TOTP == "" {
		t.Errorf("the factors: %+v", got)
	}
	next := decode[api.RecoveryCodes](anna.do("POST", "/account/factors/recovery-codes", nil).want(http.StatusOK))
	enter(codes[1]).problem(http.StatusUnauthorized)
	enter(next.Codes[0]).want(http.StatusOK)

	// A challenge is of use to nobody else.
	step := decode[api.SignInResult](f.anybody().do("POST", "/sign-in", api.SignIn{Login: "anna", Password: fixturePassword}))
	f.anybody().from("203.0.113.9").do("POST", "/sign-in/factor", api.SecondFactor{Challenge: step.Challenge, Code: next.Codes[1], Recovery: true}).problem(http.StatusUnauthorized)
}

// authenticator is a software authenticator with one passkey.
type authenticator struct {
	virtualwebauthn.Authenticator
	cred virtualwebauthn.Credential
	site virtualwebauthn.RelyingParty
}

func newAuthenticator(t testing.TB, user string) *authenticator {
	t.Helper()
	id, err := model.ParseID(user)
	if err != nil {
		t.Fatal(err)
	}
	return &authenticator{
		virtualwebauthn.NewAuthenticatorWithOptions(virtualwebauthn.AuthenticatorOptions{UserHandle: id[:]}),
		factortest.NewCredential(virtualwebauthn.KeyTypeEC2),
		virtualwebauthn.RelyingParty{ID: strings.TrimPrefix(fixtureOrigin, "https://"), Name: "Cordon", Origin: fixtureOrigin},
	}
}

func (a *authenticator) create(t testing.TB, y api.PasskeyCeremony) json.RawMessage {
	t.Helper()
	o, err := virtualwebauthn.ParseAttestationOptions(string(mustJSON(y.Options)))
	if err != nil {
		t.Fatal(err)
	}
	return json.RawMessage(virtualwebauthn.CreateAttestationResponse(a.site, a.Authenticator, a.cred, *o))
}

func (a *authenticator) sign(t testing.TB, y api.PasskeyCeremony) json.RawMessage {
	t.Helper()
	o, err := virtualwebauthn.ParseAssertionOptions(string(mustJSON(y.Options)))
	if err != nil {
		t.Fatal(err)
	}
	a.cred.Counter++
	return json.RawMessage(virtualwebauthn.CreateAssertionResponse(a.site, a.Authenticator, a.cred, *o))
}

// spec: SIGN-7, ACCOUNT-10
func TestAPasskeySignsInAloneAsASecondFactorAndConfirms(t *testing.T) {
	f := newFixture(t)
	anna := f.user("anna")
	device := newAuthenticator(t, anna.id)
	y := decode[api.PasskeyCeremony](anna.do("POST", "/account/passkeys", nil).want(http.StatusOK))
	codes := decode[api.RecoveryCodes](anna.do("POST", "/account/passkeys/answer", api.NewPasskey{Ceremony: y.Ceremony, Name: "yellow key", Answer: device.create(t, y)}).want(http.StatusOK))
	if len(codes.Codes) != 10 {
		t.Errorf("recovery codes: %v", codes)
	}
	anna.do("POST", "/account/passkeys/answer", api.NewPasskey{Ceremony: y.Ceremony, Name: "again", Answer: device.create(t, y)}).problem(http.StatusUnprocessableEntity)

	alone := f.anybody()
	y = decode[api.PasskeyCeremony](alone.do("POST", "/sign-in/passkey", api.PasskeyStart{}).want(http.StatusOK))
	answer := api.PasskeyAnswer{Ceremony: y.Ceremony, Answer: device.sign(t, y)}
	if got := decode[api.SignInResult](alone.do("POST", "/sign-in/passkey/answer", answer).want(http.StatusOK)); got.User == nil || got.User.Login != "anna" {
		t.Errorf("by passkey alone: %+v", got)
	}
	f.anybody().do("POST", "/sign-in/passkey/answer", answer).problem(http.StatusUnauthorized) // a second time

	second := f.anybody()
	step := decode[api.SignInResult](second.do("POST", "/sign-in", api.SignIn{Login: "anna", Password: fixturePassword}).want(http.StatusOK))
	if !slices.Equal(step.Factors, []string{"passkey", "recovery"}) {
		t.Errorf("factors: %v", step.Factors)
	}
	y = decode[api.PasskeyCeremony](second.do("POST", "/sign-in/passkey", api.PasskeyStart{Challenge: step.Challenge}).want(http.StatusOK))
	second.do("POST", "/sign-in/passkey/answer", api.PasskeyAnswer{Challenge: step.Challenge, Ceremony: y.Ceremony, Answer: device.sign(t, y)}).want(http.StatusOK)

	f.clock.pass(freshFor + time.Second)
	y = decode[api.PasskeyCeremony](second.do("POST", "/account/confirm/passkey", nil).want(http.StatusOK))
	anna.do("POST", "/account/confirm/passkey/answer", api.PasskeyProof{Ceremony: y.Ceremony, Answer: device.sign(t, y)}).problem(http.StatusUnprocessableEntity)
	y = decode[api.PasskeyCeremony](second.do("POST", "/account/confirm/passkey", nil).want(http.StatusOK))
	second.do("POST", "/account/confirm/passkey/answer", api.PasskeyProof{Ceremony: y.Ceremony, Answer: device.sign(t, y)}).want(http.StatusNoContent)
	keys := decode[api.Factors](second.do("GET", "/account/factors", nil).want(http.StatusOK)).Passkeys
	if len(keys) != 1 || keys[0].Name != "yellow key" || keys[0].Used == "" {
		t.Fatalf("passkeys: %+v", keys)
	}
	second.do("DELETE", "/account/passkeys/"+keys[0].ID, nil).want(http.StatusNoContent)
	alone.do("GET", "/account", nil).problem(http.StatusUnauthorized) // other sessions end
	for _, bad := range []any{nil, 5, map[string]any{}, strings.Repeat("x", 1000)} {
		y = decode[api.PasskeyCeremony](alone.do("POST", "/sign-in/passkey", api.PasskeyStart{}).want(http.StatusOK))
		if r := alone.do("POST", "/sign-in/passkey/answer", api.PasskeyAnswer{Ceremony: y.Ceremony, Answer: bad}); r.status != http.StatusUnprocessableEntity && r.status != http.StatusUnauthorized {
			t.Errorf("the answer %v: status %d\n%s", bad, r.status, r.body)
		}
	}
}

// spec: SRV-6, ACCOUNT-20
func TestNoAnswerAndNoLogHoldsASecretThatWasGivenBefore(t *testing.T) {
	f := newFixture(t)
	f.projectFrom("hall", "")
	root, anna := f.administrator("root"), f.member("hall", "anna", access.Owner)
	secret, codes := anna.enrolTOTP()
	program := anna.token(api.NewToken{ReadOnly: true})
	link := decode[api.LinkMade](root.do("POST", "/invitations", api.NewInvitation{}).want(http.StatusCreated)).Link
	f.anybody().do("POST", "/sign-in/link", api.LinkSecret{Link: link}).want(http.StatusOK)
	f.anybody().do("POST", "/sign-in", api.SignIn{Login: "anna", Password: "not-" + fixturePassword}).problem(http.StatusUnauthorized)

	secrets := append([]string{fixturePassword, secret, program.bearer, link}, codes...)
	for _, p := range []*person{root, anna} {
		for _, c := range p.jar {
			secrets = append(secrets, c.Value)
		}
	}
	said := f.log.String()
	for _, p := range []*person{root, anna, program} {
		for _, path := range []string{
			"/account", "/account/sessions", "/account/tokens", "/account/factors", "/account/identities", "/users", "/users/anna", "/invitations",
			"/projects/hall/members", "/projects/hall/invitations", "/security-events", "/roles", "/sign-in/providers", "//metrics",
		} {
			r := p.do("GET", path, nil)
			if got := r.header.Get("Cache-Control"); got != "no-store" && path != "//metrics" && r.status == http.StatusOK {
				t.Errorf("%s: Cache-Control %q, want no-store", path, got)
			}
			said += string(r.body)
		}
	}
	said += f.log.String()
	for _, s := range secrets {
		if strings.Contains(said, s) {
			t.Errorf("an answer or the log holds the secret %.12s…", s)
		}
	}
	// Nobody lists what is another's.
	if strings.Contains(string(anna.do("GET", "/account/sessions", nil).body), root.id) {
		t.Error("the sessions of anna name root")
	}
	id := decode[api.Sessions](root.do("GET", "/account/sessions", nil)).Sessions[0].ID
	anna.do("DELETE", "/account/sessions/"+id, nil).problem(http.StatusNotFound)
	anna.do("DELETE", "/account/tokens/"+id, nil).problem(http.StatusNotFound)
}

func TestTheTableOfRolesIsTheOneThatDecides(t *testing.T) {
	f := newFixture(t)
	d := decode[api.Roles](f.user("anna").do("GET", "/roles", nil).want(http.StatusOK))
	if len(d.Roles) != len(access.Roles()) || len(d.Actions) != len(access.Actions()) {
		t.Fatalf("got %d roles and %d actions", len(d.Roles), len(d.Actions))
	}
	for _, a := range d.Actions {
		for role, cell := range a.Who {
			g := access.Grant{Role: access.Role(role)}
			if g.Role == access.Supplier {
				g.Products = []string{"PRD-1"}
			}
			if !slices.Contains(access.Roles(), g.Role) {
				continue
			}
			v := access.Decide(access.Who{SignedIn: true, Project: "p", Grant: &g}, access.Action(a.Action))
			if v.Allowed == (cell == "no") {
				t.Errorf("%s may %s: the table says %q, decided %+v", role, a.Action, cell, v)
			}
		}
	}
}

func TestWhatSomebodyChangesOfHimselfIsBounded(t *testing.T) {
	f := newFixture(t)
	anna := f.user("anna")
	name, email := "Anna Österberg", "anna@plant.example"
	got := decode[api.User](anna.do("PATCH", "/account", api.AccountChange{Name: &name, Email: &email}).want(http.StatusOK))
	if got.Name != name || got.Email != email {
		t.Errorf("got %+v", got)
	}
	bad := "two\nlines"
	if p := anna.do("PATCH", "/account", api.AccountChange{Name: &bad}).problem(http.StatusUnprocessableEntity); p.Errors[0].Location != "body/name" {
		t.Errorf("a bad name: %+v", p)
	}
	anna.do("PATCH", "/account", map[string]any{"admin": true}).problem(http.StatusUnprocessableEntity)
	if decode[api.Account](anna.do("GET", "/account", nil)).User.Admin {
		t.Error("anna made herself an administrator")
	}
	anna.do("POST", "/sign-in", map[string]any{"login": strings.Repeat("x", 600), "password": "x"}).problem(http.StatusUnprocessableEntity)
	anna.do("POST", "/sign-in", []byte(`{"login":"anna","password":"`+strings.Repeat("x", answerBody)+`"}`)).problem(http.StatusRequestEntityTooLarge)
}
