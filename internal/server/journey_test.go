package server

import (
	"crypto/hmac"
	"crypto/sha1"
	"encoding/base32"
	"encoding/binary"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/cordon-ot/cordon/internal/access"
	"github.com/cordon-ot/cordon/internal/api"
)

// totpCode gives the code that an authenticator app shows (RFC 6238), by an
// implementation of its own.
func totpCode(t testing.TB, secret string, at time.Time) string {
	t.Helper()
	key, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(secret)
	if err != nil {
		t.Fatal(err)
	}
	h := hmac.New(sha1.New, key)
	h.Write(binary.BigEndian.AppendUint64(nil, uint64(at.Unix()/30)))
	sum := h.Sum(nil)
	n := binary.BigEndian.Uint32(sum[sum[19]&15:]) & 0x7fffffff
	return fmt.Sprintf("%06d", n%1_000_000)
}

// useNewLink makes a user with a link, in a browser of their own.
func (f *fixture) useNewLink(link, login string) *person {
	f.Helper()
	p := f.anybody()
	r := p.do("POST", "/sign-in/link/use", api.LinkUse{Link: link, Login: login, Name: strings.ToUpper(login), Password: fixturePassword}).want(http.StatusOK)
	d := decode[api.SignInResult](r)
	if d.State != "signed in" || d.User == nil || d.User.Login != login {
		f.Fatalf("using a link as %s: got %s", login, r.body)
	}
	p.id, p.login = d.User.ID, login
	return p
}

// enrolTOTP registers an authenticator app and gives its secret and the recovery
// codes.
func (p *person) enrolTOTP() (secret string, recovery []string) {
	p.f.Helper()
	e := decode[api.TOTPEnrolment](p.do("POST", "/account/factors/totp", nil).want(http.StatusOK))
	codes := decode[api.RecoveryCodes](p.do("POST", "/account/factors/totp/code", api.TOTPProof{
		Enrolment: e.Enrolment, Code: totpCode(p.f, e.Secret, p.f.clock.Now()),
	}).want(http.StatusOK))
	return e.Secret, codes.Codes
}

