package search

import (
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// letters are those that a decomposition leaves alone and people type
// otherwise, and signs that have look-alikes on the keyboard.
var letters = map[rune]string{
	'ß': "ss", 'ẞ': "ss", 'æ': "ae", 'Æ': "ae", 'œ': "oe", 'Œ': "oe", 'ø': "o", 'Ø': "o",
	'ł': "l", 'Ł': "l", 'đ': "d", 'Đ': "d", 'ð': "d", 'Ð': "d", 'þ': "th", 'Þ': "th", 'ħ': "h", 'Ħ': "h", 'ı': "i", 'ς': "σ",
	'‐': "-", '‒': "-", '–': "-", '—': "-", '―': "-", '−': "-", '‘': "'", '’': "'", '“': "\"", '”': "\"",
}

// plain is the folded form of the ASCII characters; 0 stands for a blank.
var plain = func() (t [utf8.RuneSelf]byte) {
	for c := byte(' ') + 1; c < 0x7f; c++ {
		t[c] = c
	}
	for c := byte('A'); c <= 'Z'; c++ {
		t[c] = c + 'a' - 'A'
	}
	return t
}()

// folder writes text in the form in which it is compared: lower case, without
// diacritics, compatibility forms resolved, runs of blanks as one, none at the
// ends. out grows; a folder is used for one text after another by reset.
type folder struct {
	out []byte
	gap bool // a blank waits for the next character
}

func (f *folder) reset() { f.out, f.gap = f.out[:0], false }

// text folds s to the end of out.
func (f *folder) text(s string) {
	for i := 0; i < len(s); {
		if from := i; s[i] < utf8.RuneSelf && plain[s[i]] != 0 {
			// Most text is runs of such characters: this loop is what a search spends its time in.
			f.blank()
			for i < len(s) && s[i] < utf8.RuneSelf && plain[s[i]] != 0 {
				i++
			}
			n := len(f.out)
			f.out = append(f.out, s[from:i]...)
			for j := n; j < len(f.out); j++ {
				f.out[j] = plain[f.out[j]]
			}
			continue
		}
		if s[i] < utf8.RuneSelf {
			f.gap = true
			i++
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		f.rune(r)
		i += n
	}
}

func (f *folder) ascii(c byte) {
	p := plain[c]
	if p == 0 {
		f.gap = true
		return
	}
	f.blank()
	f.out = append(f.out, p)
}

// blank writes the blank that waits, if something stands before it.
func (f *folder) blank() {
	if f.gap && len(f.out) > 0 {
		f.out = append(f.out, ' ')
	}
	f.gap = false
}

// rune folds one character.
func (f *folder) rune(r rune) {
	if r < utf8.RuneSelf {
		f.ascii(byte(r))
		return
	}
	if s, ok := letters[r]; ok {
		f.blank()
		f.out = append(f.out, s...)
		return
	}
	var in [utf8.UTFMax]byte
	var room [64]byte
	for d := norm.NFKD.Append(room[:0], in[:utf8.EncodeRune(in[:], r)]...); len(d) > 0; {
		c, n := utf8.DecodeRune(d)
		d = d[n:]
		f.part(c)
	}
}

// part writes one character of a decomposition.
func (f *folder) part(r rune) {
	switch {
	case r < utf8.RuneSelf:
		f.ascii(byte(r))
	case unicode.Is(unicode.Mn, r), unicode.Is(unicode.Cf, r):
	case unicode.IsSpace(r), unicode.IsControl(r):
		f.gap = true
	default:
		f.blank()
		r = unicode.ToLower(r)
		if s, ok := letters[r]; ok {
			f.out = append(f.out, s...)
			return
		}
		f.out = utf8.AppendRune(f.out, r)
	}
}

// foldedPlaces folds s and tells for each byte of the result which character of
// s, counted from 0, it comes from.
func foldedPlaces(s string) (folded []byte, at []int32) {
	var f folder
	n := int32(0)
	for _, r := range s {
		f.rune(r)
		for len(at) < len(f.out) {
			at = append(at, n)
		}
		n++
	}
	return f.out, at
}

// foldedText folds one text.
func foldedText(s string) string {
	var f folder
	f.text(s)
	return string(f.out)
}

// joins reports whether a character makes a word together with its like. Those
// of scripts written without blanks do not: each begins a word of its own.
func joins(r rune) bool {
	if r < utf8.RuneSelf {
		return 'a' <= r && r <= 'z' || '0' <= r && r <= '9'
	}
	return (unicode.IsLetter(r) || unicode.IsNumber(r)) &&
		!unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar)
}

// begins reports whether a word begins at byte i of a folded text.
func begins(text []byte, i int) bool {
	if i == 0 {
		return true
	}
	before, _ := utf8.DecodeLastRune(text[:i])
	if !joins(before) {
		return true
	}
	here, _ := utf8.DecodeRune(text[i:])
	return !joins(here)
}

// ends reports whether a word ends before byte i of a folded text.
func ends(text []byte, i int) bool {
	if i == len(text) {
		return true
	}
	after, _ := utf8.DecodeRune(text[i:])
	if !joins(after) {
		return true
	}
	last, _ := utf8.DecodeLastRune(text[:i])
	return !joins(last)
}
