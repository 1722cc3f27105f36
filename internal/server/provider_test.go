package server

import (
	"crypto/rand"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/zitadel/oidc/v3/example/server/exampleop"
	"github.com/zitadel/oidc/v3/example/server/storage"

	"github.com/cordon-ot/cordon/internal/account/oidc"
	"github.com/cordon-ot/cordon/internal/api"
)

// plantLogin is an OpenID provider of another project, run in this process.
type plantLogin struct{ *httptest.Server }

// withProvider gives a fixture an OpenID provider under the key plant.
func withProvider(t *testing.T, change func(*oidc.Config)) (*fixture, *plantLogin) {
	t.Helper()
	slog.SetDefault(slog.New(slog.DiscardHandler)) // the provider logs each request there
	var handler http.Handler
	p := &plantLogin{httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { handler.ServeHTTP(w, r) }))}
	t.Cleanup(p.Close)
	clients := map[string]*storage.Client{"cordon": storage.WebClient("cordon", "client-secret", BackAddress(fixtureOrigin, "plant"))}
	handler = exampleop.SetupServer(p.URL, storage.NewStorageWithClients(storage.NewUserStore(p.URL), clients), nil, false)
	return newFixture(t, func(s *setup) {
		s.clock.time = time.Now() // the provider has a clock of its own
		c := oidc.Config{Name: "Plant login", Issuer: p.URL, ClientID: "cordon", ClientSecret: "client-secret"}
		if change != nil {
			change(&c)
		}
		flow, err := oidc.New(c, s.clock.Now, rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		s.Providers = []Provider{{Key: "plant", Flow: flow}}
	}), p
}

var hiddenID = regexp.MustCompile(`name="id" value="([^"]+)"`)

// visit does what a person does at the provider, and gives the address that the
// browser is sent back to.
func (p *plantLogin) visit(t *testing.T, address string) *url.URL {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	var back *url.URL
	browser := &http.Client{Jar: jar, CheckRedirect: func(q *http.Request, _ []*http.Request) error {
		if strings.HasPrefix(q.URL.String(), fixtureOrigin) {
			back = q.URL
			return http.ErrUseLastResponse
		}
		return nil
	}}
	read := func(resp *http.Response, err error) (string, *url.URL) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		b, err := io.ReadAll(resp.Body)
		if err != nil {
			t.Fatal(err)
		}
		return string(b), resp.Request.URL
	}
	form, at := read(browser.Get(address))
	id := hiddenID.FindStringSubmatch(form)
	if id == nil {
		t.Fatalf("the provider shows no form:\n%s", form)
	}
	page, _ := read(browser.PostForm(at.String(), url.Values{"id": {id[1]}, "username": {"test-user@127.0.0.1"}, "password": {"verysecure"}}))
	if back == nil {
		t.Fatalf("the provider sent nobody back:\n%s", page)
	}
	return back
}

// comeBack is the browser's way back from the other site.
func (p *person) comeBack(back *url.URL) *reply {
	p.f.Helper()
	return p.with("Sec-Fetch-Site", "cross-site").do("GET", "/"+back.RequestURI(), nil).want(http.StatusSeeOther)
}

