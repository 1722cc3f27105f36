// Package trace follows the chain from a row of the standard to its evidence:
// fingerprints and suspicion of links (rules, section 6), the chain state of
// every allocation (section 5), the validity of evidence, and trace coverage.
//
// It judges no level and no gap; package gap does, standing on this one.
//
// Prints and Chains remember what they worked out for one snapshot; they are
// for one goroutine each.
package trace
