package account

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/cordon-ot/cordon/internal/access"
	"github.com/cordon-ot/cordon/internal/audit"
	"github.com/cordon-ot/cordon/internal/fault"
)

// ended fails unless a secret stands for nobody.
func (s *site) ended(what, secret string) {
	s.t.Helper()
	if _, err := s.Principal(s.t.Context(), secret); !errors.Is(err, ErrSignIn) || fault.KindOf(err) != fault.Denied {
		s.t.Errorf("%s: %v, want Denied with ErrSignIn", what, err)
	}
}

// spec: ACCOUNT-11
func TestARevokedSessionIsRefusedAtOnce(t *testing.T) {
	everywhere(t, cheap(), func(t *testing.T, s *site) {
		u := s.user("ann", true)
		ben := s.user("ben", true)
		by := By{ID: ben.ID, Name: ben.Login, Admin: true}
		enter := func() (string, *Principal) {
			e := s.enter(office, "ann")
			return e.Secret, s.who(e.Secret)
		}
		out, p := enter()
		must(t, "sign out", s.SignOut(t.Context(), p, ""))
		s.ended("signed out", out)

		one, p1 := enter()
		two, p2 := enter()
		want(t, "somebody else's session", s.EndSession(t.Context(), by, ben.ID, p1.Session.ID), fault.NotFound)
		must(t, "end one", s.EndSession(t.Context(), by, u.ID, p1.Session.ID))
		s.ended("ended", one)
		s.who(two)
		one, _ = enter()
		must(t, "end others", s.EndOthers(t.Context(), p2, ""))
		s.ended("another", one)
		s.who(two)
		one, _ = enter()
		must(t, "password", s.ChangePassword(t.Context(), p2, office, goodWord, otherWord))
		s.ended("another session after a new password", one)
		s.who(two)
		must(t, "set back", s.SetPassword(t.Context(), by, u.ID, goodWord))
		s.ended("all after a password set by others", two)
		one, _ = enter()
		_, err := s.ChangeUser(t.Context(), by, u.ID, UserChange{Disabled: ptr(true)})
		must(t, "disable", err)
		s.ended("disabled", one)
		_, err = s.ChangeUser(t.Context(), by, u.ID, UserChange{Disabled: ptr(false)})
		must(t, "enable", err)
		s.ended("enabled again", one)
		one, _ = enter()
		must(t, "end all", s.EndAll(t.Context(), by, u.ID))
		s.ended("all", one)
	})
}

// spec: ACCOUNT-11
func TestASessionEndsByItself(t *testing.T) {
	everywhere(t, cheap(), func(t *testing.T, s *site) {
		u := s.user("ann", false)
		idle := s.enter(office, "ann")
		s.clock.pass(12*time.Hour - time.Second)
		s.who(idle.Secret) // seen: twelve hours more
		s.clock.pass(12*time.Hour - time.Second)
		s.who(idle.Secret)
		s.clock.pass(12*time.Hour + time.Second)
		s.ended("idle", idle.Secret)
		old := s.enter(office, "ann")
		for range 30 * 3 {
			s.who(old.Secret)
			s.clock.pass(8 * time.Hour)
		}
		s.ended("30 days", old.Secret)
		if all, err := s.Sessions(t.Context(), u.ID); err != nil || len(all) != 0 {
			t.Errorf("sessions %v, %v; want none", all, err)
		}
		must(t, "tidy", s.Tidy(t.Context()))
		if n := s.text("SELECT cast(count(*) AS TEXT) FROM admin_sessions"); n != "0" {
			t.Errorf("%s sessions are kept, want 0", n)
		}
	})
}