func TestAPersonSignsInThroughAProvider(t *testing.T) {
	f, plant := withProvider(t, func(c *oidc.Config) { c.AutoCreate = true })
	p := f.anybody()
	if got := decode[api.Providers](p.do("GET", "/sign-in/providers", nil).want(http.StatusOK)); len(got.Providers) != 1 || got.Providers[0].Key != "plant" || got.Providers[0].Name != "Plant login" {
		t.Errorf("providers: %+v", got)
	}
	p.do("POST", "/sign-in/providers/other", nil).problem(http.StatusNotFound)
	start := decode[api.ProviderStart](p.do("POST", "/sign-in/providers/plant", nil).want(http.StatusOK))
	if c := p.jar["__Host-cordon-provider"]; c == nil || !c.HttpOnly || !c.Secure || c.SameSite != http.SameSiteLaxMode || c.Expires.After(f.clock.Now().Add(visitFor+time.Second)) {
		t.Errorf("the cookie of the visit: %+v", c)
	}
	back := plant.visit(t, start.Address)

	// In another browser the answer is of no use.
	if r := f.anybody().comeBack(back); r.header.Get("Location") != "/?sign-in-error=start-again" || len(r.header.Values("Set-Cookie")) != 1 {
		t.Errorf("another browser: %v", r.header)
	}
	r := p.comeBack(back)
	if r.header.Get("Location") != "/" || r.header.Get("Cache-Control") != "no-store" {
		t.Errorf("back: %v", r.header)
	}
	if c := p.jar[cookieName(true)]; c == nil || c.SameSite != http.SameSiteStrictMode {
		t.Errorf("the session: %+v", c)
	}
	if p.jar["__Host-cordon-provider"] != nil {
		t.Error("the cookie of the visit is still there")
	}
	a := decode[api.Account](p.do("GET", "/account", nil).want(http.StatusOK))
	if a.User.Login != "test-user@zitadel.ch" || a.User.Name != "Test User" || a.User.HasPassword || len(a.Roles) != 0 || a.Session.Method != "provider" {
		t.Errorf("the account: %+v", a)
	}
	// The same answer again.
	if r := p.comeBack(back); r.header.Get("Location") != "/?sign-in-error=start-again" {
		t.Errorf("the answer again: %v", r.header)
	}
	if log := f.log.String(); strings.Contains(log, back.Query().Get("code")) {
		t.Error("the log holds the code of the provider")
	}
}

// spec: ACCOUNT-17
func TestAProviderSignsNobodyInWhoIsNotLinked(t *testing.T) {
	f, plant := withProvider(t, nil)
	p := f.anybody()
	start := decode[api.ProviderStart](p.do("POST", "/sign-in/providers/plant", nil).want(http.StatusOK))
	if r := p.comeBack(plant.visit(t, start.Address)); r.header.Get("Location") != "/?sign-in-error=unknown" {
		t.Errorf("back: %v", r.header)
	}
	// An account with the same address is not theirs for that.
	email := "test-user@zitadel.ch"
	anna := f.user("anna")
	anna.do("PATCH", "/account", api.AccountChange{Email: &email}).want(http.StatusOK)
	start = decode[api.ProviderStart](p.do("POST", "/sign-in/providers/plant", nil).want(http.StatusOK))
	if r := p.comeBack(plant.visit(t, start.Address)); r.header.Get("Location") != "/?sign-in-error=unknown" {
		t.Errorf("back: %v", r.header)
	}
}

// answer gives what the page finds in the fragment.
func (r *reply) answer() string {
	r.f.Helper()
	_, fragment, _ := strings.Cut(r.header.Get("Location"), "#/provider/plant?")
	q, err := url.ParseQuery(fragment)
	r.f.must(err)
	if q.Get("answer") == "" {
		r.f.Fatalf("the browser was sent to %q", r.header.Get("Location"))
	}
	return q.Get("answer")
}

