package model

import (
	"encoding/hex"
	"fmt"
)

// ID is the immutable identity of an item or a link, a UUID (version 7 when
// Cordon makes it). The zero ID stands for none.
type ID [16]byte

// IDSource gives a new ID at each call. It is passed in so that the model
// itself draws no randomness.
type IDSource func() ID

// IsZero reports whether the ID stands for none.
func (id ID) IsZero() bool { return id == ID{} }

// String prints the ID in the usual 8-4-4-4-12 form, lower case.
func (id ID) String() string {
	var b [36]byte
	hex.Encode(b[0:8], id[0:4])
	hex.Encode(b[9:13], id[4:6])
	hex.Encode(b[14:18], id[6:8])
	hex.Encode(b[19:23], id[8:10])
	hex.Encode(b[24:36], id[10:16])
	b[8], b[13], b[18], b[23] = '-', '-', '-', '-'
	return string(b[:])
}

// ParseID reads the form that String prints; anything else is an error.
func ParseID(s string) (ID, error) {
	var id ID
	bad := fmt.Errorf("%q is no identifier; one looks like 01932f6e-7c1a-7000-8000-0123456789ab", s)
	if len(s) != 36 || s[8] != '-' || s[13] != '-' || s[18] != '-' || s[23] != '-' {
		return id, bad
	}
	compact := s[0:8] + s[9:13] + s[14:18] + s[19:23] + s[24:36]
	raw, err := hex.DecodeString(compact)
	if err != nil {
		return id, bad
	}
	copy(id[:], raw)
	if id.String() != s {
		return ID{}, bad // upper case would give one identity two spellings
	}
	return id, nil
}

// NewID builds a version 7 UUID (RFC 9562 section 5.7) from milliseconds since
// the Unix epoch and ten random bytes, of which 74 bits are used.
func NewID(unixMilli int64, random [10]byte) ID {
	var id ID
	for i := range 6 {
		id[i] = byte(unixMilli >> (8 * (5 - i)))
	}
	copy(id[6:], random[:])
	id[6] = 0x70 | id[6]&0x0f
	id[8] = 0x80 | id[8]&0x3f
	return id
}

// Fingerprint is 128 bits of a SHA-256 over what an end of a link looked like
// (rules, section 6). The zero Fingerprint stands for "never taken".
type Fingerprint [16]byte

// IsZero reports whether no fingerprint was taken.
func (f Fingerprint) IsZero() bool { return f == Fingerprint{} }

// String prints 32 hexadecimal digits.
func (f Fingerprint) String() string { return hex.EncodeToString(f[:]) }

// ParseFingerprint reads the form that String prints.
func ParseFingerprint(s string) (Fingerprint, error) {
	var f Fingerprint
	raw, err := hex.DecodeString(s)
	if err != nil || len(raw) != len(f) || hex.EncodeToString(raw) != s {
		return f, fmt.Errorf("%q is no fingerprint; one has 32 hexadecimal digits in lower case", s)
	}
	copy(f[:], raw)
	return f, nil
}