// spec: ACCOUNT-11
func TestSessionsAreListedWithWhatTellsThemApart(t *testing.T) {
	everywhere(t, cheap(), func(t *testing.T, s *site) {
		u := s.user("ann", false)
		s.enter(from("192.0.2.1"), "ann")
		s.clock.pass(time.Minute)
		c := from("2001:db8::1")
		c.Agent = "evil\r\n\x00\u202e" + strings.Repeat("x", 1000)
		e := s.enter(c, "ann")
		s.clock.pass(30 * time.Second)
		s.who(e.Secret)
		all, err := s.Sessions(t.Context(), u.ID)
		must(t, "list", err)
		if len(all) != 2 || all[0].Address != "2001:db8::1" || all[1].Address != "192.0.2.1" || all[0].Method != MethodPassword || len(all[0].Agent) > 300 || strings.ContainsAny(all[0].Agent, "\r\n\x00") {
			t.Fatalf("got %+v", all)
		}
		if !all[0].Seen.Equal(all[0].Created) {
			t.Error("seen was written within the minute")
		}
		s.clock.pass(31 * time.Second)
		s.who(e.Secret)
		if all, _ = s.Sessions(t.Context(), u.ID); !all[0].Seen.Equal(s.clock.now()) {
			t.Errorf("seen %v, want %v", all[0].Seen, s.clock.now())
		}
	})
}

// spec: ACCOUNT-12
func TestAnotherNodeFollowsWithinTwoSeconds(t *testing.T) {
	everywhere(t, cheap(), func(t *testing.T, s *site) {
		u := s.user("ann", true)
		s.project("p1")
		e := s.enter(office, "ann")
		other := s.node(s.open())
		p, err := other.Principal(t.Context(), e.Secret)
		must(t, "on the other node", err)
		must(t, "grant", s.Grant(t.Context(), By{}, "p1", u.ID, access.Grant{Role: access.Auditor}))
		must(t, "end", s.EndSession(t.Context(), By{}, u.ID, p.Session.ID))
		s.ended("here", e.Secret)
		s.clock.pass(2 * time.Second)
		if _, err := other.Principal(t.Context(), e.Secret); !errors.Is(err, ErrSignIn) {
			t.Errorf("the other node two seconds later: %v, want ErrSignIn", err)
		}
		e = s.enter(office, "ann")
		if w, err := other.Who(t.Context(), e.Secret, "p1"); err != nil || w.Grant == nil {
			t.Errorf("the other node: %+v, %v; want the auditor", w, err)
		}
		if other.device(e.Device, "ann") == "" {
			t.Error("the other node does not know the browser")
		}
	})
}

// A change that comes between a read of the database and its use must win.
//
// spec: ACCOUNT-12
func TestACacheNeverOutlivesALocalChange(t *testing.T) {
	s := newSite(t, onSQLite(t), cheap())
	u := s.user("ann", true)
	s.project("p1")
	e := s.enter(office, "ann")
	stop := make(chan struct{})
	var wg sync.WaitGroup
	for range 3 {
		wg.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
					if _, err := s.Who(t.Context(), e.Secret, "p1"); err != nil {
						t.Error(err)
						return
					}
				}
			}
		})
	}
	for i := range 60 {
		role := []access.Role{access.Viewer, access.Auditor}[i%2]
		must(t, "grant", s.Grant(t.Context(), By{}, "p1", u.ID, access.Grant{Role: role}))
		w, err := s.Who(t.Context(), e.Secret, "p1")
		must(t, "who", err)
		if w.Grant == nil || w.Grant.Role != role {
			t.Fatalf("change %d: got %+v, want %s", i, w.Grant, role)
		}
	}
	close(stop)
	wg.Wait()
}

// spec: ACCOUNT-11
func TestARestoredBackupBringsNoSessionBack(t *testing.T) {
	everywhere(t, cheap(), func(t *testing.T, s *site) {
		u := s.user("ann", true)
		p, e := s.principal("ann")
		link, _, err := s.Invite(t.Context(), p.By(""), Invitation{})
		must(t, "invite", err)
		backup := s.dump()
		must(t, "end", s.EndAll(t.Context(), By{}, u.ID))
		restored := newSite(t, onSQLite(t), cheap())
		restored.exec("DELETE FROM admin_keys")
		restored.seals = s.seals
		must(t, "load", restored.admin.Load(t.Context(), strings.NewReader(backup)))
		must(t, "after restore", restored.AfterRestore(t.Context(), By{}))
		restored.Service = restored.node(restored.admin)
		restored.ended("the session", e.Secret)
		_, err = restored.Link(t.Context(), link)
		want(t, "the invitation", err, fault.NotFound)
		if restored.device(e.Device, "ann") != "" {
			t.Error("the browser is known")
		}
		restored.enter(office, "ann")
	})
}

