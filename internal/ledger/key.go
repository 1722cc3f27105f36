package ledger

import (
	"crypto/ed25519"
	"encoding/base64"
	"fmt"
	"io"
	"strings"

	"golang.org/x/mod/sumdb/note"
)

// originPrefix begins the origin of every log Cordon signs.
const originPrefix = "cordon/"

// maxProjectID is the longest project id an origin may carry, in bytes.
const maxProjectID = 100

// Origin gives the name of a project's log and of its key, "cordon/" and the
// project id. The id must be 1 to 100 ASCII letters, digits, dots, hyphens or
// underscores; anything else is a *Fault.
func Origin(projectID string) (string, error) {
	origin := originPrefix + projectID
	if err := checkOrigin(origin); err != nil {
		return "", err
	}
	return origin, nil
}

// checkOrigin refuses a string that Origin could not have made.
func checkOrigin(origin string) error {
	id, ok := strings.CutPrefix(origin, originPrefix)
	if !ok {
		return faultf("origin", "%q does not begin with %q", clip(origin), originPrefix)
	}
	if id == "" || len(id) > maxProjectID {
		return faultf("origin", "a project id has 1 to %d characters, this one has %d", maxProjectID, len(id))
	}
	for i := range len(id) {
		c := id[i]
		letter := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
		if !letter && (c < '0' || c > '9') && c != '.' && c != '-' && c != '_' {
			return faultf("origin", "%q has a character that is no ASCII letter, digit, dot, hyphen or underscore", origin)
		}
	}
	return nil
}

// algEd25519 is the algorithm identifier that note puts before key bytes.
const algEd25519 = 1

// GenerateKey makes an Ed25519 key pair for a log from 32 bytes of rand, which
// must be a cryptographic source outside tests. The same bytes give the same
// keys. signer is secret; verifier is for everybody.
func GenerateKey(rand io.Reader, origin string) (signer, verifier string, err error) {
	if err := checkOrigin(origin); err != nil {
		return "", "", err
	}
	seed := make([]byte, ed25519.SeedSize)
	if _, err := io.ReadFull(rand, seed); err != nil {
		return "", "", fmt.Errorf("reading randomness for a signing key: %w", err)
	}
	return encodeKeys(origin, seed)
}

// encodeKeys writes both halves of the key that seed stands for.
func encodeKeys(origin string, seed []byte) (signer, verifier string, err error) {
	pub := ed25519.NewKeyFromSeed(seed).Public().(ed25519.PublicKey)
	verifier, err = note.NewEd25519VerifierKey(origin, pub)
	if err != nil {
		return "", "", fmt.Errorf("encoding a verifier key: %w", err)
	}
	id := verifier[len(origin)+1 : len(origin)+9]
	private := base64.StdEncoding.EncodeToString(append([]byte{algEd25519}, seed...))
	return "PRIVATE+KEY+" + origin + "+" + id + "+" + private, verifier, nil
}

// NewSigner reads a signer key made by GenerateKey. It never repeats the key
// in an error.
func NewSigner(key string) (note.Signer, error) {
	s, err := note.NewSigner(key)
	if err != nil {
		return nil, faultf("key", "this is no signing key: it was altered or cut")
	}
	if err := checkOrigin(s.Name()); err != nil {
		return nil, err
	}
	return s, nil
}

// VerifierKey gives the public half of a signer key made by GenerateKey.
func VerifierKey(signer string) (string, error) {
	s, err := NewSigner(signer)
	if err != nil {
		return "", err
	}
	// Base64 may hold '+' too, so the key bytes are found by length.
	private := signer[len("PRIVATE+KEY+")+len(s.Name())+len("+01234567+"):]
	raw, err := base64.StdEncoding.DecodeString(private)
	if err != nil || len(raw) != 1+ed25519.SeedSize {
		return "", faultf("key", "this is no signing key: it was altered or cut")
	}
	_, verifier, err := encodeKeys(s.Name(), raw[1:])
	return verifier, err
}

// NewVerifier reads a verifier key and accepts only the one canonical way to
// write it, so that a changed character never goes unnoticed.
func NewVerifier(key string) (note.Verifier, error) {
	v, err := note.NewVerifier(key)
	if err != nil {
		return nil, faultf("key", "%q is no verifier key: it was altered or cut", clip(key))
	}
	if err := checkOrigin(v.Name()); err != nil {
		return nil, err
	}
	raw, err := base64.StdEncoding.DecodeString(key[len(v.Name())+len("+01234567+"):])
	if err != nil || len(raw) != 1+ed25519.PublicKeySize {
		return nil, faultf("key", "%q is no verifier key: it was altered or cut", clip(key))
	}
	canonical, err := note.NewEd25519VerifierKey(v.Name(), raw[1:])
	if err != nil || canonical != key {
		return nil, faultf("key", "%q is not written as Cordon writes keys: it was altered", clip(key))
	}
	return v, nil
}

// clip keeps a quoted piece of hostile input short.
func clip(s string) string {
	const most = 80
	if len(s) <= most {
		return s
	}
	return s[:most] + "..."
}
