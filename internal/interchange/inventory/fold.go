package inventory

import (
	"strings"
	"unicode"
)

// plainLetters lists accented letters after the plain letters they compare as.
var plainLetters = func() map[rune]string {
	m := map[rune]string{}
	for plain, accented := range map[string]string{
		"a": "àáâãäåāăą", "c": "çćčĉċ", "d": "ďđ", "e": "èéêëēĕėęě", "g": "ğģġĝ", "i": "ìíîïīĭįı",
		"l": "łľĺļ", "n": "ñńňņ", "o": "òóôõöøōŏő", "r": "řŕŗ", "s": "śšşŝș", "t": "ťţț",
		"u": "ùúûüūŭůűų", "y": "ýÿŷ", "z": "źžż", "ss": "ß", "ae": "æ", "oe": "œ",
	} {
		for _, r := range accented {
			m[r] = plain
		}
	}
	return m
}()

// foldWord brings a cell to the form in which words are compared: lower case,
// without accents, blanks collapsed. Punctuation stays.
func foldWord(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	space := false
	for _, r := range strings.TrimSpace(s) {
		switch {
		case unicode.IsSpace(r):
			space = true
			continue
		case r >= 0x300 && r < 0x370: // combining accents
			continue
		}
		if space {
			b.WriteByte(' ')
			space = false
		}
		if r < unicode.MaxASCII {
			if 'A' <= r && r <= 'Z' {
				r += 'a' - 'A'
			}
			b.WriteByte(byte(r))
			continue
		}
		r = unicode.ToLower(r)
		if plain, ok := plainLetters[r]; ok {
			b.WriteString(plain)
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}

var digraphs = strings.NewReplacer("ae", "a", "oe", "o", "ue", "u")

// foldHeader is foldWord with anything but letters and digits taken as a
// blank, and ae, oe, ue as the umlauts they may stand for, so that "Gerätetyp",
// "Geraete-Typ" and "GERATE TYP" meet.
func foldHeader(s string) string {
	words := strings.FieldsFunc(foldWord(s), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	return digraphs.Replace(strings.Join(words, " "))
}

func compact(s string) string { return strings.ReplaceAll(s, " ", "") }

// holdsWords reports whether the words of phrase stand one after the other in
// text; both are folded by foldHeader.
func holdsWords(text, phrase string) bool { return wordsAt(text, phrase, 0) >= 0 }

// wordsAt finds where, from an offset on, the words of phrase stand one after
// the other in text; -1 if nowhere.
func wordsAt(text, phrase string, from int) int {
	for phrase != "" && from <= len(text) {
		i := strings.Index(text[from:], phrase)
		if i < 0 {
			return -1
		}
		i += from
		end := i + len(phrase)
		if (i == 0 || text[i-1] == ' ') && (end == len(text) || text[end] == ' ') {
			return i
		}
		from = i + 1
	}
	return -1
}
