// Package zone judges the partition of a system into zones and conduits
// (rules, section 8; 62443-3-2 ZCR 3): what is to be kept apart, where data
// flows cross, which assets stand nowhere or twice, zones inside themselves,
// and conduits weaker than the zones they join.
//
// Every rule is in a file of its own with its test beside it. Nothing here
// changes a level: the rules find, people decide. Retired items do not exist;
// assets that are not installed are neither with nor without a mark.
//
// Faulty data (an asset in two places, zones in a circle, an end missing) is
// answered like any other, and never hangs.
package zone
