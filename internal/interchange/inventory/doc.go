// Package inventory reads a list of assets, as plants keep it in CSV files and
// Excel workbooks, and says what it would change in a project.
//
// It works in three steps that can be looked at one by one:
//
//	sheet, err := inventory.Read("assets.csv", r, size, inventory.ReadOptions{})
//	mapping, notes := inventory.Propose(sheet)
//	plan, err := inventory.Prepare(sheet, mapping, snapshot, inventory.Options{IDs: ids})
//
// Read finds encoding, delimiter, worksheet and header row. Propose maps each
// header to a property of the asset, from words in five languages; the mapping
// is saved as a file that a person can read and change (docs/formats/inventory.md).
// Prepare compares the rows with a project and gives ops, together with every
// change, guess and problem in words.
//
// It refuses files that are too large, binary or in an encoding it cannot be
// sure of. It never writes to a project, never removes an asset, and never
// reads a clock or draws an identity of its own.
//
// Invariants:
//
//   - The same sheet, mapping, snapshot and identities give the same plan.
//   - The ops of a plan apply to the snapshot it was made from without a fault.
//   - Preparing the same sheet again, after the ops were applied, gives no ops.
//   - A blank cell erases nothing.
//   - A row that cannot be read is named with row and column and left out; all
//     others are offered.
//   - Whatever is guessed, left out or taken for blank is said in a note or a
//     proposal; nothing is silent.
package inventory
