package account

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/cordon-ot/cordon/internal/access"
	"github.com/cordon-ot/cordon/internal/account/factor"
	"github.com/cordon-ot/cordon/internal/admin"
	"github.com/cordon-ot/cordon/internal/audit"
	"github.com/cordon-ot/cordon/internal/fault"
	"github.com/cordon-ot/cordon/internal/store/postgres/pgtest"
)

func TestMain(m *testing.M) { os.Exit(pgtest.Main(m)) }

// clock is a clock that the test moves.
type clock struct {
	mu sync.Mutex
	t  time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.t
}

func (c *clock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.t = c.t.Add(d)
}

// site is a server with its accounts.
type site struct {
	*Service
	t      testing.TB
	open   func() *admin.DB
	admin  *admin.DB
	log    *audit.Memory
	clock  *clock
	policy Policy
	seals  *Key
}

const (
	goodWord  = "Kupfer-Laterne 77 am Fluss"
	otherWord = "Sieben Moewen ueber dem Kai"
	origin    = "https://cordon.example.com"
)

// cheap is the policy of most tests: all rules as shipped, hashes in microseconds.
func cheap() Policy {
	p := DefaultPolicy()
	p.Hash = Hashing{Memory: 8, Time: 1, Threads: 1, Parallel: 4, Waiting: 64}
	return p
}

func newSite(t testing.TB, open func() *admin.DB, p Policy) *site {
	t.Helper()
	s := &site{t: t, open: open, admin: open(), log: &audit.Memory{}, clock: &clock{t: time.Date(2027, 3, 1, 8, 0, 0, 0, time.UTC)}, policy: p}
	var err error
	s.seals, err = NewKey(rand.Reader)
	must(t, "key", err)
	s.Service = s.node(s.admin)
	return s
}

// node is another node of the server over its own connection.
func (s *site) node(db *admin.DB) *Service {
	s.t.Helper()
	keys, err := factor.NewPasskeys(factor.PasskeyConfig{
		RelyingParty: "cordon.example.com", Name: "Cordon", Origins: []string{origin}, Now: s.clock.now, Random: rand.Reader,
	})
	if err != nil {
		s.t.Fatal(err)
	}
	n, err := New(s.t.Context(), Config{DB: db, Recorder: s.log, Now: s.clock.now, Random: rand.Reader, Policy: s.policy, Passkeys: keys, Key: s.seals})
	if err != nil {
		s.t.Fatalf("New: %v", err)
	}
	return n
}

func onSQLite(t testing.TB) func() *admin.DB {
	path := filepath.Join(t.TempDir(), "admin.db")
	return func() *admin.DB {
		db, err := admin.OpenSQLite(context.Background(), path)
		return opened(t, db, err)
	}
}

func onPostgres(t testing.TB) func() *admin.DB {
	conn := pgtest.Shared(t).Database(t)
	return func() *admin.DB {
		db, err := admin.OpenPostgres(context.Background(), conn)
		return opened(t, db, err)
	}
}

