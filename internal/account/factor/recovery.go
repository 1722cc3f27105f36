package factor

import (
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"io"
	"slices"
	"strings"

	"github.com/cordon-ot/cordon/internal/fault"
)

const (
	recoveryCodes  = 10
	recoveryLength = 16 // of 5 bits each: 80 bits resist guessing from a stolen hash
	recoverySalt   = 16
	recoveryGroup  = 4
)

// recoveryAlphabet leaves out i, l, o and u, which are read for other signs; 32
// signs, so that five random bits choose one without bias.
const recoveryAlphabet = "0123456789abcdefghjkmnpqrstvwxyz"

// RecoveryCodes is the state of one person's recovery codes: only salted hashes
// of those not yet used, in the order the codes were shown. It marshals to JSON.
type RecoveryCodes struct {
	Salt   string   `json:"salt"`   // 16 bytes in hexadecimal
	Hashes []string `json:"hashes"` // HMAC-SHA-256 of each unused code under the salt, in hexadecimal
}

// NewRecoveryCodes draws ten codes from random. shown is for the person, once,
// and is never stored; kept is the state. A code is 16 signs of digits and
// lower-case letters without i, l, o and u, in groups of four joined by hyphens.
// An error of random is Internal.
func NewRecoveryCodes(random io.Reader) (shown []string, kept RecoveryCodes, err error) {
	const op = "draw recovery codes"
	raw := make([]byte, recoverySalt+recoveryCodes*recoveryLength)
	if _, err := io.ReadFull(random, raw); err != nil {
		return nil, RecoveryCodes{}, fault.Wrap(fault.Internal, op, err)
	}
	kept = RecoveryCodes{Salt: hex.EncodeToString(raw[:recoverySalt]), Hashes: make([]string, 0, recoveryCodes)}
	for chunk := range slices.Chunk(raw[recoverySalt:], recoveryLength) {
		code := make([]byte, recoveryLength)
		for i, b := range chunk {
			code[i] = recoveryAlphabet[b&31]
		}
		kept.Hashes = append(kept.Hashes, kept.hash(string(code)))
		var groups []string
		for g := range slices.Chunk(code, recoveryGroup) {
			groups = append(groups, string(g))
		}
		shown = append(shown, strings.Join(groups, "-"))
	}
	return shown, kept, nil
}

// Left is how many codes can still be used.
func (r RecoveryCodes) Left() int { return len(r.Hashes) }

// Use accepts one of the codes and gives the state without it; r itself stays
// as it is. Case, spaces and hyphens do not matter, o is read as 0, i and l as 1.
// The error is Invalid for what cannot be a code and Denied for one that is
// unknown or used; the state is then r.
func (r RecoveryCodes) Use(code string) (RecoveryCodes, error) {
	const op = "use a recovery code"
	if len(code) > 4*recoveryLength {
		return r, malformedRecovery(op)
	}
	plain := strings.NewReplacer(" ", "", "-", "", "o", "0", "i", "1", "l", "1").Replace(strings.ToLower(code))
	if len(plain) != recoveryLength || strings.Trim(plain, recoveryAlphabet) != "" {
		return r, malformedRecovery(op)
	}
	// All hashes are compared, so that the time taken does not tell which one it was.
	want, at := r.hash(plain), -1
	for i, h := range r.Hashes {
		if subtle.ConstantTimeCompare([]byte(h), []byte(want)) == 1 {
			at = i
		}
	}
	if at < 0 {
		return r, fault.New(fault.Denied, op, "This recovery code is unknown or has been used already. Try another one of the list.")
	}
	return RecoveryCodes{Salt: r.Salt, Hashes: slices.Concat(r.Hashes[:at], r.Hashes[at+1:])}, nil
}

func malformedRecovery(op string) error {
	return fault.New(fault.Invalid, op, "A recovery code has 16 letters and digits in four groups. Type one of the list you were given.")
}

func (r RecoveryCodes) hash(plain string) string {
	m := hmac.New(sha256.New, []byte(r.Salt))
	m.Write([]byte(plain))
	return hex.EncodeToString(m.Sum(nil))
}