// spec: ACCOUNT-17
func TestAnIdentityIsLinkedProvenAndUnlinkedBySomebodySignedIn(t *testing.T) {
	f, plant := withProvider(t, nil)
	anna, bert := f.user("anna"), f.user("bert")
	visit := func(p *person, purpose string) string {
		t.Helper()
		start := decode[api.ProviderStart](p.do("POST", "/account/providers/plant?for="+purpose, nil).want(http.StatusOK))
		return p.comeBack(plant.visit(t, start.Address)).answer()
	}
	answer := visit(anna, "link")
	bert.do("POST", "/account/providers/plant/identity", api.ProviderAnswer{Answer: answer}).problem(http.StatusUnprocessableEntity)
	anna.do("POST", "/account/confirm/providers/plant", api.ProviderAnswer{Answer: answer}).problem(http.StatusUnprocessableEntity)
	anna.do("POST", "/account/providers/plant/identity", api.ProviderAnswer{Answer: answer}).want(http.StatusNoContent)
	bert.do("POST", "/account/providers/plant/identity", api.ProviderAnswer{Answer: visit(bert, "link")}).problem(http.StatusConflict)

	p := f.anybody()
	start := decode[api.ProviderStart](p.do("POST", "/sign-in/providers/plant", nil).want(http.StatusOK))
	if r := p.comeBack(plant.visit(t, start.Address)); r.header.Get("Location") != "/" {
		t.Fatalf("signing in with the linked identity: %v", r.header)
	}
	if got := decode[api.Account](p.do("GET", "/account", nil)).User.Login; got != "anna" {
		t.Errorf("signed in as %q", got)
	}
	// A second factor of ours is still asked for.
	_, codes := anna.enrolTOTP()
	q := f.anybody()
	start = decode[api.ProviderStart](q.do("POST", "/sign-in/providers/plant", nil).want(http.StatusOK))
	_, fragment, _ := strings.Cut(q.comeBack(plant.visit(t, start.Address)).header.Get("Location"), "/#/sign-in?")
	step, err := url.ParseQuery(fragment)
	f.must(err)
	if step.Get("factors") != "totp,recovery" || q.jar[cookieName(true)] != nil {
		t.Errorf("with a second factor: sent to %q, cookies %v", fragment, q.jar)
	}
	q.do("POST", "/sign-in/factor", api.SecondFactor{Challenge: step.Get("challenge"), Code: codes[0], Recovery: true}).want(http.StatusOK)
	if got := decode[api.Account](q.do("GET", "/account", nil).want(http.StatusOK)).Session.Method; got != "provider+recovery" {
		t.Errorf("the session began by %q", got)
	}

	f.clock.pass(freshFor + time.Second)
	p.do("POST", "/account/providers/plant?for=link", nil).problem(http.StatusForbidden)
	f.clock.pass(-freshFor - time.Second) // the provider's clock did not move
	p.do("POST", "/account/confirm/providers/plant", api.ProviderAnswer{Answer: visit(p, "confirm")}).want(http.StatusNoContent)
	bert.do("POST", "/account/confirm/providers/plant", api.ProviderAnswer{Answer: visit(bert, "confirm")}).problem(http.StatusUnprocessableEntity)

	ids := decode[api.Identities](anna.do("GET", "/account/identities", nil).want(http.StatusOK)).Identities
	if len(ids) != 1 || ids[0].Provider != "plant" || ids[0].Used == "" || ids[0].Email != "test-user@zitadel.ch" {
		t.Fatalf("identities: %+v", ids)
	}
	bert.do("DELETE", "/account/identities/"+ids[0].ID, nil).problem(http.StatusNotFound)
	anna.do("DELETE", "/account/identities/"+ids[0].ID, nil).want(http.StatusNoContent)
	p.do("GET", "/account", nil).problem(http.StatusUnauthorized)
}

// spec: ACCOUNT-17
func TestAnInvitationIsAcceptedWithAnIdentityInsteadOfAPassword(t *testing.T) {
	f, plant := withProvider(t, nil)
	link := decode[api.LinkMade](f.administrator("root").do("POST", "/invitations", api.NewInvitation{}).want(http.StatusCreated)).Link
	p := f.anybody()
	start := decode[api.ProviderStart](p.do("POST", "/sign-in/providers/plant?for=accept", nil).want(http.StatusOK))
	answer := p.comeBack(plant.visit(t, start.Address)).answer()
	use := api.LinkUse{Link: link, Login: "anna", Provider: "plant", Answer: answer}
	f.anybody().do("POST", "/sign-in/link/use", use).problem(http.StatusUnprocessableEntity)
	if got := decode[api.SignInResult](p.do("POST", "/sign-in/link/use", use).want(http.StatusOK)); got.User == nil || got.User.HasPassword {
		t.Errorf("accepted: %+v", got)
	}
	if p.jar["__Host-cordon-provider"] != nil {
		t.Error("the cookie of the visit is still there")
	}
	p.do("GET", "/account", nil).want(http.StatusOK)
}

// spec: SIGN-15
func TestAProviderThatDoesNotAnswerSaysSo(t *testing.T) {
	f, plant := withProvider(t, nil)
	plant.Close()
	f.anybody().do("POST", "/sign-in/providers/plant", nil).problem(http.StatusServiceUnavailable)
}
