// Package search finds items by words: in keys, titles, every property that
// holds text, the properties of links, and the titles of the standard's rows
// that items refer to. It answers for any state: head, a past commit, a draft.
//
// # The query
//
// Blanks separate terms, and all terms have to occur in an item, in whatever
// field each. Case and diacritics do not count ("Kühlung" is found by
// "kuhlung", "Straße" by "strasse"). A term is
//
//	pump           three letters or more: occurs anywhere
//	17             one or two letters: begins a word
//	"main pump"    these words as they stand, whole, in one field
//	-spare         does not occur
//	ZON-1          a key: its item comes first, then what mentions it
//	key:ZON-1      the item with this key and no other
//	kind:zone      only items of this kind; several kinds are alternatives
//	-kind:zone     no items of this kind
//	retired:yes    retired items only; retired:any takes both
//
// Retired items are left out unless asked for by retired: or by their key. A
// word with another prefix before the colon stands for itself.
//
// # The order
//
// First the items whose keys the query names; then those with every term as a
// whole word of key or title; then those with every term somewhere in key or
// title; then the others. Within each, order of keys. The same state and query
// give the same hits in the same order.
//
// # How it is fast
//
// Items lie in pages of 64 that states share. For each page the Index keeps a
// signature: a table of bits in which every trigram and word beginning of each
// item is noted. A query first asks the signatures, in some nanoseconds a page,
// and reads only the items that they let through; signatures let through too
// much, never too little. They are kept under the identity of the page, so that
// a state shares those of all its unchanged pages with every other, and a commit
// costs the pages that it touched. The memory is bounded; a page for which there
// is no room is read item by item, with the same result.
//
// The package computes; it keeps nothing but signatures, and what is found never
// depends on them.
package search
