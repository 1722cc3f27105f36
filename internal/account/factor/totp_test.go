package factor

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/hotp"

	"github.com/cordon-ot/cordon/internal/fault"
)

// seeded is randomness that a run can repeat.
func seeded(seed byte) *rand.ChaCha8 { return rand.NewChaCha8([32]byte{seed}) }

type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, errors.New("no entropy") }

// wantFault checks kind and sentence of an error and that it is a fault for people.
func wantFault(t *testing.T, what string, err error, kind fault.Kind, part string) {
	t.Helper()
	var f *fault.Error
	if !errors.As(err, &f) {
		t.Fatalf("%s: got %v, want a *fault.Error of kind %v", what, err, kind)
	}
	if fault.KindOf(err) != kind || !strings.Contains(err.Error(), part) {
		t.Errorf("%s:\ngot  %v: %v\nwant %v: …%s…", what, fault.KindOf(err), err, kind, part)
	}
	for _, jargon := range []string{"webauthn", "protocol", "otp:", "base32", "assertion", "attestation", "parse error", "oauth"} {
		if strings.Contains(strings.ToLower(err.Error()), jargon) {
			t.Errorf("%s: the sentence %q speaks of %q", what, err, jargon)
		}
	}
}

func codeOf(t *testing.T, s TOTP, step int64) string {
	t.Helper()
	code, err := hotp.GenerateCodeCustom(s.Secret, uint64(step), hotp.ValidateOpts{Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1})
	if err != nil {
		t.Fatal(err)
	}
	return code
}

// spec: SIGN-1
func TestCodesAgreeWithTheVectorsOfRFC6238(t *testing.T) {
	// Appendix B, SHA-1; its codes have eight digits, of which ours are the last six.
	secret := base32Plain.EncodeToString([]byte("12345678901234567890"))
	for unix, code := range map[int64]string{
		59: "287082", 1111111109: "081804", 1111111111: "050471", 1234567890: "005924", 2000000000: "279037", 20000000000: "353130",
	} {
		next, err := TOTP{Secret: secret}.Check(code, time.Unix(unix, 0))
		if err != nil || next.LastStep != unix/30 {
			t.Errorf("code %s at %d: got step %d, error %v; want step %d", code, unix, next.LastStep, err, unix/30)
		}
	}
}

// spec: SIGN-1
func TestACodeIsAcceptedOneStepEarlyOrLateAndNoFurther(t *testing.T) {
	s, err := NewTOTP(seeded(1))
	if err != nil {
		t.Fatal(err)
	}
	const step = 60_000_000
	now := time.Unix(step*30+17, 0)
	for off := int64(-3); off <= 3; off++ {
		next, err := s.Check(codeOf(t, s, step+off), now)
		if ok := off >= -1 && off <= 1; ok != (err == nil) || ok && next.LastStep != step+off {
			t.Errorf("code of step %+d: got last step %d, error %v; want accepted %v", off, next.LastStep-step, err, ok)
		}
		if err != nil && next != s {
			t.Errorf("code of step %+d was refused but the state changed to last step %d", off, next.LastStep)
		}
	}
}

// spec: SIGN-2
func TestACodeWorksOnceAndNoneOlderAfterIt(t *testing.T) {
	s, _ := NewTOTP(seeded(2))
	const step = 60_000_000
	now := time.Unix(step*30, 0)
	s, err := s.Check(codeOf(t, s, step), now)
	if err != nil {
		t.Fatal(err)
	}
	stored, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	var back TOTP
	if err := json.Unmarshal(stored, &back); err != nil {
		t.Fatal(err)
	}
	_, err = back.Check(codeOf(t, s, step), now.Add(5*time.Second))
	wantFault(t, "the same code again", err, fault.Denied, "used already")
	_, err = back.Check(codeOf(t, s, step-1), now)
	wantFault(t, "the code of the step before", err, fault.Denied, "used already")
	if back, err = back.Check(codeOf(t, s, step+1), now); err != nil {
		t.Fatalf("the next code: %v", err)
	}
	_, err = back.Check(codeOf(t, s, step-9), now.Add(-5*time.Minute))
	wantFault(t, "a code after the clock went back", err, fault.Denied, "set back")
}

