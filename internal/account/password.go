package account

import (
	"context"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"io"
	"strings"
	"sync/atomic"

	"golang.org/x/crypto/argon2"
	"golang.org/x/text/unicode/norm"

	"github.com/cordon-ot/cordon/internal/fault"
)

const (
	saltBytes = 16
	sumBytes  = 32
)

// check bounds the parameters, of the policy and of stored hashes: the lower
// bounds are argon2's (RFC 9106 section 3.1), the upper ones keep a damaged row
// from taking the machine.
func (h Hashing) check() error {
	if h.Time < 1 || h.Time > 64 || h.Threads < 1 || h.Memory < 8*uint32(h.Threads) || h.Memory > 4<<20 {
		return fault.New(fault.Internal, "read a password's hash", "its parameters are out of bounds")
	}
	return nil
}

// hashed is one password's hash.
type hashed struct {
	Hashing
	salt, sum []byte
}

// String writes the PHC form.
func (h hashed) String() string {
	b := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, h.Memory, h.Time, h.Threads, b.EncodeToString(h.salt), b.EncodeToString(h.sum))
}

// parseHash reads what String writes. Internal for anything else, without
// repeating it.
func parseHash(phc string) (h hashed, err error) {
	bad := fault.New(fault.Internal, "read a password's hash", "it is damaged; reset the password of this user")
	parts := strings.Split(phc, "$")
	if len(parts) != 6 || parts[0] != "" || parts[1] != "argon2id" || parts[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return h, bad
	}
	if n, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &h.Memory, &h.Time, &h.Threads); err != nil || n != 3 {
		return h, bad
	}
	b := base64.RawStdEncoding.Strict()
	if h.salt, err = b.DecodeString(parts[4]); err != nil || len(h.salt) < 8 || len(h.salt) > 64 {
		return h, bad
	}
	if h.sum, err = b.DecodeString(parts[5]); err != nil || len(h.sum) < 16 || len(h.sum) > 128 {
		return h, bad
	}
	if h.check() != nil || h.String() != phc {
		return h, bad
	}
	return h, nil
}

func (h hashed) matches(password string) bool {
	sum := argon2.IDKey([]byte(norm.NFC.String(password)), h.salt, h.Time, h.Memory, h.Threads, uint32(len(h.sum)))
	return subtle.ConstantTimeCompare(sum, h.sum) == 1
}

// hasher computes hashes, a bounded number at once.
type hasher struct {
	params  Hashing
	random  io.Reader
	nobody  hashed        // stands in for users that are not there
	open    chan struct{} // turns for everybody
	known   chan struct{} // the turn kept for known browsers
	waiting atomic.Int64
}

func newHasher(p Hashing, random io.Reader) (*hasher, error) {
	h := &hasher{params: p, random: random, open: make(chan struct{}, p.Parallel-1), known: make(chan struct{}, 1)}
	h.nobody = hashed{Hashing: p, salt: make([]byte, saltBytes), sum: make([]byte, sumBytes)}
	for _, b := range [][]byte{h.nobody.salt, h.nobody.sum} {
		if _, err := io.ReadFull(random, b); err != nil {
			return nil, fault.Wrap(fault.Unavailable, "set up accounts", err)
		}
	}
	return h, nil
}

// turn waits until a hash may be computed. Memory is bounded by the number of
// turns, and known browsers have one that a flood of strangers cannot take.
func (h *hasher) turn(ctx context.Context, known bool) (leave func(), err error) {
	const op = "check password"
	var reserved chan struct{} // nil: never ready
	if known {
		reserved = h.known
	}
	select {
	case h.open <- struct{}{}:
		return func() { <-h.open }, nil
	default:
	}
	if !known {
		defer h.waiting.Add(-1)
		if h.waiting.Add(1) > int64(h.params.Waiting) {
			return nil, fault.New(fault.Unavailable, op, "too many people sign in at this moment; try again in a few seconds")
		}
	}
	select {
	case h.open <- struct{}{}:
		return func() { <-h.open }, nil
	case reserved <- struct{}{}:
		return func() { <-h.known }, nil
	case <-ctx.Done():
		return nil, fault.Wrap(fault.Unavailable, op, ctx.Err())
	}
}

// verify compares a password with a stored hash, empty for none, which takes
// as long and is never right. stale tells that the hash was right and should be
// made anew with today's parameters.
func (h *hasher) verify(ctx context.Context, stored, password string, known bool) (right, stale bool, err error) {
	against := h.nobody
	if stored != "" {
		if against, err = parseHash(stored); err != nil {
			return false, false, err
		}
	}
	leave, err := h.turn(ctx, known)
	if err != nil {
		return false, false, err
	}
	defer leave()
	right = against.matches(password) && stored != ""
	weaker := against.Memory < h.params.Memory || against.Time < h.params.Time || len(against.sum) < sumBytes || len(against.salt) < saltBytes
	return right, right && weaker, nil
}

// hash makes the hash of a new password.
func (h *hasher) hash(ctx context.Context, password string) (string, error) {
	made := hashed{Hashing: h.params, salt: make([]byte, saltBytes)}
	if _, err := io.ReadFull(h.random, made.salt); err != nil {
		return "", fault.Wrap(fault.Unavailable, "set password", err)
	}
	leave, err := h.turn(ctx, true)
	if err != nil {
		return "", err
	}
	defer leave()
	made.sum = argon2.IDKey([]byte(norm.NFC.String(password)), made.salt, made.Time, made.Memory, made.Threads, sumBytes)
	return made.String(), nil
}
