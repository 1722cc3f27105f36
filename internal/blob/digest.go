package blob

import (
	"crypto/sha256"
	"encoding/hex"
	"io"
	"strings"
)

// Digest reads r to its end and gives the digest, sha256:HEX, and the length
// of what it yields.
func Digest(r io.Reader) (digest string, size int64, err error) {
	h := sha256.New()
	if size, err = io.Copy(h, r); err != nil {
		return "", size, err
	}
	return Prefix + hex.EncodeToString(h.Sum(nil)), size, nil
}

// Prefix is what a digest begins with; the file name follows.
const Prefix = "sha256:"

// Name gives the file name of a digest; ok is false if it is none.
func Name(digest string) (name string, ok bool) {
	name, ok = strings.CutPrefix(digest, Prefix)
	if !ok || len(name) != hex.EncodedLen(sha256.Size) || strings.Trim(name, "0123456789abcdef") != "" {
		return "", false
	}
	return name, true
}
