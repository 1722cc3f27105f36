package account

import (
	_ "embed"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/cordon-ot/cordon/internal/fault"
)

// commonText is a list of our own, from general knowledge: words and runs that
// people build passwords from. A line that begins with # is a remark.
//
//go:embed common.txt
var commonText string

var common = func() map[string]bool {
	m := map[string]bool{}
	for line := range strings.Lines(commonText) {
		if w := strings.TrimSpace(line); w != "" && !strings.HasPrefix(w, "#") {
			m[w] = true
		}
	}
	return m
}()

// CheckPassword says what is wrong with a new password, Invalid, by the rules of
// NIST SP 800-63B section 3.1.1: its length in characters after NFC, and no
// password that is common, runs in order, repeats one thing, or contains a name
// of its user or of the server. There are no rules of composition. names may be
// empty and short ones are not looked for.
func (p Policy) CheckPassword(password string, names ...string) error {
	const op = "set password"
	bad := func(format string, a ...any) error {
		f := fault.New(fault.Invalid, op, format, a...)
		f.Place.Field = "password"
		return f
	}
	if !utf8.ValidString(password) {
		return bad("the password is not valid text")
	}
	if len(password) > 32*p.MaxPassword { // before work is put into it
		return bad("the password may have at most %d characters", p.MaxPassword)
	}
	password = norm.NFC.String(password)
	switch n := utf8.RuneCountInString(password); {
	case n < p.MinPassword:
		return bad("the password needs at least %d characters; a few words that do not belong together are easy to remember", p.MinPassword)
	case n > p.MaxPassword:
		return bad("the password may have at most %d characters", p.MaxPassword)
	}
	plain := strings.ToLower(norm.NFKC.String(password))
	for _, name := range append(names, p.Site) {
		for _, part := range nameParts(name) {
			if strings.Contains(plain, part) {
				return bad("the password must not contain the name of its user or of the server")
			}
		}
	}
	if guessable(plain) {
		return bad("this password is among the first that an attacker tries; take another one")
	}
	return nil
}

// nameParts are the name, and what stands before the @ of an address, in lower
// case, without those too short to matter.
func nameParts(name string) (parts []string) {
	name = strings.ToLower(norm.NFKC.String(name))
	local, _, _ := strings.Cut(name, "@")
	for _, part := range []string{name, local} {
		if utf8.RuneCountInString(part) >= 4 {
			parts = append(parts, part)
		}
	}
	return parts
}

// leet undoes the usual replacements of letters.
var leet = strings.NewReplacer("0", "o", "1", "l", "3", "e", "4", "a", "5", "s", "7", "t", "@", "a", "$", "s", "!", "i")

// guessable reports a password in lower case that is on the list, or one of the
// list with digits and signs around it, or that one repeated, or one run.
func guessable(plain string) bool {
	trimmed := strings.TrimFunc(plain, func(r rune) bool { return !unicode.IsLetter(r) })
	for _, s := range []string{plain, trimmed, leet.Replace(trimmed), strings.TrimFunc(leet.Replace(plain), func(r rune) bool { return !unicode.IsLetter(r) })} {
		if common[s] || common[unit(s)] || built(s) {
			return true
		}
	}
	return utf8.RuneCountInString(unit(plain)) <= 4 || run(plain)
}

// unit is the shortest text that s repeats, its last time perhaps in part.
func unit(s string) string {
	r := []rune(s)
	for n := 1; n <= len(r)/2; n++ {
		same := true
		for i := n; i < len(r) && same; i++ {
			same = r[i] == r[i-n]
		}
		if same {
			return string(r[:n])
		}
	}
	return s
}

// built reports a text made of one or two words of the list, with nothing but
// digits and signs between them.
func built(s string) bool {
	letters := func(r rune) bool { return !unicode.IsLetter(r) }
	parts := strings.FieldsFunc(s, letters)
	switch len(parts) {
	case 1:
		for i := 3; i <= len(parts[0])-3; i++ {
			if common[parts[0][:i]] && common[parts[0][i:]] {
				return true
			}
		}
		return common[parts[0]]
	case 2:
		return common[parts[0]] && common[parts[1]]
	}
	return false
}

// run reports a text in which nearly each character follows the one before, up
// or down, or on the keyboard.
func run(s string) bool {
	r := []rune(s)
	breaks := 0
	for i := 1; i < len(r); i++ {
		step := r[i] - r[i-1]
		if step < -1 || step > 1 {
			pair := string(r[i-1 : i+1])
			if !strings.Contains(keyboard, pair) {
				breaks++
			}
		}
	}
	return breaks <= 1
}

const keyboard = "qwertyuiop asdfghjkl zxcvbnm poiuytrewq lkjhgfdsa mnbvcxz qwertzuiop yxcvbnm azertyuiop 1234567890 0987654321 1qaz2wsx3edc4rfv5tgb6yhn7ujm"
