// Package finding says what a finding is and documents every rule that can
// raise one.
//
// A finding is something in the model that somebody should look at. It is
// never an error of the input: analyses always answer, and what is missing or
// contradictory becomes a finding. A Finding holds the rule, the items and the
// facts; sentences are made at the edge, from the rule's own words (Text).
//
// The package looks for nothing itself. Packages zone, check and gap look,
// and make findings with New. Whoever looks for something new adds its
// rule here and to docs/guide/findings.md; a test keeps both equal.
//
// Invariants: a rule's ID and what it means never change once published; an ID
// is never given again. Sort puts the findings of one state in one order,
// whatever order they were found in.
package finding
