// Package text writes and reads a project as a folder of YAML files that is
// pleasant in git: one file per kind, entries in order of key, one way to
// write each thing. docs/formats/text.md specifies the format; its example is
// the folder testdata/example, which a test reads and writes back.
//
// The package computes on an fs.FS and a put function; it opens nothing by
// itself. It answers with ops (Read), with files (Write), or, for checks that
// need no database, with a snapshot (Load).
//
// It refuses what YAML allows and the format does not use (anchors, aliases,
// merge keys, tags, several documents), text that is not UTF-8, files it does
// not know, and names and values the schema does not have. It names every
// fault with file, line and column and goes on. Link rules that need the whole
// model are left to package model; Locate places its faults.
//
// Invariants:
//
//   - The same snapshot gives the same bytes.
//   - Writing what was read from what was written gives the same bytes.
//   - Reading what a state was written as, against that state, gives no ops.
//   - Reading never touches an item that is not in the folder.
package text
