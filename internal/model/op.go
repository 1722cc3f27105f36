package model

import "time"

// OpKind is one of the six kinds of op.
type OpKind uint8

// The kinds of op. Their names are frozen in the log.
const (
	NoOp OpKind = iota
	OpCreate
	OpSet
	OpUnset
	OpLink
	OpUnlink
	OpRetire
)

var opNames = [...]string{"none", "create", "set", "unset", "link", "unlink", "retire"}

// String gives the op's name as it stands in the log.
func (k OpKind) String() string {
	if int(k) < len(opNames) {
		return opNames[k]
	}
	return "unknown"
}

// Op is one step of a change. Which fields count depends on its kind:
//
//	create  Item, Key, Title, Props
//	set     Item, Title if TitleSet, Revive, Props; or Link, Item (its from-end), Props, Confirm, Fingerprint
//	unset   Item, Names; or Link, Item (its from-end), Names
//	link    Link, Verb, Item (its from-end), To, Props, Fingerprint
//	unlink  Link, Item (its from-end)
//	retire  Item, Reason
//
// Fingerprint is filled in by the writer of the commit for links that can be
// suspect: what the upstream end looks like at the end of the commit.
type Op struct {
	Kind        OpKind
	Item        ID
	Key         Key
	Title       string
	TitleSet    bool
	Revive      bool // set: bring a retired item back
	Props       Props
	Names       []string
	Link        ID
	Verb        Verb
	To          ID
	Confirm     bool   // set on a link: somebody says it still holds
	Reason      string // retire and confirm: why
	Fingerprint Fingerprint
	Place       string // where the op came from (file and line), for messages; not part of the commit
}

// Commit is one change of the record. Its number is its place in the log.
type Commit struct {
	Number  uint64    // from 1, without holes
	Time    time.Time // UTC, to the millisecond
	Author  string    // who made it, never empty
	Label   string    // what was meant, one of a few words such as "edit", "import", "approve target"
	Message string    // why, in the author's words
	Change  ID        // the change request it belongs to, zero if none
	Request string    // names the call that made it, so that the same call made twice is known; see RequestName; empty if none
	Ops     []Op
}
