package account

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/cordon-ot/cordon/internal/account/factor"
	"github.com/cordon-ot/cordon/internal/admin"
	"github.com/cordon-ot/cordon/internal/fault"
)

// seed is the secret in an otpauth address.
func seed(address string) string {
	_, s, _ := strings.Cut(address, "secret=")
	s, _, _ = strings.Cut(s, "&")
	return s
}

// bytesIn gives all that lies in the files of a folder.
func bytesIn(t testing.TB, dir string) string {
	t.Helper()
	var all strings.Builder
	files, err := filepath.Glob(filepath.Join(dir, "*"))
	must(t, "list files", err)
	if len(files) == 0 {
		t.Fatal("there are no files")
	}
	for _, f := range files {
		b, err := os.ReadFile(f)
		must(t, "read", err)
		all.Write(b)
	}
	return all.String()
}

func inFolder(t testing.TB, dir string) func() *admin.DB {
	return func() *admin.DB {
		db, err := admin.OpenSQLite(context.Background(), filepath.Join(dir, "admin.db"))
		return opened(t, db, err)
	}
}

// spec: ACCOUNT-22
func TestTheKeyOfACodeGeneratorLiesNowhereInClear(t *testing.T) {
	dir := t.TempDir()
	s := newSite(t, inFolder(t, dir), cheap())
	s.user("ann", false)
	p, _ := s.principal("ann")
	begun, err := s.BeginTOTP(t.Context(), p)
	must(t, "begin", err)
	secret := seed(begun.Address)
	if len(secret) < 32 {
		t.Fatalf("the test does not know the secret: %q", begun.Address)
	}
	hidden := func(when string) {
		t.Helper()
		if strings.Contains(s.dump(), secret) {
			t.Errorf("%s: the secret is in a dump", when)
		}
		if strings.Contains(bytesIn(t, dir), secret) {
			t.Errorf("%s: the secret is in the files of the database", when)
		}
	}
	hidden("while it is registered")
	_, err = s.ConfirmTOTP(t.Context(), p, office, begun.Pending, code(t, begun.Address, s.clock.now()))
	must(t, "confirm", err)
	hidden("once it is registered")
	s.clock.pass(30 * time.Second)
	e, err := s.SignIn(t.Context(), office, "ann", goodWord)
	must(t, "sign in", err)
	_, err = s.FinishTOTP(t.Context(), office, e.Pending.Secret, code(t, begun.Address, s.clock.now()))
	must(t, "finish", err)
	hidden("after a sign-in")
	if text := fmt.Sprintf("%v %+v %#v", s.seals, s.seals, s.seals); strings.Contains(text, hex.EncodeToString(s.seals.secret[:4])) || !strings.Contains(text, "not shown") {
		t.Errorf("a key prints as %s", text)
	}
}

// spec: ACCOUNT-22
func TestAServerWithAnotherKeyDoesNotStart(t *testing.T) {
	everywhere(t, cheap(), func(t *testing.T, s *site) {
		other, err := NewKey(rand.Reader)
		must(t, "key", err)
		before := s.dump()
		_, err = New(t.Context(), Config{DB: s.open(), Recorder: s.log, Now: s.clock.now, Random: rand.Reader, Policy: s.policy, Key: other})
		if !errors.Is(err, ErrWrongKey) || fault.KindOf(err) != fault.Invalid || !strings.Contains(err.Error(), "secret.key") {
			t.Errorf("New with another key = %v, want Invalid, ErrWrongKey and what to do", err)
		}
		if s.dump() != before {
			t.Error("New with another key changed the database")
		}
		again, err := ParseKey(s.seals.Text())
		must(t, "parse", err)
		if !again.Equal(s.seals) || again.Equal(other) {
			t.Error("a key is not the same after it was written and read")
		}
		for _, text := range []string{"", "cordon-key-1:", "cordon-key-1:AAAA", strings.TrimPrefix(string(s.seals.Text()), keyPrefix), "-----BEGIN KEY-----"} {
			if _, err := ParseKey([]byte(text)); fault.KindOf(err) != fault.Invalid || err == nil {
				t.Errorf("ParseKey(%q) = %v, want Invalid", text, err)
			}
		}
	})
}

// spec: ACCOUNT-22
func TestWhatAnOlderCordonLeftInClearIsSealed(t *testing.T) {
	dir := t.TempDir()
	s := newSite(t, inFolder(t, dir), cheap())
	u := s.user("ann", false)
	p, _ := s.principal("ann")
	address, _ := s.withTOTP(p)
	secret := seed(address)
	s.exec("UPDATE admin_totp SET state = $1 WHERE user_id = $2", `{"secret":"`+secret+`","last_step":7}`, u.ID)
	s.exec("DELETE FROM admin_keys")
	old := strings.Repeat("5a", 32)
	s.exec("INSERT INTO admin_keys (name, value) VALUES ('device', $1)", old)
	if !strings.Contains(bytesIn(t, dir), secret) {
		t.Fatal("the test does not know how an older Cordon kept it")
	}
	s.Service = s.node(s.admin)
	for what, text := range map[string]string{"code generator": secret, "device key": old} {
		if strings.Contains(s.dump(), text) || strings.Contains(bytesIn(t, dir), text) {
			t.Errorf("the %s of an older Cordon still lies there in clear", what)
		}
	}
	e, err := s.SignIn(t.Context(), office, "ann", goodWord)
	must(t, "sign in", err)
	s.clock.pass(30 * time.Second)
	if _, err := s.FinishTOTP(t.Context(), office, e.Pending.Secret, code(t, address, s.clock.now())); err != nil {
		t.Errorf("the code of a generator that was sealed: %v", err)
	}
	kept := s.dump()
	s.Service = s.node(s.admin)
	if s.dump() != kept {
		t.Error("the next start changed what was sealed already")
	}
}