// spec: ACCOUNT-10, ACCOUNT-14, ACCOUNT-15
func TestFromTheFirstLinkToAnEngineerAtWorkWithASecondFactorAndAToken(t *testing.T) {
	f := newFixture(t)
	f.project("hall")
	f.member("hall", "olga", access.Owner) // a project without anybody would go to the first administrator
	first, _, err := f.accounts.FirstLink(t.Context())
	f.must(err)

	purpose := decode[api.LinkPurpose](f.anybody().do("POST", "/sign-in/link", api.LinkSecret{Link: first}).want(http.StatusOK))
	if purpose.Kind != "first" || !purpose.Admin || purpose.Shortest != 12 {
		t.Errorf("the first link: got %+v", purpose)
	}
	root := f.useNewLink(first, "root")
	f.anybody().do("POST", "/sign-in/link", api.LinkSecret{Link: first}).problem(http.StatusNotFound)
	f.anybody().do("POST", "/sign-in/link/use", api.LinkUse{Link: first, Login: "thief", Password: fixturePassword}).problem(http.StatusNotFound)

	// An administrator looks after the server, and sees nothing of the plant.
	root.do("GET", "/projects/hall", nil).problem(http.StatusForbidden)
	invited := decode[api.LinkMade](root.do("POST", "/invitations", api.NewInvitation{Note: "Anna", Project: "hall", Role: "engineer"}).want(http.StatusCreated))
	if want := fixtureOrigin + "/#/link/" + invited.Link; invited.Address != want || invited.Invitation.Project != "hall" || invited.Invitation.State != "open" {
		t.Errorf("the invitation: got %+v, want the address %s", invited, want)
	}
	anna := f.useNewLink(invited.Link, "anna")
	if got := decode[api.Account](anna.do("GET", "/account", nil)); len(got.Roles) != 1 || got.Roles[0].Project != "hall" || got.Roles[0].Role != "engineer" || got.User.Admin {
		t.Errorf("the account of the invited: %+v", got)
	}
	anna.do("GET", "/projects/hall", nil).want(http.StatusOK)
	anna.do("GET", "/users", nil).problem(http.StatusForbidden)

	secret, recovery := anna.enrolTOTP()
	if len(recovery) != 10 {
		t.Errorf("got %d recovery codes, want 10", len(recovery))
	}
	f.clock.pass(time.Minute)
	again := f.anybody()
	step := decode[api.SignInResult](again.do("POST", "/sign-in", api.SignIn{Login: "Anna", Password: fixturePassword}).want(http.StatusOK))
	if step.State != "factor needed" || !slices.Equal(step.Factors, []string{"totp", "recovery"}) || len(again.jar) != 0 {
		t.Fatalf("the first step: %+v, cookies %v", step, again.jar)
	}
	again.do("GET", "/account", nil).problem(http.StatusUnauthorized)
	again.do("POST", "/sign-in/factor", api.SecondFactor{Challenge: step.Challenge, Code: "000000"}).problem(http.StatusUnauthorized)
	again.do("POST", "/sign-in/factor", api.SecondFactor{Challenge: step.Challenge, Code: totpCode(t, secret, f.clock.Now())}).want(http.StatusOK)
	again.id, again.login = anna.id, anna.login

	reader := again.token(api.NewToken{Name: "report", ReadOnly: true, Projects: []string{"hall"}})
	reader.do("GET", "/projects/hall", nil).want(http.StatusOK)
	reader.do("POST", "/projects/hall/commits", map[string]any{"ops": []any{}}).problem(http.StatusForbidden)
	reader.do("POST", "/account/tokens", api.NewToken{Name: "more", Expires: "2026-03-20"}).problem(http.StatusForbidden)
	reader.do("GET", "/users", nil).problem(http.StatusForbidden)
	root.token(api.NewToken{Name: "ops", Projects: []string{"hall"}}).do("GET", "/users", nil).problem(http.StatusForbidden)
	root.token(api.NewToken{Name: "admin"}).do("GET", "/users", nil).want(http.StatusOK)

	tokens := decode[api.Tokens](again.do("GET", "/account/tokens", nil).want(http.StatusOK))
	if len(tokens.Tokens) != 1 || tokens.Tokens[0].Name != "report" || tokens.Tokens[0].State != "active" || !slices.Equal(tokens.Tokens[0].Projects, []string{"hall"}) {
		t.Errorf("the tokens: %+v", tokens)
	}
	again.do("DELETE", "/account/tokens/"+tokens.Tokens[0].ID, nil).want(http.StatusNoContent)
	reader.do("GET", "/projects/hall", nil).problem(http.StatusUnauthorized)

	for _, v := range decode[api.Sessions](again.do("GET", "/account/sessions", nil)).Sessions {
		if !v.Current {
			again.do("DELETE", "/account/sessions/"+v.ID, nil).want(http.StatusNoContent)
		}
	}
	anna.do("GET", "/account", nil).problem(http.StatusUnauthorized)
	again.do("POST", "/sign-out", nil).want(http.StatusNoContent)
	again.do("GET", "/account", nil).problem(http.StatusUnauthorized)
	if len(again.jar) != 1 { // the mark of the browser stays
		t.Errorf("cookies after signing out: %v", again.jar)
	}
}

// spec: ACCOUNT-5, ACCOUNT-12, ACCOUNT-18
func TestWhatAnOwnerOrAdministratorTakesAwayIsGoneAtOnce(t *testing.T) {
	f := newFixture(t)
	f.projectFrom("hall", "")
	root := f.administrator("root")
	owner := f.member("hall", "olga", access.Owner)
	anna := f.member("hall", "anna", access.Viewer)
	program := anna.token(api.NewToken{})

	anna.do("GET", "/projects/hall/members", nil).problem(http.StatusForbidden)
	owner.do("PUT", "/projects/hall/members/anna", api.Membership{Role: "auditor"}).want(http.StatusNoContent)
	members := decode[api.Members](anna.do("GET", "/projects/hall/members", nil).want(http.StatusOK))
	if len(members.Members) != 2 || members.Members[0].Login != "anna" || members.Members[0].Role != "auditor" || members.Members[0].GrantedBy != owner.id {
		t.Errorf("the members: %+v", members)
	}
	owner.do("PUT", "/projects/hall/members/anna", api.Membership{Role: "supplier"}).problem(http.StatusUnprocessableEntity)
	owner.do("PUT", "/projects/hall/members/nobody", api.Membership{Role: "viewer"}).problem(http.StatusNotFound)
	anna.do("PUT", "/projects/hall/members/anna", api.Membership{Role: "owner"}).problem(http.StatusForbidden)
	owner.do("DELETE", "/projects/hall/members/"+anna.id, nil).want(http.StatusNoContent)
	anna.do("GET", "/projects/hall", nil).problem(http.StatusNotFound) // as if it were not there
	program.do("GET", "/projects/hall", nil).problem(http.StatusNotFound)

	// The last owner stays, unless an administrator names the next.
	owner.do("DELETE", "/projects/hall/members/olga", nil).problem(http.StatusUnprocessableEntity)
	owner.do("DELETE", "/projects/hall/members/olga?successor=anna", nil).problem(http.StatusForbidden)
	root.do("DELETE", "/projects/hall/members/olga?successor=anna", nil).want(http.StatusNoContent)
	owner.do("GET", "/projects/hall/members", nil).problem(http.StatusNotFound)
	anna.do("GET", "/projects/hall/members", nil).want(http.StatusOK)

	disabled := true
	root.do("PATCH", "/users/anna", api.UserChange{Disabled: &disabled}).want(http.StatusOK)
	anna.do("GET", "/account", nil).problem(http.StatusUnauthorized)
	program.do("GET", "/account", nil).problem(http.StatusUnauthorized)
	f.anybody().do("POST", "/sign-in", api.SignIn{Login: "anna", Password: fixturePassword}).problem(http.StatusUnauthorized)
	root.do("PATCH", "/users/root", api.UserChange{Disabled: &disabled}).problem(http.StatusUnprocessableEntity)

	owner.do("GET", "/account", nil).want(http.StatusOK)
	root.do("DELETE", "/users/olga/sessions", nil).want(http.StatusNoContent)
	owner.do("GET", "/account", nil).problem(http.StatusUnauthorized)
}

