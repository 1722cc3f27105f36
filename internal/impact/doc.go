// Package impact answers what a change touches, each item with a path and a
// reason, and what a planned change would make different.
//
// Of follows a change from its seeds, which are items or rows of the standard.
// It goes through the model in phases, and an item is listed once, in the
// first phase that reaches it:
//
//   - Changed: the seeds.
//   - Flows: what their meaning flows into, any number of hops (rules, section
//     6). The links that lead there become suspect; along verbs that cannot be
//     suspect (an inner zone, an asset of a product, a risk) the item is built
//     on something that changes. What flows depends on the kind of Change:
//     membership, for instance, flows only when it is membership that changes.
//   - Rests: what rests on an item of the first two phases, up the chain: run,
//     test, component requirement, design and countermeasure to allocation,
//     allocation to place, place to the risks that bear on it; asset to the
//     place whose capability it has a part in, to the safety functions it
//     performs and to its channels. This phase never goes down again. Evidence
//     whose scope or firmware range is judged anew begins it, too.
//   - Decides: places that are in the result only because the decision on their
//     target is open again.
//   - TracedBelow: what foreign trace links (covers) lead to from an item of the
//     first two phases, children and their children. Such links carry no meaning
//     for levels or suspicion; this is for information.
//   - TracedAbove: the parents of the seeds along such links, and theirs.
//
// Between does the same for a change that is written down already: it finds
// the seeds, and what kind each is, from two states. Losses says what SL-A of
// the places of a result could fall to. WhatIf compares what was
// assessed of two states, and Drift does so for a list of them.
//
// Defects, tasks and change requests are not followed.
//
// Of does not know the new value of a property and says what may be touched.
// Between knows both states: an item is called suspect when, and only when, the
// cone of a link that leads meaning to it looks different, and no place whose
// vectors changed is missing. It looks at the model alone: not at the day, at
// the files of evidence, at another edition of the standard or at another
// declaration of custom properties.
//
// Invariants: circles end; the same state and seeds give the same result;
// nothing here writes.
package impact
