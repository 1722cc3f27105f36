// Package gap answers what every place has achieved and what it lacks: SL-A
// verified and claimed with the rows that hold them down (rules, section 4),
// the gap to the target (section 7), compensating countermeasures (section 9)
// and defence in depth.
//
// Assess computes a whole project; Update computes a later state of the same
// project from an earlier one, looking only at the places a change reached.
// Both always give the same result. Nothing here writes or asks the time: the
// project's day is part of the input.
package gap
