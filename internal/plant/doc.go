// Package plant reads plants written in a small text language, so that a test
// reads like a page of a zone drawing. It knows the model and never the
// answers: a fixture states what is there, the test states what follows.
//
// # The language
//
// One statement per line. "#" begins a comment; indentation means nothing.
// Words are separated by blanks; a text with blanks, commas or "#" stands in
// double quotes. A list is written with commas and without blanks: P1,P2.
//
// An item is declared by its kind, a name that is unique in the text, and
// clauses in any order:
//
//	zone     Z1 control target 2,2,2,1,2,2,2
//	zone     Z2 safety within Z1
//	conduit  C1 connects Z1,Z2 proposed 3
//	product  P1 types embedded-device version-to 3.0
//	asset    A1 in Z1 instance-of P1 firmware 2.1 wireless lifecycle spare
//	channel  F1 from A1 to Z2 via C1 protocol Modbus
//	allocation L1 "SR 1.1" at Z1 met
//	countermeasure M1 compensating compensates L1 approved-by Ann until 2026-12-31
//
// The kinds are those of the model; a kind of several words is written with
// hyphens. The name becomes the title. A name that is a key (ZON-7) is also
// the item's key; other items are numbered in the order of the text, after the
// highest number of their kind so far. Names may be used before they are
// declared.
//
// A clause is one of:
//
//	PROPERTY VALUE     any property of the kind, "-" for "_"; lists with commas
//	PROPERTY           a yes/no property, set to yes
//	WORD               a word of one of the kind's properties: control, spare, passed
//	VERB NAMES         links of that verb; a property of such links may follow it
//	target VECTOR      SL-T, proposed and approved
//	proposed VECTOR    SL-T as proposed only
//	types LIST         component_types
//	at NAME            of an allocation: allocated to this place
//	"SR 1.1"           of an allocation or component requirement: the row; "CR 1.1"
//	                   is one of 62443-4-2:2019, others are of 62443-3-3:2013, and
//	                   a full reference stands for itself
//
// The word after a zone's name, if it is a zone type, is the type even where
// it could be a property: "zone Z safety" has the type, "zone Z control safety"
// the mark. After an item's line may follow, for that item:
//
//	states ROWS ANSWER [configuration TEXT] [reason TEXT] [measure TEXT]
//	accepts "ZCR 3.4" reason TEXT by NAME
//
// states makes statements of a product and overrides of an asset. ROWS is a
// list of component rows.
//
// Everything up to a line "commit" is one commit; what follows is the next one
// and may also say:
//
//	set NAME CLAUSES    change properties, add links; states and accepts may follow
//	unset NAME PROPERTIES
//	unlink NAME VERB NAMES
//	confirm NAME VERB NAMES
//	retire NAMES
//	revive NAMES
//
// Faulty data (circles, an asset in two places) is accepted unless the Reader
// is strict. Unknown words are errors that name their line.
package plant
