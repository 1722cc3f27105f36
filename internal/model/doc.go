// Package model is Cordon's engineering model: what kinds of item there are,
// which properties they hold, which links may join them, how a change is
// written (Op, Commit) and what the model looks like after each commit
// (Snapshot).
//
// One declared Schema is the source of validation, of the text format, of
// JSON, of completion, and of every table and form. Analyses never read a
// property by its name: they use the typed views (Place, Asset, Allocation, …).
//
// A Snapshot is immutable and keyed by the number of the commit that made it.
// A Builder derives the next one from a list of ops, copying only the pages it
// touches. Nodes are numbered densely from 0 in order of creation and a number
// is never used again, so analyses can keep their state in plain slices.
//
// The package computes; it reads no file, asks no clock and draws no random
// number. Identifiers and times are passed in.
//
// Invariants:
//
//   - An item is never deleted. Retiring it hides it from every rule (62443
//     allocations excepted, which have rules of their own for that).
//   - A key is given once and never to another item.
//   - Two live links never share verb and both ends.
//   - Applying the same ops to the same snapshot gives the same snapshot.
package model