// spec: SIGN-1, SIGN-3
func TestBadCodesAndDamagedSecretsGetASentence(t *testing.T) {
	s, _ := NewTOTP(seeded(3))
	now := time.Unix(1_800_000_000, 0)
	for _, code := range []string{"", "12345", "1234567", "12345a", "-12345", "１２３４５６", "12345\n", strings.Repeat("1", 1<<20)} {
		_, err := s.Check(code, now)
		wantFault(t, fmt.Sprintf("code %.20q", code), err, fault.Invalid, "six digits")
	}
	good := codeOf(t, s, now.Unix()/30)
	if _, err := s.Check(good[:3]+" "+good[3:], now); err != nil {
		t.Errorf("code with the space that apps show: %v", err)
	}
	for _, secret := range []string{"", "AAAA", "not base 32!", strings.Repeat("1", 32)} {
		_, err := TOTP{Secret: secret}.Check("123456", now)
		wantFault(t, "secret "+secret, err, fault.Internal, "damaged")
		if secret != "" && strings.Contains(err.Error(), secret) {
			t.Errorf("error %q shows the secret", err)
		}
	}
	_, err := s.Check("123456", time.Unix(-5, 0))
	wantFault(t, "clock before 1970", err, fault.Internal, "clock")
	_, err = NewTOTP(broken{})
	wantFault(t, "no randomness", err, fault.Internal, "draw a secret")
}

// spec: SIGN-3
func TestTheSecretIsNeverPrinted(t *testing.T) {
	s, _ := NewTOTP(seeded(4))
	var log bytes.Buffer
	slog.New(slog.NewJSONHandler(&log, nil)).Info("x", "totp", s)
	slog.New(slog.NewTextHandler(&log, nil)).Info("x", "totp", s)
	for _, out := range []string{fmt.Sprint(s), fmt.Sprintf("%v %+v %#v %s", s, s, s, s), log.String()} {
		if strings.Contains(out, s.Secret) {
			t.Errorf("%q shows the secret", out)
		}
	}
}

// spec: SIGN-4
func TestTheAddressForAppsSaysWhatTheyNeed(t *testing.T) {
	s, _ := NewTOTP(seeded(5))
	got, err := s.URL("Cordon Halle 7", "jörg+x@example.com")
	if err != nil {
		t.Fatal(err)
	}
	u, err := url.Parse(got)
	if err != nil {
		t.Fatal(err)
	}
	q := u.Query()
	if u.Scheme != "otpauth" || u.Host != "totp" || u.Path != "/Cordon Halle 7:jörg+x@example.com" {
		t.Errorf("address %s has the wrong label %q", got, u.Path)
	}
	for k, want := range map[string]string{"secret": s.Secret, "issuer": "Cordon Halle 7", "algorithm": "SHA1", "digits": "6", "period": "30"} {
		if q.Get(k) != want {
			t.Errorf("%s: got %q, want %q", k, q.Get(k), want)
		}
	}
	if strings.Contains(got, "+Halle") {
		t.Errorf("%s: apps show a plus sign for a space that is not written as %%20", got)
	}
	for _, c := range [][2]string{{"", "a"}, {"Cordon", " "}, {"Cor:don", "a"}, {"Cordon", "a:b"}, {"Cordon", "\xff"}} {
		_, err := s.URL(c[0], c[1])
		wantFault(t, fmt.Sprintf("issuer %q, account %q", c[0], c[1]), err, fault.Invalid, "name")
	}
	_, err = TOTP{}.URL("Cordon", "a")
	wantFault(t, "no secret", err, fault.Internal, "damaged")
}

func FuzzACodeNeverPanics(f *testing.F) {
	f.Add("123456", "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", int64(0), int64(1_800_000_000))
	f.Add("", "", int64(-1), int64(-1))
	f.Add("\x00\xff", "====", int64(1<<62), int64(1<<62))
	f.Fuzz(func(t *testing.T, code, secret string, last, now int64) {
		before := TOTP{Secret: secret, LastStep: last}
		after, err := before.Check(code, time.Unix(now, 0))
		if err != nil && after != before {
			t.Errorf("refused with %v but changed the state", err)
		}
		if err == nil && after.LastStep <= last {
			t.Errorf("accepted step %d after %d", after.LastStep, last)
		}
	})
}
