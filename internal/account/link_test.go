package account

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/cordon-ot/cordon/internal/access"
	"github.com/cordon-ot/cordon/internal/fault"
)

// spec: ACCOUNT-15
func TestTheFirstLinkMakesOneAdministrator(t *testing.T) {
	everywhere(t, cheap(), func(t *testing.T, s *site) {
		earlier, _, err := s.FirstLink(t.Context())
		must(t, "first link", err)
		secret, l, err := s.FirstLink(t.Context())
		must(t, "first link again", err)
		if !l.Expires.Equal(s.clock.now().Add(24 * time.Hour)) {
			t.Errorf("expires %v, want in a day", l.Expires)
		}
		ann := NewUser{Login: "ann", Password: goodWord}
		_, err = s.Accept(t.Context(), office, earlier, ann)
		want(t, "the earlier link", err, fault.NotFound)
		_, err = s.Accept(t.Context(), office, secret, NewUser{Login: "ann", Password: "short"})
		want(t, "a short password", err, fault.Invalid)
		e, err := s.Accept(t.Context(), office, secret, ann)
		must(t, "accept", err)
		if !s.who(e.Secret).Who("").Admin || !e.User.Admin {
			t.Error("the first user is no administrator")
		}
		_, err = s.Accept(t.Context(), office, secret, NewUser{Login: "ben", Password: goodWord})
		want(t, "the link again", err, fault.NotFound)
		_, _, err = s.FirstLink(t.Context())
		want(t, "with an administrator", err, fault.Denied)
		if got := strings.Join(s.log.Kinds(), ", "); got != "invitation made, invitation made, user made, link used, sign-in" {
			t.Errorf("recorded %s", got)
		}
	})
}

// spec: ACCOUNT-15
func TestOneLinkIsUsedOnceAlsoByManyAtOnce(t *testing.T) {
	everywhere(t, cheap(), func(t *testing.T, s *site) {
		secret, _, err := s.FirstLink(t.Context())
		must(t, "first link", err)
		var wg sync.WaitGroup
		var mu sync.Mutex
		in := 0
		for i := range 6 {
			wg.Go(func() {
				_, err := s.Accept(t.Context(), office, secret, NewUser{Login: fmt.Sprint("user", i), Password: goodWord})
				mu.Lock()
				defer mu.Unlock()
				if err == nil {
					in++
				} else if fault.KindOf(err) != fault.NotFound {
					t.Errorf("user %d: %v", i, err)
				}
			})
		}
		wg.Wait()
		if users, _ := s.Users(t.Context()); in != 1 || len(users) != 1 {
			t.Errorf("%d got in and there are %d users, want 1 and 1", in, len(users))
		}
	})
}

// spec: ACCOUNT-15
func TestAnInvitationGivesWhatItsMakerMayGive(t *testing.T) {
	everywhere(t, cheap(), func(t *testing.T, s *site) {
		s.project("p1")
		s.project("p2")
		root, own := s.user("root.x", true), s.user("own.er", false)
		must(t, "grant", s.Grant(t.Context(), By{}, "p1", own.ID, access.Grant{Role: access.Owner}))
		byRoot, byOwner := By{ID: root.ID, Admin: true}, By{ID: own.ID}
		viewer := access.Grant{Role: access.Viewer}
		for what, i := range map[string]Invitation{
			"another project": {Project: "p2", Grant: viewer}, "an account": {}, "an administrator": {Project: "p1", Grant: viewer, Admin: true},
		} {
			_, _, err := s.Invite(t.Context(), byOwner, i)
			want(t, "an owner invites for "+what, err, fault.Denied)
		}
		_, _, err := s.Invite(t.Context(), byRoot, Invitation{Project: "p9", Grant: viewer})
		want(t, "unknown project", err, fault.NotFound)
		_, _, err = s.Invite(t.Context(), byRoot, Invitation{Project: "p1", Grant: access.Grant{Role: "king"}})
		want(t, "unknown role", err, fault.Invalid)

		secret, l, err := s.Invite(t.Context(), byOwner, Invitation{Note: "Ben", Project: "p1", Grant: viewer})
		must(t, "invite", err)
		if !l.Expires.Equal(s.clock.now().Add(7 * 24 * time.Hour)) {
			t.Errorf("expires %v, want in 7 days", l.Expires)
		}
		if shown, err := s.Link(t.Context(), secret); err != nil || shown.Project != "p1" || shown.Grant.Role != access.Viewer {
			t.Errorf("look: %+v, %v", shown, err)
		}
		e, err := s.Accept(t.Context(), office, secret, NewUser{Login: "ben", Password: goodWord, Admin: true})
		must(t, "accept", err)
		if w := s.who(e.Secret).Who("p1"); w.Admin || w.Grant == nil || w.Grant.Role != access.Viewer {
			t.Errorf("who %+v, want a viewer who is no administrator", w)
		}

		secret, _, err = s.Invite(t.Context(), byRoot, Invitation{Project: "p2", Grant: access.Grant{Role: access.Engineer}})
		must(t, "invite", err)
		must(t, "accept as ben", s.AcceptAs(t.Context(), s.who(e.Secret), office, secret))
		want(t, "again", s.AcceptAs(t.Context(), s.who(e.Secret), office, secret), fault.NotFound)
		secret, _, _ = s.Invite(t.Context(), byRoot, Invitation{Project: "p2", Grant: viewer})
		want(t, "has a role", s.AcceptAs(t.Context(), s.who(e.Secret), office, secret), fault.Conflict, "engineer")
		if _, err := s.Link(t.Context(), secret); err != nil {
			t.Errorf("the link is gone: %v", err)
		}

		secret, l, _ = s.Invite(t.Context(), byOwner, Invitation{Project: "p1", Grant: viewer})
		want(t, "revoke for another project", s.RevokeInvitation(t.Context(), byOwner, "p2", l.ID), fault.NotFound)
		must(t, "revoke", s.RevokeInvitation(t.Context(), byOwner, "p1", l.ID))
		_, err = s.Accept(t.Context(), office, secret, NewUser{Login: "eve", Password: goodWord})
		want(t, "revoked", err, fault.NotFound)
		secret, _, _ = s.Invite(t.Context(), byOwner, Invitation{Project: "p1", Grant: viewer})
		_, err = s.ChangeUser(t.Context(), byRoot, own.ID, UserChange{Disabled: ptr(true)})
		must(t, "disable the maker", err)
		_, err = s.Accept(t.Context(), office, secret, NewUser{Login: "eve", Password: goodWord})
		want(t, "its maker is disabled", err, fault.Denied)
		secret, _, _ = s.Invite(t.Context(), byRoot, Invitation{Admin: true})
		s.clock.pass(7*24*time.Hour + time.Second)
		_, err = s.Accept(t.Context(), office, secret, NewUser{Login: "eve", Password: goodWord})
		want(t, "a week later", err, fault.NotFound)
		if all, err := s.Invitations(t.Context(), "p1"); err != nil || len(all) != 3 {
			t.Errorf("invitations of p1: %+v, %v; want 3", all, err)
		}
	})
}