// spec: ACCOUNT-16
func TestWhoHasToEnrolReachesNothingButTheOwnAccount(t *testing.T) {
	f := newFixture(t, func(s *setup) { s.policy.RequireSecondFactor = true })
	f.projectFrom("hall", "")
	root := f.administrator("root")
	anna := f.member("hall", "anna", access.Owner)
	for _, p := range []*person{root, anna} {
		if got := decode[api.Account](p.do("GET", "/account", nil).want(http.StatusOK)); !got.Must || len(got.Roles) != 0 {
			t.Errorf("%s before enrolling: %+v", p.login, got)
		}
	}
	for _, path := range []string{"/users", "/security-events", "/invitations", "//metrics"} {
		root.do("GET", path, nil).problem(http.StatusForbidden)
	}
	anna.do("GET", "/projects/hall", nil).problem(http.StatusNotFound)
	anna.enrolTOTP()
	root.enrolTOTP()
	anna.do("GET", "/projects/hall", nil).want(http.StatusOK)
	root.do("GET", "/users", nil).want(http.StatusOK)
	if got := decode[api.Account](anna.do("GET", "/account", nil)); got.Must {
		t.Error("still has to enrol after enrolling")
	}
	anna.do("DELETE", "/account/factors/totp", nil).problem(http.StatusUnprocessableEntity) // the last one
}

