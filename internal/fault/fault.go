// Package fault is the one error type of Cordon.
//
// It answers three questions a caller has about any failure: what kind it is
// (so that the edge can choose an exit status or an HTTP status), where it
// happened (operation, subject, place in the input), and what a person can do
// about it. It never formats for a terminal and knows no transport.
//
// Kinds are append-only: a kind, once published, keeps its meaning.
package fault

import (
	"errors"
	"fmt"
	"strings"
)

// Kind classifies a failure by what the caller can do about it.
type Kind uint8

// The kinds of failure. Their order is frozen.
const (
	// Internal is a failure that is our own fault; the cause is logged, not shown.
	Internal Kind = iota
	// Invalid is input that breaks a rule; the caller can correct it.
	Invalid
	// NotFound is a name that stands for nothing in the state asked about.
	NotFound
	// Conflict is a write on a state that has moved; the caller can rebase.
	Conflict
	// Denied is a caller who may not do this.
	Denied
	// Unavailable is a resource that does not answer now (disk full, read-only, locked).
	Unavailable
)

// String gives the kind's name in lower case.
func (k Kind) String() string {
	switch k {
	case Invalid:
		return "invalid"
	case NotFound:
		return "not found"
	case Conflict:
		return "conflict"
	case Denied:
		return "denied"
	case Unavailable:
		return "unavailable"
	default:
		return "internal"
	}
}

// Place locates a fault in an input. Zero fields are unknown. Line, Row and
// Column count from 1.
type Place struct {
	File   string // path as the user gave it
	Line   int    // line of a text
	Row    int    // row of a table, the header being row 1
	Column int    // column of the text line, in characters, or of the table
	Field  string // column header, property or op field
}

// String prints the known parts, for example "assets.csv: row 7, column 3 (IP)".
func (p Place) String() string {
	var b strings.Builder
	b.WriteString(p.File)
	sep := ": "
	part := func(format string, a ...any) {
		if b.Len() > 0 {
			b.WriteString(sep)
		}
		sep = ", "
		fmt.Fprintf(&b, format, a...)
	}
	if p.Line > 0 {
		part("line %d", p.Line)
	}
	if p.Row > 0 {
		part("row %d", p.Row)
	}
	if p.Column > 0 {
		part("column %d", p.Column)
	}
	if p.Field != "" {
		if p.Column > 0 {
			fmt.Fprintf(&b, " (%s)", p.Field)
		} else {
			part("%s", p.Field)
		}
	}
	return b.String()
}

// Error is a failure with everything a person needs to act on it.
type Error struct {
	Kind    Kind
	Op      string // what was being attempted, lower case: "import inventory"
	Subject string // key or id of the thing concerned, empty if none
	Message string // one sentence for people: what is wrong and what to do
	Place   Place  // where in the input, zero if not from an input
	Head    uint64 // for Conflict: the commit number the record is at now
	Err     error  // the cause, not shown to people when Kind is Internal

	said Said // what Message was made from, as far as it was made by New or Say
}

// Error prints place, subject, message and cause in this order.
func (e *Error) Error() string {
	var parts []string
	if s := e.Place.String(); s != "" {
		parts = append(parts, s)
	}
	if e.Subject != "" {
		parts = append(parts, e.Subject)
	}
	switch {
	case e.Message != "":
		parts = append(parts, e.Message)
	case e.Op != "":
		parts = append(parts, e.Op)
	}
	if e.Err != nil {
		parts = append(parts, e.Err.Error())
	}
	return strings.Join(parts, ": ")
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Err }

// New makes an Error of kind k whose message is formatted as by fmt.Sprintf.
func New(k Kind, op, format string, a ...any) *Error {
	e := &Error{Kind: k, Op: op}
	e.Say(format, a...)
	return e
}

// Wrap says what was being attempted when err happened. A fault keeps its kind;
// any other error becomes kind k. A nil err gives nil.
func Wrap(k Kind, op string, err error) error {
	if err == nil {
		return nil
	}
	var f *Error
	if errors.As(err, &f) {
		k = f.Kind
	}
	return &Error{Kind: k, Op: op, Message: op, Err: err}
}

// At puts a place on err, keeping kind and message; a nil err gives nil.
func At(p Place, err error) error {
	if err == nil {
		return nil
	}
	return &Error{Kind: KindOf(err), Place: p, Err: err}
}

// KindOf gives the kind of the outermost fault in err's chain, Internal if there is none.
func KindOf(err error) Kind {
	var f *Error
	if errors.As(err, &f) {
		return f.Kind
	}
	return Internal
}