// spec: ACCOUNT-15
func TestAResetLinkSetsAPasswordAndNothingElse(t *testing.T) {
	everywhere(t, cheap(), func(t *testing.T, s *site) {
		u := s.user("ann", false)
		p, e := s.principal("ann")
		s.withTOTP(p)
		p = s.who(e.Secret)
		_, token, err := s.CreateToken(t.Context(), p, "", "ci", access.Scope{}, s.clock.now().Add(time.Hour))
		must(t, "token", err)
		first, _, err := s.ResetLink(t.Context(), By{}, u.ID, true)
		must(t, "reset link", err)
		s.ended("the session", e.Secret)
		secret, _, err := s.ResetLink(t.Context(), By{}, u.ID, false)
		must(t, "reset link", err)
		want(t, "the earlier link", s.Reset(t.Context(), office, first, otherWord), fault.NotFound)
		_, err = s.Accept(t.Context(), office, secret, NewUser{Login: "eve", Password: goodWord})
		want(t, "as an invitation", err, fault.NotFound)
		want(t, "a bad password", s.Reset(t.Context(), office, secret, "password1234"), fault.Invalid)
		must(t, "reset", s.Reset(t.Context(), office, secret, otherWord))
		want(t, "again", s.Reset(t.Context(), office, secret, goodWord), fault.NotFound)
		if _, err := s.SignIn(t.Context(), office, "ann", goodWord); !errors.Is(err, ErrSignIn) {
			t.Errorf("the old password: %v", err)
		}
		in, err := s.SignIn(t.Context(), office, "ann", otherWord)
		must(t, "the new password", err)
		if in.Pending == nil {
			t.Error("the second factor is gone")
		}
		s.who(token)
		secret, _, err = s.ResetLink(t.Context(), By{}, u.ID, true)
		must(t, "reset link", err)
		must(t, "reset", s.Reset(t.Context(), office, secret, goodWord))
		if in = s.enter(office, "ann"); in.Pending != nil {
			t.Error("the second factor stayed")
		}
		_, _, err = s.ResetLink(t.Context(), By{}, "nobody", true)
		want(t, "unknown user", err, fault.NotFound)
	})
}