// spec: ACCOUNT-15
func TestAnInvitationCanBeAcceptedByWhoIsThereAlready(t *testing.T) {
	f := newFixture(t)
	f.projectFrom("hall", "")
	owner, anna, root := f.member("hall", "olga", access.Owner), f.user("anna"), f.administrator("root")
	made := decode[api.LinkMade](owner.do("POST", "/projects/hall/invitations", api.ProjectInvitation{Role: "supplier", Products: []string{"PRD-1"}}).want(http.StatusCreated))
	if p := decode[api.LinkPurpose](anna.do("POST", "/sign-in/link", api.LinkSecret{Link: made.Link})); p.Project != "Project hall" || p.Role != "supplier" || !slices.Equal(p.Products, []string{"PRD-1"}) {
		t.Errorf("what the link is for: %+v", p)
	}
	anna.do("POST", "/account/invitation", api.LinkSecret{Link: made.Link}).want(http.StatusNoContent)
	anna.do("POST", "/account/invitation", api.LinkSecret{Link: made.Link}).problem(http.StatusNotFound)
	if got := decode[api.Account](anna.do("GET", "/account", nil)).Roles; len(got) != 1 || got[0].Role != "supplier" {
		t.Errorf("roles: %+v", got)
	}
	f.clock.pass(time.Second)
	second := decode[api.LinkMade](owner.do("POST", "/projects/hall/invitations", api.ProjectInvitation{Role: "owner"}).want(http.StatusCreated))
	anna.do("POST", "/account/invitation", api.LinkSecret{Link: second.Link}).problem(http.StatusConflict)

	// Nobody invites to what they do not own.
	anna.do("POST", "/projects/hall/invitations", api.ProjectInvitation{Role: "owner"}).problem(http.StatusForbidden)
	owner.do("POST", "/invitations", api.NewInvitation{Admin: true}).problem(http.StatusForbidden)
	owner.do("POST", "/projects/hall/invitations", api.ProjectInvitation{Role: "viewer", Products: []string{"PRD-1"}}).problem(http.StatusUnprocessableEntity)
	root.do("POST", "/invitations", api.NewInvitation{Project: "hall", Role: "boss"}).problem(http.StatusUnprocessableEntity)
	root.do("POST", "/invitations", api.NewInvitation{Role: "owner"}).problem(http.StatusUnprocessableEntity)

	list := decode[api.Invitations](owner.do("GET", "/projects/hall/invitations", nil).want(http.StatusOK)).Invitations
	if len(list) != 2 || list[0].State != "open" || list[1].State != "used" || list[1].UsedBy != anna.id {
		t.Errorf("invitations: %+v", list)
	}
	owner.do("DELETE", "/projects/hall/invitations/"+second.Invitation.ID, nil).want(http.StatusNoContent)
	f.anybody().do("POST", "/sign-in/link", api.LinkSecret{Link: second.Link}).problem(http.StatusNotFound)
	third := decode[api.LinkMade](root.do("POST", "/invitations", api.NewInvitation{Admin: true}).want(http.StatusCreated))
	owner.do("DELETE", "/projects/hall/invitations/"+third.Invitation.ID, nil).problem(http.StatusNotFound)
	root.do("DELETE", "/invitations/"+third.Invitation.ID, nil).want(http.StatusNoContent)
	f.anybody().do("POST", "/sign-in/link/use", api.LinkUse{Link: third.Link, Login: "late", Password: fixturePassword}).problem(http.StatusNotFound)
}

// spec: ACCOUNT-15
func TestWhoLostAPasswordGetsInByAResetLinkAndNotPastTheSecondFactor(t *testing.T) {
	f := newFixture(t)
	root, anna := f.administrator("root"), f.user("anna")
	secret, _ := anna.enrolTOTP()
	const next = "four-slow-barges-at-noon"
	l := decode[api.LinkMade](root.do("POST", "/users/anna/reset-link", api.Reset{}).want(http.StatusCreated))
	anna.do("GET", "/account", nil).problem(http.StatusUnauthorized)
	p := f.anybody()
	if got := decode[api.LinkPurpose](p.do("POST", "/sign-in/link", api.LinkSecret{Link: l.Link})); got.Kind != "reset" || got.Login != "anna" {
		t.Errorf("the link: %+v", got)
	}
	bad := p.do("POST", "/sign-in/link/use", api.LinkUse{Link: l.Link, Password: "short"}).problem(http.StatusUnprocessableEntity)
	if bad.Errors[0].Location != "body/password" {
		t.Errorf("a short password: %+v", bad)
	}
	f.clock.pass(time.Minute)
	step := decode[api.SignInResult](p.do("POST", "/sign-in/link/use", api.LinkUse{Link: l.Link, Password: next}).want(http.StatusOK))
	if step.State != "factor needed" || len(p.jar) != 0 {
		t.Fatalf("after the reset: %+v, cookies %v", step, p.jar)
	}
	p.do("POST", "/sign-in/factor", api.SecondFactor{Challenge: step.Challenge, Code: totpCode(t, secret, f.clock.Now())}).want(http.StatusOK)
	p.do("POST", "/sign-in/link/use", api.LinkUse{Link: l.Link, Password: next}).problem(http.StatusNotFound)

	// With the factor lost as well, the administrator says so.
	l = decode[api.LinkMade](root.do("POST", "/users/anna/reset-link", api.Reset{ClearFactors: true}).want(http.StatusCreated))
	got := decode[api.SignInResult](f.anybody().do("POST", "/sign-in/link/use", api.LinkUse{Link: l.Link, Password: fixturePassword}).want(http.StatusOK))
	if got.State != "signed in" {
		t.Errorf("after clearing the factors: %+v", got)
	}
	f.clock.pass(time.Hour)
	if p := root.do("POST", "/users/anna/reset-link", api.Reset{}).problem(http.StatusForbidden); p.Type != "urn:cordon:problem:confirm-identity" {
		t.Errorf("an hour after the sign-in: %+v", p)
	}
}