func opened(t testing.TB, db *admin.DB, err error) *admin.DB {
	t.Helper()
	if err != nil {
		t.Fatalf("open: %v", err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

// everywhere runs a test on both databases.
func everywhere(t *testing.T, p Policy, test func(t *testing.T, s *site)) {
	t.Run("SQLite", func(t *testing.T) { test(t, newSite(t, onSQLite(t), p)) })
	t.Run("PostgreSQL", func(t *testing.T) { test(t, newSite(t, onPostgres(t), p)) })
}

func from(address string) Client {
	return Client{Address: netip.MustParseAddr(address), Agent: "Browser/1.0"}
}

var office = from("192.0.2.10")

func (s *site) user(login string, isAdmin bool) User {
	s.t.Helper()
	u, err := s.CreateUser(s.t.Context(), By{}, NewUser{Login: login, Password: goodWord, Admin: isAdmin})
	if err != nil {
		s.t.Fatalf("create %s: %v", login, err)
	}
	return u
}

func (s *site) project(id string) {
	s.t.Helper()
	s.exec("INSERT INTO admin_projects (id, key, title, created, created_by) VALUES ($1, $2, 'x', 0, '')", id, strings.ToUpper(id))
}

func (s *site) exec(query string, args ...any) {
	s.t.Helper()
	err := s.admin.Write(s.t.Context(), func(tx *sql.Tx) error {
		_, err := tx.Exec(query, args...)
		return err
	})
	if err != nil {
		s.t.Fatalf("%s: %v", query, err)
	}
}

func (s *site) text(query string, args ...any) (out string) {
	s.t.Helper()
	if err := s.admin.Read(s.t.Context(), func(tx *sql.Tx) error { return tx.QueryRow(query, args...).Scan(&out) }); err != nil {
		s.t.Fatalf("%s: %v", query, err)
	}
	return out
}

// enter signs in with the password all test users have.
func (s *site) enter(c Client, login string) Entry {
	s.t.Helper()
	e, err := s.SignIn(s.t.Context(), c, login, goodWord)
	if err != nil {
		s.t.Fatalf("sign in as %s: %v", login, err)
	}
	return e
}

// principal signs in and gives who that is.
func (s *site) principal(login string) (*Principal, Entry) {
	s.t.Helper()
	e := s.enter(office, login)
	return s.who(e.Secret), e
}

func (s *site) who(secret string) *Principal {
	s.t.Helper()
	p, err := s.Principal(s.t.Context(), secret)
	if err != nil {
		s.t.Fatalf("principal: %v", err)
	}
	return p
}

// want fails unless err is a fault of this kind with all parts in it.
func want(t testing.TB, what string, err error, kind fault.Kind, parts ...string) {
	t.Helper()
	if err == nil || fault.KindOf(err) != kind {
		t.Errorf("%s: got %v (%v), want %v", what, err, fault.KindOf(err), kind)
		return
	}
	for _, p := range parts {
		if !strings.Contains(err.Error(), p) {
			t.Errorf("%s: %q does not say %q", what, err, p)
		}
	}
}

func must(t testing.TB, what string, err error) {
	t.Helper()
	if err != nil {
		t.Fatalf("%s: %v", what, err)
	}
}

func ptr[T any](v T) *T { return &v }

// spec: ACCOUNT-4
func TestALoginNameIsUniqueInItsNormalForm(t *testing.T) {
	everywhere(t, cheap(), func(t *testing.T, s *site) {
		u := s.user("Åsa.Lind", false)
		if u.Login != "åsa.lind" || len(u.ID) != 36 || u.ID[14] != '7' {
			t.Errorf("got login %q id %q, want åsa.lind and a UUIDv7", u.Login, u.ID)
		}
		for _, same := range []string{"åsa.lind", "A\u030asa.Lind", "ÅSA．LIND", " åsa.lind "} {
			_, err := s.CreateUser(t.Context(), By{}, NewUser{Login: same, Password: goodWord})
			want(t, same, err, fault.Conflict, "login name")
			if _, err := s.SignIn(t.Context(), office, same, goodWord); err != nil {
				t.Errorf("sign in as %q: %v", same, err)
			}
		}
		for _, bad := range []string{"", "two words", "tab\tin", "null\x00", "\xff", strings.Repeat("x", 65), "a\u202eb"} {
			_, err := s.CreateUser(t.Context(), By{}, NewUser{Login: bad, Password: goodWord})
			want(t, fmt.Sprintf("%q", bad), err, fault.Invalid)
		}
		other := s.user("bo", false)
		_, err := s.ChangeUser(t.Context(), By{}, other.ID, UserChange{Login: ptr("Åsa.Lind")})
		want(t, "rename to a taken name", err, fault.Conflict)
	})
}

// spec: ACCOUNT-5
func TestTheLastEnabledAdministratorStays(t *testing.T) {
	everywhere(t, cheap(), func(t *testing.T, s *site) {
		a, b := s.user("ada", true), s.user("ben", false)
		for what, c := range map[string]UserChange{"demote": {Admin: ptr(false)}, "disable": {Disabled: ptr(true)}} {
			_, err := s.ChangeUser(t.Context(), By{}, a.ID, c)
			want(t, what, err, fault.Invalid, "last enabled administrator")
		}
		_, err := s.ChangeUser(t.Context(), By{}, b.ID, UserChange{Admin: ptr(true), Disabled: ptr(true)})
		must(t, "a disabled administrator", err)
		_, err = s.ChangeUser(t.Context(), By{}, a.ID, UserChange{Admin: ptr(false)})
		want(t, "the other one is disabled", err, fault.Invalid)
		_, err = s.ChangeUser(t.Context(), By{}, b.ID, UserChange{Disabled: ptr(false)})
		must(t, "enable", err)
		// Each of two disables the other at once: one has to stay.
		var wg sync.WaitGroup
		for _, id := range []string{a.ID, b.ID} {
			wg.Go(func() {
				_, err := s.ChangeUser(t.Context(), By{}, id, UserChange{Disabled: ptr(true)})
				if err != nil && fault.KindOf(err) != fault.Invalid {
					t.Errorf("disable %s: %v", id, err)
				}
			})
		}
		wg.Wait()
		users, err := s.Users(t.Context())
		must(t, "list", err)
		enabled := 0
		for _, u := range users {
			if u.Admin && !u.Disabled {
				enabled++
			}
		}
		if enabled != 1 {
			t.Errorf("%d enabled administrators, want 1: %+v", enabled, users)
		}
	})
}

// spec: ACCOUNT-18
func TestTheLastOwnerIsOnlyReplacedByAnAdministrator(t *testing.T) {
	everywhere(t, cheap(), func(t *testing.T, s *site) {
		s.project("p1")
		root, a, b := s.user("root.x", true), s.user("ann", false), s.user("ben", false)
		owner := access.Grant{Role: access.Owner}
		must(t, "grant", s.Grant(t.Context(), By{}, "p1", a.ID, owner))
		byAnn, byRoot := By{ID: a.ID, Name: "ann"}, By{ID: root.ID, Name: "root.x", Admin: true}
		want(t, "last owner leaves", s.Revoke(t.Context(), byAnn, "p1", a.ID, ""), fault.Invalid, "last owner")
		want(t, "last owner becomes viewer", s.Grant(t.Context(), byRoot, "p1", a.ID, access.Grant{Role: access.Viewer}), fault.Invalid, "last owner")
		want(t, "owner names successor", s.Revoke(t.Context(), byAnn, "p1", a.ID, b.ID), fault.Denied)
		want(t, "administrator names nobody", s.Revoke(t.Context(), byRoot, "p1", a.ID, ""), fault.Invalid)
		must(t, "administrator names another", s.Revoke(t.Context(), byRoot, "p1", a.ID, b.ID))
		members, err := s.Members(t.Context(), "p1")
		must(t, "members", err)
		if len(members) != 1 || members[0].User != b.ID || members[0].Grant.Role != access.Owner || members[0].GrantedBy != root.ID {
			t.Errorf("members %+v, want ben as owner by root.x", members)
		}
		must(t, "a second owner", s.Grant(t.Context(), byRoot, "p1", a.ID, owner))
		_, err = s.ChangeUser(t.Context(), byRoot, a.ID, UserChange{Disabled: ptr(true)})
		must(t, "disable", err)
		want(t, "the other owner is disabled", s.Revoke(t.Context(), byRoot, "p1", b.ID, ""), fault.Invalid, "last owner")
		want(t, "a disabled successor", s.Revoke(t.Context(), byRoot, "p1", b.ID, a.ID), fault.Invalid, "disabled")
		must(t, "a disabled owner goes", s.Revoke(t.Context(), byRoot, "p1", a.ID, ""))
		want(t, "unknown project", s.Grant(t.Context(), byRoot, "p9", a.ID, owner), fault.NotFound)
		want(t, "unknown user", s.Grant(t.Context(), byRoot, "p1", "nobody", owner), fault.NotFound)
		want(t, "supplier without products", s.Grant(t.Context(), byRoot, "p1", a.ID, access.Grant{Role: access.Supplier}), fault.Invalid)
		want(t, "no role", s.Revoke(t.Context(), byRoot, "p1", a.ID, ""), fault.NotFound)
	})
}

// spec: ACCOUNT-18
func TestARoleIsSeenAtOnceAndGoneAtOnce(t *testing.T) {
	everywhere(t, cheap(), func(t *testing.T, s *site) {
		s.project("p1")
		s.project("p2")
		u := s.user("sue", false)
		e := s.enter(office, "sue")
		grant := access.Grant{Role: access.Supplier, Products: []string{"PRD-1", "PRD-2"}}
		who := func() access.Who {
			w, err := s.Who(t.Context(), e.Secret, "p1")
			must(t, "who", err)
			return w
		}
		if w := who(); w.Grant != nil || !w.SignedIn || w.Admin {
			t.Errorf("before: %+v, want signed in without a role", w)
		}
		must(t, "grant", s.Grant(t.Context(), By{}, "p1", u.ID, grant))
		if w := who(); w.Grant == nil || w.Grant.Role != access.Supplier || strings.Join(w.Grant.Products, " ") != "PRD-1 PRD-2" || w.Project != "p1" {
			t.Errorf("granted: %+v, want the supplier of two products", w)
		}
		if !access.Decide(who(), access.ReadModel).Allowed {
			t.Error("the supplier may not read")
		}
		projects, err := s.Memberships(t.Context(), u.ID)
		must(t, "memberships", err)
		if len(projects) != 1 || projects[0].Project != "p1" {
			t.Errorf("memberships %+v, want p1", projects)
		}
		must(t, "revoke", s.Revoke(t.Context(), By{}, "p1", u.ID, ""))
		if w := who(); w.Grant != nil {
			t.Errorf("revoked: %+v, want no role", w)
		}
		got := strings.Join(s.log.Kinds(), ", ")
		if !strings.HasSuffix(got, "sign-in, role granted, role revoked") {
			t.Errorf("recorded %s", got)
		}
	})
}

// spec: ACCOUNT-19
func TestWhatCannotBeRecordedIsNotDone(t *testing.T) {
	everywhere(t, cheap(), func(t *testing.T, s *site) {
		s.project("p1")
		u := s.user("ann", true)
		p, e := s.principal("ann")
		token, _, err := s.CreateToken(t.Context(), p, "", "ci", access.Scope{}, s.clock.now().Add(time.Hour))
		must(t, "token", err)
		before := s.dump()
		s.log.Fail(errors.New("disk full"))
		by := By{ID: u.ID, Name: u.Login, Admin: true}
		for what, do := range map[string]func() error{
			"create user": func() error {
				_, err := s.CreateUser(t.Context(), by, NewUser{Login: "x", Password: goodWord})
				return err
			},
			"change user":   func() error { _, err := s.ChangeUser(t.Context(), by, u.ID, UserChange{Name: ptr("N")}); return err },
			"sign in":       func() error { _, err := s.SignIn(t.Context(), office, "ann", goodWord); return err },
			"sign out":      func() error { return s.SignOut(t.Context(), p, "") },
			"password":      func() error { return s.ChangePassword(t.Context(), p, office, goodWord, otherWord) },
			"role":          func() error { return s.Grant(t.Context(), by, "p1", u.ID, access.Grant{Role: access.Owner}) },
			"revoke token":  func() error { return s.RevokeToken(t.Context(), by, u.ID, token.ID) },
			"invite":        func() error { _, _, err := s.Invite(t.Context(), by, Invitation{}); return err },
			"reset link":    func() error { _, _, err := s.ResetLink(t.Context(), by, u.ID, false); return err },
			"end others":    func() error { return s.EndOthers(t.Context(), p, "") },
			"end session":   func() error { return s.EndSession(t.Context(), by, u.ID, p.Session.ID) },
			"link identity": func() error { return s.LinkIdentity(t.Context(), p, office, Identity{Issuer: "i", Subject: "s"}) },
			"clear factors": func() error { return s.ClearFactors(t.Context(), by, u.ID) },
		} {
			want(t, what, do(), fault.Unavailable, "security log")
		}
		if _, err := s.SignIn(t.Context(), office, "ann", "wrong"); !errors.Is(err, ErrSignIn) {
			t.Errorf("a wrong password while nothing can be recorded: %v, want refused", err)
		}
		s.exec("DELETE FROM admin_attempts") // it counts all the same
		if after := s.dump(); after != before {
			t.Errorf("something changed:\nbefore %s\nafter  %s", before, after)
		}
		s.log.Fail(nil)
		if _, err := s.Principal(t.Context(), e.Secret); err != nil {
			t.Errorf("the session is gone: %v", err)
		}
	})
}

func (s *site) dump() string {
	s.t.Helper()
	var b strings.Builder
	must(s.t, "dump", s.admin.Dump(s.t.Context(), &b))
	return b.String()
}

func TestAPolicyThatProtectsNobodyIsRefused(t *testing.T) {
	must(t, "the shipped policy", DefaultPolicy().Check())
	for what, spoil := range map[string]func(*Policy){
		"short passwords": func(p *Policy) { p.MinPassword = 4 }, "no memory": func(p *Policy) { p.Hash.Memory = 0 },
		"long cache": func(p *Policy) { p.Cache = 3 * time.Second }, "tokens for ever": func(p *Policy) { p.TokenLongest = 1e6 * time.Hour },
		"no delay": func(p *Policy) { p.Attempts.Delay = 0 }, "no end": func(p *Policy) { p.SessionIdle = 0 }, "no name": func(p *Policy) { p.Site = "" },
		"one lane": func(p *Policy) { p.Hash.Parallel = 1 },
	} {
		p := DefaultPolicy()
		spoil(&p)
		want(t, what, p.Check(), fault.Invalid)
	}
}

// flaky records only so many events.
type flaky struct {
	audit.Memory
	left int
}

func (f *flaky) Record(ctx context.Context, e audit.Event) error {
	if f.left--; f.left == -1 {
		return errors.New("disk full")
	}
	return f.Memory.Record(ctx, e)
}

// spec: ACCOUNT-19
func TestAnEventWhoseChangeFailedIsFollowedByAnother(t *testing.T) {
	s := newSite(t, onSQLite(t), cheap())
	secret, _, err := s.FirstLink(t.Context())
	must(t, "first link", err)
	log := &flaky{left: 1} // "user made" is recorded, "link used" is not
	s.recorder = log
	_, err = s.Accept(t.Context(), office, secret, NewUser{Login: "ann", Password: goodWord})
	want(t, "accept", err, fault.Unavailable)
	events := log.Events()
	if len(events) != 2 || events[0].Kind != audit.UserMade || events[1].Kind != audit.UserMade || events[1].Outcome != audit.Failed {
		t.Errorf("recorded %+v, want user made and that it failed", events)
	}
	if users, _ := s.Users(t.Context()); len(users) != 0 {
		t.Errorf("users %+v, want none", users)
	}
}
