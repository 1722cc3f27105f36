package server

import (
	"bytes"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/cordon-ot/cordon/internal/api"
	"github.com/cordon-ot/cordon/internal/audit"
)

// spec: ACCOUNT-19
func TestEveryChangeOfAccountsIsASecurityEvent(t *testing.T) {
	f := newFixture(t)
	f.projectFrom("hall", "")
	root, anna := f.administrator("root"), f.user("anna")
	yes, no := true, false
	var session, token string
	for _, c := range []struct {
		name string
		do   func()
		want string
	}{
		{"a role", func() { root.do("PUT", "/projects/hall/members/anna", api.Membership{Role: "owner"}).want(204) }, "role granted done"},
		{"another role", func() { root.do("PUT", "/projects/hall/members/anna", api.Membership{Role: "viewer"}).want(422) }, ""},
		{"a second owner", func() { root.do("PUT", "/projects/hall/members/root", api.Membership{Role: "owner"}).want(204) }, "role granted done"},
		{"a role less", func() { root.do("DELETE", "/projects/hall/members/root", nil).want(204) }, "role revoked done"},
		{"an invitation", func() { root.do("POST", "/invitations", api.NewInvitation{}).want(201) }, "invitation made done"},
		{"a name", func() { n := "A"; anna.do("PATCH", "/account", api.AccountChange{Name: &n}).want(200) }, "user changed done"},
		{"a token", func() {
			token = decode[api.TokenMade](anna.do("POST", "/account/tokens", api.NewToken{Name: "x", Expires: "2026-03-20"}).want(201)).Token.ID
		}, "token made done"},
		{"a token less", func() { anna.do("DELETE", "/account/tokens/"+token, nil).want(204) }, "token revoked done"},
		{"an app", func() { anna.enrolTOTP() }, "factor added done"},
		{"no app", func() { anna.do("DELETE", "/account/factors/totp", nil).want(204) }, "factor removed done"},
		{"a confirmation", func() { anna.do("POST", "/account/confirm", api.PasswordProof{Password: fixturePassword}).want(204) }, "sign-in done"},
		{"a failed one", func() { anna.do("POST", "/account/confirm", api.PasswordProof{Password: "x"}).want(422) }, "sign-in failed refused"},
		{"a session", func() {
			session = decode[api.Sessions](anna.do("GET", "/account/sessions", nil)).Sessions[0].ID
			anna.do("DELETE", "/account/sessions/"+session, nil).want(204)
		}, "session revoked done"},
		{"a sign-in", func() { anna.signIn() }, "sign-in done"},
		{"what is not allowed", func() { anna.do("GET", "/users", nil).want(403) }, "access denied refused"},
		{"locked out", func() { root.do("PATCH", "/users/anna", api.UserChange{Disabled: &yes}).want(200) }, "user disabled done"},
		{"let in", func() { root.do("PATCH", "/users/anna", api.UserChange{Disabled: &no}).want(200) }, "user changed done"},
		{"a reset link", func() { root.do("POST", "/users/anna/reset-link", api.Reset{}).want(201) }, "user changed done"},
		{"the log", func() { root.do("GET", "/security-events/log", nil).want(200) }, "log exported done"},
		{"out", func() { root.do("POST", "/sign-out", nil).want(204) }, "sign-out done"},
	} {
		before := f.newest()
		c.do()
		got := strings.Join(f.events(before+1), ", ")
		if got != c.want {
			t.Errorf("%s: got the events %q, want %q", c.name, got, c.want)
		}
	}
}

