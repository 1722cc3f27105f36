// Package backup writes everything a server keeps into one file, reads such a
// file again to prove that it is whole, and builds a server from it.
//
// A backup holds the administrative database as a dump, every record (the
// projects and the stream of security events) as an exported log with the
// named values of its store, and the evidence files that the records name.
// docs/formats/backup.md specifies the file to the byte.
//
// Write works while the server goes on. The administrative dump is one state;
// each record is read up to the head it has when its turn comes, projects
// before the security stream; the files come after all records. So a record
// never names a file that was there and was left out, and the stream tells of
// everything that the other parts hold.
//
// Invariants:
//
//   - The rows of the current state are not carried: they follow from the
//     commits and are made from them again (a fifth of the time of a restore), so
//     that a backup cannot say one thing in its log and another in its state.
//   - Every byte of a backup is checked when it is read: headers and padding
//     have one form, every member a digest, every log its tree and signature.
//   - Reading is one pass in memory that depends on the longest commit, the items
//     of the largest project and the number of files, never on the length of a
//     member. Lengths in a file are limits, not promises.
//   - A restore goes into an empty place and becomes visible when all of it is
//     there, as far as the target can do that.
//
// It refuses to encrypt, to keep several generations, and to take along what
// serves no restore: caches, results of jobs, unfinished uploads, keys of TLS.
// It knows no database: records are store.Store, the rest functions.
package backup
