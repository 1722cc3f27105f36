package search

import (
	"math/bits"
	"slices"
	"unicode/utf8"

	"github.com/cordon-ot/cordon/internal/model"
)

// The widths of a signature, in bits: per item for all texts, per item for key
// and title, for all texts of the page, for its keys and titles. Together they take 60 bytes an item. An
// asset has some 150 trigrams, which fill half of its part; the page, where most
// are the same, tells better what occurs nowhere.
const (
	bodyBits      = 192
	headBits      = 96
	pageBits      = 10240
	titleBits     = 2048
	signatureSize = 8*(bodyBits+headBits) + (pageBits+titleBits)/8
)

// signature notes which tokens occur in the 64 items of a page. Word b of body
// and head holds for each item, as a bit, whether it has a token of hash b: the
// items that may have several tokens are the conjunction of as many words.
type signature struct {
	body  [bodyBits]uint64       // of all texts: trigrams
	head  [headBits]uint64       // of key and title: trigrams, beginnings of words, whole words
	page  [pageBits / 64]uint64  // of the page: trigrams and beginnings of words
	title [titleBits / 64]uint64 // of keys and titles of the page: what head has
}

func bodyOf(token uint32) uint32 { return token >> 16 * bodyBits >> 16 }
func headOf(token uint32) uint32 { return token & 0xffff * headBits >> 16 }

// pageOf gives the two bits of a token in the page.
func pageOf(token uint32) [2]uint32 {
	a := token * 0x9e3779b1
	b := token * 0x7feb352d
	return [2]uint32{a >> 16 * pageBits >> 16, b >> 16 * pageBits >> 16}
}

func titleOf(token uint32) uint32 { return token * 0x2c1b3c6d >> 16 * titleBits >> 16 }

func (g *signature) mark(token uint32) {
	for _, b := range pageOf(token) {
		g.page[b/64] |= 1 << (b % 64)
	}
}

// Marks that keep kinds of token apart; no character has these numbers.
const (
	firstOne  = 1 << 22
	firstTwo  = 1<<22 + 1
	wholeWord = 1<<22 + 2
)

func mix(a, b, c rune) uint32 {
	x := uint32(a)*0x9e3779b1 ^ bits.RotateLeft32(uint32(b)*0x85ebca77, 11) ^ bits.RotateLeft32(uint32(c)*0xc2b2ae3d, 21)
	x ^= x >> 15
	x *= 0x2c1b3c6d
	return x ^ x>>13
}

// tokens are what is noted of a text.
type tokens struct {
	trigrams []uint32 // every three characters without a blank between them
	starts   []uint32 // the first and the first two characters of every word
	words    []uint32 // every whole word
}

func (k *tokens) reset() { k.trigrams, k.starts, k.words = k.trigrams[:0], k.starts[:0], k.words[:0] }

// read adds the trigrams and starts of a folded text. open says that the text
// was cut out of a longer one, so that nothing is known about what its first
// character begins.
func (k *tokens) read(text []byte, open bool) {
	var a, b rune // the two characters before, 0 if there is a blank between
	begun := false
	joined := open
	for i := 0; i < len(text); {
		r, n := rune(text[i]), 1
		if r >= utf8.RuneSelf {
			r, n = utf8.DecodeRune(text[i:])
		}
		i += n
		if r == ' ' {
			a, b, begun, joined = 0, 0, false, false
			continue
		}
		if begun {
			k.starts = append(k.starts, mix(firstTwo, b, r))
		}
		j := joins(r)
		if begun = !joined || !j; begun {
			k.starts = append(k.starts, mix(firstOne, r, 0))
		}
		if a != 0 {
			k.trigrams = append(k.trigrams, mix(a, b, r))
		}
		a, b, joined = b, r, j
	}
}

