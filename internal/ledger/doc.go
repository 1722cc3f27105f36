// Package ledger makes a project's commits tamper-evident and lets anyone who
// holds a file from Cordon check it without Cordon's database.
//
// Commit n (from 1, without holes) is leaf n-1 of the Merkle tree of RFC 6962;
// its bytes are opaque here. The package answers four questions:
//
//   - Which hashes must be stored when commits are appended, and what is the
//     root over them? See [Frontier], [StoredHashes], [RootHash].
//   - Who vouches for that root? A [Checkpoint] names the log, its size and its
//     root in three lines of text and is signed as a note of
//     golang.org/x/mod/sumdb/note. The name of the key is the origin of the log.
//   - Is this exported log exactly what was signed? [Writer] makes the file,
//     [VerifyLog] reads it once, in memory that depends on the longest commit
//     only, and names the first part that was altered.
//   - Was this commit part of the signed log? A [Bundle] carries a few commits
//     with inclusion proofs; [VerifyBundle] checks them.
//
// The two files are specified to the byte in docs/formats/log.md and
// docs/formats/proof.md; the worked examples there are tests of this package.
//
// Invariants:
//
//   - Every byte of a log or bundle is checked: there is one way to write each
//     number, hash, key and line end, and no room for anything else. A changed,
//     inserted or missing byte is always found.
//   - Input is hostile. Lengths are limits, not promises: nothing is allocated
//     before the bytes for it have arrived, and no input causes a panic.
//   - The package reads no clock, no file and no network; randomness for keys
//     is passed in.
//
// It refuses to decide which key to trust. A file carries the public key that
// signed it, which shows only that the file is whole; give [Options] a key or a
// checkpoint obtained elsewhere to learn that it is the right one.
package ledger
