package factor

import (
	"encoding/base32"
	"io"
	"log/slog"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/hotp"
	"github.com/pquerna/otp/totp"

	"github.com/cordon-ot/cordon/internal/fault"
)

const (
	secretBytes = 20 // the length of an SHA-1 key that RFC 4226 section 4 recommends
	stepSeconds = 30
	digits      = 6
)

var base32Plain = base32.StdEncoding.WithPadding(base32.NoPadding)

// TOTP is the state of one person's code generator after RFC 6238: SHA-1, six
// digits, steps of 30 seconds. It marshals to JSON for the caller to store; it
// holds the shared secret, so it is stored like a password that cannot be hashed.
// It prints and logs as a placeholder.
type TOTP struct {
	Secret   string `json:"secret"`    // the shared secret in base32 without padding
	LastStep int64  `json:"last_step"` // the newest step whose code was accepted, 0 before the first
}

// NewTOTP draws a secret of 160 bits from random. The state is to be taken into
// use only after Check has accepted a first code, which shows that the person's
// device has the secret. An error of random is Internal.
func NewTOTP(random io.Reader) (TOTP, error) {
	b := make([]byte, secretBytes)
	if _, err := io.ReadFull(random, b); err != nil {
		return TOTP{}, fault.Wrap(fault.Internal, "draw a secret for a code generator", err)
	}
	return TOTP{Secret: base32Plain.EncodeToString(b)}, nil
}

// String hides the secret.
func (t TOTP) String() string { return "TOTP secret (not shown)" }

// GoString hides the secret.
func (t TOTP) GoString() string { return t.String() }

// LogValue hides the secret.
func (t TOTP) LogValue() slog.Value { return slog.StringValue(t.String()) }

// URL gives the otpauth address that authenticator apps read, usually from a QR
// code. issuer names this installation and account the person. Both must be
// non-empty and without a colon, which separates them in the address; else the
// error is Invalid. The address contains the secret.
func (t TOTP) URL(issuer, account string) (string, error) {
	const op = "make an address for an authenticator app"
	for _, part := range []struct{ what, value string }{{"name of this installation", issuer}, {"account name", account}} {
		switch {
		case strings.TrimSpace(part.value) == "":
			return "", fault.New(fault.Invalid, op, "The %s is empty. An authenticator app needs it to tell its codes apart.", part.what)
		case strings.Contains(part.value, ":") || !utf8.ValidString(part.value):
			return "", fault.New(fault.Invalid, op, "The %s %q cannot be shown by authenticator apps. Use one in UTF-8 without a colon.", part.what, part.value)
		}
	}
	secret, err := t.secret(op)
	if err != nil {
		return "", err
	}
	key, err := totp.Generate(totp.GenerateOpts{
		Issuer: issuer, AccountName: account, Secret: secret,
		Period: stepSeconds, Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1,
	})
	if err != nil {
		return "", fault.New(fault.Internal, op, "The address for the authenticator app could not be made.")
	}
	return key.URL(), nil
}

// Check accepts code at time now and gives the state to store. The code of the
// current step, of the one before and of the one after are accepted (RFC 6238
// section 5.2), each step at most once and never one older than the last that
// was accepted. Spaces in code are ignored. The error is Invalid for anything
// but six digits and Denied for a code that is wrong or used; the state is then
// the old one. Check does not count attempts: the caller limits them.
func (t TOTP) Check(code string, now time.Time) (TOTP, error) {
	const op = "check a code"
	code = strings.ReplaceAll(code, " ", "")
	if len(code) != digits || strings.Trim(code, "0123456789") != "" {
		return t, fault.New(fault.Invalid, op, "A code has six digits. Type the code that the authenticator app shows now.")
	}
	if _, err := t.secret(op); err != nil {
		return t, err
	}
	unix := now.Unix()
	if unix < stepSeconds {
		return t, fault.New(fault.Internal, op, "The clock of the server is before 1970, so codes cannot be checked. Ask the administrator to set it.")
	}
	current := unix / stepSeconds
	if t.LastStep > current+1 {
		return t, fault.New(fault.Denied, op, "Codes of this time have been used already: the clock of the server seems to have been set back. Use a recovery code, or ask the administrator to set the clock.")
	}
	used := false
	for step := current - 1; step <= current+1; step++ {
		match, err := hotp.ValidateCustom(code, uint64(step), t.Secret, hotp.ValidateOpts{Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1})
		switch {
		case err != nil:
			return t, fault.New(fault.Internal, op, "The code could not be checked.")
		case match && step > t.LastStep:
			return TOTP{Secret: t.Secret, LastStep: step}, nil
		case match:
			used = true
		}
	}
	if used {
		return t, fault.New(fault.Denied, op, "This code has been used already. Wait until the authenticator app shows the next one.")
	}
	return t, fault.New(fault.Denied, op, "The code is not right. Type the code shown now; if it is refused again, check that the clock of the device is set by the network.")
}

func (t TOTP) secret(op string) ([]byte, error) {
	b, err := base32Plain.DecodeString(t.Secret)
	if err != nil || len(b) < secretBytes {
		return nil, fault.New(fault.Internal, op, "The stored secret of this code generator is damaged. Sign in with a recovery code and set up the authenticator app again.")
	}
	return b, nil
}
