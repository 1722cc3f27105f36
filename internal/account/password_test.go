package account

import (
	"context"
	"crypto/rand"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/cordon-ot/cordon/internal/fault"
)

// spec: ACCOUNT-6
func TestPasswordsFollowTheRulesOfTheField(t *testing.T) {
	p := DefaultPolicy()
	p.Site = "Werk Nord"
	names := []string{"maria.huber", "Maria", "m.huber@example.com"}
	for _, good := range []string{
		goodWord, otherWord, "пароль из слов", "四つの言葉を並べて作る合言葉", "x7#Lq0!vRz2p", strings.Repeat("aé€😀 word", 25), "   leading and trailing   ",
	} {
		if err := p.CheckPassword(good, names...); err != nil {
			t.Errorf("%q: %v, want accepted", good, err)
		}
	}
	for _, bad := range []string{
		"", "short", "elevenchars", strings.Repeat("y u", 100), "bytes\xff\xfe of no text",
		"password1234", "Passw0rd2024!!", "123456789012", "qwertyuiopas", "aaaaaaaaaaaaaaaa", "abcabcabcabc", "abcdefghijklmnop", "P@ssword P@ssword",
		"sunshine1234", "winter2026summer", "Letmein!Letmein!", "iloveyou iloveyou", "98765432109876",
		"I am maria.huber ok", "xx m.huber 12345", "we at werk nord rule", "MARIA.HUBER-2027-x",
	} {
		want(t, fmt.Sprintf("%q", bad), p.CheckPassword(bad, names...), fault.Invalid)
	}
	eleven := "e\u0301" + strings.Repeat("x9", 5) // 12 runes, 11 characters after NFC
	if utf8.RuneCountInString(eleven) != 12 || utf8.RuneCountInString(norm.NFC.String(eleven)) != 11 {
		t.Fatal("the example is wrong")
	}
	want(t, "length counts after NFC", p.CheckPassword(eleven), fault.Invalid, "at least 12")
	if len(common) < 300 {
		t.Errorf("the list has %d entries, want some hundred", len(common))
	}
}

func FuzzCheckPasswordNeverPanics(f *testing.F) {
	for _, s := range []string{"", "a", goodWord, "\xff", "ǅ", strings.Repeat("é", 300)} {
		f.Add(s, s)
	}
	p := DefaultPolicy()
	f.Fuzz(func(t *testing.T, password, name string) {
		if err := p.CheckPassword(password, name); err == nil {
			if n := utf8.RuneCountInString(norm.NFC.String(password)); n < 12 || n > 256 {
				t.Errorf("%q accepted with %d characters", password, n)
			}
		} else if password != "" && len(password) > 8 && strings.Contains(err.Error(), password) {
			t.Errorf("the error repeats the password: %v", err)
		}
	})
}

// spec: ACCOUNT-7
func TestAHashIsKeptAsPHCWithItsOwnParameters(t *testing.T) {
	h, err := newHasher(Hashing{Memory: 16, Time: 2, Threads: 1, Parallel: 2}, rand.Reader)
	must(t, "hasher", err)
	a, err := h.hash(t.Context(), "caf\u00e9 und noch mehr")
	must(t, "hash", err)
	b, _ := h.hash(t.Context(), "caf\u00e9 und noch mehr")
	if !strings.HasPrefix(a, "$argon2id$v=19$m=16,t=2,p=1$") || a == b {
		t.Errorf("got %s and %s, want PHC strings with different salts", a, b)
	}
	for password, wantRight := range map[string]bool{"caf\u00e9 und noch mehr": true, "cafe\u0301 und noch mehr": true, "cafe und noch mehr": false, "": false} {
		if right, _, err := h.verify(t.Context(), a, password, false); err != nil || right != wantRight {
			t.Errorf("verify %q: %t, %v; want %t", password, right, err, wantRight)
		}
	}
	// Computed with the reference program: echo -n password | argon2 somesalt -id -t 2 -m 16 -p 1 -l 24 (argon2 test vectors).
	vector := "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc"
	if right, _, err := h.verify(t.Context(), vector, "password", false); err != nil || !right {
		t.Errorf("a hash of the reference program: %t, %v; want right", right, err)
	}
	for _, bad := range []string{
		"x", "$argon2i$v=19$m=16,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc", strings.Replace(vector, "m=65536", "m=4294967295", 1),
		strings.Replace(vector, "t=2", "t=0", 1), strings.Replace(vector, "p=1", "p=0", 1), vector + "$", strings.Replace(vector, "v=19", "v=16", 1),
		strings.Replace(vector, "t=2", "t=02", 1),
	} {
		_, _, err := h.verify(t.Context(), bad, "password", false)
		want(t, bad, err, fault.Internal)
		if strings.Contains(fmt.Sprint(err), "CTFh") {
			t.Errorf("the error repeats the hash: %v", err)
		}
	}
}

// spec: ACCOUNT-7
func TestAWeakHashIsMadeAnewAtSignIn(t *testing.T) {
	everywhere(t, cheap(), func(t *testing.T, s *site) {
		u := s.user("ann", false)
		old := s.text("SELECT password FROM admin_users WHERE id = $1", u.ID)
		s.policy.Hash.Memory, s.policy.Hash.Time = 32, 2
		s.Service = s.node(s.admin)
		e := s.enter(office, "ann")
		now := s.text("SELECT password FROM admin_users WHERE id = $1", u.ID)
		if old == now || !strings.HasPrefix(now, "$argon2id$v=19$m=32,t=2,p=1$") {
			t.Errorf("hash before %s, after %s; want the new parameters", old, now)
		}
		s.enter(office, "ann")
		if again := s.text("SELECT password FROM admin_users WHERE id = $1", u.ID); again != now {
			t.Error("a hash with today's parameters was made anew")
		}
		s.who(e.Secret)
	})
}

// spec: ACCOUNT-7
func TestHashesAtOnceAreBoundedAndKnownBrowsersKeepATurn(t *testing.T) {
	h, err := newHasher(Hashing{Memory: 8, Time: 1, Threads: 1, Parallel: 3, Waiting: 2}, rand.Reader)
	must(t, "hasher", err)
	var leave []func()
	for range 2 {
		l, err := h.turn(t.Context(), false)
		must(t, "turn", err)
		leave = append(leave, l)
	}
	ctx, cancel := context.WithCancel(t.Context())
	var wg sync.WaitGroup
	var mu sync.Mutex
	full := 0
	for range 10 {
		wg.Go(func() {
			_, err := h.turn(ctx, false)
			mu.Lock()
			defer mu.Unlock()
			if strings.Contains(fmt.Sprint(err), "too many people") {
				full++
			}
			want(t, "a stranger while all turns are taken", err, fault.Unavailable)
		})
	}
	known, err := h.turn(t.Context(), true)
	must(t, "a known browser during the flood", err)
	known()
	for until := time.Now().Add(5 * time.Second); time.Now().Before(until); time.Sleep(time.Millisecond) {
		mu.Lock()
		n := full
		mu.Unlock()
		if n == 8 {
			break
		}
	}
	cancel()
	wg.Wait()
	if full != 8 {
		t.Errorf("%d of 10 were sent away at once, want 8: two may wait", full)
	}
	for _, l := range leave {
		l()
	}
}