// spec: ACCOUNT-12
func TestWhatWasReadBeforeAChangeIsNotCachedAfterIt(t *testing.T) {
	var c cache
	c.init(2*time.Second, time.Minute)
	now := time.Unix(1e9, 0)
	before := c.generation.Load() // a reader begins
	c.clear()                     // something changes
	c.keep([32]byte{1}, &Principal{}, before, now, now.Add(time.Hour))
	if c.find([32]byte{1}, now) != nil {
		t.Error("what was read before the change is found after it")
	}
	c.keep([32]byte{1}, &Principal{}, c.generation.Load(), now, now.Add(time.Hour))
	if c.find([32]byte{1}, now) == nil || c.find([32]byte{1}, now.Add(2*time.Second)) != nil {
		t.Error("what was read after the change is not found for two seconds, or for longer")
	}
	for i := range mostCached + 10 {
		c.keep([32]byte{2, byte(i), byte(i >> 8), byte(i >> 16)}, &Principal{}, c.generation.Load(), now, now.Add(time.Hour))
	}
	if n := c.held.Load(); n > mostCached {
		t.Errorf("%d are held, want at most %d", n, mostCached)
	}
}

// spec: ACCOUNT-11
func TestAProofByAnOldPasswordDoesNotOutliveIt(t *testing.T) {
	everywhere(t, cheap(), func(t *testing.T, s *site) {
		ann := s.user("ann", false)
		proved, err := s.User(t.Context(), ann.ID) // a sign-in that is under way
		must(t, "user", err)
		s.clock.pass(time.Millisecond)
		must(t, "set", s.SetPassword(t.Context(), By{}, ann.ID, otherWord))
		if e, err := s.Service.enter(t.Context(), office, proved, MethodPassword, false); !errors.Is(err, ErrSignIn) {
			t.Errorf("got %+v, %v; want ErrSignIn", e.Session, err)
		}
	})
}

func TestSecretsOfNobodyAreRefused(t *testing.T) {
	s := newSite(t, onSQLite(t), cheap())
	s.user("ann", false)
	e := s.enter(office, "ann")
	for _, secret := range []string{"", "x", "cdn_", e.Secret[:42], e.Secret + "A", "cdn_" + e.Secret, strings.ToUpper(e.Secret), strings.Repeat("x", 43), strings.Repeat("\x00", 43), strings.Repeat("x", 1<<20), e.Session.ID, e.Device} {
		s.ended(fmt.Sprintf("%.50q", secret), secret)
	}
}