// spec: ACCOUNT-22
func TestASealedSecretServesInNoOtherPlace(t *testing.T) {
	s := newSite(t, onSQLite(t), cheap())
	for _, name := range []string{"ann", "ben"} {
		s.user(name, false)
		p, _ := s.principal(name)
		s.withTOTP(p)
	}
	ann := s.text("SELECT t.state FROM admin_totp t JOIN admin_users u ON u.id = t.user_id WHERE u.login = 'ann'")
	s.exec("UPDATE admin_totp SET state = $1 WHERE user_id = (SELECT id FROM admin_users WHERE login = 'ben')", ann)
	e, err := s.SignIn(t.Context(), office, "ben", goodWord)
	must(t, "sign in", err)
	if _, err := s.FinishTOTP(t.Context(), office, e.Pending.Secret, "123456"); fault.KindOf(err) != fault.Internal {
		t.Errorf("with the generator of somebody else in the row: %v, want it to be refused as damaged", err)
	}
	k := s.seals
	sealed := k.seal("text", sealTOTP, "x")
	if got, err := k.open(sealed, sealTOTP, "x"); got != "text" || err != nil {
		t.Errorf("open = %q, %v", got, err)
	}
	for what, open := range map[string]func() (string, error){
		"another purpose":  func() (string, error) { return k.open(sealed, sealEnrol, "x") },
		"another person":   func() (string, error) { return k.open(sealed, sealTOTP, "y") },
		"a changed letter": func() (string, error) { return k.open(sealed[:len(sealed)-4]+"AAAA", sealTOTP, "x") },
		"nothing":          func() (string, error) { return k.open("", sealTOTP, "x") },
		"clear text":       func() (string, error) { return k.open("text", sealTOTP, "x") },
	} {
		if text, err := open(); err == nil {
			t.Errorf("%s opens as %q", what, text)
		}
	}
	if sealed == k.seal("text", sealTOTP, "x") {
		t.Error("the same text is sealed the same way twice")
	}
	none, err := New(t.Context(), Config{DB: s.open(), Recorder: s.log, Now: s.clock.now, Random: rand.Reader, Policy: s.policy})
	must(t, "a program without a key", err)
	if _, err := none.sealTOTP(factor.TOTP{}, sealTOTP, "x"); fault.KindOf(err) != fault.Unavailable || err == nil {
		t.Errorf("without a key: %v, want Unavailable", err)
	}
}

// spec: ACCOUNT-22
func TestANewKeyKeepsCodeGeneratorsAndALostOneRemovesThem(t *testing.T) {
	everywhere(t, cheap(), func(t *testing.T, s *site) {
		s.user("ann", false)
		p, _ := s.principal("ann")
		address, _ := s.withTOTP(p)
		old := s.seals
		var err error
		s.seals, err = NewKey(rand.Reader)
		must(t, "key", err)
		n, err := s.Rekey(t.Context(), s.seals)
		if err != nil || n != 1 {
			t.Errorf("Rekey = %d, %v, want 1", n, err)
		}
		s.Service = s.node(s.admin)
		e, err := s.SignIn(t.Context(), office, "ann", goodWord)
		must(t, "sign in", err)
		if _, err := s.FinishTOTP(t.Context(), office, e.Pending.Secret, code(t, address, s.clock.now())); err != nil {
			t.Errorf("the code after a change of the key: %v", err)
		}
		if _, err := New(t.Context(), Config{DB: s.open(), Recorder: s.log, Now: s.clock.now, Random: rand.Reader, Policy: s.policy, Key: old}); !errors.Is(err, ErrWrongKey) {
			t.Errorf("the old key: %v, want ErrWrongKey", err)
		}
		lost, err := New(t.Context(), Config{DB: s.open(), Recorder: s.log, Now: s.clock.now, Random: rand.Reader, Policy: s.policy})
		must(t, "without a key", err)
		s.seals, err = NewKey(rand.Reader)
		must(t, "key", err)
		if n, err := lost.Rekey(t.Context(), s.seals); err != nil || n != 1 {
			t.Errorf("Rekey without the old key = %d, %v, want 1", n, err)
		}
		s.Service = s.node(s.admin)
		if e := s.enter(office, "ann"); e.Session == nil {
			t.Error("a code generator that nobody can open is still asked for")
		}
	})
}