func TestSecurityEventsAreReadInPagesWithFilters(t *testing.T) {
	f := newFixture(t)
	root, anna := f.administrator("root"), f.user("anna")
	for range 7 {
		anna.do("GET", "/users", nil).problem(http.StatusForbidden)
		f.clock.pass(time.Hour)
		anna.signIn()
	}
	anna.do("GET", "/security-events", nil).problem(http.StatusForbidden)
	all := func(query string) (numbers []uint64, pages int) {
		t.Helper()
		next := ""
		for {
			d := decode[api.SecurityEvents](root.do("GET", "/security-events?limit=3&"+query+"&cursor="+next, nil).want(http.StatusOK))
			pages++
			for _, e := range d.Events {
				numbers = append(numbers, e.Number)
			}
			if next = d.Next; next == "" || pages > 100 {
				return numbers, pages
			}
		}
	}
	newest := f.newest()
	up, pages := all("order=oldest")
	if len(up) != int(newest) || up[0] != 1 || !slices.IsSorted(up) || pages != (len(up)+2)/3 {
		t.Errorf("oldest first: %v in %d pages, want 1 to %d", up, pages, newest)
	}
	down, _ := all("order=newest")
	slices.Reverse(down)
	if !slices.Equal(up, down) {
		t.Errorf("newest first: %v", down)
	}
	denied, _ := all("kind=access+denied&actor=anna")
	if len(denied) != 8 {
		t.Errorf("what anna was denied: %v, want 8", denied)
	}
	if none, _ := all("kind=access+denied&actor=root"); len(none) != 0 {
		t.Errorf("what root was denied: %v", none)
	}
	f.anybody().do("POST", "/sign-in", api.SignIn{Login: "anna", Password: "x"}).problem(http.StatusUnauthorized)
	if refused, _ := all("outcome=refused&subject=" + anna.id); len(refused) != 1 || refused[0] != f.newest() {
		t.Errorf("refused to whoever said to be anna: %v, want %d", refused, f.newest())
	}
	// At noon and at one: a sign-in, the end of the session before, a refusal.
	if later, _ := all("since=2026-03-02T11:30:00Z&until=2026-03-02T13:30:00Z"); len(later) != 6 {
		t.Errorf("events from 11:30 to 13:30: %v, want 6", later)
	}
	if day, _ := all("since=2026-03-02&until=2026-03-02"); len(day) != int(f.newest()) {
		t.Errorf("of the whole day: %d, want %d", len(day), f.newest())
	}
	if before, _ := all("until=2026-03-01"); len(before) != 0 {
		t.Errorf("of the day before: %v", before)
	}
	for _, bad := range []string{"cursor=x", "since=yesterday", "order=both", "limit=0", "outcome=perhaps"} {
		root.do("GET", "/security-events?"+bad, nil).problem(http.StatusUnprocessableEntity)
	}
	first := decode[api.SecurityEvents](root.do("GET", "/security-events?limit=1", nil))
	root.do("GET", "/security-events?limit=1&actor=anna&cursor="+first.Next, nil).problem(http.StatusUnprocessableEntity)
}

func TestTheExportedSecurityEventsVerify(t *testing.T) {
	f := newFixture(t)
	root := f.administrator("root")
	before := f.newest()
	r := root.do("GET", "/security-events/log", nil).want(http.StatusOK)
	var last audit.Event
	rep, err := audit.VerifyLog(bytes.NewReader(r.body), audit.VerifyOptions{Each: func(_ uint64, e audit.Event) error { last = e; return nil }})
	if err != nil || rep.Result.Size != before+1 {
		t.Fatalf("got %+v, %v; want %d events", rep, err, before+1)
	}
	if last.Kind != audit.LogExported || last.Actor != root.id {
		t.Errorf("the last event: %+v", last)
	}
}

// spec: ACCOUNT-19
func TestWhatCannotBeRecordedIsNotDone(t *testing.T) {
	f := newFixture(t)
	f.projectFrom("hall", "")
	root, anna := f.administrator("root"), f.user("anna")
	f.must(f.security.Close()) // as if its disk were gone
	for _, c := range []struct {
		method, path string
		body         any
	}{
		{"PUT", "/projects/hall/members/anna", api.Membership{Role: "owner"}},
		{"POST", "/invitations", api.NewInvitation{}},
		{"POST", "/account/tokens", api.NewToken{Name: "x", Expires: "2026-03-20"}},
		{"POST", "/sign-in", api.SignIn{Login: "anna", Password: fixturePassword}},
		{"GET", "/security-events", nil},
		{"GET", "/security-events/log", nil},
	} {
		root.do(c.method, c.path, c.body).problem(http.StatusServiceUnavailable)
	}
	if got := decode[api.Account](anna.do("GET", "/account", nil).want(http.StatusOK)); len(got.Roles) != 0 {
		t.Errorf("roles: %+v", got.Roles)
	}
	if got := decode[api.Users](root.do("GET", "/users", nil).want(http.StatusOK)); len(got.Users) != 2 {
		t.Errorf("users: %+v", got)
	}
}