// spec: ACCOUNT-17
func TestAnIdentityIsLinkedNeverGuessed(t *testing.T) {
	everywhere(t, cheap(), func(t *testing.T, s *site) {
		ann, err := s.CreateUser(t.Context(), By{}, NewUser{Login: "ann", Email: "ann@example.com", Password: goodWord, Admin: true})
		must(t, "create", err)
		id := Identity{Issuer: "https://id.example.com", Subject: "4711", Email: "ann@example.com", Name: "Ann"}
		_, err = s.SignInIdentity(t.Context(), office, id, Provider{})
		want(t, "the same address of mail", err, fault.NotFound)
		e := s.enter(office, "ann")
		must(t, "link", s.LinkIdentity(t.Context(), s.who(e.Secret), office, id))
		want(t, "link twice", s.LinkIdentity(t.Context(), s.who(e.Secret), office, id), fault.Conflict)
		in, err := s.SignInIdentity(t.Context(), office, id, Provider{})
		must(t, "sign in", err)
		if in.User.ID != ann.ID || in.Session.Method != MethodProvider {
			t.Errorf("got %+v", in)
		}
		id2 := id
		id2.Issuer = "https://other.example.com"
		_, err = s.SignInIdentity(t.Context(), office, id2, Provider{})
		want(t, "the same subject elsewhere", err, fault.NotFound)

		made, err := s.SignInIdentity(t.Context(), office, Identity{Issuer: id.Issuer, Subject: "12", Email: "Cara@Example.com"}, Provider{AutoCreate: true})
		must(t, "auto-create", err)
		if made.User.Login != "cara@example.com" || made.User.Admin || made.User.HasPassword || len(s.who(made.Secret).Roles()) != 0 {
			t.Errorf("made %+v, want a user without rights", made.User)
		}
		_, err = s.SignInIdentity(t.Context(), office, Identity{Issuer: id.Issuer, Subject: "13", Name: "ann"}, Provider{AutoCreate: true})
		want(t, "the name is taken", err, fault.Conflict)
		want(t, "the only way in", s.UnlinkIdentity(t.Context(), s.who(made.Secret), office, id.Issuer, "12"), fault.Invalid, "only way")
		want(t, "somebody else's", s.UnlinkIdentity(t.Context(), s.who(made.Secret), office, id.Issuer, "4711"), fault.NotFound)

		secret, _, err := s.Invite(t.Context(), By{ID: ann.ID, Admin: true}, Invitation{})
		must(t, "invite", err)
		_, err = s.AcceptIdentity(t.Context(), office, secret, NewUser{Login: "dora"}, id)
		want(t, "an identity that is linked", err, fault.Conflict)
		dora, err := s.AcceptIdentity(t.Context(), office, secret, NewUser{Login: "dora"}, Identity{Issuer: id.Issuer, Subject: "14"})
		must(t, "accept", err)
		s.clock.pass(time.Hour)
		want(t, "confirm with another identity", s.ConfirmIdentity(t.Context(), s.who(dora.Secret), office, id), fault.Denied)
		must(t, "confirm", s.ConfirmIdentity(t.Context(), s.who(dora.Secret), office, Identity{Issuer: id.Issuer, Subject: "14"}))
		must(t, "first password", s.ChangePassword(t.Context(), s.who(dora.Secret), office, "", goodWord))
		must(t, "unlink", s.UnlinkIdentity(t.Context(), s.who(dora.Secret), office, id.Issuer, "14"))
		if all, err := s.Identities(t.Context(), ann.ID); err != nil || len(all) != 1 || all[0].Subject != "4711" || all[0].Used.IsZero() {
			t.Errorf("identities %+v, %v", all, err)
		}
		_, err = s.ChangeUser(t.Context(), By{}, made.User.ID, UserChange{Disabled: ptr(true)})
		must(t, "disable", err)
		_, err = s.SignInIdentity(t.Context(), office, Identity{Issuer: id.Issuer, Subject: "12"}, Provider{AutoCreate: true})
		want(t, "disabled", err, fault.Denied)
		for _, bad := range []Identity{{}, {Issuer: "i"}, {Issuer: "i", Subject: "a\x00b"}, {Issuer: "i", Subject: strings.Repeat("x", 2000)}} {
			_, err := s.SignInIdentity(t.Context(), office, bad, Provider{AutoCreate: true})
			want(t, fmt.Sprintf("%.30q", bad), err, fault.Invalid)
		}
	})
}

// spec: ACCOUNT-17
func TestAProviderThatAsksForTwoFactorsIsEnoughOnlyIfTheSettingsSaySo(t *testing.T) {
	policy := cheap()
	policy.RequireSecondFactor = true
	s := newSite(t, onSQLite(t), policy)
	id := Identity{Issuer: "https://id.example.com", Subject: "1", Name: "ann"}
	one, err := s.SignInIdentity(t.Context(), office, id, Provider{AutoCreate: true})
	must(t, "sign in", err)
	if !s.who(one.Secret).Restricted {
		t.Error("one factor is enough although two are demanded")
	}
	two, err := s.SignInIdentity(t.Context(), office, id, Provider{SecondFactor: true})
	must(t, "sign in", err)
	if s.who(two.Secret).Restricted {
		t.Error("restricted although the provider asked for two factors")
	}
	s.withTOTP(s.who(two.Secret))
	if again, _ := s.SignInIdentity(t.Context(), office, id, Provider{}); again.Pending == nil {
		t.Error("our own second factor is not asked for")
	}
}
