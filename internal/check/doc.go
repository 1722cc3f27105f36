// Package check gathers everything there is to say about one state of a
// project: the findings of the zone rules, of targets and editions, of assets,
// products and their statements, of allocations, tests, evidence and suspect
// links.
//
// It computes no level. Gaps, compensations and defence in depth are found by
// the packages that work them out, which stand above this one's input; their
// findings are passed in and put in order with the rest.
//
// What is retired is not looked at. The result depends on the state, the day,
// the time zone, the files and the library alone, and comes in one order.
package check
