package store

import (
	"fmt"

	"github.com/cordon-ot/cordon/internal/fault"
)

// The rules and refusals every implementation shares, so that all say the same.

// CheckEntries gives Invalid if the rows of an entry are not in ascending node
// order, which would make "the row of a node" ambiguous.
func CheckEntries(entries []Entry) error {
	for i, e := range entries {
		for j := 1; j < len(e.Rows); j++ {
			if a, b := e.Rows[j-1].Node, e.Rows[j].Node; b <= a {
				return fault.Wrap(fault.Invalid, fmt.Sprintf("append entry %d", i), NotAscending(a, b))
			}
		}
	}
	return nil
}

// Moved is the Conflict of a write that expected another head.
func Moved(op string, expected, head uint64) error {
	f := fault.New(fault.Conflict, op,
		"the project is at commit %d, not at %d; read what changed and try again", head, expected)
	f.Head = head
	return f
}

// Closed is the Unavailable of a call after Close.
func Closed(op string) error {
	return fault.New(fault.Unavailable, op, "the project is closed")
}

// Cancelled is the Unavailable of a call whose context has ended with err,
// which stays visible to errors.Is; nil for a nil err.
func Cancelled(op string, err error) error {
	if err == nil {
		return nil
	}
	f := fault.New(fault.Unavailable, op, "%s was stopped", op)
	f.Err = err
	return f
}

// Range resolves the arguments of Commits at a head: to=0 becomes the head, an
// empty range has from > to. Invalid for from=0, NotFound for to beyond the head.
func Range(from, to, head uint64) (uint64, uint64, error) {
	switch {
	case from == 0:
		return 0, 0, fault.New(fault.Invalid, "read commits", "commits are numbered from 1; ask from 1 for all")
	case to > head:
		return 0, 0, fault.New(fault.NotFound, "read commits", "there is no commit %d; the last one is %d", to, head)
	case to == 0:
		return from, head, nil
	}
	return from, to, nil
}

// NotAscending is the Invalid of a row that comes after one with the same or a
// higher node number.
func NotAscending(before, node uint32) error {
	return fault.New(fault.Invalid, "write rows",
		"the row of node %d follows that of node %d; rows must be in ascending node order, each once", node, before)
}

// NoHash is the NotFound of a tree hash that is not stored.
func NoHash(index int64) error {
	return fault.New(fault.NotFound, "read hashes", "the tree has no hash with index %d", index)
}

// NoValue is the NotFound of a named value that was never set.
func NoValue(name string) error {
	f := fault.New(fault.NotFound, "read value", "no such value is stored")
	f.Subject = name
	return f
}

// SnapshotAhead is the Invalid of a snapshot said to be taken at a commit that
// does not exist yet.
func SnapshotAhead(n, head uint64) error {
	return fault.New(fault.Invalid, "save snapshot",
		"a snapshot at commit %d cannot be saved; the last commit is %d", n, head)
}
