package inventory

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"unicode/utf8"

	"github.com/cordon-ot/cordon/internal/fault"
)

// charset is an encoding of text files.
type charset uint8

const (
	utf8Text charset = iota
	utf16Little
	utf16Big
	windows1252
)

func (c charset) String() string {
	switch c {
	case utf16Little, utf16Big:
		return "UTF-16"
	case windows1252:
		return "Windows-1252"
	}
	return "UTF-8"
}

const chunk = 64 << 10

// sniff looks at the whole file and tells its encoding and the length of its
// byte order mark. A byte order mark decides; without one, text is UTF-8 if
// all of it is valid, else Windows-1252. Zero bytes mean that it is no text.
func sniff(name string, r io.ReaderAt, size int64) (charset, int64, error) {
	var mark [3]byte
	n, _ := r.ReadAt(mark[:], 0)
	switch {
	case n >= 2 && mark[0] == 0xFF && mark[1] == 0xFE:
		return utf16Little, 2, nil
	case n >= 2 && mark[0] == 0xFE && mark[1] == 0xFF:
		return utf16Big, 2, nil
	}
	marked := n == 3 && string(mark[:]) == "\xEF\xBB\xBF"
	bad, err := firstInvalid(name, r, size)
	if err != nil {
		return 0, 0, err
	}
	switch {
	case bad < 0 && marked:
		return utf8Text, 3, nil
	case bad < 0:
		return utf8Text, 0, nil
	case marked:
		return 0, 0, refuse(name, "the file says it is UTF-8, but byte %d is not; save it again as UTF-8", bad+1)
	}
	return windows1252, 0, nil
}

// firstInvalid gives the offset of the first byte that is not valid UTF-8, -1
// if there is none, and refuses files that are no text.
func firstInvalid(name string, r io.ReaderAt, size int64) (int64, error) {
	buf := make([]byte, chunk+utf8.UTFMax)
	bad, kept := int64(-1), 0
	for off := int64(0); off < size; {
		n, err := r.ReadAt(buf[kept:kept+int(min(chunk, size-off))], off)
		if n == 0 {
			return 0, fault.At(fault.Place{File: name}, fault.Wrap(fault.Unavailable, opRead, err))
		}
		fresh := buf[kept : kept+n]
		if i := bytes.IndexByte(fresh, 0); i >= 0 {
			return 0, noText(name, fresh)
		}
		if off == 0 && controlShare(fresh) > 0.05 {
			return 0, noText(name, fresh)
		}
		data := buf[:kept+n]
		start := off - int64(kept)
		off += int64(n)
		if bad < 0 {
			var used int
			used, bad = validPrefix(data, start, off == size)
			kept = copy(buf, data[used:])
		}
	}
	return bad, nil
}

// validPrefix checks data, which begins at offset start, and gives how much of
// it is dealt with; the rest is a character that the next bytes complete.
func validPrefix(data []byte, start int64, last bool) (used int, bad int64) {
	for i := 0; i < len(data); {
		if data[i] < utf8.RuneSelf {
			i++
			continue
		}
		if !last && !utf8.FullRune(data[i:]) {
			return i, -1
		}
		r, n := utf8.DecodeRune(data[i:])
		if r == utf8.RuneError && n == 1 {
			return len(data), start + int64(i)
		}
		i += n
	}
	return len(data), -1
}

func controlShare(b []byte) float64 {
	n := 0
	for _, c := range b {
		if c < ' ' && c != '\t' && c != '\n' && c != '\r' || c == 0x7F {
			n++
		}
	}
	return float64(n) / float64(len(b))
}

func noText(name string, b []byte) error {
	var even, odd int
	for i, c := range b {
		if c != 0 {
			continue
		}
		if i%2 == 0 {
			even++
		} else {
			odd++
		}
	}
	// Western text in UTF-16 has a zero in nearly every second byte.
	if most := max(even, odd); most > len(b)/3 && even+odd < most+most/8+1 {
		return refuse(name, "this looks like UTF-16 without a byte order mark; save it as UTF-8")
	}
	return refuse(name, "this is a binary file, neither CSV text nor an .xlsx workbook")
}

// textReader gives the text of a file as UTF-8.
func textReader(name string, r io.ReaderAt, size int64, c charset, skip int64) io.Reader {
	src := io.NewSectionReader(r, skip, size-skip)
	switch c {
	case utf16Little:
		return &recoder{src: src, step: utf16Step(binary.LittleEndian, name)}
	case utf16Big:
		return &recoder{src: src, step: utf16Step(binary.BigEndian, name)}
	case windows1252:
		return &recoder{src: src, step: step1252}
	}
	return src
}

// recoder turns bytes into UTF-8 with a step that appends the text of src to
// dst and says how many bytes it used.
type recoder struct {
	src  io.Reader
	step func(dst, src []byte, last bool) (out []byte, used int, err error)
	in   []byte
	out  []byte
	off  int
	done bool
}

func (t *recoder) Read(p []byte) (int, error) {
	for t.off == len(t.out) {
		if t.done {
			return 0, io.EOF
		}
		if t.in == nil {
			t.in = make([]byte, 0, chunk)
		}
		n, err := t.src.Read(t.in[len(t.in):cap(t.in)])
		t.in = t.in[:len(t.in)+n]
		if err != nil && !errors.Is(err, io.EOF) {
			return 0, err
		}
		t.done = err != nil
		out, used, bad := t.step(t.out[:0], t.in, t.done)
		t.out, t.off = out, 0
		t.in = t.in[:copy(t.in, t.in[used:])]
		if bad != nil {
			return 0, bad
		}
	}
	n := copy(p, t.out[t.off:])
	t.off += n
	return n, nil
}

func utf16Step(order binary.ByteOrder, name string) func(dst, src []byte, last bool) ([]byte, int, error) {
	damaged := func() error {
		return refuse(name, "the UTF-16 text is damaged: half a character stands alone; save the file again, best as UTF-8")
	}
	return func(dst, src []byte, last bool) ([]byte, int, error) {
		i := 0
		for i+1 < len(src) {
			u := rune(order.Uint16(src[i:]))
			switch {
			case u < 0xD800 || u > 0xDFFF:
				dst = utf8.AppendRune(dst, u)
				i += 2
				continue
			case u > 0xDBFF:
				return dst, i, damaged()
			case i+3 >= len(src) && !last:
				return dst, i, nil
			case i+3 >= len(src):
				return dst, i, damaged()
			}
			low := rune(order.Uint16(src[i+2:]))
			if low < 0xDC00 || low > 0xDFFF {
				return dst, i, damaged()
			}
			dst = utf8.AppendRune(dst, (u-0xD800)<<10+(low-0xDC00)+0x10000)
			i += 4
		}
		if last && i < len(src) {
			return dst, i, damaged()
		}
		return dst, i, nil
	}
}

// high1252 holds the characters of Windows-1252 from 0x80 to 0x9F; the five
// that are not assigned stay control characters, which the cells refuse.
var high1252 = [32]rune{
	'€', 0x81, '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', 0x8D, 'Ž', 0x8F,
	0x90, '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', 0x9D, 'ž', 'Ÿ',
}

func step1252(dst, src []byte, _ bool) ([]byte, int, error) {
	for _, c := range src {
		r := rune(c)
		if c >= 0x80 && c < 0xA0 {
			r = high1252[c-0x80]
		}
		dst = utf8.AppendRune(dst, r)
	}
	return dst, len(src), nil
}
