package account

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/secure/precis"
	"golang.org/x/text/unicode/norm"

	"github.com/cordon-ot/cordon/internal/fault"
)

// Longest texts about a user, in characters; names must also fit the security log.
const (
	longestLogin = 64
	longestName  = 120
	longestEmail = 254
)

// NormalLogin gives the form of a login name under which it is unique: NFKC,
// then the UsernameCaseMapped profile of PRECIS (RFC 8265): lower case, no
// spaces, no mixed directions of writing. Invalid for a name that has no such form.
func NormalLogin(login string) (string, error) {
	bad := func(message string) (string, error) {
		return "", &fault.Error{Kind: fault.Invalid, Op: "read login name", Place: fault.Place{Field: "login"}, Message: message}
	}
	if len(login) > 8*longestLogin || !utf8.ValidString(login) {
		return bad("the login name is too long or no valid text; it has at most 64 characters")
	}
	key, err := precis.UsernameCaseMapped.String(norm.NFKC.String(strings.TrimSpace(login)))
	if err != nil || key == "" {
		return bad("a login name is made of letters, digits and signs without spaces")
	}
	if utf8.RuneCountInString(key) > longestLogin || len(key) > 190 {
		return bad("the login name is too long; it has at most 64 characters")
	}
	return key, nil
}

// cleanLine checks a text that people read: one line without signs that cannot be seen.
func cleanLine(field, s string, longest int) (string, error) {
	s = norm.NFC.String(strings.TrimSpace(s))
	hidden := func(r rune) bool {
		return unicode.IsControl(r) || unicode.Is(unicode.Cf, r) && r != '\u200c' && r != '\u200d' || r == '\u2028' || r == '\u2029'
	}
	if !utf8.ValidString(s) || strings.ContainsFunc(s, hidden) || utf8.RuneCountInString(s) > longest {
		f := fault.New(fault.Invalid, "read "+field, "the %s is one line of at most %d characters that can be seen", fault.Word(field), longest)
		f.Place.Field = field
		return "", f
	}
	return s, nil
}

func cleanEmail(s string) (string, error) {
	s, err := cleanLine("email", s, longestEmail)
	if err != nil || s == "" {
		return s, err
	}
	if local, domain, ok := strings.Cut(s, "@"); !ok || local == "" || domain == "" || strings.ContainsAny(s, " <>,;") {
		f := fault.New(fault.Invalid, "read email", "%q is no address of mail", s)
		f.Place.Field = "email"
		return "", f
	}
	return s, nil
}
