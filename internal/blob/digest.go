package blob

import (
	"crypto/sha256"
	"encoding/hex"
	"io"
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
