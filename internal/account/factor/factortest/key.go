// Package factortest gives tests the keys of software authenticators that are
// encoded as real devices encode theirs.
package factortest

import (
	"fmt"

	"github.com/descope/virtualwebauthn"
)

// fullKey is the length in bytes of an encoded key on P-256 whose two
// coordinates fill 32 bytes each.
const fullKey = 77

// NewCredential makes a passkey of the kind. A key on P-256 has coordinates that
// both fill 32 bytes: the software authenticator drops leading zeros, which no
// real device does and RFC 9053 section 7.1.1 forbids, so that one key in 128
// would rightly be refused, and a test would fail by chance.
func NewCredential(kind virtualwebauthn.KeyType) virtualwebauthn.Credential {
	// 100 keys in a row are short only if the encoding changed under us.
	for range 100 {
		c := virtualwebauthn.NewCredential(kind)
		if kind != virtualwebauthn.KeyTypeEC2 || len(c.Key.AttestationData()) == fullKey {
			return c
		}
	}
	panic(fmt.Sprintf("no key on P-256 is encoded in %d bytes; has virtualwebauthn changed its encoding?", fullKey))
}
