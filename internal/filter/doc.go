// Package filter says which items fit an expression such as
//
//	kind == "asset" and firmware startsWith "2." and not linked("in")
//
// The grammar is that of expr-lang/expr, whose parser is used. What names and
// functions there are, which types fit together, what a missing property means
// and what an expression may cost is decided here: Compile checks the tree
// against the schema and makes functions of it, so that nothing of another
// language can be reached. The language is specified in docs/formats/filter.md.
//
// Invariants:
//
//   - A faulty expression gives faults with line and column, never a Filter; one
//     that compiles does not fail by what items hold. A property that is not set
//     makes every comparison but != false.
//   - An expression cannot hang: source, tree, patterns and the steps an
//     evaluation may take are bounded, and there are no loops but those over the
//     lists and tables of one item.
//   - A Filter is immutable. The day and everything else that is not in the
//     state is passed in by Env.
package filter
