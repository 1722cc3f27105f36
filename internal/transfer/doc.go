// Package transfer moves much at once into a project and out of it: lists of
// assets, text folders and archives of them, and steps one per line.
//
// It answers what an import would change, carries it out, and writes exports.
// The command line and the server use it in the same way; where bytes come from
// and go to, who may do it, and what is told to people is theirs.
//
// It refuses archives that are larger, deeper or more numerous than its bounds,
// names that lead out of their folder, and everything in them that is no
// ordinary file.
//
// Invariants:
//
//   - Nothing is written before all of an import has been read and found right.
//   - What an archive holds comes to lie below the folder it is unpacked to.
//   - Memory does not grow with texts that were read: of a line only its ops stay.
package transfer
