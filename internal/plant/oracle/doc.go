// Package oracle is a second, deliberately naive implementation of the rules
// of the product, for tests only. It answers the same questions as the
// product's analyses (capability, achieved level, chain state, suspicion, gap,
// zone rules, compensation) so that both can be compared on random plants and
// on one hand-worked table.
//
// It shares no code and no data structure with the product: plain structs with
// string ids, every question computed from nothing each time it is asked, no
// index, no cache. Where speed and obviousness disagree, obviousness wins. It
// refuses nothing: a plant with faulty data (a zone within itself, an asset
// with unknown firmware) still gets an answer.
//
// Parts:
//
//   - Plant, Item, Link: one state of a project. History is a slice of states,
//     one after each commit; a link says in ConfirmedAt at the end of which one
//     somebody last held it to be true, a place in TargetAt likewise for its
//     target decision.
//   - Catalogue: the rows of 62443-3-3 and the component rows of 62443-4-2.
//   - View: a catalogue and a history; its methods are the rules and speak of
//     the last state.
//   - Random, Mutate, RandomHistory: nasty small plants and edits on them.
//   - Cases: the hand-worked table, as data, with View.Answer as the reader.
//
// Blank text (white space only) counts as missing everywhere. Retired items
// other than allocations do not exist for any rule, nor do links to them.
// Output is sorted, so that equal plants give equal answers.
package oracle
