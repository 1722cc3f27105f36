// Package audit keeps the security events of one server: who signed in, who was
// refused, who gave whom which role, what was backed up and exported.
//
// The events are a record of their own, apart from every project, over the same
// store and in the same verifiable form: an event is canonical JSON (Encode), one
// leaf of a Merkle tree of RFC 6962, and Export writes a signed log that can be
// checked without the server (VerifyLog). docs/formats/security-log.md says what
// the bytes are; its example is a test of this package.
//
// It refuses to judge: it does not know who may do what, and it never drops an
// event. Texts that come from outside and may hold anything go through Clean
// first, so that nobody escapes the record with a strange name.
//
// Invariants:
//
//   - Record returns nil only when the event is durable.
//   - Events are numbered from 1 without holes, and none is dated before the one
//     it follows, on however many nodes they were recorded.
//   - The first event names the stream and its key, so that the log says itself
//     what it is; whichever of several nodes came first, there is one of it.
//   - Bytes that were recorded never change.
package audit