// readWords adds the whole words of a folded text.
func (k *tokens) readWords(text []byte) {
	var h uint32
	in := false
	for i := 0; i < len(text); {
		r, n := rune(text[i]), 1
		if r >= utf8.RuneSelf {
			r, n = utf8.DecodeRune(text[i:])
		}
		i += n
		switch j := joins(r); {
		case j:
			h = (h ^ uint32(r)) * 0x01000193
			in = true
		case in:
			k.words = append(k.words, mix(wholeWord, rune(h>>16), rune(h&0xffff)))
			h, in = 0, false
		}
	}
	if in {
		k.words = append(k.words, mix(wholeWord, rune(h>>16), rune(h&0xffff)))
	}
}

// sign makes the signature of the page that begins with node first.
func (x *Index) sign(s *model.Snapshot, first model.Node) *signature {
	g := &signature{}
	var f folder
	var k tokens
	for i := range min(model.PageNodes, s.Len()-int(first)) {
		it := s.Peek(first + model.Node(i))
		bit := uint64(1) << i
		for v := range x.fields(it) {
			f.reset()
			k.reset()
			v.fold(&f)
			k.read(f.out, false)
			for _, t := range k.trigrams {
				g.body[bodyOf(t)] |= bit
				g.mark(t)
			}
			for _, t := range k.starts {
				g.mark(t)
			}
			if !v.head() {
				continue
			}
			k.readWords(f.out)
			for _, list := range [][]uint32{k.trigrams, k.starts, k.words} {
				for _, t := range list {
					g.head[headOf(t)] |= bit
					g.title[titleOf(t)/64] |= 1 << (titleOf(t) % 64)
				}
			}
		}
	}
	return g
}

// sieve picks the items of a page that may be hits. Its lists hold the places
// of a signature where all tokens of the terms are noted.
type sieve struct {
	page  []uint32 // bits of page
	body  []uint32 // words of body
	head  []uint32 // words of head, for terms in key or title
	title []uint32 // bits of title, for these
	whole []uint32 // words of head, for terms as whole words of key or title
	words []uint32 // bits of title, for these
}

func newSieve(terms []term) sieve {
	var v sieve
	var k tokens
	for _, t := range terms {
		if t.not {
			continue
		}
		k.reset()
		k.read(t.text, !t.starts)
		k.readWords(t.text)
		for _, w := range k.trigrams {
			v.body = append(v.body, bodyOf(w))
		}
		for _, w := range append(k.trigrams, k.starts...) {
			two := pageOf(w)
			v.page = append(v.page, two[:]...)
			v.head = append(v.head, headOf(w))
			v.whole = append(v.whole, headOf(w))
			v.title = append(v.title, titleOf(w))
			v.words = append(v.words, titleOf(w))
		}
		for _, w := range k.words {
			v.whole = append(v.whole, headOf(w))
			v.words = append(v.words, titleOf(w))
		}
	}
	for _, list := range []*[]uint32{&v.page, &v.body, &v.head, &v.title, &v.whole, &v.words} {
		slices.Sort(*list)
		*list = slices.Compact(*list)
	}
	return v
}

// pass gives the items of a page that may have the rank, as bits. Without a
// signature it is all of them.
func (v *sieve) pass(g *signature, rank Rank) uint64 {
	m := ^uint64(0)
	if g == nil {
		return m
	}
	if !allSet(g.page[:], v.page) {
		return 0
	}
	words, table := v.body, g.body[:]
	switch rank {
	case TitleWord:
		if !allSet(g.title[:], v.words) {
			return 0
		}
		words, table = v.whole, g.head[:]
	case InTitle:
		if !allSet(g.title[:], v.title) {
			return 0
		}
		words, table = v.head, g.head[:]
	}
	for _, b := range words {
		m &= table[b]
	}
	return m
}

func allSet(table []uint64, places []uint32) bool {
	for _, b := range places {
		if table[b/64]>>(b%64)&1 == 0 {
			return false
		}
	}
	return true
}