// spec: ACCOUNT-14
func TestATokenActsForItsUserWithinItsScope(t *testing.T) {
	everywhere(t, cheap(), func(t *testing.T, s *site) {
		s.project("p1")
		u := s.user("ann", true)
		must(t, "grant", s.Grant(t.Context(), By{}, "p1", u.ID, access.Grant{Role: access.Engineer}))
		p, _ := s.principal("ann")
		year := s.clock.now().Add(365 * 24 * time.Hour)
		scope := access.Scope{ReadOnly: true, Projects: []string{"p1"}}
		token, secret, err := s.CreateToken(t.Context(), p, "192.0.2.1", "pipeline", scope, year)
		must(t, "create", err)
		if !strings.HasPrefix(secret, "cdn_") || len(secret) != 47 {
			t.Errorf("secret of %d characters %.4s…, want cdn_ and 43", len(secret), secret)
		}
		tp := s.who(secret)
		w := tp.Who("p1")
		if w.Token == nil || !w.Token.ReadOnly || w.Grant == nil || access.Decide(w, access.WriteModel).Allowed || !access.Decide(w, access.ReadModel).Allowed || access.Decide(w, access.ManageUsers).Allowed {
			t.Errorf("who %+v", w)
		}
		if s.Fresh(tp, time.Hour) {
			t.Error("a token is fresh")
		}
		_, _, err = s.CreateToken(t.Context(), tp, "", "child", access.Scope{}, year)
		want(t, "a token makes a token", err, fault.Denied)
		want(t, "a token changes the password", s.ChangePassword(t.Context(), tp, office, goodWord, otherWord), fault.Denied)
		for name, expires := range map[string]time.Time{"": year, "past": s.clock.now(), "long": year.Add(time.Second), "never": {}} {
			_, _, err := s.CreateToken(t.Context(), p, "", name, scope, expires)
			want(t, "token "+name, err, fault.Invalid)
		}
		all, err := s.Tokens(t.Context(), u.ID)
		must(t, "list", err)
		if len(all) != 1 || all[0].ID != token.ID || all[0].Used.IsZero() || !all[0].Expires.Equal(year) || all[0].Scope.Projects[0] != "p1" {
			t.Errorf("tokens %+v", all)
		}
		must(t, "end all sessions", s.EndAll(t.Context(), By{}, u.ID))
		s.who(secret)
		must(t, "revoke", s.RevokeToken(t.Context(), By{}, u.ID, token.ID))
		s.ended("revoked", secret)
		want(t, "revoke again", s.RevokeToken(t.Context(), By{}, u.ID, token.ID), fault.NotFound)
		p, _ = s.principal("ann")
		_, secret, err = s.CreateToken(t.Context(), p, "", "short", access.Scope{}, s.clock.now().Add(time.Hour))
		must(t, "create", err)
		s.who(secret)
		s.clock.pass(time.Hour)
		s.ended("expired", secret)
	})
}

func TestHostileTextsAreRefusedOnBothDatabases(t *testing.T) {
	everywhere(t, cheap(), func(t *testing.T, s *site) {
		u := s.user("ann", true)
		p, _ := s.principal("ann")
		for _, bad := range []string{"\x00", "\xff\xfe", "a\x00b", strings.Repeat("x", 1<<16)} {
			for what, do := range map[string]func() error{
				"user": func() error { _, err := s.User(t.Context(), bad); return err },
				"name": func() error { _, err := s.ChangeUser(t.Context(), By{}, u.ID, UserChange{Name: &bad}); return err },
				"email": func() error {
					_, err := s.ChangeUser(t.Context(), By{}, u.ID, UserChange{Email: ptr(bad + "@x")})
					return err
				},
				"link":   func() error { _, err := s.Link(t.Context(), bad); return err },
				"grant":  func() error { return s.Grant(t.Context(), By{}, bad, u.ID, access.Grant{Role: access.Viewer}) },
				"revoke": func() error { return s.Revoke(t.Context(), By{}, bad, u.ID, "") },
				"step":   func() error { _, err := s.FinishTOTP(t.Context(), office, bad, bad); return err },
				"token":  func() error { return s.RevokeToken(t.Context(), By{}, u.ID, bad) },
				"invite": func() error { _, _, err := s.Invite(t.Context(), p.By(""), Invitation{Note: bad}); return err },
				"sign in": func() error {
					_, err := s.SignIn(t.Context(), Client{Agent: bad, Device: bad}, bad, bad)
					return err
				},
			} {
				if err := do(); err == nil || fault.KindOf(err) == fault.Internal || fault.KindOf(err) == fault.Unavailable {
					t.Errorf("%s %.10q: %v, want refused for what it is", what, bad, err)
				}
			}
		}
	})
}

