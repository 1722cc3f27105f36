// Package factor answers whether a person holds the second factor that was
// registered for them: time-based codes (TOTP), recovery codes and passkeys
// (WebAuthn).
//
// It keeps nothing. State goes in as a value and comes out as the next value,
// which the caller stores in the same transaction as what the factor unlocked.
// That is what makes a code, a recovery code or a challenge work only once: a
// caller that throws the returned state away, or uses one session of a passkey
// ceremony twice, undoes the protection.
//
// It refuses to open a network connection, to read a file, and to take the
// time or randomness from anywhere but its parameters. One thing lies outside
// that rule: the certificates that some authenticators attach when they are
// registered are checked against the machine's own clock by the library. They are
// not asked for and admit nobody; a bad one can only refuse a registration.
//
// Invariants: secrets never stand in an error or in the printed form of a
// value; every error is a *fault.Error, Invalid for bytes that no honest
// client sends and Denied for a proof that does not hold; a stored factor that
// this package did not write is Internal.
package factor
