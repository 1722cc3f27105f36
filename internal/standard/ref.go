package standard

import (
	"cmp"
	"strings"

	"github.com/cordon-ot/cordon/internal/fault"
)

// Ref names one requirement of the standard. A code alone is ambiguous: SR and
// SI mean one thing in 62443-3-3 and another in 62443-4-1.
type Ref struct {
	Part    string // "62443-3-3"
	Edition string // year of the edition, "2013"
	Code    string // "SR 1.1 RE(1)"
}

// String gives the reference as "62443-3-3:2013 SR 1.1 RE(1)", which ParseRef
// reads back, and "" for the zero Ref.
func (r Ref) String() string {
	if r.IsZero() {
		return ""
	}
	return r.Part + ":" + r.Edition + " " + r.Code
}

// IsZero reports whether r names nothing.
func (r Ref) IsZero() bool { return r == Ref{} }

// Compare orders references by part, edition and code, numbers inside them by
// value: SR 1.2 before SR 1.10, and an enhancement after its base.
func (r Ref) Compare(o Ref) int {
	return cmp.Or(
		compareNatural(r.Part, o.Part),
		compareNatural(r.Edition, o.Edition),
		CompareCodes(r.Code, o.Code),
	)
}

// ParseRef reads a reference such as "62443-3-3:2013 SR 1.1 RE(1)". It also
// takes "IEC" before the part, the short part name "3-3", and loose writings
// of the code ("sr 1.1 re 1"). The edition must be there; it is taken as
// written, so that an edition number or id ("2.0", "ed2") stays one until
// Library.Resolve turns it into the year. The error is of kind Invalid.
func ParseRef(s string) (Ref, error) {
	const op = "read a reference"
	bad := func(what string) error {
		e := fault.New(fault.Invalid, op, "%s; write part, edition and code, such as 62443-3-3:2013 SR 1.1 or 62443-4-2:2019 CR 1.1", what)
		e.Subject = quoted(s)
		return e
	}
	text := strings.Join(strings.Fields(s), " ")
	for _, body := range []string{"ANSI/", "ISA/", "IEC/", "ISA-", "ISA ", "IEC "} {
		if len(text) > len(body) && strings.EqualFold(text[:len(body)], body) {
			text = text[len(body):]
		}
	}
	head, code, ok := strings.Cut(text, " ")
	if !ok {
		return Ref{}, bad("the reference has no code")
	}
	part, edition, ok := strings.Cut(head, ":")
	switch {
	case !ok || edition == "":
		return Ref{}, bad("the reference names no edition")
	case !validPart(part):
		return Ref{}, bad("the part is not written like 62443-3-3")
	case !validEdition(edition):
		return Ref{}, bad("the edition is not written like 2013")
	}
	code = CanonicalCode(code)
	if !validCode(code) {
		return Ref{}, bad("the code has characters that no code has, or is too long")
	}
	return Ref{Part: CanonicalPart(part), Edition: edition, Code: code}, nil
}

// CanonicalPart gives the full name of a part: "3-3" becomes "62443-3-3". A
// name that already is full, or is none, comes back as it is.
func CanonicalPart(s string) string {
	if len(s) == 3 && isDigit(s[0]) && s[1] == '-' && isDigit(s[2]) {
		return "62443-" + s
	}
	return s
}

func validPart(s string) bool {
	if s == "" || len(s) > 32 || !isDigit(s[0]) {
		return false
	}
	for i := range len(s) {
		if c := s[i]; !isDigit(c) && !isLetter(c) && c != '-' {
			return false
		}
	}
	return true
}

func validEdition(s string) bool {
	if s == "" || len(s) > 32 {
		return false
	}
	for i := range len(s) {
		if c := s[i]; !isDigit(c) && !isLetter(c) && c != '.' && c != '-' {
			return false
		}
	}
	return true
}

func quoted(s string) string {
	if r := []rune(s); len(r) > 60 {
		s = string(r[:60]) + "..."
	}
	return `"` + s + `"`
}