// secrets of every kind are given out, and what is kept or listed is searched for them.
//
// spec: ACCOUNT-20
func TestNoSecretIsKeptInClearOrGivenTwice(t *testing.T) {
	everywhere(t, cheap(), func(t *testing.T, s *site) {
		s.project("p1")
		u := s.user("ann", true)
		p, e := s.principal("ann")
		address, recovery := s.withTOTP(p)
		p = s.who(e.Secret)
		_, token, err := s.CreateToken(t.Context(), p, "", "ci", access.Scope{}, s.clock.now().Add(time.Hour))
		must(t, "token", err)
		invitation, _, err := s.Invite(t.Context(), p.By(""), Invitation{Admin: true})
		must(t, "invite", err)
		reset, _, err := s.ResetLink(t.Context(), By{}, s.user("ben", false).ID, true)
		must(t, "reset", err)
		step := s.enter(office, "ann")
		given := append([]string{goodWord, e.Secret, token, invitation, reset, step.Pending.Secret, e.Device}, recovery...)

		var listed strings.Builder
		show := func(v any, err error) {
			must(t, "list", err)
			fmt.Fprintf(&listed, "%+v %#v\n", v, v)
		}
		show(s.Users(t.Context()))
		show(s.User(t.Context(), u.ID))
		show(s.Sessions(t.Context(), u.ID))
		show(s.Tokens(t.Context(), u.ID))
		show(s.Invitations(t.Context(), ""))
		show(s.Link(t.Context(), invitation))
		show(s.Factors(t.Context(), u.ID))
		show(s.Identities(t.Context(), u.ID))
		show(s.Members(t.Context(), "p1"))
		show(s.log.Events(), nil)
		kept := s.dump()
		for _, secret := range given {
			if strings.Contains(kept, secret) {
				t.Errorf("%.6s… is kept in clear", secret)
			}
			if strings.Contains(listed.String(), secret) {
				t.Errorf("%.6s… is given again", secret)
			}
		}
		// What is kept and would open a door is in no list: hashes, digests, the generator's secret, the server's key.
		_, seed, _ := strings.Cut(address, "secret=")
		seed, _, _ = strings.Cut(seed, "&")
		if len(seed) < 32 || strings.Contains(kept, seed) {
			t.Errorf("the generator's secret %q is kept in clear", seed)
		}
		inside := []string{
			seed, s.text("SELECT password FROM admin_users WHERE id = $1", u.ID), s.text("SELECT value FROM admin_keys WHERE name = 'device'"), s.text("SELECT state FROM admin_totp"),
			s.text("SELECT state FROM admin_recovery"), s.text("SELECT min(digest) FROM admin_sessions"), s.text("SELECT min(digest) FROM admin_tokens"),
			s.text("SELECT max(digest) FROM admin_links"), s.text("SELECT max(digest) FROM admin_pending"),
		}
		for _, secret := range inside {
			if strings.Contains(listed.String(), secret) {
				t.Errorf("%.12s… is given out", secret)
			}
		}
		for _, ev := range s.log.Events() {
			if err := ev.Check(); err != nil {
				t.Errorf("%+v: %v", ev, err)
			}
		}
		if !strings.Contains(strings.Join(s.log.Kinds(), " "), audit.TokenMade) {
			t.Error("the token is not recorded")
		}
	})
}

// BenchmarkPrincipal measures a session that was verified a moment ago, and one
// that has to be read.
//
// spec: ACCOUNT-12
func BenchmarkPrincipal(b *testing.B) {
	s := newSite(b, onSQLite(b), cheap())
	u := s.user("ann", false)
	s.project("p1")
	must(b, "grant", s.Grant(b.Context(), By{}, "p1", u.ID, access.Grant{Role: access.Engineer}))
	e := s.enter(office, "ann")
	b.Run("cached", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if w, err := s.Who(b.Context(), e.Secret, "p1"); err != nil || w.Grant == nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("read", func(b *testing.B) {
		for b.Loop() {
			s.cache.clear()
			if _, err := s.Who(b.Context(), e.Secret, "p1"); err != nil {
				b.Fatal(err)
			}
		}
	})
}
