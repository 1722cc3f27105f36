// Package standard is the catalogue of IEC 62443 as data: parts in editions,
// their requirements and enhancements, and how they hang together.
//
// It answers what a reference (part, edition, code) stands for, which rows ask
// for which level, which component rows derive from a system row, what another
// edition changes, what a term means and which role answers for which part.
//
// It holds facts (identifiers, titles, levels) and our own words only. The
// wording of the standard is never part of a Requirement: a user who has a
// licence adds it as an Overlay, and only Library.Wording shows it.
//
// No part, edition, component type or number of rows is fixed in code; they
// come from the catalogue files, shipped or a user's own, in the format of
// docs/formats/catalogue.md. Load refuses a file that does not keep what it
// promises (totals, parents, levels, known types), and Library.Check a set of
// catalogues whose references lead nowhere.
//
// A Catalogue and a Library never change once made, and are safe for use by
// several goroutines at once. Slices and pointers they hand out are shared:
// callers must not write to them.
package standard
